"""What is looked for, and the line it is found in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.core.search import (
    LONGEST_QUERY,
    MOST_TERMS,
    Term,
    fold,
    parse_query,
    snippet,
    words_of,
)


def test_only_the_last_word_typed_may_go_on() -> None:
    assert parse_query("Late Slo") == (Term(("late",)), Term(("slo",), is_open=True))
    assert parse_query("late slots ") == (Term(("late",)), Term(("slots",)))
    assert parse_query('late "slots') == (Term(("late",)), Term(("slots",), is_open=True))


def test_what_is_quoted_or_joined_by_signs_stands_in_a_row() -> None:
    assert parse_query('"late slots"') == (Term(("late", "slots")),)
    assert parse_query("m.okonkwo@halden ") == (Term(("m", "okonkwo", "halden")),)


@given(st.text(st.characters()))
def test_any_text_gives_few_terms_of_letters_and_figures(query: str) -> None:
    terms = parse_query(query * 20)
    assert len(terms) <= MOST_TERMS
    assert all(word and word.isalnum() for term in terms for word in term.words)
    assert sum(len(word) for term in terms for word in term.words) <= 20 * LONGEST_QUERY


@pytest.mark.parametrize(
    ("text", "plain"),
    [("Hofstätter", "hofstatter"), ("ŁÓDŹ", "lodz"), ("Søby Værft", "soby værft"), ("İ", "i")],
)
def test_accents_strokes_and_case_are_folded(text: str, plain: str) -> None:
    assert fold(text) == plain


@given(st.text(max_size=400), st.text(st.characters(categories=["L", "N"]), max_size=6))
def test_a_snippet_is_a_stretch_of_the_text(text: str, word: str) -> None:
    pieces = snippet(text, parse_query(word))
    assert all(piece for piece, _ in pieces)
    line = "".join(piece for piece, _ in pieces)
    assert len(line) <= 210
    for piece, is_hit in pieces:
        if is_hit:
            assert words_of(piece)[0].startswith(words_of(word)[0])


def test_a_long_word_does_not_hide_the_hit() -> None:
    line = snippet("x" * 500 + " depot " + "y" * 500, parse_query("depot"))
    assert ("depot", True) in line
