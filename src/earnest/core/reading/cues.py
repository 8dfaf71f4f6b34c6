"""Cues: the plain patterns that tell what a sentence does, looked up by the words they need."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from earnest.core.reading.sentences import Abbreviations

NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Cue:
    """One pattern for one meaning. It is tried on a sentence (lower case, one line, straight
    quotes) that holds one of the words `near`, and holds unless `unless` is found as well.

    `weight` is how sure the cue is alone, 0 to 1; `detail` goes into the finding as it is. A cue
    that is `whole` must match the sentence from end to end; one of the `heart` is tried on the
    sentence without its opening ("Hi Ann, also" ...).
    """

    id: str
    means: str
    weight: float
    near: frozenset[str]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    whole: bool = False
    heart: bool = False
    detail: Mapping[str, str] = field(default_factory=lambda: NONE)

    def find(self, low: str) -> re.Match[str] | None:
        """The match in a sentence in lower case, None when the cue does not hold."""
        match = self.pattern.fullmatch(low) if self.whole else self.pattern.search(low)
        if match and self.unless and self.unless.search(low):
            return None
        return match


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue found in a sentence, `start` and `end` within the sentence."""

    cue: Cue
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CuePack:
    """All cues of a language, by the words they need. `opening` matches what may stand before the
    first word that counts: greetings, a name, a connecting word."""

    cues: tuple[Cue, ...]
    by_word: Mapping[str, tuple[int, ...]]
    opening: re.Pattern[str]
    abbreviations: Abbreviations

    @classmethod
    def of(
        cls, cues: Iterable[Cue], opening: re.Pattern[str], abbreviations: Abbreviations
    ) -> "CuePack":
        """A pack of these cues."""
        ordered = tuple(cues)
        by_word: dict[str, list[int]] = {}
        for number, cue in enumerate(ordered):
            for word in cue.near:
                by_word.setdefault(word, []).append(number)
        index = {word: tuple(numbers) for word, numbers in by_word.items()}
        return cls(ordered, index, opening, abbreviations)

    def find(self, low: str, heart: str, words: Iterable[str]) -> Iterator[Hit]:
        """The cues of a sentence in the pack's order. `low` is the sentence in lower case, `heart`
        the end of it that follows its opening, `words` the tokens of all of it."""
        opening = len(low) - len(heart)
        by_word = self.by_word
        numbers: set[int] = set()
        for word in words:
            near = by_word.get(word)
            if near:
                numbers.update(near)
        for number in sorted(numbers):
            cue = self.cues[number]
            match = cue.find(heart if cue.heart else low)
            if match:
                skipped = opening if cue.heart else 0
                yield Hit(cue, match.start() + skipped, match.end() + skipped)

    def heart(self, text: str) -> str:
        """A sentence without its opening ("Hi Ann, also" ...); all of it when nothing else is
        there."""
        match = self.opening.match(text)
        return text[match.end() :] if match and match.end() < len(text) else text
