"""Dates, date-times and ranges found in text, against two open data sets and two libraries.

    python -m benchmarks.accuracy.dates FILE [--json] [--no-baselines] [--misses]

FILE is duckling's examples (JSON lines: one phrase and the value it has at 2013-02-12 04:30 -02:00)
or Recognizers-Text's DateTimeModel cases (a JSON list: sentences with what is found in them). The
two are told apart by content.

Counted are dates, date-times and ranges of either. Times of day alone, durations and recurring
times of Recognizers are no dates: finding one is neither right nor wrong where it is a time of
day, and a false find where it is a duration or recurring. Items whose value is "not resolved" (30
February, a fiscal year) have nothing to compare with and are left out. An item is right when a time
found overlaps its words and has one of its values: of a date the day, of a date-time the moment, of
a range both ends, of an open range ("after 2018") its one end, for which the sets disagree whether
the period named is inside, so its beginning or its end. A false find is one where nothing is.

The sets disagree with each other, and with business mail, on what is a matter of taste: when an
evening ends, whether "next 3 weeks" are calendar weeks, whether the end of a range is part of it.
These are the data in CONVENTIONS below and the two ways to write a range down; everything else is
read with the grammar as it ships. What it scores with the shipped conventions too stands beside it,
as `own_conventions`.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.accuracy.dates_data import (
    DAY,
    Expected,
    Finder,
    Found,
    Item,
    Style,
    Value,
    read_items,
)
from benchmarks.accuracy.dates_libraries import dateparser_finder, parsedatetime_finder
from earnest.core.reading.when import (
    Conventions,
    Grammar,
    Precision,
    Relation,
    Span,
    When,
    find_times,
)
from earnest.rulepacks.dates import load_grammar

CONVENTIONS: Mapping[Style, Mapping[str, Any]] = {
    "recognizers": {
        "parts": {
            "morning": (8, 12),
            "afternoon": (12, 16),
            "evening": (16, 20),
            "night": (20, 24 - 1 / 3600),
            "lunch": (11, 13),
        },
        "edges": {
            "week": {
                "early": (0, 3),
                "late": (3, 7),
                "end": (3, 7),
                "start": (0, 3),
                "later": (3, 7),
            },
            "month": {"early": (1, 16), "start": (1, 16), "mid": (10, 21), "late": (16, 0)},
            "year": {
                "start": (1, 5),
                "early": (1, 5),
                "mid": (5, 9),
                "end": (7, 0),
                "late": (7, 0),
            },
        },
    },
    "duckling": {
        "parts": {
            "morning": (0, 12),
            "early morning": (0, 9),
            "afternoon": (12, 19),
            "evening": (18, 24),
            "night": (18, 24),
            "late night": (21, 24),
            "lunch": (12, 14),
        },
        "edges": {
            "week": {"early": (0, 3), "start": (0, 3), "late": (4, 7), "end": (4, 7)},
            "year": {"start": (1, 4), "early": (1, 4), "end": (9, 0), "late": (9, 0)},
        },
        "weekend": (4, 18),
        "blocks": "calendar",
    },
}


@dataclass(slots=True)
class Score:
    """Counts over items; `figures` turns them into rates."""

    n: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    finds: int = 0
    right_finds: int = 0
    false_finds: int = 0
    empty: int = 0
    empty_hit: int = 0
    misses: list[tuple[Item, Expected | None, list[Found]]] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """Flat figures, and the same by class."""
        n, right = self.n.total(), self.right.total()
        recall = right / n if n else 0.0
        precision = self.right_finds / self.finds if self.finds else 0.0
        both = precision + recall
        return {
            "n": n,
            "accuracy": round(recall, 4),
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(2 * precision * recall / both, 4) if both else 0.0,
            "finds": self.finds,
            "false_finds": self.false_finds,
            "false_find_rate": round(self.false_finds / self.finds, 4) if self.finds else 0.0,
            "empty_n": self.empty,
            "empty_with_finds": self.empty_hit,
            "by_class": {
                label: {"n": count, "accuracy": round(self.right[label] / count, 4)}
                for label, count in sorted(self.n.items())
            },
        }


@cache
def grammar_for(style: Style, region: str, own: bool) -> Grammar:
    """The shipped grammar, with the conventions of a data set unless `own`."""
    grammar = load_grammar("en", region)
    if own:
        return grammar
    changed = dict(CONVENTIONS[style])
    ways = grammar.conventions
    edges = {unit: dict(table) for unit, table in ways.edges.items()}
    for unit, table in changed.pop("edges").items():
        edges[unit] = {**edges.get(unit, {}), **table}
    parts = {**ways.parts, **changed.pop("parts")}
    merged: Conventions = replace(ways, parts=parts, edges=edges, **changed)
    return replace(grammar, conventions=merged)


def earnest_finder(*, own: bool) -> Finder:
    """What is measured."""

    def find(item: Item) -> list[Found]:
        grammar = grammar_for(item.style, item.region, own)
        times = find_times(item.text, reference=item.now, grammar=grammar, order=item.order)
        return [Found(t.start, t.end, _agreement(t, item)) for t in times]

    return find


def _agreement(when: When, item: Item) -> Callable[[Value], bool]:
    def agrees(value: Value) -> bool:
        if value.kind == "open":
            return when.relation is not Relation.AT and value.start in _boundaries(when, item)
        if value.kind == "range":
            return (value.start, value.end) in _ranges(when, item)
        single = when.relation is Relation.AT and not when.is_range
        if not single or (value.kind == "date") != _is_day(when.first):
            return False
        start = _local(when.first.start, when.first, item)
        moment = value.kind == "date" or when.first.is_moment
        return moment and start == value.start

    return agrees


def _is_day(span: Span) -> bool:
    return (
        not span.is_moment
        and span.end - span.start == DAY
        and span.precision
        in (
            Precision.DAY,
            Precision.VAGUE,
        )
    )


def _local(moment: datetime, span: Span, item: Item) -> datetime:
    """A zone named moves the time to the reader's own in duckling, not in Recognizers."""
    if span.zone is None or item.style == "recognizers":
        return moment
    return moment.replace(tzinfo=span.zone).astimezone(item.now.tzinfo).replace(tzinfo=None)


