"""The sliding window as Python sees it: what it takes, what it refuses, what it gives back."""

import json

import numpy as np
import pytest
import traitlets
from scipy import signal

from cnnkit.widgets.sliding_window import PRESETS, QUIZZES, SlidingWindow

# -- results ------------------------------------------------------------------------------------


def test_it_opens_on_the_decks_example():
    widget = SlidingWindow()
    assert widget.image.shape == (5, 5)
    assert widget.output.tolist() == [[4, 3, 4], [2, 4, 3], [2, 3, 4]]


@pytest.mark.parametrize(
    ("mode", "judge"),
    [("cross-correlation", signal.correlate2d), ("convolution", signal.convolve2d)],
)
def test_both_modes_are_scipys(mode, judge):
    rng = np.random.default_rng(0)
    image, kernel = rng.random((7, 9)), rng.random((3, 4))
    output = SlidingWindow(image, kernel, mode=mode).output
    np.testing.assert_allclose(output, judge(image, kernel, mode="valid"))


def test_a_dot_shows_the_turn_that_the_decks_symmetric_kernel_hides():
    dot = SlidingWindow.preset("a single dot")
    assert dot.output.tolist() == [[9, 8, 7], [6, 5, 4], [3, 2, 1]]
    dot.mode = "convolution"
    assert dot.output.tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    decks = SlidingWindow()
    before = decks.output.tolist()
    decks.mode = "convolution"
    assert decks.output.tolist() == before


def test_each_mode_finds_its_own_l():
    found = SlidingWindow.preset("find the L")
    assert np.argwhere(found.output == found.output.max()).tolist() == [[0, 0]]
    found.mode = "convolution"
    assert np.argwhere(found.output == found.output.max()).tolist() == [[4, 4]]


def test_results_are_up_to_date_when_an_observer_hears_of_the_change():
    widget = SlidingWindow()
    heard = []
    widget.observe(lambda change: heard.append(widget.output.shape), "kernel")
    widget.observe(lambda change: heard.append(change.new.shape), "output")
    widget.kernel = np.ones((5, 1))
    assert heard == [(1, 5), (1, 5)]


def test_an_equal_picture_is_no_change():
    widget = SlidingWindow()
    widget.observe(lambda change: pytest.fail("nothing has changed"))
    widget.image = widget.image.astype(int).tolist()
    widget.mode = "cross-correlation"


def test_the_selection_stays_on_the_map_when_that_shrinks():
    widget = SlidingWindow(selected=(2, 1))
    widget.kernel = np.ones((5, 4))
    assert widget.selected == (0, 1)


@pytest.mark.parametrize("name", ["output", "right", "opening", "presets", "quizzes"])
def test_results_cannot_be_assigned(name):
    widget = SlidingWindow()
    with pytest.raises(traitlets.TraitError, match="read-only"):
        setattr(widget, name, getattr(widget, name))


# -- the quiz -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", QUIZZES)
def test_the_quiz_counts_the_maps_that_found_their_filter(name):
    widget = SlidingWindow(quiz=name)
    assert widget.right == 0
    order = QUIZZES[name]["order"]
    widget.matches = (order[0], -1, -1, -1)
    assert widget.right == 1
    widget.matches = (order[0], order[2], order[1], order[3])
    assert widget.right == 2
    widget.matches = order
    assert widget.right == 4


def test_right_matches_are_judged_by_the_picture_that_is_open():
    widget = SlidingWindow(quiz="a dot", matches=QUIZZES["a dot"]["order"])
    assert widget.right == 4
    widget.quiz = "a house"
    assert widget.right < 4


# -- what is refused ----------------------------------------------------------------------------

