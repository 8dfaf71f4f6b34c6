"""A wish not to be contacted is always read, with its reach, and never made up."""

import tomllib
from pathlib import Path

import pytest

from earnest.core.reading.says import Finding, Intent, read_says
from earnest.rulepacks.reading import load_cues, load_model

EXAMPLES = tomllib.loads((Path(__file__).parent / "stop_examples.toml").read_text("utf-8"))


def stops(text: str, **options: object) -> list[Finding]:
    found = read_says(text, cues=load_cues(), model=load_model("asks"), **options)  # type: ignore[arg-type]
    return [one for one in found if one.intent is Intent.STOP]


@pytest.mark.parametrize("text", EXAMPLES["person"])
def test_a_person_who_asks_to_be_left_alone_is_heard(text: str) -> None:
    found = stops(text)
    assert found, text
    assert found[0].confidence >= 0.8
    assert found[0].cues


@pytest.mark.parametrize("text", EXAMPLES["company"])
def test_a_stop_for_the_whole_company_is_told_as_such(text: str) -> None:
    found = stops(text)
    assert [one.detail["reach"] for one in found][:1] == ["company"], text


def test_a_stop_of_one_person_does_not_reach_the_company() -> None:
    wide = {"we", "us", "our"}
    for text in EXAMPLES["person"]:
        if wide.isdisjoint(text.lower().replace(".", " ").split()):
            assert {one.detail["reach"] for one in stops(text)} == {"person"}, text


@pytest.mark.parametrize("text", EXAMPLES["none"])
def test_other_uses_of_the_words_are_no_stop(text: str) -> None:
    assert not stops(text), text


@pytest.mark.parametrize("kind", ["auto_reply", "bulk", "bounce", "calendar", "system", "list"])
def test_only_mail_of_a_person_can_hold_a_stop(kind: str) -> None:
    for text in (*EXAMPLES["person"], *EXAMPLES["automatic"]):
        assert not stops(text, kind=kind)


def test_our_own_mail_holds_no_stop() -> None:
    assert not stops("Please stop emailing me.", sent_by_us=True)


def test_quoted_lines_hold_no_stop() -> None:
    assert not stops("Done.\n\n> Please remove me from your list.\n>> stop calling me\n")


def test_the_sentence_itself_is_the_evidence() -> None:
    text = "Hi Ann,\n\nwe moved last year. Please take us\noff your mailing list.\n\nPeter"
    (found,) = stops(text)
    assert text[found.start : found.end] == "Please take us\noff your mailing list."
    assert found.detail["reach"] == "company"


@pytest.mark.parametrize("subject", ["Unsubscribe", "unsubscribe", "REMOVE", "Please remove me"])
def test_an_empty_message_may_say_it_in_the_subject(subject: str) -> None:
    (found,) = stops("", subject=subject)
    assert "subject" in found.cues
    assert (found.start, found.end) == (0, 0)


@pytest.mark.parametrize("subject", ["Re: Unsubscribe", "Fwd: remove", "Stop at the plant", ""])
def test_other_subjects_of_empty_messages_do_not(subject: str) -> None:
    assert not stops("", subject=subject)


def test_a_single_word_counts_only_when_it_stands_alone() -> None:
    assert stops("Stop.\n\nBob")
    assert not stops("Stop. The truck goes to the north gate and the rest to the south gate.")


def test_there_are_enough_examples_of_either_kind() -> None:
    assert len(EXAMPLES["person"]) + len(EXAMPLES["company"]) >= 100
    assert len(EXAMPLES["none"]) >= 100
