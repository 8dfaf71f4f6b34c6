"""Whom first: urgency 0 to 100 from named parts, and the chance that acting now helps.

Urgency never falls while silence grows (article 003: "you will not feel better calling on day
seventy-six"). What does fall with a long silence is the chance that a call still helps; the list
is ordered by the two multiplied, and both are shown.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from earnest.core.facts import AccountFacts, AccountStatus, Side
from earnest.core.judgement import Flag, Standing, State, Turns, open_commitments
from earnest.core.restraint import without_stopped
from earnest.core.standing import standing
from earnest.core.worktime import WorkCalendar


@dataclass(frozen=True, slots=True)
class Weights:
    """The most points each part can give; they add up to 100."""

    lateness: int = 25
    waiting: int = 40
    stake: int = 20
    signals: int = 15


@dataclass(frozen=True, slots=True)
class Part:
    """One part of urgency: its name, its points, the most it can give, and what it was read from
    (`count` is days, conversations or signals, as the name says)."""

    name: str
    points: int
    most: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """A standing with its rank: `urgency` 0 to 100, `chance` in percent, `worth` their product
    (0 to 10000, what the list is ordered by), and whether it belongs on a call list at all."""

    standing: Standing
    urgency: int
    parts: tuple[Part, ...]
    chance: int
    worth: int
    listed: bool
    turns_at: datetime | None


WEIGHTS = Weights()
# Days past the point where a call became due, and the share of the part reached by then.
LATE_STEPS = (0, 3, 7, 14, 21, 30, 45, 60, 90, 180, 365)
LATE_SHARE = (0.0, 0.2, 0.35, 0.45, 0.55, 0.62, 0.7, 0.78, 0.85, 0.9, 0.95, 1.0)
# Days since they asked, or since our promise fell due.
WAIT_STEPS = (1, 2, 3, 5, 7, 10, 14, 21, 30)
WAIT_SHARE = (0.0, 0.5, 0.58, 0.65, 0.72, 0.8, 0.86, 0.92, 0.96, 1.0)
# By reason and not by flag: a flag ends when it is no news any more; urgency must not fall then.
# One thing they wait for gives most of the part, each further one some of the rest.
ONE_SHARE, MORE_SHARE = 0.75, 0.25
SIGNAL_SHARE = {
    "reconnect-date": 1.0,
    "misstep-open": 0.8,
    "meeting-cancelled": 0.7,
    "metric-breached": 0.6,
    "their-commitment-late": 0.3,
}
# Multiples of the horizon of silence, and the chance in percent that remains beyond each.
CHANCE_STEPS = ((1.0, 70), (1.5, 45), (2.5, 20), (4.0, 8))
HORIZON_DAYS = 30
WARM = 20
# Attempts belong close together (article 004): after this many days the next one is due.
TRY_AGAIN_DAYS = 3
LISTED_STATES = frozenset({State.DUE, State.NEGLECTED, State.DARK})
CLOSED_STATES = frozenset({State.STOPPED, State.PAUSED})


def judge(
    facts: AccountFacts, now: datetime, calendar: WorkCalendar, weights: Weights = WEIGHTS
) -> Judgement:
    """Judge an account and say how much it wants a call now, part by part."""
    facts = without_stopped(facts, now)
    turns = Turns(now, calendar)
    where = standing(facts, now, calendar, turns)
    shares = {
        "lateness": _lateness(where, turns),
        "waiting": _waiting(facts, where, turns),
        "stake": _stake(facts, where, now),
        "signals": _signals(where),
    }
    parts = tuple(
        Part(name, round(getattr(weights, name) * share), getattr(weights, name))
        for name, share in shares.items()
    )
    urgency = min(100, sum(part.points for part in parts))
    chance = _chance(where, turns)
    return Judgement(
        standing=where,
        urgency=urgency,
        parts=parts,
        chance=chance,
        worth=urgency * chance,
        listed=_is_listed(where, chance, late=shares["lateness"] > 0),
        turns_at=turns.next,
    )


def _is_listed(where: Standing, chance: int, *, late: bool) -> bool:
    if where.contact is None or where.state in CLOSED_STATES:
        return False
    if where.state in LISTED_STATES or where.flags:
        return True
    # A first conversation still to be had is worth a call some days after an attempt, while that
    # attempt is not so old that the call would be a cold one.
    tried = where.state is State.NEW and bool(where.clocks.attempts)
    return tried and late and chance >= WARM


def _lateness(where: Standing, turns: Turns) -> float:
    tried = where.clocks.last_attempt
    if where.counts_from is not None:
        margin = where.cadence.days - where.cadence.lead
        due = where.counts_from + timedelta(days=0 if Flag.RECONNECT in where.flags else margin)
    elif tried is not None:
        due = turns.calendar.day(tried.at) + timedelta(days=TRY_AGAIN_DAYS)
    else:
        return 0.0
    return LATE_SHARE[turns.after(due, LATE_STEPS)]


def _waiting(facts: AccountFacts, where: Standing, turns: Turns) -> float:
    """What they wait for: the older of their question and our late promise, and more when there
    are several (row N2: what they needed raises urgency most)."""
    starts: list[date] = []
    if where.clocks.waiting is not None:
        starts.append(turns.calendar.day(where.clocks.waiting.at))
    today = turns.calendar.day(turns.now)
    starts += [
        item.due
        for item in open_commitments(facts, turns.now)
        if item.side is Side.OURS and item.due is not None and item.due < today
    ]
    if not starts:
        return 0.0
    shares = [WAIT_SHARE[turns.after(start, WAIT_STEPS)] for start in starts]
    return min(1.0, ONE_SHARE * max(shares) + MORE_SHARE * (sum(shares) - max(shares)))


def _signals(where: Standing) -> float:
    """What else calls for a word, each kind of signal once."""
    found = {reason.code for reason in where.reasons}
    return min(1.0, sum(share for code, share in SIGNAL_SHARE.items() if code in found))


def _stake(facts: AccountFacts, where: Standing, now: datetime) -> float:
    """How much relationship there is to lose: conversations held, people known, client or not,
    an opportunity under way."""
    clocks = where.clocks
    depth = min(1.0, clocks.conversations / 20)
    width = min(1.0, clocks.people / 4)
    client = facts.status is AccountStatus.CLIENT
    under_way = any(
        item.opened_at <= now and (item.closed_at is None or item.closed_at > now)
        for item in facts.opportunities
    )
    return min(1.0, 0.4 * depth + 0.15 * width + 0.3 * client + 0.3 * under_way)


def _chance(where: Standing, turns: Turns) -> int:
    """Percent. The deeper the relationship, the longer a silence it stands: the horizon is thirty
    days for each conversation, up to a year."""
    word = where.clocks.last_word or where.clocks.last_attempt
    if word is None:
        return 50
    horizon = HORIZON_DAYS * min(12, 1 + where.clocks.conversations)
    steps = tuple(round(horizon * factor) for factor, _ in CHANCE_STEPS)
    reached = turns.after(turns.calendar.day(word.at), steps)
    left = (100, *(share for _, share in CHANCE_STEPS))[reached]
    # Each unanswered attempt beyond the third says that this way of asking does not work.
    tried = max(0, len(where.clocks.attempts) - 3)
    return max(5, left - 5 * min(tried, 8))


def order(account_id: int, judgement: Judgement) -> tuple[int, int, int]:
    """The key that sorts a call list: worth first, then urgency, then the account's own id, so
    that the order is total and the same every time."""
    return (-judgement.worth, -judgement.urgency, account_id)
