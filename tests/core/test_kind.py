"""People's mail is told from automatic answers, notices, newsletters and list traffic."""

import json
import random
from collections import Counter

import pytest

from earnest.adapters.mail.addresses import parse_addresses
from earnest.adapters.mail.parse import parse_mail
from earnest.core.mail import Address, Mail, Part
from earnest.core.reading.calendar_notice import CalendarAct
from earnest.core.reading.kind import Kind, KindReading, classify
from earnest.rulepacks.kinds import kind_phrases
from tests.realdata import data_path

PAT = Address("pat.doe@client.example", "Pat Doe")
US = Address("kim.berg@our.example", "Kim Berg")


def letter(text: str = "", subject: str = "", **more: object) -> Mail:
    """A message from Pat to us; `headers` are plain strings."""
    headers = {
        name.replace("_", "-"): (str(more.pop(name)),)
        for name in list(more)
        if name not in Mail.__dataclass_fields__
    }
    fields: dict[str, object] = {"from_": PAT, "to": (US,), "headers": headers} | more
    return Mail(text=text, subject=subject, **fields)  # type: ignore[arg-type]


def read(mail: Mail, own_text: str | None = None) -> KindReading:
    """The kind of a message, with the shipped phrases."""
    return classify(mail, phrases=kind_phrases(), own_text=own_text)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Pump order", "Kim, can you send the drawing of the second pump? Thanks, Pat"),
        ("Re: Save up to 20% on pumps", "That is a fair price. I will take two."),
        (
            "Fwd: Summer newsletter",
            "Did you see page three?\n\n-----Original Message-----\nFrom: x",
        ),
        (
            "Out of the office next week",
            "Hi Kim,\nI am on vacation from Monday. Call Bo meanwhile.",
        ),
        ("Undelivered pumps", "The pumps were not delivered to the north gate on Tuesday."),
        ("Accepted offer", "We accept your offer of the third. Please send the contract."),
        ("", "ok"),
        ("Confidential", "I do not wish to receive any further calls about this. Please stop."),
        ("Rückfrage", "Guten Tag Frau Berg, können Sie mir das Angebot noch einmal schicken?"),
        ("Réunion", "Bonjour Kim, je suis disponible jeudi. Pouvez-vous confirmer ?"),
    ],
)
def test_a_person_writing_to_a_person_is_human(subject: str, text: str) -> None:
    reading = read(letter(text, subject))
    assert reading.kind is Kind.HUMAN
    assert reading.is_from_person


@pytest.mark.parametrize(
    "mail",
    [
        letter("I am away until Monday.", "Out of Office AutoReply: Pump order"),
        letter("Back on the fourth.", "Automatic reply: Pump order"),
        letter("Away.", "Re: Pump order (Automatic Response)", auto_submitted="auto-replied"),
        letter("Gone fishing", "Re: Pump order", auto_submitted="auto-replied (vacation)"),
        letter("Bin im Urlaub.", "Automatische Antwort: Pumpe"),
        letter("Je suis en congés.", "Réponse automatique : pompe"),
        letter("Estoy de vacaciones.", "Respuesta automática: bomba"),
        letter("Sono in ferie.", "Risposta automatica: pompa"),
        letter("Ik ben er niet.", "Automatisch antwoord: pomp"),
        letter("Estou de férias.", "Resposta automática: bomba"),
        letter("Thank you for your e-mail. I will reply as soon as possible.", "Thanks",
               return_path="<>", precedence="bulk"),
        letter("This is an automated response. I am out of the office until May.", "Re: Pump"),
        letter("Your message has been waitlisted.", "Re: Pump order (Action Required)"),
        letter("Return Receipt\nYour document: Offer was received by: Pat Doe", ""),
        letter("", "Read: Pump order", content_type="multipart/report",
               parts=(Part("message/disposition-notification", text="Disposition: displayed"),)),
    ],
)  # fmt: skip
def test_automatic_answers_are_told(mail: Mail) -> None:
    reading = read(mail)
    assert reading.kind is Kind.AUTO_REPLY
    assert reading.cues
    assert not reading.is_from_person


def test_the_sentences_about_an_absence_are_given_with_their_places() -> None:
    text = (
        "Thank you for your message. I will be out of the office until Mon. Jan. 7 and have no "
        "access to mail.\n\nIn urgent cases call Bo at 555-0100. I'm back on the 8th."
    )
    reading = read(letter(text, "Automatic reply: Pump order"))
    assert [found.text for found in reading.absence] == [
        "I will be out of the office until Mon. Jan. 7 and have no access to mail.",
        "I'm back on the 8th.",
    ]
    assert all(text[found.start : found.end] == found.text for found in reading.absence)


def test_a_note_of_absence_in_unknown_words_is_given_whole() -> None:
    reading = read(letter("Gone fishing till June.", "Automatic reply: Pump order"))
    assert [found.text for found in reading.absence] == ["Gone fishing till June."]


