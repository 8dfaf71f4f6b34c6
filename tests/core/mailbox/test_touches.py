"""Touches out of mail: one for each message and person, with the question it asked."""

from typing import Any

from hypothesis import given

from earnest.core.mailbox.envelope import Envelope
from earnest.core.mailbox.threading import assign_threads
from earnest.core.mailbox.touches import MailTouch, mail_touches
from tests.envelopes import ANA, BO, CY, FEW, ME, exchanges, letter, mailboxes

ASK = "Is Tuesday fine?"


def touches(*mail: Envelope, known: tuple[str, ...] = (ANA, BO, CY)) -> list[MailTouch]:
    keys = {email: email for email in known}
    return list(mail_touches(exchanges(*mail), assign_threads(mail), keys))


def test_mail_to_two_people_is_one_touch_with_each() -> None:
    sent = letter(ME, ANA, BO)
    assert [(t.contact, t.direction, t.message) for t in touches(sent)] == [
        (ANA, "out", sent.id),
        (BO, "out", sent.id),
    ]


def test_two_addresses_of_one_person_make_one_touch() -> None:
    mail = letter(ME, ANA, CY)
    found = list(mail_touches(exchanges(mail), {}, {ANA: "ana", CY: "ana"}))
    assert [t.contact for t in found] == ["ana"]


def test_who_is_no_contact_has_no_touches() -> None:
    assert touches(letter(CY, ME), known=(ANA,)) == []


def test_an_announcement_is_no_touch() -> None:
    assert touches(letter(ME, ANA, *[f"p{n}@co{n}.example" for n in range(9)])) == []


def test_their_question_counts_when_it_was_put_to_us() -> None:
    assert [t.question for t in touches(letter(ANA, ME, question=ASK))] == [ASK]
    assert [t.question for t in touches(letter(ANA, BO, cc=(ME,), question=ASK))] == [""]


def test_a_reply_to_us_is_told_by_its_subject_where_what_it_answers_is_lost() -> None:
    def replied(sender: str, to: str, **values: Any) -> list[bool]:
        return [touch.replied for touch in touches(letter(sender, to, **values))]

    assert replied(ANA, ME, subject="RE: Crane hire") == [True]
    assert replied(ANA, ME, subject="Crane hire") == [False]
    assert replied(ANA, ME, subject="FW: Re: Crane hire") == [False]
    assert replied(ANA, ME, subject="RE: Crane hire", prints=()) == [False]
    assert replied(ME, ANA, subject="RE: Crane hire") == [False]


def test_a_question_to_a_crowd_waits_for_nobody() -> None:
    crowd = [f"p{n}@co{n}.example" for n in range(4)]
    assert [t.question for t in touches(letter(ANA, ME, *crowd, question=ASK))] == [""]
    out = touches(letter(ME, ANA, BO, *crowd, question=ASK), known=(ANA, BO, *crowd))
    assert {t.question for t in out} == {""}


@FEW
@given(mailboxes)
def test_a_message_touches_each_person_once(mail: tuple[Envelope, ...]) -> None:
    found = touches(*mail)
    assert len({(t.message, t.contact) for t in found}) == len(found)
    known = {e.id: e for e in mail}
    assert all(known[t.message].kind in {"human", "list"} for t in found)
