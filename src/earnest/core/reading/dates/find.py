"""Finding the times in a text: a quick look for words that could be one, then the grammar."""

import re
from datetime import datetime

from earnest.core.reading.dates.frame import Frame
from earnest.core.reading.dates.lexer import Tokens, tokenise
from earnest.core.reading.dates.model import (
    SECOND,
    WEEKDAYS,
    Grammar,
    Order,
    Precision,
    Relation,
    Span,
    When,
    Working,
)
from earnest.core.reading.dates.parse_days import any_day
from earnest.core.reading.dates.parse_expression import expression
from earnest.core.reading.dates.parse_lists import (
    MOST_LISTED,
    following,
    is_habit,
    listed_days,
    listed_weekdays,
    past_habit,
)
from earnest.core.reading.dates.periods import Edge
from earnest.core.reading.dates.points import Expression, resolve
from earnest.core.reading.dates.reader import Reader

_WORDS = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")


def find_times(
    text: str,
    *,
    reference: datetime,
    grammar: Grammar,
    order: Order = "mdy",
    working: Working = WEEKDAYS,
) -> tuple[When, ...]:
    """The times named in `text`, in its order, seen from `reference`: the moment of the message,
    aware, in its sender's zone. `order` is how 5/3 is read. What cannot be known ("soon") is not
    in the result. Raises ValueError for a naive reference, never for any text."""
    zone = reference.tzinfo
    if zone is None:
        raise ValueError("the reference needs its zone")
    if not may_hold_time(text, grammar):
        return ()
    now = reference.replace(tzinfo=None)
    frame = Frame(now, zone, order, working, grammar.conventions, grammar.holidays)
    tokens = tokenise(text, grammar)
    reader = Reader(tokens, order, now.year, any_day)
    found: list[When] = []
    i = 0
    while i < tokens.size:
        i = _read_at(reader, frame, i, found)
    return tuple(found)


def may_hold_time(text: str, grammar: Grammar) -> bool:
    """Whether a text has any word or number without which there is no time in it."""
    words = _WORDS.findall(text.lower())
    if not grammar.triggers.isdisjoint(words):
        return True
    if _DIGIT.search(text) and grammar.numbers.search(text):
        return True
    doubtful = grammar.doubtful.keys() & words
    return any(grammar.doubtful[word].search(text) for word in doubtful)


def _read_at(reader: Reader, frame: Frame, i: int, found: list[When]) -> int:
    """Reads what is said at token `i`, adds it, and gives the token to go on from."""
    t = reader.t
    if "opens" not in t.means[i] or not t.near[i]:
        return i + 1
    habit = past_habit(reader, i)
    if habit is not None:
        return habit
    listed = listed_days(reader, i) or listed_weekdays(reader, i)
    if listed:
        found.extend(when for one in listed if (when := _when(t, frame, one)))
        return max(listed[-1].end, i + 1)
    spoken = expression(reader, i)
    if spoken is None:
        return i + 1
    if is_habit(t, spoken):
        return spoken.end
    for _ in range(MOST_LISTED):
        when = _when(t, frame, spoken)
        if when is None:
            return max(spoken.end, i + 1)
        found.append(when)
        more = following(reader, spoken)
        if more is None:
            break
        spoken = more
    return spoken.end


def _when(t: Tokens, frame: Frame, spoken: Expression) -> When | None:
    """The resolved find; None when there is no such time (30 February, the year 40000)."""
    try:
        ends = resolve(frame, spoken)
        if ends is None:
            return None
        first, last = ends
        earliest, latest = _bounds(frame, spoken.relation, first, last)
    except (ValueError, OverflowError):
        return None
    start, end = t.starts[spoken.start], t.ends[spoken.end - 1]
    node = spoken.first.day
    return When(
        start=start,
        end=end,
        text=t.text[start:end],
        earliest=earliest,
        latest=latest,
        precision=first.precision if first is last else Precision.RANGE,
        relation=spoken.relation,
        first=first,
        last=last,
        edge=node.name if isinstance(node, Edge) else "",
    )


def _bounds(
    frame: Frame, relation: Relation, first: Span, last: Span
) -> tuple[datetime | None, datetime | None]:
    """The first and last moment meant, aware, open sides None."""
    zone = first.zone or last.zone or frame.zone
    early = (first.low or first.start).replace(tzinfo=zone)
    late = (last.high or last.last).replace(tzinfo=zone)
    if relation is Relation.AT:
        return early, late
    if relation is Relation.SINCE:
        return early, None
    if relation is Relation.AFTER:
        return last.end.replace(tzinfo=zone), None
    if relation is Relation.BEFORE:
        return None, first.start.replace(tzinfo=zone) - SECOND * (not first.is_moment)
    now = frame.now.replace(microsecond=0, tzinfo=frame.zone)
    return (now if now <= late else None), late
