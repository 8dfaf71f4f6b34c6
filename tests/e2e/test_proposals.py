"""Proposals decided by key, by thumb and without scripts."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import ROOT, environment, looks_right, seeded, serving

FILL = """
import json, sys
from earnest.app.store import store_open
store_open()
from earnest.app.workspaces import local_workspace
from earnest.db.models import Contact, Message, MessageBody, Proposal
from tests.builders import ago, make_message, make_touch
desk = local_workspace()
miriam = Contact.objects.of(desk).get(name="Miriam Okonkwo")
Message.objects.of(desk).filter(subject="Slots").delete()
ids = {}
for number, (kind, words, day) in enumerate((
    ("ask", "Could you send the slot list by Friday?", "2026-11-20"),
    ("later", "Please come back to me after the audit.", None),
    ("ask", "Could you also bring the plan?", None),
)):
    own = f"Hello Eva,\\n\\n{words}\\n\\nMiriam"
    message = make_message(desk, own, subject="Slots", at=ago(2 + number / 10))
    start, end = own.index(words), own.index(words) + len(words)
    says = {"intent": "later" if kind == "later" else "ask_action", "start": start, "end": end,
            "confidence": 0.9, "cues": ["ask-can-you"], "day": day}
    MessageBody.objects.filter(pk=message.pk).update(says=[says])
    row = Proposal.objects.create(
        workspace=desk, account=miriam.account, contact=miriam, message=message, kind=kind,
        key=f"{message.pk}:{start}:{kind}", side="" if kind == "later" else "ours", day=day,
        sentence=words, start=start, end=end, confidence=90, at=message.at)
    ids[words] = message.pk
print(json.dumps(ids))
"""
ASK, LATER, PLAN = (
    "Could you send the slot list by Friday?",
    "Please come back to me after the audit.",
    "Could you also bring the plan?",
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of this module's own: decisions change whom Today names."""
    return seeded(tmp_path_factory.mktemp("deciding"))


@pytest.fixture(scope="module")
def desk(home: Path) -> Iterator[str]:
    """The address of that book's desk."""
    with serving(["earnest", "serve", "--port", "{port}"], environment(home)) as address:
        yield address


@pytest.fixture
def read(home: Path) -> dict[str, int]:
    """Three things read in three messages; the ids of those."""
    env = environment(home)
    command = [sys.executable, "-c", FILL]
    done = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    found: dict[str, int] = json.loads(done.stdout)
    return found


def test_the_queue_is_worked_through_by_key(page: Page, desk: str, read: dict[str, int]) -> None:
    page.goto(f"{desk}/proposals")
    expect(page.get_by_role("heading", name="3 to decide")).to_be_visible()
    page.keyboard.press("y")
    expect(page.get_by_role("status")).to_have_text("We owe it, by 2026-11-20.")
    expect(page.get_by_role("heading", name="2 to decide")).to_be_visible()
    page.keyboard.press("e")
    page.get_by_label("Day").first.fill("2026-12-07")
    page.get_by_role("button", name="Confirm", exact=True).first.click()
    expect(page.get_by_role("status")).to_contain_text("No contact before 2026-12-07")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Nothing to decide")).to_be_visible()


def test_it_can_be_done_without_scripts(still: Page, desk: str, read: dict[str, int]) -> None:
    still.goto(f"{desk}/proposals")
    still.get_by_role("button", name="Dismiss").first.click()
    expect(still.get_by_role("heading", name="2 to decide")).to_be_visible()


def test_a_message_is_decided_beside_its_sentence(
    page: Page, desk: str, read: dict[str, int]
) -> None:
    page.goto(f"{desk}/messages/{read[ASK]}")
    expect(page.locator("mark")).to_have_text(ASK)
    panel = page.get_by_role("region", name="What it says")
    panel.get_by_role("link", name=ASK).click()
    expect(page.locator("mark:target")).to_be_visible()
    panel.get_by_role("button", name="Confirm").first.click()
    expect(panel).to_contain_text("confirmed")
    expect(panel.get_by_role("button")).to_have_count(0)


def test_it_is_well_made_at_every_width(page: Page, desk: str, read: dict[str, int]) -> None:
    for path in ("/proposals", f"/messages/{read[ASK]}", f"/messages/{read[LATER]}"):
        page.goto(f"{desk}{path}")
        for summary in page.locator(".decide summary").all():
            summary.click()
        looks_right(page)
