"""Where an automatic answer tells of an absence: the sentences that say until when and who stands
in, with their places in the text, for the date grammar to read."""

import re
from dataclasses import dataclass

from earnest.core.reading.kind_phrases import KindPhrases

_MAX_TEXT = 3000
# Sentences end at a mark followed by space, or at an empty line; "Dec. 22" and "a.m." go on.
_SHORT = (
    "dr mr ms st no jr",
    "jan feb mar apr jun jul aug sep oct nov dec mon tue wed thu fri sat sun ext mrs tel",
    "sept tues thur",
    "thurs",
)
_NOT_AFTER = "".join(rf"(?<!\b(?:{group.replace(' ', '|')}))" for group in _SHORT)
_END = re.compile(rf"(?<!\b[a-z]){_NOT_AFTER}[.!?]+(?=\s)|\n\s*\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AbsenceText:
    """A sentence about an absence: text[start:end] of the message it was read from."""

    start: int
    end: int
    text: str


def absence_sentences(text: str, *, phrases: KindPhrases) -> tuple[AbsenceText, ...]:
    """The sentences of an automatic answer that tell of an absence. When none does in words we
    know, the first sentence, which is what such answers begin with; nothing for an empty text."""
    found = []
    spans = list(_sentences(text[:_MAX_TEXT]))
    for start, end in spans:
        sentence = text[start:end]
        if any(phrase.means == "absence" for phrase in phrases.find("start", sentence)):
            found.append(AbsenceText(start, end, sentence))
    if not found and spans:
        start, end = spans[0]
        found.append(AbsenceText(start, end, text[start:end]))
    return tuple(found)


def _sentences(text: str) -> list[tuple[int, int]]:
    spans = []
    start = 0
    for match in _END.finditer(text):
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    stripped = []
    for start, end in spans:
        piece = text[start:end]
        left = len(piece) - len(piece.lstrip())
        if piece.strip():
            stripped.append((start + left, start + left + len(piece.strip())))
    return stripped
