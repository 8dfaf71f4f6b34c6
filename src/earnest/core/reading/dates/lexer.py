"""Words to tokens with their meanings: one pass over the text, phrases of the vocabulary joined."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from earnest.core.reading.dates.model import Grammar, Meaning

NOTHING: Final[Meaning] = {}
PADDING = 6
LONGEST_NUMBER = 8
_TOKEN = re.compile(r"\d+|[^\W\d_]+|['’]s(?!\w)|[^\w\s]|_")
_JOINED = ".,:/-–—"
_MONEY = "$€£#"
_SIGNS: Final[Mapping[str, str]] = {"’s": "'s", "’": "'", "–": "-", "—": "-", "‐": "-", "‑": "-"}


def split_words(text: str) -> list[tuple[str, int, int]]:
    """Tokens of `text` as (lower-case word, start, end): digits, letters, "'s", or one sign."""
    return [
        (_SIGNS.get(match[0]) or match[0].lower(), match.start(), match.end())
        for match in _TOKEN.finditer(text)
    ]


@dataclass(slots=True)
class Tokens:
    """A text as tokens. The lists run in parallel and end in a few empty tokens, so that reading
    a little past the end finds nothing instead of failing. `memo` belongs to the parser."""

    text: str
    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    means: list[Meaning] = field(default_factory=list)
    size: int = 0
    memo: dict[tuple[str, int, int], object] = field(default_factory=dict)

    def has(self, i: int, category: str) -> bool:
        """Whether token `i` can have a meaning of that category."""
        return category in self.means[i]

    def value(self, i: int, category: str) -> object | None:
        """The meaning of token `i` in a category, or None."""
        return self.means[i].get(category)

    def number(self, i: int, category: str) -> int | None:
        """The same for categories whose values are whole numbers."""
        found = self.means[i].get(category)
        return found if isinstance(found, int) else None

    def name(self, i: int, category: str) -> str | None:
        """The same for categories whose values are names."""
        found = self.means[i].get(category)
        return found if isinstance(found, str) else None

    def digits(self, i: int) -> int | None:
        """Token `i` as a number written in digits, None for others and for overlong ones."""
        word = self.words[i]
        return int(word) if word.isdecimal() and len(word) <= LONGEST_NUMBER else None

    def tight(self, i: int) -> bool:
        """Whether nothing stands between token `i` and the one before."""
        return 0 < i < self.size and self.starts[i] == self.ends[i - 1]

    def capital(self, i: int) -> bool:
        """Whether token `i` begins with a capital."""
        return i < self.size and self.text[self.starts[i]].isupper()

    def opens_cleanly(self, i: int) -> bool:
        """Whether a number at `i` is no tail of something longer: a code, a price, a decimal."""
        at = self.starts[i]
        before = self.text[at - 1] if at else " "
        if before.isalnum() or before in _MONEY or before == "_":
            return False
        if before == " " and at > 1 and self.text[at - 2] in _MONEY:
            return False
        further = self.text[at - 2] if at > 1 else " "
        return not (before in _JOINED and further.isdigit())

    def closes_cleanly(self, j: int) -> bool:
        """Whether a number that ends before token `j` is no head of something longer."""
        if j >= self.size or not self.tight(j):
            return True
        sign = self.words[j]
        if sign[0].isalnum() or sign in ("_", "%", "°"):
            return False
        return not (sign in _JOINED and self.tight(j + 1) and self.words[j + 1].isdecimal())


def tokenise(text: str, grammar: Grammar) -> Tokens:
    """The tokens of `text` with what the grammar knows of each; never fails."""
    tokens = Tokens(text)
    raw = split_words(text)
    index = 0
    while index < len(raw):
        word, start, end = raw[index]
        options = grammar.phrases.get(word)
        joined = _phrase(raw, index, options) if options else None
        after, meaning = joined or (index + 1, grammar.words.get(word, NOTHING))
        _append(tokens, word, start, raw[after - 1][2] if joined else end, meaning)
        index = after
    tokens.size = len(tokens.words)
    for _ in range(PADDING):
        _append(tokens, "", len(text), len(text), NOTHING)
    return tokens


def _append(tokens: Tokens, word: str, start: int, end: int, meaning: Meaning) -> None:
    tokens.words.append(word)
    tokens.starts.append(start)
    tokens.ends.append(end)
    tokens.means.append(meaning)


def _phrase(
    raw: Sequence[tuple[str, int, int]],
    index: int,
    options: Sequence[tuple[tuple[str, ...], Meaning]],
) -> tuple[int, Meaning] | None:
    """The longest phrase that begins at `index`, hyphens between its words allowed."""
    for rest, meaning in options:
        at = index + 1
        for part in rest:
            if at < len(raw) and raw[at][0] == "-" and part != "-":
                at += 1
            if at >= len(raw) or raw[at][0] != part:
                break
            at += 1
        else:
            return at, meaning
    return None
