"""The pooling lab in a real browser: by mouse, by touch, by keyboard, and left alone."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnkit.widgets.pooling_lab import PRESETS, PoolingLab
from tests.browser import (
    WidgetInUse,
    drag,
    meet_challenge,
    point_in,
    read_number,
    state_in,
    visiting,
)


class Lab(WidgetInUse):
    """One lab of the page, as a reader uses it."""

    widget = "PoolingLab"

    def picture(self):
        return self.drawing.evaluate("svg => svg.outerHTML")

    def numbers(self, which):
        """Read the numbers in the squares: the first drawing's input is 0, its pooled map 1."""
        return [
            read_number(text)
            for text in self.drawing.locator(f".ck-map >> nth={which}")
            .locator("text")
            .all_text_contents()
        ]

    def areas(self):
        return self.root.locator(".ck-area:visible")


@pytest.fixture(scope="module")
def lab_address(little_address):
    return f"{little_address}/pooling_lab.html"


@pytest.fixture
def lab(visit, lab_address):
    visit.go(lab_address)
    return Lab(visit.page)


# -- it lives -----------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_widgets_live_from_a_server_and_from_a_file(visit, little_book, lab_address, scheme):
    visit.go(lab_address if scheme == "http" else f"{little_book.as_uri()}/pooling_lab.html")
    assert visit.page.locator('[data-ready="1"]').count() == 5
    assert visit.page.locator(".ck-stand-in").count() == 0
    lab = Lab(visit.page)
    lab.button("Overlap").click()
    assert lab.numbers(1) == [9, 9, 3, 9, 9, 5, 3, 5, 7]


def test_without_scripts_the_numbers_stand_there(browser, lab_address):
    with visiting(browser, java_script_enabled=False) as visit:
        visit.page.goto(lab_address)
        picture = visit.page.locator(".ck-stand-in").first.get_by_role("img")
        expect(picture).to_be_visible()
        assert "6, 8, 3, 4" in picture.get_attribute("aria-label")
        assert visit.page.locator(".ck-widget").count() == 0
        visit.problems.clear()  # the scripts that were not to be loaded


# -- moving the window --------------------------------------------------------------------------


def test_the_window_is_dragged_over_the_map_and_snaps(lab):
    before = lab.picture()
    assert lab.cell() == "row 0, column 0: 6"
    area = lab.areas().first
    drag(lab.page, point_in(area, 0.25, 0.25), point_in(area, 0.72, 0.3))
    assert lab.cell() == "row 0, column 1: 8"
    assert lab.said() == "window at rows 0 to 1, columns 2 to 3: max of 2, 4, 7, 8 is 8"
    assert lab.picture() != before
    drag(lab.page, point_in(area, 0.6, 0.3), point_in(area, -3, 5))
    assert lab.cell() == "row 1, column 0: 3"


def test_a_click_on_the_map_moves_the_window_there(lab):
    area = lab.areas().first
    lab.page.mouse.click(*point_in(area, 0.9, 0.9))
    assert lab.cell() == "row 1, column 1: 4"
    expect(lab.root.locator(".ck-formula")).to_have_text("max(1, 0, 3, 4) = 4")


def test_the_mouse_over_a_pooled_value_shows_its_window_until_it_leaves(lab):
    formula = lab.root.locator(".ck-formula")
    area = lab.areas().nth(1)
    lab.page.mouse.move(*point_in(area, 0.8, 0.2))
    expect(formula).to_have_text("max(2, 4, 7, 8) = 8")
    assert lab.cell() == "row 0, column 0: 6"
    lab.page.mouse.move(5, 5)
    expect(formula).to_have_text("max(1, 1, 5, 6) = 6")
    lab.page.mouse.click(*point_in(area, 0.2, 0.8))
    lab.page.mouse.move(5, 5)
    expect(formula).to_have_text("max(3, 2, 1, 2) = 3")


