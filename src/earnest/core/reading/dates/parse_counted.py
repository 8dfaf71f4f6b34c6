"""Counted days and periods: in 10 business days, a week from Tuesday, 3 weeks after Easter, the
first Monday of March, the 20th of next month, the week of the 12th."""

from earnest.core.reading.dates.lexer import Tokens
from earnest.core.reading.dates.nodes import (
    Amount,
    Between,
    Block,
    Calendar,
    Cycle,
    Named,
    Now,
    Offset,
)
from earnest.core.reading.dates.parse_edges import open_whole, whole_year
from earnest.core.reading.dates.parse_numbers import amount, month_day, number, ordinal
from earnest.core.reading.dates.periods import Holder, Inside, NearMonth, Nth, NthFrom
from earnest.core.reading.dates.reader import Hit, Reader

MOST_COUNTED = 60
MOST_ON_END = 400
_NOT_ENDING = ("weekday", "unit", "month", "season", "holiday")


def counted(r: Reader, i: int, depth: int) -> Hit:
    """In 3 days, within 2 weeks, 3 days ago, a week from Tuesday, two weeks before Christmas,
    3 next weeks, 2 Fridays from now."""
    t = r.t
    opened = t.name(i, "offset_open")
    j = i + 1 if opened else i
    j = j + 1 if t.has(j, "approximately") else j
    length = amount(t, j)
    if length is None:
        return None if opened else _counted_weekdays(r, i, depth) or _split_block(t, i)
    found, k = length
    if opened == "within":
        return Between(Now(), Offset(found, 1)), k
    after = _after_amount(r, found, k, depth, opened=bool(opened))
    if after:
        return after
    if opened == "in":
        return Offset(found, 1), k + 1 if t.has(k, "time_possessed") else k
    return None


def _after_amount(r: Reader, found: Amount, k: int, depth: int, *, opened: bool) -> Hit:
    """What may follow a length of time: ago, later, from now, after Easter, before the 5th."""
    t = r.t
    sign = t.number(k, "ago_later")
    if sign is not None:
        return Offset(found, sign), k + 1
    if not opened and all(unit == "week" for _, unit in found.parts):
        j = k + 1 if t.has(k, "on") else k
        anchor = r.named(j, depth + 1) if t.has(j, "weekday") else None
        if anchor:  # "a week on Tuesday"
            return Offset(found, 1, anchor[0]), anchor[1]
    direction = t.number(k, "from_anchor")
    anchor = r.named(k + 1, depth + 1) if direction is not None else None
    if anchor is None or direction is None:
        return None
    if isinstance(anchor[0], Now):
        return Offset(found, direction), anchor[1]
    return (Offset(found, direction, anchor[0]), anchor[1]) if anchor[0].is_day else None


def _counted_weekdays(r: Reader, i: int, depth: int) -> Hit:
    """2 Fridays from now, three Mondays ago, third Tuesday after Christmas."""
    t = r.t
    said = number(t, i) or ordinal(t, i)
    if said is None:
        return None
    count, j = said
    nth = int(count if isinstance(count, int) else count.value)
    weekday = t.number(j, "weekday") or t.number(j, "weekdays")
    if weekday is None or not 0 < nth < MOST_COUNTED:
        return None
    sign = t.number(j + 1, "ago_later")
    if sign is not None:
        return NthFrom(nth, weekday, Named(0), sign), j + 2
    direction = t.number(j + 1, "from_anchor")
    anchor = r.named(j + 2, depth + 1) if direction is not None else None
    if anchor is None or direction is None:
        return None
    if isinstance(anchor[0], Now):
        return NthFrom(nth, weekday, Named(0), direction), anchor[1]
    return (NthFrom(nth, weekday, anchor[0], direction), anchor[1]) if anchor[0].is_day else None


def _split_block(t: Tokens, i: int) -> Hit:
    """3 next weeks, 13 last minutes."""
    said = None if t.has(i, "article") else number(t, i)
    if said is None:
        return None
    count, j = said
    mode, unit = t.name(j, "mode"), t.name(j + 1, "unit")
    if mode in (None, "this", "same") or unit is None or not t.has(j + 1, "plural"):
        return None
    return Block(Amount(((count.value, unit),)), -1 if mode in ("last", "past") else 1), j + 2


