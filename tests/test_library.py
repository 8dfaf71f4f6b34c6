"""`import earnest` gives the decisions, and nothing of a database."""

import subprocess
import sys

import earnest


def test_every_name_the_library_offers_is_there() -> None:
    assert all(getattr(earnest, name) is not None for name in earnest.__all__)


def test_a_name_it_does_not_offer_is_refused_as_any_module_does() -> None:
    assert not hasattr(earnest, "nothing_of_the_kind")


def test_a_relationship_can_be_judged_without_a_database() -> None:
    code = (
        "import sys\n"
        "from datetime import UTC, datetime, timedelta\n"
        "from earnest import AccountFacts, Contact, Direction, Medium, Outcome, Touch\n"
        "from earnest import WorkCalendar, judge\n"
        "now = datetime(2026, 11, 21, 9, tzinfo=UTC)\n"
        "call = Touch(now - timedelta(days=75), Medium.PHONE, Direction.OUT, 1, Outcome.TALKED)\n"
        "facts = AccountFacts(1, 'Halden', contacts=(Contact(1, 'Miriam'),), touches=(call,))\n"
        "print(judge(facts, now, WorkCalendar()).standing.state)\n"
        "assert 'django' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "neglected"
