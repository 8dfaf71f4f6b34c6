"""What notices of machines mean: meetings agreed, moved and called off, addresses that are gone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from earnest.core.facts import Direction, Outcome
from earnest.core.reading.bounce import Failure, FailureReason
from earnest.core.reading.calendar_notice import CalendarAct
from earnest.core.reading.kind import KindReading

# Failures that say nothing of the address: the box is full, the mail too large or not wanted.
_OF_THE_MAIL = frozenset({FailureReason.FULL, FailureReason.TOO_LARGE, FailureReason.REFUSED})
# When a meeting begins that is given by its day only.
_MORNING = 9


@dataclass(frozen=True, slots=True)
class MeetingNotice:
    """A calendar notice that went between us and one contact. `meeting` tells one meeting from
    another; `starts` is None where the time is not known."""

    message: int
    contact: int
    at: datetime
    direction: Direction
    act: CalendarAct
    meeting: str
    starts: datetime | None = None
    summary: str = ""


@dataclass(frozen=True, slots=True)
class MeetingTouch:
    """A touch that a notice makes: a meeting planned at `at`, or called off then."""

    notice: MeetingNotice
    at: datetime
    outcome: Outcome


@dataclass(slots=True)
class _Meeting:
    planned: MeetingTouch | None = None
    gone: list[MeetingTouch] = field(default_factory=list)

    def read(self, notice: MeetingNotice) -> None:
        """What a notice does to the meeting: only what was accepted is planned, and can move."""
        act, starts = notice.act, notice.starts
        if act is CalendarAct.ACCEPTED or (act in _RENEWED and self.planned):
            if starts is not None:
                self.planned = MeetingTouch(notice, starts, Outcome.PLANNED)
        elif act is CalendarAct.CANCELLED or (act is CalendarAct.DECLINED and self.planned):
            begins = starts or (self.planned.at if self.planned else None)
            if begins is None or begins > notice.at:
                # One that was over by then took place, whatever is tidied up in a calendar.
                self.planned = None
                self.gone.append(MeetingTouch(notice, notice.at, Outcome.CANCELLED))


_RENEWED = frozenset({CalendarAct.MOVED, CalendarAct.INVITED})


def meeting_touches(notices: Iterable[MeetingNotice]) -> list[MeetingTouch]:
    """The meetings that are planned and those that were called off, as notices tell of them. The
    order in which notices are given does not matter."""
    meetings: dict[tuple[int, str], _Meeting] = {}
    for notice in sorted(notices, key=lambda one: (one.at, one.message)):
        meetings.setdefault((notice.contact, notice.meeting), _Meeting()).read(notice)
    found = []
    for meeting in meetings.values():
        found += [*meeting.gone, *([meeting.planned] if meeting.planned else [])]
    return found


def calendar_time(value: str, zone: str, offset: int | None) -> datetime | None:
    """A time as calendars write it (RFC 5545, 3.3.4 and 3.3.5). One without a zone we know is in
    that of its sender, `offset` minutes east of UTC; a day alone begins in its morning. None for
    what is no time, or one whose zone nobody told."""
    text = value.strip()
    try:
        if len(text) == 8:
            moment = datetime.strptime(text, "%Y%m%d").replace(hour=_MORNING)  # noqa: DTZ007
        else:
            moment = datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007
    except ValueError:
        return None
    if text.endswith("Z"):
        return moment.replace(tzinfo=UTC)
    place = _zone(zone, offset)
    try:
        return moment.replace(tzinfo=place).astimezone(UTC) if place else None
    except OverflowError:
        return None


def _zone(name: str, offset: int | None) -> tzinfo | None:
    try:
        if name:
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    return None if offset is None else timezone(timedelta(minutes=offset))


def gone_addresses(failures: Sequence[Failure]) -> tuple[str, ...]:
    """The addresses that mail cannot reach for good, by what a delivery report says. A full box, a
    refusal or a delay says nothing of the address."""
    return tuple(
        failure.address
        for failure in failures
        if failure.address and failure.permanent and failure.reason not in _OF_THE_MAIL
    )


def notice_values(reading: KindReading) -> dict[str, Any]:
    """What to keep of a delivery report or a calendar notice, as JSON values; empty for other mail
    and for reports that change nothing."""
    if reading.bounce is not None:
        gone = gone_addresses(reading.bounce.failures)
        return {"gone": list(gone)} if gone else {}
    if reading.calendar is not None:
        notice = reading.calendar
        values = {
            "act": notice.act.value,
            "uid": notice.uid,
            "starts": notice.starts[:40],
            "zone": notice.zone,
            "summary": notice.summary[:300],
        }
        return {key: value for key, value in values.items() if value}
    return {}
