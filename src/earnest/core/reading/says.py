"""What a message says, sentence by sentence: asks, promises, refusals, meetings, stops."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from earnest.core.reading.cues import NONE, CuePack, Hit, lower
from earnest.core.reading.handoff import names_somebody, whom
from earnest.core.reading.model import Model, features, tokens
from earnest.core.reading.sentences import Sentence, split_sentences, straighten
from earnest.core.reading.stop import is_alone, reach_of, stop_hit


class Intent(StrEnum):
    """What a sentence does. `PROMISE` is the sender's own; `HAND_OFF` names somebody else."""

    ASK_INFORMATION = "ask_information"
    ASK_ACTION = "ask_action"
    QUESTION = "question"
    PROMISE = "promise"
    AGREEMENT = "agreement"
    REFUSAL = "refusal"
    LATER = "later"
    STOP = "stop"
    HAND_OFF = "hand_off"
    MEETING_PROPOSED = "meeting_proposed"
    MEETING_ACCEPTED = "meeting_accepted"
    MEETING_DECLINED = "meeting_declined"
    MEETING_CANCELLED = "meeting_cancelled"
    COMPLAINT = "complaint"
    THANKS = "thanks"
    ABSENCE = "absence"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a sentence does, with its evidence.

    `start` and `end` are the sentence's offsets in the text it was read from; `confidence` is from
    0 to 1; `cues` are the ids of the cues, and "model:..." for what the model went by. `detail`
    may hold `conditional` ("yes": the promise hangs on something), `reach` of a stop ("person" or
    "company"), `name` and `address` of a hand-off.
    """

    start: int
    end: int
    intent: Intent
    confidence: float
    cues: tuple[str, ...]
    detail: Mapping[str, str] = field(default_factory=lambda: NONE)


_PEOPLE = frozenset({"human", "list"})
_READ = _PEOPLE | {"auto_reply"}
# A cue this sure needs no second opinion; one less sure asks the model.
_SURE = 0.7
_MODEL_SHARE = 0.5
_ENOUGH = 0.5
_MEETINGS = (
    ("meeting-cancelled", Intent.MEETING_CANCELLED),
    ("meeting-declined", Intent.MEETING_DECLINED),
    ("meeting-accepted", Intent.MEETING_ACCEPTED),
    ("meeting-proposed", Intent.MEETING_PROPOSED),
)
_ANSWERS = (Intent.MEETING_ACCEPTED, Intent.MEETING_DECLINED)
_PLAIN = (
    ("later", Intent.LATER),
    ("refusal", Intent.REFUSAL),
    ("agreement", Intent.AGREEMENT),
    ("complaint", Intent.COMPLAINT),
    ("absence", Intent.ABSENCE),
)
# More of one message is not read; what somebody wants stands before that.
_MOST_TEXT = 100_000
# Words a line of names may have, and a message of thanks.
_NAMES, _SHORT = 3, 25
_ANSWERED = re.compile(r"\s*(?:re|fw|fwd|aw|wg|sv|tr|rv|antw)\s*:")


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence with its cues, by what they mean."""

    sentence: Sentence
    heart: str
    hits: Mapping[str, list[Hit]]

    @property
    def count(self) -> int:
        """How many words it has."""
        return len(self.sentence.text.split())

    def has(self, meaning: str) -> bool:
        return meaning in self.hits

    def without_others_absence(self) -> "_Read":
        """The same, but telling of the writer's own absence only."""
        if "absence" not in self.hits:
            return self
        own = [hit for hit in self.hits.get("absence", ()) if not hit.cue.detail.get("other")]
        hits = {meaning: group for meaning, group in self.hits.items() if meaning != "absence"}
        return _Read(self.sentence, self.heart, hits | ({"absence": own} if own else {}))

    def weight(self, meaning: str) -> float:
        return max((hit.cue.weight for hit in self.hits.get(meaning, ())), default=0.0)

    def finding(
        self,
        intent: Intent,
        meaning: str,
        confidence: float | None = None,
        more: tuple[str, ...] = (),
        detail: Mapping[str, str] = NONE,
    ) -> Finding:
        """A finding of this sentence from the cues of one meaning."""
        cues = tuple(hit.cue.id for hit in self.hits.get(meaning, ()))
        sure = self.weight(meaning) if confidence is None else confidence
        start, end = self.sentence.start, self.sentence.end
        return Finding(start, end, intent, round(sure, 2), cues + more, detail)


