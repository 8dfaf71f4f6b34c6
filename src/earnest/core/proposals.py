"""From what mail says to proposals: commitments, pauses, hand-offs, meetings off, promises kept.

Nothing here is asserted: a proposal carries its sentence and waits to be confirmed (product.md
section 5, rule 3). Only a stop applies at once.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from earnest.core.facts import Side
from earnest.core.reading.says import Intent


class ProposalKind(StrEnum):
    """What is proposed. PROMISE and ASK become commitments, LATER and ABSENT a date before which
    not to call, KEPT closes a commitment, MOVED gives it another day."""

    STOP = "stop"
    PROMISE = "promise"
    ASK = "ask"
    LATER = "later"
    ABSENT = "absent"
    HAND_OFF = "hand_off"
    CANCELLED = "cancelled"
    KEPT = "kept"
    MOVED = "moved"


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
    """A message that went between us and one contact, with what it says."""

    message: int
    at: datetime
    outgoing: bool
    thread: str
    subject: str
    said: tuple[Said, ...]
    own: str = ""


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
_GONE = frozenset({Intent.MEETING_CANCELLED, Intent.MEETING_DECLINED})


def propose(letter: Letter) -> list[Proposed]:
    """What one message proposes, sentence by sentence, in order."""
    found = []
    for said in letter.said:
        made = _propose(letter, said)
        if made is not None:
            found.append(made)
    return found


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


@dataclass(frozen=True, slots=True)
class Owed:
    """A commitment, open or only proposed, that a later message may fulfil."""

    key: str
    side: Side
    words: str
    made_at: datetime
    message: int
    thread: str
    kind: ProposalKind


# A delivery comes within this time of the promise, or it is a coincidence of words.
KEPT_WITHIN = timedelta(days=60)
ENOUGH = 0.6
_WORD = re.compile(r"[^\W\d_]{3,30}|\d{2,12}")
_READ = 3000


@dataclass(frozen=True, slots=True)
class Keeping:
    """Words of a language: those that hand something over, and those that tell nothing."""

    delivers: re.Pattern[str]
    empty: frozenset[str]


def content_words(text: str, empty: frozenset[str]) -> frozenset[str]:
    """The words of a text that say what it is about, cut to their beginnings so that "report" and
    "reports" are the same."""
    return frozenset(word[:6] for word in _WORD.findall(text.lower()) if word not in empty)


def match_kept(letter: Letter, owed: Iterable[Owed], keeping: Keeping) -> list[tuple[Owed, float]]:
    """The commitments this message may fulfil, with how surely (0 to 1), the surest first.

    A promise is kept by a message of the side that owes it which hands something over and speaks of
    the same things; an ask is met by an answer in the same thread that is more than thanks.
    """
    here = content_words(f"{letter.subject} {letter.own[:_READ]}", keeping.empty)
    delivers = bool(keeping.delivers.search(letter.own[:_READ]))
    by = Side.OURS if letter.outgoing else Side.THEIRS
    found = []
    for item in owed:
        if item.side is not by or item.message == letter.message:
            continue
        if not item.made_at < letter.at <= item.made_at + KEPT_WITHIN:
            continue
        wanted = content_words(item.words, keeping.empty)
        score = _fits(item, letter, wanted, here, delivers=delivers)
        if score >= ENOUGH:
            found.append((item, round(score, 2)))
    return sorted(found, key=lambda pair: (-pair[1], pair[0].key))


def _fits(
    item: Owed,
    letter: Letter,
    wanted: frozenset[str],
    here: frozenset[str],
    *,
    delivers: bool,
) -> float:
    shared = len(wanted & here) / len(wanted) if wanted else 0.0
    same_thread = bool(letter.thread) and letter.thread == item.thread
    if item.kind is ProposalKind.ASK and same_thread and len(here) >= 4:
        only_thanks = bool(letter.said) and all(s.intent is Intent.THANKS for s in letter.said)
        return 0.0 if only_thanks else min(1.0, 0.6 + 0.2 * shared + 0.2 * delivers)
    return min(1.0, 0.6 * shared + 0.3 * delivers + 0.15 * same_thread)


def open_owed(proposed: Sequence[Proposed], letters: Mapping[int, Letter]) -> list[Owed]:
    """The commitments among proposals, as what later messages may fulfil."""
    found = []
    for item in proposed:
        if item.side is None:
            continue
        letter = letters[item.message]
        found.append(
            Owed(
                item.key,
                item.side,
                item.said.words,
                letter.at,
                item.message,
                letter.thread,
                item.kind,
            )
        )
    return found
