"""The kernel workshop as Python sees it: what it takes, what it refuses, what it gives back."""

import json

import numpy as np
import pytest
import traitlets
from scipy import ndimage, signal

from cnnkit import filters
from cnnkit.widgets.kernel_workshop import PRESETS, KernelWorkshop

RAMP = np.add.outer(10 * np.arange(5), 40 * np.arange(6))

# -- results ------------------------------------------------------------------------------------


def test_it_opens_on_the_temple_and_its_vertical_edges():
    workshop = KernelWorkshop()
    assert (workshop.picture, workshop.input.shape, workshop.output.shape) == (
        "temple",
        (80, 80),
        (78, 78),
    )
    np.testing.assert_array_equal(
        workshop.output, ndimage.sobel(workshop.input, axis=1)[1:-1, 1:-1]
    )
    assert workshop.output[workshop.selected] == -663
    assert workshop.output.min() < 0 < workshop.output.max()


@pytest.mark.parametrize("mode", ["cross-correlation", "convolution"])
@pytest.mark.parametrize("size", [3, 5])
def test_the_output_is_scipys_divided_and_moved_by_the_bias(mode, size):
    weights = np.random.default_rng(0).normal(size=(size, size))
    workshop = KernelWorkshop(RAMP, weights=weights, divisor=-4, bias=7, mode=mode)
    theirs = signal.correlate2d if mode == "cross-correlation" else signal.convolve2d
    np.testing.assert_allclose(workshop.output, theirs(RAMP, weights, "valid") / -4 + 7)


def test_clipped_is_the_share_outside_0_to_255_and_rounding_is_not_outside():
    image = [[0, 100, 250], [0, 100, 250], [0, 100, 250]]
    assert KernelWorkshop(image, weights=filters.IDENTITY).clipped == 0
    for bias, share in ((155, 0), (156, 1), (-100, 0), (-101, 1)):
        assert KernelWorkshop(image, weights=filters.IDENTITY, bias=bias).clipped == share
    white = np.full((3, 3), 255)
    assert KernelWorkshop(white, weights=np.full((3, 3), 0.1), divisor=0.9).clipped == 0


def test_results_are_up_to_date_when_an_observer_hears_of_the_change():
    workshop = KernelWorkshop(RAMP, weights=filters.IDENTITY)
    heard = []
    workshop.observe(lambda change: heard.append(workshop.output[0, 0]), "bias")
    workshop.observe(lambda change: heard.append(change.new[0, 0]), "output")
    workshop.bias = 3
    assert set(heard) == {53}
    assert len(heard) == 2


def test_an_image_that_is_passed_is_the_one_to_look_at_and_stays_at_hand():
    workshop = KernelWorkshop(weights=filters.IDENTITY)
    workshop.image = RAMP
    assert workshop.picture == "own"
    np.testing.assert_array_equal(workshop.output, RAMP[1:-1, 1:-1])
    workshop.picture = "flower"
    assert workshop.output.shape == (78, 78)
    workshop.picture = "own"
    np.testing.assert_array_equal(workshop.input, RAMP)


def test_the_image_is_a_copy_that_cannot_be_written_in_place():
    mine = RAMP.copy()
    workshop = KernelWorkshop(mine, weights=filters.IDENTITY)
    mine[:] = 0
    assert workshop.output[0, 0] == 50
    with pytest.raises(ValueError, match="read-only"):
        workshop.image[0, 0] = 1


@pytest.mark.parametrize("name", ["input", "output", "clipped", "opening", "presets", "pictures"])
def test_results_cannot_be_assigned(name):
    workshop = KernelWorkshop()
    with pytest.raises(traitlets.TraitError, match="read-only"):
        setattr(workshop, name, getattr(workshop, name))


def test_the_selection_stays_on_the_output_when_that_shrinks():
    workshop = KernelWorkshop(selected=(77, 77))
    workshop.picture = "dot"
    assert workshop.selected == (4, 4)


# -- what is refused ----------------------------------------------------------------------------

REFUSED = {
    "colours": ({"image": np.zeros((3, 8, 8))}, r"\(height, width\).*\(3, 8, 8\).*image\[0\]"),
    "too large a picture": ({"image": np.zeros((129, 9))}, r"up to 128.*\(129, 9\)"),
    "too small a picture": ({"image": np.zeros((2, 9))}, "kernel of 3 × 3.*picture of 2 × 9"),
    "black and white from 0 to 1": (
        {"image": np.eye(4)},
        "grey levels from 0 to 255, got values from 0 to 1, which all look black.*255 . image",
    ),
    "signed values": ({"image": RAMP - 100.0}, "from 0 to 255, got values from -100 to 140"),
    "brighter than white": ({"image": RAMP + 200}, "from 0 to 255, got values from 200 to 440"),
    "not a number": ({"image": np.full((3, 3), np.nan)}, "image must hold finite numbers"),
    "no picture of one's own": ({"picture": "own"}, r"missing.*KernelWorkshop\(image\)"),
    "an unknown picture": ({"picture": "moon"}, "temple.*flower.*'moon'"),
    "even weights": (
        {"weights": np.ones((4, 4))},
        r"3 x 3 or 5 x 5, got the shape \(4, 4\).*zeros",
    ),
    "oblong weights": ({"weights": np.ones((3, 5))}, r"3 x 3 or 5 x 5, got the shape \(3, 5\)"),
    "a row of weights": ({"weights": [1, 2, 1]}, r"got an array of shape \(3,\)"),
    "huge weights": ({"weights": np.full((3, 3), -2e6)}, "1e.06 at most, got -2e.06.*divisor"),
    "nothing to divide by": ({"divisor": 0}, "divisor must not be 0.*use 1"),
    "too small a divisor": ({"divisor": -1e-9}, "smaller than 1e-06, got -1e-09"),
    "an endless divisor": ({"divisor": float("inf")}, "divisor must be a number.*got inf"),
    "no bias": ({"bias": float("nan")}, "bias must be a number.*got nan"),
    "an unknown mode": ({"mode": "same"}, "cross-correlation.*convolution.*'same'"),
    "an unknown view": ({"view": "grey"}, "signed.*clipped.*'grey'"),
    "a pixel that is not there": ({"selected": (78, 0)}, r"at most \(77, 77\) here, got \(78, 0\)"),
    "a pixel before the first": ({"selected": (-1, 0)}, "must be at least 0, got -1"),
}


