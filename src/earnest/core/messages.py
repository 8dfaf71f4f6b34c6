"""A message's text taken apart for reading: what was written now, what was quoted or signed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# A sentence longer than this is no sentence, and its pattern would be slow to build.
LONGEST_SENTENCE = 1000


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a message. `kind` is own, quoted or signature. `pieces` are (text, whether it
    is the sentence to point out)."""

    kind: str
    pieces: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        """The stretch as it was written."""
        return "".join(text for text, _ in self.pieces)

    @property
    def lines(self) -> int:
        """How many lines of words it has."""
        return sum(1 for line in self.text.split("\n") if line.strip())


def segments(
    text: str, spans: Iterable[tuple[int, int]], *, signature: str = "", sentence: str = ""
) -> tuple[Segment, ...]:
    """The text cut at its own spans (offsets, in order; ones that cannot be are left out). The
    first own stretch that holds `sentence`, however its words are broken into lines, has it
    pointed out. A text without any own span is all quoted."""
    found: list[Segment] = []
    place = 0
    for start, end in spans:
        if not place <= start < end <= len(text):
            continue
        _add(found, _kind(text[place:start], signature), text[place:start], "")
        if _add(found, "own", text[start:end], sentence):
            sentence = ""
        place = end
    _add(found, _kind(text[place:], signature), text[place:], "")
    return tuple(found)


def _kind(text: str, signature: str) -> str:
    flat = " ".join(text.split())
    return "signature" if flat and flat in " ".join(signature.split()) else "quoted"


def _add(found: list[Segment], kind: str, text: str, sentence: str) -> bool:
    """Add a stretch without the blank lines around it; whether the sentence was in it."""
    text = text.replace("\r\n", "\n").strip("\r\n")
    if not text.strip():
        return False
    match = _pattern(sentence).search(text) if sentence else None
    if match is None:
        found.append(Segment(kind, ((text, False),)))
        return False
    cut = (
        (text[: match.start()], False),
        (text[match.start() : match.end()], True),
        (text[match.end() :], False),
    )
    found.append(Segment(kind, tuple(piece for piece in cut if piece[0])))
    return True


def _pattern(sentence: str) -> re.Pattern[str]:
    words = sentence[:LONGEST_SENTENCE].split()
    return re.compile(r"\s+".join(map(re.escape, words)) if words else r"(?!)")
