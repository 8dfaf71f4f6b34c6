"""What the silence model is compared with: plain figures, BG/NBD, logistic regression.

BG/NBD is Fader, Hardie and Lee, "Counting your customers the easy way" (Marketing Science, 2005);
a test holds the fit here to the one they published for CDNOW.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import gammaln, hyp2f1
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from benchmarks.accuracy.silence_data import WITHIN_DAYS, Checkpoint, Person, known

Numbers = NDArray[np.float64]


def recency(person: Person, at: float) -> float:
    """Days since their last reply."""
    return at - known(person.replies, at)[-1]


def over_gap(person: Person, at: float) -> float:
    """Days since their last reply over their median gap between replies."""
    gaps = np.diff(known(person.replies, at))
    return recency(person, at) / max(0.5, float(np.median(gaps)))


def plain(person: Person, at: float) -> list[float]:
    """Recency, gaps and unanswered attempts, for the plain regression."""
    replies = known(person.replies, at)
    gaps = np.diff(replies)
    unanswered = sum(1 for day in known(person.ours, at) if day > replies[-1])
    return [
        math.log1p(at - replies[-1]),
        math.log1p(float(np.median(gaps))),
        math.log1p(float(np.mean(gaps))),
        math.log(len(replies)),
        float(unanswered),
    ]


def calibrated(train: Numbers, heard: NDArray[np.bool_], test: Numbers) -> Numbers:
    """Figures turned into chances by a logistic regression on the earlier part."""
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    model.fit(train, heard)
    chances: Numbers = model.predict_proba(test)[:, 1]
    return chances


def counts(person: Person, at: float) -> tuple[float, float, float]:
    """BG/NBD's figures: repeat reply days, day of the last one, days observed, from the first."""
    days = sorted({math.floor(day) for day in known(person.replies, at)})
    return len(days) - 1, days[-1] - days[0], max(1.0, at - days[0])


def fit_bgnbd(table: Sequence[tuple[float, float, float]]) -> tuple[float, float, float, float]:
    """r, alpha, a and b by maximum likelihood, from rows of (x, t_x, T)."""
    x, last, span = (np.array(column, dtype=float) for column in zip(*table, strict=True))

    def loss(logs: Numbers) -> float:
        r, alpha, a, b = np.exp(np.clip(logs, -8, 8))
        start = gammaln(r + x) - gammaln(r) + r * math.log(alpha)
        drop = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
        alive = -(r + x) * np.log(alpha + span)
        gone = np.where(
            x > 0,
            math.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + last),
            -np.inf,
        )
        return -float(np.mean(start + drop + np.logaddexp(alive, gone)))

    best = minimize(
        loss,
        np.array([-0.5, 1.0, -0.5, 0.5]),
        method="Nelder-Mead",
        options={"maxiter": 4000, "xatol": 1e-6, "fatol": 1e-10},
    )
    r, alpha, a, b = np.exp(np.clip(best.x, -8, 8))
    return float(r), float(alpha), float(a), float(b)


def expected_words(
    counted: tuple[float, float, float], fitted: tuple[float, float, float, float]
) -> float:
    """The expected number of words within the next thirty days."""
    (x, last, span), (r, alpha, a, b) = counted, fitted
    within = float(WITHIN_DAYS)
    if abs(a - 1) < 1e-6:
        a += 1e-6
    series = hyp2f1(r + x, b + x, a + b + x - 1, within / (alpha + span + within))
    grown = 1 - ((alpha + span) / (alpha + span + within)) ** (r + x) * series
    gone = a / (b + x - 1) * ((alpha + span) / (alpha + last)) ** (r + x) if x > 0 else 0.0
    return max(0.0, float((a + b + x - 1) / (a - 1) * grown / (1 + gone)))


def bgnbd(people: dict[str, Person], cut: float, points: Sequence[Checkpoint]) -> Numbers:
    """Chances of a word by BG/NBD fitted on what was known at `cut`."""
    table = [counts(p, cut) for p in people.values() if known(p.replies, cut)]
    fitted = fit_bgnbd(table)
    rows = [expected_words(counts(people[c.email], c.at), fitted) for c in points]
    chances: Numbers = 1 - np.exp(-np.array(rows))
    return chances
