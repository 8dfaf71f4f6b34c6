"""People as exports of Outlook and Notes name them in X-From, X-To and X-cc lines, and what those
lines can mend in the proper headers."""

import re
from functools import lru_cache

from earnest.adapters.mail.addresses import clean_email, tidy_name
from earnest.core.mail import Address, Problem

# "Name </O=ORG/CN=...>, Last, First <addr>@ORG, 'addr'": names hold unquoted commas.
_ENTRY = re.compile(
    r"\s*([^<>]{0,200}?)\s*<([^<>]{0,300})>(?:@\w{1,40})?\s*(?:,|$)|\s*([^,<>]{1,200})(?:,|$)"
)
_MAX_LINE = 32 * 1024
_LETTERS = re.compile(r"[^\W\d_]+")
# An address wrapped by Exchange for another system: IMCEANOTES-Joe+20Doe+40x+2Ecom@org.com
_WRAPPED = re.compile(r"imcea[a-z]{2,10}-([^@]{1,300})@", re.IGNORECASE)
_ORGANISATION = re.compile(r"@\w{1,40}$")


def exported_people(value: str) -> list[Address]:
    """The people of an X-From, X-To or X-cc line. `email` is empty for most: what stands there is
    often a directory name."""
    if "<" in value and "@" in value and ">@" in value:
        # `"Name" <addr>@ORG <IMCEANOTES-...>` says the same twice.
        value = re.sub(r"(>@\w{1,40}'?)\s*<IMCEA[^<>]{0,400}>", r"\1", value)
    found = []
    if "<" in value:
        entries = _ENTRY.findall(value[:_MAX_LINE])
    else:
        entries = [("", "", alone.strip()) for alone in value[:_MAX_LINE].split(",")]
    for name, inside, alone in entries:
        email = _internet_address(inside or alone)
        name = tidy_name(_ORGANISATION.sub("", name or alone))
        if name or email:
            found.append(Address(email, "" if "@" in name else name))
    return found


def _internet_address(text: str) -> str:
    if "@" not in text:
        return ""
    wrapped = _WRAPPED.match(text)
    if wrapped:
        text = re.sub(
            r"\+([0-9A-Fa-f]{2})", lambda code: chr(int(code.group(1), 16)), wrapped.group(1)
        )
    # "Name/Department/Company@COMPANY" is a directory name.
    email = "" if "/" in text else clean_email(text)
    return email if "." in email.partition("@")[2] else ""


def mend_addresses(
    addresses: tuple[Address, ...], exported: str, problems: list[Problem]
) -> tuple[Address, ...]:
    """Addresses with the names an exported line gives them, and with the address it gives where
    the header's own was made up from the name.

    Some exports write "first.last@own-company" into To for people of other companies, whose true
    address only the X-To line has. Entries belong together when their words agree, or by place
    when both lines name equally many and nothing contradicts.
    """
    if not exported or all(address.name for address in addresses):
        return addresses
    people = exported_people(exported)
    if len(people) == len(addresses):
        mended = tuple(map(_mend, addresses, people))
    else:
        by_words = {_words(person.name): person for person in people if person.name}
        mended = tuple(
            _mend(address, by_words.get(_words(address.email.partition("@")[0]), Address("")))
            for address in addresses
        )
    changed = sum(new.email != old.email for new, old in zip(mended, addresses, strict=True))
    if changed:
        problems.append(Problem("address-repaired", f"{changed} from the export's own line"))
    return mended


def _mend(address: Address, person: Address) -> Address:
    if address.name or not (person.name or person.email):
        return address
    local = _words(address.email.partition("@")[0])
    named = _words(person.name)
    if person.email and person.email != address.email:
        made_up = local == named and len(local) > 1
        elsewhere = person.email.partition("@")[2] != address.email.partition("@")[2]
        return person if made_up and elsewhere else address
    if len(local) > 1 and len(named) > 1 and not local & named:
        return address
    return Address(address.email, person.name)


@lru_cache(maxsize=8192)
def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in _LETTERS.findall(text.lower()) if len(word) > 1)
