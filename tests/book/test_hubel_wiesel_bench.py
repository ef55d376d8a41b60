"""The bench of Hubel and Wiesel in a real browser: by mouse, by touch, by keyboard."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnkit.widgets.hubel_wiesel_bench import PRESETS, HubelWieselBench
from tests.browser import WidgetInUse, drag, meet_challenge, visiting


class Bench(WidgetInUse):
    """One bench of the page, as a reader uses it."""

    widget = "HubelWieselBench"

    def __init__(self, page, number=0):
        super().__init__(page, number)
        self.area = self.root.locator(".ck-bench-area")
        self.bar = self.root.get_by_role("application")
        self.number = self.root.locator(".ck-bench-number")
        self.words = self.root.locator(".ck-bench-words")
        self.guess = self.root.locator(".ck-bench-guess")

    def place(self, right, down):
        """Return a place on the screen's 21 pixels, from its middle."""
        box = self.area.bounding_box()
        cell = box["width"] / 21
        return box["x"] + (10.5 + right) * cell, box["y"] + (10.5 + down) * cell

    def drag(self, *places):
        drag(self.page, *(self.place(*place) for place in places))

    def press(self, *keys):
        self.bar.focus()
        for key in keys:
            self.page.keyboard.press(key)

    def stands(self, angle, offset):
        expect(self.bar).to_have_attribute(
            "aria-label", re.compile(f"^Bar of light, angle {angle}°, offset {offset}: ")
        )

    def points(self, curve=0):
        """Count the points of a curve: those beside the bar, and all others."""
        drawn = self.root.locator(f"svg:nth-child({curve + 1})")
        return tuple(
            (drawn.locator(f".ck-bench-{kind}").get_attribute("d") or "").count("M")
            for kind in ("near", "far")
        )


@pytest.fixture
def address(little_address):
    return f"{little_address}/hubel_wiesel_bench.html"


@pytest.fixture
def bench(visit, address):
    visit.go(address)
    bench = Bench(visit.page)
    expect(bench.number).to_have_text(f"{HubelWieselBench().response:.3f}")
    bench.area.scroll_into_view_if_needed()
    return bench


# -- the bar ------------------------------------------------------------------------------------


def test_the_bar_is_turned_by_its_end(bench):
    """From upright to 60 degrees, and on over the half turn."""
    end = [8 * np.array([np.cos(turn), -np.sin(turn)]) for turn in np.deg2rad([90, 75, 60])]
    bench.drag(*end)
    bench.stands(60, 0)
    expect(bench.number).to_have_text("1.000")
    end = [8 * np.array([np.cos(turn), -np.sin(turn)]) for turn in np.deg2rad([60, 30, 0, -10])]
    bench.drag(*end)
    bench.stands(170, 0)


def test_the_bar_is_slid_by_its_middle_and_stops_at_the_limit(bench):
    bench.drag((0, 0), (1, 0), (3, 1))
    bench.stands(90, 3)
    expected = HubelWieselBench(angle=90, offset=3).response
    expect(bench.number).to_have_text(f"{expected:.3f}")
    bench.drag((3, 0), (40, 0))
    bench.stands(90, 8)


def test_a_bar_that_was_slid_aside_goes_round_without_a_jump(bench):
    bench.drag((0, 0), (4, 0))
    bench.press("Shift+ArrowLeft")
    bench.stands(100, 4)
    for _ in range(8):
        bench.press("Shift+ArrowLeft")
    bench.stands(0, -4)
    bench.press("ArrowRight")
    bench.stands(179, 4)


def test_arrow_keys_turn_and_slide_and_are_announced(bench):
    bench.press("ArrowLeft", "ArrowDown", "ArrowDown", "ArrowUp")
    bench.stands(91, "0.5")
    bench.press("ArrowRight", "ArrowRight")
    bench.stands(89, "0.5")
    expected = HubelWieselBench(angle=89, offset=0.5).response
    assert bench.said().startswith(f"Angle 89°, offset 0.5. Response {expected:.3f}: ")
    expect(bench.words).to_have_text(bench.said().split(". ", 1)[1])


def test_sliders_do_the_same(bench):
    bench.root.get_by_label("bar's angle").fill("60")
    bench.stands(60, 0)
    bench.root.get_by_label("bar's offset").fill("-1.5")
    bench.stands(60, "-1.5")
    expected = HubelWieselBench(angle=60, offset=-1.5).response
    expect(bench.number).to_have_text(f"{expected:.3f}")


