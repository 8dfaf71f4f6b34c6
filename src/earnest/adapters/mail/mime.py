"""The body of a message: its MIME tree walked by offset, so that a large one is never copied."""

from dataclasses import dataclass, field

from earnest.adapters.mail import charset
from earnest.adapters.mail.headers import decode_words, parse_params, split_headers
from earnest.adapters.mail.transfer import Notes, decode_transfer, mend_controls
from earnest.core.mail import Part

# Text beyond this is not written by hand; the rest stays in the source.
MAX_TEXT_BYTES = 256 * 1024
MAX_HTML_BYTES = 1024 * 1024
_MAX_KEPT_BYTES = 64 * 1024
_MAX_DEPTH = 20
_MAX_PARTS = 500

# Kinds whose text reading needs: failures, receipts, invitations, and the headers of returned mail.
_KEPT = frozenset(
    {"text/calendar", "message/delivery-status", "message/global-delivery-status",
     "message/disposition-notification", "message/feedback-report", "text/rfc822-headers",
     "message/rfc822", "message/global-headers", "message/global"}
)  # fmt: skip
_STATUSES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RETURNED = frozenset({"message/rfc822", "message/global", "message/partial"})


@dataclass(slots=True)
class Body(Notes):
    """What the walk collects: plain and HTML texts in order, the other leaves, what went wrong."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    leaves: int = 0


def content_type(
    headers: dict[str, list[str]], default: str = "text/plain"
) -> tuple[str, dict[str, str]]:
    """The media type and parameters of a header block; the default when missing or nonsense."""
    values = headers.get("content-type")
    if not values:
        return default, {}
    kind, params = parse_params(values[0])
    if kind == "text":
        return "text/plain", params
    return (kind if kind.count("/") == 1 else default), params


def walk(raw: bytes, start: int, end: int, headers: dict[str, list[str]], body: Body) -> None:
    """Read the entity whose headers are given and whose body is raw[start:end] into `body`."""
    _walk(raw, start, end, headers, body, 0, "text/plain")


def _walk(
    raw: bytes,
    start: int,
    end: int,
    headers: dict[str, list[str]],
    body: Body,
    depth: int,
    default: str,
) -> None:
    kind, params = content_type(headers, default)
    if kind.startswith("multipart/"):
        boundary = params.get("boundary", "").rstrip()
        spans = _split(raw, start, end, boundary, body) if boundary and depth < _MAX_DEPTH else []
        if spans:
            inner = "message/rfc822" if kind == "multipart/digest" else "text/plain"
            for part_start, part_end in spans:
                part_headers, part_body, problems = split_headers(raw, part_start, part_end)
                body.problems.extend(problems)
                _walk(raw, part_body, part_end, part_headers, body, depth + 1, inner)
            return
        body.note("mime-broken", "no parts found in " + kind[:40])
        kind = "text/plain"
    _leaf(raw, start, end, headers, kind, params, body)


def _split(raw: bytes, start: int, end: int, boundary: str, body: Body) -> list[tuple[int, int]]:
    """The spans between boundary lines, without the line break that belongs to the boundary."""
    mark = b"--" + boundary.encode("utf-8", "replace")
    spans: list[tuple[int, int]] = []
    opened = -1
    closed = False
    position = raw.find(mark, start, end)
    while position >= 0 and len(spans) < _MAX_PARTS:
        after = position + len(mark)
        closing = raw.startswith(b"--", after)
        line_end = raw.find(b"\n", after, end)
        tail = raw[after + 2 * closing : line_end if line_end >= 0 else end][:80]
        at_line_start = position == start or raw[position - 1] == 10
        if at_line_start and (closing or not tail.strip()):
            if opened >= 0:
                spans.append((opened, _before_break(raw, opened, position)))
            opened = line_end + 1 if line_end >= 0 else end
            if closing:
                closed = True
                break
        position = raw.find(mark, after, end)
    if not closed and opened >= 0:
        if len(spans) >= _MAX_PARTS:
            body.note("too-large", f"more than {_MAX_PARTS} parts")
        else:
            spans.append((opened, end))
            body.note("truncated", "the closing boundary is missing")
    return spans


def _before_break(raw: bytes, low: int, position: int) -> int:
    if position - 2 >= low and raw.startswith(b"\r\n", position - 2):
        return position - 2
    return max(position - 1, low)


def _leaf(
    raw: bytes,
    start: int,
    end: int,
    headers: dict[str, list[str]],
    kind: str,
    params: dict[str, str],
    body: Body,
) -> None:
    body.leaves += 1
    if body.leaves > _MAX_PARTS:
        body.note("too-large", f"more than {_MAX_PARTS} parts")
        return
    disposition, filename = _disposition(headers, params)
    encoding = (headers.get("content-transfer-encoding") or [""])[0].strip().lower()
    if kind in ("text/plain", "text/html") and disposition != "attachment":
        limit = MAX_HTML_BYTES if kind == "text/html" else MAX_TEXT_BYTES
        text = _text(raw, start, end, encoding, params.get("charset", ""), limit, body)
        (body.html if kind == "text/html" else body.plain).append(text)
        return
    if kind == "message/rfc822" and _is_wrapped_report(raw, start, end, body):
        inner, inner_start, problems = split_headers(raw, start, end)
        body.problems.extend(problems)
        _walk(raw, inner_start, end, inner, body, _MAX_DEPTH // 2, "text/plain")
        return
    text = ""
    if kind in _KEPT:
        stop = min(end, start + _MAX_KEPT_BYTES) if kind in _RETURNED else end
        text = _text(raw, start, stop, encoding, params.get("charset", ""), _MAX_KEPT_BYTES, body)
    body.parts.append(Part(kind[:100], filename, _decoded_size(raw, start, end, encoding), text))


def _is_wrapped_report(raw: bytes, start: int, end: int, body: Body) -> bool:
    """Whether an attached message is itself a delivery report, passed on by a gateway; one that
    comes after a report is the returned message."""
    if any(part.content_type in _STATUSES for part in body.parts):
        return False
    head = raw[start : min(end, start + 16384)].partition(b"\n\n")[0].lower()
    return b"multipart/report" in head and b"delivery-status" in head


def _disposition(headers: dict[str, list[str]], params: dict[str, str]) -> tuple[str, str]:
    values = headers.get("content-disposition")
    disposition, extra = parse_params(values[0]) if values else ("", {})
    filename = decode_words(extra.get("filename") or params.get("name", ""))
    return disposition, filename.replace("\x00", "")[:255]


def _decoded_size(raw: bytes, start: int, end: int, encoding: str) -> int:
    if encoding != "base64":
        return max(end - start, 0)
    breaks = raw.count(b"\n", start, end) + raw.count(b"\r", start, end)
    padding = raw.count(b"=", max(end - 8, start), end)
    return max((end - start - breaks) * 3 // 4 - padding, 0)


def _text(
    raw: bytes, start: int, end: int, encoding: str, label: str, limit: int, body: Body
) -> str:
    """The decoded text of a leaf, at most `limit` bytes of it, with unix line ends."""
    # Encoded text is longer than what it says: at most 3 times in quoted-printable.
    data = raw[start : min(end, start + limit * (3 if encoding else 1) + 1024)]
    data = decode_transfer(data, encoding, body)
    if len(data) > limit or end - start > limit * 3 + 1024:
        body.note("too-large", f"text cut to {limit} of {end - start} bytes")
        data = data[:limit]
    text, problem = charset.decode(data, label)
    if problem:
        body.note(problem.code, problem.detail)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return mend_controls(text, data, body)
