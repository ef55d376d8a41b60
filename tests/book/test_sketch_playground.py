"""The sketch playground in a real browser: by mouse, by touch, by keyboard."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnkit.widgets.sketch_playground import PRESETS, SketchPlayground
from tests.browser import WidgetInUse, drag, meet_challenge, visiting

SKETCHES = [name for name, preset in PRESETS.items() if preset["state"]["tab"] == "sketch"]
SCORES = [name for name in PRESETS if name not in SKETCHES]


class Playground(WidgetInUse):
    """One playground of the page, as a reader uses it."""

    widget = "SketchPlayground"

    def __init__(self, page, number=0):
        super().__init__(page, number)
        self.paper = self.root.locator(".ck-paper-area")
        self.covered = self.root.locator(".ck-covered-area")
        self.grid = self.root.get_by_role("grid", name="Sketch, ")
        self.cursor = self.grid.get_by_role("gridcell")
        self.outcome = self.root.locator(".ck-outcome")
        self.shares = self.root.locator(".ck-scores .ck-figure-cell")

    def open(self, name):
        """Press the button of an example, on its tab."""
        self.tab("Softmax" if name in SCORES else "Sketch").click()
        self.example(name).click()

    def slide(self, label, value):
        self.root.get_by_label(label).locator("visible=true").fill(str(value))

    def pixel(self, row, column):
        """Return the middle of a pixel on the screen."""
        box = self.paper.bounding_box()
        cell = box["width"] / 16
        return box["x"] + (column + 0.5) * cell, box["y"] + (row + 0.5) * cell

    def stroke(self, *places):
        drag(self.page, *(self.pixel(*place) for place in places))

    def made(self):
        """Make the same playground in Python, by the line that the reader can copy."""
        return eval(self.copied("Python"), {"SketchPlayground": SketchPlayground})


def percent(share):
    return f"{round(100 * share, 1):g} %"


def verdict(made):
    """Return the beginning of the answer, from Python's numbers."""
    most = percent(made.probabilities.max())
    if made.answer is None:
        return f"I do not know: the best guess is {made.kind} {most}, below the threshold of "
    return f"{made.kind.capitalize()}, {most} sure. Then "


@pytest.fixture
def address(little_address):
    return f"{little_address}/sketch_playground.html"


@pytest.fixture
def playground(visit, address):
    visit.go(address)
    playground = Playground(visit.page)
    expect(playground.outcome).to_contain_text("House, ")
    playground.paper.scroll_into_view_if_needed()
    return playground


# -- painting -----------------------------------------------------------------------------------


def test_a_stroke_of_the_mouse_leaves_no_gap_and_python_answers_the_same(playground):
    playground.button("Clear").click()
    playground.choose("fine pen")
    playground.stroke((2, 3), (2, 9), (12, 9))
    made = playground.made()
    expected = np.zeros((16, 16))
    expected[2, 3:10] = expected[2:13, 9] = 1
    np.testing.assert_array_equal(made.image, expected)
    expect(playground.outcome).to_contain_text(verdict(made))
    assert playground.said() == playground.outcome.text_content()


def test_a_broad_pen_and_a_rubber_do_what_they_are_called(playground):
    playground.button("Clear").click()
    playground.stroke((5, 5), (5, 6))
    broad = playground.made().image
    assert broad[5, 4:8].tolist() == [0.5, 1, 1, 0.5]
    assert broad[4, 4:8].tolist() == [0, 0.5, 0.5, 0]
    playground.choose("rubber")
    playground.stroke((5, 0), (5, 15))
    assert playground.made().image.sum() == 2
    playground.stroke((4, 0), (4, -30))
    assert playground.made().image[4].tolist() == broad[4].tolist(), "nothing lay there"


def test_space_paints_where_the_arrow_keys_led_and_delete_rubs_out(playground):
    playground.button("Clear").click()
    playground.choose("fine pen")
    playground.grid.focus()
    keys = playground.page.keyboard
    for key in ("Control+Home", "Space", "ArrowRight", "ArrowDown", "Space"):
        keys.press(key)
    expect(playground.cursor).to_have_attribute("aria-label", "row 1, column 1: 1")
    assert playground.said() == playground.outcome.text_content()
    made = playground.made()
    assert np.argwhere(made.image).tolist() == [[0, 0], [1, 1]]
    playground.grid.focus()
    keys.press("Delete")
    expect(playground.cursor).to_have_attribute("aria-label", "row 1, column 1: 0")
    keys.press("Control+End")
    keys.press("ArrowDown")
    expect(playground.cursor).to_have_attribute("aria-label", "row 15, column 15: 0")