def test_touch_turns_the_bar_and_the_page_stays(browser, address):
    with visiting(browser, width=375, has_touch=True) as visit:
        visit.go(address)
        bench = Bench(visit.page)
        bench.area.scroll_into_view_if_needed()
        session = visit.page.context.new_cdp_session(visit.page)
        top = visit.page.evaluate("window.scrollY")
        points = [bench.place(*place) for place in ((0, -8), (4, -8), (8, -8))]
        for kind, point in zip(("touchStart", "touchMove", "touchMove"), points, strict=True):
            place = [{"x": point[0], "y": point[1]}]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": place})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        bench.stands(45, 0)
        assert visit.page.evaluate("window.scrollY") == top, "the page scrolled under the finger"


def test_what_stands_below_does_not_move_while_the_bar_does(bench):
    before = bench.area.bounding_box()
    controls = bench.root.locator(".ck-controls").bounding_box()
    bench.press(*["Shift+ArrowLeft", "ArrowDown"] * 6)
    assert bench.area.bounding_box() == before
    assert bench.root.locator(".ck-controls").bounding_box() == controls


# -- cells and curves ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", PRESETS)
def test_an_example_shows_what_python_computes(bench, name):
    button = bench.example(name)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(bench.root.locator(".ck-story").first).to_have_text(PRESETS[name]["says"])
    made = HubelWieselBench.preset(name)
    expect(bench.number).to_have_text(f"{made.response:.3f}")
    meter = bench.root.get_by_role("meter")
    expect(meter).to_have_attribute("aria-valuenow", f"{made.response:.3f}")


def test_points_stay_where_the_bar_has_been_until_another_cell_listens(bench):
    assert bench.points() == (1, 0)
    bench.press("ArrowLeft", "ArrowLeft", "ArrowRight")
    assert bench.points() == (3, 0), "three angles"
    assert bench.points(1) == (1, 2), "one place"
    bench.press("ArrowDown")
    assert bench.points() == (1, 3)
    assert bench.points(1) == (2, 2)
    bench.choose("complex")
    assert bench.points() == (1, 0)
    assert bench.said().startswith("Angle 91°, offset 0.5. ")


def test_the_complex_cell_goes_on_firing_where_the_simple_one_is_silent(bench):
    bench.button("Slid away").click()
    expect(bench.words).to_contain_text("Silent: ")
    bench.choose("complex")
    expected = HubelWieselBench.preset("slid away", cell="complex").response
    assert expected > 0.5
    expect(bench.number).to_have_text(f"{expected:.3f}")


def test_the_direction_cell_fires_one_way(bench):
    steps = bench.root.get_by_role("group", name="one step across")
    expect(steps).to_be_hidden()
    bench.button("One way only").click()
    expect(bench.root.locator(".ck-bench-before")).to_have_count(1)
    seen = []
    for name in ["one step on"] * 2 + ["one step back"] * 3:
        steps.get_by_role("button", name=name).click()
        seen.append(float(bench.number.text_content()))
    assert seen == [1, 0, 0, 0, 0]
    bench.stands(60, -2)
    bench.press("ArrowDown")
    bench.stands(60, 0)
    bench.press("ArrowDown")
    expect(bench.number).to_have_text("1.000")
    bench.press("ArrowLeft")
    expect(bench.words).to_have_text("Silent: nothing has moved.")


def test_another_cell_looks_at_a_bar_on_a_place_of_its_steps(bench):
    bench.press("ArrowDown", "ArrowDown", "ArrowDown")
    bench.stands(90, "1.5")
    bench.choose("direction selective")
    bench.stands(90, 2)
    expect(bench.words).to_have_text("Silent: nothing has moved.")


# -- the hidden cell ----------------------------------------------------------------------------