def test_touch_moves_the_window_too(browser, lab_address):
    with visiting(browser, width=375, has_touch=True) as visit:
        visit.go(lab_address)
        lab = Lab(visit.page)
        lab.areas().first.scroll_into_view_if_needed()
        visit.page.touchscreen.tap(*point_in(lab.areas().nth(1), 0.8, 0.8))
        assert lab.cell() == "row 1, column 1: 4"
        session = visit.page.context.new_cdp_session(visit.page)
        points = [
            point_in(lab.areas().first, x, y) for x, y in ((0.7, 0.7), (0.5, 0.6), (0.2, 0.2))
        ]
        top = visit.page.evaluate("window.scrollY")
        for kind, point in zip(("touchStart", "touchMove", "touchMove"), points, strict=True):
            place = [{"x": point[0], "y": point[1]}]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": place})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        assert lab.cell() == "row 0, column 0: 6"
        assert visit.page.evaluate("window.scrollY") == top, "the page scrolled under the finger"


def test_the_keyboard_moves_the_window_with_one_tab_stop(lab):
    keys = lab.page.keyboard
    lab.root.get_by_label("value that enters").focus()
    keys.press("Tab")
    expect(lab.grid).to_be_focused()
    for key, cell in {
        "ArrowRight": "row 0, column 1: 8",
        "ArrowDown": "row 1, column 1: 4",
        "ArrowLeft": "row 1, column 0: 3",
        "Control+Home": "row 0, column 0: 6",
        "End": "row 0, column 1: 8",
        "Control+End": "row 1, column 1: 4",
        "Home": "row 1, column 0: 3",
        "ArrowUp": "row 0, column 0: 6",
    }.items():
        keys.press(key)
        assert lab.cell() == cell, key
    keys.press("ArrowUp")
    assert lab.cell() == "row 0, column 0: 6"
    assert lab.said() == "window at rows 0 to 1, columns 0 to 1: max of 1, 1, 5, 6 is 6"
    keys.press("Tab")
    expect(lab.grid).not_to_be_focused()


def test_the_selected_value_shows_where_the_focus_is(lab):
    ring = "cell => getComputedStyle(cell).outlineStyle"
    assert lab.grid.get_by_role("gridcell").evaluate(ring) == "none"
    lab.root.get_by_label("value that enters").focus()
    lab.page.keyboard.press("Tab")
    assert lab.grid.get_by_role("gridcell").evaluate(ring) == "solid"


# -- shifting the picture -----------------------------------------------------------------------


def test_the_picture_is_shifted_by_buttons_and_what_changed_is_counted(lab):
    assert lab.areas().count() == 2
    lab.button("shift down").click()
    assert lab.areas().count() == 4
    assert PoolingLab(shift_rows=1).changed == (15 / 16, 1)
    expect(lab.root.locator(".ck-tally")).to_have_text(
        re.compile(r"93\.8 %\s*input:\s*15 of 16 changed\s*100 %\s*pooled:\s*4 of 4 changed")
    )
    assert lab.drawing.locator("circle.ck-spot").count() == 15 + 4
    assert lab.said() == "moved 1 down; changed: 15 of 16 input values, 4 of 4 pooled values"
    lab.button("shift up").click()
    assert lab.areas().count() == 2
    expect(lab.root.locator(".ck-tally")).to_be_hidden()


def test_the_lower_picture_is_dragged_and_comes_back(lab):
    lab.button("A stroke").click()
    lower = lab.areas().nth(2)
    lower.scroll_into_view_if_needed()
    pixel = lower.bounding_box()["width"] / 16
    start = point_in(lower, 0.5, 0.5)
    drag(lab.page, start, (start[0] + 2 * pixel, start[1] - 3 * pixel))
    expect(lab.drawing).to_contain_text("moved 3 up, 3 right")
    start = point_in(lab.areas().nth(2), 0.5, 0.5)
    drag(lab.page, start, (start[0] - 3 * pixel, start[1] + 3 * pixel))
    expect(lab.areas()).to_have_count(2)


def test_the_lower_picture_takes_a_click_for_its_window(lab):
    lab.button("A stroke").click()
    lower = lab.areas().nth(2)
    lower.scroll_into_view_if_needed()
    lab.page.mouse.click(*point_in(lower, 0.97, 0.97))
    assert lab.cell().startswith("row 7, column 7")
    expect(lab.drawing).to_contain_text("moved 1 right")


