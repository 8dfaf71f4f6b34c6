"""Asks told from other sentences: the small model on `Yes|No` TAB sentence.

    python -m benchmarks.accuracy.asks FILE.tsv [--cv] [--json]

The model ships fitted on the open training sentences; on that same file its figures would praise
themselves, so --cv scores ten models instead, each on the tenth it never saw (needs scikit-learn).
"""

import argparse
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from earnest.core.reading.model import tokens
from earnest.core.reading.sentences import straighten
from earnest.rulepacks.reading import load_cues, load_model

# What one would write in a minute, to compare with.
_PLAIN = re.compile(
    r"\bplease\b|\b(?:can|could|would|will) you\b|\blet me know\b|\blet'?s\b|\?\s*$", re.IGNORECASE
)


def load(path: Path) -> tuple[list[str], list[bool]]:
    """Sentences and whether each is a Yes."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t", 1) for line in lines if "\t" in line]
    return [text for _, text in rows], [label == "Yes" for label, _ in rows]


def score(labels: Sequence[bool], told: Sequence[bool]) -> dict[str, Any]:
    """Accuracy, and precision, recall and F1 of the Yes."""
    right = sum(a and b for a, b in zip(labels, told, strict=True))
    precision = right / sum(told) if any(told) else 0.0
    recall = right / sum(labels) if any(labels) else 0.0
    both = precision + recall
    agree = sum(a == b for a, b in zip(labels, told, strict=True))
    return {
        "n": len(labels),
        "accuracy": round(agree / len(labels), 4) if labels else 0.0,
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / both, 4) if both else 0.0,
    }


def told_by_model(texts: list[str]) -> list[bool]:
    """What the shipped model says."""
    model, cues = load_model("asks"), load_cues()
    told = []
    for text in texts:
        heart, hits = cues.read(straighten(text))
        chance = model.probability(tokens(heart), {hit.cue.means for hit in hits})
        told.append(chance >= model.threshold)
    return told


def told_in_folds(texts: list[str], labels: list[bool]) -> list[bool]:
    """What models say that were fitted without the sentence, their strength chosen without
    it as well."""
    import numpy as np

    from training.common import groups, read_classes
    from training.fit_asks import analyse, cross_validate

    rows = analyse(texts, load_cues(), read_classes())
    told = cross_validate(rows, np.array(labels, dtype=float), groups(texts))
    return [bool(one) for one in told]


def measure(texts: list[str], labels: list[bool], *, folds: bool = False) -> dict[str, Any]:
    """Flat figures with baselines."""
    told = told_in_folds(texts, labels) if folds else told_by_model(texts)
    most = sum(labels) * 2 > len(labels)
    return score(labels, told) | {
        "cross_validated": folds,
        "baselines": {
            "majority": score(labels, [most] * len(labels)),
            "plain cues": score(labels, [bool(_PLAIN.search(text)) for text in texts]),
        },
    }


def _print_table(result: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    kind = "cross-validated" if result["cross_validated"] else "shipped model"
    table = Table("", "sentences", "accuracy", "precision", "recall", "F1", title=f"Asks ({kind})")
    for name, row in {"earnest": result, **result["baselines"]}.items():
        figures = (f"{row[key]:.3f}" for key in ("accuracy", "precision", "recall", "f1"))
        table.add_row(name, str(row["n"]), *figures)
    Console().print(table)


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description="Accuracy of telling asks")
    parser.add_argument("file", type=Path)
    parser.add_argument("--cv", action="store_true", help="cross-validate on the file")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    texts, labels = load(options.file)
    result = measure(texts, labels, folds=options.cv)
    print(json.dumps(result)) if options.json else _print_table(result)


if __name__ == "__main__":
    main()
