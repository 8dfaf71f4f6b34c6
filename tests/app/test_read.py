"""One message file, read and shown."""

from pathlib import Path

import pytest

from earnest.app.read import message_read
from earnest.core.errors import SourceError
from tests.app.mail_desk import ANA, bounce, calendar, letter


def saved(tmp_path: Path, message: object) -> Path:
    path = tmp_path / "one.eml"
    path.write_bytes(message.as_bytes())  # type: ignore[attr-defined]
    return path


def test_each_sentence_is_where_it_says_it_is(tmp_path: Path) -> None:
    words = "Robin,\n\n> Shall we?\n\nCould you send me the plan by Friday?\nI will sign it then.\n"
    found = message_read(saved(tmp_path, letter(words)))
    assert found.kind == "human"
    assert [line.becomes for line in found.says] == ["ask", "promise"]
    for line in found.says:
        assert " ".join(found.text[line.start : line.end].split()) == line.sentence
        assert line.cues


def test_a_failure_names_its_address(tmp_path: Path) -> None:
    found = message_read(saved(tmp_path, bounce(ANA, days=1)))
    assert (found.kind, found.failed) == ("bounce", ((ANA, True),))


def test_a_calendar_notice_names_its_meeting(tmp_path: Path) -> None:
    notice = calendar("CANCEL", "u", "20261124T090000Z", 1)
    assert message_read(saved(tmp_path, notice)).meeting == "cancelled: Site walk"


def test_an_empty_file_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(b"")
    with pytest.raises(SourceError):
        message_read(path)