def read_says(
    own_text: str,
    *,
    subject: str = "",
    kind: str = "human",
    sent_by_us: bool = False,
    cues: CuePack,
    model: Model,
) -> tuple[Finding, ...]:
    """What the author of `own_text` (the new text, without quotes and signature) asks, promises,
    proposes or refuses, in the order of the text.

    Only mail a person wrote is read, and of an automatic answer the absence, the hand-off and the
    promise; every other `kind` says nothing here. Mail `sent_by_us` holds no stop. A finding from
    the subject alone has the cue "subject" and no words in the text: its offsets are both 0.
    """
    if kind not in _READ:
        return ()
    sentences = _sentences(own_text[:_MOST_TEXT], cues)
    read = [_read(sentence, cues) for sentence in sentences]
    told = _absence_of(subject, cues)
    away = bool(told) or kind == "auto_reply"
    absent = any(one.has("absence") for one in read)
    if absent and not away:
        read = [one.without_others_absence() for one in read]
        away = absent = any(one.has("absence") for one in read)
    may_stop = kind == "human" and not sent_by_us
    findings: list[Finding] = []
    if may_stop and not sentences:
        findings.extend(_stop_in_subject(subject, cues))
    if told and not absent:
        findings.append(Finding(0, 0, Intent.ABSENCE, told.cue.weight, (told.cue.id, "subject")))
    for one in read:
        if one.hits:
            stop = _stop(one, sentences) if may_stop else None
            findings.extend([stop] if stop else _judge(one, away, cues, model))
    return _settled(findings, read, kind)


def _sentences(text: str, cues: CuePack) -> Sequence[Sentence]:
    """The sentences of a text but for those on lines that quote older mail."""
    sentences: Sequence[Sentence] = split_sentences(text, cues.abbreviations)
    if ">" in text:
        sentences = [one for one in sentences if not _is_quoted(text, one)]
    return sentences


def _settled(findings: list[Finding], read: list[_Read], kind: str) -> tuple[Finding, ...]:
    """What counts of all that was found, by the kind of message."""
    if kind == "auto_reply":
        return tuple(one for one in findings if one.intent in _OF_AUTOMATIC)
    if all(one.intent is Intent.AGREEMENT for one in findings):
        return _thanks_only(read) or tuple(findings)
    return tuple(findings)


_OF_AUTOMATIC = (Intent.ABSENCE, Intent.HAND_OFF, Intent.PROMISE)


def _read(sentence: Sentence, cues: CuePack) -> _Read:
    heart, found = cues.read(sentence.text)
    hits: dict[str, list[Hit]] = {}
    for hit in found:
        hits.setdefault(hit.cue.means, []).append(hit)
    return _Read(sentence, heart, hits)


def _is_quoted(text: str, sentence: Sentence) -> bool:
    """Whether the sentence stands on a line that quotes older mail."""
    line = text.rfind("\n", 0, sentence.start) + 1
    return text[line : sentence.start + 1].lstrip(" \t|").startswith(">")


def _absence_of(subject: str, cues: CuePack) -> Hit | None:
    """The cue by which a subject tells of an absence; that of an answer was somebody else's."""
    low = lower(subject)
    if not low or _ANSWERED.match(low):
        return None
    return cues.find_one("absence", low)


def _stop(one: _Read, sentences: Sequence[Sentence]) -> Finding | None:
    """The stop a sentence is, with how far it reaches."""
    if not (one.has("stop") or one.has("stop-alone")):
        return None
    hits = [hit for group in one.hits.values() for hit in group]
    hit = stop_hit(one.sentence, hits, alone=is_alone(one.sentence, sentences))
    if hit is None:
        return None
    detail = {"reach": str(reach_of(hits))}
    return one.finding(Intent.STOP, hit.cue.means, hit.cue.weight, detail=detail)


