"""The whole record as plain values, without row ids: what two imports of the same mail share."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models

from earnest.db.models import Workspace

# Filled in when a row is made; keys that hold row ids say nothing the rows they name do not.
LEFT_OUT = {"id", "workspace", "created_at"}
KEYS_OF_IDS = {"touch", "proposal", "commitment", "restraint"}


def picture(workspace: Workspace) -> dict[str, list[str]]:
    """Every row of every table of a workspace as text, in an order of its own."""
    found: dict[str, list[str]] = {}
    names = _Names(workspace)
    for model in apps.get_app_config("record").get_models():
        if any(field.name == "workspace" for field in model._meta.concrete_fields):
            rows = model._default_manager.filter(workspace=workspace)
            found[model._meta.model_name or ""] = sorted(names.row(row) for row in rows)
    return found


def differences(one: dict[str, list[str]], other: dict[str, list[str]]) -> list[str]:
    """What only one of two pictures holds, a line each."""
    lines = []
    for table in sorted({*one, *other}):
        left, right = one.get(table, []), other.get(table, [])
        lines += [f"- {table}: {row}" for row in _without(left, right)]
        lines += [f"+ {table}: {row}" for row in _without(right, left)]
    return lines


def _without(rows: Iterable[str], others: Iterable[str]) -> list[str]:
    left = list(rows)
    for row in others:
        if row in left:
            left.remove(row)
    return left


class _Names:
    """What rows are called instead of their ids."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.known: dict[tuple[str, Any], str] = {}

    def row(self, row: models.Model) -> str:
        """All values of a row."""
        model = row._meta.model_name or ""
        values = []
        for field in row._meta.concrete_fields:
            if field.name in LEFT_OUT or (field.name in {"key", "target"} and model in KEYS_OF_IDS):
                continue
            value = getattr(row, field.attname)
            if field.remote_field and value is not None:
                target: Any = field.related_model
                value = self.name(target, value)
            elif field.name == "reasons":
                value = [self.reason(reason) for reason in value]
            values.append(f"{field.name}={value!r}")
        return " ".join(values)

    def name(self, model: type[models.Model], pk: Any) -> str:
        """A row's name: its own key, or all it says where its key is made of ids."""
        label = model._meta.model_name or ""
        if (label, pk) not in self.known:
            row = model._default_manager.get(pk=pk)
            for attribute in ("by_content", "path", "username", "email", "key"):
                value = getattr(row, attribute, None)
                if value and not (attribute == "key" and label in KEYS_OF_IDS):
                    break
            else:
                value = self.row(row)
            self.known[label, pk] = f"<{label} {value}>"
        return self.known[label, pk]

    def reason(self, reason: dict[str, Any]) -> dict[str, Any]:
        """A reason with names for the rows it points to."""
        model = apps.get_model
        named = dict(reason)
        named["refs"] = [
            self.name(model("record", kind), pk) for kind, pk in reason.get("refs", ())
        ]
        if "contact" in reason:
            named["contact"] = self.name(model("record", "contact"), reason["contact"])
        return named
