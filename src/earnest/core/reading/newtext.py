"""The new text of a message: what its author wrote now, without quotes, signature and notices."""

import re
from dataclasses import dataclass, replace
from itertools import accumulate

from earnest.core.reading.newtext_lines import QUOTED, Marks, is_rule, mark_lines
from earnest.core.reading.newtext_phrases import MailPhrases
from earnest.core.reading.newtext_tail import SIGNATURE_MARK, Tail, split_tail

_FIRST_WORDS = 8
_LONGEST_FIRST = 400
# Runs of own lines and runs of quoted ones, over the kinds of newtext_lines: each with the blank
# lines inside it and without those at its end.
_RUNS = re.compile(rb"(\x00(?:[\x00\x01]*\x00)?)|[\x02\x03](?:[\x01-\x03]*[\x02\x03])?")


@dataclass(frozen=True, slots=True)
class Quote:
    """One stretch of quoted text, with the reply header above it.

    `start` and `end` are offsets into the original text. `kind` is inline when the author answers
    below it, forward for a message passed on, reply for history. `first_words` are the first of
    the quoted words, without marks and headers. `answer` is the index in NewText.spans of the own
    text that answers it; None unless inline.
    """

    start: int
    end: int
    kind: str
    first_words: str
    answer: int | None = None


@dataclass(frozen=True, slots=True)
class NewText:
    """A message taken apart.

    `own` is the spans' text joined by a blank line, with "\\n" line ends; `spans` are (start, end)
    offsets into the original, in order, none empty. `signature` and `disclaimer` (legal notices,
    list footers, warnings of the receiving company) hold the lines as written, empty when absent.
    """

    own: str
    spans: tuple[tuple[int, int], ...]
    quoted: tuple[Quote, ...]
    signature: str
    disclaimer: str


def split_text(text: str, *, phrases: MailPhrases) -> NewText:
    """Take a plain text body apart. Quotes may be marked (">"), headed ("On ... wrote:", a copied
    header block) or both; text from html_to_text is marked. Never fails; takes time in proportion
    to the length."""
    page = _Page(text)
    marks = mark_lines(page.lines, phrases)
    if marks.breaks:
        page = _Page(page.broken(text, marks.breaks))
        marks = mark_lines(page.lines, phrases)
    pieces = _pieces(marks)
    own = [start for is_own, start, _ in pieces if is_own]
    parts = _Parts(page)
    for is_own, start, end in pieces:
        if not is_own:
            parts.quotes.append(_quote(page, marks, start, end, phrases))
        elif start in (own[0], own[-1]):
            # Signatures and notices end what stands above the first quote or below the last one.
            parts.add(
                split_tail(page.lines, start, end, phrases, has_more=len(own) > 1), start, end
            )
        else:
            parts.add(Tail(start, end, end), start, end)
    words = "\n\n".join(text[start:end] for start, end in parts.spans)
    return NewText(
        own=words.replace("\r\n", "\n") if "\r" in words else words,
        spans=tuple(parts.spans),
        quoted=tuple(parts.quotes),
        signature="\n".join(parts.signature),
        disclaimer="\n".join(parts.notices),
    )


class _Parts:
    """What a text is made of, gathered from top to bottom."""

    def __init__(self, page: "_Page") -> None:
        self.page = page
        self.spans: list[tuple[int, int]] = []
        self.quotes: list[Quote] = []
        self.signature: list[str] = []
        self.notices: list[str] = []
        self._answered = 0  # quotes that own words stand below, or that stand above none

    def add(self, tail: Tail, start: int, end: int) -> None:
        """Add own lines [start, end), parted as `tail` says."""
        span = self.page.span(tail.own_start, tail.own_end)
        if span is not None:
            if len(self.quotes) > self._answered and self.quotes[-1].kind == "reply":
                answered = replace(self.quotes[-1], kind="inline", answer=len(self.spans))
                self.quotes[-1] = answered
            self._answered = len(self.quotes)
            self.spans.append(span)
        self.page.keep(self.signature, tail.own_end, tail.notice)
        self.page.keep(self.notices, start, tail.own_start)
        self.page.keep(self.notices, tail.notice, end)


class _Page:
    """A text by lines: as written (`raw`), stripped (`lines`), and where each begins. The customary
    "-- " above a signature keeps its space, which tells it from a drawn line."""

    def __init__(self, text: str) -> None:
        if "\r" in text and "\n" not in text:
            text = text.replace("\r", "\n")
        self.raw = text.split("\n")
        self.lines = [line.strip() for line in self.raw]
        if "-- " in text:
            for index, line in enumerate(self.raw):
                if line.rstrip("\r") == SIGNATURE_MARK:
                    self.lines[index] = SIGNATURE_MARK
        self._sums = list(accumulate(map(len, self.raw), initial=0))

    def offset(self, index: int) -> int:
        """Where line `index` begins: the lengths above it and their line ends."""
        return self._sums[index] + index

    def broken(self, text: str, breaks: list[tuple[int, int]]) -> str:
        """The text with a line end in place of the space before each (line, column)."""
        chars = list(text)
        for index, column in breaks:
            indent = len(self.raw[index]) - len(self.raw[index].lstrip())
            chars[self.offset(index) + indent + column - 1] = "\n"
        return "".join(chars)

    def has_words(self, start: int, end: int) -> bool:
        return any(line and not is_rule(line) for line in self.lines[start:end])

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The offsets of lines [start, end) from the first word to the last; None without any."""
        if not self.has_words(start, end):
            return None
        while not self.lines[start]:
            start += 1
        while not self.lines[end - 1]:
            end -= 1
        first, last = self.raw[start], self.raw[end - 1]
        return (
            self.offset(start) + len(first) - len(first.lstrip()),
            self.offset(end - 1) + len(last.rstrip()),
        )

    def keep(self, kept: list[str], start: int, end: int) -> None:
        """Add lines [start, end) to `kept` as one text, when there are words in them."""
        if start < end and self.has_words(start, end):
            kept.append("\n".join(line.rstrip() for line in self.raw[start:end]).strip("\n"))


def _pieces(marks: Marks) -> list[tuple[bool, int, int]]:
    """(is own, start, end) line ranges without blank lines at their edges. A forwarded part begins
    a piece of its own."""
    pieces: list[tuple[bool, int, int]] = []
    cuts = sorted(marks.forwards, reverse=True)
    for run in _RUNS.finditer(marks.kinds):
        start, end = run.span()
        while cuts and cuts[-1] < end:
            cut = cuts.pop()
            if cut > start:
                pieces.append((False, start, cut))
                start = cut
        pieces.append((run.group(1) is not None, start, end))
    return pieces


def _quote(page: _Page, marks: Marks, start: int, end: int, phrases: MailPhrases) -> Quote:
    words: list[str] = []
    for index in range(start, end):
        if len(words) >= _FIRST_WORDS:
            break
        if marks.kinds[index] == QUOTED:
            line = page.lines[index][:_LONGEST_FIRST].lstrip(">| \t")
            if line and not _is_header(line, phrases):
                words.extend(line.split())
    return Quote(
        start=page.offset(start),
        end=page.offset(end - 1) + len(page.raw[end - 1]),
        kind="forward" if start in marks.forwards else "reply",
        first_words=" ".join(words[:_FIRST_WORDS]),
    )


def _is_header(line: str, phrases: MailPhrases) -> bool:
    """Whether a quoted line is a header of the quote rather than its words."""
    if is_rule(line) or phrases.header_kind(line) or phrases.divider_kind(line):
        return True
    found = phrases.attribution(line) if line[-1] == ":" else None
    return found is not None and found.is_certain
