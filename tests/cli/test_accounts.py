"""`earnest why ACCOUNT`: the reasons, and what is said when no one account is meant."""

import json
from collections.abc import Callable

import pytest

from earnest.db.models import Workspace
from tests.builders import ago, judge_all, make_account, make_contact, make_message, make_touch
from tests.cli.conftest import Run

Command = Callable[..., Run]


@pytest.fixture
def book(desk: Workspace) -> Workspace:
    account = make_account(desk, "Millbrook Steel", "millbrook.example", status="client")
    ana = make_contact(account, "Ana Reyes", "ana@millbrook.example", "+4722555014")
    make_touch(ana, 75, "phone", outcome="talked")
    message = make_message(
        desk, "Can you come on Monday?", subject="Visit", at=ago(4), sender="ana@millbrook.example"
    )
    make_touch(ana, 4, "email", "in", question="Can you come on Monday?", message=message)
    make_contact(make_account(desk, "Millbrook Timber"), "Bo Lund")
    judge_all(desk)
    return desk


def test_all_reasons_come_with_the_messages_behind_them(earnest: Command, book: Workspace) -> None:
    run = earnest("why", "Millbrook Steel", "--now", "2026-11-18")
    assert run.code == 0
    text = " ".join(run.out.split())
    assert "Millbrook Steel (client): They wait" in text
    assert "Ana asked on 14 November: “Can you come on Monday?”" in text
    assert "ana@millbrook.example: Visit" in text
    assert "It is 75 days since you last spoke" in text or "75 days" in text
    assert "urgency" in text
    assert "Ana Reyes: ana@millbrook.example; +4722555014" in text


@pytest.mark.parametrize(
    "name", ["millbrook steel", "MILLBROOK.example", "ana@millbrook.example", "ana reyes", "Steel"]
)
def test_an_account_is_found_by_whatever_names_it(
    earnest: Command, book: Workspace, name: str
) -> None:
    view = json.loads(earnest("why", name, "--json").out)["account"]
    assert view["row"]["account"] == "Millbrook Steel"


def test_programs_get_the_account_and_its_messages(earnest: Command, book: Workspace) -> None:
    found = json.loads(earnest("why", "Steel", "--json", "--now", "2026-11-18").out)
    assert [message["subject"] for message in found["messages"]] == ["Visit"]
    assert found["account"]["domains"] == ["millbrook.example"]


def test_a_name_that_fits_nobody_is_not_found(earnest: Command, book: Workspace) -> None:
    run = earnest("why", "Nowhere Ltd")
    assert (run.code, run.out) == (3, "")
    assert "No account matches 'Nowhere Ltd'." in run.err
    assert "Try part of" in run.err


def test_a_name_that_fits_several_asks_which(earnest: Command, book: Workspace) -> None:
    run = earnest("why", "millbrook")
    assert run.code == 2
    assert "Millbrook Steel (" in run.err
    assert "Millbrook Timber (" in run.err
    number = run.err.partition("Millbrook Timber (")[2].partition(")")[0]
    assert "Millbrook Timber" in earnest("why", number).out


@pytest.mark.parametrize("name", ["", " ", "%", "9" * 40, "Robert'); DROP TABLE--", "\U0001f600"])
def test_any_name_is_answered_with_words(earnest: Command, desk: Workspace, name: str) -> None:
    run = earnest("why", name)
    assert run.code in {2, 3}
    assert run.err
