"""The demo's packs, demo/<language>/*.toml, read and checked.

`story-*.toml` are accounts written out by hand, `accounts.toml` those whose history is generated,
`exchanges-*.toml` and `talks.toml` what that history is made of, `weak.toml` poor emails and
`loose.toml` newsletters.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from earnest.rulepacks.demo_check import check_exchange, check_story
from earnest.rulepacks.demo_types import (
    Background,
    DemoPack,
    Event,
    Exchange,
    Letter,
    Limit,
    Metric,
    Misstep,
    Opportunity,
    Person,
    Promise,
    Story,
    Talk,
)

T = TypeVar("T")
Table = dict[str, Any]


class _Faults(list[str]):
    """What is wrong with the packs, as "file: entry: fault"."""

    place = ""

    def note(self, entry: str, fault: str) -> None:
        """Add a fault of an entry of the file being read."""
        self.append(f"{self.place}: {entry}: {fault}")


@cache
def load_demo() -> DemoPack:
    """The shipped demo. Raises ValueError naming every fault, which a test keeps from happening."""
    pack, faults = read_demo(files("earnest.rulepacks").joinpath("demo").joinpath("en"))
    if faults:
        raise ValueError("\n".join(faults))
    return pack


def read_demo(folder: Traversable) -> tuple[DemoPack, list[str]]:
    """The packs of one folder, and all that is wrong with them as "file: entry: fault". Entries
    with a fault are left out."""
    faults = _Faults()
    tables = dict(_tables(folder, faults))
    stories: list[Story] = []
    exchanges: list[Exchange] = []
    for name, table in tables.items():
        faults.place = name
        if name.startswith("story-"):
            stories.extend(_story(name[6:-5], table, faults))
        elif name == "accounts.toml":
            for row in table.get("account", ()):
                stories.extend(_generated(row, faults))
        elif name.startswith("exchanges-"):
            for row in table.get("exchange", ()):
                exchanges.extend(_exchange(row, faults))
    faults.place = "talks.toml"
    talks = tables.get("talks.toml", {})
    calls, meetings, attempts = (
        _all(Talk, talks.get(kind), faults, kind) for kind in ("call", "meeting", "attempt")
    )
    faults.place = "weak.toml"
    weak = tables.get("weak.toml", {})
    mails, openers = (_all(Event, weak.get(kind), faults, kind) for kind in ("mail", "first"))
    faults.place = "loose.toml"
    letters = _all(Letter, tables.get("loose.toml", {}).get("letter"), faults, "letter")
    pack = DemoPack(
        stories=tuple(stories),
        exchanges=tuple(exchanges),
        calls=calls,
        meetings=tuple(replace(talk, outcome="held") for talk in meetings),
        attempts=attempts,
        weak=mails,
        openers=openers,
        letters=letters,
    )
    return pack, list(faults)


def _tables(folder: Traversable, faults: _Faults) -> Iterator[tuple[str, Table]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not entry.name.endswith(".toml"):
            continue
        faults.place = entry.name
        try:
            yield entry.name, tomllib.loads(entry.read_text("utf-8"))
        except tomllib.TOMLDecodeError as error:
            faults.note("file", f"not TOML: {error}")


def _make(kind: type[T], row: Mapping[str, Any], faults: _Faults, entry: str) -> Iterator[T]:
    """A value from a table with exactly the keys of its type; nothing, and a fault, otherwise."""
    known = {item.name: item for item in fields(kind)}  # type: ignore[arg-type]
    wrong = [f"{key} is not known" for key in row if key not in known]
    wrong += [
        f"{name} is missing"
        for name, item in known.items()
        if name not in row and item.default is MISSING and item.default_factory is MISSING
    ]
    for fault in wrong:
        faults.note(entry, fault)
    if not wrong:
        yield kind(**{key: _frozen(value) for key, value in row.items()})


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def _all(kind: type[T], rows: list[Table] | None, faults: _Faults, entry: str) -> tuple[T, ...]:
    """All entries of a list of tables; an empty or missing list is a fault of its own."""
    if not rows:
        faults.note(entry, "there is none")
    found: list[T] = []
    for number, row in enumerate(rows or (), 1):
        found.extend(_make(kind, row, faults, f"{entry} {number}"))
    return tuple(found)


def _some(kind: type[T], rows: list[Table] | None, faults: _Faults, entry: str) -> tuple[T, ...]:
    return _all(kind, rows, faults, entry) if rows else ()


def _story(key: str, table: Table, faults: _Faults) -> Iterator[Story]:
    """A story out of a file of its own."""
    background = table.get("background")
    row = {
        **table.get("account", {}),
        "key": key,
        "people": table.get("person", []),
        "days": table.get("days", {}),
        "background": _background(background, faults) if background else None,
        "events": _events(table.get("event", []), table.get("days", {}), faults),
        "opportunities": _some(Opportunity, table.get("opportunity"), faults, "opportunity"),
        "missteps": _some(Misstep, table.get("misstep"), faults, "misstep"),
        "metrics": _some(Metric, table.get("metric"), faults, "metric"),
    }
    yield from _checked(row, faults)


def _generated(table: Table, faults: _Faults) -> Iterator[Story]:
    """An account whose history is generated, out of the list of them."""
    row = dict(table)
    key = str(row.get("domain", "?")).partition(".")[0]
    plan = {name: row.pop(name, 0) for name in ("since", "until", "every")}
    opportunity = row.pop("opportunity", None)
    row["key"] = key
    row["background"] = Background(**plan)
    row["opportunities"] = _some(
        Opportunity, [opportunity] if opportunity else None, faults, f"{key} opportunity"
    )
    yield from _checked(row, faults)


def _checked(row: Table, faults: _Faults) -> Iterator[Story]:
    people = _all(Person, row["people"], faults, f"{row['key']} person")
    domain = row.get("domain", "")
    row["people"] = tuple(_complete(person, domain) for person in people)
    for story in _make(Story, row, faults, row["key"]):
        wrong = check_story(story)
        for fault in wrong:
            faults.note(story.key, fault)
        if not wrong:
            yield story


def _complete(person: Person, domain: str) -> Person:
    first = person.name.split()[0]
    return replace(
        person,
        email=person.email or f"{person.id}@{domain}",
        call=person.call or first,
        sign=person.sign or first,
    )


def _background(table: Table, faults: _Faults) -> Background | None:
    row = {("people" if key == "with" else key): value for key, value in table.items()}
    return next(_make(Background, row, faults, "background"), None)


def _events(rows: list[Table], days: Mapping[str, int], faults: _Faults) -> tuple[Event, ...]:
    found: list[Event] = []
    for number, row in enumerate(rows, 1):
        entry = f"event {number}"
        row = {
            **row,
            "promise": _some(Promise, row.get("promise"), faults, entry),
            "limit": _some(Limit, row.get("limit"), faults, entry),
        }
        if "on" in row:
            if row["on"] not in days:
                faults.note(entry, f"there is no day {row['on']!r}")
                continue
            row["ago"] = days[row["on"]]
        found.extend(_make(Event, row, faults, entry))
    return tuple(found)


def _exchange(table: Table, faults: _Faults) -> Iterator[Exchange]:
    row = dict(table)
    entry = f"exchange {row.get('id', '?')}"
    mails = _events(row.pop("mail", []), {}, faults)
    row["mails"] = tuple(
        replace(mail, mail="out" if mail.by == "us" else "in", thread=row.get("id", ""))
        for mail in mails
    )
    row["numbers"] = {key: tuple(pair) for key, pair in row.get("numbers", {}).items()}
    for exchange in _make(Exchange, row, faults, entry):
        wrong = check_exchange(exchange)
        for fault in wrong:
            faults.note(entry, fault)
        if not wrong:
            yield exchange
