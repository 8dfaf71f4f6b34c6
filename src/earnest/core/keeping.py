"""Which later messages may have kept, moved or withdrawn what was promised or asked for.

A wrong "this may be done" is worse than none: where words only happen to agree, nothing is said.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from earnest.core.facts import Side
from earnest.core.proposals import Letter, ProposalKind, Proposed, Said, propose
from earnest.core.reading.says import Intent

# A delivery comes within this time of the promise, or it is a coincidence of words.
KEPT_WITHIN = timedelta(days=60)
# Words shared with a promise that a delivery speaks of the same thing, and their share of all the
# promise's words, of which many are manners.
SHARED_WORDS, SHARED_PART = 2, 0.3
# What is handed over stands at the top of a message.
_READ = 3000
_WORD = re.compile(r"[^\W\d_]{3,30}")
_SENTENCE = re.compile(r"[^\s.!?][^.!?\n]{0,600}(?:\n(?!\s*\n)[^.!?\n]{0,600}){0,8}[.!?]?")
# One who answers with these has not done it yet, or will not.
_NOT_YET = frozenset(
    {Intent.PROMISE, Intent.REFUSAL, Intent.COMPLAINT, Intent.STOP, Intent.LATER, Intent.QUESTION,
     Intent.ASK_INFORMATION}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Keeping:
    """Words of a language: those that hand something over, speak of what is still to come, give
    another day, or take back what was asked, and those that tell nothing of what a sentence is
    about."""

    delivers: re.Pattern[str]
    to_come: re.Pattern[str]
    moves: re.Pattern[str]
    withdraws: re.Pattern[str]
    empty: frozenset[str]


@dataclass(frozen=True, slots=True)
class Owed:
    """A commitment, open or only proposed, that a later message may fulfil. `wants_answer` says
    that words alone meet it; `about` are its content words."""

    key: str
    side: Side
    made_at: datetime
    message: int
    thread: str
    kind: ProposalKind
    about: frozenset[str]
    wants_answer: bool = False
    day: date | None = None


@dataclass(slots=True)
class Ledger:
    """What is owed while an account's letters are read in order of time. `ignored` are keys of
    proposals that were dismissed: nothing can be made of those any more."""

    keeping: Keeping
    ignored: frozenset[str] = frozenset()
    owed: dict[str, Owed] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)

    def add(self, item: Owed) -> None:
        """Enter what is owed, from before the letters."""
        self.owed[item.key] = item

    def read(self, letter: Letter) -> list[Proposed]:
        """All that a letter proposes, with what becomes of things owed before it."""
        proposed = propose(letter)
        if letter.automatic:
            return proposed
        found = [self._moved(letter, one) or one for one in proposed]
        found += self._withdrawn(letter)
        kept = self._kept(letter)
        for one in found:
            if one.side is not None and not one.target and one.key not in self.ignored:
                self.add(self._owed(letter, one))
        return found + ([kept] if kept else [])

    def _owed(self, letter: Letter, one: Proposed) -> Owed:
        assert one.side is not None
        return Owed(
            key=one.key,
            side=one.side,
            made_at=letter.at,
            message=letter.message,
            thread=letter.thread,
            kind=one.kind,
            about=content_words(one.said.words, self.keeping.empty),
            wants_answer=one.said.intent is Intent.ASK_INFORMATION,
            day=one.day,
        )

    def _earlier(self, letter: Letter, by: Side) -> list[Owed]:
        """What that side owes from letters before this one, the newest first."""
        found = [
            item
            for item in self.owed.values()
            if item.side is by and item.made_at < letter.at <= item.made_at + KEPT_WITHIN
        ]
        return sorted(found, key=lambda item: (item.made_at, item.key), reverse=True)

    def _moved(self, letter: Letter, one: Proposed) -> Proposed | None:
        """A promise of a day that is an earlier one put off."""
        if one.kind is not ProposalKind.PROMISE or one.side is None or one.day is None:
            return None
        if not self.keeping.moves.search(one.said.words):
            return None
        about = content_words(one.said.words, self.keeping.empty)
        for item in self._earlier(letter, one.side):
            same = item.thread and item.thread == letter.thread
            if item.kind is not ProposalKind.PROMISE or item.day == one.day:
                continue
            if len(about & item.about) >= (1 if same else SHARED_WORDS):
                return replace(one, kind=ProposalKind.MOVED, target=item.key)
        return None

    def _withdrawn(self, letter: Letter) -> list[Proposed]:
        """What the asker does not need any more: the newest thing asked in the thread."""
        match = self.keeping.withdraws.search(letter.own[:_READ])
        if match is None or not letter.thread:
            return []
        by = Side.THEIRS if letter.outgoing else Side.OURS
        asked = (ProposalKind.ASK, ProposalKind.PROMISE)
        for item in self._earlier(letter, by):
            if item.thread == letter.thread and item.kind in asked:
                del self.owed[item.key]
                span = _around(letter.own, match.start())
                return [_about(ProposalKind.WITHDRAWN, letter, item, span, 0.7)]
        return []

    def _kept(self, letter: Letter) -> Proposed | None:
        """The one thing this message most surely keeps."""
        by = Side.OURS if letter.outgoing else Side.THEIRS
        earlier = self._earlier(letter, by)
        if not earlier:
            return None
        page = _Page(letter, self.keeping)
        found = [(fit, item) for item in earlier if (fit := self._fit(item, page))]
        self.answered |= {
            item.key for item in earlier if item.thread and item.thread == letter.thread
        }
        if not found:
            return None
        (sure, span), item = max(found, key=lambda pair: (pair[0][0], pair[1].made_at, pair[1].key))
        del self.owed[item.key]
        return _about(ProposalKind.KEPT, letter, item, span, sure)

    def _fit(self, item: Owed, page: "_Page") -> tuple[float, tuple[int, int]] | None:
        if item.kind is ProposalKind.ASK:
            if not item.thread or item.thread != page.letter.thread:
                return None
            return page.answers(item, first=item.key not in self.answered)
        return page.hands_over(item.about)


class _Page:
    """A letter's sentences with what each is about, and which hand something over."""

    def __init__(self, letter: Letter, keeping: Keeping) -> None:
        self.letter, self.empty = letter, keeping.empty
        text = letter.own[:_READ]
        self.spans = [match.span() for match in _SENTENCE.finditer(text)]
        self.words = [content_words(text[a:b], keeping.empty) for a, b in self.spans]
        self.delivers = [bool(keeping.delivers.search(text[a:b])) for a, b in self.spans]
        self.to_come = [bool(keeping.to_come.search(text[a:b])) for a, b in self.spans]

    def hands_over(self, about: frozenset[str]) -> tuple[float, tuple[int, int]] | None:
        """Whether a sentence hands over what these words are about: it and the one after it."""
        subject = content_words(self.letter.subject, self.empty)
        best: tuple[float, tuple[int, int]] | None = None
        for index, span in enumerate(self.spans):
            if not self.delivers[index]:
                continue
            near = self.words[index].union(*self.words[index + 1 : index + 2])
            shared = len(about & near)
            if shared == 0 or shared + len(about & (subject - near)) < SHARED_WORDS:
                continue
            if shared < SHARED_PART * len(about):
                continue
            sure = min(0.95, 0.55 + 0.1 * shared)
            if best is None or sure > best[0]:
                best = (sure, span)
        return best

    def answers(self, item: Owed, *, first: bool) -> tuple[float, tuple[int, int]] | None:
        """Whether it meets an ask of its thread: hands over what was asked, or, to a question, is
        the first answer and speaks of the same things without putting it off."""
        everything = frozenset().union(*self.words)
        shared = len(item.about & everything)
        span = next((s for s, gives in zip(self.spans, self.delivers, strict=True) if gives), None)
        if span and (shared >= SHARED_WORDS or (shared and shared >= 0.5 * len(item.about))):
            return min(0.95, 0.65 + 0.1 * shared), span
        if not (item.wants_answer and first) or shared < max(SHARED_WORDS, 0.4 * len(item.about)):
            return None
        if any(said.intent in _NOT_YET for said in self.letter.said):
            return None
        best = max(range(len(self.spans)), key=lambda i: (len(item.about & self.words[i]), -i))
        if self.to_come[best]:
            return None
        return min(0.9, 0.5 + 0.1 * shared), self.spans[best]


