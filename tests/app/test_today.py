"""Today: who is on it, in which order, with what, and that nobody restrained ever is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.app.calendars import calendar_for
from earnest.app.facts import load_facts
from earnest.app.today import TodayList, first_name, local_time, today_list
from earnest.core.facts import RestraintKind
from earnest.core.restraint import may_contact
from earnest.db.models import Contact, Restraint, Workspace
from tests.builders import (
    NOW,
    ago,
    judge_all,
    make_account,
    make_commitment,
    make_contact,
    make_message,
    make_restraint,
    make_touch,
    make_workspace,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def spoke(workspace: Workspace, days: float, name: str = "", who: str = "") -> Contact:
    """Someone at a client we last spoke to so many days ago."""
    contact = make_contact(make_account(workspace, name, status="client"), who)
    make_touch(contact, days, "phone", outcome="talked")
    return contact


def today(workspace: Workspace, **options: object) -> TodayList:
    return today_list(workspace, now=NOW, **options)  # type: ignore[arg-type]


def accounts(found: TodayList) -> list[str]:
    return [row.account for row in found.rows]


def test_an_empty_book_gives_an_empty_list(workspace: Workspace) -> None:
    found = today(workspace)
    assert (found.rows, found.total, found.accounts) == ((), 0, 0)


def test_who_wants_a_call_comes_in_order_of_worth(workspace: Workspace) -> None:
    for days in (5, 35, 75, 50):
        spoke(workspace, days, f"{days} days")
    judge_all(workspace)
    found = today(workspace)
    assert set(accounts(found)) == {"35 days", "50 days", "75 days"}
    worths = [row.urgency * row.chance for row in found.rows]
    assert worths == sorted(worths, reverse=True)
    assert [row.rank for row in found.rows] == [1, 2, 3]
    assert (found.total, found.matching, found.accounts) == (3, 3, 4)
    assert found.counts == {"due": 1, "neglected": 2}


def test_equal_accounts_keep_one_order(workspace: Workspace) -> None:
    for number in range(6):
        spoke(workspace, 60, f"Company {number}")
    judge_all(workspace)
    first = accounts(today(workspace))
    assert first == sorted(first)
    assert accounts(today(workspace, limit=3)) == first[:3]
    assert accounts(today(workspace, as_of=True)) == first


def test_a_label_picks_its_rows(workspace: Workspace) -> None:
    spoke(workspace, 75, "Late")
    asked = spoke(workspace, 5, "Waits")
    make_touch(asked, 4, direction="in", question="When?")
    judge_all(workspace)
    for as_of in (False, True):
        assert accounts(today(workspace, show="they_wait", as_of=as_of)) == ["Waits"]
        assert accounts(today(workspace, show="neglected", as_of=as_of)) == ["Late"]
        assert today(workspace, show="cancelled", as_of=as_of).rows == ()
    assert today(workspace, show="neglected").total == 2


def test_a_row_carries_what_a_caller_needs(workspace: Workspace) -> None:
    account = make_account(workspace, "Millbrook", status="client")
    ana = make_contact(account, "Ana Reyes", "ana@millbrook.example", "+4722555014",
                       zone="Europe/Oslo", title="Yard manager")  # fmt: skip
    message = make_message(workspace, "Can you come?", subject="Visit", at=ago(4))
    make_touch(ana, 40, "phone", outcome="talked")
    make_touch(ana, 4, direction="in", question="Can you come?", message=message)
    make_commitment(account, "Send the tables", due=ago(2).date())
    judge_all(workspace)
    (row,) = today(workspace).rows
    assert (row.contact, row.title, row.phone) == ("Ana Reyes", "Yard manager", "+4722555014")
    assert (row.email, row.may_call, row.may_write) == ("ana@millbrook.example", True, True)
    assert row.local is not None
    assert row.local.hour == 14
    assert (row.label, row.label_words) == ("they_wait", "They wait")
    assert row.why.startswith("Ana asked on 14 November: “Can you come?”")
    assert [(e.kind, e.id) for e in row.reasons[0].evidence] == [("message", message.pk)]
    assert [(item.what, item.late_days) for item in row.open_items] == [("Send the tables", 2)]
    assert (row.last_word, row.unanswered) == (ago(4), 0)


def test_time_turns_the_list_by_itself(workspace: Workspace) -> None:
    spoke(workspace, 26, "Soon due")
    judge_all(workspace)
    assert accounts(today(workspace)) == []
    assert accounts(today_list(workspace, now=NOW + timedelta(days=1))) == ["Soon due"]


def test_looking_back_knows_nothing_of_what_came_later(workspace: Workspace) -> None:
    contact = spoke(workspace, 75, "Millbrook")
    make_touch(contact, 10, "phone", outcome="talked")
    judge_all(workspace)
    then = today_list(workspace, now=ago(11), as_of=True)
    assert accounts(then) == ["Millbrook"]
    assert then.rows[0].last_conversation == ago(75)
    assert accounts(today(workspace)) == []


def test_a_stranger_s_accounts_are_never_listed(workspace: Workspace) -> None:
    other = make_workspace("Other")
    spoke(other, 75, "Secret")
    judge_all(other)
    for as_of in (False, True):
        assert today(workspace, as_of=as_of).rows == ()
        assert today(workspace, as_of=as_of).accounts == 0


def test_a_longer_list_costs_no_more_queries(workspace: Workspace) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            today(workspace)
        return len(captured)

    for number in range(2):
        make_commitment(spoke(workspace, 60 + number).account, "Send it")
    judge_all(workspace)
    few = queries()
    for number in range(15):
        make_commitment(spoke(workspace, 60 + number).account, "Send it")
    judge_all(workspace)
    assert queries() == few


@pytest.mark.parametrize(
    ("name", "first"),
    [("Ana Reyes", "Ana"), ("Dr. Ana Reyes", "Ana"), ("ana@x.example", "ana@x.example"), ("", "")],
)
def test_a_colleague_calls_people_by_their_first_name(name: str, first: str) -> None:
    assert first_name(name) == first


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "Europe"])
def test_an_unknown_zone_has_no_time(zone: str) -> None:
    assert local_time(zone, NOW) is None


# --- no restraint is ever on Today


def test_a_restraint_takes_an_account_off_before_anyone_judges_again(workspace: Workspace) -> None:
    contact = spoke(workspace, 75, "Said stop")
    spoke(workspace, 70, "Fine")
    judge_all(workspace)
    make_restraint(contact.account, contact=contact)
    found = today(workspace)
    assert accounts(found) == ["Fine"]
    assert found.total == 1


def test_another_person_takes_the_place_of_one_who_said_stop(workspace: Workspace) -> None:
    contact = spoke(workspace, 75, "Millbrook", "Ana Reyes")
    make_contact(contact.account, "Bo Lund")
    judge_all(workspace)
    assert [row.contact for row in today(workspace).rows] == ["Ana Reyes"]
    make_restraint(contact.account, contact=contact)
    assert [row.contact for row in today(workspace).rows] == ["Bo Lund"]


def test_E5_a_later_arrival_at_a_stopped_company_is_not_listed(workspace: Workspace) -> None:
    contact = spoke(workspace, 75)
    make_restraint(contact.account)
    judge_all(workspace)
    arrival = make_contact(contact.account, "New Person")
    make_touch(arrival, 2, direction="in", question="Do you deliver?")
    judge_all(workspace)
    assert today(workspace).rows == ()


LIMITS = st.tuples(
    st.integers(0, 4),
    st.sampled_from(("stop", "not_before", "attempts_used", "quiet_hours", "medium")),
    st.booleans(),
    st.integers(-40, 40),
)


@settings(max_examples=25)
@given(st.lists(LIMITS, max_size=6), st.booleans(), st.integers(0, 45))
def test_nobody_restrained_is_ever_on_today(
    limits: list[tuple[int, str, bool, int]], judged_before: bool, days: int
) -> None:
    workspace = make_workspace(time_zone="America/New_York")
    people = [spoke(workspace, 60 + number) for number in range(4)]
    people.append(make_contact(people[0].account))
    if judged_before:
        judge_all(workspace)
    for place, kind, personal, until in limits:
        person = people[place]
        make_restraint(
            person.account,
            kind,
            contact=person if personal else None,
            until=(NOW + timedelta(days=until)).date() if kind == "not_before" else None,
            medium="phone" if kind == "medium" else "",
        )
    if not judged_before:
        judge_all(workspace)
    now = NOW + timedelta(days=days)
    for as_of in (False, True):
        for row in today_list(workspace, now=now, as_of=as_of).rows:
            (facts,) = load_facts(workspace, [row.account_id])
            lasting = [r for r in facts.restraints if r.kind is not RestraintKind.QUIET_HOURS]
            (who,) = [contact for contact in facts.contacts if contact.id == row.contact_id]
            calendar = calendar_for(workspace, now.year)
            assert may_contact(who, lasting, now=now, calendar=calendar).allowed
    assert Restraint.objects.of(workspace).count() == len(limits)
