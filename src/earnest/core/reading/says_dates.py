"""The days in what a message says: when something is due, when to come back, when they are."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from earnest.core.reading.cues import CuePack, lower
from earnest.core.reading.says import Finding, Intent
from earnest.core.reading.sentences import split_sentences
from earnest.core.reading.when import (
    WEEKDAYS,
    Grammar,
    Order,
    Relation,
    When,
    Working,
    due_date,
    find_times,
    return_date,
)

# A longer stretch that is named is a period, not a deadline.
MONTH = timedelta(days=31)


def _is_short(when: When) -> bool:
    return when.last.start - when.first.start <= MONTH


class DayReader:
    """Reads days against the moment of one message.

    `reference` is the moment of the message in its sender's zone (aware), `order` how 5/3 is
    read, `working` the days that are worked.
    """

    __slots__ = ("_cues", "_grammar", "_order", "_reference", "_working")

    def __init__(
        self,
        reference: datetime,
        *,
        grammar: Grammar,
        cues: CuePack,
        order: Order = "mdy",
        working: Working = WEEKDAYS,
    ) -> None:
        self._reference = reference
        self._grammar = grammar
        self._cues = cues
        self._order = order
        self._working = working

    def due(self, text: str, *, back: date | None = None) -> date | None:
        """The day a sentence names for what it asks or promises, None when it names none. A
        deadline ("by Friday") goes before a day that is only mentioned; a day that is past and a
        stretch of more than MONTH are none. `back` is the day of return of who writes: "I'll
        answer when I return" is due then."""
        times = [when for when in self._times(text) if _is_short(when)]
        for when in sorted(times, key=lambda when: when.relation is not Relation.BY):
            day = due_date(when, reference=self._reference, working=self._working)
            if day and day >= self._reference.date():
                return day
        return back if self._where(text, "return") is not None else None

    def later(self, text: str) -> date | None:
        """The day a sentence puts something off to, None when it names none."""
        start = self._where(text, "later") or 0
        for when in self._times(text):
            if when.end <= start:
                continue
            day = due_date(when, reference=self._reference, working=self._working)
            if day:
                return day
        return None

    def back(self, text: str, findings: Iterable[Finding], subject: str = "") -> date | None:
        """The day somebody is back, from the text whose absence was found. A day of return that
        is named goes before one that follows from the days away."""
        absences = [found for found in findings if found.intent is Intent.ABSENCE]
        if not absences:
            return None
        sentences = split_sentences(text, self._cues.abbreviations)
        stated = [day for one in sentences for day in self._stated(one.text)]
        if stated:
            return max(stated)
        if any(found.end for found in absences):
            away = [self._away(text[found.start : found.end]) for found in absences]
        else:
            # Only the subject tells of an absence; the days stand there or in the first words.
            told = map(self._away, (subject, *(one.text for one in sentences)))
            away = [next((day for day in told if day), None)]
        return max((day for day in away if day), default=None)

    def _stated(self, text: str) -> Iterable[date]:
        """Days of return named after a word of return."""
        start = self._where(text, "return")
        if start is None:
            return
        for when in self._times(text):
            if when.start >= start and when.latest is not None:
                yield when.first.start.date()

    def _away(self, text: str) -> date | None:
        """The day after the last day away that a text names. Where calendar days are named, the
        names of weekdays beside them are not counted again."""
        times = self._times(text)
        dated = [when for when in times if any(char.isdigit() for char in when.text)]
        days = [self._after(when) for when in dated or times]
        return max((day for day in days if day), default=None)

    def _after(self, when: When) -> date | None:
        if when.is_range and self._where(when.text, "until") is not None:
            return when.last.start.date()
        return return_date(when, working=self._working)

    def _where(self, text: str, meaning: str) -> int | None:
        """Where a cue of this meaning begins."""
        hit = self._cues.find_one(meaning, lower(text.replace("\n", " ")))
        return hit.start if hit else None

    def _times(self, text: str) -> tuple[When, ...]:
        return find_times(
            text,
            reference=self._reference,
            grammar=self._grammar,
            order=self._order,
            working=self._working,
        )
