"""The pooling lab as Python sees it: what it takes, what it refuses, what it gives back."""

import json

import numpy as np
import pytest
import traitlets

from cnnkit.images import POOLING_EXAMPLE, digit_five, similarity
from cnnkit.ops import pool
from cnnkit.widgets.pooling_lab import MODES, PRESETS, PoolingLab

# -- results ------------------------------------------------------------------------------------


def test_the_opening_example_is_the_one_to_do_by_hand():
    lab = PoolingLab()
    assert lab.output.tolist() == [[6, 8], [3, 4]]
    assert lab.changed == (0, 0)


@pytest.mark.parametrize("mode", MODES)
def test_the_output_is_what_cnnkit_pools(mode):
    image = np.random.default_rng(0).random((7, 9))
    lab = PoolingLab(image, mode=mode, window=3, stride=2)
    np.testing.assert_array_equal(lab.output, MODES[mode](image, 3, 2))


def test_goodfellows_detectors_change_all_four_and_pooled_two_of_four():
    lab = PoolingLab.preset("detectors")
    np.testing.assert_array_equal(lab.output, [[0.3, 1, 1, 1]])
    assert lab.changed == (1.0, 0.5)
    lab.shift_columns = 0
    np.testing.assert_array_equal(lab.output, [[1, 1, 1, 0.2]])
    assert lab.changed == (0, 0)


def test_a_window_alone_sets_the_stride_too_as_everywhere_in_cnnkit():
    assert PoolingLab(window=4).stride == 4
    assert PoolingLab(window=3, stride=1).stride == 1
    assert PoolingLab.preset("detectors", window=1).stride == 1


def test_the_detectors_answer_with_one_to_their_own_angle_and_the_pooled_unit_to_all_three():
    lab = PoolingLab()
    templates = [digit_five(angle) for angle in (-20, 0, 20)]
    for own, angle in enumerate((-20, 0, 20)):
        lab.angle = angle
        expected = [similarity(digit_five(angle), template) for template in templates]
        np.testing.assert_allclose(lab.responses, expected)
        assert lab.responses[own] == max(lab.responses) == pytest.approx(1)


def test_results_are_up_to_date_when_an_observer_hears_of_the_change():
    lab = PoolingLab()
    heard = []
    lab.observe(lambda change: heard.append(lab.output.shape), "window")
    lab.observe(lambda change: heard.append(change.new.tolist()), "output")
    lab.window = 4
    assert heard == [[[8]], (1, 1)]


def test_an_equal_map_is_no_change():
    lab = PoolingLab()
    lab.observe(lambda change: pytest.fail("nothing has changed"))
    lab.image = POOLING_EXAMPLE.astype(int).tolist()
    lab.stride = 2


def test_rounding_is_no_change():
    """A sum in another order differs in the last digit; a reader would not call that changed."""
    row = np.full((1, 8), 0.1)
    row[0, 0] = 0.7
    lab = PoolingLab(row, mode="avg", window=1, stride=1, shift_columns=1, entering=0.7)
    assert lab.changed == (1 / 8, 1 / 8)
    assert PoolingLab(row, mode="gaussian", window=8, stride=1, borders="partial").changed == (0, 0)


@pytest.mark.parametrize("name", ["output", "changed", "responses", "opening", "presets"])
def test_results_cannot_be_assigned(name):
    lab = PoolingLab()
    with pytest.raises(traitlets.TraitError, match="read-only"):
        setattr(lab, name, getattr(lab, name))


def test_the_map_is_a_copy_that_cannot_be_written_in_place():
    mine = np.array([[1.0, 2], [3, 4]])
    lab = PoolingLab(mine)
    mine[0, 0] = 100
    assert lab.output == 4
    with pytest.raises(ValueError, match="read-only"):
        lab.image[0, 0] = 100


# -- what is refused ----------------------------------------------------------------------------

REFUSED = {
    "a stack of maps": (
        {"image": np.zeros((3, 4, 4))},
        r"\(height, width\).*\(3, 4, 4\).*image\[0\]",
    ),
    "a row without an axis": ({"image": [1, 2]}, r"got an array of shape \(2,\).*image\[None\]"),
    "an empty map": ({"image": np.zeros((0, 3))}, "must not be empty"),
    "text": ({"image": [["a", "b"]]}, "integers, floats or booleans, got a list"),
    "uneven rows": ({"image": [[1, 2], [3]]}, "make every row equally long"),
    "complex numbers": ({"image": np.ones((2, 2)) * 1j}, "dtype complex128"),
    "not a number": (
        {"image": [[1, 2], [np.nan, 4]]},
        "finite numbers of size 1e.100 at most, got nan in row 1, column 0",
    ),
    "infinity": ({"image": [[np.inf, 2], [3, 4]]}, "got inf in row 0, column 0.*nan_to_num"),
    "too large a map": ({"image": np.zeros((4, 33))}, r"up to 32.*\(4, 33\).*image\[:32, :32\]"),
    "nothing": ({"image": None}, "image"),
    "an unknown mode": ({"mode": "mean"}, "max.*avg.*not the str 'mean'"),
    "unknown borders": ({"borders": "same"}, "drop.*partial.*centred.*'same'"),
    "no window": ({"window": 0}, "window must be at least 1, got 0"),
    "half a pixel": ({"stride": 1.5}, r"stride must be a whole number, got the float 1.5; use int"),
    "a boolean": ({"window": True}, "window must be a whole number, got the boolean True"),
    "a large window": ({"window": 5}, "a window of 5 is larger.*4 pixels.*at most 4.*'partial'"),
    "an even centred window": ({"borders": "centred"}, "must be odd, got 2.*use 1 or 3"),
    "too far": ({"shift_rows": 9}, "shift_rows must be at most 8, got 9"),
    "too far back": ({"shift_columns": -9}, "shift_columns must be at least -8, got -9"),
    "too large a number": (
        {"image": [[1e200, 0], [0, 0]]},
        r"1e\+100 at most, got 1e\+200 in row 0",
    ),
    "an endless value": ({"entering": float("inf")}, "entering must be a finite number.*got inf"),
    "a window that is not there": ({"selected": (2, 0)}, r"at most \(1, 1\) here, got \(2, 0\)"),
    "a window before the first": ({"selected": (-1, 0)}, "must be at least 0, got -1"),
    "too far turned": ({"angle": 46}, "45"),
    "a tab that is not there": ({"tab": "backprop"}, "pool.*rotation.*'backprop'"),
    "chances below 0": ({"mode": "stochastic", "image": [[1, -1], [0, 2]]}, "at least 0, got -1"),
    "chances that enter below 0": (
        {"mode": "stochastic", "entering": -1, "shift_rows": 1},
        "at least 0, got -1",
    ),
    "cut-off windows of chances": ({"mode": "stochastic", "borders": "partial"}, "borders='drop'"),
}


