"""The touches of an account, newest first, a page at a time, and the page a touch is on."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet

from earnest.core.errors import NotFoundError
from earnest.core.facts import Direction, Medium, Outcome
from earnest.core.timeline import touch_words
from earnest.db.models import Account, Touch, Workspace

PAGE = 50


@dataclass(frozen=True, slots=True)
class TouchLine:
    """A touch in the timeline, told in `words`; `message_id` opens the mail it was read from."""

    id: int
    at: datetime
    words: str
    medium: str
    direction: str
    outcome: str
    contact: str
    subject: str
    summary: str
    question: str
    value: str
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of touches; `coming` are planned ones still ahead, soonest first."""

    coming: tuple[TouchLine, ...]
    touches: tuple[TouchLine, ...]
    count: int
    page: int
    pages: int


def timeline(workspace: Workspace, account: Account, *, now: datetime, page: int = 1) -> Timeline:
    """The account's touches as known at `now`. A page that does not exist gives the nearest."""
    rows = Touch.objects.of(workspace).filter(account=account)
    coming = rows.filter(at__gt=now, outcome=Outcome.PLANNED).order_by("at", "pk")
    pages = Paginator(_shown(_past(workspace, account.pk, now)), PAGE)
    shown = pages.get_page(page)
    return Timeline(
        coming=tuple(_line(touch) for touch in _shown(coming)),
        touches=tuple(_line(touch) for touch in shown),
        count=pages.count,
        page=shown.number,
        pages=pages.num_pages,
    )


def touch_place(workspace: Workspace, touch_id: int, *, now: datetime) -> tuple[int, int]:
    """The account a touch belongs to and the page of its timeline the touch is on. Raises
    NotFoundError for a touch not in this workspace."""
    touch = Touch.objects.of(workspace).filter(pk=touch_id).first()
    if touch is None:
        raise NotFoundError("There is no such touch.", "Search for the person or the company.")
    newer = _past(workspace, touch.account_id, now).filter(
        Q(at__gt=touch.at) | Q(at=touch.at, pk__gt=touch.pk)
    )
    return touch.account_id, newer.count() // PAGE + 1


def _past(workspace: Workspace, account_id: int, now: datetime) -> QuerySet[Touch]:
    rows: QuerySet[Touch] = Touch.objects.of(workspace).filter(account=account_id, at__lte=now)
    return rows.order_by("-at", "-pk")


def _shown(rows: QuerySet[Touch]) -> QuerySet[Touch]:
    own = ("at", "medium", "direction", "outcome", "summary", "question", "value")
    return rows.select_related("contact", "message").only(*own, "contact__name", "message__subject")


def _line(touch: Touch) -> TouchLine:
    return TouchLine(
        id=touch.pk,
        at=touch.at,
        words=touch_words(
            Medium(touch.medium),
            Direction(touch.direction),
            Outcome(touch.outcome),
            touch.contact.name,
        ),
        medium=touch.medium,
        direction=touch.direction,
        outcome=touch.outcome,
        contact=touch.contact.name,
        subject=touch.message.subject if touch.message else "",
        summary=touch.summary,
        question=touch.question,
        value=touch.value,
        message_id=touch.message_id,
    )
