"""Signing in and out."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from earnest.db.models import Workspace
from tests.builders import make_member
from tests.web.conftest import signed_in

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


def test_whoever_is_not_signed_in_is_asked_to_and_then_led_on(
    team: Workspace, anonymous: Client
) -> None:
    make_member(team, "eva")
    response = anonymous.get("/accounts?status=client")
    assert response.status_code == 302
    assert response["Location"] == "/sign-in?next=%2Faccounts%3Fstatus%3Dclient"
    form = anonymous.get(response["Location"]).content.decode()
    assert 'autocomplete="current-password"' in form
    assert 'value="/accounts?status=client"' in form
    answer = anonymous.post(
        "/sign-in",
        {"username": "eva", "password": PASSWORD, "next": "/accounts?status=client"},
    )
    assert answer["Location"] == "/accounts?status=client"
    assert anonymous.get("/").status_code == 200


def test_a_wrong_password_is_said_without_saying_what_was_wrong(
    team: Workspace, anonymous: Client
) -> None:
    make_member(team, "eva")
    pages = [
        anonymous.post("/sign-in", {"username": name, "password": "nope"})
        for name in ("eva", "nobody")
    ]
    assert [page.status_code for page in pages] == [422, 422]
    texts = [page.content.decode() for page in pages]
    assert all("do not fit together" in text for text in texts)
    assert anonymous.get("/").status_code == 302


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_away_after_signing_in(
    team: Workspace, anonymous: Client, where: str
) -> None:
    make_member(team, "eva")
    answer = anonymous.post("/sign-in", {"username": "eva", "password": PASSWORD, "next": where})
    assert answer["Location"] == "/"


def test_a_form_sent_from_another_site_is_refused(team: Workspace) -> None:
    make_member(team, "eva")
    careful = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    answer = careful.post("/sign-in", {"username": "eva", "password": PASSWORD})
    assert answer.status_code == 403
    assert "Load the page anew" in answer.content.decode()


def test_signing_out_ends_it_and_takes_a_deliberate_act(member: Client) -> None:
    assert "Sign out" in member.get("/").content.decode()
    assert member.get("/sign-out").status_code == 405
    answer = member.post("/sign-out")
    assert answer["Location"] == "/sign-in"
    assert answer["Clear-Site-Data"] == '"cache"'
    assert member.get("/").status_code == 302


def test_a_user_of_no_workspace_is_told_whom_to_ask(team: Workspace) -> None:
    lost = signed_in(get_user_model().objects.create_user("lost"))
    answer = lost.get("/")
    assert answer.status_code == 403
    text = answer.content.decode()
    assert "not a member of any workspace" in text
    assert "Sign out" in text
    assert lost.post("/sign-out").status_code == 302


def test_on_a_machine_of_ones_own_nobody_signs_in(desk: Workspace, visitor: Client) -> None:
    assert visitor.get("/").status_code == 200
    assert "Sign out" not in visitor.get("/").content.decode()
    assert visitor.get("/sign-in")["Location"] == "/"
