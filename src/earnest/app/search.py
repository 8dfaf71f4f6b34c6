"""Search over companies, people and the text of mail; never fails on an odd query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from earnest.core.search import (
    MOST_TERMS,
    Term,
    fold,
    parse_query,
    snippet,
    words_of,
)
from earnest.db.functions import Folded
from earnest.db.models import (
    Account,
    AccountDomain,
    Contact,
    ContactAddress,
    ContactPhone,
    Message,
    Touch,
    Workspace,
)

# Text a person wrote is shorter; PostgreSQL refuses a tsvector of more than a megabyte.
INDEXED_TEXT = 100_000
# Messages looked at for one query, the latest brought in first: what bounds the time of a common
# word. The answer says when there are more.
MOST_MESSAGES = 5_000
MOST_NAMES = 200
BATCH = 500


@dataclass(frozen=True, slots=True)
class AccountHit:
    """A company whose name or domain fits."""

    id: int
    name: str
    status: str
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContactHit:
    """A person whose name, title, address or company fits."""

    id: int
    name: str
    title: str
    account_id: int
    account: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class MessageHit:
    """A message with the words in it. `subject` and `snippet` are in pieces of (text, whether it
    is what was looked for); `kind` is as in core.reading.kind."""

    id: int
    at: datetime | None
    sender: str
    subject: tuple[tuple[str, bool], ...]
    kind: str
    account_id: int | None
    account: str
    snippet: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class SearchResults:
    """What was found. `is_empty_query` says that there was nothing to look for; `message_count`
    how many messages match, of which `messages` are the first; `is_cut` that there are so many
    that only those latest brought in were looked at."""

    query: str
    accounts: tuple[AccountHit, ...] = ()
    contacts: tuple[ContactHit, ...] = ()
    messages: tuple[MessageHit, ...] = ()
    is_empty_query: bool = False
    message_count: int = 0
    is_cut: bool = False

    @property
    def count(self) -> int:
        """How many hits are given, of all kinds."""
        return len(self.accounts) + len(self.contacts) + len(self.messages)


def index_messages(workspace: Workspace, rows: Iterable[tuple[int, str, str]]) -> int:
    """Make messages findable: rows of (message id, subject, own text), already stored. Indexing
    one again replaces what was known of it. Returns how many were indexed."""
    write = _index_sqlite if connection.vendor == "sqlite" else _index_postgresql
    count = 0
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        write(workspace, batch)
        count += len(batch)
    return count


def _index_sqlite(workspace: Workspace, batch: Sequence[tuple[int, str, str]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT OR REPLACE INTO record_message_words (rowid, subject, own) VALUES (%s, %s, %s)",
            [(pk, _plain(subject), _plain(own[:INDEXED_TEXT])) for pk, subject, own in batch],
        )


def _index_postgresql(workspace: Workspace, batch: Sequence[tuple[int, str, str]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE record_messagebody SET words = to_tsvector('simple', %s)"
            " WHERE message_id = %s AND workspace_id = %s",
            [
                (" ".join(words_of(f"{subject}\n{own[:INDEXED_TEXT]}")), pk, workspace.pk)
                for pk, subject, own in batch
            ],
        )


def _plain(text: str) -> str:
    """Text that SQLite's own tokenizer cuts into the words of `words_of`."""
    return text if text.isascii() else fold(text)


def search(
    workspace: Workspace, query: str, limit: int = 20, *, until: datetime | None = None
) -> SearchResults:
    """Companies, people and messages in which every term occurs, at most `limit` of each: names
    by how well they fit, messages (none dated after `until`) the newest first, newsletters and
    other mail of machines after those of people. Any text is a valid query."""
    terms = parse_query(query)
    if not terms:
        return SearchResults(query, is_empty_query=True)
    messages, total = _messages(workspace, terms, limit, until)
    return SearchResults(
        query=query,
        accounts=_accounts(workspace, terms, limit),
        contacts=_contacts(workspace, terms, limit),
        messages=messages,
        message_count=total,
        is_cut=total >= MOST_MESSAGES,
    )


