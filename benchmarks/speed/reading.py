"""Messages and sentences per second on one core, and what reading adds to the rest of the work.

    python -m benchmarks.speed.reading PATH... [--json]

Times are of this process (CPU seconds). `without_reading` is parsing, kind, new text and digests
alone; `ratio` is how quick the whole is beside that.
"""

import json
import time
from collections.abc import Callable

import click
from rich.console import Console
from rich.table import Table

from earnest.adapters.mail.sources import RawItem, open_source, parse_item
from earnest.app.reading import read_mail, reading_ready
from earnest.app.saying import findings
from earnest.core.mail import Mail
from earnest.core.reading.kind import classify
from earnest.core.reading.newtext import split_text
from earnest.core.reading.sentences import split_sentences
from earnest.rulepacks.kinds import kind_phrases
from earnest.rulepacks.mailtext import load_mail_phrases
from earnest.rulepacks.reading import load_cues


def timed(action: Callable[[], None], runs: int) -> float:
    """CPU seconds of the quickest of `runs` calls."""
    found = []
    for _ in range(runs):
        start = time.process_time()
        action()
        found.append(time.process_time() - start)
    return min(found)


def measure(paths: tuple[str, ...], runs: int) -> dict[str, float]:
    """All figures for the messages of these sources."""
    reading_ready()
    items = [i for path in paths for i in open_source(path).items() if isinstance(i, RawItem)]
    mails = [parse_item(item) for item in items]
    phrases, kinds, cues = load_mail_phrases(), kind_phrases(), load_cues()
    owns: list[tuple[Mail, str, str]] = []
    for mail in mails:
        own = split_text(mail.text, phrases=phrases).own
        kind = classify(mail, phrases=kinds, own_text=own).kind
        owns.append((mail, own, str(kind)))
    human = [(mail, own, kind) for mail, own, kind in owns if kind in ("human", "list")]
    sentences = sum(len(list(split_sentences(own, cues.abbreviations))) for _, own, _ in human)

    def parse() -> None:
        for item in items:
            parse_item(item)

    def everything() -> None:
        for mail, item in zip(mails, items, strict=True):
            read_mail(mail, fallback=item.data)

    def says() -> None:
        for mail, own, kind in human:
            findings(own, subject=mail.subject, kind=kind, at=mail.date, offset=mail.offset)

    parsing, reading, saying = timed(parse, runs), timed(everything, runs), timed(says, runs)
    whole = parsing + reading
    return {
        "messages": len(mails),
        "sentences": sentences,
        "messages_per_second": round(len(mails) / whole, 1),
        "sentences_per_second": round(sentences / saying, 1),
        "without_reading_messages_per_second": round(len(mails) / (whole - saying), 1),
        "ratio": round((whole - saying) / whole, 3),
    }


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("--runs", default=2, show_default=True, help="Runs of each; the quickest counts.")
@click.option("--json", "as_json", is_flag=True)
def main(paths: tuple[str, ...], runs: int, as_json: bool) -> None:
    """Measure and print a table."""
    figures = measure(paths, runs)
    if as_json:
        print(json.dumps(figures))
        return
    table = Table(title="Reading on one core")
    table.add_column("")
    table.add_column("", justify="right")
    for name, value in figures.items():
        table.add_row(name.replace("_", " "), f"{value:,}")
    Console().print(table)


if __name__ == "__main__":
    main()
