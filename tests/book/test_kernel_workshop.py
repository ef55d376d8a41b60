"""The kernel workshop in a real browser: weights typed, pictures chosen, pixels looked at."""

import json
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnkit.widgets.kernel_workshop import PRESETS, KernelWorkshop
from tests.browser import WidgetInUse, meet_challenge, read_number


class Workshop(WidgetInUse):
    """One workshop of the page, as a reader uses it."""

    widget = "KernelWorkshop"

    def __init__(self, page, number=0):
        super().__init__(page, number)
        self.story = self.root.locator(".ck-story")
        self.flip = self.root.locator(".ck-flip")

    def weight(self, row, column):
        return self.root.get_by_label(f"weight in row {row}, column {column}", exact=True)

    def value(self):
        return read_number(self.cell().split(": ")[1])

    def shades(self, which):
        """Read the colours of the input (0) or the output (1) from its canvas."""
        script = """canvas => {
          const { width, height } = canvas;
          const copy = new OffscreenCanvas(width, height);
          const context = copy.getContext("2d", { willReadFrequently: true });
          context.drawImage(canvas, 0, 0);
          return { width, data: [...context.getImageData(0, 0, width, height).data] };
        }"""
        pixels = self.root.locator("canvas").nth(which).evaluate(script)
        return np.array(pixels["data"]).reshape(-1, pixels["width"], 4)[..., :3]

    def chips(self, name):
        """Read the numbers of one of the small tables: pixels, turned or products."""
        table = self.root.locator(".ck-answers > div", has_text=re.compile(f"^{name}"))
        texts = table.locator(".ck-chip").all_text_contents()
        return [read_number(text) for text in texts]

    def result(self):
        return self.root.locator(".ck-result").inner_text().split("\n")

    def fact(self, number):
        return self.root.locator(".ck-facts strong").nth(number)


@pytest.fixture(scope="module")
def workshop_address(little_address):
    return f"{little_address}/kernel_workshop.html"


@pytest.fixture
def workshop(visit, workshop_address):
    visit.go(workshop_address)
    return Workshop(visit.page)


# -- what it shows ------------------------------------------------------------------------------


def test_it_opens_on_a_telling_example_with_its_sum_spelt_out(workshop):
    opened = KernelWorkshop()
    assert workshop.cell() == "row 44, column 11: \N{MINUS SIGN}663"
    window = opened.input[44:47, 11:14].ravel()
    assert workshop.chips("pixels") == window.tolist()
    assert workshop.chips("products") == (window * opened.weights.ravel()).tolist()
    assert workshop.result()[0] == "sum \N{MINUS SIGN}663"
    expect(workshop.fact(0)).to_have_text("0")
    expect(workshop.fact(1)).to_have_text(f"{100 * opened.clipped:.1f} %")
    expect(workshop.story).to_have_text(PRESETS["vertical edges"]["says"])


def test_negative_answers_are_seen_and_zero_is_neutral(workshop):
    output = KernelWorkshop().output
    red, blue = workshop.shades(1)[..., 0], workshop.shades(1)[..., 2]
    reach = np.abs(output).max()
    assert (red > blue)[output < -reach / 20].all()
    assert (red < blue)[output > reach / 20].all()
    assert (workshop.shades(1)[output == 0] == 244).all()


def test_the_clipped_view_is_grey_and_cut_off_at_both_ends(workshop):
    workshop.button("Sharpen").click()
    shades = workshop.shades(1)
    expected = np.clip(KernelWorkshop.preset("sharpen").output, 0, 255)
    np.testing.assert_array_equal(shades, np.repeat(expected[..., None], 3, axis=2))
    np.testing.assert_array_equal(workshop.shades(0)[..., 0], KernelWorkshop().input)


def test_a_small_picture_has_its_values_written_into_it(visit, workshop_address):
    visit.go(workshop_address)
    second = Workshop(visit.page, 1)
    numbers = second.root.locator(".ck-map").nth(1).locator("text").all_text_contents()
    expected = KernelWorkshop.preset("one bright pixel").output
    assert [float(text) for text in numbers] == expected.ravel().tolist()
    second.choose("convolution")
    assert second.chips("turned") == [9, 8, 7, 6, 5, 4, 3, 2, 1]
    expect(second.root.locator(".ck-map").nth(1).locator("text").nth(6)).to_have_text("1")
    second.choose("temple")
    assert second.root.locator(".ck-map").count() == 0
    expect(second.root.locator("canvas").first).to_be_visible()


