"""The demo's packs are whole, and a fault in one is named with its file and entry."""

from importlib.resources import files
from pathlib import Path

import pytest

from earnest.rulepacks.demo import load_demo, read_demo

ACCOUNT = """
[account]
name = "Ferryside"
domain = "ferryside.example"
trade = "depot"
zone = "Europe/Dublin"
status = "client"

[[person]]
id = "una"
name = "Una Daly"

[days]
due = 3
"""
MAIL = """
[[event]]
ago = 9
mail = "out"
who = "una"
subject = "Pallets"
text = "I will count them by {due}. Robin"
"""
PROMISE = """
[[event.promise]]
side = "ours"
what = "Count the pallets"
due = "due"
sentence = "I will count them by {due}."
"""


def faults_of(tmp_path: Path, text: str) -> str:
    (tmp_path / "story-ferryside.toml").write_text(text, encoding="utf-8")
    _, faults = read_demo(tmp_path)
    return "\n".join(fault for fault in faults if fault.startswith("story-"))


def test_the_shipped_packs_have_no_fault() -> None:
    pack, faults = read_demo(files("earnest.rulepacks").joinpath("demo").joinpath("en"))

    assert faults == []
    assert len([story for story in pack.stories if story.events]) >= 15
    assert len(pack.exchanges) >= 30
    assert load_demo().stories == pack.stories


def test_a_sound_story_is_read(tmp_path: Path) -> None:
    assert faults_of(tmp_path, ACCOUNT + MAIL + PROMISE) == ""


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (ACCOUNT + MAIL.replace("{due}", "{sunday}"), "event 1 names 'sunday'"),
        (ACCOUNT + MAIL.replace('"una"', '"liam"'), "names 'liam', whom nobody knows"),
        (ACCOUNT + MAIL.replace("ago = 9", "ago = 1"), "has not happened yet everywhere"),
        (ACCOUNT + MAIL.replace("ago = 9", "agoo = 9"), "agoo is not known"),
        (ACCOUNT + MAIL + 'quote = "Never said."\n', "quotes what nobody said"),
        (ACCOUNT + MAIL + MAIL.replace("9", "12"), "event 2 comes before the one above it"),
        (ACCOUNT + MAIL.replace('mail = "out"', 'call = "shouted"'), "outcome 'shouted'"),
        (ACCOUNT.replace("ferryside.example", "ferryside.ie"), "could be someone's"),
        (ACCOUNT.replace("Europe/Dublin", "Europe/Tir na nOg"), "zone 'Europe/Tir na nOg'"),
        (ACCOUNT.replace('trade = "depot"\n', ""), "trade is missing"),
        ("[account\n", "not TOML"),
        (
            ACCOUNT + MAIL + PROMISE.replace("I will count", "I swear to count"),
            "does not say 'I swear to count them by {due}.'",
        ),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_file(tmp_path: Path, text: str, fault: str) -> None:
    found = faults_of(tmp_path, text)

    assert fault in found
    assert found.startswith("story-ferryside.toml: ")
