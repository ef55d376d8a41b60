"""The matrix twin in a real browser: typed into, pointed at, by keyboard, and shared."""

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnkit.widgets.matrix_twin import PRESETS, MatrixTwin
from tests.browser import WidgetInUse, meet_challenge, state_in, visiting


class Twin(WidgetInUse):
    """One twin of the page, as a reader uses it."""

    widget = "MatrixTwin"

    def __init__(self, page, number=0):
        super().__init__(page, number)
        self.weights = self.root.locator(".ck-twin-panel").nth(0)
        self.windows = self.root.locator(".ck-twin-panel").nth(1)
        self.sum = self.root.locator(".ck-twin-sum")

    def texts(self, panel):
        """Read what stands in the squares of a table: the matrix, the side, the other vector."""
        texts = panel.locator(".ck-twin-text").all_text_contents()
        return [text.replace("\N{MINUS SIGN}", "-") for text in texts]

    def marked(self):
        """Say which input fields lie in the window."""
        names = self.root.locator(".ck-twin-in input").evaluate_all(
            "fields => fields.map((field) => field.getAttribute('aria-label'))"
        )
        return [int(name.split()[-1]) for name in names]

    def row(self, out, rows):
        """Where the middle of an output's row in the weight matrix is on the screen."""
        box = self.weights.locator(".ck-map").bounding_box()
        entry = self.weights.locator(".ck-twin-none").first.bounding_box()["height"]
        return box["x"] + box["width"] / 2, box["y"] + box["height"] - (rows - out - 0.5) * entry


@pytest.fixture
def twin(visit, little_address):
    visit.go(f"{little_address}/matrix_twin.html")
    return Twin(visit.page)


def numbers(texts):
    return [float(text) for text in texts if text]


# -- both matrices ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PRESETS)
def test_an_example_shows_what_python_computes(twin, name):
    twin.example(name).click()
    expect(twin.example(name)).to_have_attribute("aria-pressed", "true")
    expect(twin.root.locator(".ck-story").first).to_have_text(PRESETS[name]["says"])
    expected = MatrixTwin.preset(name)
    twin.choose("numbers")
    outputs = expected.output.ravel().tolist()
    weights = np.count_nonzero(expected.weight_matrix)
    if expected.view in ("both", "weights") and name != "many copies":
        shown = numbers(twin.texts(twin.weights))
        assert shown[-len(outputs) - expected.image.size : -expected.image.size] == outputs
        assert shown[-expected.image.size :] == expected.image.ravel().tolist()
        assert sum(value != 0 for value in shown[: -len(outputs) - expected.image.size]) == weights
    if expected.view in ("both", "windows"):
        shown = numbers(twin.texts(twin.windows))
        entries = expected.window_matrix.size
        assert shown[:entries] == expected.window_matrix.ravel().tolist()
        assert shown[entries:] == expected.kernel.ravel().tolist() + outputs
    expect(twin.weights).to_be_visible(visible=expected.view != "windows")
    expect(twin.windows).to_be_visible(visible=expected.view in ("both", "windows"))
    assert twin.met() == 0


def test_equal_entries_share_a_letter_or_number_and_a_colour(twin):
    assert "".join(twin.texts(twin.weights)[:16]) == "abcdabcdabcdabcd"
    assert " ".join(twin.texts(twin.windows)[:16]) == "0 1 3 4 1 2 4 5 3 4 6 7 4 5 7 8"
    look = "all => all.map((g) => [g.textContent, getComputedStyle(g.firstChild).fill])"
    for panel in (twin.weights, twin.windows):
        seen = panel.locator("g:has(> .ck-twin-text)").evaluate_all(look)[:16]
        colours = {name: {fill for other, fill in seen if other == name} for name, _ in seen}
        assert all(len(fills) == 1 for fills in colours.values())
        assert len({fill for fills in colours.values() for fill in fills}) == min(len(colours), 8)


def test_it_says_which_one_is_toeplitz_and_how_much_is_stored_twice(twin):
    expect(twin.weights).to_contain_text("Doubly block Toeplitz")
    expect(twin.weights).to_contain_text("As a whole it is not.")
    expect(twin.windows).to_contain_text("16 entries for 9 values, 1.78 times as many.")
    expect(twin.windows).to_contain_text("Block Hankel, not Toeplitz")
    twin.button("One dimension").click()
    expect(twin.weights).to_contain_text("Toeplitz: the same weight all along every diagonal.")


