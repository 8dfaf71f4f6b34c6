"""Mail brought in for tests as a person brings it in: written to files and imported."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count
from pathlib import Path

from earnest.app.importing import import_paths
from earnest.db.models import Proposal, Workspace
from tests.builders import NOW, ago

US = "robin@hale.example"
ANA = "ana@costa.example"
RUI = "rui@costa.example"
_numbers = count(1)


def letter(
    words: str,
    *,
    sender: str = ANA,
    to: str = US,
    days: float = 5,
    subject: str = "The boiler house",
    **headers: str,
) -> EmailMessage:
    """A message of `days` before NOW. Headers are given with underscores for hyphens."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = format_datetime(ago(days))
    message["Message-ID"] = f"<{next(_numbers)}@mail.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(words)
    return message


def calendar(method: str, uid: str, starts: str, days: float, **values: str) -> EmailMessage:
    """A calendar notice of Ana's; `starts` as calendars write it."""
    sender, to = values.get("sender", ANA), values.get("to", US)
    message = letter("See the invitation.", sender=sender, to=to, days=days, subject="Site walk")
    lines = ["BEGIN:VCALENDAR", f"METHOD:{method}", "BEGIN:VEVENT", f"UID:{uid}",
             f"DTSTART{values.get('zone', '')}:{starts}", f"SEQUENCE:{values.get('sequence', 0)}",
             "SUMMARY:Site walk", f"ATTENDEE;PARTSTAT={values.get('answer', 'ACCEPTED')}:mailto:x",
             "END:VEVENT", "END:VCALENDAR", ""]  # fmt: skip
    body = "\r\n".join(lines)
    message.add_attachment(body, subtype="calendar", params={"method": method}, disposition=None)
    return message


def bounce(address: str, *, days: float, status: str = "5.1.1", words: str = "") -> EmailMessage:
    """A delivery report (RFC 3464) about one address."""
    message = letter(
        "Your message could not be delivered.",
        sender="mailer-daemon@mx.example",
        days=days,
        subject="Undelivered Mail Returned to Sender",
    )
    text = f"Your message to {address} could not be delivered. {words}\n"
    report = (
        "Reporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {address}\nAction: failed\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; 550 {status} {words or 'User unknown'}\n"
    )
    raw = (
        f"From: Mail Delivery System <mailer-daemon@mx.example>\nTo: {US}\n"
        f"Subject: {message['Subject']}\nDate: {message['Date']}\n"
        f"Message-ID: {message['Message-ID']}\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        f"--b\nContent-Type: text/plain\n\n{text}\n--b\n"
        f"Content-Type: message/delivery-status\n\n{report}\n--b--\n"
    )
    found = EmailMessage()
    found.set_content("")
    found.as_bytes = lambda *_, **__: raw.encode()  # type: ignore[method-assign]
    return found


def bring_in(
    workspace: Workspace, folder: Path, *letters: EmailMessage, now: datetime = NOW
) -> None:
    """Import these with all that was brought in from the folder before."""
    folder.mkdir(exist_ok=True)
    for one in letters:
        (folder / f"{next(_numbers):05}.eml").write_bytes(one.as_bytes())
    import_paths(workspace, [folder], now=now, me=[US], workers=1)


def waiting(workspace: Workspace) -> list[tuple[str, str]]:
    """What waits for a word: kind and sentence."""
    rows = Proposal.objects.of(workspace).filter(state="waiting").order_by("at", "start")
    return list(rows.values_list("kind", "sentence"))


def proposal(workspace: Workspace, kind: str) -> Proposal:
    """The one proposal of this kind."""
    return Proposal.objects.of(workspace).get(kind=kind)
