"""Prospect or client, as far as mail alone can tell: evidence first (row E3 of product.md)."""

from collections.abc import Iterable
from datetime import UTC, datetime

from earnest.core.clocks import read_clocks
from earnest.core.facts import AccountStatus, Touch

# Talk in this many different months is what a working relationship looks like from outside.
CLIENT_MONTHS = 3
CLIENT_TALKS = 5
_END = datetime.max.replace(tzinfo=UTC)


def found_status(touches: Iterable[Touch]) -> tuple[AccountStatus, str]:
    """The status that conversations suggest, and why in words."""
    clocks = read_clocks(touches, _END)
    if clocks.months >= CLIENT_MONTHS and clocks.conversations >= CLIENT_TALKS:
        why = f"{clocks.conversations} conversations in {clocks.months} different months"
        return AccountStatus.CLIENT, why
    if clocks.conversations:
        return AccountStatus.PROSPECT, "few conversations so far"
    return AccountStatus.PROSPECT, "no conversation so far"
