"""What the ids, classes and styles in HTML mail say: quoted, signature, hidden, header box."""

import re
from collections.abc import Mapping

from selectolax.lexbor import LexborNode

QUOTE, GAP, PRE = 1, 2, 4  # marks of a node; added together

# What each mail program puts around words its user did not write.
_QUOTES = frozenset((
    "yahoo_quoted", "protonmail_quote", "zmail_extra", "tutanota_quote", "moz-cite-prefix",
    "moz-email-headers-table", "moz-forward-container", "gmail_attr", "outlookmessageheader",
    "appleoriginalcontents", "ms-outlook-mobile-reference-message", "mailbird_quote",
    "front-blockquote", "mail-editor-reference-message-container", "olk_src_body_section",
    "reply-intro", "isreplycontent", "isforwardcontent", "oriquote", "messagereplysection",
    "hs_reply", "sh-quoted", "named-quote",
))  # fmt: skip
#: From these to the end of the message everything is quoted.
LAST_OWN = frozenset((
    "appendonsend", "divrplyfwdmsg", "stopspelling", "zwchr", "replysplit", "divforwardedmsg",
))  # fmt: skip
SIGNATURES = frozenset((
    "gmail_signature", "moz-signature", "ms-outlook-mobile-signature", "signature",
    "protonmail_signature_block", "composer_signature", "mail-signature",
))  # fmt: skip

_HIDES = re.compile(r"(?i)display\s{0,9}:\s{0,9}none|mso-hide\s{0,9}:\s{0,9}all")
_TOP_BORDER = re.compile(
    r"(?i)border-top(?:-style|-color|-width)?\s?:(?!\s?(?:none|0|medium none))"
)
_SIDE_BORDER = re.compile(r"(?i)border-left(?:-style|-color|-width)?\s?:(?!\s?(?:none|0))")
_NO_MARGIN = re.compile(r"(?i)margin(?:-bottom)?\s?:\s?0(?:px|pt|cm|in)?\s?(?:;|$|!)")
_HEADER_BOX = 3000  # characters of a header box that are looked at
_LONGEST_STYLE = 2000


def has_hidden(html: str) -> bool:
    """Whether anything in a document may be hidden by its style."""
    return bool(_HIDES.search(html))


def is_hidden(style: str) -> bool:
    """Whether a style hides its element, as mailings do with preview text."""
    return bool(_HIDES.search(style[:_LONGEST_STYLE]))


def read_names(attributes: Mapping[str, str | None]) -> frozenset[str]:
    """The id and classes in lower case, and a common name for some that vary. Outlook's web client
    prefixes those of the mail it answers with "x_", Hotmail with "ecx"; that is taken off."""
    names = set()
    for name in f"{attributes.get('id') or ''} {attributes.get('class') or ''}".lower().split():
        while name.startswith(("x_", "ecx")):
            name = name[2:] if name[0] == "x" else name[3:]
        names.add(name)
        if name.startswith("yahoo_quoted"):
            names.add("yahoo_quoted")
        elif name.endswith("signature"):
            names.add("signature")
        elif name.startswith("mso"):
            names.add("mso")
    if attributes.get("data-marker") == "__DIVIDER__":
        names.add("zwchr")
    if attributes.get("name") in ("quote", "messageReplySection"):
        names.add("named-quote")
    if attributes.get("data-signatureblock") == "true":
        names.add("signature")
    return frozenset(names)


def read_marks(
    node: LexborNode, tag: str, names: frozenset[str], attributes: Mapping[str, str | None]
) -> int:
    """QUOTE when the node holds an older mail, GAP when blank lines surround it, PRE when its line
    breaks count; their sum."""
    style = (attributes.get("style") or "")[:_LONGEST_STYLE]
    if tag == "blockquote":
        return QUOTE if _is_older_mail(names, attributes, style) else GAP
    marks = PRE | GAP if tag == "pre" else 0
    if names and (names & _QUOTES or ("gmail_quote" in names and _is_whole_quote(node))):
        marks |= QUOTE
    if tag in ("p", "table") and "mso" not in names and not _NO_MARGIN.search(style):
        marks |= GAP
    return marks


def _is_older_mail(names: frozenset[str], attributes: Mapping[str, str | None], style: str) -> bool:
    """Whether a blockquote is a quote, rather than the author's words indented."""
    if attributes.get("type") == "cite" or "cite" in attributes or "gmail_quote" in names:
        return True
    if "webkit-indent-blockquote" in names:
        return False
    return bool(_SIDE_BORDER.search(style)) or "border" not in style.lower()


def _is_whole_quote(node: LexborNode) -> bool:
    """Gmail puts answers written between quoted lines inside its quote element, beside the
    blockquotes; a forwarded mail has no blockquote, or says first what it is."""
    if node.css_first("blockquote") is None:
        return True
    return node.text(deep=True)[:200].lstrip().startswith("--")


def is_header_box(node: LexborNode, style: str) -> bool:
    """Whether this is the box with a line above it in which Outlook and Windows Mail put sender,
    date and subject of the mail being answered: three labels, in whatever language."""
    if "order-top" not in style or not _TOP_BORDER.search(style[:_LONGEST_STYLE]):
        return False
    text = node.text(deep=True, separator="\n")[:_HEADER_BOX]
    lines = [line.strip() for line in text.split("\n") if line.strip()][:24]
    labels = sum(1 for line in lines if line[-1] == ":" or ": " in line[:24])
    return labels >= 3 and (":" in lines[0][:24] or lines[1][0] == ":")
