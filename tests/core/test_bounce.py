"""Delivery failures of many mail systems: recognised, their addresses found, look-alikes left."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from earnest.adapters.mail.parse import parse_mail
from earnest.core.mail import Address, Mail, Part
from earnest.core.reading.bounce import Bounce, FailureReason, read_bounce
from earnest.rulepacks.kinds import kind_phrases
from tests.realdata import data_path

US = (Address("seller@our.example"),)


def report(
    text: str,
    subject: str = "Undelivered Mail Returned to Sender",
    sender: str = "mailer-daemon@mx.example",
    **more: object,
) -> Mail:
    """A delivery report in words."""
    return Mail(from_=Address(sender), to=US, subject=subject, text=text, **more)  # type: ignore[arg-type]


def read(mail: Mail) -> Bounce | None:
    """The bounce of a message, with the shipped phrases."""
    return read_bounce(mail, phrases=kind_phrases())


# One report in the manner of each of many mail systems, all about pat@client.example.
REPORTS = tomllib.loads(Path(__file__).with_name("bounce_reports.toml").read_text("utf-8"))


@pytest.mark.parametrize("system", REPORTS)
def test_the_reports_of_many_mail_systems_name_the_address_that_failed(system: str) -> None:
    bounce = read(report(**REPORTS[system]))
    assert bounce is not None
    assert bounce.addresses == ("pat@client.example",)
    assert bounce.cues


@pytest.mark.parametrize(
    ("line", "reason", "permanent"),
    [
        ("550 5.1.1 User unknown", FailureReason.NO_ADDRESS, True),
        ("This account has been disabled or discontinued", FailureReason.NO_ADDRESS, True),
        ("550 5.1.2 Host unknown", FailureReason.NO_HOST, True),
        ("552 5.2.2 Over quota", FailureReason.FULL, None),
        ("the user's mailfolder is full", FailureReason.FULL, None),
        ("552 Message size exceeds fixed limit", FailureReason.TOO_LARGE, True),
        ("554 5.7.1 Client host blocked using bl.example", FailureReason.REFUSED, True),
        ("451 4.3.0 Try again later", FailureReason.OTHER, None),
    ],
)
def test_the_reason_tells_whether_the_address_is_bad(
    line: str, reason: FailureReason, permanent: bool | None
) -> None:
    bounce = read(report(f"Your mail was not delivered to:\n\n<pat@client.example>: {line}\n"))
    assert bounce is not None
    (failure,) = bounce.failures
    assert (failure.reason, failure.permanent) == (reason, permanent)
    bad = (FailureReason.NO_ADDRESS, FailureReason.NO_HOST)
    assert failure.is_bad_address == (reason in bad)
    assert failure.words


def test_a_warning_that_mail_is_delayed_is_not_permanent() -> None:
    bounce = read(
        report(
            "A message that you sent has not yet been delivered to one or more of its recipients.\n"
            "  pat@client.example\nNo action is required on your part. "
            "Delivery attempts will continue.\n",
            "Warning: message delayed 24 hours",
        )
    )
    assert bounce is not None
    assert [failure.permanent for failure in bounce.failures] == [False]
    assert bounce.failures[0].reason is FailureReason.DELAYED


STATUS = (
    "Reporting-MTA: dns; mx.example\n\nOriginal-Recipient: rfc822;Pat@Client.example\n"
    "Final-Recipient: rfc822; pat.doe@inside.client.example\nAction: {}\nStatus: {}\n"
    "Diagnostic-Code: smtp; {}\n"
)


def machine_report(action: str, status: str, words: str) -> Mail:
    """A report by RFC 3464."""
    part = Part("message/delivery-status", text=STATUS.format(action, status, words))
    returned = Part(
        "text/rfc822-headers", text="Message-ID: <offer@our.example>\nTo: pat@x.example\n"
    )
    return report(
        "See below.", "x", content_type="multipart/report", parts=(part, returned), headers={}
    )


def test_a_machine_readable_report_is_believed_and_points_to_the_message() -> None:
    bounce = read(machine_report("failed", "5.1.1", "550 no such user"))
    assert bounce is not None
    assert bounce.addresses == ("pat@client.example",)
    assert bounce.failures[0].status == "5.1.1"
    assert bounce.failures[0].is_bad_address
    assert bounce.original_id == "offer@our.example"


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_a_report_of_success_is_no_failure(action: str) -> None:
    assert read(machine_report(action, "2.0.0", "250 ok")) is None


def test_a_report_that_asks_to_confirm_is_no_failure() -> None:
    assert read(machine_report("delayed", "4.7.0", "Sender not pre-approved.")) is None


def test_mailboxes_named_without_a_domain_belong_to_the_reporting_system() -> None:
    mail = report(
        "Sorry seller@our.example. Your mail to the following recipients could not be delivered:\n"
        "\tpatdoe\n",
        "Mail Delivery Problem",
        "mailer-daemon@provider.example",
    )
    bounce = read(mail)
    assert bounce is not None
    assert bounce.addresses == ("patdoe@provider.example",)


@pytest.mark.parametrize(
    "mail",
    [
        report(
            "I am away until Monday.", "Automatic reply: Undeliverable pumps", "pat@client.example"
        ),
        report("Thank you, we have received your mail.", "Re: Spring offer", "info@client.example"),
        report(
            "My new address is pat.doe@client.example, the old one is no longer valid.",
            "New address",
            "pat@client.example",
        ),
        report(
            "Did you see this? Please resend.\n\n> could not be delivered to pat@client.example",
            "RE: Undeliverable: Spring offer",
            "kim@client.example",
        ),
        report("The delivery of the pumps failed.", "Delivery on Monday", "kim@client.example"),
        report("", ""),
        Mail(),
    ],
)
def test_ordinary_mail_about_failures_is_no_failure(mail: Mail) -> None:
    assert read(mail) is None


def test_no_reply_in_the_open_set_is_taken_for_a_failure() -> None:
    names = ("autoreply", "aol-vacation", "polish-autoreply", "boxbe-cr", "boxbe-cr2", "warning-6")
    folder = data_path("bounces/bounceparser")
    mails = {name: parse_mail((folder / f"{name}.msg").read_bytes()) for name in names}
    assert {name for name, mail in mails.items() if read(mail)} == set()


@pytest.fixture
def measured() -> Callable[[str], dict[str, object]]:
    """The benchmark's figures for a folder of the open data."""
    from benchmarks.accuracy.bounces import load, measure

    def run(name: str) -> dict[str, object]:
        folder = data_path(f"bounces/{name}")
        expected = folder.parent / f"{name}-expected.json"
        return measure(load(folder, expected if expected.exists() else None))

    return run


def test_the_open_set_of_failures_is_read(measured: Callable[[str], dict[str, object]]) -> None:
    figures = measured("flufl")
    assert figures["recall"] >= 0.98  # type: ignore[operator]
    assert figures["precision"] >= 0.98  # type: ignore[operator]
    assert figures["temporary_accuracy"] == 1.0
    assert figures["false_failures"] == 0


def test_look_alikes_of_the_open_set_are_left_alone(
    measured: Callable[[str], dict[str, object]],
) -> None:
    assert measured("bounceparser")["false_failures"] == 0
