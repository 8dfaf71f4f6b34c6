"""`earnest read FILE.eml`: everything one message says, marked in its text."""

from typing import TYPE_CHECKING

import click

from earnest.cli.desk import json_option, print_json

if TYPE_CHECKING:
    from earnest.app.read import MessageReading, SaidLine


@click.command()
@click.argument("file", metavar="FILE")
@json_option
def read(file: str, as_json: bool) -> None:
    """What FILE (one message) says: its kind, the words its author wrote now, and what they ask,
    promise, postpone or refuse, each with the cue that showed it. Nothing is kept."""
    from earnest.app.read import message_read

    found = message_read(file)
    if as_json:
        print_json(found)
    else:
        _print(found)


def _print(found: "MessageReading") -> None:
    click.echo(click.style(found.subject or "(no subject)", bold=True))
    when = f"{found.at:%Y-%m-%d %H:%M} UTC" if found.at else "no date"
    click.echo(f"{found.sender}, {when}")
    why = "; ".join(found.kind_why)
    click.echo(f"{found.kind.replace('_', ' ')}{f' ({why})' if why else ''}")
    for address, permanent in found.failed:
        how = {True: "for good", False: "for now", None: "perhaps for good"}[permanent]
        click.echo(f"  did not reach {address}, {how}")
    if found.meeting:
        click.echo(f"  {found.meeting}")
    click.echo()
    click.echo(_marked(found))
    if found.says:
        click.echo()
    for number, line in enumerate(found.says, 1):
        _print_line(number, line)
    for code, detail in found.problems:
        click.echo(click.style(f"repaired: {code} {detail}".rstrip(), dim=True))


def _marked(found: "MessageReading") -> str:
    """The text: what its author wrote now as it is, the rest dim, sentences numbered."""
    marks: dict[int, list[int]] = {}
    for number, line in enumerate(found.says, 1):
        marks.setdefault(line.end, []).append(number)
    pieces = []
    at = 0
    for start, end in found.spans:
        pieces.append(click.style(found.text[at:start], dim=True) if at < start else "")
        inside = start
        for mark in sorted(mark for mark in marks if start < mark <= end):
            numbers = ", ".join(map(str, marks[mark]))
            pieces.append(found.text[inside:mark] + click.style(f" [{numbers}]", fg="cyan"))
            inside = mark
        pieces.append(found.text[inside:end])
        at = end
    rest = found.text[at:]
    return "".join(pieces) + (click.style(rest, dim=True) if rest else "")


def _print_line(number: int, line: "SaidLine") -> None:
    when = f", {line.day} (“{line.day_words}”)" if line.day else ""
    extra = "".join(f", {key} {value}" for key, value in line.detail.items())
    becomes = f" -> proposes: {line.becomes.replace('_', ' ')}" if line.becomes else ""
    click.echo(
        f"[{number}] {click.style(line.intent.replace('_', ' '), fg='cyan')} "
        f"{line.confidence:.0%}{when}{extra}{becomes}"
    )
    click.echo(click.style(f"    {', '.join(line.cues)}", dim=True))


commands = [read]
