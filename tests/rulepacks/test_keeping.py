"""The words by which promises are known to be kept, moved or withdrawn."""

import time

import pytest

from earnest.rulepacks.keeping import load_keeping

KEEPING = load_keeping()


@pytest.mark.parametrize(
    "words", ["Please find\nattached the plan.", "I have sent it to Rui.", "Here's the list."]
)
def test_what_hands_over_is_known_across_lines(words: str) -> None:
    assert KEEPING.delivers.search(words)


@pytest.mark.parametrize("words", ["I will attach it.", "There is no list.", "The sender wrote."])
def test_what_hands_nothing_over_is_left_alone(words: str) -> None:
    assert not KEEPING.delivers.search(words)


def test_putting_off_and_taking_back_are_told_apart() -> None:
    assert KEEPING.moves.search("It will take longer, Friday instead.")
    assert KEEPING.withdraws.search("Never mind, we found it.")
    assert not KEEPING.withdraws.search("We need it no later than Friday.")


def test_no_pattern_can_be_made_to_run_away() -> None:
    hostile = ["i have " * 5000, "no\t" * 9000, "never " + " " * 20000, "you will " * 4000]
    begin = time.perf_counter()
    for text in hostile:
        for pattern in (KEEPING.delivers, KEEPING.to_come, KEEPING.moves, KEEPING.withdraws):
            pattern.search(text)
    assert time.perf_counter() - begin < 5
