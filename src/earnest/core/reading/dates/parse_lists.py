"""Several times in a row, of which some leave out what another says: 18 and 19 June, Feb 25 and
26, Monday or Tuesday next week, Monday 9 am or 1 pm; and habits, which are no one time."""

from dataclasses import replace

from earnest.core.reading.dates.lexer import Tokens
from earnest.core.reading.dates.model import Relation
from earnest.core.reading.dates.nodes import Calendar, Cycle, Weekday
from earnest.core.reading.dates.parse_clock import clock
from earnest.core.reading.dates.parse_expression import expression
from earnest.core.reading.dates.parse_numbers import month_day, ordinal
from earnest.core.reading.dates.periods import Inside
from earnest.core.reading.dates.points import Expression, Point
from earnest.core.reading.dates.reader import Reader

MOST_LISTED = 12


def listed_days(r: Reader, i: int) -> list[Expression]:
    """The days before a month that only the last of them names, "18 and 19 June", without that
    last one; empty when there is no such list at token `i`."""
    t = r.t
    j = i + 1 if t.has(i, "the") else i
    if not t.has(j, "counts") or not t.opens_cleanly(j):
        return []
    days: list[tuple[int, int, int]] = []
    while len(days) < MOST_LISTED:
        day = month_day(t, j, words=False)
        if day is None:
            return []
        if not (t.has(day[1], "list_and") and (ordinal(t, j) or t.digits(j))):
            break
        days.append((day[0], j, day[1]))
        j = _past_and(t, day[1])
    last = expression(r, j) if days else None
    node = last.first.day if last and last.last is None else None
    if not isinstance(node, Calendar) or node.month is None or node.day is None:
        return []
    return [
        Expression(start, end, Point(day=replace(node, day=number, weekday=None)))
        for number, start, end in days
    ]


def listed_weekdays(r: Reader, i: int) -> list[Expression]:
    """Weekdays of one week named after the last: "Monday or Tuesday next week", all of them."""
    t = r.t
    if not t.has(i, "weekday"):
        return []
    days: list[tuple[int, int]] = []
    j = i
    while len(days) < MOST_LISTED and t.has(j, "weekday"):
        days.append((t.number(j, "weekday") or 0, j))
        j += 1
        if not t.has(j, "list_and"):
            break
        j = _past_and(t, j)
    if len(days) < 2:
        return []
    j = j + 1 if t.has(j, "of") else j
    whole = r.named(j, 0)
    if whole is None or not isinstance(whole[0], Cycle) or whole[0].unit != "week":
        return []
    ends = [k + 1 for _, k in days[:-1]] + [whole[1]]
    return [
        Expression(k, end, Point(day=Inside(Weekday(day), whole[0])))
        for (day, k), end in zip(days, ends, strict=True)
    ]


def _past_and(t: Tokens, j: int) -> int:
    j = j + 2 if t.has(j + 1, "list_and") else j + 1
    return j + 1 if t.has(j, "the") else j


def following(r: Reader, spoken: Expression) -> Expression | None:
    """What follows a time after "and", "or" or a comma and leans on it: the 26th of "Feb 25 and
    26", 1 pm of "Monday 9 am or 1 pm", the Tuesday of "next Monday or Tuesday"."""
    t = r.t
    point, j = spoken.last or spoken.first, spoken.end
    if not t.has(j, "list_and"):
        return None
    k = j + 2 if t.has(j + 1, "list_and") else j + 1
    k = k + 1 if t.words[k] in ("on", "at", "the") else k
    return _next_day(t, point, k) or _next_weekday(r, point, k) or _next_time(r, point, k)


def _next_day(t: Tokens, point: Point, k: int) -> Expression | None:
    node = point.day
    if not isinstance(node, Calendar) or node.day is None or point.is_timed:
        return None
    day = month_day(t, k, words=False)
    if day is None or day[0] <= node.day:
        return None
    number, end, ordered = day
    if node.month is None and not ordered:
        return None
    if not (ordered or t.words[k].isdecimal()) or t.has(end, "month") or t.words[end] in (":", "/"):
        return None
    if (t.words[end].isalpha() and not t.has(end, "after_day")) or not t.closes_cleanly(end):
        return None
    return Expression(k, end, Point(day=replace(node, day=number, weekday=None)))


def _next_weekday(r: Reader, point: Point, k: int) -> Expression | None:
    node = point.day
    if not r.t.has(k, "weekday") or not isinstance(node, Weekday) or not node.mode:
        return None
    more = expression(r, k)
    day = more.first.day if more else None
    if more is None or not isinstance(day, Weekday) or day.mode or day.weekday <= node.weekday:
        return None
    return replace(more, first=replace(more.first, day=replace(node, weekday=day.weekday)))


def _next_time(r: Reader, point: Point, k: int) -> Expression | None:
    if point.day is None or not point.day.is_day or not point.is_timed:
        return None
    more = expression(r, k)
    if more is None or more.first.day is not None or not more.first.is_timed:
        return None
    if more.last is not None or more.relation is not Relation.AT:
        return None
    return replace(more, first=replace(more.first, day=point.day))


def past_habit(r: Reader, i: int) -> int | None:
    """The token after "every Friday at 10" or "Thursdays at 17:30"; None when there is no habit at
    token `i`."""
    t = r.t
    if t.has(i, "weekdays"):
        return _past_weekdays(t, i + 1)
    if t.has(i, "recurring_word"):
        return _past_weekdays(t, i + 1)
    if not t.has(i, "recurring_open"):
        return None
    j = i + 2 if t.words[i + 1] == "other" else i + 1
    if t.has(j, "unit") or t.has(j, "part"):
        return j + 1
    spoken = expression(r, j)
    return spoken.end if spoken else j


def _past_weekdays(t: Tokens, j: int) -> int:
    k = j + 1 if t.has(j, "time_cue") else j
    if t.has(k, "part"):
        return k + 1
    spoken = clock(t, k)
    return spoken.end if spoken else j


def is_habit(t: Tokens, spoken: Expression) -> bool:
    """Whether what follows makes a time a habit: "3pm each day", "the 19th of every month"."""
    j = spoken.end
    if t.has(j, "part") and t.has(j, "recurring"):
        return True
    j = j + 1 if t.has(j, "of") else j
    repeats = t.has(j, "recurring_open") or t.has(j, "recurring_word")
    node = spoken.first.day
    return repeats and not (isinstance(node, Calendar) and node.month is not None)
