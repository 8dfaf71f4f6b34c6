"""Every page, at both widths, light and dark; with and without scripts; nothing from elsewhere."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import looks_right

PAGES = {
    "today": "/",
    "accounts": "/accounts",
    "account": "/accounts/1",
    "stopped account": "/accounts/7",
    "message": "/messages/2",
    "formatted message": "/messages/1?as=html",
    "search": "/search?q=depot",
    "search for nothing": "/search",
    "missing": "/nowhere",
}


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_a_page_can_be_read_by_everyone_on_any_screen(page: Page, desk: str, address: str) -> None:
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text))
    page.on("request", lambda request: asked.append(request.url))
    asked: list[str] = []
    page.goto(desk + address)
    looks_right(page)
    assert [text for text in complaints if "404" not in text] == []
    assert [url for url in asked if not url.startswith(desk)] == []


def test_the_sheet_of_keys_can_be_read_by_everyone(page: Page, desk: str) -> None:
    page.goto(desk)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    looks_right(page)


def test_the_first_tab_offers_to_skip_to_the_page(page: Page, desk: str) -> None:
    page.goto(desk)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=re.compile("Everyone"))).to_be_focused()


def test_letters_lead_to_pages_and_can_be_turned_off(page: Page, desk: str) -> None:
    page.goto(desk)
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(page).to_have_url(f"{desk}/accounts")
    page.keyboard.press("g")
    page.keyboard.press("t")
    expect(page).to_have_url(f"{desk}/")
    page.keyboard.press("?")
    page.get_by_label("Single keys do things").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.keyboard.press("/")
    expect(page).to_have_url(f"{desk}/")
    expect(page.get_by_role("searchbox")).not_to_be_focused()


def test_the_day_can_be_worked_without_scripts(still: Page, desk: str) -> None:
    still.goto(desk)
    still.get_by_role("link", name="Miriam Okonkwo").click()
    expect(still.get_by_role("heading", name="Halden Freight")).to_be_visible()
    still.locator(".reasons").get_by_role("link", name="email, 3 November").first.click()
    expect(still.locator("mark")).to_have_text("Could you put the five depots side by side?")
    still.get_by_text("Quoted text, 4 lines").click()
    expect(still.get_by_text("> plan of the docks.")).to_be_visible()
    still.get_by_role("searchbox").fill("ribeiro")
    still.get_by_role("searchbox").press("Enter")
    still.get_by_role("link", name="Ana Ribeiro").click()
    expect(still.get_by_role("heading", name="Costa & Filhos")).to_be_visible()