@pytest.mark.parametrize(("state", "message"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused_with_the_way_out_and_changes_nothing(state, message):
    workshop = KernelWorkshop()
    before, output = workshop.get_state(), workshop.output
    [(name, value)] = state.items()
    with pytest.raises(traitlets.TraitError, match=f"(?s){message}"):
        setattr(workshop, name, value)
    assert workshop.get_state() == before
    np.testing.assert_array_equal(workshop.output, output)
    with pytest.raises(traitlets.TraitError, match=f"(?s){message}"):
        KernelWorkshop(**state)


def test_a_picture_that_wide_weights_do_not_fit_is_refused():
    workshop = KernelWorkshop.preset("wide blur")
    with pytest.raises(traitlets.TraitError, match="5 × 5 does not fit into a picture of 4 × 9"):
        workshop.image = np.zeros((4, 9))
    assert workshop.picture == "temple"


def test_an_all_black_picture_is_a_picture():
    assert not KernelWorkshop(np.zeros((3, 3))).output.any()


def test_a_misspelt_trait_is_an_error():
    with pytest.raises(TypeError, match="KernelWorkshop has no 'weight'; did you mean 'weights'"):
        KernelWorkshop(weight=3)


# -- presets, and what travels to the page ------------------------------------------------------


def test_presets_are_known_by_name():
    with pytest.raises(traitlets.TraitError, match=r"'identity', 'box blur'.*got 'blur'"):
        KernelWorkshop.preset("blur")


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_has_whole_weights_and_its_kernel_is_that_of_filters(name):
    workshop = KernelWorkshop.preset(name)
    kernel = workshop.weights / workshop.divisor
    constants = [getattr(filters, constant) for constant in filters.__all__]
    kernels = [*filters.GALLERY.values(), *(c for c in constants if isinstance(c, np.ndarray))]
    same = [other.shape == kernel.shape and np.allclose(other, kernel) for other in kernels]
    assert any(same) != (name == "one bright pixel")
    if name != "brighten":
        np.testing.assert_array_equal(workshop.weights, workshop.weights.round())
    assert not np.signbit(workshop.weights[workshop.weights == 0]).any()
    assert KernelWorkshop.preset(name, view="signed", bias=1).bias == 1


def test_the_gallery_is_among_the_presets():
    assert set(filters.GALLERY) <= set(PRESETS)
    for name, kernel in filters.GALLERY.items():
        workshop = KernelWorkshop.preset(name)
        np.testing.assert_allclose(workshop.weights / workshop.divisor, kernel)


def test_presets_keep_what_they_say():
    drawing = KernelWorkshop.preset("diagonals", picture="drawing")
    around_the_square = np.abs(drawing.output[:18, :18]) > 0
    assert around_the_square.sum() == 4 * 4  # of its corners, and of nothing else
    dot = KernelWorkshop.preset("one bright pixel")
    np.testing.assert_array_equal(dot.output[1:4, 1:4], np.arange(9.0, 0, -1).reshape(3, 3))
    dot.mode = "convolution"
    np.testing.assert_array_equal(dot.output[1:4, 1:4], np.arange(1.0, 10).reshape(3, 3))
    sharp, bell = KernelWorkshop.preset("sharpen"), KernelWorkshop.preset("sharpen the bell")
    assert 0 < bell.clipped < sharp.clipped
    assert KernelWorkshop.preset("brighten").clipped > 0.3
    level = KernelWorkshop.preset("vertical edges", image=np.tile(RAMP[:, :1], 6))
    assert not level.output.any()


def test_embossing_is_lit_from_the_other_side_by_convolution():
    step = np.zeros((9, 9))
    step[4:, 4:] = 200  # its bright side is at the bottom right
    lit = KernelWorkshop.preset("emboss", image=step)
    assert lit.output[2, 2] > 0
    lit.mode = "convolution"
    assert lit.output[2, 2] < 0


def test_the_state_travels_as_json_and_comes_back():
    workshop = KernelWorkshop.preset("wide blur", image=RAMP, mode="convolution", selected=(0, 1))
    state = json.loads(json.dumps(workshop.get_state([*workshop.opening, "image"])))
    other = KernelWorkshop()
    other.set_state(state)
    np.testing.assert_array_equal(other.output, workshop.output)
    assert (other.picture, other.selected) == ("own", (0, 1))


def test_the_opening_state_stays_while_the_workshop_changes():
    workshop = KernelWorkshop(bias=4)
    workshop.bias = 1
    assert workshop.opening["bias"] == 4
    assert "image" not in workshop.opening


def test_where_no_script_runs_the_pictures_and_the_weights_stand_there():
    stand_in = KernelWorkshop(mode="convolution").stand_in
    assert stand_in.count("<img ") == 2
    assert 'alt="A grey picture of 80 × 80 pixels"' in stand_in
    assert 'alt="The 78 × 78 pixels that the kernel makes of it by convolution"' in stand_in
    assert "The weights, row by row: -1, 0, 1, -2, 0, 2, -1, 0, 1." in stand_in
    assert len(stand_in) < 20_000
    assert "image/png" in KernelWorkshop.preset("sharpen").stand_in
