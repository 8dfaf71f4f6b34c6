"""What kind of mail a message is, with the reasons: headers and structure first, words second.

Only human mail (and list mail written by a person) can make a conversation.
"""

from dataclasses import dataclass
from enum import StrEnum

from earnest.core.mail import Mail
from earnest.core.reading.absence import AbsenceText, absence_sentences
from earnest.core.reading.bounce import Bounce, has_null_sender, is_daemon, read_bounce
from earnest.core.reading.calendar_notice import CalendarNotice, read_calendar_notice
from earnest.core.reading.kind_phrases import KindPhrases, Opening, read_opening
from earnest.core.reading.kind_score import is_list, weigh


class Kind(StrEnum):
    """The kinds of mail."""

    HUMAN = "human"
    LIST = "list"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    CALENDAR = "calendar"
    BULK = "bulk"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class KindReading:
    """The kind of a message and why. `bounce` and `calendar` hold what was read of a failure or a
    calendar notice; `absence` the sentences of an automatic answer that tell of an absence. A
    bounce kind without a `bounce` is a report that all went well."""

    kind: Kind
    cues: tuple[str, ...]
    bounce: Bounce | None = None
    calendar: CalendarNotice | None = None
    absence: tuple[AbsenceText, ...] = ()

    @property
    def is_from_person(self) -> bool:
        """Whether a person wrote it to somebody: what can make a conversation."""
        return self.kind in (Kind.HUMAN, Kind.LIST)


_AUTO_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-reply",
    "x-mail-autoreply",
    "x-autoreply-from",
    "x-vacation",
    "x-ms-exchange-inbox-rules-loop",
)
_AUTO_WORDS = ("auto_reply", "absence", "acknowledgement")
_ENOUGH_AUTO = 3
# Bulk must outweigh what speaks for a person by this much: to miss a person costs more than to
# keep a newsletter, which shows at a glance.
_ENOUGH_BULK = 4


def classify(mail: Mail, *, phrases: KindPhrases, own_text: str | None = None) -> KindReading:
    """The kind of a message. `own_text` is what its author wrote now, without quoted history and
    forwarded mail, where that is known; it keeps a forwarded newsletter from making its sender a
    newsletter."""
    opening = read_opening(mail, phrases)
    calendar = read_calendar_notice(mail, opening=opening)
    if calendar:
        return KindReading(Kind.CALENDAR, calendar.cues, calendar=calendar)
    return (
        _report(mail, phrases, opening)
        or _automatic(mail, phrases, opening)
        or _many_or_one(mail, phrases, opening, own_text)
    )


def _report(mail: Mail, phrases: KindPhrases, opening: Opening) -> KindReading | None:
    means = {phrase.means for phrase in opening.all()}
    if "receipt" in means:
        if is_daemon(mail):
            return KindReading(Kind.BOUNCE, ("a report that the message was delivered",))
        if not mail.in_reply_to:
            return KindReading(Kind.AUTO_REPLY, ("a receipt",))
    if "bounce" in means or mail.parts or mail.header("x-failed-recipients") or is_daemon(mail):
        bounce = read_bounce(mail, phrases=phrases, opening=opening)
        if bounce:
            return KindReading(Kind.BOUNCE, bounce.cues, bounce=bounce)
    if any(part.content_type == "message/disposition-notification" for part in mail.parts):
        return KindReading(Kind.AUTO_REPLY, ("a read receipt",))
    return None


def _automatic(mail: Mail, phrases: KindPhrases, opening: Opening) -> KindReading | None:
    """An automatic answer: said by its headers or its own words. A note of absence without any
    sign of automation was written by hand."""
    cues: list[str] = []
    score = 0
    submitted = mail.header("auto-submitted").lower()
    if submitted.startswith("auto-replied") or any(mail.header(name) for name in _AUTO_HEADERS):
        score += 3
        cues.append("marked as an automatic answer")
    precedence = mail.header("precedence").strip().lower()
    if precedence in ("auto_reply", "auto-reply"):
        score += 3
        cues.append("marked as an automatic answer")
    spoken = [phrase for phrase in opening.subject if phrase.means == "auto_reply"]
    spoken += [phrase for phrase in opening.start if phrase.means in _AUTO_WORDS]
    # The heaviest of each meaning in each place; they come heaviest first.
    for phrase in {phrase.means + phrase.where: phrase for phrase in reversed(spoken)}.values():
        score += phrase.weight
        cues.append(phrase.say)
    if not cues:
        return None
    if spoken:
        score += 2 * has_null_sender(mail) + (precedence in ("bulk", "junk"))
        score += bool(mail.header("x-auto-response-suppress")) + submitted.startswith("auto-")
    if score < _ENOUGH_AUTO:
        return None
    absence = absence_sentences(mail.text, phrases=phrases)
    return KindReading(Kind.AUTO_REPLY, tuple(cues), absence=absence)


def _many_or_one(
    mail: Mail, phrases: KindPhrases, opening: Opening, own_text: str | None
) -> KindReading:
    """To one reader from a person, through a list, to many, or from a machine."""
    weight = weigh(mail, own_text, phrases=phrases, opening=opening)
    if max(weight.bulk, weight.system) - weight.human >= _ENOUGH_BULK:
        kind = Kind.SYSTEM if weight.system > weight.bulk else Kind.BULK
        return KindReading(kind, weight.bulk_cues)
    if is_list(mail):
        return KindReading(Kind.LIST, ("sent through a mailing list", *weight.human_cues))
    return KindReading(Kind.HUMAN, weight.human_cues)
