"""An mbox cut into messages as it streams by: offsets, lengths, and never more than one held."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from earnest.adapters.mail.dates import parse_date

CHUNK = 2 * 1024 * 1024
# Of a larger message only the beginning is held; text and invitations come first in practice.
MAX_HELD = 16 * 1024 * 1024

# "From joe@x.org Tue May 29 09:00:00 2001" with the zone in the places mailers put it.
_DATED = re.compile(
    rb"From (?:\S{1,320}|\"[^\"\n]{1,200}\"\S{0,120})? {0,4}"
    rb"((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? {1,3}"
    rb"(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,3}\d{1,2}"
    rb"|\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))[^\n]{5,60})"
)
_UNDATED = re.compile(rb"From (?:[^\s@]{1,64}@[^\s@]{1,255}|MAILER-DAEMON|-)\s*\r?\n")
_HEADER_LINE = re.compile(rb"(?:[!-9;-~]{1,76}[ \t]{0,2}:|>?From )")
# Enough bytes after a "From " to judge it: its own line and the start of the next.
_LOOKAHEAD = 1024
_QUOTED_FROM = re.compile(rb"\n>(>*From )")


@dataclass(frozen=True, slots=True)
class Slice:
    """One message of an mbox: where it lies (with its "From " line), and its bytes without that
    line. `data` is only the beginning when the message is longer than what is held."""

    offset: int
    length: int
    data: bytes
    envelope_date: datetime | None


def looks_like_envelope(data: bytes) -> bool:
    """Whether data begins with an mbox "From " line and a header line after it."""
    return _is_envelope(data, 0, at_end=False)


def _is_envelope(data: bytes, position: int, *, at_end: bool) -> bool:
    """Whether the "From " at `position` begins a message. The line must look like an envelope's
    and a header line must follow, so a sentence that begins with the word is none; in a file
    that ends here the envelope alone will do."""
    line_end = data.find(b"\n", position, position + 600)
    if line_end < 0:
        return at_end and _DATED.match(data, position) is not None
    if not (_DATED.match(data, position) or _UNDATED.match(data, position)):
        return False
    follows = line_end + 1
    return _HEADER_LINE.match(data, follows) is not None or (at_end and follows >= len(data))


def split_mbox(
    read: Callable[[int], bytes], base: int = 0, max_held: int = MAX_HELD
) -> Iterator[Slice]:
    """The messages of an mbox read through `read(size)`, which gives b"" at the end.

    `base` is the offset of the first byte read. What stands before the first "From " line is
    given as a message of its own, so that every byte of the file belongs to one. Formats mboxo
    and mboxrd; Content-Length lines are not trusted.
    """
    buffer = b""
    offset = base
    dropped = 0
    search = 0
    while True:
        chunk = read(CHUNK)
        buffer += chunk
        safe = len(buffer) - _LOOKAHEAD if chunk else len(buffer)
        start = 0
        position = buffer.find(b"\nFrom ", search, max(safe, 0))
        while position >= 0:
            if _is_envelope(buffer, position + 1, at_end=not chunk):
                length = position + 1 - start + dropped
                yield _slice(buffer[start : position + 1][:max_held], offset, length)
                offset += length
                start, dropped = position + 1, 0
            position = buffer.find(b"\nFrom ", position + 6, max(safe, 0))
        if not chunk:
            if len(buffer) > start or dropped:
                yield _slice(buffer[start:][:max_held], offset, len(buffer) - start + dropped)
            return
        buffer = buffer[start:]
        search = max(safe - start - 8, 0)
        if len(buffer) > max_held + 2 * _LOOKAHEAD:
            # Too long to hold: keep its head, and its tail to find where the next begins.
            surplus = len(buffer) - max_held - _LOOKAHEAD - 8
            buffer = buffer[:max_held] + buffer[max_held + surplus :]
            dropped += surplus
            search = max_held


def _slice(data: bytes, offset: int, length: int) -> Slice:
    envelope = None
    if data.startswith(b"From "):
        line_end = data.find(b"\n")
        line = data[: line_end if line_end >= 0 else len(data)]
        dated = _DATED.match(line)
        if dated:
            envelope = parse_date(dated.group(1).decode("ascii", "replace"))[0]
        data = data[len(line) + 1 :]
    return Slice(offset, length, unescape(data), envelope)


def unescape(data: bytes) -> bytes:
    """Undo the ">" that mbox puts before a line beginning with "From ", one level of it.

    Where the line before or after is quoted as well, the mark is taken for a person's quotation
    and kept: losing it would put a correspondent's words in the sender's mouth.
    """
    if b"\n>" not in data or not _QUOTED_FROM.search(data):
        return data
    out = []
    last = 0
    for match in _QUOTED_FROM.finditer(data):
        before = data[data.rfind(b"\n", 0, match.start()) + 1 : match.start() + 1]
        line_end = data.find(b"\n", match.end())
        after = data[line_end + 1 : line_end + 2] if line_end >= 0 else b""
        if before[:1] == b">" or after == b">":
            continue
        out.append(data[last : match.start() + 1])
        last = match.start() + 2
    out.append(data[last:])
    return b"".join(out)