# -- weights ------------------------------------------------------------------------------------


def test_a_weight_is_typed_or_stepped_by_the_arrow_keys(workshop):
    workshop.weight(1, 1).fill("2.5")
    pixel = KernelWorkshop().input[45, 12]
    assert workshop.value() == pytest.approx(-663 + 2.5 * pixel, abs=0.6)
    expect(workshop.story).to_contain_text("A kernel of your own.")
    workshop.weight(1, 1).fill("0")
    workshop.weight(1, 1).press("ArrowUp")
    assert workshop.value() == -663 + pixel
    expect(workshop.fact(0)).to_have_text("1")


def test_a_half_typed_number_is_left_alone_until_the_field_is_left(workshop):
    field = workshop.field("divisor")
    field.fill("0")
    expect(workshop.refusal).to_contain_text("Nothing can be divided by 0.")
    field.press("End")
    field.type(".5")
    expect(workshop.refusal).to_be_empty()
    expect(field).to_have_value("0.5")
    assert workshop.value() == -1326
    workshop.weight(0, 0).fill("")
    workshop.weight(0, 0).type("-")
    workshop.root.locator(".ck-touch").first.hover()  # which draws everything anew
    workshop.weight(0, 0).type("3")
    expect(workshop.weight(0, 0)).to_have_value("-3")
    workshop.weight(0, 0).fill("")
    workshop.weight(0, 1).focus()
    expect(workshop.weight(0, 0)).to_have_value("-3")


def test_divisor_and_bias_are_written_behind_the_sum(workshop):
    workshop.field("divisor").fill("-3")
    workshop.field("bias").fill("20")
    assert workshop.result()[1] == "−663 ÷ (−3) + 20 = 241"
    workshop.choose("0 to 255")
    workshop.field("bias").fill("50")
    assert workshop.result()[2] == "shown as 255"


def test_five_by_five_keeps_the_middle_and_back(workshop):
    workshop.choose("5 × 5")
    assert workshop.root.locator(".ck-weights input").count() == 25
    expect(workshop.weight(2, 1)).to_have_value("-2")
    expect(workshop.root.locator(".ck-size").nth(1)).to_have_text("76 × 76")
    assert len(workshop.chips("products")) == 25
    workshop.choose("3 × 3")
    expect(workshop.weight(1, 0)).to_have_value("-2")
    expect(workshop.button("Vertical edges")).to_have_attribute("aria-pressed", "true")


def test_the_flip_says_when_it_changes_nothing_when_signs_and_when_more(workshop):
    expect(workshop.flip).to_contain_text("turns every sign")
    workshop.choose("convolution")
    assert workshop.value() == 663
    assert workshop.chips("turned") == [1, 0, -1, 2, 0, -2, 1, 0, -1]
    workshop.button("Outline").click()
    expect(workshop.flip).to_contain_text("leaves this kernel as it is")
    before = workshop.shades(1)
    workshop.choose("cross-correlation")
    np.testing.assert_array_equal(workshop.shades(1), before)
    workshop.button("Emboss").click()
    expect(workshop.flip).to_contain_text(re.compile(r"another kernel.*: [\d,]+ of 6,084 pixels"))


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_shows_cnnkits_numbers_and_says_what_to_see(workshop, name):
    workshop.example(name).click()
    expect(workshop.story).to_have_text(PRESETS[name]["says"])
    expected = KernelWorkshop.preset(name)
    expect(workshop.fact(1)).to_have_text(f"{round(100 * expected.clipped, 1):g} %")
    assert workshop.value() == pytest.approx(
        expected.output[tuple(map(int, re.findall(r"\d+", workshop.cell())[:2]))], rel=6e-4
    )
    assert workshop.met() == 0


# -- looking at a pixel -------------------------------------------------------------------------


