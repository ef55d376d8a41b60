"""Self-checks in a real browser: wrong, right and empty answers, by keyboard."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def checks(visit, little_address):
    visit.go(f"{little_address}/pooling_lab.html")
    return visit.page.locator('[data-widget="SelfCheck"]')


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("3", "Correct. 6 / 2."),
        ("6/2", "Correct. 6 / 2."),
        ("5", "Not yet. That is with a stride of 1."),
        ("7", "Not yet. Look again at the picture, and count once more."),
        ("", "Type a number, for example 12 or 0.5."),
    ],
)
def test_an_answer_is_judged_at_once(checks, typed, verdict):
    field = checks.first.get_by_label("How many windows of 2 fit side by side into 6 pixels?")
    field.fill(typed)
    field.press("Enter")
    expect(checks.first.get_by_role("status")).to_have_text(verdict)


def test_a_choice_is_made_by_keyboard(checks, visit):
    check = checks.nth(1)
    check.get_by_role("button", name="Check").click()
    expect(check.get_by_role("status")).to_have_text("Choose one of the answers first.")
    check.get_by_label("Nothing").focus()
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("Enter")
    expect(check.get_by_role("status")).to_have_text("Not yet. It only compares.")
    assert visit.accessibility("article") == ""
    visit.page.keyboard.press("ArrowUp")
    visit.page.keyboard.press("Enter")
    expect(check.get_by_role("status")).to_have_text("Correct. It has no parameters.")
    visit.set_theme("dark")
    assert visit.accessibility("article") == ""


def test_checks_on_one_page_do_not_disturb_each_other(checks):
    checks.first.get_by_role("textbox").fill("3")
    checks.first.get_by_role("button", name="Check").click()
    expect(checks.nth(1).get_by_role("status")).to_be_empty()
