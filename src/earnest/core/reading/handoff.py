"""Whom one is handed to: the name and the address beside a cue of a hand-off."""

import re
from collections.abc import Mapping

from earnest.core.reading.cues import CuePack, Hit

_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_NAME = re.compile(r"[A-Z][\w'.-]{0,24}(?: [A-Z][\w'.-]{0,24}){0,3}")


def names_somebody(text: str, hit: Hit) -> bool:
    """Whether the cue ends with a name, or with "my assistant" and the like."""
    last = text[hit.start : hit.end].rstrip(", ").rpartition(" ")
    return last[2][:1].isupper() or last[0].lower().endswith((" my", " our", " the following"))


def whom(text: str, hit: Hit, cues: CuePack) -> Mapping[str, str]:
    """`name` and `address` of whom one is handed to, where they stand in the sentence. The cue
    says whether the name stands before it or at its end."""
    if hit.cue.detail.get("who") == "before":
        names = _names(text, 0, hit.start, cues)[-1:]
    else:
        names = _names(text, text.rfind(" ", 0, hit.end) + 1, len(text), cues)[:1]
    addresses = _ADDRESS.findall(text)
    detail = {"name": names[0]} if names else {}
    return detail | ({"address": addresses[0]} if addresses else {})


def _names(text: str, start: int, end: int, cues: CuePack) -> list[str]:
    found = (match.group().rstrip(".,'") for match in _NAME.finditer(text, start, end))
    return [name for name in found if len(name) > 1 and name not in cues.not_names]
