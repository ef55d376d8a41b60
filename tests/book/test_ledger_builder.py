"""The ledger builder in a real browser: rows added, changed, dragged, removed, and shared."""

import pytest
from playwright.sync_api import expect

from cnnkit.widgets.ledger_builder import PRESETS, LedgerBuilder
from tests.browser import WidgetInUse, drag, meet_challenge, state_in, visiting

SECOND = {
    "shape": (1, 12, 9),
    "bias": False,
    "layers": [
        {"kind": "conv", "out_channels": 4, "kernel": 5},
        {"kind": "pool", "window": 3},
        {"kind": "conv", "out_channels": 8, "kernel": 5},
        {"kind": "fc", "out_features": 10},
    ],
}


class Builder(WidgetInUse):
    """One builder of the page, as a reader uses it."""

    widget = "LedgerBuilder"

    def __init__(self, page, number=0):
        super().__init__(page, number)
        self.words = self.root.locator(".ck-led-said")
        self.rows = self.root.locator(".ck-led-row:has(.ck-led-name)")
        self.total = self.root.locator(".ck-led-row").last

    def field(self, name):
        return self.root.get_by_label(name, exact=True).and_(self.root.locator("input:visible"))

    def name(self, number):
        return self.rows.nth(number).locator(".ck-led-name")

    def names(self):
        return self.root.locator(".ck-led-name strong").all_text_contents()

    def drag(self, number, to):
        """Drag a row onto the place of another."""
        start, end = self.name(number).bounding_box(), self.name(to).bounding_box()
        x, y = start["x"] + 30, start["y"] + start["height"] / 2
        down = end["y"] + end["height"] / 2 + (4 if to > number else -4)
        drag(self.page, (x, y), (x, down))


@pytest.fixture
def builder(visit, little_address):
    visit.go(f"{little_address}/ledger_builder.html")
    return Builder(visit.page)


def shows(builder, expected):
    """Check every number of the table against what Python counts."""
    expect(builder.rows).to_have_count(len(expected.layers))
    for number, row in enumerate(expected.ledger):
        cells = [
            "×".join(map(str, row.shape)),
            f"{row.count.parameters:,}",
            f"{row.multiply_adds:,}",
            "×".join(map(str, row.receptive_field)),
        ]
        found = builder.rows.nth(number).locator("[data-label] > span:first-child")
        assert found.all_text_contents()[:4] == cells
        assert builder.name(number).locator("strong").text_content() == row.name
    stuck = builder.root.locator(".ck-led-stuck")
    expect(stuck).to_have_count(1 if expected.problem else 0)
    below = len(expected.layers) - len(expected.ledger) - bool(expected.problem)
    expect(builder.root.locator(".ck-led-waiting")).to_have_count(below)
    expect(builder.total).to_contain_text(f"{expected.ledger.parameters:,}")
    expect(builder.total).to_contain_text(f"{expected.ledger.multiply_adds:,}")
    biases = expected.ledger.parameters - expected.ledger.weights
    expect(builder.words).to_contain_text(
        f"{expected.ledger.parameters:,} parameters: {expected.ledger.weights:,} weights "
        f"and {biases:,} biases"
    )


def changed(number, **changes):
    """Change a row of the opening net."""
    layers = [dict(layer) for layer in PRESETS["CIFAR-10 demo"]["state"]["layers"]]
    layers[number] |= changes
    return LedgerBuilder(layers=layers)


# -- examples -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PRESETS)
def test_an_example_shows_what_python_counts(builder, name):
    button = builder.example(name)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(builder.root.locator(".ck-story").first).to_have_text(PRESETS[name]["says"])
    shows(builder, LedgerBuilder.preset(name))
    assert builder.met() == 0


def test_the_second_builder_opens_on_its_own_state(visit, builder):
    second = Builder(visit.page, 1)
    shows(second, LedgerBuilder(**SECOND))
    expect(second.rows.nth(2)).to_contain_text("A kernel of 5 does not fit into 2×1.")
    expect(second.rows.nth(3)).to_contain_text("Waits for the row above that does not fit.")
    shows(builder, LedgerBuilder())


