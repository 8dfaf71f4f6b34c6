"""One day from a time found: by when something is due, and when somebody who is away is back."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from earnest.core.reading.dates.model import WEEKDAYS, Precision, Relation, Span, When, Working

DAY = timedelta(days=1)
A_WEEK = 8
_DAYLIKE = frozenset(
    {Precision.SECOND, Precision.MINUTE, Precision.HOUR, Precision.PART, Precision.DAY}
)


def due_date(when: When, *, reference: datetime, working: Working = WEEKDAYS) -> date | None:
    """The day a deadline in these words falls on, None where they name none.

    A day or a time of day is due that day; "before" a day the working day before it; the end of a
    week and "this week" their last working day; the end of a longer period its last day; a range
    of days its last. "Next week", a bare month, "early next week", "in a few days" and everything
    open-ended name no day. These are the rules the shared labelled replies were dated by.
    """
    if when.relation in (Relation.AFTER, Relation.SINCE) or when.latest is None:
        return None
    last = when.last
    if when.edge == "end":
        return _last_day(last, working)
    if when.relation is Relation.BEFORE:
        return _before(when, working)
    if Precision.VAGUE in (when.precision, last.precision):
        return None
    if when.first.precision is Precision.WEEK and not when.is_range:
        holds = when.first.start <= reference.replace(tzinfo=None) < when.first.end
        return _last_day(last, working) if holds and not when.edge else None
    if when.edge and last.precision is not Precision.PART:
        return None
    now = reference.replace(tzinfo=None, microsecond=0)
    if when.first.is_moment and when.first.start == now and not when.is_range:
        return None  # "for now", "right now": no deadline is named
    if last.precision in _DAYLIKE or _is_stretch_of_days(when):
        return last.last.date()
    return None


def deadline(
    times: Sequence[When], *, reference: datetime, working: Working = WEEKDAYS
) -> tuple[When, date] | None:
    """Of the times in one sentence the one that is its deadline, with its day: what is said with
    "by", "before" or "until" goes before what is only named; days already past are none."""
    dated = [(when, due_date(when, reference=reference, working=working)) for when in times]
    today = reference.date()
    ahead = [(when, day) for when, day in dated if day is not None and day >= today]
    bound = [(when, day) for when, day in ahead if when.relation is not Relation.AT]
    return next(iter(bound or ahead), None)


def return_date(when: When, *, working: Working = WEEKDAYS) -> date | None:
    """The day somebody is back who says to be away for the time found: the day itself after
    "until", else the first working day after the last day away. None when the end is open."""
    if when.relation in (Relation.AFTER, Relation.SINCE) or when.latest is None:
        return None
    last = when.last
    if Precision.VAGUE in (when.precision, last.precision):
        return None
    if when.relation in (Relation.UNTIL, Relation.BEFORE):
        return last.start.date()
    return _working_from(last.last.date() + DAY, working)


def _before(when: When, working: Working) -> date | None:
    first = when.first
    if first.is_moment:
        return first.start.date()
    return _working_back(first.start.date() - DAY, working)


def _is_stretch_of_days(when: When) -> bool:
    """Whether days were counted or two were named: "within 10 days", "Monday to Wednesday"."""
    named = when.is_range and when.last.precision is Precision.DAY
    return named or when.last.precision is Precision.RANGE


def _last_day(span: Span, working: Working) -> date:
    """The last day of a span; of a week, its last working day."""
    last = span.last.date()
    if span.end - span.start <= A_WEEK * DAY and span.start.date() != last:
        back = _working_back(last, working)
        return back if back >= span.start.date() else last
    return last


def _working_back(day: date, working: Working) -> date:
    for step in range(366):
        if working.is_working(day - step * DAY):
            return day - step * DAY
    return day


def _working_from(day: date, working: Working) -> date:
    for step in range(366):
        if working.is_working(day + step * DAY):
            return day + step * DAY
    return day
