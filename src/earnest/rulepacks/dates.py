"""The vocabulary of dates, from the TOML packs in dates/ to a grammar the core can read with."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from earnest.core.errors import NotFoundError, SettingsError
from earnest.core.reading.dates.lexer import DERIVED, marked, split_words
from earnest.core.reading.dates.model import Conventions, Grammar, HolidayRule, Meaning

FOLDER = Path(__file__).parent / "dates"
Words = dict[str, dict[str, object]]
Phrases = dict[str, dict[tuple[str, ...], dict[str, object]]]
_RULES = ("fixed", "nth", "after", "easter", "orthodox")


def languages() -> tuple[str, ...]:
    """Codes of the languages there is a date vocabulary for."""
    return tuple(sorted(path.name for path in FOLDER.iterdir() if (path / "words.toml").exists()))


@cache
def load_grammar(language: str = "en", region: str = "") -> Grammar:
    """The date grammar of a language; `region` (ISO 3166, "GB") chooses among holidays that bear
    one name in several countries. Raises NotFoundError for a language there is no pack for, and
    SettingsError naming the file and entry when a pack is wrong."""
    folder = FOLDER / language
    if not (folder / "words.toml").exists():
        known = ", ".join(languages())
        raise NotFoundError(f"no date vocabulary for {language!r}", f"There is one for: {known}.")
    pack = _read(folder / "words.toml")
    words: Words = {}
    phrases: Phrases = {}
    for text, category, value in (*_entries(pack), *_zones(folder)):
        _add(words, phrases, text, category, value)
    holidays: dict[str, HolidayRule] = {}
    for names, rule in _holidays(folder, region):
        holidays[rule.name] = rule
        for name in names:
            for variant in _spellings(name):
                _add(words, phrases, variant, "holiday", rule.name)
    return Grammar(
        language=language,
        words={word: marked(meaning) for word, meaning in words.items()},
        phrases={first: _by_second(rest) for first, rest in phrases.items()},
        triggers=_triggers(words, phrases, frozenset(pack["common"])),
        numbers=_pattern(folder / "words.toml", "numbers", "|".join(pack["numbers"])),
        doubtful={
            word: _pattern(folder / "words.toml", f"doubtful: {word}", pattern)
            for word, pattern in pack["doubtful"].items()
        },
        holidays=holidays,
        conventions=_conventions(_read(folder / "conventions.toml")),
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path.name}: {error}", "Correct the pack and try again.") from error


def _entries(pack: Mapping[str, Any]) -> Iterator[tuple[str, str, object]]:
    """Every word of the vocabulary as (text, category, value)."""
    for category, table in pack["names"].items():
        for key, texts in table.items():
            value: object = int(key) if key.lstrip("-").isdigit() else key
            yield from ((text, category, value) for text in texts)
    for key, texts in pack["vague"].items():
        likely, low, high = (float(part) for part in key.split())
        yield from ((text, "vague", (likely, low, high)) for text in texts)
    for key, texts in pack["edge_unit"].items():
        yield from ((text, "edge_unit", tuple(key.split())) for text in texts)
    for key, texts in pack["clock"].items():
        hour, minute = key.split(":")
        yield from ((text, "clock", int(hour) * 60 + int(minute)) for text in texts)
    for category, texts in pack["flags"].items():
        yield from ((text, category, True) for text in texts)


def _zones(folder: Path) -> Iterator[tuple[str, str, object]]:
    pack = _read(folder / "zones.toml")
    for name, texts in pack["place"].items():
        yield from ((text, "zone", ZoneInfo(name)) for text in texts)
    for key, texts in pack["offset"].items():
        hours, minutes = (int(part) for part in key[1:].split(":"))
        ahead = timedelta(hours=hours, minutes=minutes) * (-1 if key[0] == "-" else 1)
        yield from ((text, "zone", timezone(ahead)) for text in texts)
    for category, texts in pack["flags"].items():
        yield from ((text, category, True) for text in texts)


def _add(words: Words, phrases: Phrases, text: str, category: str, value: object) -> None:
    parts = tuple(word for word in split_words(text)[0] if word != "-" or text == "-")
    if len(parts) == 1:
        words.setdefault(parts[0], {})[category] = value
    else:
        phrases.setdefault(parts[0], {}).setdefault(parts[1:], {})[category] = value


def _by_second(
    rest: Mapping[tuple[str, ...], Meaning],
) -> dict[str, tuple[tuple[tuple[str, ...], Meaning], ...]]:
    ready: dict[str, tuple[tuple[tuple[str, ...], Meaning], ...]] = {}
    for others, meaning in sorted(rest.items(), key=lambda entry: (-len(entry[0]), entry[0])):
        ready[others[0]] = (*ready.get(others[0], ()), (others, marked(meaning)))
    return ready


def _triggers(words: Words, phrases: Phrases, common: frozenset[str]) -> frozenset[str]:
    """The words one of which is in every text with a time, numbers apart. Of a phrase that has no
    such word in it the longest is taken that is not too common to tell anything; a phrase of
    common words only is found where another word or a number makes the text worth reading."""
    found = {word for word, meaning in words.items() if _tells(meaning)} - common
    for first, rest in phrases.items():
        for others, meaning in rest.items():
            if _tells(meaning) and found.isdisjoint((first, *others)):
                rare = [w for w in (first, *others) if w.isalpha() and w not in common]
                found.update(sorted(rare, key=len)[-1:])
    return frozenset(word for word in found if word.isalpha())


def _tells(meaning: Meaning) -> bool:
    return not (DERIVED["tells"] - {"half"}).isdisjoint(meaning)


def _pattern(path: Path, name: str, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise SettingsError(f"{path.name}: {name}: {error}", "Correct the pattern.") from error


def _spellings(name: str) -> set[str]:
    """A name with, and without, the signs people leave out: mother's, mothers, mothers'."""
    plain = name.replace("'s", "s").replace("s'", "s").replace("'", "")
    found = {
        name,
        plain,
        name.replace(".", ""),
        name.replace("'s ", " "),
        name.replace("'s ", "s' "),
    }
    if "s'" in name:
        found.add(name.replace("s'", "'s"))
    return found


def _holidays(folder: Path, region: str) -> Iterator[tuple[list[str], HolidayRule]]:
    """The named days that hold for a region, everybody's before its own, which so prevail."""
    path = folder / "holidays.toml"
    pack, moving = _read(path), _read(FOLDER / "moving.toml")
    here = region or pack["default_region"]
    common = [entry for entry in pack["day"] if "regions" not in entry]
    own = [entry for entry in pack["day"] if here in entry.get("regions", ())]
    for entry in (*common, *own):
        name = entry["names"][0] + (f" ({here})" if "regions" in entry else "")
        yield entry["names"], _rule(path, name, entry, moving)