def test_bars_show_the_shares_of_parameters_and_of_work(builder):
    bars = builder.rows.nth(2).get_by_role("img")
    expect(bars.nth(0)).to_have_attribute("aria-label", "35.7 %")
    expect(bars.nth(1)).to_have_attribute("aria-label", "52.2 %")
    wide = "bar => bar.firstChild.getBoundingClientRect().width / bar.clientWidth"
    assert abs(bars.nth(0).evaluate(wide) - 8020 / 22_466) < 0.01
    assert abs(bars.nth(1).evaluate(wide) - 2_048_000 / 3_920_000) < 0.01


def test_the_memory_is_that_of_float32(builder):
    expect(builder.rows.first).to_contain_text("65.5 kB")
    total = sum(4 * row.units for row in LedgerBuilder().ledger)
    assert round(total / 1000) == 114
    expect(builder.total).to_contain_text("114 kB")


# -- changing rows ------------------------------------------------------------------------------


def test_a_row_is_opened_changed_and_closed(builder):
    builder.name(2).click()
    expect(builder.name(2)).to_have_attribute("aria-expanded", "true")
    builder.field("maps").fill("7")
    builder.button("larger kernel").click()
    shows(builder, changed(2, out_channels=7, kernel=6))
    expect(builder.root.locator(".ck-hidden[role=status]").first).to_contain_text("parameters")
    builder.name(6).click()
    expect(builder.name(2)).to_have_attribute("aria-expanded", "false")
    builder.field("values").fill("100")
    expect(builder.rows.nth(6)).to_contain_text("to 100")
    builder.name(6).click()
    expect(builder.field("values")).to_have_count(0)


def test_pooling_chooses_its_summary(builder):
    builder.name(1).click()
    builder.choose("mean, trainable")
    shows(builder, changed(1, mode="trainable"))
    builder.field("window").fill("3")
    shows(builder, changed(1, mode="trainable", window=3))


def test_rows_are_added_after_the_open_one_or_at_the_end(builder):
    builder.button("add fc").click()
    assert builder.names()[-2:] == ["fc1", "fc2"]
    expect(builder.name(7)).to_have_attribute("aria-expanded", "true")
    builder.name(0).click()
    builder.button("add conv").click()
    builder.button("add pool").click()
    assert builder.names()[:4] == ["conv1", "conv2", "pool1", "pool2"]


def test_there_is_an_end_to_adding(builder):
    for _ in range(9):
        builder.button("add pool").click()
    assert len(builder.names()) == 16
    builder.button("add pool").click()
    expect(builder.refusal).to_contain_text("A net may have up to 16 rows.")
    assert len(builder.names()) == 16
    builder.name(3).press("Delete")
    expect(builder.refusal).to_be_empty()


def test_a_row_is_removed_and_the_next_has_the_focus(builder):
    builder.name(1).click()
    builder.button("Remove").click()
    layers = PRESETS["CIFAR-10 demo"]["state"]["layers"]
    shows(builder, LedgerBuilder(layers=layers[:1] + layers[2:]))
    expect(builder.name(1)).to_be_focused()
    for _ in range(6):
        builder.page.keyboard.press("Delete")
    shows(builder, LedgerBuilder(layers=[]))
    expect(builder.button("add conv")).to_be_focused()
    builder.button("add fc").click()
    shows(builder, LedgerBuilder(layers=[{"kind": "fc", "out_features": 10}]))


def moved(number, to):
    layers = list(PRESETS["CIFAR-10 demo"]["state"]["layers"])
    layers.insert(to, layers.pop(number))
    return LedgerBuilder(layers=layers)


@pytest.mark.parametrize(("number", "to"), [(0, 1), (0, 4), (5, 2), (6, 0)])
def test_a_row_is_dragged_to_another_place(builder, number, to):
    builder.drag(number, to)
    shows(builder, moved(number, to))
    expect(builder.name(to)).to_have_attribute("aria-expanded", "false")


def test_a_row_that_is_dragged_and_let_go_at_home_stays(builder):
    builder.drag(2, 2)
    shows(builder, LedgerBuilder())