def test_a_delivery_failure_comes_with_its_addresses() -> None:
    mail = letter(
        "I wasn't able to deliver your message to the following addresses.\n\n"
        "<bo@client.example>:\n550 no such user\n",
        "failure notice",
        from_=Address("mailer-daemon@mx.example"),
    )
    reading = read(mail)
    assert reading.kind is Kind.BOUNCE
    assert reading.bounce is not None
    assert reading.bounce.addresses == ("bo@client.example",)


def test_a_report_of_delivery_is_no_failure() -> None:
    mail = letter(
        "Your message was delivered to the following recipients: Bo North",
        "Delivered: Pump order",
        from_=Address("postmaster@client.example"),
    )
    reading = read(mail)
    assert reading.kind is Kind.BOUNCE
    assert reading.bounce is None


CALENDAR = """BEGIN:VCALENDAR
METHOD:{method}
BEGIN:VTIMEZONE
DTSTART:19700101T000000
END:VTIMEZONE
BEGIN:VEVENT
UID:meeting-1
SEQUENCE:{sequence}
SUMMARY:Pump review\\, part two
DTSTART;TZID="Europe/Paris":20140304T093000
DTEND;TZID="Europe/Paris":20140304T103000
ORGANIZER;CN=Kim:mailto:Kim.Berg@our.example
ATTENDEE;PARTSTAT={answer};CN=Pat
 Doe:mailto:pat.doe@client.example
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.parametrize(
    ("method", "answer", "sequence", "act"),
    [
        ("REQUEST", "NEEDS-ACTION", 0, CalendarAct.INVITED),
        ("REQUEST", "NEEDS-ACTION", 2, CalendarAct.MOVED),
        ("REPLY", "ACCEPTED", 0, CalendarAct.ACCEPTED),
        ("REPLY", "DECLINED", 0, CalendarAct.DECLINED),
        ("REPLY", "TENTATIVE", 0, CalendarAct.TENTATIVE),
        ("CANCEL", "NEEDS-ACTION", 1, CalendarAct.CANCELLED),
        ("COUNTER", "TENTATIVE", 0, CalendarAct.MOVED),
    ],
)
def test_a_calendar_part_says_what_happens_to_the_meeting(
    method: str, answer: str, sequence: int, act: CalendarAct
) -> None:
    text = CALENDAR.format(method=method, answer=answer, sequence=sequence)
    mail = letter("See the invitation.", "Pump review", parts=(Part("text/calendar", text=text),))
    reading = read(mail)
    assert reading.kind is Kind.CALENDAR
    assert reading.calendar is not None
    assert reading.calendar.act is act
    assert reading.calendar.uid == "meeting-1"
    assert reading.calendar.summary == "Pump review, part two"
    assert reading.calendar.starts == "20140304T093000"
    assert reading.calendar.zone == "Europe/Paris"
    assert reading.calendar.organizer == "kim.berg@our.example"


def test_a_calendar_file_sent_along_does_not_make_a_notice() -> None:
    text = CALENDAR.format(method="PUBLISH", answer="ACCEPTED", sequence=0)
    mail = letter("Kim, here are our dates.", "Dates", parts=(Part("text/calendar", text=text),))
    assert read(mail).kind is Kind.HUMAN


@pytest.mark.parametrize(
    ("subject", "text", "act"),
    [
        ("Accepted: Pump review", "", CalendarAct.ACCEPTED),
        ("Declined: Pump review @ Tue Mar 4, 2014", "I am travelling.", CalendarAct.DECLINED),
        ("Canceled: Pump review", "When: Tuesday, March 4, 2014 9:30 AM", CalendarAct.CANCELLED),
        ("Updated: Pump review", "When: Wednesday 9:30", CalendarAct.MOVED),
        ("Abgesagt: Pumpe", "", CalendarAct.CANCELLED),
        ("Refusé : pompe", "", CalendarAct.DECLINED),
        ("Pump review", "When: Tuesday, March 4, 2014 9:30 AM\nWhere: Room 4\n\n*~*~*~*~*~*\n",
         CalendarAct.INVITED),
        ("Dentist", "CALENDAR ENTRY:\tAPPOINTMENT\n\nDate: 3/4/2014\n", CalendarAct.APPOINTMENT),
    ],
)  # fmt: skip
def test_calendar_notices_are_told_by_their_words(
    subject: str, text: str, act: CalendarAct
) -> None:
    reading = read(letter(text, subject))
    assert reading.kind is Kind.CALENDAR
    assert reading.calendar is not None
    assert reading.calendar.act is act


@pytest.mark.parametrize(
    "mail",
    [
        letter("Save 30% on pumps. Order now!\nTo unsubscribe, click here.", "Spring sale",
               from_=Address("offers@news.shop.example")),
        letter("All about pumps.", "Pumps", list_unsubscribe="<mailto:off@shop.example>"),
        letter("Hello", "Hello", feedback_id="12:campaign:mailer"),
        letter("[IMAGE]\n[IMAGE]\nThe new pumps are here. Click here to see them.", "New pumps"),
        letter("We are pleased to announce our new office.", "Announcement",
               from_=Address("announcements@our.example"), to=(Address("all-staff@our.example"),)),
        letter("In this issue: pumps.\nCopyright 2014 Pump Press. All rights reserved.",
               "Pump News, issue 4", to=()),
        letter("Wenn Sie den Newsletter abbestellen möchten, klicken Sie hier.",
               "Unser Newsletter", from_=Address("newsletter@laden.example")),
    ],
)  # fmt: skip
def test_mail_written_for_many_is_bulk(mail: Mail) -> None:
    assert read(mail).kind is Kind.BULK


@pytest.mark.parametrize(
    "mail",
    [
        letter("Your order number is 4711. Please do not reply to this email.",
               "Your order 4711", from_=Address("noreply@shop.example")),
        letter("Job 12 failed.", "Backup", auto_submitted="auto-generated"),
        letter("The build is green.", "Build 7", x_jira_fingerprint="abc"),
    ],
)  # fmt: skip
def test_notices_of_machines_are_system_mail(mail: Mail) -> None:
    assert read(mail).kind is Kind.SYSTEM


def test_list_mail_of_a_person_is_told_from_its_announcements() -> None:
    text = "I tried the patch and it works here. Did you test it on the old board?\n-- \n"
    footer = "_____\nTo unsubscribe from this list, visit http://lists.example/options\n"
    headers = {"list_id": "<dev.lists.example>", "list_post": "<mailto:dev@lists.example>"}
    mail = letter(text + footer, "[dev] Re: patch", precedence="list", **headers)
    assert read(mail).kind is Kind.LIST
    only = letter("Spring sale!", "Sale", list_id="<news.shop.example>", list_post="NO",
                  list_unsubscribe="<mailto:off@shop.example>")  # fmt: skip
    assert read(only).kind is Kind.BULK


def test_a_forwarded_newsletter_does_not_make_its_sender_a_newsletter() -> None:
    news = "In this issue\n[IMAGE]\n[IMAGE]\nTo unsubscribe click here. All rights reserved.\n" * 5
    text = "Kim, page two is about us.\n\n" + news
    mail = letter(text, "Pump News, issue 4")
    assert read(mail).kind is Kind.BULK
    assert read(mail, own_text="Kim, page two is about us.").kind is Kind.HUMAN


def test_every_reading_has_its_reasons_in_plain_words() -> None:
    reading = read(letter("To unsubscribe click here", "Sale: save 20%", precedence="bulk"))
    assert reading.kind is Kind.BULK
    assert "Precedence: bulk" in reading.cues
    assert all(cue and "\n" not in cue for cue in reading.cues)


@pytest.mark.data
def test_kinds_of_labelled_replies_are_right() -> None:
    lines = data_path("replies/open.jsonl").read_text("utf-8").splitlines()
    wrong: Counter[tuple[str, str]] = Counter()
    for row in map(json.loads, lines):
        sender = parse_addresses([row["from"]])
        mail = Mail(
            from_=sender[0] if sender else Address(""),
            to=parse_addresses([row["to"]]),
            subject=row["subject"],
            text=row["new_text"],
        )
        kind = read(mail, own_text=row["new_text"]).kind
        # The labels know four kinds: lists are human, calendar and machine notices bulk.
        told = {Kind.LIST: "human", Kind.CALENDAR: "bulk", Kind.SYSTEM: "bulk"}.get(kind, kind)
        if told != row["kind"]:
            wrong[(row["kind"], str(told))] += 1
    assert sum(wrong.values()) <= len(lines) * 0.03, wrong
    assert not [pair for pair in wrong if {"auto_reply", "bounce"} & set(pair)], wrong


def test_damaged_messages_are_read_and_told_without_a_fault() -> None:
    rng = random.Random(7)
    words = ["Out of Office:", "unsubscribe", "\x00", "=?", "<pat@client.example>:", "é" * 9]
    words += ["Content-Type: text/calendar\n\nMETHOD:REPLY", "Auto-Submitted: auto-replied\n"]
    words += ["From: MAILER-DAEMON@x\n", "Subject: Undeliverable: x\n", "休假", "-" * 30, "When: x"]
    words += ["[IMAGE]", "\n\n"]
    for _ in range(500):
        raw = "".join(rng.choice(words) + rng.choice(("", " ", "\n")) for _ in range(40))
        reading = read(parse_mail(raw.encode("utf-8", "surrogateescape")))
        assert reading.kind in Kind
