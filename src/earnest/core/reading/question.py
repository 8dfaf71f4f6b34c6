"""The sentence in which a writer asks the reader for something, by plain cues."""

import re

_SENTENCE = re.compile(r"[^.!?\n]{1,400}(?:\n(?!\s*\n)[^.!?\n]{0,400}){0,3}[.!?]?")
_ASKS = re.compile(
    r"\b(?:could|can|would|will) you\b|\bplease (?!see\b|find\b|note\b|feel\b)|"
    r"\blet (?:me|us) know (?:if|whether|what|when|how|which|who|by)\b|\bdo you (?:have|know|want)\b|"
    r"\bwhat (?:is|are|do|does|would)\b|\bany (?:idea|news|word)\b",
    re.IGNORECASE,
)
# Questions that wait for no answer.
_COURTESY = re.compile(
    r"how are you|how'?s it going|how was your|(?:if|should) you have any (?:\w+ ){0,2}question|"
    r"any (?:\w+ ){0,2}questions|feel free|don'?t hesitate|do not hesitate|why not\b|guess what|"
    r"ok(?:ay)?\?|right\?$|huh\?|have a (?:great|good|nice)|call me (?:if|with)|"
    r"contact me (?:if|with|at)|please disregard|please ignore|please forward to|give me a call if",
    re.IGNORECASE,
)
_LONGEST = 20_000


def find_question(own: str) -> str:
    """The last sentence of a message's own text that asks the reader for something, on one line;
    empty when there is none. A question mark outweighs a request without one."""
    asked = requested = ""
    for match in _SENTENCE.finditer(own[:_LONGEST]):
        text = " ".join(match.group().split())
        if len(text) < 8 or text.startswith((">", "http")) or _COURTESY.search(text):
            continue
        if text.endswith("?") and any(ch.isalpha() for ch in text):
            asked = text
        elif _ASKS.search(text):
            requested = text
    return asked or requested
