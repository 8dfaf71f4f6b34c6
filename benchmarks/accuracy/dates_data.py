"""The two open sets of dates in text, in one shape: texts, and what is to be found in each."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Literal

from earnest.core.reading.when import Order

Kind = Literal["date", "datetime", "range", "open"]
Style = Literal["duckling", "recognizers"]
DUCKLING_NOW = datetime(2013, 2, 12, 4, 30, tzinfo=timezone(timedelta(hours=-2)))
MONTH_FIRST = frozenset({"EN", "US", "CA", "PH"})
COUNTED = ("date", "datetime", "daterange", "datetimerange")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Value:
    """An acceptable value: `start` and `end` of a range, `start` alone of the others."""

    kind: Kind
    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """Words `start` to `end` and the values they may have; not `counted` ones only excuse finds."""

    start: int
    end: int
    label: str
    values: tuple[Value, ...] = ()
    counted: bool = True
    excuses: bool = True


@dataclass(frozen=True, slots=True)
class Item:
    """A text with all that is to be found in it."""

    text: str
    now: datetime
    style: Style
    expected: tuple[Expected, ...]
    order: Order = "mdy"
    region: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A find: where, and what may be compared with a value of each kind."""

    start: int
    end: int
    agrees: Callable[[Value], bool]


Finder = Callable[[Item], list[Found]]


def read_items(path: Path) -> list[Item]:
    """The items of a file in either shape. Raises SystemExit naming the file otherwise."""
    text = path.read_text(encoding="utf-8-sig")
    try:
        if text.lstrip().startswith("["):
            return [_recognizers_item(row) for row in json.loads(text)]
        return [_duckling_item(json.loads(line)) for line in text.splitlines() if line.strip()]
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise SystemExit(f"{path}: neither of the two shapes: {error}") from error


def _recognizers_item(row: Mapping[str, Any]) -> Item:
    now = (row.get("Context") or {}).get("ReferenceDateTime") or "2016-11-07T00:00:00"
    expected = tuple(_recognizers_expected(row["Input"], found) for found in row["Results"])
    moment = datetime.fromisoformat(now[:19]).replace(tzinfo=UTC)
    return Item(row["Input"], moment, "recognizers", expected)


def _recognizers_expected(text: str, found: Mapping[str, Any]) -> Expected:
    label = found["TypeName"].split(".")[-1]
    start = found.get("Start")
    if start is None:
        start = max(text.lower().find(found["Text"].lower()), 0)
    end = found["End"] + 1 if "End" in found else start + len(found["Text"])
    if label not in COUNTED:
        return Expected(start, end, label, (), False, label in ("time", "timerange"))
    rows = (found.get("Resolution") or {}).get("values", ())
    values = tuple(value for row in rows if (value := _recognizers_value(label, row)))
    return Expected(start, end, label, values, bool(values))


def _recognizers_value(label: str, row: Mapping[str, str]) -> Value | None:
    if row.get("value") == "not resolved":
        return None
    if label in ("date", "datetime"):
        return Value(label, datetime.fromisoformat(row["value"]))  # type: ignore[arg-type]
    start, end = row.get("start"), row.get("end")
    if start and end:
        return Value("range", datetime.fromisoformat(start), datetime.fromisoformat(end))
    bound = start or end
    return Value("open", datetime.fromisoformat(bound)) if bound else None


def _duckling_item(row: Mapping[str, str]) -> Item:
    locale = row["locale"]
    order: Order = "mdy" if locale in MONTH_FIRST else "dmy"
    label, value = _duckling_value(row["kind"], row["expected"])
    expected = Expected(0, len(row["text"]), label, (value,) if value else (), value is not None)
    region = "" if locale == "EN" else locale
    found = (expected,) if row["kind"] != "none" else ()
    return Item(row["text"], DUCKLING_NOW, "duckling", found, order, region)


def _duckling_value(kind: str, text: str) -> tuple[str, Value | None]:
    if kind == "none":
        return "none", None
    holiday = "holiday " if kind.endswith("Holiday") else ""
    numbers = [
        part for part in text.replace("(", " ( ").replace(")", " ) ").split("(") if "," in part
    ]
    moments = [_moment(part.split(")")[0]) for part in numbers]
    if not moments or any(moment is None for moment in moments):
        return "out of range", None
    grain = text.split(")")[-1].split('"')[0].split()[0]
    first = moments[0]
    assert first is not None
    if "Open" in kind:
        return "open range", Value("open", first)
    timed = grain in ("Hour", "Minute", "Second")
    if "Interval" in kind:
        label = "datetimerange" if timed else "daterange"
        return holiday + label, Value("range", first, moments[1])
    if timed:
        return holiday + "datetime", Value("datetime", first)
    if grain == "Day":
        return holiday + "date", Value("date", first)
    return holiday + "period", Value("range", first, _grain_end(first, grain))


def _moment(text: str) -> datetime | None:
    parts = [int(part) for part in text.split(",") if part.strip()]
    return datetime(*parts) if 1 <= parts[0] <= 9999 else None  # type: ignore[arg-type]  # noqa: DTZ001


def _grain_end(start: datetime, grain: str) -> datetime:
    if grain == "Week":
        return start + 7 * DAY
    months = {"Month": 1, "Quarter": 3, "Year": 12}[grain]
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return start.replace(year=year, month=month + 1)
