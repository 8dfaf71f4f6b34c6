"""What of a message waits for an answer."""

import pytest

from earnest.app.saying import findings, question_of
from tests.builders import NOW


def asked(intent: str, confidence: float, start: int = 0, end: int = 21) -> dict[str, object]:
    return {"intent": intent, "start": start, "end": end, "confidence": confidence}


OWN = "Could you send\nit now?"


@pytest.mark.parametrize("intent", ["ask_action", "ask_information"])
def test_an_unsure_ask_makes_nobody_wait(intent: str) -> None:
    assert question_of(OWN, [asked(intent, 0.59)]) == ""
    assert question_of(OWN, [asked(intent, 0.6)]) == "Could you send it now"


def test_a_sure_ask_behind_an_unsure_one_is_what_waits() -> None:
    said = [asked("ask_action", 0.5, 0, 5), asked("ask_action", 0.9, 6, 9)]
    assert question_of(OWN, said) == "you"


def test_the_day_of_an_ask_is_that_of_its_sender() -> None:
    own = "Could you send me the plan by Friday?"
    (found,) = findings(own, subject="", kind="human", at=NOW, offset=60)
    assert found["day"] == "2026-11-20"
    (undated,) = findings(own, subject="", kind="human", at=None, offset=None)
    assert "day" not in undated


def test_who_asks_us_to_come_back_later_does_not_wait_for_a_word_before() -> None:
    own = "Please come back to me after the holidays."
    said = findings(own, subject="", kind="human", at=NOW, offset=60)
    assert "later" in {one["intent"] for one in said}
    assert question_of(own, said) == ""
