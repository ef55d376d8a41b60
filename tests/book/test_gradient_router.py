"""The gradient router in a real browser: clicked, typed into, stepped, by keyboard, and shared."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnkit.widgets.gradient_router import PRESETS, GradientRouter
from tests.browser import WidgetInUse, meet_challenge, read_number, state_in, visiting

SHAPES = {"map": (4, 4), "pooled": (2, 2), "hidden": (3, 1), "output": (2, 1)}
NAMES = {"x": "picture", "conv": "kernel", "fc1": "weights to hidden", "fc2": "weights to output"}


class Router(WidgetInUse):
    """One router of the page, as a reader uses it."""

    widget = "GradientRouter"

    def __init__(self, page, number=0):
        super().__init__(page, number)
        self.head, self.formula, self.numbers, self.why = (
            self.root.locator(f".ck-route-{name}") for name in ("head", "formula", "numbers", "why")
        )
        self.ties = self.root.locator(".ck-route-ties")
        self.curve = self.root.locator(".ck-route-curve")
        self.rate = self.root.get_by_label("learning rate")
        self.value = self.root.get_by_label("value", exact=True)

    def grid_of(self, part):
        return self.root.get_by_role("grid", name=re.compile(f"^{NAMES.get(part, part)}, "))

    def cell_of(self, part):
        return self.grid_of(part).get_by_role("gridcell").get_attribute("aria-label")

    def click(self, part, row, column=0):
        """Click on a number: the keyboard's cell is the upper left one until it is moved."""
        box = self.box(part)
        self.page.mouse.click(
            box["x"] + (column + 0.5) * box["side"], box["y"] + box["side"] * (row + 0.5)
        )

    def box(self, part):
        """Where a part begins on the screen, and how large its cells are."""
        at = self.grid_of(part).get_by_role("gridcell")
        at.evaluate("cell => cell.scrollIntoView({ block: 'center' })")
        row, column = map(int, re.match(r"row (\d+), column (\d+)", self.cell_of(part)).groups())
        box = at.bounding_box()
        return {
            "x": box["x"] - column * box["width"],
            "y": box["y"] - row * box["width"],
            "side": box["width"],
        }

    def costs(self):
        texts = self.root.locator(".ck-route-costs strong").all_text_contents()
        return [None if text == "–" else float(text) for text in texts]

    def checked(self):
        texts = self.root.locator(".ck-route-check td").all_text_contents()
        return [read_number(text) for text in texts]

    def seen(self):
        drawing = self.root.locator(".ck-stage > svg").first.inner_html()
        return drawing, self.head.inner_text(), self.numbers.inner_text(), self.costs()


@pytest.fixture
def router(visit, little_address):
    visit.go(f"{little_address}/gradient_router.html")
    return Router(visit.page)


# -- the numbers on the page --------------------------------------------------------------------


@pytest.mark.parametrize("name", PRESETS)
def test_an_example_shows_what_python_computes(router, name):
    shown = name[0].upper() + name[1:]
    router.button(shown).click()
    expect(router.button(shown)).to_have_attribute("aria-pressed", "true")
    expect(router.root.locator(".ck-story")).to_have_text(PRESETS[name]["says"])
    expected = GradientRouter.preset(name)
    part, index = expected.chosen
    delta = expected.deltas[part].flat[index]
    assert router.checked()[0] == pytest.approx(delta, abs=1e-10)
    after = GradientRouter.preset(name)
    after.step()
    assert router.costs()[1:] == pytest.approx([expected.cost, after.cost], rel=1e-3)
    assert router.met() == 0


@pytest.mark.parametrize("part", [*NAMES, *SHAPES])
def test_every_layer_shows_its_values_and_its_deltas(router, part):
    expected = GradientRouter()
    everything = expected.deltas | expected.gradients
    values = expected.values.get(part, getattr(expected, part, None))
    places = list(np.ndindex(*SHAPES.get(part, np.shape(values))))
    for row, column in (places[0], places[-1]):
        index = places.index((row, column))
        router.click(part, row, column)
        gradient = everything[part].flat[index]
        assert router.checked()[:2] == pytest.approx([gradient] * 2, abs=1e-9)
        assert read_number(router.cell_of(part).split(": ")[1]) == pytest.approx(
            values.flat[index], abs=0.001
        )
        assert read_number(router.numbers.inner_text().split()[-1]) == pytest.approx(
            gradient, rel=0.006
        )
    numbers = router.root.locator(".ck-stage .ck-number").count()
    assert numbers == 2 * (36 + 9 + 16 + 4 + 12 + 3 + 6 + 2) + 2


