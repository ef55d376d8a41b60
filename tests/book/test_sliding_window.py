"""The sliding window in a real browser: by mouse, by touch, by keyboard, and its quiz."""

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnkit.widgets.sliding_window import PRESETS, QUIZZES, SlidingWindow
from tests.browser import WidgetInUse, drag, meet_challenge, point_in, read_number, visiting


class Sliding(WidgetInUse):
    """One sliding window of the page, as a reader uses it."""

    widget = "SlidingWindow"

    def __init__(self, page, number=0):
        super().__init__(page, number)
        self.picture = self.root.get_by_role("group", name="picture", exact=True)
        self.map = self.root.locator(".ck-output")

    def entry(self, name, row, column):
        return self.root.get_by_label(f"{name}, row {row}, column {column}", exact=True)

    def numbers(self):
        """Read the numbers in the map."""
        squares = self.root.locator(".ck-drawing .ck-map text")
        squares.first.wait_for()
        texts = squares.all_text_contents()
        return [read_number(text) for text in texts]

    def sums(self):
        return self.root.locator(".ck-running > div").all_text_contents()

    def match(self, number, letter):
        group = self.root.get_by_role("group", name=f"map {number} is made by")
        group.locator("label", has_text=letter).click()

    def solve(self, name):
        self.root.get_by_role("tab", name="Which filter?").click()
        self.example(name).click()
        for number, filter_ in enumerate(QUIZZES[name]["order"], 1):
            self.match(number, "ABCD"[filter_])


@pytest.fixture
def address(little_address):
    return f"{little_address}/sliding_window.html"


@pytest.fixture
def sliding(visit, address):
    visit.go(address)
    return Sliding(visit.page)


# -- moving the window --------------------------------------------------------------------------


def test_it_opens_with_the_first_window_s_running_sum(sliding):
    assert sliding.numbers() == [4, 3, 4, 2, 4, 3, 2, 3, 4]
    assert sliding.sums() == [
        "1·1 + 1·0 + 1·1 = 2",
        "2 + 0·0 + 1·1 + 1·0 = 3",
        "3 + 0·1 + 0·0 + 1·1 = 4",
    ]


def test_the_window_is_dragged_and_snaps(sliding):
    drag(sliding.page, point_in(sliding.picture, 0.3, 0.3), point_in(sliding.picture, 0.53, 0.72))
    assert sliding.cell() == "row 2, column 1: 3"
    assert sliding.said() == (
        "row 2, column 1 of the map: 3, from 0 + 0 + 1 + 0 + 1 + 0 + 1 + 0 + 0"
    )
    drag(sliding.page, point_in(sliding.picture, 0.5, 0.7), point_in(sliding.picture, 4, -3))
    assert sliding.cell() == "row 0, column 2: 4"
    # outside of the window: its middle comes along
    drag(sliding.page, point_in(sliding.picture, 0.1, 0.9), point_in(sliding.picture, 0.1, 0.8))
    assert sliding.cell() == "row 2, column 0: 2"


def test_steps_go_on_in_the_order_of_reading_and_around(sliding):
    on, back = sliding.button("one window on"), sliding.button("one window back")
    seen = []
    for _ in range(9):
        on.click()
        seen.append(sliding.cell())
    assert seen[2] == "row 1, column 0: 2"
    assert seen[-1] == "row 0, column 0: 4"
    back.click()
    assert sliding.cell() == "row 2, column 2: 4"


def test_the_mouse_over_a_value_shows_its_window_until_it_leaves(sliding):
    sliding.page.mouse.move(*point_in(sliding.map, 0.5, 0.1))
    expect(sliding.root.locator(".ck-running strong")).to_have_text(" = 3")
    assert sliding.cell() == "row 0, column 0: 4"
    sliding.page.mouse.move(5, 5)
    expect(sliding.root.locator(".ck-running strong")).to_have_text(" = 4")
    sliding.page.mouse.click(*point_in(sliding.map, 0.1, 0.5))
    assert sliding.cell() == "row 1, column 0: 2"


def test_touch_drags_the_window_and_the_page_stays(browser, address):
    with visiting(browser, width=375, has_touch=True) as visit:
        visit.go(address)
        sliding = Sliding(visit.page)
        sliding.picture.scroll_into_view_if_needed()
        session = visit.page.context.new_cdp_session(visit.page)
        points = [point_in(sliding.picture, x, y) for x, y in ((0.3, 0.3), (0.5, 0.5), (0.7, 0.7))]
        top = visit.page.evaluate("window.scrollY")
        for kind, point in zip(("touchStart", "touchMove", "touchMove"), points, strict=True):
            place = [{"x": point[0], "y": point[1]}]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": place})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        assert sliding.cell() == "row 2, column 2: 4"
        assert visit.page.evaluate("window.scrollY") == top, "the page scrolled under the finger"
        visit.page.touchscreen.tap(*point_in(sliding.picture, 0.9, 0.1))
        expect(sliding.entry("picture", 0, 4)).to_be_focused()


