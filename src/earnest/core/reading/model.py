"""A small linear model over words and word classes: does this sentence ask or propose something?"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import nlargest
from itertools import combinations
from math import exp, sqrt

# Only the beginning of a long sentence is read; asks stand early, and lists follow.
MOST_WORDS = 50

_TOKEN = re.compile(r"\$[a-z]+|[a-z]+(?:'[a-z]+)?|\d+(?:[:/]\d+)*|[?!.:;,()@$-]|[^\sa-z0-9]")
_START, _STOP = "^", "$"

# Codes of tokens that stand in no list, by their shape. Words are lower case, so no code may be.
_FIGURE, _CLOCK, _PLACEHOLDER, _MARK = "0", "1", "2", "3"
_ENDINGS = (("ed", "4"), ("ing", "5"), ("ly", "6"), ("s", "7"))
_OTHER = "8"
SHAPES = frozenset("012345678?!.:;,-()")
# Shapes that say nothing about a sentence merely by standing somewhere in it.
_WEAK = frozenset("78.,") | {_START, _STOP}


@dataclass(frozen=True, slots=True)
class WordClasses:
    """Words with the one-letter code of their class. `weak` codes are left out of the pairs."""

    codes: Mapping[str, str]
    weak: frozenset[str] = frozenset()

    def code(self, token: str) -> str:
        """The code of a token: of its class, else of its shape."""
        known = self.codes.get(token)
        if known:
            return known
        first = token[0]
        if first.isalpha():
            for ending, code in _ENDINGS:
                if token.endswith(ending):
                    return code
            return _OTHER
        if first.isdigit():
            return _FIGURE if token.isdigit() else _CLOCK
        if len(token) > 1:
            return _PLACEHOLDER
        return token if token in SHAPES else _MARK


def tokens(text: str) -> list[str]:
    """Words, figures and marks of a sentence in lower case, at most MOST_WORDS."""
    return _TOKEN.findall(text.lower())[:MOST_WORDS]


def features(words: list[str], classes: WordClasses, meanings: Iterable[str] = ()) -> set[str]:
    """What the model knows of a sentence: words, pairs of neighbours, classes of two and three
    neighbours, classes that occur together, classes together with how the sentence opens, and
    the meanings of its cues."""
    plain = [_plain(word) for word in words]
    codes = _START + "".join(map(classes.code, words)) + _STOP
    present = sorted(set(codes) - _WEAK - classes.weak)
    head, opening = f"|{codes[1:2]}", f"|{codes[1:3]}"
    found = set(plain)
    found.update(map(" ".join, zip([_START, *plain], [*plain, _STOP], strict=True)))
    found.update([codes[at : at + 2] for at in range(len(codes) - 1)])
    found.update([codes[at : at + 3] for at in range(len(codes) - 1)])
    found.update([f"+{left}{right}" for left, right in combinations(present, 2)])
    found.update([head + code for code in present])
    found.update([opening + code for code in present])
    found.update([f"={meaning}" for meaning in meanings])
    found.add(f"#{min(len(words) // 4, 9)}")
    return found


def _plain(word: str) -> str:
    """Figures are alike for the model: 7 and 1,200; clock times and dates are of another sort."""
    if word[0].isdigit():
        return "0" if word.isdigit() else "0:"
    return word


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of a logistic regression on features scaled by rarity and to unit length.

    `table` gives for each feature its weight times its rarity, and its rarity squared. A sentence
    with a probability of `threshold` or more is taken to be what the model looks for.
    """

    name: str
    classes: WordClasses
    table: Mapping[str, tuple[float, float]]
    bias: float
    threshold: float

    def probability(self, words: list[str], meanings: Iterable[str] = ()) -> float:
        """The probability for a sentence given as `tokens` and the meanings of its cues, from 0
        to 1."""
        return self.of(features(words, self.classes, meanings))

    def of(self, found: set[str]) -> float:
        """The probability for a sentence given as its `features`."""
        total = length = 0.0
        table = self.table
        for feature in found:
            entry = table.get(feature)
            if entry:
                total += entry[0]
                length += entry[1]
        score = self.bias + (total / sqrt(length) if length else 0.0)
        return 1.0 / (1.0 + exp(-score))

    def strongest(self, found: Iterable[str], most: int = 2) -> tuple[str, ...]:
        """Of a sentence's features the words and pairs of words that spoke most for it."""
        table = self.table
        spoke = [
            (table[one][0], one)
            for one in found
            if one[0].islower() and one in table and table[one][0] > 0
        ]
        return tuple(one for _, one in nlargest(most, spoke))
