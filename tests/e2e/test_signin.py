"""A team member signs in, works and leaves; a stranger sees an empty desk."""

from playwright.sync_api import Page, expect

from tests.e2e.conftest import looks_right


def sign_in(page: Page, name: str, password: str = "correct horse battery") -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_signing_in_leads_on_and_signing_out_ends_it(page: Page, team_desk: str) -> None:
    page.goto(f"{team_desk}/accounts/1")
    looks_right(page)
    sign_in(page, "eva", "wrong")
    expect(page.get_by_role("alert")).to_contain_text("do not fit together")
    looks_right(page)
    sign_in(page, "eva")
    expect(page.get_by_role("heading", name="Halden Freight")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{team_desk}/accounts/1")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_stranger_has_an_empty_desk(page: Page, team_desk: str) -> None:
    page.goto(team_desk)
    sign_in(page, "stranger")
    expect(page.get_by_text("earnest import PATH")).to_be_visible()
    looks_right(page)
    page.goto(f"{team_desk}/accounts/1")
    expect(page.get_by_text("There is no such account.")).to_be_visible()
    page.goto(f"{team_desk}/accounts")
    looks_right(page)