def test_the_keyboard_moves_the_window_with_one_tab_stop(sliding):
    keys = sliding.page.keyboard
    sliding.grid.focus()
    for key, cell in {
        "ArrowRight": "row 0, column 1: 3",
        "ArrowDown": "row 1, column 1: 4",
        "End": "row 1, column 2: 3",
        "Control+Home": "row 0, column 0: 4",
        "ArrowUp": "row 0, column 0: 4",
        "Control+End": "row 2, column 2: 4",
        "Home": "row 2, column 0: 2",
        "ArrowLeft": "row 2, column 0: 2",
    }.items():
        keys.press(key)
        assert sliding.cell() == cell, key


# -- typing numbers -----------------------------------------------------------------------------


def test_a_click_on_a_number_lets_it_be_changed_and_the_map_follows(sliding):
    sliding.page.mouse.click(*point_in(sliding.picture, 0.9, 0.1))
    field = sliding.entry("picture", 0, 4)
    expect(field).to_be_focused()
    assert sliding.cell() == "row 0, column 0: 4", "a click is no drag"
    sliding.page.keyboard.type("10")
    assert sliding.numbers() == [4, 3, 14, 2, 4, 3, 2, 3, 4]
    expect(sliding.root.locator(".ck-story").first).to_contain_text("Numbers of your own")


def test_weights_are_typed_as_a_person_writes_them(sliding):
    field = sliding.entry("kernel", 0, 0)
    field.fill("1/2")
    assert sliding.numbers()[0] == 3.5
    field.fill("-")
    assert sliding.numbers()[0] == 3.5, "half a number changes nothing"
    expect(field).to_have_value("-")
    field.fill("\N{MINUS SIGN}1")
    assert sliding.numbers()[0] == 2
    field.blur()
    expect(field).to_have_value("\N{MINUS SIGN}1")
    expect(sliding.refusal).to_be_empty()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("abc", "“abc” is no number to calculate with."),
        ("", "Each square needs a number."),
        ("1e200", "“1e200” is no number to calculate with."),
    ],
)
def test_what_is_no_number_is_refused_in_place_and_the_old_one_stays(sliding, typed, says):
    field = sliding.entry("kernel", 1, 1)
    field.fill(typed)
    assert sliding.numbers() == [4, 3, 4, 2, 4, 3, 2, 3, 4]
    field.blur()
    expect(sliding.refusal).to_contain_text(says)
    expect(field).to_have_value("1")
    sliding.refusal.get_by_role("button", name="Set kernel, row 1, column 1 to 0").click()
    expect(field).to_have_value("0")
    assert sliding.numbers()[0] == 3
    expect(sliding.refusal).to_be_empty()


def test_arrow_keys_go_from_number_to_number_and_tab_leaves_the_matrix(sliding):
    keys = sliding.page.keyboard
    sliding.entry("kernel", 0, 0).focus()
    for key, place in {
        "ArrowRight": (0, 1),
        "ArrowDown": (1, 1),
        "Enter": (2, 1),
        "ArrowLeft": (2, 0),
        "ArrowUp": (1, 0),
    }.items():
        keys.press(key)
        expect(sliding.entry("kernel", *place)).to_be_focused()
    keys.type("7")
    assert sliding.numbers()[0] == 4 + 7 * 0
    assert sliding.numbers()[1] == 3 + 7 * 1
    keys.press("Tab")
    assert not sliding.page.evaluate("document.activeElement.closest('.ck-board')")
    keys.press("Shift+Tab")
    expect(sliding.entry("kernel", 1, 0)).to_be_focused()


# -- modes, sizes, examples ---------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["cross-correlation", "convolution"])
@pytest.mark.parametrize("name", PRESETS)
def test_an_example_shows_what_python_computes(sliding, name, mode):
    sliding.example(name).click()
    expect(sliding.example(name)).to_have_attribute("aria-pressed", "true")
    expect(sliding.root.locator(".ck-story").first).to_have_text(PRESETS[name]["says"])
    sliding.choose(mode)
    expected = SlidingWindow.preset(name, mode=mode).output
    np.testing.assert_allclose(sliding.numbers(), expected.ravel(), rtol=0.005, atol=1e-9)
    expect(sliding.root.get_by_text("turned by half", exact=True)).to_be_visible(
        visible=mode == "convolution"
    )


def test_sizes_change_by_buttons_and_what_does_not_fit_says_so(sliding):
    sliding.button("smaller kernel size").click()
    assert len(sliding.numbers()) == 16
    sliding.button("larger picture size").click()
    assert len(sliding.numbers()) == 25
    sliding.root.get_by_label("kernel size", exact=True).fill("7")
    expect(sliding.refusal).to_contain_text(
        "A kernel of 7 × 7 does not fit into a picture of 6 × 6."
    )
    assert len(sliding.numbers()) == 25
    sliding.refusal.get_by_role("button", name="Set kernel size to 6").click()
    assert len(sliding.numbers()) == 1
    expect(sliding.refusal).to_be_empty()
    expect(sliding.root.get_by_label("kernel size", exact=True)).to_be_focused()
    sliding.root.get_by_label("picture size", exact=True).fill("12")
    expect(sliding.refusal).to_contain_text("a whole number from 1 to 9")


