"""Contacts and accounts out of the mail: outside people we exchange human mail with.

Accounts go by registrable domain; people on free mail stand alone. One person's addresses are
joined only on strong evidence, and the evidence is kept in words.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from earnest.core.mailbox.envelope import Envelope, read_subject
from earnest.core.mailbox.identity import Domains, Us, local_fits, plain_name

HUMAN = frozenset({"human", "list"})
OWN_HUMAN = HUMAN | {"bulk"}
# More outside people than this in one message of ours, or people altogether in one of theirs, and
# it is an announcement, not a word to anyone.
PERSONAL_OUT = 8
PERSONAL_IN = 12
# Words before the @ behind which no single person sits.
_ROLE = re.compile(
    r"^(?:\w*(?:admin|daily|newsletter|mailer|noreply|alerts?)|no-?reply|do-?not-?reply|donotreply|mailer-daemon|postmaster|bounces?|root|daemon|"
    r"majordomo|listserv|lists?(?:-\w+)?|owner-.*|.*-request|.*-owner|.*-bounces|subscribe|unsubscribe|"
    r"newsletters?|news|updates?|notifications?|notify|alerts?|announce\w*|digest|marketing|promo\w*|"
    r"offers?|deals|specials?|webmaster|admin|administrator|support|help|helpdesk|info|information|"
    r"sales|orders?|billing|accounts?|accounting|register|registration|service|customer\W?(?:service|care)|"
    r"feedback|contact|office|mail|email|everyone|all|staff|undisclosed.*|system|auto\w*|robot|bot|"
    r"replies|reply|events?|members?|member-?services?|membership|press|jobs|careers|hr|team)$"
)
_SPELT_ADDRESS = re.compile(r"\S (?:at|AT|\(at\)) \S+\.\w")
_LIST_DOMAIN = re.compile(
    r"^(?:lists?|groups?|listserv|mailman|majordomo)\.|yahoogroups|googlegroups"
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message as contact with outside people: `out` from our side, else in; `outside` are the
    other side's addresses; `direct` when the owner is named among To; `small` when few were."""

    envelope: Envelope
    out: bool
    outside: tuple[str, ...]
    direct: bool
    personal: bool


@dataclass(frozen=True, slots=True)
class FoundContact:
    """A person: `key` is their first address, `addresses` maps each to why it is theirs."""

    key: str
    name: str
    addresses: dict[str, str]
    account: str


@dataclass(frozen=True, slots=True)
class FoundAccount:
    """An account: `key` as in the record (domain:... or person:...)."""

    key: str
    name: str
    domain: str = ""


@dataclass(slots=True)
class _Tally:
    """What is known of one outside address."""

    sent_to: int = 0
    got_from: int = 0
    asked_us: int = 0
    names: Counter[str] = field(default_factory=Counter)
    threads: set[str] = field(default_factory=set)
    first: tuple[float, str] = (float("inf"), "")


def is_role(email: str) -> bool:
    """Whether the address is a desk, list or robot rather than a person."""
    local, _, domain = email.partition("@")
    if len(local) > 12 and 2 * sum(ch.isdigit() for ch in local) > len(local):
        # A tracking code, made for one mailing.
        return True
    return bool(_ROLE.match(local[:64])) or bool(_LIST_DOMAIN.search(domain[:255]))


def is_inside(email: str, us: Us, domains: Domains) -> bool:
    """Whether the address is on our own side: the owner's or a colleague's."""
    if us.owns(email):
        return True
    domain = email.rpartition("@")[2]
    # A domain we were told may be less than what is registered: one company of a group.
    return domains.registrable(domain) in us.domains or any(
        domain == own or domain.endswith(f".{own}") for own in us.domains
    )


def read_exchanges(
    envelopes: Sequence[Envelope], threads: dict[int, str], us: Us, domains: Domains
) -> list[Exchange]:
    """The human mail that crosses the line between us and outside people, in order of time.

    Mail of a list counts only where it answers one of us or one of us answers it.
    """
    inside = _Memo(us, domains)
    ordered = sorted(envelopes, key=_when)
    authors = {e.message_id: e.sender for e in ordered if e.message_id}
    found = []
    for envelope in ordered:
        if not envelope.sender or envelope.at is None:
            continue
        ours = inside(envelope.sender)
        # What we write ourselves is ours however much it looks like an announcement.
        if envelope.kind not in (OWN_HUMAN if ours else HUMAN):
            continue
        exchange = _outgoing if ours else _incoming
        crossing = exchange(envelope, authors, us, inside)
        if crossing is not None:
            found.append(crossing)
    return found


