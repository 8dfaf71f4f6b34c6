"""Days and periods by their place from now: today, next Friday, last March, the 12th, Christmas."""

from earnest.core.reading.dates.lexer import Tokens
from earnest.core.reading.dates.nodes import (
    Amount,
    Block,
    Calendar,
    Cycle,
    Holiday,
    Named,
    Node,
    Now,
    Offset,
    Weekday,
)
from earnest.core.reading.dates.parse_calendar import decade, month_at, written_date
from earnest.core.reading.dates.parse_counted import (
    counted,
    day_of_period,
    days_of_period,
    is_after_next,
    nth_of,
    unit_named,
)
from earnest.core.reading.dates.parse_edges import edge
from earnest.core.reading.dates.parse_numbers import amount, number, ordinal, year
from earnest.core.reading.dates.periods import Holder, Inside, NearMonth, NthFrom, Part, Season
from earnest.core.reading.dates.reader import Hit, Reader

SHIFTS = {"this": 0, "same": 0, "next": 1, "following": 1, "coming": 1, "last": -1, "past": -1}
_WEEKDAY_MODES = {
    "this": "this",
    "next": "next",
    "following": "next",
    "last": "last",
    "past": "past",
}
_WHOLE_UNITS = frozenset({"day", "week", "month", "quarter", "year", "weekend"})
_WEEKDAY_CUES = ("date_cue", "period_cue", "mode", "edge", "range_to")
_AFTER_DAY = ("after_day", "weekday", "part", "relation", "range_to", "zone", "number", "clock")


def any_day(r: Reader, i: int, depth: int) -> Hit:
    """The day or period at token `i`, whatever its form; use `Reader.named`."""
    t = r.t
    if t.has(i, "the"):
        return _with_article(r, i, depth)
    if "opens" not in t.means[i]:
        return None
    hit = edge(r, i, depth)
    if hit is None and ("counts" in t.means[i] or t.has(i, "offset_open")):
        hit = (
            day_of_period(r, i, depth)
            or days_of_period(r, i, depth)
            or counted(r, i, depth)
            or nth_of(r, i, depth)
        )
    if hit is None and t.has(i, "mode"):
        hit = nth_of(r, i, depth) or _holiday(t, i) or _moded(r, i)
    hit = (
        hit
        or _holiday(t, i)
        or written_date(r, i)
        or _beside(r, i, depth)
        or _plain(t, i)
        or unit_named(r, i, depth)
    )
    return _owned(r, hit, depth) if hit else None


def _with_article(r: Reader, i: int, depth: int) -> Hit:
    """After "the": the 12th, the week, the next quarter, the 1990s, the day before."""
    t = r.t
    hit = decade(t, i, r.near) or r.named(i + 1, depth + 1) or bare_day(t, i + 1)
    if hit:
        return hit
    unit = t.name(i + 1, "unit")
    if unit not in _WHOLE_UNITS or len(t.words[i + 1]) == 1 or t.has(i + 1, "plural"):
        return None
    sign = t.number(i + 2, "from_anchor") if unit == "day" else None
    if sign is not None and t.words[i + 2] != "from":
        return Named(sign), i + 3
    idle = t.has(i + 2, "not_period") or t.has(i - 2, "edge")
    meant = depth > 0 or (t.has(i - 1, "period_cue") and not idle)
    return (Cycle(unit, 0), i + 2) if meant or unit == "weekend" else None


def bare_day(t: Tokens, i: int) -> Hit:
    """A day of the month alone, as in "the 4th" or "the 24"; "the 4th floor" is none."""
    hit = ordinal(t, i)
    value = t.digits(i)
    if hit is None and value is not None and t.closes_cleanly(i + 1):
        hit = (value, i + 1) if t.size <= i + 1 or t.has(i + 1, "range_open") else None
    if hit is None or not 1 <= hit[0] <= 31:
        return None
    j = hit[1]
    spelled = not t.words[i].isdecimal()
    told = t.has(i - 2, "date_cue") or t.has(i - 2, "weekday") or t.has(j, "range_to")
    if spelled and not told:
        return None  # "the first", "the second" mostly count other things
    if t.words[j] == "-" and t.tight(j):
        return None
    if t.words[j].isalpha() and not any(t.has(j, kind) for kind in _AFTER_DAY):
        return None
    return Calendar(day=hit[0]), j


def cued_day(t: Tokens, i: int) -> Hit:
    """A day of the month in figures after a word such as "on" or "by": on 29th."""
    cued = i > 0 and t.has(i - 1, "date_cue") and t.words[i].isdecimal()
    return bare_day(t, i) if cued and ordinal(t, i) else None


def _plain(t: Tokens, i: int) -> Hit:
    """Single words: today, Friday, weekend, summer, now."""
    offset = t.number(i, "named")
    if offset is not None:
        return Named(offset), i + 1
    if t.has(i, "now"):
        return Now(), i + 1
    weekday = t.number(i, "weekday")
    if weekday is not None and _is_weekday(t, i):
        return _weekday(t, i, weekday)
    season = t.name(i, "season")
    if season and (not t.has(i, "ambiguous") or _is_cued_season(t, i)):
        found = year(t, i + 1) or (year(t, i + 2) if t.has(i + 1, "of") else None)
        return Season(season, found[0] if found else None), found[1] if found else i + 1
    return None


def _weekday(t: Tokens, i: int, weekday: int) -> Hit:
    j = i + 1
    if t.words[j] == "." and t.ends[i] - t.starts[i] <= 5 and t.tight(j):
        j += 1
    if t.has(i - 1, "wish"):
        return None
    if is_after_next(t, j):
        return Weekday(weekday, "", 1), j + 2
    if t.words[j] == "week" and (not t.words[j + 1] or t.words[j + 1] in ".,;!?)"):
        return Weekday(weekday, "", 1), j + 1
    return Weekday(weekday), j


