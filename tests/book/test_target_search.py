"""The target search in a real browser: by mouse, by touch, by keyboard."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnkit.images import digit_five
from cnnkit.widgets.target_search import PRESETS, TargetSearch
from tests.browser import WidgetInUse, drag, meet_challenge, visiting


class Search(WidgetInUse):
    """One target search of the page, as a reader uses it."""

    widget = "TargetSearch"

    def __init__(self, page, number=0):
        super().__init__(page, number)
        self.picture = self.root.locator(".ck-picture-area")
        self.map = self.root.locator(".ck-area").nth(1)
        self.frame, self.lamp = (self.root.locator(".ck-handle").nth(at) for at in (0, 1))
        self.outcome = self.root.locator(".ck-outcome")

    def pixel(self, row, column):
        """Return the middle of a pixel on the screen, whose picture is 48 pixels wide."""
        box = self.picture.bounding_box()
        cell = box["width"] / 48
        return box["x"] + (column + 0.5) * cell, box["y"] + (row + 0.5) * cell

    def drag(self, start, end):
        drag(self.page, self.pixel(*start), self.pixel(*end))


@pytest.fixture
def address(little_address):
    return f"{little_address}/target_search.html"


@pytest.fixture
def search(visit, address):
    visit.go(address)
    search = Search(visit.page)
    expect(search.outcome).to_contain_text("Found")
    search.picture.scroll_into_view_if_needed()
    return search


def labelled(row, column, height, width):
    """Match what a screen reader hears of the frame."""
    return re.compile(f"^Template, row {row}, column {column}, {height} by {width}: ")


# -- the frame ----------------------------------------------------------------------------------


def test_the_frame_is_dragged_to_somebody_else(search):
    expect(search.frame).to_have_attribute("aria-label", labelled(20, 32, 9, 8))
    search.drag((24, 35), (5, 19))
    expect(search.frame).to_have_attribute("aria-label", labelled(1, 16, 9, 8))
    made = TargetSearch(cut=(1, 16, 9, 8))
    assert not made.hit
    expect(search.outcome).to_contain_text(
        "Fooled: the best score, {:,.0f}, stands at row {}, column {}.".format(
            made.scores.max(), *made.found
        )
    )
    assert search.said() == search.outcome.text_content()
    search.drag((5, 19), (47, -30))
    expect(search.frame).to_have_attribute("aria-label", labelled(39, 0, 9, 8))


def test_a_new_frame_is_drawn_in_any_direction(search):
    search.drag((2, 2), (12, 8))
    expect(search.frame).to_have_attribute("aria-label", labelled(2, 2, 11, 7))
    search.drag((46, 46), (30, 40))
    expect(search.frame).to_have_attribute("aria-label", labelled(30, 40, 17, 7))
    search.drag((0, 0), (47, 30))
    expect(search.frame).to_have_attribute("aria-label", labelled(0, 0, 24, 24))


def test_a_click_brings_the_frame_there(search):
    search.page.mouse.click(*search.pixel(10, 10))
    expect(search.frame).to_have_attribute("aria-label", labelled(6, 6, 9, 8))


def test_arrow_keys_move_the_frame_and_with_shift_its_size(search):
    search.frame.focus()
    for key, cut in {
        "ArrowUp": (19, 32, 9, 8),
        "ArrowLeft": (19, 31, 9, 8),
        "Shift+ArrowDown": (19, 31, 10, 8),
        "Shift+ArrowLeft": (19, 31, 10, 7),
        "ArrowDown": (20, 31, 10, 7),
        "ArrowRight": (20, 32, 10, 7),
    }.items():
        search.page.keyboard.press(key)
        expect(search.frame).to_have_attribute("aria-label", labelled(*cut))
    for _ in range(8):
        search.page.keyboard.press("Shift+ArrowLeft")
    expect(search.frame).to_have_attribute("aria-label", labelled(20, 32, 10, 3))


def test_touch_draws_a_frame_and_the_page_stays(browser, address):
    with visiting(browser, width=375, has_touch=True) as visit:
        visit.go(address)
        search = Search(visit.page)
        search.picture.scroll_into_view_if_needed()
        session = visit.page.context.new_cdp_session(visit.page)
        top = visit.page.evaluate("window.scrollY")
        points = [search.pixel(*place) for place in ((2, 2), (6, 6), (12, 10))]
        for kind, point in zip(("touchStart", "touchMove", "touchMove"), points, strict=True):
            place = [{"x": point[0], "y": point[1]}]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": place})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        expect(search.frame).to_have_attribute("aria-label", labelled(2, 2, 11, 9))
        assert visit.page.evaluate("window.scrollY") == top, "the page scrolled under the finger"


# -- lamp, light, scores ------------------------------------------------------------------------


def test_the_lamp_is_switched_on_dragged_and_moved_by_keys(search):
    expect(search.lamp).to_be_hidden()
    search.choose("on", "bright patch")
    expect(search.outcome).to_contain_text("stands at the bright patch, at row 34, column 4.")
    search.drag((38, 8), (10, 20))
    expect(search.outcome).to_contain_text("stands at the bright patch, at row 6, column 16.")
    search.lamp.focus()
    search.page.keyboard.press("ArrowDown")
    search.page.keyboard.press("ArrowRight")
    expect(search.outcome).to_contain_text("stands at the bright patch, at row 7, column 17.")
    search.choose("normalised", "score")
    expect(search.outcome).to_contain_text("Found: the best score, 1.00, stands")
    search.drag((10, 20), (24, 36))
    expect(search.outcome).to_contain_text("Fooled")


def test_less_light_lowers_every_score_but_the_normalised_one(search):
    slider = search.root.get_by_label("light on target")
    search.choose("zero mean", "score")
    slider.fill("0.5")
    expect(search.root.locator("output")).to_have_text("50 %")
    made = TargetSearch(score="zero-mean", light=0.5)
    expect(search.outcome).to_contain_text(f"Found: the best score, {made.scores.max():,.0f},")
    slider.fill("0.2")
    expect(search.outcome).to_contain_text("Fooled")
    search.choose("normalised", "score")
    expect(search.outcome).to_contain_text("Found: the best score, 1.00,")


@pytest.mark.parametrize("name", PRESETS)
def test_an_example_shows_what_python_computes(search, name):
    button = search.example(name)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(search.root.locator(".ck-story").first).to_have_text(PRESETS[name]["says"])
    made = TargetSearch.preset(name)
    best = made.scores.max()
    text = f"{best:.2f}" if made.score == "cosine" else f"{best:,.0f}"
    start = "Found" if made.hit else "Fooled"
    expect(search.outcome).to_contain_text(f"{start}: the best score, {text}, stands")


def test_the_map_shows_scores_under_the_mouse_and_by_keys(search):
    chosen = search.root.locator(".ck-note").nth(2)
    made = TargetSearch()
    box = search.map.bounding_box()
    cell = box["width"] / made.scores.shape[1]
    search.page.mouse.move(box["x"] + 10.5 * cell, box["y"] + 5.5 * cell)
    expect(chosen).to_have_text(f"{made.scores[5, 10]:,.0f}")
    search.page.mouse.move(5, 5)
    expect(chosen).to_have_text(f"{made.scores[0, 0]:,.0f}")
    search.grid.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        search.page.keyboard.press(key)
    expect(chosen).to_have_text(f"{made.scores[2, 1]:,.0f}")
    assert search.said() == f"row 2, column 1: score {made.scores[2, 1]:,.0f}"
    search.page.keyboard.press("Control+End")
    assert search.said().startswith("row 39, column 40: ")


def test_a_picture_of_ones_own_is_searched(visit, address):
    visit.go(address)
    own = Search(visit.page, 2)
    expect(own.outcome).to_contain_text("Found: the best score, 1.00, stands where")
    assert own.root.locator(".ck-preset").count() == 0


def test_reset_brings_the_opening_example_back(visit, address):
    visit.go(address)
    search = Search(visit.page, 1)
    expect(search.outcome).to_contain_text("Found")
    seen = ".ck-story, .ck-outcome, .ck-patches, svg.ck-drawing, output"
    before = search.root.locator(seen).all_inner_texts()
    search.button("A bright patch").click()
    search.frame.focus()
    visit.page.keyboard.press("ArrowUp")
    expect(search.outcome).to_contain_text("Fooled")
    search.button("Reset").click()
    expect(search.outcome).to_contain_text("Found")
    assert search.root.locator(seen).all_inner_texts() == before


def test_nothing_else_moves_while_a_frame_is_drawn(search):
    """Or the frame would not end where the pointer is."""
    before = search.picture.bounding_box()
    mouse = search.page.mouse
    mouse.move(*search.pixel(2, 2))
    mouse.down()
    for place in ((4, 4), (25, 25), (3, 12)):
        mouse.move(*search.pixel(*place))
        assert search.picture.bounding_box() == before
    mouse.up()
    expect(search.frame).to_have_attribute("aria-label", labelled(2, 2, 3, 11))


# -- challenges ---------------------------------------------------------------------------------


def meet_dim(search):
    search.drag((24, 35), (5, 19))


def meet_covered(search):
    search.button("Normalised").click()
    search.drag((38, 8), (24, 36))


def meet_twin(search):
    search.choose("normalised", "score")
    search.page.mouse.click(*search.pixel(45, 22))
    search.frame.focus()
    for key in ["Shift+ArrowUp"] * 6 + ["Shift+ArrowLeft"] * 5 + ["ArrowDown"] * 5:
        search.page.keyboard.press(key)


@pytest.mark.parametrize(
    ("meet", "praise"),
    [
        (meet_dim, "There: brighter people get larger products, whoever was meant."),
        (meet_covered, "What is covered cannot be found, by any score."),
        (meet_twin, "a template needs something of its own."),
    ],
)
def test_a_challenge_is_noticed_praised_and_remembered(search, meet, praise):
    meet_challenge(search, meet, praise)


def test_no_example_meets_a_challenge_by_itself(search):
    for name in PRESETS:
        search.example(name).click()
    assert search.met() == 0


# -- sharing ------------------------------------------------------------------------------------


def test_a_link_restores_the_state_of_its_widget_alone(visit, address):
    visit.go(address)
    first, second = Search(visit.page), Search(visit.page, 1)
    second.button("In the shade").click()
    second.picture.scroll_into_view_if_needed()
    second.drag((2, 2), (12, 8))
    link, outcome = second.copied("link"), second.outcome.text_content()
    visit.page.goto("about:blank")
    visit.go(link)
    expect(second.outcome).to_have_text(outcome)
    expect(first.outcome).to_contain_text("Found: the best score, 1,740,550,")
    visit.page.evaluate("link => { location.href = link; }", f"{address}#TargetSearch-2-e30x")
    expect(second.outcome).to_have_text(outcome)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_python_line_makes_the_same_search(visit, address, number):
    visit.go(address)
    search = Search(visit.page, number)
    if number == 0:
        search.picture.scroll_into_view_if_needed()
        search.drag((24, 35), (5, 19))
        search.choose("on", "bright patch")
        search.root.get_by_label("light on target").fill("0.35")
    made = eval(search.copied("Python"), {"TargetSearch": TargetSearch})
    if number == 2:
        image = np.hstack([digit_five(angle, size=16) for angle in (0, 90, 180)]).round(2)
        np.testing.assert_array_equal(made.image, image)
        assert (made.cut, made.score) == ((0, 32, 16, 16), "cosine")
    expect(search.frame).to_have_attribute("aria-label", labelled(*made.cut))
    assert (made.lamp, made.light) == {
        0: (True, 0.35),
        1: (True, 0.3),
        2: (False, 1.0),
    }[number]
    expect(search.outcome).to_contain_text("Found" if made.hit else "Fooled")