def test_the_second_twin_shows_its_own_large_matrices(visit, twin):
    second = Twin(visit.page, 1)
    expect(second.weights).to_contain_text("16 × 36: 144 of 576 entries")
    rng = np.random.default_rng(0)
    expected = MatrixTwin(rng.normal(size=(6, 6)).round(1), rng.normal(size=(3, 3)).round(1))
    assert numbers(second.texts(second.windows))[:144] == expected.window_matrix.ravel().tolist()
    expect(second.sum).to_contain_text(f"{expected.output.ravel()[9]:.3g}")


# -- pointing, typing, keys ---------------------------------------------------------------------


def test_the_mouse_over_a_row_shows_its_window_until_it_leaves(twin):
    assert twin.marked() == [0, 1, 3, 4]
    twin.page.mouse.move(*twin.row(3, 4))
    expect(twin.sum).to_have_text("y3 = a·x4 + b·x5 + c·x7 + d·x8 = 1·5 + 2·6 + 3·8 + 4·9 = 77")
    assert twin.marked() == [4, 5, 7, 8]
    twin.page.mouse.move(5, 5)
    expect(twin.sum).to_contain_text("y0 =")
    twin.page.mouse.click(*twin.row(2, 4))
    twin.page.mouse.move(5, 5)
    expect(twin.sum).to_contain_text("y2 =")
    assert twin.said().startswith("y2 = a·x3")


def test_a_column_of_the_other_matrix_is_the_same_output(twin):
    grid = twin.windows.get_by_role("gridcell")
    assert grid.get_attribute("aria-label") == "y0: 37"
    twin.windows.scroll_into_view_if_needed()
    box = twin.windows.locator(".ck-area").bounding_box()
    cell = grid.bounding_box()
    twin.page.mouse.click(cell["x"] + 1.5 * cell["width"], box["y"] + 20)
    assert grid.get_attribute("aria-label") == "y1: 47"
    assert twin.weights.get_by_role("gridcell").get_attribute("aria-label") == "y1: 47"


def test_a_finger_chooses_too(browser, little_address):
    with visiting(browser, width=375, has_touch=True) as visit:
        visit.go(f"{little_address}/matrix_twin.html")
        twin = Twin(visit.page)
        twin.weights.scroll_into_view_if_needed()
        visit.page.touchscreen.tap(*twin.row(1, 4))
        expect(twin.sum).to_contain_text("y1 =")


def test_arrow_keys_go_from_output_to_output_with_one_tab_stop_a_matrix(twin):
    grids = twin.root.get_by_role("grid")
    twin.choose("names")
    twin.field("input columns").focus()
    grids.first.focus()
    for key, out in {
        "ArrowDown": "y1: 47",
        "End": "y3: 77",
        "ArrowRight": "y3: 77",
        "ArrowUp": "y2: 67",
        "Home": "y0: 37",
        "ArrowLeft": "y0: 37",
    }.items():
        twin.page.keyboard.press(key)
        assert grids.first.get_by_role("gridcell").get_attribute("aria-label") == out, key
    twin.page.keyboard.press("Tab")
    expect(grids.nth(1)).to_be_focused()


def test_typed_numbers_change_both_products_alike(twin):
    twin.field("kernel a").fill("-1.5")
    twin.field("input 8").fill("0")
    expected = MatrixTwin([[1, 2, 3], [4, 5, 6], [7, 8, 0]], [[-1.5, 2], [3, 4]])
    outs = expected.output.ravel().tolist()
    assert numbers(twin.texts(twin.weights)[16:20]) == outs
    assert numbers(twin.texts(twin.windows)[-4:]) == outs


def test_the_transposed_matrix_sums_the_weights_that_touched_each_input(twin):
    twin.choose("transposed")
    assert numbers(twin.texts(twin.weights)[-9:]) == [1, 3, 2, 4, 10, 6, 3, 7, 4]
    expect(twin.sum).to_contain_text("y0 sends its 1 back along its row: a to x0, b to x1")
    expect(twin.sum).to_contain_text("x4 receives d + c + b + a = 10.")
    expect(twin.windows).to_be_hidden()


# -- sizes and limits ---------------------------------------------------------------------------


def test_sizes_change_and_what_was_there_stays(twin):
    twin.button("larger input columns").click()
    expect(twin.weights).to_contain_text("6 × 12")
    assert twin.field("input 4").input_value() == "4"
    twin.button("smaller kernel rows").click()
    expect(twin.windows).to_contain_text("2 × 9: 18 entries for 12 values")


