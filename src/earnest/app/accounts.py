"""One account: its standing, reasons, clocks, people, what is open, and the timeline of touches.
And the list of all accounts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Lower

from earnest.app.facts import measure
from earnest.app.restraint import permissions
from earnest.app.standing import flags_in, standing_turn
from earnest.app.timeline import Timeline, timeline
from earnest.app.today import Row, judge_all, judged_row, local_time, rows_for
from earnest.core.errors import NotFoundError, UsageError
from earnest.core.facts import Medium
from earnest.core.standing import State
from earnest.core.wording import FLAG_WORDS, STATE_WORDS
from earnest.db.models import (
    Account,
    CachedStanding,
    Contact,
    Misstep,
    Opportunity,
    Restraint,
    ServiceMetric,
    Workspace,
)

PAGE = 100
SORTS = ("name", "silence")


@dataclass(frozen=True, slots=True)
class Person:
    """A contact as the account page shows it. `addresses` are (address, why it is theirs),
    `phones` (number, kind); `may_call` and `may_write` are the gate's answers now."""

    id: int
    name: str
    title: str
    addresses: tuple[tuple[str, str], ...]
    phones: tuple[tuple[str, str], ...]
    may_call: bool
    may_write: bool
    zone: str
    zone_why: str
    local: datetime | None


@dataclass(frozen=True, slots=True)
class RestraintLine:
    """A restraint in force or past, with the words it came from."""

    id: int
    kind: str
    scope: str
    contact: str
    since: datetime
    until: date | None
    medium: str
    hours: tuple[int, int] | None
    words: str
    message_id: int | None


@dataclass(frozen=True, slots=True)
class MisstepLine:
    """Something on our side that did harm; `harm` runs from 1 (slight) to 4 (grave)."""

    id: int
    what: str
    at: datetime
    harm: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class MetricLine:
    """An agreed measure of service: its target, and the latest actual when there is one."""

    id: int
    name: str
    target: str
    actual: str
    day: date | None


@dataclass(frozen=True, slots=True)
class AccountView:
    """Everything the account page and `earnest why` show. `under_way` are open opportunities as
    (name, when it began)."""

    row: Row
    domains: tuple[str, ...]
    status_why: str
    cadence_days: int
    cadence_why: str
    conversations: int
    people: tuple[Person, ...]
    restraints: tuple[RestraintLine, ...]
    missteps: tuple[MisstepLine, ...]
    metrics: tuple[MetricLine, ...]
    under_way: tuple[tuple[str, datetime], ...]
    timeline: Timeline


def account_view(
    workspace: Workspace, account_id: int, *, now: datetime, page: int = 1
) -> AccountView:
    """One account as of `now`. Raises NotFoundError for an account not in this workspace."""
    account = Account.objects.of(workspace).filter(pk=account_id).first()
    if account is None:
        raise NotFoundError("There is no such account.", "Search for it by name.")
    standing = judged_row(workspace, account.pk, now)
    (row,) = rows_for(workspace, [standing], now)
    return AccountView(
        row=row,
        domains=tuple(account.domains.order_by("domain").values_list("domain", flat=True)),
        status_why=account.status_why,
        cadence_days=standing.cadence_days,
        cadence_why=standing.cadence_why,
        conversations=standing.conversations,
        people=_people(workspace, account, row.contact_id, now),
        restraints=_restraints(workspace, account, now),
        missteps=_missteps(workspace, account, now),
        metrics=_metrics(workspace, account, now),
        under_way=_under_way(workspace, account, now),
        timeline=timeline(workspace, account, now=now, page=page),
    )


def _people(
    workspace: Workspace, account: Account, first: int | None, now: datetime
) -> tuple[Person, ...]:
    """The people, the one to turn to first, then in the order they were met."""
    people = (
        Contact.objects.of(workspace)
        .filter(account=account)
        .order_by("pk")
        .prefetch_related("addresses", "phones")
    )
    gate = permissions(workspace, people, now=now)
    return tuple(
        Person(
            id=person.pk,
            name=person.name,
            title=person.title,
            addresses=tuple((item.email, item.why) for item in person.addresses.all()),
            phones=tuple((item.number, item.kind) for item in person.phones.all()),
            may_call=gate[person.pk][Medium.PHONE].allowed,
            may_write=gate[person.pk][Medium.EMAIL].allowed,
            zone=person.zone,
            zone_why=person.zone_why,
            local=local_time(person.zone, now),
        )
        for person in sorted(people, key=lambda person: (person.pk != first, person.pk))
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
            medium=row.medium,
            hours=_hours(row),
            words=row.words,
            message_id=row.message_id,
        )
        for row in rows
    )


def _hours(row: Restraint) -> tuple[int, int] | None:
    if row.hour_from is None or row.hour_to is None:
        return None
    return (row.hour_from, row.hour_to)


def _missteps(workspace: Workspace, account: Account, now: datetime) -> tuple[MisstepLine, ...]:
    rows = Misstep.objects.of(workspace).filter(account=account, at__lte=now)
    return tuple(
        MisstepLine(
            row.pk, row.what, row.at, row.harm, row.closed_at is None or row.closed_at > now
        )
        for row in rows.order_by("-at", "-pk")
    )


def _metrics(workspace: Workspace, account: Account, now: datetime) -> tuple[MetricLine, ...]:
    rows = ServiceMetric.objects.of(workspace).filter(account=account, agreed_at__lte=now)
    lines = []
    for row in rows.order_by("pk").prefetch_related("actuals"):
        last = max(row.actuals.all(), key=lambda actual: actual.day, default=None)
        lines.append(
            MetricLine(
                id=row.pk,
                name=row.name,
                target=measure(row.target_milli, row.unit),
                actual=measure(last.value_milli, row.unit) if last else "",
                day=last.day if last else None,
            )
        )
    return tuple(lines)


