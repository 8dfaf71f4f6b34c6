"""Mail is found in mboxes, maildirs, folders and files, streamed, and can be taken up anywhere."""

import gzip
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.adapters.mail import mbox, sources
from earnest.adapters.mail.mbox import split_mbox, unescape
from earnest.adapters.mail.sources import (
    Locator,
    RawItem,
    Source,
    SourceKind,
    Unreadable,
    open_source,
    parse_item,
)
from earnest.core.errors import NotFoundError, NothingToReadError, SourceError

MESSAGE = "From: ada@lima.example\nTo: bo@north.example\nSubject: {}\nDate: {}\n\n{}\n"


def raw(subject: str, body: str = "Hello.") -> bytes:
    """A small message."""
    return MESSAGE.format(subject, "Tue, 4 Mar 2014 09:30:00 +0100", body).encode()


def mbox_of(*messages: bytes) -> bytes:
    """An mbox of messages with ordinary envelope lines."""
    line = b"From ada@lima.example Tue Mar  4 09:30:00 2014\n"
    return b"".join(line + message + b"\n" for message in messages)


def read(source: Source, start: Locator | None = None) -> list[RawItem]:
    """The readable items."""
    return [item for item in source.items(start) if isinstance(item, RawItem)]


def subjects(source: Source, start: Locator | None = None) -> list[str]:
    """The subjects in order."""
    return [parse_item(item).subject for item in read(source, start)]


