"""The shape of a judgement: states, flags, reasons, and the moments at which it can turn."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from earnest.core.cadence import Cadence
from earnest.core.clocks import Clocks
from earnest.core.facts import AccountFacts, Commitment, CommitmentState, Outcome, Ref, Touch
from earnest.core.worktime import WorkCalendar


class State(StrEnum):
    """The states of product.md section 4."""

    STOPPED = "stopped"
    PAUSED = "paused"
    IN_MOTION = "in_motion"
    ON_CADENCE = "on_cadence"
    DUE = "due"
    NEGLECTED = "neglected"
    DARK = "dark"
    NEW = "new"


class Flag(StrEnum):
    """What stands beside the state."""

    THEY_WAIT = "they_wait"
    PROMISE_LATE = "promise_late"
    THEIRS_LATE = "theirs_late"
    CANCELLED = "cancelled"
    RECONNECT = "reconnect"
    MISSTEP = "misstep"
    BREACH = "breach"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason with its evidence. `since` is the moment it counts from, `due` a day it is about,
    `number` a count or a length in days, `words` a sentence out of the evidence."""

    code: str
    refs: tuple[Ref, ...] = ()
    since: datetime | None = None
    due: date | None = None
    number: int | None = None
    words: str = ""
    contact: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The judgement: state, flags, reasons (the weightiest first), clocks, cadence, whom to turn
    to, and `turns_at`, the first moment after `now` at which any of this can change by itself.
    `counts_from` is the day the cadence runs from: the last conversation, or the day they asked us
    to come back on where that is later; None before the first conversation."""

    state: State
    flags: frozenset[Flag]
    reasons: tuple[Reason, ...]
    clocks: Clocks
    cadence: Cadence
    contact: int | None
    turns_at: datetime | None
    counts_from: date | None = None


@dataclass(slots=True)
class Turns:
    """The moments at which a judgement can change, of which only the next one is kept."""

    now: datetime
    calendar: WorkCalendar
    next: datetime | None = None

    def at(self, moment: datetime) -> None:
        """Note a moment; past ones are ignored."""
        if moment > self.now and (self.next is None or moment < self.next):
            self.next = moment

    def on(self, day: date) -> None:
        """Note the start of a local day."""
        self.at(self.calendar.start(day))

    def after(self, start: date, days: tuple[int, ...]) -> int:
        """How many of the steps (days after `start`, ascending) are reached; notes the next."""
        passed = (self.calendar.day(self.now) - start).days
        reached = 0
        for step in days:
            if passed < step:
                self.on(start + timedelta(days=step))
                break
            reached += 1
        return reached


@dataclass(slots=True)
class Case:
    """One account under judgement: what is known, and what has been found so far."""

    facts: AccountFacts
    now: datetime
    calendar: WorkCalendar
    turns: Turns
    clocks: Clocks
    cadence: Cadence
    reasons: list[Reason] = field(default_factory=list)
    old: list[Reason] = field(default_factory=list)
    flags: set[Flag] = field(default_factory=set)

    @property
    def today(self) -> date:
        """The local date."""
        return self.calendar.day(self.now)

    def planned(self) -> Touch | None:
        """The next meeting or call that is agreed and still to come."""
        coming = [
            touch
            for touch in self.facts.touches
            if touch.outcome is Outcome.PLANNED and touch.at > self.now
        ]
        return min(coming, key=lambda t: (t.at, t.ref.id, t.contact)) if coming else None

    def flag(self, flag: Flag, reason: Reason) -> None:
        """Raise a flag with its reason."""
        self.flags.add(flag)
        self.reasons.append(reason)

    def flag_until(self, day: date, flag: Flag, reason: Reason) -> None:
        """Raise a flag that is news only before `day`; from then on the reason stands last."""
        self.turns.on(day)
        if self.today < day:
            self.flag(flag, reason)
        else:
            self.old.append(reason)


def fact_moments(facts: AccountFacts) -> Iterator[datetime]:
    """Every moment at which a fact of the account begins to count, or ceases to."""
    for touch in facts.touches:
        yield touch.at
    for breach in facts.breaches:
        yield breach.at
    for restraint in facts.restraints:
        yield restraint.since
    spans = [(item.made_at, item.closed_at) for item in facts.commitments]
    spans += [(item.opened_at, item.closed_at) for item in facts.opportunities]
    spans += [(item.at, item.closed_at) for item in facts.missteps]
    for begun, ended in spans:
        yield begun
        if ended is not None:
            yield ended


def open_commitments(facts: AccountFacts, now: datetime) -> list[Commitment]:
    """Commitments of both sides that were open at `now`: made, and not yet closed."""
    settled = {CommitmentState.PROPOSED}
    return [
        item
        for item in facts.commitments
        if item.made_at <= now
        and item.state not in settled
        and (item.closed_at is None or item.closed_at > now)
        and (item.state is CommitmentState.OPEN or item.closed_at is not None)
    ]
