"""Commands run in this process, as typed: what they print and the code they end with."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from earnest.cli.main import main
from earnest.db.models import Workspace


@dataclass(frozen=True, slots=True)
class Run:
    """What a command did."""

    code: int
    out: str
    err: str


@pytest.fixture
def earnest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Run]:
    """`earnest("today", "--limit", 3)`: run a command to its end. No command may show a traceback;
    an error that is none of ours fails the test by itself."""

    def run(*words: object) -> Run:
        monkeypatch.setattr(sys, "argv", ["earnest", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return Run(int(ended.value.code or 0), printed.out, printed.err)

    return run


@pytest.fixture
def desk(db: None) -> Workspace:
    """This machine's own workspace, which commands work in."""
    from earnest.app.workspaces import local_workspace

    return local_workspace()


@pytest.fixture
def mail_folder(tmp_path: Path) -> Path:
    """A place for mail."""
    folder = tmp_path / "mail"
    folder.mkdir()
    return folder
