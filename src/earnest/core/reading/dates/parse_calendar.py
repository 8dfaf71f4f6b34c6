"""Dates as written: 5 March 2027, March 5th, 5/3/27, 2027-03-05, the 12th, Q2 2027, week 31."""

from earnest.core.reading.dates.lexer import Tokens
from earnest.core.reading.dates.nodes import Between, Calendar
from earnest.core.reading.dates.parse_numbers import (
    full_year,
    month_day,
    ordinal,
    short_year,
    year,
)
from earnest.core.reading.dates.periods import Part, Years
from earnest.core.reading.dates.reader import Hit, Reader

_SEPARATORS = ("/", "-", ".")


def written_date(r: Reader, i: int) -> Hit:
    """Any of the written forms at token `i`."""
    t = r.t
    if t.words[i].isdecimal():
        return _numeric(r, i) or _year_first(r, i) or _day_first(r, i) or _year_part(r, i)
    return _month_first(r, i) or _day_first(r, i) or _part_first(r, i)


def _skip(t: Tokens, j: int, *signs: str) -> int:
    return j + 1 if t.words[j] in signs else j


def month_at(t: Tokens, i: int) -> tuple[int, int] | None:
    """A month by name at token `i`, with the full stop of an abbreviation."""
    found = t.number(i, "month")
    if found is None:
        return None
    dotted = t.words[i + 1] == "." and t.tight(i + 1)
    short = t.ends[i] - t.starts[i] <= 4 or (t.tight(i + 2) and t.words[i + 2].isdecimal())
    return found, i + 2 if dotted and short else i + 1


def _trailing_year(r: Reader, j: int, *, short: bool = False) -> tuple[int | None, int]:
    """The year after a day and month, or after a month: ", 2027", "of 2027", "'27"."""
    t = r.t
    k = _skip(t, j, ",", "-", "/", ".", "(")
    k = k + 1 if t.has(k, "of") or t.has(k, "in") else k
    found = year(t, k)
    if found:
        return found
    if short or t.words[k] == "'":
        brief = short_year(t, k, r.near)
        if brief and not (t.words[brief[1]] == ":" or t.has(brief[1], "half")):
            return brief
    return None, j


def _month_first(r: Reader, i: int) -> Hit:
    t = r.t
    named = month_at(t, i)
    if named is None:
        return None
    month, j = named
    sign = t.words[j] if t.words[j] in ("-", "/") else ""
    k = _skip(t, j, "-", "/", ",") if sign or t.words[j] == "," else j
    k = k + 1 if t.has(k, "the") else k
    figures = t.words[k].isdecimal()
    spoken = not figures and t.words[k - 1] != "," and not year(t, k)
    day = month_day(t, k, words=spoken) if figures or spoken or ordinal(t, k) else None
    if day and not _is_count(t, day[1]):
        return _with_month(r, month, day, sign)
    found, end = _trailing_year(r, j)
    if found is None and (t.has(j, "of") or sign):
        brief = short_year(t, j + 1, r.near) if t.has(j, "of") else None
        found, end = brief or (None, j)
    if found is not None and sign and t.words[end] in ("-", "/") and t.tight(end + 1):
        last = month_day(t, end + 1, words=False)
        if last:
            return Calendar(found, month, last[0]), last[1]
    return Calendar(found, month), end


def _is_count(t: Tokens, j: int) -> bool:
    """Whether the number before `j` is a time: "March 5pm", "March 5:30"."""
    return (t.words[j] == ":" and t.tight(j)) or t.has(j, "half")


def _with_month(r: Reader, month: int, day: tuple[int, int, bool], sign: str) -> Hit:
    t = r.t
    number, j, _ = day
    if sign and t.words[j] == sign:
        brief = year(t, j + 1) or short_year(t, j + 1, r.near)
        if brief:
            return Calendar(brief[0], month, number), brief[1]
    last = _second_day(t, j)
    if last and last[0] > number:
        found, end = _trailing_year(r, last[1])
        first = Calendar(found, month, number)
        return Between(first, Calendar(found, month, last[0])), end
    found, end = _trailing_year(r, j)
    if found is None and not t.closes_cleanly(j) and t.words[j] not in ("-", "/"):
        return None
    return Calendar(found, month, number), end


