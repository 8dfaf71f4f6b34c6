"""Stretches at the edge of a period: early March, mid-February, the end of next week, EOM."""

from earnest.core.reading.dates.lexer import Tokens
from earnest.core.reading.dates.nodes import Calendar, Cycle, Now
from earnest.core.reading.dates.parse_numbers import year
from earnest.core.reading.dates.periods import Edge
from earnest.core.reading.dates.reader import Hit, Reader

_OPEN_UNITS = ("month", "quarter", "year")
_WHOLLY = ("rest", "all")


def edge(r: Reader, i: int, depth: int) -> Hit:
    """Early March, mid-February, end of next week, EOM, rest of the week, later this month."""
    t = r.t
    short = t.value(i, "edge_unit")
    if isinstance(short, tuple):
        if t.has(i, "capitals_only") and not t.text[t.starts[i] : t.ends[i]].isupper():
            return None
        name, unit, offset = short
        return Edge(str(name), Cycle(str(unit), int(offset))), i + 1
    name = t.name(i, "edge")
    j = i + 1
    if name is None or (t.has(i, "edge_of") and not t.has(j, "of")):
        return None
    j = j + 1 if t.words[j] == "-" or t.has(j, "of") or t.has(j, "in") else j
    j = j + 1 if t.has(j, "approximately") else j
    whole = r.named(j, depth + 1) or _bare_whole(t, i, j)
    if whole is None or isinstance(whole[0], Now | Edge) or (whole[0].is_day and name in _WHOLLY):
        return None
    if name == "end" and whole[0] == Cycle("day", 0) and "at" in t.words[max(0, i - 2) : i]:
        return None  # "at the end of the day" is a manner of speaking
    return Edge(name, whole[0]), whole[1]


def _bare_whole(t: Tokens, i: int, j: int) -> Hit:
    """The period without an article: end of month, beginning of year, mid 2027, all week."""
    if t.has(j - 1, "of") or t.has(i, "edge_whole"):
        found = open_whole(t, j) or whole_year(t, j)
        if found:
            return found
        if t.name(j, "unit") in ("week", "workweek"):
            return Cycle("week", 0), j + 1
        if t.name(j, "unit") == "day" and not t.has(j, "plural") and len(t.words[j]) > 1:
            return Cycle("day", 0), j + 1
    return whole_year(t, j)


def whole_year(t: Tokens, i: int) -> Hit:
    """A year standing for all of it."""
    found = year(t, i)
    return (Calendar(found[0]), found[1]) if found else None


def open_whole(t: Tokens, i: int) -> Hit:
    """The present month, quarter or year, named without an article."""
    unit = t.name(i, "unit")
    plain = unit in _OPEN_UNITS and not t.has(i, "plural")
    return (Cycle(unit, 0), i + 1) if unit and plain else None
