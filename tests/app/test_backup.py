"""A backup holds everything and reads back whole, or not at all."""

import json
import os
import stat
import threading
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection, models

from earnest.app import backup
from earnest.app.backup import backup_restore, backup_tables, backup_write
from earnest.app.demo import demo_build
from earnest.app.search import search
from earnest.core.errors import NotFoundError, SourceError, StoreError, UsageError
from earnest.db.models import (
    Account,
    CachedStanding,
    Contact,
    Member,
    Message,
    MessageBody,
    Touch,
    Workspace,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


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
    """A small record in which every kind of value occurs."""
    workspace = Workspace.objects.create(name="Büro", time_zone="Europe/Vienna", country="AT")
    user = get_user_model().objects.create_user("lena", "lena@fernhill.example", "a long word 12")
    Member.objects.create(workspace=workspace, user=user)
    account = Account.objects.create(
        workspace=workspace, key="domain:kavala.example", name='Kavala "Κεραμικά" \U0001f3fa'
    )
    contact = Contact.objects.create(
        workspace=workspace, account=account, key="eleni@kavala.example", name="Eleni Papadaki"
    )
    message = Message.objects.create(
        workspace=workspace,
        by_content="c1",
        at=datetime(2026, 11, 2, 9, 30, 12, 345678, tzinfo=UTC),
        sender="eleni@kavala.example",
        parties=[["to", "robin@fernhill.example", "Robin\u2028Hale"]],
        subject="Kiln 2",
        kind="human",
        prints={"own": ["a", "b"], "quoted": []},
    )
    MessageBody.objects.create(
        workspace=workspace,
        message=message,
        text="Cars are half empty.\r\nline\ttwo\n",
        own="Cars are half empty.",
        spans=[[0, 20]],
    )
    Touch.objects.create(
        workspace=workspace,
        account=account,
        contact=contact,
        key="mail:1",
        at=message.at,
        medium="email",
        direction="in",
        message=message,
    )
    Account.objects.of(workspace).update(created_at=datetime(2020, 2, 29, 1, 2, 3, tzinfo=UTC))
    return workspace


def everything() -> dict[str, list[dict[str, Any]]]:
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in backup_tables()
    }


def rewrite(path: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    """The archive with members changed, or left out where `change` gives None."""
    with zipfile.ZipFile(path) as old:
        members = {name: change(name, old.read(name)) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, data in members.items():
            if data is not None:
                new.writestr(name, data)


def test_everything_comes_back_as_it_was(desk: Workspace, tmp_path: Path) -> None:
    before = everything()
    file = tmp_path / "all.earnest"

    report = backup_write(file, now=NOW)
    Touch.objects.all().delete()
    Account.objects.update(name="changed")
    Workspace.objects.create(name="a later one")
    restored = backup_restore(file, now=NOW, replace=True)

    assert everything() == before
    assert restored.rows == report.rows
    assert report.rows["record.message"] == 1
    assert report.created == "2026-11-20T08:00:00+00:00"


def test_a_whole_desk_comes_back_with_its_list_and_search(home: Path, tmp_path: Path) -> None:
    workspace = Workspace.objects.create(name="Demo")
    demo_build(workspace, now=NOW)
    before = everything()
    standings = list(CachedStanding.objects.order_by("pk").values())
    file = tmp_path / "demo.earnest"

    backup_write(file, now=NOW)
    Workspace.objects.all().delete()
    backup_restore(file, now=NOW)

    assert everything() == before
    assert list(CachedStanding.objects.order_by("pk").values()) == standings
    again = Workspace.objects.get()
    assert search(again, "trolleys on nights").messages


def test_new_rows_are_numbered_after_the_restored_ones(desk: Workspace, tmp_path: Path) -> None:
    Account.objects.create(pk=90_000, workspace=desk, key="manual:1", name="The last one")
    file = tmp_path / "all.earnest"
    backup_write(file, now=NOW)
    backup_restore(file, now=NOW, replace=True)

    workspace = Workspace.objects.get(name="Büro")
    fresh = Account.objects.create(workspace=workspace, key="manual:2", name="A new one")

    assert fresh.pk > 90_000


def test_the_secret_key_travels_along(desk: Workspace, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "all.earnest"
    report = backup_write(file, now=NOW)
    (home / "secret-key").write_text("another key", encoding="utf-8")

    backup_restore(file, now=NOW, replace=True)

    assert report.has_key
    assert (home / "secret-key").read_text(encoding="utf-8") == "the first key"
    assert stat.S_IMODE((home / "secret-key").stat().st_mode) == 0o600


def test_nobody_stays_signed_in_over_a_restore(desk: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "all.earnest"
    backup_write(file, now=NOW)
    Session.objects.create(session_key="k", session_data="x", expire_date=NOW)

    backup_restore(file, now=NOW, replace=True)

    assert not Session.objects.exists()


def test_only_its_owner_may_read_the_file(desk: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "all.earnest"
    backup_write(file, now=NOW)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_existing_file_is_not_overwritten(desk: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "all.earnest"
    file.write_text("precious", encoding="utf-8")

    with pytest.raises(UsageError, match="exists already"):
        backup_write(file, now=NOW)

    assert file.read_text(encoding="utf-8") == "precious"


def test_a_folder_that_is_not_there_is_named_and_nothing_is_left(
    desk: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(StoreError, match="nowhere"):
        backup_write(tmp_path / "nowhere" / "all.earnest", now=NOW)


def test_a_backup_that_fails_midway_leaves_no_file(
    desk: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(model: type[models.Model]) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_rows", no_room)

    with pytest.raises(StoreError, match="No space left"):
        backup_write(tmp_path / "all.earnest", now=NOW)

    assert sorted(os.listdir(tmp_path)) == ["home"]


def test_a_filled_database_is_not_replaced_without_being_told(
    desk: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "all.earnest"
    backup_write(file, now=NOW)
    before = everything()

    with pytest.raises(UsageError, match="holds a record already") as raised:
        backup_restore(file, now=NOW)

    assert "--replace" in raised.value.hint
    assert everything() == before


def test_a_desk_only_just_opened_counts_as_empty(desk: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "all.earnest"
    backup_write(file, now=NOW)
    before = everything()
    Workspace.objects.all().delete()
    get_user_model().objects.all().delete()
    fresh = Workspace.objects.create(name="My desk")
    user = get_user_model().objects.create(username="me")
    Member.objects.create(workspace=fresh, user=user)

    backup_restore(file, now=NOW)

    assert everything() == before


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


def test_no_table_of_the_record_is_forgotten() -> None:
    """Whatever is added to the record must be in the backup, or be named as derived."""
    named = {model._meta.db_table for model in backup_tables()}
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    ours = {name for name in tables if name.startswith("record_")}
    ours = {name for name in ours if not name.startswith("record_message_words")}
    assert ours - named == {"record_cachedstanding"}


@pytest.mark.django_db(transaction=True)
def test_others_go_on_working_meanwhile_and_the_file_holds_one_moment(
    desk: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "all.earnest"

    def write_elsewhere() -> None:
        Account.objects.create(workspace_id=desk.pk, key="manual:9", name="Came in between")
        connection.close()

    def meanwhile(table: str, rows: int) -> None:
        if table == "auth.user":
            other = threading.Thread(target=write_elsewhere)
            other.start()
            other.join(10)

    report = backup_write(file, now=NOW, progress=meanwhile)

    assert Account.objects.count() == 2
    assert report.rows["record.account"] == 1
