"""A message reduced to what the whole-mailbox questions need: no body, so a mailbox fits."""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from earnest.core.mail import Address

# "Re:", "AW: Fwd:", "[list] Re[2]:" and their like, in the languages mail programs write them.
_PREFIX = re.compile(
    r"^(?:(?P<re>re|aw|antw|sv|vs|odp|ref|res|rif|r)|(?P<fwd>fwd?|wg|tr|rv|enc|i|vl|doorst))"
    r"(?:\s?[\[(]\d{1,3}[\])])?\s?:\s*",
    re.IGNORECASE,
)
_LIST_TAG = re.compile(r"^\[[^\]]{1,60}\]\s*")
_NOT_WORD = re.compile(r"[\W_]+")
_PRINT_LENGTH = 48
_PRINT_LEAST = 18
_LINE_READ = 120
_TEXT_READ = 6000
# Far enough that mail made from one long template is not taken for copies of each other.
_TEXT_HASHED = 200_000


@dataclass(frozen=True, slots=True)
class Party:
    """An address in a header with its role: to, cc or bcc."""

    role: str
    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One stored message without its body. `at` is None when its date cannot be known; `prints`
    and `quotes` are digests of first lines of the own text and of the quoted text."""

    id: int
    key: str
    at: datetime | None
    sender: str
    sender_name: str
    parties: tuple[Party, ...]
    subject: str
    kind: str
    message_id: str = ""
    references: tuple[str, ...] = ()
    prints: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    question: str = ""
    folder: str = ""

    @property
    def people(self) -> frozenset[str]:
        """Everyone the message names, the sender included."""
        return frozenset({self.sender, *(party.email for party in self.parties)} - {""})


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject without its prefixes, and whether they said reply or forward."""

    base: str
    is_reply: bool
    is_forward: bool


def read_subject(text: str) -> Subject:
    """Strip list tags and reply and forward prefixes; fold case and spaces."""
    rest, reply, forward = text.strip(), False, False
    for _ in range(12):
        match = _PREFIX.match(rest)
        if match:
            reply = reply or match["re"] is not None
            forward = forward or match["fwd"] is not None
        else:
            match = _LIST_TAG.match(rest)
            if not match:
                break
        rest = rest[match.end() :]
    return Subject(" ".join(rest.lower().split()), reply, forward)


def line_print(line: str) -> str:
    """A short digest of a line of text that survives quoting and wrapping at its end; empty for
    a line too short to tell one message from another."""
    letters = _NOT_WORD.sub("", line[:_LINE_READ].lower())[:_PRINT_LENGTH]
    if len(letters) < _PRINT_LEAST:
        return ""
    return blake2b(letters.encode(), digest_size=6).hexdigest()


def line_prints(text: str, most: int = 6) -> tuple[str, ...]:
    """Digests of the first lines long enough to have one, quote marks aside."""
    found: list[str] = []
    for line in text[:_TEXT_READ].splitlines():
        if len(line) < _PRINT_LEAST:
            continue
        digest = line_print(line)
        if digest and digest not in found:
            found.append(digest)
            if len(found) == most:
                break
    return tuple(found)


def content_digest(
    sender: Address, at: datetime | None, subject: str, text: str, fallback: bytes
) -> str:
    """A digest by which the same mail is known again under another Message-ID: sender, minute,
    subject and the text without its white space. `fallback` is hashed in when there is no text to
    go by."""
    letters = "".join(text[:_TEXT_HASHED].lower().split())
    minute = at.strftime("%Y%m%d%H%M") if at else ""
    digest = blake2b(digest_size=16)
    for piece in (sender.email or sender.name, minute, read_subject(subject).base, letters):
        digest.update(piece.encode("utf-8", "surrogatepass") + b"\0")
    if not letters or not (minute or len(letters) > 200):
        digest.update(fallback.strip())
    return digest.hexdigest()


def id_digest(message_id: str, sender: Address) -> str | None:
    """A digest of the Message-ID with its sender; None where there is no Message-ID."""
    if not message_id:
        return None
    text = f"{message_id}\0{sender.email}"
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
