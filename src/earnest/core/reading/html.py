"""HTML mail to plain text in which quoted parts carry "> " and signatures stand below "-- "."""

import re
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from earnest.core.reading.newtext_marks import (
    GAP,
    LAST_OWN,
    PRE,
    QUOTE,
    SIGNATURES,
    has_hidden,
    is_header_box,
    is_hidden,
    read_marks,
    read_names,
)

_SKIPPED = frozenset((
    "head", "style", "script", "title", "meta", "link", "template", "noscript", "svg", "object",
    "iframe", "select",
))  # fmt: skip
_BLOCKS = frozenset((
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "pre", "table", "div",
    "tr", "li", "dt", "dd", "section", "article", "header", "footer", "main", "aside", "nav",
    "center", "address", "form", "fieldset", "caption", "figure", "hr",
))  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# Elements whose id, class and style are looked at.
_JUDGED = frozenset(("div", "span", "section", "table", "td", "p", "hr", "blockquote", "pre"))
_HANDLED = _SKIPPED | _BLOCKS | _JUDGED | frozenset(("-text", "-comment", "br", "th"))
# What Outlook writes for a drawn line when it makes plain text.
_RULE = "_" * 32
_DEEPEST_MARK = 20
_SPACE = re.compile(r"[ \t\r\n\f\v\u2000-\u200a\u202f]+")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad"))
_STUB = re.compile(r"(?i)\b(?:html|browser|view (?:this|it)|anzeigen|afficher|visualizar)\b")
_STUB_LENGTH = 300
_STUB_WORDS = 40

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_LEAVES = frozenset(("br", "img", "hr", "meta", "link", "input", "p", "li", "td", "tr", "th"))
_FORMATS = frozenset((
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
))  # fmt: skip
# Steps the parser may need; a long ordinary mail takes a tenth of this. Formats left open cost
# more than depth: every paragraph that follows gets a copy of each.
_MOST_DEPTH = 8_000_000
_MOST_FORMATS = 150_000
_LONG_TAG = 20_000
_MOST_ATTRIBUTES = 1_000


def html_to_text(html: str) -> str:
    """The text of an HTML mail, one line per line shown. Quoted parts (by the marks of the common
    mail programs) are prefixed with "> " per level, a marked signature follows a line "-- ", hidden
    text and images are dropped. Any input: broken HTML is read as browsers read it; documents
    built to be slow to parse only lose their tags."""
    if is_too_costly(html):
        return _without_tags(html)
    body = LexborHTMLParser(html).body
    if body is None:
        return ""
    writer = _Writer(may_hide=has_hidden(html))
    writer.walk(body)
    return writer.text()


def body_text(text: str, html: str) -> str:
    """The text to read of a message with both a plain and an HTML part: the plain part, unless it
    is empty or only says that the mail should be seen as HTML."""
    plain = text.strip()
    if not html.strip() or (plain and not _is_stub(plain)):
        return text
    return html_to_text(html) or text


def _is_stub(plain: str) -> bool:
    is_short = len(plain) < _STUB_LENGTH and len(plain.split()) < _STUB_WORDS
    return is_short and bool(_STUB.search(plain))


def is_too_costly(html: str) -> bool:
    """Whether a parser would need very long: it takes time with the square of how deep elements
    are nested, of how many are left open, and of the attributes in one tag."""
    depth = formats = deep = formatted = last = 0
    for tag in _TAG.finditer(html):
        at = tag.start()
        if at - last > _LONG_TAG and html.count(" ", last, at) > _MOST_ATTRIBUTES:
            end = html.find(">", last, at)
            if html.count(" ", last, end if end >= 0 else at) > _MOST_ATTRIBUTES:
                return True
        last = at
        name = tag.group(2).lower()
        if name in _FORMATS:
            formats = max(0, formats - 1) if tag.group(1) else formats + 1
        elif name not in _LEAVES:
            depth = max(0, depth - 1) if tag.group(1) else depth + 1
        deep += depth
        formatted += formats
    end = html.find(">", last)
    if html.count(" ", last, end if end >= 0 else len(html)) > _MOST_ATTRIBUTES:
        return True
    return deep > _MOST_DEPTH or formatted > _MOST_FORMATS


def _without_tags(html: str) -> str:
    """The text between the tags, a line for each piece of text."""
    lines = []
    skipping = ""
    for piece in html.split("<"):
        tag, closed, text = piece.partition(">")
        name = tag[:12].split(None, 1)[0].lower() if tag.strip() else ""
        if not skipping and name in ("style", "script", "title"):
            skipping = "/" + name
        elif skipping and name.startswith(skipping):
            skipping = ""
        if not skipping and text.strip():
            lines.append(" ".join(unescape(text if closed else "").split()))
    return "\n".join(lines)


