"""The new text of a reply, without quotes, signature and notices, against texts set apart by hand.

    python -m benchmarks.accuracy.quotes DIR [--expected FILE.json] [--json] [--misses]

DIR holds mails, also in folders: .eml and .msg as sent, .html and .txt bodies. What the author
wrote now is expected in `NAME.expected.txt` beside each, NAME with or without its ending. FILE.json
serves where the words may not be copied: for each mail it names the lines of the text that are the
author's, as [first, last] pairs from 1. `quotes_expected.json` here does so for the open sets, and
is used where a mail has no expectation beside it. Mails without any are left out and counted.

The text of a mail is its plain part; its HTML part when the plain one is empty or only says that
there is HTML. In FILE.json the lines of HTML are its text nodes, one each (`node_lines`).

`exact` is the share of mails whose words are the expected ones, in order; line breaks do not count,
for HTML has none of its own. Precision, recall and F1 are of lines, over all mails, white space
folded. The baselines are the email-reply-parser library, and keeping all that is not marked ">".
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from selectolax.lexbor import LexborHTMLParser

from earnest.adapters.mail.parse import parse_mail
from earnest.core.reading.html import body_text, html_to_text
from earnest.core.reading.newtext import split_text
from earnest.rulepacks.mailtext import load_mail_phrases

OPEN_SETS = Path(__file__).with_name("quotes_expected.json")
MAIL = frozenset({".eml", ".msg"})
HTML = frozenset({".html", ".htm"})
SUFFIXES = MAIL | HTML | {".txt"}
EXPECTED = ".expected.txt"
_MARKS = re.compile(r"^(?:> ?)+", re.MULTILINE)

Ranges = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Case:
    """One mail: the text we read (`text`), the same without the marks of HTML's quotes, for what
    takes plain text (`flat`), and the words expected."""

    name: str
    text: str
    flat: str
    expected: str


def node_lines(html: str) -> str:
    """The text of HTML with a line for each run of text between elements. It owes nothing to how
    Earnest reads HTML, so that expectations stay right when that changes."""
    tree = LexborHTMLParser(html)
    for node in tree.css("head, style, script, title"):
        node.decompose()
    text = tree.body.text(deep=True, separator="\n") if tree.body else ""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def read_mail(path: Path) -> tuple[str, str]:
    """The plain text and the HTML of a file, by the ending of its name; one may be empty. A mail's
    text that was only made from its HTML is not its own."""
    raw = path.read_bytes()
    if path.suffix.lower() in MAIL:
        mail = parse_mail(raw)
        text = body_text(mail.text, mail.html)
        return ("", mail.html) if mail.html and text == html_to_text(mail.html) else (text, "")
    text = raw.decode("utf-8", errors="replace").replace("\r\n", "\n")
    return ("", text) if path.suffix.lower() in HTML else (text, "")


def expected_beside(path: Path) -> str | None:
    """The text of NAME.expected.txt, whether NAME has its ending or not."""
    for name in (path.name + EXPECTED, path.stem + EXPECTED):
        beside = path.with_name(name)
        if beside.is_file():
            return beside.read_text(encoding="utf-8", errors="replace")
    return None


def expected_lines(text: str, ranges: Ranges) -> str:
    """The lines of a text that [first, last] pairs name, from 1."""
    lines = text.split("\n")
    return "\n".join("\n".join(lines[first - 1 : last]) for first, last in ranges)


def load(folder: Path, told: Mapping[str, Ranges]) -> tuple[list[Case], int]:
    """The mails of a folder for which something is expected, and how many have nothing."""
    cases: list[Case] = []
    left = 0
    for path in sorted(folder.rglob("*")):
        is_mail = path.suffix.lower() in SUFFIXES and not path.name.endswith(EXPECTED)
        if not path.is_file() or not is_mail or path.name.startswith("."):
            continue
        plain, html = read_mail(path)
        expected = expected_beside(path)
        if expected is None:
            ranges = _ranges_for(path, told)
            if ranges is None:
                left += 1
                continue
            expected = expected_lines(plain or node_lines(html), ranges)
        text = plain or html_to_text(html)
        flat = plain or _MARKS.sub("", text)
        cases.append(Case(str(path.relative_to(folder)), text, flat, expected))
    return cases, left


def _ranges_for(path: Path, told: Mapping[str, Ranges]) -> Ranges | None:
    """The entry whose name is the end of the path, the longest first."""
    parts = path.resolve().parts
    for start in range(len(parts)):
        found = told.get("/".join(parts[start:]))
        if found is not None:
            return found
    return None


def folded(text: str) -> list[str]:
    """The lines with words in them, white space folded."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def measure(cases: Sequence[Case], own: Callable[[Case], str]) -> dict[str, Any]:
    """Flat figures of one way to find the author's words."""
    exact = hits = given = wanted = 0
    for case in cases:
        found, expected = folded(own(case)), folded(case.expected)
        exact += " ".join(found) == " ".join(expected)
        hits += (Counter(found) & Counter(expected)).total()
        given += len(found)
        wanted += len(expected)
    precision = hits / given if given else 1.0
    recall = hits / wanted if wanted else 1.0
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return {
        "n": len(cases),
        "exact": round(exact / len(cases), 4) if cases else 0.0,
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(f1, 4),
    }


