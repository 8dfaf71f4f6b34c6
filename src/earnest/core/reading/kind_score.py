"""What speaks for mail to many or from a machine, and what for a person writing to persons."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from earnest.core.mail import Mail
from earnest.core.reading.kind_phrases import OPENING, KindPhrases, Opening, Phrase, words_of

_HEAD, _TAIL = 2000, 1500
# Signs of a mailing that list mail of persons has as well.
_LITTLE = 2
_REPLY = re.compile(r"^\s*(?:re|aw|sv|antw|rif|odp)\s{0,2}(?:\[\d+\])?:", re.IGNORECASE)
_FORWARD = re.compile(r"^\s*(?:fwd?|wg|tr|rv|enc|i|doorst)\s{0,2}:|\[fwd:", re.IGNORECASE)
# Where somebody else's words begin, for texts whose own part nobody has told us.
_HISTORY = re.compile(
    r"^[ \t>]*-{2,}[ _]*(?:original message|forwarded (?:message|by)|begin forwarded|inline"
    r"|ursprüngliche|message d'origine|mensaje original|messaggio originale)"
    r"|^[ \t]*(?:from|von|de|da|van):[ \t].{2,200}\n[ \t]*(?:sent|date|to|gesendet|envoy|enviad"
    r"|inviato|verzonden)\b"
    r"|^[ \t]*>",
    re.IGNORECASE | re.MULTILINE,
)
_TAGS = re.compile(r"<(?:html|!doctype|body|table|font|td|img)\b", re.IGNORECASE)
_LINK = re.compile(r"://|\bwww\.")
_RULERS = tuple(f"\n{mark * 10}" for mark in "-=_*~#+")
_RANDOM_LOCAL = re.compile(r"\d{5,}|\d.*[a-z].*\d.*[a-z].*\d|^[a-z]?-?\d+-\d+|=")
_PERSON_NAME = re.compile(r"^[A-ZÀ-Þ][\w'’-]+,? (?:[A-Z]\.? ?)?[A-ZÀ-Þ][\w'’.-]+(?: [A-Z][\w-]+)?$")
_PERSON_LOCAL = re.compile(r"^[a-z]+(?:[._-][a-z]\.?)?[._-]{1,2}[a-z]+\d?$")
_GREETING = re.compile(r"^(?:(?:hi|hello|hey|dear|good \w{3,9}|mr\.?|ms\.?|mrs\.?)[ ,]{1,3}){1,2}")
_WORDS = re.compile(r"[^\W\d_]+")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_MASS_HEADERS = (
    "feedback-id",
    "x-campaign",
    "x-campaignid",
    "x-campaign-id",
    "x-mailgun-tag",
    "x-mailgun-sid",
    "x-sg-eid",
    "x-sg-id",
    "x-mc-user",
    "x-mandrill-user",
    "x-ses-outgoing",
    "x-csa-complaints",
    "x-bulkmail",
    "x-rpcampaign",
    "x-job",
    "x-mailid",
    "x-subscriber",
    "x-report-abuse",
    "x-unsubscribe",
    "x-list-unsubscribe",
)
_MACHINE_HEADERS = (
    "x-notifications",
    "x-notification-id",
    "x-github-reason",
    "x-linkedin-template",
    "x-facebook-notify",
    "x-jira-fingerprint",
    "x-cron-env",
    "x-nagios",
)
_MASS_MAILER = re.compile(
    r"mailchimp|constant contact|phplist|sendgrid|campaign|mass|bulk|lyris|listmanager|aweber|"
    r"newsletter|php(?:mailer)?/|swiftmailer|javamail|smtpmail|cheetah|silverpop|unity",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Weight:
    """Points for each side with the reasons for them."""

    bulk: int = 0
    system: int = 0
    human: int = 0
    bulk_cues: tuple[str, ...] = ()
    human_cues: tuple[str, ...] = ()
    _many: dict[str, None] = field(default_factory=dict)
    _one: dict[str, None] = field(default_factory=dict)

    def many(self, points: int, cue: str) -> None:
        """Points for mail to many."""
        self.bulk += points
        self._many[cue] = None

    def machine(self, points: int, cue: str) -> None:
        """Points for a machine's notice."""
        self.system += points
        self._many[cue] = None

    def one(self, points: int, cue: str) -> None:
        """Points for a person writing to persons."""
        self.human += points
        self._one[cue] = None

    def closed(self) -> "Weight":
        """The same with both sides' points settled: signs of machines and of mailings support
        each other, for both tell against a person."""
        bulk, system = self.bulk, self.system
        self.bulk = bulk + (system if bulk >= system else 0)
        self.system = system + (bulk if system > bulk else 0)
        self.bulk_cues, self.human_cues = tuple(self._many), tuple(self._one)
        return self