def test_keys_go_along_the_rows_and_move_them(builder):
    builder.name(0).focus()
    builder.page.keyboard.press("ArrowUp")
    expect(builder.name(0)).to_be_focused()
    builder.page.keyboard.press("ArrowDown")
    expect(builder.name(1)).to_be_focused()
    builder.page.keyboard.press("Alt+ArrowDown")
    shows(builder, moved(1, 2))
    expect(builder.name(2)).to_be_focused()
    builder.page.keyboard.press("Alt+ArrowUp")
    shows(builder, LedgerBuilder())
    builder.page.keyboard.press("Enter")
    expect(builder.name(1)).to_have_attribute("aria-expanded", "true")
    builder.button("Move down").click()
    shows(builder, moved(1, 2))
    expect(builder.name(2)).to_have_attribute("aria-expanded", "true")


def test_a_finger_opens_a_row(browser, little_address):
    with visiting(browser, width=375, has_touch=True) as visit:
        visit.go(f"{little_address}/ledger_builder.html")
        builder = Builder(visit.page)
        builder.name(0).tap()
        builder.button("larger padding").tap()
        shows(builder, changed(0, padding=3))


def test_a_finger_drags_a_row_by_its_grip(browser, little_address):
    with visiting(browser, width=375, has_touch=True) as visit:
        visit.go(f"{little_address}/ledger_builder.html")
        builder = Builder(visit.page)
        builder.name(0).scroll_into_view_if_needed()
        grip = builder.name(0).locator(".ck-led-grip").bounding_box()
        at = {"x": grip["x"] + 4, "y": grip["y"] + grip["height"] / 2}
        below = builder.name(1).bounding_box()
        down = at | {"y": below["y"] + below["height"] + 60}
        session = visit.page.context.new_cdp_session(visit.page)
        points = (("touchStart", [at]), ("touchMove", [down]), ("touchEnd", []))
        for kind, places in points:
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})
        shows(builder, moved(0, 1))


# -- the picture and the biases -----------------------------------------------------------------


def test_the_switch_between_224_and_227_pixels_shows_what_it_does(builder):
    builder.button("AlexNet, grouped").click()
    expect(builder.rows.first).to_contain_text("96×55×55")
    builder.choose("224")
    shows(builder, LedgerBuilder.preset("AlexNet, grouped", shape=(3, 224, 224)))
    expect(builder.rows.first).to_contain_text("96×54×54")
    builder.choose("227")
    shows(builder, LedgerBuilder.preset("AlexNet, grouped"))


def test_biases_are_taken_away_and_given_back(builder):
    builder.choose("without")
    shows(builder, LedgerBuilder(bias=False))
    builder.choose("with")
    shows(builder, LedgerBuilder())


def test_channels_and_pixels_are_typed(builder):
    builder.field("channels").fill("1")
    builder.field("pixels each way").fill("20")
    shows(builder, LedgerBuilder(shape=(1, 20, 20)))


# -- limits -------------------------------------------------------------------------------------


def test_a_window_that_does_not_fit_says_so_in_its_row_and_offers_a_way_out(builder):
    builder.name(2).click()
    builder.field("kernel").fill("15")
    builder.field("padding").fill("0")
    builder.name(4).click()
    builder.field("padding").fill("0")
    row = builder.rows.nth(4)
    expect(row).to_contain_text("A kernel of 5 does not fit into 1×1.")
    expect(builder.rows.nth(5)).to_contain_text("Waits for the row above")
    expect(builder.words).to_contain_text("Above conv3, which does not fit: ")
    row.get_by_role("button", name="Set kernel to 1").click()
    expect(row).to_contain_text("20×1×1")
    expect(builder.name(4)).to_be_focused()
    expect(builder.rows.nth(5)).to_contain_text("A window of 2 does not fit into 1×1.")


def test_a_convolution_below_values_is_told_to_move(builder):
    builder.drag(6, 4)
    expect(builder.rows.nth(5)).to_contain_text("It needs maps, and gets 10 values: move it up.")
    shows(builder, moved(6, 4))


def test_a_table_of_links_holds_for_its_maps_only(builder):
    builder.button("LeNet-5, 1998").click()
    builder.name(0).click()
    builder.field("maps").fill("8")
    expect(builder.rows.nth(2)).to_contain_text("Its table joins 6 maps to 16, not 8 to 16.")
    builder.button("Join all maps").click()
    expect(builder.rows.nth(2)).to_contain_text(f"{16 * (8 * 25 + 1):,}")


