"""The padding ruler in a real browser: dragged, by keyboard, refused, and shared."""

import re

import pytest
from playwright.sync_api import expect

from cnnkit.widgets.padding_ruler import PRESETS, PaddingRuler
from tests.browser import WidgetInUse, drag, meet_challenge, point_in, state_in, visiting


class Ruler(WidgetInUse):
    """One ruler of the page, as a reader uses it."""

    widget = "PaddingRuler"

    def __init__(self, page, number=0):
        super().__init__(page, number)
        self.reading = self.root.locator(".ck-row-reading")
        self.words = self.root.locator(".ck-row-said")

    def end(self, side):
        return self.root.get_by_role("slider", name=f"padding {side} the row")

    def state(self):
        fields = {"size": "pixels", "before": "padding before", "after": "padding after"}
        names = PRESETS["stride"]["state"]
        return {name: int(self.field(fields.get(name, name)).input_value()) for name in names}

    def count(self, what):
        return self.drawing.locator(f".ck-row-{what}").count()

    def middle(self, what, number=0):
        """Where something that is drawn is on the screen."""
        return point_in(self.drawing.locator(f".ck-row-{what}").nth(number), 0.5, 0.5)

    def drag(self, side, cells):
        """Drag an end of the row by so many cells, to the right if positive."""
        wide = self.drawing.locator(".ck-row-cell").first.bounding_box()["width"] + 2
        x, y = point_in(self.end(side), 0.5, 0.5)
        drag(self.page, (x, y), (x + cells * wide, y + 3))


@pytest.fixture
def ruler(visit, little_address):
    visit.go(f"{little_address}/padding_ruler.html")
    return Ruler(visit.page)


def shows(ruler, expected):
    """Check everything that is drawn and written against what Python counts."""
    assert ruler.state() == {name: getattr(expected, name) for name in PRESETS["stride"]["state"]}
    label = f"{expected.size} pixels, {expected.before} zeros before and {expected.after} after"
    expect(ruler.drawing).to_have_attribute(
        "aria-label", f"{label}, under {expected.output} windows"
    )
    total = ruler.root.locator(".ck-row-line").nth(1).locator(".ck-row-result")
    expect(total).to_have_text(f"{expected.output} =")
    expect(ruler.words).to_contain_text(f"{expected.output} window")
    expect(ruler.words).to_contain_text("even" if not expected.left_over else "left over")
    if expected.size < 40:  # else parts of it are not drawn
        assert ruler.count("cell.ck-row-zero") == expected.before + expected.after
        assert ruler.count("cell:not(.ck-row-zero)") == expected.size
        assert ruler.count("cell.ck-row-unseen") == len(expected.unused)
        assert ruler.count("out") == expected.output
        counts = ruler.drawing.locator(".ck-row-count").all_text_contents()
        assert tuple(map(int, counts)) == expected.visits


# -- examples -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PRESETS)
def test_an_example_shows_what_python_counts(ruler, name):
    button = ruler.example(name)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(ruler.root.locator(".ck-story").first).to_have_text(PRESETS[name]["says"])
    shows(ruler, PaddingRuler.preset(name))
    assert ruler.met() == 0


def test_the_second_ruler_opens_on_its_own_state(visit, ruler):
    second = Ruler(visit.page, 1)
    state = {"size": 256, "kernel": 15, "stride": 3, "before": 30, "after": 0, "dilation": 4}
    shows(second, PaddingRuler(**state))
    shows(ruler, PaddingRuler())


def test_of_a_long_row_both_ends_are_drawn(ruler):
    ruler.button("224").click()
    assert ruler.count("dots") == 2
    numbers = ruler.drawing.locator("g > g > .ck-row-index").all_text_contents()
    half = len(numbers) // 2
    assert numbers[:half] == [str(pixel) for pixel in range(half)]
    assert numbers[half:] == [str(pixel) for pixel in range(224 - half, 224)]
    assert ruler.count("cell.ck-row-unseen") == 1
    ruler.button("227").click()
    assert ruler.count("cell.ck-row-unseen") == 0


# -- the ends of the row ------------------------------------------------------------------------


def test_the_ends_are_dragged_to_add_padding_and_back_to_take_it_away(ruler):
    ruler.drag("before", -2)
    shows(ruler, PaddingRuler(before=2))
    ruler.drag("after", 1)
    shows(ruler, PaddingRuler(before=2, after=1))
    ruler.drag("before", 1)
    shows(ruler, PaddingRuler(before=1, after=1))
    ruler.drag("after", -9)
    shows(ruler, PaddingRuler(before=1))


