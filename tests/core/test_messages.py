"""A message's text with the sentences that say something pointed out."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from earnest.core.messages import in_text, label_of, marks_of, segments, why_of
from earnest.core.proposals import Said
from earnest.core.reading.says import Intent


def said(intent: Intent, start: int, end: int, day: date | None = None, **detail: str) -> Said:
    return Said(intent, start, end, "words", 0.85, ("ask-can-you",), detail, day)


def test_a_label_says_what_and_by_when() -> None:
    day = date(2026, 11, 20)
    assert label_of(said(Intent.ASK_ACTION, 0, 1, day)) == "asks · by Fri 20 Nov 2026"
    assert label_of(said(Intent.LATER, 0, 1, day)) == "asks to come back · from Fri 20 Nov 2026"
    assert label_of(said(Intent.STOP, 0, 1, reach="company")) == "stop, the whole company"
    assert why_of(said(Intent.THANKS, 0, 1)) == "ask can you; 85% sure"


def test_every_intent_has_a_label() -> None:
    assert all(label_of(said(intent, 0, 1)) for intent in Intent)


def test_a_sentence_below_a_quote_is_found_in_the_whole_text() -> None:
    text = "Yes.\r\nOf course.\r\n> Shall we?\r\nCan you come?\r\n"
    spans = [(0, 16), (text.index("Can"), len(text) - 2)]
    own = "Yes.\nOf course.\n\nCan you come?"
    start = own.index("Can")
    place = in_text(text, spans, start, len(own))
    assert place is not None
    found = marks_of(text, spans, [("a", said(Intent.ASK_ACTION, start, len(own)))])
    parts = segments(text, spans, marks=found)
    marked = [piece for part in parts for piece, mark in part.pieces if mark]
    assert marked == [text[slice(*place)]]


def test_a_sentence_that_does_two_things_is_marked_once() -> None:
    both = [("a", said(Intent.ASK_ACTION, 0, 4)), ("b", said(Intent.PROMISE, 0, 4))]
    (mark,) = marks_of("Text", [(0, 4)], both)
    assert (mark.label, mark.name) == ("asks; promises", "a")


@given(
    st.lists(st.sampled_from(["Can you?", "I will.\r\n", "\r\n> old\r\n", "é ", "\n"]), max_size=9),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4),
)
def test_marks_take_nothing_from_the_text(parts: list[str], places: list[tuple[int, int]]) -> None:
    text = "".join(parts)
    findings = [("a", said(Intent.PROMISE, start, end)) for start, end in places]
    spans = [(0, len(text))]
    plain = segments(text, spans)
    marked = segments(text, spans, marks=marks_of(text, spans, findings))
    assert [part.text for part in marked] == [part.text for part in plain]
