"""Mail text becomes sentences with their places in the original."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.core.reading.sentences import LONGEST, Abbreviations, split_sentences, straighten
from earnest.rulepacks.reading import load_cues

WORDS = load_cues().abbreviations


def split(text: str) -> list[str]:
    return [one.text for one in split_sentences(text, WORDS)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We ship today. Ann will call.", ["We ship today.", "Ann will call."]),
        ("Ready? Yes! Send it.", ["Ready?", "Yes!", "Send it."]),
        ("no mark at the end", ["no mark at the end"]),
        ("Ask Dr. Lee or Mrs. Poe.", ["Ask Dr. Lee or Mrs. Poe."]),
        ("Call ext. 4410 at 5 p.m. today.", ["Call ext. 4410 at 5 p.m. today."]),
        ("We meet at 5 p.m. Bring the file.", ["We meet at 5 p.m.", "Bring the file."]),
        ("Harlow Inc. signed. Good.", ["Harlow Inc. signed.", "Good."]),
        ("J. R. Poe wrote it.", ["J. R. Poe wrote it."]),
        ("It costs 3.50 per box. Fine.", ["It costs 3.50 per box.", "Fine."]),
        ("Use e.g. the portal, i.e. the web.", ["Use e.g. the portal, i.e. the web."]),
        ("Well... maybe. Yes.", ["Well... maybe.", "Yes."]),
        ("He said \u201cstop.\u201d Then he left.", ['He said "stop."', "Then he left."]),
        ("See example.com for more. Thanks.", ["See example.com for more.", "Thanks."]),
        ("I called him.He is away.", ["I called him.", "He is away."]),
        ("", []),
        (" \n\t\n ", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_a_wrapped_paragraph_is_read_across_its_lines() -> None:
    text = (
        "We looked at the figures you sent last week and would like to go through\n"
        "them with you before the end of the month. Ann\n"
        "and Bob will join us from the plant.\n"
    )
    assert split(text) == [
        "We looked at the figures you sent last week and would like to go through them with you "
        "before the end of the month.",
        "Ann and Bob will join us from the plant.",
    ]


def test_greeting_and_closing_stand_alone() -> None:
    text = "Hi Jeff,\nthe figures are right.\nThanks,\nLynn"
    assert split(text) == ["Hi Jeff,", "the figures are right.", "Thanks,", "Lynn"]


def test_every_item_of_a_list_is_a_sentence() -> None:
    text = "Please send:\n- the price list\n* two samples\n1. a drawing\n2) the terms\n"
    assert split(text) == [
        "Please send:",
        "- the price list",
        "* two samples",
        "1. a drawing",
        "2) the terms",
    ]


def test_short_lines_without_marks_are_told_apart() -> None:
    assert split("Send the file\nCall the bank\n\nBob") == ["Send the file", "Call the bank", "Bob"]


def test_ruled_lines_are_left_out() -> None:
    assert split("One.\n----------\nTwo.\n*****\n") == ["One.", "Two."]


def test_curly_quotes_are_read_as_straight_ones() -> None:
    (sentence,) = split_sentences("I don\u2019t  know\u00a0it", WORDS)
    assert sentence.text == "I don't know it"
    assert (sentence.start, sentence.end) == (0, 16)


def test_a_run_without_an_end_is_cut_between_words() -> None:
    pieces = split_sentences("word " * 1000, WORDS)
    assert len(pieces) > 4
    assert all(len(piece.text) <= LONGEST for piece in pieces)
    assert all(set(piece.text.split()) == {"word"} for piece in pieces)


@given(st.text(max_size=400) | st.text(alphabet="ab. \n!?,-1A\"'", max_size=400))
def test_offsets_hold_the_words_and_nothing_is_lost(text: str) -> None:
    found = split_sentences(text, WORDS)
    at = 0
    for one in found:
        assert at <= one.start < one.end <= len(text)
        assert straighten(text[one.start : one.end]) == one.text
        skipped = text[at : one.start]
        assert not any(char.isalnum() for char in skipped)
        at = one.end
    assert not any(char.isalnum() for char in text[at:])


@pytest.mark.parametrize(
    "unit", ["a\n", "A b c d e f\n", ". ", "...", "1. ", "x" * 60 + " ", "> \n"]
)
def test_long_hostile_texts_are_split_in_time(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    start = time.process_time()
    split_sentences(text, Abbreviations())
    assert time.process_time() - start < 5