def test_a_deltas_origin_is_written_out_and_marked(router):
    expect(router.head).to_have_text("Map unit (1, 2) ≈ 0.818")
    expect(router.numbers).to_have_text("= 0.0768/4·0.818·0.182 ≈ 0.00287")
    expect(router.why).to_contain_text("1/4, not 1/2")
    expect(router.root.locator(".ck-route-join")).to_have_count(1)
    router.click("conv", 1, 1)
    expect(router.why).to_contain_text("used at all 16 places")
    expect(router.root.locator(".ck-route-join")).to_have_count(1)


def test_the_mouse_looks_at_a_number_and_leaves_the_choice_alone(router):
    box = router.box("output")
    router.page.mouse.move(box["x"] + box["side"] / 2, box["y"] + box["side"] / 2)
    expect(router.head).to_contain_text("Output 0")
    router.page.mouse.move(5, 5)
    expect(router.head).to_contain_text("Map unit (1, 2)")


def test_a_finger_chooses_too(browser, little_address):
    with visiting(browser, width=375, has_touch=True) as visit:
        visit.go(f"{little_address}/gradient_router.html")
        router = Router(visit.page)
        box = router.box("hidden")
        visit.page.touchscreen.tap(box["x"] + 10, box["y"] + 1.5 * box["side"])
        expect(router.head).to_contain_text("Hidden unit 1")


def test_arrow_keys_choose_within_a_part_and_tab_goes_to_the_next(router):
    router.grid_of("x").focus()
    for key, name in (
        ("ArrowRight", "Pixel (0, 1)"),
        ("ArrowDown", "Pixel (1, 1)"),
        ("End", "Pixel (1, 5)"),
        ("Control+End", "Pixel (5, 5)"),
        ("ArrowDown", "Pixel (5, 5)"),
    ):
        router.page.keyboard.press(key)
        expect(router.head).to_contain_text(name)
    status = router.root.locator(".ck-hidden[role=status]").first
    expect(status).to_contain_text("∂J/∂x")
    router.page.keyboard.press("Tab")
    expect(router.grid_of("conv")).to_be_focused()


# -- max pooling and ties -----------------------------------------------------------------------


def test_switching_the_pooling_routes_the_delta_and_ties_are_told(router):
    expect(router.ties).to_contain_text("a quarter of its delta")
    router.choose("maximum")
    expect(router.ties).to_contain_text("Windows with a tie: 3 of 4")
    expect(router.root.locator(".ck-spot")).to_have_count(4)
    router.click("map", 1, 3)
    expect(router.why).to_contain_text("A tie: (0, 3) and (1, 3) are equally large.")
    expect(router.numbers).to_have_text("= 0·0.881·0.119 = 0")
    router.click("map", 0, 3)
    expect(router.root.locator(".ck-route-verdict")).to_contain_text("the cost has a kink")
    router.choose("average")
    expect(router.root.locator(".ck-spot")).to_have_count(0)


# -- editing and stepping -----------------------------------------------------------------------


def test_an_edited_pixel_changes_the_cost_and_both_are_shown(router):
    expect(router.value).to_be_hidden()
    router.click("x", 3, 2)
    before = router.costs()[1]
    router.value.fill("0.25")
    picture = GradientRouter().x.copy()
    picture[3, 2] = 0.25
    expected = GradientRouter(picture)
    assert router.costs()[:2] == pytest.approx([before, expected.cost], abs=1e-4)
    assert router.checked()[0] == pytest.approx(expected.gradients["x"][3, 2], abs=1e-10)


@pytest.mark.parametrize(("part", "place"), [("conv", (2, 0)), ("fc1", (3, 2)), ("fc2", (0, 1))])
def test_an_edited_weight_counts(router, part, place):
    router.click(part, *place)
    router.root.get_by_label("or drag it").fill("1.5")
    weights = getattr(GradientRouter(), part).copy()
    weights[place] = 1.5
    expected = GradientRouter(**{part: weights})
    assert router.checked()[0] == pytest.approx(expected.gradients[part][place], abs=1e-10)
    assert router.value.input_value() == "1.5"


def test_steps_are_taken_one_at_a_time_and_the_curve_grows(router):
    expected = GradientRouter(learning_rate=2.5)
    router.rate.fill("2.5")
    for step in range(1, 4):
        promised = router.costs()[2]
        router.button("Take a step").click()
        expected.step()
        assert router.costs()[1] == pytest.approx(promised)
        assert router.costs()[:2] == pytest.approx(expected.costs[-2:], rel=1e-3)
        expect(router.curve.locator("circle")).to_have_count(step + 1)
    expect(router.curve).to_contain_text("3 steps")
    router.click("conv", 0, 0)
    assert float(router.value.input_value()) == pytest.approx(expected.conv[0, 0], abs=1e-9)
    router.click("target", 1)
    router.value.fill("0.5")
    expect(router.curve).to_contain_text("0 steps")