def is_list(mail: Mail) -> bool:
    """Whether list software passed the message on to people who can answer the list."""
    headers = mail.headers
    if "list-post" in headers:
        return mail.header("list-post").strip().upper() != "NO"
    if any(name in headers for name in ("x-mailman-version", "x-beenthere", "mailing-list")):
        return True
    return "list-id" in headers and mail.header("precedence").lower() == "list"


def weigh(mail: Mail, own_text: str | None, *, phrases: KindPhrases, opening: Opening) -> Weight:
    """Weigh the message; `own_text` as for `classify`."""
    weight = Weight()
    _weigh_headers(mail, weight)
    _weigh_people(mail, weight, phrases)
    answers = bool(_REPLY.match(mail.subject) or mail.in_reply_to)
    if answers and weight.bulk + weight.system <= _LITTLE and _is_person(mail):
        # Whom nothing marks as a mailing and who answers is a person, whatever the words.
        weight.one(4, "an answer")
        weight.one(1, "a person's name as sender")
        return weight.closed()
    passes_on = bool(_FORWARD.search(mail.subject))
    # The subject of an answer is somebody else's, and so may be what a text begins with.
    for phrase in () if answers or passes_on else opening.all():
        _count(phrase.means, phrase.weight, phrase.say, weight)
    own = _own(mail.text) if own_text is None else own_text
    # The words of a person who only passes mail on are not what is passed on.
    body = own if own.strip() or passes_on else mail.text
    ends = body if len(body) <= _HEAD + _TAIL else f"{body[:_HEAD]} {body[-_TAIL:]}"
    words = _words(mail, ends, opening)
    _weigh_words(ends, words, weight, phrases)
    _weigh_shape(body, weight)
    _weigh_person(mail, own, words if body is own else None, weight, phrases)
    if answers:
        weight.one(4, "an answer")
    elif passes_on:
        weight.one(3, "passed on by a person")
    return weight.closed()


def _words(mail: Mail, text: str, opening: Opening) -> set[str]:
    """The words of a text, those known from the opening not looked for again. More than its own
    do no harm: they only say what is worth trying."""
    if not mail.text.startswith(text[:OPENING]):
        return words_of(text)
    if len(text) <= OPENING:
        return opening.words
    # A little again, for the word that the opening may end in.
    return opening.words | words_of(text[OPENING - 40 :])


def _own(text: str) -> str:
    match = _HISTORY.search(text)
    return text[: match.start()] if match else text


def _count(means: str, points: int, say: str, weight: Weight) -> None:
    if means == "bulk":
        weight.many(points, say)
    elif means == "system":
        weight.machine(points, say)
    elif means == "human":
        weight.one(points, say)


def _weigh_headers(mail: Mail, weight: Weight) -> None:
    headers = mail.headers
    precedence = mail.header("precedence").strip().lower()
    listed = is_list(mail)
    if precedence in ("bulk", "junk") and not listed:
        weight.many(3, f"Precedence: {precedence}")
    if "list-unsubscribe" in headers and not listed:
        weight.many(6, "List-Unsubscribe")
    if any(name in headers for name in _MASS_HEADERS):
        weight.many(6, "headers of a mailing service")
    if any(name in headers for name in _MACHINE_HEADERS):
        weight.machine(7, "headers of a notice")
    if mail.header("auto-submitted").lower().startswith("auto-"):
        weight.machine(7, "Auto-Submitted")
    if mail.header("return-path").strip() == "<>":
        weight.machine(5, "no return address")
    mailer = mail.header("x-mailer") or mail.header("user-agent")
    if mailer and _MASS_MAILER.search(mailer):
        weight.many(2, "sent by a mailing program")


