"""The record's database made ready."""

from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from earnest.app import store
from earnest.app.store import store_open
from earnest.core.errors import StoreError

pytestmark = pytest.mark.django_db


def test_a_record_of_this_version_is_opened_without_a_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(store, "_migrate", lambda: pytest.fail("nothing is to be migrated"))
    store_open()


def test_an_older_record_is_brought_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[bool] = []
    applied = store._applied()
    monkeypatch.setattr(store, "_applied", lambda: applied - {max(applied)})
    monkeypatch.setattr(store, "_migrate", lambda: done.append(True))
    store_open()
    assert done == [True]


def test_a_newer_record_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    applied = store._applied()
    monkeypatch.setattr(store, "_applied", lambda: applied | {"9999_later"})
    with pytest.raises(StoreError, match=r"newer Earnest \(9999_later\)") as refused:
        store_open()
    assert "Install that version" in refused.value.hint


def test_a_record_that_cannot_be_reached_says_where_to_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unreachable() -> set[str]:
        raise OperationalError("no route to host")

    monkeypatch.setattr(store, "_applied", unreachable)
    with pytest.raises(StoreError, match="no route to host") as refused:
        store_open()
    assert "DATABASE_URL" in refused.value.hint


@pytest.fixture
def migrating(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Calls of migrate, which fail while the list of failures lasts."""
    failures: list[str] = []

    def migrate(*_: Any, **__: Any) -> None:
        if failures:
            raise OperationalError(failures.pop())

    monkeypatch.setattr("django.core.management.call_command", migrate)
    monkeypatch.setattr(connection, "close", lambda: None)
    monkeypatch.setattr(store, "SECONDS", 0)
    return failures


def test_tables_another_process_just_made_are_found_made(migrating: list[str]) -> None:
    migrating += ["table already exists"] * 2
    store._migrate()
    assert migrating == []


def test_a_database_that_cannot_be_brought_up_to_date_is_told(migrating: list[str]) -> None:
    migrating += ["the disk is full"] * 99
    with pytest.raises(StoreError, match="the disk is full"):
        store._migrate()


def test_every_migration_is_known_by_its_file() -> None:
    folder = Path(store.__file__).parent.parent / "db" / "migrations"
    assert store._known() == {path.stem for path in folder.glob("0*.py")}
    assert store._known() == store._applied()
