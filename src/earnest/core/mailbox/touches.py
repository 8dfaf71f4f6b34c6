"""Touches out of mail: each message that crosses the line is one touch per person it was for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from earnest.core.facts import Direction
from earnest.core.mailbox.envelope import read_subject
from earnest.core.mailbox.people import Exchange

# A question to a crowd waits for nobody in particular.
ASKED_AMONG = 4


@dataclass(frozen=True, slots=True)
class MailTouch:
    """A touch by mail, before it has a row: `message` is the message's id, `contact` the key of
    the contact, `question` what the sender asked the other side in so many words; `replied` says
    that it is theirs and answers something of ours."""

    message: int
    contact: str
    at: datetime
    direction: Direction
    thread: str
    question: str
    replied: bool = False


def mail_touches(
    exchanges: Iterable[Exchange], threads: Mapping[int, str], contacts: Mapping[str, str]
) -> Iterator[MailTouch]:
    """The touches of these exchanges. `contacts` maps each known outside address to the key of
    its contact; people who are not contacts have no touches. Announcements are no touches."""
    for exchange in exchanges:
        if not exchange.personal:
            continue
        envelope = exchange.envelope
        assert envelope.at is not None
        keys = dict.fromkeys(contacts[email] for email in exchange.outside if email in contacts)
        for key in keys:
            yield MailTouch(
                message=envelope.id,
                contact=key,
                at=envelope.at,
                direction=Direction.OUT if exchange.out else Direction.IN,
                thread=threads.get(envelope.id, ""),
                question=_question(exchange, len(keys)),
                replied=_is_reply(exchange),
            )


def _is_reply(exchange: Exchange) -> bool:
    """Whether it answers one of us: their mail program calls it a reply and it came to the owner.
    Much exported mail has lost what was replied to."""
    if exchange.out or not exchange.direct or not exchange.envelope.prints:
        return False
    subject = read_subject(exchange.envelope.subject)
    return subject.is_reply and not subject.is_forward


def _question(exchange: Exchange, people: int) -> str:
    """What was asked of the other side: of us only when we were named and few were asked."""
    envelope = exchange.envelope
    if exchange.out:
        return envelope.question if people <= ASKED_AMONG else ""
    asked = sum(1 for party in envelope.parties if party.role == "to")
    return envelope.question if exchange.direct and asked <= ASKED_AMONG else ""
