"""One message to read: its people, its own words apart from quoted ones, its thread, safe HTML.

HTML is shown inside the page, not in a frame: it is cut down to structure and links by nh3, and
the page's own Content-Security-Policy keeps anything from being loaded or run should that ever
fail. So it needs no second document with its own scrolling, follows light and dark, can be read at
390 px and with a screen reader, and works without JavaScript.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import nh3
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Length, Substr
from selectolax.lexbor import LexborHTMLParser

from earnest.app.said import SaidItem, said_items
from earnest.core.errors import NotFoundError
from earnest.core.messages import Segment, marks_of, segments
from earnest.core.reading.html import is_too_costly
from earnest.db.models import ContactAddress, Message, MessageBody, Touch, Workspace

# No one reads more on a page; the rest is named, not silently dropped.
SHOWN_TEXT = 200_000
SHOWN_HTML = 500_000
THREAD_AROUND = 30
BRIEF_WORDS = 180

_TEXT = "a abbr b br cite code del em i ins kbd q s small span strong sub sup u"
_BLOCKS = "blockquote dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre ul"
_TABLES = "caption col colgroup table tbody td tfoot th thead tr"
_TAGS = {*_TEXT.split(), *_BLOCKS.split(), *_TABLES.split()}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "td": {"colspan", "rowspan"}}
_REMOTE = re.compile(r"""<(?:img|video|audio|iframe|embed|object)\b""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Party:
    """Someone in a header. `role` is from, to, cc or bcc; `account_id` opens their company."""

    role: str
    name: str
    email: str
    account_id: int | None


@dataclass(frozen=True, slots=True)
class MessageBrief:
    """A message in a line: who, when, about what, and its first own words. `is_ours` is None
    where it is nobody's touch."""

    id: int
    at: datetime | None
    sender: str
    subject: str
    words: str
    is_ours: bool | None


