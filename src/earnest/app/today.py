"""Today: the ranked list of whom to call, each row with its reasons and their evidence."""

import heapq
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Count, Prefetch, Q

from earnest.app.calendars import calendar_for
from earnest.app.facts import load_facts
from earnest.app.standing import flags_in, reason_in, standing_row, standing_turn
from earnest.core.ranking import judge
from earnest.core.standing import Reason, State
from earnest.core.wording import Voice, headline, sentence
from earnest.core.worktime import WorkCalendar
from earnest.db.models import (
    Account,
    CachedStanding,
    Commitment,
    Contact,
    ContactPhone,
    Touch,
    Workspace,
)

DAY_LONG = 25


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a reason rests on: `kind` and `id` of the row, and a short label to open it by."""

    kind: str
    id: int
    label: str


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """One reason in words with its evidence."""

    code: str
    text: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An open commitment of either side."""

    id: int
    side: str
    what: str
    due: date | None
    late_days: int


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of urgency: `points` of at most `most`."""

    name: str
    points: int
    most: int


@dataclass(frozen=True, slots=True)
class Row:
    """One relationship on the list. `label` and `label_words` name what stands out (css name and
    words); `local` is the contact's own time now, None when their zone is not known."""

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
    local: datetime | None

    @property
    def why(self) -> str:
        """Why now, in one or two sentences."""
        return " ".join(reason.text for reason in self.reasons[:2])


@dataclass(frozen=True, slots=True)
class TodayList:
    """The day's list. `total` counts everyone who wants a call, of whom `rows` are the first;
    `counts` has how many of those carry each label; `accounts` is the size of the whole book."""

    now: datetime
    rows: tuple[Row, ...]
    total: int
    counts: dict[str, int]
    accounts: int


def today_list(
    workspace: Workspace, *, now: datetime, limit: int = DAY_LONG, as_of: bool = False
) -> TodayList:
    """The list for `now`. With `as_of`, every account is judged from the record as it was known at
    `now` (for looking back); without, the kept standings are used, after turning those whose time
    has come."""
    if as_of:
        found = _judge_all(workspace, now)
        listed = [row for row in found if row.listed]
        first = heapq.nsmallest(limit, listed, key=_order)
        counts = Counter(name for row in listed for name in (row.state, *row.flags))
        total, accounts = len(listed), len(found)
    else:
        standing_turn(workspace, now=now)
        kept = CachedStanding.objects.of(workspace).filter(listed=True)
        first = list(kept.order_by("-worth", "-urgency", "account")[:limit])
        counts, total, accounts = _counts(workspace)
    rows = rows_for(workspace, first, now)
    return TodayList(now, rows, total, dict(counts), accounts)


def _order(row: CachedStanding) -> tuple[int, int, int]:
    return (-row.worth, -row.urgency, row.account_id)


def _judge_all(workspace: Workspace, now: datetime) -> list[CachedStanding]:
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
        kept.order_by().values_list("state", "flags").annotate(number=Count("pk"))
    ):
        total += number
        for name in (state, *flags):
            counts[name] += number
    return counts, total, Account.objects.of(workspace).count()


def rows_for(
    workspace: Workspace, standings: Sequence[CachedStanding], now: datetime
) -> tuple[Row, ...]:
    """The rows of these standings, in their order, with a fixed number of queries."""
    ids = [row.account_id for row in standings]
    accounts = {
        account.pk: account
        for account in Account.objects.of(workspace)
        .filter(pk__in=ids)
        .prefetch_related(
            Prefetch(
                "commitments",
                queryset=Commitment.objects.of(workspace)
                .filter(Q(state="open"), made_at__lte=now)
                .order_by("due", "pk"),
            ),
        )
    }
    people = _people(workspace, standings)
    reader = EvidenceReader(workspace, calendar_for(workspace, now.year), now)
    reader.load(reason for row in standings for reason in row.reasons)
    return tuple(
        _row(rank, row, accounts[row.account_id], people, reader, now)
        for rank, row in enumerate(standings, 1)
    )


