"""The page of one message."""

import pytest
from django.test import Client

from earnest.db.models import Message, Workspace
from tests.builders import NOW, ago, make_account, make_contact, make_message, make_touch

pytestmark = pytest.mark.django_db

TRICKS = (
    "<p>Hello <b>there</b></p><script>alert(1)</script><style>p{color:red}</style>"
    '<p onclick="alert(2)" style="position:fixed" id="main" class="start">over</p>'
    '<a href="javascript:alert(3)">one</a><a href="https://x.example/?a=1">two</a>'
    '<a href="https://x.example/empty"><img src="https://t.example/p.gif"></a>'
    '<img src="https://t.example/a.gif" alt="a plan"><form action="https://x.example"><input></form>'
    '<iframe src="https://x.example"></iframe><base href="https://x.example/">'
    '<svg><a xlink:href="javascript:alert(4)"><text>x</text></a></svg>'
)


def page(visitor: Client, address: str) -> str:
    response = visitor.get(address)
    assert response.status_code == 200
    return response.content.decode()


def shown(message: Message, **query: str) -> str:
    answer = Client(headers={"host": "localhost"}).get(f"/messages/{message.pk}", query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_own_words_stand_out_and_quoted_ones_are_folded_away(
    desk: Workspace, visitor: Client
) -> None:
    quoted = "\n".join(["On Monday Eva wrote:", *(f"> line {number}" for number in range(6))])
    message = make_message(
        desk,
        "Thank you.\nCould you put the five\ndepots side by side?",
        quoted=quoted,
        question="Could you put the five depots side by side?",
        subject="Depots",
        sender="m@halden.example",
        sender_name="Miriam",
        parties=[["to", "eva@ours.example", "Eva"], ["cc", "per@halden.example", ""]],
    )
    text = page(visitor, f"/messages/{message.pk}")
    assert "<mark>Could you put the five\ndepots side by side?</mark>" in text
    assert "<summary>Quoted text, 7 lines</summary>" in text
    assert text.index("Thank you.") < text.index("line 3")
    for words in ("Miriam", "m@halden.example", "Eva", "per@halden.example", "18 Nov, 13:40"):
        assert words in text


def test_the_signature_is_told_from_a_quote(desk: Workspace) -> None:
    message = make_message(
        desk, "Yes.", quoted="Miriam\nHalden Freight", signature="Miriam\nHalden Freight"
    )
    assert '<div class="letter aside">Miriam' in shown(message)


def test_html_is_shown_only_when_asked_for_and_can_do_nothing(desk: Workspace) -> None:
    message = make_message(desk, "Hello there", html=TRICKS)
    assert "As formatted" in shown(message)
    text = shown(message, **{"as": "html"})
    inside = text[text.index('formatted">') : text.index("</article>")]
    assert "<p>Hello <b>there</b></p>" in inside
    assert "a plan" in inside
    assert 'href="https://x.example/?a=1" rel="noopener noreferrer nofollow"' in inside
    for trick in (
        *(
            "alert",
            "javascript:",
            "style",
            "onclick",
            "<img",
            "<form",
            "<input",
            "<iframe",
            "<base",
        ),
        *("t.example", "<svg", 'id="', 'class="start', "/empty"),
    ):
        assert trick not in inside, trick
    assert "3 images not loaded" in text.replace("\n", " ")


def test_html_too_tangled_to_read_is_not_waited_for(desk: Workspace) -> None:
    message = make_message(desk, "words", html="<div>" * 60_000)
    assert "cannot be shown formatted" in shown(message, **{"as": "html"})


def test_the_exchange_is_listed_oldest_first_with_this_message_marked(desk: Workspace) -> None:
    contact = make_contact(make_account(desk, "Halden Freight"))
    first = make_message(desk, "The first words", thread="t", at=ago(5), sender_name="Eva")
    last = make_message(desk, "The last words", thread="t", at=ago(1), sender_name="Miriam")
    later = make_message(desk, "From tomorrow", thread="t", at=ago(-1))
    make_touch(contact, 5, message=first)
    make_touch(contact, 1, message=last, direction="in")
    text = shown(last)
    assert text.index("The first words") < text.rindex("The last words")
    assert f'href="/messages/{last.pk}" data-pick aria-current="page"' in text
    assert "2 messages" in text
    assert "From tomorrow" not in text
    assert "Halden Freight" in text
    assert shown(later)


def test_a_huge_message_is_shown_in_part_and_says_so(desk: Workspace) -> None:
    message = make_message(desk, "word " * 50_000)
    text = shown(message)
    assert len(text) < 220_000
    assert "50000 more characters" in text


def test_what_is_missing_is_named(desk: Workspace) -> None:
    bare = Message.objects.create(
        workspace=desk,
        by_content="x",
        kind="newsletter",
        kind_why="list-unsubscribe",
        problems=[["date-repaired", "0001"]],
    )
    text = shown(bare)
    for words in ("(no subject)", "not known", "no text", "newsletter", "list-unsubscribe", "0001"):
        assert words in text, words


def test_text_is_never_markup(desk: Workspace) -> None:
    message = make_message(
        desk, "<script>alert(1)</script>", subject="<b>x</b>", sender_name="<i>y</i>", at=NOW
    )
    text = shown(message)
    for trick in ("<script>alert", "<b>x", "<i>y"):
        assert trick not in text
