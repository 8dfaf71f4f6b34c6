"""What words for days and periods mean: small values, each of which knows the span it names."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from earnest.core.reading.dates.frame import (
    DAY,
    PRECISION_OF,
    SECONDS_IN,
    Frame,
    add_months,
    as_datetime,
    day_span,
    shift,
    unit_span,
    unit_start,
)
from earnest.core.reading.dates.holidays import holiday_dates
from earnest.core.reading.dates.model import Precision, Span

NEAR = timedelta(days=60)
SOON = timedelta(days=40)


class Node(Protocol):
    """A meaning that can be resolved to a span from a point of view."""

    @property
    def is_day(self) -> bool:
        """Whether it names one day, so that a time of day can go with it."""
        ...

    def span(self, frame: Frame) -> Span | None:
        """The span it names, None when there is no such day."""
        ...


@dataclass(frozen=True, slots=True)
class Calendar:
    """A date by its parts, of which some may be missing: the 12th, 5 March, Friday the 13th,
    March 2027, 2027."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None

    @property
    def is_day(self) -> bool:
        """Whether a day is named, not only a month or year."""
        return self.day is not None

    def span(self, frame: Frame) -> Span | None:
        """The date nearest ahead that fits (or just past, see `Conventions.recent`)."""
        if self.day is None:
            return self._period(frame)
        if self.month is None:
            return self._in_some_month(frame, self.day)
        if self.year is not None:
            return _date_span(self.year, self.month, self.day)
        return self._in_some_year(frame)

    def _period(self, frame: Frame) -> Span | None:
        if self.month is None:
            start = as_datetime_or_none(self.year or 0, 1, 1)
            return _to_next(start, 12, Precision.YEAR)
        year = self.year or frame.now.year
        if self.year is None and self.month < frame.now.month:
            year += 1
        return _to_next(as_datetime_or_none(year, self.month, 1), 1, Precision.MONTH)

    def _in_some_month(self, frame: Frame, day: int) -> Span | None:
        first = frame.today.replace(day=1)
        if self.weekday is None:
            spans = (_same_month(add_months(first, step), day) for step in range(13))
            return next((s for s in spans if s and s.start >= frame.today), None)
        since = frame.today - timedelta(days=frame.ways.recent)
        spans = (_same_month(add_months(first, step), day) for step in range(-1, 50))
        fitting = [s for s in spans if s and s.start.isoweekday() == self.weekday]
        recent = next((s for s in fitting if s.start >= since), None)
        ahead = next((s for s in fitting if s.start >= frame.today), None)
        near = ahead is not None and ahead.start - frame.today < SOON
        return ahead if near else recent

    def _in_some_year(self, frame: Frame) -> Span | None:
        since = frame.today - timedelta(days=frame.ways.recent)
        years = range(frame.now.year - 1, frame.now.year + 9)
        spans = [s for y in years if (s := _date_span(y, self.month or 0, self.day or 0))]
        ahead = [s for s in spans if s.start >= since]
        if not ahead:
            return None
        best = ahead[0]
        if self.weekday is None or best.start - frame.today < NEAR:
            return best
        fitting = (s for s in ahead[:2] if s.start.isoweekday() == self.weekday)
        return next(fitting, best)

    def within(self, frame: Frame, whole: Span) -> Span | None:
        """The same date inside a named month or year."""
        year = whole.start.year
        if whole.precision is Precision.MONTH and self.month is None and self.day:
            return _date_span(year, whole.start.month, self.day)
        if whole.precision is Precision.YEAR and self.month is not None and self.year is None:
            return replace(self, year=year).span(frame)
        return None


def as_datetime_or_none(year: int, month: int, day: int) -> datetime | None:
    """The beginning of a date, None when there is no such date."""
    try:
        return datetime(year, month, day)  # noqa: DTZ001 (wall-clock time by design)
    except ValueError:
        return None


def _date_span(year: int, month: int, day: int) -> Span | None:
    start = as_datetime_or_none(year, month, day)
    return day_span(start) if start else None


def _same_month(first: datetime, day: int) -> Span | None:
    return _date_span(first.year, first.month, day)


