"""`earnest read` as it is typed."""

import json
from pathlib import Path

from tests.app.mail_desk import letter
from tests.cli.test_backup import earnest

WORDS = "Robin,\n\nCould you send me the plan by Friday?\n\nOn Monday Robin wrote:\n> Shall we?\n"


def test_a_message_is_shown_with_what_its_sentences_say(
    command_env: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "one.eml").write_bytes(letter(WORDS).as_bytes())
    done = earnest(command_env, "read", "one.eml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "plan by Friday? [1]" in done.stdout
    assert "[1] ask" in done.stdout
    assert "proposes: ask" in done.stdout
    assert "human" in done.stdout


def test_the_same_as_json_with_places_in_the_text(
    command_env: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "one.eml").write_bytes(letter(WORDS).as_bytes())
    found = json.loads(earnest(command_env, "read", "one.eml", "--json", cwd=tmp_path).stdout)
    (line,) = found["says"]
    assert found["text"][line["start"] : line["end"]] == "Could you send me the plan by Friday?"
    assert line["cues"]


def test_a_file_that_is_not_there_is_named(command_env: dict[str, str], tmp_path: Path) -> None:
    done = earnest(command_env, "read", "none.eml", cwd=tmp_path)
    assert done.returncode == 3
    assert "none.eml" in done.stderr
    assert "Traceback" not in done.stderr
