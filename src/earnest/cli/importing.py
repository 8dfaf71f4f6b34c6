"""`earnest import PATH...`: mail in, people and touches out, with a report of every item."""

from typing import TYPE_CHECKING

import click

from earnest.cli.desk import json_option, open_desk, print_json, read_now
from earnest.core.errors import NothingToReadError

if TYPE_CHECKING:
    from earnest.app.importing import ImportReport, Progress

SHOWN = 20


@click.command(name="import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--me", multiple=True, metavar="ADDRESS", help="An address of yours; repeat it.")
@click.option("--own-domain", multiple=True, metavar="DOMAIN", help="A domain of your company.")
@click.option("--problems", is_flag=True, help="List every item that was repaired or unreadable.")
@json_option
def import_(
    paths: tuple[str, ...],
    me: tuple[str, ...],
    own_domain: tuple[str, ...],
    problems: bool,
    as_json: bool,
) -> None:
    """Bring in mail from PATH: an mbox (also .gz), a maildir, folders of .eml, or one .eml.

    Can be stopped and run again at any time; running it twice changes nothing.
    """
    workspace = open_desk()
    from earnest.app.importing import import_paths

    now, _ = read_now(None)
    with _progress(hidden=as_json) as advance:
        report = import_paths(
            workspace, paths, now=now, me=me, own_domains=own_domain, progress=advance
        )
    if as_json:
        print_json(_figures(report))
    else:
        _print(report, everything=problems)
    if not report.mailbox or not report.mailbox.contacts:
        raise _nobody(", ".join(paths), report)


def _nobody(paths: str, report: "ImportReport") -> NothingToReadError:
    """Why there is nobody to call after this import, and what to do about it."""
    if report.stored and not {"human", "list"} & set(report.kinds):
        return NothingToReadError(
            f"{paths}: only newsletters, notices and other mail that no person wrote to you.",
            "Bring in the folders with your own correspondence, what you sent among it.",
        )
    return NothingToReadError(
        f"{paths}: no mail with a person outside was found, so there is nobody to call.",
        "If it is your mailbox, say which addresses are yours: --me you@example.com",
    )


class _Bar:
    """A progress bar with rate and time left; nothing where there is no terminal."""

    def __init__(self, *, hidden: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self.bar = Progress(
            TextColumn("{task.fields[count]} messages, {task.fields[rate]}/s"),
            BarColumn(),
            TextColumn("{task.percentage:3.0f}%"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=hidden,
            transient=True,
            # Drawn as batches come in: a thread that redraws would keep workers from being forked.
            auto_refresh=False,
        )
        self.task = self.bar.add_task("import", count=0, rate="-", total=1)

    def __enter__(self) -> "Progress":
        self.bar.start()
        return self.advance

    def __exit__(self, *_: object) -> None:
        self.bar.stop()

    def advance(self, done: int, total: int, count: int) -> None:
        """Show how far it is."""
        spent = self.bar.tasks[0].elapsed or 0
        rate = f"{count / spent:.0f}" if spent > 0.2 else "-"
        self.bar.update(self.task, completed=done, total=max(total, 1), count=count, rate=rate)
        self.bar.refresh()


def _progress(*, hidden: bool) -> _Bar:
    return _Bar(hidden=hidden)


def _figures(report: "ImportReport") -> dict[str, object]:
    figures: dict[str, object] = {
        "messages": report.messages,
        "stored": report.stored,
        "duplicates": report.duplicates,
        "unreadable": report.unreadable,
        "new": report.new,
        "kinds": report.kinds,
        "problems": report.problems,
        "items": report.troubles,
        "mailbox": report.mailbox,
    }
    return figures


def _print(report: "ImportReport", *, everything: bool) -> None:
    click.echo(
        f"{report.messages} messages: {report.stored} stored ({report.new} new), "
        f"{report.duplicates} duplicates, {report.unreadable} unreadable."
    )
    kinds = sorted(report.kinds.items(), key=lambda item: -item[1])
    click.echo("Kinds: " + ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in kinds))
    found = report.mailbox
    if found:
        click.echo("You are:")
        for value, why in [*found.addresses.items(), *found.domains.items()]:
            click.echo(f"  {value} ({why})")
        if not found.sure:
            click.echo("  That is a guess. If it is wrong, say it: --me you@example.com")
        click.echo(
            f"Found {_count(found.contacts, 'person', 'people')} in "
            f"{_count(found.accounts, 'account')}, {_count(found.touches, 'touch', 'touches')}."
        )
    _print_problems(report, everything=everything)
    if found and found.contacts:
        click.echo("Next: earnest today")


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _print_problems(report: "ImportReport", *, everything: bool) -> None:
    if not report.problems:
        return
    codes = ", ".join(f"{code} {count}" for code, count in sorted(report.problems.items()))
    click.echo(f"Repaired or unreadable: {codes}")
    listed = [t for t in report.troubles if everything or t.outcome == "unreadable"]
    shown = listed if everything else listed[:SHOWN]
    for trouble in shown:
        what = "; ".join(f"{code} {detail}".strip() for code, detail in trouble.problems)
        click.echo(f"  {trouble.file} at byte {trouble.start}: {trouble.outcome}, {what}")
    if len(listed) > len(shown):
        click.echo(f"  … and {len(listed) - len(shown)} more: run it again with --problems")


commands = [import_]
