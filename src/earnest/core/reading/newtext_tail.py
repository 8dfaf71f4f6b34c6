"""What ends a piece of own text without being part of it: signature, device line, legal notice."""

import re
from dataclasses import dataclass
from itertools import pairwise

from earnest.core.reading.newtext_lines import is_rule
from earnest.core.reading.newtext_notices import banner_end, notice_start, trim
from earnest.core.reading.newtext_phrases import LINK, MailPhrases

#: Ways a line speaks for being part of a signature.
TEXT, OTHER, NAME, WEAK, STRONG = range(5)

#: The line RFC 3676 asks for above a signature.
SIGNATURE_MARK = "-- "
_DELIMITERS = frozenset(("--", "—", "–", "- --"))
_LONGEST_SIGNATURE = 14  # lines with text; more is no signature unless marked by "--"
_LONGEST_MARKED = 30
_LONGEST_BARE = 8
_PROSE_SPACES = 8
_LONGEST_CONTACT_LINE = 80
_LONGEST_ROW = 250
_HOMEPAGE_LENGTH = 60

_PHONE = re.compile(r"\(?\+?\(?\d[\d()./\-\u2010-\u2013 \xa0]{5,22}\d")
_ADDRESS = re.compile(r"\w@\w")
_EXTENSION = re.compile(r"(?i)(?:\bx|\bext\.? ?)\d?-?\d{3,6}\b|^\d-\d{4}$")
_POSTAL = re.compile(
    r"\b[A-Z]{2} {1,2}\d{5}\b|\b\d{5} [A-ZÀ-Þ]|\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b"
)
_NAME_WORD = re.compile(r"[^\W\d_][\w.'’-]*,?$")
_DASHED_NAME = re.compile(
    r"[-–—~]{1,2} ?[A-ZÀ-Þ][\w'’-]{1,20}\.?(?: [A-ZÀ-Þ][\w'’-]{0,20}\.?){0,3}$"
)
_WORD = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]+)*")
_PARTICLES = frozenset(
    (
        "de",
        "da",
        "do",
        "dos",
        "di",
        "del",
        "van",
        "von",
        "der",
        "den",
        "la",
        "le",
        "el",
        "bin",
        "zu",
    )
)


@dataclass(frozen=True, slots=True)
class Tail:
    """Lines [start, own_start) are a banner, [own_start, own_end) the author's words,
    [own_end, notice) the signature and [notice, end) notices of companies, lists and services."""

    own_start: int
    own_end: int
    notice: int


def split_tail(
    lines: list[str], start: int, end: int, phrases: MailPhrases, *, has_more: bool
) -> Tail:
    """Part the own lines [start, end) into words and what surrounds them. `has_more` says that
    the author wrote elsewhere in the message too, so these lines may be all signature."""
    own_start = banner_end(lines, start, end, phrases)
    notice = trim(lines, own_start, notice_start(lines, own_start, end, phrases))
    words = _signature_start(lines, own_start, notice, phrases, has_more=has_more)
    return Tail(own_start, trim(lines, own_start, words), notice)


# Signatures ------------------------------------------------------------------------------------


def _signature_start(
    lines: list[str], start: int, end: int, phrases: MailPhrases, *, has_more: bool
) -> int:
    """The first line of the signature in [start, end), `end` when there is none."""
    marked = _marked_start(lines, start, end)
    if marked is not None and (has_more or any(lines[start:marked])):
        end = trim(lines, start, marked)
        return _device_start(lines, start, end, phrases) if end > start else marked
    end_of_words = _device_start(lines, start, end, phrases)
    trimmed = trim(lines, start, end_of_words)
    block = _block_start(lines, start, trimmed, phrases)
    if block is None:
        block = _dashed_name(lines, start, trimmed)
    if block is None or (not has_more and not any(lines[start:block])):
        return end_of_words
    return _device_start(lines, start, block, phrases)


