"""Proposals read from stored mail: kept once each, a stop applied at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Subquery

from earnest.app.saying import said_in
from earnest.core import facts
from earnest.core.keeping import Owed, content_words, read_letters
from earnest.core.mailbox.people import HUMAN
from earnest.core.proposals import Letter, ProposalKind, Proposed, propose
from earnest.core.reading.kind import Kind
from earnest.db.models import (
    Commitment,
    Contact,
    ContactAddress,
    Message,
    MessageBody,
    Proposal,
    Restraint,
    Touch,
    Workspace,
)
from earnest.rulepacks.keeping import load_keeping

CHUNK = 400
State = Proposal.State


@dataclass(frozen=True, slots=True)
class _Mail:
    """A letter with the rows it belongs to."""

    letter: Letter
    account: int
    contact: int


def proposals_apply(workspace: Workspace, *, now: datetime) -> set[int]:
    """Draw proposals from all mail that went between us and contacts; those drawn before are left
    as they are, whatever was decided. Stops apply at once. Returns the accounts whose restraints
    changed."""
    _follow(workspace)
    rows = Proposal.objects.of(workspace)
    known = set(rows.values_list("key", flat=True))
    dismissed = set(rows.filter(state=State.DISMISSED).values_list("key", flat=True))
    fresh: list[Proposal] = []
    for account, mails in _by_account(workspace):
        drawn = read_letters(
            [mail.letter for mail in mails],
            owed=_open_commitments(workspace, account),
            keeping=load_keeping(),
            ignored=dismissed,
        )
        for mail in mails:
            fresh += _rows(workspace, mail, drawn[mail.letter.message], known)
    for mail in _besides(workspace, now):
        wanted = [one for one in propose(mail.letter) if _counts_anyway(mail.letter, one, now)]
        fresh += _rows(workspace, mail, wanted, known)
    Proposal.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
    return stops_apply(workspace, now=now)


def _follow(workspace: Workspace) -> None:
    """What was read of people who turned out to belong to another account goes along."""
    theirs = Contact.objects.filter(pk=OuterRef("contact")).values("account")[:1]
    astray = Proposal.objects.of(workspace).exclude(account=F("contact__account"))
    for pk in list(astray.values_list("pk", flat=True)):
        Proposal.objects.of(workspace).filter(pk=pk).update(account=Subquery(theirs))


def _by_account(workspace: Workspace) -> Iterator[tuple[int, list[_Mail]]]:
    """The letters of each account in order of time."""
    columns = ("account_id", "contact_id", "message_id", "at", "direction", "thread",
               "message__subject")  # fmt: skip
    rows = (
        Touch.objects.of(workspace)
        .filter(message__isnull=False, medium=facts.Medium.EMAIL.value)
        .exclude(message__body__own="")
        .order_by("account_id", "at", "message_id", "contact_id")
        .values_list(*columns)
    )
    grouped: dict[int, dict[int, tuple[Any, ...]]] = defaultdict(dict)
    for row in rows.iterator(chunk_size=5000):
        # A message to several people of one account is read once, for the first of them.
        grouped[row[0]].setdefault(row[2], row)
    for account, found in grouped.items():
        bodies = _bodies(workspace, found)
        yield account, [_mail(row, *bodies[row[2]]) for row in found.values() if row[2] in bodies]


def _bodies(
    workspace: Workspace, ids: Iterable[int]
) -> dict[int, tuple[str, list[dict[str, Any]]]]:
    wanted = list(ids)
    found: dict[int, tuple[str, list[dict[str, Any]]]] = {}
    for begin in range(0, len(wanted), CHUNK):
        rows = MessageBody.objects.of(workspace).filter(pk__in=wanted[begin : begin + CHUNK])
        for pk, own, says in rows.values_list("pk", "own", "says"):
            found[pk] = (own, says)
    return found


def _mail(row: tuple[Any, ...], own: str, says: list[dict[str, Any]]) -> _Mail:
    account, contact, message, at, direction, thread, subject = row
    said = tuple(said_in(values, own) for values in says)
    outgoing = direction == facts.Direction.OUT
    return _Mail(Letter(message, at, outgoing, thread, subject, said, own), account, contact)


def _besides(workspace: Workspace, now: datetime) -> Iterator[_Mail]:
    """Mail of contacts that is no touch: automatic answers, and what has no date or went to a
    crowd. It counts for absences and stops all the same."""
    people = {
        email: (account, contact)
        for email, account, contact in ContactAddress.objects.of(workspace).values_list(
            "email", "contact__account", "contact"
        )
    }
    rows = (
        Message.objects.of(workspace)
        .filter(
            kind__in=[Kind.AUTO_REPLY.value, *HUMAN], touches=None, sender__in=_senders(workspace)
        )
        .exclude(body__says=[])
        .order_by("pk")
        .values_list("pk", "sender", "at", "kind", "thread", "subject", "body__own", "body__says")
    )
    for pk, sender, at, kind, thread, subject, own, says in rows.iterator(chunk_size=500):
        account, contact = people[sender]
        said = tuple(said_in(values, own) for values in says)
        automatic = kind == Kind.AUTO_REPLY
        letter = Letter(pk, at or now, False, thread, subject, said, own, automatic)
        yield _Mail(letter, account, contact)


def _senders(workspace: Workspace) -> Any:
    return ContactAddress.objects.of(workspace).values("email")


def _counts_anyway(letter: Letter, one: Proposed, now: datetime) -> bool:
    """Whether it is proposed though its message is no touch. An absence that is over is nobody's
    business any more."""
    if letter.automatic:
        return one.day is None or one.day > now.date()
    return one.kind is ProposalKind.STOP


def _open_commitments(workspace: Workspace, account: int) -> list[Owed]:
    """What is owed by what a person entered; what came of proposals is found with its letter."""
    rows = Commitment.objects.of(workspace).filter(account=account, state="open")
    return [
        Owed(
            key=f"commitment:{row.pk}",
            side=facts.Side(row.side),
            made_at=row.made_at,
            message=row.message_id or 0,
            thread="",
            kind=ProposalKind.PROMISE,
            about=content_words(row.what, load_keeping().empty),
            day=row.due,
        )
        for row in rows.exclude(key__startswith="proposal:")
    ]


def _rows(
    workspace: Workspace, mail: _Mail, drawn: Iterable[Proposed], known: set[str]
) -> list[Proposal]:
    """The rows of what is new among the proposals of a message; adds their keys to `known`."""
    rows = []
    for one in drawn:
        row = _row(workspace, mail, one)
        if row.key not in known:
            known.add(row.key)
            rows.append(row)
    return rows


def _row(workspace: Workspace, mail: _Mail, one: Proposed) -> Proposal:
    said = one.said
    return Proposal(
        workspace=workspace,
        account_id=mail.account,
        contact_id=mail.contact,
        message_id=one.message,
        key=f"{one.key}:{one.target}"[:100] if one.target else one.key,
        kind=one.kind.value,
        side=one.side.value if one.side else "",
        sentence=said.words[:2000],
        start=said.start,
        end=said.end,
        day=one.day,
        day_words=said.day_words[:200],
        confidence=round(100 * said.confidence),
        cues=list(said.cues),
        detail=dict(said.detail),
        target=one.target,
        at=mail.letter.at,
    )


def stops_apply(workspace: Workspace, *, now: datetime) -> set[int]:
    """Give every stop that was read and waits for a word its restraint, in force from `now` at the
    latest, and say which accounts got one. A stop for the company binds the account, later arrivals
    too. One that was decided before is left as it was decided."""
    rows = Proposal.objects.of(workspace).filter(kind=ProposalKind.STOP.value, restraint=None)
    changed: set[int] = set()
    for row in rows.filter(state=State.WAITING).order_by("pk"):
        company = row.detail.get("reach") == facts.Scope.COMPANY
        row.restraint, _ = Restraint.objects.of(workspace).get_or_create(
            workspace=workspace,
            key=f"read:{row.key}",
            defaults={
                "account_id": row.account_id,
                "contact_id": None if company else row.contact_id,
                "kind": facts.RestraintKind.STOP.value,
                "scope": (facts.Scope.COMPANY if company else facts.Scope.PERSON).value,
                # A sender's clock that runs ahead does not put a stop off.
                "since": min(row.at, now),
                "words": row.sentence,
                "message_id": row.message_id,
                "confirmed": False,
            },
        )
        row.save(update_fields=["restraint"])
        changed.add(row.account_id)
    return changed
