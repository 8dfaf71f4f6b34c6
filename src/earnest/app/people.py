"""People found in the mail, applied to the record: new ones added, known ones kept, what a person
set left alone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Model

from earnest.core.mailbox.people import FoundAccount, FoundContact
from earnest.db.models import (
    Account,
    AccountDomain,
    Commitment,
    Contact,
    ContactAddress,
    ContactPhone,
    Misstep,
    Opportunity,
    Restraint,
    ServiceMetric,
    Touch,
    Workspace,
)

ADDRESS_WHY = "the address they wrote from or were written to"


@dataclass(slots=True)
class People:
    """Where found people are in the record: `keys` maps each address to its contact's key, `rows`
    each key to the ids of contact and account. `touches` is filled in by whoever counts them."""

    keys: dict[str, str] = field(default_factory=dict)
    rows: dict[str, tuple[int, int]] = field(default_factory=dict)
    touches: int = 0


def people_apply(
    workspace: Workspace, contacts: Sequence[FoundContact], accounts: Sequence[FoundAccount]
) -> People:
    """Bring the record's contacts and accounts in line with what was found, and say where each
    found person is. Found people who are no longer found, and of whom nothing else is known,
    leave the record; nothing entered by a person is changed."""
    account_ids = _accounts(workspace, accounts)
    people = People()
    known = dict(ContactAddress.objects.of(workspace).values_list("email", "contact_id"))
    rows = {row.pk: row for row in Contact.objects.of(workspace)}
    fresh: list[tuple[FoundContact, Contact]] = []
    stays: set[int] = set()
    for found in contacts:
        people.keys.update(dict.fromkeys(found.addresses, found.key))
        ids = sorted({known[email] for email in found.addresses if email in known})
        if not ids:
            row = Contact(
                workspace=workspace,
                account_id=account_ids[found.account],
                key=found.key,
                name=found.name,
                found=True,
            )
            fresh.append((found, row))
            continue
        row = rows[ids[0]]
        for other in ids[1:]:
            _absorb(workspace, row, rows[other])
        _update(row, found, account_ids[found.account])
        stays.add(row.pk)
        people.rows[found.key] = (row.pk, row.account_id)
        missing = [email for email in found.addresses if email not in known]
        _add_addresses(workspace, [(row.pk, email, found) for email in missing])
    Contact.objects.bulk_create([row for _, row in fresh], batch_size=500)
    for found, row in fresh:
        people.rows[found.key] = (row.pk, row.account_id)
    _add_addresses(
        workspace, [(row.pk, email, found) for found, row in fresh for email in found.addresses]
    )
    stays.update(row.pk for _, row in fresh)
    _forget(workspace, stays)
    return people


def _accounts(workspace: Workspace, found: Sequence[FoundAccount]) -> dict[str, int]:
    """The id of each account by its key. A domain the record already knows keeps its account."""
    known = dict(Account.objects.of(workspace).values_list("key", "pk"))
    by_domain = dict(AccountDomain.objects.of(workspace).values_list("domain", "account_id"))
    ids: dict[str, int] = {}
    fresh: list[tuple[FoundAccount, Account]] = []
    for item in found:
        pk = by_domain.get(item.domain) if item.domain else None
        pk = pk or known.get(item.key)
        if pk:
            ids[item.key] = pk
        else:
            fresh.append(
                (item, Account(workspace=workspace, key=item.key, name=item.name, found=True))
            )
    Account.objects.bulk_create([row for _, row in fresh], batch_size=500)
    AccountDomain.objects.bulk_create(
        [
            AccountDomain(workspace=workspace, account=row, domain=item.domain)
            for item, row in fresh
            if item.domain
        ],
        batch_size=500,
    )
    ids.update({item.key: row.pk for item, row in fresh})
    return ids


def _update(row: Contact, found: FoundContact, account_id: int) -> None:
    changed = []
    if not row.name_set and row.name != found.name:
        row.name = found.name
        changed.append("name")
    if row.found and row.account_id != account_id:
        row.account_id = account_id
        changed.append("account")
    if changed:
        row.save(update_fields=changed)


def _add_addresses(workspace: Workspace, entries: Iterable[tuple[int, str, FoundContact]]) -> None:
    ContactAddress.objects.bulk_create(
        [
            ContactAddress(
                workspace=workspace,
                contact_id=pk,
                email=email,
                why=(found.addresses[email] or ADDRESS_WHY)[:300],
            )
            for pk, email, found in entries
        ],
        batch_size=500,
    )


def _absorb(workspace: Workspace, keep: Contact, other: Contact) -> None:
    """Two contacts turned out to be one person: all that is known of `other` becomes `keep`'s."""
    for model in (Touch, Commitment, Restraint, Misstep, ContactAddress):
        rows = model.objects.of(workspace).filter(contact=other)
        moved = {"contact": keep}
        if model is not ContactAddress:
            moved["account"] = keep.account
        rows.update(**moved)
    numbers = set(keep.phones.values_list("number", flat=True))
    other.phones.exclude(number__in=numbers).update(contact=keep)
    other.delete()


def _forget(workspace: Workspace, stays: set[int]) -> None:
    """Found people who are not found any more go, unless something else is known of them."""
    gone = (
        set(Contact.objects.of(workspace).filter(found=True).values_list("pk", flat=True)) - stays
    )
    gone -= _holders(workspace, "contact_id", (Commitment, Restraint, Misstep))
    logged = Touch.objects.of(workspace).filter(contact__in=gone, message=None)
    gone -= set(logged.values_list("contact_id", flat=True))
    Contact.objects.of(workspace).filter(pk__in=gone).delete()
    empty = Account.objects.of(workspace).filter(found=True, contacts=None)
    holders = _holders(
        workspace, "account_id", (Commitment, Restraint, Misstep, Opportunity, ServiceMetric)
    )
    empty.exclude(pk__in=holders).delete()


def _holders(workspace: Workspace, column: str, tables: Iterable[type[Model]]) -> set[int]:
    found: set[int] = set()
    for table in tables:
        rows = table.objects.of(workspace).values_list(column, flat=True)  # type: ignore[attr-defined]
        found |= {pk for pk in rows if pk}
    return found


def phones_apply(workspace: Workspace, numbers: dict[int, list[tuple[str, str, str, int]]]) -> None:
    """Add numbers read from signatures: contact id -> (number, as written, kind, message id)."""
    known: defaultdict[int, set[str]] = defaultdict(set)
    rows = ContactPhone.objects.of(workspace).filter(contact__in=numbers)
    for contact, number in rows.values_list("contact_id", "number"):
        known[contact].add(number)
    ContactPhone.objects.bulk_create(
        [
            ContactPhone(
                workspace=workspace,
                contact_id=contact,
                number=number,
                written=written[:60],
                kind=kind[:20],
                source_id=message,
            )
            for contact, found in numbers.items()
            for number, written, kind, message in found
            if number not in known[contact] and not known[contact].add(number)  # type: ignore[func-returns-value]
        ],
        batch_size=500,
    )
