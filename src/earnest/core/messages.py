"""A message's text taken apart for reading: what was written now, quoted or signed, and in what was
written now the sentences that say something."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from earnest.core.proposals import Said
from earnest.core.reading.says import Intent

# A sentence longer than this is no sentence, and its pattern would be slow to build.
LONGEST_SENTENCE = 1000
# The blank line between two spans in a message's own text.
JOIN = 2
LABELS = {
    Intent.ASK_INFORMATION: "asks",
    Intent.ASK_ACTION: "asks",
    Intent.QUESTION: "asks",
    Intent.PROMISE: "promises",
    Intent.AGREEMENT: "agrees",
    Intent.REFUSAL: "says no",
    Intent.LATER: "asks to come back",
    Intent.STOP: "stop",
    Intent.HAND_OFF: "names someone else",
    Intent.MEETING_PROPOSED: "proposes to meet",
    Intent.MEETING_ACCEPTED: "accepts to meet",
    Intent.MEETING_DECLINED: "declines to meet",
    Intent.MEETING_CANCELLED: "calls a meeting off",
    Intent.COMPLAINT: "is not content",
    Intent.THANKS: "thanks",
    Intent.ABSENCE: "is away",
}
_FROM = frozenset({Intent.LATER})
_UNTIL = frozenset({Intent.ABSENCE})


@dataclass(frozen=True, slots=True)
class Mark:
    """A sentence to point out: text[start:end], with a short `label` of what it does and `why` it
    is read so; `name` joins it to its line beside the text. A label may be empty."""

    start: int
    end: int
    label: str = ""
    why: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a message. `kind` is own, quoted or signature. `pieces` are (text, its mark),
    the mark None where nothing is pointed out."""

    kind: str
    pieces: tuple[tuple[str, Mark | None], ...]

    @property
    def text(self) -> str:
        """The stretch as it was written."""
        return "".join(text for text, _ in self.pieces)

    @property
    def lines(self) -> int:
        """How many lines of words it has."""
        return sum(1 for line in self.text.split("\n") if line.strip())


def label_of(said: Said) -> str:
    """What a sentence does in a word or two, with its day: "asks · by Fri 20 Nov 2026"."""
    words = LABELS[said.intent]
    if said.intent is Intent.PROMISE and said.detail.get("conditional"):
        words = "promises, on a condition"
    if said.intent is Intent.STOP and said.detail.get("reach") == "company":
        words = "stop, the whole company"
    if said.day is None:
        return words
    how = "from" if said.intent in _FROM else "until" if said.intent in _UNTIL else "by"
    return f"{words} · {how} {_day(said.day)}"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def why_of(said: Said) -> str:
    """Why a sentence is read so: its cues in plain letters, and how sure that is."""
    cues = ", ".join(cue.replace("model:", "words like ").replace("-", " ") for cue in said.cues)
    return f"{cues or 'read from its words'}; {round(100 * said.confidence)}% sure"


def in_text(
    text: str, spans: Iterable[Sequence[int]], start: int, end: int
) -> tuple[int, int] | None:
    """Offsets in the own text (the spans joined by a blank line, with plain line ends) as offsets
    in the whole text; None where they lie in no one span."""
    at = 0
    for begin, stop in spans:
        stretch = text[begin:stop]
        returns = [match.start() for match in re.finditer("\r\n", stretch)]
        length = len(stretch) - len(returns)
        if at <= start < end <= at + length:
            return begin + _raw(start - at, returns), begin + _raw(end - at, returns)
        at += length + JOIN
    return None


def _raw(place: int, returns: Sequence[int]) -> int:
    """A place in a text without carriage returns as one in the text with them."""
    for passed, where in enumerate(returns):
        if where - passed >= place:
            return place + passed
    return place + len(returns)


def marks_of(
    text: str, spans: Iterable[Sequence[int]], said: Iterable[tuple[str, Said]]
) -> tuple[Mark, ...]:
    """The sentences that say something, in order, from (name, what is said); one that says several
    things is marked once."""
    found: dict[tuple[int, int], Mark] = {}
    known = [tuple(span) for span in spans]
    for name, one in said:
        place = in_text(text, known, one.start, one.end)
        if place is None:
            continue
        label, why = label_of(one), why_of(one)
        mark = found.get(place)
        if mark is None:
            found[place] = Mark(*place, label, why, name)
        elif label not in mark.label.split("; "):
            both = f"{mark.label}; {label}"
            found[place] = replace(mark, label=both, why=f"{mark.why}; {why}")
    return tuple(found[place] for place in sorted(found))


def segments(
    text: str,
    spans: Iterable[Sequence[int]],
    *,
    signature: str = "",
    sentence: str = "",
    marks: Iterable[Mark] = (),
) -> tuple[Segment, ...]:
    """The text cut at its own spans (offsets, in order; ones that cannot be are left out), with
    `marks` in what is own. Without any mark there, the first own stretch that holds `sentence`,
    however its words are broken into lines, has it pointed out. A text without any own span is all
    quoted."""
    found: list[Segment] = []
    place = 0
    wanted = list(marks)
    for start, end in spans:
        if not place <= start < end <= len(text):
            continue
        _add(found, _kind(text[place:start], signature), text[place:start], ())
        inside = _clear(mark for mark in wanted if start <= mark.start < mark.end <= end)
        inside = inside or _sought(text, start, end, sentence)
        if _add(found, "own", text[start:end], _moved(inside, -start)) and inside:
            sentence = ""
        place = end
    _add(found, _kind(text[place:], signature), text[place:], ())
    return tuple(found)


def _kind(text: str, signature: str) -> str:
    flat = " ".join(text.split())
    return "signature" if flat and flat in " ".join(signature.split()) else "quoted"


def _clear(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks in order without those that begin inside another."""
    ordered = sorted(marks, key=lambda mark: (mark.start, -mark.end))
    kept: list[Mark] = []
    for mark in ordered:
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return tuple(kept)


def _moved(marks: Iterable[Mark], by: int) -> tuple[Mark, ...]:
    return tuple(replace(mark, start=mark.start + by, end=mark.end + by) for mark in marks)


def _sought(text: str, start: int, end: int, sentence: str) -> tuple[Mark, ...]:
    words = sentence[:LONGEST_SENTENCE].split()
    if not words:
        return ()
    match = re.compile(r"\s+".join(map(re.escape, words))).search(text, start, end)
    return (Mark(match.start(), match.end()),) if match else ()


def _add(found: list[Segment], kind: str, text: str, marks: tuple[Mark, ...]) -> bool:
    """Add a stretch without the blank lines around it; whether there was anything to add."""
    lead = len(text) - len(text.lstrip("\r\n"))
    text = text.strip("\r\n")
    if not text.strip():
        return False
    inside = [mark for mark in _moved(marks, -lead) if mark.start < mark.end <= len(text)]
    inside = [mark for mark in inside if mark.start >= 0]
    edges = [0, *(edge for mark in inside for edge in (mark.start, mark.end)), len(text)]
    cut = [text[start:end].replace("\r\n", "\n") for start, end in pairwise(edges)]
    pieces = [(piece, inside[n // 2] if n % 2 else None) for n, piece in enumerate(cut)]
    found.append(Segment(kind, tuple(piece for piece in pieces if piece[0])))
    return True
