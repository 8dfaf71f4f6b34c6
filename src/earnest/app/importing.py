"""Bringing mail in: streamed, read on all cores, kept in batches, safe to kill and run again."""

import multiprocessing
import os
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from earnest.adapters.mail.sources import RawItem, Source, Unreadable, open_source
from earnest.app.mailbox import MailboxReport, mailbox_derive, us_told
from earnest.app.reading import ReadMessage, item_digest, read_item, reading_ready
from earnest.app.search import index_messages
from earnest.app.sources import fresh_items, source_row
from earnest.app.store import worker_ready
from earnest.core.errors import EarnestError
from earnest.db import models
from earnest.db.models import Message, MessageBody, SourceItem, Workspace
from earnest.db.rows import insert_rows

BATCH_ITEMS = 200
BATCH_BYTES = 2_000_000
# Reading in other processes pays for their start only from here on.
POOL_FROM_BYTES = 3_000_000
IN_FLIGHT = 3
# Clocks that run ahead are normal; a day is not.
FUTURE_SLACK = timedelta(days=1)

Outcome = SourceItem.Outcome
Progress = Callable[[int, int, int], None]


@dataclass(frozen=True, slots=True)
class Trouble:
    """An item that was repaired or could not be read: where it lies, and what is the matter."""

    source: str
    file: str
    start: int
    outcome: str
    problems: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class ImportReport:
    """What a source holds: `messages` = `stored` + `duplicates` + `unreadable`; `new` were added
    by this run. `kinds` counts stored messages by kind, `problems` items by code of problem."""

    messages: int = 0
    stored: int = 0
    duplicates: int = 0
    unreadable: int = 0
    new: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    problems: dict[str, int] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    mailbox: MailboxReport | None = None


@dataclass(frozen=True, slots=True)
class _Item:
    """What is known of one item after reading, on its way to the record."""

    file: str
    start: int
    length: int
    digest: str
    message: ReadMessage | None
    problems: list[list[str]]
    consumed: int


def import_paths(
    workspace: Workspace,
    paths: Sequence[str | Path],
    *,
    now: datetime,
    me: Sequence[str] = (),
    own_domains: Sequence[str] = (),
    progress: Progress | None = None,
    workers: int | None = None,
) -> ImportReport:
    """Bring in every message of these sources, then work out people and touches and judge again.

    `progress` is called with (bytes done, bytes in all, messages done). Raises NotFoundError,
    SourceError or NothingToReadError for a path before anything of it is touched; what was
    brought in before stays. Can be killed anywhere and run again.
    """
    # A source named twice is one source.
    sources = [
        open_source(path) for path in {Path(path).absolute(): path for path in paths}.values()
    ]
    us_told(workspace, addresses=me, domains=own_domains)
    total = sum(source.size for source in sources)
    report = ImportReport()
    done_bytes = done = 0
    with _pool(workers, total) as read:
        for source in sources:
            row = source_row(workspace, source)
            for consumed, count in _bring_in(workspace, row, source, read, now, report):
                done += count
                if progress:
                    progress(done_bytes + consumed, total, done)
            done_bytes += source.size
            _count(workspace, row, report)
    report.mailbox = mailbox_derive(workspace, now=now)
    return report


Read = Callable[[Sequence[RawItem], datetime], "Future[list[_Item]] | list[_Item]"]


@contextmanager
def _pool(workers: int | None, size: int) -> Iterator[Read]:
    """A way to read batches: in worker processes where that pays, else here."""
    count = workers if workers is not None else (os.cpu_count() or 1)
    if count <= 1 or size < POOL_FROM_BYTES:
        yield read_batch
        return
    # Forking is quickest, and safe only while no other thread could hold a lock.
    forks = sys.platform == "linux" and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if forks else "spawn")
    if forks:
        # Made ready once here, the rule packs are there for every worker.
        reading_ready()
        connection.close()
    with ProcessPoolExecutor(count, mp_context=context, initializer=worker_ready) as pool:
        yield lambda items, latest: pool.submit(read_batch, items, latest)


def read_batch(items: Sequence[RawItem], latest: datetime) -> list[_Item]:
    """Read a batch of raw items; every one of them comes back, in order."""
    return [_read(item, latest) for item in items]


