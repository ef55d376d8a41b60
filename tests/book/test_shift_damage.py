"""What a shift changes, in a real browser: by mouse, by touch, by keyboard."""

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnkit.widgets.shift_damage import PRESETS, ShiftDamage
from tests.browser import WidgetInUse, drag, meet_challenge, point_in, visiting

ROUND = "comes in again"


class Digit(WidgetInUse):
    """One widget of the page, as a reader uses it."""

    widget = "ShiftDamage"

    def __init__(self, page, number=0):
        super().__init__(page, number)
        self.area = self.root.locator(".ck-shift-area")
        self.words = self.root.locator(".ck-shift-words")

    def drag(self, *columns):
        """Press in the middle, and go to these columns from there, of 28."""
        box, (x, y) = self.area.bounding_box(), point_in(self.area, 0.5, 0.5)
        drag(self.page, (x, y), *((x + column * box["width"] / 28, y) for column in columns))

    def press(self, *keys):
        self.area.focus()
        for key in keys:
            self.page.keyboard.press(key)

    def stands(self, text):
        expect(self.area).to_have_attribute("aria-valuetext", text)

    def shows(self, made):
        """Compare every number that is shown with Python's."""
        kept, ink = round(made.template_score * made.shifted.sum()), int(made.shifted.sum())
        if made.shifted.sum() == made.image.sum():  # all ink is there
            expect(self.meter("dense template")).to_have_attribute(
                "aria-valuetext", f"{kept} of {ink}"
            )
        for name, value in {
            "black to white": made.black_to_white,
            "white to black": made.white_to_black,
            "maximum of the map": int(made.map_maximum),
        }.items():
            expect(self.meter(name)).to_have_attribute("aria-valuenow", str(value))

    def meter(self, name):
        return self.root.get_by_role("meter", name=name)


@pytest.fixture
def address(little_address):
    return f"{little_address}/shift_damage.html"


@pytest.fixture
def digit(visit, address):
    visit.go(address)
    digit = Digit(visit.page)
    digit.stands("1 to the left")
    digit.area.scroll_into_view_if_needed()
    return digit


# -- moving -------------------------------------------------------------------------------------


def test_the_digit_is_dragged_and_stops_at_the_limits(digit):
    digit.drag(-1, -3)
    digit.stands("4 to the left")
    digit.shows(ShiftDamage(distance=4))
    digit.drag(3, 7)
    digit.stands("3 to the right")
    digit.shows(ShiftDamage(distance=-3))
    digit.drag(40)
    digit.stands("6 to the right")
    digit.drag(-40)
    digit.stands("6 to the left")


def test_arrow_keys_move_it_and_what_came_of_it_is_announced(digit):
    for key, text in {
        "ArrowLeft": "2 to the left",
        "ArrowDown": "3 to the left",
        "Home": "6 to the left",
        "End": "6 to the right",
        "ArrowRight": "6 to the right",
        "ArrowUp": "6 to the right",
    }.items():
        digit.press(key)
        digit.stands(text)
    digit.press(*["ArrowLeft"] * 6)
    digit.stands("not moved")
    expect(digit.words).to_contain_text("Nothing has moved")
    digit.press("ArrowLeft")
    assert digit.said() == f"Moved: 1 to the left. {digit.words.text_content()}"


def test_every_changed_pixel_has_its_mark(digit):
    for distance in range(1, 7):
        made = ShiftDamage(distance=distance)
        crosses = digit.root.locator(".ck-shift-gone").get_attribute("d")
        dots = digit.root.locator(".ck-shift-new").get_attribute("d")
        assert crosses.count("M") == made.black_to_white
        assert dots.count("M") == made.white_to_black
        digit.press("ArrowLeft")


def test_sliders_and_the_edge_do_the_same(digit):
    digit.root.get_by_label("start").fill("-4")
    digit.root.get_by_label("moved").fill("-5")
    digit.shows(ShiftDamage(start=-4, distance=5))
    expect(digit.words).to_contain_text("22 pixels of ink have left the picture")
    digit.choose(ROUND)
    digit.shows(ShiftDamage(start=-4, distance=5, wrap=True))
    expect(digit.words).to_contain_text("ink that leaves comes in again")


