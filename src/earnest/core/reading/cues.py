"""Cues: the plain patterns that tell what a sentence does, looked up by the words they need."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from earnest.core.reading.sentences import Abbreviations

NO_ABBREVIATIONS = Abbreviations()
NONE: Mapping[str, str] = MappingProxyType({})


# A cue of a whole sentence is not tried on longer ones.
SHORT = 60

_WORDS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Wording:
    """A pattern and the words without which it cannot match: one of each set. No sets: it is
    tried on everything."""

    pattern: re.Pattern[str]
    needs: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cue:
    """Wordings of one meaning, for a sentence in lower case, on one line, with straight quotes.
    They hold unless `unless` is found as well.

    `weight` is how sure the cue is alone, 0 to 1; `detail` goes into the finding as it is. A cue
    that is `whole` must match a short sentence from end to end; one of the `heart` is tried on
    the sentence without its opening ("Hi Ann, also" ...). One with `beside` qualifies others: it
    is tried only where a cue of one of these meanings was found.
    """

    id: str
    means: str
    weight: float
    wordings: tuple[Wording, ...]
    unless: re.Pattern[str] | None = None
    whole: bool = False
    heart: bool = False
    beside: frozenset[str] = frozenset()
    detail: Mapping[str, str] = field(default_factory=lambda: NONE)

    def match(self, wording: Wording, low: str) -> re.Match[str] | None:
        """The match of one of the wordings, None when the cue does not hold."""
        if self.whole:
            match = wording.pattern.fullmatch(low) if len(low) <= SHORT else None
        else:
            match = wording.pattern.search(low)
        if match and self.unless and self.unless.search(low):
            return None
        return match


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue found in a sentence, `start` and `end` within the sentence."""

    cue: Cue
    start: int
    end: int


def lower(text: str) -> str:
    """The text in lower case and of the same length, so that offsets hold."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(small if len(small := char.lower()) == 1 else char for char in text)


def plain_words(low: str) -> set[str]:
    """The words of a text in lower case by letters alone ("don't" is "don" and "t"), and "?"."""
    words = set(_WORDS.findall(low))
    if "?" in low:
        words.add("?")
    return words


@dataclass(frozen=True, slots=True)
class _Entry:
    """A wording with its cue and the needs that remain once one of its words was met."""

    cue: Cue
    wording: Wording
    needs: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class CuePack:
    """All cues of a language, by the words they need. `opening` matches what may stand before the
    first word that counts: greetings, a name, a connecting word. `not_names` are words with a
    capital that are no names."""

    cues: tuple[Cue, ...]
    opening: re.Pattern[str]
    abbreviations: Abbreviations
    not_names: frozenset[str]
    entries: tuple[_Entry, ...]
    by_word: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(
        cls,
        cues: Iterable[Cue],
        opening: re.Pattern[str],
        abbreviations: Abbreviations = NO_ABBREVIATIONS,
        not_names: frozenset[str] = frozenset(),
    ) -> "CuePack":
        """A pack of these cues. A wording is found by the first of its needs."""
        ordered = tuple(sorted(cues, key=lambda cue: bool(cue.beside)))
        entries: list[_Entry] = []
        by_word: dict[str, list[int]] = {}
        for cue in ordered:
            for wording in cue.wordings:
                for word in wording.needs[0] if wording.needs else ("",):
                    by_word.setdefault(word, []).append(len(entries))
                entries.append(_Entry(cue, wording, wording.needs[1:]))
        index = {word: tuple(numbers) for word, numbers in by_word.items()}
        return cls(ordered, opening, abbreviations, not_names, tuple(entries), index)

    def find(self, low: str, heart: str | None = None) -> list[Hit]:
        """The cues of a sentence in the pack's order, each once. `low` is the sentence in lower
        case, `heart` the end of it that follows its opening (all of it when None)."""
        words = plain_words(low)
        words.add("")
        heart = low if heart is None else heart
        found: list[Hit] = []
        meanings: set[str] = set()
        done = ""
        for entry in self._candidates(words):
            cue = entry.cue
            if cue.id == done or (cue.beside and cue.beside.isdisjoint(meanings)):
                continue
            match = cue.match(entry.wording, heart if cue.heart else low)
            if match:
                skipped = len(low) - len(heart) if cue.heart else 0
                found.append(Hit(cue, match.start() + skipped, match.end() + skipped))
                meanings.add(cue.means)
                done = cue.id
        return found

    def read(self, text: str) -> tuple[str, list[Hit]]:
        """A sentence without its opening, and its cues."""
        heart = self.heart(text)
        low = lower(text)
        return heart, self.find(low, low[len(text) - len(heart) :])

    def _candidates(self, words: set[str]) -> list[_Entry]:
        """The wordings that can match a sentence with these words, in order."""
        by_word, entries = self.by_word, self.entries
        numbers: set[int] = set()
        for word in by_word.keys() & words:
            numbers.update(by_word[word])
        found = []
        for number in sorted(numbers):
            entry = entries[number]
            for need in entry.needs:
                if need.isdisjoint(words):
                    break
            else:
                found.append(entry)
        return found

    def find_one(self, meaning: str, low: str) -> Hit | None:
        """The first cue of one meaning, which must qualify no other; quick where there is none."""
        words = plain_words(low)
        if not any(entry.cue.means == meaning for entry in self._candidates(words)):
            return None
        return next((hit for hit in self.find(low) if hit.cue.means == meaning), None)

    def heart(self, text: str) -> str:
        """A sentence without its opening ("Hi Ann, also" ...); all of it when nothing else is
        there."""
        match = self.opening.match(text)
        return text[match.end() :] if match and match.end() < len(text) else text
