"""The flags beside a standing: they wait, a promise is late, a meeting cancelled, and the rest."""

from datetime import timedelta

from earnest.core.clocks import BOTH_SPOKE, SPOKEN
from earnest.core.facts import Outcome, Ref, Restraint, RestraintKind, Scope, Side
from earnest.core.judgement import Case, Flag, Reason, open_commitments

# A reply is not waited for on the same working day: only from the next one on do they wait.
ANSWER_WITHIN = 1
# Days after which a question, a cancelled meeting or a reconnect date that came is no news of its
# own any more: it stays among the reasons and in the urgency, and the state says the rest.
WAIT_ENDS = 90
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
    if case.today >= begins:
        reason = Reason(
            "they-asked", (asked.ref,), asked.at, words=asked.question, contact=asked.contact
        )
        case.flag_until(ends, Flag.THEY_WAIT, reason)


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
    """The last meeting to be cancelled was not rebooked: none was agreed or held after it (D6)."""
    meetings = [t for t in case.facts.touches if t.medium in SPOKEN]
    gone = [t for t in meetings if t.outcome is Outcome.CANCELLED and t.at <= case.now]
    if not gone:
        return
    last = max(gone, key=lambda t: (t.at, t.ref.id, t.contact))
    for touch in meetings:
        held = touch.outcome in BOTH_SPOKE and touch.at <= case.now
        if touch.at > last.at and (held or touch.outcome is Outcome.PLANNED):
            return
    ends = case.calendar.day(last.at) + timedelta(days=SIGNAL_ENDS)
    reason = Reason("meeting-cancelled", (last.ref,), last.at, contact=last.contact)
    case.flag_until(ends, Flag.CANCELLED, reason)


def _reconnect(case: Case) -> None:
    """A date they named has come and we have not spoken since (rows L1, D6)."""
    talked = case.clocks.last_conversation
    for item in _last_named(case):
        if item.until is None or item.until > case.today:
            continue
        if talked and case.calendar.day(talked.at) >= item.until:
            continue
        ends = item.until + timedelta(days=SIGNAL_ENDS)
        reason = Reason(
            "reconnect-date",
            (item.ref,),
            item.since,
            item.until,
            words=item.words,
            contact=item.contact,
        )
        case.flag_until(ends, Flag.RECONNECT, reason)


def _last_named(case: Case) -> list[Restraint]:
    """The dates they named: of each person, and for the company, only the one named last."""
    named: dict[int | None, Restraint] = {}
    for item in sorted(case.facts.restraints, key=lambda item: (item.since, item.id)):
        if item.kind is RestraintKind.NOT_BEFORE and item.since <= case.now:
            named[item.contact if item.scope is Scope.PERSON else None] = item
    return list(named.values())
