"""Reasons in words, each with the rows it rests on: loaded for a whole list at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from earnest.app.standing import reason_in
from earnest.core.wording import Voice, sentence
from earnest.core.worktime import WorkCalendar
from earnest.db.models import Commitment, Message, Restraint, Touch, Workspace


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a reason rests on: `kind` and `id` of the row, and a short label to open it by. A
    promise or restraint that was read in a message is shown by that message."""

    kind: str
    id: int
    label: str


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """One reason in words with its evidence."""

    code: str
    text: str
    evidence: tuple[Evidence, ...]


@dataclass(slots=True)
class EvidenceReader:
    """Turns reasons as they are kept into lines to show. Load all reasons first, then ask."""

    workspace: Workspace
    calendar: WorkCalendar
    now: datetime
    _found: dict[tuple[str, int], Evidence] = field(default_factory=dict)

    def load(self, reasons: Iterable[dict[str, Any]]) -> None:
        """Fetch the rows these reasons point to, with one query for each kind of them."""
        wanted: dict[str, set[int]] = {}
        for reason in reasons:
            for kind, pk in reason.get("refs", ()):
                wanted.setdefault(kind, set()).add(pk)
        for kind, find in (
            ("message", self._messages),
            ("touch", self._touches),
            ("commitment", self._commitments),
            ("restraint", self._restraints),
        ):
            find(wanted.get(kind, set()))

    def line(self, values: dict[str, Any], names: dict[int, str]) -> ReasonLine:
        """A reason as it is kept, in words. `names` are people's names by contact id."""
        reason = reason_in(values)
        evidence = tuple(
            self._found.get((ref.kind, ref.id)) or Evidence(ref.kind, ref.id, _PLAIN[ref.kind])
            for ref in reason.refs
        )
        return ReasonLine(
            reason.code, sentence(reason, Voice(self.now, self.calendar, names)), evidence
        )

    def _messages(self, ids: set[int]) -> None:
        rows = Message.objects.of(self.workspace).filter(pk__in=ids)
        for pk, at in rows.values_list("pk", "at"):
            self._found["message", pk] = Evidence("message", pk, self._label("email", at))

    def _touches(self, ids: set[int]) -> None:
        rows = Touch.objects.of(self.workspace).filter(pk__in=ids)
        for pk, at, medium in rows.values_list("pk", "at", "medium"):
            label = self._label(_TOUCHES.get(medium, medium), at)
            self._found["touch", pk] = Evidence("touch", pk, label)

    def _commitments(self, ids: set[int]) -> None:
        rows = Commitment.objects.of(self.workspace).filter(pk__in=ids)
        for pk, at, side, message in rows.values_list("pk", "made_at", "side", "message_id"):
            self._keep(
                "commitment", pk, message, "our words" if side == "ours" else "their words", at
            )

    def _restraints(self, ids: set[int]) -> None:
        rows = Restraint.objects.of(self.workspace).filter(pk__in=ids)
        for pk, at, message in rows.values_list("pk", "since", "message_id"):
            self._keep("restraint", pk, message, "their words", at)

    def _keep(self, kind: str, pk: int, message: int | None, label: str, at: datetime) -> None:
        shown = ("message", message) if message else (kind, pk)
        self._found[kind, pk] = Evidence(*shown, self._label(label, at))

    def _label(self, words: str, at: datetime | None) -> str:
        if at is None:
            return words
        return f"{words}, {Voice(self.now, self.calendar, {}).moment_day(at)}"


_TOUCHES = {"in_person": "meeting", "video": "video meeting", "phone": "call", "chat": "message"}
_PLAIN = {
    "message": "email",
    "touch": "touch",
    "commitment": "promise",
    "restraint": "their words",
    "misstep": "what happened",
    "metric": "the figures",
}