class _Memo:
    """is_inside for many addresses."""

    def __init__(self, us: Us, domains: Domains) -> None:
        self.us, self.domains, self.known = us, domains, dict[str, bool]()

    def __call__(self, email: str) -> bool:
        found = self.known.get(email)
        if found is None:
            found = self.known[email] = is_inside(email, self.us, self.domains)
        return found


def _when(envelope: Envelope) -> tuple[float, str]:
    return (envelope.at.timestamp() if envelope.at else 0.0, envelope.key)


def _answered_author(envelope: Envelope, authors: dict[str, str]) -> str:
    """Who wrote the message this one answers, where the record holds it."""
    return authors.get(envelope.references[-1], "") if envelope.references else ""


def _outgoing(
    envelope: Envelope, authors: dict[str, str], us: Us, inside: _Memo
) -> Exchange | None:
    to = [p.email for p in envelope.parties if p.role == "to" and p.email]
    everyone = [p.email for p in envelope.parties if p.email]
    outside = [email for email in to if not inside(email)]
    if not outside:
        outside = [email for email in everyone if not inside(email)]
    answered = _answered_author(envelope, authors)
    people = [email for email in dict.fromkeys(outside) if not is_role(email)]
    if answered and not inside(answered) and not is_role(answered):
        # An answer to a list is a word to the one it answers.
        people = [answered, *(email for email in people if email != answered)]
    if not people:
        return None
    personal = len(people) <= PERSONAL_OUT
    mine = us.owns(envelope.sender) or any(us.owns(email) for email in everyone)
    return Exchange(envelope, True, tuple(people), mine, personal)


def _incoming(
    envelope: Envelope, authors: dict[str, str], us: Us, inside: _Memo
) -> Exchange | None:
    if is_role(envelope.sender):
        return None
    to = {p.email for p in envelope.parties if p.role == "to"}
    everyone = {p.email for p in envelope.parties if p.email}
    direct = any(us.owns(email) for email in to)
    answered = _answered_author(envelope, authors)
    answers_us = bool(answered) and inside(answered)
    named = any(inside(email) for email in everyone)
    if not (answers_us or named):
        return None
    personal = answers_us or (len(everyone) <= PERSONAL_IN and named)
    return Exchange(envelope, False, (envelope.sender,), direct or answers_us, personal)


def find_people(
    exchanges: Iterable[Exchange],
    threads: dict[int, str],
    names: dict[str, Counter[str]],
    domains: Domains,
) -> tuple[list[FoundContact], list[FoundAccount]]:
    """The contacts and their accounts. A contact is someone we wrote to personally, or who wrote
    to us personally more than once or asked something."""
    tallies = _tally(exchanges, threads)
    known = {
        email: tally
        for email, tally in tallies.items()
        if tally.sent_to or tally.got_from > 1 or tally.asked_us
    }
    for email, tally in known.items():
        tally.names.update(names.get(email, Counter()))
    groups = _merge(known, domains)
    contacts = [_contact(group, known, domains) for group in groups]
    accounts = {contact.account: _account(contact) for contact in contacts}
    return contacts, [accounts[key] for key in sorted(accounts)]


def _tally(exchanges: Iterable[Exchange], threads: dict[int, str]) -> dict[str, _Tally]:
    tallies: defaultdict[str, _Tally] = defaultdict(_Tally)
    for exchange in exchanges:
        if not exchange.personal:
            continue
        envelope = exchange.envelope
        for email in exchange.outside:
            tally = tallies[email]
            tally.threads.add(threads.get(envelope.id, ""))
            tally.first = min(tally.first, _when(envelope))
            if exchange.out:
                # Passing something on without a word of one's own is no beginning.
                passed_on = read_subject(envelope.subject).is_forward and not envelope.prints
                tally.sent_to += not passed_on
            elif exchange.direct:
                tally.got_from += 1
                tally.asked_us += bool(envelope.question)
                if envelope.sender_name:
                    tally.names[envelope.sender_name] += 1
    return dict(tallies)


