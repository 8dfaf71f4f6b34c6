"""Rows of the record turned into the core's facts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from typing import Any

from earnest.app.restraint import restraint_fact
from earnest.core import facts
from earnest.db.models import (
    Account,
    Commitment,
    Contact,
    Misstep,
    Opportunity,
    Restraint,
    ServiceMetric,
    Touch,
    Workspace,
)

CHUNK = 500


def load_facts(
    workspace: Workspace, account_ids: Iterable[int] | None = None
) -> Iterator[facts.AccountFacts]:
    """The facts of the given accounts (None: of all), in order of account id, a few hundred
    accounts in memory at a time."""
    if account_ids is None:
        ids = list(Account.objects.of(workspace).order_by("pk").values_list("pk", flat=True))
    else:
        ids = sorted(set(account_ids))
    for begin in range(0, len(ids), CHUNK):
        yield from _load(workspace, ids[begin : begin + CHUNK])


def _load(workspace: Workspace, ids: Sequence[int]) -> Iterator[facts.AccountFacts]:
    scope = {"workspace": workspace, "account__in": ids}
    parts = {
        "contacts": _grouped(_contacts(scope)),
        "touches": _grouped(_touches(scope)),
        "commitments": _grouped(_commitments(scope)),
        "restraints": _grouped(_restraints(scope)),
        "opportunities": _grouped(_opportunities(scope)),
        "missteps": _grouped(_missteps(scope)),
        "breaches": _grouped(_breaches(scope)),
    }
    rows = Account.objects.of(workspace).filter(pk__in=ids).order_by("pk")
    for pk, name, status, cadence in rows.values_list("pk", "name", "status", "cadence_days"):
        yield facts.AccountFacts(
            id=pk,
            name=name,
            status=facts.AccountStatus(status),
            cadence_days=cadence,
            **{key: tuple(groups[pk]) for key, groups in parts.items()},
        )


def _grouped(pairs: Iterable[tuple[int, Any]]) -> defaultdict[int, list[Any]]:
    groups: defaultdict[int, list[Any]] = defaultdict(list)
    for account, value in pairs:
        groups[account].append(value)
    return groups


def _contacts(scope: dict[str, Any]) -> Iterator[tuple[int, facts.Contact]]:
    rows = Contact.objects.filter(**scope).order_by("pk")
    for account, pk, name, zone, reachable in rows.values_list(
        "account_id", "pk", "name", "zone", "reachable"
    ):
        yield account, facts.Contact(pk, name, zone, reachable)


_TOUCH_COLUMNS = (
    "account_id", "pk", "at", "medium", "direction", "contact_id", "outcome", "thread", "question",
    "message_id",
)  # fmt: skip


def _touches(scope: dict[str, Any]) -> Iterator[tuple[int, facts.Touch]]:
    rows = Touch.objects.filter(**scope).order_by("account_id", "at", "pk")
    for row in rows.values_list(*_TOUCH_COLUMNS).iterator(chunk_size=5000):
        account, pk, at, medium, way, contact, outcome, thread, question, message = row
        ref = facts.Ref("message", message) if message else facts.Ref("touch", pk)
        touch = facts.Touch(
            at=at,
            medium=facts.Medium(medium),
            direction=facts.Direction(way),
            contact=contact,
            outcome=facts.Outcome(outcome),
            thread=thread,
            question=question,
            ref=ref,
        )
        yield account, touch


def _commitments(scope: dict[str, Any]) -> Iterator[tuple[int, facts.Commitment]]:
    for row in Commitment.objects.filter(**scope).order_by("pk"):
        yield (
            row.account_id,
            facts.Commitment(
                id=row.pk,
                side=facts.Side(row.side),
                what=row.what,
                made_at=row.made_at,
                due=row.due,
                state=facts.CommitmentState(row.state),
                closed_at=row.closed_at,
                contact=row.contact_id,
                rung=row.rung,
                ref=facts.Ref("commitment", row.pk),
            ),
        )


def _restraints(scope: dict[str, Any]) -> Iterator[tuple[int, facts.Restraint]]:
    for row in Restraint.objects.filter(**scope).order_by("pk"):
        yield row.account_id, restraint_fact(row)


def _opportunities(scope: dict[str, Any]) -> Iterator[tuple[int, facts.Opportunity]]:
    for row in Opportunity.objects.filter(**scope).order_by("pk"):
        yield (
            row.account_id,
            facts.Opportunity(row.pk, row.name, row.opened_at, row.closed_at, row.amount_minor),
        )


def _missteps(scope: dict[str, Any]) -> Iterator[tuple[int, facts.Misstep]]:
    for row in Misstep.objects.filter(**scope).order_by("pk"):
        yield row.account_id, facts.Misstep(row.pk, row.what, row.at, row.harm, row.closed_at)


def _breaches(scope: dict[str, Any]) -> Iterator[tuple[int, facts.MetricBreach]]:
    rows = ServiceMetric.objects.filter(**scope).order_by("pk").prefetch_related("actuals")
    for metric in rows:
        actuals = sorted(metric.actuals.all(), key=lambda actual: actual.day)
        if not actuals:
            continue
        last = actuals[-1]
        short = last.value_milli < metric.target_milli
        if short is not metric.higher_is_better or last.value_milli == metric.target_milli:
            continue
        yield (
            metric.account_id,
            facts.MetricBreach(
                id=metric.pk,
                name=metric.name,
                target=measure(metric.target_milli, metric.unit),
                actual=measure(last.value_milli, metric.unit),
                at=datetime.combine(last.day, time(), UTC),
            ),
        )


def measure(milli: int, unit: str) -> str:
    """A figure in thousandths with its unit, in words: 97500 and "%" give "97.5 %"."""
    whole, rest = divmod(abs(milli), 1000)
    digits = f"{whole}.{rest:03d}".rstrip("0").rstrip(".")
    return f"{'-' if milli < 0 else ''}{digits} {unit}".strip()
