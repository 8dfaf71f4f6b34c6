"""Full text of messages: FTS5 beside the record on SQLite, a tsvector in it on PostgreSQL.

Neither is part of a model: only earnest.app.search reads and writes them, and both let go of a
message's words when the message goes (on SQLite by the trigger of earnest.db.search).
"""

from django.db import migrations

SQLITE = (
    """
    CREATE VIRTUAL TABLE record_message_words
    USING fts5(subject, own, tokenize = 'unicode61 remove_diacritics 2')
    """,
)
SQLITE_BACK = (
    "DROP TRIGGER IF EXISTS record_message_words_go",
    "DROP TABLE IF EXISTS record_message_words",
)
POSTGRESQL = (
    "ALTER TABLE record_messagebody ADD COLUMN words tsvector",
    "CREATE INDEX message_by_words ON record_messagebody USING gin (words)",
)
POSTGRESQL_BACK = ("ALTER TABLE record_messagebody DROP COLUMN words",)


def forwards(apps, schema_editor):
    on_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE if on_sqlite else POSTGRESQL:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    on_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE_BACK if on_sqlite else POSTGRESQL_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
