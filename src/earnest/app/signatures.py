"""What people's signatures say of them: numbers, title, company, and from the number their zone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import phonenumbers
from phonenumbers import timezone as number_zones

from earnest.app.people import People, phones_apply
from earnest.core.mailbox.people import company_name
from earnest.core.reading.signature import Signature, read_signature
from earnest.db.models import Account, Contact, ContactPhone, Message, Workspace
from earnest.rulepacks.mailtext import load_mail_phrases

BATCH = 400
UNKNOWN_ZONE = "Etc/Unknown"


@dataclass(slots=True)
class _Found:
    """What the signatures of one contact hold, newest message first."""

    titles: list[str] = field(default_factory=list)
    companies: list[str] = field(default_factory=list)
    phones: list[tuple[str, str, str, int]] = field(default_factory=list)


def signatures_apply(
    workspace: Workspace, latest: Mapping[str, Sequence[int]], people: People
) -> None:
    """Read the signatures of each contact's newest messages (`latest`: contact key -> message ids)
    and keep numbers, titles, companies and zones that are not known yet."""
    phrases = load_mail_phrases()
    owner = {message: key for key, messages in latest.items() for message in messages}
    found: defaultdict[str, _Found] = defaultdict(_Found)
    rank = {m: n for messages in latest.values() for n, m in enumerate(messages)}
    for message, text in sorted(_texts(workspace, owner), key=lambda item: rank[item[0]]):
        signature = read_signature(text, phrases=phrases, region=workspace.country)
        _add(found[owner[message]], message, signature)
    rows = {people.rows[key][0]: values for key, values in found.items()}
    phones_apply(workspace, {pk: values.phones for pk, values in rows.items() if values.phones})
    _titles(workspace, rows)
    _zones(workspace, rows)
    _companies(workspace, {people.rows[key][1]: values for key, values in found.items()})


def _texts(workspace: Workspace, wanted: Iterable[int]) -> Iterable[tuple[int, str]]:
    ids = sorted(wanted)
    for begin in range(0, len(ids), BATCH):
        rows = Message.objects.of(workspace).filter(pk__in=ids[begin : begin + BATCH])
        yield from rows.exclude(signature="").values_list("pk", "signature")


def _add(found: _Found, message: int, signature: Signature) -> None:
    if signature.title:
        found.titles.append(signature.title)
    if signature.company:
        found.companies.append(signature.company)
    known = {number for number, *_ in found.phones}
    for phone in signature.phones:
        number = phone.e164 or phone.number
        if number not in known and phone.kind != "fax":
            found.phones.append((number[:40], phone.number, phone.kind, message))


def _titles(workspace: Workspace, rows: Mapping[int, _Found]) -> None:
    titles = {pk: values.titles[0] for pk, values in rows.items() if values.titles}
    changed = []
    for person in Contact.objects.of(workspace).filter(pk__in=titles, title=""):
        person.title = titles[person.pk][:200]
        changed.append(person)
    Contact.objects.of(workspace).bulk_update(changed, ["title"], batch_size=200)


def _zones(workspace: Workspace, rows: Mapping[int, _Found]) -> None:
    phones = ContactPhone.objects.of(workspace).filter(contact__in=rows).order_by("pk")
    changed: dict[int, Contact] = {}
    for phone in phones.filter(contact__zone="").select_related("contact"):
        zone = zone_of(phone.number)
        if zone and phone.contact_id not in changed:
            phone.contact.zone = zone
            phone.contact.zone_why = f"the number {phone.written or phone.number}"[:200]
            changed[phone.contact_id] = phone.contact
    Contact.objects.of(workspace).bulk_update(
        list(changed.values()), ["zone", "zone_why"], batch_size=200
    )


def zone_of(number: str) -> str:
    """The one IANA zone a number belongs to; empty when it has several (toll-free, mobile of a
    wide country) or cannot be read. `number` is E.164."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    zones = [z for z in number_zones.time_zones_for_number(parsed) if z != UNKNOWN_ZONE]
    return zones[0] if len(zones) == 1 else ""


def _companies(workspace: Workspace, rows: Mapping[int, _Found]) -> None:
    """A company's name as its own people write it, where it fits the domain it was made from."""
    names: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for pk, values in rows.items():
        names[pk].update(values.companies)
    changed = []
    for account in Account.objects.of(workspace).filter(pk__in=names, name_set=False, found=True):
        domain = account.key.partition(":")[2]
        best = next(
            (name for name, _ in names[account.pk].most_common() if _fits(name, domain)), ""
        )
        if best and account.name == company_name(domain) != best:
            account.name = best[:200]
            changed.append(account)
    Account.objects.of(workspace).bulk_update(changed, ["name"], batch_size=200)


def _fits(name: str, domain: str) -> bool:
    """Whether a company's name could stand behind a domain: its letters or initials begin it."""
    label = "".join(ch for ch in domain.partition(".")[0].lower() if ch.isalnum())
    words = [word for word in name.lower().replace("&", " ").split() if word[0].isalnum()]
    letters = "".join(ch for ch in "".join(words) if ch.isalnum())
    initials = "".join(word[0] for word in words)
    return bool(label) and (
        letters.startswith(label)
        or label.startswith(letters[:5])
        or (len(initials) > 1 and label.startswith(initials))
    )
