"""The gate: who may be contacted, by what, and until when not."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.core.facts import Contact, Medium, Restraint, Scope
from earnest.core.restraint import Permission, may_contact, without_stopped
from earnest.core.worktime import WorkCalendar
from tests.relations import (
    ANN,
    BEN,
    NOW,
    UTC_CALENDAR,
    account,
    ago,
    day,
    mail,
    promise,
    restraint,
    restraints,
)

NEWCOMER = Contact(99, "Noor Haddad")
OSLO = replace(ANN, zone="Europe/Oslo")
ALL_OF_THEM = st.lists(restraints(), max_size=6)


def ask(
    *limits: Restraint, contact: Contact = ANN, medium: Medium | None = None, days: float = 0
) -> Permission:
    return may_contact(contact, limits, now=ago(days), calendar=UTC_CALENDAR, medium=medium)


def test_who_asked_for_nothing_may_be_contacted() -> None:
    assert ask().allowed


def test_E5_a_company_stop_binds_everyone_there_by_every_medium() -> None:
    stop = restraint("stop")
    for contact in (ANN, BEN):
        for medium in (None, *Medium):
            answer = ask(stop, contact=contact, medium=medium)
            assert (answer.allowed, answer.code, answer.ref) == (False, "stop", stop.ref)


def test_E5_a_company_stop_binds_later_arrivals() -> None:
    assert not ask(restraint("stop"), contact=NEWCOMER).allowed


def test_a_stop_of_one_person_leaves_the_others_free() -> None:
    stop = restraint("stop", contact=ANN.id)
    assert not ask(stop, contact=ANN).allowed
    assert ask(stop, contact=BEN).allowed


def test_a_stop_binds_from_the_moment_it_was_said() -> None:
    stop = restraint("stop", since=10)
    assert ask(stop, days=10.001).allowed
    assert not ask(stop, days=10).allowed


def test_the_stop_of_the_company_is_named_before_that_of_the_person() -> None:
    person, company = restraint("stop", contact=ANN.id, since=20), restraint("stop", since=5)
    assert ask(person, company).ref == company.ref


def test_a_stop_outweighs_a_date_they_named() -> None:
    assert ask(restraint("not_before", until=-30), restraint("stop")).code == "stop"


def test_L1_nothing_before_the_day_they_named_and_on_it_again() -> None:
    wait = restraint("not_before", until=-3)
    assert ask(wait).until == day(-3)
    assert not ask(wait, days=-2).allowed
    assert ask(wait, days=-3).allowed


def test_the_day_they_named_begins_at_midnight_where_we_work() -> None:
    wait = restraint("not_before", until=-1)
    tonight = NOW.replace(hour=23, minute=59)
    answer = may_contact(ANN, [wait], now=tonight, calendar=UTC_CALENDAR)
    assert not answer.allowed
    answer = may_contact(ANN, [wait], now=tonight + timedelta(minutes=1), calendar=UTC_CALENDAR)
    assert answer.allowed


def test_of_several_dates_the_last_one_holds() -> None:
    answer = ask(restraint("not_before", until=-3), restraint("not_before", until=-40))
    assert answer.until == day(-40)


def test_not_before_without_a_day_holds_until_someone_lifts_it() -> None:
    answer = ask(restraint("not_before"), days=-4000)
    assert (answer.allowed, answer.until) == (False, None)


def test_attempts_used_up_deny_until_their_day() -> None:
    assert ask(restraint("attempts_used")).code == "attempts-used"
    assert not ask(restraint("attempts_used", until=-1)).allowed
    assert ask(restraint("attempts_used", until=0)).allowed


def test_a_refused_medium_leaves_the_others() -> None:
    letters_only = restraint("medium", medium=Medium.EMAIL)
    assert ask(letters_only, medium=Medium.EMAIL).code == "medium"
    assert ask(letters_only, medium=Medium.PHONE).allowed
    assert ask(letters_only).allowed


def test_who_refused_every_medium_may_not_be_contacted_at_all() -> None:
    assert not ask(*[restraint("medium", medium=medium) for medium in Medium]).allowed


def test_a_refusal_that_names_no_medium_refuses_them_all() -> None:
    nameless = restraint("medium")
    assert not ask(nameless).allowed
    assert not ask(nameless, medium=Medium.LETTER).allowed


@pytest.mark.parametrize(
    ("hours", "allowed"), [((9, 17), True), ((15, 17), False), ((9, 14), False), ((20, 15), True)]
)
def test_quiet_hours_are_in_their_own_time(hours: tuple[int, int], allowed: bool) -> None:
    # 13:40 UTC is 14:40 in Oslo.
    assert ask(restraint("quiet_hours", hours=hours), contact=OSLO).allowed is allowed


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "Europe"])
def test_quiet_hours_deny_when_we_do_not_know_their_time(zone: str) -> None:
    limit = restraint("quiet_hours", hours=(0, 24))
    assert ask(limit, contact=replace(ANN, zone=zone)).code == "quiet-hours"


def test_quiet_hours_without_hours_deny() -> None:
    assert not ask(restraint("quiet_hours"), contact=OSLO).allowed


def test_what_a_stopped_person_asked_or_was_promised_binds_nobody_else() -> None:
    facts = account(
        mail(20, "in", "t", "Why do you keep writing to me?"),
        contacts=(ANN, BEN),
        commitments=(promise("the drawings", 5, contact=ANN.id),),
        restraints=(
            restraint("stop", contact=ANN.id),
            restraint("not_before", contact=ANN.id, until=2),
        ),
    )
    cleaned = without_stopped(facts, NOW)
    assert cleaned.touches[0].question == ""
    assert cleaned.commitments == ()
    assert [item.kind for item in cleaned.restraints] == ["stop"]
    assert without_stopped(facts, ago(15)) == facts


@given(ALL_OF_THEM, st.sampled_from((None, *Medium)))
def test_no_further_restraint_ever_permits_more(
    limits: list[Restraint], medium: Medium | None
) -> None:
    for count in range(len(limits)):
        before = may_contact(ANN, limits[:count], now=NOW, calendar=UTC_CALENDAR, medium=medium)
        after = may_contact(ANN, limits, now=NOW, calendar=UTC_CALENDAR, medium=medium)
        assert before.allowed or not after.allowed


@given(ALL_OF_THEM)
def test_a_stop_denies_whatever_else_is_known(limits: list[Restraint]) -> None:
    for stop in (restraint("stop"), restraint("stop", contact=ANN.id)):
        assert ask(*limits, stop).code == "stop"


@given(ALL_OF_THEM)
def test_a_company_restraint_binds_whoever_is_bound_by_it_alike(limits: list[Restraint]) -> None:
    company = [item for item in limits if item.scope is Scope.COMPANY]
    answers = {
        may_contact(contact, company, now=NOW, calendar=UTC_CALENDAR)
        for contact in (ANN, BEN, NEWCOMER)
    }
    assert len(answers) == 1


def test_days_are_those_of_our_calendar() -> None:
    kiritimati = WorkCalendar(zone=ZoneInfo("Pacific/Kiritimati"))
    wait = restraint("not_before", until=-1)
    assert may_contact(ANN, [wait], now=NOW, calendar=kiritimati).allowed
