"""Any message, however broken, becomes a plain value with what was wrong listed beside it."""

import base64
import random
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.adapters.mail.parse import parse_mail
from earnest.core.mail import Address, Mail


def message(headers: str = "", body: str | bytes = "Hello.\n") -> bytes:
    """A raw message with the usual headers, those given put before them."""
    usual = "From: Ada Lima <ada@lima.example>\nTo: bo@north.example\n"
    usual += "Date: Tue, 4 Mar 2014 09:30:00 +0100\nMessage-ID: <m1@lima.example>\n"
    names = {line.partition(":")[0].lower() for line in headers.splitlines()}
    kept = "".join(
        line + "\n" for line in usual.splitlines() if line.partition(":")[0].lower() not in names
    )
    data = body.encode() if isinstance(body, str) else body
    return (kept + headers).encode("utf-8", "surrogateescape") + b"\n" + data


def codes(mail: Mail) -> set[str]:
    """The problem codes of a message."""
    return {problem.code for problem in mail.problems}


def test_an_ordinary_message_is_read_without_problems() -> None:
    mail = parse_mail(message("Subject: Pump order\n", "We need two pumps.\n"))
    assert mail.from_ == Address("ada@lima.example", "Ada Lima")
    assert [address.email for address in mail.to] == ["bo@north.example"]
    assert mail.subject == "Pump order"
    assert mail.text == "We need two pumps.\n"
    assert mail.message_id == "m1@lima.example"
    assert mail.date == datetime(2014, 3, 4, 8, 30, tzinfo=UTC)
    assert mail.offset == 60
    assert mail.problems == ()


def test_windows_line_ends_and_folded_headers_read_the_same() -> None:
    unix = message("Subject: A rather long\n subject in two lines\nX-Mailer: Some Program\n")
    mail = parse_mail(unix.replace(b"\n", b"\r\n"))
    assert mail == parse_mail(unix)
    assert mail.subject == "A rather long subject in two lines"
    assert mail.header("x-mailer") == "Some Program"


def test_only_headers_that_reading_needs_are_kept() -> None:
    mail = parse_mail(message("List-Id: <talk.example>\nX-Nobody-Cares: yes\n"))
    assert mail.header("list-id") == "<talk.example>"
    assert "x-nobody-cares" not in mail.headers


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('"Lima, Ada" <Ada@Lima.Example>', [Address("ada@lima.example", "Lima, Ada")]),
        ("ada@lima.example (Ada Lima)", [Address("ada@lima.example", "Ada Lima")]),
        ("Lima, Ada <ada@lima.example>", [Address("ada@lima.example", "Lima, Ada")]),
        ("ada at lima.example", [Address("ada@lima.example")]),
        ("'ada@lima.example'", [Address("ada@lima.example")]),
        ("<mailto:ada@lima.example>", [Address("ada@lima.example")]),
        ('"ada@lima.example" <ada@lima.example>', [Address("ada@lima.example")]),
        (
            "Buyers: ada@lima.example, bo@north.example;",
            [Address("ada@lima.example"), Address("bo@north.example")],
        ),
        (
            "ada@lima.example, bo@north.example, ada@lima.example",
            [Address("ada@lima.example"), Address("bo@north.example")],
        ),
        ("The Whole Team", [Address("", "The Whole Team")]),
        ("=?utf-8?q?Zo=C3=AB?= <zoe@north.example>", [Address("zoe@north.example", "Zoë")]),
    ],
)
def test_addresses_are_read_as_people_write_them(header: str, expected: list[Address]) -> None:
    assert list(parse_mail(message(f"To: {header}\n")).to) == expected


def test_encoded_words_split_inside_a_character_are_joined() -> None:
    word = "Grüße aus Köln".encode()
    first, second = (base64.b64encode(part).decode() for part in (word[:3], word[3:]))
    mail = parse_mail(message(f"Subject: =?utf-8?b?{first}?=\n =?utf-8?b?{second}?=\n"))
    assert mail.subject == "Grüße aus Köln"
    assert mail.problems == ()


def test_a_broken_encoded_word_is_kept_and_reported() -> None:
    mail = parse_mail(message("Subject: =?utf-8?b?A?= and =?nope\n"))
    assert "=?utf-8?b?A?=" in mail.subject
    assert "encoded-word-broken" in codes(mail)