@pytest.mark.parametrize("which", [0, 1])
def test_the_mouse_looks_at_a_pixel_and_a_press_stays_there(workshop, which):
    area = workshop.root.locator(".ck-touch").nth(which)
    size = area.bounding_box()["width"] / 80
    place = {"x": 20.5 * size, "y": 60.5 * size}  # the middle of the window from 59 and 19
    opened = KernelWorkshop()
    area.hover(position=place)
    assert workshop.chips("pixels") == opened.input[59:62, 19:22].ravel().tolist()
    workshop.page.mouse.move(0, 0)
    assert workshop.chips("pixels") == opened.input[44:47, 11:14].ravel().tolist()
    area.click(position=place)
    workshop.page.mouse.move(0, 0)
    assert workshop.cell().startswith("row 59, column 19: ")
    assert workshop.value() == opened.output[59, 19]


def test_a_drag_takes_the_window_along(workshop):
    box = workshop.root.locator(".ck-touch").nth(0).bounding_box()
    mouse = workshop.page.mouse
    mouse.move(box["x"] + 100, box["y"] + 100)
    mouse.down()
    mouse.move(box["x"] + box["width"] + 300, box["y"] + 500, steps=5)
    mouse.up()
    assert workshop.cell().startswith("row 77, column 77: ")


def test_the_keyboard_walks_over_the_output_and_is_heard(workshop):
    workshop.grid.focus()
    keyboard = workshop.page.keyboard
    for key, place in {
        "ArrowRight": (44, 12),
        "ArrowDown": (45, 12),
        "Shift+ArrowUp": (37, 12),
        "Home": (37, 0),
        "ArrowLeft": (37, 0),
        "End": (37, 77),
        "Control+Home": (0, 0),
        "Control+End": (77, 77),
    }.items():
        keyboard.press(key)
        expected = f"row {place[0]}, column {place[1]}: "
        assert workshop.cell().startswith(expected), key
    said = workshop.root.locator(".ck-hidden[role=status]").first
    expect(said).to_have_text(workshop.cell())


# -- pictures, refusals, reset ------------------------------------------------------------------


def test_another_picture_is_filtered_and_reset_brings_the_first_back(workshop):
    before = workshop.shades(1)
    workshop.choose("flower")
    np.testing.assert_array_equal(
        workshop.shades(0)[..., 0], KernelWorkshop(picture="flower").input
    )
    workshop.choose("drawing")
    expect(workshop.root.locator(".ck-size").first).to_have_text("40 × 40")
    workshop.button("Brighten").click()
    workshop.button("Reset").click()
    np.testing.assert_array_equal(workshop.shades(1), before)
    expect(workshop.button("Vertical edges")).to_have_attribute("aria-pressed", "true")


def test_ones_own_picture_is_offered_where_there_is_one(visit, workshop_address):
    visit.go(workshop_address)
    first, third = Workshop(visit.page), Workshop(visit.page, 2)
    assert not first.root.locator("label", has_text=re.compile("^own$")).is_visible()
    image = np.random.default_rng(0).integers(0, 256, size=(40, 128))
    np.testing.assert_array_equal(third.shades(0)[..., 0], image)
    third.choose("temple")
    assert third.shades(0).shape[:2] == (80, 80)
    third.choose("own")
    np.testing.assert_array_equal(third.shades(0)[..., 0], image)


def test_what_is_refused_says_so_and_offers_a_way_out(workshop):
    workshop.field("divisor").fill("0")
    expect(workshop.refusal).to_contain_text("Nothing can be divided by 0.")
    assert workshop.value() == -663
    workshop.button("Set divisor to 1").click()
    expect(workshop.refusal).to_be_empty()
    expect(workshop.field("divisor")).to_be_focused()
    workshop.weight(0, 0).fill("3e6")
    workshop.button("Set weight to 1000000").click()
    expect(workshop.weight(0, 0)).to_have_value("1000000")
    assert workshop.value() > 1e8


# -- challenges ---------------------------------------------------------------------------------


def clear(workshop):
    for row in range(3):
        for column in range(3):
            workshop.weight(row, column).fill("0")


def shift(workshop):
    clear(workshop)
    workshop.weight(1, 0).fill("1")


