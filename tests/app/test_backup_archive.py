"""A file that is not a whole backup is refused with words that help, and nothing changes."""

import json
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from earnest.app.backup import backup_restore, backup_write
from earnest.core.errors import NotFoundError, SourceError, StoreError
from earnest.db.models import Account, Workspace
from tests.app.backup_desk import NOW, everything, make_desk, rewrite

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own, with a key in it."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "secret-key").write_text("the first key", encoding="utf-8")
    monkeypatch.setattr(settings, "HOME", folder)
    return folder


@pytest.fixture
def desk(home: Path) -> Workspace:
    return make_desk()


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_refused_and_nothing_changes(
    desk: Workspace, tmp_path: Path, share: float
) -> None:
    file = tmp_path / "all.earnest"
    backup_write(file, now=NOW)
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * share)])
    before = everything()

    with pytest.raises(SourceError, match=r"all\.earnest is not a whole backup"):
        backup_restore(file, now=NOW, replace=True)

    assert everything() == before


def test_every_altered_byte_of_a_table_is_noticed(desk: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "all.earnest"
    backup_write(file, now=NOW)
    rewrite(file, lambda name, data: data.replace(b"half empty", b"half fully"))
    before = everything()

    with pytest.raises(SourceError, match=r"rows of record\.messagebody are not those"):
        backup_restore(file, now=NOW, replace=True)

    assert everything() == before


@pytest.mark.parametrize("member", ["manifest.json", "tables/record.touch.jsonl", "secret-key"])
def test_a_missing_part_is_noticed(desk: Workspace, tmp_path: Path, member: str) -> None:
    file = tmp_path / "all.earnest"
    backup_write(file, now=NOW)
    rewrite(file, lambda name, data: None if name == member else data)

    with pytest.raises(SourceError, match="is not a whole backup"):
        backup_restore(file, now=NOW, replace=True)


def test_rows_that_point_nowhere_undo_everything(desk: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "all.earnest"
    backup_write(file, now=NOW)
    emptied = {
        "rows": 0,
        "digest": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    }

    def without_accounts(name: str, data: bytes) -> bytes:
        if name == "tables/record.account.jsonl":
            return b""
        if name == "manifest.json":
            values = json.loads(data)
            for entry in values["tables"]:
                entry.update(emptied if entry["name"] == "record.account" else {})
            return json.dumps(values).encode()
        return data

    rewrite(file, without_accounts)
    before = everything()

    with pytest.raises(SourceError):
        backup_restore(file, now=NOW, replace=True)

    assert everything() == before


MOON = {"name": "record.moon", "columns": [], "rows": 0, "digest": ""}


def manifest_with(**changes: Any) -> Callable[[str, bytes], bytes]:
    def change(name: str, data: bytes) -> bytes:
        if name != "manifest.json":
            return data
        return json.dumps({**json.loads(data), **changes}).encode()

    return change


@pytest.mark.parametrize(
    "changes",
    [
        {"format_version": 99, "version": "9.1"},
        {"schema": "9999_later", "version": "9.1"},
        {"tables": [MOON], "version": "9.1"},
    ],
    ids=["format", "schema", "table"],
)  # fmt: skip
def test_a_backup_of_a_newer_version_says_which(
    desk: Workspace, tmp_path: Path, changes: dict[str, Any]
) -> None:
    file = tmp_path / "all.earnest"
    backup_write(file, now=NOW)
    rewrite(file, manifest_with(**changes))

    with pytest.raises(StoreError, match=r"9\.1"):
        backup_restore(file, now=NOW, replace=True)


def test_a_column_the_backup_does_not_know_gets_its_default(
    desk: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "all.earnest"
    backup_write(file, now=NOW)

    def older(name: str, data: bytes) -> bytes:
        """As written by a version whose accounts had no cadence yet."""
        with zipfile.ZipFile(file) as archive:
            values = json.loads(archive.read("manifest.json"))
            rows = archive.read("tables/record.account.jsonl").splitlines()
        entry = next(item for item in values["tables"] if item["name"] == "record.account")
        place = entry["columns"].index("cadence_days")
        kept = [json.loads(row) for row in rows]
        lines = b"".join(
            json.dumps([*row[:place], *row[place + 1 :]]).encode() + b"\n" for row in kept
        )
        entry["columns"].pop(place)
        entry["digest"] = sha256(lines).hexdigest()
        if name == "tables/record.account.jsonl":
            return lines
        return json.dumps(values).encode() if name == "manifest.json" else data

    rewrite(file, older)
    backup_restore(file, now=NOW, replace=True)

    assert Account.objects.get().cadence_days is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"From lena@fernhill.example Mon Nov  2 09:30:12 2026\n\nHello\n", "no backup"),
        (b"", "no backup"),
        (b"\x00" * 5000, "no backup"),
    ],
)
def test_a_file_that_is_no_backup_is_named(
    desk: Workspace, tmp_path: Path, data: bytes, words: str
) -> None:
    file = tmp_path / "letter.mbox"
    file.write_bytes(data)

    with pytest.raises(SourceError, match=words) as raised:
        backup_restore(file, now=NOW, replace=True)

    assert "letter.mbox" in raised.value.message


def test_another_zip_is_told_apart(desk: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "photos.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("manifest.json", '{"format": "photos"}')

    with pytest.raises(SourceError, match="zip of something else"):
        backup_restore(file, now=NOW, replace=True)


def test_a_missing_file_and_a_folder_are_told_apart(desk: Workspace, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no file"):
        backup_restore(tmp_path / "nothing.earnest", now=NOW)
    with pytest.raises(SourceError, match="cannot be read"):
        backup_restore(tmp_path, now=NOW)
