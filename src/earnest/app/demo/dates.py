"""The demo's days: relative to the moment it is built, and never on a day nobody works."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from random import Random

from earnest.core.worktime import WorkCalendar


@dataclass(frozen=True, slots=True)
class Day:
    """A day as texts name it: "{x}" is "10 November", "{x.full}" "Tuesday 10 November",
    "{x.weekday}" "Tuesday"."""

    date: date

    def __str__(self) -> str:
        return f"{self.date.day} {self.date:%B}"

    @property
    def full(self) -> str:
        """With its weekday."""
        return f"{self.date:%A} {self}"

    @property
    def weekday(self) -> str:
        """The weekday alone."""
        return f"{self.date:%A}"


@dataclass(frozen=True, slots=True)
class Timeline:
    """Where `now` is, and which days are worked."""

    now: datetime
    calendar: WorkCalendar

    def day(self, ago: int) -> Day:
        """The day `ago` days before today (negative: ahead), moved away from today to a worked
        one: what is past stays past, what is ahead stays ahead."""
        day = self.calendar.day(self.now) - timedelta(days=ago)
        step = timedelta(days=-1 if ago >= 0 else 1)
        for _ in range(30):
            if self.calendar.is_working(day):
                break
            day += step
        return Day(day)

    def moment(self, day: Day, clock: str, zone: tzinfo, random: Random) -> datetime:
        """A moment of that day: at "HH:MM" in `zone`, or at some business hour."""
        if clock:
            at = time.fromisoformat(clock)
        else:
            at = time(random.randint(8, 16), random.randint(0, 59))
        return datetime.combine(day.date, at, zone)
