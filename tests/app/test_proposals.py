"""What mail makes: proposals that wait, and stops that hold at once."""

from pathlib import Path

import pytest

from earnest.app.deciding import proposal_confirm, proposal_dismiss
from earnest.app.mailbox import mailbox_derive
from earnest.app.standing import standing_rebuild
from earnest.app.today import today_list
from earnest.app.workspaces import local_workspace
from earnest.core.facts import Medium
from earnest.db.models import CachedStanding, Contact, Proposal, Restraint, Workspace
from tests.app.mail_desk import ANA, RUI, US, bring_in, letter, proposal, waiting
from tests.builders import NOW

pytestmark = pytest.mark.django_db

OURS = letter("Ana, what would the new burner save you?", sender=US, to=ANA, days=20)
STOP = "Please do not contact me or anyone in my company again."
PERSONAL_STOP = "Please stop writing to me."


@pytest.fixture
def desk(db: None) -> Workspace:
    return local_workspace()


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return tmp_path / "box"


def stops(workspace: Workspace) -> list[Restraint]:
    return list(Restraint.objects.of(workspace).filter(kind="stop"))


def listed(workspace: Workspace) -> list[str]:
    return [row.account for row in today_list(workspace, now=NOW).rows]


def test_a_stop_holds_at_once_and_the_account_leaves_today(desk: Workspace, box: Path) -> None:
    question = letter("Could you send me the plan of the boiler house by Friday?", days=9)
    bring_in(desk, box, OURS, question)
    assert len(listed(desk)) == 1
    bring_in(desk, box, letter(f"Robin,\n\n{STOP}\n\nAna", days=1))
    (stop,) = stops(desk)
    assert (stop.scope, stop.confirmed, stop.words) == ("company", False, STOP)
    assert listed(desk) == []
    assert CachedStanding.objects.of(desk).get().state == "stopped"
    assert ("stop", STOP) in waiting(desk)


def test_a_stop_of_a_company_binds_who_joins_later(desk: Workspace, box: Path) -> None:
    from earnest.app.restraint import permissions

    bring_in(desk, box, OURS, letter(STOP, days=4))
    bring_in(desk, box, letter("Hello Rui, may I?", sender=US, to=RUI, days=1))
    rui = Contact.objects.of(desk).get(addresses__email=RUI)
    answers = permissions(desk, [rui], now=NOW)[rui.pk]
    assert not any(answer.allowed for answer in answers.values())
    assert answers[Medium.PHONE].code == "stop"


def test_a_personal_stop_binds_its_writer_and_not_who_is_copied(desk: Workspace, box: Path) -> None:
    both = letter("Ana, Rui, when may we come?", sender=US, to=f"{RUI}, {ANA}", days=9)
    copied = letter(PERSONAL_STOP, days=3, Cc=RUI)
    bring_in(desk, box, both, letter("Can we meet on Monday?", sender=RUI, days=8), copied)
    (stop,) = stops(desk)
    assert stop.scope == "person"
    assert stop.contact == Contact.objects.of(desk).get(addresses__email=ANA)


@pytest.mark.parametrize(
    "other",
    [
        letter(STOP, days=3, Auto_Submitted="auto-replied", subject="Automatic reply: plan"),
        letter(STOP, sender=US, to=ANA, days=3),
        letter(f"Thank you for the plan.\n\nOn 3 November Robin wrote:\n> {STOP}\n", days=3),
        letter(
            "The news of the valley.\n\nTo unsubscribe from this list click the link below.\n",
            days=3,
            List_Unsubscribe="<https://costa.example/u>",
            Precedence="bulk",
            List_Id="news <news.costa.example>",
        ),
        letter(
            "The figures are attached.\n\nAna\n--\nIf you no longer want to receive our newsletter,"
            " unsubscribe here: https://costa.example/u\n",
            days=3,
        ),
    ],
    ids=["auto-reply", "our own", "quoted", "bulk", "footer"],
)
def test_what_nobody_said_now_is_no_stop(desk: Workspace, box: Path, other: object) -> None:
    bring_in(desk, box, OURS, letter("Happy to look at it.", days=9), other)  # type: ignore[arg-type]
    assert stops(desk) == []
    assert "stop" not in {kind for kind, _ in waiting(desk)}


