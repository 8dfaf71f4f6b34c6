"""Meanings made of other meanings: the end of a month, the first Monday of a quarter, the week of
the 12th, the Tuesday of next week."""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from earnest.core.reading.dates.frame import (
    DAY,
    PRECISION_OF,
    Frame,
    add_months,
    as_datetime,
    day_span,
    shift,
    unit_start,
    weekend_span,
)
from earnest.core.reading.dates.model import Precision, Span
from earnest.core.reading.dates.nodes import Calendar, Holiday, Node, as_datetime_or_none

LONG_EDGES = ("rest", "earlier", "later", "all", "to-date")


@dataclass(frozen=True, slots=True)
class Part:
    """The nth quarter, half or week of a year; without a year the present one, or the next when it
    is over."""

    unit: str
    nth: int
    year: int | None = None
    is_day = False

    def span(self, frame: Frame) -> Span | None:
        """The part's span, None when a year has fewer."""
        if self.year is not None:
            return self._of_year(frame, self.year)
        this = self._of_year(frame, frame.now.year)
        ahead = this is not None and this.end > frame.today
        return this if ahead else self._of_year(frame, frame.now.year + 1)

    def within(self, frame: Frame, whole: Span) -> Span | None:
        """The same part of a named year."""
        return self._of_year(frame, whole.start.year) if whole.precision is Precision.YEAR else None

    def _of_year(self, frame: Frame, year: int) -> Span | None:
        if self.unit == "week":
            try:
                start = as_datetime(date.fromisocalendar(year, self.nth, 1))
            except ValueError:
                return None
            return Span(start, start + 7 * DAY, Precision.WEEK)
        first = as_datetime_or_none(year, 1, 1)
        if first is None or not 1 <= self.nth <= {"quarter": 4, "half": 2}[self.unit]:
            return None
        start = shift(frame, first, self.nth - 1, self.unit)
        return Span(start, shift(frame, start, 1, self.unit), PRECISION_OF[self.unit])


@dataclass(frozen=True, slots=True)
class Season:
    """A season by name, of a year or counted from now: this 0, next 1, last -1."""

    name: str
    year: int | None = None
    offset: int = 0
    is_day = False

    def span(self, frame: Frame) -> Span | None:
        """From its first day to the first day of the one after."""
        near = self.year if self.year is not None else frame.now.year
        if self.year is not None:
            return self._of_year(frame, near)
        spans = [s for y in range(near - 2, near + 4) if (s := self._of_year(frame, y))]
        ahead = next((i for i, s in enumerate(spans) if s.end > frame.today), None)
        if ahead is None:
            return None
        running = spans[ahead].start <= frame.today
        index = ahead + self.offset - (1 if self.offset > 0 and not running else 0)
        return spans[index] if 0 <= index < len(spans) else None

    def within(self, frame: Frame, whole: Span) -> Span | None:
        """The season of a named year."""
        return self._of_year(frame, whole.start.year) if whole.precision is Precision.YEAR else None

    def _of_year(self, frame: Frame, year: int) -> Span | None:
        order = sorted(frame.ways.seasons, key=lambda name: frame.ways.seasons[name])
        after = order[(order.index(self.name) + 1) % len(order)]
        start = as_datetime_or_none(year, *frame.ways.seasons[self.name])
        turns = frame.ways.seasons[after] < frame.ways.seasons[self.name]
        end = as_datetime_or_none(year + turns, *frame.ways.seasons[after])
        return Span(start, end, Precision.SEASON) if start and end else None


@dataclass(frozen=True, slots=True)
class NearMonth:
    """The nearest month of a name after (sign 1) or before the present one; `further` years on."""

    month: int
    sign: int
    further: int = 0
    is_day = False

    def span(self, frame: Frame) -> Span | None:
        """That month."""
        this = frame.today.replace(day=1)
        steps = (self.month - this.month) * self.sign % 12 or 12
        start = add_months(this, self.sign * (steps + 12 * self.further))
        return Span(start, add_months(start, 1), Precision.MONTH)


@dataclass(frozen=True, slots=True)
class Years:
    """A decade or century by its first year."""

    first: int
    count: int
    is_day = False

    def span(self, frame: Frame) -> Span | None:
        """All its years."""
        start, end = (as_datetime_or_none(y, 1, 1) for y in (self.first, self.first + self.count))
        precision = Precision.DECADE if self.count == 10 else Precision.CENTURY
        return Span(start, end, precision) if start and end else None


