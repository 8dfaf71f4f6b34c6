"""Search finds companies, people and the words of mail, and takes any text for a query."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from earnest.app.search import SearchResults, index_messages, search
from earnest.db.models import Message, Workspace
from tests.builders import (
    NOW,
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


def subjects(results: SearchResults) -> list[str]:
    return ["".join(text for text, _ in hit.subject) for hit in results.messages]


def people(results: SearchResults) -> list[str]:
    return [hit.name for hit in results.contacts]


def companies(results: SearchResults) -> list[str]:
    return [hit.name for hit in results.accounts]


def test_a_message_is_found_by_words_of_its_subject_and_its_text(workspace: Workspace) -> None:
    make_message(workspace, "The dock doors stick in the cold.", subject="Rotterdam")
    make_message(workspace, "Nothing about it here.", subject="Other")
    assert subjects(search(workspace, "dock cold")) == ["Rotterdam"]
    assert subjects(search(workspace, "rotterdam doors")) == ["Rotterdam"]
    assert subjects(search(workspace, "rotterdam nothing")) == []


def test_the_unfinished_last_word_already_finds(workspace: Workspace) -> None:
    make_message(workspace, "Our comparison of the depots.", subject="A")
    assert subjects(search(workspace, "depots comp")) == ["A"]
    assert subjects(search(workspace, "comp depots")) == []
    assert subjects(search(workspace, "depots comp ")) == []


def test_words_in_quotation_marks_must_stand_in_a_row(workspace: Workspace) -> None:
    make_message(workspace, "The late slots cost us.", subject="row")
    make_message(workspace, "Slots came late.", subject="apart")
    assert subjects(search(workspace, '"late slots"')) == ["row"]
    assert len(subjects(search(workspace, "late slots"))) == 2


def test_accents_and_case_do_not_matter(workspace: Workspace) -> None:
    make_message(workspace, "Die Prüfung in ŁÓDŹ ist bestanden.", subject="Lab")
    account = make_account(workspace, "Hofstätter & Søn")
    make_contact(account, "Łukasz Wójcik")
    for query in ("prufung", "PRÜFUNG", "lodz", "łódź"):
        assert subjects(search(workspace, query)) == ["Lab"], query
    for query in ("hofstatter", "HOFSTÄTTER", "son"):
        assert companies(search(workspace, query)) == ["Hofstätter & Søn"], query
    assert people(search(workspace, "lukasz wojcik")) == ["Łukasz Wójcik"]


def test_messages_come_the_newest_first(workspace: Workspace) -> None:
    make_message(workspace, "invoice", subject="middle", at=ago(5))
    make_message(workspace, "invoice", subject="new", at=ago(1))
    make_message(workspace, "invoice", subject="undated", at=None)
    make_message(workspace, "invoice", subject="old", at=ago(50))
    assert subjects(search(workspace, "invoice")) == ["new", "middle", "old", "undated"]


def test_mail_of_machines_comes_after_that_of_people(workspace: Workspace) -> None:
    make_message(workspace, "invoice", subject="newsletter", at=ago(1), kind="bulk")
    make_message(workspace, "invoice", subject="letter", at=ago(9))
    make_message(workspace, "invoice", subject="from a list", at=ago(3), kind="list")
    assert subjects(search(workspace, "invoice")) == ["from a list", "letter", "newsletter"]


def test_looking_back_shows_no_later_mail(workspace: Workspace) -> None:
    make_message(workspace, "invoice", subject="later", at=NOW + timedelta(days=1))
    make_message(workspace, "invoice", subject="then", at=ago(1))
    assert subjects(search(workspace, "invoice", until=NOW)) == ["then"]


def test_only_the_first_are_given_and_all_are_counted(workspace: Workspace) -> None:
    for number in range(7):
        make_message(workspace, "quarterly numbers", subject=str(number), at=ago(number))
    results = search(workspace, "numbers", limit=3)
    assert subjects(results) == ["0", "1", "2"]
    assert results.message_count == 7
    assert not results.is_cut


def test_the_snippet_shows_the_place_with_the_words_marked(workspace: Workspace) -> None:
    make_message(
        workspace, "Dear all. " * 40 + "The Dépôt closes in May. " + "Regards. " * 40, at=ago(-1)
    )
    make_message(workspace, "Later", subject="Closes: dépôt")
    hit, titled = search(workspace, "depot closes").messages
    assert [text for text, is_hit in titled.subject if is_hit] == ["Closes", "dépôt"]
    assert [text for text, is_hit in hit.snippet if is_hit] == ["Dépôt", "closes"]
    line = "".join(text for text, _ in hit.snippet)
    assert line.startswith("… ")
    assert line.endswith(" …")
    assert len(line) < 220


def test_a_message_names_its_company(workspace: Workspace) -> None:
    account = make_account(workspace, "Halden Freight")
    contact = make_contact(account)
    message = make_message(workspace, "slots", sender="m@halden.example", sender_name="Miriam")
    make_touch(contact, message=message)
    (hit,) = search(workspace, "slots").messages
    assert (hit.account, hit.account_id, hit.sender) == ("Halden Freight", account.pk, "Miriam")


def test_a_person_is_found_by_name_title_address_number_and_company(workspace: Workspace) -> None:
    account = make_account(workspace, "Halden Freight", domain="halden.example")
    make_contact(
        account, "Miriam Okonkwo", "mo@halden.example", "+4721555014", title="Operations director"
    )
    make_contact(account, "Per Lie", "per@halden.example")
    for query in ("okonkwo", "miriam halden", "mo@halden.example", "operations", "21 55 50 14"):
        assert people(search(workspace, query)) == ["Miriam Okonkwo"], query
    assert people(search(workspace, "freight")) == []


def test_a_company_is_found_by_name_and_domain(workspace: Workspace) -> None:
    make_account(workspace, "Costa & Filhos", domain="cf-group.example")
    assert companies(search(workspace, "filhos")) == ["Costa & Filhos"]
    assert companies(search(workspace, "cf-group")) == ["Costa & Filhos"]


def test_better_fitting_names_come_first(workspace: Workspace) -> None:
    for name in ("Banana Works", "Anabel Trading", "Ana"):
        make_account(workspace, name)
    assert companies(search(workspace, "ana")) == ["Ana", "Anabel Trading", "Banana Works"]


@pytest.mark.parametrize("query", ["", "   ", '"', '""', "* ( ) ^ -", "\x00", "؟", "___"])
def test_a_query_without_words_finds_nothing_and_says_so(workspace: Workspace, query: str) -> None:
    make_message(workspace, "anything")
    results = search(workspace, query)
    assert results.is_empty_query
    assert results.count == 0


FOREIGN = 'OR / NOT depot / depot AND / dep* / "depot / NEAR(depot) / own:depot / {depot / -depot'


@pytest.mark.parametrize("query", FOREIGN.split(" / "))
def test_signs_of_other_search_languages_mean_nothing(workspace: Workspace, query: str) -> None:
    own = "near depot, own depot and or not"
    make_message(workspace, own, subject="hit")
    assert subjects(search(workspace, query)) == ["hit"]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=st.text(st.characters(), max_size=300), own=st.text(max_size=300))
def test_no_text_is_an_error(workspace: Workspace, query: str, own: str) -> None:
    index = [(0, own.replace("\x00", ""), own.replace("\x00", ""))]
    index_messages(workspace, index)
    for words in (query, own):
        found = search(workspace, words, limit=3)
        assert max(len(found.accounts), len(found.contacts), len(found.messages)) <= 3


def test_a_message_is_found_by_every_word_of_its_own(workspace: Workspace) -> None:
    texts = [
        "naïve café № ½ x²",
        "日本語 テスト",
        "Ünïcödé—dash",
        "a_b 1e5 v2 0x1f 12.5",
        "𝒳 Ωmega ﬁne",
    ]
    for text in texts:
        make_message(workspace, text, subject="here")
        assert search(workspace, text).message_count == 1, text


def test_indexing_again_replaces_what_was_known(workspace: Workspace) -> None:
    message = make_message(workspace, "first words")
    index_messages(workspace, [(message.pk, "", "second thoughts")])
    assert search(workspace, "first").message_count == 0
    assert search(workspace, "thoughts").message_count == 1


def test_a_deleted_message_leaves_no_words_behind(workspace: Workspace) -> None:
    make_message(workspace, "confidential")
    Message.objects.of(workspace).delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM record_message_words")
            assert cursor.fetchone() == (0,)
    assert search(workspace, "confidential").message_count == 0


def test_nothing_of_another_workspace_is_found(workspace: Workspace) -> None:
    other = make_workspace("Other")
    account = make_account(other, "Secret Works", domain="secret.example")
    make_contact(account, "Secret Person", "s@secret.example")
    make_message(other, "secret", subject="secret")
    assert search(workspace, "secret").count == 0
    assert search(other, "secret").count == 3