def test_a_dismissed_stop_stays_dismissed(desk: Workspace, box: Path) -> None:
    bring_in(desk, box, OURS, letter(PERSONAL_STOP, days=3))
    proposal_dismiss(desk, proposal(desk, "stop").pk, now=NOW)
    assert stops(desk) == []
    assert CachedStanding.objects.of(desk).get().state != "stopped"
    mailbox_derive(desk, now=NOW)
    standing_rebuild(desk, now=NOW)
    bring_in(desk, box)
    bring_in(desk, box.parent / "copy", OURS, letter("Thanks.", days=1))
    assert stops(desk) == []
    assert proposal(desk, "stop").state == "dismissed"


def test_a_stop_from_a_clock_that_runs_ahead_holds_now(desk: Workspace, box: Path) -> None:
    bring_in(desk, box, OURS, letter(STOP, days=-0.4))
    assert stops(desk)[0].since <= NOW
    assert listed(desk) == []


def test_a_stop_without_a_date_holds(desk: Workspace, box: Path) -> None:
    undated = letter(STOP)
    del undated["Date"]
    bring_in(desk, box, OURS, letter("We may look at it.", days=9), undated)
    assert len(stops(desk)) == 1


def test_a_stop_to_a_crowd_holds(desk: Workspace, box: Path) -> None:
    crowd = ", ".join(f"person{number}@other{number}.example" for number in range(15))
    bring_in(desk, box, OURS, letter(STOP, to=f"{US}, {crowd}", days=2))
    assert len(stops(desk)) == 1


def test_an_automatic_answer_tells_until_when_one_is_away(desk: Workspace, box: Path) -> None:
    away = letter(
        "I am out of the office until 30 November 2026.",
        days=1,
        subject="Automatic reply: The boiler house",
        Auto_Submitted="auto-replied",
    )
    bring_in(desk, box, OURS, letter("We may look at it.", days=9), away)
    found = proposal(desk, "absent")
    assert found.day is not None
    assert found.day.isoformat() in ("2026-11-30", "2026-12-01")
    done = proposal_confirm(desk, found.pk, now=NOW)
    assert "No contact before" in done.done
    assert CachedStanding.objects.of(desk).get().state == "paused"


def test_an_absence_that_is_over_is_not_asked_about(desk: Workspace, box: Path) -> None:
    away = letter(
        "I am out of the office until 10 November 2026.",
        days=14,
        subject="Automatic reply: The boiler house",
        Auto_Submitted="auto-replied",
    )
    bring_in(desk, box, OURS, letter("We may look at it.", days=15), away)
    assert "absent" not in {kind for kind, _ in waiting(desk)}


def test_decisions_survive_a_rebuild_and_a_second_import(desk: Workspace, box: Path) -> None:
    asked = letter("Could you send me the plan of the boiler house by Friday?", days=3)
    promised = letter("I will send you the meter list by 27 November.", days=2)
    bring_in(desk, box, OURS, asked, promised)
    proposal_confirm(desk, proposal(desk, "ask").pk, now=NOW, values={"day": "2026-11-25"})
    proposal_dismiss(desk, proposal(desk, "promise").pk, now=NOW)
    before = list(Proposal.objects.of(desk).order_by("pk").values())
    mailbox_derive(desk, now=NOW)
    standing_rebuild(desk, now=NOW)
    bring_in(desk, box)
    assert list(Proposal.objects.of(desk).order_by("pk").values()) == before
    assert waiting(desk) == []


def test_what_hands_it_over_is_proposed_as_kept(desk: Workspace, box: Path) -> None:
    promised = letter(
        "Ana, I will send you the plan of the boiler house by Friday.", sender=US, to=ANA, days=9
    )
    plan = letter("Ana, here is the plan of the boiler house. Robin", sender=US, to=ANA, days=7)
    bring_in(desk, box, letter("We may look at it.", days=15), promised, plan)
    kept = proposal(desk, "kept")
    assert (kept.side, kept.sentence) == ("ours", "Ana, here is the plan of the boiler house.")
    assert kept.target == proposal(desk, "promise").key


def test_a_dismissed_promise_cannot_be_kept(desk: Workspace, box: Path) -> None:
    promised = letter(
        "Ana, I will send you the plan of the boiler house by Friday.", sender=US, to=ANA, days=9
    )
    bring_in(desk, box, letter("We may look at it.", days=15), promised)
    proposal_dismiss(desk, proposal(desk, "promise").pk, now=NOW)
    plan = letter("Ana, here is the plan of the boiler house.", sender=US, to=ANA, days=7)
    bring_in(desk, box, plan)
    assert "kept" not in {kind for kind, _ in waiting(desk)}
