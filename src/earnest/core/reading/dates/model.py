"""The values of the date grammar: precision, spans, what was found, and the vocabulary it needs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Literal, Protocol

from earnest.core.worktime import WorkCalendar

Order = Literal["mdy", "dmy"]
SECOND = timedelta(seconds=1)


class Precision(StrEnum):
    """How finely a time is named. VAGUE is for "a few days" and the like."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    PART = "part-of-day"
    DAY = "day"
    WEEKEND = "weekend"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    QUARTER = "quarter"
    HALF = "half-year"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    RANGE = "range"
    VAGUE = "vague"


class Relation(StrEnum):
    """How the words stand to the time they name. THROUGH includes the time named; UNTIL leaves
    open whether it does ("away until the 3rd")."""

    AT = "at"
    BY = "by"
    BEFORE = "before"
    AFTER = "after"
    SINCE = "since"
    UNTIL = "until"
    THROUGH = "through"


class Working(Protocol):
    """What the grammar asks of a calendar of working days; `WorkCalendar` is one."""

    def is_working(self, day: date) -> bool:
        """Whether the day is worked."""
        ...


WEEKDAYS = WorkCalendar()
"""Monday to Friday, no holidays: what is assumed where no calendar is given."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in wall-clock terms: `start` to `end`, which is no longer part of it; a
    moment has both alike. For vague amounts `low` and `high` bound what may be meant. `zone` is the
    zone named in the words, None for the writer's own."""

    start: datetime
    end: datetime
    precision: Precision
    zone: tzinfo | None = None
    low: datetime | None = None
    high: datetime | None = None

    @property
    def is_moment(self) -> bool:
        """Whether it names a point in time rather than a stretch."""
        return self.start == self.end

    @property
    def last(self) -> datetime:
        """The last second that belongs to it."""
        return self.start if self.is_moment else self.end - SECOND


@dataclass(frozen=True, slots=True)
class When:
    """A time found in a text.

    `start` and `end` are offsets of `text` in what was searched. `earliest` and `latest` are the
    first and last moment it can mean (aware; None where the words leave that side open). `first`
    is the period named, `last` the second one where two ends were named ("from Monday to
    Wednesday"), otherwise the same; their ends are exclusive. `edge` keeps "end of", "early".
    """

    start: int
    end: int
    text: str
    earliest: datetime | None
    latest: datetime | None
    precision: Precision
    relation: Relation
    first: Span
    last: Span
    edge: str = ""

    @property
    def is_range(self) -> bool:
        """Whether two ends were named."""
        return self.first is not self.last


@dataclass(frozen=True, slots=True)
class HolidayRule:
    """How a named day falls: `kind` is fixed, nth, after, easter, orthodox or table.

    `numbers` are the kind's own (fixed: month, day; nth: ordinal, ISO weekday, month, shift in
    days; after: ISO weekday, month, day from which on; easter and orthodox: days after Easter
    Sunday; table: shift in days); `table` gives dates by year. `days` is its length. `nearest`
    moves a weekend day to the next weekday.
    """

    name: str
    kind: str
    numbers: tuple[int, ...] = ()
    table: Mapping[int, tuple[date, ...]] = field(default_factory=dict)
    days: int = 1
    nearest: bool = False


@dataclass(frozen=True, slots=True)
class Conventions:
    """What people leave unsaid, as data: how long a morning is, when "early" in a month ends.

    `parts` gives hours from and to for each part of the day (24 is midnight after). `edges` gives
    from and to by unit and edge: hours in a day, weekday numbers from 0 in a week, days from 1 in
    a month, months from 1 in a quarter or year, tenths of anything else. `weekend` is the day and
    hour it begins, counted from Monday 0. `seasons` are month and day of each beginning.
    `blocks` is whether "the next 3 weeks" are counted from now or in whole calendar weeks;
    `recent` is how many days back a date without a year may lie.
    """

    parts: Mapping[str, tuple[float, float]]
    edges: Mapping[str, Mapping[str, tuple[int, int]]]
    weekend: tuple[int, int] = (5, 0)
    seasons: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    blocks: Literal["rolling", "calendar"] = "rolling"
    recent: int = 30
    end_of_day: time = time(23, 59, 59)


Meaning = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Grammar:
    """The vocabulary of one language, made ready for reading.

    `words` maps a lower-case word to its meanings by category; `phrases` maps first and second word
    of the longer entries to what follows the first, longest first; `triggers` are the words, and
    `numbers` the way to write numbers, without one of which no time is looked for; `doubtful` are
    words that count only where their pattern is found too.
    """

    language: str
    words: Mapping[str, Meaning]
    phrases: Mapping[str, Mapping[str, tuple[tuple[tuple[str, ...], Meaning], ...]]]
    triggers: frozenset[str]
    numbers: re.Pattern[str]
    doubtful: Mapping[str, re.Pattern[str]]
    holidays: Mapping[str, HolidayRule]
    conventions: Conventions
