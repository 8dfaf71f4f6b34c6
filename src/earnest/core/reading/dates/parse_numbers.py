"""Numbers in words and digits: amounts, ordinals, days of the month, years."""

from dataclasses import dataclass

from earnest.core.reading.dates.lexer import Tokens
from earnest.core.reading.dates.nodes import Amount

UNIT_LIMIT = 6
FIRST_YEAR, LAST_YEAR = 1400, 2999


@dataclass(frozen=True, slots=True)
class Number:
    """A count; `low` and `high` differ from `value` when it is vague ("a few")."""

    value: float
    low: float
    high: float


def number(t: Tokens, i: int) -> tuple[Number, int] | None:
    """A count at token `i`: 3, 2.5, 1/2, twenty-one, a, half a, a couple of, one and a half."""
    if "counts" not in t.means[i]:
        return None
    vague = t.value(i, "vague")
    if isinstance(vague, tuple):
        likely, low, high = vague
        return Number(likely, low, high), i + 1
    for share, kind in ((0.5, "half_a"), (0.25, "quarter_of"), (0.75, "three_quarters_of")):
        if t.has(i, kind):
            return _exact(share), i + 1
    hit = _digits(t, i) or _worded(t, i)
    if hit is None and t.has(i, "article"):
        hit = 1.0, i + 1
    if hit is None:
        return None
    value, j = hit
    if t.has(j, "and_half"):
        value, j = value + 0.5, j + 1
    return _exact(value), j


def _exact(value: float) -> Number:
    return Number(value, value, value)


def _digits(t: Tokens, i: int) -> tuple[float, int] | None:
    whole = t.digits(i)
    if whole is None:
        return None
    sign, rest = t.words[i + 1], t.digits(i + 2)
    joined = rest is not None and t.tight(i + 1) and t.tight(i + 2)
    if joined and sign == ".":
        return float(f"{whole}.{t.words[i + 2]}"), i + 3
    if joined and sign == "/" and rest and whole < rest <= 8:
        return whole / rest, i + 3
    return float(whole), i + 1


def _worded(t: Tokens, i: int) -> tuple[float, int] | None:
    value = t.value(i, "number")
    if isinstance(value, float):
        return value, i + 1
    if not isinstance(value, int):
        return None
    if 20 <= value <= 90:
        j = i + 2 if t.words[i + 1] == "-" else i + 1
        unit = t.number(j, "number")
        if unit is not None and 0 < unit < 10:
            return float(value + unit), j + 1
    return float(value), i + 1


def small(t: Tokens, i: int) -> tuple[int, int] | None:
    """A whole number in words, below a hundred."""
    hit = _worded(t, i)
    return (int(hit[0]), hit[1]) if hit and hit[0] == int(hit[0]) else None


def ordinal(t: Tokens, i: int) -> tuple[int, int] | None:
    """An ordinal at token `i`: 3rd, third, twenty-third."""
    if "counts" not in t.means[i]:
        return None
    value = t.digits(i)
    if value is not None:
        suffixed = t.tight(i + 1) and t.has(i + 1, "ordinal_suffix")
        return (value, i + 2) if suffixed else None
    value = t.number(i, "ordinal")
    if value is not None:
        return value, i + 1
    tens = t.number(i, "number")
    if tens in (20, 30):
        j = i + 2 if t.words[i + 1] == "-" else i + 1
        unit = t.number(j, "ordinal")
        if unit is not None and 0 < unit < 10:
            return tens + unit, j + 1
    return None


def month_day(t: Tokens, i: int, *, words: bool = True) -> tuple[int, int, bool] | None:
    """A day of the month at token `i`, with whether it was an ordinal. `words` lets plain number
    words in ("May twenty nine")."""
    if "counts" not in t.means[i]:
        return None
    hit = ordinal(t, i)
    if hit:
        return (hit[0], hit[1], True) if 1 <= hit[0] <= 31 else None
    value = t.digits(i)
    if value is not None:
        fits = 1 <= value <= 31 and len(t.words[i]) <= 2
        return (value, i + 1, False) if fits else None
    spoken = small(t, i) if words else None
    return (spoken[0], spoken[1], False) if spoken and 1 <= spoken[0] <= 31 else None


def year(t: Tokens, i: int) -> tuple[int, int] | None:
    """A year of four digits or in words at token `i`."""
    if "counts" not in t.means[i]:
        return None
    value = t.digits(i)
    if value is not None:
        fits = len(t.words[i]) == 4 and FIRST_YEAR <= value <= LAST_YEAR
        return (value, i + 1) if fits and _ends_year(t, i + 1) else None
    first = small(t, i)
    if first is None:
        return None
    value, j = first
    if value == 2 and t.has(j, "thousand"):
        j += 1
        rest = small(t, j + 1 if t.has(j, "and") else j)
        return (2000 + rest[0], rest[1]) if rest else (2000, j)
    rest = small(t, j) if 14 <= value <= 20 else None
    return (value * 100 + rest[0], rest[1]) if rest and rest[0] >= 10 else None


def _ends_year(t: Tokens, j: int) -> bool:
    """Whether four digits end like a year: "2014-2018" does, "2014.5" and "2014x" do not."""
    return t.closes_cleanly(j) or t.words[j] in ("-", "/", "~")


def short_year(t: Tokens, i: int, near: int) -> tuple[int, int] | None:
    """A year of two digits, with or without an apostrophe, put within 20 years after or 80 before
    `near`."""
    j = i + 1 if t.words[i] == "'" else i
    value = t.digits(j)
    if value is None or len(t.words[j]) != 2 or not t.closes_cleanly(j + 1):
        return None
    return full_year(value, near), j + 1


def full_year(value: int, near: int) -> int:
    """A year of two digits made whole: no more than 20 years after `near`."""
    century = near // 100 * 100
    found = century + value
    return found - 100 if found > near + 20 else found


def amount(t: Tokens, i: int, *, most: int = UNIT_LIMIT) -> tuple[Amount, int] | None:
    """A length of time: 3 days, a couple of weeks, 3 months and 2 weeks, two and a half hours; of
    at most so many parts."""
    first = _one_amount(t, i)
    if first is None:
        return None
    count, unit, j = first
    parts = [(count.value, unit)]
    while len(parts) < most:
        k = j + 1 if t.has(j, "and") or t.words[j] == "," else j
        more = _one_amount(t, k)
        if more is None or more[0].low != more[0].high:
            break
        parts.append((more[0].value, more[1]))
        j = more[2]
    if t.has(j, "and_half") and len(parts) == 1:
        parts[0] = (count.value + 0.5, unit)
        j += 1
    low, high = count.low / count.value or 1, count.high / count.value
    return Amount(tuple(parts), low, high), j


def _one_amount(t: Tokens, i: int) -> tuple[Number, str, int] | None:
    hit = number(t, i)
    if hit is None or hit[0].value <= 0:
        return None
    count, j = hit
    if t.has(j, "range_to") or t.words[j] == "or":
        more = number(t, j + 1)
        if more and more[0].value > count.value and not t.has(j + 1, "article"):
            # "3 to 5 days": no sooner than the first, taken as the last
            count, j = Number(more[0].value, count.value, more[0].value), more[1]
    if t.has(j, "more"):
        j += 1
    if t.words[j] == "-" and t.has(j + 1, "plural"):
        j += 1
    unit = t.name(j, "unit")
    if unit is None:
        return None
    tight = t.tight(j) and t.digits(j - 1) is not None
    if t.has(j, "short_unit") and not (tight or t.has(j, "unit_apart")):
        return None
    return count, unit, j + 1