class _Writer:
    """Collects lines while the tree is walked. `depth` counts the quotes we are in."""

    def __init__(self, *, may_hide: bool) -> None:
        self.may_hide = may_hide
        self.lines: list[str] = []
        self.parts: list[str] = []
        self.depth = 0
        self.preformatted = 0
        self.blank_wanted = False
        self.opened: dict[int, int] = {}  # marks of the nodes we are in
        self.counters: list[int] = []  # of the lists we are in; -1 for bullets

    # The walk ----------------------------------------------------------------------------------

    def walk(self, root: LexborNode) -> None:
        """Visit every node in order, without recursion: mail can be nested deeply."""
        node = root.child
        while node is not None:
            child = node.child if self.enter(node) else None
            if child is not None:
                node = child
                continue
            self.leave(node)
            following = node.next
            while following is None:
                node = node.parent
                if node is None or node.mem_id == root.mem_id:
                    return
                self.leave(node)
                following = node.next
            node = following

    def enter(self, node: LexborNode) -> bool:
        """Handle a node before its children; False when they are to be skipped."""
        tag = node.tag or ""
        if tag == "-text":
            self.add(node.text_content or "")
            return False
        if tag not in _HANDLED:
            return True
        if tag in _SKIPPED or tag == "-comment":
            return False
        if tag == "br":
            self.flush(even_empty=True)
            return False
        if tag in _BLOCKS:
            self.flush()
            self.open_block(tag)
        elif tag in ("td", "th") and self.parts:
            self.add(" ")
        return self.judge(node, tag) if tag in _JUDGED else True

    def open_block(self, tag: str) -> None:
        if tag == "li":
            self.open_item()
        elif tag in ("ul", "ol"):
            self.counters.append(0 if tag == "ol" else -1)
            self.blank_wanted = self.blank_wanted or len(self.counters) == 1
        elif tag in _HEADINGS:
            self.blank_wanted = True

    def open_item(self) -> None:
        if self.counters and self.counters[-1] >= 0:
            self.counters[-1] += 1
            self.parts.append(f"{self.counters[-1]}. ")
        else:
            self.parts.append("- ")

    def leave(self, node: LexborNode) -> None:
        """Handle a node after its children."""
        tag = node.tag or ""
        if tag not in _BLOCKS and tag not in _JUDGED:
            return
        if tag in _BLOCKS:
            self.flush()
        if tag in ("ul", "ol"):
            self.counters.pop()
            self.blank_wanted = self.blank_wanted or not self.counters
        elif tag in _HEADINGS:
            self.blank_wanted = True
        marks = self.opened.pop(node.mem_id, 0)
        if marks & QUOTE:
            self.flush()
            self.depth -= 1
        if marks & PRE:
            self.preformatted -= 1
        if marks & (GAP | QUOTE):
            self.blank_wanted = True

    def judge(self, node: LexborNode, tag: str) -> bool:
        """Look at a node's id, class and style; False when its content is hidden."""
        attributes = node.attributes
        style = attributes.get("style") or ""
        if self.may_hide and style and is_hidden(style):
            return False
        names = read_names(attributes) if attributes else frozenset[str]()
        if names & LAST_OWN or (style and not self.depth and is_header_box(node, style)):
            self.flush()
            self.blank_wanted = True
            self.depth += 1
        marks = read_marks(node, tag, names, attributes)
        if marks:
            self.open_marks(node, marks)
        if tag == "hr":
            self.parts.append(_RULE)
            self.flush()
        elif names & SIGNATURES and not self.depth:
            self.open_signature(node)
        return True

    def open_marks(self, node: LexborNode, marks: int) -> None:
        self.opened[node.mem_id] = marks
        if marks & (QUOTE | GAP):
            self.blank_wanted = True
        if marks & QUOTE:
            self.flush()
            self.depth += 1
        if marks & PRE:
            self.preformatted += 1

    def open_signature(self, node: LexborNode) -> None:
        """Write the customary delimiter, unless it is there or nothing follows."""
        self.flush()
        words = node.text(deep=True).strip()
        last = next((line for line in reversed(self.lines) if line), "")
        if words and last.rstrip() != "--" and not words.startswith("--"):
            self.lines.append("-- ")

    # Lines -------------------------------------------------------------------------------------

    def add(self, text: str) -> None:
        """Add running text; white space is folded unless we are in preformatted text."""
        if not text.isascii():
            text = text.translate(_INVISIBLE)
        if self.preformatted:
            first, *more = text.replace("\r\n", "\n").split("\n")
            self.parts.append(first)
            for line in more:
                self.flush(even_empty=True)
                self.parts.append(line)
            return
        text = _SPACE.sub(" ", text)
        if text[:1] == " " and (not self.parts or self.parts[-1][-1:] == " "):
            text = text[1:]
        if text:
            self.parts.append(text)

    def flush(self, *, even_empty: bool = False) -> None:
        """End the line, if there is one."""
        if not self.parts and not even_empty:
            return
        line = "".join(self.parts)
        self.parts.clear()
        # A paragraph of one no-break space is how editors write an empty line.
        if not (even_empty or line.strip(" ")):
            return
        line = line.replace("\xa0", " ").rstrip()
        mark = "> " * min(self.depth, _DEEPEST_MARK)
        if self.blank_wanted and self.lines and self.lines[-1].strip("> "):
            self.lines.append(mark.rstrip())
        self.blank_wanted = False
        self.lines.append((mark + line).rstrip())

    def text(self) -> str:
        """What was written, without more than two blank lines in a row."""
        self.flush()
        return re.sub(r"\n{4,}", "\n\n\n", "\n".join(self.lines)).strip("\n")
