"""`earnest proposals`: what was read in the mail, to confirm, correct or dismiss."""

import json
from typing import TYPE_CHECKING

import click

from earnest.cli.desk import json_option, open_desk, print_json, read_now
from earnest.core.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from earnest.app.queue import QueueItem
    from earnest.db.models import Workspace

NONE = "-"
PROMPTS = {
    "what": "What",
    "day": f"Day (2026-12-01; {NONE} for none)",
    "side": "Who owes it (ours, theirs)",
    "name": "Name",
    "address": "Address",
    "scope": "Reaches (person, company)",
}
KEYS = "y confirms, n dismisses, e corrects, s skips, q ends"


@click.group(invoke_without_command=True)
@click.option("--days", default=60, show_default=True, help="How far back the mail may lie.")
@click.option(
    "--limit", type=click.IntRange(1, 5000), default=50, show_default=True, help="How many to show."
)
@click.option("--review", is_flag=True, help=f"Go through them by key: {KEYS}.")
@json_option
@click.pass_context
def proposals(context: click.Context, days: int, limit: int, review: bool, as_json: bool) -> None:
    """Promises, asks, pauses, hand-offs and stops that were read in the mail and wait for a word
    from you. Nothing counts until you confirm it, except a stop, which is in force at once."""
    if context.invoked_subcommand:
        return
    workspace = open_desk()
    from earnest.app.queue import queue_list

    now, _ = read_now(None)
    found = queue_list(workspace, now=now, days=days, limit=limit)
    if as_json:
        print_json(found)
    elif review:
        _review(workspace, list(found.items), now)
    else:
        for item in found.items:
            _print(item)
        older = f", {found.older} more from older mail (--days)" if found.older else ""
        click.echo(f"{found.total} wait{older}. Go through them: earnest proposals --review")


@proposals.command()
@click.argument("number", type=int)
@click.option("--what", help="What was agreed, in your words.")
@click.option("--day", help="The day, as 2026-12-01; empty for none.")
@click.option("--side", type=click.Choice(["ours", "theirs"]), help="Who owes it.")
@click.option("--name", help="Whom to turn to (a hand-off).")
@click.option("--address", help="Their address (a hand-off).")
@click.option("--scope", type=click.Choice(["person", "company"]), help="How far a stop reaches.")
def confirm(number: int, **values: str | None) -> None:
    """It is so; with options: it is so, corrected."""
    workspace = open_desk()
    from earnest.app.deciding import proposal_confirm

    now, _ = read_now(None)
    given = {key: value for key, value in values.items() if value is not None}
    click.echo(proposal_confirm(workspace, number, now=now, values=given).done)


@proposals.command()
@click.argument("number", type=int)
def dismiss(number: int) -> None:
    """It was misread, or does not matter."""
    workspace = open_desk()
    from earnest.app.deciding import proposal_dismiss

    now, _ = read_now(None)
    click.echo(proposal_dismiss(workspace, number, now=now).done)


@proposals.command()
def export() -> None:
    """Every decision as a line of JSON: training data for better reading."""
    workspace = open_desk()
    from earnest.app.deciding import corrections

    for line in corrections(workspace):
        click.echo(json.dumps(line, ensure_ascii=False))


def _print(item: "QueueItem") -> None:
    how = {"later": "from", "absent": "until", "moved": "to"}.get(item.kind, "by")
    day = f", {how} {item.day}" if item.day else ""
    click.echo(
        f"{item.id:>6}  {click.style(item.words, fg='cyan')}{day} · {item.contact}, "
        f"{item.account} · {item.at:%d %b %Y}"
    )
    click.echo(f"        {item.sentence}")
    if item.about:
        click.echo(click.style(f"        About: {item.about}", dim=True))


def _review(workspace: "Workspace", items: "list[QueueItem]", now: "datetime") -> None:
    """One key for each: the queue worked through in the terminal."""
    click.echo(KEYS)
    for place, item in enumerate(items, 1):
        click.echo(f"\n{place} of {len(items)}")
        _print(item)
        if not _decide(workspace, item, now):
            return


def _decide(workspace: "Workspace", item: "QueueItem", now: "datetime") -> bool:
    """Ask until there is an answer that can be carried out; False to end."""
    from earnest.app.deciding import proposal_confirm, proposal_dismiss

    while True:
        key = click.getchar().lower()
        try:
            if key == "q":
                return False
            if key == "s":
                return True
            if key == "n":
                click.echo(proposal_dismiss(workspace, item.id, now=now).done)
                return True
            if key in ("y", "e"):
                values = _correct(item) if key == "e" else {}
                click.echo(proposal_confirm(workspace, item.id, now=now, values=values).done)
                return True
        except UsageError as error:
            click.echo(f"{error.message} {error.hint}")
            continue
        click.echo(KEYS)


def _correct(item: "QueueItem") -> dict[str, str]:
    """Ask for what may be corrected; Enter leaves a value as it was read."""
    read = {**item.detail, "scope": item.detail.get("reach", "person"), "side": item.side}
    read |= {"what": item.sentence, "day": item.day.isoformat() if item.day else ""}
    values = {}
    for name in item.fields:
        said = click.prompt(PROMPTS[name], default=read.get(name, ""))
        values[name] = "" if said == NONE else said
    return values


commands = [proposals]
