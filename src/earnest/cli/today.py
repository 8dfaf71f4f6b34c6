"""`earnest today`: the call list in the terminal."""

from typing import TYPE_CHECKING

import click

from earnest.cli.desk import json_option, now_option, open_desk, print_json, read_now

if TYPE_CHECKING:
    from datetime import datetime

    from earnest.app.today import Row, TodayList


@click.command()
@now_option
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=25, show_default=True, help="How many rows."
)
@json_option
def today(now: str | None, limit: int, as_json: bool) -> None:
    """Whom to call today, and why: ranked, with what is open either way."""
    workspace = open_desk()
    from earnest.app.today import today_list

    moment, given = read_now(now)
    found = today_list(workspace, now=moment, limit=limit, as_of=given)
    if as_json:
        print_json([{**row_json(row), "why": row.why} for row in found.rows])
        return
    _print(found)


def row_json(row: "Row") -> dict[str, object]:
    """A row as programs get it."""
    from earnest.cli.desk import plain

    values: dict[str, object] = plain(row)
    return values


def _print(found: "TodayList") -> None:
    if not found.accounts:
        click.echo("Nobody here yet. Bring in your mail: earnest import PATH")
        return
    day = f"{found.now:%A} {found.now.day} {found.now:%B %Y}"
    if not found.rows:
        click.echo(f"{day}: nobody needs a call. {found.accounts} accounts are in order.")
        return
    more = found.total - len(found.rows)
    behind = f", {more} more behind them" if more else ""
    click.echo(click.style(f"{day}: {len(found.rows)} to call{behind}.", bold=True))
    for row in found.rows:
        _print_row(row, found.now)


def _print_row(row: "Row", now: "datetime") -> None:
    who = row.contact or row.account
    where = f"{row.account}, {row.status}" if row.account != who else row.status
    title = f", {row.title}" if row.title else ""
    click.echo()
    click.echo(
        f"{row.rank:>3}  {click.style(who, bold=True)}{title} · {where} · "
        f"{click.style(row.label_words, fg=_colour(row.label))}"
    )
    for line in _wrap(row.why):
        click.echo(f"     {line}")
    facts = [
        f"last spoke {_day(row.last_conversation, now)}",
        f"last word from them {_day(row.last_word, now)}",
        f"{row.unanswered} unanswered" if row.unanswered else "",
        row.phone,
        f"{row.local:%H:%M} there" if row.local else "",
        f"urgency {row.urgency}",
    ]
    click.echo(click.style("     " + " · ".join(fact for fact in facts if fact), dim=True))
    for item in row.open_items[:4]:
        side = "We" if item.side == "ours" else "They"
        late = f", {item.late_days} days late" if item.late_days else ""
        due = f" by {item.due.day} {item.due:%B}" if item.due else ""
        click.echo(click.style(f"     {side}: {item.what}{due}{late}", dim=True))


def _wrap(text: str) -> list[str]:
    import shutil
    import textwrap

    return textwrap.wrap(text, max(40, min(100, shutil.get_terminal_size().columns - 6)))


def _day(moment: "datetime | None", now: "datetime") -> str:
    if moment is None:
        return "never"
    day = f"{moment.day} {moment:%b}"
    return day if moment.year == now.year else f"{day} {moment.year}"


def _colour(label: str) -> str | None:
    late = {"neglected", "dark", "promise_late", "misstep", "breach"}
    return "red" if label in late else "yellow" if label == "they_wait" else None


commands = [today]
