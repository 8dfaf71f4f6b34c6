"""What is usual for a contact, and the chance of hearing from them: a small fitted model.

The chance that someone writes again falls with the age of each of their past words as a power,
and the ages add up: ln(sum of 1/(1+age in days)) over the days on which they wrote (the activation
of Anderson and Schooler, "Reflections of the environment in memory", 1991). Beside it stand our
attempts since their last word. More was tried (gaps, the silence itself, how often they were silent
so long) and told nothing that activation had not.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from statistics import median

DAY = 86400.0
# Where history is thin, this many silences of people in general are put beside the person's own.
THIN = 2.0
# A silence of people in general outlasts d days with the chance (1 + d / 8) ** -0.5.
GENERAL_SCALE, GENERAL_POWER = 8.0, 0.5
MOST_ATTEMPTS = 3
# Silence is improbable when fewer than one in ten of such silences last so long.
IMPROBABLE = 0.1


@dataclass(frozen=True, slots=True)
class Parameters:
    """The fitted part: weights of the log odds of a word within `within` days, and the days by
    which the chance for other spans is scaled. Fitted by training/fit_rhythm.py."""

    bias: float = 0.0
    activation: float = 0.0
    attempts: float = 0.0
    within: float = 30.0
    scale: float = 5.0

    @property
    def weights(self) -> tuple[float, ...]:
        """The weights in the order of `features`."""
        return (self.bias, self.activation, self.attempts)


def days_of(words: Sequence[datetime], now: datetime) -> list[float]:
    """Ages in days of the distinct days on which they wrote or spoke, oldest first; words after
    `now` are not known yet."""
    latest: dict[int, float] = {}
    for word in words:
        age = (now - word).total_seconds() / DAY
        if age >= 0:
            day = math.floor(word.timestamp() / DAY)
            latest[day] = min(age, latest.get(day, age))
    return sorted(latest.values(), reverse=True)


def gaps_of(ages: Sequence[float]) -> list[float]:
    """Days between successive ages (oldest first)."""
    return [older - newer for older, newer in pairwise(ages)]


def outlasting(gaps: Sequence[float], silence: float) -> float:
    """The share of silences like theirs that last longer than `silence` days: their own gaps,
    with people in general put beside them while their own are few."""
    general = math.pow(1 + silence / GENERAL_SCALE, -GENERAL_POWER)
    longer = sum(1 for gap in gaps if gap > silence)
    return (longer + THIN * general) / (len(gaps) + THIN)


def features(ages: Sequence[float], attempts: int) -> tuple[float, ...]:
    """What the model sees of a person: `ages` in days of their words (oldest first, not empty) and
    our attempts since the last."""
    activation = math.log(sum(1 / (1 + age) for age in ages))
    return (1.0, activation, float(min(attempts, MOST_ATTEMPTS)))


def chance_of_word(
    words: Sequence[datetime],
    attempts: int,
    now: datetime,
    within_days: float,
    parameters: Parameters,
) -> float:
    """The chance (0 to 1) of hearing from them within `within_days` of `now`, given the moments of
    their words so far and how often we have tried since the last. Without any word it is that of
    one old word: next to nothing is known."""
    ages = days_of(words, now) or [365.0]
    values = features(ages, attempts)
    odds = sum(w * v for w, v in zip(parameters.weights, values, strict=True))
    # The complementary log-log link: expected words add up over a span, and the span enters as
    # ln(1 + days / scale), since the chance per day thins out as it goes on.
    rate = math.exp(min(odds, 30.0))
    span = math.log1p(within_days / parameters.scale) / math.log1p(
        parameters.within / parameters.scale
    )
    return 1 - math.exp(-rate * span)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is usual for a person, in days; None where history is too thin to say. `limit` is the
    silence in whole days from which on it is improbable for them."""

    usual_gap: float | None
    usual_answer: float | None
    longest: float | None
    limit: int


def read_rhythm(
    words: Sequence[datetime], answers: Sequence[float], now: datetime, *, most_days: int = 365
) -> Rhythm:
    """What is usual, from the moments of their words and the days each answer to us took."""
    gaps = gaps_of(days_of(words, now))
    return Rhythm(
        usual_gap=median(gaps) if len(gaps) >= 3 else None,
        usual_answer=median(answers) if len(answers) >= 3 else None,
        longest=max(gaps) if gaps else None,
        limit=improbable_from(gaps, most_days),
    )


def improbable_from(gaps: Sequence[float], most_days: int = 365) -> int:
    """The first whole day of silence that is improbable given these gaps; at most `most_days`."""
    low, high = 1, most_days
    while low < high:
        middle = (low + high) // 2
        if outlasting(gaps, middle) < IMPROBABLE:
            high = middle
        else:
            low = middle + 1
    return low


@dataclass(frozen=True, slots=True)
class Observed:
    """One moment in the past: what the model saw of a person, and whether a word of theirs came
    within the span the parameters are for."""

    values: tuple[float, ...]
    heard: bool


def fit(observed: Sequence[Observed], prior: Parameters, *, trust: float = 30.0) -> Parameters:
    """The parameters that explain what was observed, pulled to `prior` as strongly as `trust`
    moments would. Newton's method on the penalised likelihood of the complementary log-log model;
    with nothing observed the prior comes back."""
    weights = list(prior.weights)
    for _ in range(STEPS):
        slope, bend = _derivatives(observed, weights, prior.weights, trust / len(weights))
        step = _solve(bend, slope)
        weights = [weight + change for weight, change in zip(weights, step, strict=True)]
        if max(abs(change) for change in step) < SETTLED:
            break
    bias, activation, attempts = weights
    return replace(prior, bias=bias, activation=activation, attempts=attempts)


# Newton's steps at most, and the change in weights below which it has settled.
STEPS, SETTLED = 25, 1e-7


def _derivatives(
    observed: Sequence[Observed],
    weights: Sequence[float],
    prior: Sequence[float],
    pull: float,
) -> tuple[list[float], list[list[float]]]:
    """Gradient and expected curvature of the penalised log likelihood at `weights`."""
    size = range(len(weights))
    slope = [pull * (prior[i] - weights[i]) for i in size]
    bend = [[pull * (i == j) for j in size] for i in size]
    for item in observed:
        odds = sum(w * v for w, v in zip(weights, item.values, strict=True))
        rate = math.exp(max(-20.0, min(odds, 3.5)))
        chance = min(1 - 1e-12, max(1e-12, -math.expm1(-rate)))
        error = rate * ((item.heard - chance) / chance)
        weight = rate * rate * (1 - chance) / chance
        for i in size:
            slope[i] += error * item.values[i]
            for j in size:
                bend[i][j] += weight * item.values[i] * item.values[j]
    return slope, bend


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solve a small symmetric system by elimination with pivoting."""
    size = len(right)
    rows = [[*matrix[i], right[i]] for i in range(size)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for row in range(column + 1, size):
            factor = rows[row][column] / rows[column][column]
            rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    found = [0.0] * size
    for row in reversed(range(size)):
        known = sum(rows[row][j] * found[j] for j in range(row + 1, size))
        found[row] = (rows[row][size] - known) / rows[row][row]
    return found
