"""What a stored message says, sentence by sentence, and what became of each."""

from dataclasses import dataclass
from datetime import datetime

from earnest.app.queue import QueueItem, queue_items
from earnest.app.saying import said_in
from earnest.core.facts import Direction
from earnest.core.messages import label_of, why_of
from earnest.core.proposals import ProposalKind, Said
from earnest.core.reading.says import Intent
from earnest.db.models import MessageBody, Proposal, Touch, Workspace

# What a sentence may have been proposed as.
_PROPOSED_AS = {
    Intent.PROMISE: (ProposalKind.PROMISE, ProposalKind.MOVED),
    Intent.ASK_INFORMATION: (ProposalKind.ASK,),
    Intent.ASK_ACTION: (ProposalKind.ASK,),
    Intent.LATER: (ProposalKind.LATER,),
    Intent.STOP: (ProposalKind.STOP,),
    Intent.HAND_OFF: (ProposalKind.HAND_OFF,),
    Intent.ABSENCE: (ProposalKind.ABSENT,),
    Intent.MEETING_CANCELLED: (ProposalKind.CANCELLED,),
    Intent.MEETING_DECLINED: (ProposalKind.CANCELLED,),
}
# Not pointed out where nothing follows from it. Our own words stop nobody.
_QUIET = frozenset({Intent.THANKS, Intent.AGREEMENT})


@dataclass(frozen=True, slots=True)
class SaidItem:
    """A line about a sentence: `label` and `why` as beside the text, `state` what became of what it
    proposes (empty: nothing is proposed) and when that was decided; `proposal` is there while it
    waits. `said` is None for what was concluded from the message as a whole, such as a promise
    kept; `name` is an anchor in the page."""

    name: str
    label: str
    why: str
    words: str
    said: Said | None
    state: str = ""
    decided_at: datetime | None = None
    proposal: QueueItem | None = None


def said_items(workspace: Workspace, message_id: int) -> tuple[SaidItem, ...]:
    """All that a message says, in order, with what became of each."""
    body = MessageBody.objects.of(workspace).filter(message=message_id)
    own, says = body.values_list("own", "says").first() or ("", [])
    rows = list(
        Proposal.objects.of(workspace)
        .filter(message=message_id)
        .order_by("start", "pk")
        .select_related("account", "contact", "message__body")
    )
    shown = {item.id: item for item in queue_items(workspace, rows)}
    items = []
    told: set[tuple[int, str]] = set()
    ours = Touch.objects.of(workspace).filter(message=message_id, direction=Direction.OUT.value)
    passed = _QUIET | {Intent.STOP} if ours.exists() else _QUIET
    for number, values in enumerate(says, 1):
        said = said_in(values, own)
        row = _match(said, rows)
        label = label_of(said)
        if (said.start, label) in told or (row is None and said.intent in passed):
            continue
        told.add((said.start, label))
        if row:
            rows.remove(row)
        items.append(_item(f"said-{number}", label, why_of(said), said.words, said, row, shown))
    for row in rows:
        label, why = shown[row.pk].words, f"{row.confidence}% sure"
        items.append(_item(f"said-p{row.pk}", label, why, row.sentence, None, row, shown))
    return tuple(items)


def _match(said: Said, proposed: list[Proposal]) -> Proposal | None:
    kinds = _PROPOSED_AS.get(said.intent, ())
    return next((row for row in proposed if row.start == said.start and row.kind in kinds), None)


def _item(
    name: str,
    label: str,
    why: str,
    words: str,
    said: Said | None,
    row: Proposal | None,
    shown: dict[int, QueueItem],
) -> SaidItem:
    if row is None:
        return SaidItem(name, label, why, words, said)
    waiting = shown[row.pk] if row.state == Proposal.State.WAITING else None
    return SaidItem(name, label, why, words, said, row.state, row.decided_at, waiting)
