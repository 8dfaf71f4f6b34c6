"""Who *we* are, read from the mail itself: own addresses and own company domains, each with why.

The owner of a mailbox is in almost all of its mail, as sender or as one it went to; a list address
is too, but never sends.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from earnest.core.mailbox.envelope import Envelope
from earnest.core.search import fold

_NO_LETTERS = re.compile(r"[\W_]+")
_EXCHANGE_NAME = re.compile(r"\s*[<(\"].*$")


@dataclass(frozen=True, slots=True)
class Domains:
    """What is known of domains: the registrable part of one, and whether strangers share it."""

    registrable: Callable[[str], str]
    is_shared: Callable[[str], bool]

    def company(self, email: str) -> str:
        """The registrable domain of an address when it is a company's own, else empty."""
        domain = self.registrable(email.rpartition("@")[2])
        return "" if not domain or self.is_shared(domain) else domain


@dataclass(frozen=True, slots=True)
class Us:
    """Our addresses and our company's domains, each with the reason it is taken for ours."""

    addresses: dict[str, str]
    domains: dict[str, str]
    sure: bool = True

    def owns(self, email: str) -> bool:
        """Whether the address is one of the mailbox owner's own."""
        return email in self.addresses


@dataclass(slots=True)
class _Presence:
    sent: Counter[str]
    got: Counter[str]
    names: dict[str, Counter[str]]
    total: int = 0


def find_us(
    envelopes: Iterable[Envelope],
    *,
    domains: Domains,
    told_addresses: Iterable[str] = (),
    told_domains: Iterable[str] = (),
) -> Us:
    """Work out whose mailbox this is. What we were told outweighs what is found; domains of told
    addresses count as ours unless strangers share them, or domains were told too."""
    seen = _count(envelopes)
    told = [address.lower() for address in told_addresses]
    addresses = dict.fromkeys(told, "as you said")
    sure = True
    if not addresses and seen.total:
        owner, sure = _owner(seen)
        if owner:
            share = round(100 * (seen.sent[owner] + seen.got[owner]) / seen.total)
            addresses[owner] = (
                f"in {min(share, 100)}% of the messages: "
                f"sent {seen.sent[owner]}, received {seen.got[owner]}"
            )
    for main in list(addresses):
        for other, why in _aliases(main, seen, domains):
            addresses.setdefault(other, why)
    own = dict.fromkeys((domain.lower() for domain in told_domains), "as you said")
    if not own:
        for address in told or list(addresses)[:1]:
            company = domains.company(address)
            if company:
                own[company] = f"the company part of {address}"
    return Us(addresses, own, sure)


def _count(envelopes: Iterable[Envelope]) -> _Presence:
    seen = _Presence(Counter(), Counter(), {})
    for envelope in envelopes:
        seen.total += 1
        if envelope.sender:
            seen.sent[envelope.sender] += 1
            _name(seen, envelope.sender, envelope.sender_name)
        for email in {party.email for party in envelope.parties} - {envelope.sender, ""}:
            seen.got[email] += 1
        for party in envelope.parties:
            _name(seen, party.email, party.name)
    return seen


def _name(seen: _Presence, email: str, name: str) -> None:
    if name and email:
        seen.names.setdefault(email, Counter())[plain_name(name)] += 1


def plain_name(name: str) -> str:
    """A display name folded for comparison: "Blair, Lynn" and "Lynn  Blair" are the same, and so
    are "José" and "Jose"."""
    name = fold(_EXCHANGE_NAME.sub("", name.strip().strip("'\"")))
    if name.count(",") == 1:
        last, first = name.split(",")
        name = f"{first} {last}"
    return " ".join(_NO_LETTERS.sub(" ", name).split())


def _owner(seen: _Presence) -> tuple[str, bool]:
    def score(email: str) -> tuple[int, int, str]:
        both = seen.sent[email] and seen.got[email]
        # Who both sends and receives is a person; a list address or a robot does only one.
        return (seen.sent[email] + seen.got[email] if both else 0, seen.sent[email], email)

    candidates = set(seen.sent) | set(seen.got)
    if not candidates:
        return "", False
    best = max(candidates, key=score)
    if not score(best)[0]:
        counts = seen.got if seen.got else seen.sent
        best = max(counts, key=lambda email: (counts[email], email))
    present = seen.sent[best] + seen.got[best]
    return best, present * 4 >= seen.total


def _aliases(main: str, seen: _Presence, domains: Domains) -> list[tuple[str, str]]:
    """Other addresses of the same person: the same full name and a local part that fits it."""
    if main not in seen.names and main not in seen.sent:
        return []
    mine = {name for name in seen.names.get(main, ()) if " " in name}
    mine |= _name_of_local(main)
    company = domains.company(main)
    found = []
    for email in sorted(set(seen.sent) | set(seen.got)):
        if email == main:
            continue
        same_company = bool(company) and domains.company(email) == company
        if not local_fits(email, mine, strictly=not same_company):
            continue
        theirs = {name for name in seen.names.get(email, ()) if " " in name}
        if theirs and not theirs & mine:
            continue
        if theirs or same_company or _same_local(main, email):
            found.append((email, f"the same name as {main}"))
    return found


def _name_of_local(email: str) -> set[str]:
    words = [word for word in re.split(r"[._]+", email.partition("@")[0]) if word.isalpha()]
    return {" ".join(words)} if len(words) >= 2 and all(len(w) > 1 for w in words) else set()


def _same_local(one: str, other: str) -> bool:
    return one.partition("@")[0] == other.partition("@")[0]


def local_fits(email: str, names: Iterable[str], *, strictly: bool = False) -> bool:
    """Whether the part before the @ is made of a name: jsmith, john.smith, smithj, john_smith.
    `strictly` leaves out the first name alone."""
    local = _NO_LETTERS.sub("", email.partition("@")[0].lower()).rstrip("0123456789")
    for name in names:
        words = name.split()
        if len(words) < 2:
            continue
        first, last = words[0], words[-1]
        forms = {first + last, last + first, first[0] + last, last + first[0], first + last[0]}
        forms.add("".join(words))
        if not strictly:
            forms |= {first[0] + last[:7], first}
        if local in forms:
            return True
    return False
