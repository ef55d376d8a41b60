"""What a shift changes, as Python sees it: what it takes, what it refuses, what it gives back."""

import json

import numpy as np
import pytest
import traitlets

from cnnkit.images import digit_five, shift, shift_damage
from cnnkit.ops.conv_single import correlate2d
from cnnkit.widgets.shift_damage import PRESETS, ShiftDamage

FIVE = (digit_five(size=28) > 0.5).astype(float)

# -- results ------------------------------------------------------------------------------------


def test_it_opens_on_a_digit_that_is_one_pixel_away():
    widget = ShiftDamage()
    assert widget.opening == ShiftDamage.preset("one pixel").opening
    np.testing.assert_array_equal(widget.image, FIVE)
    np.testing.assert_array_equal(widget.shifted, shift(FIVE, columns=-1))
    assert (widget.black_to_white, widget.white_to_black) == shift_damage(FIVE, 1)


def test_a_template_breaks_and_the_maximum_of_a_map_stays():
    """The claim of the widget, for every move of the digit that stands in the middle."""
    kept = []
    for distance in range(-6, 7):
        widget = ShiftDamage(distance=distance)
        assert widget.map_maximum == FIVE[2:7, 8:13].sum() == 13
        assert widget.black_to_white == widget.white_to_black
        kept.append(widget.template_score)
    assert kept[6] == 1
    assert max(kept[:6] + kept[7:]) < 0.75
    assert kept[7:] == sorted(kept[7:], reverse=True)
    assert kept[-1] < 0.3


def test_the_presets_tell_whose_counts_differ():
    counts = {
        name: (widget.black_to_white, widget.white_to_black)
        for name in PRESETS
        for widget in [ShiftDamage.preset(name)]
    }
    assert {name: lost == gained for name, (lost, gained) in counts.items()} == {
        "one pixel": True,
        "four pixels": True,
        "at the rim": False,
        "round the edge": True,
    }
    assert ShiftDamage.preset("four pixels").template_score < 0.5  # as its story says


@pytest.mark.parametrize("wrap", [False, True])
def test_a_picture_of_ones_own_goes_in_and_results_come_out(wrap):
    image = np.eye(9, 12, dtype=np.uint8)
    widget = ShiftDamage(image, start=2, distance=4, wrap=wrap, patch=(1, 2))
    before = shift(image, columns=2)
    after = np.roll(before, -4, axis=1) if wrap else shift(before, columns=-4)
    np.testing.assert_array_equal(widget.shifted, after)
    kernel = 2.0 * image[1:6, 2:7] - 1
    np.testing.assert_array_equal(widget.scores, correlate2d(after.astype(float), kernel))
    assert widget.map_maximum == widget.scores.max()
    assert widget.template_score == (before * after).sum() / before.sum()
    counts = widget.black_to_white, widget.white_to_black
    assert counts == shift_damage(before, 4, wrap=wrap)
    assert widget.presets == []


def test_a_picture_alone_gets_the_patch_with_the_most_ink():
    image = np.zeros((10, 12))
    image[4:9, 6:11] = 1
    assert ShiftDamage(image).patch == (4, 6)


def test_results_are_up_to_date_when_an_observer_hears_of_the_change():
    widget = ShiftDamage()
    heard = []
    widget.observe(lambda change: heard.append(widget.black_to_white), "distance")
    widget.distance = 0
    assert heard == [0]


RESULTS = ["shifted", "black_to_white", "white_to_black", "template_score", "scores"]


@pytest.mark.parametrize("name", [*RESULTS, "map_maximum", "opening", "presets"])
def test_results_cannot_be_assigned(name):
    widget = ShiftDamage()
    with pytest.raises(traitlets.TraitError, match="read-only"):
        setattr(widget, name, getattr(widget, name))


# -- what is refused ----------------------------------------------------------------------------

REFUSED = {
    "grey": ({"image": digit_five(size=28)}, r"0 \(white\) and 1 \(black\) only.*\(image > 0.5\)"),
    "a small picture": ({"image": np.ones((4, 9))}, r"5 rows and columns at least, got \(4, 9\)"),
    "a large picture": ({"image": np.ones((33, 9))}, r"up to 32.*\(33, 9\)"),
    "a stack": ({"image": np.ones((3, 9, 9))}, r"\(height, width\)"),
    "too far": ({"distance": 7}, "6"),
    "half a pixel": ({"distance": 0.5}, "whole number, got the float 0.5"),
    "too far off": ({"start": -7}, "-6"),
    "a word for wrap": ({"wrap": "round"}, "boolean"),
    "a patch over the rim": ({"patch": (24, 0)}, r"5 × 5 pixels.*28 × 28.*got \(24, 0\)"),
    "a patch of paper": ({"patch": (0, 22)}, r"that have ink, got \(0, 22\)"),
}


@pytest.mark.parametrize(("state", "message"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused_with_the_way_out_and_changes_nothing(state, message):
    widget = ShiftDamage()
    before = widget.get_state()
    ((name, value),) = state.items()
    with pytest.raises(traitlets.TraitError, match=f"(?s){message}"):
        setattr(widget, name, value)
    assert widget.get_state() == before
    with pytest.raises(traitlets.TraitError, match=f"(?s){message}"):
        ShiftDamage(**state)


def test_a_start_that_leaves_no_ink_is_refused():
    line = np.zeros((5, 9))
    line[:, 0] = 1
    with pytest.raises(traitlets.TraitError, match="start -1 leaves no ink"):
        ShiftDamage(line, start=-1)


def test_a_misspelt_trait_is_an_error():
    with pytest.raises(TypeError, match="ShiftDamage has no 'distanc'; did you mean 'distance'"):
        ShiftDamage(distanc=3)


def test_a_preset_that_is_none_is_an_error_with_all_names():
    with pytest.raises(traitlets.TraitError, match=r"'one pixel', 'four pixels'.*got 'by foot'"):
        ShiftDamage.preset("by foot")


# -- what travels to the page -------------------------------------------------------------------


def test_the_state_travels_as_json_and_comes_back():
    widget = ShiftDamage.preset("round the edge", distance=-5, patch=(10, 10))
    state = json.loads(json.dumps(widget.get_state(["image", *widget.opening])))
    other = ShiftDamage()
    other.set_state(state)
    np.testing.assert_array_equal(other.scores, widget.scores)
    assert other.template_score == widget.template_score


def test_where_no_script_runs_three_pictures_and_the_counts_stand_there():
    stand_in = ShiftDamage().stand_in
    assert stand_in.count('<img src="data:image/png;base64,') == 3
    assert "29 pixels turn white and 29 turn black. The dense template keeps 70%" in stand_in
    assert "the largest value of the map is 13." in stand_in
