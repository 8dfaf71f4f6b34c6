"""The record's database made ready: reachable, and brought up to date with this version."""

import os
from importlib.resources import files


def django_ready() -> None:
    """Set Django up in this process; a worker process begins with it, too. Doing it again does
    nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "earnest.settings")
    import django

    django.setup()


def store_open() -> None:
    """Set Django up and bring the tables up to date. Raises StoreError when the database cannot
    be reached or is newer than this version."""
    django_ready()
    from django.db import DatabaseError, connection

    from earnest.core.errors import StoreError

    try:
        applied = _applied()
    except DatabaseError as error:
        raise StoreError(
            f"The database cannot be opened: {error}".strip(),
            "Check DATABASE_URL or EARNEST_HOME, and that the server runs.",
        ) from error
    known = _known()
    if applied - known:
        raise StoreError(
            f"The record was written by a newer Earnest ({max(applied - known)}).",
            "Install that version, or restore a backup made with this one.",
        )
    if known - applied:
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        connection.close()


def _applied() -> set[str]:
    """Names of our migrations in the database. A full check of all apps takes ten times longer
    than this, and every command begins with it."""
    from django.db import connection

    with connection.cursor() as cursor:
        if "django_migrations" not in connection.introspection.table_names(cursor):
            return set()
        cursor.execute("SELECT name FROM django_migrations WHERE app = %s", ["record"])
        return {name for (name,) in cursor.fetchall()}


def _known() -> set[str]:
    folder = files("earnest.db") / "migrations"
    names = (item.name for item in folder.iterdir())
    return {name[:-3] for name in names if name[:4].isdigit() and name.endswith(".py")}
