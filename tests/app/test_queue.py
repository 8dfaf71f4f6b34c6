"""The queue: what waits, in which order, and what is not worth asking."""

from itertools import count
from typing import Any

import pytest

from earnest.app.queue import WORDS, queue_list
from earnest.app.workspaces import local_workspace
from earnest.core.proposals import ProposalKind
from earnest.db.models import Contact, Proposal, Workspace
from tests.builders import NOW, ago, make_account, make_commitment, make_contact, make_message

pytestmark = pytest.mark.django_db
_numbers = count(1)


@pytest.fixture
def ana(db: None) -> Contact:
    return make_contact(make_account(local_workspace(), "Costa"), "Ana Ribeiro")


def waits(ana: Contact, kind: str, days: float = 2, **values: Any) -> Proposal:
    own = f"{'Before it all. ' * 30}The sentence. {'And after it. ' * 30}"
    message = make_message(ana.workspace, own, at=ago(days))
    start = own.index("The sentence.")
    sides = [side for named, side in WORDS if named == kind]
    row: Proposal = Proposal.objects.create(
        workspace=ana.workspace,
        account=ana.account,
        contact=ana,
        message=message,
        key=f"k{next(_numbers)}",
        kind=kind,
        side=sides[0],
        sentence="The sentence.",
        start=start,
        end=start + 13,
        at=ago(days),
        **values,
    )
    return row


def kinds(workspace: Workspace, **values: Any) -> list[str]:
    return [item.kind for item in queue_list(workspace, now=NOW, **values).items]


def test_stops_come_first_however_old_then_the_newest_mail(ana: Contact) -> None:
    for kind, days in (("ask", 9), ("promise", 3), ("stop", 400), ("later", 200)):
        waits(ana, kind, days)
    found = queue_list(ana.workspace, now=NOW)
    assert [item.kind for item in found.items] == ["stop", "promise", "ask"]
    assert (found.total, found.older) == (3, 1)
    assert kinds(ana.workspace, days=300) == ["stop", "promise", "ask", "later"]
    assert kinds(ana.workspace, limit=1) == ["stop"]


def test_an_absence_that_is_over_and_mail_still_to_come_wait_for_nobody(ana: Contact) -> None:
    waits(ana, "absent", day=NOW.date())
    waits(ana, "ask", days=-2)
    assert kinds(ana.workspace) == []


def test_each_kind_can_be_shown_in_words(ana: Contact) -> None:
    for kind in ProposalKind:
        waits(ana, kind.value)
    items = queue_list(ana.workspace, now=NOW).items
    assert len(items) == len(ProposalKind)
    assert all(item.words for item in items)


def test_a_sentence_stands_between_what_is_before_and_after_it(ana: Contact) -> None:
    waits(ana, "ask")
    (item,) = queue_list(ana.workspace, now=NOW).items
    assert item.before.startswith("… ")
    assert item.before.endswith("Before it all.")
    assert item.after.startswith("And after it.")
    assert item.after.endswith(" …")


def test_what_a_kept_promise_is_about_is_named(ana: Contact) -> None:
    entered = make_commitment(ana.account, "the depot comparison")
    promise = waits(ana, "promise", days=90)
    waits(ana, "kept", days=2, target=f"commitment:{entered.pk}")
    waits(ana, "kept", days=1, target=promise.key)
    abouts = [item.about for item in queue_list(ana.workspace, now=NOW).items]
    assert abouts == ["The sentence.", "the depot comparison"]


def test_only_one_account_when_one_is_asked_for(ana: Contact) -> None:
    waits(ana, "ask")
    other = make_contact(make_account(ana.workspace, "Other"))
    waits(other, "promise")
    assert kinds(ana.workspace, account_id=ana.account_id) == ["ask"]