def test_a_kernel_that_does_not_fit_says_so_and_the_last_state_stays(twin):
    before = twin.root.locator(".ck-twin-panels").inner_html()
    twin.field("kernel rows").fill("4")
    expect(twin.refusal).to_contain_text("A kernel of 4 × 2 does not fit into an input of 3 × 3.")
    assert twin.root.locator(".ck-twin-panels").inner_html() == before
    twin.refusal.get_by_role("button", name="Set kernel to 3 × 2").click()
    expect(twin.weights).to_contain_text("2 × 9")
    expect(twin.field("kernel rows")).to_be_focused()
    expect(twin.refusal).to_be_empty()


def test_more_outputs_than_there_is_room_for_are_refused(twin):
    twin.field("input rows").fill("9")
    expect(twin.refusal).to_be_empty()
    twin.field("input columns").fill("4")
    expect(twin.refusal).to_contain_text("a matrix of 24 rows; here is room for 16.")
    twin.refusal.get_by_role("button", name="Set input to 5 × 4").click()
    expect(twin.weights).to_contain_text("12 × 20")


@pytest.mark.parametrize("typed", ["", "1e200", "0", "-3", "2.5", "1e9"])
def test_no_typed_size_or_number_breaks_it(twin, typed):
    before = twin.root.locator(".ck-twin-panels").inner_html()
    for name in ("kernel rows", "input columns"):
        twin.field(name).fill(typed)
    assert twin.root.locator(".ck-twin-panels").inner_html() == before
    twin.field("input 0").fill(typed)
    twin.button("Reset").click()
    assert twin.root.locator(".ck-twin-panels").inner_html() == before


def test_reset_brings_the_opening_state_back(visit, twin):
    second = Twin(visit.page, 1)
    before = second.root.inner_text()
    second.button("And back").click()
    second.field("kernel a").fill("7")
    second.button("Reset").click()
    assert second.root.inner_text() == before


# -- challenges ---------------------------------------------------------------------------------


def meet_twice(twin):
    twin.button("larger input columns").click()


def meet_ramp(twin):
    for name, value in zip("abcd", (1, -1, -1, 1), strict=True):
        twin.field(f"kernel {name}").fill(str(value))


def meet_toeplitz(twin):
    twin.button("smaller input rows").click()


@pytest.mark.parametrize(
    ("meet", "praise"),
    [
        (meet_twice, "Yes: 24 entries for 12 values."),
        (meet_ramp, "on a ramp the steps to the right are all alike"),
        (meet_toeplitz, "a kernel as high as the picture slides in one direction only"),
    ],
)
def test_a_challenge_is_noticed_praised_and_remembered(twin, meet, praise):
    meet_challenge(twin, meet, praise)


# -- sharing ------------------------------------------------------------------------------------


SETTINGS = {
    "opening": [],
    "example": [lambda twin: twin.button("And back").click()],
    "one's own": [
        lambda twin: twin.button("Oblong").click(),
        lambda twin: twin.field("input 3").fill("-0.5"),
        lambda twin: twin.choose("numbers"),
        lambda twin: twin.root.get_by_role("grid").first.press("End"),
    ],
}


@pytest.mark.parametrize("steps", SETTINGS.values(), ids=SETTINGS)
def test_the_python_line_and_the_link_make_the_same_twin(visit, twin, steps):
    for step in steps:
        step(twin)
    made = eval(twin.copied("Python"), {"MatrixTwin": MatrixTwin})
    link = twin.copied("link")
    seen = twin.root.locator(".ck-twin-panels").inner_text(), twin.sum.inner_text()
    state = state_in(link)
    assert {name: made.opening[name] for name in state} == state
    visit.page.goto("about:blank")
    visit.go(link)
    assert (twin.root.locator(".ck-twin-panels").inner_text(), twin.sum.inner_text()) == seen


def test_a_damaged_link_is_ignored(visit, twin):
    before = twin.root.inner_text()
    twin.button("Oblong").click()
    link = twin.copied("link")
    twin.button("Reset").click()
    visit.page.evaluate("link => { location.href = link; }", link[:-5])
    visit.page.reload()
    expect(twin.root.get_by_role("grid").first).to_be_visible()
    assert twin.root.inner_text() == before