def _read(item: RawItem, latest: datetime) -> _Item:
    found = read_item(item, latest)
    message = found if isinstance(found, ReadMessage) else None
    problems = found.problems if isinstance(found, ReadMessage) else found
    return _Item(
        file=item.locator.path,
        start=item.locator.offset,
        length=item.length,
        digest=item_digest(item.data),
        message=message,
        problems=problems,
        consumed=item.consumed,
    )


def _bring_in(
    workspace: Workspace,
    row: models.Source,
    source: Source,
    read: Read,
    now: datetime,
    report: ImportReport,
) -> Iterator[tuple[int, int]]:
    """Read and keep what is new in one source; yields (bytes consumed, items in the batch)."""
    flight: deque[Future[list[_Item]] | list[_Item]] = deque()
    for batch in _batches(fresh_items(workspace, row, source)):
        flight.append(_read_all(batch, read, now + FUTURE_SLACK))
        if len(flight) > IN_FLIGHT:
            yield _keep(workspace, row, _result(flight.popleft()), report)
    while flight:
        yield _keep(workspace, row, _result(flight.popleft()), report)
    models.Source.objects.of(workspace).filter(pk=row.pk).update(finished=True)


def _read_all(
    batch: Sequence[RawItem | Unreadable], read: Read, latest: datetime
) -> "Future[list[_Item]] | list[_Item]":
    if any(isinstance(item, Unreadable) for item in batch):
        # Rare, and its place among the others matters: read this batch here.
        return [
            _unreadable(item) if isinstance(item, Unreadable) else _read(item, latest)
            for item in batch
        ]
    return read([item for item in batch if isinstance(item, RawItem)], latest)


def _unreadable(item: Unreadable) -> _Item:
    problems = [["unreadable", item.reason]]
    return _Item(item.locator.path, item.locator.offset, 0, "", None, problems, item.consumed)


def _result(batch: "Future[list[_Item]] | list[_Item]") -> list[_Item]:
    try:
        return batch if isinstance(batch, list) else batch.result()
    except BrokenProcessPool as error:
        raise EarnestError(
            "Reading was ended by the system, most likely for want of memory.",
            "What was read so far is kept. Close other programs and run it again to go on.",
        ) from error


def _batches(items: Iterable[RawItem | Unreadable]) -> Iterator[list[RawItem | Unreadable]]:
    batch: list[RawItem | Unreadable] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.data) if isinstance(item, RawItem) else 0
        if len(batch) >= BATCH_ITEMS or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


_ITEM_COLUMNS = (
    "workspace_id", "source_id", "file", "start", "length", "outcome", "message_id", "problems",
)  # fmt: skip


def _item_values(place: SourceItem) -> list[Any]:
    # A new message has its id only now that it is stored.
    place.message_id = place.message.pk if place.message else None
    return [getattr(place, name) for name in _ITEM_COLUMNS]


def _keep(
    workspace: Workspace, row: models.Source, batch: list[_Item], report: ImportReport
) -> tuple[int, int]:
    """Keep one batch, all of it or none."""
    with transaction.atomic():
        Workspace.objects.select_for_update().get(pk=workspace.pk)
        known = _known(workspace, [item.message for item in batch if item.message])
        fresh: list[tuple[Message, ReadMessage]] = []
        rows = [_place(workspace, row, item, known, fresh) for item in batch]
        _store(fresh)
        _complete(workspace, known)
        insert_rows(
            SourceItem,
            _ITEM_COLUMNS,
            [_item_values(place) for place in rows],
            unique=("workspace_id", "source_id", "file", "start"),
        )
        last = batch[-1]
        models.Source.objects.of(workspace).filter(pk=row.pk).update(
            last_file=last.file, last_start=last.start, last_digest=last.digest
        )
    report.new += len(fresh)
    return last.consumed, len(batch)


@dataclass(slots=True)
class _Known:
    """Messages by their digests, and which of them already have a place they were stored from.
    `grown` are those whose place now holds more than what was kept of them."""

    by_id: dict[str, Message]
    by_content: dict[str, Message]
    placed: set[int]
    grown: list[tuple[Message, ReadMessage]] = field(default_factory=list)

    def find(self, message: ReadMessage) -> Message | None:
        """The message this one is a copy of."""
        found = self.by_id.get(message.by_id) if message.by_id else None
        return found or self.by_content.get(message.by_content)


