"""Calendar notices: invitations and the answers to them, from the calendar part where there is one
(RFC 5546), else from the subject and text that calendar programs write."""

import re
from dataclasses import dataclass
from enum import StrEnum

from earnest.core.mail import Mail
from earnest.core.reading.kind_phrases import Opening

_START = 1500


class CalendarAct(StrEnum):
    """What a notice does to a meeting."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"
    MOVED = "moved"
    APPOINTMENT = "appointment"


@dataclass(frozen=True, slots=True)
class CalendarNotice:
    """A notice about one meeting. `uid`, `starts` and `ends` are as the calendar part writes them
    (iCalendar values, with their zone name in `zone`), empty when only words told of it; `when` is
    then the line that gives the time."""

    act: CalendarAct
    summary: str = ""
    uid: str = ""
    starts: str = ""
    ends: str = ""
    zone: str = ""
    organizer: str = ""
    when: str = ""
    cues: tuple[str, ...] = ()


_ACTS = frozenset(act.value for act in CalendarAct)
_PROPERTY = re.compile(r"^([A-Z-]{1,40})((?:;[^:\n]{0,400})?):(.{0,2000})$", re.MULTILINE)
_FOLD = re.compile(r"\r?\n[ \t]")
_WHEN = re.compile(
    r"^[ \t*]*(?:when|date|wann|quand|cuándo|quando|wanneer)[ \t*]*:[ \t]*(.{4,200})$",
    re.IGNORECASE | re.MULTILINE,
)
_TZID = re.compile(r";TZID=\"?([^;:\"]{1,80})", re.IGNORECASE)
_PARTSTAT = re.compile(r";PARTSTAT=([A-Z-]{3,20})", re.IGNORECASE)
_ANSWERS = {
    "ACCEPTED": CalendarAct.ACCEPTED,
    "DECLINED": CalendarAct.DECLINED,
    "TENTATIVE": CalendarAct.TENTATIVE,
}
# The prefix that says what the notice does, before the meeting's own name.
_PREFIX = re.compile(r"^[^:]{2,40}:\s*")


def read_calendar_notice(mail: Mail, *, opening: Opening) -> CalendarNotice | None:
    """The notice a message is, or None when it is an ordinary message. A calendar file attached
    for information (no METHOD, or PUBLISH) does not make it one."""
    for part in mail.parts:
        if part.content_type == "text/calendar" and part.text:
            notice = _from_calendar(part.text, mail)
            if notice:
                return notice
    return _from_words(mail, opening)


def _from_calendar(text: str, mail: Mail) -> CalendarNotice | None:
    found: dict[str, tuple[str, str]] = {}
    answer = ""
    for name, params, value in _PROPERTY.findall(_FOLD.sub("", text).replace("\r", "")):
        # Time zone rules have a DTSTART of their own; the event's comes after BEGIN:VEVENT.
        if name == "BEGIN" and value in ("VEVENT", "VTODO"):
            for key in ("DTSTART", "DTEND", "SUMMARY", "UID"):
                found.pop(key, None)
        elif name == "END" and value in ("VEVENT", "VTODO"):
            break
        elif name == "ATTENDEE" and (status := _PARTSTAT.search(params)):
            answer = answer or status.group(1).upper()
        found.setdefault(name, (params, value.strip()))
    method = found.get("METHOD", ("", ""))[1].upper()
    act = _act(method, answer, found)
    if act is None:
        return None
    params, starts = found.get("DTSTART", ("", ""))
    zone = _TZID.search(params)
    return CalendarNotice(
        act=act,
        summary=_unescape(found.get("SUMMARY", ("", ""))[1]) or mail.subject,
        uid=found.get("UID", ("", ""))[1][:500],
        starts=starts,
        ends=found.get("DTEND", ("", ""))[1],
        zone=zone.group(1) if zone else "",
        organizer=_mailbox(found.get("ORGANIZER", ("", ""))[1]),
        cues=(f"a calendar part: {method.lower()}",),
    )


def _act(method: str, answer: str, found: dict[str, tuple[str, str]]) -> CalendarAct | None:
    if method == "REPLY":
        return _ANSWERS.get(answer, CalendarAct.ACCEPTED)
    if method == "CANCEL" or (method and found.get("STATUS", ("", ""))[1].upper() == "CANCELLED"):
        return CalendarAct.CANCELLED
    if method == "COUNTER":
        return CalendarAct.MOVED
    if method in ("REQUEST", "ADD"):
        sequence = found.get("SEQUENCE", ("", "0"))[1]
        # Outlook numbers a first invitation 0 and counts up with each change (RFC 5546, 2.1.4).
        return CalendarAct.MOVED if sequence.strip("0") else CalendarAct.INVITED
    return None


def _unescape(text: str) -> str:
    return re.sub(r"\\([,;\\])", r"\1", text.replace("\\n", " ").replace("\\N", " "))[:500]


def _mailbox(value: str) -> str:
    value = value.lower()
    return value.removeprefix("mailto:") if "@" in value else ""


def _from_words(mail: Mail, opening: Opening) -> CalendarNotice | None:
    acts = [phrase for phrase in opening.subject if phrase.means in _ACTS]
    if not acts:
        acts = [phrase for phrase in opening.start if phrase.means in _ACTS]
    if not acts:
        return None
    best = max(acts, key=lambda phrase: (phrase.weight, phrase.id))
    when = _WHEN.search(mail.text[:_START])
    summary = _PREFIX.sub("", mail.subject) if best.where == "subject" else mail.subject
    return CalendarNotice(
        act=CalendarAct(best.means),
        summary=summary[:500],
        when=when.group(1).strip() if when else "",
        cues=(best.say,),
    )
