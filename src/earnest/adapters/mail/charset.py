"""Bytes to text whatever the label says: aliases, wrong labels, none; and what was guessed."""

import codecs
from functools import lru_cache

from earnest.core.mail import Problem

# Labels that mean a wider set in practice (the WHATWG Encoding Standard's choice): senders label
# Windows text as Latin-1 or ASCII far more often than the other way round.
_ALIASES = {
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "ansi_x3.4-1968": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "utf8": "utf-8",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
}

# Labels that say "unknown" and so are treated as no label at all.
_NO_LABEL = frozenset(
    {"", "unknown", "unknown-8bit", "x-unknown", "default", "binary", "8bit", "7bit"}
)

# Codecs of Python that a hostile label can name and that no mail is written in.
_NO_CHARSETS = frozenset(
    {"unicode_escape", "raw_unicode_escape", "undefined", "idna", "punycode", "mbcs", "oem"}
)

# The five bytes cp1252 leaves undefined become what Latin-1 says, so that decoding is total.
_CP1252_TOTAL = bytes(range(256)).decode("cp1252", "replace")
_CP1252_TABLE = "".join(
    chr(byte) if char == "�" else char for byte, char in enumerate(_CP1252_TOTAL)
)


def _windows(data: bytes) -> str:
    return codecs.charmap_decode(data, "strict", _CP1252_TABLE)[0]


@lru_cache(maxsize=256)
def _codec(label: str) -> str:
    """The Python codec for a charset label; empty for no label, "?" for one nobody knows."""
    name = label.strip().strip("\"'").lower()
    if name in _NO_LABEL:
        return ""
    name = _ALIASES.get(name, name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return "?"
    # Byte-to-byte and escape codecs (hex, zip, unicode_escape...) can be named by a hostile label.
    is_text = getattr(info, "_is_text_encoding", True)
    if not is_text or info.name.replace("-", "_") in _NO_CHARSETS:
        return "?"
    return info.name


def guess(data: bytes) -> str:
    """Text of bytes without a usable label: UTF-8 when it is valid, else Windows Western."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\x1b$" in data and data.isascii():
        # Japanese mail in seven bits announces itself by escape sequences.
        return data.decode("iso2022_jp", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A multi-byte character cut off at the very end is truncation, not another charset.
        if error.start >= len(data) - 3 and error.start > 0:
            return data[: error.start].decode("utf-8", "replace")
    return _windows(data)


def decode(data: bytes, label: str = "") -> tuple[str, Problem | None]:
    """Decode a text body or header word; never raises and never yields lone surrogates.

    The problem is `charset-unknown` (a label nobody knows) or `charset-guessed` (8-bit bytes with
    no label, or bytes the label cannot mean), with the label as its detail.
    """
    if data.isascii() and b"\x1b" not in data and b"\x00" not in data:
        codec = _codec(label)
        if codec != "utf-7" and not codec.startswith(("utf-16", "utf-32", "hz", "cp037", "cp500")):
            problem = Problem("charset-unknown", label[:40]) if codec == "?" else None
            return data.decode("ascii"), problem
    return _decode_8bit(data, label)


def _decode_8bit(data: bytes, label: str) -> tuple[str, Problem | None]:
    codec = _codec(label)
    if codec == "?":
        return guess(data), Problem("charset-unknown", label[:40])
    if not codec:
        return guess(data), Problem("charset-guessed", "no charset given")
    if codec == "cp1252":
        return _western(data, label)
    try:
        text = data.decode(codec)
    except (UnicodeError, ValueError):
        return guess(data), Problem("charset-guessed", f"not {label[:40]}")
    if codec in {"utf-7", "utf-16", "utf-16-le", "utf-16-be"}:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.removeprefix("\ufeff"), None


def _western(data: bytes, label: str) -> tuple[str, Problem | None]:
    """Latin-1 and ASCII labels. Valid UTF-8 under an ASCII label is UTF-8: three bytes that form
    one by chance are rarer than a client that forgot to say so."""
    if "8859" in label or "1252" in label or "latin" in label.lower():
        return _windows(data), None
    return guess(data), Problem("charset-guessed", f"8-bit text labelled {label[:40]}")
