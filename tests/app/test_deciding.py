"""Taking a person's word on a proposal: what it does, once, whole or not at all."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from earnest.app import deciding
from earnest.app.deciding import corrections, proposal_confirm, proposal_dismiss
from earnest.app.proposals import stops_apply
from earnest.app.workspaces import local_workspace
from earnest.core.errors import NotFoundError, UsageError
from earnest.db.models import (
    Commitment,
    Contact,
    ContactAddress,
    Proposal,
    Restraint,
    Touch,
    Workspace,
)
from tests.builders import NOW, ago, make_account, make_contact, make_message, make_workspace

pytestmark = pytest.mark.django_db
_numbers = count(1)
WORDS = "Could you send the meter list by Friday?"
Make = Callable[..., Proposal]


@pytest.fixture
def desk(db: None) -> Workspace:
    return local_workspace()


@pytest.fixture
def ana(desk: Workspace) -> Contact:
    return make_contact(make_account(desk, "Costa"), "Ana Ribeiro", "ana@costa.example")


@pytest.fixture
def make(ana: Contact) -> Make:
    def proposal(kind: str, **values: Any) -> Proposal:
        message = make_message(ana.workspace, WORDS, at=ago(2))
        row: Proposal = Proposal.objects.create(
            workspace=ana.workspace,
            account=ana.account,
            contact=ana,
            message=message,
            key=f"{message.pk}:0:{kind}:{next(_numbers)}",
            kind=kind,
            sentence=values.pop("sentence", WORDS),
            start=0,
            end=len(WORDS),
            at=ago(2),
            **values,
        )
        return row

    return proposal


def test_a_confirmed_ask_is_in_the_ledger_with_its_sentence(desk: Workspace, make: Make) -> None:
    done = proposal_confirm(desk, make("ask", side="ours", day="2026-11-20").pk, now=NOW)
    entry = Commitment.objects.of(desk).get()
    assert (entry.side, entry.state, entry.sentence) == ("ours", "open", WORDS)
    assert f"{entry.due}" == "2026-11-20"
    assert done.done == "We owe it, by 2026-11-20."


def test_a_correction_is_entered_and_can_be_learned_from(desk: Workspace, make: Make) -> None:
    row = make("ask", side="ours", day="2026-11-20")
    values = {"what": "the meter list", "day": "", "side": "theirs"}
    proposal_confirm(desk, row.pk, now=NOW, values=values)
    entry = Commitment.objects.of(desk).get()
    assert (entry.what, entry.due, entry.side) == ("the meter list", None, "theirs")
    (line,) = corrections(desk)
    assert line["decided"] == "corrected"
    assert line["corrected"] == values


def test_what_is_sent_back_as_it_was_read_is_no_correction(desk: Workspace, make: Make) -> None:
    row = make("promise", side="theirs", day="2026-11-20", sentence="word " * 100)
    values = {"what": ("word " * 100)[:300], "day": "2026-11-20", "side": "theirs"}
    assert proposal_confirm(desk, row.pk, now=NOW, values=values).state == "confirmed"


def test_a_postponement_without_a_day_asks_for_it(desk: Workspace, make: Make) -> None:
    row = make("later")
    with pytest.raises(UsageError, match="Until when"):
        proposal_confirm(desk, row.pk, now=NOW)
    proposal_confirm(desk, row.pk, now=NOW, values={"day": "2026-12-07"})
    assert f"{Restraint.objects.of(desk).get().until}" == "2026-12-07"


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("ask", {"day": "next Friday"}),
        ("ask", {"side": "nobody"}),
        ("ask", {"scope": "company"}),
        ("kept", {"what": "the list"}),
        ("stop", {"scope": "planet"}),
    ],
)
def test_values_that_cannot_be_change_nothing(
    desk: Workspace, make: Make, kind: str, values: dict[str, str]
) -> None:
    row = make(kind, side="ours" if kind == "ask" else "")
    stops_apply(desk, now=NOW)
    with pytest.raises(UsageError):
        proposal_confirm(desk, row.pk, now=NOW, values=values)
    row.refresh_from_db()
    assert row.state == "waiting"
    assert not Commitment.objects.of(desk).exists()


def test_a_person_named_becomes_a_contact_once(desk: Workspace, make: Make) -> None:
    detail = {"name": "Rui Costa", "address": "rui@costa.example"}
    proposal_confirm(desk, make("hand_off", detail=detail).pk, now=NOW)
    again = proposal_confirm(desk, make("hand_off", detail=detail).pk, now=NOW)
    assert again.done == "Rui Costa is known already."
    assert (
        ContactAddress.objects.of(desk).get(email="rui@costa.example").contact.name == "Rui Costa"
    )


def test_a_meeting_that_is_off_counts_as_cancelled(desk: Workspace, make: Make) -> None:
    proposal_confirm(desk, make("cancelled").pk, now=NOW)
    assert Touch.objects.of(desk).get().outcome == "cancelled"


def test_a_kept_promise_is_entered_and_closed_with_its_proposal(
    desk: Workspace, make: Make
) -> None:
    promise = make("promise", side="ours")
    kept = make("kept", side="ours", target=promise.key)
    proposal_confirm(desk, kept.pk, now=NOW)
    promise.refresh_from_db()
    assert promise.state == "confirmed"
    assert Commitment.objects.of(desk).get().state == "kept"


def test_a_promise_moved_has_its_new_day(desk: Workspace, make: Make) -> None:
    promise = make("promise", side="theirs", day="2026-11-20")
    proposal_confirm(desk, promise.pk, now=NOW)
    moved = make("moved", side="theirs", day="2026-11-27", target=promise.key)
    proposal_confirm(desk, moved.pk, now=NOW)
    assert f"{Commitment.objects.of(desk).get().due}" == "2026-11-27"


def test_what_they_need_no_more_is_released(desk: Workspace, make: Make) -> None:
    ask = make("ask", side="ours")
    proposal_confirm(desk, make("withdrawn", side="ours", target=ask.key).pk, now=NOW)
    assert Commitment.objects.of(desk).get().state == "released"


def test_with_a_promise_dismissed_goes_what_was_read_about_it(desk: Workspace, make: Make) -> None:
    promise = make("promise", side="ours")
    kept = make("kept", side="ours", target=promise.key)
    proposal_dismiss(desk, promise.pk, now=NOW)
    kept.refresh_from_db()
    assert kept.state == "dismissed"
    with pytest.raises(UsageError):
        proposal_confirm(desk, kept.pk, now=NOW)
    assert not Commitment.objects.of(desk).exists()


def test_a_stop_can_be_widened_to_the_company(desk: Workspace, make: Make) -> None:
    row = make("stop", detail={"reach": "person"})
    stops_apply(desk, now=NOW)
    proposal_confirm(desk, row.pk, now=NOW, values={"scope": "company"})
    stop = Restraint.objects.of(desk).get()
    assert (stop.scope, stop.contact_id, stop.confirmed) == ("company", None, True)


@pytest.mark.parametrize("first", [proposal_confirm, proposal_dismiss])
def test_deciding_twice_is_refused(desk: Workspace, make: Make, first: Callable[..., Any]) -> None:
    row = make("ask", side="ours")
    first(desk, row.pk, now=NOW)
    entries = Commitment.objects.of(desk).count()
    for again in (proposal_confirm, proposal_dismiss):
        with pytest.raises(UsageError, match="decided before"):
            again(desk, row.pk, now=NOW)
    assert Commitment.objects.of(desk).count() == entries


def test_a_decision_cut_short_leaves_nothing_half_done(
    desk: Workspace, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = make("ask", side="ours")
    monkeypatch.setattr(deciding, "standing_refresh", _cut)
    with pytest.raises(KeyboardInterrupt):
        proposal_confirm(desk, row.pk, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.commitment) == ("waiting", None)
    assert not Commitment.objects.of(desk).exists()


def _cut(*args: Any, **values: Any) -> None:
    raise KeyboardInterrupt


def test_a_proposal_of_another_workspace_is_not_found(make: Make) -> None:
    row = make("ask", side="ours")
    for decide in (proposal_confirm, proposal_dismiss):
        with pytest.raises(NotFoundError):
            decide(make_workspace("Elsewhere"), row.pk, now=NOW)
