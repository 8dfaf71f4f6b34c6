"""The gate: may this person be contacted by this medium now, and if not, why and until when.

It is asked by everything that lists or proposes contact, and it denies when it does not know
(product.md section 5, rule 1).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from earnest.core.facts import (
    AccountFacts,
    Contact,
    Medium,
    Ref,
    Restraint,
    RestraintKind,
    Scope,
)
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
# Codes of what forbids every medium at any hour.
BINDING = frozenset({"stop", "not-before", "attempts-used"})


def binds(restraint: Restraint, contact: int | None, now: datetime) -> bool:
    """Whether a restraint was made by `now` and is about this contact (None: the whole company)."""
    if restraint.since > now:
        return False
    return restraint.scope is Scope.COMPANY or restraint.contact == contact


def without_stopped(facts: AccountFacts, now: datetime) -> AccountFacts:
    """The facts less what is void between us and a person who said stop: what they asked, what
    was promised, a date they named. None of it is a reason to call a colleague of theirs."""
    stopped = {
        item.contact
        for item in facts.restraints
        if item.kind is RestraintKind.STOP and item.scope is Scope.PERSON and item.since <= now
    }
    if not stopped:
        return facts
    return replace(
        facts,
        touches=tuple(
            replace(touch, question="") if touch.contact in stopped and touch.question else touch
            for touch in facts.touches
        ),
        commitments=tuple(item for item in facts.commitments if item.contact not in stopped),
        restraints=tuple(
            item
            for item in facts.restraints
            if item.kind is not RestraintKind.NOT_BEFORE
            or item.scope is Scope.COMPANY
            or item.contact not in stopped
        ),
    )


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
    for item in mine:
        if item.kind is RestraintKind.MEDIUM and _is_refused(medium, item, mine):
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
    last = _lasting(mine, RestraintKind.NOT_BEFORE, calendar.day(now))
    return _deny("not-before", last, last.until) if last else None


def _lasting(mine: list[Restraint], kind: RestraintKind, today: date) -> Restraint | None:
    """The one of this kind that binds longest, None when none binds any more."""
    binding = [
        item for item in mine if item.kind is kind and (item.until is None or item.until > today)
    ]
    return max(binding, key=lambda item: (item.until or date.max, item.id), default=None)


def _used_up(mine: list[Restraint], now: datetime, calendar: WorkCalendar) -> Permission | None:
    used = _lasting(mine, RestraintKind.ATTEMPTS_USED, calendar.day(now))
    return _deny("attempts-used", used, used.until) if used else None


def _is_refused(medium: Medium | None, item: Restraint, mine: list[Restraint]) -> bool:
    """Whether this refusal leaves the medium out, or with the others every medium there is."""
    if item.medium is None or item.medium is medium:
        return True
    refused = {other.medium for other in mine if other.kind is RestraintKind.MEDIUM}
    return medium is None and refused >= set(Medium)


def _is_quiet(item: Restraint, contact: Contact, now: datetime) -> bool:
    if item.hours is None:
        return True
    try:
        local = now.astimezone(ZoneInfo(contact.zone)) if contact.zone else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        local = None
    if local is None:
        return True
    first, last = item.hours
    if first <= last:
        return not first <= local.hour < last
    # A span that runs over midnight.
    return last <= local.hour < first
