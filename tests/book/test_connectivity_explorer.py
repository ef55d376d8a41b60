"""The connectivity explorer in a real browser: pointed at, pressed, by keyboard, and shared."""

import re

import pytest
from playwright.sync_api import expect

from cnnkit.widgets.connectivity_explorer import KINDS, PRESETS, ConnectivityExplorer
from tests.browser import WidgetInUse, drag, meet_challenge, point_in, state_in, visiting


class Explorer(WidgetInUse):
    """One explorer of the page, as a reader uses it."""

    widget = "ConnectivityExplorer"

    def __init__(self, page, number=0):
        super().__init__(page, number)
        self.readings = self.root.locator(".ck-net-readings")

    def unit(self):
        return self.grid.get_by_role("gridcell").get_attribute("aria-label")

    def lit(self):
        """Count the units that are filled."""
        return self.drawing.locator("circle.ck-net-on").count()

    def edges(self, which="bright"):
        """Count the edges: drawn from row to row, or highlighted."""
        paths = self.drawing.locator(f".ck-net-{which} path")
        return sum(path.get_attribute("d").count("M") for path in paths.all())

    def counts(self, kind):
        """Read a row of the table: weights, biases, multiply-adds."""
        cells = self.root.locator("tbody tr").nth(KINDS.index(kind)).locator("td")
        return [int(text.replace(",", "")) for text in cells.all_text_contents()]

    def place(self, number):
        """Where a unit is on the screen; they count from the first input."""
        return point_in(self.drawing.locator("circle").nth(number), 0.5, 0.5)


@pytest.fixture
def net(visit, little_address):
    visit.go(f"{little_address}/connectivity_explorer.html")
    return Explorer(visit.page)


def shows(net, expected):
    """Check the whole page of numbers against what Python counts."""
    for kind in KINDS:
        state = {name: getattr(expected, name) for name in PRESETS["dense"]["state"]}
        other = ConnectivityExplorer(**state | {"kind": kind, "tie": None})
        assert net.counts(kind) == [other.weights, other.biases, other.multiply_adds]
    assert net.edges("faint") == expected.multiply_adds
    rows = net.drawing.locator(".ck-size").all_text_contents()
    assert tuple(map(int, rows)) == expected.sizes
    label = net.drawing.get_attribute("aria-label")
    assert label.startswith(f"A net of {' to '.join(map(str, expected.sizes))} units; ")


# -- examples -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PRESETS)
def test_an_example_shows_what_python_counts(net, name):
    net.example(name).click()
    expect(net.example(name)).to_have_attribute("aria-pressed", "true")
    expect(net.root.locator(".ck-story").first).to_have_text(PRESETS[name]["says"])
    expected = ConnectivityExplorer.preset(name)
    shows(net, expected)
    if expected.tie is None:
        filled = net.drawing.locator("circle.ck-net-on")
        assert net.lit() == filled.count() >= len(expected.sees) + 1
    assert net.met() == 0


def test_the_second_explorer_opens_on_its_own_state(visit, net):
    second = Explorer(visit.page, 1)
    shows(second, ConnectivityExplorer(kind="tiled", inputs=24, kernel=5, depth=4, period=3))
    assert second.unit() == "unit 7 of layer 2"
    assert net.unit() == "output 3"


# -- pointing, pressing, dragging ---------------------------------------------------------------


def test_the_mouse_over_a_unit_shows_both_ways_until_it_leaves(net):
    expect(net.readings).to_have_text(re.compile("Output 3.*3.*fan-in: inputs 3 to 5"))
    assert net.lit() == 4
    net.page.mouse.move(*net.place(4))
    expect(net.readings).to_have_text(re.compile("Input 4.*3.*fan-out: outputs 2 to 4"))
    assert net.lit() == 4
    expect(net.drawing).to_contain_text("reaches 3 outputs")
    net.page.mouse.move(*net.place(0))
    expect(net.readings).to_contain_text("fan-out: output 0")
    net.page.mouse.move(5, 5)
    expect(net.readings).to_contain_text("fan-in: inputs 3 to 5")
    assert net.unit() == "output 3"