@pytest.mark.parametrize(
    ("value", "expected", "offset"),
    [
        ("Tue, 4 Mar 2014 09:30:00 +0100", datetime(2014, 3, 4, 8, 30, tzinfo=UTC), 60),
        ("4 Mar 14 09:30 EST", datetime(2014, 3, 4, 14, 30, tzinfo=UTC), -300),
        ("Tue Mar  4 09:30:00 2014", datetime(2014, 3, 4, 9, 30, tzinfo=UTC), None),
        ("2014-03-04T09:30:00+01:00", datetime(2014, 3, 4, 8, 30, tzinfo=UTC), 60),
        ("Di, 4 Mär 2014 09:30:00 +0100", datetime(2014, 3, 4, 8, 30, tzinfo=UTC), 60),
        ("Tue, 04 Mar 114 09:30:00 -0000", datetime(2014, 3, 4, 9, 30, tzinfo=UTC), None),
        ("Tue, 4 Mar 2014 09.30.00 GMT", datetime(2014, 3, 4, 9, 30, tzinfo=UTC), 0),
        ("Tue, 4 Mar 2014 20:56:56 +01", datetime(2014, 3, 4, 19, 56, 56, tzinfo=UTC), 60),
        ("Sat, 31 Dec 2016 23:59:60 +0000", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC), 0),
    ],
)
def test_dates_are_read_in_the_forms_mailers_use(
    value: str, expected: datetime, offset: int | None
) -> None:
    mail = parse_mail(message(f"Date: {value}\n"))
    assert (mail.date, mail.offset) == (expected, offset)


@pytest.mark.parametrize(
    "value", ["Mon, 1 Jan 0001 00:00:00 +0000", "Tue, 1 Jan 1980 00:00:00 +0000"]
)
def test_a_date_that_cannot_be_is_given_up_and_reported(value: str) -> None:
    mail = parse_mail(message(f"Date: {value}\n"))
    assert mail.date is None
    assert "date-impossible" in codes(mail)


def test_a_date_in_the_future_is_refused_when_the_newest_is_known() -> None:
    raw = message("Date: Sun, 1 May 2044 10:00:00 +0000\n")
    assert parse_mail(raw).date is not None
    mail = parse_mail(raw, latest=datetime(2026, 11, 21, tzinfo=UTC))
    assert mail.date is None
    assert "date-impossible" in codes(mail)


def test_an_impossible_date_is_repaired_from_a_received_line_or_the_envelope() -> None:
    envelope = datetime(2001, 12, 18, 22, 21, tzinfo=UTC)
    raw = message("Date: Sun, 18 Dec 0001 22:21:55 -0800\n")
    mail = parse_mail(raw, envelope_date=envelope)
    assert mail.date == envelope
    assert {"date-impossible", "date-repaired"} <= codes(mail)
    received = "Received: from a by b; Wed, 19 Dec 2001 06:22:00 +0000\n"
    mail = parse_mail(message(received + "Date: whenever\n"), envelope_date=envelope)
    assert mail.date == datetime(2001, 12, 19, 6, 22, tzinfo=UTC)


def test_missing_date_sender_and_recipients_are_reported() -> None:
    mail = parse_mail(b"Subject: nothing else\n\nHello\n")
    assert {"date-missing", "from-missing", "to-missing", "id-missing"} <= codes(mail)
    assert mail.text == "Hello\n"


@pytest.mark.parametrize(
    ("label", "data", "text", "code"),
    [
        ("utf-8", "naïve €".encode(), "naïve €", None),
        ("iso-8859-1", "“naïve”".encode("cp1252"), "“naïve”", None),
        ("x-martian", "naïve".encode(), "naïve", "charset-unknown"),
        ("utf-8", "naïve text".encode("cp1252"), "naïve text", "charset-guessed"),
        ("unicode_escape", b"\\u0041", "\\u0041", "charset-unknown"),
        ("gb2312", "你好".encode("gb18030"), "你好", None),
    ],
)
def test_text_is_decoded_whatever_its_label(
    label: str, data: bytes, text: str, code: str | None
) -> None:
    mail = parse_mail(message(f"Content-Type: text/plain; charset={label}\n", data))
    assert mail.text == text
    assert codes(mail) == ({code} if code else set())


def test_eight_bit_text_without_any_label_is_guessed() -> None:
    mail = parse_mail(message("Subject: x\n", "Grüße".encode()))
    assert mail.text == "Grüße"
    assert "charset-guessed" in codes(mail)