def test_a_hidden_cell_is_found_by_its_response(visit, address):
    """As a reader would: go round, stop where it fires most, and say so."""
    visit.go(address)
    bench = Bench(visit.page, 1)
    expect(bench.guess).to_have_text("What does it like? Nobody knows yet.")
    expect(bench.root.locator(".ck-bench-true").first).to_have_attribute("d", "")
    bench.root.get_by_label("bar's offset").fill("0")
    angle = bench.root.get_by_label("bar's angle")
    heard = []
    for degrees in range(0, 180, 4):
        angle.fill(str(degrees))
        bench.stands(degrees, 0)
        heard.append((float(bench.number.text_content()), degrees))
    preferred = HubelWieselBench(seed=3).preferred
    wrong = int(preferred + 20) % 180
    angle.fill(str(wrong))
    bench.button("It likes this angle").click()
    expect(bench.guess).to_contain_text(f"It is not within 5° of {wrong}°.")
    assert bench.met() == 0
    angle.fill(str(max(heard)[1]))
    expect(bench.guess).to_have_text("What does it like? Nobody knows yet.")
    bench.button("It likes this angle").click()
    expect(bench.guess).to_have_text(
        f"Found: it likes {preferred:g}°, and you said {max(heard)[1]}°."
    )
    expect(bench.root.locator(".ck-bench-true").first).to_have_attribute("d", re.compile("^M"))
    expect(bench.button("It likes this angle")).to_be_hidden()
    assert bench.met() == 1


def test_who_gives_up_is_shown_it_and_gets_another(visit, address):
    visit.go(address)
    bench = Bench(visit.page, 1)
    bench.button("Show it").click()
    expect(bench.guess).to_contain_text(f"It likes {HubelWieselBench(seed=3).preferred:g}°;")
    bench.button("Another cell").click()
    expect(bench.guess).to_have_text("What does it like? Nobody knows yet.")
    expect(bench.button("Show it")).to_be_visible()
    assert bench.met() == 0


# -- challenges ---------------------------------------------------------------------------------


def meet_found(bench):
    bench.button("What does it like?").click()
    bench.root.get_by_label("bar's angle").fill("126")
    bench.button("It likes this angle").click()


def meet_place(bench):
    bench.button("Complex cell").click()
    bench.press(*["ArrowDown"] * 4)


def meet_way(bench):
    bench.button("One way only").click()
    bench.button("one step on").click()


@pytest.mark.parametrize(
    ("meet", "praise"),
    [
        (meet_found, "Well listened: 126° is near enough."),
        (meet_place, "the complex cell knows the orientation, and not the place."),
        (meet_way, "The other way round it stays silent."),
    ],
)
def test_a_challenge_is_noticed_praised_and_remembered(bench, meet, praise):
    meet_challenge(bench, meet, praise)


def test_no_example_meets_a_challenge_by_itself(bench):
    for name in PRESETS:
        bench.example(name).click()
    assert bench.met() == 0


# -- reset and sharing --------------------------------------------------------------------------


def test_reset_brings_the_opening_example_back(visit, address):
    visit.go(address)
    bench = Bench(visit.page, 1)
    bench.stands(0, "1.5")
    words = bench.words.text_content()
    bench.button("Complex cell").click()
    bench.press("ArrowLeft")
    bench.button("Reset").click()
    bench.stands(0, "1.5")
    expect(bench.words).to_have_text(words)
    expect(bench.button("Show it")).to_be_visible()


def test_a_link_restores_the_state_of_its_widget_alone(visit, address):
    visit.go(address)
    first, second = Bench(visit.page), Bench(visit.page, 1)
    second.button("One way only").click()
    second.button("one step on").click()
    link, words = second.copied("link"), second.words.text_content()
    visit.page.goto("about:blank")
    visit.go(link)
    expect(second.words).to_have_text(words)
    first.stands(90, 0)
    visit.page.evaluate("link => { location.href = link; }", f"{address}#HubelWieselBench-2-e30x")
    expect(second.words).to_have_text(words)


@pytest.mark.parametrize("number", [0, 1])
def test_the_python_line_makes_the_same_bench(visit, address, number):
    visit.go(address)
    bench = Bench(visit.page, number)
    if number == 0:
        bench.button("One way only").click()
        bench.button("one step on").click()
        bench.press("ArrowDown", "ArrowUp")
    made = eval(bench.copied("Python"), {"HubelWieselBench": HubelWieselBench})
    bench.stands(f"{made.angle:g}", f"{made.offset:g}")
    expect(bench.number).to_have_text(f"{made.response:.3f}")
    assert (made.cell, made.hidden) == (("direction", False), ("simple", True))[number]
    assert made.moved == (-2 if number == 0 else 0)
