"""`earnest import` as a person runs it, in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from earnest.app.importing import POOL_FROM_BYTES

MAIL = """\
From - Mon Sep 14 09:{minute:02d}:00 2026
From: {sender}
To: {to}
Date: Mon, 14 Sep 2026 09:{minute:02d}:00 +0000
Message-ID: <{minute}@mail.example>
Subject: {subject}

{words}

"""
US, THEM = "Robin Hale <robin@hale.example>", "Ana Ribeiro <ana@costa.example>"


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    """Mail both ways, long enough that it is worth reading in several processes."""
    count = 40
    padding = "The readings of the boiler house by hour.\n" * (POOL_FROM_BYTES // count // 40)
    path = tmp_path / "mail.mbox"
    path.write_text(
        "".join(
            MAIL.format(
                minute=minute,
                sender=THEM if minute % 2 else US,
                to=US if minute % 2 else THEM,
                subject="Boiler house" if minute < 2 else "Re: Boiler house",
                words=f"This is what we found on day {minute}.\n{padding}",
            )
            for minute in range(count)
        )
    )
    assert path.stat().st_size > POOL_FROM_BYTES
    return path


def test_a_large_mailbox_comes_in_whole_with_the_progress_bar_shown(
    mailbox: Path, command_env: dict[str, str]
) -> None:
    command = [sys.executable, "-m", "earnest", "import", str(mailbox)]
    run = subprocess.run(command, env=command_env, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "40 messages: 40 stored (40 new), 0 duplicates, 0 unreadable." in run.stdout
