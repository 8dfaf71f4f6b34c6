"""The flags beside a standing, each from its first day to its last."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from earnest.core.facts import AccountFacts, Medium, MetricBreach, Misstep, Ref, Scope
from earnest.core.judgement import Flag, Reason
from earnest.core.ranking import judge
from earnest.core.worktime import WorkCalendar
from tests.relations import (
    ANN,
    BEN,
    account,
    ago,
    call,
    codes,
    day,
    exchange,
    flags,
    judged,
    mail,
    meeting,
    promise,
    restraint,
    spoken,
)

ASKED = "Can you send the drawings?"


def reason(facts: AccountFacts, code: str) -> Reason:
    (found,) = [item for item in judged(facts).standing.reasons if item.code == code]
    return found


def test_N2_they_wait_from_the_next_working_day_on() -> None:
    asked = mail(1, "in", "t", ASKED)
    assert flags(account(asked), days=1) == set()
    assert flags(account(asked)) == {"they_wait"}
    found = reason(account(asked), "they-asked")
    assert (found.refs, found.words, found.contact) == ((asked.ref,), ASKED, 1)


def test_a_question_of_friday_waits_from_monday_on() -> None:
    facts = account(mail(5, "in", "t", ASKED))  # NOW is a Wednesday
    assert flags(facts, days=3.5) == set()
    assert flags(facts, days=2.5) == {"they_wait"}


def test_a_holiday_does_not_count_as_a_day_they_waited() -> None:
    facts = account(mail(1, "in", "t", ASKED))
    off = WorkCalendar(holidays=frozenset({day(0)}))
    assert judged(facts, calendar=off).standing.flags == frozenset()
    assert judged(facts, -1, calendar=off).standing.flags == {Flag.THEY_WAIT}


def test_an_answer_ends_the_waiting() -> None:
    facts = account(mail(9, "in", "t", ASKED), mail(1, "out", "t"))
    assert flags(facts, days=2) == {"they_wait"}
    assert flags(facts) == set()


def test_after_ninety_days_the_question_is_no_flag_but_still_a_reason() -> None:
    facts = account(mail(90, "in", "t", ASKED))
    assert flags(facts, days=1) == {"they_wait"}
    assert flags(facts) == set()
    assert codes(facts)[-1] == "they-asked"


def test_what_a_stopped_person_asked_does_not_wait() -> None:
    facts = account(
        mail(9, "in", "t", "Why do you keep writing to me?"),
        contacts=(ANN, BEN),
        restraints=(restraint("stop", contact=ANN.id, since=9),),
    )
    assert flags(facts) == set()
    assert not judged(facts).listed


def test_N2_our_promise_is_late_from_the_day_after() -> None:
    facts = account(commitments=(promise("Send the comparison of the depots", 1),))
    assert flags(facts, days=1) == set()
    assert flags(facts) == {"promise_late"}
    assert reason(facts, "our-promise-late").due == day(1)


def test_C4_a_late_commitment_of_theirs_is_a_flag_of_its_own() -> None:
    facts = account(commitments=(promise("Name the buyer", 1, side="theirs", contact=2),))
    assert flags(facts) == {"theirs_late"}
    assert reason(facts, "their-commitment-late").contact == 2


def test_a_promise_without_a_date_is_never_late() -> None:
    assert flags(account(commitments=(promise("Think of them", None),)), days=-900) == set()


def test_a_promise_is_late_until_it_is_closed() -> None:
    kept = promise("Send it", 9, state="kept", closed_at=ago(2))
    facts = account(commitments=(kept,))
    assert flags(facts, days=3) == {"promise_late"}
    assert flags(facts, days=2) == set()


def test_what_was_only_proposed_binds_nobody() -> None:
    assert flags(account(commitments=(promise("Maybe a visit", 9, state="proposed"),))) == set()


def test_a_promise_not_made_yet_is_not_late() -> None:
    assert flags(account(commitments=(promise("Send it", 5, made=3),)), days=4) == set()


def test_D6_cancelled_and_not_rebooked() -> None:
    gone = meeting(10, "cancelled")
    facts = account(call(60), gone)
    assert flags(facts, days=11) == set()
    assert flags(facts) == {"cancelled"}
    assert reason(facts, "meeting-cancelled").refs == (gone.ref,)


def test_D6_a_new_date_or_a_conversation_by_voice_ends_it() -> None:
    gone = meeting(10, "cancelled")
    assert flags(account(gone, meeting(-5, "planned"))) == set()
    assert flags(account(gone, meeting(3))) == set()
    assert flags(account(gone, spoken(3, Medium.VIDEO, "held", "in"))) == set()
    assert flags(account(gone, call(3, "no_answer"))) == {"cancelled"}


def test_D6_mail_alone_does_not_rebook_a_meeting() -> None:
    assert flags(account(meeting(10, "cancelled"), *exchange(3, "t"))) == {"cancelled"}


def test_D6_mail_after_the_meeting_that_replaced_it_changes_nothing() -> None:
    facts = account(meeting(10, "cancelled"), meeting(5), *exchange(3, "t"))
    assert flags(facts) == set()


def test_D6_a_meeting_that_was_rebooked_is_so_even_when_nobody_noted_how_it_went() -> None:
    assert flags(account(meeting(10, "cancelled"), meeting(5, "planned"))) == set()


def test_D6_cancelled_again_is_cancelled() -> None:
    gone = meeting(5, "cancelled")
    facts = account(meeting(10, "cancelled"), meeting(7, "planned"), gone)
    assert reason(facts, "meeting-cancelled").refs == (gone.ref,)


def test_D6_after_sixty_days_it_is_no_flag_but_still_a_reason() -> None:
    facts = account(call(100), meeting(60, "cancelled"))
    assert flags(facts, days=1) == {"cancelled"}
    assert flags(facts) == set()
    assert codes(facts)[-1] == "meeting-cancelled"


def test_L1_on_the_day_they_named_we_reconnect() -> None:
    wait = restraint("not_before", until=0, words="Call me when the audit is over.", contact=1)
    facts = account(call(40), restraints=(wait,))
    assert flags(facts, days=1) == set()
    assert flags(facts) == {"reconnect"}
    found = reason(facts, "reconnect-date")
    assert (found.refs, found.due, found.words) == ((wait.ref,), day(0), wait.words)


def test_L1_a_conversation_on_or_after_that_day_settles_it() -> None:
    wait = restraint("not_before", until=10, since=40)
    assert flags(account(call(11), restraints=(wait,))) == {"reconnect"}
    assert flags(account(call(10), restraints=(wait,))) == set()
    assert flags(account(mail(5, "out"), restraints=(wait,))) == {"reconnect"}


def test_L1_only_the_date_named_last_counts() -> None:
    first = restraint("not_before", until=10, since=40)
    second = restraint("not_before", until=-20, since=9)
    facts = account(call(50), restraints=(first, second))
    assert flags(facts, days=9.5) == {"reconnect"}
    assert flags(facts) == set()
    assert [r.due for r in judged(facts, -20).standing.reasons if r.code == "reconnect-date"] == [
        day(-20)
    ]


def test_L1_a_date_of_each_person_counts_for_itself() -> None:
    one = restraint("not_before", until=4, since=40, contact=1)
    other = restraint("not_before", until=2, since=30, contact=2)
    facts = account(contacts=(ANN, BEN), restraints=(one, other))
    assert codes(facts).count("reconnect-date") == 2


def test_L1_a_date_of_someone_who_then_said_stop_is_void() -> None:
    wait = restraint("not_before", until=2, since=40, contact=1)
    stop = restraint("stop", since=20, contact=1)
    assert flags(account(contacts=(ANN, BEN), restraints=(wait, stop))) == set()


def test_L1_after_sixty_days_the_date_is_no_flag_but_still_a_reason() -> None:
    facts = account(call(90), restraints=(restraint("not_before", until=60, since=89),))
    assert flags(facts, days=1) == {"reconnect"}
    assert flags(facts) == set()
    assert codes(facts)[-1] == "reconnect-date"


def test_E6_a_misstep_is_open_until_it_is_closed() -> None:
    facts = account(missteps=(Misstep(4, "A wrong invoice", ago(9), 2, ago(2)),))
    assert flags(facts, days=10) == set()
    assert flags(facts, days=9) == {"misstep"}
    assert flags(facts, days=2) == set()
    found = judged(facts, 3).standing.reasons[0]
    assert (found.refs, found.number) == ((Ref("misstep", 4),), 2)


def test_L3_a_missed_measure_is_flagged_with_its_figures() -> None:
    facts = account(breaches=(MetricBreach(7, "On time", "98 %", "91.5 %", ago(3)),))
    assert flags(facts, days=4) == set()
    assert flags(facts) == {"breach"}
    assert reason(facts, "metric-breached").words == "On time: 91.5 %, agreed 98 %"


def test_several_flags_stand_side_by_side() -> None:
    facts = account(
        mail(9, "in", "t", ASKED),
        meeting(8, "cancelled"),
        commitments=(promise("Send it", 3), promise("Name the buyer", 2, side="theirs")),
    )
    assert flags(facts) == {"they_wait", "cancelled", "promise_late", "theirs_late"}


def test_flags_turn_at_local_midnight_across_a_change_of_the_clock() -> None:
    # New York's clock goes back on 1 November 2026: that day has 25 hours.
    new_york = WorkCalendar(ZoneInfo("America/New_York"))
    late = replace(promise("Send it", 0), due=date(2026, 11, 1))
    facts = account(commitments=(replace(late, made_at=ago(60)),))
    begins = datetime(2026, 11, 2, 5, tzinfo=UTC)
    assert judge(facts, begins - timedelta(microseconds=1), new_york).turns_at == begins
    assert judge(facts, begins, new_york).standing.flags == {Flag.PROMISE_LATE}


def test_a_company_date_is_superseded_whoever_said_it() -> None:
    first = restraint("not_before", until=10, since=40)
    second = replace(restraint("not_before", until=-5, since=20, contact=2), scope=Scope.COMPANY)
    assert flags(account(restraints=(first, second))) == set()
