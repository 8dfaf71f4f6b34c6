"""Fits the shipped parameters of the rhythm model and writes them with their origin.

    python -m training.fit_rhythm

From the first three fifths of the checkpoints of the linux-uvc list, seen as one person's mailbox;
the later part is never looked at. The span scale is fitted on the same part by the chance of a
word within 7 and 90 days.
"""

import json
import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import asdict

import numpy as np

from benchmarks.accuracy.silence import LATER_SHARE, observe
from benchmarks.accuracy.silence_data import (
    WITHIN_DAYS,
    Checkpoint,
    Person,
    checkpoints,
    read_people,
)
from earnest.core.rhythm import Observed, Parameters, fit
from training.common import ROOT, data_file

LIST = "lists/linux-uvc-2006-2009.mbox"
ME = ("laurent.pinchart@skynet.be", "laurent.pinchart@ideasonboard.com")
TARGET = ROOT / "src" / "earnest" / "rulepacks" / "models" / "rhythm.json"
SPANS = (7.0, 90.0)


def span_scale(
    people: dict[str, Person],
    train: Sequence[Checkpoint],
    rows: Sequence[Observed],
    fitted: Parameters,
    cut: float,
) -> float:
    """The scale in days at which the words expected within 7 and 90 days match those seen."""
    rates = [
        math.exp(sum(w * v for w, v in zip(fitted.weights, row.values, strict=True)))
        for row in rows
    ]

    def error(scale: float) -> float:
        total = 0.0
        for span in SPANS:
            share = math.log1p(span / scale) / math.log1p(fitted.within / scale)
            pairs = [
                (1 - math.exp(-rate * share), _heard(people[p.email], p.at, span))
                for rate, p in zip(rates, train, strict=True)
                if p.at + span <= cut
            ]
            said, seen = (float(np.mean(side)) for side in zip(*pairs, strict=True))
            total += math.log(said / seen) ** 2
        return total

    return min((float(s) for s in np.geomspace(0.2, 60, 80)), key=error)


def _heard(person: Person, at: float, span: float) -> bool:
    return bisect_right(person.replies, at + span) > bisect_right(person.replies, at)


def main() -> None:
    """Fit and write."""
    people, end = read_people(data_file(LIST), ME)
    points = checkpoints(people, end)
    cut = float(np.quantile([p.at for p in points], 1 - LATER_SHARE))
    train = [p for p in points if p.at + WITHIN_DAYS <= cut]
    rows = [observe(people[p.email], p) for p in train]
    fitted = fit(rows, Parameters(), trust=0.5)
    scale = span_scale(people, train, rows, fitted, cut)
    parameters = {key: round(value, 4) for key, value in asdict(fitted).items()}
    parameters["scale"] = round(scale, 2)
    origin = f"first {1 - LATER_SHARE:.0%} of the checkpoints of {LIST}, {len(rows)} moments"
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps({"origin": origin, "parameters": parameters}, indent=2) + "\n")
    print(f"{TARGET.name}: {parameters}")


if __name__ == "__main__":
    main()
