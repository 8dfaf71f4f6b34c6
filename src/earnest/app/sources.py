"""What of a source is new: where reading goes on, and which places changed or went since."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from earnest.adapters.mail.sources import Locator, RawItem, Source, SourceKind, Unreadable
from earnest.app.reading import item_digest
from earnest.db import models
from earnest.db.models import SourceItem, Workspace

FOLDERS = {SourceKind.MAILDIR, SourceKind.FOLDER}
CHUNK = 500


def source_row(workspace: Workspace, source: Source) -> models.Source:
    """The record's row of a source, made when it is new."""
    row, _ = models.Source.objects.of(workspace).update_or_create(
        workspace=workspace,
        path=str(source.path.absolute()),
        defaults={"kind": source.kind.value, "size": source.size, "finished": False},
    )
    found: models.Source = row
    return found


def fresh_items(
    workspace: Workspace, row: models.Source, source: Source
) -> Iterator[RawItem | Unreadable]:
    """The items that were not read before. A file goes on after the item read last while that is
    still where it was; a file that was rewritten is read from the start."""
    items = SourceItem.objects.of(workspace).filter(source=row)
    if source.kind in FOLDERS:
        yield from _fresh_in_folder(items, source)
        return
    if row.last_digest:
        found = iter(source.items(Locator(row.last_file, row.last_start)))
        last = next(found, None)
        if isinstance(last, RawItem) and item_digest(last.data) == row.last_digest:
            yield from found
            return
    # The file is not what it was: forget where things lay, keep what they were.
    items.delete()
    yield from source.items()


def _fresh_in_folder(items: Any, source: Source) -> Iterator[RawItem | Unreadable]:
    """The new items of a folder, by what is known of each place. Of a file that changed, all from
    the first change on is new; places that are gone are forgotten."""
    places = items.values_list("file", "start", "length").iterator(chunk_size=5000)
    known = {(file, start): length for file, start, length in places}
    boxes = {file for file, start in known if start}
    changed: set[str] = set()
    for item in _named(source.items()):
        file, start = item.locator.path, item.locator.offset
        before = known.pop((file, start), None)
        if before == _length(item) and file not in changed:
            continue
        if file not in changed and (before is not None or file in boxes):
            items.filter(file=file, start__gte=start).delete()
            changed.add(file)
        yield item
    gone = list(known)
    for begin in range(0, len(gone), CHUNK):
        some = {file for file, _ in gone[begin : begin + CHUNK]}
        rows = items.filter(file__in=some).values_list("pk", "file", "start")
        items.filter(pk__in=[pk for pk, file, start in rows if (file, start) in known]).delete()


def _length(item: RawItem | Unreadable) -> int:
    return item.length if isinstance(item, RawItem) else 0


def _named(items: Iterator[RawItem | Unreadable]) -> Iterator[RawItem | Unreadable]:
    """The items under their stable names. Where two files would share one (a message left in both
    new/ and cur/), the second goes by its own path."""
    names: dict[str, str] = {}
    for item in items:
        path = item.locator.path
        name = stable_name(path)
        if names.setdefault(name, path) != path:
            name = path
        yield replace(item, locator=Locator(name, item.locator.offset))


def stable_name(path: str) -> str:
    """A path that stays the same when a maildir's message is read or flagged: without the
    ":2,flags" and with new/ and cur/ as one."""
    name = path.partition(":2,")[0]
    head, slash, tail = name.rpartition("/")
    if head.rpartition("/")[2] in {"new", "cur"}:
        head = head[: len(head) - 3] + "cur"
    return head + slash + tail
