"""One message file read and shown: its kind, new text, what it says, and what would be proposed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from earnest.adapters.mail.sources import RawItem, open_source, parse_item
from earnest.app.reading import ReadMessage, read_mail
from earnest.app.saying import said_in
from earnest.core.errors import SourceError
from earnest.core.messages import in_text
from earnest.core.proposals import Letter, propose
from earnest.core.reading.kind import Kind, KindReading, classify
from earnest.rulepacks.kinds import kind_phrases


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One thing a sentence does, with its offsets in the message's text and what it would become
    (empty: nothing is proposed from it), were the message somebody else's."""

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
    automatic = read.kind == Kind.AUTO_REPLY
    at = read.at or datetime.min.replace(tzinfo=UTC)
    lines = []
    for one in said:
        letter = Letter(0, at, False, "", "", (one,), automatic=automatic)
        becomes = propose(letter)
        # What a subject says stands nowhere in the text.
        start, end = in_text(read.text, read.spans, one.start, one.end) or (0, 0)
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


def _failed(kind: KindReading) -> tuple[tuple[str, bool | None], ...]:
    if kind.bounce is None:
        return ()
    return tuple((failure.address, failure.permanent) for failure in kind.bounce.failures)


def _meeting(kind: KindReading) -> str:
    notice = kind.calendar
    return f"{notice.act.value}: {notice.summary}".strip(": ") if notice else ""
