"""One account as it is shown, the one account a name means, and the list of all."""

import pytest

from earnest.app.accounts import AccountList, account_find, account_list, account_view
from earnest.core.errors import NotFoundError, UsageError
from earnest.db.models import Contact, Misstep, Opportunity, Workspace
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

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def ana(workspace: Workspace) -> Contact:
    account = make_account(workspace, "Millbrook Steel", "millbrook.example", status="client")
    contact = make_contact(
        account, "Ana Reyes", "ana@millbrook.example", "+4722555014", why="as found in the mail"
    )
    make_touch(contact, 75, "phone", outcome="talked")
    return contact


# --- one account


def test_an_account_is_shown_with_all_that_is_known_of_it(
    workspace: Workspace, ana: Contact
) -> None:
    account = ana.account
    bo = make_contact(account, "Bo Lund")
    make_commitment(account, "Send the tables", due=ago(2).date())
    make_restraint(account, "medium", contact=bo, medium="phone", words="Please only write.")
    Misstep.objects.create(workspace=workspace, account=account, what="A wrong invoice", at=ago(9))
    Opportunity.objects.create(
        workspace=workspace, account=account, name="New depot", opened_at=ago(40)
    )
    view = account_view(workspace, account.pk, now=NOW)
    assert (view.row.account, view.row.state, view.domains) == (
        "Millbrook Steel", "neglected", ("millbrook.example",)
    )  # fmt: skip
    assert (view.cadence_days, view.cadence_why, view.conversations) == (30, "status", 1)
    assert [(p.name, p.may_call, p.may_write) for p in view.people] == [
        ("Ana Reyes", True, True),
        ("Bo Lund", False, True),
    ]
    assert view.people[0].addresses == (("ana@millbrook.example", "as found in the mail"),)
    assert view.people[0].phones == (("+4722555014", "work"),)
    assert [(r.kind, r.contact, r.words) for r in view.restraints] == [
        ("medium", "Bo Lund", "Please only write.")
    ]
    assert [(m.what, m.is_open) for m in view.missteps] == [("A wrong invoice", True)]
    assert view.under_way == (("New depot", ago(40)),)
    assert [line.medium for line in view.timeline.touches] == ["phone"]
    assert "our-promise-late" in [reason.code for reason in view.row.reasons]


def test_an_account_is_shown_as_it_was_known_then(workspace: Workspace, ana: Contact) -> None:
    make_touch(ana, 5, "phone", outcome="talked")
    make_restraint(ana.account, contact=ana, since=ago(2))
    then = account_view(workspace, ana.account_id, now=ago(6))
    assert (then.row.state, then.restraints, then.conversations) == ("neglected", (), 1)
    assert account_view(workspace, ana.account_id, now=NOW).row.state == "stopped"


def test_an_account_of_another_workspace_is_not_there(workspace: Workspace, ana: Contact) -> None:
    stranger = make_workspace("Other")
    with pytest.raises(NotFoundError):
        account_view(stranger, ana.account_id, now=NOW)
    with pytest.raises(NotFoundError):
        account_find(stranger, "Millbrook Steel")
    with pytest.raises(NotFoundError):
        account_find(stranger, str(ana.account_id))
    assert account_list(stranger, now=NOW, as_of=True).lines == ()


# --- the account a name means


def test_the_whole_name_wins_over_a_part_of_another(workspace: Workspace, ana: Contact) -> None:
    make_account(workspace, "Millbrook Steel Holding")
    assert account_find(workspace, "millbrook STEEL ") == ana.account


@pytest.mark.parametrize("name", ["Ana Reyes", "ana@MILLBROOK.example", "brook", "reyes"])
def test_an_account_is_found_by_its_people_too(
    workspace: Workspace, ana: Contact, name: str
) -> None:
    assert account_find(workspace, name) == ana.account


def test_a_number_means_the_account_unless_one_is_called_so(
    workspace: Workspace, ana: Contact
) -> None:
    assert account_find(workspace, str(ana.account_id)) == ana.account
    named = make_account(workspace, str(ana.account_id))
    assert account_find(workspace, str(ana.account_id)) == named


def test_several_that_fit_are_named(workspace: Workspace) -> None:
    for name in ("Halden A", "Halden B"):
        make_account(workspace, name)
    with pytest.raises(UsageError, match=r"Halden A \(\d+\), Halden B \(\d+\)"):
        account_find(workspace, "halden")


@pytest.mark.parametrize("name", ["nobody", "", "%", "_", "\x00", "' OR 1=1", "9" * 30, "٣"])
def test_a_name_of_nobody_is_not_found(workspace: Workspace, ana: Contact, name: str) -> None:
    with pytest.raises(NotFoundError):
        account_find(workspace, name)


# --- the list of all


def names(found: AccountList) -> list[str]:
    return [line.name for line in found.lines]


@pytest.fixture
def book(workspace: Workspace) -> Workspace:
    for name, status, days in (("bella", "client", 40), ("Anton", "client", 5),
                               ("Cora", "prospect", 90), ("Dora", "prospect", None)):  # fmt: skip
        contact = make_contact(make_account(workspace, name, status=status))
        if days:
            make_touch(contact, days, "phone", outcome="talked")
    judge_all(workspace)
    return workspace


@pytest.mark.parametrize("as_of", [False, True])
def test_accounts_are_listed_by_name_or_by_silence(book: Workspace, as_of: bool) -> None:
    by_name = account_list(book, now=NOW, as_of=as_of)
    assert names(by_name) == ["Anton", "bella", "Cora", "Dora"]
    by_silence = account_list(book, now=NOW, sort="silence", as_of=as_of)
    assert [name for name in names(by_silence) if name != "Dora"] == ["Cora", "bella", "Anton"]
    assert by_name.total == 4


@pytest.mark.parametrize("as_of", [False, True])
def test_accounts_are_listed_by_state_and_status_with_counts(book: Workspace, as_of: bool) -> None:
    neglected = account_list(book, now=NOW, state="neglected", as_of=as_of)
    assert names(neglected) == ["bella", "Cora"]
    assert neglected.statuses == {"client": 1, "prospect": 1}
    both = account_list(book, now=NOW, state="neglected", status="client", as_of=as_of)
    assert names(both) == ["bella"]
    assert both.states == {"neglected": 1, "on_cadence": 1}


def test_time_turns_the_list_of_accounts_too(book: Workspace) -> None:
    later = account_list(book, now=ago(-40), state="neglected")
    assert names(later) == ["Anton", "bella", "Cora"]
