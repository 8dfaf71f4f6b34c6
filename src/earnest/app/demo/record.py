"""Scenes turned into rows of the record, one story after the other."""

from collections import defaultdict
from dataclasses import asdict
from datetime import date, datetime, time, timedelta, tzinfo
from random import Random
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from earnest.app.demo.dates import Day, Timeline
from earnest.app.demo.mails import Post
from earnest.app.demo.scenes import Scene
from earnest.app.reading import ReadMessage, read_mail
from earnest.db.models import (
    Account,
    AccountDomain,
    Commitment,
    Contact,
    ContactAddress,
    ContactPhone,
    Message,
    MessageBody,
    MetricActual,
    Misstep,
    Opportunity,
    Owned,
    Restraint,
    ServiceMetric,
    Touch,
    Workspace,
)
from earnest.rulepacks.demo_types import Event, Limit, Metric, Person, Promise, Story

NOON = time(12)
# Rows in the order they have to be stored: later ones point to earlier ones.
_ORDER: tuple[type[Owned], ...] = (
    Account,
    AccountDomain,
    Contact,
    ContactAddress,
    ContactPhone,
    Opportunity,
    Misstep,
    ServiceMetric,
    MetricActual,
    Message,
    MessageBody,
    Touch,
    Commitment,
    Restraint,
)
_BODY = ("text", "own", "html", "spans", "says")
R = TypeVar("R", bound=Owned)


class Rows:
    """Rows not yet stored, and by digest of its content what each message brought them."""

    def __init__(self) -> None:
        self.found: defaultdict[type[Owned], list[Any]] = defaultdict(list)
        self.values: dict[str, str] = {}

    def add(self, row: R) -> R:
        """Keep a row for later."""
        self.found[type(row)].append(row)
        return row

    def add_message(self, workspace: Workspace, read: ReadMessage, value: str = "") -> Message:
        """Keep a message with its body."""
        columns = asdict(read)
        body = {name: columns.pop(name) for name in _BODY}
        message = self.add(Message(workspace=workspace, **columns))
        self.add(MessageBody(workspace=workspace, message=message, **body))
        if value:
            self.values[message.by_content] = value
        return message

    def store(self) -> None:
        """Store everything, messages and touches in order of time."""
        self.found[Message].sort(key=lambda message: message.at)
        self.found[MessageBody].sort(key=lambda body: body.message.at)
        self.found[Touch].sort(key=lambda touch: touch.at)
        for model in _ORDER:
            model.objects.bulk_create(self.found[model], batch_size=200)