@dataclass(frozen=True, slots=True)
class Holder:
    """The week, weekend or month that holds a named day: the week of the 12th."""

    unit: str
    inner: Node
    is_day = False

    def span(self, frame: Frame) -> Span | None:
        """That unit; the weekend of a Monday or Thursday holiday is the long one."""
        inner = self.inner.span(frame)
        if inner is None:
            return None
        monday = unit_start(inner.start, "week")
        if self.unit == "weekend":
            if inner.start.weekday() == 0:
                monday -= 7 * DAY
            weekend = weekend_span(frame, monday)
            if isinstance(self.inner, Holiday):
                start = min(weekend.start, inner.start)
                return Span(start, max(weekend.end, inner.end), Precision.WEEKEND)
            return weekend
        start = unit_start(inner.start, self.unit)
        return Span(start, shift(frame, start, 1, self.unit), PRECISION_OF[self.unit])


@dataclass(frozen=True, slots=True)
class Inside:
    """A part named within a whole: Tuesday of next week, Thanksgiving of next year, the 20th of
    next month."""

    part: Node
    whole: Node

    @property
    def is_day(self) -> bool:
        """As its part."""
        return self.part.is_day

    def span(self, frame: Frame) -> Span | None:
        """The part's span within the whole's."""
        whole = self.whole.span(frame)
        within: Callable[[Frame, Span], Span | None] | None = getattr(self.part, "within", None)
        return within(frame, whole) if whole and within else None


@dataclass(frozen=True, slots=True)
class Nth:
    """The nth unit or weekday of a whole, from its end when negative; `count` of them on end.
    A week belongs to the month or year that holds most of its days, as in ISO 8601."""

    nth: int
    unit: str
    weekday: int
    whole: Node
    count: int = 1

    @property
    def is_day(self) -> bool:
        """Whether it comes down to one day."""
        return self.count == 1 and (bool(self.weekday) or self.unit in ("day", "workday"))

    def span(self, frame: Frame) -> Span | None:
        """The nth of the whole that is meant: for a bare month the first that is not over."""
        whole = self.whole.span(frame)
        span = self._of(frame, whole) if whole else None
        bare = isinstance(self.whole, Calendar) and self.whole.year is None
        if span and whole and bare and span.end <= frame.today:
            year = add_months(whole.start, 12)
            return self._of(frame, Span(year, add_months(year, 1), Precision.MONTH))
        return span

    def within(self, frame: Frame, whole: Span) -> Span | None:
        """The same counted in another whole."""
        return self._of(frame, whole)

    def _of(self, frame: Frame, whole: Span) -> Span | None:
        if self.weekday:
            return self._weekday(whole)
        start, end = whole.start, whole.end
        if self.unit == "weekend":
            saturday = Nth(self.nth, "", 6, self.whole)._weekday(whole)
            return weekend_span(frame, unit_start(saturday.start, "week")) if saturday else None
        if self.unit == "week":
            # The whole weeks with their Thursday inside: most of their days belong to it.
            start = unit_start(start + 3 * DAY, "week")
            end = unit_start(end + 3 * DAY, "week")
        step = self.nth - 1 if self.nth > 0 else self.nth
        if self.nth < 0 and self.count > 1:
            step = -self.count
        base = start if self.nth > 0 else end
        if self.unit == "workday" and self.nth > 0:
            base, step = base - DAY, self.nth
        one = shift(frame, base, step, self.unit)
        other = shift(frame, one, self.count, self.unit)
        if one < start or one >= end:
            return None
        if self.unit in ("day", "workday") and self.count == 1:
            return day_span(one)
        return Span(one, other, PRECISION_OF[self.unit] if self.count == 1 else Precision.RANGE)

    def _weekday(self, whole: Span) -> Span | None:
        if self.nth > 0:
            first = whole.start + (self.weekday - whole.start.isoweekday()) % 7 * DAY
            day = first + (self.nth - 1) * 7 * DAY
        else:
            final = whole.end - DAY
            last = final - (final.isoweekday() - self.weekday) % 7 * DAY
            day = last + (self.nth + 1) * 7 * DAY
        return day_span(day) if whole.start <= day < whole.end else None


@dataclass(frozen=True, slots=True)
class NthFrom:
    """The nth weekday or holiday after (or before) a day: the third Tuesday after Christmas, two
    Fridays from now."""

    nth: int
    weekday: int
    anchor: Node
    sign: int
    is_day = True

    def span(self, frame: Frame) -> Span | None:
        """That day."""
        anchor = self.anchor.span(frame)
        if anchor is None:
            return None
        gap = (self.weekday - anchor.start.isoweekday()) * self.sign % 7 or 7
        return day_span(anchor.start + self.sign * (gap + 7 * (self.nth - 1)) * DAY)


