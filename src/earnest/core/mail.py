"""A mail message as plain values: what adapters hand to the core, all that it knows of mail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox in a header. `email` is lower case and empty when none could be read."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a message that had to be repaired or given up: a stable code, a short detail."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A MIME leaf that is not the body text. `text` is kept only for the machine-readable kinds
    (text/calendar, message/delivery-status, returned headers); attachments carry none."""

    content_type: str
    filename: str = ""
    size: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """One parsed message.

    `date` is aware UTC, None when the header cannot be right; `offset` is the sender's own offset
    from UTC in minutes, None when unknown ("-0000" or missing). `headers` holds the lower-cased
    names that reading needs (list-*, auto-submitted, precedence, x-...), each with all its values
    in order. `text` is the plain body, made from `html` when there is no plain part; `html` is as
    sent, not yet safe to show.
    """

    message_id: str = ""
    date: datetime | None = None
    offset: int | None = None
    from_: Address = Address("")
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    subject: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    content_type: str = "text/plain"
    text: str = ""
    html: str = ""
    parts: tuple[Part, ...] = ()
    problems: tuple[Problem, ...] = ()

    def header(self, name: str) -> str:
        """The first value of a header, empty when absent. `name` is lower case."""
        values = self.headers.get(name, ())
        return values[0] if values else ""
