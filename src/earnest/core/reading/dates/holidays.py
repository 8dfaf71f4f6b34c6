"""On which day a named day falls in a year: from its rule, by calendar arithmetic."""

import calendar
from datetime import date, timedelta

from earnest.core.reading.dates.model import HolidayRule


def holiday_dates(rule: HolidayRule, year: int) -> tuple[date, ...]:
    """First days of the named day in a Gregorian year: usually one, none when the rule cannot say,
    two when a lunar year fits in twice. Raises ValueError for years outside 1 to 9999."""
    days = _BY_KIND[rule.kind](rule, year)
    return tuple(_weekday(day) for day in days) if rule.nearest else days


def easter(year: int) -> date:
    """Easter Sunday of the Western churches (Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    q = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * q) // 451
    month, day = divmod(h + q - 7 * m + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """Easter Sunday of the Eastern churches: Meeus's Julian rule, then into our calendar."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(days=year // 100 - year // 400 - 2)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The nth ISO weekday of a month, counted from its end when negative; None if there is none."""
    length = calendar.monthrange(year, month)[1]
    if nth > 0:
        first = date(year, month, 1)
        day = 1 + (weekday - first.isoweekday()) % 7 + (nth - 1) * 7
    else:
        last = date(year, month, length)
        day = length - (last.isoweekday() - weekday) % 7 + (nth + 1) * 7
    return date(year, month, day) if 1 <= day <= length else None


def _fixed(rule: HolidayRule, year: int) -> tuple[date, ...]:
    return (date(year, rule.numbers[0], rule.numbers[1]),)


def _nth(rule: HolidayRule, year: int) -> tuple[date, ...]:
    nth, weekday, month, moved = rule.numbers
    day = nth_weekday(year, month, weekday, nth)
    return (day + timedelta(days=moved),) if day else ()


def _easter(rule: HolidayRule, year: int) -> tuple[date, ...]:
    return (easter(year) + timedelta(days=rule.numbers[0]),)


def _orthodox(rule: HolidayRule, year: int) -> tuple[date, ...]:
    return (orthodox_easter(year) + timedelta(days=rule.numbers[0]),)


def _after(rule: HolidayRule, year: int) -> tuple[date, ...]:
    weekday, month, day = rule.numbers
    first = date(year, month, day)
    return (first + timedelta(days=(weekday - first.isoweekday()) % 7),)


def _table(rule: HolidayRule, year: int) -> tuple[date, ...]:
    moved = timedelta(days=rule.numbers[0])
    return tuple(day + moved for day in rule.table.get(year, ()))


def _weekday(day: date) -> date:
    """A Saturday to the Friday before, a Sunday to the Monday after."""
    moved = {6: -1, 7: 1}.get(day.isoweekday(), 0)
    return day + timedelta(days=moved)


_BY_KIND = {
    "fixed": _fixed,
    "nth": _nth,
    "after": _after,
    "easter": _easter,
    "orthodox": _orthodox,
    "table": _table,
}