@dataclass(frozen=True, slots=True)
class Edge:
    """A stretch at the beginning, middle or end of a period: early next week, mid-February, the
    rest of the month. `name` is early, start, mid, late, end, or one of LONG_EDGES."""

    name: str
    whole: Node

    @property
    def is_day(self) -> bool:
        """Never: "early tomorrow" is a part of a day."""
        return False

    def span(self, frame: Frame) -> Span | None:
        """The stretch, by the conventions for the unit it is cut from."""
        whole = self.whole.span(frame)
        if whole is None:
            return None
        if self.name in LONG_EDGES:
            return self._long(frame, whole)
        table = frame.ways.edges.get(whole.precision.value, {})
        cut = table.get(self.name)
        if whole.precision is Precision.DAY and self.name == "end":
            moment = datetime.combine(whole.start.date(), frame.ways.end_of_day)
            return Span(moment, moment, Precision.PART)
        if cut is None:
            return self._tenths(frame, whole)
        return Span(*_cut(whole, cut), _finer(whole.precision))

    def _tenths(self, frame: Frame, whole: Span) -> Span:
        low, high = frame.ways.edges["other"][self.name]
        tenth = (whole.end - whole.start) / 10
        days = (timedelta(days=round((tenth * n).total_seconds() / 86400)) for n in (low, high))
        start, end = (whole.start + step for step in days)
        return Span(start, max(end, start + DAY), Precision.RANGE)

    def _long(self, frame: Frame, whole: Span) -> Span | None:
        if self.name == "all":
            return whole
        if self.name == "to-date":
            return Span(whole.start, max(frame.today, whole.start + DAY), Precision.RANGE)
        if whole.precision is Precision.DAY:
            noon = whole.start + DAY / 2
            later = self.name != "earlier"
            start, end = (noon, whole.end) if later else (whole.start, noon)
            return Span(start, end, Precision.PART)
        running = whole.start <= frame.today < whole.end
        if not running:
            return Edge("early" if self.name == "earlier" else "late", self.whole).span(frame)
        if self.name == "rest":
            return Span(frame.today, whole.end, Precision.RANGE)
        half = self._half(frame, whole)
        if self.name == "later":
            return Span(max(frame.today, half.start), half.end, Precision.RANGE)
        end = min(frame.today, half.end)
        return Span(whole.start, end, Precision.RANGE) if end > whole.start else None

    def _half(self, frame: Frame, whole: Span) -> Span:
        cut = frame.ways.edges.get(whole.precision.value, {}).get(self.name)
        if cut:
            return Span(*_cut(whole, cut), Precision.RANGE)
        return self._tenths(frame, whole)


def _finer(precision: Precision) -> Precision:
    return Precision.PART if precision is Precision.DAY else Precision.RANGE


def _cut(whole: Span, cut: tuple[int, int]) -> tuple[datetime, datetime]:
    """From and to of a stretch, in the units the conventions use; 0 as `to` is the whole's end."""
    start = whole.start
    if whole.precision is Precision.DAY:
        ends = tuple(start + timedelta(hours=hour) for hour in cut)
    elif whole.precision in (Precision.WEEK, Precision.MONTH):
        first = 0 if whole.precision is Precision.WEEK else 1
        ends = tuple(start + (day - first) * DAY for day in cut)
    else:
        ends = tuple(add_months(start, month - 1) for month in cut)
    return ends[0], ends[1] if cut[1] else whole.end


def at_year(node: Node, year: int) -> Node:
    """The node with a year given to the first date in it that has none."""
    if isinstance(node, Calendar | Holiday | Part | Season) and node.year is None:
        return replace(node, year=year)
    return _with_inner(node, lambda inner: at_year(inner, year))


def lacks_year(node: Node) -> bool:
    """Whether a month or quarter is named without its year."""
    if isinstance(node, Calendar):
        return node.year is None and node.month is not None
    if isinstance(node, Part | Season):
        return node.year is None
    inner = _inner(node)
    return inner is not None and lacks_year(inner)


def year_of(node: Node) -> int | None:
    """The year named in the node, if any."""
    if isinstance(node, Calendar | Holiday | Part | Season):
        return node.year
    inner = _inner(node)
    return year_of(inner) if inner is not None else None


def _inner(node: Node) -> Node | None:
    found: Node | None = getattr(node, "whole", None)
    return found


def _with_inner(node: Node, change: Callable[[Node], Node]) -> Node:
    inner = _inner(node)
    if inner is None or not is_dataclass(node):
        return node
    if "whole" not in {field.name for field in fields(node)}:
        return node
    changed: Any = replace(node, whole=change(inner))
    result: Node = changed
    return result
