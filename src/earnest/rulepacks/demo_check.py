"""What must hold of the demo's stories: people exist, quotes and evidence are verbatim."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from string import Formatter
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from earnest.core.facts import (
    AccountStatus,
    CommitmentState,
    Medium,
    Outcome,
    RestraintKind,
    Scope,
    Side,
)
from earnest.rulepacks.demo_types import Event, Exchange, Limit, Promise, Story

ENDINGS = frozenset({"", "quiet", "tried", "mailed", "planned", "asked", "new", "untouched"})
# What a generated text may name besides the days and numbers of its own exchange.
WORDS = frozenset({"first", "sign", "site", "other"})
# The past begins the day before yesterday: whatever the zones, it is over everywhere.
PAST_FROM = 2


def check_story(story: Story) -> list[str]:
    """Every fault of a story, in words."""
    return [
        *_account(story),
        *(
            f"event {number} {fault}"
            for number, event in enumerate(story.events, 1)
            for fault in _event(event, story)
        ),
        *_evidence(story.events, known=set(story.days)),
        *_order(story.events),
    ]


def check_exchange(exchange: Exchange) -> list[str]:
    """Every fault of an exchange, in words."""
    known = {*exchange.numbers, *exchange.days, *WORDS}
    return [
        *(f"mail {n} is by nobody" for n, mail in enumerate(exchange.mails, 1) if not mail.by),
        *_evidence(exchange.mails, known=known),
    ]


def _account(story: Story) -> Iterator[str]:
    if story.status not in set(AccountStatus):
        yield f"status {story.status!r} is not known"
    if not _is_zone(story.zone):
        yield f"zone {story.zone!r} is not known"
    if story.ending not in ENDINGS:
        yield f"ending {story.ending!r} is not known"
    if not story.domain.endswith(".example"):
        yield f"domain {story.domain} could be someone's"
    if story.background and not story.sites:
        yield "a history needs sites"
    for person in story.people:
        if not person.email.endswith("@" + story.domain):
            yield f"{person.id} writes from another domain"


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True


def _event(event: Event, story: Story) -> Iterator[str]:
    people = {person.id for person in story.people}
    for name in (event.who, *event.cc):
        if name not in people:
            yield f"names {name!r}, whom nobody knows"
    if sum(map(bool, (event.mail, event.call, event.meeting, event.write))) != 1:
        yield "must be one of mail, call, meeting, write"
    outcome = event.call or event.meeting
    if outcome and outcome not in set(Outcome):
        yield f"outcome {outcome!r} is not known"
    medium = event.medium or event.write
    if medium and medium not in set(Medium):
        yield f"medium {medium!r} is not known"
    if outcome == Outcome.PLANNED:
        if event.ago >= 0:
            yield "is planned in the past"
    elif event.ago < PAST_FROM:
        yield "has not happened yet everywhere"
    for promise in event.promise:
        yield from _promise(promise, story)
    for limit in event.limit:
        yield from _limit(limit, story)


def _promise(promise: Promise, story: Story) -> Iterator[str]:
    if promise.side not in set(Side) or promise.state not in set(CommitmentState):
        yield f"side or state of {promise.what!r} is not known"
    if promise.due and promise.due not in story.days:
        yield f"there is no day {promise.due!r}"


def _limit(limit: Limit, story: Story) -> Iterator[str]:
    if limit.kind not in set(RestraintKind) or limit.scope not in set(Scope):
        yield f"kind or scope of {limit.words!r} is not known"
    if limit.until and limit.until not in story.days:
        yield f"there is no day {limit.until!r}"


def _evidence(events: Iterable[Event], known: set[str]) -> Iterator[str]:
    """Quotes, promises and limits must be there in so many words; names must have a meaning."""
    said: defaultdict[str, list[str]] = defaultdict(list)
    for number, event in enumerate(events, 1):
        for text in (event.text, event.subject, event.summary):
            strange = {name.partition(".")[0] for name in names_in(text)} - known
            yield from (f"event {number} names {name!r}" for name in sorted(strange))
        if event.quote and not any(event.quote in text for text in said[event.thread]):
            yield f"event {number} quotes what nobody said: {event.quote!r}"
        for promise in event.promise:
            if promise.sentence not in event.text:
                yield f"event {number} does not say {promise.sentence!r}"
        for limit in event.limit:
            if limit.words not in (event.text or event.summary):
                yield f"event {number} does not say {limit.words!r}"
        said[event.thread].append(event.text)


def names_in(text: str) -> list[str]:
    """The names in braces in a text."""
    return [name for _, name, _, _ in Formatter().parse(text) if name]


def _order(events: Iterable[Event]) -> Iterator[str]:
    latest = None
    for number, event in enumerate(events, 1):
        if latest is not None and event.ago > latest:
            yield f"event {number} comes before the one above it"
        latest = event.ago