def _people(workspace: Workspace, standings: Sequence[CachedStanding]) -> dict[int, Contact]:
    ids = {row.contact_id for row in standings if row.contact_id}
    ids |= {reason["contact"] for row in standings for reason in row.reasons if "contact" in reason}
    phones = Prefetch("phones", queryset=ContactPhone.objects.of(workspace).order_by("pk"))
    found = Contact.objects.of(workspace).filter(pk__in=ids)
    return {person.pk: person for person in found.prefetch_related(phones, "addresses")}


@dataclass(slots=True)
class EvidenceReader:
    """Labels for the evidence of many reasons, loaded at once."""

    workspace: Workspace
    calendar: WorkCalendar
    now: datetime
    touches: dict[int, Touch] | None = None

    def load(self, reasons: Iterable[dict[str, object]]) -> None:
        """Fetch what the touches among the evidence are; other kinds name themselves."""
        wanted: set[int] = set()
        for reason in reasons:
            refs = reason.get("refs", ())
            assert isinstance(refs, list | tuple)
            wanted |= {pk for kind, pk in refs if kind == "touch"}
        rows = Touch.objects.of(self.workspace).filter(pk__in=wanted)
        self.touches = {row.pk: row for row in rows}

    def line(self, reason: Reason, names: dict[int, str]) -> ReasonLine:
        """A reason in words with its evidence."""
        voice = Voice(self.now, self.calendar, names)
        evidence = tuple(
            Evidence(ref.kind, ref.id, self._label(ref.kind, ref.id)) for ref in reason.refs
        )
        return ReasonLine(reason.code, sentence(reason, voice), evidence)

    def _label(self, kind: str, pk: int) -> str:
        touch = (self.touches or {}).get(pk) if kind == "touch" else None
        if touch is None:
            return kind
        day = self.calendar.day(touch.at)
        return f"{touch.medium.replace('_', ' ')}, {day.day} {day:%B %Y}"


def first_name(name: str) -> str:
    """What a colleague would call the person in a sentence: the first word of a plain name."""
    words = [word for word in name.split() if not word.endswith(".")]
    return words[0] if words and "@" not in name else name


def _row(
    rank: int,
    row: CachedStanding,
    account: Account,
    people: dict[int, Contact],
    reader: EvidenceReader,
    now: datetime,
) -> Row:
    person = people.get(row.contact_id) if row.contact_id else None
    label, words = headline(State(row.state), flags_in(row.flags))
    names = {pk: first_name(contact.name) for pk, contact in people.items()}
    phones = list(person.phones.all()) if person else []
    emails = list(person.addresses.all()) if person else []
    return Row(
        rank=rank,
        account_id=account.pk,
        account=account.name,
        status=account.status,
        contact_id=person.pk if person else None,
        contact=person.name if person else "",
        title=person.title if person else "",
        label=label,
        label_words=words,
        state=row.state,
        flags=tuple(row.flags),
        reasons=tuple(reader.line(reason_in(values), names) for values in row.reasons),
        urgency=row.urgency,
        chance=row.chance,
        parts=tuple(PartLine(*part) for part in row.parts),
        last_conversation=row.last_conversation,
        last_word=row.last_word,
        last_attempt=row.last_attempt,
        unanswered=row.unanswered,
        open_items=_open_items(account, reader.calendar.day(now)),
        phone=phones[0].number if phones else "",
        email=emails[0].email if emails else "",
        local=local_time(person.zone if person else "", now),
    )


def _open_items(account: Account, today: date) -> tuple[OpenItem, ...]:
    return tuple(
        OpenItem(
            id=item.pk,
            side=item.side,
            what=item.what,
            due=item.due,
            late_days=max(0, (today - item.due).days) if item.due else 0,
        )
        for item in account.commitments.all()
    )


def local_time(zone: str, now: datetime) -> datetime | None:
    """The time now in an IANA zone, None when the zone is not known."""
    try:
        return now.astimezone(ZoneInfo(zone)) if zone else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
