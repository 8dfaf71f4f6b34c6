"""Files and folders that hold mail: what a file is by its first bytes, and a walk that never fails
as a whole."""

import os
import re
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from earnest.adapters.mail.mbox import looks_like_envelope

_HEAD = 8192
_MAIL_SUFFIXES = (".eml", ".mbox", ".mbx", ".mbox.gz", ".mbx.gz", ".eml.gz")

_HEADER = re.compile(rb"([!-9;-~]{1,76})[ \t]{0,2}:")
_TELLING = frozenset(
    b"from to cc subject date message-id received return-path delivered-to mime-version "
    b"reply-to sender content-type x-mailer x-original-to x-received".split()
)


class FileKind(StrEnum):
    """What a file holds."""

    EMPTY = "empty"
    MBOX = "mbox"
    MBOX_GZ = "mbox.gz"
    MESSAGE = "message"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Found:
    """A file met on the walk. `kind` is None until it has been looked into; `claims_mail` when its
    name or folder says it is mail, so that it must not be passed over in silence; `problem` when
    it cannot be opened at all."""

    relative: str
    path: Path
    size: int
    kind: FileKind | None = None
    claims_mail: bool = False
    problem: str = ""


def sniff(path: Path) -> FileKind:
    """What the file holds, by its first bytes. Raises OSError when it cannot be read."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip():
        return FileKind.EMPTY
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, _HEAD)
        except zlib.error:
            return FileKind.OTHER
        return FileKind.MBOX_GZ if _is_mail(head) else FileKind.OTHER
    if looks_like_envelope(head.lstrip()) and path.suffix.lower() != ".eml":
        return FileKind.MBOX
    return FileKind.MESSAGE if _is_mail(head) else FileKind.OTHER


def _is_mail(head: bytes) -> bool:
    """Whether the bytes begin a message: a "From " line, or two headers of which one tells."""
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if looks_like_envelope(head):
        return True
    headers = 0
    telling = False
    for line in head.splitlines()[:60]:
        match = _HEADER.match(line)
        if match:
            headers += 1
            telling = telling or match.group(1).lower() in _TELLING
        elif not line.strip():
            break
        elif line[:1] not in b" \t" and not line.startswith((b"From ", b">From ")):
            return headers >= 3 and telling
    return headers >= 2 and telling


def is_maildir(path: Path) -> bool:
    """Whether the folder is laid out as a maildir: `cur` or `new`, with `tmp` or each other."""
    present = sum((path / name).is_dir() for name in ("cur", "new", "tmp"))
    return present >= 2 and ((path / "cur").is_dir() or (path / "new").is_dir())


def walk_folder(root: Path) -> Iterator[Found]:
    """Every regular file below the folder, in the order of the parts of its path, maildirs and
    folders mixed as they lie. Links are followed once; what cannot be opened is given with its
    problem. A maildir's `tmp` holds mail still being delivered and is left out."""
    yield from _walk(root, "", set())


def _walk(folder: Path, prefix: str, seen: set[tuple[int, int]]) -> Iterator[Found]:
    try:
        status = folder.stat()
        if (status.st_dev, status.st_ino) in seen:
            yield Found(
                prefix.rstrip("/"), folder, 0, problem="a link to a folder that is read already"
            )
            return
        seen.add((status.st_dev, status.st_ino))
        names = sorted(os.listdir(folder))
    except OSError as error:
        yield Found(prefix.rstrip("/") or folder.name, folder, 0, problem=_why(error))
        return
    maildir = is_maildir(folder)
    in_maildir = folder.name in ("cur", "new") and is_maildir(folder.parent)
    for name in names:
        yield from _entry(folder / name, prefix + name, seen, maildir, in_maildir)


def _entry(
    path: Path, relative: str, seen: set[tuple[int, int]], in_root: bool, in_messages: bool
) -> Iterator[Found]:
    try:
        status = path.stat()
    except OSError as error:
        yield Found(relative, path, 0, problem=_why(error))
        return
    if stat.S_ISDIR(status.st_mode):
        hidden = path.name.startswith(".") and not in_root and not is_maildir(path)
        if not hidden and not (in_root and path.name == "tmp"):
            yield from _walk(path, relative + "/", seen)
    elif stat.S_ISREG(status.st_mode):
        if in_messages:
            if not path.name.startswith("."):
                yield Found(relative, path, status.st_size, FileKind.MESSAGE, claims_mail=True)
        else:
            claims = path.name.lower().endswith(_MAIL_SUFFIXES)
            yield Found(relative, path, status.st_size, claims_mail=claims)


def _why(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "a link to nothing"
    if isinstance(error, PermissionError):
        return "no permission to read it"
    return (error.strerror or "it cannot be read").lower()
