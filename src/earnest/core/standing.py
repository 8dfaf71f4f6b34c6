"""Where a relationship stands now: one state, its flags, its reasons, and when it next turns.

A pure function of the facts and `now` (product.md section 4). The first version uses plain rules.
Every date on which the answer could change is collected, so that the record can store the next
turning point and ask for it by index instead of recomputing everyone.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median

from earnest.core.cadence import Cadence, cadence_for
from earnest.core.clocks import SPOKEN, Clocks, read_clocks
from earnest.core.facts import (
    AccountFacts,
    Commitment,
    CommitmentState,
    Contact,
    Outcome,
    Ref,
    Restraint,
    RestraintKind,
    Side,
    Touch,
)
from earnest.core.restraint import Permission, binds, may_contact
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
    to, and `turns_at`, the first moment after `now` at which any of this can change by itself."""

    state: State
    flags: frozenset[Flag]
    reasons: tuple[Reason, ...]
    clocks: Clocks
    cadence: Cadence
    contact: int | None
    turns_at: datetime | None


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


# A reply is not waited for on the same working day: only from the next one on do they wait.
ANSWER_WITHIN = 1
# Silence after our attempts is beyond usual at three times the person's own median gap between
# words, never before ten days and always at forty-five; twenty-one where history is thin.
DARK_FACTOR, DARK_LEAST, DARK_MOST, DARK_THIN = 3, 10, 45, 21
# A question older than this is not waiting any more; it has become neglect.
WAIT_ENDS = 90
# How long a cancelled meeting or a reconnect date that came is news of its own.
SIGNAL_ENDS = 60


@dataclass(slots=True)
class _Case:
    """One account under judgement."""

    facts: AccountFacts
    now: datetime
    calendar: WorkCalendar
    turns: Turns
    clocks: Clocks
    cadence: Cadence
    reasons: list[Reason] = field(default_factory=list)
    flags: set[Flag] = field(default_factory=set)

    @property
    def today(self) -> date:
        return self.calendar.day(self.now)

    def flag(self, flag: Flag, reason: Reason) -> None:
        self.flags.add(flag)
        self.reasons.append(reason)


def standing(
    facts: AccountFacts, now: datetime, calendar: WorkCalendar, turns: Turns | None = None
) -> Standing:
    """Judge one account as it stood at `now` (aware). Facts later than `now` are not known yet.

    Nothing in the result depends on `now` but through what has been reached by then, so that two
    judgements between the same two turning points are equal. `turns` collects turning points.
    """
    clocks = read_clocks(facts.touches, now)
    turns = turns or Turns(now, calendar)
    cadence = cadence_for(facts.status, clocks, facts.cadence_days)
    case = _Case(facts, now, calendar, turns, clocks, cadence)
    for touch in facts.touches:
        turns.at(touch.at)
    permissions = _permissions(case)
    _raise_flags(case)
    state = _state(case, permissions)
    return Standing(
        state=state,
        flags=frozenset(case.flags),
        reasons=tuple(case.reasons),
        clocks=clocks,
        cadence=cadence,
        contact=_whom(case, permissions),
        turns_at=turns.next,
    )


def _permissions(case: _Case) -> dict[int, Permission]:
    for item in case.facts.restraints:
        case.turns.at(item.since)
        if item.until:
            case.turns.on(item.until)
    return {
        contact.id: may_contact(
            contact, _lasting(case.facts.restraints), now=case.now, calendar=case.calendar
        )
        for contact in case.facts.contacts
        if contact.reachable
    }


def _lasting(restraints: tuple[Restraint, ...]) -> list[Restraint]:
    """Quiet hours say when to call, not where a relationship stands."""
    return [item for item in restraints if item.kind is not RestraintKind.QUIET_HOURS]


def _raise_flags(case: _Case) -> None:
    _they_wait(case)
    _late_commitments(case)
    _cancelled(case)
    _reconnect(case)
    for misstep in case.facts.missteps:
        if misstep.at <= case.now and (misstep.closed_at is None or misstep.closed_at > case.now):
            reason = Reason(
                "misstep-open",
                (Ref("misstep", misstep.id),),
                misstep.at,
                number=misstep.harm,
                words=misstep.what,
            )
            case.flag(Flag.MISSTEP, reason)
    for breach in case.facts.breaches:
        if breach.at <= case.now:
            words = f"{breach.name}: {breach.actual}, agreed {breach.target}"
            reason = Reason("metric-breached", (Ref("metric", breach.id),), breach.at, words=words)
            case.flag(Flag.BREACH, reason)


