"""Which lines of a mail are quoted: marked ones, and what follows headers and dividers."""

import re
from dataclasses import dataclass, field

from earnest.core.reading.newtext_phrases import MailPhrases

#: What a line is. INTRO is a reply header, divider or header block: it belongs to the quote below.
OWN, BLANK, QUOTED, INTRO = range(4)

_LOOK_BACK = 4  # lines a folded reply header may take
_EMPTIED_WITHIN = 40
_HEADER_LINES = 60  # a copied header block with long recipient lists
_LONGEST_LINE = 1000  # beyond this a line is a paragraph and never a header of anything
_RULE_STARTS = "-_=*#—–~+<"
_TELLING_STARTS = frozenset(_RULE_STARTS + ">|")
_RULE = re.compile(r"[-_=*#—–~][-_=*#—–~ ]+[-_=*#—–~]$")
_DASHED = re.compile(r"[-_=*]{3,40}[^-_=*]{1,60}[-_=*]{3,40}$")
_INITIALS = re.compile(r"[A-Z]{1,4}>[> ]")
_DAY = re.compile(r"(?<!\d)\d{1,4}[./-]\d{1,2}[./-]\d{2,4}(?!\d)")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.]\d{2}(?!\d)")
_NOTES_TABLE = re.compile(r"\|-{3,}\+-+>?$")
_LONGEST_NOTES_LINE = 120
# A quoted line that was cut by a program that folds at 72 or so, leaving its end unmarked.
_FOLDED_AT = 66


@dataclass(slots=True)
class Marks:
    """One kind per line, and the lines at which a forwarded part begins. `breaks` are (line,
    column) where a reply header stands behind own words on the same line: to be marked again with
    the line broken there."""

    kinds: bytearray
    forwards: set[int] = field(default_factory=set)
    breaks: list[tuple[int, int]] = field(default_factory=list)


def mark_lines(lines: list[str], phrases: MailPhrases) -> Marks:
    """Tell the author's own lines from quoted ones. `lines` are stripped of surrounding space."""
    return _Marker(lines, phrases).run()


def is_rule(line: str) -> bool:
    """Whether a line is only a drawn rule."""
    return line[:1] in _RULE_STARTS and bool(_RULE.match(line))


