"""From what mail says to proposals: commitments, pauses, hand-offs, meetings off, promises kept.

Nothing here is asserted: a proposal carries its sentence and waits to be confirmed (product.md
section 5, rule 3). Only a stop applies at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from earnest.core.facts import Side
from earnest.core.reading.says import Intent


class ProposalKind(StrEnum):
    """What is proposed. PROMISE and ASK become commitments, LATER and ABSENT a date before which
    not to call, KEPT closes a commitment, MOVED gives it another day, WITHDRAWN releases it."""

    STOP = "stop"
    PROMISE = "promise"
    ASK = "ask"
    LATER = "later"
    ABSENT = "absent"
    HAND_OFF = "hand_off"
    CANCELLED = "cancelled"
    KEPT = "kept"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a sentence of a message does: `words` is the sentence, `start` and `end` its place
    in the message's own text, `day` what its time resolves to (when due, or until when)."""

    intent: Intent
    start: int
    end: int
    words: str
    confidence: float
    cues: tuple[str, ...] = ()
    detail: Mapping[str, str] = field(default_factory=dict)
    day: date | None = None
    day_words: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that went between us and one contact, with what it says. `own` is its new text;
    `automatic` says that no person wrote it."""

    message: int
    at: datetime
    outgoing: bool
    thread: str
    subject: str
    said: tuple[Said, ...]
    own: str = ""
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal drawn from one sentence. `side` is who would owe; `target` the key of the
    proposal or commitment that a KEPT or MOVED one is about."""

    kind: ProposalKind
    message: int
    said: Said
    side: Side | None = None
    day: date | None = None
    target: str = ""

    @property
    def key(self) -> str:
        """What makes it the same proposal when the message is read again."""
        return f"{self.message}:{self.said.start}:{self.kind}"


_ASKS = frozenset({Intent.ASK_ACTION, Intent.ASK_INFORMATION})
OF_AUTOMATIC = frozenset({ProposalKind.ABSENT, ProposalKind.HAND_OFF})
_GONE = frozenset({Intent.MEETING_CANCELLED, Intent.MEETING_DECLINED})


def propose(letter: Letter) -> list[Proposed]:
    """What one message proposes, sentence by sentence, in order; one sentence proposes the same
    kind of thing once. An automatic answer tells of an absence and of whom to turn to."""
    found: dict[str, Proposed] = {}
    # "Please come back to me in March" asks for nothing before March.
    later = {said.start for said in letter.said if said.intent is Intent.LATER}
    for said in letter.said:
        if said.intent in _ASKS and said.start in later:
            continue
        made = _propose(letter, said)
        if made is not None and not (letter.automatic and made.kind not in OF_AUTOMATIC):
            found.setdefault(made.key, made)
    return list(found.values())


def _propose(letter: Letter, said: Said) -> Proposed | None:
    mine, theirs = (Side.OURS, Side.THEIRS) if letter.outgoing else (Side.THEIRS, Side.OURS)
    make = _Maker(letter.message, said)
    if said.intent is Intent.PROMISE:
        # What hangs on the reader ("if you send X, I will") is nobody's promise yet.
        return (
            None if said.detail.get("conditional") else make(ProposalKind.PROMISE, mine, said.day)
        )
    if said.intent in _ASKS:
        return make(ProposalKind.ASK, theirs, said.day)
    if letter.outgoing:
        return None
    if said.intent is Intent.STOP:
        return make(ProposalKind.STOP)
    if said.intent is Intent.LATER:
        return make(ProposalKind.LATER, None, said.day)
    if said.intent is Intent.ABSENCE:
        return make(ProposalKind.ABSENT, None, said.day) if said.day else None
    if said.intent is Intent.HAND_OFF:
        named = said.detail.get("name") or said.detail.get("address")
        return make(ProposalKind.HAND_OFF) if named else None
    return make(ProposalKind.CANCELLED) if said.intent in _GONE else None


@dataclass(frozen=True, slots=True)
class _Maker:
    message: int
    said: Said

    def __call__(
        self, kind: ProposalKind, side: Side | None = None, day: date | None = None
    ) -> Proposed:
        return Proposed(kind, self.message, self.said, side, day)