@dataclass(frozen=True, slots=True)
class SafeHtml:
    """HTML that can be shown: structure, text and links only. `withheld` counts images and other
    things it would have loaded."""

    html: str
    withheld: int


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message with all that its page shows. `hidden_chars` is how much of a very long text is
    not among the segments; `said` is what its sentences say and what became of each; `safe` is
    None unless HTML was asked for, is there, and can be shown."""

    id: int
    subject: str
    at: datetime | None
    people: tuple[Party, ...]
    accounts: tuple[tuple[int, str], ...]
    kind: str
    kind_why: str
    folder: str
    question: str
    problems: tuple[str, ...]
    said: tuple[SaidItem, ...]
    segments: tuple[Segment, ...]
    hidden_chars: int
    has_html: bool
    safe: SafeHtml | None
    thread: tuple[MessageBrief, ...]
    thread_count: int


def message_view(
    workspace: Workspace, message_id: int, *, now: datetime, html: bool = False
) -> MessageView:
    """One message, as HTML when that is asked for. Raises NotFoundError for one that is not in
    this workspace. Its thread holds no message dated after `now`."""
    message = Message.objects.of(workspace).filter(pk=message_id).first()
    if message is None:
        raise NotFoundError("There is no such message.", "Search for words in it.")
    body = _body(workspace, message.pk)
    said = said_items(workspace, message.pk)
    marks = marks_of(body.text, body.spans, [(item.name, item.said) for item in said if item.said])
    thread, count = _thread(workspace, message, now)
    return MessageView(
        id=message.pk,
        subject=message.subject,
        at=message.at,
        people=_people(workspace, message),
        accounts=_accounts(workspace, message),
        kind=message.kind,
        kind_why=message.kind_why,
        folder=message.folder,
        question=message.question,
        problems=tuple(_problem(*problem) for problem in message.problems),
        said=said,
        segments=segments(
            body.text,
            body.spans,
            signature=message.signature,
            sentence=message.question,
            marks=marks,
        ),
        hidden_chars=body.hidden,
        has_html=body.has_html,
        safe=safe_html(_html(workspace, message.pk)) if html and body.has_html else None,
        thread=thread,
        thread_count=count,
    )


def message_briefs(workspace: Workspace, ids: Iterable[int]) -> dict[int, MessageBrief]:
    """Messages in a line each, by id; ids that are not in this workspace are left out."""
    wanted = list(ids)
    sides: dict[int | None, str] = dict(
        Touch.objects.of(workspace)
        .filter(message__in=wanted)
        .order_by("-pk")
        .values_list("message_id", "direction")
    )
    rows = (
        Message.objects.of(workspace)
        .filter(pk__in=wanted)
        .annotate(words=Coalesce(Substr("body__own", 1, BRIEF_WORDS + 1), Value("")))
        .values_list("pk", "at", "sender_name", "sender", "subject", "words")
    )
    found = {}
    for pk, at, name, email, subject, words in rows:
        side = sides.get(pk)
        ours = None if side is None else side == "out"
        found[pk] = MessageBrief(pk, at, name or email, subject, _first(words), ours)
    return {pk: found[pk] for pk in wanted if pk in found}


def _first(words: str) -> str:
    flat = " ".join(words.split())
    return flat.rsplit(" ", 1)[0] + " …" if len(words) > BRIEF_WORDS and " " in flat else flat


@dataclass(frozen=True, slots=True)
class _Body:
    text: str
    spans: Sequence[tuple[int, int]]
    hidden: int
    has_html: bool


def _body(workspace: Workspace, message_id: int) -> _Body:
    """The text, as much of it as is shown: a message may be megabytes long."""
    row = (
        MessageBody.objects.of(workspace)
        .filter(message=message_id)
        .annotate(head=Substr("text", 1, SHOWN_TEXT), size=Length("text"), html_size=Length("html"))
        .values_list("head", "spans", "size", "html_size")
        .first()
    )
    if row is None:
        return _Body("", (), 0, False)
    head, spans, size, html_size = row
    pairs = [(start, min(end, len(head))) for start, end in spans]
    return _Body(head, pairs, max(0, size - len(head)), 0 < html_size <= SHOWN_HTML)


def _html(workspace: Workspace, message_id: int) -> str:
    html: str = MessageBody.objects.of(workspace).values_list("html", flat=True).get(pk=message_id)
    return html


def safe_html(html: str) -> SafeHtml | None:
    """HTML as sent, cut down to what can do no harm: no images, styles, scripts, forms or ids,
    and links that tell nobody where they were followed from. An image leaves its description.
    None for a document so tangled that reading it would take too long."""
    if is_too_costly(html):
        return None
    withheld = len(_REMOTE.findall(html))
    tree = LexborHTMLParser(html)
    for image in tree.css("img"):
        image.replace_with((image.attributes.get("alt") or "").strip())
    for link in tree.css("a"):
        if not (link.text(deep=True) or "").strip():
            link.decompose()
    clean = nh3.clean(
        tree.html or "",
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        clean_content_tags={"script", "style", "title", "head", "template", "noscript"},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )
    return SafeHtml(clean.strip(), withheld)


def _accounts(workspace: Workspace, message: Message) -> tuple[tuple[int, str], ...]:
    touches = Touch.objects.of(workspace).filter(message=message).order_by("account__name")
    return tuple(touches.values_list("account", "account__name").distinct())


def _people(workspace: Workspace, message: Message) -> tuple[Party, ...]:
    named = [("from", message.sender, message.sender_name), *map(tuple, message.parties)]
    known = dict(
        ContactAddress.objects.of(workspace)
        .filter(email__in={email for _, email, _ in named if email})
        .values_list("email", "contact__account")
    )
    return tuple(Party(role, name, email, known.get(email)) for role, email, name in named)


def _thread(
    workspace: Workspace, message: Message, now: datetime
) -> tuple[tuple[MessageBrief, ...], int]:
    """The messages around this one in its thread, oldest first, and how many it has in all."""
    if not message.thread:
        return (), 1
    rows = Message.objects.of(workspace).filter(thread=message.thread)
    dated = rows.order_by(F("at").asc(nulls_last=True), "pk").values_list("pk", "at")
    ids = [pk for pk, at in dated if at is None or at <= now or pk == message.pk]
    place = ids.index(message.pk)
    around = ids[max(0, place - THREAD_AROUND) : place + THREAD_AROUND + 1]
    return tuple(message_briefs(workspace, around).values()), len(ids)


def _problem(code: str, detail: str = "") -> str:
    words = code.replace("-", " ").replace("_", " ")
    return f"{words}: {detail}" if detail else words
