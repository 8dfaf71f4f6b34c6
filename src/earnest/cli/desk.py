"""What commands share: the desk made ready, options they have in common, figures as JSON."""

import json
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from earnest.core.errors import UsageError

if TYPE_CHECKING:
    from earnest.db.models import Workspace

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def now_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --now DATE."""
    option = click.option(
        "--now", metavar="DATE", help="As of this date (2009-06-01) instead of today."
    )
    return option(command)


def open_desk() -> "Workspace":
    """Make Django and the record ready, and give this machine's workspace."""
    from earnest.app.store import store_open

    store_open()
    # Only now: the models cannot be imported before Django is set up.
    from earnest.app.workspaces import local_workspace

    return local_workspace()


def read_now(text: str | None) -> tuple[datetime, bool]:
    """The moment to judge at, and whether it was given rather than read from the clock."""
    from datetime import UTC

    from django.conf import settings

    from earnest.config import moment

    try:
        given = moment(text) if text else settings.NOW
    except ValueError as error:
        raise UsageError(f"--now cannot be {text!r}.", "Write it as 2009-06-01.") from error
    return (given, True) if given else (datetime.now(UTC), False)


def plain(value: Any) -> Any:
    """A value as JSON takes it: dataclasses as objects, times in ISO form."""
    if is_dataclass(value) and not isinstance(value, type):
        return {key: plain(item) for key, item in asdict(value).items()}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def print_json(value: Any) -> None:
    """Print one JSON value."""
    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=2))
