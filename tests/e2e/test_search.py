"""Results while one types."""

from playwright.sync_api import Page, expect


def test_results_follow_what_is_typed_and_the_address_too(page: Page, desk: str) -> None:
    page.goto(f"{desk}/search")
    box = page.get_by_role("searchbox")
    expect(box).to_be_focused()
    page.keyboard.type("ribe")
    expect(page.get_by_role("link", name="Ana Ribeiro")).to_be_visible()
    expect(page).to_have_url(f"{desk}/search?q=ribe")
    box.fill("depots side")
    expect(page.get_by_role("link", name="Re: Draft plan")).to_be_visible()
    expect(page.get_by_role("link", name="Ana Ribeiro")).to_have_count(0)
    expect(page.locator(".snip mark").first).to_have_text("depots")


def test_slash_goes_to_the_search_and_letters_are_letters_there(page: Page, desk: str) -> None:
    page.goto(desk)
    page.keyboard.press("/")
    box = page.get_by_role("searchbox")
    expect(box).to_be_focused()
    page.keyboard.type("jk/?g")
    expect(box).to_have_value("jk/?g")
    expect(page.locator(".is-picked h2 a")).to_have_text("Miriam Okonkwo")
    page.keyboard.press("Escape")
    expect(box).not_to_be_focused()


def test_a_found_person_is_opened_from_the_keyboard(page: Page, desk: str) -> None:
    page.goto(f"{desk}/search?q=halden")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Halden Freight")).to_be_visible()
