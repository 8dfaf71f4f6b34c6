"""`earnest backup` and `earnest restore` as they are typed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest


def earnest(env: dict[str, str], *args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from earnest.cli.main import main; main()", *args],
        env=env, cwd=cwd, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_backup_is_read_back_into_another_folder(
    command_env: dict[str, str], tmp_path: Path
) -> None:
    wrote = earnest(command_env, "backup", "all.earnest", cwd=tmp_path)
    elsewhere = {**command_env, "EARNEST_HOME": str(tmp_path / "elsewhere")}
    read = earnest(elsewhere, "restore", "all.earnest", "--json", cwd=tmp_path)

    assert wrote.returncode == 0, wrote.stderr
    assert "earnest restore all.earnest" in wrote.stdout
    assert read.returncode == 0, read.stderr
    assert json.loads(read.stdout)["rows"]["record.account"] == 0
    keys = [
        (Path(env["EARNEST_HOME"]) / "secret-key").read_text() for env in (command_env, elsewhere)
    ]
    assert keys[0] == keys[1]


def test_without_a_name_the_file_is_called_by_its_date(
    command_env: dict[str, str], tmp_path: Path
) -> None:
    done = earnest(command_env, "backup", cwd=tmp_path)

    (file,) = tmp_path.glob("*.earnest")
    assert file.name in done.stdout


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [("nothing.earnest", 3, "no file"), ("letter.txt", 4, "not a whole backup")],
)
def test_a_wrong_file_is_named_with_its_own_exit_code(
    command_env: dict[str, str], tmp_path: Path, name: str, code: int, words: str
) -> None:
    (tmp_path / "letter.txt").write_text("Dear Robin,\n", encoding="utf-8")

    done = earnest(command_env, "restore", name, cwd=tmp_path)

    assert done.returncode == code
    assert name in done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