def test_shift_and_an_arrow_key_move_the_picture(lab):
    lab.grid.focus()
    lab.page.keyboard.press("Shift+ArrowLeft")
    expect(lab.drawing).to_contain_text("moved 1 left")
    for _ in range(9):
        lab.page.keyboard.press("Shift+ArrowLeft")
    expect(lab.drawing).to_contain_text("moved 8 left")
    lab.root.get_by_label("value that enters").fill("2.5")
    assert lab.numbers(3) == [2.5] * 4


# -- examples and modes -------------------------------------------------------------------------


@pytest.mark.parametrize("name", PRESETS)
def test_an_example_shows_what_python_computes(lab, name):
    expected = PoolingLab.preset(name)
    lab.example(name).click()
    expect(lab.example(name)).to_have_attribute("aria-pressed", "true")
    expect(lab.root.locator(".ck-story").first).to_have_text(PRESETS[name]["says"])
    moved = expected.shift_columns != 0
    if expected.image.shape[0] < 8:
        np.testing.assert_allclose(
            lab.numbers(3 if moved else 1), expected.output.ravel(), rtol=0.005
        )
    if moved:
        shares = [f"{float(f'{100 * share:.1f}'):g} %" for share in expected.changed]
        assert lab.root.locator(".ck-tally strong").all_text_contents() == shares


@pytest.mark.parametrize(
    ("mode", "formula", "numbers"),
    [
        ("max", "max(1, 1, 5, 6) = 6", [6, 8, 3, 4]),
        ("average", "(1 + 1 + 5 + 6) ÷ 4 = 13 ÷ 4 = 3.25", [3.25, 5.25, 2, 2]),
        ("L2", "√(1² + 1² + 5² + 6²) = √63 ≈ 7.94", [7.94, 11.5, 4.24, 5.1]),
        ("Gaussian", "0.25 · 1 + 0.25 · 1 + 0.25 · 5 + 0.25 · 6 = 3.25", [3.25, 5.25, 2, 2]),
        (
            "stochastic",
            "0.077 · 1 + 0.077 · 1 + 0.38 · 5 + 0.46 · 6 ≈ 4.85",
            [4.85, 6.33, 2.25, 3.25],
        ),
    ],
)
def test_each_mode_writes_its_arithmetic(lab, mode, formula, numbers):
    lab.choose(mode)
    expect(lab.root.locator(".ck-formula")).to_have_text(formula)
    assert lab.numbers(1) == numbers


def test_a_thousand_draws_come_near_the_chances_and_are_the_same_for_everybody(visit, lab_address):
    seen = []
    for _ in range(2):
        visit.go(lab_address)
        lab = Lab(visit.page)
        lab.button("Roll the dice").click()
        lab.button("Draw 1,000 times").click()
        expect(lab.root.locator(".ck-dice")).to_contain_text("1,000 draws so far.")
        drawn = [float(text) for text in lab.root.locator(".ck-dice-drawn").all_text_contents()]
        assert sum(drawn) == pytest.approx(1)
        assert drawn == pytest.approx([0.6, 0.4], abs=3 * (0.24 / 1000) ** 0.5)
        seen.append(drawn)
    assert seen[0] == seen[1]
    lab.button("Draw once").click()
    expect(lab.root.locator(".ck-dice")).to_contain_text(re.compile(r"Picked (1\.6|2\.4)"))
    lab.page.mouse.click(*point_in(lab.areas().nth(1), 0.8, 0.2))
    expect(lab.root.locator(".ck-dice")).not_to_contain_text("so far")


# -- limits -------------------------------------------------------------------------------------


def test_a_window_that_does_not_fit_says_so_and_the_last_state_stays(lab):
    before = lab.picture()
    lab.root.get_by_label("window", exact=True).fill("9")
    expect(lab.refusal).to_contain_text("A window of 9 does not fit into a map of 4 × 4.")
    assert lab.picture() == before
    lab.refusal.get_by_role("button", name="Set window to 4").click()
    assert lab.numbers(1) == [8]
    expect(lab.root.get_by_label("window", exact=True)).to_be_focused()
    expect(lab.refusal).to_be_empty()
    lab.button("larger window").click()
    expect(lab.refusal).to_contain_text("A window of 5 does not fit")
    assert lab.root.get_by_label("window", exact=True).input_value() == "4"


