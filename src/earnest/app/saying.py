"""What a message's sentences do, with their times resolved, as the record keeps it."""

from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

from earnest.core.proposals import Said
from earnest.core.reading.cues import CuePack
from earnest.core.reading.model import Model
from earnest.core.reading.says import Finding, Intent, read_says
from earnest.core.reading.says_dates import DayReader
from earnest.core.reading.when import Grammar, When, due_date, find_times
from earnest.core.reading.when import deadline as deadline_of
from earnest.rulepacks.dates import load_grammar
from earnest.rulepacks.reading import load_cues, load_model

# Findings whose times are deadlines, and those whose times say when somebody is back.
DUE = frozenset({Intent.PROMISE, Intent.ASK_ACTION, Intent.ASK_INFORMATION})
ASKS = frozenset({Intent.ASK_ACTION, Intent.ASK_INFORMATION})
BACK = frozenset({Intent.ABSENCE})
AFTER = frozenset({Intent.LATER})
# What waits for an answer, the plainest first.
QUESTIONS = (Intent.ASK_INFORMATION, Intent.QUESTION, Intent.ASK_ACTION, Intent.MEETING_PROPOSED)
# Below this an ask is too unsure to say of anyone that they wait for an answer.
SURE_ASK = 0.6
LONGEST_QUESTION = 1000


@lru_cache(maxsize=1)
def _packs() -> tuple[CuePack, Model, Grammar]:
    return load_cues(), load_model("asks"), load_grammar()


def saying_ready() -> None:
    """Load the packs now rather than with the first message."""
    _packs()


def findings(
    own: str, *, subject: str, kind: str, at: datetime | None, offset: int | None
) -> list[dict[str, Any]]:
    """What the own text of a message says, as JSON values: intent, start and end in `own`,
    confidence, cues, detail, and the day its time resolves to. `at` is when it was sent and
    `offset` its sender's minutes east of UTC; without a date no time is resolved."""
    cues, model, grammar = _packs()
    found = read_says(own, subject=subject, kind=kind, cues=cues, model=model)
    reference = _reference(at, offset)
    values = [_values(one, own, reference, grammar) for one in found]
    if reference is not None and any(one.intent in BACK for one in found):
        reader = DayReader(reference, grammar=grammar, cues=cues)
        back = reader.back(own, found, subject)
        for one in values:
            if one["intent"] in BACK and back and back >= reference.date():
                one["day"] = back.isoformat()
    return values


def _reference(at: datetime | None, offset: int | None) -> datetime | None:
    return at.astimezone(timezone(timedelta(minutes=offset or 0))) if at else None


def _values(one: Finding, own: str, reference: datetime | None, grammar: Grammar) -> dict[str, Any]:
    values: dict[str, Any] = {
        "intent": one.intent.value,
        "start": one.start,
        "end": one.end,
        "confidence": one.confidence,
        "cues": list(one.cues),
    }
    if one.detail:
        values["detail"] = dict(one.detail)
    if reference is not None and one.intent in DUE | AFTER:
        times = find_times(own[one.start : one.end], reference=reference, grammar=grammar)
        day, words = _day(one.intent, times, reference)
        if day:
            values["day"], values["day_words"] = day.isoformat(), words
    return values


def _day(intent: Intent, times: tuple[When, ...], reference: datetime) -> tuple[date | None, str]:
    """The one day a sentence's times come down to for this intent, with its words."""
    if intent in DUE:
        bound = deadline_of(times, reference=reference)
        return (bound[1], bound[0].text) if bound else (None, "")
    for when in times:
        # Asked to come back then: the first day of what they named.
        day = due_date(when, reference=reference) or (
            when.earliest.date() if when.earliest else None
        )
        if day and day >= reference.date():
            return day, when.text
    return None, ""


def question_of(own: str, said: list[dict[str, Any]]) -> str:
    """The sentence that waits for an answer, on one line; empty when none surely does."""
    later = {values["start"] for values in said if values["intent"] in AFTER}
    for intent in QUESTIONS:
        least = SURE_ASK if intent in ASKS else 0.0
        for values in said:
            # Who asks us to come back later does not wait for a word before that.
            if values["start"] in later:
                continue
            if values["intent"] == intent and values["confidence"] >= least:
                return " ".join(own[values["start"] : values["end"]].split())[:LONGEST_QUESTION]
    return ""


def said_in(values: dict[str, Any], own: str) -> Said:
    """A finding as it was before it was kept beside its message."""
    start, end = values["start"], values["end"]
    return Said(
        intent=Intent(values["intent"]),
        start=start,
        end=end,
        words=" ".join(own[start:end].split()),
        confidence=values["confidence"],
        cues=tuple(values.get("cues", ())),
        detail=values.get("detail", {}),
        day=date.fromisoformat(values["day"]) if values.get("day") else None,
        day_words=values.get("day_words", ""),
    )