def _rule(
    path: Path, name: str, entry: Mapping[str, Any], moving: Mapping[str, Any]
) -> HolidayRule:
    days, nearest = int(entry.get("days", 1)), bool(entry.get("nearest", False))
    kinds = [kind for kind in _RULES if kind in entry]
    if "moving" in entry and entry["moving"] in moving:
        table: dict[int, tuple[date, ...]] = {}
        for day in (date.fromisoformat(text) for text in moving[entry["moving"]]):
            table[day.year] = (*table.get(day.year, ()), day)
        return HolidayRule(name, "table", (int(entry.get("moved", 0)),), table, days, nearest)
    if len(kinds) != 1:
        raise SettingsError(f"{path.name}: {name}: it needs one rule for when it falls")
    numbers = entry[kinds[0]]
    values = tuple(numbers) if isinstance(numbers, list) else (numbers,)
    return HolidayRule(name, kinds[0], values, days=days, nearest=nearest)


def _conventions(pack: Mapping[str, Any]) -> Conventions:
    return Conventions(
        parts={name: (float(low), float(high)) for name, (low, high) in pack["parts"].items()},
        edges={
            unit: {edge: (int(low), int(high)) for edge, (low, high) in table.items()}
            for unit, table in pack["edges"].items()
        },
        weekend=(int(pack["weekend"][0]), int(pack["weekend"][1])),
        seasons={name: (int(m), int(d)) for name, (m, d) in pack["seasons"].items()},
        blocks=pack["blocks"],
        recent=int(pack["recent"]),
    )
