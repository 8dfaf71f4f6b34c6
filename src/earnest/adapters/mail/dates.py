"""The Date header in the forms it really takes, and its repair when it cannot be right."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz

from earnest.core.mail import Problem

# Mail as we read it did not exist before; an earlier date is a clock that was never set.
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
# Without a clock, only what no mailbox can hold; callers with one pass `latest`.
_FARTHEST = datetime(2200, 1, 1, tzinfo=UTC)
# A sender's clock may run ahead, and the date line is a day ahead of UTC at most.
_AHEAD = timedelta(days=2)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier ene enero gen gennaio",
            "feb february februar fev fév febrero febbraio",
            "mar march mär märz mrz mrt mars marzo",
            "apr april avr abr aprile",
            "may mai mayo maggio mag mei",
            "jun june juni juin giugno giu",
            "jul july juli juil luglio lug",
            "aug august août aou ago agosto",
            "sep sept september septembre set settembre",
            "oct october okt oktober ott ottobre out",
            "nov november noviembre novembre",
            "dec december dez dezember déc dic dicembre",
        ),
        start=1,
    )
    for name in names.split()
}

# Minutes east of UTC (RFC 5322 section 4.3, and the summer times Europe writes out).
_ZONES = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0, "bst": 60, "west": 60, "cet": 60, "met": 60,
    "cest": 120, "mest": 120, "eet": 120, "eest": 180, "msk": 180, "jst": 540, "est": -300,
    "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
}  # fmt: skip

_RFC = re.compile(
    r"\s*(?:[^\W\d_]{2,10}\.?,?\s{1,4})?(\d{1,2})\.?[ \-]{1,3}"
    r"([^\W\d_]{3,10})\.?[ \-]{1,3}(\d{2,4})"
    r"[,\s]{1,4}(\d{1,2})[:.](\d\d)(?:[:.](\d\d))?(?:\.\d{1,6})?\s{0,4}([+-]\d{1,4}|[A-Za-z]{1,5})?"
)
_CTIME = re.compile(
    r"\s*(?:[A-Za-z]{3,9},?\s{1,4})?([A-Za-z]{3,9})\s{1,4}(\d{1,2}),?\s{1,4}(\d{1,2}):(\d\d)(?::(\d\d))?"
    r"\s{1,4}(?:([+-]\d{4}|[A-Z]{2,5})\s{1,4})?(\d{4})(?:\s{1,4}([+-]\d{4}))?"
)
_ISO = re.compile(
    r"\s*(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?(?:[.,]\d{1,9})?\s?(Z|[+-]\d\d:?\d\d)?"
)


def parse_date(value: str) -> tuple[datetime | None, int | None]:
    """A date header as aware UTC and the sender's offset in minutes.

    The offset is None when it was missing, "-0000" or not a real zone; the time is then taken as
    UTC. (None, None) when the text is no date.
    """
    value = value[:200]
    if match := _RFC.match(value):
        day, month, year, hour, minute, second, zone = match.groups()
        found = _build(_year(year), _MONTHS.get(month.lower()), day, hour, minute, second, zone)
        if found[0]:
            return found
    if match := _CTIME.match(value):
        month, day, hour, minute, second, zone, year, late_zone = match.groups()
        number = _MONTHS.get(month.lower())
        found = _build(int(year), number, day, hour, minute, second, zone or late_zone)
        if found[0]:
            return found
    if match := _ISO.match(value):
        year, month, day, hour, minute, second, zone = match.groups()
        zone = zone.replace(":", "") if zone else zone
        return _build(int(year), int(month), day, hour, minute, second, zone)
    return _odd(value)


def _year(text: str) -> int:
    """Short years as RFC 5322 section 4.3 has them: 01 is 2001, 99 is 1999, 101 is 2001."""
    year = int(text)
    if len(text) == 2:
        return year + (2000 if year < 50 else 1900)
    return year + 1900 if len(text) == 3 else year


def _build(
    year: int,
    month: int | None,
    day: str,
    hour: str,
    minute: str,
    second: str | None,
    zone: str | None,
) -> tuple[datetime | None, int | None]:
    offset = _offset(zone)
    try:
        # A leap second is a real second 60, which datetime does not know.
        local = datetime(
            year, month or 0, int(day), int(hour), int(minute), min(int(second or 0), 59), 0, UTC
        )
        return local - timedelta(minutes=offset or 0), offset
    except (ValueError, OverflowError):
        return None, None


def _offset(zone: str | None) -> int | None:
    if not zone:
        return None
    if zone[0] not in "+-":
        return _ZONES.get(zone.lower())
    digits = zone[1:]
    hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    total = int(hours) * 60 + int(minutes)
    if total > 14 * 60 or (zone[0] == "-" and total == 0):
        return None
    return -total if zone[0] == "-" else total


def _odd(value: str) -> tuple[datetime | None, int | None]:
    try:
        parts = parsedate_tz(value)
        if not parts:
            return None, None
        seconds = parts[9]
        offset = seconds // 60 if seconds is not None else None
        local = datetime(*parts[:5], min(parts[5], 59), tzinfo=UTC)
        return local - timedelta(minutes=offset or 0), offset
    except (ValueError, IndexError, TypeError, OverflowError):
        return None, None


def is_plausible(date: datetime, latest: datetime | None) -> bool:
    """Whether mail can carry this date at all: not before 1990, not after `latest` (two days of
    grace for clocks and zones)."""
    return EARLIEST <= date <= (latest + _AHEAD if latest else _FARTHEST)


def settle_date(
    header: str,
    received: Iterable[str],
    envelope: datetime | None,
    latest: datetime | None,
) -> tuple[datetime | None, int | None, tuple[Problem, ...]]:
    """The message's date as UTC, the sender's offset in minutes, and what was wrong.

    A missing or impossible Date is replaced by the newest hop's Received date, else by the date
    of the mbox "From " line; both were written by machines that handled the message.
    """
    date, offset = parse_date(header) if header.strip() else (None, None)
    if date and is_plausible(date, latest):
        return date, offset, ()
    code = "date-impossible" if header.strip() else "date-missing"
    problems = [Problem(code, header.strip()[:60])]
    for value in received:
        found, _ = parse_date(value.rpartition(";")[2])
        if found and is_plausible(found, latest):
            return found, None, (*problems, Problem("date-repaired", "from a Received line"))
    if envelope and is_plausible(envelope, latest):
        return envelope, None, (*problems, Problem("date-repaired", "from the mbox From line"))
    return None, None, tuple(problems)
