"""The record's database made ready: reachable, and brought up to date with this version."""

import os
import threading
import time
from importlib.resources import files

# How often, and how long between, bringing the tables up to date is tried when another process is
# at it too.
TRIES, SECONDS = 6, 0.5


def django_ready() -> None:
    """Set Django up in this process. Doing it again does nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "earnest.settings")
    import django

    django.setup()


def worker_ready() -> None:
    """Begin a worker process: Django is set up, and the worker ends when its parent was killed;
    nobody else would tell it."""
    django_ready()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    import multiprocessing
    from multiprocessing.connection import wait

    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def store_open() -> None:
    """Set Django up and bring the tables up to date. Raises StoreError when the database cannot
    be reached or is newer than this version."""
    django_ready()
    from django.db import DatabaseError

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
        _migrate()


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import DatabaseError, connection

    from earnest.core.errors import StoreError

    for left in reversed(range(TRIES)):
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except DatabaseError as error:
            # Of two processes that make the tables at once, one fails and finds them made.
            if not left:
                raise StoreError(
                    f"The database cannot be brought up to date: {error}".strip(),
                    "Check that the disk has room and that you may write there; then try again.",
                ) from error
            time.sleep(SECONDS)
        else:
            return
        finally:
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
