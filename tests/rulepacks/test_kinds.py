"""The packs of kinds: complete, matching their own examples, and quick on hostile text."""

import re
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.core.reading.kind_phrases import KindPhrases, words_of
from earnest.rulepacks.kinds import kind_phrases, raw_rules, read_packs
from earnest.rulepacks.required_words import required_words

RULES = [(f"{name}:{rule['id']}", rule) for name, rule in raw_rules()]


def finds(phrases: KindPhrases, rule: dict[str, Any], text: str) -> bool:
    """Whether the rule's own patterns find something in the text."""
    if rule["where"] == "line":
        lowered = text.lower()
        return any(p.id == rule["id"] and p.pattern.search(lowered) for p in phrases.phrases)
    return any(phrase.id == rule["id"] for phrase in phrases.find(rule["where"], text))


@pytest.mark.parametrize(("name", "rule"), RULES, ids=[name for name, _ in RULES])
def test_a_rule_matches_its_own_examples(name: str, rule: dict[str, Any]) -> None:
    phrases = kind_phrases()
    assert [text for text in rule["flags"] if not finds(phrases, rule, text)] == []
    assert [text for text in rule.get("passes", []) if finds(phrases, rule, text)] == []


def test_all_faults_of_a_pack_are_told_with_file_and_rule(tmp_path: Path) -> None:
    folder = tmp_path / "en"
    folder.mkdir()
    (folder / "bad.toml").write_text(
        "schema = 1\n"
        '[[rule]]\nid = "a"\nwhere = "nowhere"\nmeans = "bulk"\nany = ["(x"]\nsay = "s"\n'
        'source = "s"\nflags = ["x"]\n'
        '[[rule]]\nid = "b"\nwhere = "subject"\n'
    )
    (folder / "worse.toml").write_text("not toml")
    (folder / "old.toml").write_text("schema = 0\n")
    phrases, faults = read_packs(tmp_path)
    assert phrases == []
    told = "\n".join(faults)
    for words in (
        "en/bad.toml: a: where = 'nowhere'",
        "en/bad.toml: a: '(x' is no pattern",
        "en/bad.toml: b: means is missing",
        "en/worse.toml: not TOML",
        "en/old.toml: schema must be 1",
    ):
        assert words in told


def test_an_id_used_twice_is_a_fault(tmp_path: Path) -> None:
    rule = (
        '[[rule]]\nid = "a"\nwhere = "subject"\nmeans = "bulk"\nany = ["x"]\nsay = "s"\n'
        'source = "s"\nflags = ["x"]\n'
    )
    for language in ("de", "en"):
        (tmp_path / language).mkdir()
        (tmp_path / language / "one.toml").write_text("schema = 1\n" + rule)
    assert read_packs(tmp_path)[1] == ["en/one.toml: a: the id is used twice"]


HOSTILE = [
    "a" * 20_000,
    "to " * 7_000,
    "not wish to receive " * 1_000,
    "you are receiving " * 1_000,
    "<" * 20_000,
    "delivery to " * 1_600,
    "x@" * 10_000,
    " ".join("user unknown address mailbox host not found"[:n] for n in range(43)) * 20,
]


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:12] for text in HOSTILE])
def test_no_pattern_runs_away_on_hostile_text(text: str) -> None:
    slow = []
    for phrase in kind_phrases().phrases:
        begun = process_time()
        # Lines are cut to this before they are looked at; other texts are a few thousand long.
        phrase.pattern.search(text[:500] if phrase.where == "line" else text[:4000])
        if process_time() - begun > 0.1:
            slow.append(phrase.pattern.pattern)
    assert slow == []


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        (r"\bmailbox is full\b", ["mailbox", "is", "full"]),
        (r"\boffers?\b", ["offer|offers"]),
        (r"\b(?:mail|message) delayed\b", ["mail|message", "delayed"]),
        (r"^(?:meeting )?accepted: ", ["accepted"]),
        (r"\bcould ?n.t be delivered\b", ["be", "delivered"]),
        (r"\bsubscri(?:be|ption)\b", []),
        (r"\bfail(?:ed)? notice\b", ["notice"]),
        (r"a|\bunknown\b", []),
        (r"\bauto ?reply\b", []),
        (r"\be-?mail list\b", ["email|mail", "list"]),
        (r"foo bar", []),
    ],
)
def test_the_words_a_pattern_needs_are_known(pattern: str, needs: list[str]) -> None:
    found = {"|".join(sorted(words)) for words in required_words(pattern)}
    assert found == set(needs)


@given(st.data())
def test_what_a_pattern_matches_always_has_the_words_it_needs(data: st.DataObject) -> None:
    with_needs = [p for p in kind_phrases().phrases if p.needs]
    phrase = data.draw(st.sampled_from(with_needs))
    derived = required_words(phrase.pattern.pattern)
    text = data.draw(st.from_regex(re.compile(phrase.pattern.pattern, re.ASCII)))
    match = phrase.pattern.search(text.lower())
    if match:
        words = words_of(text.lower())
        assert all(need & words for need in derived), (phrase.pattern.pattern, text)


@given(st.text(max_size=400))
def test_any_text_can_be_searched_for_phrases(text: str) -> None:
    phrases = kind_phrases()
    for where in ("subject", "start", "own", "text", "local", "host", "name", "people"):
        for phrase in phrases.find(where, text):
            assert phrase.pattern.search(" ".join(text.lower().split()))
