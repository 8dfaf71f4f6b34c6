"""The gate: may this person be contacted by this medium now, and if not, why and until when.

It is asked by everything that lists or proposes contact, and it denies when it does not know
(product.md section 5, rule 1).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from earnest.core.facts import Contact, Medium, Ref, Restraint, RestraintKind, Scope
from earnest.core.worktime import WorkCalendar


@dataclass(frozen=True, slots=True)
class Permission:
    """The gate's answer. When not allowed, `code` names the kind of limit, `until` the first day
    it may be asked again (None: no such day is known) and `ref` the evidence."""

    allowed: bool
    code: str = ""
    until: date | None = None
    ref: Ref | None = None
    words: str = ""


ALLOWED = Permission(True)


def binds(restraint: Restraint, contact: int | None, now: datetime) -> bool:
    """Whether a restraint was made by `now` and is about this contact (None: the whole company)."""
    if restraint.since > now:
        return False
    return restraint.scope is Scope.COMPANY or restraint.contact == contact


def may_contact(
    contact: Contact,
    restraints: Iterable[Restraint],
    *,
    now: datetime,
    calendar: WorkCalendar,
    medium: Medium | None = None,
) -> Permission:
    """Whether `contact` may be contacted now, by `medium` when one is given (else by any at all).

    A stop outweighs everything; then a date they named; then attempts used up, media refused and
    quiet hours. Quiet hours bind only a contact whose zone is known or, where it is not known,
    deny: we cannot say what time it is there.
    """
    mine = [item for item in restraints if binds(item, contact.id, now)]
    for check in (_stopped, _not_before, _used_up):
        found = check(mine, now, calendar)
        if found:
            return found
    if medium is not None:
        for item in mine:
            if item.kind is RestraintKind.MEDIUM and item.medium is medium:
                return _deny("medium", item)
    for item in mine:
        if item.kind is RestraintKind.QUIET_HOURS and _is_quiet(item, contact, now):
            return _deny("quiet-hours", item)
    return ALLOWED


def _deny(code: str, item: Restraint, until: date | None = None) -> Permission:
    return Permission(False, code, until, item.ref, item.words)


def _stopped(mine: list[Restraint], now: datetime, calendar: WorkCalendar) -> Permission | None:
    stops = [item for item in mine if item.kind is RestraintKind.STOP]
    if not stops:
        return None
    # A stop for the whole company says more than one for the person.
    widest = min(stops, key=lambda item: (item.scope is not Scope.COMPANY, item.since, item.id))
    return _deny("stop", widest)


def _not_before(mine: list[Restraint], now: datetime, calendar: WorkCalendar) -> Permission | None:
    today = calendar.day(now)
    waits = [
        item
        for item in mine
        if item.kind is RestraintKind.NOT_BEFORE and (item.until is None or item.until > today)
    ]
    if not waits:
        return None
    last = max(waits, key=lambda item: (item.until or date.max, item.id))
    return _deny("not-before", last, last.until)


def _used_up(mine: list[Restraint], now: datetime, calendar: WorkCalendar) -> Permission | None:
    used = [item for item in mine if item.kind is RestraintKind.ATTEMPTS_USED]
    return _deny("attempts-used", used[0], used[0].until) if used else None


def _is_quiet(item: Restraint, contact: Contact, now: datetime) -> bool:
    if item.hours is None:
        return True
    try:
        local = now.astimezone(ZoneInfo(contact.zone)) if contact.zone else None
    except (ZoneInfoNotFoundError, ValueError):
        local = None
    if local is None:
        return True
    first, last = item.hours
    return not first <= local.hour < last
