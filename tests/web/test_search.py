"""The page of search results."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from earnest.db.models import Workspace
from tests.builders import make_account, make_contact, make_message, make_touch

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(desk: Workspace) -> Workspace:
    account = make_account(desk, "Halden Freight", "halden.example")
    miriam = make_contact(account, "Miriam Halden", "m@halden.example", "+4721555014")
    for number in range(25):
        message = make_message(desk, f"The halden depot <b>{number}</b>", subject=f"Note {number}")
        make_touch(miriam, message=message)
    return desk


def test_people_companies_and_messages_are_found_with_the_words_marked(
    book: Workspace, visitor: Client
) -> None:
    text = visitor.get("/search", {"q": "halden"}).content.decode()
    assert "1 person, 1 company, 25 messages" in text
    assert "Miriam Halden" in text
    assert "Halden Freight" in text
    assert "<mark>halden</mark> depot &lt;b&gt;" in text
    assert "The first 20 of 25" in text
    assert 'value="halden"' in text


def test_nothing_found_says_what_to_try(book: Workspace, visitor: Client) -> None:
    text = visitor.get("/search", {"q": "<i>zebra"}).content.decode()
    assert "Nothing holds all of “&lt;i&gt;zebra”." in text
    assert "Try fewer words" in text


@pytest.mark.parametrize("query", ["", '"', "* OR (", "\x00", "a" * 5000, "\ufffd"])
def test_any_text_is_a_query(book: Workspace, visitor: Client, query: str) -> None:
    assert visitor.get("/search", {"q": query}).status_code == 200


def test_a_script_may_ask_for_the_results_alone(book: Workspace, visitor: Client) -> None:
    answer = visitor.get("/search", {"q": "halden"}, headers={"X-Part": "results"})
    text = answer.content.decode()
    assert "<html" not in text
    assert "Miriam Halden" in text
    assert "X-Part" in answer["Vary"]


def test_searching_costs_the_same_for_many_hits(
    book: Workspace, visitor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(11):
        visitor.get("/search", {"q": "halden"})
