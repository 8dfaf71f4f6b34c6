"""Words to tokens with their meanings: one pass over the text, phrases of the vocabulary joined."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from earnest.core.reading.dates.model import Grammar, Meaning

NOTHING: Final[Meaning] = {}
FIGURES: Final[Meaning] = {"opens": True, "tells": True, "counts": True, "clocks": True}
PADDING = 6
REACH = 8
LONGEST_NUMBER = 8
_TOKEN = re.compile(r"\d+|[^\W\d_]+|['’]s(?!\w)|[^\w\s]|_")
_JOINED = ".,:/-–—"
_MONEY = "$€£#"
_SIGNS: Final[Mapping[str, str]] = {"’s": "'s", "’": "'", "–": "-", "—": "-", "‐": "-", "‑": "-"}


# What a word has by one of its categories: it can begin an expression; no time is named without
# one such word (or a number) near; it can begin a count; it can begin a time of day.
DERIVED: Final[Mapping[str, frozenset[str]]] = {
    "opens": frozenset(
        {
            "compare", "bound", "range_open", "relation", "the", "edge", "edge_unit", "holiday",
            "mode", "offset_open", "number", "ordinal", "vague", "article", "half_a", "quarter_of",
            "three_quarters_of", "month", "part_letter", "year_word", "named", "now", "weekday",
            "weekdays", "season", "unit", "week_of", "clock", "quarter_hours", "approximately",
            "part", "in", "recurring_open", "recurring_word",
        }
    ),
    "tells": frozenset(
        {
            "month", "weekday", "weekdays", "unit", "named", "season", "edge_unit", "clock", "part",
            "holiday", "now", "oclock", "quarter_hours", "part_letter", "year_word", "thousand",
            "half", "week_of",
        }
    ),
    "counts": frozenset(
        {
            "number", "ordinal", "vague", "article", "half_a", "quarter_of", "three_quarters_of",
        }
    ),
    "clocks": frozenset({"clock", "quarter_hours", "number", "approximately", "range_open"}),
}  # fmt: skip


def marked(meaning: Meaning) -> Meaning:
    """A meaning with what follows from its categories, for a vocabulary being made ready."""
    derived = {name: True for name, kinds in DERIVED.items() if not kinds.isdisjoint(meaning)}
    return {**meaning, **derived}


def split_words(text: str) -> tuple[list[str], list[int], list[int]]:
    """Tokens of `text` as lower-case words, starts and ends: letters, digits, "'s", or one sign."""
    low = text.lower()
    if len(low) != len(text):  # a few letters grow when lowered, and would shift the offsets
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    spans = [match.span() for match in _TOKEN.finditer(low)]
    words = [low[start:end] for start, end in spans]
    for index, word in enumerate(words):
        if word in _SIGNS:
            words[index] = _SIGNS[word]
    return words, [start for start, _ in spans], [end for _, end in spans]


@dataclass(slots=True)
class Tokens:
    """A text as tokens. The lists run in parallel and end in a few empty tokens, so that reading
    a little past the end finds nothing instead of failing. `memo` belongs to the parser."""

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    means: list[Meaning]
    near: list[bool]
    size: int
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
    words, starts, ends = split_words(text)
    known = grammar.words
    means = [known.get(word) or (FIGURES if word.isdecimal() else NOTHING) for word in words]
    joins = _phrases(words, grammar)
    if joins:
        for index, after, meaning in joins:
            ends[index], means[index] = ends[after - 1], meaning
        gone = {k for index, after, _ in joins for k in range(index + 1, after)}
        kept = [k for k in range(len(words)) if k not in gone]
        words, starts = [words[k] for k in kept], [starts[k] for k in kept]
        ends, means = [ends[k] for k in kept], [means[k] for k in kept]
    size = len(words)
    words += [""] * PADDING
    starts += [len(text)] * PADDING
    ends += [len(text)] * PADDING
    means += [NOTHING] * PADDING
    return Tokens(text, words, starts, ends, means, _near_telling(means), size)


def _phrases(words: Sequence[str], grammar: Grammar) -> list[tuple[int, int, Meaning]]:
    """The phrases of the vocabulary in the words: first token, token after, meaning."""
    found = []
    free = 0
    for index, word in enumerate(words):
        seconds = grammar.phrases.get(word)
        if seconds and index >= free:
            joined = _phrase(words, index, seconds)
            if joined:
                found.append((index, *joined))
                free = joined[0]
    return found


def _near_telling(means: Sequence[Meaning]) -> list[bool]:
    """For each token, whether it or one of the next few tells of time."""
    near = [False] * len(means)
    left = 0
    for index in range(len(means) - 1, -1, -1):
        left = REACH if "tells" in means[index] else left - 1
        near[index] = left > 0
    return near


def _phrase(
    words: Sequence[str],
    index: int,
    seconds: Mapping[str, Sequence[tuple[tuple[str, ...], Meaning]]],
) -> tuple[int, Meaning] | None:
    """The longest phrase that begins at `index`, hyphens between its words allowed."""
    after = index + 2 if words[index + 1 : index + 2] == ["-"] else index + 1
    if after >= len(words):
        return None
    for rest, meaning in seconds.get(words[after], ()):
        at = index + 1
        for part in rest:
            if at < len(words) and words[at] == "-" and part != "-":
                at += 1
            if at >= len(words) or words[at] != part:
                break
            at += 1
        else:
            return at, meaning
    return None
