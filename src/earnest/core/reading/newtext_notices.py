"""What companies, lists and mail services add above and below a person's words."""

from collections.abc import Callable

from earnest.core.reading.newtext_lines import is_rule
from earnest.core.reading.newtext_phrases import LINK, MailPhrases

_NOTICE_LINES = 70  # how far up from the end a legal notice is looked for
_BANNER_LENGTH = 1500
_BANNER_LINES = 14
_NOTICE_LENGTH = 6000
_NOTICE_SHOWS_WITHIN = 1500
_BELOW = 160  # characters that may stand below the last notice: a company's lines
_BETWEEN = 600  # and between two
_LONGEST_FOOTER_LINE = 300
_FOOTER_HEAD = 50
_FOLD = 3  # lines over which the words of a phrase may be folded
_ADVERT_LINES = 6
_DRAWN = frozenset(("--", "__", "==", "**"))


def trim(lines: list[str], start: int, end: int) -> int:
    """The end without blank lines and drawn rules before it."""
    while end > start and (not lines[end - 1] or is_rule(lines[end - 1])):
        end -= 1
    return end


def banner_end(lines: list[str], start: int, end: int, phrases: MailPhrases) -> int:
    """The line after a warning or notice above the words, `start` when there is none."""
    first = start
    while first < end and (not lines[first] or is_rule(lines[first])):
        first += 1
    last = first
    while last < end and lines[last]:
        last += 1
    if last == end or last - first > _BANNER_LINES:
        return start
    paragraph = " ".join(lines[first:last])
    if len(paragraph) > _BANNER_LENGTH:
        return start
    return last if phrases.is_banner(paragraph) or phrases.is_disclaimer(paragraph) else start


def notice_start(lines: list[str], start: int, end: int, phrases: MailPhrases) -> int:
    """Where the legal notices and footers at the end begin. Taking the author's words for a notice
    is worse than the reverse: footers must stand at the very end, one above the other; legal
    notices may have a little between and below them, for few say all in one paragraph."""
    found = _advert_start(lines, start, end)
    last = " ".join(lines[max(start, end - _NOTICE_LINES) : end])[-_NOTICE_SHOWS_WITHIN:]
    if not phrases.has_notice(last):
        return found
    bottom, between = found, 0
    while bottom > start and end - bottom < _NOTICE_LINES:
        top = bottom
        while top > start and lines[top - 1]:
            top -= 1
        if any(not is_rule(line) for line in lines[top:bottom]):
            at = _notice_in(lines, top, bottom, phrases, may_be_footer=not between)
            if at is not None:
                found, between = at, 0
            if at is None:
                between += sum(map(len, lines[top:bottom]))
            if (at or top) > top or between > (_BETWEEN if found < end else _BELOW):
                break
        bottom = top - 1
    return _with_heading(lines, start, found) if found < end else end


def _advert_start(lines: list[str], start: int, end: int) -> int:
    """The long underline with which mail services begin the advertisement they add: a few last
    lines with a link in them."""
    bottom = trim(lines, start, end)
    for index in range(bottom - 1, max(bottom - _ADVERT_LINES - 1, start), -1):
        if lines[index].startswith("_" * 30) and is_rule(lines[index]):
            return index if LINK.search(" ".join(lines[index + 1 : bottom])) else end
    return end


def _notice_in(
    lines: list[str], top: int, bottom: int, phrases: MailPhrases, *, may_be_footer: bool
) -> int | None:
    """The line of a paragraph at which a notice begins, None when it holds none."""
    joined = " ".join(lines[top:bottom])
    if len(joined) <= _NOTICE_LENGTH and phrases.is_disclaimer(joined):
        drawn = _drawn_line(lines, top, bottom)
        if drawn is not None:
            return drawn
        shown = _shown_at(lines, top, bottom, phrases.is_disclaimer)
        return top if shown - top <= _FOLD else shown
    return _footer_in(lines, top, bottom, phrases) if may_be_footer else None


def _drawn_line(lines: list[str], top: int, bottom: int) -> int | None:
    """The last drawn line of a paragraph with something below it."""
    return next((at for at in range(bottom - 2, top - 1, -1) if is_rule(lines[at])), None)


def _footer_in(lines: list[str], top: int, bottom: int, phrases: MailPhrases) -> int | None:
    """The line at which a footer begins: a drawn line, or the first of the paragraph, or one that
    begins with the footer's words. A sentence that happens to have such words begins none."""
    drawn = _drawn_line(lines, top, bottom)
    if drawn is not None:
        return drawn if phrases.is_footer("\n".join(lines[drawn:bottom])) else None
    if not phrases.is_footer("\n".join(lines[top:bottom])):
        return None
    for index in range(top, bottom):
        line = lines[index]
        if len(line) > _LONGEST_FOOTER_LINE:
            return None
        if index == top or lines[index - 1][:2] in _DRAWN:
            is_folded = index + 1 < bottom and line[-1] not in ".?!:"
            line = f"{line} {lines[index + 1]}" if is_folded else line
        else:
            line = line[:_FOOTER_HEAD]
        if phrases.is_footer(line):
            return index
    return None


def _shown_at(lines: list[str], top: int, bottom: int, test: Callable[[str], bool]) -> int:
    """The line at which the first phrase begins, which may be folded over a few."""
    first = next(at for at in range(top, bottom) if test(" ".join(lines[at : at + _FOLD])))
    while first + 1 < bottom and not test(lines[first]):
        if not test(" ".join(lines[first + 1 : first + 1 + _FOLD])):
            break
        first += 1
    return first


def _with_heading(lines: list[str], start: int, found: int) -> int:
    """Take in drawn lines and an all-capitals heading above a notice."""
    above = found - 1
    while above >= start and (
        not lines[above] or is_rule(lines[above]) or _is_heading(lines[above])
    ):
        if lines[above]:
            found = above
        above -= 1
    return found


def _is_heading(line: str) -> bool:
    """ "CONFIDENTIALITY NOTICE:", or the line archives draw above what they took off."""
    return len(line) < 60 and ((line[-1:] == ":" and line.isupper()) or line.startswith("-----"))
