"""Times in what people write: found with `find_times`, turned into one due day with `due_date`."""

from earnest.core.reading.dates.due import deadline, due_date, return_date
from earnest.core.reading.dates.find import find_times, may_hold_time
from earnest.core.reading.dates.model import (
    WEEKDAYS,
    Conventions,
    Grammar,
    Order,
    Precision,
    Relation,
    Span,
    When,
    Working,
)

__all__ = [
    "WEEKDAYS",
    "Conventions",
    "Grammar",
    "Order",
    "Precision",
    "Relation",
    "Span",
    "When",
    "Working",
    "deadline",
    "due_date",
    "find_times",
    "may_hold_time",
    "return_date",
]