def test_a_choice_that_does_not_fit_goes_back_and_offers_the_way_out(lab):
    lab.choose("centred")
    expect(lab.refusal).to_contain_text("needs a middle pixel, and 2 is even")
    expect(lab.root.get_by_label("drop")).to_be_checked()
    lab.refusal.get_by_role("button", name="Set window to 3").click()
    expect(lab.root.get_by_label("centred")).to_be_checked()
    assert lab.numbers(1) == [6, 8, 6, 8]


def test_negative_values_are_no_chances(visit, lab_address):
    visit.go(lab_address)
    lab = Lab(visit.page, 2)
    lab.choose("stochastic")
    expect(lab.refusal).to_contain_text("no chance is negative")
    expect(lab.root.get_by_label("max")).to_be_checked()


@pytest.mark.parametrize("typed", ["", "0", "-3", "2.5", "1e9"])
def test_no_typed_window_breaks_it(lab, typed):
    before = lab.picture()
    field = lab.root.get_by_label("window", exact=True)
    field.fill(typed)
    assert lab.picture() == before
    field.blur()
    lab.button("By hand").click()
    assert field.input_value() == "2"
    expect(lab.refusal).to_be_empty()


def test_reset_brings_the_opening_example_back(visit, lab_address):
    visit.go(lab_address)
    lab = Lab(visit.page, 1)
    before = lab.root.inner_text(), lab.picture()
    lab.button("Roll the dice").click()
    lab.root.get_by_role("tab", name="Turned fives").click()
    lab.root.get_by_label("angle of the five").press("ArrowRight")
    lab.button("Reset").click()
    expect(lab.drawing).to_be_visible()
    assert (lab.root.inner_text(), lab.picture()) == before


# -- turned fives -------------------------------------------------------------------------------


@pytest.fixture
def turned(lab):
    lab.root.get_by_role("tab", name="Pool and shift").focus()
    lab.page.keyboard.press("ArrowRight")
    expect(lab.root.get_by_role("tab", name="Turned fives")).to_be_focused()
    expect(lab.root.get_by_role("tabpanel", name="Turned fives")).to_be_visible()
    expect(lab.root.get_by_role("tabpanel", name="Pool and shift")).to_be_hidden()
    return lab


def answers(lab):
    return [float(text) for text in lab.root.locator(".ck-answer").all_text_contents()]


@pytest.mark.parametrize("angle", [-45, -20, -11, 0, 10, 45])
def test_the_detectors_answer_as_python_says(turned, angle):
    turned.root.get_by_label("angle of the five").fill(str(angle))
    responses = PoolingLab(angle=angle).responses
    assert answers(turned) == pytest.approx([*responses, max(responses)], abs=0.0051)
    strongest = int(np.argmax(responses))
    for number in range(3):
        mark = turned.root.locator(".ck-strongest").nth(number)
        expect(mark).to_be_visible(visible=number == strongest)


def test_the_five_is_turned_on_its_dial_and_on_the_curve(turned):
    slider = turned.root.get_by_label("angle of the five")
    dial = turned.root.locator("svg.ck-dial")
    drag(turned.page, point_in(dial, 0.5, 0.3), point_in(dial, 0.7, 0.35))
    assert 20 < int(slider.input_value()) <= 45
    graph = turned.root.locator("svg.ck-graph")
    graph.scroll_into_view_if_needed()
    drag(turned.page, point_in(graph, 0.9, 0.5), point_in(graph, 0.1, 0.5))
    assert -45 <= int(slider.input_value()) < -30
    drag(turned.page, point_in(graph, 0.5, 0.5), point_in(graph, -2, 0.5))
    assert int(slider.input_value()) == -45
    slider.press("ArrowRight")
    assert int(slider.input_value()) == -44