def _needles(terms: Sequence[Term]) -> list[str]:
    """What a name must contain, each: the words, or a number typed as one where it is a number."""
    words = [word for term in terms for word in term.words][:MOST_TERMS]
    digits = "".join(words)
    return [digits] if digits.isdecimal() and len(digits) >= 4 else words


def _accounts(workspace: Workspace, terms: Sequence[Term], limit: int) -> tuple[AccountHit, ...]:
    needles = _needles(terms)
    found = _named(workspace, needles)
    best = _best(found.values_list("pk", "name"), needles, limit)
    rows = Account.objects.of(workspace).prefetch_related("domains").in_bulk(best)
    return tuple(
        AccountHit(
            id=pk,
            name=rows[pk].name,
            status=rows[pk].status,
            domains=tuple(sorted(item.domain for item in rows[pk].domains.all())),
        )
        for pk in best
    )


def _named(workspace: Workspace, needles: Sequence[str]) -> QuerySet[Account]:
    """Accounts whose name or domains hold all of these."""
    found: QuerySet[Account] = Account.objects.of(workspace).alias(folded=Folded("name"))
    for needle in needles:
        domains = AccountDomain.objects.of(workspace).filter(domain__contains=needle)
        found = found.filter(Q(folded__contains=needle) | Q(pk__in=domains.values("account")))
    return found


def _contacts(workspace: Workspace, terms: Sequence[Term], limit: int) -> tuple[ContactHit, ...]:
    found = Contact.objects.of(workspace).alias(name_f=Folded("name"), title_f=Folded("title"))
    needles = _needles(terms)
    # A company's whole staff is not meant by its name alone.
    own = Q()
    for needle in needles:
        addresses = ContactAddress.objects.of(workspace).filter(email__contains=needle)
        fits = (
            Q(name_f__contains=needle)
            | Q(title_f__contains=needle)
            | Q(pk__in=addresses.values("contact"))
        )
        if needle.isdecimal() and len(needle) >= 4:
            phones = ContactPhone.objects.of(workspace).filter(number__contains=needle)
            fits |= Q(pk__in=phones.values("contact"))
        own |= fits
        found = found.filter(fits | Q(account__in=_named(workspace, [needle]).values("pk")))
    best = _best(found.filter(own).values_list("pk", "name"), needles, limit)
    rows = Contact.objects.of(workspace).select_related("account")
    people = rows.prefetch_related("addresses", "phones").in_bulk(best)
    return tuple(_contact_hit(people[pk]) for pk in best)


def _contact_hit(row: Contact) -> ContactHit:
    emails = sorted(row.addresses.all(), key=lambda item: item.pk)
    phones = sorted(row.phones.all(), key=lambda item: item.pk)
    return ContactHit(
        id=row.pk,
        name=row.name,
        title=row.title,
        account_id=row.account_id,
        account=row.account.name,
        email=emails[0].email if emails else "",
        phone=phones[0].number if phones else "",
    )


def _best(found: Any, needles: Sequence[str], limit: int) -> list[int]:
    """The ids of those whose names fit best, out of (id, name) rows; the shortest of very many."""
    rows = found.order_by(Length("name"), "pk")[:MOST_NAMES]
    ranked = sorted(rows, key=lambda row: (_fit(row[1], needles), fold(row[1]), row[0]))
    return [pk for pk, _ in ranked[:limit]]


def _fit(name: str, needles: Sequence[str]) -> int:
    """How well a name fits, the less the better: how many of what was typed are only somewhere
    inside a word, or not in the name at all."""
    words = words_of(name)
    score = 0
    for needle in needles:
        if needle in words:
            continue
        if any(word.startswith(needle) for word in words):
            score += 1
        else:
            score += 2 if any(needle in word for word in words) else 3
    return score