def _stop_in_subject(subject: str, cues: CuePack) -> Iterable[Finding]:
    """The stop of an empty message with a subject like "Unsubscribe"."""
    low = lower(straighten(subject))
    if not _ANSWERED.match(low):
        hits = cues.find(low)
        for hit in hits:
            if hit.cue.means in ("stop", "stop-alone"):
                detail = {"reach": str(reach_of(hits))}
                yield Finding(0, 0, Intent.STOP, hit.cue.weight, (hit.cue.id, "subject"), detail)
                return


def _judge(one: _Read, away: bool, cues: CuePack, model: Model) -> Iterable[Finding]:
    """All that one sentence does."""
    handed = _hand_off(one, away, cues)
    meetings = _meetings(one, away)
    asks: tuple[Finding, ...] = ()
    if not handed and not any(found.intent in _ANSWERS for found in meetings):
        asks = _asks(one, model)
    if handed:
        yield handed
    yield from meetings
    yield from asks
    if one.has("promise") and not handed:
        yield _promise(one)
    for meaning, intent in _PLAIN:
        if one.has(meaning):
            yield one.finding(intent, meaning)
    if one.has("question") and not (asks or meetings or handed or one.has("courtesy")):
        yield one.finding(Intent.QUESTION, "question")


def _meetings(one: _Read, away: bool) -> tuple[Finding, ...]:
    """What a sentence does about a meeting. Of answers the first holds; a cancelled meeting may
    be proposed anew in the same breath. "Let's talk next month" puts off and proposes nothing;
    "see you Wednesday" from one who is away says when they are back."""
    for meaning, intent in _MEETINGS:
        if not one.has(meaning) or (away and intent is Intent.MEETING_ACCEPTED):
            continue
        talk = all(hit.cue.detail.get("talk") for hit in one.hits[meaning])
        if talk and intent is Intent.MEETING_PROPOSED and one.has("later"):
            continue
        found = one.finding(intent, meaning)
        if intent is Intent.MEETING_CANCELLED and one.has("meeting-proposed"):
            return found, one.finding(Intent.MEETING_PROPOSED, "meeting-proposed")
        return (found,)
    return ()


def _asks(one: _Read, model: Model) -> tuple[Finding, ...]:
    """The ask a sentence is: of information, of action, or of both. A courtesy is none, unless
    something is to be done as well; where the cues are not sure the model is asked."""
    courtesy = one.has("courtesy")
    if not one.has("ask") or (courtesy and not one.has("wants-action")):
        return ()
    weight = one.weight("ask")
    more: tuple[str, ...] = ()
    if weight < _SURE:
        found = features(tokens(one.heart), model.classes, one.hits)
        weight = (1 - _MODEL_SHARE) * weight + _MODEL_SHARE * model.of(found)
        more = tuple(f"model:{feature}" for feature in model.strongest(found))
    if weight < _ENOUGH:
        return ()
    kinds = []
    if one.has("wants-information") and not courtesy:
        kinds.append(Intent.ASK_INFORMATION)
    if one.has("wants-action") or not kinds:
        kinds.append(Intent.ASK_ACTION)
    return tuple(one.finding(kind, "ask", weight, more) for kind in kinds)


def _promise(one: _Read) -> Finding:
    detail = {"conditional": "yes"} if one.has("condition") else NONE
    return one.finding(Intent.PROMISE, "promise", detail=detail)


def _hand_off(one: _Read, away: bool, cues: CuePack) -> Finding | None:
    """Somebody else to talk to. "Please call Ann" hands off only from one who is away, or where
    it is meant for questions; otherwise it is an ask."""
    text = one.sentence.text
    for hit in one.hits.get("hand-off", ()):
        if hit.cue.detail.get("name") and not names_somebody(text, hit):
            continue
        if away or one.has("courtesy") or not hit.cue.detail.get("needs"):
            return one.finding(Intent.HAND_OFF, "hand-off", detail=whom(text, hit, cues))
    return None


def _thanks_only(read: list[_Read]) -> tuple[Finding, ...]:
    """A message that says nothing but thanks or "got it", beside a name or two."""
    said = []
    for one in read:
        if one.has("thanks") or one.has("acknowledgement"):
            said.append(one)
        elif one.hits or one.count > _NAMES:
            return ()
    if not said:
        return ()
    if sum(one.count for one in said) > _SHORT:
        return ()
    meaning = "thanks" if said[0].has("thanks") else "acknowledgement"
    return (said[0].finding(Intent.THANKS, meaning),)
