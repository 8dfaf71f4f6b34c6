"""A day and a time of day put together, and two such ends of a range, resolved to spans."""

from dataclasses import dataclass, replace
from datetime import datetime

from earnest.core.reading.dates.clocks import (
    Clock,
    ClockRange,
    clock_range_spans,
    clock_span,
    part_span,
)
from earnest.core.reading.dates.frame import DAY, Frame, day_span
from earnest.core.reading.dates.model import Relation, Span
from earnest.core.reading.dates.nodes import (
    Between,
    Calendar,
    Named,
    Node,
    Now,
    Offset,
    Stretch,
    Weekday,
)
from earnest.core.reading.dates.periods import Edge, at_year, lacks_year, year_of

Ends = tuple[Span, Span]


@dataclass(frozen=True, slots=True)
class Point:
    """What was said of one time: a day or period, a time of day or two, a part of the day.

    `here` marks a part of today ("this morning"), which does not move on to tomorrow; `sure` is
    False while all there is could be something else (a bare number); `clock_first` says that the
    time of day came before the day.
    """

    day: Node | None = None
    clock: Clock | None = None
    clocks: ClockRange | None = None
    part: str = ""
    part_edge: str = ""
    here: bool = False
    sure: bool = True
    clock_first: bool = False

    @property
    def is_timed(self) -> bool:
        """Whether a time of day was said."""
        return self.clock is not None or self.clocks is not None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said yet."""
        return self.day is None and not self.is_timed and not self.part


@dataclass(frozen=True, slots=True)
class Expression:
    """A time as said in tokens `start` to `end`: one point or a range, and its relation."""

    start: int
    end: int
    first: Point
    last: Point | None = None
    relation: Relation = Relation.AT


def resolve(frame: Frame, spoken: Expression) -> Ends | None:
    """The spans of both ends (the same span twice for a single time), None when there is none."""
    if spoken.last is None:
        ends = point_ends(frame, spoken.first)
    else:
        ends = _range_ends(frame, spoken.first, spoken.last)
    return ends if ends and ends[0].start <= ends[1].end else None


def point_ends(frame: Frame, point: Point) -> Ends | None:
    """The spans a point stands for."""
    if isinstance(point.day, Between) and not point.clocks:
        ends = (replace(point, day=day) for day in (point.day.first, point.day.last))
        return _range_ends(frame, *ends)
    base = point.day.span(frame) if point.day else None
    if point.day is not None and base is None:
        return None
    if base is not None and not (point.is_timed or point.part):
        return base, base
    if point.clocks:
        return _clock_ends(frame, point, point.clocks, base)
    span = _timed(frame, point, base.start if base else None)
    if isinstance(point.day, Stretch) and point.clock:
        span = replace(span, end=point.day.amount.moved(frame, span.start, 1))
    return span, span


def _clock_ends(frame: Frame, point: Point, clocks: ClockRange, base: Span | None) -> Ends:
    """A range of times of day; of the next day when no day was said and today's is over."""
    if base is not None:
        return clock_range_spans(frame, clocks, base.start, point.part)
    ends = clock_range_spans(frame, clocks, frame.today, point.part)
    if ends[1].start > frame.now or point.here:
        return ends
    return clock_range_spans(frame, clocks, frame.today + DAY, point.part)


def _timed(frame: Frame, point: Point, day: datetime | None) -> Span:
    """A time or part of a day; of the next day when no day was said and today's is over."""
    span = _on_day(frame, point, day or frame.today)
    moves = day is None and not point.here and span.zone is None and span.start < frame.now
    return _on_day(frame, point, frame.today + DAY) if moves else span


def _on_day(frame: Frame, point: Point, day: datetime) -> Span:
    if point.clock:
        return clock_span(point.clock, day, point.part)
    return part_span(frame, point.part, day, point.part_edge)


