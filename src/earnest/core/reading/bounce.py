"""Delivery failures: that a message is one, which addresses failed, and whether for good.

A failure marks an address, never the person. Machine-readable reports (RFC 3464) are believed
first, then X-Failed-Recipients, then the words of the report, then the returned headers.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from earnest.core.mail import Mail, Part
from earnest.core.reading.bounce_text import addresses_in_report, notice_lines
from earnest.core.reading.kind_phrases import KindPhrases, Opening, read_opening

# Reports of mail systems are written for one message; a list of more names is kept up to here.
_MAX_FAILURES = 200
_ENOUGH = 3

_DAEMON = re.compile(
    r"^(?:mailer-?daemon|mail-?daemon|mdaemon|postmaster|mail[._-]?delivery(?:[._-]?(?:system|"
    r"subsystem|service))?|mailmaster|mailadm(?:in)?|imss|interscan|smtp|e500_smtp\w*|"
    r"mail[._-]?system|delivery[._-]?\w*|bounces?|ndr|undelivered|\w*_for_smtp\w*|inetgw\d*|"
    r"mailer|daemon|system[._-]?administrator|microsoftexchange\w{10,}|postmaster\W.{0,60})$"
)
_DAEMON_NAME = re.compile(
    r"\b(?:mail delivery|mailer-?daemon|postmaster|delivery (?:sub)?system|mail administrator|"
    r"system administrator|mail system|jetmail)\b"
)
_FIELD = re.compile(r"^([A-Za-z-]{1,40})[ \t]*:[ \t]*(.*(?:\n[ \t].*)*)", re.MULTILINE)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.])([45]\d\d)(?=[ \-])")
_EMAIL = re.compile(r"[^\s<>\"'();,:\[\]=]{1,100}@[^\s<>\"'();,:\[\]=]{1,200}")
_ADDRESS_LINE = re.compile(r"^<[^\s<>@]{1,64}@[^\s<>@]{1,255}>:", re.MULTILINE)
_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_RETURNED = ("text/rfc822-headers", "message/rfc822", "message/global", "message/global-headers")


class FailureReason(StrEnum):
    """Why a message did not arrive, as far as the report says."""

    NO_ADDRESS = "no-address"
    NO_HOST = "no-host"
    FULL = "full"
    TOO_LARGE = "too-large"
    REFUSED = "refused"
    DELAYED = "delayed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Failure:
    """One address a message did not reach.

    `permanent` is False while the mail system still tries, True when it gave up for a lasting
    reason, None when it gave up for one that may pass or is not known. `status` is an enhanced
    status code (RFC 3463) or empty; `words` the report's own line about it.
    """

    address: str
    permanent: bool | None
    reason: FailureReason
    status: str = ""
    words: str = ""

    @property
    def is_bad_address(self) -> bool:
        """Whether mail to this address cannot arrive at all (against: full, refused, too large)."""
        return self.permanent is True and self.reason in (
            FailureReason.NO_ADDRESS,
            FailureReason.NO_HOST,
        )


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery report that tells of a failure or delay. `failures` is empty when it names no
    address; `original_id` is the Message-ID of the message that did not arrive, where returned."""

    failures: tuple[Failure, ...]
    cues: tuple[str, ...]
    original_id: str = ""

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses that failed, lower case."""
        return tuple(failure.address for failure in self.failures)


def read_bounce(
    mail: Mail, *, phrases: KindPhrases, opening: Opening | None = None
) -> Bounce | None:
    """The failure or delay a delivery report tells of; None when the message is no such report
    (a receipt that it was delivered is none). `opening` spares looking for it again."""
    if any(part.content_type == "message/feedback-report" for part in mail.parts):
        # A reader's complaint (RFC 5965) has the frame of a report; the message did arrive.
        return None
    recipients = [fields for part in mail.parts for fields in _recipients(part)]
    failed = [fields for fields in recipients if _action(fields) in ("failed", "delayed")]
    if recipients and not failed:
        return None
    if any(_is_challenge(fields, phrases) for fields in failed):
        return None
    cues = _cues(mail, opening or read_opening(mail, phrases))
    if not failed and not cues:
        return None
    lines = notice_lines(mail.text, phrases)
    failures = tuple(_reported(fields, phrases) for fields in failed)
    failures = tuple(failure for failure in failures if failure.address)
    if failures:
        cues = ("a machine-readable delivery report", *cues)
    else:
        failures = tuple(_from_text(mail, lines, phrases))
    unique = {failure.address: failure for failure in reversed(failures)}
    kept = tuple(reversed(unique.values()))[:_MAX_FAILURES]
    return Bounce(kept, cues or ("a delivery report",), _original_id(mail))


def _cues(mail: Mail, opening: Opening) -> tuple[str, ...]:
    """Why the message is a delivery report; empty when it is none. Who sent it and how counts
    only together with words."""
    if mail.header("x-failed-recipients"):
        return ("X-Failed-Recipients",)
    cues: list[str] = []
    words = 0
    for place in (opening.subject, opening.start):
        for phrase in place:
            if phrase.means == "bounce":
                words += phrase.weight
                cues.append(phrase.say)
                break
    if not words and is_daemon(mail) and _names_and_returns(mail):
        return ("from the mail system", "an address at the start of a line, and returned mail")
    if not words:
        if mail.content_type == "multipart/report" and is_daemon(mail):
            return ("a report from the mail system",)
        return ()
    score = words
    if is_daemon(mail):
        score += 2
        cues.append("from the mail system")
    if has_null_sender(mail):
        score += 1
        cues.append("no return address")
    if mail.content_type == "multipart/report" or mail.header("auto-submitted"):
        score += 1
        cues.append("marked as automatic")
    return tuple(cues) if score >= _ENOUGH else ()


def _names_and_returns(mail: Mail) -> bool:
    """The shape of a report in a language nobody gave phrases for: "<address>:" on a line of its
    own, and a message attached."""
    returned = any(part.content_type in _RETURNED for part in mail.parts)
    return returned and _ADDRESS_LINE.search(mail.text[:4000]) is not None


def is_daemon(mail: Mail) -> bool:
    """Whether the sender is a mail system."""
    local = mail.from_.email.partition("@")[0]
    return bool(_DAEMON.match(local) or _DAEMON_NAME.search(mail.from_.name.lower()))


def has_null_sender(mail: Mail) -> bool:
    """Whether the message asks that nothing be returned to it (RFC 5321 section 4.5.5)."""
    return mail.header("return-path").strip() == "<>" or not mail.from_.email


def _recipients(part: Part) -> Iterable[dict[str, str]]:
    """The per-recipient blocks of a delivery-status part (RFC 3464 section 2.3)."""
    if part.content_type not in _REPORTS or not part.text:
        return
    for block in re.split(r"\n[ \t]*\n", part.text.strip()):
        fields = {name.lower(): value.strip() for name, value in _FIELD.findall(block)}
        if "final-recipient" in fields or "original-recipient" in fields:
            yield fields


def _action(fields: dict[str, str]) -> str:
    """The action taken, made one word: systems add comments and have words of their own."""
    action = fields.get("action", "failed").lower()
    if action.startswith(("fail", "error", "undeliver")):
        return "failed"
    if action.startswith("delay"):
        return "delayed"
    return action.split(" ")[0] or "failed"


def _is_challenge(fields: dict[str, str], phrases: KindPhrases) -> bool:
    """Whether the "failure" only asks the sender to confirm that a person wrote."""
    diagnostic = " ".join(fields.get("diagnostic-code", "").split())
    return phrases.line_has("challenge", diagnostic) is not None


def _reported(fields: dict[str, str], phrases: KindPhrases) -> Failure:
    told = (fields.get(name, "") for name in ("diagnostic-code", "status", "action"))
    diagnostic = " ".join(" ".join(told).split())
    match = _STATUS.search(fields.get("status", "")) or _STATUS.search(diagnostic)
    retrying = _action(fields) == "delayed"
    return _failure(_report_address(fields), [diagnostic], match, retrying, phrases)


def _report_address(fields: dict[str, str]) -> str:
    """The address as it was written by us, if the report has it, else as it was resolved."""
    for name in ("original-recipient", "final-recipient"):
        value = fields.get(name, "")
        kind, semicolon, address = value.partition(";")
        if semicolon and kind.strip().lower() not in ("rfc822", "utf-8", "smtp", ""):
            continue
        match = _EMAIL.search(address if semicolon else value)
        if match and "..." not in match.group():
            return match.group().lower().strip(".")
    return ""


def _failure(
    address: str,
    lines: list[str],
    status: re.Match[str] | None,
    retrying: bool,
    phrases: KindPhrases,
) -> Failure:
    code = status.group(1) if status else ""
    reason, words = _reason(code, lines, phrases)
    if retrying:
        reason = FailureReason.DELAYED if reason is FailureReason.OTHER else reason
        return Failure(address, False, reason, code, words)
    lasting = reason in (FailureReason.NO_ADDRESS, FailureReason.NO_HOST, FailureReason.REFUSED)
    if code:
        permanent = True if code.startswith("5") and reason is not FailureReason.FULL else None
    else:
        reply = next((match for line in lines if (match := _REPLY_CODE.search(line))), None)
        refused = reply is not None and reply.group(1).startswith("5")
        permanent = True if lasting or (refused and reason is not FailureReason.FULL) else None
    return Failure(address, permanent, reason, code, words)


def _reason(code: str, lines: list[str], phrases: KindPhrases) -> tuple[FailureReason, str]:
    """What the lines say of the cause, and the line that says it; the code where none does."""
    for reason in (
        FailureReason.FULL,
        FailureReason.TOO_LARGE,
        FailureReason.NO_HOST,
        FailureReason.NO_ADDRESS,
        FailureReason.REFUSED,
    ):
        for line in lines:
            if phrases.line_has(reason.value, line):
                return reason, " ".join(line.split())[:300]
    words = " ".join(lines[0].split())[:300] if lines else ""
    if code.startswith("5.1.") or code == "5.2.1":
        return FailureReason.NO_ADDRESS, words
    return FailureReason.OTHER, words


def _from_text(mail: Mail, lines: list[str], phrases: KindPhrases) -> Iterable[Failure]:
    """Failures of a report that no machine-readable part tells: header, words, returned mail."""
    retrying = any(phrases.line_has("retrying", line) for line in lines)
    gave_up = any(phrases.line_has("given-up", line) for line in lines)
    header = ",".join(mail.headers.get("x-failed-recipients", ()))
    found = {match.lower(): lines for match in _EMAIL.findall(header)}
    if not found:
        found = addresses_in_report(mail, lines, phrases)
    if not found:
        returned = _returned_recipient(mail)
        found = {returned: lines} if returned else {}
    for address, about in found.items():
        status = next((match for line in about if (match := _STATUS.search(line))), None)
        yield _failure(address, about, status, retrying and not gave_up, phrases)


def _returned_recipient(mail: Mail) -> str:
    """The one person the returned message was written to; nobody when it went to several or
    through a list, whose members it does not name."""
    for part in mail.parts:
        if part.content_type in _RETURNED and part.text:
            head = part.text.partition("\n\n")[0]
            fields = {name.lower(): value for name, value in _FIELD.findall(head)}
            if any(name.startswith("list-") for name in fields) or "precedence" in fields:
                return ""
            sender = {found.lower() for found in _EMAIL.findall(fields.get("from", ""))}
            to = {str(found).lower() for found in _EMAIL.findall(fields.get("to", ""))} - sender
            if len(to) == 1 and not fields.get("cc"):
                return to.pop()
    return ""


def _original_id(mail: Mail) -> str:
    for part in mail.parts:
        if part.content_type in _RETURNED:
            match = re.search(r"(?im)^message-id:\s*<([^<>\s]{1,900})>", part.text)
            if match:
                return str(match.group(1))
    return mail.in_reply_to[0] if mail.in_reply_to else ""
