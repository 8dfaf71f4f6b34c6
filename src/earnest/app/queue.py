"""The queue of proposals: what waits for a person's word, the newest mail first, stops on top."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, IntegerField, Q, Value, When

from earnest.app.deciding import CORRECTABLE
from earnest.core.facts import Side
from earnest.core.proposals import ProposalKind
from earnest.db.models import Commitment, Proposal, Workspace

DAYS = 60
# Characters of context on either side of a sentence.
AROUND = 160
WORDS = {
    (ProposalKind.STOP, ""): "Asks not to be contacted (in force now)",
    (ProposalKind.PROMISE, Side.OURS): "We promised",
    (ProposalKind.PROMISE, Side.THEIRS): "They promised",
    (ProposalKind.ASK, Side.OURS): "They asked us",
    (ProposalKind.ASK, Side.THEIRS): "We asked them",
    (ProposalKind.LATER, ""): "Asks to come back later",
    (ProposalKind.ABSENT, ""): "Is away",
    (ProposalKind.HAND_OFF, ""): "Names someone else",
    (ProposalKind.CANCELLED, ""): "A meeting is off",
    (ProposalKind.KEPT, Side.OURS): "We may have kept this",
    (ProposalKind.KEPT, Side.THEIRS): "They may have done this",
    (ProposalKind.MOVED, Side.OURS): "We moved this",
    (ProposalKind.MOVED, Side.THEIRS): "They moved this",
    (ProposalKind.WITHDRAWN, Side.OURS): "They do not need this any more",
    (ProposalKind.WITHDRAWN, Side.THEIRS): "We do not need this any more",
}


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One proposal as it is shown: `words` say what it is, `sentence` is what it was read from
    with what stands `before` and `after` it, `about` what a kept promise fulfils, `fields` what
    may be corrected."""

    id: int
    kind: str
    side: str
    words: str
    sentence: str
    before: str
    after: str
    day: date | None
    day_words: str
    confidence: int
    cues: tuple[str, ...]
    detail: dict[str, str]
    fields: tuple[str, ...]
    about: str
    account_id: int
    account: str
    contact: str
    message_id: int
    subject: str
    at: datetime

    @property
    def wants_day(self) -> bool:
        """Whether it cannot be confirmed without a day."""
        return self.kind in (ProposalKind.LATER, ProposalKind.ABSENT)

    @property
    def needs_day(self) -> bool:
        """Whether that day is still to be given."""
        return self.wants_day and self.day is None


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits within the days asked for, how many in all of those, and how many are older."""

    items: tuple[QueueItem, ...]
    total: int
    older: int


def queue_list(
    workspace: Workspace,
    *,
    now: datetime,
    days: int = DAYS,
    limit: int = 50,
    account_id: int | None = None,
) -> Queue:
    """The proposals that wait, from mail of the last `days` before `now`; every stop is shown
    however old. With an account, only its own."""
    # An absence that is over is nobody's business any more.
    waiting = (
        Proposal.objects.of(workspace)
        .filter(state=Proposal.State.WAITING)
        .filter(Q(at__lte=now) | Q(kind=ProposalKind.STOP.value))
        .exclude(kind=ProposalKind.ABSENT.value, day__lte=now.date())
    )
    if account_id is not None:
        waiting = waiting.filter(account=account_id)
    since = now - timedelta(days=days)
    recent = waiting.filter(at__gte=since) | waiting.filter(kind=ProposalKind.STOP.value)
    stops_first = Case(
        When(kind=ProposalKind.STOP.value, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    rows = recent.order_by(stops_first, "-at", "message", "start").select_related(
        "account", "contact", "message__body"
    )[:limit]
    total = recent.count()
    return Queue(queue_items(workspace, rows), total, waiting.count() - total)


def queue_items(workspace: Workspace, rows: Iterable[Proposal]) -> tuple[QueueItem, ...]:
    """Proposals as they are shown, in the order given."""
    found = list(rows)
    abouts = _abouts(workspace, found)
    return tuple(_item(row, abouts) for row in found)


def _abouts(workspace: Workspace, rows: Iterable[Proposal]) -> dict[str, str]:
    """What the proposals that fulfil something are about, by target."""
    keys = [row.target for row in rows if row.target]
    entered = [int(key.partition(":")[2]) for key in keys if key.startswith("commitment:")]
    found: dict[str, str] = dict(
        Proposal.objects.of(workspace).filter(key__in=keys).values_list("key", "sentence")
    )
    kept = Commitment.objects.of(workspace).filter(pk__in=entered).values_list("pk", "what")
    return found | {f"commitment:{pk}": what for pk, what in kept}


def _item(row: Proposal, abouts: dict[str, str]) -> QueueItem:
    own = row.message.body.own
    return QueueItem(
        id=row.pk,
        kind=row.kind,
        side=row.side,
        words=WORDS[(ProposalKind(row.kind), row.side)],
        sentence=row.sentence,
        before=_around(own[max(0, row.start - AROUND) : row.start], cut_start=True),
        after=_around(own[row.end : row.end + AROUND]),
        day=row.day,
        day_words=row.day_words,
        confidence=row.confidence,
        cues=tuple(row.cues),
        detail=row.detail,
        fields=CORRECTABLE[ProposalKind(row.kind)],
        about=abouts.get(row.target, ""),
        account_id=row.account_id,
        account=row.account.name,
        contact=row.contact.name,
        message_id=row.message_id,
        subject=row.message.subject,
        at=row.at,
    )


def _around(text: str, *, cut_start: bool = False) -> str:
    """Context on one line, cut at a word where it is cut at all."""
    flat = " ".join(text.split())
    if len(text) < AROUND or " " not in flat:
        return flat
    return f"… {flat.split(' ', 1)[1]}" if cut_start else f"{flat.rsplit(' ', 1)[0]} …"
