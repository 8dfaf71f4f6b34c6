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
    Proposal,
    Restraint,
    ServiceMetric,
    Touch,
    Workspace,
)

ADDRESS_WHY = "the address they wrote from or were written to"


@dataclass(slots=True)
class People:
    """Where found people are in the record: `keys` maps each address to its contact's key, `rows`
    each key to the ids of contact and account. `changed` are accounts people left or came to.
    `touches` is filled in by whoever counts them."""

    keys: dict[str, str] = field(default_factory=dict)
    rows: dict[str, tuple[int, int]] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)
    touches: int = 0


def people_apply(
    workspace: Workspace, contacts: Sequence[FoundContact], accounts: Sequence[FoundAccount]
) -> People:
    """Bring the record's contacts and accounts in line with what was found, and say where each
    found person is. Found people who are no longer found, and of whom nothing else is known,
    leave the record; nothing entered by a person is changed, and no restraint is lost."""
    account_ids = _accounts(workspace, accounts)
    book = _Book.load(workspace)
    people = People(changed=book.changed)
    fresh: list[tuple[FoundContact, Contact]] = []
    for found in contacts:
        people.keys.update(dict.fromkeys(found.addresses, found.key))
        row = book.claim(found, account_ids[found.account])
        if row is None:
            row = Contact(
                workspace=workspace,
                account_id=account_ids[found.account],
                key=found.key,
                name=found.name,
                found=True,
            )
            fresh.append((found, row))
        else:
            people.rows[found.key] = (row.pk, row.account_id)
            book.own(row, found)
    Contact.objects.bulk_create([row for _, row in fresh], batch_size=500)
    for found, row in fresh:
        people.rows[found.key] = (row.pk, row.account_id)
        book.own(row, found)
    book.save_addresses()
    book.claimed.update(row.pk for _, row in fresh)
    _forget(workspace, book.claimed, people.changed)
    return people


@dataclass(slots=True)
class _Book:
    """The record's contacts while found people are matched to them.

    `owner` says whose each address is, `bound` who was entered by a person or may be bound by a
    restraint, `claimed` who was found, `changed` collects accounts someone left or came to.
    """

    workspace: Workspace
    rows: dict[int, Contact]
    owner: dict[str, int]
    bound: set[int]
    claimed: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    fresh: list[ContactAddress] = field(default_factory=list)

    @classmethod
    def load(cls, workspace: Workspace) -> "_Book":
        """The contacts as the record has them."""
        rows = {row.pk: row for row in Contact.objects.of(workspace)}
        owner = dict(ContactAddress.objects.of(workspace).values_list("email", "contact_id"))
        limited = _holders(workspace, "account_id", [Restraint])
        bound = _holders(workspace, "contact_id", [Restraint])
        bound |= {pk for pk, row in rows.items() if row.account_id in limited or not row.found}
        return cls(workspace, rows, owner, bound)

    def claim(self, found: FoundContact, account_id: int) -> Contact | None:
        """The contact that this person is in the record; None where they are new to it.

        Contacts that turn out to be one person become one. One that turns out to be two people is
        taken apart, but not where someone entered it, nor where a restraint binds it: which of
        the two asked for that is not known.
        """
        ids = {self.owner[email] for email in found.addresses if email in self.owner}
        free = sorted(
            (self.rows[pk] for pk in ids - self.claimed), key=lambda row: (row.found, row.pk)
        )
        held = sorted(ids & self.claimed & self.bound)
        if held:
            row = self.rows[held[0]]
        elif free:
            row = free.pop(0)
        else:
            return None
        for other in free:
            _absorb(self.workspace, row, other, self.changed)
            self.owner.update({email: row.pk for email, pk in self.owner.items() if pk == other.pk})
            self.bound |= {row.pk} if other.pk in self.bound else set()
        if not held:
            self.claimed.add(row.pk)
            _update(self.workspace, row, found, account_id, self.changed)
        return row

    def own(self, row: Contact, found: FoundContact) -> None:
        """Make the addresses of a found person those of a contact."""
        for email, why in found.addresses.items():
            if self.owner.get(email) == row.pk:
                continue
            self.owner[email] = row.pk
            self.fresh.append(
                ContactAddress(
                    workspace=self.workspace,
                    contact=row,
                    email=email,
                    why=(why or ADDRESS_WHY)[:300],
                )
            )

    def save_addresses(self) -> None:
        """Keep the addresses that are new, or someone else's now."""
        ContactAddress.objects.bulk_create(
            self.fresh,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["workspace", "email"],
            update_fields=["contact", "why"],
        )


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


