"""Relationships for tests of the core, as plain facts: say what matters, the rest is filled in.

Moments are given as days before NOW (negative: after it). `relationships()` is the hypothesis
strategy that makes any account at all.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st

from earnest.core.facts import (
    AccountFacts,
    AccountStatus,
    Commitment,
    CommitmentState,
    Contact,
    Direction,
    Medium,
    MetricBreach,
    Misstep,
    Opportunity,
    Outcome,
    Ref,
    Restraint,
    RestraintKind,
    Scope,
    Side,
    Touch,
)
from earnest.core.ranking import Judgement, judge
from earnest.core.worktime import WorkCalendar

# A Wednesday, so that the next working day is tomorrow.
NOW = datetime(2026, 11, 18, 13, 40, tzinfo=UTC)
TODAY = NOW.date()
UTC_CALENDAR = WorkCalendar()
ANN, BEN = Contact(1, "Ann Okafor"), Contact(2, "Ben Lindqvist")
# Whole relationships take long to make up; every run makes up other ones.
FEW = settings(max_examples=50)
_numbers = count(1)


def ago(days: float) -> datetime:
    """That many days before NOW."""
    return NOW - timedelta(days=days)


def day(days: int) -> date:
    """The day that many days before NOW's."""
    return TODAY - timedelta(days=days)


def mail(days: float, way: str, thread: str = "", question: str = "", contact: int = 1) -> Touch:
    """An email: `way` is "in" (from them) or "out" (from us)."""
    ref = Ref("message", next(_numbers))
    return Touch(
        ago(days),
        Medium.EMAIL,
        Direction(way),
        contact,
        thread=thread,
        question=question,
        ref=ref,
    )


def call(days: float, outcome: str = "talked", way: str = "out", contact: int = 1) -> Touch:
    """A phone call."""
    return spoken(days, Medium.PHONE, outcome, way, contact)


def meeting(days: float, outcome: str = "held", contact: int = 1) -> Touch:
    """A meeting in person: held, planned or cancelled."""
    return spoken(days, Medium.IN_PERSON, outcome, "out", contact)


def spoken(days: float, medium: Medium, outcome: str, way: str, contact: int = 1) -> Touch:
    """A touch by a spoken medium."""
    ref = Ref("touch", next(_numbers))
    return Touch(ago(days), medium, Direction(way), contact, Outcome(outcome), ref=ref)


def exchange(days: float, thread: str, contact: int = 1) -> tuple[Touch, Touch]:
    """Mail that went both ways in one thread on one day: a conversation."""
    return mail(days, "in", thread, contact=contact), mail(days - 0.01, "out", thread, "", contact)


def promise(
    what: str, due: int | None, side: str = "ours", made: float = 30, **values: Any
) -> Commitment:
    """A commitment made `made` days ago and due `due` days ago (negative: still to come)."""
    number = next(_numbers)
    return Commitment(
        number,
        Side(side),
        what,
        ago(made),
        None if due is None else day(due),
        ref=Ref("commitment", number),
        **values,
    )


def restraint(
    kind: str,
    *,
    contact: int | None = None,
    since: float = 10,
    until: int | None = None,
    **values: Any,
) -> Restraint:
    """A limit on one contact, or on the company when none is named; `until` in days ago."""
    number = next(_numbers)
    return Restraint(
        number,
        RestraintKind(kind),
        Scope.COMPANY if contact is None else Scope.PERSON,
        ago(since),
        contact,
        None if until is None else day(until),
        ref=Ref("restraint", number),
        **values,
    )


def account(*touches: Touch, **values: Any) -> AccountFacts:
    """An account with Ann in it, a client unless said otherwise."""
    base = AccountFacts(1, "Halden Freight", AccountStatus.CLIENT, contacts=(ANN,))
    return replace(base, touches=touches, **values)


def judged(
    facts: AccountFacts, days: float = 0, calendar: WorkCalendar = UTC_CALENDAR
) -> Judgement:
    """The judgement as of that many days before NOW."""
    return judge(facts, ago(days), calendar)


def state(facts: AccountFacts, days: float = 0) -> str:
    """The state as of that many days before NOW."""
    return judged(facts, days).standing.state.value


def flags(facts: AccountFacts, days: float = 0) -> set[str]:
    """The flags as of that many days before NOW."""
    return {flag.value for flag in judged(facts, days).standing.flags}


def codes(facts: AccountFacts, days: float = 0) -> list[str]:
    """The codes of the reasons, in their order."""
    return [reason.code for reason in judged(facts, days).standing.reasons]


