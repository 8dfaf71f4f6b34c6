"""Bringing mail in: all of it, once, from any container, however often and in whatever pieces."""

import gzip
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.app import importing
from earnest.app.importing import ImportReport, import_paths
from earnest.app.sources import stable_name
from earnest.core.errors import NotFoundError, NothingToReadError, SourceError
from earnest.db.models import Message, MessageBody, Source, SourceItem, Touch, Workspace
from tests.builders import NOW, make_workspace
from tests.letters import (
    CLIENTS,
    ME,
    letter,
    mailbox,
    mbox,
    write_folder,
    write_maildir,
    write_mbox,
)
from tests.realdata import data_path
from tests.record import differences, picture

pytestmark = pytest.mark.django_db
ANA = CLIENTS[0]
OURS = "kari.holm@northcrane.example"
PLACES = {"source", "sourceitem"}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def mail() -> list[bytes]:
    return mailbox(seed=7, size=60)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of seven, so that even small mailboxes are kept in many transactions."""
    monkeypatch.setattr(importing, "BATCH_ITEMS", 7)


def bring(workspace: Workspace, *paths: Path, **options: Any) -> ImportReport:
    return import_paths(workspace, paths, now=NOW, me=[OURS], workers=1, **options)


def figures(report: ImportReport) -> tuple[int, int, int, int]:
    return report.messages, report.stored, report.duplicates, report.unreadable


def derived(workspace: Workspace) -> dict[str, list[str]]:
    """The record but for where each message lay."""
    return {table: rows for table, rows in picture(workspace).items() if table not in PLACES}


def subjects(workspace: Workspace) -> list[str]:
    return sorted(Message.objects.of(workspace).values_list("subject", flat=True))


# --- every container


def test_a_mailbox_is_the_same_from_every_container(tmp_path: Path) -> None:
    mail = mailbox(seed=7, size=40, broken=False)
    whole = make_workspace()
    bring(whole, write_mbox(tmp_path / "box.mbox", mail))
    for path in (
        write_mbox(tmp_path / "box.mbox.gz", mail),
        write_maildir(tmp_path / "maildir", mail),
        write_folder(tmp_path / "folder", mail),
    ):
        workspace = make_workspace()
        assert bring(workspace, path).messages == len(mail)
        # The empty line between the messages of an mbox is kept with the text before it.
        one, other = ({**derived(w), "messagebody": []} for w in (whole, workspace))
        assert differences(one, other) == []


def test_a_single_message_is_brought_in(tmp_path: Path, workspace: Workspace) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(letter(ANA, ME, body="Could you send the load tables?"))
    assert figures(bring(workspace, path)) == (1, 1, 0, 0)
    assert Touch.objects.get().question == "Could you send the load tables?"


def test_several_sources_add_up_and_know_each_other(
    tmp_path: Path, workspace: Workspace, mail: list[bytes]
) -> None:
    first = write_mbox(tmp_path / "a.mbox", mail[:40])
    second = write_mbox(tmp_path / "b.mbox", mail[20:])
    alone = bring(make_workspace(), write_mbox(tmp_path / "all.mbox", mail))
    both = bring(workspace, first, second)
    assert both.messages == 80
    assert (both.stored, both.unreadable >= alone.unreadable) == (alone.stored, True)


def test_the_same_source_named_twice_counts_once(tmp_path: Path, workspace: Workspace) -> None:
    path = write_mbox(tmp_path / "a.mbox", [letter(ANA, ME)])
    assert figures(bring(workspace, path, path)) == (1, 1, 0, 0)


# --- copies


def test_a_copy_by_message_id_is_a_duplicate(tmp_path: Path, workspace: Workspace) -> None:
    one = letter(ANA, ME, body="The yard is ready.", message_id="1@x")
    other = letter(ANA, ME, body="The yard is ready.\n-- \nlist footer", message_id="1@x")
    assert figures(bring(workspace, write_mbox(tmp_path / "a", [one, other]))) == (2, 1, 1, 0)


def test_a_copy_by_content_is_a_duplicate(tmp_path: Path, workspace: Workspace) -> None:
    one = letter(ANA, ME, message_id="1@x")
    other = letter(ANA, ME, message_id="2@x")
    assert figures(bring(workspace, write_mbox(tmp_path / "a", [one, other]))) == (2, 1, 1, 0)


def test_the_same_message_id_of_another_sender_is_no_copy(
    tmp_path: Path, workspace: Workspace
) -> None:
    one = letter(ANA, ME, message_id="1@x", body="From Ana.")
    other = letter(CLIENTS[1], ME, message_id="1@x", body="From Bo.")
    assert figures(bring(workspace, write_mbox(tmp_path / "a", [one, other]))) == (2, 2, 0, 0)


# --- again, more, and changed


def test_running_twice_changes_nothing(
    tmp_path: Path, workspace: Workspace, mail: list[bytes]
) -> None:
    for path in (write_mbox(tmp_path / "a.mbox", mail), write_maildir(tmp_path / "m", mail)):
        first = bring(workspace, path)
        before = picture(workspace)
        second = bring(workspace, path)
        assert (figures(second), second.new) == (figures(first), 0)
        assert differences(before, picture(workspace)) == []


def test_an_mbox_that_grew_goes_on_where_it_ended(
    tmp_path: Path, workspace: Workspace, mail: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_mbox(tmp_path / "a.mbox", mail[:33])
    bring(workspace, path)
    with path.open("ab") as file:
        file.write(mbox(mail[33:]))
    read: list[int] = []
    read_batch = importing.read_batch

    def counted(items: Any, latest: datetime) -> Any:
        read.append(len(items))
        return read_batch(items, latest)

    monkeypatch.setattr(importing, "read_batch", counted)
    grown = bring(workspace, path)
    assert sum(read) <= len(mail) - 33
    whole = make_workspace()
    assert figures(bring(whole, write_mbox(tmp_path / "b.mbox", mail))) == figures(grown)
    # Which of several messages a number was first seen in depends on what came first.
    one, other = ({**derived(w), "contactphone": []} for w in (whole, workspace))
    assert differences(one, other) == []


def test_an_mbox_that_was_rewritten_is_read_from_the_start(
    tmp_path: Path, workspace: Workspace, mail: list[bytes]
) -> None:
    path = write_mbox(tmp_path / "a.mbox", mail)
    bring(workspace, path)
    write_mbox(path, mail[5:50])
    again = bring(workspace, path)
    assert again.messages == 45
    assert again.new == 0
    assert SourceItem.objects.of(workspace).count() == 45


@pytest.mark.parametrize("keep", [slice(5, 50), slice(0, 20), slice(30, 60)])
def test_a_file_rewritten_inside_a_folder_is_counted_as_it_is_now(
    tmp_path: Path, workspace: Workspace, mail: list[bytes], keep: slice
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    write_mbox(folder / "a.mbox", mail)
    write_mbox(folder / "b.mbox", mail[:3])
    bring(workspace, folder)
    write_mbox(folder / "a.mbox", mail[keep])
    again = bring(workspace, folder)
    plain = bring(make_workspace(), folder)
    assert again.messages == plain.messages == len(mail[keep]) + 3
    assert again.unreadable == plain.unreadable
    assert again.stored + again.duplicates == plain.stored + plain.duplicates


def test_a_message_that_was_deleted_from_a_maildir_stays_in_the_record(
    tmp_path: Path, workspace: Workspace
) -> None:
    path = write_maildir(tmp_path / "m", [letter(ANA, ME, f"Topic {n}") for n in range(4)])
    bring(workspace, path)
    next((path / "cur").iterdir()).unlink()
    assert figures(bring(workspace, path)) == (3, 3, 0, 0)
    assert Message.objects.of(workspace).count() == 4


def test_flags_and_reading_in_a_maildir_do_not_make_copies(
    tmp_path: Path, workspace: Workspace, mail: list[bytes]
) -> None:
    path = write_maildir(tmp_path / "m", mail)
    first = bring(workspace, path)
    before = picture(workspace)
    for item in sorted((path / "new").iterdir()):
        item.rename(path / "cur" / f"{item.name}:2,RS")
    for item in sorted((path / "cur").iterdir())[::3]:
        item.rename(item.with_name(item.name.partition(":")[0] + ":2,FRS"))
    again = bring(workspace, path)
    assert (figures(again), again.new) == (figures(first), 0)
    assert differences(before, picture(workspace)) == []


def test_two_files_of_one_name_in_new_and_cur_are_both_counted(
    tmp_path: Path, workspace: Workspace
) -> None:
    path = write_maildir(tmp_path / "m", [])
    (path / "new" / "1.host").write_bytes(letter(ANA, ME, "One"))
    (path / "cur" / "1.host:2,S").write_bytes(letter(ANA, ME, "Two"))
    (path / "cur" / "1.host:2,RS").write_bytes(letter(ANA, ME, "Three"))
    for _ in range(2):
        assert figures(bring(workspace, path)) == (3, 3, 0, 0)
    assert subjects(workspace) == ["One", "Three", "Two"]


def test_a_message_whose_file_changed_but_not_its_words_stays_stored(
    tmp_path: Path, workspace: Workspace
) -> None:
    path = write_folder(tmp_path / "f", [letter(ANA, ME, message_id="1@x")])
    bring(workspace, path)
    changed = letter(ANA, ME, message_id="1@x", headers=["X-Status: read"])
    (path / "0000.eml").write_bytes(changed)
    assert figures(bring(workspace, path)) == (1, 1, 0, 0)


def test_a_file_that_could_not_be_read_is_read_when_it_can(
    tmp_path: Path, workspace: Workspace
) -> None:
    path = write_folder(tmp_path / "f", [letter(ANA, ME, "One")])
    (path / "two.eml").write_bytes(b"")
    assert figures(bring(workspace, path)) == (2, 1, 0, 1)
    (path / "two.eml").write_bytes(letter(ANA, ME, "Two"))
    assert figures(bring(workspace, path)) == (2, 2, 0, 0)


def test_a_last_message_that_was_not_whole_yet_is_read_again(
    tmp_path: Path, workspace: Workspace
) -> None:
    whole = letter(ANA, ME, body="The first half. And the second half.", message_id="1@x")
    path = write_mbox(tmp_path / "a.mbox", [whole])
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b" And the")])
    bring(workspace, path)
    path.write_bytes(data)
    assert figures(bring(workspace, path)) == (1, 1, 0, 0)
    assert "second half" in MessageBody.objects.get().text


# --- nothing is skipped silently


def test_what_could_not_be_read_is_listed_with_its_place(
    tmp_path: Path, workspace: Workspace
) -> None:
    path = write_folder(tmp_path / "f", [letter(ANA, ME)])
    (path / "broken.eml").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    report = bring(workspace, path)
    assert figures(report) == (2, 1, 0, 1)
    (trouble,) = [item for item in report.troubles if item.outcome == "unreadable"]
    assert (trouble.file, trouble.start) == ("broken.eml", 0)
    assert trouble.problems


def test_a_compressed_file_that_was_cut_keeps_what_can_be_had(
    tmp_path: Path, workspace: Workspace, mail: list[bytes]
) -> None:
    path = tmp_path / "a.mbox.gz"
    data = gzip.compress(mbox(mail))
    path.write_bytes(data[: len(data) * 2 // 3])
    for _ in range(2):
        report = bring(workspace, path)
        assert report.unreadable >= 1
        assert report.messages == report.stored + report.duplicates + report.unreadable
        assert "ends in the middle" in str(report.troubles[-1].problems)


pieces = st.one_of(
    st.builds(lambda n: mailbox(n, 3)[n % 3], st.integers(0, 40)),
    st.binary(max_size=200),
    st.just(b""),
    st.builds(lambda tail: letter(ANA, ME) + tail, st.binary(max_size=60)),
    st.builds(lambda cut: letter(ANA, ME, message_id="1@x")[:cut], st.integers(0, 300)),
)


@settings(max_examples=25)
@given(st.lists(pieces, min_size=1, max_size=9), st.booleans())
def test_messages_are_stored_or_duplicates_or_listed(
    tmp_path_factory: pytest.TempPathFactory, messages: list[bytes], packed: bool
) -> None:
    folder = tmp_path_factory.mktemp("mail")
    path = write_mbox(folder / ("a.mbox.gz" if packed else "a.mbox"), [letter(ME, ANA), *messages])
    workspace = make_workspace()
    report = bring(workspace, path)
    assert report.messages == report.stored + report.duplicates + report.unreadable
    assert report.stored == Message.objects.of(workspace).count()
    assert report.messages == SourceItem.objects.of(workspace).count()
    assert bring(workspace, path).new == 0
    shutil.rmtree(folder)


# --- what is refused


def test_a_path_that_is_wrong_stops_before_anything_is_touched(
    tmp_path: Path, workspace: Workspace
) -> None:
    good = write_mbox(tmp_path / "a.mbox", [letter(ANA, ME)])
    (tmp_path / "empty").mkdir()
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" * 40)
    refused: list[tuple[str, type[Exception]]] = [
        ("missing", NotFoundError), ("empty", NothingToReadError), ("photo.jpg", SourceError)
    ]  # fmt: skip
    for name, error in refused:
        with pytest.raises(error, match=name):
            bring(workspace, good, tmp_path / name)
    assert not Source.objects.exists()


def test_progress_reaches_the_whole(
    tmp_path: Path, workspace: Workspace, mail: list[bytes]
) -> None:
    path = write_mbox(tmp_path / "a.mbox", mail)
    seen: list[tuple[int, int, int]] = []
    bring(workspace, path, progress=lambda *figures: seen.append(figures))
    size = path.stat().st_size
    assert seen[-1] == (size, size, len(mail))
    assert seen == sorted(seen)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("new/1.host", "cur/1.host"),
        ("cur/1.host:2,RS", "cur/1.host"),
        (".Sent/new/1.host", ".Sent/cur/1.host"),
        ("renew/1.host", "renew/1.host"),
        ("a/b.eml", "a/b.eml"),
        ("box.mbox", "box.mbox"),
    ],
)
def test_a_place_in_a_maildir_has_one_name(path: str, name: str) -> None:
    assert stable_name(path) == name


@pytest.mark.data
def test_real_mail_comes_in_whole_and_twice_is_once(tmp_path: Path, workspace: Workspace) -> None:
    data = data_path("mail/pereira-s.mbox").read_bytes()[:600_000]
    path = tmp_path / "real.mbox"
    path.write_bytes(data)
    first = bring(workspace, path)
    before = picture(workspace)
    assert first.messages > 50
    assert first.messages == first.stored + first.duplicates + first.unreadable
    assert bring(workspace, path).new == 0
    assert differences(before, picture(workspace)) == []