def test_the_ends_of_a_long_row_are_dragged_too(ruler):
    ruler.button("224").click()
    ruler.drag("before", -2)
    ruler.drag("after", 2)
    shows(ruler, PaddingRuler.preset("224", before=2, after=2))


def test_a_finger_drags_an_end_too(browser, little_address):
    with visiting(browser, width=375, has_touch=True) as visit:
        visit.go(f"{little_address}/padding_ruler.html")
        ruler = Ruler(visit.page)
        ruler.end("after").scroll_into_view_if_needed()
        wide = ruler.drawing.locator(".ck-row-cell").first.bounding_box()["width"] + 2
        box = ruler.end("after").bounding_box()
        at = {"x": box["x"] + 12, "y": box["y"] + 12}
        session = visit.page.context.new_cdp_session(visit.page)
        points = [("touchStart", at), ("touchMove", at | {"x": at["x"] + wide})]
        for kind, point in points:
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        expect(ruler.end("after")).to_have_attribute("aria-valuenow", "1")
        shows(ruler, PaddingRuler(after=1))


def test_keys_move_an_end_the_way_they_point(ruler):
    before, after = ruler.end("before"), ruler.end("after")
    for key in ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowLeft"):
        before.press(key)
    after.press("ArrowRight")
    expect(before).to_have_attribute("aria-valuetext", "2 zeros")
    expect(after).to_have_attribute("aria-valuetext", "1 zero")
    shows(ruler, PaddingRuler(before=2, after=1))
    for key in ("ArrowDown", "ArrowLeft", "End", "Home"):
        after.press(key)
    before.press("Home")
    before.press("ArrowRight")
    shows(ruler, PaddingRuler())
    before.press("End")
    shows(ruler, PaddingRuler(before=30))


# -- pointing -----------------------------------------------------------------------------------


def test_the_mouse_over_a_window_or_a_pixel_shows_who_sees_what(ruler):
    expect(ruler.reading).to_have_text("Window 0 looks at pixels 0 to 2, and gives output 0.")
    ruler.page.mouse.move(*ruler.middle("window", 1))
    expect(ruler.reading).to_have_text("Window 1 looks at pixels 2 to 4, and gives output 1.")
    assert ruler.count("lit") == 3
    ruler.page.mouse.move(*ruler.middle("cell", 2))
    expect(ruler.reading).to_have_text("Pixel 2 is seen by windows 0 and 1.")
    assert ruler.count("window.ck-row-on") == 2
    ruler.page.mouse.move(*ruler.middle("out", 1))
    expect(ruler.reading).to_contain_text("gives output 1.")
    ruler.page.mouse.move(5, 5)
    expect(ruler.reading).to_contain_text("Window 0")


def test_a_click_chooses_until_the_next(ruler):
    ruler.page.mouse.click(*ruler.middle("cell", 5))
    ruler.page.mouse.move(5, 5)
    expect(ruler.reading).to_have_text("Pixel 5 is seen by no window.")
    announced = ruler.root.locator(".ck-hidden[role=status]").first
    expect(announced).to_have_text("Pixel 5 is seen by no window.")


def test_arrow_keys_go_along_windows_and_pixels_with_one_tab_stop(ruler):
    ruler.grid.focus()
    cell = ruler.grid.get_by_role("gridcell")
    for key, says in {
        "ArrowRight": "Window 1 looks at",
        "ArrowUp": "Pixel 3 is seen by window 1.",
        "End": "Pixel 5 is seen by no window.",
        "ArrowDown": "Window 1 looks at",
        "Home": "Window 0 looks at",
        "ArrowLeft": "Window 0 looks at",
    }.items():
        ruler.page.keyboard.press(key)
        expect(cell).to_have_attribute("aria-label", re.compile(re.escape(says)))
        expect(ruler.reading).to_contain_text(says)
    ruler.page.keyboard.press("Tab")
    expect(ruler.grid).not_to_be_focused()


def test_a_window_that_is_not_drawn_is_still_told(ruler):
    ruler.button("224").click()
    ruler.grid.focus()
    ruler.page.keyboard.press("End")
    expect(ruler.reading).to_have_text("Window 53 looks at pixels 212 to 222, and gives output 53.")
    for _ in range(25):
        ruler.page.keyboard.press("ArrowLeft")
    expect(ruler.reading).to_have_text("Window 28 looks at pixels 112 to 122, and gives output 28.")


# -- limits -------------------------------------------------------------------------------------


