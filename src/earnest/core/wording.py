"""Standings and reasons in plain words. The client is always spoken of with respect.

Words are made when they are shown, from the reason's own dates and `now`; the record keeps no
sentence that could go stale.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from earnest.core.standing import Flag, Reason, State
from earnest.core.worktime import WorkCalendar

STATE_WORDS = {
    State.STOPPED: "Do not contact",
    State.PAUSED: "Paused",
    State.IN_MOTION: "In motion",
    State.ON_CADENCE: "On cadence",
    State.DUE: "Due",
    State.NEGLECTED: "Neglected",
    State.DARK: "Gone quiet",
    State.NEW: "New",
}
FLAG_WORDS = {
    Flag.THEY_WAIT: "They wait",
    Flag.PROMISE_LATE: "Our promise is late",
    Flag.MISSTEP: "Misstep open",
    Flag.RECONNECT: "Reconnect",
    Flag.CANCELLED: "Cancelled, not rebooked",
    Flag.BREACH: "Metric breached",
    Flag.THEIRS_LATE: "Waiting on them",
}
CADENCE_WORDS = {
    7: "weekly",
    14: "every two weeks",
    21: "every three weeks",
    30: "monthly",
    45: "every six weeks",
    60: "every two months",
    90: "quarterly",
    182: "twice a year",
    365: "yearly",
}
QUOTE_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Voice:
    """What words need to know: the moment, the calendar, and people's names by contact id."""

    now: datetime
    calendar: WorkCalendar
    names: Mapping[int, str]

    def who(self, reason: Reason) -> str:
        """The person a reason is about, by first name where there is one."""
        return self.names.get(reason.contact or 0, "") or "They"

    def day(self, day: date) -> str:
        """A day as a colleague would say it: "12 August", with the year when it is not this one."""
        text = f"{day.day} {day:%B}"
        return text if day.year == self.calendar.day(self.now).year else f"{text} {day.year}"

    def moment_day(self, moment: datetime) -> str:
        """The day of a moment, in words."""
        return self.day(self.calendar.day(moment))

    def ago(self, moment: datetime) -> str:
        """How long ago in days, in words."""
        return days(self.calendar.days_since(moment, self.now))


def days(count: int) -> str:
    """A number of days in words."""
    return "1 day" if count == 1 else f"{count} days"


def times(count: int) -> str:
    """How often, in words."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def quote(words: str) -> str:
    """Someone's words, shortened to fit a line, in quotation marks."""
    return f"“{_shorten(words)}”"


def _shorten(words: str) -> str:
    flat = " ".join(words.split())
    if len(flat) > QUOTE_LENGTH:
        flat = flat[:QUOTE_LENGTH].rsplit(" ", 1)[0] + " …"
    return flat


def cadence_words(length: int) -> str:
    """A cadence in words: "monthly", or "every 40 days"."""
    return CADENCE_WORDS.get(length, f"every {length} days")


def _they_asked(reason: Reason, voice: Voice) -> str:
    assert reason.since
    text = f"{voice.who(reason)} asked on {voice.moment_day(reason.since)}"
    if reason.words:
        text += f": {quote(reason.words)}"
    else:
        text += "."
    return f"{text} Nothing from us since, {voice.ago(reason.since)}."


def _promise_late(reason: Reason, voice: Voice) -> str:
    assert reason.due
    late = (voice.calendar.day(voice.now) - reason.due).days
    return f"We promised, by {voice.day(reason.due)}: {_clause(reason.words)}. {_late(late)}"


def _late(count: int) -> str:
    return f"It is {days(count)} late."


def _clause(words: str) -> str:
    return _shorten(words).rstrip(".")


def _theirs_late(reason: Reason, voice: Voice) -> str:
    assert reason.due
    return (
        f"{voice.who(reason)} agreed to this by {voice.day(reason.due)}: "
        f"{_clause(reason.words)}. See what we can take off their hands."
    )


def _cancelled(reason: Reason, voice: Voice) -> str:
    assert reason.since
    return f"The meeting of {voice.moment_day(reason.since)} was cancelled and none is rebooked."


def _reconnect(reason: Reason, voice: Voice) -> str:
    assert reason.since
    assert reason.due
    today = voice.calendar.day(voice.now)
    arrived = (
        "That is today."
        if reason.due == today
        else f"That was {days((today - reason.due).days)} ago."
    )
    asked = f"{voice.who(reason)} asked on {voice.moment_day(reason.since)} to come back"
    said = f": {quote(reason.words)}" if reason.words else f" on {voice.day(reason.due)}."
    return f"{asked}{said} {arrived}"


