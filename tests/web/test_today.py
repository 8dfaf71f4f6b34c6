"""The page called Today."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from earnest.db.models import Workspace
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
)

pytestmark = pytest.mark.django_db


def waiting(desk: Workspace, name: str = "Miriam Okonkwo", company: str = "Halden Freight") -> int:
    """Someone whose question of eight days ago nobody answered; the id of its message."""
    account = make_account(desk, company, status="client")
    contact = make_contact(
        account, name, phone="+4721555014", title="Operations director", zone="Europe/Oslo"
    )
    message = make_message(desk, "Could you compare the depots?", at=ago(8))
    make_touch(
        contact,
        8,
        direction="in",
        thread="t",
        question="Could you compare the depots?",
        message=message,
    )
    return message.pk


def neglected(desk: Workspace, name: str = "Ana Ribeiro") -> None:
    account = make_account(desk, f"{name}'s company")
    make_touch(make_contact(account, name, phone="+351215550133"), 70, "phone", outcome="talked")


def page(visitor: Client, address: str = "/") -> str:
    response = visitor.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_row_says_who_why_where_the_proof_is_and_what_to_dial(
    desk: Workspace, visitor: Client
) -> None:
    message = waiting(desk)
    judge_all(desk)
    text = page(visitor)
    assert "Miriam Okonkwo" in text
    assert "Operations director, Halden Freight" in text
    assert "Miriam asked on 10 November: “Could you compare the depots?”" in text
    assert f'<a class="ev" href="/messages/{message}">email, 10 November</a>' in text
    assert 'href="tel:+4721555014"' in text
    assert "+47 21 55 50 14" in text
    assert "14:40</time> there" in text
    assert "They wait" in text
    assert "One waits for an answer from us." in text


def test_the_most_pressing_comes_first_and_one_label_can_be_picked_out(
    desk: Workspace, visitor: Client
) -> None:
    neglected(desk)
    waiting(desk)
    judge_all(desk)
    everyone = page(visitor)
    assert everyone.index("Miriam Okonkwo") < everyone.index("Ana Ribeiro")
    only = page(visitor, "/?show=neglected")
    assert "Ana Ribeiro" in only
    assert "Miriam Okonkwo" not in only
    flagged = page(visitor, "/?show=they_wait")
    assert "Miriam Okonkwo" in flagged
    assert "Ana Ribeiro" not in flagged


def test_a_filter_nobody_fits_offers_everyone(desk: Workspace, visitor: Client) -> None:
    neglected(desk)
    judge_all(desk)
    assert "Show everyone" in page(visitor, "/?show=misstep")
    assert "Ana Ribeiro" in page(visitor, "/?show=nonsense&limit=many")


def test_without_mail_the_page_says_how_to_bring_it_in(desk: Workspace, visitor: Client) -> None:
    assert "earnest import PATH" in page(visitor)


def test_when_all_is_in_order_the_page_says_so(desk: Workspace, visitor: Client) -> None:
    make_touch(make_contact(make_account(desk)), 2, "phone", outcome="talked")
    judge_all(desk)
    text = page(visitor)
    assert "Nobody needs a call" in text
    assert "earnest import" not in text


def test_a_long_list_shows_the_first_and_offers_the_rest(desk: Workspace, visitor: Client) -> None:
    for number in range(30):
        neglected(desk, f"Person{number:02}")
    judge_all(desk)
    text = page(visitor)
    assert "25 to call first" in text
    assert "5 more stand behind these." in text
    assert 'href="?limit=30"' in text
    assert page(visitor, "/?limit=30").count("data-pick") == 30


def test_nobody_who_may_not_be_phoned_has_a_number_to_tap(desk: Workspace, visitor: Client) -> None:
    neglected(desk)
    judge_all(desk)
    (account,) = desk.account_set.all()
    make_restraint(account, "medium", medium="phone")
    text = page(visitor)
    assert "Ana Ribeiro" in text
    assert "tel:" not in text
    assert "not by phone now" in text


def test_what_is_open_stands_below_unless_the_reason_says_it(
    desk: Workspace, visitor: Client
) -> None:
    neglected(desk)
    (account,) = desk.account_set.all()
    make_commitment(account, "the signed order", "theirs")
    make_commitment(account, "the price list", due=ago(3).date())
    judge_all(desk)
    text = page(visitor)
    assert "They owe <b>the signed order</b>" in text
    assert text.count("the price list") == 1


def test_names_are_never_markup(desk: Workspace, visitor: Client) -> None:
    neglected(desk, "<img src=x onerror=alert(1)>")
    judge_all(desk)
    text = page(visitor)
    assert "<img" not in text
    assert "&lt;img src=x" in text


def test_looking_back_says_so_and_knows_nothing_of_later(
    desk: Workspace, visitor: Client, settings: Settings
) -> None:
    waiting(desk)
    judge_all(desk)
    settings.NOW = NOW - timedelta(days=20)
    text = page(visitor)
    assert "as of" in text
    assert "29 Oct 2026" in text
    assert "Miriam Okonkwo" not in text


@pytest.mark.parametrize("people", [1, 12])
def test_the_page_asks_the_database_as_often_for_many_as_for_one(
    desk: Workspace,
    visitor: Client,
    people: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(people):
        waiting(desk, f"Person {number}", f"Company {number}")
    judge_all(desk)
    with django_assert_num_queries(12):
        visitor.get("/")