def _marked_start(lines: list[str], start: int, end: int) -> int | None:
    """The line "-- " (RFC 3676), or a bare "--" with too few words below it to be a letter."""
    for index in range(start, end):
        line = lines[index]
        if line != SIGNATURE_MARK and line not in _DELIMITERS:
            continue
        below = [one for one in lines[index + 1 : end] if one]
        if line == SIGNATURE_MARK and len(below) <= _LONGEST_MARKED:
            return index
        prose = sum(one.count(" ") >= _PROSE_SPACES for one in below)
        if len(below) <= _LONGEST_BARE and prose <= 1:
            return index
    return None


def _device_start(lines: list[str], start: int, end: int, phrases: MailPhrases) -> int:
    """Take off device lines ("Sent from my iPhone") at the end."""
    at = trim(lines, start, end)
    found = end
    while at > start and phrases.is_sent_from(lines[at - 1]):
        found = at - 1
        at = trim(lines, start, found)
    return found


def _dashed_name(lines: list[str], start: int, end: int) -> int | None:
    """A last line such as "-Ann" that is not the last of a list."""
    if end <= start or not _DASHED_NAME.match(lines[end - 1]):
        return None
    above = end - 2
    while above >= start and not lines[above]:
        above -= 1
    return None if above >= start and lines[above][0] in "-–—*•" else end - 1


def _block_start(lines: list[str], start: int, end: int, phrases: MailPhrases) -> int | None:
    """Where a block of name, title, company and contact lines begins, read from below."""
    kinds: list[tuple[int, int]] = []
    signed = False
    index = end - 1
    while index >= start and len(kinds) < _LONGEST_SIGNATURE:
        line = lines[index]
        if line:
            if phrases.is_sign_off(line):
                signed = True
                break
            kind = line_kind(line, phrases)
            if kind == TEXT and not (index == end - 1 and line[0] in "\"“'«" and len(line) < 100):
                break
            kinds.append((index, kind))
        index -= 1
    kinds.reverse()
    found = _block_in(lines, kinds, signed)
    return None if found is None or _is_announced(lines, found) else found


def _block_in(lines: list[str], kinds: list[tuple[int, int]], signed: bool) -> int | None:
    """The first line of a signature among lines already classed; None when they are not one."""
    strong = sum(1 for _, kind in kinds if kind == STRONG)
    weak = sum(1 for _, kind in kinds if kind == WEAK)
    if len(kinds) == 1 and strong and _is_whole_signature(lines[kinds[0][0]]):
        return kinds[0][0]
    if len(kinds) < 2 or not (strong or weak) or _is_list_of_people(kinds):
        return None
    if strong and not signed and kinds[0][1] == WEAK and not _is_below(lines, kinds[0][0]):
        return kinds[0][0]
    if strong or signed:
        for may_have_gap in (False, True):
            for position in range(len(kinds)):
                if _opens_block(lines, kinds, position, may_have_gap=may_have_gap):
                    return kinds[position][0]
    return kinds[0][0] if signed else _name_and_role(lines, kinds)


def _is_announced(lines: list[str], index: int) -> bool:
    """Whether the text above leads up to these lines ("Her number is:"): they are what it is
    about, not who wrote it."""
    above = index - 1
    while above >= 0 and not lines[above]:
        above -= 1
    return above >= 0 and lines[above][-1] == ":"


def _is_below(lines: list[str], index: int) -> bool:
    """Whether a line of text stands directly above."""
    return index > 0 and bool(lines[index - 1])


def _opens_block(
    lines: list[str], kinds: list[tuple[int, int]], position: int, *, may_have_gap: bool
) -> bool:
    """Whether this is the name (or the rule above it) that begins a signature: telling lines
    follow, and between them and it stands at most more of the same paragraph. In a second try
    (`may_have_gap`) blank lines are let pass."""
    index, kind = kinds[position]
    if kind == OTHER and may_have_gap and is_rule(lines[index]):
        return True
    above = lines[index - 1] if index else ""
    is_folded = len(above) > 60 and above[-1] not in ".?!,;:"
    if kind != NAME or is_folded:
        return False
    last = index
    for below, following in kinds[position + 1 : position + 4]:
        if following in (WEAK, STRONG):
            return True
        if below > last + 1 and not may_have_gap:
            return False
        last = below
    return False