def _misstep(reason: Reason, voice: Voice) -> str:
    assert reason.since
    day = voice.moment_day(reason.since)
    return f"Something went wrong on our side on {day}: {_clause(reason.words)}."


def _breach(reason: Reason, voice: Voice) -> str:
    return f"An agreed measure is missed. {_clause(reason.words)}."


def _stopped(reason: Reason, voice: Voice) -> str:
    said = f" {quote(reason.words)}" if reason.words else ""
    return f"Asked not to be contacted.{said}"


def _paused(reason: Reason, voice: Voice) -> str:
    until = f"until {voice.day(reason.due)}" if reason.due else "for now"
    said = f" {quote(reason.words)}" if reason.words else ""
    return f"Nothing {until}, as they asked.{said}"


def _next_meeting(reason: Reason, voice: Voice) -> str:
    assert reason.due
    return f"A next meeting or call is agreed for {voice.day(reason.due)}."


def _we_agreed(reason: Reason, voice: Voice) -> str:
    assert reason.due
    return f"We have until {voice.day(reason.due)}: {_clause(reason.words)}."


def _they_agreed(reason: Reason, voice: Voice) -> str:
    assert reason.due
    return f"{voice.who(reason)} agreed by {voice.day(reason.due)}: {_clause(reason.words)}."


def _no_conversation(reason: Reason, voice: Voice) -> str:
    assert reason.since
    tried = times(reason.number or 1)
    first = voice.moment_day(reason.since)
    return f"No conversation yet. We wrote or called {tried}, first on {first}."


def _never_spoken(reason: Reason, voice: Voice) -> str:
    if reason.since:
        return f"No conversation yet; last word from them on {voice.moment_day(reason.since)}."
    return "No conversation yet, and nothing tried."


def _gone_quiet(reason: Reason, voice: Voice) -> str:
    assert reason.since
    attempts = int(reason.words or 1)
    tried = "one attempt" if attempts == 1 else f"{attempts} attempts"
    silence = f"it has been {voice.ago(reason.since)}, after {tried} of ours"
    if reason.number is None:
        return f"Last word from them on {voice.moment_day(reason.since)}; {silence}."
    usual = "day" if reason.number == 1 else days(reason.number)
    return f"Usually we hear from them every {usual}; {silence}."


def _cadence(reason: Reason, voice: Voice) -> str:
    assert reason.since
    assert reason.due
    since = voice.ago(reason.since)
    length = cadence_words(reason.number or 0)
    last = voice.moment_day(reason.since)
    if reason.code == "within-cadence":
        return f"You last spoke on {last}, {since} ago; the cadence is {length}."
    left = (reason.due - voice.calendar.day(voice.now)).days
    if left >= 0:
        when = {0: "today", 1: "tomorrow"}.get(left, f"in {days(left)}")
        return f"A conversation is due {when}: the cadence is {length}, you last spoke on {last}."
    nothing = " Nothing is agreed." if reason.code == "past-cadence" else ""
    return f"It is {since} since you last spoke, on {last}; the cadence is {length}.{nothing}"


SENTENCES: Mapping[str, Callable[[Reason, Voice], str]] = {
    "they-asked": _they_asked,
    "our-promise-late": _promise_late,
    "their-commitment-late": _theirs_late,
    "meeting-cancelled": _cancelled,
    "reconnect-date": _reconnect,
    "misstep-open": _misstep,
    "metric-breached": _breach,
    "restraint-stop": _stopped,
    "restraint-not-before": _paused,
    "next-meeting": _next_meeting,
    "we-agreed": _we_agreed,
    "they-agreed": _they_agreed,
    "no-conversation-yet": _no_conversation,
    "never-spoken": _never_spoken,
    "gone-quiet": _gone_quiet,
    "within-cadence": _cadence,
    "cadence-due": _cadence,
    "past-cadence": _cadence,
}


def sentence(reason: Reason, voice: Voice) -> str:
    """One reason as one or two whole sentences. Raises KeyError for a code without words."""
    return SENTENCES[reason.code](reason, voice)


def headline(state: State, flags: frozenset[Flag]) -> tuple[str, str]:
    """The one label a list row carries, as (css name, words): what waits outweighs the state."""
    if state in {State.STOPPED, State.PAUSED}:
        return state.value, STATE_WORDS[state]
    for flag, words in FLAG_WORDS.items():
        if flag in flags and flag is not Flag.THEIRS_LATE:
            return flag.value, words
    return state.value, STATE_WORDS[state]
