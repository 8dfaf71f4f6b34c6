"""The phrases that tell kinds of mail apart, read from kinds/<language>/*.toml and checked."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from earnest.core.reading.kind_phrases import KindPhrases, Phrase

WHERES = frozenset({"subject", "start", "text", "end", "local", "host", "name", "people", "line"})
MEANINGS = frozenset(
    {
        # kinds of mail
        "bounce", "receipt", "auto_reply", "absence", "acknowledgement", "bulk", "system", "human",
        "accepted", "declined", "tentative", "cancelled", "invited", "moved", "appointment",
        # lines of a delivery report
        "original-follows", "label", "failed-here", "elsewhere", "retrying", "given-up",
        "challenge", "no-address", "no-host", "full", "too-large", "refused",
    }
)  # fmt: skip
_MAX_PATTERN = 700
_REQUIRED = ("id", "where", "means", "any", "say", "source", "flags")


@cache
def kind_phrases() -> KindPhrases:
    """All shipped phrases. Raises ValueError naming every fault with its file and id, which a
    test keeps from happening."""
    phrases, faults = read_packs(files("earnest.rulepacks").joinpath("kinds"))
    if faults:
        raise ValueError("\n".join(faults))
    return KindPhrases.of(phrases)


def read_packs(folder: Traversable) -> tuple[list[Phrase], list[str]]:
    """The phrases of all packs below a folder, and all faults found, as "file: id: fault"."""
    phrases: list[Phrase] = []
    faults: list[str] = []
    seen: set[str] = set()
    for language in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not language.is_dir():
            continue
        for pack in sorted(language.iterdir(), key=lambda entry: entry.name):
            if not pack.name.endswith(".toml"):
                continue
            name = f"{language.name}/{pack.name}"
            for rule in _rules(name, pack.read_text("utf-8"), faults):
                found, problem = _phrase(rule, seen)
                faults.extend(f"{name}: {rule.get('id', '?')}: {text}" for text in problem)
                phrases.extend(found)
    return phrases, faults


def raw_rules(folder: Traversable | None = None) -> Iterable[tuple[str, dict[str, Any]]]:
    """Every rule as written, with its file: for the documentation and the tests of examples."""
    folder = folder or files("earnest.rulepacks").joinpath("kinds")
    for language in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if language.is_dir():
            for pack in sorted(language.iterdir(), key=lambda entry: entry.name):
                if pack.name.endswith(".toml"):
                    name = f"{language.name}/{pack.name}"
                    for rule in _rules(name, pack.read_text("utf-8"), []):
                        yield name, rule


def _rules(name: str, text: str, faults: list[str]) -> list[dict[str, Any]]:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        faults.append(f"{name}: not TOML: {error}")
        return []
    if data.get("schema") != 1:
        faults.append(f"{name}: schema must be 1")
    return list(data.get("rule", []))


def _phrase(rule: dict[str, Any], seen: set[str]) -> tuple[list[Phrase], list[str]]:
    faults = [f"{key} is missing" for key in _REQUIRED if not rule.get(key)]
    if faults:
        return [], faults
    if rule["id"] in seen:
        return [], ["the id is used twice"]
    seen.add(rule["id"])
    if rule["where"] not in WHERES:
        faults.append(f"where = {rule['where']!r} is not known")
    if rule["means"] not in MEANINGS:
        faults.append(f"means = {rule['means']!r} is not known")
    for text in rule["any"]:
        if len(text) > _MAX_PATTERN:
            faults.append(f"a pattern is longer than {_MAX_PATTERN}: {text[:40]}")
        try:
            re.compile(text)
        except re.error as error:
            faults.append(f"{text!r} is no pattern: {error}")
    if faults:
        return [], faults
    # Words given by hand stand for the patterns that no word can be derived from.
    given = frozenset(rule.get("words", ()))
    phrases = [
        Phrase(
            id=rule["id"],
            where=rule["where"],
            means=rule["means"],
            weight=int(rule.get("weight", 1)),
            pattern=re.compile(text),
            words=required_words(text) or given,
            say=rule["say"],
        )
        for text in rule["any"]
    ]
    return phrases, []


_ESCAPE = re.compile(r"\\[bBAZ]|\\[sS][*+?]?|\\[wWdD](?:[*+?]|\{[\d,]*\})?|\\(.)")
_CLASS = re.compile(r"\[[^\]]*\](?:[*+?]|\{[\d,]*\})?")
_CHOICE = re.compile(r"(?<![^\s|(])\((?:\?:)?([a-zà-ÿ |-]{3,})\)(?![^\s|)])")
_INNER_GROUP = re.compile(r"\([^()]*\)(?:[*+?]|\{[\d,]*\})?")
_QUANTIFIED = re.compile(r"[^\x00\s](?:[*+?]|\{[\d,]*\})")
_WHOLE = re.compile(r"(?<![\x00\w-])[^\W\d_]{3,}(?![\x00\w-])")
_CHOSEN = re.compile(r"\x01(\d+)\x01")


def required_words(pattern: str) -> frozenset[str]:
    """Words of which every match of the pattern contains one, whole; empty when none can be named.

    A word counts when it stands outside of groups, classes and quantifiers, or when it is one of
    a group of plain alternatives. Of each alternative of the pattern the longest is taken, which
    is the rarest.
    """
    text = _CLASS.sub("\x00", _ESCAPE.sub(_plain, pattern)).replace("^", " ").replace("$", " ")
    # A word at the very end may go on in the text, unless the pattern says it does not.
    text = f"\x00{text}\x00"
    choices: list[frozenset[str]] = []

    def keep(match: re.Match[str]) -> str:
        longest = [
            max(re.findall(r"[^\W\d_]+", part), key=len, default="")
            for part in match.group(1).split("|")
        ]
        if any(len(word) < 3 for word in longest):
            return "\x00"
        choices.append(frozenset(longest))
        return f" \x01{len(choices) - 1}\x01 "

    text = _CHOICE.sub(keep, text)
    while "(" in text:
        text, count = _INNER_GROUP.subn("\x00", text)
        if not count:
            return frozenset()
    text = _QUANTIFIED.sub("\x00", text).replace(".", "\x00")
    words: set[str] = set()
    for branch in text.replace("|", "\x00|\x00").split("|"):
        found = _WHOLE.findall(branch)
        options = [choices[int(number)] for number in _CHOSEN.findall(branch)]
        if found:
            words.add(max(found, key=len))
        elif options:
            words |= min(options, key=len)
        else:
            return frozenset()
    return frozenset(words)


def _plain(match: re.Match[str]) -> str:
    """What an escape leaves for the search of whole words: white space and boundaries end a word,
    classes may extend one, an escaped character stands for itself."""
    text = match.group()
    if match.group(1):
        return match.group(1) if match.group(1).isalnum() else " "
    if text.startswith(("\\b", "\\A", "\\Z")):
        return " "
    return " " if text.startswith("\\s") and not text.endswith(("*", "?")) else "\x00"
