"""Times of day: what o'clock was said, which half of the day was meant, and parts of the day."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from earnest.core.reading.dates.frame import DAY, Frame, shift
from earnest.core.reading.dates.model import Precision, Span

NOON = 12


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as said. `half` is am, pm, or empty where only the hour was said; `is_24` marks
    times that cannot be meant otherwise (15:00, 07:30, noon). `precision` is the finest part said.
    """

    hour: int
    minute: int = 0
    second: int = 0
    half: str = ""
    is_24: bool = False
    precision: Precision = Precision.HOUR
    zone: tzinfo | None = None
    day_shift: int = 0

    def minutes(self, hour: int) -> float:
        """Minutes of the day were it this hour."""
        return hour * 60 + self.minute + self.second / 60

    def settled(self, part: str = "", not_before: float = -1) -> "Clock":
        """The same as a time of 24 hours: by am or pm, by the part of the day, else the one that
        falls in working hours (1 to 6 are afternoon); `not_before` moves it into the afternoon
        when it would end before it begins."""
        if self.is_24:
            return self
        hour = self.hour % NOON
        if self.half:
            return self._at(hour + (NOON if self.half == "pm" else 0))
        if part in ("afternoon", "evening", "night", "tonight", "lunch"):
            late = part in ("night", "tonight", "evening") and self.hour == NOON
            return replace(self._at(0), day_shift=1) if late else self._at(hour + NOON)
        if part == "morning":
            return self._at(hour)
        guess = hour + NOON if hour < 7 else hour
        if not_before >= 0 and self.minutes(guess) <= not_before and guess < NOON:
            guess += NOON
        return self._at(guess)

    def _at(self, hour: int) -> "Clock":
        return replace(self, hour=hour, is_24=True)

    def on(self, day: datetime) -> datetime:
        """The moment on a day; only for a settled clock."""
        base = day + timedelta(days=self.day_shift)
        return base + timedelta(hours=self.hour, minutes=self.minute, seconds=self.second)


@dataclass(frozen=True, slots=True)
class ClockRange:
    """From one time of day to another, or for a length of time in seconds."""

    first: Clock
    last: Clock | None
    seconds: float = 0

    def settled(self, part: str = "") -> tuple[Clock, Clock | None]:
        """Both ends as times of 24 hours: the half of the day said with one goes for the other
        where that keeps them in order."""
        first, last = self.first, self.last
        if last is None:
            return first.settled(part), None
        if last.half and not first.half and not first.is_24:
            same = replace(first, half=last.half).settled()
            fits = same.minutes(same.hour) < last.settled().minutes(last.settled().hour)
            first = same if fits else replace(first, half="am" if last.half == "pm" else "pm")
        first = first.settled(part)
        if first.is_24 and not last.half and not last.is_24:
            last = last.settled(part if part else "", first.minutes(first.hour))
            if part and last.minutes(last.hour) <= first.minutes(first.hour):
                last = replace(self.last or last, is_24=False).settled(
                    "", first.minutes(first.hour)
                )
        return first, last.settled(part)


def clock_span(clock: Clock, day: datetime, part: str = "") -> Span:
    """The moment a clock names on a day."""
    settled = clock.settled(part)
    moment = settled.on(day)
    return Span(moment, moment, settled.precision, settled.zone)


def clock_range_spans(
    frame: Frame, spoken: ClockRange, day: datetime, part: str
) -> tuple[Span, Span]:
    """Both ends of a clock range on a day; an end before its beginning is of the next day."""
    first, last = spoken.settled(part)
    start = first.on(day)
    zone = first.zone or (last.zone if last else None)
    if last is None:
        end = shift(frame, start, spoken.seconds, "second")
        precision = Precision.MINUTE if spoken.seconds % 3600 else first.precision
    else:
        end = last.on(day)
        end = end if end > start else end + DAY
        precision = min(first.precision, last.precision, key=_FINENESS.index)
    one = Span(start, start, precision, zone)
    return one, Span(end, end, precision, zone)


_FINENESS = [Precision.SECOND, Precision.MINUTE, Precision.HOUR, Precision.PART]


def part_span(frame: Frame, part: str, day: datetime, edge: str = "") -> Span:
    """A part of a day, or its first or second half for "early" and "late"."""
    low, high = (
        frame.ways.parts[f"{edge} {part}"]
        if f"{edge} {part}" in frame.ways.parts
        else (_halved(frame.ways.parts[part], edge))
    )
    if low == high:
        moment = datetime.combine(day.date(), frame.ways.end_of_day)
        return Span(moment, moment, Precision.PART)
    start = day + timedelta(hours=low)
    end = day + timedelta(hours=high)
    return Span(start, end, Precision.PART)


def _halved(hours: tuple[float, float], edge: str) -> tuple[float, float]:
    low, high = hours
    middle = low + (high - low) / 2
    if edge in ("early", "start", "earlier"):
        return low, middle
    if edge in ("late", "end", "later"):
        return middle, high
    return low, high
