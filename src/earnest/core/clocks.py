"""The three clocks: last attempt, last conversation, last word from them, never mixed.

A conversation is a touch in which both sides spoke (product.md section 2): a meeting held, a call
that connected, or mail that went both ways in one thread. It is dated by *their* word, so that
nothing we send can ever reset the clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from operator import attrgetter
from statistics import median

from earnest.core.facts import Direction, Medium, Outcome, Touch

SPOKEN = frozenset({Medium.IN_PERSON, Medium.VIDEO, Medium.PHONE})
WRITTEN = frozenset({Medium.EMAIL, Medium.CHAT, Medium.SOCIAL, Medium.LETTER})
BOTH_SPOKE = frozenset(
    {Outcome.TALKED, Outcome.HELD, Outcome.CALL_BACK, Outcome.NOT_UNTIL, Outcome.DECLINED}
)
NEVER_HAPPENED = frozenset({Outcome.PLANNED, Outcome.CANCELLED})

# Direction IN sorts before OUT: at the same moment, a word of theirs comes first. The rest is there
# so that touches come out in one order whatever order they went in.
_order = attrgetter(
    "at", "direction", "ref.kind", "ref.id", "contact", "medium", "outcome", "thread", "question"
)


@dataclass(frozen=True, slots=True)
class Clocks:
    """What the touches up to a moment add up to.

    `attempts` are our touches since their last word that were more than an answer to it;
    `waiting` is their oldest question since which we have said nothing to them; `gaps` are days
    between successive conversations on different days; `months` counts calendar months with one.
    """

    last_attempt: Touch | None = None
    last_conversation: Touch | None = None
    last_word: Touch | None = None
    attempts: tuple[Touch, ...] = ()
    waiting: Touch | None = None
    conversations: int = 0
    people: int = 0
    months: int = 0
    gaps: tuple[float, ...] = ()
    first_conversation: datetime | None = None
    our_question: Touch | None = None

    @property
    def usual_gap(self) -> float | None:
        """The median of days between conversations, None with fewer than three gaps."""
        return median(self.gaps) if len(self.gaps) >= 3 else None


@dataclass(slots=True)
class _Fold:
    """The running state of reading touches in order of time."""

    last_attempt: Touch | None = None
    last_word: Touch | None = None
    attempts: list[Touch] = field(default_factory=list)
    waiting: dict[str, Touch] = field(default_factory=dict)
    talks: list[Touch] = field(default_factory=list)
    ours: set[str] = field(default_factory=set)
    theirs: dict[str, Touch] = field(default_factory=dict)
    answered: bool = False

    def their_word(self, touch: Touch, *, talked: bool) -> None:
        self.last_word = touch
        self.attempts.clear()
        self.answered = talked
        if talked:
            self.talks.append(touch)

    def spoken(self, touch: Touch) -> None:
        if touch.direction is Direction.OUT:
            self.last_attempt = touch
        if touch.outcome in BOTH_SPOKE:
            # Whoever dialled, both spoke: whatever they waited for could be said.
            self.waiting.clear()
            self.their_word(touch, talked=True)
        elif touch.direction is Direction.OUT:
            self.attempts.append(touch)
        elif touch.outcome is not Outcome.STOP:
            self.their_word(touch, talked=False)
            self.waiting.setdefault(f"call:{touch.ref.id}", touch)

    def written_in(self, touch: Touch) -> None:
        in_exchange = touch.outcome is Outcome.REPLIED or (
            bool(touch.thread) and touch.thread in self.ours
        )
        self.their_word(touch, talked=in_exchange)
        self.answered = False
        if touch.thread:
            self.theirs[touch.thread] = touch
            if in_exchange:
                self.ours.add(touch.thread)
        if touch.question:
            self.waiting[touch.thread or f"touch:{touch.ref.id}"] = touch
        elif touch.thread in self.waiting:
            # They wrote again in the thread without asking: the earlier question is settled.
            del self.waiting[touch.thread]

    def written_out(self, touch: Touch) -> None:
        # Anything we wrote to them since may have been the answer: only silence keeps them waiting.
        for key, asked in list(self.waiting.items()):
            if asked.contact == touch.contact or (asked.thread and asked.thread == touch.thread):
                del self.waiting[key]
        last = self.last_attempt
        if last and last.ref == touch.ref and touch.ref.kind == "message":
            # One message to several people is one attempt.
            return
        self.last_attempt = touch
        theirs = self.theirs.get(touch.thread) if touch.thread else None
        is_answer = theirs is not None and theirs is self.last_word and not self.answered
        if theirs is not None and touch.thread not in self.ours:
            self.talks.append(theirs)
        if touch.thread:
            self.ours.add(touch.thread)
        if is_answer:
            self.answered = True
        if not is_answer or touch.question:
            self.attempts.append(touch)


def read_clocks(touches: Iterable[Touch], now: datetime) -> Clocks:
    """The clocks as they stood at `now`. Touches may come in any order; those after `now`, and
    meetings that are only planned or were cancelled, are no touches yet."""
    fold = _Fold()
    for touch in sorted(touches, key=_order):
        if touch.at > now:
            break
        if touch.outcome in NEVER_HAPPENED:
            continue
        if touch.medium in WRITTEN:
            (fold.written_in if touch.direction is Direction.IN else fold.written_out)(touch)
        else:
            fold.spoken(touch)
    return _finish(fold)


def _finish(fold: _Fold) -> Clocks:
    talks = sorted(fold.talks, key=_order)
    days = [touch.at for touch in talks]
    gaps = tuple(
        (later - earlier).total_seconds() / 86400
        for earlier, later in pairwise(days)
        if later.date() != earlier.date()
    )
    asked = [touch for touch in fold.attempts if touch.question]
    return Clocks(
        last_attempt=fold.last_attempt,
        last_conversation=talks[-1] if talks else None,
        last_word=fold.last_word,
        attempts=tuple(fold.attempts),
        waiting=min(fold.waiting.values(), key=_order) if fold.waiting else None,
        conversations=len(talks),
        people=len({touch.contact for touch in talks}),
        months=len({(day.year, day.month) for day in days}),
        gaps=gaps,
        first_conversation=days[0] if days else None,
        our_question=asked[-1] if asked else None,
    )
