"""`earnest proposals`: listed, gone through by key, exported."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from earnest.app.workspaces import local_workspace
from earnest.cli import proposals as command
from earnest.db.models import Commitment, Proposal, Workspace
from tests.app.mail_desk import ANA, US, bring_in, letter
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    workspace = local_workspace()
    bring_in(
        workspace,
        tmp_path / "box",
        letter("Ana, what would the new burner save you?", sender=US, to=ANA, days=20),
        letter("Could you send me the plan of the boiler house by Friday?", days=3),
        letter("I will send you the meter list by 27 November.", days=2),
    )

    def now(given: object) -> tuple[datetime, None]:
        return NOW, None

    monkeypatch.setattr(command, "open_desk", lambda: workspace)
    monkeypatch.setattr(command, "read_now", now)
    return workspace


def run(*args: str, keys: str = "") -> str:
    done = CliRunner().invoke(command.proposals, args, input=keys, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def states() -> dict[str, str]:
    return dict(Proposal.objects.exclude(kind="ask", side="theirs").values_list("kind", "state"))


def test_what_waits_is_listed_with_its_day(desk: Workspace) -> None:
    listed = run()
    assert "They promised, by 2026-11-27 · " in listed
    assert "earnest proposals --review" in listed
    assert len(json.loads(run("--json"))["items"]) == Proposal.objects.count()


def test_keys_confirm_dismiss_and_end(desk: Workspace) -> None:
    run("--review", keys="yxnq")
    assert states() == {"promise": "confirmed", "ask": "dismissed"}
    assert Commitment.objects.get().side == "theirs"


def test_a_key_corrects_and_a_dash_means_no_day(desk: Workspace) -> None:
    run("--review", keys="ethe meter list\n-\ntheirs\nq")
    entry = Commitment.objects.get()
    assert (entry.what, entry.due) == ("the meter list", None)
    assert states()["promise"] == "corrected"


def test_one_is_decided_by_its_number_and_exported(desk: Workspace) -> None:
    promise = Proposal.objects.get(kind="promise")
    run("confirm", str(promise.pk), "--day", "2026-12-01")
    run("dismiss", str(Proposal.objects.get(kind="ask", side="ours").pk))
    lines = [json.loads(line) for line in run("export").splitlines()]
    assert {(line["kind"], line["decided"]) for line in lines} == {
        ("promise", "corrected"),
        ("ask", "dismissed"),
    }
