"""Today: the ranked list of whom to call, each row with its reasons and their evidence."""

import heapq
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Count, F, Q, TextField
from django.db.models.functions import Cast

from earnest.app.calendars import calendar_for
from earnest.app.evidence import EvidenceReader, ReasonLine
from earnest.app.facts import load_facts
from earnest.app.restraint import permissions
from earnest.app.standing import flags_in, standing_refresh, standing_row, standing_turn
from earnest.core.facts import CommitmentState, Medium
from earnest.core.ranking import judge
from earnest.core.restraint import BINDING, Permission
from earnest.core.standing import State
from earnest.core.wording import STATE_WORDS, headline
from earnest.db.models import (
    Account,
    CachedStanding,
    Commitment,
    Contact,
    ContactAddress,
    ContactPhone,
    Workspace,
)

DAY_LONG = 25


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An open commitment of either side, with the sentence it was read in."""

    id: int
    side: str
    what: str
    due: date | None
    late_days: int
    contact: str
    sentence: str
    message_id: int | None


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of urgency: `points` of at most `most`."""

    name: str
    points: int
    most: int


@dataclass(frozen=True, slots=True)
class Row:
    """One relationship on the list. `label` and `label_words` name what stands out (css name and
    words); `may_call` and `may_write` are the gate's answers for the contact now; `local` is the
    contact's own time, None when their zone is not known."""

    rank: int
    account_id: int
    account: str
    status: str
    contact_id: int | None
    contact: str
    title: str
    label: str
    label_words: str
    state: str
    flags: tuple[str, ...]
    reasons: tuple[ReasonLine, ...]
    urgency: int
    chance: int
    parts: tuple[PartLine, ...]
    last_conversation: datetime | None
    last_word: datetime | None
    last_attempt: datetime | None
    unanswered: int
    open_items: tuple[OpenItem, ...]
    phone: str
    email: str
    may_call: bool
    may_write: bool
    local: datetime | None

    @property
    def state_words(self) -> str:
        """Where it stands, beside a label that names something more pressing."""
        return "" if self.label == self.state else STATE_WORDS[State(self.state)]

    @property
    def also_open(self) -> tuple[OpenItem, ...]:
        """What is open either way and not said by `why` already."""
        why = self.why
        return tuple(item for item in self.open_items if item.what.rstrip(".") not in why)

    @property
    def why(self) -> str:
        """Why now, in one or two sentences."""
        return " ".join(reason.text for reason in self.reasons[:2])


@dataclass(frozen=True, slots=True)
class TodayList:
    """The day's list. `total` counts everyone who wants a call, `matching` those that carry the
    label `show` (all of them when it is empty), of whom `rows` are the first; `counts` has how
    many carry each label; `accounts` is the size of the whole book."""

    now: datetime
    show: str
    rows: tuple[Row, ...]
    matching: int
    total: int
    counts: dict[str, int]
    accounts: int


def today_list(
    workspace: Workspace,
    *,
    now: datetime,
    limit: int = DAY_LONG,
    as_of: bool = False,
    show: str = "",
) -> TodayList:
    """The list for `now`; with `show`, only those in this state or with this flag. With `as_of`,
    every account is judged from the record as it was known at `now` (for looking back); without,
    the kept standings are used, after turning those whose time has come."""
    if as_of:
        found = judge_all(workspace, now)
        listed = [row for row in found if row.listed]
        counts = Counter(name for row in listed for name in (row.state, *row.flags))
        total, accounts = len(listed), len(found)
        wanted = [row for row in listed if not show or show in (row.state, *row.flags)]
        first = heapq.nsmallest(limit, wanted, key=_order)
    else:
        standing_turn(workspace, now=now)
        first = _kept(workspace, show, limit)
        counts, total, accounts = _counts(workspace)
    loaded = _load(workspace, first, now)
    bound = set() if as_of else _bound(first, loaded)
    if bound:
        standing_refresh(workspace, account_ids=bound, now=now)
        return today_list(workspace, now=now, limit=limit, show=show)
    rows = _rows(first, loaded)
    matching = counts[show] if show else total
    return TodayList(now, show, rows, matching, total, dict(counts), accounts)


def _kept(workspace: Workspace, show: str, limit: int) -> list[CachedStanding]:
    kept = CachedStanding.objects.of(workspace).filter(listed=True)
    if show:
        # Flags are a JSON list of plain names; as text, both databases can look into it.
        kept = kept.alias(names=Cast("flags", TextField()))
        kept = kept.filter(Q(state=show) | Q(names__contains=f'"{show}"'))
    return list(kept.order_by("-worth", "-urgency", "account")[:limit])


def _order(row: CachedStanding) -> tuple[int, int, int]:
    return (-row.worth, -row.urgency, row.account_id)


def judge_all(workspace: Workspace, now: datetime) -> list[CachedStanding]:
    """Every account judged afresh from the record as known at `now`, not kept."""
    calendar = calendar_for(workspace, now.year)
    return [
        standing_row(workspace, account.id, judge(account, now, calendar))
        for account in load_facts(workspace)
    ]


def judged_row(workspace: Workspace, account_id: int, now: datetime) -> CachedStanding:
    """One account judged afresh from the record as known at `now`, not kept."""
    calendar = calendar_for(workspace, now.year)
    (account,) = load_facts(workspace, [account_id])
    return standing_row(workspace, account.id, judge(account, now, calendar))


def _counts(workspace: Workspace) -> tuple[Counter[str], int, int]:
    counts: Counter[str] = Counter()
    total = 0
    kept = CachedStanding.objects.of(workspace).filter(listed=True)
    for state, flags, number in (
        kept.order_by().values_list("state", "flags").annotate(number=Count("*"))
    ):
        total += number
        for name in (state, *flags):
            counts[name] += number
    return counts, total, Account.objects.of(workspace).count()


