"""Local days and working days: zones, changes of the clock, weekends and holidays."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.core.worktime import WorkCalendar
from tests.relations import ZONES

FRIDAY, MONDAY, TUESDAY = date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 24)
WEEKENDS = st.frozensets(st.integers(1, 7), max_size=6)
DAYS = st.dates(date(1995, 1, 1), date(2036, 1, 1))


def zone(name: str) -> WorkCalendar:
    return WorkCalendar(ZoneInfo(name))


def test_a_day_is_the_local_date() -> None:
    late = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    assert zone("America/New_York").day(late) == date(2026, 11, 18)
    assert zone("Europe/Oslo").day(late) == date(2026, 11, 19)


def test_a_day_begins_at_local_midnight_before_and_after_the_clock_changes() -> None:
    new_york = zone("America/New_York")
    assert new_york.start(date(2026, 11, 1)) == datetime(2026, 11, 1, 4, tzinfo=UTC)
    assert new_york.start(date(2026, 11, 2)) == datetime(2026, 11, 2, 5, tzinfo=UTC)


def test_a_day_whose_midnight_is_skipped_begins_when_the_clock_jumps() -> None:
    # In Beirut the clock goes from 23:59 on 28 March 2026 to 01:00 on the 29th.
    beirut = zone("Asia/Beirut")
    begins = beirut.start(date(2026, 3, 29))
    assert begins == datetime(2026, 3, 28, 22, tzinfo=UTC)
    assert beirut.day(begins) == date(2026, 3, 29)
    assert beirut.day(begins - timedelta(seconds=1)) == date(2026, 3, 28)


def test_a_day_whose_midnight_comes_twice_begins_with_the_first() -> None:
    # In Havana the clock goes back from 01:00 to 00:00 on 1 November 2026.
    havana = zone("America/Havana")
    assert havana.start(date(2026, 11, 1)) == datetime(2026, 11, 1, 4, tzinfo=UTC)


@given(st.sampled_from(ZONES), DAYS)
def test_a_day_lasts_from_its_start_to_the_start_of_the_next(name: str, day: date) -> None:
    calendar = zone(name)
    begins, ends = calendar.start(day), calendar.start(day + timedelta(days=1))
    assert calendar.day(begins - timedelta(microseconds=1)) < day
    # Apia skipped a whole day when it changed sides of the date line: that day has no moment.
    assert begins == ends or calendar.day(begins) == day
    assert begins == ends or calendar.day(ends - timedelta(microseconds=1)) == day


def test_weekends_and_holidays_are_not_worked() -> None:
    calendar = WorkCalendar(holidays=frozenset({MONDAY}))
    assert calendar.is_working(FRIDAY)
    assert not calendar.is_working(date(2026, 11, 21))
    assert not calendar.is_working(MONDAY)
    assert calendar.next_working(date(2026, 11, 21)) == TUESDAY
    assert calendar.next_working(FRIDAY) == FRIDAY
    assert calendar.add_working(FRIDAY, 1) == TUESDAY


def test_a_weekend_may_lie_on_other_days() -> None:
    gulf = WorkCalendar(weekend=frozenset({5, 6}))
    assert gulf.add_working(date(2026, 11, 19), 1) == date(2026, 11, 22)


def test_a_calendar_without_working_days_gives_the_day_back() -> None:
    never = WorkCalendar(weekend=frozenset(range(1, 8)))
    assert never.next_working(FRIDAY) == FRIDAY


@given(DAYS, st.integers(0, 40), WEEKENDS, st.frozensets(st.integers(0, 60), max_size=6))
def test_working_days_between_are_those_one_counts(
    start: date, length: int, weekend: frozenset[int], off: frozenset[int]
) -> None:
    calendar = WorkCalendar(
        weekend=weekend, holidays=frozenset(start + timedelta(days=step) for step in off)
    )
    days = [start + timedelta(days=step) for step in range(1, length + 1)]
    end = start + timedelta(days=length)
    assert calendar.working_between(start, end) == sum(map(calendar.is_working, days))
    assert calendar.working_between(end, start) == 0


@given(DAYS, st.integers(0, 12), WEEKENDS)
def test_adding_working_days_passes_that_many(
    start: date, count: int, weekend: frozenset[int]
) -> None:
    calendar = WorkCalendar(weekend=weekend)
    assert calendar.working_between(start, calendar.add_working(start, count)) == count


@pytest.mark.parametrize(
    ("hours", "days"), [(-30, 0), (0, 0), (10.3, 0), (10.4, 1), (34.3, 1), (34.4, 2)]
)
def test_days_since_are_counted_as_people_do(hours: float, days: int) -> None:
    at = datetime(2026, 11, 18, 13, 40, tzinfo=UTC)
    assert WorkCalendar().days_since(at, at + timedelta(hours=hours)) == days
