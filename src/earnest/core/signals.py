"""The flags beside a standing: they wait, a promise is late, a meeting cancelled, and the rest."""

from datetime import timedelta

from earnest.core.clocks import SPOKEN
from earnest.core.facts import Outcome, Ref, RestraintKind, Side
from earnest.core.judgement import Case, Flag, Reason, open_commitments

# A reply is not waited for on the same working day: only from the next one on do they wait.
ANSWER_WITHIN = 1
# A question older than this is not waiting any more; it has become neglect.
WAIT_ENDS = 90
# How long a cancelled meeting or a reconnect date that came is news of its own.
SIGNAL_ENDS = 60


def raise_flags(case: Case) -> None:
    """Raise every flag that stands beside the state, each with its reason and evidence."""
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


def _they_wait(case: Case) -> None:
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


def _late_commitments(case: Case) -> None:
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


def _cancelled(case: Case) -> None:
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
    if not spoke and case.planned() is None and case.today < ends:
        reason = Reason("meeting-cancelled", (last.ref,), last.at, contact=last.contact)
        case.flag(Flag.CANCELLED, reason)


def _reconnect(case: Case) -> None:
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
