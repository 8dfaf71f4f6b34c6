"""Whole expressions: a time with what stands before it, a range, a length of time from a day on."""

from dataclasses import replace

from earnest.core.reading.dates.lexer import Tokens
from earnest.core.reading.dates.model import Relation
from earnest.core.reading.dates.nodes import Between, Block, Calendar, Now, Offset, Stretch
from earnest.core.reading.dates.parse_clock import clock
from earnest.core.reading.dates.parse_numbers import amount, month_day, year
from earnest.core.reading.dates.parse_point import Reading, point
from earnest.core.reading.dates.points import Expression, Point
from earnest.core.reading.dates.reader import Reader

LOOK_BACK = 7
PLAUSIBLE_YEARS = range(1900, 2100)


def expression(r: Reader, i: int) -> Expression | None:
    """The time said at token `i`, as much of it as belongs together; None when there is none."""
    t = r.t
    if t.has(i, "compare"):
        return _compared(t, i)
    if t.has(i, "bound"):
        return _bounded(r, i)
    if t.has(i, "range_open"):
        return _opened(r, i)
    if t.has(i, "relation"):
        return _related(r, i)
    counts = t.has(i, "counts")
    lasting = _stretch(r, i) if counts and t.has(i - 1, "for") else None
    read = None if lasting else point(r, i) or (_cued_year(t, i) if counts else None)
    if read is None:
        return lasting or (_stretch(r, i) if counts else None)
    first, j = read
    return _maybe_range(r, i, i, read) or _bounded_day(r, i, read) or _lasting(t, i, first, j)


def _lasting(t: Tokens, i: int, first: Point, j: int) -> Expression:
    """The point itself, or so long from it on: "18 December for 10 days"."""
    length = amount(t, j + 1) if t.has(j, "for") else None
    if length and first.day and first.day.is_day and not length[0].is_clock and not first.is_timed:
        return Expression(i, length[1], Point(day=Stretch(length[0], first.day)))
    return Expression(i, j, first)


def _compared(t: Tokens, i: int) -> Expression | None:
    """= 2019, >= 2019: as in questions to a report."""
    found = year(t, i + 1)
    relation = Relation(t.name(i, "compare") or "at")
    return Expression(i, found[1], Point(Calendar(found[0])), None, relation) if found else None


def _related(r: Reader, i: int) -> Expression | None:
    """By Friday, before the end of June, since 2019, after 5 days."""
    t = r.t
    relation = Relation(t.name(i, "relation") or "at")
    if t.has(i, "edge") and (edged := point(r, i)):
        return Expression(i, edged[1], edged[0])
    j = i + 1
    while t.has(j, "on") or t.has(j, "in") or t.words[j] == "at" or t.has(j, "approximately"):
        j += 1
    j = j + 1 if t.has(j, "the") and (t.has(j + 1, "clock") or t.has(j + 1, "part")) else j
    read = _plain_year(t, j) or point(r, j) or _year_point(t, j)
    if read is None and t.name(j, "part") == "lunch":
        read = Point(part="lunch"), j + 1
    if read is None and relation is Relation.AFTER:
        length = amount(t, j)
        read = (Point(day=Offset(length[0], 1)), length[1]) if length else None
    if read is None:
        return None
    ranged = _maybe_range(r, i, j, read) if relation is Relation.SINCE else None
    return ranged or Expression(i, read[1], read[0], None, relation)


def _opened(r: Reader, i: int) -> Expression | None:
    """After "from" or "between": a range, else everything since then."""
    t = r.t
    whole = point(r, i)
    if whole:
        return Expression(i, whole[1], whole[0])
    read = _plain_year(t, i + 1) or point(r, i + 1) or _year_point(t, i + 1)
    read = read or _shared_month(r, i)
    if read is None:
        return None
    first, j = read
    ranged = _maybe_range(r, i, i + 1, read)
    if ranged:
        return ranged
    if _is_move(t, i):
        return None
    if isinstance(first.day, Between):
        return Expression(i, j, first)
    if isinstance(first.day, Now) or t.name(i, "range_open") == "between":
        return None
    lasting = _lasting(t, i, first, j)
    return lasting if lasting.end > j else Expression(i, j, first, None, Relation.SINCE)


def _shared_month(r: Reader, i: int) -> Reading:
    """The first day of "between the ninth and the seventeenth of April"."""
    t = r.t
    j = i + 2 if t.has(i + 1, "the") else i + 1
    day = month_day(t, j)
    follows = day is not None and (t.has(day[1], "range_to") or t.has(day[1], "and"))
    return (Point(day=Calendar(day=day[0])), day[1]) if day and day[2] and follows else None


def _is_move(t: Tokens, i: int) -> bool:
    """Whether something is moved from one time to another, which makes no range of the two."""
    return any(t.has(k, "moving") for k in range(max(0, i - LOOK_BACK), i))


def _bounded(r: Reader, i: int) -> Expression | None:
    """More than 2 weeks after today; less than 3 days after tomorrow."""
    hit = r.named(i + 1, 0)
    if hit is None or not isinstance(hit[0], Offset):
        return None
    node, j = hit[0], hit[1]
    forward = node.sign > 0
    if r.t.number(i, "bound") == 1:
        relation = Relation.AFTER if forward else Relation.BEFORE
        return Expression(i, j, Point(day=node), None, relation)
    ends = Point(day=node.anchor or Now()), Point(day=node)
    one, other = ends if forward else ends[::-1]
    return Expression(i, j, one, other)