def _boundaries(when: When, item: Item) -> set[datetime]:
    return {_local(m, s, item) for s in (when.first, when.last) for m in (s.start, s.end)}


def _ranges(when: When, item: Item) -> set[tuple[datetime, datetime]]:
    """The range as the data set writes it: Recognizers ends "Monday to Friday" where Friday begins,
    duckling where it is over, and a range of times one grain after the last."""
    now = item.now.replace(tzinfo=None)
    start = _local(when.first.start, when.first, item)
    if when.relation in (Relation.BY, Relation.UNTIL, Relation.BEFORE, Relation.THROUGH):
        return {(now, _local(when.last.end, when.last, item))}
    if when.relation is not Relation.AT:
        return set()
    if item.style == "recognizers":
        return {(start, when.last.start if when.is_range else when.last.end)}
    grains = {
        Precision.SECOND: timedelta(seconds=1),
        Precision.MINUTE: timedelta(minutes=1),
        Precision.HOUR: timedelta(hours=1),
    }
    extra = grains.get(when.last.precision, timedelta()) if when.last.is_moment else timedelta()
    return {(start, _local(when.last.end, when.last, item) + extra)}


def measure(items: Sequence[Item], find: Finder) -> Score:
    """Scores a finder on all items."""
    score = Score()
    for item in items:
        found = find(item)
        score.finds += len(found)
        if not item.expected:
            score.empty += 1
            score.empty_hit += bool(found)
        for expected in item.expected:
            if expected.counted:
                _measure_one(score, item, expected, found)
        for one in found:
            near = [e for e in item.expected if one.start < e.end and e.start < one.end]
            right = any(one.agrees(v) for e in near for v in e.values)
            score.right_finds += right
            if not any(e.excuses for e in near):
                score.false_finds += 1
                score.misses.append((item, None, [one]))
            elif not right and not any(e.counted for e in near):
                score.finds -= 1
    return score


def _measure_one(score: Score, item: Item, expected: Expected, found: Sequence[Found]) -> None:
    near = [f for f in found if f.start < expected.end and expected.start < f.end]
    right = any(f.agrees(v) for f in near for v in expected.values)
    score.n[expected.label] += 1
    score.right[expected.label] += right
    if not right:
        score.misses.append((item, expected, near))


def baselines(items: Sequence[Item]) -> dict[str, dict[str, Any]]:
    """The libraries' figures; one that is not installed is named on stderr and left out."""
    makers = {"dateparser": dateparser_finder, "parsedatetime": parsedatetime_finder}
    figures = {}
    for name, make in makers.items():
        try:
            finder = make()
        except ImportError:
            print(f"{name} is not installed: pip install 'earnest[bench]'", file=sys.stderr)
            continue
        figures[name] = measure(items, finder).figures()
    return figures


def show(figures: Mapping[str, Any]) -> None:
    """The figures as two tables."""
    console = Console()
    own = {"own conventions": figures["own_conventions"]}
    systems = {"earnest": figures, **own, **figures["baselines"]}
    names = ("n", "accuracy", "precision", "f1", "finds", "false_finds", "false_find_rate")
    table = Table("system", *names, title="Dates, date-times and ranges")
    for system, row in systems.items():
        table.add_row(system, *(str(row[name]) for name in names))
    console.print(table)
    console.print(
        f"texts with nothing to find: {figures['empty_n']}, "
        f"with finds: {figures['empty_with_finds']}"
    )
    classes = Table("class", "n", *systems, title="Accuracy by class")
    for label, row in figures["by_class"].items():
        values = (str(one["by_class"][label]["accuracy"]) for one in systems.values())
        classes.add_row(label, str(row["n"]), *values)
    console.print(classes)


def show_misses(score: Score) -> None:
    """Every miss and false find, for those who want to improve the grammar."""
    for item, expected, _ in score.misses:
        grammar = grammar_for(item.style, item.region, False)
        times = find_times(item.text, reference=item.now, grammar=grammar, order=item.order)
        got = "; ".join(_told(time) for time in times)
        label = expected.label if expected else "FALSE"
        words = item.text[expected.start : expected.end] if expected else ""
        values = [(str(v.start), str(v.end)) for v in expected.values] if expected else ""
        where = f"{item.now:%Y-%m-%d} {item.region}"
        print(" | ".join((label, where, item.text, words, str(values), got)))


def _told(time: When) -> str:
    ends = f"{time.first.start}..{time.last.start}/{time.last.end}"
    return f"{time.text!r} {time.relation.value} {ends} {time.precision.value}"


def main() -> None:
    """Reads the command line and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--no-baselines", action="store_true", help="leave the libraries out")
    parser.add_argument("--misses", action="store_true", help="list what was not right")
    options = parser.parse_args()
    items = read_items(options.file)
    score = measure(items, earnest_finder(own=False))
    figures = score.figures()
    figures["own_conventions"] = measure(items, earnest_finder(own=True)).figures()
    figures["baselines"] = {} if options.no_baselines else baselines(items)
    if options.misses:
        show_misses(score)
    elif options.json:
        print(json.dumps(figures, indent=1))
    else:
        show(figures)


if __name__ == "__main__":
    main()