def _range_ends(frame: Frame, first: Point, last: Point) -> Ends | None:
    first, last = _shared(first, last)
    if isinstance(first.day, Now) or isinstance(last.day, Now):
        return _range_with_now(frame, first, last)
    whole_days = not (first.is_timed or last.is_timed or first.part or last.part)
    if first.day and last.day and whole_days:
        return _day_range(frame, first.day, last.day)
    one = point_ends(replace(frame, in_range=True), first)
    if one is None:
        return None
    later = frame.at(one[0].start) if _floats(last.day) else frame
    other = point_ends(later, last)
    if other is None:
        return None
    start, end = one[0], other[1]
    if end.start <= start.start and last.day is None:
        end = replace(end, start=end.start + DAY, end=end.end + DAY)
    return (start, end) if end.end >= start.start else None


def _range_with_now(frame: Frame, first: Point, last: Point) -> Ends | None:
    """A range one end of which is now: today where the other is a day, the moment where it is a
    time of day, which then lies after now, or before it."""
    other_is_last = isinstance(first.day, Now)
    other = last if other_is_last else first
    if not (other.is_timed or (isinstance(other.day, Offset) and not other.day.is_day)):
        today = day_span(frame.today)
        ends = point_ends(frame, other)
        return None if ends is None else (today, ends[1]) if other_is_last else (ends[0], today)
    now = Now().span(frame)
    if other.clock and other.day is None:
        minutes = frame.now.hour * 60 + frame.now.minute if other_is_last else -1
        other = replace(other, clock=other.clock.settled("", minutes), day=Named(0))
    ends = point_ends(frame, other)
    if ends is None or now is None:
        return None
    start, end = (now, ends[1]) if other_is_last else (ends[0], now)
    return (start, end) if end.start >= start.start else None


def _shared(first: Point, last: Point) -> tuple[Point, Point]:
    """The ends with the day said for one given to the other: "2:00 tomorrow and 4:00", and "11:30
    to 12:30 on 27 December" but not "from 2pm till tomorrow 4:30pm"."""
    if first.is_timed and last.is_timed:
        if last.day is None and first.day is not None:
            last = replace(last, day=first.day)
        elif first.day is None and last.day is not None and last.clock_first:
            first = replace(first, day=last.day)
        elif first.day is None and last.day is not None:
            first = replace(first, day=Named(0))
    return first, last


def _floats(node: Node | None) -> bool:
    """Whether a day is reckoned from the other end of its range rather than from today."""
    if isinstance(node, Weekday):
        return not node.mode
    return isinstance(node, Calendar | Edge) and year_of(node) is None


def _day_range(frame: Frame, first: Node, last: Node) -> Ends | None:
    """Both ends of a range of days or months. Without a year the range under way is meant, or the
    next; a year said for one end goes for the other where that keeps them in order."""
    if lacks_year(first) and not lacks_year(last) and not _floats(last):
        return _before(frame, first, last)
    if not lacks_year(first):
        one = first.span(replace(frame, in_range=True))
        other = last.span(frame.at(one.start) if _floats(last) else frame) if one else None
        return (one, other) if one and other and other.end > one.start else None
    tries = []
    for year in (frame.now.year - 1, frame.now.year, frame.now.year + 1):
        one = at_year(first, year).span(frame)
        other = _after(frame, last, one) if one else None
        if one and other:
            tries.append((one, other))
    under_way = [ends for ends in tries if ends[0].start <= frame.now < ends[1].end]
    if under_way:
        return under_way[-1]
    return next((ends for ends in tries if ends[1].end > frame.now), None)


def _after(frame: Frame, last: Node, one: Span) -> Span | None:
    if not lacks_year(last):
        return last.span(frame.at(one.start) if _floats(last) else frame)
    for year in (one.start.year, one.start.year + 1):
        span = at_year(last, year).span(frame)
        if span and span.start >= one.start:
            return span
    return None


def _before(frame: Frame, first: Node, last: Node) -> Ends | None:
    other = last.span(frame)
    if other is None:
        return None
    for year in (other.start.year, other.start.year - 1):
        one = at_year(first, year).span(frame)
        if one and one.start <= other.start:
            return one, other
    return None
