"""The set phrases around mail text (reply headers, sign-offs, notices), compiled once for use."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: What a rule may look for; the meaning of `words`, `leads` and `kind` for each is in PhraseRule.
CHECKS = (
    "attribution",
    "header",
    "divider",
    "sent-from",
    "device",
    "sign-off",
    "disclaimer",
    "banner",
    "footer",
    "title",
    "company",
    "street",
    "phone",
    "contact",
)

#: The kinds a check must or may carry; checks not named here carry none.
KINDS: Mapping[str, tuple[str, ...]] = {
    "attribution": ("name-first", "name-last"),
    "header": ("from", "sent", "to", "cc", "subject", "other"),
    "divider": ("reply", "forward"),
    "footer": ("plain", "how-to", "ruled"),
    "company": ("legal", "other"),
    "phone": ("mobile", "direct", "office", "fax"),
}

# No attribution is longer, even with three folded lines and two addresses; also the cap that
# keeps every pattern below linear on hostile lines.
LONGEST_ATTRIBUTION = 400
_LONGEST_SENT_FROM = 90
_LONGEST_SIGN_OFF = 45
_DEVICE_WITHIN = 6  # words after "sent from" that may name what it was sent from
_SPACELESS = "\u2e80"  # from here on scripts that write no spaces between words
_AFTER_DEVICE = 3  # and words that may follow: more is somebody writing

#: A web address, or a name that can only be one.
LINK = re.compile(
    r"(?i)https?://|www\.|\b[\w-]{2,40}\.(?:com|net|org|de|fr|es|it|nl|pt|eu|io|uk)\b"
)

_DATE = re.compile(
    r"(?<!\d)(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}[:.h]\d{2}|(?:19|20)\d\d)(?!\d)|[年月日]"
)
_ADDRESS_LAST = re.compile(r"(?:@| at )[\w.-]{1,100}[>)\]\"']{0,3}\s?[:：]$")
_DRAWN_WITH = frozenset("-*_=~#+")
_DRAWN = re.compile(r"[-_=*~]{4,}\s*\n")
_SENTENCE_END = re.compile(r"[.!?)][ \xa0](?=[A-Z])")
# List archives write "<ann at lee.example>".
_MASKED_ADDRESS = re.compile(r"<[\w.+-]{1,64} at [\w.-]{1,100}")
# What may stand at the edges of a reply header without being part of it.
_AFTER_VERB = " \t\xa0:：-–*_>.,"
_EDGES = " \t\xa0\u200e\u200f-*_=~#>|"


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """One entry of the data: what to look for (`check`, see CHECKS) and the words that show it.

    `words` are verbs for an attribution ("wrote"), labels for a header ("Gesendet"), the starts of
    lines for sent-from, and phrases for the rest. `leads` are the words an attribution may begin
    with ("On"). `kind` is one of KINDS[check]; for an attribution it says whether the name stands
    before the verb ("Ann wrote:") or after it ("schrieb Ann:").
    """

    id: str
    check: str
    words: tuple[str, ...]
    kind: str = ""
    leads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribution:
    """What a line shows of being a reply header ("On <date>, <name> wrote:")."""

    lead: bool
    verb: bool
    date: bool
    address: bool
    colon: bool
    ends_in_address: bool

    @property
    def is_certain(self) -> bool:
        """Whether it is one even when no marked quote follows."""
        if self.verb:
            return self.address or (self.lead and self.date)
        return self.date and self.ends_in_address

    @property
    def is_likely(self) -> bool:
        """Whether it is one when a marked quote follows directly."""
        return self.verb or (self.address and (self.colon or self.date))

    @property
    def weight(self) -> int:
        """How much speaks for it; to choose between readings of the same lines."""
        return 4 * self.lead + 2 * self.verb + self.date + self.address


class PhraseIndex:
    """Finds any of many phrases in a text. Each is filed under its longest word that has a space
    on both sides in every text holding the phrase; asking for the text's words is many times
    faster than asking for each phrase. Phrases without such a word are asked for one by one."""

    __slots__ = ("_by_word", "_loose", "_words")

    def __init__(self, phrases: Iterable[str]) -> None:
        by_word: dict[str, list[str]] = {}
        loose: list[str] = []
        for phrase in phrases:
            words = phrase.split()
            inner = words[1:-1] or words[:-1]
            if inner:
                by_word.setdefault(max(inner, key=len), []).append(phrase)
            else:
                loose.append(phrase)
        self._by_word = by_word
        self._words = frozenset(by_word)
        self._loose = tuple(loose)

    def __call__(self, low: str) -> bool:
        """Whether a lower-case text, its words apart by single spaces, holds one of the phrases."""
        for word in self._words.intersection(low.split()):
            if any(phrase in low for phrase in self._by_word[word]):
                return True
        return any(phrase in low for phrase in self._loose)


@dataclass(frozen=True, slots=True)
class MailPhrases:
    """Every phrase of every language, ready for lookup. Made by compile_phrases."""

    leads: frozenset[str]
    last_verbs: tuple[str, ...]
    first_verbs: re.Pattern[str]
    headers: Mapping[str, str]
    dividers: Mapping[str, str]
    divider_starts: tuple[str, ...]
    sent_from: tuple[str, ...]
    devices: frozenset[str]
    sign_offs: frozenset[str]
    disclaimers: PhraseIndex
    banners: PhraseIndex
    footers: PhraseIndex
    how_to_leave: tuple[str, ...]
    ruled_footers: PhraseIndex
    notices: PhraseIndex
    titles: frozenset[str]
    companies: frozenset[str]
    legal_forms: frozenset[str]
    streets: frozenset[str]
    phones: Mapping[str, str]
    contacts: frozenset[str]

    def attribution(self, line: str) -> Attribution | None:
        """Read a line (or folded lines joined with spaces) as a reply header; None when it has
        no feature of one."""
        if len(line) > LONGEST_ATTRIBUTION:
            return None
        low = line.strip(_EDGES).lower()
        verb = self._has_verb(low)
        address = "@" in low or bool(_MASKED_ADDRESS.search(low))
        if not verb and not address:
            return None
        return Attribution(
            lead=self.has_lead(low),
            verb=verb,
            date=bool(_DATE.search(low)),
            address=address,
            colon=low.endswith((":", "：")),
            ends_in_address=address and bool(_ADDRESS_LAST.search(low)),
        )

    def attribution_column(self, line: str) -> int:
        """Where a certain reply header begins behind a sentence on the same line; 0 for nowhere."""
        for end in _SENTENCE_END.finditer(line):
            found = self.attribution(line[end.end() :])
            if found is not None and found.lead and found.is_certain:
                return end.end()
        return 0

    def _has_verb(self, low: str) -> bool:
        bare = low.rstrip(_AFTER_VERB)
        for verb in self.last_verbs if bare.endswith(self.last_verbs) else ():
            if bare.endswith(verb) and not bare[-len(verb) - 1 : -len(verb)].isalnum():
                return True
        return low.endswith(":") and bool(self.first_verbs.search(low))

    def has_lead(self, low: str) -> bool:
        """Whether a lower-cased line begins with a word that reply headers begin with."""
        first, _, rest = low.partition(" ")
        return first in self.leads or f"{first} {rest.partition(' ')[0]}" in self.leads

    def header_kind(self, line: str) -> str:
        """from, sent, to, cc, subject or other when the line begins with a mail header's label
        and a colon; empty otherwise."""
        colon = line.find(":", 0, 32)
        if colon <= 0:
            colon = line.find("：", 0, 32)
            if colon <= 0:
                return ""
        return self.headers.get(line[:colon].strip(_EDGES).lower(), "")

    def divider_kind(self, line: str) -> str:
        """reply or forward when the line parts new text from old ("-----Original Message-----",
        "Begin forwarded message:"); empty otherwise."""
        if len(line) > LONGEST_ATTRIBUTION:
            return ""
        core = line.strip(_EDGES).lower()
        drawn = line[0] in _DRAWN_WITH and line[1:2] in _DRAWN_WITH  # one is a list's bullet
        if drawn and core.startswith(self.divider_starts):
            return next(kind for one, kind in self.dividers.items() if core.startswith(one))
        return self.dividers.get(core.rstrip(" :.\xa0"), "") if drawn or core[-1:] == ":" else ""

    def is_sent_from(self, line: str) -> bool:
        """Whether the line is what a device or program adds ("Sent from my iPhone"), not a
        sentence that merely begins that way."""
        if len(line) > _LONGEST_SENT_FROM:
            return False
        low = line.strip(_EDGES + "[(").lower()
        if not low.startswith(self.sent_from):
            return False
        start = max((one for one in self.sent_from if low.startswith(one)), key=len)
        if start[-1] < _SPACELESS and low[len(start) : len(start) + 1].isalnum():
            return False
        rest = low[len(start) :]
        words = re.findall(r"[\w.]+", rest)
        devices = [at for at, word in enumerate(words) if word.rstrip(".") in self.devices]
        if devices and devices[0] < _DEVICE_WITHIN:
            return len(words) - devices[-1] - 1 <= _AFTER_DEVICE
        return len(words) <= _DEVICE_WITHIN and "," not in rest and not rest.rstrip().endswith(".")

    def is_sign_off(self, line: str) -> bool:
        """Whether the whole line is a closing formula ("Best regards,")."""
        if len(line) > _LONGEST_SIGN_OFF:
            return False
        return line.strip(" \t\xa0,.!;:-–—*_").lower() in self.sign_offs

    def is_disclaimer(self, paragraph: str) -> bool:
        """Whether a paragraph is a legal notice. Any length, any case."""
        return self.disclaimers(paragraph.lower())

    def is_banner(self, paragraph: str) -> bool:
        """Whether a paragraph is a warning put above a message by the receiving company."""
        return self.banners(paragraph.lower())

    def is_footer(self, paragraph: str) -> bool:
        """Whether a paragraph (its lines joined with "\\n") was added by a mailing list or a mail
        service: by plain words; by a line that begins with how to leave, and an address; or by
        what list software writes below a drawn line. Somebody's own wish to leave is none."""
        low = paragraph.lower()
        if self.footers(low.replace("\n", " ")):
            return True
        has_address = "@" in low or "://" in low or "www." in low
        if has_address and any(
            line.lstrip(_EDGES).startswith(self.how_to_leave) for line in low.split("\n")
        ):
            return True
        return bool(_DRAWN.match(low)) and self.ruled_footers(low)

    def has_notice(self, text: str) -> bool:
        """Whether there is any sign of a legal notice or a footer in a text."""
        return self.notices(text.lower())

    def phone_kind(self, label: str) -> str:
        """mobile, direct, office or fax for the words beside a number; empty when they say
        nothing. The last telling word wins, since labels stand nearest the number."""
        kind = ""
        for word in re.findall(r"[^\W\d_]+", label.lower()):
            kind = self.phones.get(word, kind)
        return kind


