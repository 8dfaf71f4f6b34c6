"""The set phrases around mail text (reply headers, sign-offs, disclaimers), compiled once for use."""

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
    "phone": ("mobile", "direct", "office", "fax"),
}

# No attribution is longer, even with three folded lines and two addresses; also the cap that
# keeps every pattern below linear on hostile lines.
LONGEST_ATTRIBUTION = 400
_LONGEST_SENT_FROM = 90
_LONGEST_SIGN_OFF = 45

_DATE = re.compile(
    r"(?<!\d)(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}[:.h]\d{2}|(?:19|20)\d\d)(?!\d)|[年月日]"
)
# What may stand at the edges of a reply header without being part of it.
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

    @property
    def is_certain(self) -> bool:
        """Whether it is one even when no marked quote follows."""
        if self.verb:
            return self.address or (self.lead and self.date)
        return self.date and self.address and self.colon

    @property
    def is_likely(self) -> bool:
        """Whether it is one when a marked quote follows directly."""
        return self.verb or (self.address and (self.colon or self.date))

    @property
    def weight(self) -> int:
        """How much speaks for it; to choose between readings of the same lines."""
        return 4 * self.lead + 2 * self.verb + self.date + self.address


@dataclass(frozen=True, slots=True)
class MailPhrases:
    """Every phrase of every language, ready for lookup. Made by compile_phrases."""

    leads: frozenset[str]
    verb_last: re.Pattern[str]
    verb_first: re.Pattern[str]
    headers: Mapping[str, str]
    dividers: tuple[tuple[str, str], ...]
    sent_from: tuple[str, ...]
    devices: frozenset[str]
    sign_offs: frozenset[str]
    disclaimers: tuple[str, ...]
    banners: tuple[str, ...]
    footers: tuple[str, ...]
    titles: frozenset[str]
    companies: frozenset[str]
    streets: frozenset[str]
    phones: Mapping[str, str]
    contacts: frozenset[str]

    def attribution(self, line: str) -> Attribution | None:
        """Read a line (or folded lines joined with spaces) as a reply header; None when it has
        no feature of one."""
        if len(line) > LONGEST_ATTRIBUTION:
            return None
        low = line.strip(_EDGES).lower()
        verb = bool(self.verb_last.search(low) or self.verb_first.search(low))
        address = "@" in low
        if not verb and not address:
            return None
        return Attribution(
            lead=self.has_lead(low),
            verb=verb,
            date=bool(_DATE.search(low)),
            address=address,
            colon=low.endswith((":", "：")),
        )

    def has_lead(self, low: str) -> bool:
        """Whether a lower-cased line begins with a word that reply headers begin with."""
        first, _, rest = low.partition(" ")
        return first in self.leads or f"{first} {rest.partition(' ')[0]}" in self.leads

    def header_kind(self, line: str) -> str:
        """from, sent, to, cc, subject or other when the line begins with a mail header's label
        and a colon; empty otherwise."""
        colon = line.find(":", 0, 32)
        if colon <= 0:
            return ""
        return self.headers.get(line[:colon].strip(_EDGES).lower(), "")

    def divider_kind(self, line: str) -> str:
        """reply or forward when the line parts new text from old ("-----Original Message-----",
        "Begin forwarded message:"); empty otherwise."""
        if len(line) > LONGEST_ATTRIBUTION:
            return ""
        core = line.strip(_EDGES).lower()
        if not core or (line[0] not in "-*_=~#+<" and not core.endswith(":")):
            return ""
        bare = core.rstrip(" :.\xa0")
        for phrase, kind in self.dividers:
            if bare == phrase or (line[0] in "-*_=~#+" and core.startswith(phrase)):
                return kind
        return ""

    def is_sent_from(self, line: str) -> bool:
        """Whether the line is what a device or program adds ("Sent from my iPhone"), not a
        sentence that merely begins that way."""
        if len(line) > _LONGEST_SENT_FROM:
            return False
        low = line.strip(_EDGES + "[(").lower()
        start = next((one for one in self.sent_from if low.startswith(one)), None)
        if start is None or low[len(start) : len(start) + 1].isalnum():
            return False
        rest = low[len(start) :]
        words = re.findall(r"[\w.]+", rest)
        if any(word.rstrip(".") in self.devices for word in words[:6]):
            return True
        return len(words) <= 6 and "," not in rest and not rest.rstrip().endswith(".")

    def is_sign_off(self, line: str) -> bool:
        """Whether the whole line is a closing formula ("Best regards,")."""
        if len(line) > _LONGEST_SIGN_OFF:
            return False
        return line.strip(" \t\xa0,.!;:-–—*_").lower() in self.sign_offs

    def is_disclaimer(self, paragraph: str) -> bool:
        """Whether a paragraph is a legal notice. Any length, any case."""
        return _has_any(paragraph.lower(), self.disclaimers)

    def is_banner(self, paragraph: str) -> bool:
        """Whether a paragraph is a warning put above a message by the receiving company."""
        return _has_any(paragraph.lower(), self.banners)

    def is_footer(self, paragraph: str) -> bool:
        """Whether a paragraph was added by a mailing list or a mail service."""
        return _has_any(paragraph.lower(), self.footers)

    def phone_kind(self, label: str) -> str:
        """mobile, direct, office or fax for the words beside a number; empty when they say
        nothing. The last telling word wins, since labels stand nearest the number."""
        kind = ""
        for word in re.findall(r"[^\W\d_]+", label.lower()):
            kind = self.phones.get(word, kind)
        return kind