@dataclass(frozen=True, slots=True)
class _Loaded:
    """All that the rows of a list need, by id, each kind fetched with one query."""

    accounts: dict[int, Account]
    people: dict[int, Contact]
    phones: dict[int, str]
    emails: dict[int, str]
    open_items: dict[int, list[OpenItem]]
    gate: dict[int, dict[Medium, Permission]]
    names: dict[int, str]
    reader: EvidenceReader


def rows_for(
    workspace: Workspace, standings: Sequence[CachedStanding], now: datetime
) -> tuple[Row, ...]:
    """The rows of these standings, in their order, with a fixed number of queries."""
    return _rows(standings, _load(workspace, standings, now))


def _rows(standings: Sequence[CachedStanding], loaded: _Loaded) -> tuple[Row, ...]:
    return tuple(_row(rank, row, loaded) for rank, row in enumerate(standings, 1))


def _bound(standings: Iterable[CachedStanding], loaded: _Loaded) -> set[int]:
    """Accounts whose one to call is restrained after all. The list asks the gate each time: a
    restraint may have come in by a way that did not judge the account again."""
    return {
        row.account_id
        for row in standings
        if row.contact_id and loaded.gate[row.contact_id][Medium.PHONE].code in BINDING
    }


def _load(workspace: Workspace, standings: Sequence[CachedStanding], now: datetime) -> _Loaded:
    accounts = Account.objects.of(workspace).in_bulk([row.account_id for row in standings])
    wanted = {row.contact_id for row in standings if row.contact_id}
    wanted |= {r["contact"] for row in standings for r in row.reasons if "contact" in r}
    people = Contact.objects.of(workspace).in_bulk(wanted)
    reader = EvidenceReader(workspace, calendar_for(workspace, now.year), now)
    reader.load(reason for row in standings for reason in row.reasons)
    return _Loaded(
        accounts=accounts,
        people=people,
        phones=_firsts(ContactPhone, workspace, people, "number"),
        emails=_firsts(ContactAddress, workspace, people, "email", failed_at=None),
        open_items=_open_items(workspace, accounts, reader),
        gate=permissions(workspace, people.values(), now=now),
        names={pk: first_name(contact.name) for pk, contact in people.items()},
        reader=reader,
    )


def _firsts(
    model: type[ContactPhone | ContactAddress],
    workspace: Workspace,
    people: Iterable[int],
    field: str,
    **only: Any,
) -> dict[int, str]:
    """The number or address that was known first, by contact id."""
    rows = model.objects.of(workspace).filter(contact__in=list(people), **only).order_by("-pk")
    return dict(rows.values_list("contact_id", field))


def _open_items(
    workspace: Workspace, account_ids: Iterable[int], reader: EvidenceReader
) -> dict[int, list[OpenItem]]:
    """Commitments that were open then, as core.judgement.open_commitments has it, by account."""
    was_open = Q(state=CommitmentState.OPEN, closed_at=None) | Q(closed_at__gt=reader.now)
    rows = (
        Commitment.objects.of(workspace)
        .filter(was_open, account__in=list(account_ids), made_at__lte=reader.now)
        .exclude(state=CommitmentState.PROPOSED)
        .select_related("contact")
        .order_by(F("due").asc(nulls_last=True), "pk")
    )
    today = reader.calendar.day(reader.now)
    found: dict[int, list[OpenItem]] = {}
    for item in rows:
        line = OpenItem(
            id=item.pk,
            side=item.side,
            what=item.what,
            due=item.due,
            late_days=max(0, (today - item.due).days) if item.due else 0,
            contact=item.contact.name if item.contact else "",
            sentence=item.sentence,
            message_id=item.message_id,
        )
        found.setdefault(item.account_id, []).append(line)
    return found


def first_name(name: str) -> str:
    """What a colleague would call the person in a sentence: the first word of a plain name."""
    words = [word for word in name.split() if not word.endswith(".")]
    return words[0] if words and "@" not in name else name


def _row(rank: int, row: CachedStanding, loaded: _Loaded) -> Row:
    label, words = headline(State(row.state), flags_in(row.flags))
    account = loaded.accounts[row.account_id]
    person = loaded.people.get(row.contact_id) if row.contact_id else None
    who = person.pk if person else 0
    allowed = {medium for medium, one in loaded.gate.get(who, {}).items() if one.allowed}
    return Row(
        rank=rank,
        account_id=account.pk,
        account=account.name,
        status=account.status,
        contact_id=who or None,
        contact=person.name if person else "",
        title=person.title if person else "",
        label=label,
        label_words=words,
        state=row.state,
        flags=tuple(row.flags),
        reasons=tuple(loaded.reader.line(values, loaded.names) for values in row.reasons),
        urgency=row.urgency,
        chance=row.chance,
        parts=tuple(PartLine(*part) for part in row.parts),
        last_conversation=row.last_conversation,
        last_word=row.last_word,
        last_attempt=row.last_attempt,
        unanswered=row.unanswered,
        open_items=tuple(loaded.open_items.get(account.pk, ())),
        phone=loaded.phones.get(who, ""),
        email=loaded.emails.get(who, ""),
        may_call=Medium.PHONE in allowed,
        may_write=Medium.EMAIL in allowed,
        local=local_time(person.zone if person else "", loaded.reader.now),
    )


def local_time(zone: str, now: datetime) -> datetime | None:
    """The time now in an IANA zone, None when the zone is not known."""
    try:
        return now.astimezone(ZoneInfo(zone)) if zone else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