def test_null_bytes_never_reach_the_text() -> None:
    mail = parse_mail(message("Subject: a\x00b\n", b"one\x00two\x07"))
    assert mail.subject == "ab"
    assert mail.text == "onetwo"
    assert {"null-bytes", "control-characters"} <= codes(mail)


MIXED = """This is a multi-part message.
--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Prices in =E2=82=AC, as promised=
 on Monday.
--inner
Content-Type: text/html

<p>Prices in &euro;</p>
--inner--
--outer
Content-Type: application/pdf; name="=?utf-8?q?Angebot_M=C3=A4rz.pdf?="
Content-Disposition: attachment; filename*=utf-8''Angebot%20M%C3%A4rz.pdf
Content-Transfer-Encoding: base64

JVBERi0xLjQK
--outer--
"""


def test_plain_text_html_and_attachments_are_told_apart() -> None:
    mail = parse_mail(message("Content-Type: multipart/mixed; boundary=outer\n", MIXED))
    assert mail.text == "Prices in €, as promised on Monday."
    assert "<p>" in mail.html
    assert [(part.content_type, part.filename, part.size) for part in mail.parts] == [
        ("application/pdf", "Angebot März.pdf", 9)
    ]
    assert mail.problems == ()


def test_a_page_without_plain_text_becomes_text() -> None:
    mail = parse_mail(message("Content-Type: text/html\n", "<p>First</p><p>Second</p>"))
    assert mail.text.split() == ["First", "Second"]
    assert mail.html.startswith("<p>")


def test_a_missing_closing_boundary_is_reported_as_truncated() -> None:
    cut = MIXED[: MIXED.index("JVBER")]
    mail = parse_mail(message("Content-Type: multipart/mixed; boundary=outer\n", cut))
    assert mail.text.startswith("Prices")
    assert "truncated" in codes(mail)


def test_a_multipart_that_has_no_parts_is_read_as_text() -> None:
    mail = parse_mail(message("Content-Type: multipart/mixed; boundary=none\n", "Just text.\n"))
    assert mail.text == "Just text.\n"
    assert "mime-broken" in codes(mail)


def test_calendar_and_report_parts_keep_their_text() -> None:
    body = "--b\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n--b--\n"
    mail = parse_mail(message("Content-Type: multipart/mixed; boundary=b\n", body))
    assert mail.parts[0].text == "BEGIN:VCALENDAR"


def test_long_text_is_cut_and_reported() -> None:
    mail = parse_mail(message("", "word " * 200_000))
    assert len(mail.text) == 256 * 1024
    assert "too-large" in codes(mail)