def _bounded_day(r: Reader, i: int, read: tuple[Point, int]) -> Expression | None:
    """Tomorrow before 5pm, Tuesday after 1pm, Friday by noon."""
    t = r.t
    said, j = read
    relation = t.name(j, "relation")
    if relation is None or said.day is None or not said.day.is_day or said.is_timed:
        return None
    spoken = clock(t, j + 1)
    if spoken is None:
        return None
    timed = replace(said, clock=spoken.clock)
    end = spoken.end
    if not spoken.sure:
        more = point(r, j + 1)
        if more is None or not more[0].part or more[0].day is not None:
            return None
        timed, end = replace(timed, part=more[0].part), more[1]
    return Expression(i, end, timed, None, Relation(relation))


def _stretch(r: Reader, i: int) -> Expression | None:
    """2 weeks starting May 20th; 10 days from 18 December, where "for" stands before it."""
    t = r.t
    length = amount(t, i)
    if length is None:
        return None
    found, j = length
    if not (t.has(j, "starting") or (t.has(i - 1, "for") and t.has(j, "range_open"))):
        return None
    read = point(r, j + 1)
    if read is None or read[0].day is None or not read[0].day.is_day:
        return None
    start = read[0]
    return Expression(i, read[1], replace(start, day=Stretch(found, start.day or Now())))


def _maybe_range(r: Reader, i: int, opened: int, read: tuple[Point, int]) -> Expression | None:
    """The range that begins with a point just read, if a second end follows."""
    t = r.t
    first, j = read
    between = opened > i and t.name(i, "range_open") == "between"
    joins = t.has(j, "range_to") or (between and t.has(j, "and"))
    joins = joins or (t.has(j, "range_to_tight") and t.tight(j) and first.is_timed)
    if not joins or first.clocks or _is_move(t, i):
        return None
    k = j + 1
    k = k + 1 if t.has(k, "in") or t.has(k, "on") else k
    second = (
        _plain_year(t, k)
        or point(r, k, joined=True)
        or _year_point(t, k)
        or _day_of_month(t, k, first)
    )
    if second is None:
        return None
    last, end = second
    if not _are_like(first, last) or (isinstance(first.day, Now) and opened == i):
        return None
    return Expression(i, end, _with_month(first, last), last)


def _are_like(first: Point, last: Point) -> bool:
    """Whether two points can be the ends of one range."""
    if last.clocks or any(isinstance(p.day, Block | Between) for p in (first, last)):
        return False
    if first.is_timed or last.is_timed:
        both = first.is_timed and last.is_timed
        return both or any(isinstance(p.day, Now) for p in (first, last))
    return first.day is not None and last.day is not None


def _with_month(first: Point, last: Point) -> Point:
    """The first end with the month that only the last one names."""
    one, other = first.day, last.day
    if not (isinstance(one, Calendar) and isinstance(other, Calendar)):
        return first
    if one.month is not None or other.month is None or not (one.is_day and other.is_day):
        return first
    return replace(first, day=replace(one, month=other.month, year=other.year))


def _day_of_month(t: Tokens, k: int, first: Point) -> Reading:
    """The second end of "9 April 2027 to the 17th" as a day alone."""
    day = month_day(t, k + 1 if t.has(k, "the") else k)
    known = isinstance(first.day, Calendar) and first.day.is_day
    if day is None or not known or not t.closes_cleanly(day[1]):
        return None
    return Point(day=Calendar(day=day[0])), day[1]


def _plain_year(t: Tokens, i: int) -> Reading:
    """Four digits that are a year sooner than a time of day: after "by", "since", "from"."""
    value = t.digits(i)
    if value not in PLAUSIBLE_YEARS or _counts(t, i + 1) or not year(t, i):
        return None
    joined = t.words[i + 1] in ("-", "/", "~") and t.tight(i + 1)
    if (joined and not year(t, i + 2)) or t.has(i + 1, "half") or t.has(i + 1, "part_letter"):
        return None
    return Point(day=Calendar(value)), i + 1


def _cued_year(t: Tokens, i: int) -> Reading:
    """A bare year where the word before says so, or two of them joined."""
    found = year(t, i)
    if found is None or not t.opens_cleanly(i):
        return None
    joined = t.has(found[1], "range_to") and year(t, found[1] + 1) is not None
    if joined or (i > 0 and t.has(i - 1, "year_cue") and not _counts(t, found[1])):
        return Point(day=Calendar(found[0])), found[1]
    return None


def _year_point(t: Tokens, i: int) -> Reading:
    j = i + 1 if t.has(i, "the") else i
    j = j + 1 if t.has(j, "year_word") else j
    found = year(t, j)
    if found is None or _counts(t, found[1]):
        return None
    return Point(day=Calendar(found[0])), found[1]


def _counts(t: Tokens, j: int) -> bool:
    """Whether the number before `j` counts things ("2000 people") rather than years."""
    word = t.words[j]
    known = t.has(j, "after_day") or t.has(j, "range_to") or t.has(j, "relation")
    return word.isalpha() and not known and len(word) > 2
