"""What letters propose, and which later letters keep, move or take back what was promised."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.core.facts import Side
from earnest.core.keeping import read_letters
from earnest.core.proposals import Letter, ProposalKind, Proposed, Said, propose
from earnest.core.reading.says import Intent
from earnest.rulepacks.keeping import load_keeping
from tests.builders import NOW

KEEPING = load_keeping()


def letter(
    number: int, own: str, *intents: Intent, out: bool = False, day: date | None = None,
    thread: str = "t", automatic: bool = False, **detail: str,
) -> Letter:  # fmt: skip
    """A letter of day `number` whose first line does all these things."""
    first = own.split("\n")[0]
    said = tuple(Said(i, 0, len(first), first, 0.9, (), detail, day) for i in intents)
    at = NOW - timedelta(days=60 - number)
    return Letter(number, at, out, thread, "Meters", said, own, automatic)


def kinds(*found: Proposed) -> list[str]:
    return [one.kind.value for one in found]


def drawn(*letters: Letter, ignored: tuple[str, ...] = ()) -> list[Proposed]:
    found = read_letters(letters, keeping=KEEPING, ignored=ignored)
    return [one for letter in letters for one in found[letter.message]]


@pytest.mark.parametrize(("out", "side"), [(True, Side.OURS), (False, Side.THEIRS)])
def test_a_promise_is_owed_by_whoever_wrote_it(out: bool, side: Side) -> None:
    (found,) = propose(letter(1, "I will send the list.", Intent.PROMISE, out=out))
    assert (found.kind, found.side) == (ProposalKind.PROMISE, side)


def test_an_ask_is_owed_by_whoever_was_asked_and_proposed_once() -> None:
    both = (Intent.ASK_INFORMATION, Intent.ASK_ACTION)
    (found,) = propose(letter(1, "Could you send me the price?", *both))
    assert (found.kind, found.side) == (ProposalKind.ASK, Side.OURS)


def test_who_asks_us_to_come_back_later_asks_for_nothing_before() -> None:
    both = (Intent.ASK_ACTION, Intent.LATER)
    (found,) = propose(letter(1, "Please come back to me in March.", *both))
    assert found.kind is ProposalKind.LATER


def test_what_hangs_on_the_reader_is_nobodys_promise() -> None:
    conditional = letter(1, "If you send it I will sign.", Intent.PROMISE, conditional="yes")
    assert propose(conditional) == []


@pytest.mark.parametrize(
    "intent", [Intent.STOP, Intent.LATER, Intent.HAND_OFF, Intent.ABSENCE, Intent.MEETING_CANCELLED]
)
def test_our_own_words_limit_and_cancel_nothing(intent: Intent) -> None:
    assert propose(letter(1, "Words.", intent, out=True, day=NOW.date(), name="Rui")) == []


def test_an_automatic_answer_tells_of_absence_and_of_no_promise() -> None:
    away = letter(
        1, "I am away, I will answer on Monday.", Intent.ABSENCE, Intent.PROMISE, Intent.STOP,
        day=NOW.date(), automatic=True,
    )  # fmt: skip
    assert kinds(*propose(away)) == ["absent"]


PROMISE = letter(1, "I will send you the calibration papers.", Intent.PROMISE, out=True)
QUESTION = letter(1, "Which burners do the two kilns have?", Intent.ASK_INFORMATION)


@pytest.mark.parametrize(
    "own",
    [
        "Dear Ana,\n\nthe calibration papers are attached, one for each meter.",
        "As promised, the papers of last year's calibration.",
        "Here are the papers from the calibration. Say if one is missing.",
    ],
)
def test_handing_it_over_keeps_it(own: str) -> None:
    found = drawn(PROMISE, letter(3, own, out=True, thread="other"))
    assert kinds(*found) == ["promise", "kept"]
    assert found[1].target == found[0].key
    assert found[1].said.words in " ".join(own.split())


@pytest.mark.parametrize(
    "later",
    [
        letter(3, "The calibration papers will be with you next week.", out=True),
        letter(3, "Attached is the invoice for October.", out=True),
        letter(3, "Thank you for your time on Monday.", out=True),
        letter(3, "The calibration papers are attached.", out=False),
    ],
    ids=["still to come", "something else", "manners", "theirs"],
)
def test_what_does_not_hand_it_over_keeps_nothing(later: Letter) -> None:
    assert "kept" not in kinds(*drawn(PROMISE, later))


def test_a_question_is_met_by_its_first_answer_in_the_thread() -> None:
    answer = letter(2, "Kiln 2 has the older burners, both kilns run on gas.", out=True)
    assert kinds(*drawn(QUESTION, answer)) == ["ask", "kept"]
    elsewhere = letter(2, "Kiln 2 has the older burners, both kilns.", out=True, thread="u")
    assert kinds(*drawn(QUESTION, elsewhere)) == ["ask"]


@pytest.mark.parametrize(
    "answer",
    [
        letter(2, "I will find out which burners the kilns have.", Intent.PROMISE, out=True),
        letter(2, "You will get the list of burners and kilns by May.", out=True),
        letter(2, "Which kilns do you mean, and which burners?", Intent.QUESTION, out=True),
    ],
)
def test_an_answer_that_puts_it_off_meets_nothing(answer: Letter) -> None:
    assert "kept" not in kinds(*drawn(QUESTION, answer))


def test_nothing_is_kept_before_it_was_promised_or_long_after() -> None:
    papers = "The calibration papers are attached."
    assert "kept" not in kinds(*drawn(letter(0, papers, out=True), PROMISE))
    late = Letter(9, PROMISE.at + timedelta(days=90), True, "t", "Meters", (), papers)
    assert "kept" not in kinds(*drawn(PROMISE, late))


def test_another_day_for_the_same_thing_moves_it() -> None:
    first = letter(1, "I will send the papers on Friday.", Intent.PROMISE, day=date(2026, 11, 6))
    words = "The papers are delayed, I will send them on the 13th instead."
    found = drawn(first, letter(2, words, Intent.PROMISE, day=date(2026, 11, 13)))
    assert kinds(*found) == ["promise", "moved"]
    assert (found[1].target, found[1].day) == (found[0].key, date(2026, 11, 13))


def test_taking_an_ask_back_is_proposed_as_such() -> None:
    ask = letter(1, "Could you send the meter list?", Intent.ASK_ACTION)
    found = drawn(ask, letter(2, "We no longer need the list, thank you."))
    assert kinds(*found) == ["ask", "withdrawn"]
    assert found[1].side is Side.OURS


def test_nothing_is_made_of_what_was_dismissed() -> None:
    papers = letter(3, "The calibration papers are attached.", out=True)
    assert kinds(*drawn(PROMISE, papers, ignored=("1:0:promise",))) == ["promise"]


_texts = st.text(st.sampled_from("the papers attached.\n no longer need? instead 12"), max_size=80)
_letters = st.builds(
    letter,
    st.integers(1, 50),
    _texts,
    st.sampled_from(Intent),
    out=st.booleans(),
    day=st.none() | st.just(date(2026, 11, 13)),
    thread=st.sampled_from(("", "t")),
    automatic=st.booleans(),
)


@given(st.lists(_letters, max_size=8, unique_by=lambda one: one.message))
def test_what_is_about_something_is_about_what_was_owed_before(letters: list[Letter]) -> None:
    ordered = sorted(letters, key=lambda one: one.at)
    keys: set[str] = set()
    for one in drawn(*ordered):
        if one.target:
            assert one.target in keys
            assert one.side is not None
        assert 0 <= one.said.start <= one.said.end
        keys.add(one.key)
