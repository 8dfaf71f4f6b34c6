"""What machines reported, applied to the record: addresses that are gone, meetings on and off."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from earnest.core import facts
from earnest.core.notices import (
    MeetingNotice,
    MeetingTouch,
    calendar_time,
    meeting_touches,
)
from earnest.core.reading.calendar_notice import CalendarAct
from earnest.core.reading.kind import Kind
from earnest.db.models import ContactAddress, Message, OwnIdentity, Touch, Workspace

PREFIX = "notice:"
_COLUMNS = ("account_id", "contact_id", "at", "direction", "outcome", "summary")
_CHUNK = 400


def notices_apply(workspace: Workspace) -> set[int]:
    """Mark the addresses that are gone and bring the meetings that notices tell of into the record.
    Returns the accounts whose touches changed. Doing it again changes nothing."""
    _addresses(workspace)
    wanted = {_key(touch): touch for touch in meeting_touches(_meetings(workspace))}
    kept = Touch.objects.of(workspace).filter(key__startswith=PREFIX)
    existing = {key: (pk, values) for pk, key, *values in kept.values_list("pk", "key", *_COLUMNS)}
    accounts = _accounts(workspace, {touch.notice.contact for touch in wanted.values()})
    fresh = []
    changed: set[int] = set()
    for key, touch in wanted.items():
        row = _row(workspace, key, touch, accounts[touch.notice.contact])
        before = existing.get(key)
        if before and before[1] == [getattr(row, name) for name in _COLUMNS]:
            del existing[key]
            continue
        fresh.append(row)
        changed.add(row.account_id)
    gone = [pk for pk, _ in existing.values()]
    changed |= {values[0] for _, values in existing.values()}
    for begin in range(0, len(gone), _CHUNK):
        Touch.objects.of(workspace).filter(pk__in=gone[begin : begin + _CHUNK]).delete()
    Touch.objects.bulk_create(fresh, batch_size=500)
    return changed


def _addresses(workspace: Workspace) -> None:
    """An address is gone from the last report that says so, unless mail came from it since. It is
    the address that is marked, never the person."""
    failed: dict[str, datetime] = {}
    rows = Message.objects.of(workspace).filter(kind=Kind.BOUNCE.value).exclude(notice={})
    for notice, at in rows.order_by("at", "pk").values_list("notice", "at"):
        if at is not None:
            failed.update(dict.fromkeys(notice.get("gone", ()), at))
    emails = sorted(failed)
    for begin in range(0, len(emails), _CHUNK):
        part = emails[begin : begin + _CHUNK]
        wrote = Message.objects.of(workspace).filter(sender__in=part, at__isnull=False)
        heard = dict(wrote.order_by("at").values_list("sender", "at"))
        for row in ContactAddress.objects.of(workspace).filter(email__in=part):
            since = heard.get(row.email)
            want = None if since and since > failed[row.email] else failed[row.email]
            if row.failed_at != want:
                row.failed_at = want
                row.save(update_fields=["failed_at"])


def _meetings(workspace: Workspace) -> Iterator[MeetingNotice]:
    """Every calendar notice, once for each contact it went between us and."""
    known = dict(ContactAddress.objects.of(workspace).values_list("email", "contact"))
    ours = _Ours(workspace)
    rows = (
        Message.objects.of(workspace)
        .filter(kind=Kind.CALENDAR.value, at__isnull=False)
        .exclude(notice={})
        .values_list("pk", "at", "offset", "sender", "parties", "notice")
    )
    for pk, at, offset, sender, parties, notice in rows.iterator(chunk_size=500):
        if at is None:
            continue
        if sender in known:
            people, direction = {known[sender]}, facts.Direction.IN
        elif ours.owns(sender):
            people = {known[email] for _, email, _ in parties if email in known}
            direction = facts.Direction.OUT
        else:
            continue
        for contact in sorted(people):
            summary = notice.get("summary", "")
            yield MeetingNotice(
                message=pk,
                contact=contact,
                at=at,
                direction=direction,
                act=CalendarAct(notice["act"]),
                meeting=notice.get("uid") or f"words:{summary.lower()}",
                starts=calendar_time(notice.get("starts", ""), notice.get("zone", ""), offset),
                summary=summary,
            )


class _Ours:
    """Whether an address is one of ours."""

    def __init__(self, workspace: Workspace) -> None:
        self.kinds: defaultdict[str, set[str]] = defaultdict(set)
        for kind, value in OwnIdentity.objects.of(workspace).values_list("kind", "value"):
            self.kinds[kind].add(value)

    def owns(self, email: str) -> bool:
        domain = email.rpartition("@")[2]
        return email in self.kinds["address"] or any(
            domain == own or domain.endswith(f".{own}") for own in self.kinds["domain"]
        )


def _accounts(workspace: Workspace, contacts: Iterable[int]) -> dict[int, int]:
    wanted = sorted(contacts)
    found: dict[int, int] = {}
    for begin in range(0, len(wanted), _CHUNK):
        rows = ContactAddress.objects.of(workspace).filter(
            contact__in=wanted[begin : begin + _CHUNK]
        )
        found.update(rows.values_list("contact", "contact__account"))
    return found


def _key(touch: MeetingTouch) -> str:
    return f"{PREFIX}{touch.notice.message}:{touch.notice.contact}"


def _row(workspace: Workspace, key: str, touch: MeetingTouch, account: int) -> Touch:
    return Touch(
        workspace=workspace,
        account_id=account,
        contact_id=touch.notice.contact,
        key=key,
        at=touch.at,
        medium=facts.Medium.IN_PERSON.value,
        direction=touch.notice.direction.value,
        outcome=touch.outcome.value,
        summary=touch.notice.summary,
        message_id=touch.notice.message,
    )
