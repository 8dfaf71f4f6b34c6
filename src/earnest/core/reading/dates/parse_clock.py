"""Times of day in words: 3pm, half past four, 9-11am, noon, in the morning, 3pm ET."""

from dataclasses import dataclass, replace
from datetime import timedelta, timezone, tzinfo

from earnest.core.reading.dates.clocks import Clock, ClockRange
from earnest.core.reading.dates.lexer import Tokens
from earnest.core.reading.dates.model import Precision
from earnest.core.reading.dates.parse_numbers import amount, small


@dataclass(frozen=True, slots=True)
class Spoken:
    """A clock with the token after it. `sure` is False for a bare number, which is a time only
    beside other words that say so."""

    clock: Clock
    end: int
    sure: bool


def clock(t: Tokens, i: int) -> Spoken | None:
    """A time of day at token `i`, with the zone that may follow."""
    if t.has(i, "approximately"):
        i += 1
    found = _fixed(t, i) or _past_or_to(t, i) or _digital(t, i) or _worded(t, i)
    if found is None:
        return None
    if t.has(found.end, "approximate_suffix"):
        j = found.end + 1
        half = "" if found.clock.half else t.name(j, "half")
        clock_ = replace(found.clock, half=half or found.clock.half, is_24=found.clock.is_24)
        found = Spoken(clock_, j + 1 if half else j, True)
    zoned = zone(t, found.end) if found.sure or t.words[found.end] == "(" else None
    zoned = zoned or (zone(t, found.end) if t.has(found.end, "zone") else None)
    if zoned:
        return Spoken(replace(found.clock, zone=zoned[0]), zoned[1], True)
    return found


def _fixed(t: Tokens, i: int) -> Spoken | None:
    """Noon, midnight, "12 noon"."""
    j = i + 1 if t.digits(i) == 12 and t.has(i + 1, "clock") else i
    minutes = t.number(j, "clock")
    if minutes is None:
        return None
    hour, minute = divmod(minutes, 60)
    shift = 1 if hour == 24 else 0
    made = Clock(hour % 24, minute, is_24=True, day_shift=shift)
    return Spoken(made, j + 1, True)


