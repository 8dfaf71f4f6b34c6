"""What happened, in words: one touch as a colleague would tell it."""

from earnest.core.clocks import WRITTEN
from earnest.core.facts import Direction, Medium, Outcome

_TALKS = {
    Outcome.TALKED: "We talked with {who}",
    Outcome.HELD: "We talked with {who}",
    Outcome.VOICEMAIL: "We left {who} a voicemail",
    Outcome.NO_ANSWER: "We called {who}, no answer",
    Outcome.GATEKEEPER: "We called {who} and reached someone else",
    Outcome.WRONG_NUMBER: "We called {who} on a wrong number",
    Outcome.CALL_BACK: "We talked with {who}, who asked us to call back",
    Outcome.NOT_UNTIL: "We talked with {who}, who named a day to come back",
    Outcome.DECLINED: "We talked with {who}, who declined",
    Outcome.STOP: "{who} asked us not to call again",
    Outcome.PLANNED: "A call with {who} is planned",
    Outcome.CANCELLED: "The call with {who} was cancelled",
}
_MEETS = {
    Outcome.PLANNED: "A meeting with {who} is planned",
    Outcome.CANCELLED: "The meeting with {who} was cancelled",
    Outcome.NO_ANSWER: "{who} could not come to the meeting",
    Outcome.STOP: "{who} asked us not to be in touch again",
    Outcome.DECLINED: "We met {who}, who declined",
    Outcome.NOT_UNTIL: "We met {who}, who named a day to come back",
}
_WRITES = {
    Medium.EMAIL: ("wrote", "wrote to"),
    Medium.LETTER: ("sent a letter", "sent a letter to"),
    Medium.CHAT: ("sent a message", "messaged"),
    Medium.SOCIAL: ("sent a message", "messaged"),
}


def touch_words(medium: Medium, direction: Direction, outcome: Outcome, who: str) -> str:
    """One touch as a sentence without its full stop, such as "We called Miriam, no answer"."""
    they = direction is Direction.IN
    if medium in WRITTEN:
        their_verb, our_verb = _WRITES[medium]
        text = f"{{who}} {their_verb}" if they else f"We {our_verb} {{who}}"
        if outcome is Outcome.STOP:
            text = "{who} asked us not to write again"
        elif they and outcome is Outcome.REPLIED:
            text = "{who} replied"
    elif medium is Medium.VOICEMAIL:
        text = "{who} left a voicemail" if they else "We left {who} a voicemail"
    elif medium is Medium.PHONE:
        called = "{who} called" if they else "We called {who}"
        text = _TALKS.get(outcome, called)
        if they and outcome is Outcome.TALKED:
            text = "{who} called and we talked"
    else:
        text = _MEETS.get(outcome, "We met {who}")
        text += " by video" if medium is Medium.VIDEO and text == "We met {who}" else ""
    return text.format(who=who)
