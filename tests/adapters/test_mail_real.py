"""The mail reader on real mail: as many messages as there are, and the same answers as the
standard library gives."""

import email
import email.header
import email.utils
from collections import Counter
from datetime import UTC
from email.message import Message
from pathlib import Path

import pytest

from earnest.adapters.mail.parse import parse_mail
from earnest.adapters.mail.sources import RawItem, open_source, parse_item
from tests.realdata import data_path

pytestmark = pytest.mark.data

BOXES = {
    "mail/blair-l.mbox": 3415,
    "mail/cuilla-m.mbox": 798,
    "mail/dasovich-j.mbox": 1515,
    "mail/pereira-s.mbox": 766,
    "lists/linux-uvc-2006-2009.mbox": 5438,
}
# Where we mean to differ: repairs that the standard library does not make.
REPAIRS = {
    "quoted-printable-left",
    "control-characters",
    "date-impossible",
    "address-repaired",
    "from-missing",
}


@pytest.mark.parametrize(("name", "count"), BOXES.items())
def test_every_message_of_a_real_mailbox_is_found(name: str, count: int) -> None:
    source = open_source(data_path(name))
    items = list(source.items())
    assert len(items) == count
    assert sum(item.length for item in items if isinstance(item, RawItem)) == source.size


def test_impossible_dates_of_real_mail_are_repaired_from_the_envelope() -> None:
    mails = [
        parse_item(item)
        for item in open_source(data_path("mail/dasovich-j.mbox")).items()
        if isinstance(item, RawItem)
    ]
    repaired = [mail for mail in mails if any(p.code == "date-repaired" for p in mail.problems)]
    assert len(repaired) == 3
    assert {mail.date.year for mail in repaired if mail.date} == {2001}


def samples() -> list[bytes]:
    """Every seventh message of the mailboxes, and all fixtures of other mail."""
    found: list[bytes] = []
    for name in BOXES:
        items = [item for item in open_source(data_path(name)).items() if isinstance(item, RawItem)]
        found.extend(item.data for item in items[::20])
    for folder in ("bounces/flufl", "bounces/bounceparser", "quotes/talon"):
        for path in sorted(data_path(folder).rglob("*")):
            if path.suffix in (".eml", ".msg") or (path.suffix == ".txt" and "flufl" in folder):
                found.append(Path(path).read_bytes())
    return found


def test_real_mail_reads_as_the_standard_library_reads_it() -> None:
    differ: Counter[str] = Counter()
    total = 0
    for raw in samples():
        mail = parse_mail(raw)
        told = email.message_from_bytes(raw)
        if REPAIRS & {problem.code for problem in mail.problems}:
            continue
        total += 1
        differ["subject"] += mail.subject != subject_of(told)
        differ["from"] += mail.from_.email != sender_of(told)
        differ["to"] += not same_people({a.email for a in mail.to if a.email}, told)
        differ["date"] += not same_date(mail.date, told)
        differ["text"] += not same_text(mail.text, told)
    assert total > 700
    # What is left: returned mail we keep apart, two-digit offsets, senders missing from From.
    assert {field: count for field, count in differ.items() if count > total * 0.005} == {}, differ


def subject_of(told: Message) -> str:
    """The decoded subject."""
    words = email.header.decode_header(told.get("subject", ""))
    return " ".join(str(email.header.make_header(words)).split())


def sender_of(told: Message) -> str:
    """The address of From."""
    return email.utils.parseaddr(str(told.get("from", "")))[1].lower()


def same_people(ours: set[str], told: Message) -> bool:
    """Whether To holds the same addresses, quotation marks aside."""
    values = [str(value) for value in told.get_all("to", [])]
    theirs = {address.lower() for _, address in email.utils.getaddresses(values) if "@" in address}
    return ours == theirs or any("'" in a or '"' in a for a in theirs)


def same_date(ours: object, told: Message) -> bool:
    """Whether the dates are the same moment."""
    try:
        date = email.utils.parsedate_to_datetime(str(told["date"]))
    except (TypeError, ValueError, IndexError):
        return ours is None
    return ours == (date if date.tzinfo else date.replace(tzinfo=UTC))


def same_text(ours: str, told: Message) -> bool:
    """Whether the body is the same, where there is a single plain one."""
    if told.is_multipart() or told.get_content_type() != "text/plain":
        return True
    payload = told.get_payload(decode=True)
    assert isinstance(payload, bytes)
    charset = told.get_content_charset() or "utf-8"
    try:
        text = payload.decode({"us-ascii": "utf-8", "iso-8859-1": "cp1252"}.get(charset, charset))
    except (LookupError, UnicodeDecodeError):
        return True
    return ours.strip() == text.replace("\r\n", "\n").strip()
