"""A person's decision on a proposal: confirmed, corrected or dismissed, and what follows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from earnest.app.standing import standing_refresh
from earnest.core.errors import NotFoundError, UsageError
from earnest.core.facts import (
    CommitmentState,
    Direction,
    Medium,
    Outcome,
    RestraintKind,
    Scope,
    Side,
)
from earnest.core.proposals import ProposalKind
from earnest.db.models import (
    Commitment,
    Contact,
    ContactAddress,
    Proposal,
    Restraint,
    Touch,
    Workspace,
)

# What may be corrected of each kind of proposal when it is confirmed.
CORRECTABLE: Mapping[ProposalKind, tuple[str, ...]] = {
    ProposalKind.PROMISE: ("what", "day", "side"),
    ProposalKind.ASK: ("what", "day", "side"),
    ProposalKind.LATER: ("day",),
    ProposalKind.ABSENT: ("day",),
    ProposalKind.MOVED: ("day",),
    ProposalKind.HAND_OFF: ("name", "address"),
    ProposalKind.STOP: ("scope",),
    ProposalKind.CANCELLED: (),
    ProposalKind.KEPT: (),
    ProposalKind.WITHDRAWN: (),
}
FIELDS = tuple(dict.fromkeys(name for names in CORRECTABLE.values() for name in names))
LONGEST_WHAT = 300


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision did: the proposal's new state, and a sentence for whoever made it."""

    id: int
    message_id: int
    state: str
    done: str


def proposal_dismiss(workspace: Workspace, proposal_id: int, *, now: datetime) -> Decided:
    """It was misread, or does not matter. A stop that was misread is lifted. Raises NotFoundError
    for a proposal not in this workspace."""
    with transaction.atomic():
        row = _waiting(workspace, proposal_id)
        _undo_stop(row)
        _settle(row, Proposal.State.DISMISSED, {}, now)
        _dismiss_about(workspace, row, now)
        standing_refresh(workspace, account_ids=[row.account_id], now=now)
    return Decided(row.pk, row.message_id, row.state, "Dismissed. It will not be asked again.")


def proposal_confirm(
    workspace: Workspace,
    proposal_id: int,
    *,
    now: datetime,
    values: Mapping[str, str] | None = None,
) -> Decided:
    """It is so, with corrections in `values` (what, day as ISO date, side, name, address, scope).
    An empty day says that none was agreed, any other empty value that it stays as read. Raises
    NotFoundError for a proposal not in this workspace, UsageError for one that was decided, for
    values that cannot be or a day that is missing; then nothing has changed."""
    given = {key: value.strip() for key, value in (values or {}).items()}
    given = {key: value for key, value in given.items() if value or key == "day"}
    with transaction.atomic():
        row = _waiting(workspace, proposal_id)
        _check(row, given)
        changed = {key: value for key, value in given.items() if value != _read_as(row, key)}
        done = _ACTS[ProposalKind(row.kind)](workspace, row, given, now)
        state = Proposal.State.CORRECTED if changed else Proposal.State.CONFIRMED
        _settle(row, state, changed, now)
        standing_refresh(workspace, account_ids=[row.account_id], now=now)
    return Decided(row.pk, row.message_id, row.state, done)


def proposal_message(workspace: Workspace, proposal_id: int) -> int:
    """The id of the message a proposal was read in. Raises NotFoundError for one not in this
    workspace."""
    row = Proposal.objects.of(workspace).filter(pk=proposal_id).first()
    if row is None:
        raise NotFoundError("There is no such proposal.", "See earnest proposals.")
    return int(row.message_id)


def _check(row: Proposal, given: Mapping[str, str]) -> None:
    allowed = CORRECTABLE[ProposalKind(row.kind)]
    wrong = sorted(set(given) - set(allowed))
    if wrong:
        can = f"Correct its {' or '.join(allowed)}." if allowed else "Confirm or dismiss it."
        raise UsageError(f"This has no {', '.join(wrong)} to correct.", can)


def _waiting(workspace: Workspace, proposal_id: int) -> Proposal:
    # As an import does: what it judges meanwhile must not outlive what is decided here.
    Workspace.objects.select_for_update().get(pk=workspace.pk)
    rows = Proposal.objects.of(workspace).select_for_update(of=("self",))
    row = rows.filter(pk=proposal_id).select_related("contact", "restraint").first()
    if row is None:
        raise NotFoundError("There is no such proposal.", "See earnest proposals.")
    if row.state != Proposal.State.WAITING:
        raise UsageError(f"That was decided before: {row.state}.", "See earnest proposals.")
    found: Proposal = row
    return found


