"""What a message says: asks, promises, refusals, meetings, hand-offs, absences, and their days."""

import time
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.core.reading.says import Finding, Intent, read_says
from earnest.core.reading.says_dates import DayReader
from earnest.rulepacks.dates import load_grammar
from earnest.rulepacks.reading import load_cues, load_model

ASKS = {Intent.ASK_ACTION, Intent.ASK_INFORMATION}
# A Wednesday, five hours behind UTC.
NOW = datetime(2026, 3, 11, 10, 30, tzinfo=timezone(timedelta(hours=-5)))


def read(text: str, **options: object) -> tuple[Finding, ...]:
    return read_says(text, cues=load_cues(), model=load_model("asks"), **options)  # type: ignore[arg-type]


def intents(text: str, **options: object) -> set[Intent]:
    return {one.intent for one in read(text, **options)}


def days(reference: datetime = NOW) -> DayReader:
    return DayReader(reference, grammar=load_grammar(), cues=load_cues())


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Could you tell me when the pallets ship?", Intent.ASK_INFORMATION),
        ("Please let me know what you think of the second draft.", Intent.ASK_INFORMATION),
        ("Please send me the safety sheets for both products.", Intent.ASK_INFORMATION),
        ("We would like to know why the invoice went up.", Intent.ASK_INFORMATION),
        ("I need an update on the outage today.", Intent.ASK_INFORMATION),
        ("Any comments you have would be appreciated.", Intent.ASK_INFORMATION),
        ("Dana, please sign page four and return it.", Intent.ASK_ACTION),
        ("Would you please move the delivery to the south gate?", Intent.ASK_ACTION),
        ("I'd appreciate it if you could hold the order.", Intent.ASK_ACTION),
        ("We need you to approve the layout by Friday.", Intent.ASK_ACTION),
        ("Call me at 555-0144 this afternoon.", Intent.ASK_ACTION),
        ("Don't forget to bring the samples.", Intent.ASK_ACTION),
        ("If you see Lee, ask him to ring the plant.", Intent.ASK_ACTION),
        ("When does the new plant open?", Intent.QUESTION),
        ("I will send you the revised quote tomorrow.", Intent.PROMISE),
        ("We'll get back to you by Thursday.", Intent.PROMISE),
        ("Will forward the drawings tonight.", Intent.PROMISE),
        ("I am revising the table and will forward it on Monday.", Intent.PROMISE),
        ("Let me check with the warehouse and come back to you.", Intent.PROMISE),
        ("Yes, that works for our plant.", Intent.AGREEMENT),
        ("We agree with the new terms.", Intent.AGREEMENT),
        ("We are not interested at this time.", Intent.REFUSAL),
        ("I'm afraid we will have to pass.", Intent.REFUSAL),
        ("We decided to go with another supplier.", Intent.REFUSAL),
        ("Give me a call after the holidays.", Intent.LATER),
        ("Let's hold off until the audit is done.", Intent.LATER),
        ("This is not a good time for us.", Intent.LATER),
        ("Let's get together on Tuesday at noon.", Intent.MEETING_PROPOSED),
        ("Are you free for a call on Thursday?", Intent.MEETING_PROPOSED),
        ("How about lunch next week?", Intent.MEETING_PROPOSED),
        ("Tuesday at two works for me.", Intent.MEETING_ACCEPTED),
        ("See you then.", Intent.MEETING_ACCEPTED),
        ("Sorry, I can't make it on Friday.", Intent.MEETING_DECLINED),
        ("I have a conflict at that time.", Intent.MEETING_DECLINED),
        ("I have to cancel our meeting on Thursday.", Intent.MEETING_CANCELLED),
        ("This is the third time this happened and it is unacceptable.", Intent.COMPLAINT),
        ("We are very disappointed with the last delivery.", Intent.COMPLAINT),
        ("I will be out of the office until Monday.", Intent.ABSENCE),
        ("I'm taking Friday off.", Intent.ABSENCE),
        ("I am not the right person for this, but Dana Reed is.", Intent.HAND_OFF),
        ("I have passed this on to Ann in purchasing.", Intent.HAND_OFF),
        ("Thank you so much!", Intent.THANKS),
        ("Got it, thanks.", Intent.THANKS),
    ],
)
def test_a_sentence_is_read_for_what_it_does(text: str, intent: Intent) -> None:
    found = read(text)
    assert intent in {one.intent for one in found}
    for one in found:
        assert 0 < one.confidence <= 1
        assert one.cues


