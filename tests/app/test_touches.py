"""Touches by mail, applied as changes: what stays, what goes, and which accounts it concerns."""

from dataclasses import replace

import pytest

from earnest.app.people import People
from earnest.app.touches import latest_messages, touches_apply
from earnest.core.facts import Direction
from earnest.core.mailbox.touches import MailTouch
from earnest.db.models import Account, Contact, Touch, Workspace
from tests.builders import (
    ago,
    make_account,
    make_contact,
    make_message,
    make_touch,
    make_workspace,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def ana(workspace: Workspace) -> Contact:
    return make_contact(make_account(workspace), "Ana", "ana@millbrook.example")


def touch(contact: Contact, days: float, way: str = "in", **values: object) -> MailTouch:
    message = make_message(contact.workspace, "Hello", at=ago(days))
    made = MailTouch(message.pk, contact.key, ago(days), Direction(way), f"t{message.pk}", "")
    return replace(made, **values)  # type: ignore[arg-type]


def people(*contacts: Contact) -> People:
    return People(rows={one.key: (one.pk, one.account_id) for one in contacts})


def apply(workspace: Workspace, found: list[MailTouch], *contacts: Contact) -> set[int]:
    return touches_apply(workspace, found, people(*contacts))


def test_each_touch_is_kept_with_its_message(workspace: Workspace, ana: Contact) -> None:
    found = touch(ana, 3, thread="t", question="When?", replied=True)
    known = people(ana)
    assert touches_apply(workspace, [found], known) == {ana.account_id}
    row = Touch.objects.get()
    assert (row.message_id, row.contact, row.account) == (found.message, ana, ana.account)
    assert (row.at, row.medium, row.direction, row.outcome) == (ago(3), "email", "in", "replied")
    assert (row.thread, row.question) == ("t", "When?")
    assert known.touches == 1


def test_the_same_again_concerns_nobody(workspace: Workspace, ana: Contact) -> None:
    found = [touch(ana, 3), touch(ana, 2, "out")]
    apply(workspace, found, ana)
    before = set(Touch.objects.values_list("pk", flat=True))
    assert apply(workspace, found, ana) == set()
    assert set(Touch.objects.values_list("pk", flat=True)) == before


def test_only_what_differs_is_written(workspace: Workspace, ana: Contact) -> None:
    stays, changes, goes = touch(ana, 3), touch(ana, 2), touch(ana, 1)
    apply(workspace, [stays, changes, goes], ana)
    kept = Touch.objects.get(message_id=stays.message).pk
    joined = replace(changes, thread="joined")
    assert apply(workspace, [stays, joined], ana) == {ana.account_id}
    assert set(Touch.objects.values_list("message_id", "thread")) == {
        (stays.message, stays.thread),
        (changes.message, "joined"),
    }
    assert Touch.objects.get(message_id=stays.message).pk == kept


def test_touches_of_other_kinds_are_left_alone(workspace: Workspace, ana: Contact) -> None:
    call = make_touch(ana, 5, "phone", outcome="talked")
    apply(workspace, [touch(ana, 3)], ana)
    apply(workspace, [], ana)
    assert [row.pk for row in Touch.objects.all()] == [call.pk]


def test_both_accounts_are_concerned_when_a_touch_moves(workspace: Workspace, ana: Contact) -> None:
    found = touch(ana, 3)
    apply(workspace, [found], ana)
    before = ana.account_id
    other = make_account(workspace)
    Contact.objects.filter(pk=ana.pk).update(account=other)
    ana.refresh_from_db()
    assert apply(workspace, [found], ana) == {before, other.pk}
    assert Touch.objects.get().account == other


def test_one_message_to_two_people_is_two_touches(workspace: Workspace, ana: Contact) -> None:
    bo = make_contact(ana.account, "Bo", "bo@millbrook.example")
    sent = touch(ana, 3, "out")
    apply(workspace, [sent, replace(sent, contact=bo.key)], ana, bo)
    assert set(Touch.objects.values_list("contact__name", flat=True)) == {"Ana", "Bo"}


def test_E3_an_account_becomes_a_client_on_evidence_and_says_so(
    workspace: Workspace, ana: Contact
) -> None:
    found = []
    for days in (5, 40, 80, 81, 82):
        there = touch(ana, days + 0.5, "out", thread=f"t{days}")
        found += [there, touch(ana, days, thread=f"t{days}")]
    apply(workspace, found, ana)
    account = Account.objects.get()
    assert (account.status, account.status_why) == (
        "client", "5 conversations in 3 different months"
    )  # fmt: skip
    apply(workspace, found[:2], ana)
    assert Account.objects.get().status == "prospect"


def test_a_status_someone_set_is_left_alone(workspace: Workspace, ana: Contact) -> None:
    Account.objects.update(status="former", status_set=True)
    apply(workspace, [touch(ana, 3)], ana)
    assert (Account.objects.get().status, Account.objects.get().status_why) == ("former", "")


def test_the_newest_messages_of_each_contact_are_given_newest_first(ana: Contact) -> None:
    found = [touch(ana, days) for days in (9, 1, 5, 3)]
    newest = [found[place].message for place in (1, 3, 2)]
    assert latest_messages([*found, touch(ana, 0, "out")]) == {ana.key: newest}
