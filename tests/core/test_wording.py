"""Reasons and standings in words a colleague would use, and respectful ones."""

import re
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given

from earnest.core.facts import AccountFacts
from earnest.core.judgement import Flag, Reason, State
from earnest.core.ranking import judge
from earnest.core.wording import (
    FLAG_WORDS,
    STATE_WORDS,
    Voice,
    cadence_words,
    headline,
    quote,
    sentence,
)
from tests.relations import (
    FEW,
    NOW,
    UTC_CALENDAR,
    account,
    call,
    day,
    judged,
    mail,
    meeting,
    past_moments,
    promise,
    relationships,
    restraint,
)

VOICE = Voice(NOW, UTC_CALENDAR, {1: "Ann", 2: "Ben"})
BLAME = re.compile(r"\b(ghost|ignor|fail|refus|blam|fault|lazy|rude|never answer)", re.IGNORECASE)


def said(facts: AccountFacts) -> str:
    return " ".join(sentence(reason, VOICE) for reason in judged(facts).standing.reasons)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            account(mail(9, "in", "t", "Can you send the drawings?")),
            "Ann asked on 9 November: “Can you send the drawings?” Nothing from us since, 9 days.",
        ),
        (
            account(call(5), commitments=(promise("Send the comparison.", 3),)),
            "We promised, by 15 November: Send the comparison. It is 3 days late.",
        ),
        (
            account(meeting(10, "cancelled")),
            "The meeting of 8 November was cancelled and none is rebooked.",
        ),
        (
            account(call(40), restraints=(restraint("not_before", until=0, contact=1, since=30),)),
            "Ann asked on 19 October to come back on 18 November. That is today.",
        ),
        (
            account(restraints=(restraint("stop", words="Take us off your list."),)),
            "Asked not to be contacted. “Take us off your list.”",
        ),
        (
            account(restraints=(restraint("not_before", until=-30),)),
            "Nothing until 18 December, as they asked.",
        ),
        (account(meeting(-2, "planned")), "A next meeting or call is agreed for 20 November."),
        (account(), "No conversation yet, and nothing tried."),
        (
            account(mail(9, "out"), mail(4, "in", "u")),
            "No conversation yet; last word from them on 14 November.",
        ),
        (
            account(mail(9, "out"), mail(4, "out")),
            "No conversation yet. We wrote or called twice, first on 9 November.",
        ),
        (
            account(call(75)),
            "It is 75 days since you last spoke, on 4 September; the cadence is monthly. "
            "Nothing is agreed.",
        ),
        (
            account(call(29)),
            "A conversation is due tomorrow: the cadence is monthly, you last spoke on 20 October.",
        ),
        (account(call(9)), "You last spoke on 9 November, 9 days ago; the cadence is monthly."),
    ],
)
def test_a_reason_reads_as_a_colleague_would_say_it(facts: AccountFacts, words: str) -> None:
    assert words in said(facts)


def test_a_person_who_goes_quiet_is_measured_by_their_own_rhythm() -> None:
    talks = [call(12 + 4 * index) for index in range(6)]
    ours = mail(5, "out", "t", "Shall we meet?")
    assert "Usually we hear from them every 4 days; it has been 12 days, after one attempt" in said(
        account(*talks, ours)
    )
    daily = [call(12 + index) for index in range(6)]
    assert "every day; it has been 12 days" in said(account(*daily, ours))


def test_C4_a_late_commitment_of_theirs_is_no_reproach() -> None:
    words = said(account(commitments=(promise("Name the buyer", 3, "theirs", contact=2),)))
    assert words.startswith("Ben agreed to this by 15 November: Name the buyer.")
    assert "take off their hands" in words


def test_another_year_is_named() -> None:
    assert VOICE.day(day(0)) == "18 November"
    assert VOICE.day(day(400)) == "14 October 2025"


def test_whoever_is_not_known_by_name_is_they() -> None:
    assert VOICE.who(Reason("x", contact=77)) == "They"
    assert VOICE.who(Reason("x")) == "They"


def test_long_quotes_are_cut_at_a_word_and_white_space_is_folded() -> None:
    cut = quote("word\n\n" * 100)
    assert len(cut) < 170
    assert cut.endswith("word …”")
    assert quote(" two\n words ") == "“two words”"


def test_a_cadence_is_said_in_words() -> None:
    assert [cadence_words(n) for n in (7, 30, 90, 40)] == [
        "weekly", "monthly", "quarterly", "every 40 days",
    ]  # fmt: skip


def test_every_state_and_flag_has_a_name() -> None:
    assert set(STATE_WORDS) == set(State)
    assert set(FLAG_WORDS) == set(Flag)


def test_what_waits_outweighs_the_state_in_the_label() -> None:
    both = frozenset({Flag.CANCELLED, Flag.THEY_WAIT})
    assert headline(State.NEGLECTED, both) == ("they_wait", "They wait")
    assert headline(State.NEGLECTED, frozenset()) == ("neglected", "Neglected")
    assert headline(State.DARK, frozenset({Flag.THEIRS_LATE}))[0] == "dark"


@pytest.mark.parametrize("state", [State.STOPPED, State.PAUSED])
def test_nothing_outweighs_a_stop_or_a_pause(state: State) -> None:
    assert headline(state, frozenset(Flag)) == (state.value, STATE_WORDS[state])


def test_no_words_of_ours_blame_the_client() -> None:
    ours = " ".join((*STATE_WORDS.values(), *FLAG_WORDS.values()))
    assert not BLAME.search(ours)


@FEW
@given(relationships(), past_moments)
def test_every_reason_makes_a_whole_sentence(facts: AccountFacts, now: datetime) -> None:
    voice = replace(VOICE, now=now)
    for reason in judge(facts, now, UTC_CALENDAR).standing.reasons:
        text = sentence(reason, voice)
        assert re.fullmatch(r"[A-Z“].*[.?”]", text), text
        assert "None" not in text
        assert not re.search(r"-\d+ days|\b1 days\b", text), text
        assert not BLAME.search(text)