def _they_wait(case: _Case) -> None:
    asked = case.clocks.waiting
    if asked is None:
        return
    day = case.calendar.day(asked.at)
    begins = case.calendar.add_working(day, ANSWER_WITHIN)
    ends = day + timedelta(days=WAIT_ENDS)
    case.turns.on(begins)
    case.turns.on(ends)
    if begins <= case.today < ends:
        case.flag(
            Flag.THEY_WAIT,
            Reason(
                "they-asked", (asked.ref,), asked.at, words=asked.question, contact=asked.contact
            ),
        )


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


def _late_commitments(case: _Case) -> None:
    for item in sorted(open_commitments(case.facts, case.now), key=lambda c: (c.made_at, c.id)):
        if item.due is None:
            continue
        case.turns.on(item.due + timedelta(days=1))
        if item.due >= case.today:
            continue
        ours = item.side is Side.OURS
        reason = Reason(
            "our-promise-late" if ours else "their-commitment-late",
            (item.ref,),
            item.made_at,
            item.due,
            words=item.what,
            contact=item.contact,
        )
        case.flag(Flag.PROMISE_LATE if ours else Flag.THEIRS_LATE, reason)


def _cancelled(case: _Case) -> None:
    """The last meeting was cancelled and none is planned or was held since (row D6)."""
    meetings = [t for t in case.facts.touches if t.medium in SPOKEN and t.at <= case.now]
    gone = [t for t in meetings if t.outcome is Outcome.CANCELLED]
    if not gone:
        return
    last = max(gone, key=lambda t: (t.at, t.ref.id))
    talked = case.clocks.last_conversation
    spoke = talked is not None and talked.medium in SPOKEN and talked.at > last.at
    ends = case.calendar.day(last.at) + timedelta(days=SIGNAL_ENDS)
    case.turns.on(ends)
    if not spoke and _planned(case) is None and case.today < ends:
        reason = Reason("meeting-cancelled", (last.ref,), last.at, contact=last.contact)
        case.flag(Flag.CANCELLED, reason)


def _reconnect(case: _Case) -> None:
    """A date they named has come and we have not spoken since (rows L1, D6)."""
    for item in case.facts.restraints:
        if item.kind is not RestraintKind.NOT_BEFORE or item.until is None:
            continue
        if item.since > case.now or item.until > case.today:
            continue
        ends = item.until + timedelta(days=SIGNAL_ENDS)
        case.turns.on(ends)
        talked = case.clocks.last_conversation
        if (talked and case.calendar.day(talked.at) >= item.until) or case.today >= ends:
            continue
        reason = Reason(
            "reconnect-date",
            (item.ref,),
            item.since,
            item.until,
            words=item.words,
            contact=item.contact,
        )
        case.flag(Flag.RECONNECT, reason)


def _planned(case: _Case) -> Touch | None:
    """The next meeting or call that is agreed and not past."""
    coming = [
        touch
        for touch in case.facts.touches
        if touch.outcome is Outcome.PLANNED and touch.at >= case.now
    ]
    return min(coming, key=lambda t: (t.at, t.ref.id)) if coming else None


def _state(case: _Case, permissions: dict[int, Permission]) -> State:
    for code, state in (("stop", State.STOPPED), ("not-before", State.PAUSED)):
        if _restrained(case, permissions, code):
            return state
    if _in_motion(case):
        return State.IN_MOTION
    if case.clocks.last_conversation is None:
        return _new(case)
    if _is_dark(case):
        return State.DARK
    return _by_cadence(case)


def _restrained(case: _Case, permissions: dict[int, Permission], code: str) -> bool:
    """Whether the company as a whole, or every single contact, is restrained in this way."""
    whole = may_contact(
        Contact(0, ""),
        [r for r in _lasting(case.facts.restraints) if binds(r, None, case.now)],
        now=case.now,
        calendar=case.calendar,
    )
    denied = [p for p in permissions.values() if not p.allowed]
    if whole.code != code:
        everyone = bool(permissions) and len(denied) == len(permissions)
        if not everyone or code not in {p.code for p in denied}:
            return False
        if code == "stop" and any(p.code != "stop" for p in denied):
            return False
        whole = next(p for p in denied if p.code == code)
    refs = (whole.ref,) if whole.ref else ()
    case.reasons.insert(0, Reason(f"restraint-{code}", refs, due=whole.until, words=whole.words))
    return True