def nth_of(r: Reader, i: int, depth: int) -> Hit:
    """First Monday of March, last day of the quarter, third week of 2018, first two weeks of May,
    third last week of 2018, the 15th day of next month."""
    t = r.t
    hit = ordinal(t, i)
    nth, j = (1, i) if hit is None else hit
    if t.name(j, "mode") == "last":
        nth, j = -nth, j + 1
    elif hit is None:
        return None
    said = number(t, j) if not t.has(j, "article") else None
    count, k = (int(said[0].value), said[1]) if said else (1, j)
    weekday = t.number(k, "weekday") or 0
    linked = t.has(k, "day_of")
    unit = "" if weekday else "day" if linked else t.name(k, "unit")
    k = k if linked else k + 1
    joined = linked or t.has(k, "of") or t.has(k, "in")
    if unit is None or not joined or not 0 < count < MOST_ON_END or (count > 1 and abs(nth) != 1):
        return None
    whole = r.named(k + 1, depth + 1) or whole_year(t, k + 1) or open_whole(t, k + 1)
    if whole is None or whole[0].is_day:
        return None
    return Nth(nth, unit, weekday, whole[0], count), whole[1]


def day_of_period(r: Reader, i: int, depth: int) -> Hit:
    """The 20th of next month, 20 of this month."""
    t = r.t
    day = month_day(t, i, words=False)
    if day is None or not t.has(day[1], "of"):
        return None
    j = day[1] + 2 if t.has(day[1] + 1, "the") else day[1] + 1
    whole = r.named(j, depth + 1) if t.has(j, "mode") else open_whole(t, j)
    named = whole is not None and isinstance(whole[0], Cycle) and whole[0].unit == "month"
    return (Inside(Calendar(day=day[0]), whole[0]), whole[1]) if whole and named else None


def days_of_period(r: Reader, i: int, depth: int) -> Hit:
    """4 to 22 this month, the 4th to the 23rd of next month, between 4 and 22 this month."""
    t = r.t
    first = month_day(t, i, words=False)
    if first is None:
        return None
    between = t.has(first[1], "and") and t.name(i - 1, "range_open") == "between"
    if not (t.has(first[1], "range_to") or between):
        return None
    j = first[1] + 2 if t.has(first[1] + 1, "the") else first[1] + 1
    last = month_day(t, j, words=False)
    if last is None or last[0] <= first[0]:
        return None
    j = last[1] + 1 if t.has(last[1], "of") or t.has(last[1], "in") else last[1]
    whole = r.named(j, depth + 1) if t.has(j, "mode") or t.has(j, "the") else None
    if whole is None or not isinstance(whole[0], Cycle) or whole[0].unit != "month":
        return None
    ends = (Inside(Calendar(day=day), whole[0]) for day in (first[0], last[0]))
    return Between(*ends), whole[1]


def is_after_next(t: Tokens, j: int) -> bool:
    """Whether "after next" at `j` ends the phrase, as in "the week after next"."""
    if t.words[j] != "after" or t.name(j + 1, "mode") != "next":
        return False
    return not any(t.has(j + 2, kind) for kind in _NOT_ENDING)


def unit_named(r: Reader, i: int, depth: int) -> Hit:
    """A unit by itself and what places it: weekend, week after next, March after next, the week of
    the 12th, week commencing 4 February, weekend of Thanksgiving, year of 2016."""
    t = r.t
    j = i + 1
    month = t.number(i, "month")
    if month is not None:
        return (NearMonth(month, 1, 1), j + 2) if is_after_next(t, j) else None
    if t.has(i, "week_of"):
        return _holder(r, i, "week", depth)
    unit = t.name(i, "unit")
    if unit is None:
        return None
    if is_after_next(t, j):
        return Cycle(unit, 2), j + 2
    if unit == "year":
        return whole_year(t, j + 1) if t.has(j, "of") else None
    held = _holder(r, j, unit, depth)
    lone = unit == "weekend" and not (t.has(i, "plural") or t.has(i - 1, "wish"))
    return held or ((Cycle("weekend", 0), j) if lone else None)


def _holder(r: Reader, j: int, unit: str, depth: int) -> Hit:
    t = r.t
    opens = t.has(j, "of") or t.has(j, "starting") or t.has(j, "week_of")
    if unit not in ("week", "weekend") or not opens:
        return None
    k = j + 2 if t.has(j + 1, "on") else j + 1
    day = month_day(t, k, words=False)
    inner = r.named(k, depth + 1) or ((Calendar(day=day[0]), day[1]) if day and day[2] else None)
    if inner is None or not inner[0].is_day:
        return None
    return Holder(unit, inner[0]), inner[1]
