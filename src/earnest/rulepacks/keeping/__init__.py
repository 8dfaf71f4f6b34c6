"""The pack of words by which a kept promise is known, and its loader."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from earnest.core.proposals import Keeping


@cache
def load_keeping(language: str = "en") -> Keeping:
    """The words of a language by which a message is known to keep a promise."""
    text = (files("earnest.rulepacks.keeping") / f"{language}.toml").read_text(encoding="utf-8")
    pack = tomllib.loads(text)
    phrases = "|".join(re.escape(phrase) for phrase in sorted(pack["delivers"], key=len))
    return Keeping(
        delivers=re.compile(rf"\b(?:{phrases})\b", re.IGNORECASE), empty=frozenset(pack["empty"])
    )
