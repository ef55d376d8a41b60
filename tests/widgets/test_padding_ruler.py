"""The padding ruler as Python sees it: what it counts, what it refuses, what it shows."""

import gzip
import json

import numpy as np
import pytest
import traitlets
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnkit.shapes import output_size, window_spans
from cnnkit.widgets.padding_ruler import PRESETS, PaddingRuler

# -- results ------------------------------------------------------------------------------------

SETTINGS = {  # size, kernel, stride, before, after, dilation: output, left over, unused
    "Dumoulin and Visin, figure 2.1": ((4, 3, 1, 0, 0, 1), 2, 0, ()),
    "arbitrary padding": ((5, 4, 1, 2, 2, 1), 6, 0, ()),
    "half padding": ((5, 3, 1, 1, 1, 1), 5, 0, ()),
    "full padding": ((5, 3, 1, 2, 2, 1), 7, 0, ()),
    "a stride": ((5, 3, 2, 0, 0, 1), 2, 0, ()),
    "a stride and padding": ((5, 3, 2, 1, 1, 1), 3, 0, ()),
    "not exact": ((6, 3, 2, 1, 1, 1), 3, 1, ()),
    "dilated": ((7, 3, 1, 0, 0, 2), 3, 0, ()),
    "dilated, with a stride": ((7, 3, 2, 0, 0, 2), 2, 0, (1, 3, 5)),
    "a stride beyond the kernel": ((9, 2, 3, 0, 0, 1), 3, 1, (2, 5, 8)),
    "224": ((224, 11, 4, 0, 0, 1), 54, 1, (223,)),
    "227": ((227, 11, 4, 0, 0, 1), 55, 0, ()),
    "224, padded as in torchvision": ((224, 11, 4, 2, 2, 1), 55, 1, ()),
    "an even kernel": ((6, 4, 1, 1, 2, 1), 6, 0, ()),
    "nothing but padding": ((1, 1, 8, 1, 7, 1), 2, 0, (0,)),
}


def ruler_of(case):
    names = ("size", "kernel", "stride", "before", "after", "dilation")
    return PaddingRuler(**dict(zip(names, case, strict=True)))


@pytest.mark.parametrize(("case", "output", "left_over", "unused"), SETTINGS.values(), ids=SETTINGS)
def test_the_settings_of_the_chapter_come_out_as_written_by_hand(case, output, left_over, unused):
    ruler = ruler_of(case)
    assert (ruler.output, ruler.left_over, ruler.unused) == (output, left_over, unused)


rows = st.tuples(
    st.integers(1, 60),
    st.integers(1, 15),
    st.integers(1, 8),
    st.integers(0, 30),
    st.integers(0, 30),
    st.integers(1, 4),
)


@given(rows)
def test_visits_are_those_of_windows_laid_one_by_one(case):
    size, kernel, stride, before, after, dilation = case
    reach = dilation * (kernel - 1) + 1
    assume(reach <= before + size + after)
    ruler = ruler_of(case)
    padded = np.zeros(before + size + after, dtype=int)
    starts = range(0, len(padded) - reach + 1, stride)
    for start in starts:
        padded[start : start + reach : dilation] += 1
    assert ruler.output == len(starts)
    assert ruler.visits == tuple(padded[before : before + size].tolist())
    assert ruler.unused == tuple(np.flatnonzero(padded[before : before + size] == 0).tolist())
    assert ruler.left_over == len(padded) - starts[-1] - reach


def test_without_padding_the_ruler_is_the_shapes_of_the_package():
    ruler = PaddingRuler(size=31, kernel=5, stride=3)
    assert ruler.output == output_size(31, 5, 3) == len(window_spans(31, 5, 3))


@pytest.mark.parametrize("name", ["output", "left_over", "visits", "unused", "opening", "presets"])
def test_results_cannot_be_assigned(name):
    ruler = PaddingRuler()
    with pytest.raises(traitlets.TraitError, match="read-only"):
        setattr(ruler, name, getattr(ruler, name))


# -- what is refused ----------------------------------------------------------------------------