def test_touch_paints_and_the_page_stays(browser, address):
    with visiting(browser, width=375, has_touch=True) as visit:
        visit.go(address)
        playground = Playground(visit.page)
        playground.button("Clear").click()
        playground.paper.scroll_into_view_if_needed()
        session = visit.page.context.new_cdp_session(visit.page)
        top = visit.page.evaluate("window.scrollY")
        points = [playground.pixel(*place) for place in ((3, 4), (7, 4), (11, 4))]
        for kind, (x, y) in zip(("touchStart", "touchMove", "touchMove"), points, strict=True):
            session.send(
                "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]}
            )
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        assert visit.page.evaluate("window.scrollY") == top, "the page scrolled under the finger"
        assert (playground.made().image[3:12, 4] == 1).all()


def test_nothing_else_moves_while_somebody_paints(playground):
    """Or the line would not end where the pointer is."""
    before = playground.paper.bounding_box()
    mouse = playground.page.mouse
    mouse.move(*playground.pixel(2, 2))
    mouse.down()
    for place in ((4, 4), (12, 2), (14, 14)):
        mouse.move(*playground.pixel(*place))
        assert playground.paper.bounding_box() == before
    mouse.up()


def test_a_sketch_is_moved_by_a_pixel(playground):
    for name in ("move right", "move right", "move down", "move left", "move up", "move up"):
        playground.button(name).click()
    made, before = playground.made(), SketchPlayground().image
    expected = np.zeros((16, 16))
    # down and up again: the lowest row was lost, and so were the two columns on the right
    expected[:14, 1:15] = before[1:15, :14]
    np.testing.assert_array_equal(made.image, expected)
    expect(playground.outcome).to_contain_text(verdict(made))


# -- what the net says --------------------------------------------------------------------------


@pytest.mark.parametrize("name", SKETCHES)
def test_an_example_is_answered_as_in_python(playground, name):
    playground.open("circle" if name == "house" else "house")
    playground.open(name)
    button = playground.example(name)
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(playground.root.locator(".ck-story").first).to_have_text(PRESETS[name]["says"])
    made = SketchPlayground.preset(name)
    expect(playground.outcome).to_contain_text(verdict(made))
    cells = playground.root.locator(".ck-kinds .ck-figure-cell").all_text_contents()
    assert cells[1::2] == [percent(share) for share in made.probabilities]
    logits = [float(text.replace("−", "-")) for text in cells[::2]]
    np.testing.assert_allclose(logits, made.logits, atol=0.0501)


def test_the_threshold_decides_between_an_answer_and_not_knowing(playground):
    playground.open("two at once")
    expect(playground.outcome).to_contain_text("I do not know: the best guess is plus 46.7 %")
    playground.slide("threshold", 0.4)
    expect(playground.outcome).to_contain_text("Plus, 46.7 % sure.")
    playground.slide("threshold", 0.47)
    expect(playground.outcome).to_contain_text("below the threshold of 47 %")


def test_the_temperature_changes_how_sure_the_net_is_but_not_its_logits(playground):
    logits = playground.root.locator(".ck-kinds tr td:nth-child(2)").all_text_contents()
    playground.slide("temperature", 1)
    expect(playground.outcome).to_contain_text(verdict(SketchPlayground(temperature=10.0)))
    playground.slide("temperature", -1)
    expect(playground.outcome).to_contain_text("House, 100 % sure.")
    assert playground.root.locator(".ck-kinds tr td:nth-child(2)").all_text_contents() == logits