def _second_day(t: Tokens, j: int) -> tuple[int, int] | None:
    """The second day in "July 13-15", not the month of "Nov 18-Dec 19" nor a time."""
    if not t.has(j, "range_to"):
        return None
    k = j + 2 if t.has(j + 1, "the") else j + 1
    day = month_day(t, k)
    if day is None or t.has(day[1], "month") or _is_count(t, day[1]):
        return None
    if t.words[day[1]] in ("/", "-") and t.tight(day[1]):
        return None
    return (day[0], day[1]) if t.closes_cleanly(day[1]) or t.words[day[1]] == "," else None


def _day_first(r: Reader, i: int) -> Hit:
    t = r.t
    day = month_day(t, i)
    if day is None:
        return None
    number, j, _ = day
    span = _days_then_month(r, i)
    if span:
        return span
    sign = t.words[j] if t.words[j] in ("-", "/", ".") else ""
    k = _skip(t, j, "-", "/", ".", ",")
    if t.has(k, "day_of"):
        k += 1
    elif t.has(k, "of"):
        k = k + 2 if t.has(k + 1, "the") else k + 1
    else:
        middle = year(t, k) if sign else None
        if middle and t.words[middle[1]] in ("-", "/"):
            named = month_at(t, middle[1] + 1)
            return (Calendar(middle[0], named[0], number), named[1]) if named else None
    named = month_at(t, k)
    if named is None:
        return None
    month, end = named
    late = (t.digits(end) or 0) > 31
    short = t.has(j - 1, "ordinal_suffix") or bool(sign) or late
    found, last = _trailing_year(r, end, short=short and _may_be_year(t, end))
    return Calendar(found, month, number), last


def _may_be_year(t: Tokens, end: int) -> bool:
    return t.words[end] in ("-", "/", "'") or not t.words[end + 1] or t.words[end + 1] in ".,;)"


def _days_then_month(r: Reader, i: int) -> Hit:
    """The days of "13 to 15 July", "the 13th to the 15th of July"."""
    t = r.t
    first = month_day(t, i)
    if first is None:
        return None
    between = t.has(first[1], "and") and t.name(i - 1, "range_open") == "between"
    if not (t.has(first[1], "range_to") or t.words[first[1]] == "/" or between):
        return None
    k = first[1] + 1
    k = k + 1 if t.has(k, "the") else k
    second = month_day(t, k)
    if second is None or second[0] <= first[0]:
        return None
    k = second[1] + 1 if t.has(second[1], "of") else second[1]
    named = month_at(t, k)
    if named is None:
        return None
    found, end = _trailing_year(r, named[1])
    one = Calendar(found, named[0], first[0])
    return Between(one, Calendar(found, named[0], second[0])), end


