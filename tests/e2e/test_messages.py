"""Reading a message whose HTML wants to do things."""

from playwright.sync_api import Page, expect


def test_formatted_mail_runs_nothing_and_loads_nothing(page: Page, desk: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{desk}/messages/1")
    page.get_by_role("link", name="As formatted").click()
    expect(page.get_by_text("1 image not loaded")).to_be_visible()
    expect(page.get_by_text("plan of the docks").first).to_be_visible()
    expect(page).to_have_title("Draft plan · Earnest")
    assert [url for url in asked if not url.startswith(desk)] == []


def test_a_reason_leads_to_the_sentence_it_rests_on(page: Page, desk: str) -> None:
    page.goto(desk)
    page.locator("li.row").first.get_by_role("link", name="email, 3 November").click()
    expect(page.locator("mark")).to_have_text("Could you put the five depots side by side?")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Today").click()
    expect(page.get_by_role("heading", name="5 to call")).to_be_visible()
