"""Everything in one file, and back: a zip of one JSON lines file per table and a manifest.

The format is the same for both databases, so that a desk can move from one to the other. What is
derived (standings, the search index) is left out and made again.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader

from earnest import __version__
from earnest.app.backup_archive import (
    ArchiveReader,
    ArchiveWriter,
    Manifest,
    TableEntry,
    damaged,
)
from earnest.app.search import index_messages
from earnest.app.standing import standing_rebuild
from earnest.core.errors import StoreError, UsageError
from earnest.db.models import CachedStanding, Member, MessageBody, Workspace

BATCH = 500
KEY_FILE = "secret-key"
# Derived from the rest, and made again after a restore.
DERIVED: frozenset[type[models.Model]] = frozenset({CachedStanding})
# A desk that was only just opened has these and nothing else.
FRESH: frozenset[type[models.Model]] = frozenset({Workspace, Member})
# Fields whose values JSON gives back as the database takes them.
PLAIN = frozenset(
    {
        "AutoField", "BigAutoField", "BigIntegerField", "BooleanField", "CharField", "ForeignKey",
        "IntegerField", "OneToOneField", "PositiveIntegerField", "PositiveSmallIntegerField",
        "SmallIntegerField", "TextField",
    }
)  # fmt: skip
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What was written or read back: rows by table, and the backup's own moment and version."""

    path: str
    rows: dict[str, int]
    created: str
    version: str
    has_key: bool


def backup_tables() -> list[type[models.Model]]:
    """The tables that make up the record, users included; sessions and what is derived are not."""
    found = [
        model
        for model in apps.get_app_config("record").get_models(include_auto_created=True)
        if model not in DERIVED
    ]
    user = apps.get_model(settings.AUTH_USER_MODEL)
    return [user, *sorted(found, key=lambda model: model._meta.db_table)]


def backup_write(path: Path, *, now: datetime, progress: Progress | None = None) -> BackupReport:
    """Write everything as it is at this moment into the new file `path`, readable by its owner
    only. Others go on working meanwhile. Raises UsageError when the file exists, StoreError when
    it cannot be written; then no file is left behind."""
    part = path.with_name(path.name + ".part")
    try:
        if path.exists():
            raise UsageError(f"{path} exists already.", "Say another name, or move it away.")
        with _private(part) as file:
            with ArchiveWriter(file) as archive, _one_moment():
                manifest = _write(archive, now, progress)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError as error:
        raise StoreError(
            f"The backup cannot be written to {path}: {error.strerror or error}.",
            "Choose a folder that exists, may be written to and has room.",
        ) from error
    finally:
        with suppress(OSError):
            part.unlink()
    return _report(path, manifest)


def _private(path: Path) -> IO[bytes]:
    """A new file that only its owner may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _schema() -> str:
    """The name of the record's last migration."""
    return str(max(MigrationLoader(None).graph.leaf_nodes("record"))[1])


def _write(archive: ArchiveWriter, now: datetime, progress: Progress | None) -> Manifest:
    tables = []
    for model in backup_tables():
        name = model._meta.label_lower
        entry = archive.write_table(name, _columns(model), _rows(model))
        tables.append(entry)
        if progress:
            progress(name, entry.rows)
    key = _key_path()
    manifest = Manifest(
        created=now.astimezone(UTC).isoformat(),
        version=__version__,
        schema=_schema(),
        engine=connection.vendor,
        tables=tuple(tables),
        key=archive.write_bytes(KEY_FILE, key.read_bytes()) if key.is_file() else "",
    )
    archive.write_manifest(manifest)
    return manifest


def _key_path() -> Path:
    return Path(settings.HOME) / KEY_FILE


def _report(path: Path, manifest: Manifest) -> BackupReport:
    return BackupReport(
        path=str(path),
        rows={entry.name: entry.rows for entry in manifest.tables},
        created=manifest.created,
        version=manifest.version,
        has_key=bool(manifest.key),
    )