# -- challenges ---------------------------------------------------------------------------------


def meet_unmoved(lab):
    lab.button("A stroke").click()
    lab.root.get_by_label("window", exact=True).fill("6")


def meet_five(lab):
    lab.button("A stroke").click()
    lab.root.get_by_label("window", exact=True).fill("4")
    lab.root.get_by_label("stride", exact=True).fill("3")


def meet_weakest(lab):
    lab.root.get_by_role("tab", name="Turned fives").click()
    for _ in range(20):
        lab.root.get_by_label("angle of the five").press("ArrowRight")


@pytest.mark.parametrize(
    ("meet", "praise"),
    [
        (meet_unmoved, "Well found: 32 of 256 input values changed, and no pooled one."),
        (meet_five, "Yes: windows of 4 with a stride of 3 find five places."),
        (meet_weakest, "half-way, and still 0.7"),
    ],
)
def test_a_challenge_is_noticed_praised_and_remembered(lab, meet, praise):
    meet_challenge(lab, meet, praise)


@pytest.mark.parametrize("name", PRESETS)
def test_no_example_meets_a_challenge_by_itself(lab, name):
    lab.example(name).click()
    lab.root.get_by_role("tab", name="Turned fives").click()
    assert lab.met() == 0


def test_a_browser_that_keeps_nothing_is_no_obstacle(visit, lab_address):
    # For our keys only: the theme's own script does not expect a refusal.
    visit.page.add_init_script(
        """for (const name of ["getItem", "setItem"]) {
          const original = Storage.prototype[name];
          Storage.prototype[name] = function (key, ...rest) {
            if (key.startsWith("cnnkit")) throw new DOMException("denied", "SecurityError");
            return original.call(this, key, ...rest);
          };
        }"""
    )
    visit.go(lab_address)
    lab = Lab(visit.page)
    meet_five(lab)
    expect(lab.root.locator("li.ck-met")).to_have_count(1)
    visit.page.reload()
    expect(lab.grid).to_be_visible()
    assert lab.met() == 0


# -- sharing ------------------------------------------------------------------------------------


def test_a_link_restores_the_state_of_its_lab_alone(visit, lab_address):
    visit.go(lab_address)
    first, second = Lab(visit.page), Lab(visit.page, 1)
    second.button("Overlap").click()
    second.choose("L2")
    second.grid.focus()
    visit.page.keyboard.press("End")
    link = second.copied("link")
    assert link.startswith(f"{lab_address}#PoolingLab-2-")
    untouched, changed = first.numbers(1), second.cell()
    visit.page.goto("about:blank")
    visit.go(link)
    assert second.cell() == changed
    expected = PoolingLab.preset("overlap", mode="l2").output.ravel()
    np.testing.assert_allclose(second.numbers(1), expected, rtol=0.005)
    assert first.numbers(1) == untouched
    expect(second.root).to_be_in_viewport()
    second.button("Reset").click()
    assert second.numbers(3) == [0.3, 1, 1, 1]


def test_a_link_on_the_open_page_works_and_a_damaged_one_is_ignored(visit, lab_address):
    visit.go(lab_address)
    lab = Lab(visit.page)
    lab.root.get_by_label("window", exact=True).fill("4")
    link = lab.copied("link")
    lab.button("Reset").click()
    visit.page.evaluate("link => { location.href = link; }", link)
    expect(lab.root.get_by_label("window", exact=True)).to_have_value("4")
    for damaged in (
        link[:-5],
        f"{lab_address}#PoolingLab-1-e30",
        f"{lab_address}#PoolingLab-1-{'A' * 40}",
    ):
        visit.page.evaluate("link => { location.href = link; }", damaged)
        assert lab.numbers(1) == [8]


SETTINGS = {
    "opening": [],
    "window": [lambda lab: lab.root.get_by_label("window", exact=True).fill("3")],
    "example": [lambda lab: lab.button("Detectors").click()],
    "example, changed": [
        lambda lab: lab.button("A stroke").click(),
        lambda lab: lab.choose("Gaussian"),
        lambda lab: lab.button("shift up").click(),
        lambda lab: lab.root.get_by_label("value that enters").fill("-0.5"),
        lambda lab: lab.areas().nth(1).click(),
    ],
    "turned": [meet_weakest],
}


