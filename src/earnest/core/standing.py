"""Where a relationship stands now: one state, its flags, its reasons, and when it next turns.

A pure function of the facts and `now` (product.md section 4). The first version uses plain rules.
Every date on which the answer could change is collected, so that the record can store the next
turning point and ask for it by index instead of recomputing everyone.
"""

from datetime import date, datetime, timedelta
from statistics import median

from earnest.core.cadence import cadence_for
from earnest.core.clocks import read_clocks
from earnest.core.facts import AccountFacts, Contact, Restraint, RestraintKind, Side
from earnest.core.judgement import (
    Case,
    Flag,
    Reason,
    Standing,
    State,
    Turns,
    fact_moments,
    open_commitments,
)
from earnest.core.restraint import Permission, binds, may_contact, without_stopped
from earnest.core.signals import raise_flags
from earnest.core.worktime import WorkCalendar

__all__ = ["Flag", "Reason", "Standing", "State", "Turns", "standing"]

# Silence after our attempts is beyond usual at three times the person's own median gap between
# words, never before ten days and always at forty-five; twenty-one where history is thin.
# A meeting that was called off and two attempts since need no longer wait than that.
DARK_TRIED = 2
WANTS_CALL = frozenset({Flag.THEY_WAIT, Flag.PROMISE_LATE, Flag.RECONNECT})
DARK_FACTOR, DARK_LEAST, DARK_MOST, DARK_THIN = 3, 10, 45, 21


def standing(
    facts: AccountFacts, now: datetime, calendar: WorkCalendar, turns: Turns | None = None
) -> Standing:
    """Judge one account as it stood at `now` (aware). Facts later than `now` are not known yet.

    Nothing in the result depends on `now` but through what has been reached by then, so that two
    judgements between the same two turning points are equal. `turns` collects turning points.
    """
    facts = without_stopped(facts, now)
    clocks = read_clocks(facts.touches, now)
    turns = turns or Turns(now, calendar)
    cadence = cadence_for(facts.status, clocks, facts.cadence_days)
    case = Case(facts, now, calendar, turns, clocks, cadence)
    for moment in fact_moments(facts):
        turns.at(moment)
    permissions = _permissions(case)
    raise_flags(case)
    state = _state(case, permissions)
    case.reasons += case.old
    return Standing(
        state=state,
        flags=frozenset(case.flags),
        reasons=tuple(case.reasons),
        clocks=clocks,
        cadence=cadence,
        contact=_whom(case, permissions),
        turns_at=turns.next,
        counts_from=_counts_from(case),
    )


def _permissions(case: Case) -> dict[int, Permission]:
    for item in case.facts.restraints:
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


def _state(case: Case, permissions: dict[int, Permission]) -> State:
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


def _restrained(case: Case, permissions: dict[int, Permission], code: str) -> bool:
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
        # The account comes back with the first of them.
        of_code = [p for p in denied if p.code == code]
        whole = min(of_code, key=lambda p: p.until or date.max)
    refs = (whole.ref,) if whole.ref else ()
    case.reasons.insert(0, Reason(f"restraint-{code}", refs, due=whole.until, words=whole.words))
    return True


def _in_motion(case: Case) -> bool:
    meeting = case.planned()
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


def _new(case: Case) -> State:
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
    elif not case.reasons:
        word = case.clocks.last_word
        refs, since = ((word.ref,), word.at) if word else ((), None)
        case.reasons.append(Reason("never-spoken", refs, since))
    return State.NEW


def _is_dark(case: Case) -> bool:
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


def _under_way(case: Case) -> bool:
    if Flag.CANCELLED in case.flags or case.clocks.our_question is not None:
        return True
    return any(
        item.opened_at <= case.now and (item.closed_at is None or item.closed_at > case.now)
        for item in case.facts.opportunities
    )


def _usual_silence(case: Case) -> tuple[int | None, int]:
    """The usual days between their words (None where history is thin) and the limit of silence."""
    gaps = case.clocks.gaps
    if len(gaps) < 4:
        return None, DARK_THIN
    usual = median(gaps)
    limit = min(DARK_MOST, max(DARK_LEAST, round(usual * DARK_FACTOR)))
    if Flag.CANCELLED in case.flags and len(case.clocks.attempts) >= DARK_TRIED:
        limit = min(limit, DARK_THIN)
    return max(1, round(usual)), limit


def _counts_from(case: Case) -> date | None:
    """The day the cadence runs from. Who asked us to come back later was not neglected meanwhile
    (row L1)."""
    talk = case.clocks.last_conversation
    if talk is None:
        return None
    named = [
        item.until
        for item in case.facts.restraints
        if item.kind is RestraintKind.NOT_BEFORE and item.until and item.since <= case.now
    ]
    return max([case.calendar.day(talk.at), *named])


def _by_cadence(case: Case) -> State:
    talk, cadence, start = case.clocks.last_conversation, case.cadence, _counts_from(case)
    assert talk is not None
    assert start is not None
    margins = (cadence.days - cadence.lead, cadence.days + cadence.grace)
    if Flag.RECONNECT in case.flags:
        # The day they named is itself the day to call.
        margins = (0, cadence.grace)
    reached = case.turns.after(start, margins)
    case.turns.on(start + timedelta(days=cadence.days + 1))
    state = (State.ON_CADENCE, State.DUE, State.NEGLECTED)[reached]
    if state is State.ON_CADENCE and case.flags & WANTS_CALL:
        # "You last spoke" beside "nothing from us since" would only confuse.
        return state
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
    return state


def _whom(case: Case, permissions: dict[int, Permission]) -> int | None:
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