def test_a_kernel_that_does_not_fit_says_so_and_the_last_row_stays(ruler):
    ruler.field("kernel").fill("9")
    expect(ruler.refusal).to_contain_text("A kernel of 9 does not fit into 6 cells.")
    shows(ruler, PaddingRuler())
    ruler.refusal.get_by_role("button", name="Set kernel to 6").click()
    shows(ruler, PaddingRuler(kernel=6))
    expect(ruler.field("kernel")).to_be_focused()
    expect(ruler.refusal).to_be_empty()


def test_taking_away_what_a_kernel_needs_offers_a_smaller_one(ruler):
    ruler.drag("before", -2)
    ruler.field("kernel").fill("8")
    shows(ruler, PaddingRuler(before=2, kernel=8))
    ruler.end("before").press("ArrowRight")
    expect(ruler.refusal).to_contain_text("8 does not fit into 7 cells: 6 of the row and 1 of")
    shows(ruler, PaddingRuler(before=2, kernel=8))
    ruler.refusal.get_by_role("button", name="Set kernel to 7").click()
    shows(ruler, PaddingRuler(before=1, kernel=7))


@pytest.mark.parametrize("typed", ["", "-3", "2.5", "1e9"])
def test_no_typed_number_breaks_it(ruler, typed):
    before = ruler.drawing.evaluate("svg => svg.outerHTML")
    for name in ("pixels", "padding before", "padding after"):
        ruler.field(name).fill(typed)
        assert ruler.drawing.evaluate("svg => svg.outerHTML") == before
    ruler.button("Reset").click()
    assert ruler.drawing.evaluate("svg => svg.outerHTML") == before


def test_reset_brings_the_opening_state_back(visit, ruler):
    second = Ruler(visit.page, 1)
    before = second.drawing.evaluate("svg => svg.outerHTML")
    second.button("Even kernel").click()
    second.button("larger padding before").click()
    assert second.drawing.evaluate("svg => svg.outerHTML") != before
    second.button("Reset").click()
    assert second.drawing.evaluate("svg => svg.outerHTML") == before
    shows(second, PaddingRuler(size=256, kernel=15, stride=3, before=30, dilation=4))


# -- challenges ---------------------------------------------------------------------------------


def meet_one_unseen(ruler):
    ruler.field("pixels").fill("10")


def meet_halved(ruler):
    ruler.field("pixels").fill("16")
    ruler.field("kernel").fill("4")
    ruler.drag("before", -1)
    ruler.drag("after", 1)


def meet_fifty_five(ruler):
    ruler.button("224").click()
    ruler.drag("before", -3)


@pytest.mark.parametrize(
    ("meet", "praise"),
    [
        (meet_one_unseen, "Yes: no window sees pixel 9."),
        (meet_halved, "Well done: 2 zeros in all, and a stride of 2."),
        (meet_fifty_five, "Right: 3 zeros do what 3 pixels more would do."),
    ],
)
def test_a_challenge_is_noticed_praised_and_remembered(ruler, meet, praise):
    meet_challenge(ruler, meet, praise)


# -- sharing ------------------------------------------------------------------------------------


WAYS = {
    "opening": ([], "PaddingRuler()"),
    "example": ([lambda ruler: ruler.button("227").click()], 'PaddingRuler.preset("227")'),
    "a row of one's own": (
        [
            lambda ruler: ruler.drag("after", 2),
            lambda ruler: ruler.field("stride").fill("1"),
        ],
        "PaddingRuler(stride=1, after=2)",
    ),
}


@pytest.mark.parametrize(("steps", "line"), WAYS.values(), ids=WAYS)
def test_the_python_line_and_the_link_make_the_same_row(visit, ruler, steps, line):
    for step in steps:
        step(ruler)
    assert ruler.copied("Python") == line
    made = eval(line, {"PaddingRuler": PaddingRuler})
    shows(ruler, made)
    link = ruler.copied("link")
    state = state_in(link)
    assert made.opening == state
    visit.page.goto("about:blank")
    visit.go(link)
    shows(ruler, made)


@pytest.mark.parametrize("damage", [lambda link: link[:-5], lambda link: link + "A" * 9])
def test_a_damaged_link_is_ignored(visit, ruler, damage):
    ruler.button("Full").click()
    link = ruler.copied("link")
    ruler.button("Reset").click()
    visit.page.evaluate("link => { location.href = link; }", damage(link))
    visit.page.reload()
    expect(ruler.grid).to_be_visible()
    shows(ruler, PaddingRuler())
