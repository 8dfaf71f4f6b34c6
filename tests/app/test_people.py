"""People found in the mail, applied to the record: again and again, and never against a person."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.app.facts import load_facts
from earnest.app.people import People, people_apply
from earnest.core.mailbox.people import FoundAccount, FoundContact
from earnest.core.restraint import may_contact
from earnest.db.models import (
    Account,
    AccountDomain,
    Commitment,
    Contact,
    ContactAddress,
    Restraint,
    Touch,
    Workspace,
)
from tests.builders import (
    make_account,
    make_commitment,
    make_contact,
    make_restraint,
    make_touch,
    make_workspace,
)
from tests.relations import NOW, UTC_CALENDAR

pytestmark = pytest.mark.django_db
HOME, WORK, BO = "ana@freemail.example", "ana@millbrook.example", "bo@millbrook.example"


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def found(*emails: str, name: str = "", account: str = "") -> FoundContact:
    company = next((e for e in emails if "freemail" not in e), "")
    key = account or (f"domain:{company.partition('@')[2]}" if company else f"person:{emails[0]}")
    return FoundContact(emails[0], name or emails[0], dict.fromkeys(emails, ""), key)


def apply(workspace: Workspace, *contacts: FoundContact) -> People:
    accounts = {}
    for contact in contacts:
        kind, _, value = contact.account.partition(":")
        domain = value if kind == "domain" else ""
        accounts[contact.account] = FoundAccount(contact.account, value, domain)
    return people_apply(workspace, contacts, list(accounts.values()))


def person(email: str) -> Contact:
    contact: Contact = Contact.objects.get(addresses__email=email)
    return contact


def is_free(contact: Contact) -> bool:
    """Whether the gate lets us contact this person, as facts are loaded for judging."""
    (facts,) = load_facts(contact.workspace, [contact.account_id])
    (one,) = [item for item in facts.contacts if item.id == contact.pk]
    return may_contact(one, facts.restraints, now=NOW, calendar=UTC_CALENDAR).allowed


def picture(workspace: Workspace) -> set[tuple[str, str, str, str]]:
    rows = ContactAddress.objects.of(workspace)
    return set(rows.values_list("email", "contact__key", "contact__name", "contact__account__key"))


def test_found_people_get_a_contact_an_account_and_their_addresses(workspace: Workspace) -> None:
    people = apply(workspace, found(WORK, HOME, name="Ana Reyes"), found(BO))
    assert picture(workspace) == {
        (WORK, WORK, "Ana Reyes", "domain:millbrook.example"),
        (HOME, WORK, "Ana Reyes", "domain:millbrook.example"),
        (BO, BO, BO, "domain:millbrook.example"),
    }
    assert people.keys == {WORK: WORK, HOME: WORK, BO: BO}
    assert people.rows[WORK] == (person(WORK).pk, person(BO).account_id)


def test_applying_the_same_again_changes_nothing(workspace: Workspace) -> None:
    apply(workspace, found(WORK, HOME), found(BO))
    before = picture(workspace), set(Contact.objects.values_list("pk", flat=True))
    people = apply(workspace, found(WORK, HOME), found(BO))
    assert (picture(workspace), set(Contact.objects.values_list("pk", flat=True))) == before
    assert people.changed == set()


def test_a_company_the_record_knows_by_its_domain_keeps_its_account(workspace: Workspace) -> None:
    ours = make_account(workspace, "Millbrook & Sons", domain="millbrook.example")
    apply(workspace, found(WORK))
    assert person(WORK).account == ours
    assert AccountDomain.objects.count() == 1


def test_what_a_person_entered_is_left_as_it_is(workspace: Workspace) -> None:
    ours = make_account(workspace, "Own account")
    make_contact(ours, "Dr Ana Reyes", WORK, name_set=True)
    apply(workspace, found(WORK, name="Ana R"))
    assert (person(WORK).name, person(WORK).account) == ("Dr Ana Reyes", ours)
    apply(workspace)
    assert person(WORK).name == "Dr Ana Reyes"


def test_people_no_longer_found_go_with_their_account(workspace: Workspace) -> None:
    apply(workspace, found(WORK), found(HOME))
    people = apply(workspace, found(HOME))
    assert [row.key for row in Account.objects.all()] == [f"person:{HOME}"]
    assert len(people.changed) == 1


@pytest.mark.parametrize("thing", ["call", "promise", "stop", "name"])
def test_people_of_whom_something_else_is_known_stay(workspace: Workspace, thing: str) -> None:
    apply(workspace, found(WORK))
    contact = person(WORK)
    if thing == "call":
        make_touch(contact, medium="phone", outcome="talked")
    elif thing == "promise":
        make_commitment(contact.account, "Send it", contact=contact)
    elif thing == "stop":
        make_restraint(contact.account, contact=contact)
    else:
        Contact.objects.filter(pk=contact.pk).update(name="Ana", name_set=True)
    apply(workspace)
    assert person(WORK).pk == contact.pk


@pytest.mark.parametrize("values", [{"name_set": True}, {"status_set": True}, {"cadence_days": 60}])
def test_an_account_someone_shaped_stays_without_people(
    workspace: Workspace, values: dict[str, object]
) -> None:
    apply(workspace, found(WORK))
    Account.objects.update(**values)
    apply(workspace)
    assert Account.objects.count() == 1


def test_two_contacts_that_turn_out_to_be_one_become_one(workspace: Workspace) -> None:
    apply(workspace, found(HOME), found(WORK))
    kept, other = person(HOME), person(WORK)
    make_touch(other, medium="phone", outcome="talked")
    make_commitment(other.account, "Send it", contact=other)
    people = apply(workspace, found(HOME, WORK))
    assert person(WORK).pk == person(HOME).pk == kept.pk
    assert not Contact.objects.filter(pk=other.pk).exists()
    account = person(HOME).account
    assert account.key == "domain:millbrook.example"
    assert [row.account for row in Touch.objects.all()] == [account]
    assert [row.account for row in Commitment.objects.all()] == [account]
    assert account.pk in people.changed


def test_of_two_the_one_a_person_entered_is_kept(workspace: Workspace) -> None:
    apply(workspace, found(HOME))
    entered = make_contact(make_account(workspace), "Ana Reyes", WORK)
    apply(workspace, found(HOME, WORK))
    assert person(HOME).pk == entered.pk
    assert person(HOME).name == "Ana Reyes" or not entered.name_set


def test_one_who_turns_out_to_be_two_is_taken_apart(workspace: Workspace) -> None:
    apply(workspace, found(HOME, WORK))
    apply(workspace, found(HOME), found(WORK))
    assert picture(workspace) == {
        (HOME, HOME, HOME, f"person:{HOME}"),
        (WORK, WORK, WORK, "domain:millbrook.example"),
    }


def test_one_who_is_restrained_is_not_taken_apart(workspace: Workspace) -> None:
    apply(workspace, found(HOME, WORK))
    make_restraint(person(HOME).account, contact=person(HOME))
    people = apply(workspace, found(HOME), found(WORK))
    assert person(HOME) == person(WORK)
    assert people.rows[HOME] == people.rows[WORK]
    assert not is_free(person(WORK))


def test_three_become_one_and_the_fourth_keeps_apart(workspace: Workspace) -> None:
    others = ["a@x.example", "b@x.example", "c@x.example", "d@x.example"]
    apply(
        workspace, found("a@x.example"), found("b@x.example", "d@x.example"), found("c@x.example")
    )
    apply(workspace, found("a@x.example", "b@x.example", "c@x.example"), found("d@x.example"))
    assert {email for email, *_ in picture(workspace)} == set(others)
    assert person("a@x.example").pk == person("c@x.example").pk


# --- no restraint is lost on the way


def test_a_stop_goes_along_when_a_person_moves_to_another_account(workspace: Workspace) -> None:
    apply(workspace, found(HOME), found(BO))
    contact = person(HOME)
    make_restraint(contact.account, contact=contact)
    apply(workspace, found(HOME, WORK), found(BO))
    moved = person(HOME)
    assert moved.account.key == "domain:millbrook.example"
    assert not is_free(moved)
    assert is_free(person(BO))


def test_E5_a_company_stop_goes_along_when_the_company_was_that_person(
    workspace: Workspace,
) -> None:
    apply(workspace, found(HOME), found(BO))
    make_restraint(person(HOME).account)
    apply(workspace, found(HOME, WORK), found(BO))
    assert not is_free(person(HOME))
    assert not is_free(person(BO))


def test_E5_a_company_stop_stays_and_binds_the_one_who_leaves(workspace: Workspace) -> None:
    apply(workspace, found("x@old.example"), found("y@old.example"), found(BO))
    leaver, stayer = person("x@old.example"), person("y@old.example")
    make_restraint(leaver.account)
    for _ in range(2):
        apply(
            workspace,
            found("x@old.example", account="domain:millbrook.example"),
            found("y@old.example"),
            found(BO),
        )
    assert person("x@old.example").account == person(BO).account
    assert not is_free(person("x@old.example"))
    assert not is_free(stayer)
    assert is_free(person(BO))
    assert Restraint.objects.count() == 2


def test_E5_a_company_stop_said_by_one_who_is_absorbed_stays_with_the_company(
    workspace: Workspace,
) -> None:
    apply(workspace, found(HOME), found("x@old.example"), found("y@old.example"))
    sayer = person("x@old.example")
    make_restraint(sayer.account, scope="company", contact=sayer)
    apply(workspace, found(HOME, "x@old.example"), found("y@old.example"))
    assert not is_free(person(HOME))
    assert not is_free(person("y@old.example"))


@pytest.mark.parametrize("scope", ["person", "company"])
def test_who_is_restrained_and_not_found_for_a_while_is_still_bound(
    workspace: Workspace, scope: str
) -> None:
    apply(workspace, found(HOME))
    who = person(HOME) if scope == "person" else None
    make_restraint(person(HOME).account, contact=who)
    apply(workspace)
    apply(workspace, found(HOME, WORK))
    assert not is_free(person(WORK))


EMAILS = [WORK, HOME, BO, "bo@freemail.example", "cy@old.example", "di@old.example"]


@st.composite
def books(draw: st.DrawFn) -> list[FoundContact]:
    """Some of the addresses, put together as people in some way."""
    groups: dict[int, list[str]] = {}
    for email in draw(st.permutations(EMAILS)):
        place = draw(st.none() | st.integers(0, 3))
        if place is not None:
            groups.setdefault(place, []).append(email)
    return [found(*emails) for emails in groups.values()]


@settings(max_examples=40)
@given(st.lists(books(), min_size=1, max_size=4), st.sampled_from(EMAILS), st.booleans())
def test_whatever_is_found_next_a_stop_holds_and_addresses_stay_unique(
    history: list[list[FoundContact]], stopped: str, company: bool
) -> None:
    workspace = make_workspace()
    said = False
    for book in history:
        people = apply(workspace, *book)
        assert set(people.rows) == {contact.key for contact in book}
        for key, (contact_id, account_id) in people.rows.items():
            row = Contact.objects.get(pk=contact_id)
            assert (row.account_id, row.workspace) == (account_id, workspace), key
        owner = Contact.objects.of(workspace).filter(addresses__email=stopped).first()
        if owner and not said:
            contact = None if company else owner
            make_restraint(owner.account, contact=contact, scope="company" if company else "person")
            said = True
        elif said and owner:
            assert not is_free(owner)
        keys = [contact.key for contact in Contact.objects.of(workspace)]
        owned = [email for email, *_ in picture(workspace)]
        assert len(set(keys)) == len(keys)
        assert set(keys) <= set(owned)
    if not said:
        fresh = make_workspace()
        apply(fresh, *history[-1])
        assert picture(fresh) <= picture(workspace)
