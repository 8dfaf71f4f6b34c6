"""Where mail lies on disk: mbox, mbox.gz, maildir, folders of messages or a single one, read as one
stream of raw messages that can be taken up again anywhere."""

import os
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from earnest.adapters.mail.files import FileKind, Found, is_maildir, sniff, walk_folder
from earnest.adapters.mail.mbox import MAX_HELD, split_mbox
from earnest.adapters.mail.parse import parse_mail
from earnest.core.errors import NotFoundError, NothingToReadError, SourceError
from earnest.core.mail import Mail

_SKIP_CHUNK = 1024 * 1024
_GZIP_STEP = 16 * 1024


class SourceKind(StrEnum):
    """What a source turned out to be."""

    MBOX = "mbox"
    MBOX_GZ = "mbox.gz"
    MAILDIR = "maildir"
    FOLDER = "folder"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True, order=True)
class Locator:
    """Where a message lies: the file's path relative to the source (its name when the source is
    that file) and the offset in bytes, in a .gz of the uncompressed text."""

    path: str
    offset: int = 0


@dataclass(frozen=True, slots=True)
class RawItem:
    """One message as it lies in the source. `length` is its size there in bytes; `data` holds its
    beginning only when that is smaller. `consumed` counts the source's bytes read so far, on the
    scale of `Source.size`. `cut` is set when the file ends before the message does."""

    locator: Locator
    length: int
    data: bytes
    envelope_date: datetime | None
    consumed: int
    cut: bool = False

    @property
    def resume(self) -> Locator:
        """Where to start so that this message is passed over and the next is the first."""
        return Locator(self.locator.path, self.locator.offset + max(self.length, 1))


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that should have been mail and could not be read; `reason` is fit to be shown."""

    locator: Locator
    reason: str
    consumed: int

    @property
    def resume(self) -> Locator:
        """Where to start so that this is passed over."""
        return Locator(self.locator.path, self.locator.offset + 1)


@dataclass(frozen=True, slots=True)
class Source:
    """A readable source of mail. `size` is in bytes on disk."""

    path: Path
    kind: SourceKind
    size: int

    def items(self, start: Locator | None = None) -> Iterator[RawItem | Unreadable]:
        """Every message from `start` on (all without one), in an order that stays the same, and
        what could not be read in its place. Holds one message at a time."""
        if self.kind in (SourceKind.MAILDIR, SourceKind.FOLDER):
            return self._folder_items(start)
        return self._file_items(Found(self.path.name, self.path, self.size), start, 0)

    def _folder_items(self, start: Locator | None) -> Iterator[RawItem | Unreadable]:
        consumed = 0
        begin = start.path.split("/") if start else []
        for found in walk_folder(self.path):
            place = found.relative.split("/")
            if place >= begin:
                yield from self._file_items(found, start if place == begin else None, consumed)
            consumed += found.size

    def _file_items(
        self, found: Found, start: Locator | None, consumed: int
    ) -> Iterator[RawItem | Unreadable]:
        offset = start.offset if start else 0
        if found.problem:
            if not offset:
                yield Unreadable(Locator(found.relative), found.problem, consumed)
            return
        try:
            kind = found.kind or sniff(found.path)
            if kind is FileKind.MESSAGE:
                yield from _message(found, offset, consumed)
            elif kind in (FileKind.MBOX, FileKind.MBOX_GZ):
                yield from _mbox(found, kind, offset, consumed)
            elif found.claims_mail and not offset:
                reason = "it is empty" if kind is FileKind.EMPTY else "it is not a mail message"
                yield Unreadable(Locator(found.relative), reason, consumed + found.size)
        except OSError as error:
            reason = error.strerror or "it cannot be read"
            yield Unreadable(Locator(found.relative, offset), reason, consumed)


def open_source(path: str | Path) -> Source:
    """The source at a path, told by what is there and not by its name.

    Raises NotFoundError when nothing is there, SourceError when it is not mail or may not be
    read, NothingToReadError when it is mail's place but holds none.
    """
    path = Path(path)
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise NotFoundError(
            f"There is nothing at {path}.", "Check the path; names are told apart by case."
        ) from None
    except OSError as error:
        raise _cannot_read(path, error) from None
    if stat.S_ISDIR(status.st_mode):
        return _open_folder(path)
    if not stat.S_ISREG(status.st_mode):
        raise SourceError(
            f"{path} is neither a file nor a folder.",
            "Give a mailbox file, a maildir or a folder of .eml files.",
        )
    try:
        kind = sniff(path)
    except OSError as error:
        raise _cannot_read(path, error) from None
    if kind is FileKind.EMPTY:
        raise NothingToReadError(
            f"{path} is empty.", "Export the mailbox again, or give another file."
        )
    if kind is FileKind.OTHER:
        raise _not_mail(path)
    return Source(path, SourceKind(kind.value), status.st_size)


def _open_folder(path: Path) -> Source:
    try:
        os.scandir(path).close()
    except OSError as error:
        raise _cannot_read(path, error) from None
    size = 0
    has_mail = False
    for found in walk_folder(path):
        size += found.size
        has_mail = has_mail or _is_mail(found)
    if not has_mail:
        raise NothingToReadError(
            f"There is no mail in {path}.",
            "Give an mbox file, a maildir (with cur and new in it) or a folder of .eml files.",
        )
    return Source(path, SourceKind.MAILDIR if is_maildir(path) else SourceKind.FOLDER, size)


def _is_mail(found: Found) -> bool:
    if found.problem or found.kind is FileKind.MESSAGE:
        return not found.problem
    try:
        return sniff(found.path) not in (FileKind.OTHER, FileKind.EMPTY)
    except OSError:
        return False


def _cannot_read(path: Path, error: OSError) -> SourceError:
    if isinstance(error, PermissionError):
        return SourceError(
            f"{path} may not be read by this user.", "Change its permissions, or copy it."
        )
    return SourceError(f"{path} cannot be read: {error.strerror or error}.", "Check the disk.")


# Files people have instead of mail, by their first bytes, and what to do about each.
_OTHER_FILES = (
    (b"!BDN", "an Outlook data file (.pst or .ost)", "Export it to mbox first, with readpst."),
    (b"\xd0\xcf\x11\xe0", "an Outlook or Office file", "Save the message as .eml instead."),
    (b"PK\x03\x04", "a zip archive", "Unpack it and give the folder."),
    (b"\x1f\x8b", "compressed, but not a mailbox", "Unpack it and give what was inside."),
    (b"%PDF", "a PDF document", "Export the mail as .eml or mbox."),
    (b"SQLite format 3", "a database", "Export the mail as mbox from the program it belongs to."),
    (b"\xcf\xad\x12\xfe", "an Outlook Express folder", "Export it to mbox or .eml first."),
)


def _not_mail(path: Path) -> SourceError:
    with path.open("rb") as file:
        head = file.read(64)
    for magic, what, hint in _OTHER_FILES:
        if head.startswith(magic):
            return SourceError(f"{path} is {what}, which is not read here.", hint)
    return SourceError(
        f"{path} is not a mailbox and not a mail message.",
        "Give an mbox file (.gz too), a maildir, a folder of .eml files or one .eml file.",
    )


def _message(found: Found, offset: int, consumed: int) -> Iterator[RawItem]:
    if offset:
        return
    with found.path.open("rb") as file:
        data = file.read(MAX_HELD)
    done = consumed + found.size
    yield RawItem(Locator(found.relative), max(found.size, len(data)), data, None, done)


def _mbox(
    found: Found, kind: FileKind, offset: int, consumed: int
) -> Iterator[RawItem | Unreadable]:
    with found.path.open("rb") as file:
        if kind is FileKind.MBOX:
            file.seek(offset)
            reader: _Plain | _Gzip = _Plain(file)
        else:
            reader = _Gzip(file)
            reader.skip(offset)
        end = offset
        held: RawItem | None = None
        for cut in split_mbox(reader.read, offset):
            if held:
                yield held
            end = cut.offset + cut.length
            if not cut.data.strip() and cut.offset == 0:
                # Blank lines before the first message are none.
                continue
            held = RawItem(
                Locator(found.relative, cut.offset),
                cut.length,
                cut.data,
                cut.envelope_date,
                consumed + (end if kind is FileKind.MBOX else file.tell()),
            )
        # The last one waits until it is known whether the file was whole.
        if held and reader.problem:
            yield RawItem(
                held.locator, held.length, held.data, held.envelope_date, held.consumed, cut=True
            )
        elif held:
            yield held
        if reader.problem:
            yield Unreadable(Locator(found.relative, end), reader.problem, consumed + found.size)


class _Plain:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.problem = ""

    def read(self, size: int) -> bytes:
        try:
            return self._file.read(size)
        except OSError as error:
            self.problem = f"reading stopped here: {error.strerror or 'the disk failed'}"
            return b""


class _Gzip:
    """Gzip members read one after the other, giving all that can be had of a damaged file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._inflate = zlib.decompressobj(wbits=31)
        self._rest = b""
        self._started = False
        self.problem = ""

    def read(self, size: int) -> bytes:
        while not self.problem:
            data = self._rest or self._file.read(max(size // 4, _GZIP_STEP))
            if self._inflate.eof:
                # The next member, or the padding some programs write after the last.
                data = data.lstrip(b"\0")
                self._rest = data
                if data:
                    self._inflate = zlib.decompressobj(wbits=31)
            if not data:
                if self._started and not self._inflate.eof:
                    self.problem = "the compressed file ends in the middle"
                return b""
            self._started = True
            before = self._inflate.copy()
            try:
                out = self._inflate.decompress(data, size)
            except zlib.error:
                self.problem = "the compressed file is damaged from here on"
                return _salvage(before, data)
            self._rest = self._inflate.unconsumed_tail or self._inflate.unused_data
            if out:
                return out
        return b""

    def skip(self, size: int) -> None:
        while size > 0:
            data = self.read(min(size, _SKIP_CHUNK))
            if not data:
                return
            size -= len(data)


def _salvage(inflate: "zlib._Decompress", data: bytes) -> bytes:
    """What comes out before the damage: fed in small steps, the fault spoils only the last."""
    out = []
    for start in range(0, len(data), 64):
        try:
            out.append(inflate.decompress(data[start : start + 64]))
        except zlib.error:
            break
    return b"".join(out)


def parse_item(item: RawItem, latest: datetime | None = None) -> Mail:
    """The message of an item, parsed; what the source knows of it goes into its problems."""
    return parse_mail(
        item.data,
        envelope_date=item.envelope_date,
        latest=latest,
        full_size=item.length if item.length > MAX_HELD else None,
        cut=item.cut,
    )
