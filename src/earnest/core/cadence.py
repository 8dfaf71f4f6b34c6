"""Cadence: the longest an account should go without a conversation, and a proposal for it.

Source: article 003 ("some clients need more frequent communication, while others need fewer
touchpoints"), rows N1 and N7 of product.md.
"""

from dataclasses import dataclass

from earnest.core.clocks import Clocks
from earnest.core.facts import AccountStatus

# The lengths people say: every week, two weeks, three weeks, month, six weeks, two months, quarter.
STEPS = (7, 14, 21, 30, 45, 60, 90)
DEFAULTS = {AccountStatus.CLIENT: 30, AccountStatus.PROSPECT: 45, AccountStatus.FORMER: 90}


@dataclass(frozen=True, slots=True)
class Cadence:
    """Days between conversations. From `lead` days before the end it is due; for `grace` days
    past the end it is still only due, then neglected. `why` is "set", "rhythm" or "status"."""

    days: int
    lead: int
    grace: int
    why: str


def cadence_for(status: AccountStatus, clocks: Clocks, set_days: int | None) -> Cadence:
    """The cadence in force: the one set by the seller, else the account's own usual gap with half
    as much again for room, rounded up to a length people say; else the default of its status."""
    if set_days is not None:
        return _with_margins(set_days, "set")
    usual = clocks.usual_gap
    if usual is None:
        return _with_margins(DEFAULTS[status], "status")
    wanted = usual * 1.5
    fitting = next((step for step in STEPS if step >= wanted), STEPS[-1])
    # Mail of a lively project makes gaps of hours: nobody needs a call task every few days.
    return _with_margins(max(14, fitting), "rhythm")


def _with_margins(days: int, why: str) -> Cadence:
    return Cadence(days=days, lead=max(2, days // 10), grace=max(3, days // 4), why=why)
