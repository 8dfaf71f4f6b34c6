"""One raw message read into what the record keeps of it. Pure work: it runs in worker processes."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from earnest.adapters.mail.sources import RawItem, parse_item
from earnest.app.saying import findings, question_of, saying_ready
from earnest.core.mail import Mail, Problem
from earnest.core.mailbox.envelope import content_digest, id_digest, line_prints
from earnest.core.notices import notice_values
from earnest.core.reading.kind import classify
from earnest.core.reading.kind_phrases import KindPhrases
from earnest.core.reading.newtext import NewText, split_text
from earnest.core.reading.newtext_phrases import MailPhrases
from earnest.rulepacks.kinds import kind_phrases
from earnest.rulepacks.mailtext import load_mail_phrases

MOST_PARTIES = 200
ASKING_KINDS = frozenset({"human", "list"})


@dataclass(frozen=True, slots=True)
class ReadMessage:
    """A message as it will be kept: the columns of Message and MessageBody, as plain values."""

    by_id: str | None
    by_content: str
    message_id: str
    references: list[str]
    at: datetime | None
    offset: int | None
    sender: str
    sender_name: str
    parties: list[list[str]]
    subject: str
    folder: str
    kind: str
    kind_why: str
    question: str
    prints: dict[str, list[str]]
    signature: str
    problems: list[list[str]]
    notice: dict[str, Any]
    text: str
    own: str
    html: str
    spans: list[list[int]]
    says: list[dict[str, Any]]


@lru_cache(maxsize=1)
def _packs() -> tuple[MailPhrases, KindPhrases]:
    return load_mail_phrases(), kind_phrases()


def reading_ready() -> None:
    """Load all rule packs and models now rather than with the first message."""
    _packs()
    saying_ready()


def read_item(item: RawItem, latest: datetime) -> ReadMessage | list[list[str]]:
    """Read one item of a source; dates after `latest` cannot be. Bytes that are no message at all
    give the list of problems instead."""
    mail = parse_item(item, latest)
    problems = [[problem.code, problem.detail] for problem in mail.problems]
    if _is_nothing(mail):
        return problems or [["empty", "no headers and no text"]]
    return read_mail(mail, fallback=item.data)


def _is_nothing(mail: Mail) -> bool:
    """Whether there is nothing to know a message by: no sender, no subject, no recipient."""
    broken = any(problem.code in {"header-broken", "empty"} for problem in mail.problems)
    named = mail.from_.email or mail.subject or mail.to or mail.cc or mail.message_id
    return broken and not named


def read_mail(mail: Mail, *, fallback: bytes = b"") -> ReadMessage:
    """What the record keeps of a parsed message."""
    phrases, kinds = _packs()
    # Offsets are into the text as it is kept.
    text = clean(mail.text)
    parts = split_text(text, phrases=phrases)
    kind = classify(mail, phrases=kinds, own_text=parts.own)
    own = clean(parts.own)
    says = findings(
        own, subject=mail.subject, kind=str(kind.kind), at=mail.date, offset=mail.offset
    )
    return ReadMessage(
        by_id=id_digest(mail.message_id, mail.from_),
        by_content=content_digest(mail.from_, mail.date, mail.subject, mail.text, fallback),
        message_id=clean(mail.message_id)[:500],
        references=list(dict.fromkeys((*mail.references, *mail.in_reply_to)))[-40:],
        at=mail.date,
        offset=mail.offset,
        sender=clean(mail.from_.email)[:320],
        sender_name=clean(mail.from_.name)[:200],
        parties=_parties(mail),
        subject=clean(mail.subject),
        folder=clean(mail.header("x-folder"))[:300],
        kind=str(kind.kind),
        kind_why="; ".join(kind.cues)[:300],
        question=question_of(own, says) if kind.kind in ASKING_KINDS else "",
        prints=_prints(text, parts),
        signature=clean(parts.signature)[:2000],
        problems=_problems(mail.problems),
        notice=_cleaned(notice_values(kind)),
        text=text,
        own=own,
        html=clean(mail.html),
        spans=[list(span) for span in parts.spans],
        says=says,
    )


def _parties(mail: Mail) -> list[list[str]]:
    roles = (("to", mail.to), ("cc", mail.cc), ("bcc", mail.bcc))
    found = [
        [role, clean(address.email)[:320], clean(address.name)[:200]]
        for role, addresses in roles
        for address in addresses
    ]
    return found[:MOST_PARTIES]


def _prints(text: str, parts: NewText) -> dict[str, list[str]]:
    quoted = "\n".join(text[quote.start : quote.end][:1500] for quote in parts.quoted[:3])
    return {"own": list(line_prints(parts.own)), "quoted": list(line_prints(quoted))}


def _problems(problems: tuple[Problem, ...]) -> list[list[str]]:
    return [[problem.code, clean(problem.detail)[:200]] for problem in problems]


def _cleaned(values: dict[str, Any]) -> dict[str, Any]:
    return {
        key: clean(value) if isinstance(value, str) else [clean(one)[:320] for one in value]
        for key, value in values.items()
    }


def clean(text: str) -> str:
    """Text any database takes: no NUL, no half of a surrogate pair."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode("utf-8")
    return text


def item_digest(data: bytes) -> str:
    """A digest of an item's bytes, by which it is known to lie where it lay."""
    return blake2b(data, digest_size=16).hexdigest()