def test_a_message_of_sixty_megabytes_costs_no_copies() -> None:
    attachment = b"QUJD" * 19 + b"\n"
    head = message(
        "Content-Type: multipart/mixed; boundary=b\n",
        b"--b\n\nSee the film.\n--b\nContent-Type: video/mp4\n"
        b"Content-Transfer-Encoding: base64\n\n",
    )
    raw = head + attachment * (60_000_000 // len(attachment)) + b"--b--\n"
    tracemalloc.start()
    mail = parse_mail(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert mail.text == "See the film."
    assert mail.parts[0].size > 40_000_000
    assert peak < 10_000_000


def test_the_size_on_disk_is_told_when_only_the_beginning_was_read() -> None:
    mail = parse_mail(message(), full_size=50_000_000)
    assert "too-large" in codes(mail)


def test_headers_without_a_blank_line_after_them_still_have_a_body() -> None:
    mail = parse_mail(b"From: ada@lima.example\nSubject: Hi\nThis line is no header at all\nBye\n")
    assert mail.subject == "Hi"
    assert mail.text == "This line is no header at all\nBye\n"
    assert "header-broken" in codes(mail)


def test_a_stray_line_among_headers_is_passed_over() -> None:
    mail = parse_mail(b"From: ada@lima.example\nstray line\nSubject: Hi\nDate: x\n\nBody\n")
    assert mail.subject == "Hi"
    assert mail.text == "Body\n"


def test_quoted_printable_left_by_an_export_is_undone() -> None:
    body = (
        "The figures for the second quarter were sent to your office on the ninth o=\nf July,=20\n"
        "and we wait for an answer.=20\nhttp://shop.example/?id=2001&page=3D4\n"
    )
    mail = parse_mail(message("", body))
    assert mail.text == (
        "The figures for the second quarter were sent to your office on the ninth of July, \n"
        "and we wait for an answer. \nhttp://shop.example/?id=2001&page=4\n"
    )
    assert "quoted-printable-left" in codes(mail)


def test_equal_signs_in_ordinary_text_are_left_alone() -> None:
    body = "==========\nx = 20\nhttp://shop.example/?id=20\na=\nb\n"
    assert parse_mail(message("", body)).text == body


def test_an_exports_own_lines_give_names_and_true_addresses() -> None:
    mail = parse_mail(
        message(
            "From: bo.north@acme.example\n"
            "To: cy.berg@acme.example, dee.dale@acme.example, eve@acme.example\n"
            "X-From: North, Bo </O=ACME/CN=BNORTH>\n"
            "X-To: Berg, Cy <cberg@client.example>, Dale, Dee </O=ACME/CN=DDALE>, "
            "'Eve' <e@x.test>\n"
        )
    )
    assert mail.from_ == Address("bo.north@acme.example", "North, Bo")
    assert mail.to[:2] == (
        Address("cberg@client.example", "Berg, Cy"),
        Address("dee.dale@acme.example", "Dale, Dee"),
    )
    assert mail.to[2].email == "eve@acme.example"
    assert "address-repaired" in codes(mail)


def test_bcc_that_only_repeats_cc_is_dropped() -> None:
    mail = parse_mail(message("Cc: bo@north.example\nBcc: bo@north.example\n"))
    assert mail.cc
    assert mail.bcc == ()


def test_references_are_kept_in_order_without_brackets() -> None:
    mail = parse_mail(message("References: <a@x> <b@x>\n\t<c@x>\nIn-Reply-To: yours <c@x>\n"))
    assert mail.references == ("a@x", "b@x", "c@x")
    assert mail.in_reply_to == ("c@x",)


SEEDS = (
    message("Content-Type: multipart/mixed; boundary=outer\n", MIXED),
    message('Subject: =?utf-8?b?R3LDvMOfZQ==?=\nCc: a@b, "c, d" <e@f> (g), h at i.j\n'),
    message("Content-Type: text/html; charset=utf-7\n", "<p>+AGE-</p>" * 5),
    message(
        "X-To: A <a@b.example>, B </O=C>\nContent-Transfer-Encoding: base64\n"
        "Content-Type: text/plain; charset*0=ut; charset*1=f-8\n",
        "SGFsbG8=",
    ),
)


def mutated(rng: random.Random, raw: bytes) -> bytes:
    """The message with a few bytes changed, cut, doubled or moved."""
    data = bytearray(raw)
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(data) + 1)
        kind = rng.randrange(5)
        if kind == 0 and data:
            data[at % len(data)] = rng.randrange(256)
        elif kind == 1:
            del data[at : at + rng.randint(1, 40)]
        elif kind == 2:
            data[at:at] = data[at : at + rng.randint(1, 60)] * rng.randint(1, 4)
        elif kind == 3:
            data[at:at] = rng.choice((b"\x00", b"\r\n\r\n", b"=?", b"--outer\n", b"\xff\xfe", b'"'))
        else:
            data[at:at] = bytes(rng.randrange(256) for _ in range(rng.randint(1, 12)))
    return bytes(data)


def test_thousands_of_damaged_messages_are_all_read() -> None:
    rng = random.Random(20261121)
    for number in range(2500):
        mail = parse_mail(mutated(rng, SEEDS[number % len(SEEDS)]))
        (mail.text + mail.subject + mail.from_.name).encode("utf-8")
        assert "\x00" not in mail.text + mail.subject + mail.from_.name


@given(st.binary(max_size=2000))
def test_any_bytes_at_all_give_a_message(data: bytes) -> None:
    mail = parse_mail(data)
    mail.text.encode("utf-8")
    assert mail.problems


@pytest.mark.parametrize(
    "raw",
    [
        b"To: " + b'"\\' * 30_000 + b"\n\n",
        b"To: " + b"(" * 60_000 + b"\n\n",
        b"To: " + b"a" * 60_000 + b" b@c\n\n",
        b"Subject: " + b"=?utf-8?q?" * 6_000 + b"\n\n",
        b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n" * 100_000,
        b"x\n" * 100_000,
        b"a: b\n" * 60_000 + b"\n",
        b"Content-Type: text/plain; " + b"a=b; " * 12_000 + b"\n\n",
        b"X-To: " + b"a, " * 20_000 + b"\nTo: b@c.example\n\n",
        b"\n\n" + b"=" * 500_000 + b"\n",
    ],
)
def test_hostile_headers_take_no_time(raw: bytes) -> None:
    assert parse_mail(raw).problems
