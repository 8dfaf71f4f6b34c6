"""Search: the words of a text, what someone looks for in it, and the line it is found in."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_QUERY = 200
MOST_TERMS = 12
SNIPPET_SEARCHED, SNIPPET_BEFORE, SNIPPET_LENGTH = 10_000, 60, 200
_WORD = re.compile(r"[^\W_]+")
_CHUNK = re.compile(r'"([^"]*)"|([^\s"]+)')
# Letters that carry a stroke rather than an accent, which decomposition leaves alone.
STROKED, PLAIN = "łøđħı", "lodhi"
_STROKES = str.maketrans(STROKED, PLAIN)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must occur: words in a row. The last word of one that
    `is_open` may go on."""

    words: tuple[str, ...]
    is_open: bool = False


def fold(text: str) -> str:
    """Text as it is compared: lower case, without accents."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(ch for ch in plain if not unicodedata.combining(ch)).translate(_STROKES)


def words_of(text: str) -> list[str]:
    """The words of a text, folded."""
    return _WORD.findall(fold(text))


def parse_query(query: str) -> tuple[Term, ...]:
    """The terms of what someone typed. "Words in quotation marks" must stand in a row; the last
    word may be unfinished. Nothing has a special meaning beyond that, and nothing is an error."""
    terms = []
    text = query[:LONGEST_QUERY]
    for match in _CHUNK.finditer(text):
        quoted, plain = match.groups()
        words = tuple(words_of(plain if quoted is None else quoted))
        if words:
            terms.append(Term(words, is_open=quoted is None and match.end() == len(text)))
    return tuple(terms[:MOST_TERMS])


def snippet(text: str, terms: Sequence[Term]) -> tuple[tuple[str, bool], ...]:
    """A line of the text around the first place where a term occurs (else its beginning), cut into
    (text, whether it is what was looked for)."""
    flat = " ".join(unicodedata.normalize("NFC", text[:SNIPPET_SEARCHED]).split())
    hits = _hits(flat, terms)
    begin = 0
    if hits and hits[0][0] > SNIPPET_BEFORE:
        begin = min(hits[0][0], flat.find(" ", hits[0][0] - SNIPPET_BEFORE) + 1)
    end = len(flat)
    if end > begin + SNIPPET_LENGTH:
        end = flat.rfind(" ", begin + 1, begin + SNIPPET_LENGTH)
        end = end if end > begin else begin + SNIPPET_LENGTH
    pieces: list[tuple[str, bool]] = [("… ", False)] if begin else []
    place = begin
    for start, stop in hits:
        if start < place or stop > end:
            continue
        pieces += [(flat[place:start], False), (flat[start:stop], True)]
        place = stop
    pieces += [(flat[place:end], False), (" …" if end < len(flat) else "", False)]
    return tuple(piece for piece in pieces if piece[0])


def _hits(flat: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Where terms occur, as offsets, in order."""
    words = [(match.start(), match.end(), fold(match.group())) for match in _WORD.finditer(flat)]
    hits = []
    for place, (start, _, _) in enumerate(words):
        for term in terms:
            run = words[place : place + len(term.words)]
            if len(run) == len(term.words) and _is_run(run, term):
                hits.append((start, run[-1][1]))
                break
    return hits


def _is_run(run: Sequence[tuple[int, int, str]], term: Term) -> bool:
    *firsts, last = (word for _, _, word in run)
    *wanted, end = term.words
    return firsts == wanted and (last.startswith(end) if term.is_open else last == end)
