"""From stored messages to people and touches: worked out from all the mail, applied as changes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, Max

from earnest.app.notices import notices_apply
from earnest.app.people import people_apply
from earnest.app.proposals import proposals_apply
from earnest.app.signatures import signatures_apply
from earnest.app.standing import standing_refresh
from earnest.app.touches import latest_messages, touches_apply
from earnest.core.mailbox.envelope import Envelope, Party
from earnest.core.mailbox.identity import Us, find_us
from earnest.core.mailbox.people import (
    Exchange,
    FoundAccount,
    FoundContact,
    collect_names,
    find_people,
    read_exchanges,
)
from earnest.core.mailbox.threading import assign_threads
from earnest.core.mailbox.touches import mail_touches
from earnest.db.models import Account, CachedStanding, Contact, Message, OwnIdentity, Workspace
from earnest.rulepacks.domains import load_domains


@dataclass(frozen=True, slots=True)
class MailboxReport:
    """What the mail as a whole told: who we are and why, and how many people and companies."""

    addresses: dict[str, str] = field(default_factory=dict)
    domains: dict[str, str] = field(default_factory=dict)
    sure: bool = True
    contacts: int = 0
    accounts: int = 0
    touches: int = 0


def us_told(workspace: Workspace, *, addresses: Iterable[str], domains: Iterable[str]) -> None:
    """Keep what the user said about who we are; it outweighs what is found."""
    said = [(OwnIdentity.Kind.ADDRESS, value) for value in addresses]
    said += [(OwnIdentity.Kind.DOMAIN, value.lstrip("@")) for value in domains]
    for kind, value in said:
        OwnIdentity.objects.of(workspace).update_or_create(
            workspace=workspace,
            kind=kind,
            value=value.strip().lower(),
            defaults={"told": True, "why": "as you said"},
        )


def mailbox_derive(workspace: Workspace, *, now: datetime) -> MailboxReport:
    """Work out us, threads, people and touches from all stored mail, apply what differs from the
    record, and judge the accounts that changed. Running it again changes nothing."""
    while True:
        extent = _extent(workspace)
        found = _read(workspace)
        with transaction.atomic():
            Workspace.objects.select_for_update().get(pk=workspace.pk)
            # Another import may have brought mail in meanwhile: then this was not all of it.
            if _extent(workspace) == extent:
                touches = _apply(workspace, found, now)
                break
    return MailboxReport(
        addresses=found.us.addresses,
        domains=found.us.domains,
        sure=found.us.sure,
        contacts=Contact.objects.of(workspace).count(),
        accounts=CachedStanding.objects.of(workspace).count(),
        touches=touches,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What all stored mail together tells."""

    us: Us
    envelopes: Sequence[Envelope]
    threads: dict[int, str]
    exchanges: Sequence[Exchange]
    contacts: Sequence[FoundContact]
    accounts: Sequence[FoundAccount]


def _extent(workspace: Workspace) -> tuple[object, ...]:
    """What tells whether mail came in, or word of who we are."""
    mail = Message.objects.of(workspace).aggregate(count=Count("pk"), last=Max("pk"))
    told = OwnIdentity.objects.of(workspace).filter(told=True).order_by("pk")
    return (mail["count"], mail["last"], tuple(told.values_list("kind", "value")))


def _read(workspace: Workspace) -> _Found:
    envelopes = list(load_envelopes(workspace))
    domains = load_domains()
    told = OwnIdentity.objects.of(workspace).filter(told=True)
    us = find_us(
        envelopes,
        domains=domains,
        told_addresses=told.filter(kind="address").order_by("pk").values_list("value", flat=True),
        told_domains=told.filter(kind="domain").order_by("pk").values_list("value", flat=True),
    )
    threads = assign_threads(envelopes)
    exchanges = read_exchanges(envelopes, threads, us, domains)
    contacts, accounts = find_people(exchanges, threads, collect_names(envelopes), domains)
    return _Found(us, envelopes, threads, exchanges, contacts, accounts)


def _apply(workspace: Workspace, found: _Found, now: datetime) -> int:
    """Bring the record in line with what was found; gives the number of touches by mail."""
    _keep_us(workspace, found.us)
    _keep_threads(workspace, found.envelopes, found.threads)
    people = people_apply(workspace, found.contacts, found.accounts)
    touches = list(mail_touches(found.exchanges, found.threads, people.keys))
    changed = touches_apply(workspace, touches, people)
    changed |= notices_apply(workspace)
    signatures_apply(workspace, latest_messages(touches), people)
    changed |= proposals_apply(workspace, now=now)
    unjudged = Account.objects.of(workspace).filter(standing=None)
    changed |= set(unjudged.values_list("pk", flat=True))
    standing_refresh(workspace, account_ids=changed, now=now)
    return people.touches


def load_envelopes(workspace: Workspace) -> Iterator[Envelope]:
    """Every stored message without its body."""
    columns = (
        "pk", "by_content", "at", "sender", "sender_name", "parties", "subject", "kind",
        "message_id", "references", "prints", "question", "folder",
    )  # fmt: skip
    rows = Message.objects.of(workspace).order_by("pk").values_list(*columns)
    for row in rows.iterator(chunk_size=2000):
        pk, key, at, sender, name, parties, subject, kind, mid, refs, prints, question, box = row
        yield Envelope(
            id=pk,
            key=key,
            at=at,
            sender=sender,
            sender_name=name,
            parties=tuple(Party(*party) for party in parties),
            subject=subject,
            kind=kind,
            message_id=mid,
            references=tuple(refs),
            prints=tuple(prints.get("own", ())),
            quotes=tuple(prints.get("quoted", ())),
            question=question,
            folder=box,
        )


def _keep_us(workspace: Workspace, us: Us) -> None:
    found = [(OwnIdentity.Kind.ADDRESS, us.addresses), (OwnIdentity.Kind.DOMAIN, us.domains)]
    kept = OwnIdentity.objects.of(workspace)
    stays = []
    for kind, values in found:
        for value, why in values.items():
            row, _ = kept.get_or_create(
                workspace=workspace, kind=kind, value=value, defaults={"why": why[:300]}
            )
            stays.append(row.pk)
    kept.filter(told=False).exclude(pk__in=stays).delete()


def _keep_threads(
    workspace: Workspace, envelopes: Sequence[Envelope], threads: dict[int, str]
) -> None:
    kept = dict(Message.objects.of(workspace).values_list("pk", "thread"))
    changed = [
        (threads[envelope.id], envelope.id, workspace.pk)
        for envelope in envelopes
        if kept[envelope.id] != threads[envelope.id]
    ]
    table = connection.ops.quote_name(Message._meta.db_table)
    with connection.cursor() as cursor:
        # One prepared statement: a bulk_update of thousands of rows takes seconds.
        cursor.executemany(
            f"UPDATE {table} SET thread = %s WHERE id = %s AND workspace_id = %s",  # noqa: S608
            changed,
        )
