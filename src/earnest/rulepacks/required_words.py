"""Which whole words every match of a pattern must contain: the index by which texts find their
patterns without trying them all."""

import re

_ESCAPE = re.compile(r"\\[bBAZ]|\\[sS][*+?]?|\\[wWdD](?:[*+?]|\{[\d,]*\})?|\\(.)")
_CLASS = re.compile(r"\[[^\]]*\](?:[*+?]|\{[\d,]*\})?")
_QUANTIFIED = re.compile(r"[^\x00\s](?:[*+?]|\{[\d,]*\})")
_WHOLE = re.compile(r"(?<![\x00\w])[^\W\d_]{3,}(?![\x00\w])")
# Stands for text that is not known: a word beside it may go on.
_UNKNOWN = "\x00"


def required_words(pattern: str) -> frozenset[str]:
    """Words of which every match of the pattern contains one, whole; empty when none can be named.

    Only words outside of classes and optional groups count, and only where the pattern says that
    they end. Of each alternative the longest is taken, which is the rarest.
    """
    text = _CLASS.sub(_UNKNOWN, _ESCAPE.sub(_plain, pattern)).replace("^", " ").replace("$", " ")
    return _required(text, _UNKNOWN, _UNKNOWN)


def _required(text: str, left: str, right: str) -> frozenset[str]:
    """The words of a group's alternatives; `left` and `right` are what stands beside it."""
    words: set[str] = set()
    for branch in _branches(text):
        flat, options = _flatten(branch, left, right)
        found = _WHOLE.findall(left + flat + right)
        if found:
            words.add(max(found, key=len))
        elif options:
            words |= min(options, key=len)
        else:
            return frozenset()
    return frozenset(words)


def _branches(text: str) -> list[str]:
    """The alternatives of a group, split where the bar is not inside an inner group."""
    branches = [""]
    depth = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            branches.append("")
        else:
            branches[-1] += char
    return branches


def _flatten(branch: str, left: str, right: str) -> tuple[str, list[frozenset[str]]]:
    """A branch with its groups made unknown, and the words each needed group requires."""
    flat = ""
    options: list[frozenset[str]] = []
    position = 0
    while position < len(branch):
        if branch[position] != "(":
            flat += branch[position]
            position += 1
            continue
        end = _closing(branch, position)
        after = branch[end + 1 : end + 2]
        inner = branch[position + 1 : end]
        is_lookaround = inner.startswith("?") and not inner.startswith("?:")
        if after not in ("?", "*", "{") and not is_lookaround:
            before = (left + flat)[-1]
            beside = after or right
            required = _required(
                inner.removeprefix("?:"),
                " " if before.isspace() else _UNKNOWN,
                " " if beside.isspace() else _UNKNOWN,
            )
            if required:
                options.append(required)
        flat += _UNKNOWN
        position = end + 1
    return _QUANTIFIED.sub(_UNKNOWN, flat).replace(".", _UNKNOWN), options


def _closing(text: str, start: int) -> int:
    depth = 0
    for position in range(start, len(text)):
        depth += (text[position] == "(") - (text[position] == ")")
        if depth == 0:
            return position
    return len(text)


def _plain(match: re.Match[str]) -> str:
    """What an escape leaves for the search of whole words: white space, boundaries and marks end a
    word, classes may extend one."""
    text = match.group()
    if match.group(1):
        return match.group(1) if match.group(1).isalnum() else " "
    if text.startswith(("\\b", "\\A", "\\Z")):
        return " "
    return " " if text.startswith("\\s") and not text.endswith(("*", "?")) else _UNKNOWN
