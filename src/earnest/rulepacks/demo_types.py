"""What the demo's packs say, as plain values: people, what happened and when, in whose words.

Times are days before the moment the demo is built (`ago`; negative lies ahead). A story gives some
of its days a name, which events, texts ("{promised.full}") and due dates then share.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone at an account. `call` is how we address them and `sign` how they sign, the first
    name where nothing is said. `reachable` is False for someone who left."""

    id: str
    name: str
    email: str = ""
    title: str = ""
    phone: str = ""
    call: str = ""
    sign: str = ""
    reachable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A commitment made in a mail, with its sentence. `due` names a day; `closed` is days ago
    (in an exchange: days after its first mail)."""

    side: str
    what: str
    sentence: str
    due: str = ""
    rung: str = ""
    state: str = "open"
    closed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A restraint and the words it comes from. `until` names a day; `hours` is the span in which
    contact is welcome."""

    kind: str
    scope: str
    words: str
    until: str = ""
    medium: str = ""
    hours: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened with a person. Exactly one of `mail` ("in" or "out"), `call` and
    `meeting` (an outcome) and `write` (another written medium) is set. `quote` is a passage of an
    earlier mail of the thread; mail without `subject` answers the thread's last one. `kind` is
    "auto_reply" or "bounce" for mail no person wrote, which may have a `sender` of its own."""

    who: str = ""
    ago: int = 0
    on: str = ""
    after: int = 0
    by: str = ""
    at: str = ""
    mail: str = ""
    call: str = ""
    meeting: str = ""
    write: str = ""
    medium: str = ""
    way: str = "out"
    kind: str = ""
    sender: str = ""
    thread: str = ""
    subject: str = ""
    text: str = ""
    quote: str = ""
    cc: tuple[str, ...] = ()
    summary: str = ""
    value: str = ""
    promise: tuple[Promise, ...] = ()
    limit: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """The initiative under way; `opened` and `closed` are days ago, money in the minor unit."""

    name: str
    stage: str
    amount_minor: int
    currency: str
    opened: int
    closed: int | None = None
    won: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Misstep:
    """Something that went wrong on our side; `harm` is 1 to 4."""

    ago: int
    what: str
    harm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """An agreed measure of service; `actuals` are (days ago, value), oldest first."""

    name: str
    unit: str
    target: float
    agreed: int
    actuals: tuple[tuple[int, float], ...]
    higher_is_better: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """The ordinary history before a story: a conversation about every `every` days, from `since`
    to `until` days ago, with the people named in `people` (all when empty)."""

    since: int
    until: int
    every: int
    people: tuple[str, ...] = ()
    calls: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An account and everything that happens with it. `ending` tells the generator what comes
    after the background; empty for a story whose events are written out."""

    key: str
    name: str
    domain: str
    trade: str
    zone: str
    status: str
    status_why: str = ""
    cadence: int | None = None
    sites: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    days: Mapping[str, int] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    background: Background | None = None
    ending: str = ""
    opportunities: tuple[Opportunity, ...] = ()
    missteps: tuple[Misstep, ...] = ()
    metrics: tuple[Metric, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A few mails on one subject that fit many accounts. `numbers` are ranges to draw from, `days`
    are counted from the first mail."""

    id: str
    mails: tuple[Event, ...]
    trades: tuple[str, ...] = ()
    numbers: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    days: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A note after a call or meeting, or after an attempt that reached nobody."""

    summary: str
    medium: str = "phone"
    outcome: str = "talked"
    value: str = ""
    trades: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Mail of no relationship: a newsletter or a notice."""

    ago: int
    sender: str
    name: str
    subject: str
    text: str
    html: str = ""
    list_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPack:
    """All that the demo is made of."""

    stories: tuple[Story, ...]
    exchanges: tuple[Exchange, ...]
    calls: tuple[Talk, ...]
    meetings: tuple[Talk, ...]
    attempts: tuple[Talk, ...]
    weak: tuple[Event, ...]
    openers: tuple[Event, ...]
    letters: tuple[Letter, ...]
