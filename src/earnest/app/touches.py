"""Touches read from mail, applied to the record as changes, and what they say of each account."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from earnest.app.facts import load_facts
from earnest.app.people import People
from earnest.core import facts
from earnest.core.mailbox.status import found_status
from earnest.core.mailbox.touches import MailTouch
from earnest.db.models import Account, Touch, Workspace

_COLUMNS = ("account_id", "contact_id", "at", "direction", "outcome", "thread", "question")


def touches_apply(workspace: Workspace, found: Iterable[MailTouch], people: People) -> set[int]:
    """Bring the record's mail touches in line with `found`. Returns the accounts whose touches
    changed in any way. `people.touches` is set to the number of touches by mail."""
    wanted = {f"mail:{touch.message}:{people.rows[touch.contact][0]}": touch for touch in found}
    people.touches = len(wanted)
    kept = Touch.objects.of(workspace).filter(key__startswith="mail:")
    existing = {
        key: (pk, values)
        for pk, key, *values in kept.values_list("pk", "key", *_COLUMNS).iterator(chunk_size=5000)
    }
    changed = set(people.changed)
    fresh: list[Touch] = []
    gone: list[int] = []
    for key, touch in wanted.items():
        row = _row(workspace, key, touch, people)
        values = [getattr(row, name) for name in _COLUMNS]
        before = existing.pop(key, None)
        if before and before[1] == values:
            continue
        if before:
            gone.append(before[0])
            changed.add(before[1][0])
        fresh.append(row)
        changed.add(row.account_id)
    for pk, values in existing.values():
        gone.append(pk)
        changed.add(values[0])
    for begin in range(0, len(gone), 500):
        Touch.objects.of(workspace).filter(pk__in=gone[begin : begin + 500]).delete()
    Touch.objects.bulk_create(fresh, batch_size=500)
    _statuses(workspace, changed)
    return set(Account.objects.of(workspace).filter(pk__in=changed).values_list("pk", flat=True))


def _row(workspace: Workspace, key: str, touch: MailTouch, people: People) -> Touch:
    contact, account = people.rows[touch.contact]
    return Touch(
        workspace=workspace,
        account_id=account,
        contact_id=contact,
        key=key,
        at=touch.at,
        medium=facts.Medium.EMAIL.value,
        direction=touch.direction.value,
        outcome=(facts.Outcome.REPLIED if touch.replied else facts.Outcome.NONE).value,
        thread=touch.thread,
        question=touch.question,
        message_id=touch.message,
    )


def _statuses(workspace: Workspace, account_ids: set[int]) -> None:
    """What the touches say an account is to us, where nobody said otherwise."""
    rows: dict[int, Any] = {
        row.pk: row
        for row in Account.objects.of(workspace).filter(pk__in=account_ids, status_set=False)
    }
    changed = []
    for account in load_facts(workspace, rows):
        status, why = found_status(account.touches)
        row = rows[account.id]
        if (row.status, row.status_why) != (status.value, why):
            row.status, row.status_why = status.value, why
            changed.append(row)
    Account.objects.of(workspace).bulk_update(changed, ["status", "status_why"], batch_size=200)


def latest_messages(found: Iterable[MailTouch], most: int = 3) -> dict[str, list[int]]:
    """The newest messages written by each contact, newest first, by contact key."""
    written: defaultdict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for touch in found:
        if touch.direction is facts.Direction.IN:
            written[touch.contact].append((touch.at, touch.message))
    return {
        key: [message for _, message in sorted(items, reverse=True)[:most]]
        for key, items in written.items()
    }