def test_reset_brings_the_opening_example_back(visit, address):
    visit.go(address)
    sliding = Sliding(visit.page, 1)
    before = sliding.root.inner_text()
    sliding.solve("a house")
    sliding.root.get_by_role("tab", name="Slide").click()
    sliding.button("Smear").click()
    sliding.choose("convolution")
    sliding.button("Reset").click()
    expect(sliding.root.get_by_role("tabpanel", name="Which filter?")).to_be_visible()
    assert sliding.root.inner_text() == before


# -- the quiz -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", QUIZZES)
def test_the_quiz_checks_itself(sliding, name):
    sliding.solve(name)
    verdict = sliding.root.locator(".ck-quiz-says")
    expect(verdict).to_have_text(QUIZZES[name]["praise"])
    first, second = (("ABCD"[filter_]) for filter_ in QUIZZES[name]["order"][:2])
    sliding.match(1, second)
    expect(verdict).to_be_empty()
    sliding.match(2, first)
    expect(verdict).to_have_text(f"2 of 4 are right. {QUIZZES[name]['hint']}")


def test_another_picture_starts_anew(sliding):
    sliding.solve("a house")
    sliding.button("A square").click()
    assert sliding.root.get_by_role("radio", checked=True).count() == 0
    expect(sliding.root.locator(".ck-quiz-says")).to_be_empty()


# -- challenges ---------------------------------------------------------------------------------


def meet_middle(sliding):
    for place in ((0, 0), (0, 1), (0, 2), (1, 2), (2, 1), (2, 2), (1, 1)):
        sliding.entry("kernel", *place).fill("1")
    for place in ((1, 0), (2, 0)):
        sliding.entry("kernel", *place).fill("-1")


def meet_half_turn(sliding):
    sliding.entry("kernel", 0, 0).fill("2")
    assert sliding.met() == 0
    sliding.entry("kernel", 2, 2).fill("2")


def meet_dot(sliding):
    sliding.solve("a dot")


@pytest.mark.parametrize(
    ("meet", "praise"),
    [
        (meet_middle, "Well found: 7 in the middle, at most"),
        (meet_half_turn, "Yes: half a turn leaves this kernel as it is."),
        (meet_dot, "All four, and every one stands on its head."),
    ],
)
def test_a_challenge_is_noticed_praised_and_remembered(sliding, meet, praise):
    meet_challenge(sliding, meet, praise)


def test_examples_and_modes_meet_no_challenge_by_themselves(sliding):
    for name in PRESETS:
        sliding.example(name).click()
        sliding.choose("convolution")
        sliding.button("one window on").click()
    for name in ("a house", "a square"):
        sliding.solve(name)
    assert sliding.met() == 0


# -- sharing ------------------------------------------------------------------------------------


def test_a_link_restores_the_state_of_its_widget_alone(visit, address):
    visit.go(address)
    first, second = Sliding(visit.page), Sliding(visit.page, 1)
    second.root.get_by_role("tab", name="Slide").click()
    second.button("Find the L").click()
    second.choose("convolution")
    second.entry("picture", 0, 0).fill("-2")
    second.grid.focus()
    visit.page.keyboard.press("Control+End")
    link, numbers, cell = second.copied("link"), second.numbers(), second.cell()
    visit.page.goto("about:blank")
    visit.go(link)
    assert (second.numbers(), second.cell()) == (numbers, cell)
    assert first.numbers() == [4, 3, 4, 2, 4, 3, 2, 3, 4]
    visit.page.evaluate("link => { location.href = link; }", f"{address}#SlidingWindow-2-e30x")
    assert second.numbers() == numbers


SETTINGS = {
    "opening": [],
    "example": [lambda sliding: sliding.button("Two edges").click()],
    "own numbers": [
        lambda sliding: sliding.entry("kernel", 0, 0).fill("1/3"),
        lambda sliding: sliding.entry("picture", 4, 4).fill("-2.5"),
        lambda sliding: sliding.button("one window on").click(),
        lambda sliding: sliding.choose("convolution"),
    ],
    "quiz": [meet_dot],
}


@pytest.mark.parametrize("steps", SETTINGS.values(), ids=SETTINGS)
def test_the_python_line_makes_the_same_widget(sliding, steps):
    for step in steps:
        step(sliding)
    line = sliding.copied("Python")
    made = eval(line, {"SlidingWindow": SlidingWindow})
    if not steps:
        assert line == "SlidingWindow()"
    if made.tab == "quiz":
        assert (made.quiz, made.right) == ("a dot", 4)
    else:
        np.testing.assert_allclose(sliding.numbers(), made.output.ravel(), rtol=0.005, atol=1e-9)
        assert sliding.cell().startswith("row {}, column {}".format(*made.selected))