ZONES = ("UTC", "America/New_York", "Europe/Oslo", "America/Sao_Paulo", "Asia/Kolkata",
         "Australia/Lord_Howe", "Pacific/Apia", "America/Havana", "Asia/Beirut")  # fmt: skip
# Changes of the clock fall within these: March and November of 2026 north, the reverse south.
_spans = st.integers(min_value=-90 * 24 * 60, max_value=400 * 24 * 60)
moments = _spans.map(lambda minutes: NOW - timedelta(minutes=minutes))
past_moments = st.integers(0, 400 * 24 * 60).map(lambda m: NOW - timedelta(minutes=m))
days = st.integers(-90, 400).map(day)
people = st.integers(1, 3)
calendars = st.builds(
    lambda zone, off: WorkCalendar(ZoneInfo(zone), holidays=frozenset(off)),
    st.sampled_from(ZONES),
    st.lists(days, max_size=5),
)
_TEAMS = ((), (ANN,), (ANN, BEN), (ANN, BEN, Contact(3, "Cai Moreau", reachable=False)))
_ids = st.integers(1, 6)
_WRITTEN = {Medium.EMAIL, Medium.LETTER, Medium.CHAT, Medium.SOCIAL}
_kinds = st.sampled_from(
    [
        (medium, way, outcome)
        for medium in Medium
        for way in Direction
        for outcome in Outcome
        if medium not in _WRITTEN or outcome is Outcome.NONE
    ]
    # Mail is what there is most of.
    + [(Medium.EMAIL, way, Outcome.NONE) for way in Direction] * 40
    + [(Medium.EMAIL, Direction.IN, Outcome.REPLIED)] * 10
)
_texts = st.sampled_from(
    [
        (thread, words)
        for thread in ("", "t1", "t2", "t3")
        for words in ("", "When?", "Which depot?")
    ]
)


def _touch(
    at: datetime,
    kind: tuple[Medium, Direction, Outcome],
    contact: int,
    text: tuple[str, str],
    number: int,
) -> Touch:
    medium, way, outcome = kind
    thread, question = text if medium in _WRITTEN else ("", "")
    ref = Ref("message" if medium is Medium.EMAIL else "touch", number)
    return Touch(at, medium, way, contact, outcome, thread, question, ref)


def touches() -> st.SearchStrategy[Touch]:
    """Any touch; only what is written has threads and questions."""
    return st.builds(_touch, moments, _kinds, people, _texts, _ids)


@st.composite
def restraints(draw: st.DrawFn) -> Restraint:
    """Any restraint, on one person or on the company."""
    kind = draw(st.sampled_from(RestraintKind))
    contact = draw(st.none() | people)
    return Restraint(
        draw(_ids),
        kind,
        Scope.COMPANY if contact is None else Scope.PERSON,
        draw(moments),
        contact,
        draw(st.none() | days) if kind is not RestraintKind.STOP else None,
        draw(st.sampled_from(Medium)) if kind is RestraintKind.MEDIUM else None,
        (9, 17) if kind is RestraintKind.QUIET_HOURS else None,
        ref=Ref("restraint", draw(_ids)),
    )


commitments = st.builds(
    Commitment,
    _ids,
    st.sampled_from(Side),
    st.just("the comparison of the two depots"),
    moments,
    st.none() | days,
    st.sampled_from(CommitmentState),
    st.none() | moments,
    st.none() | people,
)
opportunities = st.builds(
    Opportunity, _ids, st.just("New depot"), moments, st.none() | moments, st.none()
)
missteps = st.builds(Misstep, _ids, st.just("A wrong invoice"), moments, st.integers(1, 4),
                     st.none() | moments)  # fmt: skip
breaches = st.builds(
    MetricBreach, _ids, st.just("On time"), st.just("98 %"), st.just("91 %"), moments
)


def _some(strategy: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=most).map(tuple)


def relationships() -> st.SearchStrategy[AccountFacts]:
    """Any account: three people at most, touches, commitments, restraints and the rest."""
    return st.builds(
        AccountFacts,
        st.integers(1, 50),
        st.just("Halden Freight"),
        st.sampled_from(AccountStatus),
        st.sampled_from((None, None, 0, 7, 30, 90)),
        st.sampled_from(_TEAMS),
        _some(touches(), 12),
        _some(commitments, 3),
        _some(restraints(), 3),
        _some(opportunities, 2),
        _some(missteps, 1),
        _some(breaches, 1),
    )