def _known(workspace: Workspace, batch: Sequence[ReadMessage]) -> _Known:
    scope = Message.objects.of(workspace).only("pk", "by_id", "by_content")
    ids = [message.by_id for message in batch if message.by_id]
    contents = [message.by_content for message in batch]
    found = [*scope.filter(by_id__in=ids), *scope.filter(by_content__in=contents)]
    stored = SourceItem.objects.of(workspace).filter(
        message__in=[message.pk for message in found], outcome=Outcome.STORED
    )
    return _Known(
        by_id={message.by_id: message for message in found if message.by_id},
        by_content={message.by_content: message for message in found},
        placed=set(stored.values_list("message_id", flat=True)) if found else set(),
    )


def _place(
    workspace: Workspace,
    row: models.Source,
    item: _Item,
    known: _Known,
    fresh: list[tuple[Message, ReadMessage]],
) -> SourceItem:
    """Decide what becomes of an item; a new message joins `fresh`."""
    place = SourceItem(
        workspace=workspace,
        source=row,
        file=item.file,
        start=item.start,
        length=item.length,
        outcome=Outcome.UNREADABLE,
        problems=item.problems,
    )
    if item.message is None:
        return place
    message = known.find(item.message)
    if message is None:
        message = _message(workspace, item.message)
        fresh.append((message, item.message))
        known.by_content[message.by_content] = message
        if message.by_id:
            known.by_id[message.by_id] = message
        place.outcome = Outcome.STORED
    elif message.pk and message.pk not in known.placed:
        known.placed.add(message.pk)
        place.outcome = Outcome.STORED
        if message.by_content != item.message.by_content:
            known.grown.append((message, item.message))
    else:
        place.outcome = Outcome.DUPLICATE
    place.message = message
    return place


_COLUMNS = (
    "by_id", "by_content", "message_id", "references", "at", "offset", "sender", "sender_name",
    "parties", "subject", "folder", "kind", "kind_why", "question", "prints", "signature",
    "problems", "notice",
)  # fmt: skip
_BODY = ("text", "own", "html", "spans", "says")


def _message(workspace: Workspace, read: ReadMessage) -> Message:
    return Message(workspace=workspace, **{name: getattr(read, name) for name in _COLUMNS})


def _store(fresh: list[tuple[Message, ReadMessage]]) -> None:
    if not fresh:
        return
    Message.objects.bulk_create([message for message, _ in fresh])
    insert_rows(
        MessageBody,
        ("workspace_id", "message_id", *_BODY),
        [
            (message.workspace_id, message.pk, *(getattr(read, name) for name in _BODY))
            for message, read in fresh
        ],
    )
    index_messages(
        fresh[0][0].workspace, [(message.pk, read.subject, read.own) for message, read in fresh]
    )


def _body(message: Message, read: ReadMessage) -> MessageBody:
    values = {name: getattr(read, name) for name in _BODY}
    return MessageBody(workspace_id=message.workspace_id, message_id=message.pk, **values)


def _complete(workspace: Workspace, known: _Known) -> None:
    """Keep the whole of messages that were not whole when they were first read: a mailbox that
    was being written to ended in the middle of them."""
    for message, read in known.grown:
        body = MessageBody.objects.of(workspace).get(pk=message.pk)
        if not read.text.startswith(body.text.rstrip()) or read.by_content in known.by_content:
            continue
        whole = _message(workspace, read)
        whole.pk, whole.thread = message.pk, message.thread
        whole.save(force_update=True)
        _body(whole, read).save(force_update=True)
        index_messages(workspace, [(message.pk, read.subject, read.own)])


def _count(workspace: Workspace, row: models.Source, report: ImportReport) -> None:
    """Add a source's figures to the report, from the record itself."""
    items = SourceItem.objects.of(workspace).filter(source=row)
    outcomes = Counter(items.values_list("outcome", flat=True))
    report.messages += sum(outcomes.values())
    report.stored += outcomes[Outcome.STORED]
    report.duplicates += outcomes[Outcome.DUPLICATE]
    report.unreadable += outcomes[Outcome.UNREADABLE]
    kinds = Counter(items.filter(outcome=Outcome.STORED).values_list("message__kind", flat=True))
    report.kinds = dict(Counter(report.kinds) + kinds)
    codes = Counter(report.problems)
    columns = items.exclude(problems=[]).order_by("file", "start")
    for file, start, outcome, problems in columns.values_list(
        "file", "start", "outcome", "problems"
    ):
        codes.update({code for code, _ in problems})
        pairs = tuple((code, detail) for code, detail in problems)
        report.troubles.append(Trouble(row.path, file, start, outcome, pairs))
    report.problems = dict(codes)
