"""One time from its words: a day or period, a time of day, or both in either order."""

from dataclasses import replace

from earnest.core.reading.dates.lexer import Tokens
from earnest.core.reading.dates.model import Precision
from earnest.core.reading.dates.nodes import Calendar, Named, Node
from earnest.core.reading.dates.parse_calendar import written_date
from earnest.core.reading.dates.parse_clock import Spoken, clock, clock_range
from earnest.core.reading.dates.parse_days import cued_day
from earnest.core.reading.dates.parse_joined import refined
from earnest.core.reading.dates.parse_numbers import amount
from earnest.core.reading.dates.points import Point
from earnest.core.reading.dates.reader import Reader

MOST_PARTS = 7
_TONIGHT = "tonight"
_PART_EDGES = frozenset({"early", "late", "mid", "later", "earlier", "start", "end"})
_PART_DAYS = {"this": 0, "same": 0, "next": 1, "following": 1, "last": -1, "past": -1}
_CLOCK_SIGNS = (":", "h")
_CLOCK_KINDS = ("half", "clock", "oclock", "zone")

Reading = tuple[Point, int] | None


def point(r: Reader, i: int, *, joined: bool = False) -> Reading:
    """The time said from token `i` on, as much as belongs together. `joined` is for the second end
    of a range, which may stand tight against the first."""
    t = r.t
    if t.words[i].isdecimal() and not (joined or t.opens_cleanly(i)):
        return None
    said, j = Point(), i
    for _ in range(MOST_PARTS):
        first = j == i
        k, glue = (i, _cue_before(t, i)) if first else _glue(t, j)
        grown = _grown(r, said, k, glue, first=first) or (
            _refined(r, said, j, "") if k > j else None
        )
        if grown is None:
            break
        said, j = grown
    return None if said.is_empty or not said.sure else (said, j)


def _cue_before(t: Tokens, i: int) -> str:
    return "at" if i > 0 and t.has(i - 1, "time_cue") else ""


def _glue(t: Tokens, j: int) -> tuple[int, str]:
    """Past the small words and signs between the parts of one time; which kind was the last."""
    if t.words[j] == "t" and t.tight(j) and t.tight(j + 1):
        return j + 1, "at"  # 2027-03-05T14:00
    kind = ""
    for _ in range(3):
        found = t.name(j, "glue")
        if found is None:
            break
        kind, j = found, j + 1
    return j, kind


def _grown(r: Reader, said: Point, k: int, glue: str, *, first: bool) -> Reading:
    """The point with the next thing said at token `k` taken in."""
    if said.day is None and (found := _add_day(r, said, k, first=first)):
        return found
    if said.day is None or said.day.is_day:
        if not said.is_timed and (found := _add_time(r.t, said, k, glue, first=first)):
            return found
        if not said.part and (found := _add_part(r, said, k, glue)):
            return found
    return _refined(r, said, k, glue)


def _refined(r: Reader, said: Point, k: int, glue: str) -> Reading:
    """The day said with what narrows it down: Friday, 5 October; March in a year."""
    if said.day is None:
        return None
    hit = refined(r, said.day, k, linked=glue == "of")
    fits = hit is not None and (hit[0].is_day or not (said.is_timed or said.part))
    return (replace(said, day=hit[0]), hit[1]) if hit and fits else None


def _add_day(r: Reader, said: Point, k: int, *, first: bool) -> Reading:
    t = r.t
    cued = first or (said.is_timed and t.has(k - 1, "date_cue"))
    hit = r.named(k, 0) or (cued_day(t, k) if cued else None)
    if hit is None or not _is_month_here(r, k, hit[0]):
        return None
    day, j = hit
    if not (said.is_timed or said.part):
        return Point(day=day), j
    return (replace(said, day=day, sure=True, clock_first=said.is_timed), j) if day.is_day else None


def _is_month_here(r: Reader, k: int, day: Node) -> bool:
    """Whether a lone month name is one: "may" and "march" are also verbs, $DEC is none."""
    t = r.t
    if not isinstance(day, Calendar) or day.is_day or day.year is not None:
        return True
    if not t.has(k, "ambiguous"):
        return k == 0 or t.words[k - 1] != "$"
    cues = ("date_cue", "period_cue", "range_to", "range_open", "mode", "edge", "relation")
    if k > 0 and t.name(k - 1, "mode") == "this" and not t.capital(k):
        return False
    cued = k > 0 and any(t.has(k - 1, cue) for cue in cues)
    ranged = t.has(k + 1, "range_to") and written_date(r, k + 2) is not None
    return cued or ranged or (t.capital(k) and not _is_verb(t, k))