def _digital(t: Tokens, i: int) -> Spoken | None:
    value = t.digits(i)
    if value is None:
        return None
    width = len(t.words[i])
    if width > 4 or (width > 2 and (value // 100 > 23 or value % 100 > 59)):
        return None
    separated = _separated(t, i, value)
    if separated:
        return separated
    half, j = _half(t, i + 1)
    if width > 2:
        made = Clock(value // 100, value % 100, half=half, precision=Precision.MINUTE)
        padded = width == 4 and t.words[i][0] == "0"
        made = replace(made, is_24=padded or value >= 1300)
        whole = t.closes_cleanly(j) or t.has(j, "approximate_suffix")
        whole = whole or (width == 4 and t.words[j] == "-" and len(t.words[j + 1]) == 4)
        return _checked(made, j, sure=bool(half)) if whole else None
    if t.has(j, "oclock"):
        half, j = (half, j + 1) if half else _half(t, j + 1)
        return _checked(Clock(value, half=half), j, sure=True)
    if not half and t.name(i + 1, "unit") == "hour" and t.words[i + 1] == "h" and t.tight(i + 1):
        return _checked(Clock(value, is_24=True, precision=Precision.MINUTE), i + 2, sure=False)
    loose = t.words[j] in ("-", "/") or t.has(j, "approximate_suffix")
    if not (loose or t.closes_cleanly(j)):
        return None
    sure = bool(half) and not (j == i + 2 and len(t.words[i + 1]) == 1)
    return _checked(Clock(value, half=half, is_24=value > 12 or value == 0), j, sure=sure)


def _separated(t: Tokens, i: int, hour: int) -> Spoken | None:
    """Hours and minutes, and seconds: 3:15, 15h30, 8:00:31, 2.30pm."""
    sign, minute = t.words[i + 1], t.digits(i + 2)
    fits = minute is not None and len(t.words[i + 2]) == 2 and minute < 60 and len(t.words[i]) < 3
    if sign not in (":", ".", "h") or not fits or not (t.tight(i + 1) and t.tight(i + 2)):
        return None
    j, second, precision = i + 3, 0, Precision.MINUTE
    more = t.digits(j + 1)
    if sign == ":" and t.words[j] == ":" and t.tight(j) and t.tight(j + 1) and more is not None:
        if len(t.words[j + 1]) != 2 or more > 59:
            return None
        j, second, precision = j + 2, more, Precision.SECOND
    half, end = _half(t, j)
    if not (half or t.closes_cleanly(j) or t.words[j] in ("-", "/") or zone(t, j)):
        return None
    is_24 = hour > 12 or hour == 0 or sign == "h" or t.words[i][0] == "0"
    made = Clock(hour, minute or 0, second, half, is_24 and not half, precision)
    end = end + 1 if hour == 12 and t.has(end, "clock") else end
    return _checked(made, end, sure=sign != "." or bool(half))


def _half(t: Tokens, j: int) -> tuple[str, int]:
    """am or pm after a time: "pm", "p.m.", "p", "in the PM"."""
    if t.words[j] == "." and t.tight(j) and t.has(j + 1, "half") and t.tight(j + 1):
        j += 1
    half = t.name(j, "half")
    if half is None:
        return "", j
    if len(t.words[j]) == 1 and t.ends[j] - t.starts[j] == 1 and not t.tight(j):
        return "", j
    return half, j + 1


def _checked(made: Clock, end: int, *, sure: bool) -> Spoken | None:
    top = 12 if made.half else 24
    low = 1 if made.half else 0
    if not low <= made.hour <= top or made.minute > 59:
        return None
    if made.hour == 24:
        made = replace(made, hour=0, day_shift=1)
    return Spoken(made, end, sure)


def _past_or_to(t: Tokens, i: int) -> Spoken | None:
    """Half past three, a quarter to noon, 20 minutes past eight, half three."""
    counted = _minutes(t, i)
    if counted is None:
        return None
    minutes, j, sure = counted
    direction = t.number(j, "past_to")
    if direction is None:
        hour = _worded(t, j) if minutes == 30 and sure else None
        return _moved(hour, 30) if hour and hour.clock.precision is Precision.HOUR else None
    fixed = _fixed(t, j + 1)
    hour = fixed or _digital(t, j + 1) or _worded(t, j + 1)
    if hour is None or (hour.clock.minute and not hour.clock.half):
        return None
    # "10 to 12" is a range and "5 after 3" may be anything: minutes must be said to be such.
    if not (sure or fixed or (direction > 0 and minutes % 5 == 0)):
        return None
    return _moved(hour, direction * minutes)


def _minutes(t: Tokens, i: int) -> tuple[int, int, bool] | None:
    """Minutes before "past" or "to", and whether they can be nothing else."""
    quarters = t.number(i, "quarter_hours")
    if quarters is not None:
        return quarters, i + 1, True
    value = t.digits(i)
    hit = small(t, i) if value is None else (value, i + 1)
    if hit is None or hit[0] >= 60:
        return None
    said = t.name(hit[1], "unit") == "minute"
    return hit[0], hit[1] + 1 if said else hit[1], said


def _moved(hour: Spoken, minutes: int) -> Spoken | None:
    total = hour.clock.hour * 60 + minutes
    if total < 0:
        total += 24 * 60
    at, minute = divmod(total, 60)
    crossed = hour.clock.half and at == 11 and hour.clock.hour == 12
    half = {"am": "pm", "pm": "am"}[hour.clock.half] if crossed else hour.clock.half
    made = replace(hour.clock, hour=at, minute=minute, half=half, precision=Precision.MINUTE)
    return Spoken(replace(made, day_shift=0) if minutes < 0 else made, hour.end, True)


def _worded(t: Tokens, i: int) -> Spoken | None:
    """Three, ten thirty, nine fifty-nine a m, twelve oh three, six forty-three minutes."""
    hit = small(t, i)
    if hit is None or not 1 <= hit[0] <= 12 or t.has(i, "article"):
        return None
    hour, j = hit
    if t.has(j, "oclock"):
        half, end = _half(t, j + 1)
        return Spoken(Clock(hour, half=half), end, True)
    k = j + 1 if t.words[j] == "-" else j
    minute = small(t, k)
    if t.has(k, "zero"):
        k += 1 if t.words[k + 1] != "-" else 2
        minute = small(t, k)
        minute = minute if minute and minute[0] < 10 else None
    elif minute and minute[0] < 10:
        minute = None
    if minute is None:
        half, end = _half(t, j)
        return Spoken(Clock(hour, half=half), end, bool(half))
    if minute[0] > 59:
        return None
    end = minute[1] + 1 if t.name(minute[1], "unit") == "minute" else minute[1]
    half, end = _half(t, end)
    made = Clock(hour, minute[0], half=half, precision=Precision.MINUTE)
    return Spoken(made, end, bool(half))


def zone(t: Tokens, i: int) -> tuple[tzinfo, int] | None:
    """A time zone: ET, (BST), Eastern time, UTC+2."""
    bracket = t.words[i] == "("
    j = i + 1 if bracket else i
    found = t.value(j, "zone")
    if not isinstance(found, tzinfo):
        return None
    short = t.ends[j] - t.starts[j]
    if (short == 2 and not t.capital(j)) or (short == 1 and not (t.tight(j) and t.capital(j))):
        return None
    sign, hours = t.words[j + 1], t.digits(j + 2)
    j += 1
    if t.has(j - 1, "zone_base") and sign in ("+", "-") and hours is not None and hours <= 14:
        offset = timedelta(hours=hours if sign == "+" else -hours)
        found, j = timezone(offset), j + 2
    if bracket:
        return (found, j + 1) if t.words[j] == ")" else None
    return found, j


def clock_range(t: Tokens, i: int, *, near_day: bool) -> tuple[ClockRange, int] | None:
    """Two times joined: 9-11am, from 3 to 4 in the PM, between 10 and 11:30. Bare numbers on both
    sides count only between "from" or "between" and a day, or (`near_day`) beside one."""
    opened = t.has(i, "range_open")
    first = clock(t, i + 1 if opened else i)
    if first is None:
        return None
    j = first.end
    lasting = _lasting(t, j, first)
    if lasting:
        return lasting
    if not (t.has(j, "range_to") or (opened and t.has(j, "and"))):
        return None
    second = clock(t, j + 2 if t.has(j + 1, "relation") or t.words[j + 1] == "at" else j + 1)
    if second is None or not t.closes_cleanly(second.end):
        return None
    if not (first.sure or second.sure or near_day):
        return None
    one, other = first.clock, second.clock
    if other.zone and not one.zone:
        one = replace(one, zone=other.zone)
    if one.zone and not other.zone:
        other = replace(other, zone=one.zone)
    return ClockRange(one, other), second.end


def _lasting(t: Tokens, j: int, first: Spoken) -> tuple[ClockRange, int] | None:
    """ "from 9:30am for 7 hours"."""
    if not (t.has(j, "for") and first.sure):
        return None
    length = amount(t, j + 1)
    if length is None or not length[0].is_clock:
        return None
    scale = {"hour": 3600, "minute": 60, "second": 1}
    if any(unit not in scale for _, unit in length[0].parts):
        return None
    seconds = sum(value * scale[unit] for value, unit in length[0].parts)
    return ClockRange(first.clock, None, seconds), length[1]
