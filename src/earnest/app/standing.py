"""The cached standings: refreshed for what changed, turned by time, rebuilt from the record."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from earnest.app.calendars import calendar_for
from earnest.app.facts import load_facts
from earnest.core.facts import AccountFacts, Ref, Touch
from earnest.core.ranking import Judgement, judge
from earnest.core.standing import Flag, Reason
from earnest.db.models import CachedStanding, Workspace

BATCH = 500


def standing_refresh(workspace: Workspace, *, account_ids: Iterable[int], now: datetime) -> int:
    """Judge these accounts again and keep the result. Returns how many were judged."""
    return _store(workspace, load_facts(workspace, account_ids), now)


def standing_rebuild(workspace: Workspace, *, now: datetime) -> int:
    """Throw the cache away and judge every account from the record."""
    with transaction.atomic():
        CachedStanding.objects.of(workspace).delete()
        return _store(workspace, load_facts(workspace), now)


def standing_turn(workspace: Workspace, *, now: datetime) -> int:
    """Judge again the accounts whose turning point has come; nobody else costs anything."""
    due = list(
        CachedStanding.objects.of(workspace)
        .filter(turns_at__lte=now)
        .order_by("turns_at")
        .values_list("account_id", flat=True)
    )
    return standing_refresh(workspace, account_ids=due, now=now) if due else 0


def _store(workspace: Workspace, facts: Iterable[AccountFacts], now: datetime) -> int:
    calendar = calendar_for(workspace, now.year)
    count = 0
    batch: list[CachedStanding] = []
    for account in facts:
        batch.append(standing_row(workspace, account.id, judge(account, now, calendar)))
        count += 1
        if len(batch) >= BATCH:
            _save(batch)
            batch = []
    _save(batch)
    return count


_FIELDS = [
    field.name
    for field in CachedStanding._meta.concrete_fields
    if field.name not in {"account", "workspace"}
]


def _save(batch: list[CachedStanding]) -> None:
    if batch:
        CachedStanding.objects.bulk_create(
            batch, update_conflicts=True, unique_fields=["account"], update_fields=_FIELDS
        )


def standing_row(workspace: Workspace, account_id: int, found: Judgement) -> CachedStanding:
    """A judgement as the row that caches it."""
    where, clocks = found.standing, found.standing.clocks
    return CachedStanding(
        workspace=workspace,
        account_id=account_id,
        contact_id=where.contact,
        state=where.state.value,
        flags=sorted(flag.value for flag in where.flags),
        reasons=[reason_out(reason) for reason in where.reasons],
        urgency=found.urgency,
        chance=found.chance,
        worth=found.worth,
        parts=[[part.name, part.points, part.most] for part in found.parts],
        listed=found.listed,
        cadence_days=where.cadence.days,
        cadence_why=where.cadence.why,
        last_attempt=_at(clocks.last_attempt),
        last_conversation=_at(clocks.last_conversation),
        last_word=_at(clocks.last_word),
        unanswered=len(clocks.attempts),
        conversations=clocks.conversations,
        turns_at=found.turns_at,
    )


def _at(touch: Touch | None) -> datetime | None:
    return touch.at if touch else None


def reason_out(reason: Reason) -> dict[str, Any]:
    """A reason as JSON keeps it, without what is empty."""
    values: dict[str, Any] = {"code": reason.code}
    if reason.refs:
        values["refs"] = [[ref.kind, ref.id] for ref in reason.refs]
    if reason.since:
        values["since"] = reason.since.isoformat()
    if reason.due:
        values["due"] = reason.due.isoformat()
    for name in ("number", "words", "contact"):
        if getattr(reason, name) not in (None, ""):
            values[name] = getattr(reason, name)
    return values


def reason_in(values: dict[str, Any]) -> Reason:
    """A reason as it was before it was kept."""
    return Reason(
        code=values["code"],
        refs=tuple(Ref(kind, pk) for kind, pk in values.get("refs", ())),
        since=datetime.fromisoformat(values["since"]) if "since" in values else None,
        due=date.fromisoformat(values["due"]) if "due" in values else None,
        number=values.get("number"),
        words=values.get("words", ""),
        contact=values.get("contact"),
    )


def flags_in(values: Iterable[str]) -> frozenset[Flag]:
    """Flags as they were before they were kept."""
    return frozenset(Flag(value) for value in values)
