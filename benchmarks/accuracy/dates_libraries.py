"""Two libraries that find dates in text, as baselines: dateparser and parsedatetime."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from benchmarks.accuracy.dates_data import Finder, Found, Item, Value


def dateparser_finder() -> Finder:
    """dateparser's search, told the reference, the order, and to prefer the future."""
    from dateparser.search import search_dates

    def find(item: Item) -> list[Found]:
        settings = {
            "RELATIVE_BASE": item.now.replace(tzinfo=None),
            "PREFER_DATES_FROM": "future",
            "DATE_ORDER": item.order.upper(),
        }
        try:
            found = search_dates(item.text, languages=["en"], settings=settings) or []
        except (ValueError, OverflowError, TypeError, RecursionError):
            found = []
        return list(_moments(item.text, [(words, moment) for words, moment, *_ in found]))

    return find


def parsedatetime_finder() -> Finder:
    """parsedatetime's nlp()."""
    import parsedatetime

    calendars = {}
    for order in ("mdy", "dmy"):
        constants = parsedatetime.Constants("en_US" if order == "mdy" else "en_AU", usePyICU=False)
        calendars[order] = parsedatetime.Calendar(constants)

    def find(item: Item) -> list[Found]:
        now = item.now.replace(tzinfo=None)
        try:
            found = calendars[item.order].nlp(item.text, sourceTime=now) or ()
        except (ValueError, OverflowError, TypeError, AttributeError, IndexError):
            found = ()
        return [Found(row[2], row[3], _point_agreement(row[0])) for row in found]

    return find


def _moments(text: str, found: Iterable[tuple[str, datetime]]) -> Iterator[Found]:
    at = 0
    for words, moment in found:
        start = max(text.find(words, at), 0)
        at = start + len(words)
        yield Found(start, at, _point_agreement(moment.replace(tzinfo=None)))


def _point_agreement(moment: datetime) -> Callable[[Value], bool]:
    """The libraries give a moment: right for a date when the day is, for a date-time when the
    moment is, for an open range when its end is; they have no ranges."""

    def agrees(value: Value) -> bool:
        if value.kind == "range":
            return False
        if value.kind == "date":
            return moment.date() == value.start.date()
        return moment.replace(microsecond=0) == value.start

    return agrees
