"""The phrases that tell kinds of mail apart, ready to be searched: rule packs give them, the
readers of kinds, failures, absences and calendar notices use them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

_WORD = re.compile(r"[^\W\d_]+")
# A line longer than this is no notice of a mail system; patterns are spared it.
MAX_LINE = 500


@dataclass(frozen=True, slots=True)
class Phrase:
    """One rule: a pattern, where it is looked for, what finding it means and how much.

    `words` are such that every match contains one of them as a whole word; empty when that cannot
    be said, and the pattern is then always tried.
    """

    id: str
    where: str
    means: str
    weight: int
    pattern: re.Pattern[str]
    words: frozenset[str]
    say: str


@dataclass(frozen=True, slots=True)
class _Group:
    always: tuple[Phrase, ...]
    by_word: Mapping[str, tuple[Phrase, ...]]


@dataclass(frozen=True, slots=True)
class KindPhrases:
    """All phrases, grouped by where they are looked for, found by the words of a text: the cost
    grows with the text and not with the number of phrases."""

    phrases: tuple[Phrase, ...]
    _groups: Mapping[str, _Group]
    _lines: Mapping[str, tuple[re.Pattern[str], ...]]

    @classmethod
    def of(cls, phrases: Iterable[Phrase]) -> Self:
        """Group the phrases for searching."""
        kept = tuple(phrases)
        groups = {
            where: _group([phrase for phrase in kept if phrase.where == where])
            for where in {phrase.where for phrase in kept}
        }
        lines: dict[str, list[re.Pattern[str]]] = {}
        for phrase in kept:
            if phrase.where == "line":
                lines.setdefault(phrase.means, []).append(phrase.pattern)
        return cls(kept, groups, {means: tuple(found) for means, found in lines.items()})

    def find(self, where: str, text: str) -> Iterator[Phrase]:
        """The phrases for this place that occur in the text, each once."""
        group = self._groups.get(where)
        if not group or not text:
            return
        lowered = text.lower()
        for phrase in group.always:
            if phrase.pattern.search(lowered):
                yield phrase
        seen = set()
        for word in group.by_word.keys() & set(_WORD.findall(lowered)):
            for phrase in group.by_word[word]:
                if phrase.id not in seen and phrase.pattern.search(lowered):
                    seen.add(phrase.id)
                    yield phrase

    def line_has(self, means: str, line: str) -> re.Match[str] | None:
        """The first match in one line of the line patterns of this meaning."""
        lowered = line[:MAX_LINE].lower()
        for pattern in self._lines.get(means, ()):
            match = pattern.search(lowered)
            if match:
                return match
        return None


def _group(phrases: list[Phrase]) -> _Group:
    by_word: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        for word in phrase.words:
            by_word.setdefault(word, []).append(phrase)
    always = tuple(phrase for phrase in phrases if not phrase.words)
    return _Group(always, {word: tuple(found) for word, found in by_word.items()})
