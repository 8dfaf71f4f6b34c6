"""The failed addresses in the words of a delivery report, ranked by how surely lines name them."""

import re

from earnest.core.mail import Mail
from earnest.core.reading.kind_phrases import MAX_LINE, KindPhrases

_MAX_LINES = 400
# The lines around an address that tell of its failure.
_BEFORE, _AFTER = 2, 6

_ADDRESS = re.compile(
    r"(?:smtp[=:])?([^\s<>\"'();,:\[\]=|`]{1,100}@[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){0,8})",
    re.IGNORECASE,
)
# An address alone at the start of its line, in the marks that mail systems set around it.
_LEADING = re.compile(
    r"^[\s>*|\"'<\[•-]{0,20}(?:smtp[=:])?"
    r"[^\s<>\"'();,:\[\]=|]{1,100}@[a-z0-9._-]{1,250}"
    r"(?=[\s>\"'\];:,.]*(?:$|:|;|\.\.\.|\s[-(.:]|\s+\(|\s+on\b|\s*,))",
    re.IGNORECASE,
)
_HEADER_BLOCK = re.compile(
    r"^>?(?:received|return-path|delivered-to|message-id|mime-version|in-reply-to):\s",
    re.IGNORECASE,
)
_BARE_WORD = re.compile(r"^\s{0,20}([a-z0-9][\w.+-]{2,40})(?:\s{2,}\S.*)?\s*$", re.IGNORECASE)
_OWN_NAMES = "postmaster mailer-daemon abuse hostmaster webmaster root support helpdesk"
_OWN = frozenset(_OWN_NAMES.split())
# Archives shorten addresses ("joe@exam..."); sendmail writes "joe@example.com... User unknown".
_ELIDED = re.compile(r"\.\.\.(?:\S|$)")
_TO_LINE = re.compile(r"^\W{0,8}to:\s", re.IGNORECASE)


def notice_lines(text: str, phrases: KindPhrases) -> list[str]:
    """The lines a mail system wrote, up to where the returned message begins."""
    lines: list[str] = []
    for line in text.split("\n", _MAX_LINES)[:_MAX_LINES]:
        line = line[:MAX_LINE]
        if _HEADER_BLOCK.match(line):
            break
        if phrases.line_has("original-follows", line) and not _ADDRESS.search(line):
            # Some reports announce the returned message before they name the addresses.
            if any(_ADDRESS.search(earlier) for earlier in lines):
                break
            continue
        lines.append(line)
    return lines


def addresses_in_report(mail: Mail, lines: list[str], phrases: KindPhrases) -> dict[str, list[str]]:
    """The failed addresses, each with the lines about it.

    An address that a line begins with or labels is surer than one in a line that tells of a
    failure, and that than any other; only the surest there are count. The recipient's own address
    and those to ask for help are the last to be taken.
    """
    own = {address.email for address in (*mail.to, *mail.cc)} | {mail.from_.email}
    ranked: dict[str, tuple[int, int]] = {}
    for number, line in enumerate(lines):
        for match in _ADDRESS.finditer(line):
            address = match.group(1).lower().rstrip(".-")
            rank = _rank(line, address, own, phrases)
            elided = "..." in address or _ELIDED.match(line, match.end())
            if rank and not elided and rank > ranked.get(address, (0, 0))[0]:
                ranked[address] = (rank, number)
    best = max((rank for rank, _ in ranked.values()), default=0)
    if best < 3 and (bare := _bare_names(mail, lines, phrases)):
        return bare
    return {
        address: _about(lines, number) for address, (rank, number) in ranked.items() if rank == best
    }


def _rank(line: str, address: str, own: set[str], phrases: KindPhrases) -> int:
    """How surely the line says that this address failed: 0 (not at all) to 4."""
    local = address.partition("@")[0]
    if local in _OWN or local.startswith("mailer-daemon"):
        return 0
    leading = _LEADING.match(line) is not None
    if phrases.line_has("elsewhere", line) and not leading:
        return 0
    if leading or phrases.line_has("label", line):
        rank = 4
    elif phrases.line_has("failed-here", line):
        rank = 3
    else:
        rank = 1 if _TO_LINE.match(line) else 2
    return max(rank - 1, 1) if address in own else rank


def _about(lines: list[str], number: int) -> list[str]:
    """The line with the address, those after it, then those before: the nearest cause first."""
    after = lines[number : number + _AFTER]
    return [*after, *lines[max(number - _BEFORE, 0) : number]]


def _bare_names(mail: Mail, lines: list[str], phrases: KindPhrases) -> dict[str, list[str]]:
    """Mailboxes named without their domain, which is then the reporting system's own: the line
    after one that announces the recipients (AOL and others)."""
    domain = mail.from_.email.partition("@")[2]
    if not domain:
        return {}
    found: dict[str, list[str]] = {}
    announced = False
    for number, line in enumerate(lines):
        match = _BARE_WORD.match(line)
        if announced and match:
            found[f"{match.group(1).lower()}@{domain}"] = _about(lines, max(number - 1, 0))
        elif line.strip():
            announced = line.rstrip().endswith(":") and bool(
                phrases.line_has("failed-here", line) or phrases.line_has("label", line)
            )
    return found
