"""Will they write to us within thirty days? Earnest's rhythm model beside its peers.

    python -m benchmarks.accuracy.silence MBOX --me ADDRESS,ADDRESS [--from DATE] [--json]

MBOX is seen as the mailbox of --me: a reply of theirs to a message of ours is a word, ours to
theirs an attempt. Weekly checkpoints for everyone with two replies or more. All that is fitted is
fitted on checkpoints whose outcome was known before --from (by default: the day after which two
fifths of the checkpoints lie); only later ones are scored.
"""

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from benchmarks.accuracy import silence_peers as peers
from benchmarks.accuracy.silence_data import (
    DAY,
    WITHIN_DAYS,
    Checkpoint,
    Person,
    checkpoints,
    known,
    moment,
    read_people,
)
from earnest.core import rhythm
from earnest.rulepacks.rhythm import load_rhythm

LATER_SHARE = 0.4
BINS = 10
Figures = dict[str, float]


def observe(person: Person, point: Checkpoint) -> rhythm.Observed:
    """What the rhythm model sees at a checkpoint."""
    words = known(person.words, point.at)
    ages = rhythm.days_of([moment(day) for day in words], moment(point.at))
    attempts = sum(1 for day in known(person.ours, point.at) if day > words[-1])
    return rhythm.Observed(rhythm.features(ages, attempts), point.heard)


def earnest(
    people: dict[str, Person], train: Sequence[Checkpoint], test: Sequence[Checkpoint]
) -> peers.Numbers:
    """Chances by the shipped parameters, fitted further on the earlier part."""
    seen = [observe(people[point.email], point) for point in train]
    fitted = rhythm.fit(seen, load_rhythm())
    odds = [
        sum(w * v for w, v in zip(fitted.weights, observe(people[p.email], p).values, strict=True))
        for p in test
    ]
    chances: peers.Numbers = 1 - np.exp(-np.exp(np.minimum(np.array(odds), 30)))
    return chances


def scores(heard: NDArray[np.bool_], chances: peers.Numbers) -> Figures:
    """AUC, average precision, Brier score, and the mean gap between chance said and share seen
    over ten bins of equal count (expected calibration error)."""
    order = np.argsort(chances, kind="stable")
    gap = sum(
        abs(float(chances[part].mean()) - float(heard[part].mean())) * len(part)
        for part in np.array_split(order, BINS)
        if len(part)
    ) / len(order)
    return {
        "auc": round(float(roc_auc_score(heard, chances)), 4),
        "average_precision": round(float(average_precision_score(heard, chances)), 4),
        "brier": round(float(brier_score_loss(heard, chances)), 5),
        "calibration_error": round(gap, 4),
    }


def measure(path: Path, me: Sequence[str], start: float | None) -> dict[str, object]:
    """All figures for one mailbox. Raises ValueError where too little is known to score."""
    people, end = read_people(path, me)
    points = checkpoints(people, end)
    if start is None:
        start = float(np.quantile([p.at for p in points], 1 - LATER_SHARE)) if points else 0.0
    train = [p for p in points if p.at + WITHIN_DAYS <= start]
    test = [p for p in points if p.at > start]
    heard = np.array([p.heard for p in test])
    if not test or heard.all() or not heard.any() or len({p.heard for p in train}) < 2:
        raise ValueError("too few checkpoints on either side of the date to fit and to score")
    before = np.array([p.heard for p in train])

    def table(figure: object, side: Sequence[Checkpoint]) -> peers.Numbers:
        return np.array([np.atleast_1d(figure(people[p.email], p.at)) for p in side])  # type: ignore[operator]

    rivals = {
        "recency": peers.recency,
        "over_median_gap": peers.over_gap,
        "logistic": peers.plain,
    }
    found = {
        name: scores(heard, peers.calibrated(table(figure, train), before, table(figure, test)))
        for name, figure in rivals.items()
    }
    found["bgnbd"] = scores(heard, peers.bgnbd(people, start, test))
    return {
        "n": len(test),
        "trained_on": len(train),
        "people": len({p.email for p in points}),
        "heard_share": round(float(heard.mean()), 4),
        "from": moment(start).date().isoformat(),
        **scores(heard, earnest(people, train, test)),
        "baselines": found,
    }


def show(figures: dict[str, object]) -> None:
    """Print the figures as a table."""
    title = (
        f"{figures['n']} checkpoints from {figures['from']} on, {figures['people']} people, "
        f"{figures['heard_share']:.1%} heard from"
    )
    table = Table(title=title)
    for head in ("", "AUC", "average precision", "Brier", "calibration error"):
        table.add_column(head, justify="left" if not head else "right")
    baselines = figures["baselines"]
    assert isinstance(baselines, dict)
    for name, row in [("earnest", figures), *baselines.items()]:
        table.add_row(
            name,
            *(str(row[key]) for key in ("auc", "average_precision", "brier", "calibration_error")),
        )
    Console().print(table)


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("mbox", type=Path)
    parser.add_argument("--me", required=True, help="addresses of the owner, with commas")
    parser.add_argument("--from", dest="start", help="score only checkpoints after this date")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    start = None
    if args.start:
        start = datetime.fromisoformat(args.start).replace(tzinfo=UTC).timestamp() / DAY
    try:
        figures = measure(args.mbox, args.me.split(","), start)
    except ValueError as error:
        raise SystemExit(f"{args.mbox}: {error}") from error
    if args.json:
        print(json.dumps(figures))
    else:
        show(figures)


if __name__ == "__main__":
    main()