def test_groups_must_divide(builder):
    builder.name(0).click()
    builder.field("groups").fill("2")
    expect(builder.rows.first).to_contain_text("2 groups must divide 3 and 16 maps.")
    builder.button("Set groups to 1").click()
    shows(builder, LedgerBuilder())


def test_a_number_beyond_its_limits_is_refused_and_the_last_one_stays(builder):
    builder.name(0).click()
    builder.field("kernel").fill("40")
    expect(builder.refusal).to_contain_text("kernel must be a whole number from 1 to 15.")
    shows(builder, LedgerBuilder())
    builder.refusal.get_by_role("button", name="Set kernel to 15").click()
    shows(builder, changed(0, kernel=15))
    expect(builder.refusal).to_be_empty()
    expect(builder.field("kernel")).to_be_focused()
    builder.field("pixels each way").fill("999")
    builder.refusal.get_by_role("button", name="Set pixels to 256").click()
    expect(builder.root.locator(".ck-led-row").nth(1)).to_contain_text("3×256×256")


@pytest.mark.parametrize("typed", ["", "-3", "2.5", "1e9"])
def test_no_typed_number_breaks_it(builder, typed):
    builder.name(0).click()
    for name in ("maps", "kernel", "stride", "padding", "groups", "pixels each way", "channels"):
        builder.field(name).fill(typed)
    shows(builder, LedgerBuilder())
    builder.button("Reset").click()
    expect(builder.refusal).to_be_empty()
    shows(builder, LedgerBuilder())


def test_reset_brings_the_opening_state_back(visit, builder):
    second = Builder(visit.page, 1)
    second.button("LeNet-5, 1998").click()
    second.button("add fc").click()
    second.choose("227")
    second.button("Reset").click()
    shows(second, LedgerBuilder(**SECOND))


# -- challenges ---------------------------------------------------------------------------------


def meet_small(builder):
    builder.name(4).click()
    builder.button("Remove").click()
    builder.name(2).click()
    builder.field("maps").fill("10")


def meet_convolutions(builder):
    builder.name(6).press("Delete")
    builder.button("add conv").click()
    for name, value in {"maps": "10", "kernel": "4", "padding": "0"}.items():
        builder.field(name).fill(value)


def meet_slim(builder):
    builder.button("AlexNet, grouped").click()
    for _ in range(2):
        builder.name(8).press("Delete")
    builder.name(7).click()
    builder.button("add pool").click()


@pytest.mark.parametrize(
    ("meet", "praise"),
    [
        (meet_small, "Done, with 6,836."),
        (meet_convolutions, "not needed at all"),
        (meet_slim, "nearly all of its parameters were fully connected"),
    ],
)
def test_a_challenge_is_noticed_praised_and_remembered(builder, meet, praise):
    meet_challenge(builder, meet, praise)


# -- sharing ------------------------------------------------------------------------------------


WAYS = {
    "opening": [],
    "an example with another picture": [
        lambda builder: builder.button("AlexNet, single").click(),
        lambda builder: builder.choose("224"),
    ],
    "a net of one's own": [
        lambda builder: builder.name(0).press("Delete"),
        lambda builder: builder.button("add pool").click(),
        lambda builder: builder.choose("without"),
    ],
}


@pytest.mark.parametrize("steps", WAYS.values(), ids=WAYS)
def test_the_python_line_and_the_link_make_the_same_net(visit, builder, steps):
    for step in steps:
        step(builder)
    made = eval(builder.copied("Python"), {"LedgerBuilder": LedgerBuilder})
    shows(builder, made)
    link = builder.copied("link")
    state = state_in(link)
    assert made.opening == state
    visit.page.goto("about:blank")
    visit.go(link)
    shows(builder, made)


@pytest.mark.parametrize("damage", [lambda link: link[:-5], lambda link: link + "A" * 9])
def test_a_damaged_link_is_ignored(visit, builder, damage):
    builder.button("LeNet-5, modern").click()
    link = builder.copied("link")
    builder.button("Reset").click()
    visit.page.evaluate("link => { location.href = link; }", damage(link))
    visit.page.reload()
    expect(builder.rows.first).to_be_visible()
    shows(builder, LedgerBuilder())