def _settle(row: Proposal, state: str, decision: dict[str, str], now: datetime) -> None:
    row.state, row.decision, row.decided_at = state, decision, now
    row.save(update_fields=["state", "decision", "decided_at", "commitment", "restraint"])


def _read_as(row: Proposal, key: str) -> str:
    if key == "what":
        return str(row.sentence)[:LONGEST_WHAT].strip()
    if key == "day":
        return row.day.isoformat() if row.day else ""
    if key == "side":
        return str(row.side)
    if key == "scope":
        return str(row.detail.get("reach", ""))
    return str(row.detail.get(key, ""))


def _day(row: Proposal, given: Mapping[str, str]) -> date | None:
    text = given.get("day")
    if text is None:
        found: date | None = row.day
        return found
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no date.", "Write it as 2026-12-01.") from error


def _commit(workspace: Workspace, row: Proposal, given: Mapping[str, str], now: datetime) -> str:
    side = given.get("side", row.side)
    if side not in set(Side):
        raise UsageError(f"A side is ours or theirs, not {side!r}.", "Correct it.")
    day = _day(row, given)
    row.commitment, _ = Commitment.objects.of(workspace).update_or_create(
        workspace=workspace,
        key=f"proposal:{row.key}"[:80],
        defaults={
            "account_id": row.account_id,
            "contact_id": row.contact_id,
            "side": side,
            "what": given.get("what", row.sentence)[:LONGEST_WHAT],
            "due": day,
            "state": CommitmentState.OPEN.value,
            "made_at": row.at,
            "sentence": row.sentence,
            "message_id": row.message_id,
        },
    )
    who = "We owe it" if side == Side.OURS else "They owe it"
    return f"{who}, by {day.isoformat()}." if day else f"{who}, no date agreed."


def _pause(workspace: Workspace, row: Proposal, given: Mapping[str, str], now: datetime) -> str:
    day = _day(row, given)
    if day is None:
        raise UsageError("Until when was not said.", "Give the day: --day 2026-12-01.")
    row.restraint, _ = Restraint.objects.of(workspace).update_or_create(
        workspace=workspace,
        key=f"read:{row.key}",
        defaults={
            "account_id": row.account_id,
            "contact_id": row.contact_id,
            "kind": RestraintKind.NOT_BEFORE.value,
            "scope": Scope.PERSON.value,
            "since": row.at,
            "until": day,
            "words": row.sentence,
            "message_id": row.message_id,
        },
    )
    return f"No contact before {day.isoformat()}; on that day it is a reconnect."


def _hand_off(workspace: Workspace, row: Proposal, given: Mapping[str, str], now: datetime) -> str:
    address = given.get("address", row.detail.get("address", "")).lower()
    name = given.get("name", row.detail.get("name", "")) or address
    if not name:
        raise UsageError("Whom to turn to was not said.", "Give a name: --name 'Ana Ribeiro'.")
    known = ContactAddress.objects.of(workspace).filter(email=address).first() if address else None
    if known:
        return f"{known.contact.name} is known already."
    person, _ = Contact.objects.of(workspace).get_or_create(
        workspace=workspace,
        key=f"manual:{row.key}",
        defaults={"account_id": row.account_id, "name": name[:200], "name_set": True},
    )
    if address:
        why = f"named by {row.contact.name}"
        ContactAddress.objects.create(
            workspace=workspace, contact=person, email=address[:320], why=why[:300]
        )
    return f"{name} is a contact now."


def _cancelled(workspace: Workspace, row: Proposal, given: Mapping[str, str], now: datetime) -> str:
    Touch.objects.of(workspace).update_or_create(
        workspace=workspace,
        key=f"proposal:{row.key}"[:80],
        defaults={
            "account_id": row.account_id,
            "contact_id": row.contact_id,
            "at": row.at,
            "medium": Medium.IN_PERSON.value,
            "direction": Direction.IN.value,
            "outcome": Outcome.CANCELLED.value,
            "summary": row.sentence[:LONGEST_WHAT],
        },
    )
    return "The meeting counts as cancelled until another is planned."


