"""No text can make the date grammar run away: its patterns are flat, its work grows with length."""

import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import FrameType
from typing import Any

import pytest

from earnest.core.reading.dates import find, lexer
from earnest.core.reading.when import find_times
from earnest.rulepacks.dates import languages, load_grammar

NOW = datetime(2026, 11, 18, 10, 20, tzinfo=UTC)
HOSTILE = [
    "1 ", "1h", "1-", "1.", "1:", "1/1/", "9", "3pm-", "1st ", "Q1 ", "the ", "from ", "next ",
    "end of ", "end of the week of the ", "a week from ", "3 days after ", "first day of ",
    "Monday, ", "Monday or ", "May 1 to ", "in 1 day and ", "twenty ", "Christmas ", "every ",
    "weekend of ", "half past ", "between ", "in the am ", "week's ", "(", "'", "\u0130", "\u00bd ",
]  # fmt: skip


def patterns() -> Iterator[re.Pattern[str]]:
    """Every regular expression that a text is searched with."""
    for module in (find, lexer):
        yield from (value for value in vars(module).values() if isinstance(value, re.Pattern))
    for language in languages():
        grammar = load_grammar(language)
        yield grammar.numbers
        yield from grammar.doubtful.values()


def repeats(parsed: Any, depth: int = 0) -> int:
    """How deep unbounded repetitions nest in a parsed pattern."""
    deepest = depth
    for operation, argument in parsed:
        name = str(operation)
        inner = depth + (name in ("MAX_REPEAT", "MIN_REPEAT") and argument[1] > 10)
        for part in _parts(name, argument):
            deepest = max(deepest, repeats(part, inner))
        deepest = max(deepest, inner)
    return deepest


def _parts(name: str, argument: Any) -> list[Any]:
    if name in ("MAX_REPEAT", "MIN_REPEAT"):
        return [argument[2]]
    if name == "SUBPATTERN":
        return [argument[3]]
    if name == "BRANCH":
        return list(argument[1])
    return [argument[1]] if name in ("ASSERT", "ASSERT_NOT") else []


def test_no_pattern_nests_one_repetition_in_another() -> None:
    from re import _parser  # type: ignore[attr-defined]  # the public module is deprecated

    found = list(patterns())
    assert len(found) >= 4
    for pattern in found:
        assert repeats(_parser.parse(pattern.pattern, pattern.flags)) <= 1, pattern.pattern


def calls(work: Callable[[], object]) -> int:
    """How many Python functions a piece of work calls: a measure that no busy machine changes."""
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("bit", HOSTILE)
def test_work_grows_no_faster_than_the_text(bit: str) -> None:
    grammar = load_grammar("en")

    def work(length: int) -> int:
        text = (bit * length)[:length]
        return calls(lambda: find_times(text, reference=NOW, grammar=grammar))

    short, long = work(500), work(2000)
    assert long <= 5 * short + 2000
    assert long <= 2000 * 150


def test_a_text_of_fifty_thousand_signs_is_read_to_its_end() -> None:
    text = "1-" * 25_000 + " see you on Friday"
    found = find_times(text, reference=NOW, grammar=load_grammar("en"))
    assert [when.text for when in found] == ["Friday"]
