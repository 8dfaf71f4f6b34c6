"""Which whole words every match of a pattern must contain: the index by which texts find their
patterns without trying them all."""

import re

_ESCAPE = re.compile(r"\\[bBAZ]|\\[sS][*+?]?|\\[wWdD](?:[*+?]|\{[\d,]*\})?|\\(.)")
# "offers?" is offer or offers.
_LAST_LETTER = re.compile(r"(?<![\w\x00])([a-zà-ÿ]+)([a-zà-ÿ])\?(?![\w(\x00])")
# White space that may be missing runs two words together, but ends no word before a mark.
_SPACE_MAYBE_INSIDE = re.compile(r"(?:\\[sW]| )[*?](?=[\w(\[\\.])")
_SPACE_MAYBE = re.compile(r"(?:\\[sW]| )[*?]")
_CLASS = re.compile(r"\[[^\]]*\](?:[*+?]|\{[\d,]*\})?")
_QUANTIFIED = re.compile(r"[^\x00\s](?:[*+?]|\{[\d,]*\})")
_WHOLE = re.compile(r"(?<![\x00\w])[^\W\d_]+(?![\x00\w])")
# Words that nearly every business letter has: finding one says little of what to look for.
_EVERYWHERE = (
    "a about after all also am an and any are as at back be been before below business but by call "
    "can could date dear did do does for from get give had has have here how i if in into is it "
    "just know last like list mail email made make me message more my need new next no not now "
    "number of office on only or other our out over please see send sent she should so some "
    "subject than thank thanks that the their them then there they this time to today until up us "
    "was we week were what when where which while who will with would year you your"
)
_COMMON = frozenset(_EVERYWHERE.split())
# Stands for text that is not known: a word beside it may go on.
_UNKNOWN = "\x00"


Needs = tuple[frozenset[str], ...]


def required_words(pattern: str) -> Needs:
    """Sets of words: every match of the pattern contains, as whole words, one of each set. The
    first set is the one least often met; no sets when nothing can be said.

    Only words outside of classes and optional groups count, and only where the pattern says that
    they end.
    """
    text = pattern.replace("e-?mail", "(?:email|mail)").replace("[ -]?", " ?").replace("[ -]", " ")
    text = _SPACE_MAYBE.sub("", _SPACE_MAYBE_INSIDE.sub(_UNKNOWN, text))
    text = _CLASS.sub(_UNKNOWN, _ESCAPE.sub(_plain, text)).replace("^", " ").replace("$", " ")
    text = _LAST_LETTER.sub(r"(?:\1|\1\2)", text)
    return tuple(sorted(set(_required(text, _UNKNOWN, _UNKNOWN)), key=_commonness))


def _commonness(words: frozenset[str]) -> tuple[bool, int, int, list[str]]:
    """Every letter's words are common, then short ones, then a choice of many."""
    return bool(words & _COMMON), -min(map(len, words)), len(words), sorted(words)


def _required(text: str, left: str, right: str) -> list[frozenset[str]]:
    """What a group's alternatives need; `left` and `right` are what stands beside it."""
    needs = []
    for branch in _branches(text):
        flat, inner = _flatten(branch, left, right)
        found = [frozenset((word,)) for word in _WHOLE.findall(left + flat + right)]
        if not found and not inner:
            return []
        needs.append([*found, *inner])
    if len(needs) == 1:
        return needs[0]
    # Of several alternatives each is known by its rarest need; together they are one choice.
    return [frozenset().union(*(min(branch, key=_commonness) for branch in needs))]


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
    """A branch with its groups made unknown, and what the needed groups require."""
    flat = ""
    needs: list[frozenset[str]] = []
    position = 0
    while position < len(branch):
        if branch[position] != "(":
            flat += branch[position]
            position += 1
            continue
        end = _closing(branch, position)
        after = branch[end + 1 : end + 2]
        inner = branch[position + 1 : end].removeprefix("?:")
        before = (left + flat)[-1]
        if after in ("?", "*", "{") or inner.startswith("?"):
            position = end + 1 + (after in ("?", "*"))
            flat += _optional(inner, before, branch[position : position + 1] or right)
            continue
        beside = after or right
        needs += _required(
            inner,
            " " if _ends_word(before) else _UNKNOWN,
            " " if _ends_word(beside) else _UNKNOWN,
        )
        flat += _UNKNOWN
        position = end + 1
    return _QUANTIFIED.sub(_UNKNOWN, flat).replace(".", _UNKNOWN), needs


def _optional(inner: str, before: str, beside: str) -> str:
    """What an optional group leaves: nothing known, unless it only adds whole words."""
    branches = _branches(inner)
    if all(branch.endswith(" ") for branch in branches) and _ends_word(before):
        return " "
    if all(branch.startswith(" ") for branch in branches) and _ends_word(beside):
        return " "
    return _UNKNOWN


def _ends_word(char: str) -> bool:
    """Whether a word beside this character is whole."""
    return char.isspace() or char in ":;,!<>%@=/"


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
