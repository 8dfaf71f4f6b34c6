"""A message's header block: split by hand, unfolded, encoded words decoded (RFC 5322, RFC 2047)."""

import binascii
import re

from earnest.adapters.mail import charset
from earnest.core.mail import Problem

# A header block larger than this is an attack or not a header block.
MAX_HEADER_BYTES = 256 * 1024
_MAX_VALUE = 64 * 1024

_NAME = re.compile(r"[!-9;-~]{1,80}[ \t]{0,4}:")
_FIELD = re.compile(r"^([!-9;-~]{1,80})[ \t]{0,4}:(.*(?:\n[ \t].*)*)", re.MULTILINE)
_FOLD = re.compile(r"\n[ \t]+")
_KNOWN = re.compile(
    r"(?:from|to|cc|bcc|subject|date|message-id|mime-version|content-type|received|reply-to|sender"
    r"|x-[\w-]{1,40}):",
    re.IGNORECASE,
)
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]{0,4000})\?=")
_SPACES = re.compile(r"\s{2,}|[\t\r\n]")
_PARAM = re.compile(
    r";\s*([\w!#$%&+.^`|~-]{1,40})(\*\d{1,2})?(\*)?\s*=\s*"
    r'(?:"((?:[^"\\]|\\.){0,2000})"?|([^\s;"]{0,2000}))'
)


