"""The pack of words by which a promise is known to be kept, moved or withdrawn, and its loader."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from earnest.core.keeping import Keeping


@cache
def load_keeping(language: str = "en") -> Keeping:
    """The words of a language by which a message is known to keep, move or withdraw a promise."""
    text = (files("earnest.rulepacks.keeping") / f"{language}.toml").read_text(encoding="utf-8")
    pack = tomllib.loads(text)
    return Keeping(
        delivers=_any(pack["delivers"]),
        to_come=_any(pack["to_come"]),
        moves=_any(pack["moves"]),
        withdraws=_any(pack["withdraws"]),
        empty=frozenset(pack["empty"]),
    )


def _any(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of these phrases, however its words are broken into lines; the longest first."""
    ordered = sorted(phrases, key=len, reverse=True)
    words = (r"\s{1,9}".join(map(re.escape, phrase.split())) for phrase in ordered)
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