def _is_verb(t: Tokens, k: int) -> bool:
    if t.size == 1:
        return False
    opens = k == 0 or t.words[k - 1] in (".", "!", "?", ":", ">")
    return opens or t.words[k + 1].isalpha()


def _add_time(t: Tokens, said: Point, k: int, glue: str, *, first: bool) -> Reading:
    if "clocks" not in t.means[k]:
        return None
    near_day = said.day is not None or bool(said.part)
    ranged = clock_range(t, k, near_day=near_day or first)
    if ranged:
        clocks, j = ranged
        sure = near_day or not _is_bare(t, k, j)
        return replace(said, clocks=clocks, sure=sure), j
    measured = t.has(k - 1, "for") and amount(t, k) is not None
    spoken = None if t.has(k, "range_open") or measured else clock(t, k)
    if spoken is None or not (t.closes_cleanly(spoken.end) or spoken.sure):
        return None
    sure = said.sure
    said = replace(said, clock=spoken.clock, sure=True)
    if spoken.sure:
        return said, spoken.end
    if not first:
        beside = glue == "at" or (bool(said.part) and sure) or _has_minutes(spoken)
        return (said, spoken.end) if near_day and beside and glue != "comma" else None
    figures = t.words[k].isdecimal()
    if figures and len(t.words[k]) > 2 and not t.has(k - 1, "time_at"):
        return None
    if (glue != "at" and k) or t.words[spoken.end] == ")" or t.words[spoken.end].isdecimal():
        return None
    # A bare number is a time once a day follows it: "9 tomorrow", "at 8 on Monday".
    told = _has_minutes(spoken) or bool(spoken.clock.half)
    return replace(said, sure=glue == "at" and told), spoken.end


def _has_minutes(spoken: Spoken) -> bool:
    return spoken.clock.precision is not Precision.HOUR


def _is_bare(t: Tokens, k: int, j: int) -> bool:
    """Whether a range of times is only numbers ("6-8")."""
    said = range(k, j)
    return not any(t.words[x] in _CLOCK_SIGNS or _is_clock_word(t, x) for x in said)


def _is_clock_word(t: Tokens, x: int) -> bool:
    return any(t.has(x, kind) for kind in _CLOCK_KINDS)


def _add_part(r: Reader, said: Point, k: int, glue: str) -> Reading:
    """A part of the day: tomorrow morning, in the afternoon, late this morning, tonight."""
    t = r.t
    if not any(kind in t.means[k] for kind in ("part", "edge", "in", "mode", "the")):
        return None
    j, edge = k, ""
    if t.name(j, "edge") in _PART_EDGES:
        edge, j = t.name(j, "edge") or "", j + 1
        j = j + 1 if t.words[j] == "-" else j
    held = glue == "of" and t.has(k - 1, "in")
    if t.has(j, "in"):
        held, j = True, j + 1
    j = j + 1 if held and t.has(j, "the") else j
    offset = _PART_DAYS.get(t.name(j, "mode") or "") if t.has(j + 1, "part") else None
    j = j + 1 if offset is not None else j
    part = t.name(j, "part")
    if part is None or t.has(j, "recurring") or (offset is not None and said.day is not None):
        return None
    if part == _TONIGHT:
        part, offset = "night", 0
    alone = held or offset is not None or t.has(j, "part_alone")
    if not (alone or said.day is not None or said.is_timed):
        held_off = Point(part=part, part_edge=edge, sure=False), j + 1
        return _part_of_day(r, j, part, edge) or held_off
    day = said.day if offset is None or said.day is not None else Named(offset)
    here = offset is not None
    end = j + 2 if t.has(j + 1, "approximate_suffix") else j + 1
    return replace(said, day=day, part=part, part_edge=edge, here=here, sure=True), end


def _part_of_day(r: Reader, j: int, part: str, edge: str) -> Reading:
    """ "The afternoon of January 28", "morning of Christmas", "first thing Monday"."""
    t = r.t
    linked = t.has(j + 1, "of") or t.has(j + 1, "on")
    if not (linked or t.has(j, "part_first")):
        return None
    k = j + 2 if linked else j + 1
    day = r.named(k, 0) or (cued_day(t, k) if linked else None)
    if day is None or not day[0].is_day:
        return None
    return Point(day=day[0], part=part, part_edge=edge), day[1]
