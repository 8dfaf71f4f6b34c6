"""What happened, told as a colleague would."""

from itertools import product

import pytest

from earnest.core.facts import Direction, Medium, Outcome
from earnest.core.timeline import touch_words

OUT, IN = Direction.OUT, Direction.IN


@pytest.mark.parametrize(
    ("medium", "direction", "outcome", "words"),
    [
        (Medium.EMAIL, OUT, Outcome.NONE, "We wrote to Ana"),
        (Medium.EMAIL, IN, Outcome.NONE, "Ana wrote"),
        (Medium.EMAIL, IN, Outcome.REPLIED, "Ana replied"),
        (Medium.PHONE, OUT, Outcome.NO_ANSWER, "We called Ana, no answer"),
        (Medium.PHONE, IN, Outcome.TALKED, "Ana called and we talked"),
        (Medium.PHONE, OUT, Outcome.STOP, "Ana asked us not to call again"),
        (Medium.VOICEMAIL, OUT, Outcome.NONE, "We left Ana a voicemail"),
        (Medium.VIDEO, OUT, Outcome.HELD, "We met Ana by video"),
        (Medium.IN_PERSON, OUT, Outcome.PLANNED, "A meeting with Ana is planned"),
        (Medium.IN_PERSON, OUT, Outcome.CANCELLED, "The meeting with Ana was cancelled"),
    ],
)
def test_a_touch_is_told_in_words(
    medium: Medium, direction: Direction, outcome: Outcome, words: str
) -> None:
    assert touch_words(medium, direction, outcome, "Ana") == words


def test_every_touch_there_can_be_names_the_person_once() -> None:
    for medium, direction, outcome in product(Medium, Direction, Outcome):
        words = touch_words(medium, direction, outcome, "{Ana}")
        assert words.count("{Ana}") == 1, (medium, direction, outcome)
        assert words[0] in "WAT{"
