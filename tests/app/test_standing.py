"""The kept standings are what judging everyone again would give, whatever happened in between."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.app.standing import (
    flags_in,
    reason_in,
    reason_out,
    standing_rebuild,
    standing_refresh,
    standing_turn,
)
from earnest.app.today import today_list
from earnest.core.facts import Ref
from earnest.core.judgement import Flag, Reason
from earnest.db.models import (
    Account,
    CachedStanding,
    Commitment,
    Contact,
    MetricActual,
    Misstep,
    Opportunity,
    Restraint,
    ServiceMetric,
    Workspace,
)
from tests.builders import (
    NOW,
    ago,
    judge_all,
    make_account,
    make_commitment,
    make_contact,
    make_restraint,
    make_touch,
    make_workspace,
)
from tests.relations import ZONES

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def kept(workspace: Workspace) -> list[Any]:
    return list(CachedStanding.objects.of(workspace).order_by("account").values())


def one(workspace: Workspace) -> CachedStanding:
    row: CachedStanding = CachedStanding.objects.of(workspace).get()
    return row


def test_a_standing_keeps_all_of_the_judgement(workspace: Workspace) -> None:
    account = make_account(workspace, status="client")
    contact = make_contact(account)
    talk = make_touch(contact, 75, "phone", outcome="talked")
    tried = make_touch(contact, 10)
    judge_all(workspace)
    row = one(workspace)
    assert (row.state, row.flags, row.listed) == ("neglected", [], True)
    assert (row.last_conversation, row.last_attempt, row.unanswered) == (talk.at, tried.at, 1)
    assert (row.cadence_days, row.cadence_why, row.contact) == (30, "status", contact)
    assert row.worth == row.urgency * row.chance
    assert sum(points for _, points, _ in row.parts) == row.urgency
    assert row.turns_at is not None
    assert row.turns_at > NOW


def test_time_alone_turns_a_standing(workspace: Workspace) -> None:
    contact = make_contact(make_account(workspace, status="client"))
    make_touch(contact, 26, "phone", outcome="talked")
    judge_all(workspace)
    assert one(workspace).state == "on_cadence"
    assert standing_turn(workspace, now=NOW + timedelta(hours=1)) == 0
    assert standing_turn(workspace, now=NOW + timedelta(days=1)) == 1
    assert one(workspace).state == "due"


def test_only_the_accounts_named_are_judged_again(workspace: Workspace) -> None:
    first, second = (make_contact(make_account(workspace)) for _ in range(2))
    judge_all(workspace)
    for contact in (first, second):
        make_touch(contact, 1, "phone", outcome="talked")
    assert standing_refresh(workspace, account_ids=[first.account_id], now=NOW) == 1
    states = {row["account_id"]: row["state"] for row in kept(workspace)}
    assert states == {first.account_id: "on_cadence", second.account_id: "new"}


def test_a_rebuild_leaves_other_workspaces_alone(workspace: Workspace) -> None:
    other = make_workspace("Other")
    make_account(other)
    judge_all(other)
    before = kept(other)
    assert standing_rebuild(workspace, now=NOW) == 0
    assert kept(other) == before


@given(
    st.builds(
        Reason,
        st.sampled_from(("they-asked", "past-cadence")),
        st.lists(st.builds(Ref, st.sampled_from(("message", "touch")), st.integers(1))).map(tuple),
        st.none() | st.datetimes(timezones=st.just(ZoneInfo("UTC"))),
        st.none() | st.dates(),
        st.none() | st.integers(0),
        st.text(),
        st.none() | st.integers(1),
    )
)
def test_a_reason_comes_back_as_it_was_kept(reason: Reason) -> None:
    assert reason_in(reason_out(reason)) == reason


def test_flags_come_back_as_they_were_kept() -> None:
    assert flags_in(["cancelled", "they_wait"]) == {Flag.CANCELLED, Flag.THEY_WAIT}


# --- rebuilt = incremental

HAPPENINGS = (
    "mail mail mail call meeting promise close limit lift deal misstep figure cadence status "
    "reach nothing"
)
STEPS = st.tuples(
    st.integers(0, 2),
    st.sampled_from(HAPPENINGS.split()),
    st.integers(0, 7),
    st.integers(0, 60 * 24 * 40),
)


class Life:
    """Three accounts to which things happen one after the other, judged again each time."""

    def __init__(self, zone: str) -> None:
        self.workspace = make_workspace(time_zone=zone)
        self.now: datetime = ago(300)
        self.people = [make_contact(make_account(self.workspace)) for _ in range(3)]
        self.people += [make_contact(person.account) for person in self.people]
        judge_all(self.workspace, self.now)

    def step(self, place: int, what: str, choice: int, minutes: int) -> None:
        """Let time pass, let one thing happen to one account, and judge only that account."""
        self.now += timedelta(minutes=minutes)
        standing_turn(self.workspace, now=self.now)
        person = self.people[place + 3 * (choice % 2)]
        getattr(self, what)(person, choice)
        standing_refresh(self.workspace, account_ids=[person.account_id], now=self.now)

    def soon(self, choice: int) -> datetime:
        return self.now + timedelta(days=9 * choice, hours=choice)

    def mail(self, person: Contact, choice: int) -> None:
        way, thread = ("in", "out")[choice % 2], ("", "t")[choice // 2 % 2]
        question = "When?" if choice > 3 else ""
        make_touch(person, self.now, "email", way, thread=thread, question=question)

    def call(self, person: Contact, choice: int) -> None:
        outcome = ("talked", "no_answer", "voicemail", "not_until")[choice % 4]
        make_touch(person, self.now, "phone", ("out", "in")[choice // 4], outcome=outcome)

    def meeting(self, person: Contact, choice: int) -> None:
        outcome = ("planned", "cancelled", "held")[choice % 3]
        at = self.soon(choice) if outcome == "planned" else self.now
        make_touch(person, at, "in_person", outcome=outcome)

    def promise(self, person: Contact, choice: int) -> None:
        side, due = ("ours", "theirs")[choice % 2], self.soon(choice).date()
        make_commitment(
            person.account, "Send it", side, due if choice else None, made_at=self.now,
            contact=person,
        )  # fmt: skip

    def close(self, person: Contact, choice: int) -> None:
        Commitment.objects.filter(account=person.account).update(
            state=("kept", "missed")[choice % 2], closed_at=self.now
        )

    def limit(self, person: Contact, choice: int) -> None:
        kind = ("stop", "not_before", "attempts_used", "quiet_hours")[choice // 2]
        until = self.soon(choice).date() if kind == "not_before" else None
        who = person if choice % 2 else None
        make_restraint(person.account, kind, contact=who, since=self.now, until=until)

    def lift(self, person: Contact, choice: int) -> None:
        Restraint.objects.filter(account=person.account).delete()

    def deal(self, person: Contact, choice: int) -> None:
        closed = self.soon(choice) if choice else None
        Opportunity.objects.create(
            workspace=self.workspace, account=person.account, name="New depot",
            opened_at=self.now, closed_at=closed,
        )  # fmt: skip

    def misstep(self, person: Contact, choice: int) -> None:
        Misstep.objects.create(
            workspace=self.workspace, account=person.account, what="A wrong invoice", at=self.now
        )

    def figure(self, person: Contact, choice: int) -> None:
        metric, _ = ServiceMetric.objects.get_or_create(
            workspace=self.workspace, account=person.account, name="On time", unit="%",
            target_milli=4000, agreed_at=ago(300),
        )  # fmt: skip
        MetricActual.objects.update_or_create(
            workspace=self.workspace, metric=metric, day=self.now.date(),
            defaults={"value_milli": choice * 1000},
        )  # fmt: skip

    def cadence(self, person: Contact, choice: int) -> None:
        Account.objects.filter(pk=person.account_id).update(cadence_days=(choice * 9) or None)

    def status(self, person: Contact, choice: int) -> None:
        status = ("prospect", "client", "former")[choice % 3]
        Account.objects.filter(pk=person.account_id).update(status=status)

    def reach(self, person: Contact, choice: int) -> None:
        Contact.objects.filter(pk=person.pk).update(reachable=bool(choice % 2))

    def nothing(self, person: Contact, choice: int) -> None:
        """Only time passes."""


@settings(max_examples=20)
@given(st.lists(STEPS, min_size=1, max_size=14), st.sampled_from(ZONES), st.integers(0, 10**6))
def test_judging_what_changed_gives_what_judging_everyone_would(
    steps: list[tuple[int, str, int, int]], zone: str, minutes: int
) -> None:
    life = Life(zone)
    for step in steps:
        life.step(*step)
    now = life.now + timedelta(minutes=minutes)
    standing_turn(life.workspace, now=now)
    before = kept(life.workspace)
    listed = [row.account_id for row in today_list(life.workspace, now=now).rows]
    standing_rebuild(life.workspace, now=now)
    assert kept(life.workspace) == before
    judged = today_list(life.workspace, now=now, as_of=True).rows
    assert [row.account_id for row in judged] == listed
