"""The cadence of an account: the one set, its own rhythm, or the default of its status."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.core.cadence import Cadence, cadence_for
from earnest.core.clocks import Clocks
from earnest.core.facts import AccountStatus

CLIENT = AccountStatus.CLIENT


def rhythm(*gaps: float) -> Clocks:
    return Clocks(gaps=gaps)


def test_N7_the_cadence_a_person_set_is_the_one_in_force() -> None:
    assert cadence_for(CLIENT, rhythm(9, 9, 9), 60) == Cadence(60, lead=6, grace=15, why="set")


@pytest.mark.parametrize(("status", "days"), [("client", 30), ("prospect", 45), ("former", 90)])
def test_without_a_history_the_status_decides(status: str, days: int) -> None:
    found = cadence_for(AccountStatus(status), Clocks(), None)
    assert (found.days, found.why) == (days, "status")


def test_two_gaps_are_too_thin_for_a_rhythm() -> None:
    assert cadence_for(CLIENT, rhythm(5, 5), None).why == "status"


@pytest.mark.parametrize(
    ("usual", "days"),
    [(1, 14), (9, 14), (10, 21), (14, 21), (20, 30), (28, 45), (40, 60), (60, 90), (300, 90)],
)
def test_N7_some_need_more_and_some_fewer_by_their_own_rhythm(usual: float, days: int) -> None:
    found = cadence_for(CLIENT, rhythm(usual, usual, usual), None)
    assert (found.days, found.why) == (days, "rhythm")


@given(st.integers(0, 4000))
def test_a_warning_comes_before_the_end_and_grace_after_it(days: int) -> None:
    found = cadence_for(CLIENT, Clocks(), days)
    assert found.lead >= 2
    assert found.grace >= 3
    assert found.lead + found.grace <= max(5, days)