def test_an_mbox_is_cut_into_its_messages(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(mbox_of(raw("one"), raw("two"), raw("three")))
    source = open_source(path)
    assert source.kind is SourceKind.MBOX
    assert subjects(source) == ["one", "two", "three"]
    items = read(source)
    assert sum(item.length for item in items) == source.size == items[-1].consumed
    assert items[0].envelope_date == datetime(2014, 3, 4, 9, 30, tzinfo=UTC)
    assert [item.locator.path for item in items] == ["box"] * 3


def test_sentences_that_begin_with_from_do_not_cut_a_message(tmp_path: Path) -> None:
    body = (
        "\n\nFrom the north we hear nothing.\n\nFrom: is no envelope\n"
        "\nFrom ada@lima.example Tue Mar  4 09:30:00 2014\nwas how it began.\n"
    )
    path = tmp_path / "box.mbox"
    path.write_bytes(mbox_of(raw("one", body), raw("two")))
    assert subjects(open_source(path)) == ["one", "two"]
    assert body in parse_item(read(open_source(path))[0]).text


@pytest.mark.parametrize(
    "line",
    [
        b"From ada@lima.example Tue Mar  4 09:30:00 2014",
        b"From - Tue Mar 04 09:30:00 2014",
        b"From ???@??? Tue Mar 04 09:30:00 2014",
        b"From 1514@xxx Tue Mar 04 09:30:00 +0000 2014",
        b"From MAILER-DAEMON Tue Mar  4 09:30:00 EST 2014",
        b'From "ada lima"@lima.example Tue Mar  4 09:30 2014',
        b"From ada@lima.example  Tue, 4 Mar 2014 09:30:00 +0100",
        b"From ada@lima.example",
    ],
)
def test_envelope_lines_of_many_programs_are_known(line: bytes, tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(line + b"\n" + raw("one") + b"\n" + line + b"\n" + raw("two"))
    assert subjects(open_source(path)) == ["one", "two"]


def test_blank_lines_before_the_first_message_are_no_message(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(b"\n\n" + mbox_of(raw("one"), raw("two")))
    assert subjects(open_source(path)) == ["one", "two"]


def test_windows_line_ends_are_read_the_same(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(mbox_of(raw("one"), raw("two")).replace(b"\n", b"\r\n"))
    assert subjects(open_source(path)) == ["one", "two"]


def test_the_mark_before_from_is_taken_off_except_in_quotations() -> None:
    assert unescape(b"a\n>From here\n>>From there\n") == b"a\n>From here\n>>From there\n"
    assert unescape(b"a\n>From here on\nb\n") == b"a\nFrom here on\nb\n"
    quoted = b"> You wrote:\n>From my side all is well.\n> Yours\n"
    assert unescape(quoted) == quoted


def test_reading_can_be_taken_up_after_any_message(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(mbox_of(*(raw(f"m{number}") for number in range(6))))
    packed = tmp_path / "box.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    for source in (open_source(path), open_source(packed)):
        everything = subjects(source)
        for number, item in enumerate(read(source)):
            assert subjects(source, item.locator) == everything[number:]
            assert subjects(source, item.resume) == everything[number + 1 :]


def test_a_compressed_mbox_is_read_with_offsets_of_the_text(tmp_path: Path) -> None:
    plain = tmp_path / "a"
    plain.write_bytes(mbox_of(raw("one"), raw("two")))
    packed = tmp_path / "a.mbox.gz"
    packed.write_bytes(
        gzip.compress(plain.read_bytes()[:70]) + gzip.compress(plain.read_bytes()[70:])
    )
    source = open_source(packed)
    assert source.kind is SourceKind.MBOX_GZ
    assert [i.locator.offset for i in read(source)] == [
        i.locator.offset for i in read(open_source(plain))
    ]
    assert read(source)[-1].consumed == source.size


def test_a_cut_off_compressed_mbox_gives_what_it_has_and_says_where_it_ends(tmp_path: Path) -> None:
    path = tmp_path / "box.gz"
    whole = gzip.compress(mbox_of(*(raw(f"m{n}", os.urandom(2000).hex()) for n in range(20))))
    path.write_bytes(whole[: len(whole) // 2])
    found = list(open_source(path).items())
    items = [item for item in found if isinstance(item, RawItem)]
    assert 5 < len(items) < 20
    assert isinstance(found[-1], Unreadable)
    assert "ends in the middle" in found[-1].reason
    assert found[-1].locator == items[-1].resume
    assert items[-1].cut
    assert "truncated" in {problem.code for problem in parse_item(items[-1]).problems}


def test_a_damaged_compressed_mbox_is_listed_not_fatal(tmp_path: Path) -> None:
    path = tmp_path / "box.gz"
    whole = bytearray(
        gzip.compress(mbox_of(*(raw(f"m{n}", os.urandom(900).hex()) for n in range(9))))
    )
    whole[len(whole) // 2 : len(whole) // 2 + 40] = b"\xff" * 40
    path.write_bytes(whole)
    found = list(open_source(path).items())
    assert any(isinstance(item, Unreadable) for item in found)
    assert any(isinstance(item, RawItem) for item in found)


def test_a_maildir_is_read_with_its_nested_folders(tmp_path: Path) -> None:
    for folder in ("", ".Sent", ".Clients.North"):
        for name in ("cur", "new", "tmp"):
            (tmp_path / folder / name).mkdir(parents=True)
    (tmp_path / "cur" / "1.host:2,S").write_bytes(raw("read"))
    (tmp_path / "new" / "2.host").write_bytes(raw("new"))
    (tmp_path / "tmp" / "3.host").write_bytes(raw("still being delivered"))
    (tmp_path / ".Sent" / "cur" / "4.host:2,S").write_bytes(raw("sent"))
    (tmp_path / ".Clients.North" / "new" / "5.host").write_bytes(raw("north"))
    (tmp_path / "dovecot.index").write_bytes(b"\x07\x02\x00")
    source = open_source(tmp_path)
    assert source.kind is SourceKind.MAILDIR
    assert sorted(subjects(source)) == ["new", "north", "read", "sent"]
    items = read(source)
    for number, item in enumerate(items):
        assert [other.locator for other in read(source, item.resume)] == [
            other.locator for other in items[number + 1 :]
        ]


def test_a_folder_gives_its_messages_and_mailboxes_however_deep(tmp_path: Path) -> None:
    (tmp_path / "2014" / "march").mkdir(parents=True)
    (tmp_path / "2014" / "march" / "a.eml").write_bytes(raw("deep"))
    (tmp_path / "b.eml").write_bytes(
        b"From ada@lima.example Tue Mar  4 09:30:00 2014\n" + raw("flat")
    )
    (tmp_path / "old").write_bytes(mbox_of(raw("one"), raw("two")))
    (tmp_path / "17").write_bytes(raw("numbered"))
    (tmp_path / "notes.txt").write_text("call Bo\n")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\x00")
    source = open_source(tmp_path)
    assert source.kind is SourceKind.FOLDER
    assert sorted(subjects(source)) == ["deep", "flat", "numbered", "one", "two"]
    assert all(isinstance(item, RawItem) for item in source.items())


def test_a_file_that_should_be_mail_and_is_not_is_listed(tmp_path: Path) -> None:
    (tmp_path / "good.eml").write_bytes(raw("good"))
    (tmp_path / "picture.eml").write_bytes(b"\x89PNG\x00\x00")
    (tmp_path / "nothing.eml").write_bytes(b"")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "gone.eml").symlink_to(tmp_path / "missing")
    listed = {
        item.locator.path: item.reason
        for item in open_source(tmp_path).items()
        if isinstance(item, Unreadable)
    }
    assert set(listed) == {"picture.eml", "nothing.eml", "loop", "gone.eml"}
    assert subjects(open_source(tmp_path)) == ["good"]


def test_a_file_that_may_not_be_read_is_listed_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.eml").write_bytes(raw("a"))
    (tmp_path / "b.eml").write_bytes(raw("b"))
    opened = Path.open

    def refuse(self: Path, *args: str, **kwargs: str) -> object:
        if self.name == "a.eml":
            raise PermissionError(13, "Permission denied")
        return opened(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    found = list(open_source(tmp_path).items())
    assert [item.reason for item in found if isinstance(item, Unreadable)] == ["Permission denied"]
    assert subjects(open_source(tmp_path)) == ["b"]


def test_a_single_message_is_a_source(tmp_path: Path) -> None:
    path = tmp_path / "letter.eml"
    path.write_bytes(b"\xef\xbb\xbf" + raw("letter"))
    source = open_source(path)
    assert source.kind is SourceKind.MESSAGE
    (item,) = read(source)
    assert item.locator == Locator("letter.eml", 0)
    assert list(source.items(item.resume)) == []


@pytest.mark.parametrize(
    ("name", "content", "error", "words"),
    [
        ("empty.mbox", b"", NothingToReadError, "empty"),
        ("blank.mbox", b"\n\n  \n", NothingToReadError, "empty"),
        ("picture", b"\x89PNG\r\n\x00\x00\x00", SourceError, "not a mailbox"),
        ("notes.txt", b"Buy milk.\nCall Bo.\n", SourceError, "not a mailbox"),
        ("mail.pst", b"!BDN\x00\x00", SourceError, "Outlook data file"),
        ("mail.zip", b"PK\x03\x04", SourceError, "zip"),
        ("page.gz", gzip.compress(b"<html>no mail</html>", mtime=0), SourceError, "compressed"),
    ],
)
def test_what_is_not_mail_is_refused_with_advice(
    name: str, content: bytes, error: type[SourceError], words: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(error) as caught:
        open_source(path)
    assert type(caught.value) is error
    assert words in caught.value.message
    assert str(path) in caught.value.message
    assert caught.value.hint


def test_a_missing_path_and_a_folder_without_mail_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="nothing at"):
        open_source(tmp_path / "nowhere")
    with pytest.raises(NotFoundError):
        open_source("a\x00b")
    (tmp_path / "readme.txt").write_text("hello")
    with pytest.raises(NothingToReadError, match="no mail in"):
        open_source(tmp_path)


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match="neither a file nor a folder"):
        open_source(tmp_path / "pipe")


def test_a_huge_message_is_held_only_by_its_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (mbox, sources):
        monkeypatch.setattr(module, "MAX_HELD", 50_000)
    monkeypatch.setattr(mbox.split_mbox, "__defaults__", (0, 50_000))
    monkeypatch.setattr(mbox, "CHUNK", 10_000)
    path = tmp_path / "box"
    path.write_bytes(mbox_of(raw("before"), raw("huge", "x" * 70 + "\n" * 400_000), raw("after")))
    source = open_source(path)
    assert subjects(source) == ["before", "huge", "after"]
    items = read(source)
    assert sum(item.length for item in items) == source.size
    assert len(items[1].data) <= 50_000
    assert "too-large" in {problem.code for problem in parse_item(items[1]).problems}
    assert subjects(source, items[1].resume) == ["after"]


BLOCKS = st.lists(
    st.sampled_from(
        [
            b"From ada@lima.example Tue Mar  4 09:30:00 2014\nSubject: x\n\n",
            b"From here on\n",
            b"\n",
            b">From there\n",
            b"text without end\n" * 40,
            b"From bo@north.example Tue Mar  4 09:30:00 2014\n",
            b"x",
        ]
    ),
    max_size=40,
)


@given(blocks=BLOCKS, size=st.integers(min_value=1, max_value=3000))
def test_every_byte_of_an_mbox_belongs_to_one_message_at_any_chunk_size(
    blocks: list[bytes], size: int
) -> None:
    data = b"".join(blocks)

    def split(step: int) -> list[tuple[int, int, bytes]]:
        position = 0

        def take(_: int) -> bytes:
            nonlocal position
            position += step
            return data[position - step : position]

        return [(piece.offset, piece.length, piece.data) for piece in split_mbox(take)]

    pieces = split(size)
    end = 0
    for offset, length, _ in pieces:
        assert offset == end
        end += length
    assert end == len(data)
    assert pieces == split(len(data) + 1)
