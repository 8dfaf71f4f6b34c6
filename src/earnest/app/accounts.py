"""One account: its standing, reasons, clocks, people, what is open, and the timeline of touches."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Paginator
from django.db.models import Q

from earnest.app.today import Row, judged_row, local_time, rows_for
from earnest.core.errors import NotFoundError, UsageError
from earnest.db.models import (
    Account,
    Contact,
    Restraint,
    Touch,
    Workspace,
)

PAGE = 50


@dataclass(frozen=True, slots=True)
class Person:
    """A contact as the account page shows it. `addresses` are (address, why it is theirs)."""

    id: int
    name: str
    title: str
    addresses: tuple[tuple[str, str], ...]
    phones: tuple[tuple[str, str], ...]
    zone: str
    local: datetime | None


@dataclass(frozen=True, slots=True)
class TouchLine:
    """A touch in the timeline; `message_id` opens the mail it was read from."""

    id: int
    at: datetime
    medium: str
    direction: str
    outcome: str
    contact: str
    summary: str
    message_id: int | None


@dataclass(frozen=True, slots=True)
class RestraintLine:
    """A restraint in force or past, with the words it came from."""

    id: int
    kind: str
    scope: str
    contact: str
    since: datetime
    until: date | None
    words: str
    message_id: int | None


@dataclass(frozen=True, slots=True)
class AccountView:
    """Everything the account page and `earnest why` show."""

    row: Row
    domains: tuple[str, ...]
    status_why: str
    cadence_days: int
    cadence_why: str
    people: tuple[Person, ...]
    restraints: tuple[RestraintLine, ...]
    touches: tuple[TouchLine, ...]
    touch_count: int
    page: int
    pages: int


def account_view(
    workspace: Workspace, account_id: int, *, now: datetime, page: int = 1
) -> AccountView:
    """One account as of `now`. Raises NotFoundError for an account not in this workspace."""
    account = Account.objects.of(workspace).filter(pk=account_id).first()
    if account is None:
        raise NotFoundError("There is no such account.", "Search for it by name.")
    standing = judged_row(workspace, account.pk, now)
    (row,) = rows_for(workspace, [standing], now)
    touches = (
        Touch.objects.of(workspace)
        .filter(account=account, at__lte=now)
        .order_by("-at", "-pk")
        .select_related("contact", "message")
    )
    pages = Paginator(touches, PAGE)
    shown = pages.get_page(page)
    return AccountView(
        row=row,
        domains=tuple(account.domains.order_by("domain").values_list("domain", flat=True)),
        status_why=account.status_why,
        cadence_days=standing.cadence_days,
        cadence_why=standing.cadence_why,
        people=_people(workspace, account, now),
        restraints=_restraints(workspace, account, now),
        touches=tuple(_touch(touch) for touch in shown),
        touch_count=pages.count,
        page=shown.number,
        pages=pages.num_pages,
    )


def _people(workspace: Workspace, account: Account, now: datetime) -> tuple[Person, ...]:
    people = (
        Contact.objects.of(workspace)
        .filter(account=account)
        .order_by("pk")
        .prefetch_related("addresses", "phones")
    )
    return tuple(
        Person(
            id=person.pk,
            name=person.name,
            title=person.title,
            addresses=tuple((item.email, item.why) for item in person.addresses.all()),
            phones=tuple((item.number, item.kind) for item in person.phones.all()),
            zone=person.zone,
            local=local_time(person.zone, now),
        )
        for person in people
    )


def _restraints(workspace: Workspace, account: Account, now: datetime) -> tuple[RestraintLine, ...]:
    rows = (
        Restraint.objects.of(workspace)
        .filter(account=account, since__lte=now)
        .order_by("-since", "-pk")
        .select_related("contact")
    )
    return tuple(
        RestraintLine(
            id=row.pk,
            kind=row.kind,
            scope=row.scope,
            contact=row.contact.name if row.contact else "",
            since=row.since,
            until=row.until,
            words=row.words,
            message_id=row.message_id,
        )
        for row in rows
    )


def _touch(touch: Touch) -> TouchLine:
    return TouchLine(
        id=touch.pk,
        at=touch.at,
        medium=touch.medium,
        direction=touch.direction,
        outcome=touch.outcome,
        contact=touch.contact.name,
        summary=touch.summary or (touch.message.subject if touch.message else ""),
        message_id=touch.message_id,
    )


def account_find(workspace: Workspace, name: str) -> Account:
    """The one account meant by a name, domain, address or id. Raises NotFoundError, or UsageError
    naming the candidates when several fit."""
    wanted = name.strip()
    scope = Account.objects.of(workspace)
    exact = list(
        scope.filter(
            Q(name__iexact=wanted)
            | Q(domains__domain__iexact=wanted)
            | Q(contacts__addresses__email__iexact=wanted)
            | Q(contacts__name__iexact=wanted)
        ).distinct()[:6]
    )
    if not exact and wanted.isdecimal() and len(wanted) < 19:
        exact = list(scope.filter(pk=int(wanted)))
    found = exact or list(
        scope.filter(Q(name__icontains=wanted) | Q(contacts__name__icontains=wanted))
        .distinct()
        .order_by("name")[:6]
    )
    if not found:
        raise NotFoundError(
            f"No account matches {wanted!r}.", "Try part of the company's or the person's name."
        )
    if len(found) > 1:
        names = ", ".join(f"{account.name} ({account.pk})" for account in found[:5])
        raise UsageError(
            f"Several accounts match {wanted!r}: {names}.", "Say the number in brackets."
        )
    return found[0]