def test_touch_moves_the_digit_and_the_page_stays(browser, address):
    with visiting(browser, width=375, has_touch=True) as visit:
        visit.go(address)
        digit = Digit(visit.page)
        digit.area.scroll_into_view_if_needed()
        session = visit.page.context.new_cdp_session(visit.page)
        top = visit.page.evaluate("window.scrollY")
        box = digit.area.bounding_box()
        for kind, (column, row) in {
            "touchStart": (14, 14),
            "touchMove": (11, 17),
        }.items():
            cell = box["width"] / 28
            place = [{"x": box["x"] + column * cell, "y": box["y"] + row * cell}]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": place})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        digit.stands("4 to the left")
        assert visit.page.evaluate("window.scrollY") == top, "the page scrolled under the finger"


def test_what_stands_below_does_not_move_while_the_digit_does(digit):
    before = digit.area.bounding_box()
    controls = digit.root.locator(".ck-controls").bounding_box()
    for key in ["Home", "ArrowRight", "End"]:
        digit.press(key)
        assert digit.area.bounding_box() == before
        assert digit.root.locator(".ck-controls").bounding_box() == controls


# -- examples -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PRESETS)
def test_an_example_shows_what_python_computes(digit, name):
    button = digit.example(name)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(digit.root.locator(".ck-story").first).to_have_text(PRESETS[name]["says"])
    digit.shows(ShiftDamage.preset(name))


def test_a_picture_of_ones_own_is_moved(visit, address):
    visit.go(address)
    own = Digit(visit.page, 2)
    own.stands("3 to the left")
    own.shows(ShiftDamage(np.eye(9), distance=3))
    assert own.root.locator(".ck-preset").count() == 0


def test_reset_brings_the_opening_example_back(visit, address):
    visit.go(address)
    digit = Digit(visit.page, 1)
    digit.stands("2 to the right")
    words = digit.words.text_content()
    digit.button("Round the edge").click()
    digit.press("ArrowLeft")
    digit.button("Reset").click()
    digit.stands("2 to the right")
    expect(digit.words).to_have_text(words)


# -- challenges ---------------------------------------------------------------------------------


def meet_dense(digit):
    digit.press("Home")


def meet_lost(digit):
    digit.button("At the rim").click()
    digit.press("ArrowLeft", "ArrowLeft")


def meet_split(digit):
    digit.button("Round the edge").click()
    digit.press("ArrowLeft", "ArrowLeft")


@pytest.mark.parametrize(
    ("meet", "praise"),
    [
        (meet_dense, "the pattern is all there, only elsewhere."),
        (meet_lost, "Yes: 67 against 45."),
        (meet_split, "the edge cuts the pattern in two"),
    ],
)
def test_a_challenge_is_noticed_praised_and_remembered(digit, meet, praise):
    meet_challenge(digit, meet, praise)


def test_no_example_meets_a_challenge_by_itself(digit):
    for name in PRESETS:
        digit.example(name).click()
    assert digit.met() == 0


# -- sharing ------------------------------------------------------------------------------------


def test_a_link_restores_the_state_of_its_widget_alone(visit, address):
    visit.go(address)
    first, second = Digit(visit.page), Digit(visit.page, 1)
    second.button("Round the edge").click()
    second.press("ArrowLeft")
    link, words = second.copied("link"), second.words.text_content()
    visit.page.goto("about:blank")
    visit.go(link)
    expect(second.words).to_have_text(words)
    first.stands("1 to the left")
    visit.page.evaluate("link => { location.href = link; }", f"{address}#ShiftDamage-2-e30x")
    expect(second.words).to_have_text(words)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_python_line_makes_the_same_widget(visit, address, number):
    visit.go(address)
    digit = Digit(visit.page, number)
    if number == 0:
        digit.button("Round the edge").click()
        digit.press("ArrowLeft")
    made = eval(digit.copied("Python"), {"ShiftDamage": ShiftDamage})
    digit.shows(made)
    expected = [(-4, 4, True), (-4, -2, False), (0, 3, False)][number]
    assert (made.start, made.distance, made.wrap) == expected
    np.testing.assert_array_equal(made.image, np.eye(9) if number == 2 else ShiftDamage().image)
