"""The file format of a backup: a zip of JSON lines, each member known by its digest."""

import json
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Self
from uuid import UUID

from earnest.core.errors import NotFoundError, SourceError, StoreError

FORMAT = "earnest-backup"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
# What the standard library raises for a file that is cut off, altered or no zip at all.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table in the file: its columns in the order of each row, how many rows, and the SHA-256
    of its lines."""

    name: str
    columns: tuple[str, ...]
    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the file holds. `schema` is the last migration of the record, `key` the digest of the
    secret key, empty when it is not kept in the data folder."""

    created: str
    version: str
    schema: str
    engine: str
    tables: tuple[TableEntry, ...]
    key: str


def damaged(path: Path, detail: str) -> SourceError:
    """The error for a file that is not, or no longer, a whole backup."""
    return SourceError(
        f"{path} is not a whole backup: {detail}.",
        "Nothing was changed. Copy the file again, or take an earlier backup.",
    )


def _member(table: str) -> str:
    return f"tables/{table}.jsonl"


def _plain(value: Any) -> Any:
    """Values JSON has no word for, as text that a model field reads back."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return b64encode(value).decode("ascii")
    raise TypeError(f"a backup cannot hold a {type(value).__name__}")


class ArchiveWriter:
    """Writes a backup as a stream; only one row is in memory at a time."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def write_table(
        self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> TableEntry:
        """Add a table and say what was written."""
        digest, count = sha256(), 0
        with self._zip.open(_member(name), "w", force_zip64=True) as member:
            for row in rows:
                text = json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_plain)
                # A half of a surrogate pair, which SQLite keeps, must not stop a backup.
                line = text.encode("utf-8", "surrogatepass") + b"\n"
                digest.update(line)
                member.write(line)
                count += 1
        return TableEntry(name, tuple(columns), count, digest.hexdigest())

    def write_bytes(self, name: str, data: bytes) -> str:
        """Add a small file and give its digest."""
        self._zip.writestr(name, data)
        return sha256(data).hexdigest()

    def write_manifest(self, manifest: Manifest) -> None:
        """Add the manifest, last: a file without it was not finished."""
        values = {"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(manifest)}
        self._zip.writestr(MANIFEST, json.dumps(values, indent=2))


class ArchiveReader:
    """Reads a backup as a stream. Raises NotFoundError when there is no such file, SourceError
    when it is not a whole backup, StoreError when only a newer version can read it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError as error:
            raise NotFoundError(f"There is no file {path}.", "Check the name.") from error
        except OSError as error:
            raise SourceError(
                f"{path} cannot be read: {error.strerror}.", "Name a backup file."
            ) from error
        except _BROKEN as error:
            raise damaged(path, "it is no backup, or its end is missing") from error
        try:
            self.manifest = self._manifest()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def _manifest(self) -> Manifest:
        try:
            values = json.loads(self._zip.read(MANIFEST))
            if values.pop("format") != FORMAT:
                raise damaged(self.path, "it is a zip of something else")
            if values.pop("format_version") > FORMAT_VERSION:
                raise StoreError(
                    f"{self.path} was made by a newer Earnest ({values.get('version')}).",
                    "Install that version to read it.",
                )
            values["tables"] = tuple(
                TableEntry(**{**entry, "columns": tuple(entry["columns"])})
                for entry in values["tables"]
            )
            return Manifest(**values)
        except (*_BROKEN, KeyError, TypeError, AttributeError) as error:
            raise damaged(self.path, "its manifest is missing or cannot be read") from error

    def verify(self, entry: TableEntry) -> None:
        """Read a table to its end and compare it with the manifest."""
        digest, count = sha256(), 0
        for line in self._lines(entry.name):
            digest.update(line)
            count += 1
        if count != entry.rows or digest.hexdigest() != entry.digest:
            raise damaged(self.path, f"the rows of {entry.name} are not those it was made with")

    def read_table(self, entry: TableEntry) -> Iterator[list[Any]]:
        """The rows of a table, each as long as its columns."""
        for line in self._lines(entry.name):
            try:
                row = json.loads(line.decode("utf-8", "surrogatepass"))
            except (ValueError, RecursionError) as error:
                raise damaged(self.path, f"a row of {entry.name} cannot be read") from error
            if not isinstance(row, list) or len(row) != len(entry.columns):
                raise damaged(self.path, f"a row of {entry.name} does not fit its columns")
            yield row

    def read_bytes(self, name: str, digest: str) -> bytes:
        """A small file, compared with its digest."""
        try:
            data = self._zip.read(name)
        except (*_BROKEN, KeyError) as error:
            raise damaged(self.path, f"{name} cannot be read") from error
        if sha256(data).hexdigest() != digest:
            raise damaged(self.path, f"{name} is not the one it was made with")
        return data

    def _lines(self, table: str) -> Iterator[bytes]:
        try:
            with self._zip.open(_member(table)) as member:
                yield from member
        except (*_BROKEN, KeyError, OSError) as error:
            raise damaged(self.path, f"{table} cannot be read") from error
