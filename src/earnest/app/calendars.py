"""The workspace's calendar of working days, from its zone and country."""

from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from earnest.core.worktime import WorkCalendar
from earnest.db.models import Workspace

YEARS_AROUND = 3


def calendar_for(workspace: Workspace, year: int) -> WorkCalendar:
    """Working days around `year` as the workspace counts them."""
    return _calendar(workspace.time_zone, workspace.country, year)


@lru_cache(maxsize=64)
def _calendar(zone: str, country: str, year: int) -> WorkCalendar:
    years = range(year - YEARS_AROUND, year + YEARS_AROUND + 1)
    try:
        days: frozenset[date] = frozenset(holidays.country_holidays(country, years=years))
    except NotImplementedError:
        # A country the library does not know has weekends only.
        days = frozenset()
    return WorkCalendar(zone=ZoneInfo(zone), holidays=days)
