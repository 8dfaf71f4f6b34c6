"""A backup holds everything and reads back whole."""

import os
import stat
import threading
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
from earnest.core.errors import StoreError, UsageError
from earnest.db.models import Account, CachedStanding, Member, Touch, Workspace
from tests.app.backup_desk import NOW, everything, make_desk

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
