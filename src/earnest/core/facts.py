"""The facts a relationship consists of, as plain values: what the record keeps and the core judges.

Ids are opaque integers of the record; evidence is a `Ref` that a shell can turn into a link.
All datetimes are aware; all money is integer minor units.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Medium(StrEnum):
    """How a touch was made, as in product.md section 2."""

    IN_PERSON = "in_person"
    VIDEO = "video"
    PHONE = "phone"
    VOICEMAIL = "voicemail"
    LETTER = "letter"
    EMAIL = "email"
    CHAT = "chat"
    SOCIAL = "social"


class Direction(StrEnum):
    """Who reached out: we (out) or they (in)."""

    OUT = "out"
    IN = "in"


class Outcome(StrEnum):
    """What came of a touch. PLANNED and CANCELLED belong to meetings and promised calls; REPLIED
    is written word of theirs that answers something of ours, whether or not the record holds it."""

    NONE = ""
    TALKED = "talked"
    REPLIED = "replied"
    HELD = "held"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no_answer"
    GATEKEEPER = "gatekeeper"
    WRONG_NUMBER = "wrong_number"
    CALL_BACK = "call_back"
    NOT_UNTIL = "not_until"
    DECLINED = "declined"
    STOP = "stop"
    PLANNED = "planned"
    CANCELLED = "cancelled"


class AccountStatus(StrEnum):
    """What the account is to us."""

    PROSPECT = "prospect"
    CLIENT = "client"
    FORMER = "former"


class Side(StrEnum):
    """Who owes a commitment."""

    OURS = "ours"
    THEIRS = "theirs"


class CommitmentState(StrEnum):
    """Where a commitment is; only OPEN ones can be late."""

    PROPOSED = "proposed"
    OPEN = "open"
    KEPT = "kept"
    MISSED = "missed"
    RELEASED = "released"
    RENEGOTIATED = "renegotiated"


class RestraintKind(StrEnum):
    """What limits contact."""

    STOP = "stop"
    NOT_BEFORE = "not_before"
    MEDIUM = "medium"
    QUIET_HOURS = "quiet_hours"
    ATTEMPTS_USED = "attempts_used"


class Scope(StrEnum):
    """Whom a restraint binds: one person, or everyone at the company, later arrivals too."""

    PERSON = "person"
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class Ref:
    """A pointer to evidence: `kind` is message, touch, commitment, restraint, misstep or metric."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class Touch:
    """One contact or attempt. `thread` joins mail of one exchange; `question` is the sentence in
    which the sender asked something of the other side, empty when there is none."""

    at: datetime
    medium: Medium
    direction: Direction
    contact: int
    outcome: Outcome = Outcome.NONE
    thread: str = ""
    question: str = ""
    ref: Ref = Ref("touch", 0)


@dataclass(frozen=True, slots=True)
class Commitment:
    """Something one side agreed to do. `due` is None where no date was agreed."""

    id: int
    side: Side
    what: str
    made_at: datetime
    due: date | None = None
    state: CommitmentState = CommitmentState.OPEN
    closed_at: datetime | None = None
    contact: int | None = None
    rung: str = ""
    ref: Ref = Ref("commitment", 0)


@dataclass(frozen=True, slots=True)
class Restraint:
    """A limit on contact. `contact` is None for company scope. `until` is the first day on which
    contact is allowed again (NOT_BEFORE); `medium` is set for MEDIUM; `hours` is the allowed
    span of local hours (from, to) for QUIET_HOURS."""

    id: int
    kind: RestraintKind
    scope: Scope
    since: datetime
    contact: int | None = None
    until: date | None = None
    medium: Medium | None = None
    hours: tuple[int, int] | None = None
    words: str = ""
    ref: Ref = Ref("restraint", 0)


@dataclass(frozen=True, slots=True)
class Opportunity:
    """The initiative under way. `amount_minor` is in the currency's minor unit."""

    id: int
    name: str
    opened_at: datetime
    closed_at: datetime | None = None
    amount_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Misstep:
    """Something on our side that did harm; `harm` is 1 (slight) to 4 (grave)."""

    id: int
    what: str
    at: datetime
    harm: int = 1
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MetricBreach:
    """An agreed measure of service whose latest actual misses its target."""

    id: int
    name: str
    target: str
    actual: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at the account; `zone` is an IANA name, empty when not known."""

    id: int
    name: str
    zone: str = ""
    reachable: bool = True


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """All that standing needs of one account. `touches` may come in any order; whatever lies after
    the `now` of a question is ignored by it. `cadence_days` is None until one is set."""

    id: int
    name: str
    status: AccountStatus = AccountStatus.PROSPECT
    cadence_days: int | None = None
    contacts: tuple[Contact, ...] = ()
    touches: tuple[Touch, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    restraints: tuple[Restraint, ...] = ()
    opportunities: tuple[Opportunity, ...] = ()
    missteps: tuple[Misstep, ...] = ()
    breaches: tuple[MetricBreach, ...] = ()
