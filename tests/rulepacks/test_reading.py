"""The reading packs: every rule finds its own examples, none can be made to run away."""

import dataclasses
import time
import tomllib
from pathlib import Path

import pytest

from earnest.core.errors import SettingsError
from earnest.core.reading.cues import Cue, CuePack, plain_words
from earnest.core.reading.sentences import LONGEST, straighten
from earnest.rulepacks.reading import (
    MODELS,
    PACKS,
    PackCue,
    load_cues,
    load_model,
    model_from,
    read_cues,
)
from earnest.rulepacks.required_words import required_words

CUES = read_cues(PACKS / "en")
PACK = load_cues()
ENOUGH = 0.15  # seconds for one pattern on one sentence, however hostile

_COMMON = [
    *("please", "i", "we", "you", "will", "can", "could", "let", "me", "know", "if", "the", "to"),
    *("on", "of", "off", "from", "list", "stop", "sending", "not", "do", "don't", "want", "be"),
    *("a", "an", "my", "your", "any", "and", "or", ",", ".", "-", ";", ":", "?", "!", "meeting"),
    *("call", "monday", "12:30", "is", "are", "has", "need", "remove", "take", "out", "back", "in"),
    *("at", "by", "for", "again", "anyone", "company", "contact"),
]


def hostile() -> list[str]:
    """Sentences as long as they can get, of what the patterns look for."""
    units = [
        *_COMMON[::3],
        "i will ",
        "please do not ",
        "if you ",
        "remove me and ",
        "any ",
        "a-",
        "'",
    ]
    texts = [(unit + " ") * LONGEST for unit in units]
    for step in range(1, 8):
        texts.append(" ".join(_COMMON[(n * step * 7 + n // 3) % len(_COMMON)] for n in range(400)))
    return [text[:LONGEST] for text in [*texts, "a" * LONGEST, " " * LONGEST, "?" * LONGEST]]


HOSTILE = hostile()


def alone(cue: Cue) -> CuePack:
    return CuePack.of([dataclasses.replace(cue, beside=frozenset())], PACK.opening)


def ids(found: PackCue) -> str:
    return found.cue.id


@pytest.mark.parametrize("rule", CUES, ids=ids)
def test_a_rule_finds_its_flags_and_leaves_its_passes(rule: PackCue) -> None:
    pack = alone(rule.cue)
    for text in rule.flags:
        assert pack.read(straighten(text))[1], f"misses: {text}"
    for text in rule.passes:
        assert not pack.read(straighten(text))[1], f"takes: {text}"


@pytest.mark.parametrize("rule", CUES, ids=ids)
def test_a_rule_survives_long_hostile_sentences(rule: PackCue) -> None:
    patterns = [wording.pattern for wording in rule.cue.wordings]
    if rule.cue.unless:
        patterns.append(rule.cue.unless)
    for pattern in patterns:
        for text in HOSTILE:
            start = time.process_time()
            pattern.search(text)
            taken = time.process_time() - start
            assert taken < ENOUGH, f"{taken:.2f} s on {text[:40]!r}: {pattern.pattern[:80]}"


def test_the_opening_survives_long_hostile_sentences() -> None:
    for text in [*HOSTILE, "Hi " * 400, "Ab, " * 300, "hi,,,, " * 140, "A" * LONGEST]:
        start = time.process_time()
        PACK.heart(text)
        assert time.process_time() - start < ENOUGH


def test_the_words_a_wording_needs_never_hide_a_match() -> None:
    texts = [straighten(text).lower() for rule in CUES for text in (*rule.flags, *rule.passes)]
    for rule in CUES:
        for wording in rule.cue.wordings:
            for low in texts:
                if wording.pattern.search(low):
                    words = plain_words(low)
                    for need in required_words(wording.pattern.pattern):
                        assert not need.isdisjoint(words), (rule.cue.id, low)


def test_ids_are_unique_and_every_rule_names_its_source() -> None:
    names = [rule.cue.id for rule in CUES]
    assert len(names) == len(set(names))
    assert all(rule.source and rule.flags and rule.passes for rule in CUES)


@pytest.mark.parametrize(
    ("text", "heart"),
    [
        ("Hi Ann, please call.", "please call."),
        ("Dana and Lee, send it.", "send it."),
        ("Also, send it.", "send it."),
        ("Please call.", "Please call."),
        ("Thanks.", "Thanks."),
    ],
)
def test_the_opening_is_left_out(text: str, heart: str) -> None:
    assert PACK.heart(text) == heart


RULE = """
schema = 1
[[rule]]
id = "one"
means = "ask"
weight = 0.5
near = ["please"]
any = ['please']
source = "here"
flags = ["Please."]
passes = ["No."]
"""


def write(folder: Path, text: str) -> Path:
    (folder / "words.toml").write_text('[parts]\nday = "monday"\n', "utf-8")
    (folder / "some.toml").write_text(text, "utf-8")
    return folder


def test_a_good_pack_is_read(tmp_path: Path) -> None:
    (rule,) = read_cues(write(tmp_path, RULE))
    assert rule.cue.id == "one"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("schema = 1", "schema = 2"), "some.toml: schema is not 1"),
        (('means = "ask"', 'means = "wish"'), "some.toml: one: no such meaning: wish"),
        (("weight = 0.5", "weight = 3"), "some.toml: one: weight is not between 0 and 1"),
        (("['please']", "['(please']"), "some.toml: one: a pattern is wrong"),
        (("['please']", "['{night}']"), "some.toml: one: no such part: night"),
        (("['please']", f"['{'a' * 2000}']"), "some.toml: one: a pattern is longer than"),
        (('source = "here"', ""), "some.toml: one: source is missing"),
        (('source = "here"', 'origin = "here"'), "some.toml: one: unknown fields origin"),
        (('passes = ["No."]', 'passes = ["No."]\n' + RULE[12:]), "one: id is missing or used"),
        (("[[rule]]", "[[rule"), "some.toml: cannot be read"),
    ],
)
def test_a_faulty_pack_is_refused_with_file_and_id(
    tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        read_cues(write(tmp_path, RULE.replace(*change)))
    assert told in caught.value.message


def test_all_models_together_stay_small() -> None:
    assert sum(path.stat().st_size for path in MODELS.iterdir()) < 2_000_000


def test_the_model_holds_the_classes_it_was_trained_with() -> None:
    classes = Path(__file__).parents[2] / "training" / "classes.toml"
    listed = tomllib.loads(classes.read_text("utf-8"))["classes"].values()
    assert set(load_model("asks").classes.codes) == {w for words in listed for w in words.split()}


def test_a_model_that_is_missing_or_broken_is_told() -> None:
    with pytest.raises(SettingsError, match=r"none\.json"):
        load_model("none")
    with pytest.raises(ValueError, match="schema"):
        model_from({"schema": 2})