def _numeric(r: Reader, i: int) -> Hit:
    """Numbers with signs between them: 15/2/2027, 2027-02-15, 15.2., 20270215."""
    t = r.t
    whole = t.digits(i)
    if whole is not None and len(t.words[i]) == 8:
        made = _date(whole // 10000, whole // 100 % 100, whole % 100)
        plausible = made is not None and 1900 <= (made.year or 0) <= 2099
        return (made, i + 1) if made and plausible and t.closes_cleanly(i + 1) else None
    parts, sign, j = _run(t, i)
    if not parts:
        return None
    if len(parts) == 3:
        made = _three(r, t, i, parts)
        return (made, j) if made and _ends(t, j, sign) else None
    if len(parts) == 2:
        made = _two(r, t, i, parts, sign)
        return (made, j) if made and _ends(t, j, sign) else None
    return None


def _ends(t: Tokens, j: int, sign: str) -> bool:
    if t.closes_cleanly(j):
        return True
    if t.words[j] == "t" and t.digits(j + 1) is not None:
        return True
    return t.words[j] in ("-", "/") and t.words[j] != sign


def _run(t: Tokens, i: int) -> tuple[list[int], str, int]:
    """Up to three numbers joined by one and the same sign, or three joined by spaces."""
    parts: list[int] = []
    sign, j = "", i
    while len(parts) < 3:
        value = t.digits(j)
        if value is None or len(t.words[j]) > 4:
            break
        parts.append(value)
        nxt = t.words[j + 1]
        spaced = not t.tight(j + 1)
        if len(parts) == 3:
            return parts, sign, j + 1
        if nxt in _SEPARATORS and (not sign or nxt == sign) and t.digits(j + 2) is not None:
            if spaced != (not t.tight(j + 2)) or (spaced and nxt == "."):
                return (parts, sign, j + 1) if len(parts) > 1 else ([], "", i)
            sign, j = nxt, j + 2
        elif not sign and spaced and len(t.words[j + 2]) == 4 and len(parts) == 1:
            return _spaced(t, i)
        else:
            return (parts, sign, j + 1) if len(parts) > 1 else ([], "", i)
    return parts, sign, j + 1


def _spaced(t: Tokens, i: int) -> tuple[list[int], str, int]:
    values = [t.digits(i + step) for step in range(3)]
    known = [value for value in values if value is not None]
    if len(known) < 3 or len(t.words[i + 1]) > 2 or not 1900 <= known[2] <= 2099:
        return [], "", i
    return known, " ", i + 3


def _date(year_: int | None, month: int, day: int) -> Calendar | None:
    fits = 1 <= month <= 12 and 1 <= day <= 31
    return Calendar(year_, month, day) if fits else None


def _by_order(r: Reader, a: int, b: int, year_: int | None) -> Calendar | None:
    first = _date(year_, a, b) if r.order == "mdy" else _date(year_, b, a)
    other = _date(year_, b, a) if r.order == "mdy" else _date(year_, a, b)
    return first or other


def _three(r: Reader, t: Tokens, i: int, parts: list[int]) -> Calendar | None:
    a, b, c = parts
    if len(t.words[i]) == 4:
        return _date(a, b, c) if a >= 1000 else None
    last = len(t.words[i + 2]) if t.digits(i + 1) is not None else len(t.words[i + 4])
    if last == 2 and len(t.words[i]) <= 2:
        padded = len(t.words[i]) == 2 and len(t.words[i + 2]) == 2
        told = i > 0 and (t.has(i - 1, "date_cue") or t.has(i - 1, "weekday"))
        alone = t.size == 5 or told or (i > 1 and t.words[i - 1] == "." and t.has(i - 2, "weekday"))
        if t.words[i + 1] == "." and not (padded or alone):
            return None  # 1.10.30 is more often a version
        return _by_order(r, a, b, full_year(c, r.near))
    return _by_order(r, a, b, c) if last == 4 and 1000 <= c <= 2999 else None


def _two(r: Reader, t: Tokens, i: int, parts: list[int], sign: str) -> Calendar | None:
    a, b = parts
    first, second = len(t.words[i]), len(t.words[i + 2])
    if first == 4 and second <= 2 and sign in ("/", "-") and 1900 <= a <= 2099:
        return Calendar(a, b) if 1 <= b <= 12 else None
    if second == 4 and first <= 2 and sign in ("/", "-") and 1900 <= b <= 2099:
        return Calendar(b, a) if 1 <= a <= 12 else None
    if first > 2 or second > 2 or not _is_cued(t, i, parts, sign):
        return None
    return _by_order(r, a, b, None)


def _is_cued(t: Tokens, i: int, parts: list[int], sign: str) -> bool:
    """Whether two numbers are a date and not a fraction, a score or a decimal: by what stands
    before, or because there is nothing else in the text."""
    a, b = parts
    alone = i == 0 and t.size == 3
    told = i > 0 and t.has(i - 1, "date_cue")
    after_weekday = i > 0 and t.has(i - 1, "weekday")
    if sign == "/":
        follows = t.has(i + 3, "unit") or t.has(i + 3, "of")
        odd = (a, b) in ((24, 7), (50, 50)) or (a < b <= 5 and a < 4) or a == b == 1
        return alone or told or after_weekday or not (odd or follows)
    if sign == "." and b % 15 == 0 and len(t.words[i + 2]) == 2:
        return False
    cued = told or (after_weekday and sign == ".")
    return alone or (cued and t.tight(i + 1) and not (t.has(i + 3, "unit") or t.has(i + 3, "half")))


def _year_first(r: Reader, i: int) -> Hit:
    """2020/Sep/23, 2020/23/Sep, 2019-aug-01."""
    t = r.t
    found = year(t, i)
    if found is None or t.words[i + 1] not in ("-", "/") or not t.tight(i + 1):
        return None
    named = month_at(t, i + 2)
    if named and t.words[named[1]] in ("-", "/"):
        day = month_day(t, named[1] + 1, words=False)
        return (Calendar(found[0], named[0], day[0]), day[1]) if day else None
    day = month_day(t, i + 2, words=False)
    if day and t.words[day[1]] in ("-", "/"):
        named = month_at(t, day[1] + 1)
        return (Calendar(found[0], named[0], day[0]), named[1]) if named else None
    return None


def _year_part(r: Reader, i: int) -> Hit:
    """2019 Q1, 2019-H2, 18q4, 4th quarter 2018, 1st quarter of 2013."""
    t = r.t
    found = year(t, i)
    value = t.digits(i)
    if found is None and value is not None and t.tight(i + 1) and len(t.words[i]) in (2, 4):
        found = full_year(value, r.near) if value < 100 else value, i + 1
    if found:
        k = _skip(t, found[1], "-")
        part = _part(t, k) or _ordinal_part(t, k)
        if part:
            return Part(part[0], part[1], found[0]), part[2]
    return _part_first(r, i)


def _part(t: Tokens, i: int) -> tuple[str, int, int] | None:
    """A quarter or half by its sign: Q3, H2."""
    unit = t.name(i, "part_letter")
    number = t.digits(i + 1)
    weeks = unit == "week"
    if weeks and not (t.words[i - 1] == "-" or t.digits(i - 1)):
        return None  # "W3C" and the like: a week only after its year
    whole = t.tight(i + 1) and t.closes_cleanly(i + 2)
    fits = unit and number is not None and whole and len(t.words[i + 1]) <= 1 + weeks
    return (unit, number, i + 2) if fits and unit and number is not None else None


def _ordinal_part(t: Tokens, i: int) -> tuple[str, int, int] | None:
    """A quarter or half in words: third quarter, first half year."""
    nth = ordinal(t, i)
    unit = t.name(nth[1], "unit") if nth else None
    fits = nth is not None and unit in ("quarter", "half") and 1 <= nth[0] <= 4
    return (unit, nth[0], nth[1] + 1) if fits and nth and unit else None


def _part_first(r: Reader, i: int) -> Hit:
    """Q3 2019, third quarter, H2, week 31, the 21st century, CY18."""
    t = r.t
    part = _part(t, i) or _ordinal_part(t, i)
    if part is None:
        nth = ordinal(t, i)
        if nth and t.name(nth[1], "unit") == "century" and nth[0] < 30:
            return Years((nth[0] - 1) * 100, 100), nth[1] + 1
    if part is None and t.name(i, "unit") == "week" and t.digits(i + 1) is not None:
        number = t.digits(i + 1) or 0
        fits = 1 <= number <= 53 and t.closes_cleanly(i + 2) and len(t.words[i + 1]) < 3
        part = ("week", number, i + 2) if fits else None
    if part is None:
        return _calendar_year(r, i)
    unit, number, j = part
    found, end = _trailing_year(r, j, short=t.words[j] == "'")
    return Part(unit, number, found), end


def _calendar_year(r: Reader, i: int) -> Hit:
    """ "Year 2008", "calendar year 2008", "CY18", "the 1990s"."""
    t = r.t
    if t.has(i, "year_word"):
        found = year(t, i + 1) or (short_year(t, i + 1, r.near) if t.tight(i + 1) else None)
        return (Calendar(found[0]), found[1]) if found else None
    return None


def decade(t: Tokens, i: int, near: int) -> Hit:
    """The 1990s, the '90s: a year of a round ten with an s."""
    j = i + 1 if t.words[i] in ("'", "the") else i
    j = j + 1 if t.words[j] == "'" else j
    value = t.digits(j)
    k = j + 2 if t.words[j + 1] == "'" else j + 1
    plural = t.words[k] in ("s", "'s") and t.tight(k)
    if value is None or value % 10 or not plural:
        return None
    if len(t.words[j]) == 2 and j > i:
        return Years(full_year(value, near), 10), k + 1
    return (Years(value, 10), k + 1) if 1400 <= value <= 2100 else None
