"""Keeps the full text index of SQLite in step with the messages it is about."""

from typing import Any

from django.db import connections

_TRIGGER = """
    CREATE TRIGGER IF NOT EXISTS record_message_words_go AFTER DELETE ON record_message
    BEGIN
        DELETE FROM record_message_words WHERE rowid = OLD.id;
    END
"""
_HAS_INDEX = "SELECT 1 FROM sqlite_master WHERE name = 'record_message_words'"


def forget_deleted(using: str, **_: Any) -> None:
    """Have the words of a message go when the message goes. To be called after every migration:
    SQLite changes a table by making it anew, and its triggers are lost with the old one."""
    if connections[using].vendor != "sqlite":
        return
    with connections[using].cursor() as cursor:
        cursor.execute(_HAS_INDEX)
        if cursor.fetchone():
            cursor.execute(_TRIGGER)
