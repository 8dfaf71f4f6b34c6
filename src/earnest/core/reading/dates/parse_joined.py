"""Two meanings made one: Friday, 5 October; Tuesday of next week; in two months on Tuesday."""

from earnest.core.reading.dates.lexer import Tokens
from earnest.core.reading.dates.nodes import (
    Calendar,
    Cycle,
    Holiday,
    Named,
    Node,
    Now,
    Offset,
    Weekday,
)
from earnest.core.reading.dates.parse_days import bare_day
from earnest.core.reading.dates.periods import Edge, Holder, Inside, Part, Season
from earnest.core.reading.dates.reader import Hit, Reader

_WEEKS = ("week", "workweek")


def refined(r: Reader, node: Node, i: int, *, linked: bool) -> Hit:
    """The node with what follows it at `i` taken in; `linked` says that "of" or "in" stood between.
    None when the two do not belong together."""
    if isinstance(node, Now | Named):
        return None
    if linked and r.t.has(i, "new_year") and isinstance(node, Calendar | Part | Season):
        return Inside(node, Cycle("year", 1)), i + 1
    other = r.named(i, 0)
    if other is None and isinstance(node, Weekday):
        other = bare_day(r.t, i) or _number_after_weekday(r.t, i)
    if other is None:
        return None
    joined = joined_nodes(node, other[0], linked=linked)
    return (joined, other[1]) if joined else None


def _number_after_weekday(t: Tokens, i: int) -> Hit:
    """ "Monday 21": a plain number right after a weekday."""
    value = t.digits(i)
    if value is None or not 1 <= value <= 31 or len(t.words[i]) > 2 or not t.closes_cleanly(i + 1):
        return None
    follows = t.words[i + 1]
    ends = not follows or follows in ".,;!?)(" or t.has(i + 1, "after_day")
    return (Calendar(day=value), i + 1) if ends and not t.has(i + 1, "half") else None


def joined_nodes(one: Node, other: Node, *, linked: bool) -> Node | None:
    """Two meanings made one, None when they do not belong together."""
    if isinstance(one, Edge) and one.whole == Cycle("day", 0) and other.is_day:
        return Edge(one.name, other)
    if isinstance(one, Weekday) and isinstance(other, Calendar) and other.is_day:
        return Calendar(other.year, other.month, other.day, one.weekday)
    if isinstance(other, Weekday) and isinstance(one, Calendar) and one.is_day:
        return Calendar(one.year, one.month, one.day, other.weekday)
    if isinstance(one, Weekday) and isinstance(other, Offset):
        weeks = all(unit == "week" for _, unit in other.amount.parts) and other.anchor is None
        return Offset(other.amount, other.sign, None, one.weekday) if weeks else None
    if isinstance(one, Cycle):
        return _in_cycle(one, other)
    if isinstance(one, Offset) and isinstance(other, Weekday) and one.is_day and not one.weekday:
        return Offset(one.amount, one.sign, one.anchor, other.weekday)
    return _placed(one, other, linked=linked)


def _in_cycle(whole: Cycle, part: Node) -> Node | None:
    """Next week Wednesday, next month on the 12th."""
    if isinstance(part, Weekday) and whole.unit in _WEEKS:
        return Inside(Weekday(part.weekday), whole)
    lone = isinstance(part, Calendar) and part.month is None and part.is_day
    return Inside(part, whole) if lone and whole.unit == "month" else None


def _placed(one: Node, other: Node, *, linked: bool) -> Node | None:
    """A part with the whole named after it."""
    if isinstance(other, Offset) and isinstance(one, Holiday | Calendar):
        years = all(unit == "year" for _, unit in other.amount.parts)
        return Inside(one, Holder("year", other)) if years and other.anchor is None else None
    if isinstance(other, Cycle):
        return _in_whole(one, other)
    if isinstance(other, Holder) and isinstance(one, Weekday) and other.unit == "week":
        return Inside(one, other)
    bare_year = isinstance(other, Calendar) and other.month is None and not other.is_day
    fits = linked and bare_year and isinstance(one, Calendar | Holiday | Part | Season)
    return Inside(one, other) if fits else None


def _in_whole(one: Node, whole: Cycle) -> Node | None:
    if isinstance(one, Weekday):
        return Inside(one, whole) if not one.mode and whole.unit in _WEEKS else None
    fits = isinstance(one, Calendar | Holiday | Part | Season) and whole.unit in ("year", "month")
    return Inside(one, whole) if fits else None
