"""The three clocks: what counts as an attempt, a conversation and a word of theirs."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.core.clocks import Clocks, read_clocks
from earnest.core.facts import Medium, Outcome, Touch
from tests.relations import NOW, ago, call, exchange, mail, meeting, past_moments, spoken, touches


def clocks(*items: Touch, days: float = 0) -> Clocks:
    return read_clocks(items, ago(days))


def test_an_account_without_touches_has_no_clocks() -> None:
    assert clocks() == Clocks()


def test_a_sent_email_alone_is_an_attempt_and_no_conversation() -> None:
    ours = mail(5, "out")
    found = clocks(ours)
    assert (found.last_attempt, found.attempts) == (ours, (ours,))
    assert found.last_conversation is None
    assert found.last_word is None


def test_a_mail_of_theirs_alone_is_their_word_and_no_conversation() -> None:
    theirs = mail(5, "in", "t")
    found = clocks(theirs)
    assert found.last_word == theirs
    assert found.last_conversation is None
    assert found.last_attempt is None


def test_their_reply_in_our_thread_is_a_conversation() -> None:
    reply = mail(4, "in", "t")
    assert clocks(mail(5, "out", "t"), reply).last_conversation == reply


def test_a_reply_of_theirs_is_a_conversation_though_what_it_answers_is_lost() -> None:
    reply = replace(mail(4, "in", "t"), outcome=Outcome.REPLIED)
    assert clocks(reply).last_conversation == reply
    assert clocks(reply, mail(3, "out", "t")).conversations == 1


def test_mail_in_another_thread_is_no_reply() -> None:
    found = clocks(mail(5, "out", "t"), mail(4, "in", "u"))
    assert found.last_conversation is None


def test_our_answer_makes_their_mail_a_conversation_dated_by_their_word() -> None:
    theirs, ours = mail(40, "in", "t"), mail(2, "out", "t")
    found = clocks(theirs, ours)
    assert found.last_conversation == theirs
    assert found.last_attempt == ours


def test_D1_nothing_we_send_moves_the_last_conversation() -> None:
    held = meeting(90)
    later = [mail(days, "out", "t") for days in (80, 60, 40, 20, 1)]
    assert clocks(held, *later).last_conversation == held


@pytest.mark.parametrize("outcome", ["talked", "held", "call_back", "not_until", "declined"])
@pytest.mark.parametrize("way", ["in", "out"])
def test_a_call_in_which_both_spoke_is_a_conversation(outcome: str, way: str) -> None:
    spoke = call(3, outcome, way)
    found = clocks(spoke)
    assert found.last_conversation == spoke
    assert found.last_word == spoke
    assert found.attempts == ()


@pytest.mark.parametrize("outcome", ["", "voicemail", "no_answer", "gatekeeper", "wrong_number"])
def test_a_call_that_reached_nobody_is_only_an_attempt(outcome: str) -> None:
    tried = call(3, outcome)
    found = clocks(tried)
    assert found.attempts == (tried,)
    assert found.last_conversation is None


@pytest.mark.parametrize("outcome", ["planned", "cancelled"])
def test_a_meeting_that_is_planned_or_was_cancelled_did_not_take_place(outcome: str) -> None:
    assert clocks(meeting(3, outcome)) == Clocks()


def test_a_voicemail_we_left_is_an_attempt() -> None:
    left = spoken(1, Medium.VOICEMAIL, "", "out")
    assert clocks(left).attempts == (left,)


def test_a_call_of_theirs_that_we_missed_waits_until_we_speak_or_write() -> None:
    missed = call(3, "voicemail", "in")
    assert clocks(missed).waiting == missed
    assert clocks(missed, mail(2, "out")).waiting is None
    assert clocks(missed, call(2, "talked")).waiting is None


def test_what_lies_after_the_moment_asked_about_is_not_known_yet() -> None:
    early, late = mail(20, "out", "t"), mail(10, "in", "t")
    assert clocks(early, late, days=15).last_word is None
    assert clocks(early, late, days=10).last_word == late


def test_their_word_ends_the_count_of_unanswered_attempts() -> None:
    tries = [mail(days, "out", f"t{days}") for days in (9, 8, 7)]
    assert len(clocks(*tries).attempts) == 3
    assert clocks(*tries, mail(6, "in", "u")).attempts == ()


def test_an_answer_to_their_mail_is_not_an_unanswered_attempt() -> None:
    assert clocks(mail(6, "in", "t"), mail(5, "out", "t")).attempts == ()


def test_an_answer_that_asks_something_is_an_attempt() -> None:
    asked = mail(5, "out", "t", "Shall we meet on the 3rd?")
    found = clocks(mail(6, "in", "t"), asked)
    assert found.attempts == (asked,)
    assert found.our_question == asked


def test_a_second_mail_after_the_answer_is_an_attempt() -> None:
    second = mail(3, "out", "t")
    assert clocks(mail(6, "in", "t"), mail(5, "out", "t"), second).attempts == (second,)


def test_one_mail_to_several_people_is_one_attempt() -> None:
    first = mail(3, "out", "t", contact=1)
    copies = [Touch(first.at, first.medium, first.direction, n, thread="t", ref=first.ref)
              for n in (2, 3)]  # fmt: skip
    found = clocks(first, *copies)
    assert len(found.attempts) == 1


def test_one_answer_to_several_people_is_no_attempt() -> None:
    answer = mail(3, "out", "t", contact=1)
    copy = Touch(answer.at, answer.medium, answer.direction, 2, thread="t", ref=answer.ref)
    assert clocks(mail(4, "in", "t"), answer, copy).attempts == ()


def test_their_question_waits_until_we_write_to_them() -> None:
    asked = mail(6, "in", "t", "Can you send the drawings?")
    assert clocks(asked).waiting == asked
    assert clocks(asked, mail(5, "out", "u")).waiting is None


def test_their_question_waits_on_when_we_write_to_someone_else() -> None:
    asked = mail(6, "in", "t", "Can you send the drawings?")
    assert clocks(asked, mail(5, "out", "u", contact=2)).waiting == asked


def test_an_answer_in_the_thread_to_a_colleague_settles_the_question() -> None:
    asked = mail(6, "in", "t", "Can you send the drawings?")
    assert clocks(asked, mail(5, "out", "t", contact=2)).waiting is None


def test_a_word_of_theirs_without_a_question_settles_the_one_before() -> None:
    asked = mail(6, "in", "t", "Can you send the drawings?")
    assert clocks(asked, mail(5, "in", "t")).waiting is None


def test_the_oldest_of_several_questions_is_the_one_that_waits() -> None:
    first, second = mail(9, "in", "t", "Which depot?"), mail(6, "in", "u", "And by when?")
    assert clocks(second, first).waiting == first


def test_one_word_of_theirs_counts_once_however_late_we_answer() -> None:
    theirs = mail(50, "in", "t")
    others = [touch for days in (40, 30, 20, 10) for touch in exchange(days, f"t{days}")]
    answered = [mail(45, "out", "t"), mail(5, "out", "t")]
    assert clocks(theirs, *others, *answered).conversations == 5


def test_gaps_are_days_between_conversations_on_different_days() -> None:
    talks = [call(days) for days in (40, 30, 25, 25.01)]
    found = clocks(*talks)
    assert [round(gap) for gap in found.gaps] == [10, 5]
    assert found.conversations == 4


def test_a_usual_gap_needs_three_gaps() -> None:
    assert clocks(*[call(days) for days in (30, 20, 10)]).usual_gap is None
    assert clocks(*[call(days) for days in (40, 30, 20, 10)]).usual_gap == 10


def test_people_and_months_are_counted_by_conversations() -> None:
    found = clocks(call(70, contact=1), call(40, contact=2), call(39, contact=2), mail(1, "out"))
    assert (found.people, found.months) == (2, 2)
    assert found.first_conversation == ago(70)


@given(st.lists(touches(), max_size=12), past_moments, st.randoms(use_true_random=False))
def test_clocks_are_the_same_whatever_order_touches_come_in(
    items: list[Touch], now: datetime, random: Random
) -> None:
    shuffled = list(items)
    random.shuffle(shuffled)
    assert read_clocks(shuffled, now) == read_clocks(items, now)


@given(st.lists(touches(), max_size=12))
def test_D1_an_email_of_ours_never_moves_conversation_or_their_word(items: list[Touch]) -> None:
    before = read_clocks(items, NOW)
    ours = mail(-0.001, "out")
    after = read_clocks([*items, ours], NOW + timedelta(minutes=5))
    if not any(NOW < item.at <= NOW + timedelta(minutes=5) for item in items):
        assert after.last_conversation == before.last_conversation
        assert after.last_word == before.last_word


@given(st.lists(touches(), max_size=12), past_moments)
def test_every_conversation_is_a_touch_in_which_they_spoke(
    items: list[Touch], now: datetime
) -> None:
    found = read_clocks(items, now)
    talk = found.last_conversation
    if talk is not None:
        assert talk.direction == "in" or talk.outcome not in {Outcome.NONE, Outcome.VOICEMAIL}
        assert talk.at <= now
    assert all(attempt.direction == "out" for attempt in found.attempts)