def collect_names(envelopes: Iterable[Envelope]) -> dict[str, Counter[str]]:
    """Every display name seen with each address."""
    names: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for envelope in envelopes:
        if envelope.sender_name:
            names[envelope.sender][envelope.sender_name] += 2
        for party in envelope.parties:
            if party.name:
                names[party.email][party.name] += 1
    return dict(names)


def _merge(known: dict[str, _Tally], domains: Domains) -> list[list[tuple[str, str]]]:
    """Groups of (address, why) that are one person each."""
    ordered = sorted(known, key=lambda email: (known[email].first, email))
    by_name: defaultdict[str, list[int]] = defaultdict(list)
    groups: list[list[tuple[str, str]]] = []
    for email in ordered:
        full = {n for n in map(plain_name, known[email].names) if " " in n}
        joined = False
        for name in sorted(full):
            for index in by_name[name]:
                why = _same_person(email, groups[index], name, known, domains)
                if why:
                    groups[index].append((email, why))
                    joined = True
                    break
            if joined:
                break
        if not joined:
            groups.append([(email, "")])
            for name in full:
                by_name[name].append(len(groups) - 1)
    return groups


def _same_person(
    email: str,
    group: list[tuple[str, str]],
    name: str,
    known: dict[str, _Tally],
    domains: Domains,
) -> str:
    """Why an address is the same person's as a group's, in words; empty when it is not sure."""
    shown = name.title()
    for other, _ in group:
        company = domains.company(email)
        if company and company == domains.company(other):
            return f"the same name, {shown}, at the same company"
        if known[email].threads & known[other].threads:
            return f"the same name, {shown}, in the same exchange"
        fits = local_fits(email, [name], strictly=True) and local_fits(other, [name], strictly=True)
        if fits and (not company or not domains.company(other)):
            return f"the same full name, {shown}, and both addresses are made of it"
    return ""


def _contact(
    group: list[tuple[str, str]], known: dict[str, _Tally], domains: Domains
) -> FoundContact:
    names: Counter[str] = Counter()
    for email, _ in group:
        names.update(known[email].names)
    key = group[0][0]
    company = next((c for email, _ in group if (c := domains.company(email))), "")
    account = f"domain:{company}" if company else f"person:{key}"
    return FoundContact(key, best_name(names, key), dict(group), account)


def best_name(names: Counter[str], email: str) -> str:
    """The name to show: the one seen most that reads like a name, put first name first; else one
    made from the address."""
    plain = [(count, len(name), name) for raw, count in names.items() if (name := shown_name(raw))]
    full = [item for item in plain if " " in item[2]]
    if full or plain:
        return max(full or plain)[2]
    words = re.split(r"[._\-+]+", email.partition("@")[0])
    letters = [word for word in words if word.isalpha()]
    if len(letters) >= 2 and letters == words:
        return " ".join(word.capitalize() for word in words)
    return email


def shown_name(raw: str) -> str:
    """A display name as people write it: "Blair, Lynn (E-mail)" becomes "Lynn Blair"; empty when
    it is no name but an address."""
    name = re.split(r"[<(\[]", raw.strip().strip("'\""), maxsplit=1)[0].strip(" '\",")
    if "@" in name or _SPELT_ADDRESS.search(name) or not any(ch.isalpha() for ch in name):
        return ""
    if name.count(",") == 1:
        last, first = (part.strip() for part in name.split(","))
        name = f"{first} {last}" if first and last else first or last
    name = " ".join(name.split())[:200]
    if name.isupper() or name.islower():
        name = " ".join(word.capitalize() for word in name.split())
    return name


def _account(contact: FoundContact) -> FoundAccount:
    kind, _, value = contact.account.partition(":")
    if kind == "person":
        return FoundAccount(contact.account, contact.name)
    return FoundAccount(contact.account, company_name(value), value)


def company_name(domain: str) -> str:
    """A company's name made from its domain until someone says a better one."""
    label = domain.partition(".")[0]
    words = [word for word in label.split("-") if word]
    if len(label) <= 4:
        return label.upper()
    return " ".join(word.capitalize() for word in words) or domain