def _in_motion(case: _Case) -> bool:
    meeting = _planned(case)
    if meeting:
        case.reasons.append(
            Reason(
                "next-meeting",
                (meeting.ref,),
                meeting.at,
                case.calendar.day(meeting.at),
                contact=meeting.contact,
            )
        )
        return True
    dated = [
        item
        for item in open_commitments(case.facts, case.now)
        if item.due is not None and item.due >= case.today
    ]
    if not dated:
        return False
    first = min(dated, key=lambda item: (item.due or date.max, item.id))
    code = "we-agreed" if first.side is Side.OURS else "they-agreed"
    case.reasons.append(
        Reason(
            code, (first.ref,), first.made_at, first.due, words=first.what, contact=first.contact
        )
    )
    return True


def _new(case: _Case) -> State:
    attempts = case.clocks.attempts
    if attempts:
        case.reasons.append(
            Reason(
                "no-conversation-yet",
                tuple(t.ref for t in attempts[-3:]),
                attempts[0].at,
                number=len(attempts),
            )
        )
    else:
        word = case.clocks.last_word
        case.reasons.append(Reason("never-spoken", (word.ref,) if word else ()))
    return State.NEW


def _is_dark(case: _Case) -> bool:
    clocks = case.clocks
    word, attempt = clocks.last_word, clocks.last_attempt
    if word is None or attempt is None or not clocks.attempts or not _under_way(case):
        return False
    usual, limit = _usual_silence(case)
    silent = case.calendar.day(word.at)
    case.turns.on(silent + timedelta(days=limit))
    # When we ourselves have let it lie longer than the cadence, it is neglect, not their silence.
    ours = case.calendar.day(attempt.at) + timedelta(days=case.cadence.days + case.cadence.grace)
    case.turns.on(ours)
    if (case.today - silent).days < limit or case.today >= ours:
        return False
    refs = (word.ref, *(t.ref for t in clocks.attempts[-3:]))
    case.reasons.append(
        Reason(
            "gone-quiet",
            refs,
            word.at,
            number=usual,
            contact=word.contact,
            words=str(len(clocks.attempts)),
        )
    )
    return True


def _under_way(case: _Case) -> bool:
    if Flag.CANCELLED in case.flags or case.clocks.our_question is not None:
        return True
    return any(
        item.opened_at <= case.now and (item.closed_at is None or item.closed_at > case.now)
        for item in case.facts.opportunities
    )


def _usual_silence(case: _Case) -> tuple[int | None, int]:
    """The usual days between their words (None where history is thin) and the limit of silence."""
    gaps = case.clocks.gaps
    if len(gaps) < 4:
        return None, DARK_THIN
    usual = median(gaps)
    limit = min(DARK_MOST, max(DARK_LEAST, round(usual * DARK_FACTOR)))
    return max(1, round(usual)), limit


def _by_cadence(case: _Case) -> State:
    talk, cadence = case.clocks.last_conversation, case.cadence
    assert talk is not None  # noqa: S101 - the caller has seen it
    start = case.calendar.day(talk.at)
    reached = case.turns.after(start, (cadence.days - cadence.lead, cadence.days + cadence.grace))
    case.turns.on(start + timedelta(days=cadence.days + 1))
    code = ("within-cadence", "cadence-due", "past-cadence")[reached]
    refs = (talk.ref, *(t.ref for t in case.clocks.attempts[-3:]))
    case.reasons.append(
        Reason(
            code,
            refs,
            talk.at,
            start + timedelta(days=cadence.days),
            number=cadence.days,
            contact=talk.contact,
        )
    )
    return (State.ON_CADENCE, State.DUE, State.NEGLECTED)[reached]


def _whom(case: _Case, permissions: dict[int, Permission]) -> int | None:
    """Whom to turn to: the one who waits, the one the first reason names, the last one who spoke;
    only people whom the gate allows, and nobody when it allows none."""
    allowed = {key for key, permission in permissions.items() if permission.allowed}
    clocks = case.clocks
    wishes = [clocks.waiting.contact if clocks.waiting else None]
    wishes += [reason.contact for reason in case.reasons]
    for touch in (clocks.last_conversation, clocks.last_word, clocks.last_attempt):
        wishes.append(touch.contact if touch else None)
    for wish in wishes:
        if wish in allowed:
            return wish
    return min(allowed) if allowed else None