@contextmanager
def _one_moment() -> Iterator[None]:
    """Reads within see the database as of one moment, and writers are not held up."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        # Django would begin with a write lock; a plain read transaction is a snapshot.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def _fields(model: type[models.Model]) -> "Sequence[models.Field[Any, Any]]":
    return model._meta.local_concrete_fields


def _columns(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in _fields(model)]


def _rows(model: type[models.Model]) -> Iterator[Sequence[Any]]:
    names = [field.attname for field in _fields(model)]
    rows = model._base_manager.order_by("pk").values_list(*names)
    yield from rows.iterator(chunk_size=BATCH)


def backup_restore(
    path: Path, *, now: datetime, replace: bool = False, progress: Progress | None = None
) -> BackupReport:
    """Read a backup into the database in use, all of it or nothing.

    The whole file is checked before anything is touched. Raises NotFoundError or SourceError for
    a file that is missing, damaged or no backup, StoreError for one made by a newer version, and
    UsageError when the database holds a record already and `replace` is not set.
    """
    with ArchiveReader(path) as archive:
        manifest = archive.manifest
        models_of = _fitting(path, manifest)
        for entry in manifest.tables:
            archive.verify(entry)
        key = archive.read_bytes(KEY_FILE, manifest.key) if manifest.key else b""
        if not replace:
            _refuse_filled()
        try:
            with transaction.atomic():
                _empty()
                for entry in manifest.tables:
                    _load(archive, models_of[entry.name], entry)
                    if progress:
                        progress(entry.name, entry.rows)
                connection.check_constraints()
                _count_on(models_of.values())
                _derive(now)
        except (DatabaseError, ValidationError, OverflowError) as error:
            raise damaged(path, " ".join(str(error).split())) from error
    if key:
        _keep_key(key)
    return _report(path, manifest)


def _fitting(path: Path, manifest: Manifest) -> dict[str, type[models.Model]]:
    """The model of each table. Raises StoreError for a backup this version cannot know."""
    models_of = {model._meta.label_lower: model for model in backup_tables()}
    known = all(
        entry.name in models_of and set(entry.columns) <= set(_columns(models_of[entry.name]))
        for entry in manifest.tables
    )
    if manifest.schema > _schema() or not known:
        raise StoreError(
            f"{path} was made by Earnest {manifest.version}, whose record has another shape.",
            f"Install Earnest {manifest.version} to read it, then upgrade.",
        )
    return models_of


def _refuse_filled() -> None:
    for model in backup_tables():
        rows = model._base_manager.all()
        own = model in FRESH or model._meta.label == settings.AUTH_USER_MODEL
        if rows[1:2].exists() if own else rows.exists():
            raise UsageError(
                "The database in use holds a record already.",
                "Set EARNEST_HOME to another folder to look into the backup, or add --replace "
                "to put it in place of what is there.",
            )


def _empty() -> None:
    """Remove everything, sessions too: their users may be other people after the restore."""
    session = apps.get_model("sessions.Session")
    user = apps.get_model(settings.AUTH_USER_MODEL)
    links = [field.remote_field.through for field in user._meta.many_to_many]
    for model in (session, *DERIVED, *links, *reversed(backup_tables())):
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - the name is our own


def _load(archive: ArchiveReader, model: type[models.Model], entry: TableEntry) -> None:
    """Insert one table's rows. Columns a backup of an older version lacks get their default."""
    by_column = dict(zip(_columns(model), _fields(model), strict=True))
    read = [by_column[name] for name in entry.columns]
    added = [field for name, field in by_column.items() if name not in set(entry.columns)]
    defaults = [_prepared(field, field.get_default()) for field in added]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in (*read, *added))
    marks = ", ".join(["%s"] * (len(read) + len(added)))
    table = quote(model._meta.db_table)
    insert = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names are our own
    odd = [(n, f) for n, f in enumerate(read) if f.get_internal_type() not in PLAIN]
    rows = ([*_converted(row, odd), *defaults] for row in archive.read_table(entry))
    with connection.cursor() as cursor:
        while batch := list(islice(rows, BATCH)):
            cursor.executemany(insert, batch)


def _converted(row: list[Any], odd: "list[tuple[int, models.Field[Any, Any]]]") -> list[Any]:
    """A row as the database takes it. Only the columns in `odd` need more than JSON gives."""
    for place, field in odd:
        value = row[place]
        if value is not None:
            if not isinstance(field, models.JSONField):
                value = field.to_python(value)
            row[place] = _prepared(field, value)
    return row


def _prepared(field: "models.Field[Any, Any]", value: Any) -> Any:
    return field.get_db_prep_save(value, connection)


def _count_on(tables: Iterable[type[models.Model]]) -> None:
    """PostgreSQL numbers new rows after the ones that were put in with their own number."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)


def _derive(now: datetime) -> None:
    """Make again what a backup leaves out."""
    for workspace in Workspace.objects.order_by("pk"):
        bodies = MessageBody.objects.of(workspace).order_by("pk")
        rows = bodies.values_list("pk", "message__subject", "own")
        index_messages(workspace, rows.iterator(chunk_size=BATCH))
        standing_rebuild(workspace, now=now)


def _keep_key(key: bytes) -> None:
    """Put the key in place; it takes effect with the next start."""
    path = _key_path()
    part = path.with_name(path.name + ".part")
    with _private(part) as file:
        file.write(key)
    os.replace(part, path)
