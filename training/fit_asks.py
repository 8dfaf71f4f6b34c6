"""Fits the model that tells sentences which ask, propose or commit from others.

    python -m training.fit_asks [FILE.tsv] [--score-only]

Data: `Yes|No` TAB sentence (Parakweet, Apache-2.0, marked *train*). Prints nested cross-validated
figures, then writes src/earnest/rulepacks/models/asks.json. Same data, same seed, same file.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedGroupKFold

from earnest.core.reading.cues import CuePack
from earnest.core.reading.model import WordClasses, features, tokens
from earnest.core.reading.sentences import straighten
from earnest.rulepacks.reading import MODELS, load_cues, model_from
from training.common import (
    ROOT,
    SEED,
    Groups,
    Numbers,
    data_file,
    groups,
    read_classes,
    read_labelled,
)

RARE = 3  # a feature seen in fewer sentences is left out
KEPT = 16_000  # features that may stay: half the accuracy of the last thousand is noise
STRENGTHS = (2.0, 4.0, 8.0)
# Nearly half of this set is Yes, of mail far less: the threshold stays at an even chance, though
# a lower one would score a little better on the set itself.
THRESHOLD = 0.5
OUTER, INNER = 10, 4


def analyse(texts: list[str], pack: CuePack, classes: WordClasses) -> list[list[str]]:
    """The distinct features of each sentence, without its opening, as reading sees it."""
    found = []
    for text in texts:
        heart, hits = pack.read(straighten(text))
        meanings = {hit.cue.means for hit in hits}
        found.append(sorted(features(tokens(heart), classes, meanings)))
    return found


class Fit:
    """Rarity and weights fitted on some sentences."""

    def __init__(self, rows: list[list[str]], labels: Numbers, strength: float) -> None:
        counter = CountVectorizer(analyzer=list, min_df=RARE, binary=True)
        counts = counter.fit_transform(rows)
        names = counter.get_feature_names_out()
        first = self._regress(TfidfTransformer().fit_transform(counts), labels, strength)
        kept = np.sort(np.argsort(-np.abs(first.coef_[0]), kind="stable")[:KEPT])
        self.names = [str(names[i]) for i in kept]
        self.index = {name: n for n, name in enumerate(self.names)}
        rarity = TfidfTransformer().fit(counts[:, kept])
        model = self._regress(rarity.transform(counts[:, kept]), labels, strength)
        self.rarity = rarity
        self.model = model

    @staticmethod
    def _regress(rows: sparse.csr_matrix, labels: Numbers, strength: float) -> LogisticRegression:
        fit = LogisticRegression(C=strength, solver="liblinear", max_iter=2000, random_state=SEED)
        return fit.fit(rows, labels)

    def probabilities(self, rows: list[list[str]]) -> Numbers:
        """The probability of each row, given as features."""
        counter = CountVectorizer(analyzer=list, vocabulary=self.index, binary=True)
        counts = counter.transform(rows)
        return np.asarray(self.model.predict_proba(self.rarity.transform(counts))[:, 1])

    def stored(self, classes: WordClasses) -> dict[str, Any]:
        """The model as a file: whole thousandths of weight times rarity, and of rarity."""
        rarity = self.rarity.idf_
        weights = self.model.coef_[0] * rarity
        by_code: dict[str, list[str]] = {}
        for word, code in classes.codes.items():
            by_code.setdefault(code, []).append(word)
        return {
            "schema": 1,
            "name": "asks",
            "bias": round(float(self.model.intercept_[0]), 4),
            "threshold": THRESHOLD,
            "classes": {code: " ".join(words) for code, words in by_code.items()},
            "weak": sorted(classes.weak),
            "features": self.names,
            "weights": [round(float(w) * 1000) for w in weights],
            "rarities": [round(float(r) * 1000) for r in rarity],
        }


def folds(labels: Numbers, kin: Groups, count: int) -> list[tuple[Any, Any]]:
    """Folds with kindred sentences together."""
    splitter = StratifiedGroupKFold(count, shuffle=True, random_state=SEED)
    return list(splitter.split(labels, labels, kin))


def choose(rows: list[list[str]], labels: Numbers, kin: Groups) -> float:
    """The strength with the best F1 in an inner cross-validation."""
    best = (-1.0, STRENGTHS[0])
    for strength in STRENGTHS:
        told = np.zeros(len(labels))
        for train, test in folds(labels, kin, INNER):
            fit = Fit([rows[i] for i in train], labels[train], strength)
            told[test] = fit.probabilities([rows[i] for i in test])
        best = max(best, (f1_score(labels, told >= THRESHOLD), strength))
    return best[1]


def cross_validate(rows: list[list[str]], labels: Numbers, kin: Groups) -> Numbers:
    """Whether each sentence is a Yes, told by a model that saw neither it nor its kin, with
    the strength chosen inside each fold."""
    told = np.zeros(len(labels))
    for train, test in folds(labels, kin, OUTER):
        some = [rows[i] for i in train]
        strength = choose(some, labels[train], kin[train])
        fit = Fit(some, labels[train], strength)
        told[test] = fit.probabilities([rows[i] for i in test]) >= THRESHOLD
    return told


def figures(labels: Numbers, told: Numbers) -> dict[str, float]:
    """Accuracy, precision, recall and F1 of the Yes."""
    right = float(((labels == 1) & (told == 1)).sum())
    precision = right / max(float((told == 1).sum()), 1.0)
    recall = right / max(float((labels == 1).sum()), 1.0)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    accuracy = float((labels == told).mean())
    return {"accuracy": accuracy, "precision": precision, "recall": recall, "f1": f1}


def main() -> None:
    """Read the arguments, score, fit, write."""
    parser = argparse.ArgumentParser(description="Fit the model of asks")
    default = data_file("sentences/parakweet-train.tsv")
    parser.add_argument("file", type=Path, nargs="?", default=default)
    parser.add_argument("--score-only", action="store_true")
    parser.add_argument("--fit-only", action="store_true")
    options = parser.parse_args()
    texts, labels = read_labelled(options.file)
    classes = read_classes()
    rows = analyse(texts, load_cues(), classes)
    kin = groups(texts)
    if not options.fit_only:
        told = cross_validate(rows, labels, kin)
        line = ", ".join(f"{k} {v:.3f}" for k, v in figures(labels, told).items())
        print(f"{len(labels)} sentences, nested cross-validation: {line}")
    if options.score_only:
        return
    strength = choose(rows, labels, kin)
    stored = Fit(rows, labels, strength).stored(classes)
    model_from(stored)
    path = MODELS / "asks.json"
    path.write_text(json.dumps(stored, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    print(
        f"wrote {path.relative_to(ROOT)}: {len(stored['features'])} features, "
        f"{path.stat().st_size} bytes, strength {strength}"
    )


if __name__ == "__main__":
    main()