def _to_next(start: datetime | None, months: int, precision: Precision) -> Span | None:
    return Span(start, add_months(start, months), precision) if start else None


@dataclass(frozen=True, slots=True)
class Weekday:
    """A weekday: bare, "this", "next" (of the week after), "last" (of the week before), "past"
    (the latest gone), "coming" (the next to come); `further` adds weeks ("Friday after next")."""

    weekday: int
    mode: str = ""
    further: int = 0
    is_day = True

    def span(self, frame: Frame) -> Span | None:
        """The day it names, seen from the message's day."""
        today = frame.today
        monday = unit_start(today, "week")
        here = monday + (self.weekday - 1) * DAY
        if self.mode in ("next", "last"):
            return day_span(here + (7 if self.mode == "next" else -7) * DAY)
        if self.mode == "past":
            return day_span(here if here < today else here - 7 * DAY)
        counts_today = self.mode == "this" or frame.in_range
        ahead = here if here > today or (here == today and counts_today) else here + 7 * DAY
        return day_span(ahead + 7 * self.further * DAY)

    def within(self, frame: Frame, whole: Span) -> Span | None:
        """That weekday of a named week."""
        if whole.precision is not Precision.WEEK:
            return None
        return day_span(unit_start(whole.start, "week") + (self.weekday - 1) * DAY)


@dataclass(frozen=True, slots=True)
class Named:
    """A day by its distance from today: yesterday -1, today 0, tomorrow 1."""

    offset: int
    is_day = True

    def span(self, frame: Frame) -> Span | None:
        """That day."""
        return day_span(frame.today + self.offset * DAY)


@dataclass(frozen=True, slots=True)
class Now:
    """This very moment."""

    is_day = False

    def span(self, frame: Frame) -> Span | None:
        """The moment of the message."""
        now = frame.now.replace(microsecond=0)
        return Span(now, now, Precision.SECOND)


@dataclass(frozen=True, slots=True)
class Cycle:
    """A calendar unit counted from the present one: this week 0, next quarter 1, last year -1."""

    unit: str
    offset: int

    @property
    def is_day(self) -> bool:
        """Whether the unit is a day."""
        return PRECISION_OF[self.unit] is Precision.DAY

    def span(self, frame: Frame) -> Span | None:
        """The unit's span."""
        return unit_span(frame, self.unit, self.offset)


@dataclass(frozen=True, slots=True)
class Amount:
    """A length of time as amounts of units; `low` and `high` scale it when it is vague."""

    parts: tuple[tuple[float, str], ...]
    low: float = 1.0
    high: float = 1.0

    @property
    def is_vague(self) -> bool:
        """Whether "a few" or the like was said."""
        return self.low != self.high

    @property
    def is_clock(self) -> bool:
        """Whether hours, minutes or seconds are counted."""
        return any(unit in SECONDS_IN for _, unit in self.parts)

    def moved(self, frame: Frame, start: datetime, sign: float) -> datetime:
        """`start` moved by the amount, forwards or (sign -1) backwards, scaled by `sign`."""
        for amount, unit in self.parts:
            start = shift(frame, start, amount * sign, unit)
        return start


@dataclass(frozen=True, slots=True)
class Offset:
    """A length of time from an anchor (now, or a named day): in 10 days, 3 days after Easter.
    `weekday` picks that weekday of the week reached, or the first from the day reached on."""

    amount: Amount
    sign: int
    anchor: Node | None = None
    weekday: int = 0

    @property
    def is_day(self) -> bool:
        """Whether it leads to a day rather than to a moment."""
        return not self.amount.is_clock

    def span(self, frame: Frame) -> Span | None:
        """The day or moment reached."""
        base = self._base(frame)
        if base is None:
            return None
        reached = self.amount.moved(frame, base, self.sign)
        if self.weekday:
            by_week = all(unit == "week" for _, unit in self.amount.parts)
            back = reached.isoweekday() - self.weekday
            reached += (-back if by_week else -back % 7) * DAY
        vague = self.amount.is_vague
        if self.amount.is_clock:
            span = Span(reached, reached, Precision.VAGUE if vague else Precision.MINUTE)
        else:
            span = replace(day_span(reached), precision=Precision.VAGUE if vague else Precision.DAY)
        if not vague:
            return span
        low = self.amount.moved(frame, base, self.sign * self.amount.low)
        high = self.amount.moved(frame, base, self.sign * self.amount.high)
        return replace(span, low=min(low, high), high=max(low, high))

    def _base(self, frame: Frame) -> datetime | None:
        if self.anchor is None:
            return frame.now.replace(microsecond=0) if self.amount.is_clock else frame.today
        span = self.anchor.span(frame)
        return span.start if span else None