def test_a_click_chooses_a_unit_and_says_so(net):
    net.page.mouse.click(*net.place(9 + 6))
    assert net.unit() == "output 6"
    assert net.said() == "output 6: fan-in 3, inputs 6 to 8"
    net.page.mouse.move(5, 5)
    expect(net.readings).to_contain_text("inputs 6 to 8")


def test_a_unit_is_dragged_along_its_row(net):
    drag(net.page, net.place(9), net.place(14))
    assert net.unit() == "output 5"


def test_a_finger_chooses_too(browser, little_address):
    with visiting(browser, width=375, has_touch=True) as visit:
        visit.go(f"{little_address}/connectivity_explorer.html")
        net = Explorer(visit.page)
        net.drawing.scroll_into_view_if_needed()
        visit.page.touchscreen.tap(*net.place(1))
        assert net.unit() == "input 1"


def test_a_unit_shows_its_receptive_field_through_all_layers(net):
    net.button("Deep").click()
    expect(net.readings).to_contain_text("9 of 13receptive field: inputs 2 to 10")
    assert net.lit() == 1 + 3 + 5 + 7 + 9
    assert net.edges() == 3 * (1 + 3 + 5 + 7)
    net.field("layers").fill("2")
    expect(net.readings).to_contain_text("5 of 13receptive field: inputs 2 to 6")
    assert net.unit() == "output 2"


# -- the keyboard -------------------------------------------------------------------------------


def test_arrow_keys_go_from_unit_to_unit_with_one_tab_stop(net):
    net.button("Deep").click()
    net.grid.focus()
    for key, unit in {
        "ArrowLeft": "output 1",
        "Home": "output 0",
        "ArrowUp": "unit 1 of layer 3",
        "End": "unit 6 of layer 3",
        "ArrowRight": "unit 6 of layer 3",
        "ArrowDown": "output 4",
    }.items():
        net.page.keyboard.press(key)
        assert net.unit() == unit, key
    for _ in range(5):
        net.page.keyboard.press("ArrowUp")
    assert net.unit() == "input 8"
    assert "outputs reached 5, outputs 0 to 4" in net.said()
    net.page.keyboard.press("Tab")
    expect(net.grid).not_to_be_focused()


# -- weights ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "edges"),
    [
        ("convolution", "weight a1, used 7 times", 7),
        ("tiled", "weight b1, used 3 times", 3),
        ("local", "weight d1, used once", 1),
    ],
)
def test_a_weight_is_shown_wherever_it_is_used(net, kind, name, edges):
    net.choose(kind)
    net.button(name).click()
    expect(net.button(name)).to_have_attribute("aria-pressed", "true")
    assert net.edges() == edges
    assert net.drawing.locator(".ck-net-weight").count() == edges
    assert net.said() == name
    net.button(name).click()
    assert net.edges() == 3


def test_equal_weights_share_colour_dash_and_name_and_others_do_not(net):
    net.choose("tiled")
    look = """paths => paths.map((path) =>
        getComputedStyle(path).stroke + getComputedStyle(path).strokeDasharray)"""
    assert len(set(net.drawing.locator(".ck-net-faint path").evaluate_all(look))) == 2 * 3
    net.choose("local")
    assert len(net.drawing.locator(".ck-net-faint path").all()) == 1
    assert net.drawing.locator(".ck-net-weight").all_text_contents() == ["d0", "d1", "d2"]


def test_a_dense_layer_ties_nothing(net):
    net.choose("dense")
    expect(net.root.locator(".ck-net-ties")).to_have_text(
        "Each of its 9 edges has a weight of its own, used nowhere else."
    )
    assert net.edges() == 9


def test_the_slider_of_kernels_goes_from_convolution_to_locally_connected(net):
    slider = net.field("kernels that take turns")
    expect(slider).to_be_hidden()
    net.choose("tiled")
    assert slider.get_attribute("max") == "7"
    slider.press("Home")
    expect(net.root).to_contain_text("One kernel for all places: this is a convolution.")
    assert net.counts("tiled") == net.counts("conv")
    slider.press("ArrowRight")
    expect(net.root).not_to_contain_text("this is a convolution")
    slider.press("End")
    expect(net.root).to_contain_text("this layer is locally connected.")
    assert net.counts("tiled") == net.counts("local")


# -- limits -------------------------------------------------------------------------------------


