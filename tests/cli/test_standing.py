"""`earnest rebuild`: everything derived is made again, and is the same."""

import json
from collections.abc import Callable
from pathlib import Path

from earnest.db.models import CachedStanding, Contact, Workspace
from tests.cli.conftest import Run
from tests.letters import mailbox, write_mbox
from tests.record import differences, picture

Command = Callable[..., Run]


def test_a_rebuild_gives_the_same_record_again(
    earnest: Command, desk: Workspace, mail_folder: Path
) -> None:
    path = write_mbox(mail_folder / "a.mbox", mailbox(seed=5, size=25))
    earnest("import", path, "--me", "kari.holm@northcrane.example")
    before = picture(desk)
    run = earnest("rebuild")
    assert (run.code, run.out) == (
        0, f"Judged {CachedStanding.objects.count()} accounts again from the record.\n"
    )  # fmt: skip
    changed = [line for line in differences(before, picture(desk)) if "turns_at" not in line]
    assert changed == []


def test_a_rebuild_mends_a_cache_that_was_lost(
    earnest: Command, desk: Workspace, mail_folder: Path
) -> None:
    path = write_mbox(mail_folder / "a.mbox", mailbox(seed=5, size=25))
    earnest("import", path, "--me", "kari.holm@northcrane.example")
    count = CachedStanding.objects.count()
    CachedStanding.objects.all().delete()
    assert json.loads(earnest("rebuild", "--json").out) == {"accounts": count}
    assert CachedStanding.objects.count() == count
    assert Contact.objects.exists()
