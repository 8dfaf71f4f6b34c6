"""A small record to back up, in which every kind of value occurs."""

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model

from earnest.app.backup import backup_tables
from earnest.db.models import Account, Contact, Member, Message, MessageBody, Touch, Workspace

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
AT = datetime(2026, 11, 2, 9, 30, 12, 345678, tzinfo=UTC)


def make_desk() -> Workspace:
    """A workspace with a member, an account, a contact, a message and its touch."""
    workspace = Workspace.objects.create(name="Büro", time_zone="Europe/Vienna", country="AT")
    user = get_user_model().objects.create_user("lena", "lena@fernhill.example", "a long word 12")
    Member.objects.create(workspace=workspace, user=user)
    own: dict[str, Any] = {"workspace": workspace}
    account = Account.objects.create(
        **own, key="domain:kavala.example", name='Kavala "Κεραμικά" \U0001f3fa'
    )
    contact = Contact.objects.create(
        **own, account=account, key="eleni@kavala.example", name="Eleni Papadaki"
    )
    message = make_message(workspace)
    who: dict[str, Any] = {"account": account, "contact": contact, "message": message}
    Touch.objects.create(**own, **who, key="mail:1", at=AT, medium="email", direction="in")
    Account.objects.of(workspace).update(created_at=datetime(2020, 2, 29, 1, 2, 3, tzinfo=UTC))
    return workspace


def make_message(workspace: Workspace) -> Message:
    """A message with its body."""
    message: Message = Message.objects.create(
        workspace=workspace,
        by_content="c1",
        at=AT,
        sender="eleni@kavala.example",
        parties=[["to", "robin@fernhill.example", "Robin\u2028Hale"]],
        subject="Kiln 2",
        kind="human",
        prints={"own": ["a", "b"], "quoted": []},
    )
    MessageBody.objects.create(
        workspace=workspace,
        message=message,
        text="Cars are half empty.\r\nline\ttwo\n",
        own="Cars are half empty.",
        spans=[[0, 20]],
    )
    return message


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows that a backup holds."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in backup_tables()
    }


def rewrite(path: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    """Change the members of an archive, leaving out those for which `change` gives None."""
    with zipfile.ZipFile(path) as old:
        members = {name: change(name, old.read(name)) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, data in members.items():
            if data is not None:
                new.writestr(name, data)