@pytest.mark.parametrize(
    "text",
    [
        "If you have any questions, please call me.",
        "Please feel free to contact me any time.",
        "Let me know if you need anything else.",
        "Should you require further details, please let us know.",
        "Please see attached.",
        "Please find the offer attached.",
        "Have a great weekend.",
        "Please tell Pat hello.",
        "I told him to send you the list.",
        "We wanted to let you know that it shipped.",
        "The pump needs a new seal.",
    ],
)
def test_courtesies_and_statements_are_no_asks(text: str) -> None:
    assert not intents(text) & ASKS


@pytest.mark.parametrize(
    "text",
    [
        "I will be at the fair all week.",
        "I'll try to find out more.",
        "I hope we will send it soon.",
        "They will send you the parts.",
        "I told the bank I will call.",
        "We will need your help.",
        "I think I will visit the plant one day.",
    ],
)
def test_plans_hopes_and_others_promises_are_none_of_the_senders(text: str) -> None:
    assert Intent.PROMISE not in intents(text)


@pytest.mark.parametrize(
    "text",
    [
        "If you send me the form, I will file it.",
        "Once you sign, we will ship the rest.",
        "I will update the list when you have answered.",
        "I'll let you know if he finds another one.",
    ],
)
def test_a_promise_with_a_condition_is_marked(text: str) -> None:
    (found,) = (one for one in read(text) if one.intent is Intent.PROMISE)
    assert found.detail["conditional"] == "yes"


def test_a_promise_that_hangs_on_nothing_is_not_marked() -> None:
    (found,) = read("I'll send it today, if possible before noon.")
    assert "conditional" not in found.detail


def test_an_ask_may_want_action_and_information() -> None:
    assert intents("Please review the draft and let me know what you think.") == ASKS


def test_something_to_do_is_asked_even_beside_a_courtesy() -> None:
    text = "Please review the draft and call me if you have any questions."
    assert intents(text) == {Intent.ASK_ACTION}


def test_offsets_point_at_the_sentence_in_the_original() -> None:
    text = "Hi Ann,\n\nthe pump is back. Could you please\nsend me the invoice?\n\nBob"
    (found,) = read(text)
    assert text[found.start : found.end] == "Could you please\nsend me the invoice?"


def test_the_model_is_named_where_it_was_asked() -> None:
    (found,) = read("Take the blue boxes to the north gate and put them on the truck.")
    assert any(cue.startswith("model:") for cue in found.cues)
    assert found.intent is Intent.ASK_ACTION


def test_a_hand_off_names_whom_to_talk_to() -> None:
    (found,) = read("I am not the right person; please write to Dana Reed (dana@harlow.example).")
    assert found.intent is Intent.HAND_OFF
    assert found.detail == {"name": "Dana Reed", "address": "dana@harlow.example"}


def test_one_who_is_away_hands_off_and_asks_nothing() -> None:
    text = "I am out of the office until Monday. Please contact Lee Poe at 555-0101."
    found = {one.intent: one for one in read(text)}
    assert found.keys() == {Intent.ABSENCE, Intent.HAND_OFF}
    assert found[Intent.HAND_OFF].detail["name"] == "Lee Poe"


def test_whoever_covers_is_named_before_the_words() -> None:
    found = {one.intent: one for one in read("I am away this week. Irena will be covering for me.")}
    assert found[Intent.HAND_OFF].detail["name"] == "Irena"


def test_to_call_somebody_is_an_ask_from_one_who_is_here() -> None:
    assert intents("Please call Lee Poe and order two more.") == {Intent.ASK_ACTION}


