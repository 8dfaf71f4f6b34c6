"""The states, each with its boundary days and reasons, and whom to turn to."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from earnest.core.facts import AccountFacts, AccountStatus, CommitmentState, Opportunity, Touch
from earnest.core.judgement import State
from earnest.core.ranking import judge
from earnest.core.standing import standing
from earnest.core.worktime import WorkCalendar
from tests.relations import (
    ANN,
    BEN,
    FEW,
    NOW,
    UTC_CALENDAR,
    account,
    ago,
    call,
    codes,
    day,
    exchange,
    judged,
    mail,
    meeting,
    past_moments,
    promise,
    relationships,
    restraint,
    state,
)

QUESTION = "Shall we meet on Thursday?"


def whom(facts: AccountFacts, days: float = 0) -> int | None:
    return judged(facts, days).standing.contact


# --- stopped and paused


def test_E5_a_company_stop_makes_the_account_stopped() -> None:
    stop = restraint("stop", words="Do not contact anyone here again.")
    facts = account(call(200), restraints=(stop,))
    assert state(facts) == "stopped"
    found = judged(facts).standing
    assert (found.reasons[0].code, found.reasons[0].refs) == ("restraint-stop", (stop.ref,))
    assert found.contact is None


def test_a_stop_of_everyone_reachable_makes_the_account_stopped() -> None:
    stops = (restraint("stop", contact=1), restraint("stop", contact=2))
    facts = account(call(200), contacts=(ANN, BEN), restraints=stops)
    assert state(facts) == "stopped"
    assert state(replace(facts, restraints=stops[:1])) == "neglected"


def test_who_cannot_be_reached_does_not_keep_a_stopped_account_open() -> None:
    facts = account(
        contacts=(ANN, replace(BEN, reachable=False)), restraints=(restraint("stop", contact=1),)
    )
    assert state(facts) == "stopped"


def test_L1_nothing_until_the_day_they_named() -> None:
    facts = account(call(200), restraints=(restraint("not_before", until=-2),))
    assert state(facts) == "paused"
    assert judged(facts).standing.reasons[0].due == day(-2)
    assert state(facts, days=-1) == "paused"
    assert state(facts, days=-2) == "due"
    assert state(facts, days=-40) == "neglected"


def test_an_account_is_paused_until_the_first_of_its_people_is_back() -> None:
    waits = (
        restraint("not_before", contact=1, until=-30),
        restraint("not_before", contact=2, until=-9),
    )
    facts = account(contacts=(ANN, BEN), restraints=waits)
    assert state(facts) == "paused"
    assert judged(facts).standing.reasons[0].due == day(-9)
    assert whom(facts, days=-9) == BEN.id


def test_one_person_stopped_and_the_other_paused_is_paused() -> None:
    limits = (restraint("stop", contact=1), restraint("not_before", contact=2, until=-9))
    assert state(account(contacts=(ANN, BEN), restraints=limits)) == "paused"


def test_quiet_hours_say_when_to_call_and_not_where_we_stand() -> None:
    facts = account(call(200), restraints=(restraint("quiet_hours", hours=(3, 4)),))
    assert state(facts) == "neglected"


# --- in motion


def test_a_meeting_to_come_keeps_it_in_motion_until_it_begins() -> None:
    planned = meeting(-3, "planned")
    facts = account(call(200), planned)
    assert state(facts) == "in_motion"
    assert codes(facts) == ["next-meeting"]
    assert state(facts, days=-2.99) == "in_motion"
    assert state(facts, days=-3) == "neglected"


@pytest.mark.parametrize(("side", "code"), [("ours", "we-agreed"), ("theirs", "they-agreed")])
def test_a_dated_commitment_keeps_it_in_motion_through_its_day(side: str, code: str) -> None:
    facts = account(call(200), commitments=(promise("Send the contract", -2, side),))
    assert (state(facts), codes(facts)) == ("in_motion", [code])
    assert state(facts, days=-2) == "in_motion"
    assert state(facts, days=-3) == "neglected"


def test_a_commitment_without_a_date_sets_nothing_in_motion() -> None:
    assert state(account(call(200), commitments=(promise("Think of it", None),))) == "neglected"


def test_the_nearest_date_is_the_one_named() -> None:
    facts = account(commitments=(promise("Later", -20), promise("Sooner", -2)))
    assert judged(facts).standing.reasons[0].words == "Sooner"


# --- new


def test_without_a_conversation_an_account_is_new() -> None:
    assert (state(account()), codes(account())) == ("new", ["never-spoken"])


def test_E1_attempts_alone_leave_it_new_and_are_counted() -> None:
    tries = [mail(days, "out", f"t{days}") for days in (30, 20, 10, 5)]
    facts = account(*tries)
    (reason,) = judged(facts).standing.reasons
    assert (state(facts), reason.code, reason.number) == ("new", "no-conversation-yet", 4)
    assert reason.refs == tuple(touch.ref for touch in tries[-3:])


# --- by cadence


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "on_cadence"),
        (26, "on_cadence"),
        (27, "due"),
        (30, "due"),
        (36, "due"),
        (37, "neglected"),
        (75, "neglected"),
    ],
)
def test_N1_a_monthly_client_is_warned_of_then_due_then_neglected(days: int, expected: str) -> None:
    facts = account(call(days))
    assert state(facts) == expected


def test_N1_the_article_s_seventy_five_days_are_neglect_with_their_evidence() -> None:
    talk = call(75)
    facts = account(talk, mail(40, "out"), mail(20, "out"))
    (reason,) = judged(facts).standing.reasons
    assert reason.code == "past-cadence"
    assert (reason.since, reason.due, reason.number) == (talk.at, day(45), 30)
    assert reason.refs[0] == talk.ref
    assert len(reason.refs) == 3


def test_D1_an_email_only_attempt_never_resets_the_cadence() -> None:
    facts = account(call(75), *[mail(days, "out", "t") for days in (60, 30, 2, 0.1)])
    assert state(facts) == "neglected"


@pytest.mark.parametrize("outcome", ["voicemail", "no_answer", "gatekeeper", "wrong_number"])
def test_D1_a_call_that_reached_nobody_never_resets_the_cadence(outcome: str) -> None:
    assert state(account(call(75), call(1, outcome))) == "neglected"


def test_N7_the_account_s_own_cadence_decides() -> None:
    quarterly = account(call(75), cadence_days=90)
    assert state(quarterly) == "on_cadence"
    assert state(replace(quarterly, cadence_days=7)) == "neglected"
    assert state(replace(quarterly, cadence_days=None, status=AccountStatus.PROSPECT)) == (
        "neglected"
    )


def test_N7_the_cadence_runs_from_the_last_real_conversation() -> None:
    facts = account(call(75), *exchange(5, "t"))
    assert state(facts) == "on_cadence"
    assert judged(facts).standing.reasons[0].due == day(-25)


def test_a_cadence_of_no_days_is_always_due_and_harmless() -> None:
    assert state(account(call(0), cadence_days=0)) == "due"


def test_days_of_silence_are_counted_on_our_calendar() -> None:
    oslo = WorkCalendar(ZoneInfo("Europe/Oslo"))
    talk = replace(call(0), at=datetime(2026, 10, 24, 22, 30, tzinfo=UTC))  # the 25th in Oslo
    facts = account(talk)
    begins = datetime(2026, 11, 20, 23, tzinfo=UTC)  # 27 days on, winter time now
    assert standing(facts, begins - timedelta(seconds=1), oslo).state is State.ON_CADENCE
    assert standing(facts, begins, oslo).state is State.DUE
    assert oslo.day(begins) == date(2026, 11, 21)


# --- dark


def regular(gap: int, last: int, count: int = 6) -> list[Touch]:
    return [call(last + gap * index) for index in range(count)]


def test_D6_dark_when_something_was_under_way_and_our_attempt_is_unanswered() -> None:
    facts = account(call(21), mail(20, "out", "t", QUESTION))
    assert state(facts, days=1) == "on_cadence"
    assert state(facts) == "dark"
    (reason,) = judged(facts).standing.reasons
    assert (reason.code, reason.number, reason.words) == ("gone-quiet", None, "1")


def test_D6_dark_is_judged_by_the_person_s_own_rhythm() -> None:
    brisk = account(*regular(4, 12), mail(5, "out", "t", QUESTION))
    slow = account(*regular(20, 12), mail(5, "out", "t", QUESTION))
    assert state(brisk, days=1) == "on_cadence"
    assert state(brisk) == "dark"
    assert judged(brisk).standing.reasons[0].number == 4
    assert state(slow) == "on_cadence"


def test_dark_needs_an_attempt_of_ours_since_their_word() -> None:
    open_deal = (Opportunity(1, "New depot", ago(90)),)
    facts = account(call(25), opportunities=open_deal)
    assert state(facts) == "on_cadence"
    assert state(replace(facts, touches=(*facts.touches, mail(20, "out")))) == "dark"


def test_dark_needs_something_under_way() -> None:
    assert state(account(call(25), mail(20, "out"))) == "on_cadence"
    closed = (Opportunity(1, "New depot", ago(90), ago(30)),)
    assert state(account(call(25), mail(20, "out"), opportunities=closed)) == "on_cadence"


def test_D6_a_cancelled_meeting_is_something_under_way() -> None:
    assert state(account(call(35), meeting(22, "cancelled"), mail(20, "out"))) == "dark"


def test_a_silence_we_let_lie_ourselves_is_neglect() -> None:
    facts = account(call(60), mail(50, "out", "t", QUESTION))
    assert state(facts, days=14) == "dark"
    assert state(facts, days=13) == "neglected"


def test_their_word_ends_the_dark() -> None:
    facts = account(call(25), mail(20, "out", "t", QUESTION), mail(0.1, "in", "t"))
    assert state(facts) == "on_cadence"


# --- whom to turn to


def test_the_one_who_waits_comes_first() -> None:
    facts = account(
        call(20, contact=1), mail(5, "in", "t", "When?", contact=2), contacts=(ANN, BEN)
    )
    assert whom(facts) == BEN.id


def test_the_one_who_spoke_last_comes_next() -> None:
    facts = account(call(20, contact=1), call(40, contact=2), contacts=(ANN, BEN))
    assert whom(facts) == ANN.id


def test_nobody_who_is_restrained_or_out_of_reach_is_turned_to() -> None:
    facts = account(call(90, contact=1), contacts=(ANN, BEN))
    assert whom(replace(facts, restraints=(restraint("stop", contact=1),))) == BEN.id
    assert whom(replace(facts, contacts=(replace(ANN, reachable=False), BEN))) == BEN.id
    assert whom(replace(facts, contacts=(replace(ANN, reachable=False),))) is None


# --- what it rests on


@FEW
@given(relationships(), past_moments)
def test_a_judgement_knows_nothing_of_later_facts(facts: AccountFacts, now: datetime) -> None:
    known = replace(
        facts,
        touches=tuple(t for t in facts.touches if t.at <= now or t.outcome == "planned"),
        commitments=tuple(
            replace(c, state=CommitmentState.OPEN, closed_at=None)
            if c.closed_at and c.closed_at > now and c.state != "proposed"
            else c
            for c in facts.commitments
            if c.made_at <= now
        ),
        restraints=tuple(r for r in facts.restraints if r.since <= now),
        opportunities=tuple(
            replace(o, closed_at=None) if o.closed_at and o.closed_at > now else o
            for o in facts.opportunities
            if o.opened_at <= now
        ),
        missteps=tuple(
            replace(m, closed_at=None) if m.closed_at and m.closed_at > now else m
            for m in facts.missteps
            if m.at <= now
        ),
        breaches=tuple(b for b in facts.breaches if b.at <= now),
    )
    ours, theirs = judge(facts, now, UTC_CALENDAR), judge(known, now, UTC_CALENDAR)
    assert replace(ours, turns_at=None, standing=theirs.standing) == replace(theirs, turns_at=None)
    assert replace(ours.standing, turns_at=None) == replace(theirs.standing, turns_at=None)


@FEW
@given(relationships(), past_moments)
def test_every_state_and_flag_comes_with_a_reason(facts: AccountFacts, now: datetime) -> None:
    found = standing(facts, now, UTC_CALENDAR)
    assert found.reasons
    assert len(found.reasons) >= len(found.flags)
    assert found.turns_at is None or found.turns_at > now


def test_without_anything_to_come_nothing_turns() -> None:
    assert judge(account(), NOW, UTC_CALENDAR).turns_at is None
