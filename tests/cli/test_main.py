"""Every error has words that say what to do, an exit code of its kind, and no traceback."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import OperationalError

from earnest.cli.main import COMMANDS
from earnest.core import errors
from earnest.db.models import Source, Workspace
from tests.cli.conftest import Run
from tests.letters import ME, letter, write_mbox

Command = Callable[..., Run]
NEWS = ["List-Unsubscribe: <https://news.example/u>", "List-Id: <news.example>", "Precedence: bulk"]


def news(number: int) -> bytes:
    return letter(
        "Crane News <news@cranes.example>", ME, f"This week {number}",
        f"Ten things, part {number}.\n\nUnsubscribe: https://news.example/u",
        headers=NEWS, message_id=f"{number}@news.example",
    )  # fmt: skip


def process(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """A command as a process of its own."""
    command = [sys.executable, "-m", "earnest", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


# --- bad input


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("missing.mbox", None, 3, "There is nothing at"),
        ("empty.mbox", b"", 5, "is empty"),
        ("blank.mbox", b"\n\n  \n", 5, "is empty"),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 9, 4, "is not a mailbox"),
        ("archive.zip", b"PK\x03\x04" + bytes(90), 4, "zip archive"),
        ("outlook.pst", b"!BDN" + bytes(90), 4, "readpst"),
        ("notes.txt", b"Remember the milk.\nCall Ana: today\n", 4, "is not a mailbox"),
        ("half.gz", b"\x1f\x8b\x08\x00broken", 4, "Unpack it"),
    ],
)
def test_a_file_that_is_no_mail_is_refused_by_name(
    earnest: Command, desk: Workspace, mail_folder: Path, name: str, content: bytes | None,
    code: int, words: str,
) -> None:  # fmt: skip
    path = mail_folder / name
    if content is not None:
        path.write_bytes(content)
    run = earnest("import", path)
    assert (run.code, run.out) == (code, "")
    assert str(path) in run.err
    assert words in run.err
    assert run.err.count("\n") >= 2, "what happened, and what to do about it"
    assert not Source.objects.exists()


def test_a_folder_without_mail_is_refused_by_name(
    earnest: Command, desk: Workspace, mail_folder: Path
) -> None:
    (mail_folder / "notes.txt").write_text("Remember the milk.")
    run = earnest("import", mail_folder)
    assert run.code == 5
    assert f"There is no mail in {mail_folder}" in run.err
    assert "maildir" in run.err


def test_a_device_is_refused_by_name(earnest: Command, desk: Workspace) -> None:
    run = earnest("import", os.devnull)
    assert run.code == 4
    assert f"{os.devnull} is neither a file nor a folder" in run.err


def test_a_mailbox_of_newsletters_only_is_kept_and_says_that_nobody_was_found(
    earnest: Command, desk: Workspace, mail_folder: Path
) -> None:
    path = write_mbox(mail_folder / "news.mbox", [news(number) for number in range(6)])
    run = earnest("import", path)
    assert run.code == 5
    assert "6 messages: 6 stored (6 new), 0 duplicates, 0 unreadable." in run.out
    assert str(path) in run.err
    assert "only newsletters" in run.err
    assert "your own correspondence" in run.err


def test_one_message_of_sixty_megabytes_needs_no_more_than_its_share_of_memory(
    tmp_path: Path, command_env: dict[str, str]
) -> None:
    path = tmp_path / "large.eml"
    with path.open("wb") as file:
        file.write(letter("Ana Reyes <ana@millbrook.example>", ME, body="Can you read this?"))
        line = b"The readings of the boiler house by hour, in words of one syllable.\n"
        for _ in range(60_000_000 // len(line)):
            file.write(line)
    command = [
        sys.executable,
        "-m",
        "earnest",
        "import",
        str(path),
        "--me",
        "kari.holm@northcrane.example",
    ]
    # The kernel counts what a process was before it became this command: a small one starts it.
    starter = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:])\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
        "sys.exit(done.returncode)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", starter, *command], env=command_env, capture_output=True, text=True
    )
    assert (run.returncode, "1 messages: 1 stored" in run.stdout) == (0, True)
    assert int(run.stdout.split()[-1]) / 1024 < 250, "megabytes"


# --- the call itself


@pytest.mark.parametrize(
    "words",
    [
        ("no-such-command",),
        ("import",),
        ("today", "--loud"),
        ("today", "--limit", "many"),
        ("why",),
    ],
)
def test_a_wrong_call_is_told_how_it_should_be(earnest: Command, words: tuple[str, ...]) -> None:
    run = earnest(*words)
    assert run.code == 2
    assert "Error" in run.err or "Usage" in run.err


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_explains_itself(earnest: Command, command: str) -> None:
    run = earnest(*([command] if command else []), "--help")
    assert run.code == 0
    assert "Usage" in run.out


def test_exit_codes_are_told_apart_by_kind() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    ours = [kind for kind in kinds if issubclass(kind, errors.EarnestError)]
    assert len({kind.exit_code for kind in ours}) == len({kind.code for kind in ours}) == len(ours)


# --- the record


def test_a_folder_for_data_that_cannot_be_made_is_named(
    tmp_path: Path, command_env: dict[str, str]
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    run = process({**command_env, "EARNEST_HOME": str(blocked / "home")}, "today")
    assert run.returncode == 6
    assert "EARNEST_HOME" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    ("url", "code"),
    [("mysql://localhost/x", 6), ("postgresql://nobody@127.0.0.1:1/none", 7), ("nonsense", 6)],
)
def test_a_database_that_cannot_be_had_is_told(
    command_env: dict[str, str], url: str, code: int
) -> None:
    run = process({**command_env, "DATABASE_URL": url}, "today")
    assert run.returncode == code
    assert "DATABASE_URL" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_setting_that_cannot_be_right_is_named(command_env: dict[str, str]) -> None:
    run = process({**command_env, "EARNEST_TIME_ZONE": "Mars/Olympus"}, "today")
    assert run.returncode == 6
    assert "EARNEST_TIME_ZONE cannot be 'Mars/Olympus'" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_record_that_is_no_database_is_told(command_env: dict[str, str]) -> None:
    home = Path(command_env["EARNEST_HOME"])
    home.mkdir(parents=True)
    (home / "earnest.sqlite3").write_bytes(b"this was a database once " * 100)
    run = process(command_env, "today")
    assert run.returncode == 7
    assert "cannot be opened" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_record_of_a_newer_version_is_left_alone(command_env: dict[str, str]) -> None:
    assert process(command_env, "today").returncode == 0
    path = Path(command_env["EARNEST_HOME"]) / "earnest.sqlite3"
    with sqlite3.connect(path) as record:
        record.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('record', '9999_later', '2030-01-01')"
        )
    record.close()
    run = process(command_env, "today")
    assert run.returncode == 7
    assert "newer Earnest (9999_later)" in run.stderr


def test_a_database_that_fails_midway_is_told(
    earnest: Command, desk: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("earnest.app.today.today_list", fail)
    run = earnest("today")
    assert run.code == 7
    assert "database or disk is full" in run.err


def test_two_commands_that_begin_a_new_desk_at_once_both_succeed(
    command_env: dict[str, str],
) -> None:
    command = [sys.executable, "-m", "earnest", "today"]
    both = [
        subprocess.Popen(command, env=command_env, stderr=subprocess.PIPE, stdout=subprocess.PIPE,
                         text=True)
        for _ in range(2)
    ]  # fmt: skip
    printed = [run.communicate() for run in both]
    assert [run.returncode for run in both] == [0, 0], printed
    assert all("Nobody here yet" in out for out, _ in printed)


def test_a_reader_who_has_seen_enough_ends_the_command_quietly(
    command_env: dict[str, str],
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "earnest", "today", "--help"]
    run = subprocess.run(
        command, env=command_env, stdout=writing, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writing)
    assert "Traceback" not in run.stderr
