"""Building the demo: stories placed in time, stored, and read like any other mail."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db import transaction

from earnest.app.calendars import calendar_for
from earnest.app.demo.dates import Timeline
from earnest.app.demo.mails import OWN_DOMAIN, US, circular
from earnest.app.demo.record import Rows, StoryRecord
from earnest.app.demo.scenes import scenes_of
from earnest.app.mailbox import mailbox_derive, us_told
from earnest.app.reading import read_mail
from earnest.app.search import index_messages
from earnest.app.standing import standing_rebuild
from earnest.core.errors import UsageError
from earnest.db.models import (
    Account,
    Commitment,
    Contact,
    ContactAddress,
    Message,
    MessageBody,
    Misstep,
    Opportunity,
    Restraint,
    ServiceMetric,
    Source,
    SourceItem,
    Touch,
    Workspace,
)
from earnest.rulepacks.demo import load_demo
from earnest.rulepacks.demo_types import DemoPack

KIND = "demo"


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What the demo holds. `built` is False when it was there already and nothing was changed."""

    built: bool
    accounts: int
    contacts: int
    messages: int
    touches: int


def demo_build(
    workspace: Workspace, *, now: datetime, seed: int = 7, anew: bool = False
) -> DemoReport:
    """Fill an empty workspace with about 40 fictional accounts and 18 months of touches that lead
    up to `now`. The same `seed` and `now` give the same rows.

    A workspace that has the demo is left as it is, or, with `anew`, emptied and filled again.
    Raises UsageError when the workspace holds anything that is not the demo.
    """
    with transaction.atomic():
        Workspace.objects.select_for_update().get(pk=workspace.pk)
        has_demo = Source.objects.of(workspace).filter(kind=KIND).exists()
        if has_demo and not anew:
            return _report(workspace, built=False)
        _refuse_real(workspace)
        if has_demo:
            _clear(workspace)
        _build(workspace, load_demo(), now, seed)
        return _report(workspace, built=True)


def _report(workspace: Workspace, *, built: bool) -> DemoReport:
    return DemoReport(
        built,
        *(model.objects.of(workspace).count() for model in (Account, Contact, Message, Touch)),
    )


def _refuse_real(workspace: Workspace) -> None:
    """Fiction is never mixed with a record that someone relies on."""
    sources = Source.objects.of(workspace).exclude(kind=KIND)
    has_demo = Source.objects.of(workspace).filter(kind=KIND)
    if sources.exists() or (not has_demo and Account.objects.of(workspace).exists()):
        raise UsageError(
            "This workspace holds a record of its own, which the demo would be mixed into.",
            "Let the demo have a folder of its own: earnest demo --home FOLDER",
        )


def _clear(workspace: Workspace) -> None:
    for model in (
        Touch, Commitment, Restraint, Misstep, ServiceMetric, Opportunity, Account, Message, Source,
    ):  # fmt: skip
        model.objects.of(workspace).delete()


def _build(workspace: Workspace, pack: DemoPack, now: datetime, seed: int) -> None:
    line = Timeline(now, calendar_for(workspace, now.year))
    rows = Rows()
    for story in pack.stories:
        # Each story has a chance of its own, so that a new one does not change the others.
        random = Random(f"{seed} {story.key}")  # noqa: S311 - nothing here is secret
        scenes = scenes_of(story, pack, line, random)
        StoryRecord(story, workspace, line, random, rows).add(scenes)
    zone = line.calendar.zone
    random = Random(seed)  # noqa: S311 - nothing here is secret
    for number, letter in enumerate(pack.letters):
        at = line.moment(line.day(letter.ago), "", zone, random)
        rows.add_message(workspace, read_mail(circular(letter, at, number)))
    rows.store()
    _finish(workspace, rows, now)


def _finish(workspace: Workspace, rows: Rows, now: datetime) -> None:
    """What importing does for all mail: where it came from, search, people and touches."""
    bodies = rows.found[MessageBody]
    _source(workspace, [body.message for body in bodies])
    index_messages(workspace, [(body.pk, body.message.subject, body.own) for body in bodies])
    us_told(workspace, addresses=[US.email], domains=[OWN_DOMAIN])
    mailbox_derive(workspace, now=now)
    _bounced(workspace)
    _values(workspace, rows.values)
    _since(workspace, now)
    standing_rebuild(workspace, now=now)


def _source(workspace: Workspace, messages: list[Message]) -> None:
    source = Source.objects.create(
        workspace=workspace, path="The demo's mailbox", kind=KIND, finished=True
    )
    SourceItem.objects.bulk_create(
        [
            SourceItem(
                workspace=workspace,
                source=source,
                start=number,
                outcome=SourceItem.Outcome.STORED,
                message=message,
            )
            for number, message in enumerate(messages)
        ]
    )


def _bounced(workspace: Workspace) -> None:
    """An address whose mail came back says so."""
    gone = ContactAddress.objects.of(workspace).filter(contact__reachable=False)
    for address in gone:
        back = (
            Message.objects.of(workspace)
            .filter(kind="bounce", body__text__contains=address.email)
            .order_by("at")
            .first()
        )
        if back is not None:
            address.failed_at = back.at
            address.save(update_fields=["failed_at"])


def _values(workspace: Workspace, values: dict[str, str]) -> None:
    """What each mail of ours brought them."""
    touches = list(
        Touch.objects.of(workspace)
        .filter(message__by_content__in=values)
        .select_related("message")
        .order_by("pk")
    )
    for touch in touches:
        if touch.message is not None:
            touch.value = values[touch.message.by_content]
    Touch.objects.bulk_update(touches, ["value"], batch_size=200)


def _since(workspace: Workspace, now: datetime) -> None:
    """People and companies are known since the first touch with the company, else since now."""
    first: dict[int, datetime] = {}
    for pk, at in Touch.objects.of(workspace).values_list("account_id", "at"):
        first[pk] = min(first.get(pk, at), at)
    accounts = list(Account.objects.of(workspace).order_by("pk"))
    contacts = list(Contact.objects.of(workspace).order_by("pk"))
    for account in accounts:
        account.created_at = first.get(account.pk, now)
    for contact in contacts:
        contact.created_at = first.get(contact.account_id, now)
    Account.objects.bulk_update(accounts, ["created_at"], batch_size=200)
    Contact.objects.bulk_update(contacts, ["created_at"], batch_size=200)