@lru_cache(maxsize=4096)
def _sender_phrases(email: str, name: str, phrases: KindPhrases) -> tuple[Phrase, ...]:
    """What a sender's address and name say; a mailbox has far fewer senders than messages."""
    local, _, host = email.partition("@")
    return (
        *phrases.find("local", local),
        *phrases.find("host", host),
        *phrases.find("name", name),
    )


def _weigh_people(mail: Mail, weight: Weight, phrases: KindPhrases) -> None:
    for phrase in _sender_phrases(mail.from_.email, mail.from_.name, phrases):
        _count(phrase.means, phrase.weight, phrase.say, weight)
    if _RANDOM_LOCAL.search(mail.from_.email.partition("@")[0]):
        weight.many(2, "a sender's name made of numbers")
    people = " ".join(f"{a.name} {a.email}" for a in (*mail.to[:20], *mail.cc[:10]))
    for phrase in phrases.find("people", f"{people} {mail.header('x-to')[:300]}"):
        _count(phrase.means, phrase.weight, phrase.say, weight)
    if mail.from_.email and [mail.from_.email] == [address.email for address in mail.to]:
        weight.many(2, "addressed to its own sender")
    if not mail.to and not mail.cc:
        weight.many(1, "no recipient named")


def _weigh_words(body: str, words: set[str], weight: Weight, phrases: KindPhrases) -> None:
    for phrase in phrases.find("text", body, words):
        _count(phrase.means, phrase.weight, phrase.say, weight)


def _weigh_shape(body: str, weight: Weight) -> None:
    if body.count("[IMAGE]") >= 2:
        weight.many(4, "pictures in place of text")
    if "<" in body and _TAGS.search(body[:_HEAD]):
        weight.many(4, "page source as text")
    seen = body[:20000]
    urls = max(seen.count("http://") + seen.count("https://"), seen.count("www."))
    if urls >= 4:
        weight.many(3 if urls >= 10 else 2, "many links")
    if sum(seen.count(ruler) for ruler in _RULERS) >= 3:
        weight.many(2, "ruled into sections")
    if len(body) > 20000:
        weight.many(3, "very long")
    elif len(body) > 8000:
        weight.many(2, "long")


def _weigh_person(
    mail: Mail, own: str, words: set[str] | None, weight: Weight, phrases: KindPhrases
) -> None:
    spoken = {
        phrase.id: phrase
        for phrase in phrases.find("own", own[:600], words)
        if phrase.means == "human"
    }
    for phrase in sorted(spoken.values(), key=lambda phrase: (-phrase.weight, phrase.id))[:2]:
        weight.one(phrase.weight, phrase.say)
    if _greets(own, mail):
        weight.one(2, "it greets its reader by name")
    if _is_person(mail):
        weight.one(1, "a person's name as sender")
    if len(own) < 500 and "[IMAGE]" not in own and not _LINK.search(own):
        weight.one(1, "short")


def _is_person(mail: Mail) -> bool:
    """Whether the sender's name or address looks like a person's."""
    local = mail.from_.email.partition("@")[0]
    return bool(_PERSON_NAME.match(mail.from_.name) or _PERSON_LOCAL.match(local))


def _greets(own: str, mail: Mail) -> bool:
    """Whether the text begins by naming one of its readers."""
    opening = _GREETING.sub("", own[:200].lstrip()[:60].lower())
    first = _FIRST_WORD.match(opening)
    if not first or len(first.group()) < 3:
        return False
    word = first.group()
    for address in (*mail.to, *mail.cc)[:12]:
        name = (address.name or address.email.partition("@")[0]).lower()
        if word in name and word in _WORDS.findall(name):
            return True
    return False