def test_the_second_router_opens_with_the_steps_that_python_took(visit, router):
    second = Router(visit.page, 1)
    expect(second.curve).to_contain_text("3 steps")
    expect(second.head).to_contain_text("Kernel weight (1, 1)")
    second.button("Take a step").click()
    expect(second.curve).to_contain_text("4 steps")
    second.button("Reset").click()
    expect(second.curve).to_contain_text("0 steps")


def test_too_large_a_step_raises_the_cost(router):
    router.button("Too large a step").click()
    router.button("Take a step").click()
    before, now, _ = router.costs()
    assert now > 1.5 * before


# -- limits -------------------------------------------------------------------------------------


def test_a_rate_out_of_bounds_says_so_and_offers_one(router):
    router.rate.fill("0")
    expect(router.refusal).to_contain_text("A learning rate lies above 0 and is 1000 at most.")
    router.refusal.get_by_role("button", name="Set learning rate to 1", exact=True).click()
    expect(router.refusal).to_be_empty()
    expect(router.rate).to_be_focused()
    router.rate.fill("5000")
    router.refusal.get_by_role("button", name="Set learning rate to 1000").click()
    expect(router.rate).to_have_value("1000")


def test_a_number_out_of_bounds_says_so_and_the_last_state_stays(router):
    router.click("conv", 0, 0)
    before = router.seen()
    router.value.fill("-1000")
    expect(router.refusal).to_contain_text("Numbers here go from −100 to 100.")
    assert router.seen() == before
    router.refusal.get_by_role("button", name="Set value to -100").click()
    expect(router.value).to_have_value("-100")
    expect(router.value).to_be_focused()


def test_a_step_that_leaves_the_bounds_is_not_taken(router):
    for index, value in enumerate((-100, 100)):
        router.click("target", index)
        router.value.fill(str(value))
    router.rate.fill("1000")
    before = router.seen()
    router.button("Take a step").click()
    expect(router.refusal).to_contain_text("This step would carry a weight beyond ±100.")
    assert router.seen() == before
    router.refusal.get_by_role("button", name="Set learning rate to 100").click()
    expect(router.rate).to_have_value("100")


@pytest.mark.parametrize("typed", ["", "1e200", "1e9"])
def test_no_typed_number_breaks_it(router, typed):
    router.click("x", 0, 0)
    before = router.seen()
    router.value.fill(typed)
    router.rate.fill(typed)
    assert router.seen() == before
    router.button("Reset").click()
    router.click("x", 0, 0)
    router.page.mouse.move(5, 5)
    assert router.seen() == before


def test_reset_brings_the_opening_state_back(router):
    before = router.seen()
    router.button("Saturated").click()
    router.button("Take a step").click()
    router.button("Reset").click()
    assert router.seen() == before


# -- challenges ---------------------------------------------------------------------------------


def meet_unseen(router):
    router.choose("maximum")
    router.click("x", 5, 5)


def meet_picture(router):
    for row, column in ((3, 2), (2, 2), (1, 2), (4, 2)):
        router.click("x", row, column)
        router.value.fill("0")


def meet_rate(router):
    router.button("Too large a step").click()
    router.rate.fill("15")
    router.button("Take a step").click()


@pytest.mark.parametrize(
    ("meet", "praise"),
    [
        (meet_unseen, "has no say in the cost"),
        (meet_picture, "Well done: 0.39"),
        (meet_rate, "of the cost is left"),
    ],
)
def test_a_challenge_is_noticed_praised_and_remembered(router, meet, praise):
    meet_challenge(router, meet, praise)


# -- sharing ------------------------------------------------------------------------------------


SETTINGS = {
    "opening": [],
    "example": [lambda router: router.button("A tie").click()],
    "one's own": [
        lambda router: router.button("Max routes").click(),
        lambda router: router.click("fc2", 1, 1),
        lambda router: router.value.fill("-0.5"),
        lambda router: router.rate.fill("3.5"),
        lambda router: router.button("Take a step").click(),
        lambda router: router.page.mouse.move(5, 5),
    ],
}


@pytest.mark.parametrize("steps", SETTINGS.values(), ids=SETTINGS)
def test_the_python_line_and_the_link_make_the_same_router(visit, router, steps):
    for step in steps:
        step(router)
    made = eval(router.copied("Python"), {"GradientRouter": GradientRouter})
    link = router.copied("link")
    seen = (*router.seen()[:3], router.costs()[1:])
    state = state_in(link)
    assert {name: made.opening[name] for name in state} == state
    visit.page.goto("about:blank")
    visit.go(link)
    assert (*router.seen()[:3], router.costs()[1:]) == seen


def test_a_damaged_link_is_ignored(visit, router):
    before = router.seen()
    router.button("Max routes").click()
    link = router.copied("link")
    router.button("Reset").click()
    visit.page.evaluate("link => { location.href = link; }", link[:-5])
    visit.page.reload()
    expect(router.grid_of("x")).to_be_visible()
    assert router.seen() == before