def _under_way(
    workspace: Workspace, account: Account, now: datetime
) -> tuple[tuple[str, datetime], ...]:
    rows = Opportunity.objects.of(workspace).filter(account=account, opened_at__lte=now)
    still = rows.filter(Q(closed_at=None) | Q(closed_at__gt=now)).order_by("opened_at", "pk")
    return tuple(still.values_list("name", "opened_at"))


def account_find(workspace: Workspace, name: str) -> Account:
    """The one account meant by a name, domain, address or id. Raises NotFoundError, or UsageError
    naming the candidates when several fit."""
    # PostgreSQL takes no NUL, and nobody has one in their name.
    wanted = name.replace("\x00", "").strip()
    scope = Account.objects.of(workspace) if wanted else Account.objects.none()
    exact = list(
        scope.filter(
            Q(name__iexact=wanted)
            | Q(domains__domain__iexact=wanted)
            | Q(contacts__addresses__email__iexact=wanted)
            | Q(contacts__name__iexact=wanted)
        )
        .distinct()
        .order_by("name", "pk")[:6]
    )
    if not exact and wanted.isdecimal() and len(wanted) < 19:
        exact = list(scope.filter(pk=int(wanted)))
    found = exact or list(
        scope.filter(Q(name__icontains=wanted) | Q(contacts__name__icontains=wanted))
        .distinct()
        .order_by("name", "pk")[:6]
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


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account in the list, with its state and, in words, what stands beside it."""

    id: int
    name: str
    status: str
    state: str
    state_words: str
    flags: tuple[str, ...]
    last_conversation: datetime | None
    last_word: datetime | None
    unanswered: int
    cadence_days: int


@dataclass(frozen=True, slots=True)
class AccountList:
    """One page of the accounts in a state and of a status ("" for any). `states` and `statuses`
    count the accounts of each, under the other filter; `total` those on all pages."""

    lines: tuple[AccountLine, ...]
    state: str
    status: str
    sort: str
    states: dict[str, int]
    statuses: dict[str, int]
    total: int
    page: int
    pages: int


def account_list(
    workspace: Workspace,
    *,
    now: datetime,
    state: str = "",
    status: str = "",
    sort: str = "name",
    page: int = 1,
    as_of: bool = False,
) -> AccountList:
    """The accounts by name, or the longest without a conversation first (`sort` "silence")."""
    if as_of:
        judged = {row.account_id: row for row in judge_all(workspace, now)}
        accounts = list(Account.objects.of(workspace).order_by(Lower("name"), "pk"))
        every = [(account, judged[account.pk]) for account in accounts if account.pk in judged]
        pairs = Counter((row.state, account.status) for account, row in every)
        chosen = [pair for pair in every if _is_wanted(pair, state, status)]
        if sort == "silence":
            chosen.sort(key=_silence)
        shown: Page[Any] = Paginator(chosen, PAGE).get_page(page)
        lines = [_line(account, row) for account, row in shown]
    else:
        standing_turn(workspace, now=now)
        pairs = _pairs(workspace)
        # Only the ids are sorted: carrying every row's reasons through the sort would be slow.
        shown = Paginator(_kept(workspace, state, status, sort), PAGE).get_page(page)
        rows = CachedStanding.objects.of(workspace).select_related("account").in_bulk(list(shown))
        lines = [_line(rows[pk].account, rows[pk]) for pk in shown]
    return AccountList(
        lines=tuple(lines),
        state=state,
        status=status,
        sort=sort,
        states=_sums((s, n) for (s, t), n in pairs.items() if status in ("", t)),
        statuses=_sums((t, n) for (s, t), n in pairs.items() if state in ("", s)),
        total=shown.paginator.count,
        page=shown.number,
        pages=shown.paginator.num_pages,
    )


def _is_wanted(pair: tuple[Account, CachedStanding], state: str, status: str) -> bool:
    return state in ("", pair[1].state) and status in ("", pair[0].status)


def _silence(pair: tuple[Account, CachedStanding]) -> tuple[bool, float]:
    last = pair[1].last_conversation
    return (last is None, last.timestamp() if last else 0.0)


def _pairs(workspace: Workspace) -> Counter[tuple[str, str]]:
    rows = CachedStanding.objects.of(workspace).order_by()
    counts: Counter[tuple[str, str]] = Counter()
    for state, status, number in rows.values_list("state", "account__status").annotate(
        number=Count("*")
    ):
        counts[state, status] = number
    return counts


def _kept(
    workspace: Workspace, state: str, status: str, sort: str
) -> QuerySet[CachedStanding, int]:
    rows: QuerySet[CachedStanding, int] = CachedStanding.objects.of(workspace).values_list(
        "pk", flat=True
    )
    if state:
        rows = rows.filter(state=state)
    if status:
        rows = rows.filter(account__status=status)
    by_name = (Lower("account__name"), "account")
    if sort == "silence":
        return rows.order_by(F("last_conversation").asc(nulls_last=True), *by_name)
    return rows.order_by(*by_name)


def _sums(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for name, number in pairs:
        counts[name] += number
    return dict(counts)


def _line(account: Account, row: CachedStanding) -> AccountLine:
    flags = flags_in(row.flags)
    return AccountLine(
        id=account.pk,
        name=account.name,
        status=account.status,
        state=row.state,
        state_words=STATE_WORDS[State(row.state)],
        flags=tuple(words for flag, words in FLAG_WORDS.items() if flag in flags),
        last_conversation=row.last_conversation,
        last_word=row.last_word,
        unanswered=row.unanswered,
        cadence_days=row.cadence_days,
    )