def test_without_relu_negative_values_go_on_and_the_answer_changes(playground):
    playground.open("triangle")
    notes = playground.root.locator(".ck-note")
    expect(notes.nth(0)).to_contain_text("First layer, 8 maps of 16 × 16: ReLU leaves ")
    expect(notes.nth(1)).to_contain_text("Second layer, 12 maps of 8 × 8: ReLU leaves ")
    assert playground.root.locator(".ck-features canvas").count() == 8 + 12
    playground.choose("off")
    expect(notes.nth(0)).to_contain_text("are negative, and go on.")
    expect(playground.outcome).to_contain_text(verdict(SketchPlayground.preset("without ReLU")))
    expect(playground.button("Without ReLU")).to_have_attribute("aria-pressed", "true")


def test_a_value_under_the_mouse_shows_what_it_is_made_of_and_a_click_keeps_it(playground):
    words = playground.root.locator(".ck-sum-words")
    tiles = playground.root.locator(".ck-tiles canvas")
    expect(words).to_contain_text(
        "First layer, map 5, row 3, column 9. The products add up to 4.32"
    )
    expect(tiles).to_have_count(3)
    field = playground.root.locator(".ck-paper-marks rect").last
    first, second = playground.root.locator(".ck-features-area").all()
    first.scroll_into_view_if_needed()
    box = first.bounding_box()
    x, y = box["x"] + 2 * 68 + 4 * 7 + 2, box["y"] + 4 * 12 + 2
    playground.page.mouse.move(x, y)
    expect(words).to_contain_text("First layer, map 2, row 12, column 7.")
    cell = playground.paper.bounding_box()["width"] / 16
    assert float(field.get_attribute("y")) == 10 * cell + 0.5
    assert float(field.get_attribute("width")) == 5 * cell - 1
    playground.page.mouse.move(x, y - 200)
    expect(words).to_contain_text("map 5, row 3, column 9.")
    second.click(position={"x": 44 * 11 + 5 * 2 + 2, "y": 5 * 6 + 2})
    expect(words).to_contain_text("Second layer, map 11, row 6, column 2. In 8 maps the products")
    expect(tiles).to_have_count(3 * 8)
    assert float(field.get_attribute("width")) == 10 * cell - 1
    assert playground.made().unit == (1, 11, 6, 2)


def test_keys_lead_through_a_map_and_to_the_next_one(playground):
    words = playground.root.locator(".ck-sum-words")
    grid = playground.root.get_by_role("grid", name="First layer, a map")
    grid.focus()
    for key in ("ArrowLeft", "ArrowDown", "PageDown"):
        playground.page.keyboard.press(key)
    expect(words).to_contain_text("First layer, map 6, row 4, column 8.")
    assert playground.said() == words.text_content()
    expect(grid.get_by_role("gridcell")).to_have_attribute("aria-label", re.compile("row 4, col"))
    for _ in range(2):
        playground.page.keyboard.press("PageDown")
    expect(words).to_contain_text("First layer, map 0, ")
    assert playground.made().unit == (0, 0, 4, 8)


def test_the_square_of_paper_is_laid_by_mouse_and_by_keys(playground):
    playground.open("triangle")
    made = SketchPlayground.preset("triangle")
    drops, whole = made.occlusion(), made.probabilities.max()
    words = playground.root.locator(".ck-covered-words")

    def says(row, column):
        left = percent(max(whole - drops[row, column], 0))
        return f"lies there: triangle goes from {percent(whole)} to {left}."

    playground.covered.scroll_into_view_if_needed()
    box = playground.covered.bounding_box()
    cell = box["width"] / 7
    playground.page.mouse.click(box["x"] + 5.5 * cell, box["y"] + 3.5 * cell)
    expect(words).to_contain_text(says(3, 5))
    playground.root.locator(".ck-covered").get_by_role("grid").focus()
    for key in ("ArrowLeft", "ArrowDown", "ArrowDown"):
        playground.page.keyboard.press(key)
    expect(words).to_contain_text(says(5, 4))
    most = np.unravel_index(drops.argmax(), drops.shape)
    expect(words).to_contain_text("matters most in row {}, column {} of this map".format(*most))
    assert playground.made().patch == (5, 4)


# -- softmax ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCORES)
def test_an_example_of_softmax_shows_pythons_shares(playground, name):
    playground.open(name)
    expect(playground.root.locator(".ck-story").nth(1)).to_have_text(PRESETS[name]["says"])
    shares = [percent(share) for share in SketchPlayground.preset(name).shares]
    expect(playground.shares).to_have_text(shares)


