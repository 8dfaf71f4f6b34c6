"""The gate, asked for rows of the record: who may be contacted now, and by which medium."""

from collections.abc import Iterable
from datetime import datetime

from earnest.app.calendars import calendar_for
from earnest.core import facts
from earnest.core.restraint import Permission, may_contact
from earnest.db.models import Contact, Restraint, Workspace


def permissions(
    workspace: Workspace,
    contacts: Iterable[Contact],
    *,
    now: datetime,
    media: Iterable[facts.Medium] = (facts.Medium.PHONE, facts.Medium.EMAIL),
) -> dict[int, dict[facts.Medium, Permission]]:
    """The gate's answer for each contact and medium, by contact id, with one query for all."""
    people = list(contacts)
    calendar = calendar_for(workspace, now.year)
    limits: dict[int, list[facts.Restraint]] = {}
    rows = Restraint.objects.of(workspace).filter(account__in={one.account_id for one in people})
    for row in rows.order_by("pk"):
        limits.setdefault(row.account_id, []).append(restraint_fact(row))
    wanted = tuple(media)
    return {
        one.pk: {
            medium: may_contact(
                facts.Contact(one.pk, one.name, one.zone, one.reachable),
                limits.get(one.account_id, ()),
                now=now,
                calendar=calendar,
                medium=medium,
            )
            for medium in wanted
        }
        for one in people
    }


def restraint_fact(row: Restraint) -> facts.Restraint:
    """A row as the core's value."""
    hours = None
    if row.hour_from is not None and row.hour_to is not None:
        hours = (row.hour_from, row.hour_to)
    return facts.Restraint(
        id=row.pk,
        kind=facts.RestraintKind(row.kind),
        scope=facts.Scope(row.scope),
        since=row.since,
        contact=row.contact_id,
        until=row.until,
        medium=facts.Medium(row.medium) if row.medium else None,
        hours=hours,
        words=row.words,
        ref=facts.Ref("restraint", row.pk),
    )