def ours(case: Case) -> str:
    """What Earnest takes for the author's words."""
    return split_text(case.text, phrases=load_mail_phrases()).own


def unmarked(case: Case) -> str:
    """All lines that do not begin with ">"."""
    lines = case.flat.split("\n")
    return "\n".join(line for line in lines if not line.lstrip().startswith(">"))


def library() -> Callable[[Case], str] | None:
    """email-reply-parser; None, said on stderr, where it is not installed."""
    try:
        from email_reply_parser import EmailReplyParser
    except ImportError:
        print("email-reply-parser is not installed: left out", file=sys.stderr)
        return None
    return lambda case: str(EmailReplyParser.parse_reply(case.flat))


def show(figures: dict[str, Any]) -> None:
    """The figures as a table."""
    names = ("n", "exact", "precision", "recall", "f1")
    table = Table("", *names, title="The new text of a mail; precision and recall of lines")
    for system, row in {"earnest": figures, **figures["baselines"]}.items():
        table.add_row(system, *(str(row[name]) for name in names))
    console = Console()
    console.print(table)
    console.print(f"mails without expectation, left out: {figures['left_out']}")


def show_misses(cases: Sequence[Case]) -> None:
    """Each mail that is not exact, the expected lines above ours."""
    for case in cases:
        found, expected = folded(ours(case)), folded(case.expected)
        if " ".join(found) != " ".join(expected):
            print(f"== {case.name}")
            print("\n".join(f"  - {line}" for line in expected if line not in found))
            print("\n".join(f"  + {line}" for line in found if line not in expected))


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description="Accuracy of finding the new text of a mail")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--expected", type=Path, default=OPEN_SETS, help="own lines by mail, JSON")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--misses", action="store_true", help="list what was not right")
    options = parser.parse_args()
    if not options.folder.is_dir():
        parser.error(f"no such folder: {options.folder}")
    cases, left = load(options.folder, json.loads(options.expected.read_text(encoding="utf-8")))
    if not cases:
        parser.error("nothing to measure: no mail here has an expectation")
    if options.misses:
        show_misses(cases)
        return
    figures = measure(cases, ours)
    systems = {"email_reply_parser": library(), "unmarked_lines": unmarked}
    figures["baselines"] = {name: measure(cases, own) for name, own in systems.items() if own}
    figures["left_out"] = left
    if options.json:
        print(json.dumps(figures))
    else:
        show(figures)


if __name__ == "__main__":
    main()