class _Words:
    """The words of all rules, by check and kind, in lower case."""

    def __init__(self, rules: Iterable[PhraseRule]) -> None:
        self.leads: set[str] = set()
        self._found: dict[tuple[str, str], dict[str, None]] = {}
        for rule in rules:
            if rule.check not in CHECKS or rule.kind not in KINDS.get(rule.check, ("",)):
                raise ValueError(f"{rule.id}: no such check or kind: {rule.check} {rule.kind!r}")
            words = self._found.setdefault((rule.check, rule.kind), {})
            words.update(dict.fromkeys(word.lower() for word in rule.words))
            self.leads.update(word.lower() for word in rule.leads)

    def of(self, check: str, kind: str = "") -> tuple[str, ...]:
        return tuple(self._found.get((check, kind), ()))

    def by_kind(self, check: str) -> dict[str, str]:
        """Word to kind; of two kinds that claim a word the one named first in KINDS has it."""
        meaning: dict[str, str] = {}
        for kind in KINDS[check]:
            for word in self.of(check, kind):
                meaning.setdefault(word, kind)
        return meaning


def compile_phrases(rules: Iterable[PhraseRule]) -> MailPhrases:
    """Join the rules of all languages into one object. Words are matched in lower case. Raises
    ValueError for a check or kind that does not exist."""
    words = _Words(rules)
    first_verbs = "|".join(re.escape(word) for word in words.of("attribution", "name-last"))
    dividers = dict(sorted(words.by_kind("divider").items(), key=lambda pair: -len(pair[0])))
    return MailPhrases(
        leads=frozenset(words.leads),
        last_verbs=words.of("attribution", "name-first"),
        first_verbs=re.compile(
            rf"(?<!\w)(?:{first_verbs}) .{{1,160}}:$" if first_verbs else r"(?!)"
        ),
        headers=words.by_kind("header"),
        dividers=dividers,
        divider_starts=tuple(dividers),
        sent_from=words.of("sent-from"),
        devices=frozenset(words.of("device")),
        sign_offs=frozenset(words.of("sign-off")),
        disclaimers=PhraseIndex(words.of("disclaimer")),
        banners=PhraseIndex(words.of("banner")),
        footers=PhraseIndex(words.of("footer", "plain")),
        how_to_leave=words.of("footer", "how-to"),
        ruled_footers=PhraseIndex(words.of("footer", "ruled")),
        notices=PhraseIndex(words.of("disclaimer") + tuple(words.by_kind("footer"))),
        titles=frozenset(words.of("title")),
        companies=frozenset(words.by_kind("company")),
        legal_forms=frozenset(words.of("company", "legal")),
        streets=frozenset(words.of("street")),
        phones=words.by_kind("phone"),
        contacts=frozenset(words.of("contact")),
    )
