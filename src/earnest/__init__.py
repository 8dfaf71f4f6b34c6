"""Earnest: a follow-up desk. The library's decisions, without a database.

    from earnest import AccountFacts, WorkCalendar, judge

    judgement = judge(AccountFacts(1, "Halden Freight", touches=touches), now, WorkCalendar())

Names are loaded when they are first used, so that the command starts at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from earnest.core.clocks import Clocks, read_clocks
    from earnest.core.facts import (
        AccountFacts,
        AccountStatus,
        Commitment,
        Contact,
        Direction,
        Medium,
        Outcome,
        Restraint,
        RestraintKind,
        Scope,
        Side,
        Touch,
    )
    from earnest.core.judgement import Flag, Reason, Standing, State
    from earnest.core.ranking import Judgement, Weights, judge
    from earnest.core.restraint import Permission, may_contact
    from earnest.core.rhythm import chance_of_word, read_rhythm
    from earnest.core.standing import standing
    from earnest.core.wording import Voice, sentence
    from earnest.core.worktime import WorkCalendar

__version__ = "0.1.0"

_HOMES = {
    "clocks": ("Clocks", "read_clocks"),
    "facts": (
        "AccountFacts", "AccountStatus", "Commitment", "Contact", "Direction", "Medium", "Outcome",
        "Restraint", "RestraintKind", "Scope", "Side", "Touch",
    ),
    "judgement": ("Flag", "Reason", "Standing", "State"),
    "ranking": ("Judgement", "Weights", "judge"),
    "restraint": ("Permission", "may_contact"),
    "rhythm": ("chance_of_word", "read_rhythm"),
    "standing": ("standing",),
    "wording": ("Voice", "sentence"),
    "worktime": ("WorkCalendar",),
}  # fmt: skip
_NAMES = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "AccountFacts", "AccountStatus", "Clocks", "Commitment", "Contact", "Direction", "Flag",
    "Judgement", "Medium", "Outcome", "Permission", "Reason", "Restraint", "RestraintKind",
    "Scope", "Side", "Standing", "State", "Touch", "Voice", "Weights", "WorkCalendar",
    "__version__", "chance_of_word", "judge", "may_contact", "read_clocks", "read_rhythm",
    "sentence", "standing",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load a name of the library."""
    module = _NAMES.get(name)
    if module is None:
        raise AttributeError(f"module 'earnest' has no attribute {name!r}")
    return getattr(import_module(f"earnest.core.{module}"), name)
