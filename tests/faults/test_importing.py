"""An import killed anywhere and run again ends where an undisturbed one does, and leaves nothing
running behind."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.letters import mailbox, write_folder, write_maildir, write_mbox
from tests.realdata import ROOT, data_path

ME = ["kari.holm@northcrane.example"]
POINTS = 25


def outcomes(home: Path, *mail: Path, me: list[str], points: int, workers: int = 1) -> list[dict]:  # type: ignore[type-arg]
    """What became of imports of this mail, killed at so many points."""
    plan = {"mail": [str(path) for path in mail], "me": me, "points": points, "seed": 20261118}
    env = {
        **os.environ,
        "EARNEST_HOME": str(home),
        "DATABASE_URL": os.environ.get("EARNEST_TEST_DATABASE_URL", ""),
        "PYTHONPATH": str(ROOT),
    }
    run = subprocess.run(
        [sys.executable, "-m", "tests.faults.importer"],
        input=json.dumps({**plan, "workers": workers}),
        env=env, cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-3000:]
    found = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(found) == points + 1
    return found


@pytest.mark.storage
def test_an_import_killed_anywhere_ends_as_if_nothing_had_happened(tmp_path: Path) -> None:
    mail = mailbox(seed=3, size=36)
    sources = [
        write_mbox(tmp_path / "box.mbox", mail[:20]),
        write_maildir(tmp_path / "maildir", mail[15:28]),
        write_mbox(tmp_path / "old.mbox.gz", mail[25:30]),
        write_folder(tmp_path / "folder", mail[28:]),
    ]
    found = outcomes(tmp_path / "home", *sources, me=ME, points=POINTS)
    assert [outcome for outcome in found if outcome["differences"]] == []


def test_a_killed_import_leaves_no_process_behind(tmp_path: Path) -> None:
    path = write_mbox(tmp_path / "box.mbox", mailbox(seed=4, size=30))
    found = outcomes(tmp_path / "home", path, me=ME, points=2, workers=2)
    assert [outcome for outcome in found if outcome["left_behind"] or outcome["differences"]] == []


@pytest.mark.data
def test_an_import_of_real_mail_killed_anywhere_ends_the_same(tmp_path: Path) -> None:
    data = data_path("mail/cuilla-m.mbox").read_bytes()[:120_000]
    path = tmp_path / "real.mbox"
    path.write_bytes(data)
    found = outcomes(tmp_path / "home", path, me=[], points=3)
    assert [outcome for outcome in found if outcome["differences"]] == []
