"""Loads what reading needs: cues, words and models, from reading/<language>/ and models/."""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from earnest.core.errors import SettingsError
from earnest.core.reading.cues import Cue, CuePack, Wording
from earnest.core.reading.model import Model, WordClasses
from earnest.core.reading.sentences import Abbreviations
from earnest.rulepacks.required_words import required_words

PACKS = Path(__file__).parent / "reading"
MODELS = Path(__file__).parent / "models"
SCHEMA = 1
# What a cue may mean; core/reading/says.py says what becomes of each.
MEANINGS = frozenset(
    {
        "absence", "acknowledgement", "agreement", "ask", "complaint", "condition", "courtesy",
        "hand-off", "later", "meeting-accepted", "meeting-cancelled", "meeting-declined",
        "meeting-proposed", "notice", "promise", "question", "refusal", "return", "stop",
        "stop-alone", "stop-reach", "thanks", "until", "wants-action", "wants-information",
    }
)  # fmt: skip
# As written, and with its parts put in: longer ones are lists that belong in parts.
_LONGEST_WRITTEN, _LONGEST = 1_600, 12_000
_FIELDS = {
    "id", "means", "weight", "near", "any", "unless", "whole", "heart", "beside", "detail",
    "source", "flags", "passes",
}  # fmt: skip
_PART = re.compile(r"\{([a-z]+)\}")
_WORDS = "words.toml"


@dataclass(frozen=True, slots=True)
class PackCue:
    """A cue with its own examples: sentences it must find (`flags`) and must leave (`passes`)."""

    cue: Cue
    pack: str
    source: str
    flags: tuple[str, ...]
    passes: tuple[str, ...]


@cache
def load_cues(language: str = "en") -> CuePack:
    """The cues of a language, read from disk once. Raises SettingsError as `read_cues`."""
    words = _words(PACKS / language)
    opening = re.compile(words["opening"]["pattern"])
    stops = words["abbreviations"]
    abbreviations = Abbreviations(
        frozenset(stops["titles"].split()), frozenset(stops["usual"].split())
    )
    cues = (pack.cue for pack in read_cues(PACKS / language))
    return CuePack.of(cues, opening, abbreviations, frozenset(words["names"]["not"].split()))


@cache
def load_model(name: str) -> Model:
    """A model that ships with Earnest, by its name ("asks"). Raises SettingsError when the file
    is missing or not a model."""
    path = MODELS / f"{name}.json"
    try:
        return model_from(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(
            f"The model {path.name} cannot be used: {error}", "Install Earnest again."
        ) from error


def model_from(stored: dict[str, Any]) -> Model:
    """A model from its stored form: weights and rarities as whole thousandths."""
    if stored["schema"] != SCHEMA:
        raise ValueError(f"schema is not {SCHEMA}")
    codes = {word: code for code, words in stored["classes"].items() for word in words.split()}
    table = {
        feature: (weight / 1000, (rarity / 1000) ** 2)
        for feature, weight, rarity in zip(
            stored["features"], stored["weights"], stored["rarities"], strict=True
        )
    }
    classes = WordClasses(codes, frozenset(stored["weak"]))
    return Model(stored["name"], classes, table, stored["bias"], stored["threshold"])


def read_cues(folder: Path) -> tuple[PackCue, ...]:
    """Every cue of the folder's packs, in order of file and place. Raises SettingsError listing
    every fault with its file and id."""
    words = _words(folder)
    parts = words["parts"]
    common = words.get("common", {}).get("words", "").split()
    ranks = {word: rank for rank, word in enumerate(dict.fromkeys(common), 1)}
    problems: list[str] = []
    cues: list[PackCue] = []
    seen: set[str] = set()
    for path in sorted(folder.glob("*.toml")):
        if path.name == _WORDS:
            continue
        try:
            pack = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            problems.append(f"{path.name}: cannot be read: {error}")
            continue
        if pack.get("schema") != SCHEMA:
            problems.append(f"{path.name}: schema is not {SCHEMA}")
        for entry in pack.get("rule", []):
            faults = list(_faults(entry, seen, parts))
            problems.extend(f"{path.name}: {entry.get('id', '?')}: {fault}" for fault in faults)
            seen.add(str(entry.get("id")))
            if not faults:
                cues.append(_cue(entry, path.stem, parts, ranks))
    if problems:
        raise SettingsError(
            "The reading cues cannot be used: " + "; ".join(problems),
            "Mend the named files, or install Earnest again.",
        )
    return tuple(cues)


@cache
def _words(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / _WORDS).read_text(encoding="utf-8"))


