"""The phrases that tell kinds of mail apart, read from kinds/<language>/*.toml and checked."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from earnest.core.reading.kind_phrases import KindPhrases, Phrase
from earnest.rulepacks.required_words import required_words

WHERES = frozenset({"subject", "start", "own", "text", "local", "host", "name", "people", "line"})
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
    given = (frozenset(rule["words"]),) if rule.get("words") else ()
    phrases = [
        Phrase(
            id=rule["id"],
            where=rule["where"],
            means=rule["means"],
            weight=int(rule.get("weight", 1)),
            pattern=re.compile(text),
            needs=required_words(text) or given,
            say=rule["say"],
        )
        for text in rule["any"]
    ]
    return phrases, []
