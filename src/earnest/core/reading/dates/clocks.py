"""Times of day: what o'clock was said, which half of the day was meant, and parts of the day."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from earnest.core.reading.dates.frame import DAY, Frame, shift
from earnest.core.reading.dates.model import Precision, Span

NOON = 12
FIRST_WORKING_HOUR = 7
_FINENESS = [Precision.SECOND, Precision.MINUTE, Precision.HOUR, Precision.PART]


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

    @property
    def minutes(self) -> float:
        """Minutes since midnight; only of a settled clock."""
        return self.hour * 60 + self.minute + self.second / 60

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
        guess = self._at(hour + NOON if hour < FIRST_WORKING_HOUR else hour)
        late = 0 <= guess.minutes <= not_before and guess.hour < NOON
        return self._at(guess.hour + NOON) if late else guess

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
        last = self.last
        if last is None:
            return self.first.settled(part), None
        first = self._first(last).settled(part)
        if last.half or last.is_24:
            return first, last.settled(part)
        end = last.settled(part, first.minutes)
        if part and end.minutes <= first.minutes:
            end = last.settled("", first.minutes)
        return first, end

    def _first(self, last: Clock) -> Clock:
        """The first end with the half of the day that the last one says: "9.30-4.30pm" begins in
        the morning, "1-3pm" does not."""
        first = self.first
        if first.half or first.is_24 or not last.half:
            return first
        same = replace(first, half=last.half)
        if same.settled().minutes < last.settled().minutes:
            return same
        return replace(first, half="am" if last.half == "pm" else "pm")


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


def part_span(frame: Frame, part: str, day: datetime, edge: str = "") -> Span:
    """A part of a day, or its first or second half for "early" and "late"."""
    own = frame.ways.parts.get(f"{edge} {part}")
    low, high = own or _halved(frame.ways.parts[part], edge)
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