@dataclass(frozen=True, slots=True)
class Block:
    """Several units on end before or after now: the next 3 days, the last two quarters."""

    amount: Amount
    sign: int
    is_day = False

    def span(self, frame: Frame) -> Span | None:
        """From tomorrow on, or up to today; quarters and half-years are whole ones, as are all
        units where the conventions count in calendar units."""
        amount, unit = self.amount.parts[-1]
        single = len(self.amount.parts) == 1
        whole = unit in ("quarter", "half", "decade") or frame.ways.blocks == "calendar"
        if self.amount.is_clock:
            base = frame.now.replace(microsecond=0)
        elif single and whole and unit not in ("workday", "day"):
            base = unit_start(frame.today, unit)
            base = shift(frame, base, 1, unit) if self.sign > 0 else base
        else:
            base = frame.today + (DAY if self.sign > 0 else 0 * DAY)
        if single and unit == "workday" and self.sign > 0:
            return Span(base, shift(frame, frame.today, amount, unit) + DAY, Precision.RANGE)
        return _ordered(base, self.amount.moved(frame, base, self.sign), Precision.RANGE)


def _ordered(one: datetime, other: datetime, precision: Precision) -> Span:
    return Span(min(one, other), max(one, other), precision)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A length of time from a day on: 10 days from 18 December."""

    amount: Amount
    anchor: Node

    @property
    def is_day(self) -> bool:
        """As its anchor, so that it can begin at a time of day."""
        return True

    def span(self, frame: Frame) -> Span | None:
        """From the anchor's beginning on."""
        anchor = self.anchor.span(frame)
        if anchor is None:
            return None
        return Span(anchor.start, self.amount.moved(frame, anchor.start, 1), Precision.RANGE)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A named day: of a year, or counted from now (next to come 0, the one before -1)."""

    key: str
    year: int | None = None
    offset: int = 0

    @property
    def is_day(self) -> bool:
        """Taken as a day; a time of day goes with the first of several."""
        return True

    def span(self, frame: Frame) -> Span | None:
        """The days it falls on."""
        rule = frame.holidays[self.key]
        near = self.year if self.year is not None else frame.now.year
        reach = range(near, near + 1) if self.year is not None else range(near - 4, near + 5)
        starts = [as_datetime(d) for y in reach if 0 < y < 9999 for d in holiday_dates(rule, y)]
        length = timedelta(days=rule.days)
        spans = [Span(s, s + length, Precision.DAY) for s in starts]
        if self.year is not None:
            return spans[0] if spans else None
        ahead = [s for s in spans if s.end > frame.today]
        past = [s for s in spans if s.end <= frame.today]
        if self.offset < 0:
            return past[self.offset] if len(past) >= -self.offset else None
        return ahead[self.offset] if len(ahead) > self.offset else None

    def within(self, frame: Frame, whole: Span) -> Span | None:
        """The same day of a named year."""
        if whole.precision not in (Precision.YEAR, Precision.DAY):
            return None
        return replace(self, year=whole.start.year, offset=0).span(frame)


@dataclass(frozen=True, slots=True)
class Between:
    """Two ends joined within one phrase: the 13th to the 15th of July. Never itself resolved to
    one span of its parts' kind: `first` and `last` are read as the ends of a range."""

    first: Node
    last: Node
    is_day = True

    def span(self, frame: Frame) -> Span | None:
        """From the beginning of the first to the end of the last."""
        one = self.first.span(frame)
        other = self.last.span(frame.at(one.start)) if one else None
        return Span(one.start, other.end, Precision.RANGE) if one and other else None