def test_a_kernel_that_does_not_fit_says_so_and_the_last_net_stays(net):
    net.field("inputs").fill("4")
    net.field("kernel").fill("5")
    expect(net.refusal).to_contain_text("A kernel of 5 does not fit into the 4 units that layer 1")
    shows(net, ConnectivityExplorer(inputs=4))
    net.refusal.get_by_role("button", name="Set kernel to 4").click()
    shows(net, ConnectivityExplorer(inputs=4, kernel=4))
    expect(net.field("kernel")).to_be_focused()
    expect(net.refusal).to_be_empty()


def test_a_net_that_would_be_too_deep_offers_the_depth_that_fits(net):
    net.field("inputs").fill("6")
    net.field("layers").fill("4")
    expect(net.refusal).to_contain_text("into the 2 units that layer 3 would look at.")
    assert net.field("layers").input_value() == "1"
    net.refusal.get_by_role("button", name="Set depth to 2").click()
    shows(net, ConnectivityExplorer(inputs=6, depth=2))


@pytest.mark.parametrize("typed", ["", "0", "-3", "2.5", "1e9"])
def test_no_typed_number_breaks_it(net, typed):
    before = net.drawing.evaluate("svg => svg.outerHTML")
    for name in ("inputs", "kernel", "stride"):
        net.field(name).fill(typed)
        assert net.drawing.evaluate("svg => svg.outerHTML") == before
    net.button("Reset").click()
    expect(net.refusal).to_be_empty()
    assert net.drawing.evaluate("svg => svg.outerHTML") == before


def test_reset_brings_the_opening_state_back(visit, net):
    second = Explorer(visit.page, 1)
    before = second.root.inner_text()
    second.button("With a stride").click()
    second.button("larger kernel").click()
    second.button("Reset").click()
    assert second.root.inner_text() == before


# -- challenges ---------------------------------------------------------------------------------


def meet_six(net):
    net.button("Tiled").click()
    net.field("kernels that take turns").press("ArrowLeft")


def meet_fifteen(net):
    net.button("With a stride").click()
    net.field("layers").fill("3")


def meet_border(net):
    net.button("From an input").click()
    net.grid.focus()
    net.page.keyboard.press("End")


@pytest.mark.parametrize(
    ("meet", "praise"),
    [
        (meet_six, "two kernels of three weights take turns"),
        (meet_fifteen, "a stride of 2 makes each of the 3 layers look 2 times as far"),
        (meet_border, "Yes, input 8 at the border"),
    ],
)
def test_a_challenge_is_noticed_praised_and_remembered(net, meet, praise):
    meet_challenge(net, meet, praise)


# -- sharing ------------------------------------------------------------------------------------


SETTINGS = {
    "opening": [],
    "example": [lambda net: net.button("Tiled").click()],
    "a unit and a weight": [
        lambda net: net.button("Deep").click(),
        lambda net: net.page.mouse.click(*net.place(13 + 4)),
        lambda net: net.root.locator(".ck-net-ties button").first.click(),
    ],
    "a net of one's own": [
        lambda net: net.choose("local"),
        lambda net: net.field("inputs").fill("20"),
        lambda net: net.field("stride").fill("2"),
    ],
}


@pytest.mark.parametrize("steps", SETTINGS.values(), ids=SETTINGS)
def test_the_python_line_and_the_link_make_the_same_net(visit, net, steps):
    for step in steps:
        step(net)
    made = eval(net.copied("Python"), {"ConnectivityExplorer": ConnectivityExplorer})
    link = net.copied("link")
    seen = net.drawing.get_attribute("aria-label"), net.edges(), net.unit()
    state = state_in(link)
    assert {name: made.opening[name] for name in state} == state
    visit.page.goto("about:blank")
    visit.go(link)
    assert (net.drawing.get_attribute("aria-label"), net.edges(), net.unit()) == seen


@pytest.mark.parametrize("damage", [lambda link: link[:-5], lambda link: link + "A" * 9])
def test_a_damaged_link_is_ignored(visit, net, damage):
    before = net.root.inner_text()
    net.button("Deep").click()
    link = net.copied("link")
    net.button("Reset").click()
    visit.page.evaluate("link => { location.href = link; }", damage(link))
    visit.page.reload()
    expect(net.grid).to_be_visible()
    assert net.root.inner_text() == before