def _messages(
    workspace: Workspace, terms: Sequence[Term], limit: int, until: datetime | None
) -> tuple[tuple[MessageHit, ...], int]:
    """The newest messages that match, and how many match (as far as was looked)."""
    ids, total = _matching(workspace, terms, limit, until)
    rows = {
        row.pk: row
        for row in Message.objects.of(workspace)
        .filter(pk__in=ids)
        .select_related("body")
        .only("at", "sender", "sender_name", "subject", "kind", "body__own")
    }
    touches = Touch.objects.of(workspace).filter(message__in=ids).order_by("-pk")
    accounts = {
        touch.message_id: (touch.account_id, touch.account.name)
        for touch in touches.select_related("account").only("message", "account__name")
    }
    return tuple(_message_hit(rows[pk], accounts.get(pk), terms) for pk in ids if pk in rows), total


# The inner query takes the matches latest brought in, which both engines give without looking at
# the rest; the outer one puts those in order: what people wrote first, and the newest first.
_SQLITE = """
    SELECT id, COUNT(*) OVER () FROM (
        SELECT m.id, m.at, m.kind NOT IN ('human', 'list') AS by_machine FROM record_message_words
        JOIN record_message m ON m.id = record_message_words.rowid
        WHERE record_message_words MATCH %s AND m.workspace_id = %s
          AND (m.at IS NULL OR m.at <= %s)
        ORDER BY record_message_words.rowid DESC LIMIT %s
    ) AS latest ORDER BY by_machine, at IS NULL, at DESC, id DESC LIMIT %s
"""
_POSTGRESQL = """
    SELECT id, COUNT(*) OVER () FROM (
        SELECT m.id, m.at, m.kind NOT IN ('human', 'list') AS by_machine FROM record_messagebody b
        JOIN record_message m ON m.id = b.message_id
        WHERE b.words @@ to_tsquery('simple', %s) AND b.workspace_id = %s
          AND (m.at IS NULL OR m.at <= %s)
        ORDER BY m.id DESC LIMIT %s
    ) AS latest ORDER BY by_machine, at IS NULL, at DESC, id DESC LIMIT %s
"""
FAR_AHEAD = datetime(9999, 1, 1, tzinfo=UTC)


def _matching(
    workspace: Workspace, terms: Sequence[Term], limit: int, until: datetime | None
) -> tuple[list[int], int]:
    on_sqlite = connection.vendor == "sqlite"
    wanted = _fts5(terms) if on_sqlite else _tsquery(terms)
    moment = connection.ops.adapt_datetimefield_value(until or FAR_AHEAD)
    with connection.cursor() as cursor:
        cursor.execute(
            _SQLITE if on_sqlite else _POSTGRESQL,
            [wanted, workspace.pk, moment, MOST_MESSAGES, limit],
        )
        rows = cursor.fetchall()
    return [pk for pk, _ in rows], rows[0][1] if rows else 0


def _fts5(terms: Sequence[Term]) -> str:
    """Terms as an FTS5 query. Words hold letters and digits only, so quotation marks are enough
    to take every special meaning from them."""
    return " AND ".join(
        f'"{" ".join(term.words)}"' + (" *" if term.is_open else "") for term in terms
    )


def _tsquery(terms: Sequence[Term]) -> str:
    """Terms as a PostgreSQL text query; words of letters and digits only need no quoting."""
    return " & ".join(
        "("
        + " <-> ".join(f"'{word}'" for word in term.words)
        + (":*" if term.is_open else "")
        + ")"
        for term in terms
    )


def _message_hit(
    row: Message, account: tuple[int, str] | None, terms: Sequence[Term]
) -> MessageHit:
    body = getattr(row, "body", None)
    return MessageHit(
        id=row.pk,
        at=row.at,
        sender=row.sender_name or row.sender,
        subject=snippet(row.subject, terms),
        kind=row.kind,
        account_id=account[0] if account else None,
        account=account[1] if account else "",
        snippet=snippet(body.own if body else "", terms),
    )
