"""HTML mail as text: what is shown stays, what is quoted is marked, what is hidden goes."""

import time
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.core.reading.html import body_text, html_to_text
from earnest.core.reading.newtext import split_text
from earnest.rulepacks.mailtext import load_mail_phrases
from tests.core.casefile import read_cases

PHRASES = load_mail_phrases()
ANSWER = "<div>The second quote is fine, please go ahead.</div>"
OWN = "The second quote is fine, please go ahead."


def own(html: str) -> str:
    return split_text(html_to_text(html), phrases=PHRASES).own


QUOTES = read_cases("quotes_html")


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES)
def test_the_quoted_mail_of_each_program_is_set_apart(quote: str) -> None:
    assert own(f"<html><body>{ANSWER}<br>{quote}</body></html>") == OWN


def test_answers_between_gmails_quotes_are_kept_with_what_they_answer() -> None:
    html = (
        '<div class="gmail_quote"><div class="gmail_attr">On Mon, 3 Mar 2025, Eva wrote:</div>'
        '<blockquote class="gmail_quote">Which quote?</blockquote><div>The second.</div>'
        '<blockquote class="gmail_quote">And when?</blockquote><div>On Friday.</div></div>'
    )
    text = html_to_text(html)
    parts = split_text(text, phrases=PHRASES)
    assert [text[slice(*parts.spans[q.answer or 0])] for q in parts.quoted] == [
        "The second.",
        "On Friday.",
    ]
    assert [quote.first_words for quote in parts.quoted] == ["Which quote?", "And when?"]


def test_words_indented_by_their_author_are_no_quote() -> None:
    html = (
        "<div>We need:</div>"
        '<blockquote style="margin:0 0 0 40px;border:none;padding:0px">two pumps</blockquote>'
        '<blockquote class="webkit-indent-blockquote">and hoses</blockquote>'
    )
    assert own(html) == "We need:\n\ntwo pumps\n\nand hoses"


def test_a_marked_signature_is_set_apart() -> None:
    html = (
        f'{ANSWER}<br><div class="gmail_signature" data-smartmail="gmail_signature">Eva Holt</div>'
    )
    parts = split_text(html_to_text(html), phrases=PHRASES)
    assert (parts.own, parts.signature) == (OWN, "--\nEva Holt")


def test_an_empty_signature_leaves_no_trace() -> None:
    html = f'{ANSWER}<div data-signatureblock="true"><br></div>'
    assert html_to_text(html) == OWN


def test_lists_tables_and_links_read_as_shown() -> None:
    html = """
      <h2>Order</h2><ol><li>Pumps</li><li>Hoses<ul><li>red</li></ul></li></ol>
      <table><tr><td>Pump</td><td>2</td></tr><tr><th>Hose</th><td>4</td></tr></table>
      <p>See <a href="https://shop.example/x">the shop</a>.</p><pre>a\n  b</pre>"""
    assert html_to_text(html) == dedent(
        """\
        Order

        1. Pumps
        2. Hoses
        - red

        Pump 2
        Hose 4

        See the shop.

        a
          b"""
    )


def test_what_is_hidden_or_not_text_is_left_out() -> None:
    html = (
        "<head><title>T</title><style>p{}</style></head><!-- note --><script>x()</script>"
        '<div style="display: none; max-height:0">Preview</div>'
        '<span style="mso-hide:all">more</span><img alt="logo" src="x">'
        "<p>Zero\u200bwidth&nbsp;space</p>"
    )
    assert html_to_text(html) == "Zerowidth space"


def test_empty_lines_are_kept_as_written() -> None:
    line = "<p class=MsoNormal>{}</p>"
    word = line.format("One") + line.format("<o:p>&nbsp;</o:p>") + line.format("Two")
    assert html_to_text(word) == "One\n\nTwo"
    assert html_to_text("<div>One</div><div><br></div><div>Two<br></div>") == "One\n\nTwo"
    assert html_to_text("<p>One</p><p>Two</p>") == "One\n\nTwo"
    assert html_to_text("One<br>\n  Two") == "One\nTwo"


@pytest.mark.parametrize(
    ("plain", "html", "expected"),
    [
        ("Words.", "<p>Other words.</p>", "Words."),
        ("", "<p>Words.</p>", "Words."),
        (" \n", "<p>Words.</p>", "Words."),
        ("This mail is in HTML. Use another browser.", "<p>Words.</p>", "Words."),
        ("Words.", "", "Words."),
        ("Words.", "  ", "Words."),
        ("", "", ""),
        ("Your HTML viewer is needed", "<img src=x>", "Your HTML viewer is needed"),
    ],
)
def test_the_plain_part_is_read_unless_it_says_nothing(
    plain: str, html: str, expected: str
) -> None:
    assert body_text(plain, html) == expected


HOSTILE = {
    "deep": "<div>" * 60_000 + "x",
    "deep quotes": "<blockquote>" * 20_000 + "x<p>y",
    "formats left open": "".join(f"<font color={n}><p>x" for n in range(20_000)),
    "one format per paragraph": "<b><p>" * 5_000,
    "attributes": "<div " + " ".join(f"a{n}=1" for n in range(60_000)) + ">x",
    "unclosed tags": "<" * 200_000,
    "unclosed comments": "<!--" * 50_000,
    "long style": f'<p style="display{" " * 100_000}border-top {"; " * 50_000}">x',
    "many header boxes": '<div style="border-top:1px">a: b' * 1_000,
    "many signatures": "<div class=signature>x" * 1_000,
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_html_made_to_be_slow_is_not(html: str) -> None:
    start = time.process_time()
    html_to_text(html)
    assert time.process_time() - start < 5


def test_html_too_costly_to_parse_only_loses_its_tags() -> None:
    html = "<style>p{}</style><p>Fish &amp; chips</p>" + "<div>" * 60_000 + "Peas<br>Salt"
    assert html_to_text(html) == "Fish & chips\nPeas\nSalt"


@given(st.text(alphabet=st.sampled_from('<>/="! abdivpre\n&;blockquote'), max_size=300))
def test_any_broken_html_gives_some_text(html: str) -> None:
    assert isinstance(html_to_text(html), str)


@given(st.text(alphabet=st.characters(codec="ascii", categories=["L", "N"]), min_size=1))
def test_words_survive(word: str) -> None:
    assert html_to_text(f"<div><span>{word}</span></div>") == word