def test_logits_are_dragged_and_raised_together(playground):
    playground.open("1000 and 1001")
    expect(playground.root).to_contain_text("exp(1001) is too large for a float")
    for _ in range(2):
        playground.button("all + 1").click()
    assert playground.made().scores == [1002, 1003]
    expect(playground.shares).to_have_text(["26.9 %", "73.1 %"])
    playground.slide("logit a", 1003)
    expect(playground.shares).to_have_text(["50 %", "50 %"])
    slider = playground.root.get_by_label("logit b")
    box = slider.bounding_box()
    middle = box["y"] + box["height"] / 2
    playground.page.mouse.click(box["x"] + box["width"] / 2, middle)
    made = playground.made()
    assert abs(made.scores[1] - 1000) < 0.5, "the middle of the slider"
    expect(playground.shares).to_have_text([percent(share) for share in made.shares])


def test_a_story_is_told_only_of_its_own_logits_and_temperature(playground):
    playground.tab("Softmax").click()
    story = playground.root.locator(".ck-story").nth(1)
    expect(story).to_contain_text("Logits of your own")
    playground.slide("temperature", 1)
    expect(story).to_have_text(PRESETS["temperature 10"]["says"])
    expect(playground.button("Temperature 10")).to_have_attribute("aria-pressed", "true")


def test_tabs_are_chosen_by_arrow_keys(playground):
    playground.tab("Sketch").focus()
    playground.page.keyboard.press("ArrowRight")
    expect(playground.tab("Softmax")).to_be_focused()
    expect(playground.shares.first).to_be_visible()
    expect(playground.paper).to_be_hidden()


# -- challenges ---------------------------------------------------------------------------------


def meet_fooled(playground):
    playground.button("Clear").click()
    playground.choose("fine pen")
    playground.stroke((14, 8), (14, 9))


def meet_unsure(playground):
    playground.open("two at once")
    playground.button("move right").click()


def meet_half(playground):
    playground.open("one large")
    playground.slide("temperature", 0.73)


@pytest.mark.parametrize(
    ("meet", "praise"),
    [
        (meet_fooled, "far from what it has seen, a net is sure of anything."),
        (meet_unsure, "Only 36.3 %: a threshold catches this one."),
        (meet_half, "temperature changes how sure, not which."),
    ],
)
def test_a_challenge_is_noticed_praised_and_remembered(playground, meet, praise):
    meet_challenge(playground, meet, praise)


def test_no_example_meets_a_challenge_by_itself(playground):
    for name in SKETCHES + SCORES:
        playground.open(name)
    assert playground.met() == 0


# -- sharing ------------------------------------------------------------------------------------


def test_reset_brings_the_opening_example_back(visit, address):
    visit.go(address)
    second = Playground(visit.page, 1)
    expect(second.shares).to_have_text(["26.9 %", "73.1 %"])
    second.button("all + 1").click()
    second.tab("Sketch").click()
    second.button("Clear").click()
    second.choose("on")
    second.button("Reset").click()
    expect(second.shares).to_have_text(["26.9 %", "73.1 %"])
    made = second.made()
    assert (made.scores, made.relu) == ([1000, 1001], False)
    np.testing.assert_array_equal(made.image, SketchPlayground.preset("cross").image)


def test_a_link_restores_the_state_of_its_widget_alone(visit, address):
    visit.go(address)
    first, second = Playground(visit.page), Playground(visit.page, 1)
    second.tab("Sketch").click()
    second.open("stairs")
    second.button("move right").click()
    second.slide("threshold", 0.9)
    link, outcome = second.copied("link"), second.outcome.text_content()
    visit.page.goto("about:blank")
    visit.go(link)
    expect(second.outcome).to_have_text(outcome)
    expect(first.outcome).to_contain_text("House, ")
    visit.page.evaluate("link => { location.href = link; }", f"{address}#SketchPlayground-2-e30x")
    expect(second.outcome).to_have_text(outcome)


def test_the_python_line_is_short_for_an_example(playground):
    playground.open("shifted")
    playground.slide("threshold", 0.25)
    line = playground.copied("Python")
    assert line == 'SketchPlayground.preset("shifted", threshold=0.25)'
    playground.button("Reset").click()
    assert playground.copied("Python") == "SketchPlayground()"
