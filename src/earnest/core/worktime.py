"""Working days and local days: all date arithmetic that people would argue about, in one place."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked, and in which zone a day begins.

    `weekend` holds ISO weekdays (1 Monday to 7 Sunday); `holidays` are dates not worked.
    """

    zone: tzinfo = UTC
    weekend: frozenset[int] = frozenset({6, 7})
    holidays: frozenset[date] = frozenset()

    def day(self, at: datetime) -> date:
        """The local date of a moment."""
        return at.astimezone(self.zone).date()

    def start(self, day: date) -> datetime:
        """The moment a local day begins, in UTC; right across changes of the clock."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def is_working(self, day: date) -> bool:
        """Whether the day is worked."""
        return day.isoweekday() not in self.weekend and day not in self.holidays

    def next_working(self, day: date) -> date:
        """The day itself if it is worked, else the next that is. A calendar without any working
        day within a year gives the day back."""
        for step in range(366):
            candidate = day + timedelta(days=step)
            if self.is_working(candidate):
                return candidate
        return day

    def add_working(self, day: date, count: int) -> date:
        """The date `count` working days after `day` (count >= 0)."""
        current = day
        for _ in range(count):
            current = self.next_working(current + timedelta(days=1))
        return current

    def working_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; 0 when end is not after start."""
        total = (end - start).days
        if total <= 0:
            return 0
        weeks, rest = divmod(total, 7)
        count = weeks * (7 - len(self.weekend))
        tail = start + timedelta(days=weeks * 7)
        for step in range(1, rest + 1):
            if (tail + timedelta(days=step)).isoweekday() not in self.weekend:
                count += 1
        return count - sum(
            1
            for day in self.holidays
            if start < day <= end and day.isoweekday() not in self.weekend
        )

    def days_since(self, at: datetime, now: datetime) -> int:
        """Local days from one moment to another, as people count them; never negative."""
        return max(0, (self.day(now) - self.day(at)).days)
