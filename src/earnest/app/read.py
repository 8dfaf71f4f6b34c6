"""One message file read and shown: its kind, new text, what it says, and what would be proposed."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from earnest.adapters.mail.sources import RawItem, open_source, parse_item
from earnest.app.reading import ReadMessage, read_mail
from earnest.app.saying import said_in
from earnest.core.errors import SourceError
from earnest.core.proposals import Letter, propose
from earnest.core.reading.kind import KindReading, classify
from earnest.rulepacks.kinds import kind_phrases


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One thing a sentence does, with its offsets in the message's text and what it would become
    (empty: nothing is proposed from it)."""

    intent: str
    start: int
    end: int
    sentence: str
    confidence: float
    cues: tuple[str, ...]
    detail: dict[str, str]
    day: str
    day_words: str
    becomes: str


@dataclass(frozen=True, slots=True)
class MessageReading:
    """All that was read of one message. `failed` are addresses mail did not reach, with whether
    for good; `absent_until` and `meeting` come from notices."""

    sender: str
    subject: str
    at: datetime | None
    kind: str
    kind_why: tuple[str, ...]
    text: str
    own: str
    spans: tuple[tuple[int, int], ...]
    signature: str
    says: tuple[SaidLine, ...]
    failed: tuple[tuple[str, bool | None], ...]
    meeting: str
    problems: tuple[tuple[str, str], ...]


def message_read(path: str | Path) -> MessageReading:
    """Read one message from a file (the first, where the file holds several). Raises the errors of
    open_source, and SourceError where the first item cannot be read."""
    item = next(iter(open_source(path).items()), None)
    if not isinstance(item, RawItem):
        reason = item.reason if item else "it is empty"
        raise SourceError(f"{path}: {reason}.", "Give a single message, such as an .eml file.")
    mail = parse_item(item)
    read = read_mail(mail, fallback=item.data)
    kind = classify(mail, phrases=kind_phrases(), own_text=read.own)
    return MessageReading(
        sender=read.sender,
        subject=read.subject,
        at=read.at,
        kind=read.kind,
        kind_why=kind.cues,
        text=read.text,
        own=read.own,
        spans=tuple((start, end) for start, end in read.spans),
        signature=read.signature,
        says=_said(read),
        failed=_failed(kind),
        meeting=_meeting(kind),
        problems=tuple((code, detail) for code, detail in read.problems),
    )


def _said(read: ReadMessage) -> tuple[SaidLine, ...]:
    said = tuple(said_in(values, read.own) for values in read.says)
    lines = []
    for one in said:
        letter = Letter(0, datetime.min, outgoing=False, thread="", subject="", said=(one,))  # noqa: DTZ901
        becomes = propose(letter)
        start, end = in_text(read.spans, one.start, one.end)
        lines.append(
            SaidLine(
                intent=one.intent.value,
                start=start,
                end=end,
                sentence=one.words,
                confidence=one.confidence,
                cues=one.cues,
                detail=dict(one.detail),
                day=one.day.isoformat() if one.day else "",
                day_words=one.day_words,
                becomes=becomes[0].kind.value if becomes else "",
            )
        )
    return tuple(lines)


# The blank line between two spans in the own text.
JOIN = 2


def in_text(spans: list[list[int]], start: int, end: int) -> tuple[int, int]:
    """Offsets in the own text (the spans joined by a blank line) as offsets in the whole text."""
    at = 0
    first = last = 0
    for begin, stop in spans:
        length = stop - begin
        if at <= start < at + length:
            first = begin + start - at
        if at < end <= at + length:
            last = begin + end - at
        at += length + JOIN
    return first, max(first, last)


def _failed(kind: KindReading) -> tuple[tuple[str, bool | None], ...]:
    if kind.bounce is None:
        return ()
    return tuple((failure.address, failure.permanent) for failure in kind.bounce.failures)


def _meeting(kind: KindReading) -> str:
    notice = kind.calendar
    return f"{notice.act.value}: {notice.summary}".strip(": ") if notice else ""
