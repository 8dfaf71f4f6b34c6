"""Address headers as people write them: one linear scan that never refuses."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from earnest.adapters.mail.headers import decode_words
from earnest.core.mail import Address, Problem

# A header naming more people than this is kept up to here; mailing tools put lists in To.
MAX_ADDRESSES = 2000
_MAX_TOKENS = 5 * MAX_ADDRESSES

_SIMPLE = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+\Z")
_NAMED = re.compile(r'\s*"?([\w .\'&/-]{1,80}?)"?\s*<([\w.!#$%&\'*+/=?^`{|}~-]+@[\w.-]+)>\s*\Z')
_TOKEN = re.compile(
    r'"((?:[^"\\]|\\.){0,400})"'  # 1 quoted name
    r"|\(([^()]*)\)"  # 2 comment, where old mailers put the name
    r"|<([^<>]*)>?"  # 3 address
    r"|([,;:])"  # 4 separators; a colon ends a group's name
    r'|([^",;:<()]+)'  # 5 words
    r"|."
)
_AT_WORD = re.compile(
    r"^([\w.+-]{1,64}) (?:at|\[at\]|\(at\)) ([\w-]{1,63}(?:\.[\w-]{1,63}){1,6})$", re.I
)
_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]]+@[^\s@<>,;:\"()\[\]]+")


def parse_addresses(
    values: Sequence[str], problems: list[Problem] | None = None
) -> tuple[Address, ...]:
    """All mailboxes in the values of an address header, in order, without repeats."""
    found: dict[tuple[str, str], Address] = {}
    for value in values:
        for address in _one_header(value, problems):
            key = (address.email, "" if address.email else address.name)
            kept = found.get(key)
            if kept is None or (address.name and not kept.name):
                found[key] = address
            if len(found) >= MAX_ADDRESSES:
                if problems is not None:
                    problems.append(Problem("too-large", f"more than {MAX_ADDRESSES} addresses"))
                return tuple(found.values())
    return tuple(found.values())


def _one_header(value: str, problems: list[Problem] | None) -> list[Address]:
    value = value.strip()
    if not value:
        return []
    if '"' not in value and "(" not in value and "=?" not in value and "<" not in value:
        pieces = [piece.strip() for piece in value.split(",")]
        if all(_SIMPLE.match(piece) for piece in pieces if piece):
            return [_plain(piece) for piece in pieces if piece]
    elif named := _NAMED.match(value):
        return [_address(named.group(2), named.group(1))]
    return _Scanner(problems).scan(value)


@lru_cache(maxsize=4096)
def _plain(email: str) -> Address:
    return Address(clean_email(email))


class _Scanner:
    """The state of one header's scan: what has been seen of the address under way."""

    def __init__(self, problems: list[Problem] | None) -> None:
        self.problems = problems
        self.found: list[Address] = []
        self.words: list[str] = []
        self.comment = ""
        self.angle: str | None = None
        self.carried = ""

    def scan(self, value: str) -> list[Address]:
        for match in islice(_TOKEN.finditer(value), _MAX_TOKENS):
            quoted, note, address, separator, word = match.groups()
            if separator == ":":
                # `Group name: a@b, c@d;` but also `mailto:a@b` and `SMTP:a@b`.
                self.words.clear()
            elif separator:
                self.flush(separator)
            elif quoted is not None:
                self.words.append(re.sub(r"\\(.)", r"\1", quoted))
            elif note is not None:
                self.comment = self.comment or note
            elif address is not None:
                if self.angle is not None:
                    self.flush("")
                self.angle = address
            elif word and self.angle is None:
                self.words.append(word)
        self.flush("")
        return self.found

    def flush(self, separator: str) -> None:
        name = "".join(self.words).strip()[:1000]
        self.words.clear()
        address = self._finish(name)
        bare = address is not None and not address.email and self.angle is None
        if bare and separator == "," and not self.carried:
            # `Last, First <a@b>` without quotes: the comma was part of the name.
            self.carried = name
        else:
            if self.carried and (address is None or self.angle is None):
                self.found.append(Address("", tidy_name(self.carried, self.problems)))
            self.carried = ""
            if address:
                self.found.append(address)
        self.comment, self.angle = "", None

    def _finish(self, name: str) -> Address | None:
        if self.angle is not None:
            full = f"{self.carried}, {name}" if self.carried and name else name or self.carried
            return _address(self.angle, full or self.comment, self.problems)
        if not name:
            return None
        if at_word := _AT_WORD.match(name):
            return _address("@".join(at_word.groups()), self.comment, self.problems)
        if "@" in name and (email := _EMAIL.search(name)):
            rest = (name[: email.start()] + name[email.end() :]).strip()
            return _address(email.group(), self.comment or rest, self.problems)
        return Address("", tidy_name(name, self.problems))


def _address(email: str, name: str, problems: list[Problem] | None = None) -> Address:
    email = clean_email(email[:1000])
    name = tidy_name(name, problems)
    return Address(email, "" if name.lower() == email else name)


def clean_email(text: str) -> str:
    """An address in lower case without route, scheme, quotes or stray marks; empty when the text
    is no Internet address (an X.500 name, a list's title)."""
    text = text.strip().lower()
    if _SIMPLE.match(text) and text[0] != "'" and text[-1] not in ".-":
        return text
    if "@" not in text and " at " not in text and "(at)" not in text:
        return ""
    if ":" in text:
        # A route (`@a,@b:joe@c`, RFC 822) or a scheme (`mailto:`, `smtp:`).
        text = text.rpartition(":")[2]
    at_word = _AT_WORD.match(text)
    if at_word:
        return f"{at_word.group(1)}@{at_word.group(2)}"
    match = _EMAIL.search(text.replace('"', ""))
    if not match:
        return ""
    return match.group().strip("'`[]>").rstrip("-.")


def tidy_name(name: str, problems: list[Problem] | None = None) -> str:
    if not name:
        return ""
    name = decode_words(name, problems).replace("\x00", "")
    while len(name) > 1 and name[0] == name[-1] and name[0] in "'\"":
        name = name[1:-1].strip()
    return name.strip(" ,;")[:200]