def find_body(raw: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the header block of raw[start:end] stops and where its body begins."""
    if raw.startswith((b"\n", b"\r\n"), start):
        return start, start + (1 if raw[start] == 10 else 2)
    stop = raw.find(b"\n\n", start, end)
    crlf = raw.find(b"\n\r\n", start, stop if stop >= 0 else end)
    if crlf >= 0:
        return crlf, crlf + 3
    return (stop, stop + 2) if stop >= 0 else (end, end)


def split_headers(
    raw: bytes, start: int, end: int
) -> tuple[dict[str, list[str]], int, list[Problem]]:
    """The headers of raw[start:end] by lower-cased name, where the body begins, and problems.

    Values are unfolded and undecoded. A line that is no header is passed over when headers
    follow it; when none do, the body begins there, its blank line lost.
    """
    stop, body = find_body(raw, start, end)
    problems: list[Problem] = []
    if stop - start > MAX_HEADER_BYTES:
        stop = raw.rfind(b"\n", start, start + MAX_HEADER_BYTES)
        stop = stop if stop > start else start + MAX_HEADER_BYTES
        problems.append(Problem("too-large", "header block"))
    block = _header_text(raw[start:stop], problems)
    headers: dict[str, list[str]] = {}
    found = _FIELD.findall(block)
    breaks = sum(value.count("\n") for _, value in found)
    if len(found) + breaks != block.rstrip("\n").count("\n") + 1:
        place = _pass_over_broken(raw, start, stop, block, problems)
        if place >= 0:
            body = place
            found = _FIELD.findall(_header_text(raw[start:place], []))
    for name, value in found:
        if breaks and "\n" in value:
            value = _FOLD.sub(" ", value)
        headers.setdefault(name.lower(), []).append(value.strip()[:_MAX_VALUE])
    return headers, body, problems


def _pass_over_broken(
    raw: bytes, start: int, stop: int, block: str, problems: list[Problem]
) -> int:
    """Where the body begins when a line is no header and none follows it; else -1."""
    lines = _FOLD.sub(" ", block).split("\n")
    broken = [
        (number, line)
        for number, line in enumerate(lines)
        if line.strip() and not _NAME.match(line) and not line.startswith(("From ", ">From "))
    ]
    if not broken:
        return -1
    problems.append(Problem("header-broken", broken[0][1].strip()[:40]))
    last_known = max((n for n, line in enumerate(lines) if _KNOWN.match(line)), default=-1)
    for number, line in broken:
        if number > last_known:
            return raw.find(line[:60].encode("ascii", "ignore"), start, stop)
    return -1


def _header_text(block: bytes, problems: list[Problem]) -> str:
    if b"\x00" in block:
        block = block.replace(b"\x00", b"")
        problems.append(Problem("null-bytes", "in headers"))
    if block.isascii():
        text = block.decode("ascii")
    else:
        # Raw UTF-8 is allowed by RFC 6532; anything else is a guess.
        text = charset.guess(block)
        try:
            block.decode("utf-8")
        except UnicodeDecodeError:
            problems.append(Problem("charset-guessed", "8-bit headers"))
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def decode_words(value: str, problems: list[Problem] | None = None) -> str:
    """A header value with its encoded words decoded and white space made single.

    Adjacent words of one charset are joined before decoding, for senders that split a character
    between two. A word that cannot be decoded stays as it is: `encoded-word-broken`.
    """
    if "=?" in value:
        value = _decode_encoded(value, problems)
    if "  " in value or "\t" in value or "\n" in value:
        value = _SPACES.sub(" ", value)
    return value.strip()


def _decode_encoded(value: str, problems: list[Problem] | None) -> str:
    out: list[str] = []
    pending: list[bytes] = []
    label = ""
    last = 0

    def flush() -> None:
        if pending:
            text, problem = charset.decode(b"".join(pending), label)
            out.append(text.replace("\x00", "").replace("\n", " ").replace("\r", " "))
            if problem and problems is not None:
                problems.append(problem)
            pending.clear()

    for match in _WORD.finditer(value):
        between = value[last : match.start()]
        # RFC 2231 section 5: the charset may carry "*language".
        name = match.group(1).partition("*")[0].lower()
        data = _word_bytes(match.group(2), match.group(3))
        if between.strip() or not last or name != label:
            flush()
        if between.strip() or not last:
            out.append(between)
        if data is None:
            flush()
            out.append(match.group(0))
            if problems is not None:
                problems.append(Problem("encoded-word-broken", match.group(0)[:40]))
        else:
            pending.append(data)
        label, last = name, match.end()
    flush()
    rest = value[last:]
    if "=?" in rest and problems is not None:
        problems.append(Problem("encoded-word-broken", rest.strip()[:40]))
    return "".join(out) + rest


def _word_bytes(encoding: str, text: str) -> bytes | None:
    data = text.encode("ascii", "ignore")
    if encoding in "qQ":
        return binascii.a2b_qp(data, header=True)
    try:
        return binascii.a2b_base64(data + b"=" * (-len(data) % 4))
    except (binascii.Error, ValueError):
        return None


def parse_params(value: str) -> tuple[str, dict[str, str]]:
    """A structured header ("text/plain; charset=utf-8") as its lower-cased main value and its
    parameters, RFC 2231 continuations and charsets included."""
    semicolon = value.find(";")
    if semicolon < 0:
        return value.strip().lower(), {}
    params: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, str, bool]]] = {}
    for name, index, extended, quoted, plain in _PARAM.findall(value, semicolon):
        name = name.lower()
        text = quoted.replace('\\"', '"').replace("\\\\", "\\") if quoted else plain
        if index or extended:
            pieces.setdefault(name, []).append(
                (int(index[1:] or 0) if index else 0, text, bool(extended))
            )
        else:
            params.setdefault(name, decode_words(text))
    for name, found in pieces.items():
        params[name] = _join_pieces(sorted(found))
    return value[:semicolon].strip().lower(), params


def _join_pieces(pieces: list[tuple[int, str, bool]]) -> str:
    label = ""
    data: list[bytes] = []
    for number, text, extended in pieces:
        if extended and number == pieces[0][0] and text.count("'") >= 2:
            label, _, text = text.split("'", 2)
        raw = text.encode("utf-8", "replace")
        data.append(_unpercent(raw) if extended else raw)
    return charset.decode(b"".join(data), label or "utf-8")[0].replace("\x00", "")


def _unpercent(data: bytes) -> bytes:
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda match: bytes((int(match.group(1), 16),)), data)