@pytest.mark.parametrize("steps", SETTINGS.values(), ids=SETTINGS)
def test_the_python_line_makes_the_same_lab(lab, steps):
    for step in steps:
        step(lab)
    made = eval(lab.copied("Python"), {"PoolingLab": PoolingLab})
    link = lab.copied("link")
    state = state_in(link)
    for name, value in state.items():
        seen = getattr(made, name)
        assert (
            seen.tolist() if name == "image" else list(seen) if name == "selected" else seen
        ) == value
    if "image" not in state:
        np.testing.assert_array_equal(made.image, PoolingLab().image)


def test_the_python_line_of_a_map_of_ones_own_holds_it(visit, lab_address):
    visit.go(lab_address)
    made = eval(Lab(visit.page, 2).copied("Python"), {"PoolingLab": PoolingLab})
    np.testing.assert_array_equal(
        made.image, np.random.default_rng(0).normal(size=(32, 32)).round(2)
    )
    assert (made.window, made.stride) == (3, 1)


def test_where_the_clipboard_is_refused_the_text_stands_there_selected(visit, lab_address):
    visit.page.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new DOMException('no'));"
    )
    visit.go(lab_address)
    lab = Lab(visit.page)
    lab.button("Copy Python").click()
    field = lab.root.get_by_role("textbox", name="Python")
    expect(field).to_be_visible()
    expect(field).to_have_value("PoolingLab()")
    assert visit.page.evaluate("getSelection().toString()") == "PoolingLab()"


# -- a good neighbour ---------------------------------------------------------------------------


def test_labs_on_one_page_do_not_disturb_each_other(visit, lab_address):
    visit.go(lab_address)
    labs = [Lab(visit.page, number) for number in range(3)]
    before = [lab.root.evaluate("root => root.outerHTML") for lab in labs]
    labs[0].button("Roll the dice").click()
    labs[0].button("Draw once").click()
    labs[0].button("shift left").click()
    for lab, html in zip(labs[1:], before[1:], strict=True):
        assert lab.root.evaluate("root => root.outerHTML") == html
    ids = visit.page.evaluate("[...document.querySelectorAll('.ck-widget [id]')].map(e => e.id)")
    assert len(ids) == len(set(ids)) > 30


# -- for everybody ------------------------------------------------------------------------------


@pytest.mark.parametrize(("theme", "width"), [("light", 375), ("dark", 1200)])
def test_axe_finds_nothing_before_and_after_use_and_nothing_overflows(
    browser, lab_address, theme, width
):
    with visiting(browser, width=width, color_scheme=theme) as visit:
        visit.go(lab_address)
        visit.set_theme(theme)
        assert visit.accessibility("article") == ""
        assert visit.overflow() <= 0
        lab = Lab(visit.page)
        for name in PRESETS:
            lab.example(name).click()
            assert visit.overflow() <= 0, name
            assert overflowing(lab) == [], name
        lab.button("Draw 1,000 times").click()
        lab.choose("centred")
        meet_five(Lab(visit.page, 1))
        visit.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
        lab.button("Copy link").click()
        assert visit.accessibility("article") == ""
        lab.root.get_by_role("tab", name="Turned fives").click()
        assert visit.accessibility("article") == ""
        assert visit.overflow() <= 0
        assert overflowing(lab) == []


def overflowing(lab):
    """List what sticks out of the lab's frame, text in drawings included."""
    return lab.root.evaluate(
        """root => {
          const frame = root.getBoundingClientRect();
          const parts = "svg text, svg rect, .ck-controls *, .ck-dice *, p, button";
          return [...root.querySelectorAll(parts)]
            .filter((e) => e.getClientRects().length)
            .filter((e) => e.getBoundingClientRect().right > frame.right + 1
              || e.getBoundingClientRect().left < frame.left - 1)
            .map((e) => e.outerHTML.slice(0, 120));
        }"""
    )