class _Marker:
    """The walk over the lines; what is known so far is in `marks`."""

    def __init__(self, lines: list[str], phrases: MailPhrases) -> None:
        self.lines = lines
        self.phrases = phrases
        self.marks = Marks(bytearray(len(lines)))
        self.kinds = self.marks.kinds
        self.memo_end = 0

    def run(self) -> Marks:
        lines, kinds = self.lines, self.kinds
        index, count = 0, len(lines)
        while index < count:
            line = lines[index]
            if not line:
                kinds[index] = BLANK
                index += 1
            elif (
                line[0] not in _TELLING_STARTS
                and ":" not in line
                and ">" not in line[1:5]
                and "：" not in line
                and not line.endswith("wrote")
            ):
                index += 1  # nothing below can make this line anything but the author's
            elif self._is_marked(index, line):
                index = self._take_marked(index)
            else:
                index = self._take_plain(index, line)
        return self.marks

    # Marked quotes -----------------------------------------------------------------------------

    def _is_marked(self, index: int, line: str) -> bool:
        first = line[0]
        if first == ">":
            if line.startswith(">>> ") and line.endswith(" >>>"):
                return False  # GroupWise's reply header
            # ">From" is how mailbox files escape a line that begins with "From".
            return not (line.startswith(">From ") and self._stands_alone(index))
        if first == "|":
            return line[1:2] in ("", " ") and self._goes_on(index)
        return ">" in line[1:5] and bool(_INITIALS.match(line))

    def _goes_on(self, index: int) -> bool:
        """Whether a line marked with "|", which also draws tables and trees, is below a quote."""
        if not index:
            return False
        if self.kinds[index - 1] == OWN:
            return self._attribution_start(index - 1, certain=False) is not None
        return self.kinds[index - 1] in (QUOTED, INTRO)

    def _stands_alone(self, index: int) -> bool:
        below = self.lines[index + 1] if index + 1 < len(self.lines) else ""
        return not (index and self.kinds[index - 1] == QUOTED) and not below.startswith(">")

    def _take_marked(self, index: int) -> int:
        """Mark a run of quoted lines and the reply header above it."""
        if index and self.kinds[index - 1] != QUOTED:
            self._take_attribution_above(index)
        lines, kinds, count = self.lines, self.kinds, len(self.lines)
        kinds[index] = QUOTED
        index += 1
        while index < count and lines[index]:
            if not (
                lines[index][0] == ">"
                or self._is_marked(index, lines[index])
                or self._is_folded_end(index)
            ):
                break
            kinds[index] = QUOTED
            index += 1
        return index

    def _is_folded_end(self, index: int) -> bool:
        """Whether this unmarked line is the rest of the quoted line above it."""
        if index + 1 >= len(self.lines):
            return False
        line, above, below = self.lines[index], self.lines[index - 1], self.lines[index + 1]
        return (
            line[:1].islower()
            and len(line) < 40
            and len(above) > _FOLDED_AT
            and above[-1] not in ".?!:"
            and below[:1] == ">"
        )

    def _take_attribution_above(self, index: int) -> None:
        above = index - 1
        while above >= 0 and self.kinds[above] == BLANK and index - above <= 4:
            above -= 1
        if above < 0 or self.kinds[above] != OWN:
            return
        start = self._attribution_start(above, certain=False)
        if start is not None:
            self._mark(start, above + 1, INTRO)

    # Reply headers -----------------------------------------------------------------------------

    def _attribution_start(self, end: int, *, certain: bool) -> int | None:
        """The first line of the reply header whose last line is `end`, None when there is none."""
        best, weight = None, -1
        text = ""
        for start in range(end, max(end - _LOOK_BACK, -1), -1):
            line = self.lines[start]
            if self.kinds[start] != OWN or not line or len(line) > _LONGEST_LINE:
                break
            text = f"{line} {text}"
            found = self.phrases.attribution(text)
            if found is None or not (found.is_certain if certain else found.is_likely):
                continue
            if start == end and not found.lead:
                column = self.phrases.attribution_column(line)
                if column:
                    self.marks.breaks.append((end, column))
                    return None
            opens = found.lead or start == end or line[0].isdigit() or line[0] in "\"'<"
            if opens and found.weight > weight:
                best, weight = start, found.weight
            if found.lead and found.is_certain:
                break
        return best

    def _is_emptied(self, start: int, end: int) -> bool:
        """Whether a reply header was left standing above an answer, its quote cut out: nothing
        stands above it, and nothing below is marked or headed. Nobody sends a mail of which all
        is quoted."""
        if self._has_own_above(start):
            return False
        below = self.lines[end : end + _EMPTIED_WITHIN]
        if len(self.lines) - end > _EMPTIED_WITHIN:
            return False
        return not any(
            line.startswith(">") or line.endswith(":") or self.phrases.header_kind(line)
            for line in below
            if line
        )

    # Lines without a mark ----------------------------------------------------------------------

    def _take_plain(self, index: int, line: str) -> int:
        """Handle one unmarked line; the index to go on from."""
        if line[0] in _RULE_STARTS or line[-1] == ":":
            kind = self.phrases.divider_kind(line)
            if kind:
                return self._open_quote(index, index + 1, forward=kind == "forward")
        if line[0] == ">" and line.endswith(">>>"):
            return self._open_quote(index, index + 1)
        if line[0] == "|" and _NOTES_TABLE.match(line):
            self._mark(index, len(self.lines), QUOTED)
            return len(self.lines)
        if index >= self.memo_end and self.phrases.header_kind(line):
            block = self._header_block(index)
            if block is not None:
                return self._open_quote(*block)
        if line[-1] in ":：" or line[-5:].lower() == "wrote":
            start = self._attribution_start(index, certain=True)
            if start is not None and self._is_emptied(start, index + 1):
                self._mark(start, index + 1, INTRO)
                return index + 1
            if start is not None:
                return self._open_quote(start, index + 1)
        return index + 1

    def _open_quote(self, start: int, end: int, *, forward: bool = False) -> int:
        """Mark an introduction and, unless the quote below it is marked, all that follows it."""
        if forward:
            self.marks.forwards.add(start)
        self._mark(start, end, INTRO)
        below = end
        count = len(self.lines)
        while below < count and not self.lines[below]:
            below += 1
        if below < count and self.phrases.header_kind(self.lines[below]):
            last, _ = self._read_headers(below)
            if last > below + 1:
                self._mark(below, last, INTRO)
                below = last
                while below < count and not self.lines[below]:
                    below += 1
        if below < count and self._is_marked(below, self.lines[below]):
            for blank in range(end, below):
                if not self.kinds[blank]:
                    self.kinds[blank] = INTRO if self.lines[blank] else BLANK
            return below
        for rest in range(end, count):
            if self.kinds[rest] != INTRO:
                self.kinds[rest] = QUOTED if self.lines[rest] else BLANK
        return count

    def _mark(self, start: int, end: int, kind: int) -> None:
        for index in range(start, end):
            self.kinds[index] = kind if self.lines[index] else BLANK

    # Header blocks -----------------------------------------------------------------------------

    def _read_headers(self, index: int) -> tuple[int, set[str]]:
        """The line after a block of header lines starting here, and the kinds of header in it."""
        seen: set[str] = set()
        last = index
        at, stop = index, min(len(self.lines), index + _HEADER_LINES)
        while at < stop:
            line = self.lines[at]
            kind = self.phrases.header_kind(line) if line else ""
            if kind and not (kind in seen and kind == "from"):
                seen.add(kind)
                last = at + 1
            elif not line:
                below = at
                while below < stop and not self.lines[below]:
                    below += 1
                following = self.phrases.header_kind(self.lines[below]) if below < stop else ""
                if below - at > 3 or not following or following in seen:
                    break
                at = below
                continue
            elif not self._continues(at):
                break
            else:
                last = at + 1
            at += 1
        return last, seen

    def _continues(self, index: int) -> bool:
        """Whether a line goes on with the recipients or the long value begun above it."""
        line, above = self.lines[index], self.lines[index - 1]
        if len(line) > _LONGEST_LINE:
            return False
        if above.endswith((",", ";", ":", " On", " on")) or line[0] in "[<(":
            return True
        return "@" in line or line.count(";") > 1 or line.count(",") > 1

    def _header_block(self, index: int) -> tuple[int, int] | None:
        """(start, end) of a header block copied from an older mail; None when these lines only
        look like one."""
        end, seen = self._read_headers(index)
        known = seen - {"other"}
        text = " ".join(self.lines[index:end])
        if "from" in known:
            above = self._rule_above(index)
            is_block = len(known) >= (2 if above < index else 3)
            if is_block and (self._has_own_above(index) or _is_mail_like(text)):
                return above, end
            if is_block:
                self.memo_end = end  # a memo to all staff begins like this, and is the author's
            return None
        if not known >= {"to", "subject"} and not known >= {"to", "cc"}:
            return None
        start = self._notes_start(index)
        if start is not None:
            return start, end
        return (index, end) if "subject" in known and _is_mail_like(text) else None

    def _has_own_above(self, index: int) -> bool:
        return self.kinds.find(OWN, 0, index) >= 0

    def _rule_above(self, index: int) -> int:
        above = index - 1
        while above >= 0 and not self.lines[above] and index - above <= 3:
            above -= 1
        if above < 0 or len(self.lines[above]) > _LONGEST_NOTES_LINE:
            return index
        line = self.lines[above]
        return above if is_rule(line) or _DASHED.match(line) else index

    def _notes_start(self, index: int) -> int | None:
        """Lotus Notes puts name, date and time above "To:", on one line or two."""
        for above in range(index - 1, max(index - 8, -1), -1):
            line = self.lines[above]
            if self.kinds[above] not in (OWN, BLANK) or len(line) > _LONGEST_NOTES_LINE:
                return None
            day = _DAY.search(line)
            if not day or not (_CLOCK.search(line) or line.endswith(day.group())):
                continue
            name = line[: day.start()].strip(" \t*")
            if name and name.lower() != "on":
                return self._with_folded_name(above, line)
            return self._name_above(above)
        return None

    def _with_folded_name(self, index: int, line: str) -> int:
        """The sender's address may have been folded onto a line of its own."""
        above = self.lines[index - 1] if index else ""
        if above.startswith('"') and '"' not in line:
            return index - 1
        return index

    def _name_above(self, index: int) -> int:
        above = index - 1
        while above >= 0 and not self.lines[above] and index - above <= 2:
            above -= 1
        if above < 0 or self.kinds[above] != OWN:
            return index
        line = self.lines[above]
        return above if len(line) <= _LONGEST_NOTES_LINE and line[-1] not in ".?!" else index


def _is_mail_like(text: str) -> bool:
    """Whether header lines carry what mail programs write and people do not: an address, a Notes
    path or a time of day."""
    return "@" in text or "mailto:" in text or bool(_CLOCK.search(text))