def content_words(text: str, empty: frozenset[str]) -> frozenset[str]:
    """The words of a text that say what it is about, cut to their beginnings so that "report" and
    "reports" are the same."""
    return frozenset(word[:6] for word in _WORD.findall(text.lower()) if word not in empty)


def read_letters(
    letters: Sequence[Letter],
    *,
    owed: Iterable[Owed] = (),
    keeping: Keeping,
    ignored: Iterable[str] = (),
) -> Mapping[int, list[Proposed]]:
    """What the letters of one account, in order of time, propose: by message id. `owed` was
    entered otherwise; `ignored` are keys of proposals that were dismissed."""
    ledger = Ledger(keeping, frozenset(ignored))
    for item in owed:
        ledger.add(item)
    return {letter.message: ledger.read(letter) for letter in letters}


def _around(text: str, place: int) -> tuple[int, int]:
    """The sentence at a place."""
    for match in _SENTENCE.finditer(text[:_READ]):
        if match.start() <= place < match.end():
            return match.span()
    return place, min(len(text), place + 200)


def _about(
    kind: ProposalKind, letter: Letter, item: Owed, span: tuple[int, int], sure: float
) -> Proposed:
    start, end = span
    words = " ".join(letter.own[start:end].split())
    # The intent is that of the sentence as evidence; what it proposes is its kind.
    said = Said(Intent.AGREEMENT, start, end, words, round(sure, 2))
    return Proposed(kind, letter.message, said, item.side, None, item.key)