def test_an_automatic_answer_asks_and_proposes_nothing() -> None:
    text = "I am away until the 4th. Please send me your number. I will reply when I return."
    assert intents(text, kind="auto_reply") == {Intent.ABSENCE, Intent.PROMISE}


@pytest.mark.parametrize("kind", ["bulk", "bounce", "system", "calendar"])
def test_mail_no_person_wrote_says_nothing(kind: str) -> None:
    assert read("Please call me today. Let's meet on Monday.", kind=kind) == ()


def test_an_absence_may_stand_in_the_subject_only() -> None:
    (found,) = read("On Monday. Ring my cell.", subject="Out of the office")[:1]
    assert found.intent is Intent.ABSENCE
    assert "subject" in found.cues
    assert Intent.ABSENCE not in intents("Thanks for asking.", subject="Re: Out of the office")


def test_somebody_elses_absence_is_not_the_senders() -> None:
    assert Intent.ABSENCE not in intents("Joe is on vacation all week, so the tour is off.")


def test_thanks_beside_anything_else_is_not_thanks_only() -> None:
    assert intents("Thanks for the quote. The price went up again.") == set()
    assert intents("FYI.\n\nThanks.\nLee") == set()


def test_quoted_lines_are_not_the_authors_words() -> None:
    assert read("> Could you send me the list?\n> I will call you.\n") == ()


def test_a_meeting_may_be_cancelled_and_proposed_anew() -> None:
    text = "We need to reschedule this meeting and move it to the 24th."
    assert intents(text) == {Intent.MEETING_CANCELLED, Intent.MEETING_PROPOSED}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Please send it by Friday.", date(2026, 3, 13)),
        ("I will call you tomorrow.", date(2026, 3, 12)),
        ("We need this by the end of the week.", date(2026, 3, 13)),
        ("Since we met on Monday, please send the list by the 20th.", date(2026, 3, 20)),
        ("I will send it soon.", None),
        ("As you wrote on March 2, please do not share it.", None),
    ],
)
def test_a_sentence_names_the_day_it_is_due(text: str, day: date | None) -> None:
    assert days().due(text) == day


def test_an_answer_on_return_is_due_on_the_day_of_return() -> None:
    text = "I am away until March 23. I will answer when I return."
    reader = days()
    back = reader.back(text, read(text))
    assert back == date(2026, 3, 23)
    assert reader.due("I will answer when I return.", back=back) == back


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("I'm out on Thursday, but if it can wait until Friday, call me then.", date(2026, 3, 13)),
        ("Let's discuss again on Monday.", date(2026, 3, 16)),
        ("We met yesterday; let's\ndiscuss again on\nMonday.", date(2026, 3, 16)),
        ("Let's hold off for now.", None),
    ],
)
def test_the_day_something_is_put_off_to(text: str, day: date | None) -> None:
    assert days().later(text) == day


@pytest.mark.parametrize(
    ("text", "subject", "day"),
    [
        ("I will be out tomorrow and return on Monday.", "", date(2026, 3, 16)),
        ("I am out of the office from March 16 until March 20.", "", date(2026, 3, 20)),
        ("I am out of the office March 16 through March 20.", "", date(2026, 3, 23)),
        ("I will be out of the office on Friday.", "", date(2026, 3, 16)),
        ("On Thursday. Ring my cell.", "Out of the office", date(2026, 3, 13)),
        ("I am out of the office.", "", None),
        ("Let's meet on Monday.", "", None),
    ],
)
def test_the_day_somebody_is_back(text: str, subject: str, day: date | None) -> None:
    assert days().back(text, read(text, subject=subject), subject) == day


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    for one in read(text, subject=text[:40]):
        assert 0 <= one.start <= one.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "thanks.\n" * 20_000,
        "please call me. " * 9_000,
        "> a\n" * 30_000,
        "İ" * 150_000,
        "? " * 60_000,
    ],
    ids=["thanks", "asks", "quotes", "growing letters", "marks"],
)
def test_long_messages_are_read_in_time(text: str) -> None:
    start = time.process_time()
    read(text)
    assert time.process_time() - start < 6
