"""What a signature says of its owner: name, title, company, phones, addresses."""

import re
from dataclasses import dataclass

import phonenumbers

from earnest.core.reading.newtext_phrases import MailPhrases
from earnest.core.reading.newtext_tail import is_name, names_place_or_role

_LONGEST = 4000
_LONGEST_FIELD = 120
_FEWEST_DIGITS = 7
_FIELDS = re.compile(r"\s*[|•·\t]\s*|\s{3,}")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")
_URL = re.compile(r"(?i)\b(?:https?://[^\s<>\"')\]]{4,200}|www\.[^\s<>\"')\],;]{4,200})")
_PHONE = re.compile(
    r"(?<![\w.])(?:\+|00)?\(?\d[\d()./\-\u2010-\u2013 \xa0]{5,22}\d"
    r"(?: ?(?:x|ext\.?|extension|durchwahl|poste) ?\d{1,6})?(?!\w)",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+(?:[.'’/-][^\W\d_]+)*")
_EDGES = " \t\xa0*_-–—~,;:|<>"


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as written; `e164` is empty when it is not a valid number of its country. `kind` is
    mobile, direct, office, fax, or empty when nothing says so."""

    number: str
    e164: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """What was found; empty where nothing was."""

    name: str = ""
    title: str = ""
    company: str = ""
    phones: tuple[Phone, ...] = ()
    emails: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()


def read_signature(signature: str, *, phrases: MailPhrases, region: str = "US") -> Signature:
    """Read the signature lines that split_text set apart. `region` (ISO 3166, two letters) is the
    country of numbers written without a country code. Nothing is guessed beyond what stands
    there: no name from an address, no company from a domain."""
    phones: list[Phone] = []
    emails: list[str] = []
    urls: list[str] = []
    words: list[str] = []
    for field in _fields(signature, phrases):
        emails.extend(found.lower() for found in _EMAIL.findall(field))
        urls.extend(found.rstrip(".,;") for found in _URL.findall(field))
        rest = _URL.sub(" ", _EMAIL.sub(" ", field))
        numbers, rest = _phones(rest, phrases, region)
        phones.extend(numbers)
        left = rest.strip(_EDGES + "()")
        if left and rest == field:
            words.append(field.strip(_EDGES))
        elif left and _is_owner(left, phrases):
            words.append(left)
    name, title, company = _who(words, phrases)
    return Signature(
        name=name,
        title=title,
        company=company,
        phones=tuple(dict.fromkeys(phones)),
        emails=tuple(dict.fromkeys(emails)),
        urls=tuple(dict.fromkeys(urls)),
    )


def _fields(signature: str, phrases: MailPhrases) -> list[str]:
    """The lines, those with separators in them taken apart, without sign-offs and device lines."""
    fields: list[str] = []
    for raw in signature[:_LONGEST].splitlines():
        line = raw.strip()
        if not line or phrases.is_sign_off(line) or phrases.is_sent_from(line):
            continue
        label = ""
        for part in _FIELDS.split(line):
            # "Fax:     555 0100": the label belongs to what stands after the gap.
            if part[-1:] in ":#" or part.rstrip(". ").lower() in phrases.phones:
                label += part + " "
            elif part.strip(_EDGES):
                fields.append((label + part)[:_LONGEST_FIELD])
                label = ""
    return fields


def _is_owner(rest: str, phrases: MailPhrases) -> bool:
    """Whether what is left of a line beside an address is a name, not a label."""
    return is_name(rest) and rest.lower() not in phrases.contacts


def _phones(field: str, phrases: MailPhrases, region: str) -> tuple[list[Phone], str]:
    """The numbers of a field, and the field without them and their labels."""
    phones: list[Phone] = []
    found = [one for one in _PHONE.finditer(field) if _digits(one.group()) >= _FEWEST_DIGITS]
    for index, one in enumerate(found):
        before = field[found[index - 1].end() if index else 0 : one.start()]
        after = field[one.end() :] if index == len(found) - 1 else ""
        kind = phrases.phone_kind(before) or phrases.phone_kind(after)
        e164 = _e164(one.group(), region)
        if e164 or kind:
            phones.append(Phone(one.group().strip(), e164, kind))
    return phones, field if not phones else ""


def _digits(text: str) -> int:
    return sum(char.isdigit() for char in text)


def _e164(number: str, region: str) -> str:
    try:
        parsed = phonenumbers.parse(number, region.upper())
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _who(fields: list[str], phrases: MailPhrases) -> tuple[str, str, str]:
    """Name, title and company among the lines without figures. The name stands first or nowhere;
    a line that says neither title nor street nor company, below name or title, is the company."""
    name = title = company = ""
    for position, field in enumerate(fields):
        for part in _parts(field, phrases, may_hold_name=not name and position < 2):
            is_title = _has(part, phrases.titles)
            is_company = _has(part, phrases.companies)
            is_person = not (is_title or is_company or title) and position < 2 and is_name(part)
            if is_person and (not name or part.startswith(name + " ")):
                name = part  # "Ann" above "Ann Lee" is how many close by hand
            elif is_title and not title and not _has(part, phrases.legal_forms):
                title = part
            elif not company and (is_company or _may_be_company(part, name or title, phrases)):
                company = part
    return name, title, company


def _parts(field: str, phrases: MailPhrases, *, may_hold_name: bool) -> list[str]:
    """ "Ann Lee, Head of Sales" and "Head of Sales, Acme Ltd." hold two things; "Lee, Ann" and
    "Director, Customer Service" one."""
    for mark in (", ", " - ", " – ", " / "):
        first, found, second = field.partition(mark)
        if not found:
            continue
        if may_hold_name and " " in first and is_name(first) and _has(second, phrases.titles):
            return [first.strip(_EDGES), *_parts(second, phrases, may_hold_name=False)]
        if _has(first, phrases.titles) and _has(second, phrases.legal_forms):
            return [first.strip(_EDGES), second.strip(_EDGES)]
    return [field]


def _has(text: str, words: frozenset[str]) -> bool:
    return any(word in words for word in _WORDS.findall(text.lower()))


def _may_be_company(part: str, above: str, phrases: MailPhrases) -> bool:
    """Whether a short capitalised line below a name or title can only be the company's."""
    return (
        bool(above)
        and part[0].isupper()
        and len(part.split()) <= 6
        and not any(char.isdigit() for char in part)
        and part[-1] not in ".!?:"
        and not names_place_or_role(part, phrases)
    )
