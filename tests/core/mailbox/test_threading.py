"""Which mail belongs together, with References and without."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.core.mailbox.envelope import Envelope
from earnest.core.mailbox.threading import assign_threads
from tests.envelopes import ANA, BO, CY, FEW, ME, letter, mailboxes


def threads(*mail: Envelope) -> list[list[int]]:
    """The messages by their place in `mail`, grouped by thread."""
    named = assign_threads(mail)
    groups: dict[str, list[int]] = {}
    for place, envelope in enumerate(mail):
        groups.setdefault(named[envelope.id], []).append(place)
    return list(groups.values())


def test_references_join_a_thread_whatever_the_subject() -> None:
    first = letter(ANA, ME, subject="Crane", message_id="<1@x>")
    reply = letter(ME, ANA, days=90, subject="Something else", references=("<1@x>",))
    assert threads(first, reply) == [[0, 1]]


def test_answers_to_mail_we_do_not_hold_belong_together() -> None:
    one, other = (letter(ANA, ME, days=n, references=("<lost@x>",)) for n in (1, 2))
    assert threads(one, other) == [[0, 1]]


def test_without_references_a_reply_joins_by_subject_and_people() -> None:
    first = letter(ANA, ME, subject="Crane hire")
    assert threads(first, letter(ME, ANA, days=2, subject="RE: Crane  Hire")) == [[0, 1]]
    assert threads(first, letter(ME, ANA, days=2, subject="Crane hire")) == [[0], [1]]
    assert threads(first, letter(CY, ME, days=2, subject="Re: Crane hire")) == [[0], [1]]


def test_the_same_subject_months_later_is_another_thread() -> None:
    first = letter(ANA, ME, subject="Invoice March")
    assert threads(first, letter(ME, ANA, days=45, subject="Re: Invoice March")) == [[0, 1]]
    assert threads(first, letter(ME, ANA, days=46, subject="Re: Invoice March")) == [[0], [1]]


@pytest.mark.parametrize("subject", ["", "Hello", "question", "(no subject)"])
def test_a_subject_everybody_writes_joins_nothing(subject: str) -> None:
    first = letter(ANA, ME, subject=subject)
    assert threads(first, letter(ME, ANA, days=1, subject=f"Re: {subject}")) == [[0], [1]]


def test_quoted_words_join_a_thread_under_any_subject() -> None:
    first = letter(ANA, ME, subject="Hello", prints=("a1", "b2"))
    quoting = letter(ME, ANA, days=100, subject="Plan", quotes=("b2",))
    assert threads(first, quoting) == [[0, 1]]


def test_quoted_words_of_strangers_or_of_long_ago_join_nothing() -> None:
    first = letter(ANA, ME, prints=("a1",))
    assert threads(first, letter(CY, BO, days=1, quotes=("a1",))) == [[0], [1]]
    assert threads(first, letter(ME, ANA, days=121, quotes=("a1",))) == [[0], [1]]


def test_a_thread_is_named_after_its_earliest_message() -> None:
    first = letter(ANA, ME, days=1, message_id="<1@x>")
    reply = letter(ME, ANA, days=2, references=("<1@x>",))
    assert set(assign_threads([reply, first]).values()) == {first.key}


def test_mail_without_a_date_is_joined_by_references_only() -> None:
    first = letter(ANA, ME, subject="Crane", message_id="<1@x>")
    undated = letter(ME, ANA, at=None, subject="Re: Crane")
    assert threads(first, undated) == [[0], [1]]
    answering = letter(ME, ANA, at=None, references=("<1@x>",))
    assert threads(first, answering) == [[0, 1]]


@FEW
@given(mailboxes, st.randoms(use_true_random=False))
def test_threads_are_the_same_whatever_order_mail_comes_in(
    mail: tuple[Envelope, ...], random: Random
) -> None:
    assert assign_threads(random.sample(mail, len(mail))) == assign_threads(mail)


@FEW
@given(mailboxes)
def test_every_message_is_in_one_thread_named_after_one_of_its_own(
    mail: tuple[Envelope, ...],
) -> None:
    found = assign_threads(mail)
    keys = {envelope.id: envelope.key for envelope in mail}
    assert set(found) == set(keys)
    for name in set(found.values()):
        assert name in {keys[number] for number, thread in found.items() if thread == name}


@FEW
@given(mailboxes, st.integers(0, 12))
def test_more_mail_never_takes_referenced_mail_apart(mail: tuple[Envelope, ...], size: int) -> None:
    plain = [e for e in mail if e.references or e.message_id]
    few = assign_threads([e for e in plain[:size] if e.references])
    all_of_it = assign_threads(plain)
    for one in few:
        for other in few:
            if few[one] == few[other] and _linked(plain, one, other):
                assert all_of_it[one] == all_of_it[other]


def _linked(mail: list[Envelope], one: int, other: int) -> bool:
    names = {e.id: {e.message_id, *e.references} - {""} for e in mail}
    return bool(names[one] & names[other])
