"""Going through the day's list from the keyboard, and by thumb."""

import re

from playwright.sync_api import Page, expect


def test_j_and_k_move_and_enter_opens_what_is_marked(page: Page, desk: str) -> None:
    page.goto(desk)
    marked = page.locator(".is-picked h2 a")
    expect(marked).to_have_text("Miriam Okonkwo")
    page.keyboard.press("j")
    expect(marked).to_have_text("Ana Ribeiro")
    expect(marked).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect(marked).to_have_text("Miriam Okonkwo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Halden Freight")).to_be_visible()


def test_enter_opens_the_first_row_without_a_step(page: Page, desk: str) -> None:
    page.goto(desk)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Halden Freight")).to_be_visible()


def test_the_marked_row_is_never_behind_the_bar(page: Page, desk: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 420})
    page.emulate_media(reduced_motion="reduce")
    page.goto(desk)
    for key in "jjjjkkkk":
        page.keyboard.press(key)
        box = page.locator(".is-picked h2 a").bounding_box()
        bar = page.locator(".bar").bounding_box()
        assert box
        assert bar
        assert box["y"] >= bar["height"]
        assert box["y"] + box["height"] <= 420


def test_a_number_is_there_to_tap(page: Page, desk: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(desk)
    number = page.get_by_role("link", name="+47 21 55 50 14")
    expect(number).to_have_attribute("href", "tel:+4721555014")
    box = number.bounding_box()
    assert box
    assert box["height"] >= 24


def test_one_kind_is_picked_out_and_back_leads_back(page: Page, desk: str) -> None:
    page.goto(desk)
    page.get_by_role("link", name=re.compile("^Neglected")).click()
    expect(page.get_by_role("link", name="Ana Ribeiro")).to_be_visible()
    expect(page.get_by_role("link", name="Joel Abrams")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("link", name="Joel Abrams")).to_be_visible()
