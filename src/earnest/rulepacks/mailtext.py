"""Loads the phrases around mail text (reply headers, sign-offs, notices) of every language."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from earnest.core.errors import SettingsError
from earnest.core.reading.newtext_phrases import (
    CHECKS,
    KINDS,
    MailPhrases,
    PhraseRule,
    compile_phrases,
)

PACKS = Path(__file__).parent / "mailtext"
SCHEMA = 1
_FIELDS = {"id", "check", "kind", "words", "leads", "source", "flags", "passes"}


@dataclass(frozen=True, slots=True)
class PackRule:
    """A rule with its own examples: lines it must find (`flags`) and must leave (`passes`)."""

    rule: PhraseRule
    language: str
    source: str
    flags: tuple[str, ...]
    passes: tuple[str, ...]


@cache
def load_mail_phrases() -> MailPhrases:
    """All languages' phrases, compiled; read from disk once. Raises SettingsError as read_packs."""
    return compile_phrases(pack.rule for pack in read_packs())


def read_packs(folder: Path = PACKS) -> tuple[PackRule, ...]:
    """Every rule of `folder`/<language>/*.toml, English first (so that its meaning of a shared
    word wins), then by language. Raises SettingsError listing every fault with its file and id."""
    problems: list[str] = []
    rules: list[PackRule] = []
    seen: set[str] = set()
    for path in sorted(folder.glob("*/*.toml"), key=lambda one: (one.parent.name != "en", one)):
        name = f"{path.parent.name}/{path.name}"
        try:
            pack = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            problems.append(f"{name}: cannot be read: {error}")
            continue
        if pack.get("schema") != SCHEMA:
            problems.append(f"{name}: schema is not {SCHEMA}")
        for entry in pack.get("rule", []):
            faults = list(_faults(entry, seen))
            problems.extend(f"{name}: {entry.get('id', '?')}: {fault}" for fault in faults)
            seen.add(str(entry.get("id")))
            if not faults:
                rules.append(_rule(entry, path.parent.name))
    if problems:
        raise SettingsError(
            "The mail phrases cannot be used: " + "; ".join(problems),
            "Mend the named files, or install Earnest again.",
        )
    return tuple(rules)


def _faults(entry: dict[str, object], seen: set[str]) -> Iterator[str]:
    """What is wrong with one entry, in words."""
    unknown = sorted(entry.keys() - _FIELDS)
    if unknown:
        yield f"unknown fields {', '.join(unknown)}"
    if not entry.get("id") or str(entry["id"]) in seen:
        yield "id is missing or used twice"
    check = str(entry.get("check"))
    if check not in CHECKS:
        yield f"no such check: {check}"
    elif str(entry.get("kind", "")) not in KINDS.get(check, ("",)):
        yield f"no such kind: {entry.get('kind', '')}"
    for name in ("words", "flags"):
        if not entry.get(name):
            yield f"{name} is empty"
    for name in ("words", "leads", "flags", "passes"):
        values = entry.get(name, [])
        if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
            yield f"{name} is not a list of texts"
    if not entry.get("source"):
        yield "source is empty"


def _rule(entry: dict[str, object], language: str) -> PackRule:
    def texts(name: str) -> tuple[str, ...]:
        values = entry.get(name, [])
        return tuple(values) if isinstance(values, list) else ()

    return PackRule(
        rule=PhraseRule(
            id=str(entry["id"]),
            check=str(entry["check"]),
            words=texts("words"),
            kind=str(entry.get("kind", "")),
            leads=texts("leads"),
        ),
        language=language,
        source=str(entry["source"]),
        flags=texts("flags"),
        passes=texts("passes"),
    )