class StoryRecord:
    """Adds one story to the rows."""

    def __init__(
        self, story: Story, workspace: Workspace, line: Timeline, random: Random, rows: Rows
    ) -> None:
        self.story, self.workspace, self.line, self.random = story, workspace, line, random
        self.rows = rows
        self.zone: tzinfo = ZoneInfo(story.zone)
        self.post = Post(story)
        self.before: datetime | None = None
        self.count = 0
        self.account = self._account()
        self.own: dict[str, Any] = {"workspace": workspace, "account": self.account}
        self.contacts = {person.id: self._contact(person) for person in story.people}
        self.opportunity = self._opportunities()
        self._missteps()
        for metric in story.metrics:
            self._metric(metric)

    def add(self, scenes: list[Scene]) -> None:
        """Add what happened; `scenes` come in order of time."""
        for scene in scenes:
            at = self._moment(scene)
            if scene.event.mail:
                message = self.rows.add_message(
                    self.workspace,
                    read_mail(self.post.write(scene, at)),
                    scene.fill(scene.event.value),
                )
            else:
                self._touch(scene, at)
                message = None
            for promise in scene.event.promise:
                self._commitment(scene, promise, at, message)
            for limit in scene.event.limit:
                self._restraint(scene, limit, at, message)

    def _moment(self, scene: Scene) -> datetime:
        """When a scene takes place: by the sender's clock, and never before the one it follows."""
        ours = scene.event.mail == "out" or scene.event.write
        zone = self.line.calendar.zone if ours else self.zone
        at = self.line.moment(self.line.day(scene.ago), scene.event.at, zone, self.random)
        if self.before is not None and at <= self.before:
            wait = 1 if scene.event.kind else self.random.randint(20, 80)
            at = (self.before + timedelta(minutes=wait)).astimezone(zone)
        if scene.ago >= 0:
            self.before = at
        return at

    def _key(self) -> str:
        self.count += 1
        return f"demo:{self.story.key}:{self.count}"[:80]

    def _at_noon(self, ago: int) -> datetime:
        return datetime.combine(self.line.day(ago).date, NOON, self.zone)

    def _account(self) -> Account:
        story = self.story
        account = self.rows.add(
            Account(
                workspace=self.workspace,
                key=f"domain:{story.domain}",
                name=story.name,
                name_set=True,
                status=story.status,
                status_set=True,
                status_why=story.status_why,
                cadence_days=story.cadence,
            )
        )
        domain = AccountDomain(workspace=self.workspace, account=account, domain=story.domain)
        self.rows.add(domain)
        return account

    def _contact(self, person: Person) -> Contact:
        own = {"workspace": self.workspace}
        contact = self.rows.add(
            Contact(
                **own,
                account=self.account,
                key=person.email,
                name=person.name,
                name_set=True,
                title=person.title,
                zone=self.story.zone,
                zone_why="where the company is",
                reachable=person.reachable,
            )
        )
        self.rows.add(ContactAddress(**own, contact=contact, email=person.email, why="as entered"))
        if person.phone:
            number = "".join(sign for sign in person.phone if sign not in " -()")
            self.rows.add(
                ContactPhone(
                    **own, contact=contact, number=number, written=person.phone, kind="work"
                )
            )
        return contact

    def _opportunities(self) -> Opportunity | None:
        rows = [
            self.rows.add(
                Opportunity(
                    **self.own,
                    name=item.name,
                    stage=item.stage,
                    amount_minor=item.amount_minor,
                    currency=item.currency,
                    opened_at=self._at_noon(item.opened),
                    closed_at=None if item.closed is None else self._at_noon(item.closed),
                    won=item.won,
                )
            )
            for item in self.story.opportunities
        ]
        return rows[0] if rows else None

    def _missteps(self) -> None:
        for item in self.story.missteps:
            at = self._at_noon(item.ago)
            self.rows.add(Misstep(**self.own, what=item.what, harm=item.harm, at=at))

    def _metric(self, metric: Metric) -> None:
        row = self.rows.add(
            ServiceMetric(
                **self.own,
                name=metric.name,
                unit=metric.unit,
                target_milli=round(metric.target * 1000),
                higher_is_better=metric.higher_is_better,
                agreed_at=self._at_noon(metric.agreed),
            )
        )
        for ago, value in metric.actuals:
            self.rows.add(
                MetricActual(
                    workspace=self.workspace,
                    metric=row,
                    day=self.line.day(ago).date,
                    value_milli=round(value * 1000),
                )
            )

    def _touch(self, scene: Scene, at: datetime) -> None:
        event = scene.event
        self.rows.add(
            Touch(
                **self.own,
                contact=self.contacts[event.who],
                key=self._key(),
                at=at,
                medium=_medium(event),
                direction=event.way,
                outcome=event.call or event.meeting,
                summary=scene.fill(event.summary),
                value=scene.fill(event.value),
            )
        )

    def _date(self, scene: Scene, name: str) -> date | None:
        day = scene.words[name] if name else None
        return day.date if isinstance(day, Day) else None

    def _commitment(
        self, scene: Scene, promise: Promise, at: datetime, message: Message | None
    ) -> None:
        self.rows.add(
            Commitment(
                **self.own,
                contact=self.contacts[scene.event.who],
                opportunity=self.opportunity,
                key=self._key(),
                side=promise.side,
                what=promise.what,
                due=self._date(scene, promise.due),
                state=promise.state,
                rung=promise.rung,
                made_at=at,
                closed_at=None if promise.closed is None else self._at_noon(promise.closed),
                sentence=scene.fill(promise.sentence),
                message=message,
            )
        )

    def _restraint(self, scene: Scene, limit: Limit, at: datetime, message: Message | None) -> None:
        hours = limit.hours or (None, None)
        self.rows.add(
            Restraint(
                **self.own,
                contact=None if limit.scope == "company" else self.contacts[scene.event.who],
                key=self._key(),
                kind=limit.kind,
                scope=limit.scope,
                since=at,
                until=self._date(scene, limit.until),
                medium=limit.medium,
                hour_from=hours[0],
                hour_to=hours[1],
                words=scene.fill(limit.words),
                message=message,
            )
        )


def _medium(event: Event) -> str:
    if event.call == "voicemail":
        return "voicemail"
    return event.medium or event.write or "phone"