def _name_and_role(lines: list[str], kinds: list[tuple[int, int]]) -> int | None:
    """A last paragraph of a name and, right below it, a title or company."""
    for position in range(max(0, len(kinds) - 4), len(kinds) - 1):
        index, kind = kinds[position]
        if kind == NAME and kinds[position + 1] == (index + 1, WEAK):
            return None if _is_below(lines, index) or not index else index
    return None


def _is_list_of_people(kinds: list[tuple[int, int]]) -> bool:
    """Two names each followed by a number and by nothing else are a list, not a signature."""
    order = [kind for _, kind in kinds]
    pairs = sum(pair == (NAME, STRONG) for pair in pairwise(order))
    return pairs > 1 and WEAK not in order


def line_kind(line: str, phrases: MailPhrases) -> int:
    """How a line speaks for being part of a signature: TEXT (it does not), OTHER, NAME, WEAK
    (title, company, postal address) or STRONG (phone, mail or web address)."""
    if len(line) > _LONGEST_CONTACT_LINE:
        return STRONG if _is_whole_signature(line) else TEXT
    words = _WORD.findall(line)
    if _is_contact(line, words, phrases):
        return STRONG
    if is_rule(line) or (" " not in line and LINK.match(line)):
        return OTHER
    if line[-1] in "?!" or len(words) > 10 or (line[-1] in ".:" and len(words) > 5):
        return TEXT
    if not line[0].islower() and names_place_or_role(line, phrases):
        return WEAK
    if is_name(line):
        return NAME
    return OTHER if len(words) <= 6 and not line[0].islower() and line[-1] not in ".:," else TEXT


def _is_whole_signature(line: str) -> bool:
    """Whether a line holds name, title and numbers side by side: "Ann Lee | Acme | 555 0100"."""
    if len(line) > _LONGEST_ROW or max(line.count(mark) for mark in "|•·") < 2:
        return False
    return bool(_PHONE.search(line) or _ADDRESS.search(line) or LINK.search(line))


def _is_contact(line: str, words: list[str], phrases: MailPhrases) -> bool:
    found = _PHONE.search(line)
    if found and sum(char.isdigit() for char in found.group()) >= 7:
        return len(words) <= 6 or "|" in line or "•" in line
    if _EXTENSION.search(line):
        return len(words) <= 4
    if _ADDRESS.search(line) or LINK.search(line):
        path = line.rpartition("//")[2].rstrip("/").count("/")
        is_short = len(line) <= _HOMEPAGE_LENGTH and "?" not in line and path <= 1
        return (is_short and line.count(" ") <= 3) or "|" in line
    label = line.partition(":")
    return bool(label[1]) and label[0].strip(" *_").lower() in phrases.contacts and len(words) <= 5


def names_place_or_role(line: str, phrases: MailPhrases) -> bool:
    """Whether a line holds a job title, a mark of a company, or a postal address."""
    low = _WORD.findall(line.lower())
    if not (phrases.titles.isdisjoint(low) and phrases.companies.isdisjoint(low)):
        return True
    has_digit = any(char.isdigit() for char in line)
    return has_digit and (bool(_POSTAL.search(line)) or not phrases.streets.isdisjoint(low))


def is_name(line: str) -> bool:
    """Whether a line looks like a person's name and nothing more: one to five capitalised words,
    with initials and particles, no figures."""
    words = line.strip("*_ ").split()
    if not 0 < len(words) <= 5 or line[-1] in ",:;?!":
        return False
    capitals = 0
    for word in words:
        if not _NAME_WORD.match(word):
            return False
        if word[0].isupper():
            capitals += 1
        elif word.lower() not in _PARTICLES:
            return False
    return capitals > 0