def _is_weekday(t: Tokens, i: int) -> bool:
    """Whether a short form that is also a word (sat, sun, wed) stands for the day here."""
    return not t.has(i, "ambiguous") or t.capital(i) or _is_cued(t, i) or t.size <= 2


def _is_cued(t: Tokens, i: int) -> bool:
    before = i - 2 if i and t.words[i - 1] == "-" else i - 1
    if before >= 0 and any(t.has(before, cue) for cue in _WEEKDAY_CUES):
        return True
    return t.words[i + 1].isdecimal() or t.has(i + 1, "part") or t.has(i + 1, "clock")


def _is_cued_season(t: Tokens, i: int) -> bool:
    article = i > 1 and t.has(i - 1, "the")
    return any(
        t.has(i - 2 if article else i - 1, cue) for cue in ("date_cue", "period_cue", "edge")
    )


def _beside(r: Reader, i: int, depth: int) -> Hit:
    """The day after Christmas, the week before Easter, the Monday after Thanksgiving, the week
    before last."""
    t = r.t
    weekday, unit = t.number(i, "weekday"), t.name(i, "unit")
    sign = t.number(i + 1, "from_anchor")
    if sign is None or (weekday is None and unit not in _WHOLE_UNITS) or t.words[i + 1] == "from":
        return None
    if unit and sign < 0 and t.words[i + 2] == "last":
        return Cycle(unit, -2), i + 3
    anchor = r.named(i + 2, depth + 1)
    if anchor is None or not anchor[0].is_day or isinstance(anchor[0], Weekday):
        return None
    node, j = anchor
    if weekday is not None:
        return NthFrom(1, weekday, node, sign), j
    beside: Node = Offset(Amount(((1, unit or "day"),)), sign, node)
    return (beside if unit == "day" else Holder(unit or "week", beside)), j


def _moded(r: Reader, i: int) -> Hit:
    """What follows this, next, last, past, coming: next week, this past Friday, last March."""
    t = r.t
    mode = t.name(i, "mode")
    if mode is None:
        return None
    j = i + 1
    if mode == "this" and t.name(j, "mode") in ("past", "coming", "next", "last"):
        mode, j = t.name(j, "mode") or mode, j + 1
    weekday = t.number(j, "weekday")
    if weekday is not None:
        k = j + 2 if t.words[j + 1] == "." and t.ends[j] - t.starts[j] <= 5 else j + 1
        return Weekday(weekday, _WEEKDAY_MODES.get(mode, "")), k
    season = t.name(j, "season")
    if season:
        return Season(season, None, SHIFTS[mode]), j + 1
    return _moded_month(r, j, mode) or _block(t, j, mode) or _moded_unit(t, j, mode)


def _moded_unit(t: Tokens, j: int, mode: str) -> Hit:
    unit = t.name(j, "unit")
    if unit is None or unit == "night" or len(t.words[j]) == 1 or t.has(j, "plural"):
        return None
    return Cycle(unit, SHIFTS[mode]), j + 1


def _moded_month(r: Reader, j: int, mode: str) -> Hit:
    t = r.t
    written = written_date(r, j) if mode == "this" else None
    if written and written[0].is_day:
        return written
    named = month_at(t, j)
    if named is None or (mode == "this" and t.has(j, "ambiguous") and not t.capital(j)):
        return None
    month, end = named
    if mode in ("this", "same"):
        return Inside(Calendar(month=month), Cycle("year", 0)), end
    return NearMonth(month, 1 if SHIFTS[mode] > 0 else -1), end


def _block(t: Tokens, j: int, mode: str) -> Hit:
    """Next 3 days, last two quarters: what follows the mode."""
    if t.has(j, "article") or number(t, j) is None or mode in ("this", "same"):
        return None
    length = amount(t, j)
    if length and t.has(length[1], "ago_later"):
        length = amount(t, j, most=1)
    if length is None or t.has(j - 2, "verb_cue"):
        return None
    return Block(length[0], SHIFTS[mode]), length[1]


def _holiday(t: Tokens, i: int) -> Hit:
    """Christmas, next Easter, Thanksgiving 2027, Labor Day weekend; "Happy Easter" is a wish."""
    mode = t.name(i, "mode")
    j = i + 1 if mode else i
    if mode == "this" and t.name(j, "mode") in ("past", "coming"):
        mode, j = t.name(j, "mode"), j + 1
    key = t.name(j, "holiday")
    if key is None or t.has(i - 1, "wish") or (t.has(j, "ambiguous") and not t.capital(j)):
        return None
    j += 1
    linked = t.has(j, "of") or t.has(j, "in") or t.words[j] == ","
    found = year(t, j) or (year(t, j + 1) if linked else None)
    offset = -1 if mode in ("last", "past") else 0
    node: Node = Holiday(key, found[0] if found else None, offset)
    j = found[1] if found else j
    if t.name(j, "unit") == "weekend":
        return Holder("weekend", node), j + 1
    return node, j


def _owned(r: Reader, hit: tuple[Node, int], depth: int) -> Hit:
    """The part after a possessive: last week's Sunday, next year's first quarter."""
    node, j = hit
    if r.t.words[j] != "'s" or node.is_day:
        return hit
    part = r.named(j + 1, depth + 1)
    if part and isinstance(part[0], Weekday | Part | Holiday | Calendar):
        return Inside(part[0], node), part[1]
    return hit
