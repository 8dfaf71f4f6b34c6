"""Proposals read from stored mail: kept once each, a stop applied at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from earnest.app.saying import said_in
from earnest.core import facts
from earnest.core.proposals import (
    Letter,
    Owed,
    ProposalKind,
    Proposed,
    Said,
    match_kept,
    open_owed,
    propose,
)
from earnest.core.reading.says import Intent
from earnest.db.models import (
    Commitment,
    MessageBody,
    Proposal,
    Restraint,
    Touch,
    Workspace,
)
from earnest.rulepacks.keeping import load_keeping

CHUNK = 400


@dataclass(frozen=True, slots=True)
class _Mail:
    """A letter with the rows it belongs to."""

    letter: Letter
    account: int
    contact: int


def proposals_apply(workspace: Workspace) -> set[int]:
    """Draw proposals from all mail that went between us and contacts; those drawn before are left
    as they are. Stops apply at once. Returns the accounts whose restraints changed."""
    known = set(Proposal.objects.of(workspace).values_list("key", flat=True))
    fresh: list[Proposal] = []
    for account, mails in _by_account(workspace):
        fresh += _account_proposals(workspace, account, mails, known)
    Proposal.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
    return stops_apply(workspace)


def _by_account(workspace: Workspace) -> Iterator[tuple[int, list[_Mail]]]:
    """The letters of each account in order of time."""
    columns = ("account_id", "contact_id", "message_id", "at", "direction", "thread",
               "message__subject")  # fmt: skip
    rows = (
        Touch.objects.of(workspace)
        .filter(message__isnull=False)
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


def _account_proposals(
    workspace: Workspace, account: int, mails: list[_Mail], known: set[str]
) -> list[Proposal]:
    letters = {mail.letter.message: mail.letter for mail in mails}
    drawn: list[tuple[_Mail, Proposed]] = []
    owed = _open_commitments(workspace, account) if mails else []
    keeping = load_keeping()
    met: set[str] = set()
    for mail in mails:
        open_now = [item for item in owed if item.key not in met]
        for item, sure in match_kept(mail.letter, open_now, keeping)[:1]:
            met.add(item.key)
            drawn.append((mail, _kept(mail.letter, item, sure)))
        proposed = propose(mail.letter)
        drawn += [(mail, one) for one in proposed]
        owed += open_owed(proposed, letters)
    rows = [_row(workspace, mail, one) for mail, one in drawn]
    return [row for row in rows if row.key not in known]


def _open_commitments(workspace: Workspace, account: int) -> list[Owed]:
    rows = Commitment.objects.of(workspace).filter(account=account, state="open")
    return [
        Owed(
            key=f"commitment:{row.pk}",
            side=facts.Side(row.side),
            words=row.what,
            made_at=row.made_at,
            message=row.message_id or 0,
            thread="",
            kind=ProposalKind.PROMISE,
        )
        for row in rows.exclude(key__startswith="proposal:")
    ]


def _kept(letter: Letter, item: Owed, sure: float) -> Proposed:
    words = " ".join(letter.own.split())[:400]
    said = Said(Intent.PROMISE, 0, min(len(letter.own), 400), words, sure)
    return Proposed(ProposalKind.KEPT, letter.message, said, item.side, None, item.key)


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


def stops_apply(workspace: Workspace) -> set[int]:
    """Give every stop that was read and not dismissed its restraint, and say which accounts got
    one. A stop for the company binds the account, later arrivals too."""
    rows = Proposal.objects.of(workspace).filter(kind=ProposalKind.STOP.value, restraint=None)
    changed: set[int] = set()
    for row in rows.exclude(state=Proposal.State.DISMISSED).order_by("pk"):
        company = row.detail.get("reach") == facts.Scope.COMPANY
        restraint, _ = Restraint.objects.of(workspace).get_or_create(
            workspace=workspace,
            key=f"read:{row.key}",
            defaults={
                "account_id": row.account_id,
                "contact_id": None if company else row.contact_id,
                "kind": facts.RestraintKind.STOP.value,
                "scope": (facts.Scope.COMPANY if company else facts.Scope.PERSON).value,
                "since": row.at,
                "words": row.sentence,
                "message_id": row.message_id,
                "confirmed": False,
            },
        )
        row.restraint = restraint
        row.save(update_fields=["restraint"])
        changed.add(row.account_id)
    return changed


@dataclass(frozen=True, slots=True)
class QueueCount:
    """How many proposals wait, of which `old` are from before the days shown."""

    waiting: int
    old: int


def proposals_count(workspace: Workspace, *, since: datetime) -> QueueCount:
    """How many proposals wait, and how many of them are older than `since`."""
    waiting = Proposal.objects.of(workspace).filter(state=Proposal.State.WAITING)
    return QueueCount(waiting.count(), waiting.filter(at__lt=since).count())