@pytest.mark.parametrize(("state", "message"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused_with_the_way_out_and_changes_nothing(state, message):
    lab = PoolingLab()
    before = lab.get_state()
    with pytest.raises(traitlets.TraitError, match=f"(?s){message}"):
        assign(lab, state)
    assert lab.get_state() == before
    assert lab.output.tolist() == [[6, 8], [3, 4]]
    if state.get("image", 0) is not None:  # without an image it makes the example
        with pytest.raises(traitlets.TraitError, match=f"(?s){message}"):
            PoolingLab(**state)


def assign(lab, state):
    """Set several traits that may fit only together."""
    with lab.hold_trait_notifications():
        for name, value in state.items():
            setattr(lab, name, value)


def test_a_map_that_the_window_does_not_fit_is_refused():
    lab = PoolingLab(window=4)
    with pytest.raises(traitlets.TraitError, match=r"a window of 4 is larger.*3 pixels"):
        lab.image = np.zeros((3, 8))
    assert lab.image.shape == (4, 4)


def test_several_values_that_fit_only_together_are_set_together():
    lab = PoolingLab()
    assign(lab, {"image": [[1, 2, 3]], "window": 3, "borders": "centred", "selected": (0, 1)})
    assert lab.output.tolist() == [[2, 3]]


def test_the_selection_stays_on_the_pooled_map_when_that_shrinks():
    lab = PoolingLab(selected=(1, 1))
    lab.window = 4
    assert lab.selected == (0, 0)


def test_numpy_numbers_are_welcome():
    lab = PoolingLab(np.ones((4, 4), dtype=np.uint8), window=np.int64(3), shift_rows=np.int8(-1))
    assert (lab.window, lab.stride, lab.shift_rows) == (3, 3, -1)
    json.dumps(lab.get_state(["window", "shift_rows", "image"]))


def test_a_misspelt_trait_is_an_error():
    with pytest.raises(TypeError, match="PoolingLab has no 'widow'; did you mean 'window'"):
        PoolingLab(widow=3)


# -- presets, and what travels to the page ------------------------------------------------------


def test_presets_are_known_by_name():
    with pytest.raises(traitlets.TraitError, match=r"'by hand', 'detectors'.*got 'by foot'"):
        PoolingLab.preset("by foot")


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_opens_on_a_whole_state_and_takes_changes(name):
    lab = PoolingLab.preset(name)
    assert set(PRESETS[name]["state"]) == set(lab.opening)
    assert PoolingLab.preset(name, tab="rotation").tab == "rotation"


def test_presets_tell_the_chapters_numbers():
    assert PoolingLab.preset("overlap").output.shape == (3, 3)
    assert (PoolingLab.preset("overlap").output == 9).sum() == 4
    assert not (PoolingLab.preset("overlap", borders="drop").output == 7).any()
    assert PoolingLab.preset("roll the dice").output[0, 0] == pytest.approx(2.08)
    faded = PoolingLab.preset("average fades")
    assert faded.output.max() < 0.7 < pool.max_pool2d(faded.image, 4).max() == 1
    stroke = PoolingLab.preset("a stroke")
    assert stroke.image.shape == (16, 16)
    # The counter-example to "pooling makes invariant": with small windows the share even grows ...
    assert stroke.changed == (32 / 256, 9 / 64)
    # ... and with wide ones it vanishes.
    assert PoolingLab.preset("a stroke", window=6).changed == (32 / 256, 0)


def test_the_state_travels_as_json_and_comes_back():
    lab = PoolingLab.preset("detectors")
    state = json.loads(json.dumps(lab.get_state([*lab.opening])))
    other = PoolingLab()
    other.set_state(state)
    np.testing.assert_array_equal(other.output, lab.output)
    assert other.selected == (0, 1)


def test_the_opening_state_stays_while_the_lab_changes():
    lab = PoolingLab(window=4)
    lab.window = 1
    assert lab.opening["window"] == 4


def test_where_no_script_runs_the_numbers_stand_in_a_picture():
    stand_in = PoolingLab().stand_in
    assert "input, 4 × 4" in stand_in
    assert "max pooled, 2 × 2" in stand_in
    assert 'aria-label="A map of 4 × 4 values and the 2 × 2 values' in stand_in
    assert stand_in.count("<rect") == 16 + 4
    assert stand_in.count(">6</text>") == 2
    # The picture of a large map joins squares of one colour and leaves the numbers out.
    large = PoolingLab.preset("a stroke").stand_in
    assert "16 × 16" in large
    assert large.count("<rect") < 150
    assert large.count("<text") == 2
    assert len(large) < 12_000
