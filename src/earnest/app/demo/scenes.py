"""A story's events with the meaning of their words: what is written out by hand, and the ordinary
history that is put together from the packs."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TypeVar

from earnest.app.demo.dates import Timeline
from earnest.rulepacks.demo_types import (
    Background,
    DemoPack,
    Event,
    Exchange,
    Person,
    Story,
    Talk,
)

T = TypeVar("T")
_NAME = re.compile(r"(?P<start>(?:^|[.?!]\s|\n))?\{(?P<name>\w+)(?:\.(?P<form>\w+))?\}")
# Of a hundred conversations: so many calls, so many meetings; the rest goes by mail.
CALLS, MEETINGS = 42, 15
# An exchange of mail takes no longer than this, so that it is over before the next begins.
LONGEST_EXCHANGE = 20


@dataclass(frozen=True, slots=True)
class Scene:
    """An event that happens `ago` days before now, with what the names in its texts stand for."""

    event: Event
    ago: int
    words: Mapping[str, object]

    def fill(self, text: str) -> str:
        """A text with its names replaced: "{site}", and "{day.full}" for a form of a day. What
        begins a sentence gets a capital."""
        return _NAME.sub(self._word, text)

    def _word(self, match: re.Match[str]) -> str:
        value = self.words[match["name"]]
        word = str(getattr(value, match["form"]) if match["form"] else value)
        return word if match["start"] is None else match["start"] + word[:1].upper() + word[1:]


def scenes_of(story: Story, pack: DemoPack, line: Timeline, random: Random) -> list[Scene]:
    """Everything that happens in a story, in order."""
    words = {name: line.day(ago) for name, ago in story.days.items()}
    scenes: list[Scene] = []
    if story.background:
        scenes += _Past(story, story.background, pack, line, random).scenes()
    scenes += [Scene(event, event.ago, words) for event in story.events]
    return sorted(scenes, key=lambda scene: -scene.ago)


class _Deck(list[T]):
    """Things to draw from without seeing one twice before all were drawn."""

    def __init__(self, things: Sequence[T], random: Random) -> None:
        super().__init__()
        self.things, self.random = things, random

    def draw(self) -> T:
        if not self:
            self.extend(self.random.sample(self.things, len(self.things)))
        return self.pop()


class _Past:
    """The ordinary history of one account, and how it ended."""

    def __init__(
        self, story: Story, plan: Background, pack: DemoPack, line: Timeline, random: Random
    ) -> None:
        self.story, self.plan, self.pack, self.line, self.random = story, plan, pack, line, random
        self.people = [p for p in story.people if p.reachable or plan.people]
        if plan.people:
            self.people = [p for p in self.people if p.id in plan.people]
        self.exchanges = _Deck([e for e in pack.exchanges if self._fits(e.trades)], random)
        self.calls = _Deck([t for t in pack.calls if self._fits(t.trades)], random)
        self.meetings = _Deck([t for t in pack.meetings if self._fits(t.trades)], random)
        self.attempts = _Deck(pack.attempts, random)

    def _fits(self, trades: Sequence[str]) -> bool:
        return not trades or self.story.trade in trades

    def scenes(self) -> Iterator[Scene]:
        """The history and its ending."""
        if self.story.ending not in {"new", "untouched"}:
            yield from self._history()
        ending = getattr(self, f"_{self.story.ending}", None)
        if ending is not None:
            yield from ending()

    def _history(self) -> Iterator[Scene]:
        """Conversations from the first day to the last, the last one exactly when it is said to
        have been."""
        ago = self.plan.since
        while ago > self.plan.until + self.plan.every * 0.6:
            yield from self._conversation(ago, self.plan.until + 3)
            ago -= max(4, round(self.plan.every * self.random.uniform(0.8, 1.2)))
        yield self._talk(self.plan.until, self._anyone(), calls=self.plan.calls)

    def _conversation(self, ago: int, end: int) -> Iterator[Scene]:
        kind = self.random.randrange(100)
        person = self._anyone()
        room = ago - end
        if kind < CALLS and self.plan.calls:
            if self.random.random() < 0.35:
                yield self._attempt(ago + self.random.randint(1, 3), person)
            yield self._talk(ago, person, calls=True)
        elif kind < CALLS + MEETINGS:
            yield self._talk(ago, person, calls=False)
        else:
            exchange = self.exchanges.draw()
            if max(mail.after for mail in exchange.mails) <= min(room, LONGEST_EXCHANGE):
                yield from self._exchange(exchange, ago, person, len(exchange.mails))
            else:
                yield self._talk(ago, person, calls=self.plan.calls)

    def _anyone(self) -> Person:
        """Mostly the first person named, who is the one we know best."""
        return self.people[0] if self.random.random() < 0.7 else self.random.choice(self.people)

    def _words(self, person: Person) -> dict[str, object]:
        sites = list(self.story.sites)
        site = self.random.choice(sites)
        others = [name for name in sites if name != site]
        return {
            "first": person.call,
            "sign": person.sign,
            "site": site,
            "other": self.random.choice(others) if others else "the other site",
        }

    def _talk(self, ago: int, person: Person, *, calls: bool) -> Scene:
        talk = (self.calls if calls else self.meetings).draw()
        kind = {"call": talk.outcome} if calls else {"meeting": talk.outcome}
        event = Event(
            who=person.id,
            medium=talk.medium,
            summary=talk.summary,
            value=talk.value,
            **kind,  # type: ignore[arg-type]
        )
        return Scene(event, ago, self._words(person))

    def _attempt(self, ago: int, person: Person) -> Scene:
        attempt: Talk = self.attempts.draw()
        event = Event(who=person.id, call=attempt.outcome, summary=attempt.summary)
        return Scene(event, ago, self._words(person))

    def _exchange(
        self, exchange: Exchange, ago: int, person: Person, count: int
    ) -> Iterator[Scene]:
        """The first `count` mails of an exchange that begins `ago` days before now."""
        words = self._words(person)
        for name, (low, high) in exchange.numbers.items():
            words[name] = self.random.randint(low, high)
        for name, after in exchange.days.items():
            words[name] = self.line.day(ago - after)
        for mail in exchange.mails[:count]:
            promises = tuple(
                replace(p, closed=None if p.closed is None else ago - p.closed)
                for p in mail.promise
            )
            thread = f"{exchange.id} {ago}"
            event = replace(mail, who=person.id, thread=thread, promise=promises)
            yield Scene(event, ago - mail.after, words)

    def _tried(self) -> Iterator[Scene]:
        """Attempts by telephone after the last conversation."""
        ago = self.plan.until - 18
        for gap in (0, 3, 9):
            yield self._attempt(ago - gap, self.people[0])

    def _mailed(self) -> Iterator[Scene]:
        """Weak emails, well apart."""
        weak = self.random.sample(self.pack.weak, 2)
        for share, mail in zip((0.6, 0.3), weak, strict=True):
            yield self._letter(mail, round(self.plan.until * share), self.people[0])

    def _letter(self, mail: Event, ago: int, person: Person, **words: object) -> Scene:
        event = replace(mail, who=person.id, mail="out", thread=f"{mail.subject} {ago}")
        return Scene(event, ago, {**self._words(person), **words})

    def _planned(self) -> Iterator[Scene]:
        ahead = self.random.randint(3, 9)
        event = Event(
            who=self.people[0].id,
            meeting="planned",
            medium="video",
            at="10:00",
            summary="Review, agreed on the last call.",
        )
        yield Scene(event, -ahead, {})

    def _asked(self) -> Iterator[Scene]:
        """They asked something a few days ago and nobody has answered."""
        asking = [
            e for e in self.exchanges.things if e.mails[0].by == "them" and not e.mails[0].promise
        ]
        yield from self._exchange(self.random.choice(asking), 3, self.people[0], 1)

    def _new(self) -> Iterator[Scene]:
        """We wrote and called; no conversation yet."""
        person = self.people[0]
        again = self.plan.since - 4
        opener = self.random.choice(self.pack.openers)
        yield self._letter(opener, self.plan.since, person, again=self.line.day(again))
        yield self._attempt(again, person)
        yield self._attempt(again - 6, person)
