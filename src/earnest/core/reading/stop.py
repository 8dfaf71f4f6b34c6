"""The stop: somebody asks not to be contacted. It must not be missed and must not be made up.

The patterns are data (rulepacks/reading/<language>/stop.toml). Here is what holds for all of them:
only a person's own words count, words in quotation marks are reported and not said, and a single
word ("Stop") counts only when it is the whole message.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from earnest.core.reading.cues import Hit
from earnest.core.reading.sentences import Sentence

_QUOTED = re.compile(r'"[^"]{0,400}"|(?<!\w)\'[^\']{3,400}\'(?!\w)')
_WORD = re.compile(r"[^\W\d_]+")
# What may stand beside a one-word stop: a name, a word of thanks.
_FEW = 3


class Reach(StrEnum):
    """Whom a stop protects: who wrote it, or everybody at their company."""

    PERSON = "person"
    COMPANY = "company"


def stop_hit(sentence: Sentence, hits: Sequence[Hit], *, alone: bool) -> Hit | None:
    """The cue by which a sentence is a stop, None when it is not one. `alone` says that the
    message holds nothing else that counts."""
    wanted = ("stop", "stop-alone") if alone else ("stop",)
    for hit in hits:
        if hit.cue.means in wanted and not _is_reported(sentence.text, hit):
            return hit
    return None


def reach_of(hits: Sequence[Hit]) -> Reach:
    """How far a stop with these cues goes."""
    company = any(hit.cue.means == "stop-reach" for hit in hits)
    return Reach.COMPANY if company else Reach.PERSON


def is_alone(sentence: Sentence, sentences: Sequence[Sentence]) -> bool:
    """Whether the message says nothing beside this sentence but a greeting, a name or thanks."""
    words = 0
    for other in sentences:
        if other is not sentence:
            words += len(_WORD.findall(other.text))
            if words > _FEW or other.text.endswith(("?", "!")):
                return False
    return True


def _is_reported(text: str, hit: Hit) -> bool:
    """Whether the words stand in quotation marks with something else around them."""
    for match in _QUOTED.finditer(text):
        if match.start() <= hit.start and hit.end <= match.end() and match.group() != text:
            return True
    return False
