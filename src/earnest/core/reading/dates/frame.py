"""The point of view from which words are resolved, and the arithmetic of calendar units."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from earnest.core.reading.dates.model import (
    Conventions,
    HolidayRule,
    Order,
    Precision,
    Span,
    Working,
)

DAY = timedelta(days=1)
MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
SECONDS_IN = {"second": 1, "minute": 60, "hour": 3600}
DAYS_IN = {"day": 1, "night": 1, "week": 7, "workweek": 7, "weekend": 7, "fortnight": 14}
LONGEST_WAIT = 1000


@dataclass(frozen=True, slots=True)
class Frame:
    """Who reads, and from when: `now` is the message's wall-clock time without its zone, `zone`
    that zone. `in_range` lets today count for a bare weekday, as in "out Wednesday to Friday"."""

    now: datetime
    zone: tzinfo
    order: Order
    working: Working
    ways: Conventions
    holidays: Mapping[str, HolidayRule]
    in_range: bool = False

    @property
    def today(self) -> datetime:
        """The beginning of the message's day."""
        return self.now.replace(hour=0, minute=0, second=0, microsecond=0)

    def at(self, moment: datetime) -> "Frame":
        """The same view from another moment, for what follows the first end of a range."""
        return replace(self, now=moment, in_range=True)


def day_span(start: datetime) -> Span:
    """The whole day that begins at `start`."""
    return Span(start, start + DAY, Precision.DAY)


def add_months(start: datetime, months: int) -> datetime:
    """`start` moved by months; the 31st becomes the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return start.replace(year=year, month=month + 1, day=min(start.day, last))


def working_after(frame: Frame, start: datetime, count: int) -> datetime:
    """The day `count` working days after (or, negative, before) `start`. Raises OverflowError
    when there are no working days to be found."""
    step = DAY if count >= 0 else -DAY
    current, left, idle = start, abs(count), 0
    while left:
        current += step
        if frame.working.is_working(current.date()):
            left, idle = left - 1, 0
        else:
            idle += 1
            if idle > LONGEST_WAIT:
                raise OverflowError("no working days")
    return current


def shift_exactly(frame: Frame, start: datetime, seconds: float) -> datetime:
    """`start` moved by elapsed seconds, right across changes of the clock."""
    moved = start.replace(tzinfo=frame.zone).astimezone(UTC) + timedelta(seconds=seconds)
    return moved.astimezone(frame.zone).replace(tzinfo=None)


def shift(frame: Frame, start: datetime, amount: float, unit: str) -> datetime:
    """`start` moved by an amount of a unit; parts of months and years go over into days."""
    if abs(amount) > 100_000:
        raise OverflowError("an amount out of reach")
    if unit in SECONDS_IN:
        return shift_exactly(frame, start, amount * SECONDS_IN[unit])
    if unit == "workday":
        return working_after(frame, start, int(amount))
    if unit in MONTHS_IN:
        whole = int(amount * MONTHS_IN[unit])
        rest = round((amount * MONTHS_IN[unit] - whole) * 30)
        return add_months(start, whole) + rest * DAY
    return start + timedelta(days=int(amount * DAYS_IN[unit]))


def unit_start(start: datetime, unit: str) -> datetime:
    """The beginning of the calendar unit that holds the day `start`."""
    if unit in ("week", "workweek"):
        return start - start.weekday() * DAY
    if unit in MONTHS_IN:
        size = MONTHS_IN[unit]
        if size <= 12:
            return start.replace(month=(start.month - 1) // size * size + 1, day=1)
        return start.replace(year=start.year - start.year % (size // 12), month=1, day=1)
    return start


PRECISION_OF = {
    "second": Precision.SECOND,
    "minute": Precision.MINUTE,
    "hour": Precision.HOUR,
    "day": Precision.DAY,
    "workday": Precision.DAY,
    "night": Precision.DAY,
    "weekend": Precision.WEEKEND,
    "week": Precision.WEEK,
    "workweek": Precision.WEEK,
    "fortnight": Precision.WEEK,
    "month": Precision.MONTH,
    "quarter": Precision.QUARTER,
    "half": Precision.HALF,
    "year": Precision.YEAR,
    "decade": Precision.DECADE,
    "century": Precision.CENTURY,
}


def unit_span(frame: Frame, unit: str, offset: int) -> Span | None:
    """The calendar unit `offset` away from the present one: this week is 0, next week 1."""
    precision = PRECISION_OF[unit]
    if unit in SECONDS_IN:
        one = shift_exactly(frame, frame.now, SECONDS_IN[unit] * (1 if offset > 0 else -1))
        return Span(min(frame.now, one), max(frame.now, one), precision) if offset else None
    if unit == "weekend":
        return weekend_span(frame, unit_start(frame.today, "week") + offset * 7 * DAY)
    if unit == "workday":
        return day_span(working_after(frame, frame.today, offset))
    if unit == "fortnight":
        first = unit_start(frame.today, "week") + (offset * 14 + (7 if offset < 0 else 0)) * DAY
        return Span(first, first + 14 * DAY, precision)
    start = shift(frame, unit_start(frame.today, unit), offset, unit)
    end = start + 5 * DAY if unit == "workweek" else shift(frame, start, 1, unit)
    return Span(start, end, precision)


def weekend_span(frame: Frame, monday: datetime) -> Span:
    """The weekend of the week that begins on `monday`."""
    day, hour = frame.ways.weekend
    start = monday + timedelta(days=day, hours=hour)
    return Span(start, monday + 7 * DAY, Precision.WEEKEND)


def as_datetime(day: date) -> datetime:
    """The beginning of a date, as wall-clock time."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 (wall-clock time by design)
