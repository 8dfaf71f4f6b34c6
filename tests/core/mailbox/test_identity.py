"""Whose mailbox it is: the owner, their other addresses, and their company."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.core.mailbox.envelope import Envelope
from earnest.core.mailbox.identity import find_us, local_fits, plain_name
from tests.envelopes import ANA, BO, COLLEAGUE, CY, DOMAINS, FEW, ME, letter, mailboxes, who_we_are

DAILY = [letter(ME, ANA), letter(ANA, ME), letter(ME, BO), letter(BO, ME, ANA), letter(CY, ME)]


def test_the_owner_is_who_sends_and_receives_most() -> None:
    us = who_we_are(*DAILY)
    assert list(us.addresses) == [ME]
    assert us.addresses[ME] == "in 100% of the messages: sent 2, received 3"
    assert us.domains == {"northcrane.example": f"the company part of {ME}"}
    assert us.sure


def test_a_list_that_everything_goes_to_is_not_the_owner() -> None:
    crowd = [letter(f"m{n}@crew{n}.example", "crew@lists.example") for n in range(9)]
    assert list(who_we_are(*DAILY, *crowd).addresses) == [ME]


def test_a_mailbox_of_received_mail_alone_belongs_to_whom_it_goes() -> None:
    assert list(who_we_are(letter(ANA, ME), letter(BO, ME, CY)).addresses) == [ME]


def test_an_owner_in_few_of_the_messages_is_a_guess() -> None:
    noise = [letter(f"a{n}@x{n}.example", f"b{n}@y{n}.example") for n in range(40)]
    assert not who_we_are(*DAILY, *noise).sure


def test_an_empty_mailbox_is_nobody_s() -> None:
    us = who_we_are()
    assert (us.addresses, us.domains) == ({}, {})


def test_what_was_told_outweighs_what_is_found() -> None:
    us = who_we_are(*DAILY, told_addresses=[ANA.upper()])
    assert us.addresses == {ANA: "as you said"}
    assert list(us.domains) == ["millbrook.example"]
    us = who_we_are(*DAILY, told_addresses=[ANA], told_domains=["Holding.example"])
    assert us.domains == {"holding.example": "as you said"}


def test_the_domain_of_a_free_address_is_not_ours() -> None:
    assert who_we_are(*DAILY, told_addresses=[CY]).domains == {}


def test_other_addresses_of_the_same_name_are_ours() -> None:
    other = "kari.holm@freemail.example"
    us = who_we_are(*DAILY, letter(other, ME, names={other: "Holm, Kari"}))
    assert us.addresses[other] == f"the same name as {ME}"


@pytest.mark.parametrize(
    ("other", "name"),
    [
        ("kari.holm@freemail.example", "Kari Nordmann"),
        ("mountain.girl@freemail.example", "Kari Holm"),
        ("kari@webpost.example", "Kari Holm"),
        ("tom.berg@northcrane.example", "Tom Berg"),
    ],
)
def test_an_address_is_not_ours_for_half_a_likeness(other: str, name: str) -> None:
    assert other not in who_we_are(*DAILY, letter(other, ME, names={other: name})).addresses


def test_a_short_address_at_our_own_company_is_ours() -> None:
    short = "kari@northcrane.example"
    assert short in who_we_are(*DAILY, letter(ANA, short)).addresses
    assert COLLEAGUE not in who_we_are(*DAILY, letter(ANA, COLLEAGUE)).addresses


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("Reyes, Ana", "ana reyes"),
        ("'Ana  Reyes'", "ana reyes"),
        ("ANA REYES (E-mail)", "ana reyes"),
        ("Łukasz Wójcik", "lukasz wojcik"),
        ("Renée", "renee"),
        ("Мария Иванова", "мария иванова"),
        ("山田 太郎", "山田 太郎"),
        ("", ""),
    ],
)
def test_names_are_compared_without_order_case_and_accents(raw: str, plain: str) -> None:
    assert plain_name(raw) == plain


@pytest.mark.parametrize(
    ("local", "loosely", "strictly"),
    [
        ("ana.reyes", True, True),
        ("reyes_ana", True, True),
        ("areyes", True, True),
        ("anar", True, True),
        ("ana.reyes77", True, True),
        ("ana", True, False),
        ("reyes", False, False),
        ("bob", False, False),
        ("", False, False),
    ],
)
def test_an_address_is_made_of_a_name(local: str, loosely: bool, strictly: bool) -> None:
    assert local_fits(f"{local}@x.example", ["ana reyes"]) is loosely
    assert local_fits(f"{local}@x.example", ["ana reyes"], strictly=True) is strictly


def test_an_accent_in_a_first_name_does_not_make_two_names_of_it() -> None:
    assert not local_fits("renee@x.example", [plain_name("Renée")], strictly=True)


@FEW
@given(mailboxes, st.randoms(use_true_random=False))
def test_the_owner_is_the_same_whatever_order_mail_comes_in(
    mail: tuple[Envelope, ...], random: Random
) -> None:
    shuffled = random.sample(mail, len(mail))
    assert find_us(shuffled, domains=DOMAINS) == find_us(mail, domains=DOMAINS)
