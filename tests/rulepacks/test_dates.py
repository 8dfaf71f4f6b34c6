"""The date vocabulary: complete, resolvable, and clear about what is wrong with a pack."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from earnest.core.errors import NotFoundError, SettingsError
from earnest.core.reading.dates.holidays import easter, holiday_dates, orthodox_easter
from earnest.core.reading.when import Grammar, find_times
from earnest.rulepacks import dates
from earnest.rulepacks.dates import languages, load_grammar

NOW = datetime(2026, 11, 18, 10, 20, tzinfo=UTC)


@pytest.fixture
def own_packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the packs that a test may spoil; the cache of loaded grammars is emptied after."""
    folder = tmp_path / "dates"
    shutil.copytree(dates.FOLDER, folder)
    monkeypatch.setattr(dates, "FOLDER", folder)
    load_grammar.cache_clear()
    yield folder
    load_grammar.cache_clear()


def values(grammar: Grammar, category: str) -> set[object]:
    """All values the vocabulary has in a category."""
    phrases = (m for second in grammar.phrases.values() for row in second.values() for _, m in row)
    return {m[category] for m in (*grammar.words.values(), *phrases) if category in m}


@pytest.mark.parametrize("language", languages())
def test_a_language_knows_all_months_weekdays_and_units(language: str) -> None:
    grammar = load_grammar(language)
    assert values(grammar, "month") == set(range(1, 13))
    assert values(grammar, "weekday") == set(range(1, 8))
    assert {"hour", "day", "workday", "week", "month", "quarter", "year"} <= values(grammar, "unit")
    assert values(grammar, "season") == set(grammar.conventions.seasons)


@pytest.mark.parametrize("language", languages())
def test_every_part_of_day_and_every_edge_has_its_convention(language: str) -> None:
    grammar = load_grammar(language)
    assert values(grammar, "part") - {"tonight"} <= set(grammar.conventions.parts)
    never_cut = {"rest", "all", "to-date"}
    assert values(grammar, "edge") - never_cut <= set(grammar.conventions.edges["other"])


@pytest.mark.parametrize("region", ["", "US", "GB", "IE", "CA", "AU", "NZ", "IN", "ZA", "PH"])
def test_every_named_day_falls_in_the_coming_years(region: str) -> None:
    grammar = load_grammar("en", region)
    for rule in grammar.holidays.values():
        found = [day for year in range(2024, 2031) for day in holiday_dates(rule, year)]
        assert found, rule.name
        assert sorted(found) == found, rule.name


def test_every_named_day_is_found_by_its_name() -> None:
    grammar = load_grammar("en")
    for name in grammar.holidays:
        text = f"It will be done before {name.split(' (')[0].title()}, I think."
        found = find_times(text, reference=NOW, grammar=grammar)
        assert found, name


@pytest.mark.parametrize(
    ("year", "western", "eastern"),
    [
        (2024, date(2024, 3, 31), date(2024, 5, 5)),
        (2025, date(2025, 4, 20), date(2025, 4, 20)),
        (2026, date(2026, 4, 5), date(2026, 4, 12)),
        (2027, date(2027, 3, 28), date(2027, 5, 2)),
    ],
)
def test_easter_falls_where_the_churches_say(year: int, western: date, eastern: date) -> None:
    assert (easter(year), orthodox_easter(year)) == (western, eastern)


@pytest.mark.parametrize(
    ("name", "region", "year", "expected"),
    [
        ("thanksgiving day", "US", 2026, date(2026, 11, 26)),
        ("thanksgiving day", "CA", 2026, date(2026, 10, 12)),
        ("labour day", "AU", 2026, date(2026, 10, 5)),
        ("mother's day", "GB", 2026, date(2026, 3, 15)),
        ("victoria day", "", 2027, date(2027, 5, 24)),
        ("boss's day", "", 2027, date(2027, 10, 15)),
        ("diwali", "", 2025, date(2025, 10, 20)),
        ("choti diwali", "", 2025, date(2025, 10, 19)),
        ("yom kippur", "", 2026, date(2026, 9, 21)),
        ("chinese new year", "", 2027, date(2027, 2, 6)),
    ],
)
def test_a_named_day_falls_where_its_country_keeps_it(
    name: str, region: str, year: int, expected: date
) -> None:
    holidays = load_grammar("en", region).holidays
    rule = holidays.get(f"{name} ({region})") or holidays[name]
    assert holiday_dates(rule, year)[0] == expected


@pytest.mark.parametrize(
    "spelling", ["Mother's Day", "Mothers Day", "mothers' day", "Mother’s day"]
)
def test_an_apostrophe_more_or_less_makes_no_difference(spelling: str) -> None:
    found = find_times(f"by {spelling}", reference=NOW, grammar=load_grammar("en"))
    assert [when.first.start.date() for when in found] == [date(2027, 5, 9)]


def test_a_language_without_a_pack_is_refused_with_the_ones_there_are() -> None:
    with pytest.raises(NotFoundError) as refusal:
        load_grammar("tlh")
    assert "en" in refusal.value.hint


def test_a_pack_that_is_no_toml_is_named(own_packs: Path) -> None:
    (own_packs / "en" / "words.toml").write_text("names = [", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"words\.toml"):
        load_grammar("en")


def test_a_named_day_without_a_rule_is_named(own_packs: Path) -> None:
    path = own_packs / "en" / "holidays.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("fixed = [1, 25]", "kept = true"), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"holidays\.toml: burns night"):
        load_grammar("en")


def test_a_pattern_that_is_none_is_named(own_packs: Path) -> None:
    path = own_packs / "en" / "words.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(r"'\d[a-z]{3}'", "'('"), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"words\.toml: numbers"):
        load_grammar("en")