def _faults(entry: dict[str, Any], seen: set[str], parts: dict[str, str]) -> Iterator[str]:
    """What is wrong with one entry, in words."""
    unknown = sorted(entry.keys() - _FIELDS)
    if unknown:
        yield f"unknown fields {', '.join(unknown)}"
    if not entry.get("id") or str(entry["id"]) in seen:
        yield "id is missing or used twice"
    if entry.get("means") not in MEANINGS:
        yield f"no such meaning: {entry.get('means')}"
    if not 0 < float(entry.get("weight", 0)) <= 1:
        yield "weight is not between 0 and 1"
    for name in ("near", "any", "source", "flags", "passes"):
        if not entry.get(name):
            yield f"{name} is missing"
    for pattern in (*entry.get("any", ()), *entry.get("unless", ())):
        yield from _pattern_faults(str(pattern), parts)


def _pattern_faults(pattern: str, parts: dict[str, str]) -> Iterator[str]:
    missing = sorted(set(_PART.findall(pattern)) - parts.keys())
    if missing:
        yield f"no such part: {', '.join(missing)}"
        return
    if len(pattern) > _LONGEST_WRITTEN:
        yield f"a pattern is longer than {_LONGEST_WRITTEN}"
    expanded = _expand(pattern, parts)
    if len(expanded) > _LONGEST:
        yield f"a pattern with its parts is longer than {_LONGEST}"
    try:
        re.compile(expanded)
    except re.error as error:
        yield f"a pattern is wrong: {error}"


def _expand(pattern: str, parts: dict[str, str]) -> str:
    return _PART.sub(lambda match: f"(?:{parts[match.group(1)]})", pattern)


def _wording(
    pattern: str, near: list[str], parts: dict[str, str], ranks: dict[str, int]
) -> Wording:
    """A pattern with its needs, the rarest first: what can be told from the pattern itself, and
    what the pack says."""
    expanded = _expand(pattern, parts)
    needs = (*required_words(expanded), frozenset(_piece(word) for word in near))
    return Wording(re.compile(expanded), tuple(sorted(needs, key=lambda one: _often(one, ranks))))


def _often(words: frozenset[str], ranks: dict[str, int]) -> tuple[float, list[str]]:
    """How often one of these words is met: a word of rank n about 1/n as often as the first
    (Zipf's law), and the names of the words so that the order is always the same."""
    return sum(1 / ranks.get(word, 2 * len(ranks) + 1) for word in words), sorted(words)


def _piece(word: str) -> str:
    """The telling part of a word as `plain_words` cuts it: "don" of "don't", "ll" of "i'll"."""
    pieces = re.findall(r"[^\W\d_]+", word)
    if len(pieces) < 2:
        return word
    return str(pieces[0] if pieces[1] in ("t", "s", "d") or "-" in word else pieces[1])


def _union(patterns: list[str], parts: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{_expand(pattern, parts)})" for pattern in patterns))


def _cue(entry: dict[str, Any], pack: str, parts: dict[str, str], ranks: dict[str, int]) -> PackCue:
    unless = entry.get("unless")
    cue = Cue(
        id=entry["id"],
        means=entry["means"],
        weight=float(entry["weight"]),
        wordings=tuple(_wording(pattern, entry["near"], parts, ranks) for pattern in entry["any"]),
        unless=_union(unless, parts) if unless else None,
        whole=bool(entry.get("whole", False)),
        heart=bool(entry.get("heart", False)),
        beside=frozenset(entry.get("beside", ())),
        detail=dict(entry.get("detail", {})),
    )
    return PackCue(cue, pack, entry["source"], tuple(entry["flags"]), tuple(entry["passes"]))