REFUSED = {
    "no pixel": ({"size": 0}, "size must be at least 1, got 0"),
    "too many pixels": ({"size": 257}, "size must be at most 256, got 257"),
    "half a pixel": ({"kernel": 2.5}, "kernel must be a whole number, got the float 2.5"),
    "a boolean": ({"stride": True}, "stride must be a whole number, got the boolean True"),
    "a negative padding": ({"before": -1}, "before must be at least 0, got -1"),
    "too much padding": ({"after": 31}, "after must be at most 30, got 31"),
    "too much dilation": ({"dilation": 5}, "dilation must be at most 4, got 5"),
    "a kernel that is too wide": (
        {"kernel": 7},
        "window of 7 does not fit into 6 cells, 6 pixels with 0 zeros .*use at most kernel=6, or",
    ),
    "a spread that is too wide": (
        {"dilation": 3},
        r"window of 7 \(kernel=3, dilation=3\) does not fit into 6 cells.*at most kernel=2",
    ),
}


@pytest.mark.parametrize(("state", "message"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused_with_the_way_out_and_changes_nothing(state, message):
    ruler = PaddingRuler()
    before = ruler.get_state()
    for name, value in state.items():
        with pytest.raises(traitlets.TraitError, match=message):
            setattr(ruler, name, value)
    assert ruler.get_state() == before
    with pytest.raises(traitlets.TraitError, match=message):
        PaddingRuler(**state)


def test_numbers_that_fit_only_together_are_assigned_together():
    ruler = PaddingRuler()
    with ruler.hold_trait_notifications():
        ruler.kernel = 11
        ruler.size = 224
    assert ruler.output == 107


def test_a_misspelt_trait_is_an_error():
    with pytest.raises(TypeError, match="no 'strides'; did you mean 'stride'"):
        PaddingRuler(strides=3)


# -- presets, and what travels to the page ------------------------------------------------------


def test_presets_are_known_by_name():
    with pytest.raises(traitlets.TraitError, match=r"'borders', 'same'.*got 'valid'"):
        PaddingRuler.preset("valid")


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_opens_on_a_whole_state_and_takes_changes(name):
    assert set(PRESETS[name]["state"]) == set(PaddingRuler.preset(name).opening)
    assert "{" not in PRESETS[name]["says"]
    assert PaddingRuler.preset(name, size=100).size == 100


def test_the_presets_tell_the_chapters_numbers():
    says = {name: preset["says"] for name, preset in PRESETS.items()}
    assert "5 fit, so the row shrinks" in says["borders"]
    assert "seen by 3 of them, the ones at the ends by 1" in says["borders"]
    assert "7 of 7" in says["same"]
    assert "it makes 7 of 6" in says["half"]
    assert PaddingRuler.preset("half", after=1).output == 6  # what its sentence asks for
    assert "1 before and 2 after make 6 of 6" in says["even kernel"]
    assert "grows from 5 to 7, and every pixel is seen 3 times" in says["full"]
    assert set(PaddingRuler.preset("full").visits) == {3}
    assert "A third would need a pixel 6" in says["stride"]
    assert "no window sees pixel 5" in says["stride"]
    assert "3 windows, and again 1 cell is left" in says["not exact"]
    assert "reaches over 5: 3 windows fit into 7" in says["dilated"]
    assert "54 windows fit, and pixel 223 is seen by none" in says["224"]
    assert "55 of them, and every pixel is seen" in says["227"]


def test_the_ruler_without_arguments_is_the_preset_that_the_script_takes_for_it():
    assert PaddingRuler().opening == PaddingRuler.preset("stride").opening


def test_the_state_travels_as_json_and_comes_back():
    ruler = PaddingRuler.preset("even kernel", stride=3)
    state = json.loads(json.dumps(ruler.get_state([*ruler.opening])))
    other = PaddingRuler()
    other.set_state(state)
    assert (other.output, other.visits) == (ruler.output, ruler.visits)


def test_the_own_script_is_light():
    shared = gzip.compress(str(PaddingRuler._esm).encode())
    assert len(shared) < 16_500  # with what it shares with others on the page


# -- where no script runs -----------------------------------------------------------------------


def test_a_short_row_stands_in_a_picture():
    stand_in = PaddingRuler(before=1).stand_in
    assert "6 pixels with 1 zeros before and 0 after; windows of 3 with stride 2: 3 fit" in stand_in
    assert stand_in.count("<rect") == 7
    assert stand_in.count('stroke-width="5"') == 3


def test_a_long_row_stands_in_a_sentence():
    stand_in = PaddingRuler.preset("224").stand_in
    assert stand_in.startswith("<p>224 pixels")
    assert "54 fit, and no window sees 1 of them." in stand_in
