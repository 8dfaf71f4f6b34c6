"""What delivery reports and calendar notices do to the record."""

from datetime import datetime
from pathlib import Path

import pytest

from earnest.app.mailbox import mailbox_derive
from earnest.app.workspaces import local_workspace
from earnest.db.models import CachedStanding, Contact, ContactAddress, Touch, Workspace
from tests.app.mail_desk import ANA, US, bounce, bring_in, calendar, letter
from tests.builders import NOW, ago

pytestmark = pytest.mark.django_db

OURS = letter("Ana, what would the new burner save you?", sender=US, to=ANA, days=40)
THEIRS = letter("That is what we would like to know.", days=39)


@pytest.fixture
def desk(db: None) -> Workspace:
    return local_workspace()


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return tmp_path / "box"


def failed(workspace: Workspace) -> datetime | None:
    at: datetime | None = ContactAddress.objects.of(workspace).get(email=ANA).failed_at
    return at


def meetings(workspace: Workspace) -> list[tuple[str, str]]:
    rows = Touch.objects.of(workspace).filter(medium="in_person").order_by("at")
    return [(row.outcome, f"{row.at:%Y-%m-%d %H:%M}") for row in rows]


def flags(workspace: Workspace) -> list[str]:
    found: list[str] = CachedStanding.objects.of(workspace).get().flags
    return found


def test_an_address_that_is_gone_is_marked_and_the_person_stays(desk: Workspace, box: Path) -> None:
    bring_in(desk, box, OURS, THEIRS, bounce(ANA, days=3))
    assert failed(desk) == ago(3)
    assert Contact.objects.of(desk).get().reachable is True


@pytest.mark.parametrize(
    ("status", "words"),
    [("4.4.1", "connection timed out"), ("5.2.2", "mailbox full"), ("5.7.1", "message refused")],
)
def test_a_failure_that_may_pass_marks_nothing(
    desk: Workspace, box: Path, status: str, words: str
) -> None:
    bring_in(desk, box, OURS, THEIRS, bounce(ANA, days=3, status=status, words=words))
    assert failed(desk) is None


def test_an_address_that_writes_again_is_not_gone(desk: Workspace, box: Path) -> None:
    bring_in(desk, box, OURS, THEIRS, bounce(ANA, days=3))
    bring_in(desk, box, letter("Our mail is back.", days=1))
    assert failed(desk) is None


def test_a_meeting_called_off_is_flagged_until_another_is_planned(
    desk: Workspace, box: Path
) -> None:
    accepted = calendar("REPLY", "walk-1", "20261124T090000Z", 9)
    bring_in(desk, box, OURS, THEIRS, accepted)
    assert meetings(desk) == [("planned", "2026-11-24 09:00")]
    bring_in(desk, box, calendar("CANCEL", "walk-1", "20261124T090000Z", 2))
    assert [outcome for outcome, _ in meetings(desk)] == ["cancelled"]
    assert "cancelled" in flags(desk)
    bring_in(desk, box, calendar("REPLY", "walk-2", "20261202T090000Z", 1))
    assert "cancelled" not in flags(desk)


def test_a_meeting_moves_with_its_notice(desk: Workspace, box: Path) -> None:
    accepted = calendar("REPLY", "walk-1", "20261124T100000", 9, zone=";TZID=Europe/Lisbon")
    moved = calendar("REQUEST", "walk-1", "20261126T140000Z", 2, sequence="1")
    bring_in(desk, box, OURS, THEIRS, accepted)
    assert meetings(desk) == [("planned", "2026-11-24 10:00")]
    bring_in(desk, box, moved)
    assert meetings(desk) == [("planned", "2026-11-26 14:00")]
    assert CachedStanding.objects.of(desk).get().state == "in_motion"


def test_an_invitation_nobody_accepted_plans_nothing(desk: Workspace, box: Path) -> None:
    bring_in(desk, box, OURS, THEIRS, calendar("REQUEST", "walk-1", "20261126T140000Z", 2))
    assert meetings(desk) == []


def test_our_own_acceptance_plans_the_meeting_with_them(desk: Workspace, box: Path) -> None:
    answer = calendar("REPLY", "walk-1", "20261126T140000Z", 2, sender=US, to=ANA)
    bring_in(desk, box, OURS, THEIRS, answer)
    assert meetings(desk) == [("planned", "2026-11-26 14:00")]


def test_tidying_up_a_meeting_that_was_held_calls_nothing_off(desk: Workspace, box: Path) -> None:
    bring_in(desk, box, OURS, THEIRS, calendar("CANCEL", "walk-1", "20261102T090000Z", 2))
    assert meetings(desk) == []


def test_notices_read_again_change_nothing(desk: Workspace, box: Path) -> None:
    notices = [
        calendar("REPLY", "walk-1", "20261124T090000Z", 9),
        calendar("REPLY", "walk-2", "20261125T090000Z", 9),
        calendar("CANCEL", "walk-2", "20261125T090000Z", 2),
    ]
    bring_in(desk, box, OURS, THEIRS, bounce(ANA, days=1), *notices)
    before = list(Touch.objects.of(desk).order_by("pk").values())
    mailbox_derive(desk, now=NOW)
    bring_in(desk, box)
    assert list(Touch.objects.of(desk).order_by("pk").values()) == before
    assert failed(desk) == ago(1)
