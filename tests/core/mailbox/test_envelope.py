"""Subjects, line prints and digests: what a message is known by."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.core.mail import Address
from earnest.core.mailbox.envelope import (
    Subject,
    content_digest,
    id_digest,
    line_print,
    line_prints,
    read_subject,
)
from tests.envelopes import ANA, BO, letter

ANA_ADDRESS = Address(ANA, "Ana Reyes")
AT = datetime(2026, 3, 2, 9, 30, 12, tzinfo=UTC)
TEXT = "The crane arrives on Tuesday.\nPlease have the yard cleared."


def digest(
    sender: Address = ANA_ADDRESS,
    at: datetime | None = AT,
    subject: str = "Crane",
    text: str = TEXT,
    raw: bytes = b"raw",
) -> str:
    return content_digest(sender, at, subject, text, raw)


@pytest.mark.parametrize(
    ("text", "base", "reply", "forward"),
    [
        ("Depot plan", "depot plan", False, False),
        ("Re: Depot plan", "depot plan", True, False),
        ("RE[2]: re: Depot  plan ", "depot plan", True, False),
        ("AW: WG: Depot plan", "depot plan", True, True),
        ("[uk-sites] Re: Depot plan", "depot plan", True, False),
        ("Fwd: [uk-sites] Depot plan", "depot plan", False, True),
        ("SV: Depot", "depot", True, False),
        ("Reply: no prefix", "reply: no prefix", False, False),
        ("", "", False, False),
        ("Re:", "", True, False),
    ],
)
def test_a_subject_is_read_without_its_prefixes(
    text: str, base: str, reply: bool, forward: bool
) -> None:
    assert read_subject(text) == Subject(base, reply, forward)


@given(st.text(max_size=80))
def test_a_prefix_changes_nothing_but_that_it_is_a_reply(text: str) -> None:
    plain, reply = read_subject(text), read_subject("Re: " + text)
    assert reply.is_reply
    assert plain.base == reply.base or len(text) > 20


def test_a_line_is_known_again_when_quoted_and_wrapped() -> None:
    line = "The crane arrives on Tuesday and needs forty metres of free yard."
    assert line_print(line) == line_print("> > " + line.upper())
    assert line_print(line) == line_print(line[:62])
    assert line_print("Thanks, Ana") == ""


def test_only_the_first_telling_lines_are_kept() -> None:
    text = "\n".join(f"This is telling line number {n} of the letter." for n in range(20))
    assert len(line_prints(text)) == 6
    assert line_prints(text, most=2) == line_prints(text)[:2]
    assert line_prints("Hi\n\nThanks\n") == ()


def test_a_copy_that_was_wrapped_or_prefixed_is_the_same_mail() -> None:
    assert digest() == digest(subject="RE: crane", text=TEXT.replace("\n", "\r\n  "))
    assert digest() == digest(at=AT.replace(second=59), raw=b"other")


def test_another_sender_minute_subject_or_text_is_another_mail() -> None:
    others = [
        digest(sender=Address(BO)),
        digest(at=AT.replace(minute=31)),
        digest(subject="Crane 2"),
        digest(text=TEXT.replace("Tuesday", "Thursday")),
    ]
    assert len({digest(), *others}) == 5


def test_long_mail_that_differs_only_at_its_end_is_another_mail() -> None:
    template = "Terms of hire, as agreed for every machine of this kind. " * 600
    assert digest(text=template + "Machine 7") != digest(text=template + "Machine 8")


def test_mail_with_nothing_to_know_it_by_is_told_apart_by_its_bytes() -> None:
    assert digest(text="", raw=b"a") != digest(text="", raw=b"b")
    assert digest(at=None, text="ok", raw=b"a") != digest(at=None, text="ok", raw=b"b")


@given(st.text(), st.text())
def test_any_text_has_a_digest(subject: str, text: str) -> None:
    assert len(digest(subject=subject + "\ud800", text=text)) == 32


def test_a_message_id_counts_with_its_sender() -> None:
    assert id_digest("", ANA_ADDRESS) is None
    assert id_digest("<1@x>", ANA_ADDRESS) != id_digest("<1@x>", Address(BO))


def test_an_envelope_knows_everyone_it_names() -> None:
    assert letter(ANA, BO, cc=("", "x@y.example")).people == {ANA, BO, "x@y.example"}
