"""Whom first: urgency and its parts, the chance that is left, who is listed, and when it turns."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.core.facts import AccountFacts, AccountStatus, Opportunity, RestraintKind
from earnest.core.judgement import State, fact_moments
from earnest.core.ranking import WEIGHTS, Judgement, judge, order
from earnest.core.restraint import may_contact
from earnest.core.worktime import WorkCalendar
from tests.relations import (
    ANN,
    FEW,
    NOW,
    UTC_CALENDAR,
    account,
    ago,
    calendars,
    call,
    exchange,
    judged,
    mail,
    meeting,
    past_moments,
    promise,
    relationships,
    restraint,
)

TICK = timedelta(microseconds=1)


def points(facts: AccountFacts, name: str, days: float = 0) -> int:
    return next(part.points for part in judged(facts, days).parts if part.name == name)


def test_the_most_points_add_up_to_a_hundred() -> None:
    assert sum(part.most for part in judged(account()).parts) == 100
    assert WEIGHTS.lateness + WEIGHTS.waiting + WEIGHTS.stake + WEIGHTS.signals == 100


@pytest.mark.parametrize("part", ["lateness", "waiting", "signals"])
def test_on_the_day_of_a_conversation_nothing_is_urgent_but_the_stake(part: str) -> None:
    assert points(account(call(0)), part) == 0


def test_N3_urgency_grows_with_the_silence() -> None:
    urgency = [judged(account(call(days))).urgency for days in (10, 30, 40, 60, 75, 120, 400)]
    assert urgency == sorted(urgency)
    assert len(set(urgency)) > 4


def test_N2_what_they_wait_for_weighs_more_than_a_year_of_silence() -> None:
    asked = mail(30, "in", "t", "Can you send the drawings?")
    assert points(account(asked), "waiting") == 30
    assert points(account(call(500)), "lateness") == 25


def test_N2_a_question_and_a_late_promise_together_weigh_most() -> None:
    asked = mail(30, "in", "t", "Can you send the drawings?")
    both = account(asked, commitments=(promise("Send the drawings", 30),))
    assert points(both, "waiting") > 35


def test_N2_a_question_counts_for_more_each_day() -> None:
    counts = [
        points(account(mail(days, "in", "t", "When?")), "waiting") for days in (0, 1, 3, 10, 30)
    ]
    assert counts == sorted(counts)
    assert counts[0] == 0
    assert counts[1] == 15


def test_several_things_they_wait_for_count_for_more_than_one() -> None:
    one = account(commitments=(promise("A", 5),))
    two = account(commitments=(promise("A", 5), promise("B", 5)))
    assert points(two, "waiting") > points(one, "waiting")


def test_C4_what_they_owe_us_is_a_small_signal_and_no_waiting() -> None:
    facts = account(commitments=(promise("Name the buyer", 30, side="theirs"),))
    assert (points(facts, "waiting"), points(facts, "signals")) == (0, 4)


def test_the_stake_is_the_relationship_there_is_to_lose() -> None:
    talks = [call(days, contact=days % 4 + 1) for days in range(1, 40)]
    rich = account(*talks, opportunities=(Opportunity(1, "New depot", ago(50)),))
    assert points(rich, "stake") == 20
    assert points(account(status=AccountStatus.PROSPECT), "stake") == 0


def test_the_chance_falls_with_the_silence_and_slower_for_a_deep_relationship() -> None:
    thin = [judged(account(call(days))).chance for days in (5, 70, 130, 300, 900)]
    assert thin[0] == 100
    assert thin == sorted(thin, reverse=True)
    assert 0 < thin[-1] < 25
    deep = [judged(account(*[call(days + n) for n in range(12)])).chance for days in (70, 300)]
    assert deep[0] == 100
    assert deep[1] > thin[3]


def test_E1_many_unanswered_attempts_lower_the_chance() -> None:
    base = account(call(5))
    tries = [mail(days / 10, "out", f"t{days}") for days in range(1, 9)]
    chances = [
        judged(replace(base, touches=(*base.touches, *tries[:count]))).chance for count in (3, 4, 8)
    ]
    assert chances == [100, 95, 75]


def test_worth_is_urgency_times_chance() -> None:
    found = judged(account(call(75)))
    assert found.worth == found.urgency * found.chance


@pytest.mark.parametrize(
    ("facts", "listed"),
    [
        (account(call(75)), True),
        (account(call(28)), True),
        (account(call(5)), False),
        (account(), False),
        (account(mail(5, "out")), True),
        (account(mail(5, "in", "t")), False),
        (account(mail(5, "in", "t", "Do you deliver to Turku?")), True),
        (account(call(5), commitments=(promise("Send it", -3),)), False),
        (account(call(5), commitments=(promise("Send it", 3),)), True),
        (account(call(75), meeting(-3, "planned")), False),
        (account(call(75), contacts=()), False),
        (account(call(75), contacts=(replace(ANN, reachable=False),)), False),
    ],
)
def test_the_list_holds_who_wants_a_call(facts: AccountFacts, listed: bool) -> None:
    assert judged(facts).listed is listed


def test_L1_a_pause_takes_an_account_off_the_list_until_its_day() -> None:
    facts = account(call(75), restraints=(restraint("not_before", until=-7),))
    assert not judged(facts).listed
    assert judged(facts, -7).listed


# --- properties


@FEW
@given(relationships(), past_moments)
def test_urgency_is_the_sum_of_its_parts_and_within_bounds(
    facts: AccountFacts, now: datetime
) -> None:
    found = judge(facts, now, UTC_CALENDAR)
    assert found.urgency == min(100, sum(part.points for part in found.parts))
    assert all(0 <= part.points <= part.most for part in found.parts)
    assert 0 < found.chance <= 100


@FEW
@given(st.lists(relationships(), max_size=4), past_moments, st.randoms(use_true_random=False))
def test_the_ranking_is_total_and_the_same_for_any_order(
    book: list[AccountFacts], now: datetime, random: Random
) -> None:
    book = [replace(facts, id=number) for number, facts in enumerate(book)]
    keys = {facts.id: order(facts.id, judge(facts, now, UTC_CALENDAR)) for facts in book}
    assert len(set(keys.values())) == len(book)
    shuffled = list(keys)
    random.shuffle(shuffled)
    assert sorted(shuffled, key=keys.__getitem__) == sorted(keys, key=keys.__getitem__)


@FEW
@given(relationships(), past_moments, calendars)
def test_nobody_restrained_is_ever_listed(
    facts: AccountFacts, now: datetime, calendar: WorkCalendar
) -> None:
    found = judge(facts, now, calendar)
    if found.listed:
        assert found.standing.state not in {State.STOPPED, State.PAUSED}
        (contact,) = [c for c in facts.contacts if c.id == found.standing.contact]
        lasting = [r for r in facts.restraints if r.kind is not RestraintKind.QUIET_HOURS]
        assert contact.reachable
        assert may_contact(contact, lasting, now=now, calendar=calendar).allowed


@FEW
@given(relationships(), past_moments, st.sampled_from((("stop", None), ("not_before", -500))))
def test_a_stop_or_a_pause_of_the_company_always_takes_it_off_the_list(
    facts: AccountFacts, now: datetime, limit: tuple[str, int | None]
) -> None:
    kind, until = limit
    bound = restraint(kind, until=until, since=500)
    found = judge(replace(facts, restraints=(*facts.restraints, bound)), now, UTC_CALENDAR)
    assert not found.listed
    assert found.standing.state in {State.STOPPED, State.PAUSED}


@FEW
@given(relationships(), past_moments)
def test_a_stop_or_a_pause_of_each_person_takes_the_company_off_the_list(
    facts: AccountFacts, now: datetime
) -> None:
    bound = [
        restraint(kind, contact=contact.id, until=until, since=500)
        for contact in facts.contacts
        for kind, until in (("stop", None), ("not_before", -500))[contact.id % 2 :][:1]
    ]
    found = judge(replace(facts, restraints=(*facts.restraints, *bound)), now, UTC_CALENDAR)
    assert not found.listed


@FEW
@given(relationships(), st.integers(0, 500), st.integers(1, 500))
def test_N3_more_silence_never_lowers_urgency(facts: AccountFacts, start: int, days: int) -> None:
    now = max([NOW, *fact_moments(facts)]) + timedelta(days=start)
    before, after = judge(facts, now, UTC_CALENDAR), judged(facts, (NOW - now).days - days)
    for part, grown in zip(before.parts, after.parts, strict=True):
        assert grown.points >= part.points, part.name


@FEW
@given(relationships(), past_moments)
def test_a_conversation_always_clears_neglect(facts: AccountFacts, now: datetime) -> None:
    talk = replace(call(0), at=now)
    found = judge(replace(facts, touches=(*facts.touches, talk)), now, UTC_CALENDAR)
    assert found.standing.state not in {State.NEGLECTED, State.DARK, State.NEW}
    assert next(part.points for part in found.parts if part.name == "lateness") <= (
        0 if found.standing.cadence.days > found.standing.cadence.lead else 30
    )


@FEW
@given(relationships(), past_moments, st.randoms(use_true_random=False))
def test_a_judgement_is_the_same_whatever_order_facts_come_in(
    facts: AccountFacts, now: datetime, random: Random
) -> None:
    names = ("contacts", "touches", "commitments", "restraints", "opportunities")
    shuffled: dict[str, Any] = {
        name: tuple(random.sample(v := getattr(facts, name), len(v))) for name in names
    }
    assert judge(replace(facts, **shuffled), now, UTC_CALENDAR) == judge(facts, now, UTC_CALENDAR)


def honest(facts: AccountFacts, now: datetime, calendar: WorkCalendar) -> Judgement:
    """Judge, and check that nothing differs before the turning point it names."""
    found = judge(facts, now, calendar)
    end = found.turns_at or now + timedelta(days=3000)
    assert end > now
    for later in (now + TICK, now + (end - now) / 2, end - TICK):
        if now < later < end:
            assert judge(facts, later, calendar) == found, (now, later, end)
    return found


@given(relationships(), calendars, st.data())
def test_nothing_changes_between_two_turning_points(
    facts: AccountFacts, calendar: WorkCalendar, data: st.DataObject
) -> None:
    moments = [ago(400), NOW, *fact_moments(facts)]
    now = data.draw(st.sampled_from(moments))
    for _ in range(data.draw(st.integers(0, 8))):
        found = honest(facts, now, calendar)
        if found.turns_at is None:
            break
        now = found.turns_at


def test_every_turn_of_a_full_life_is_foreseen() -> None:
    facts = account(
        *exchange(390, "a"), call(340), call(300), meeting(200, "cancelled"),
        mail(190, "out", "b", "Shall we find a new day?"), mail(120, "in", "c", "Are you there?"),
        call(30, "no_answer"),
        commitments=(promise("Send it", 100, made=120), promise("Sign", 20, "theirs", made=90)),
        restraints=(restraint("not_before", until=150, since=170),),
    )  # fmt: skip
    now, states = ago(400), []
    for _ in range(400):
        found = honest(facts, now, UTC_CALENDAR)
        states.append(found.standing.state)
        if found.turns_at is None:
            break
        now = found.turns_at
    assert found.turns_at is None
    assert set(states) >= {
        State.NEW, State.ON_CADENCE, State.DUE, State.NEGLECTED, State.IN_MOTION, State.PAUSED
    }  # fmt: skip
