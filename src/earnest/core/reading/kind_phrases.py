"""The phrases that tell kinds of mail apart, ready to be searched: rule packs give them, the
readers of kinds, failures, absences and calendar notices use them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from earnest.core.mail import Mail

_WORD = re.compile(r"[^\W\d_]+")
# Letters made small and all else made spaces: for plain text much faster than looking for words.
_LETTERS_ONLY = "".join(chr(code).lower() if chr(code).isalpha() else " " for code in range(128))
# No pattern spans more than this, so it is enough to look that far around one of its words.
_AROUND = 250
_MAX_PLACES = 4
# A line longer than this is no notice of a mail system; patterns are spared it.
MAX_LINE = 500
# How much of a text is its opening: a notice of a machine says in it what it is.
OPENING = 1500


@dataclass(frozen=True, slots=True)
class Phrase:
    """One pattern, where it is looked for, what finding it means and how much.

    `needs` are sets of words: every match contains, as whole words, one of each set. The first is
    the least common. Without any the pattern is always tried.
    """

    id: str
    where: str
    means: str
    weight: int
    pattern: re.Pattern[str]
    needs: tuple[frozenset[str], ...]
    say: str


@dataclass(frozen=True, slots=True)
class _Group:
    always: tuple[Phrase, ...]
    always_and_beyond: tuple[Phrase, ...]
    by_word: Mapping[str, tuple[Phrase, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class KindPhrases:
    """All phrases, grouped by where they are looked for, found by the words of a text: the cost
    grows with the text and hardly with the number of phrases."""

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

    def find(self, where: str, text: str, words: set[str] | None = None) -> list[Phrase]:
        """The phrases for this place that occur in the text, one of each rule, heaviest first.

        Line breaks count as spaces. `words` are the text's, or a longer text's that holds it,
        where they are known already.
        """
        group = self._groups.get(where)
        if not group or not text:
            return []
        words = words_of(text) if words is None else words
        hits = group.by_word.keys() & words
        is_ascii = text.isascii()
        if not hits and not group.always and is_ascii:
            return []
        lowered = " ".join(text.lower().split())
        found: dict[str, Phrase] = {}
        for phrase in group.always if is_ascii else group.always_and_beyond:
            if phrase.id not in found and phrase.pattern.search(lowered):
                found[phrase.id] = phrase
        for word in sorted(hits):
            for phrase in group.by_word[word]:
                if phrase.id not in found and _occurs(phrase, word, lowered, words):
                    found[phrase.id] = phrase
        return sorted(found.values(), key=_heaviest_first) if len(found) > 1 else [*found.values()]

    def line_has(self, means: str, line: str) -> re.Match[str] | None:
        """The first match in one line of the line patterns of this meaning."""
        lowered = line[:MAX_LINE].lower()
        for pattern in self._lines.get(means, ()):
            match = pattern.search(lowered)
            if match:
                return match
        return None


def _heaviest_first(phrase: Phrase) -> tuple[int, str]:
    return -phrase.weight, phrase.id


def _occurs(phrase: Phrase, word: str, lowered: str, words: set[str]) -> bool:
    """Whether a phrase is in the text, looked for around each place of its rarest word."""
    for need in phrase.needs:
        if words.isdisjoint(need):
            return False
    if len(word) < 3 or len(lowered) < _AROUND:
        return phrase.pattern.search(lowered) is not None
    position = lowered.find(word)
    for _ in range(_MAX_PLACES):
        if position < 0:
            return False
        if phrase.pattern.search(lowered, max(position - _AROUND, 0), position + _AROUND):
            return True
        position = lowered.find(word, position + len(word))
    return phrase.pattern.search(lowered) is not None


def words_of(text: str) -> set[str]:
    """The words of a text, in lower case."""
    if text.isascii():
        return set(text.translate(_LETTERS_ONLY).split())
    return set(_WORD.findall(text.lower()))


@dataclass(frozen=True, slots=True)
class Opening:
    """The phrases in a message's subject and in the first part of its text, found once for all
    who ask; `words` are those of that part."""

    subject: tuple[Phrase, ...]
    start: tuple[Phrase, ...]
    words: set[str]

    def all(self) -> tuple[Phrase, ...]:
        """Both places' phrases, the subject's first."""
        return self.subject + self.start


def read_opening(mail: Mail, phrases: KindPhrases) -> Opening:
    """Look for the phrases of a message's opening."""
    start = mail.text[:OPENING]
    words = words_of(start)
    subject = phrases.find("subject", mail.subject)
    return Opening(tuple(subject), tuple(phrases.find("start", start, words)), words)


def _group(phrases: list[Phrase]) -> _Group:
    by_word: dict[str, list[Phrase]] = {}
    always: list[Phrase] = []
    beyond: list[Phrase] = []
    for phrase in phrases:
        for word in phrase.needs[0] if phrase.needs else ():
            by_word.setdefault(word, []).append(phrase)
        if not phrase.needs:
            # A pattern in another script need not be tried on a text in plain ASCII.
            branches = phrase.pattern.pattern.split("|")
            plain = any(branch.isascii() for branch in branches)
            (always if plain else beyond).append(phrase)
    index = {word: tuple(found) for word, found in by_word.items()}
    return _Group(tuple(always), (*always, *beyond), index)