def _update(
    workspace: Workspace, row: Contact, found: FoundContact, account_id: int, changed: set[int]
) -> None:
    values: dict[str, str] = {}
    if not row.name_set and row.name != found.name:
        values["name"] = found.name
    if row.found and row.key != found.key:
        values["key"] = found.key
    if values:
        Contact.objects.of(workspace).filter(pk=row.pk).update(**values)
        row.key = values.get("key", row.key)
    if row.found and row.account_id != account_id:
        _move(workspace, row, account_id, changed)


def _move(workspace: Workspace, person: Contact, account_id: int, changed: set[int]) -> None:
    """A person turned out to belong to another account: what is known of them goes along, so that
    no restraint of theirs is left behind; what binds the company they leave stays with it."""
    left = person.account_id
    changed |= {left, account_id}
    Contact.objects.of(workspace).filter(pk=person.pk).update(account=account_id)
    person.account_id = account_id
    for model in (Touch, Commitment, Misstep):
        model.objects.of(workspace).filter(contact=person).update(account=account_id)
    limits = Restraint.objects.of(workspace)
    limits.filter(contact=person, scope="person").update(account=account_id)
    if Contact.objects.of(workspace).filter(account=left).exists():
        for limit in limits.filter(account=left, scope="company"):
            _bind(limit, person)
        return
    # Nobody is left there: the account was this person, and is now the one they came to.
    for table in (Commitment, Restraint, Misstep, Opportunity, ServiceMetric):
        table.objects.of(workspace).filter(account=left).update(account=account_id)


def _bind(limit: Restraint, person: Contact) -> None:
    """A restraint of the company someone leaves goes on to bind them where they come to."""
    key = f"{limit.key[:50]}:bound:{person.pk}"
    if Restraint.objects.of(limit.workspace_id).filter(key=key).exists():
        return
    limit.pk, limit.key, limit.scope = None, key, "person"
    limit.contact, limit.account_id = person, person.account_id
    limit.save(force_insert=True)


def _absorb(workspace: Workspace, keep: Contact, other: Contact, changed: set[int]) -> None:
    """Two contacts turned out to be one person: all that is known of `other` becomes `keep`'s."""
    changed |= {keep.account_id, other.account_id}
    if other.account_id != keep.account_id:
        _move(workspace, other, keep.account_id, changed)
    for model in (Touch, Commitment, Restraint, Misstep, Proposal, ContactAddress):
        model.objects.of(workspace).filter(contact=other).update(contact=keep)
    numbers = set(keep.phones.values_list("number", flat=True))
    other.phones.exclude(number__in=numbers).update(contact=keep)
    Contact.objects.of(workspace).filter(pk=other.pk).delete()


def _forget(workspace: Workspace, stays: set[int], changed: set[int]) -> None:
    """Found people who are not found any more go, unless something else is known of them. Whom a
    restraint binds stays, so that it still binds them when they are found again."""
    found = Contact.objects.of(workspace).filter(found=True, name_set=False)
    limited = _holders(workspace, "account_id", [Restraint])
    gone = set(found.exclude(account__in=limited).values_list("pk", flat=True)) - stays
    gone -= _holders(workspace, "contact_id", (Commitment, Restraint, Misstep))
    logged = Touch.objects.of(workspace).filter(contact__in=gone, message=None)
    gone -= set(logged.values_list("contact_id", flat=True))
    decided = Proposal.objects.of(workspace).exclude(decided_at=None)
    gone -= set(decided.values_list("contact_id", flat=True))
    leaving = Contact.objects.of(workspace).filter(pk__in=gone)
    changed |= set(leaving.values_list("account_id", flat=True))
    leaving.delete()
    empty = Account.objects.of(workspace).filter(
        found=True, contacts=None, name_set=False, status_set=False, cadence_days=None
    )
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
