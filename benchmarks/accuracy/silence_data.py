"""One person's mailbox as words of theirs and of ours, and weekly checkpoints over it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from earnest.adapters.mail.sources import RawItem, open_source, parse_item

DAY = 86400.0
WITHIN_DAYS = 30
STEP_DAYS = 7
FIRST_AFTER_DAYS = 3
SILENCE_ENDS_DAYS = 365


@dataclass(slots=True)
class Person:
    """A contact's moments, in days since the epoch, ascending: `replies` to us, replies of `ours`
    to them, and `words`: everything of theirs that the mailbox holds."""

    replies: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    words: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A moment at which to ask whether they will write to us within thirty days."""

    email: str
    at: float
    heard: bool


def read_people(path: Path, me: Iterable[str]) -> tuple[dict[str, Person], float]:
    """Everyone who ever replied to us, and the day of the last message."""
    own = {address.strip().lower() for address in me}
    mails = [parse_item(item) for item in open_source(path).items() if isinstance(item, RawItem)]
    dated = sorted((m for m in mails if m.date), key=lambda m: m.date.timestamp() if m.date else 0)
    by_id = {mail.message_id: mail for mail in dated if mail.message_id}
    people: defaultdict[str, Person] = defaultdict(Person)
    for mail in dated:
        assert mail.date
        sender, at = mail.from_.email, mail.date.timestamp() / DAY
        if sender not in own:
            people[sender].words.append(at)
        parent = next((by_id[name] for name in mail.in_reply_to if name in by_id), None)
        if parent is None:
            continue
        if sender in own and parent.from_.email not in own:
            people[parent.from_.email].ours.append(at)
        elif sender not in own and parent.from_.email in own:
            people[sender].replies.append(at)
    last = dated[-1].date
    assert last
    return {e: p for e, p in people.items() if p.replies}, last.timestamp() / DAY


def checkpoints(people: dict[str, Person], end: float) -> list[Checkpoint]:
    """Weekly moments from three days after the second reply until 365 days of silence, as long as
    the mailbox shows what came of them; in order of time."""
    found = []
    for email, person in people.items():
        if len(person.replies) < 2:
            continue
        at = person.replies[1] + FIRST_AFTER_DAYS
        while at <= end - WITHIN_DAYS:
            known = bisect_right(person.replies, at)
            if at - person.replies[known - 1] > SILENCE_ENDS_DAYS:
                break
            heard = bisect_right(person.replies, at + WITHIN_DAYS) > known
            found.append(Checkpoint(email, at, heard))
            at += STEP_DAYS
    return sorted(found, key=lambda item: (item.at, item.email))


def moment(day: float) -> datetime:
    """A day since the epoch as a datetime."""
    return datetime.fromtimestamp(day * DAY, UTC)


def known(values: list[float], at: float) -> list[float]:
    """The part of an ascending list that is not after `at`."""
    return values[: bisect_right(values, at)]
