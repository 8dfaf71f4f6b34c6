"""Contacts and accounts: who is one, which addresses are one person, and what they are called."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.core.mailbox.envelope import Envelope
from earnest.core.mailbox.identity import Us
from earnest.core.mailbox.people import (
    PERSONAL_OUT,
    best_name,
    company_name,
    is_inside,
    is_role,
    shown_name,
)
from tests.envelopes import (
    ANA,
    BO,
    COLLEAGUE,
    CY,
    DOMAINS,
    FEW,
    ME,
    US,
    exchanges,
    letter,
    mailboxes,
    people,
)

ANA_AT_HOME = "ana.reyes@freemail.example"


def keys(*mail: Envelope, us: Us = US) -> list[str]:
    return [contact.key for contact in people(*mail, us=us)[0]]


# --- who is a contact


def test_someone_we_wrote_to_is_a_contact_of_their_company() -> None:
    contacts, accounts = people(letter(ME, ANA))
    assert [(c.key, c.name, c.account) for c in contacts] == [
        (ANA, "Ana Reyes", "domain:millbrook.example")
    ]
    assert [(a.key, a.name, a.domain) for a in accounts] == [
        ("domain:millbrook.example", "Millbrook", "millbrook.example")
    ]


def test_people_on_free_mail_stand_alone() -> None:
    _, accounts = people(letter(ME, CY), letter(ME, "di@freemail.example"))
    assert [a.key for a in accounts] == [f"person:{CY}", "person:di@freemail.example"]


def test_one_mail_that_asks_nothing_does_not_make_a_contact() -> None:
    assert keys(letter(ANA, ME)) == []
    assert keys(letter(ANA, ME), letter(ANA, ME, days=1)) == [ANA]
    assert keys(letter(ANA, ME, question="Do you rent cranes?")) == [ANA]


@pytest.mark.parametrize("kind", ["newsletter", "auto_reply", "bounce", "calendar", "bulk"])
def test_only_human_mail_makes_contacts(kind: str) -> None:
    assert keys(letter(ANA, ME, kind=kind), letter(ANA, ME, days=1, kind=kind)) == []


def test_our_colleagues_are_no_contacts() -> None:
    assert keys(letter(ME, COLLEAGUE), letter(COLLEAGUE, ME), letter(COLLEAGUE, ANA)) == [ANA]


def test_a_subdomain_we_named_as_ours_is_inside() -> None:
    us = Us({ME: ""}, {"nordic.group.example": "as you said"})
    assert is_inside("x@nordic.group.example", us, DOMAINS)
    assert is_inside("x@mail.nordic.group.example", us, DOMAINS)
    assert not is_inside("x@iberia.group.example", us, DOMAINS)


def test_an_announcement_to_many_makes_no_contacts() -> None:
    crowd = [f"p{n}@co{n}.example" for n in range(PERSONAL_OUT + 1)]
    assert keys(letter(ME, *crowd)) == []
    assert len(keys(letter(ME, *crowd[1:]))) == PERSONAL_OUT


def test_mail_passed_on_without_a_word_makes_no_contact() -> None:
    assert keys(letter(ME, ANA, subject="FW: Crane hire", prints=())) == []
    assert keys(letter(ME, ANA, subject="FW: Crane hire")) == [ANA]


def test_desks_and_robots_are_no_contacts() -> None:
    assert keys(letter(ME, "sales@millbrook.example", ANA)) == [ANA]
    assert keys(letter("no-reply@millbrook.example", ME, question="Rate us?")) == []


@pytest.mark.parametrize(
    "email",
    ["noreply@x.example", "sales@x.example", "crew-request@x.example", "list-admin@x.example",
     "anyone@lists.x.example", "a1b2c3d4e5f60718@x.example"],
)  # fmt: skip
def test_an_address_behind_which_no_person_sits(email: str) -> None:
    assert is_role(email)


@pytest.mark.parametrize(
    "email", [ANA, "liston@x.example", "lister@x.example", "newsome@x.example", "allan@x.example"]
)
def test_a_surname_that_begins_like_a_desk_is_a_person(email: str) -> None:
    assert not is_role(email)


# --- mail of lists


def test_mail_of_a_list_counts_where_it_answers_us() -> None:
    ours = letter(ME, "crew@lists.example", kind="list", message_id="<1@x>")
    answer = letter(CY, "crew@lists.example", days=1, kind="list", references=("<1@x>",))
    other = letter(BO, "crew@lists.example", days=2, kind="list")
    found = exchanges(ours, answer, other)
    assert [(e.out, e.outside) for e in found] == [(False, (CY,))]


def test_our_answer_to_a_list_is_a_word_to_whom_it_answers() -> None:
    theirs = letter(CY, "crew@lists.example", kind="list", message_id="<1@x>")
    answer = letter(ME, "crew@lists.example", days=1, kind="list", references=("<1@x>",))
    (found,) = exchanges(theirs, answer)
    assert (found.out, found.outside) == (True, (CY,))


# --- one person, several addresses


def join(one: Envelope, other: Envelope) -> dict[str, str]:
    contacts, _ = people(one, other)
    return contacts[0].addresses if len(contacts) == 1 else {}


def test_the_same_name_at_the_same_company_is_one_person() -> None:
    second = "areyes@uk.millbrook.example"
    found = join(letter(ME, ANA), letter(ME, second, days=1, names={second: "Reyes, Ana"}))
    assert found == {ANA: "", second: "the same name, Ana Reyes, at the same company"}


def test_the_same_full_name_in_both_addresses_is_one_person() -> None:
    found = join(letter(ME, ANA), letter(ME, ANA_AT_HOME, days=1, names={ANA_AT_HOME: "Ana Reyes"}))
    assert "both addresses are made of it" in found[ANA_AT_HOME]


def test_the_same_name_in_the_same_exchange_is_one_person() -> None:
    odd = "mountain.girl@freemail.example"
    first = letter(ME, ANA, message_id="<1@x>")
    answer = letter(
        odd, ME, days=1, references=("<1@x>",), question="Now?", names={odd: "Ana Reyes"}
    )
    assert "in the same exchange" in join(first, answer)[odd]


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("ana@freemail.example", "Ana"),
        ("ana.reyes@otherfirm.example", "Ana Reyes"),
        ("mountain.girl@freemail.example", "Ana Reyes"),
        ("ana.reyes@freemail.example", "Ana Reyes-Ortiz"),
    ],
)
def test_weak_likeness_joins_nobody(email: str, name: str) -> None:
    assert join(letter(ME, ANA), letter(ME, email, days=1, names={email: name})) == {}


def test_a_person_with_a_company_address_belongs_to_the_company() -> None:
    contacts, accounts = people(
        letter(ME, ANA_AT_HOME, names={ANA_AT_HOME: "Ana Reyes"}), letter(ME, ANA, days=1)
    )
    assert [(c.key, c.account) for c in contacts] == [(ANA_AT_HOME, "domain:millbrook.example")]
    assert [a.key for a in accounts] == ["domain:millbrook.example"]


# --- names


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Reyes, Ana (E-mail)", "Ana Reyes"),
        ("'ANA REYES'", "Ana Reyes"),
        ("ana  reyes", "Ana Reyes"),
        ("ana@millbrook.example", ""),
        ("ana at millbrook.example", ""),
        ("12345", ""),
        ("McAllister, Jo", "Jo McAllister"),
        ("", ""),
    ],
)
def test_a_name_is_shown_as_people_write_it(raw: str, name: str) -> None:
    assert shown_name(raw) == name


@pytest.mark.parametrize(
    ("seen", "email", "name"),
    [
        ({"Ana": 9, "Ana Reyes": 1}, ANA, "Ana Reyes"),
        ({"ana@x.example": 5}, ANA, "Ana Reyes"),
        ({}, "ana_maria-reyes@x.example", "Ana Maria Reyes"),
        ({}, "areyes@x.example", "areyes@x.example"),
        ({}, "ana.r2d2@x.example", "ana.r2d2@x.example"),
    ],
)
def test_the_fullest_name_is_shown_or_one_made_of_the_address(
    seen: dict[str, int], email: str, name: str
) -> None:
    assert best_name(Counter(seen), email) == name


def test_a_company_is_named_after_its_domain() -> None:
    assert company_name("millbrook-steel.example") == "Millbrook Steel"
    assert company_name("ibx.example") == "IBX"


# --- properties


@FEW
@given(mailboxes, st.randoms(use_true_random=False))
def test_people_are_the_same_whatever_order_mail_comes_in(
    mail: tuple[Envelope, ...], random: Random
) -> None:
    assert people(*random.sample(mail, len(mail))) == people(*mail)


@FEW
@given(mailboxes)
def test_every_address_belongs_to_one_person_and_every_person_to_an_account(
    mail: tuple[Envelope, ...],
) -> None:
    contacts, accounts = people(*mail)
    addresses = [email for contact in contacts for email in contact.addresses]
    assert len(addresses) == len(set(addresses))
    assert {contact.account for contact in contacts} == {account.key for account in accounts}
    for contact in contacts:
        assert contact.key in contact.addresses
        assert contact.name
        assert not any(is_inside(email, US, DOMAINS) for email in contact.addresses)
