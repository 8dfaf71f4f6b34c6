"""What every answer carries, who is let in, and what a stranger sees: nothing."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from pytest_django import Settings

from earnest.core.errors import StoreError
from earnest.db.models import Workspace
from earnest.web import today
from tests.builders import judge_all, make_account, make_contact, make_message, make_touch

pytestmark = pytest.mark.django_db

OPEN_TO_ALL = {"sign-in", "sign-out"}
OF_A_ROW = {"account", "touch", "message"}


def addresses(ids: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Every address of the desk by name, with the id of a row where it takes one."""
    for pattern in get_resolver().url_patterns:
        assert isinstance(pattern, URLPattern), "addresses in a group of their own"
        name = str(pattern.name)
        yield name, "/" + str(pattern.pattern).replace("<int:pk>", str(ids.get(name, 0)))


@pytest.fixture
def secrets(team: Workspace) -> dict[str, int]:
    """The ids of rows that only the team may see."""
    account = make_account(team, "Secret Works", "secret.example")
    contact = make_contact(account, "Secret Person", "person@secret.example")
    message = make_message(team, "secret words", subject="Secret subject")
    touch = make_touch(contact, 70, "phone", outcome="talked")
    judge_all(team)
    return {"account": account.pk, "message": message.pk, "touch": touch.pk}


def test_whoever_is_not_signed_in_sees_no_page(anonymous: Client, secrets: dict[str, int]) -> None:
    tried = list(addresses(secrets))
    assert {name for name, _ in tried} >= OF_A_ROW
    for name, address in tried:
        answer = anonymous.get(address)
        if name not in OPEN_TO_ALL:
            assert answer.status_code == 302, address
            assert answer["Location"].startswith("/sign-in"), address
        assert b"Secret" not in answer.content


def test_a_stranger_finds_nothing_of_the_team(stranger: Client, secrets: dict[str, int]) -> None:
    for name, address in addresses(secrets):
        answer = stranger.get(address + ("?q=secret" if name == "search" else ""))
        if name in OF_A_ROW:
            assert answer.status_code == 404, address
        assert b"Secret" not in answer.content, address


def test_the_team_sees_its_own(member: Client, secrets: dict[str, int]) -> None:
    for name, address in addresses(secrets):
        if name in OF_A_ROW:
            answer = member.get(address, follow=True)
            assert answer.status_code == 200, address
            assert b"Secret" in answer.content, address


@pytest.mark.parametrize(
    "address", ["/", "/search?q=x", "/nowhere", "/accounts/99", "/sign-in", "/static/desk.css"]
)
def test_every_answer_forbids_what_is_not_ours(
    desk: Workspace, visitor: Client, address: str
) -> None:
    answer = visitor.get(address)
    answer.getvalue()
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_pages_hold_no_script_or_style_of_their_own(desk: Workspace, visitor: Client) -> None:
    account = make_account(desk)
    message = make_message(desk, "words", html="<p>words</p>")
    make_touch(make_contact(account), 70, message=message)
    judge_all(desk)
    for address in (
        "/",
        "/accounts",
        f"/accounts/{account.pk}",
        f"/messages/{message.pk}?as=html",
        "/search?q=words",
    ):
        text = visitor.get(address).content.decode()
        assert " style=" not in text
        assert "<style" not in text
        assert " on" not in [part[:3] for part in text.split('"')[2::2]]
        assert text.count("<script") == text.count('<script src="/static/') == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"headers": {"host": "evil.example"}},
        {"headers": {"host": "localhost.evil.example"}},
        {"headers": {"host": "192.168.1.4:8000"}},
        {"headers": {"host": ""}},
        {"headers": {"host": "localhost"}, "REMOTE_ADDR": "192.168.1.9"},
        {"headers": {"host": "localhost"}, "REMOTE_ADDR": ""},
        {"headers": {"host": "localhost"}, "REMOTE_ADDR": "not an address"},
        {"headers": {"host": "localhost", "X-Forwarded-For": "10.0.0.1"}},
    ],
)
def test_a_desk_of_ones_own_answers_nobody_else(
    desk: Workspace, asked: dict[str, object], settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    answer = Client().get("/", **asked)  # type: ignore[arg-type]
    assert answer.status_code == 403
    assert b"only on the machine it runs on" in answer.content


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:80"])
@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_a_desk_of_ones_own_answers_its_machine(desk: Workspace, host: str, peer: str) -> None:
    answer = Client().get("/", headers={"host": host}, REMOTE_ADDR=peer)
    assert answer.status_code == 200


def test_an_error_of_ours_is_a_page_with_its_words(
    desk: Workspace, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: object, **kwargs: object) -> None:
        raise StoreError("The database is busy.", "Try again in a minute.")

    monkeypatch.setattr(today, "today_list", fails)
    answer = visitor.get("/")
    assert answer.status_code == 500
    text = answer.content.decode()
    assert "The database is busy." in text
    assert "Try again in a minute." in text


def test_a_fault_is_a_plain_page_that_gives_nothing_away(
    desk: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: object, **kwargs: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(today, "today_list", fails)
    visitor = Client(raise_request_exception=False, headers={"host": "localhost"})
    answer = visitor.get("/")
    assert answer.status_code == 500
    assert b"Something broke" in answer.content
    assert b"secret detail" not in answer.content
    assert "Content-Security-Policy" in answer


def test_styles_and_scripts_stay_light(visitor: Client, desk: Workspace) -> None:
    files = [visitor.get(f"/static/desk.{kind}") for kind in ("css", "js")]
    assert sum(len(answer.getvalue()) for answer in files) < 30_000