def shift_by_convolution(workshop):
    workshop.choose("convolution")
    clear(workshop)
    workshop.weight(1, 2).fill("1")


def make_a_negative(workshop):
    workshop.button("Identity").click()
    workshop.weight(1, 1).fill("-1")
    workshop.field("bias").fill("255")


def subtract_two(workshop):
    clear(workshop)
    workshop.weight(0, 1).fill("-1")
    workshop.weight(2, 1).fill("1")


@pytest.mark.parametrize(
    ("meet", "praise"),
    [
        (shift, "Yes: every pixel takes the value of its left neighbour"),
        (shift_by_convolution, "Yes: convolution flips the kernel"),
        (make_a_negative, "A fine negative"),
        (subtract_two, "That is enough: two pixels above each other"),
    ],
)
def test_a_challenge_is_noticed_praised_and_remembered(workshop, meet, praise):
    meet_challenge(workshop, meet, praise)


# -- sharing ------------------------------------------------------------------------------------


SETTINGS = {
    "opening": [],
    "preset": [lambda workshop: workshop.button("Emboss").click()],
    "preset on another picture": [
        lambda workshop: workshop.button("Sharpen the bell").click(),
        lambda workshop: workshop.choose("flower"),
        lambda workshop: workshop.choose("convolution"),
        lambda workshop: workshop.grid.press("Control+Home"),
    ],
    "one's own": [
        lambda workshop: workshop.choose("5 × 5"),
        lambda workshop: workshop.weight(0, 4).fill("-0.25"),
        lambda workshop: workshop.field("divisor").fill("3"),
        lambda workshop: workshop.field("bias").fill("-7"),
        lambda workshop: workshop.choose("0 to 255"),
    ],
}


@pytest.mark.parametrize("steps", SETTINGS.values(), ids=SETTINGS)
def test_the_link_and_the_python_line_make_the_same_workshop(
    visit, workshop, workshop_address, steps
):
    for step in steps:
        step(workshop)
    link, line = workshop.copied("link"), workshop.copied("Python")
    assert len(link) < len(workshop_address) + 600
    assert (line == "KernelWorkshop()") == (steps == [])
    made = eval(line, {"KernelWorkshop": KernelWorkshop})
    cell, facts = workshop.cell(), workshop.root.locator(".ck-facts").inner_text()
    assert workshop.value() == pytest.approx(made.output[made.selected], rel=6e-4)
    assert f"{round(100 * made.clipped, 1):g} %" in facts
    visit.page.goto("about:blank")
    visit.go(link)
    assert workshop.cell() == cell
    assert workshop.root.locator(".ck-facts").inner_text() == facts
    expect(workshop.field("divisor")).to_have_value(f"{made.divisor:g}")
    expect(workshop.root.locator(f"input[value={made.view}]")).to_be_checked()


def test_the_python_line_of_ones_own_picture_holds_it(visit, workshop_address):
    visit.go(workshop_address)
    made = eval(Workshop(visit.page, 2).copied("Python"), {"KernelWorkshop": KernelWorkshop})
    image = np.random.default_rng(0).integers(0, 256, size=(40, 128))
    np.testing.assert_array_equal(made.input, image)
    assert (made.divisor, made.bias, made.mode) == (-50, 128, "convolution")


def test_a_damaged_link_is_ignored(visit, workshop, workshop_address):
    for state in ({"picture": "constructor"}, {"weights": "aaa"}, {"divisor": 0}, 7, None):
        script = """([name, state]) => {
          location.hash = `${name}-1-${btoa(JSON.stringify(state)).replace(/=+$/, "")}`;
        }"""
        visit.page.evaluate(script, ["KernelWorkshop", state])
        assert workshop.cell() == "row 44, column 11: \N{MINUS SIGN}663", json.dumps(state)


def test_workshops_on_one_page_do_not_disturb_each_other(visit, workshop_address):
    visit.go(workshop_address)
    first, second = Workshop(visit.page), Workshop(visit.page, 1)
    before = second.root.evaluate("root => root.outerHTML")
    first.button("Wide blur").click()
    first.choose("drawing")
    assert second.root.evaluate("root => root.outerHTML") == before
