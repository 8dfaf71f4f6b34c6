"""Transfer encodings undone, and the debris exports leave in text repaired where it is safe."""

import binascii
import re
from dataclasses import dataclass, field

from earnest.adapters.mail import charset
from earnest.core.mail import Problem

_NOT_BASE64 = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
)


@dataclass(slots=True)
class Notes:
    """The problems met while reading one message, each once."""

    problems: list[Problem] = field(default_factory=list)

    def note(self, code: str, detail: str = "") -> None:
        """Note a problem, unless it was noted already."""
        problem = Problem(code, detail)
        if problem not in self.problems:
            self.problems.append(problem)


def decode_transfer(data: bytes, encoding: str, notes: Notes) -> bytes:
    """Undo a Content-Transfer-Encoding; what cannot be undone is kept as it stands."""
    if encoding == "quoted-printable":
        return binascii.a2b_qp(data)
    if encoding == "base64":
        letters = data.translate(None, _NOT_BASE64)
        if len(letters) % 4 == 1:
            notes.note("mime-broken", "base64 cut short")
            letters = letters[:-1]
        return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
    if encoding in {"x-uuencode", "uuencode", "x-uue"}:
        return _uudecode(data, notes)
    if encoding not in {"", "7bit", "8bit", "binary"}:
        notes.note("mime-broken", f"unknown transfer encoding {encoding[:40]}")
    return data


def _uudecode(data: bytes, notes: Notes) -> bytes:
    out = []
    for line in data.splitlines():
        if not line or line.startswith((b"begin ", b"end", b"`")):
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except (binascii.Error, ValueError):
            notes.note("mime-broken", "uuencoded text is damaged")
    return b"".join(out)


# Encoders break lines at 76 characters; anything else that ends in "=" was written so.
_SOFT_LINE = re.compile(r"^([^\n]{68,75}[^=\n])=\n", re.MULTILINE)
_SPACE_END = re.compile(r"=20(?=\n|\Z)")
_TABS = re.compile(r"(?:^|(?<=\s))(?:=09)+", re.MULTILINE)
_APOSTROPHE = re.compile(r"(?<=[A-Za-z])=92(?=[A-Za-z]{1,2}\b)")
_UTF8 = re.compile(r"(?:=C[2-9A-F]=[89AB][0-9A-F]|=E[0-9A-F]=[89AB][0-9A-F]=[89AB][0-9A-F])+")
# Smart punctuation as Lotus Notes leaves it when its own character set is written out as bytes
# (a group byte 01, then the character).
_NOTES = {"\x01,": "’", "\x01&": "“", "\x018": "”", "\x01*": "—", "\x01)": "–", "\x01:": "…"}
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_CONTROL_BYTES = bytes((*range(9), 11, *range(14, 32), 127))


def mend_controls(text: str, data: bytes, notes: Notes) -> str:
    """Text without control characters but tab, line and page breaks; `data` is its bytes, in which
    their absence is seen much faster."""
    if len(data.translate(None, _CONTROL_BYTES)) == len(data):
        return text
    if "\x00" in text:
        notes.note("null-bytes", "in text")
        text = text.replace("\x00", "")
    if "\x01" in text:
        for debris, mark in _NOTES.items():
            text = text.replace(debris, mark)
    if _CONTROL.search(text):
        notes.note("control-characters", "removed from text")
        text = _CONTROL.sub("", text)
    return text


def mend_quoted_printable(text: str, notes: Notes) -> str:
    """Undo quoted-printable left in text that says it holds none. Only where several traces agree:
    `=` is common in addresses and rulers."""
    if "=" not in text:
        return text
    ends = text.count("=20\n")
    soft = len(_SOFT_LINE.findall(text)) if "=\n" in text else 0
    if (not soft and ends < 2) or ends + soft + text.count("=09") + text.count("=3D") < 3:
        return text
    notes.note("quoted-printable-left", f"{ends + soft} line ends repaired")
    # Only forms that an address or a sum does not have: "?id=2001" is no space.
    text = _SPACE_END.sub(" ", _SOFT_LINE.sub(r"\1", text))
    text = _TABS.sub(lambda match: "\t" * (len(match.group()) // 3), text)
    text = _UTF8.sub(_decoded, _APOSTROPHE.sub("’", text))
    return text.replace("=3D", "=")


def _decoded(match: re.Match[str]) -> str:
    return charset.guess(bytes.fromhex(match.group().replace("=", "")))
