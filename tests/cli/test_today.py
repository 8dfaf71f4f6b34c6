"""`earnest today`: the list in the terminal and for programs."""

import json
from collections.abc import Callable

import pytest

from earnest.db.models import Workspace
from tests.builders import (
    ago,
    judge_all,
    make_account,
    make_commitment,
    make_contact,
    make_message,
    make_restraint,
    make_touch,
)
from tests.cli.conftest import Run

Command = Callable[..., Run]
DATE = ("--now", "2026-11-18")


@pytest.fixture
def book(desk: Workspace) -> Workspace:
    """Three accounts: one neglected, one whose question waits, one that said stop."""
    neglected = make_account(desk, "Millbrook Steel", status="client")
    ana = make_contact(neglected, "Ana Reyes", "ana@millbrook.example", "+4722555014",
                       zone="Europe/Oslo", title="Yard manager")  # fmt: skip
    make_touch(ana, 75, "phone", outcome="talked")
    make_touch(ana, 10)
    make_commitment(neglected, "Send the load tables", due=ago(3).date())
    asked = make_contact(make_account(desk, "Halden Freight", status="client"), "Bo Lund")
    message = make_message(desk, "Can you come on Monday?", subject="Visit", at=ago(4))
    make_touch(asked, 4, "email", "in", question="Can you come on Monday?", message=message)
    stopped = make_contact(make_account(desk, "Costa & Filhos"), "Cy Tanaka")
    make_touch(stopped, 200, "phone", outcome="talked")
    make_restraint(stopped.account)
    judge_all(desk)
    return desk


def test_an_empty_desk_says_how_to_begin(earnest: Command, desk: Workspace) -> None:
    run = earnest("today")
    assert (run.code, run.err) == (0, "")
    assert "Nobody here yet" in run.out
    assert "earnest import" in run.out


def test_the_list_names_whom_to_call_and_why(earnest: Command, book: Workspace) -> None:
    run = earnest("today", *DATE)
    assert run.code == 0
    assert "Wednesday 18 November 2026: 2 to call" in run.out
    first, second = run.out.index("Ana Reyes"), run.out.index("Bo Lund")
    assert max(first, second) > 0
    assert "Yard manager" in run.out
    assert "It is 75 days since you last spoke" in " ".join(run.out.split())
    assert "“Can you come on Monday?”" in " ".join(run.out.split())
    assert "+4722555014" in run.out
    assert "09:00 there" in run.out
    assert "1 unanswered" in run.out


def test_nobody_restrained_is_on_the_list(earnest: Command, book: Workspace) -> None:
    assert "Costa" not in earnest("today", *DATE).out
    rows = json.loads(earnest("today", *DATE, "--json").out)
    assert {row["account"] for row in rows} == {"Millbrook Steel", "Halden Freight"}


def test_programs_get_every_row_with_its_reasons_and_evidence(
    earnest: Command, book: Workspace
) -> None:
    rows = json.loads(earnest("today", *DATE, "--json").out)
    assert [row["rank"] for row in rows] == [1, 2]
    asked = next(row for row in rows if row["contact"] == "Bo Lund")
    assert asked["flags"] == ["they_wait"]
    assert asked["why"].startswith("Bo asked on 14 November")
    (evidence, *_) = asked["reasons"][0]["evidence"]
    assert evidence["kind"] == "message"
    late = next(row for row in rows if row["contact"] == "Ana Reyes")
    assert [item["late_days"] for item in late["open_items"]] == [3]
    assert sum(part["points"] for part in late["parts"]) == late["urgency"]


def test_a_limit_cuts_the_list_and_says_how_many_are_behind(
    earnest: Command, book: Workspace
) -> None:
    run = earnest("today", *DATE, "--limit", 1)
    assert "1 to call, 1 more behind them" in run.out
    assert earnest("today", "--limit", 0).code == 2


def test_looking_back_shows_what_was_known_then(earnest: Command, book: Workspace) -> None:
    run = earnest("today", "--now", "2026-09-06")
    assert "1 to call" in run.out
    assert "Costa & Filhos" in run.out, "they had not said stop yet"
    before = {row.pk: row.state for row in book.cachedstanding_set.all()}
    earnest("today", "--now", "2027-06-01")
    assert {row.pk: row.state for row in book.cachedstanding_set.all()} == before


def test_the_list_for_now_is_the_one_kept(earnest: Command, book: Workspace) -> None:
    kept = json.loads(earnest("today", "--json").out)
    assert {row["account"] for row in kept} == {"Millbrook Steel", "Halden Freight"}


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "18.11.2026"])
def test_a_date_that_cannot_be_read_is_refused_with_an_example(
    earnest: Command, desk: Workspace, text: str
) -> None:
    run = earnest("today", "--now", text)
    assert run.code == 2
    assert f"--now cannot be {text!r}." in run.err
    assert "2009-06-01" in run.err
