"""The small model: the same answer from the same words, and sensible on plain cases."""

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.core.reading.model import MOST_WORDS, Model, WordClasses, features, tokens
from earnest.rulepacks.reading import load_model

MODEL = load_model("asks")


@pytest.mark.parametrize(
    "text",
    [
        "please send me the signed copy by friday",
        "could you check the figures and let me know ?",
        "let's meet for lunch on tuesday",
        "please call me when you get this .",
    ],
)
def test_an_ask_is_more_likely_than_not(text: str) -> None:
    assert MODEL.probability(tokens(text)) > 0.7


@pytest.mark.parametrize(
    "text",
    [
        "the pump was repaired last week .",
        "he went to the plant and found nothing .",
        "thanks for the update .",
    ],
)
def test_a_plain_statement_is_not(text: str) -> None:
    assert MODEL.probability(tokens(text)) < 0.3


def test_figures_are_alike_and_clock_times_are_of_another_sort() -> None:
    classes = WordClasses({})
    assert features(["7"], classes) == features(["1200"], classes)
    assert features(["7"], classes) != features(["7:30"], classes)


def test_a_class_makes_words_alike() -> None:
    classes = WordClasses({"monday": "W", "friday": "W"})
    shared = features(["monday"], classes) & features(["friday"], classes)
    assert {"^W", "W$", "|WW"} <= shared


def test_the_weights_are_those_of_a_logistic_regression() -> None:
    model = Model("one", WordClasses({}), {"a": (1.5, 4.0), "b": (-0.5, 9.0)}, 0.25, 0.5)
    expected = 1 / (1 + math.exp(-(0.25 + (1.5 - 0.5) / math.sqrt(13))))
    assert model.of({"a", "b", "never seen"}) == pytest.approx(expected)
    assert model.of(set()) == pytest.approx(1 / (1 + math.exp(-0.25)))


def test_the_strongest_words_are_shown_and_only_words() -> None:
    table = {"please": (3.0, 1.0), "please send": (2.0, 1.0), "+AB": (9.0, 1.0), "no": (-1.0, 1.0)}
    model = Model("one", WordClasses({}), table, 0.0, 0.5)
    assert model.strongest(set(table)) == ("please", "please send")


def test_only_the_beginning_of_a_long_sentence_is_read() -> None:
    assert len(tokens("word " * 500)) == MOST_WORDS


@given(st.text(max_size=200))
def test_any_text_has_a_probability(text: str) -> None:
    assert 0 <= MODEL.probability(tokens(text)) <= 1


def test_a_thousand_sentences_take_less_than_a_second() -> None:
    words = tokens("please review the attached draft and let me know what you think by friday .")
    start = time.process_time()
    for _ in range(1000):
        MODEL.probability(words)
    assert time.process_time() - start < 1