def _has_any(low: str, phrases: tuple[str, ...]) -> bool:
    return any(phrase in low for phrase in phrases)


def _verbs(words: Iterable[str], ending: str) -> re.Pattern[str]:
    """A pattern for lower-case reply headers in which one of the verbs stands where it should."""
    options = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{options}){ending}" if options else r"(?!)")


def compile_phrases(rules: Iterable[PhraseRule]) -> MailPhrases:
    """Join the rules of all languages into one object. Words are matched in lower case; a word
    that two rules claim keeps its first meaning. Raises ValueError for an unknown check or kind."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    leads: set[str] = set()
    for rule in rules:
        if rule.check not in CHECKS or rule.kind not in (KINDS.get(rule.check) or ("",)):
            raise ValueError(f"{rule.id}: no such check or kind: {rule.check} {rule.kind!r}")
        found.setdefault((rule.check, rule.kind), {}).update(
            dict.fromkeys(word.lower() for word in rule.words)
        )
        leads.update(word.lower() for word in rule.leads)

    def words(check: str, kind: str = "") -> tuple[str, ...]:
        return tuple(found.get((check, kind), ()))

    def by_kind(check: str) -> dict[str, str]:
        meaning: dict[str, str] = {}
        for kind in KINDS[check]:
            for word in words(check, kind):
                meaning.setdefault(word, kind)
        return meaning

    dividers = sorted(by_kind("divider").items(), key=lambda pair: -len(pair[0]))
    return MailPhrases(
        leads=frozenset(leads),
        verb_last=_verbs(words("attribution", "name-first"), r"(?:\s?[:：])?\W{0,6}$"),
        verb_first=_verbs(words("attribution", "name-last"), r"\s.{1,160}:\W{0,4}$"),
        headers=by_kind("header"),
        dividers=tuple(dividers),
        sent_from=words("sent-from"),
        devices=frozenset(words("device")),
        sign_offs=frozenset(words("sign-off")),
        disclaimers=words("disclaimer"),
        banners=words("banner"),
        footers=words("footer"),
        titles=frozenset(words("title")),
        companies=frozenset(words("company")),
        streets=frozenset(words("street")),
        phones=by_kind("phone"),
        contacts=frozenset(words("contact")),
    )