REFUSED = {
    "a stack": ({"image": np.zeros((3, 4, 4))}, r"\(height, width\).*\(3, 4, 4\)"),
    "a large picture": ({"image": np.zeros((10, 9))}, r"up to 9.*\(10, 9\).*image\[:9, :9\]"),
    "a kernel without weights": ({"kernel": np.zeros((0, 2))}, "kernel must not be empty"),
    "a weight that is none": ({"kernel": [[np.nan]]}, "kernel must hold finite numbers"),
    "a kernel that does not fit": (
        {"kernel": np.ones((6, 2))},
        "a kernel of 6 × 2 does not fit into a picture of 5 × 5; use a smaller kernel",
    ),
    "a picture that is too small": (
        {"image": np.ones((3, 2))},
        "a kernel of 3 × 3 does not fit into a picture of 3 × 2",
    ),
    "a mode that is none": ({"mode": "flip"}, "cross-correlation.*convolution.*'flip'"),
    "a place that is not there": ({"selected": (3, 0)}, r"at most \(2, 2\) here, got \(3, 0\)"),
    "half a place": ({"selected": (0.5, 0)}, "whole number, got the float 0.5"),
    "a quiz that is none": ({"quiz": "a cat"}, "a house.*a square.*a dot.*'a cat'"),
    "a filter twice": ({"matches": (0, 0, 1, 2)}, r"each filter once at most.*\(0, 0, 1, 2\)"),
    "a fifth filter": ({"matches": (4, 0, 1, 2)}, "at most 3, got 4"),
    "too few maps": ({"matches": (0, 1)}, "requires 4 elements"),
}


@pytest.mark.parametrize(("state", "message"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused_with_the_way_out_and_changes_nothing(state, message):
    widget = SlidingWindow()
    before = widget.get_state()
    ((name, value),) = state.items()
    with pytest.raises(traitlets.TraitError, match=f"(?s){message}"):
        setattr(widget, name, value)
    assert widget.get_state() == before
    with pytest.raises(traitlets.TraitError, match=f"(?s){message}"):
        SlidingWindow(**state)


def test_a_picture_and_a_kernel_that_fit_only_together_are_set_together():
    widget = SlidingWindow()
    with widget.hold_trait_notifications():
        widget.image = [[1, 2]]
        widget.kernel = [[3]]
    assert widget.output.tolist() == [[3, 6]]


def test_a_misspelt_trait_is_an_error():
    with pytest.raises(TypeError, match="SlidingWindow has no 'kernal'; did you mean 'kernel'"):
        SlidingWindow(kernal=3)


# -- presets, and what travels to the page ------------------------------------------------------


def test_presets_are_known_by_name():
    with pytest.raises(traitlets.TraitError, match=r"'by hand', 'a single dot'.*got 'by foot'"):
        SlidingWindow.preset("by foot")


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_opens_and_takes_changes(name):
    widget = SlidingWindow.preset(name, mode="convolution")
    assert (widget.mode, widget.tab) == ("convolution", "slide")
    np.testing.assert_array_equal(widget.kernel, PRESETS[name]["state"]["kernel"])


def test_most_presets_tell_the_modes_apart():
    """Every kernel of the decks' galleries looks the same after half a turn."""
    apart = [
        name
        for name in PRESETS
        if (
            SlidingWindow.preset(name).output
            != SlidingWindow.preset(name, mode="convolution").output
        ).any()
    ]
    assert apart == ["a single dot", "find the L", "two edges"]


def test_the_state_travels_as_json_and_comes_back():
    widget = SlidingWindow.preset("find the L", selected=(1, 3), matches=(3, -1, 0, 1))
    state = json.loads(json.dumps(widget.get_state([*widget.opening])))
    other = SlidingWindow()
    other.set_state(state)
    np.testing.assert_array_equal(other.output, widget.output)
    assert (other.selected, other.matches) == ((1, 3), (3, -1, 0, 1))
    json.dumps(widget.get_state(["presets", "quizzes"]))


def test_where_no_script_runs_the_numbers_stand_in_a_picture():
    stand_in = SlidingWindow().stand_in
    assert 'aria-label="A picture, 5 × 5, a kernel, 3 × 3, a map, 3 × 3, made by' in stand_in
    assert "4, 3, 4, 2, 4, 3, 2, 3, 4" in stand_in
    assert stand_in.count("<rect") == 25 + 9 + 9
