"""Sentences of a mail text, with offsets into the original: wrapped lines, lists, abbreviations."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A longer run without an end is a table or debris; it is cut so that patterns see bounded strings.
LONGEST = 1_000
# Lines are wrapped by mail programs somewhere between these widths (RFC 2822 asks for 78).
_NARROWEST, _WIDEST = 50, 120
# A shorter line was never wrapped: no first word of the next is as long as the rest.
_SHORTEST = 20

_BULLET = re.compile(r"\s{0,20}(?:[-*•·>o–—]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])\s")
_RULE = re.compile(r"[\W_]{2,200}$")
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|(?<=[a-z]{2})[.!?](?=[A-Z][a-z]+\s)")
_LAST_WORD = re.compile(r"[^\s(\[\"']{1,24}$")
_INITIALS = re.compile(r"(?:[a-z]\.)*[a-z]$", re.IGNORECASE)
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "\xa0": " "})


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. `start` and `end` are offsets into the original text; `text` is its wording on
    one line with straight quotes."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """Words whose full stop ends no sentence: `titles` never ("Mr."), `usual` only before a word
    with a capital ("Inc. The")."""

    titles: frozenset[str] = frozenset()
    usual: frozenset[str] = frozenset()


def split_sentences(text: str, abbreviations: Abbreviations) -> tuple[Sentence, ...]:
    """The sentences of `text` in order. Nothing is lost but white space and ruled lines."""
    found: list[Sentence] = []
    for start, end in _blocks(text):
        found.extend(_sentences(text, start, end, abbreviations))
    return tuple(found)


def straighten(text: str) -> str:
    """The text on one line, single spaces and straight quotes, as cues and models read it."""
    if not text.isascii() or "`" in text:
        text = text.translate(_STRAIGHT)
    return " ".join(text.split())


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Stretches that no sentence crosses: paragraphs, list items, lines that were not wrapped."""
    begin = end = -1
    at = 0
    previous = ""
    width = 0
    for whole in text.split("\n"):
        line = whole.rstrip()
        start, at = at, at + len(whole) + 1
        if not line or (not line[-1].isalnum() and _RULE.match(line)):
            if begin >= 0:
                yield begin, end
            begin, width = -1, 0
            continue
        if begin >= 0:
            if len(previous) >= _SHORTEST and not width:
                width = _width(text, begin)
            if _breaks(previous, line, width):
                yield begin, end
                begin = -1
        if begin < 0:
            begin = start
        end = start + len(line)
        previous = line
    if begin >= 0:
        yield begin, end


def _width(text: str, start: int) -> int:
    """The width the rest of the paragraph was wrapped to: its longest line, within reason."""
    stop = text.find("\n\n", start)
    lines = text[start : stop if stop >= 0 else len(text)].split("\n")
    return min(max(map(len, lines)), _WIDEST)


def _breaks(previous: str, line: str, width: int) -> bool:
    """Whether a line starts anew rather than going on from the one before. A line was wrapped
    when the next word would not have fitted; a small first letter goes on in any case."""
    bare = line.lstrip()
    if (not bare[0].isalpha() or bare[1:2] in ".) \t") and _BULLET.match(line):
        return True
    if bare[0].islower() or previous.endswith(","):
        # "Thanks,\nLynn" and "Hi Jeff,\nthe figures": a short line with a comma is an address.
        return previous.endswith(",") and len(previous.strip()) < _NARROWEST
    needed = len(previous) + 1 + len(bare.split(None, 1)[0])
    return width < _NARROWEST or needed <= width - 2


def _sentences(text: str, start: int, end: int, abbreviations: Abbreviations) -> Iterator[Sentence]:
    begin = start
    for match in _END.finditer(text, start, end):
        if match.end() < end and not _ends(text, begin, match, end, abbreviations):
            continue
        yield from _pieces(text, begin, match.end())
        begin = match.end()
    yield from _pieces(text, begin, end)


def _ends(
    text: str, begin: int, match: re.Match[str], end: int, abbreviations: Abbreviations
) -> bool:
    """Whether the mark ends a sentence here."""
    mark = match.group()[0]
    rest = text[match.end() : match.end() + 40].lstrip(" \t\r\n\"'(“‘-")
    follows = rest[:1]
    if mark in "!?":
        return not follows.islower() or len(match.group()) == 1
    if match.group().startswith(("..", "…")):
        return not follows.islower()
    word = _LAST_WORD.search(text, max(begin, match.start() - 30), match.start())
    last = word.group().lower() if word else ""
    if last in abbreviations.titles:
        return False
    if last in abbreviations.usual or _INITIALS.fullmatch(last):
        return follows.isupper() and not _initial(last)
    if last.isdigit() and not text[begin : match.start()].strip(" \t(").strip(last):
        return False
    return not (follows.islower() and "\n" not in text[match.end() : match.end() + 3])


def _initial(last: str) -> bool:
    """A single letter is a person's initial ("J. Smith"), but "I." is the end of a sentence."""
    return len(last) == 1 and last != "i"


def _pieces(text: str, start: int, end: int) -> Iterator[Sentence]:
    """One sentence without the white space around it, cut where it is longer than LONGEST."""
    piece = text[start:end]
    bare = piece.strip()
    start += piece.find(bare) if bare else 0
    while len(bare) > LONGEST:
        cut = bare.rfind(" ", LONGEST // 2, LONGEST)
        cut = cut if cut > 0 else LONGEST
        yield Sentence(start, start + cut, straighten(bare[:cut]))
        rest = bare[cut:].lstrip()
        start += len(bare) - len(rest)
        bare = rest
    if bare:
        yield Sentence(start, start + len(bare), straighten(bare))