def _kept(workspace: Workspace, row: Proposal, given: Mapping[str, str], now: datetime) -> str:
    _close(workspace, row, now, CommitmentState.KEPT)
    return "Kept."


def _withdrawn(workspace: Workspace, row: Proposal, given: Mapping[str, str], now: datetime) -> str:
    _close(workspace, row, now, CommitmentState.RELEASED)
    return "Nobody owes it any more."


def _close(workspace: Workspace, row: Proposal, now: datetime, state: CommitmentState) -> None:
    commitment = _target(workspace, row, now)
    commitment.state = state.value
    commitment.closed_at = row.at
    commitment.save(update_fields=["state", "closed_at"])
    row.commitment = commitment


def _target(workspace: Workspace, row: Proposal, now: datetime) -> Commitment:
    """The open commitment this is about; one that was only proposed is entered with it."""
    kind, _, rest = row.target.partition(":")
    if kind == "commitment":
        found = Commitment.objects.of(workspace).filter(pk=int(rest)).first()
    else:
        rows = Proposal.objects.of(workspace).select_for_update(of=("self",))
        origin = rows.filter(key=row.target).first()
        if origin and origin.state == Proposal.State.WAITING:
            _commit(workspace, origin, {}, now)
            _settle(origin, Proposal.State.CONFIRMED, {}, now)
        found = origin.commitment if origin else None
    if found is None:
        raise UsageError("What it is about is not in the ledger any more.", "Dismiss it.")
    if found.state != CommitmentState.OPEN:
        raise UsageError(f"What it is about is {found.state} already.", "Dismiss it.")
    return found


def _dismiss_about(workspace: Workspace, row: Proposal, now: datetime) -> None:
    """What was read to be about a promise that never was goes with it."""
    about = Proposal.objects.of(workspace).filter(target=row.key, state=Proposal.State.WAITING)
    about.update(state=Proposal.State.DISMISSED, decided_at=now)


def _stop(workspace: Workspace, row: Proposal, given: Mapping[str, str], now: datetime) -> str:
    restraint = row.restraint
    if restraint is None:
        raise UsageError("The stop is not in force any more.", "Dismiss it.")
    scope = given.get("scope", restraint.scope)
    if scope not in set(Scope):
        raise UsageError(f"A stop is for a person or the company, not {scope!r}.", "Correct it.")
    restraint.scope, restraint.confirmed = scope, True
    restraint.contact_id = None if scope == Scope.COMPANY else row.contact_id
    restraint.save(update_fields=["scope", "confirmed", "contact"])
    return "The stop stays."


def _undo_stop(row: Proposal) -> None:
    if row.kind == ProposalKind.STOP and row.restraint is not None:
        restraint, row.restraint = row.restraint, None
        row.save(update_fields=["restraint"])
        restraint.delete()


def _moved(workspace: Workspace, row: Proposal, given: Mapping[str, str], now: datetime) -> str:
    commitment = _target(workspace, row, now)
    commitment.due = _day(row, given)
    commitment.save(update_fields=["due"])
    row.commitment = commitment
    return f"Moved to {commitment.due.isoformat()}." if commitment.due else "Moved, no date agreed."


_ACTS = {
    ProposalKind.PROMISE: _commit,
    ProposalKind.ASK: _commit,
    ProposalKind.LATER: _pause,
    ProposalKind.ABSENT: _pause,
    ProposalKind.HAND_OFF: _hand_off,
    ProposalKind.CANCELLED: _cancelled,
    ProposalKind.KEPT: _kept,
    ProposalKind.MOVED: _moved,
    ProposalKind.WITHDRAWN: _withdrawn,
    ProposalKind.STOP: _stop,
}


def corrections(workspace: Workspace) -> Iterator[dict[str, Any]]:
    """Every decision as a line of training data: what was read, and what a person made of it."""
    rows = Proposal.objects.of(workspace).exclude(state=Proposal.State.WAITING).order_by("pk")
    for row in rows.select_related("message").iterator(chunk_size=500):
        yield {
            "message_id": row.message.message_id,
            "sentence": row.sentence,
            "kind": row.kind,
            "side": row.side,
            "day": row.day.isoformat() if row.day else None,
            "decided": row.state,
            "corrected": row.decision,
        }
