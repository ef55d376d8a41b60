"""Named kernels: by hand, by SciPy, and which way round they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import ndimage, signal

from cnnkit import filters
from cnnkit.filters import (
    BELL,
    CURVE_DETECTOR,
    CURVE_PATCH,
    DIAGONALS,
    EMBOSS,
    GALLERY,
    IDENTITY,
    LAPLACIAN,
    OTHER_PATCH,
    OUTLINE,
    SHARPEN,
    SOBEL_HORIZONTAL,
    SOBEL_VERTICAL,
    gaussian_weights,
    half_turn,
)

# -- the gallery --------------------------------------------------------------------------------


def test_the_gallery_is_that_of_the_slides():
    printed = {
        "identity": ([[0, 0, 0], [0, 1, 0], [0, 0, 0]], 1),
        "diagonals": ([[1, 0, -1], [0, 0, 0], [-1, 0, 1]], 1),
        "Laplacian": ([[0, 1, 0], [1, -4, 1], [0, 1, 0]], 1),
        "outline": ([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]], 1),
        "sharpen": ([[0, -1, 0], [-1, 5, -1], [0, -1, 0]], 1),
        "box blur": ([[1, 1, 1], [1, 1, 1], [1, 1, 1]], 9),
        "Gaussian blur": ([[1, 2, 1], [2, 4, 2], [1, 2, 1]], 16),
    }
    assert list(GALLERY) == list(printed)
    for name, (weights, divisor) in printed.items():
        np.testing.assert_array_equal(divisor * GALLERY[name], weights, err_msg=name)
    sums = [kernel.sum() for kernel in GALLERY.values()]
    np.testing.assert_allclose(sums, [1, 0, 0, 0, 1, 1, 1])


@pytest.mark.parametrize("name", GALLERY)
def test_half_a_turn_changes_nothing_in_the_gallery(name):
    np.testing.assert_array_equal(half_turn(GALLERY[name]), GALLERY[name])


def test_half_a_turn_changes_the_signs_of_sobels_kernels_and_makes_another_of_emboss():
    for kernel in (SOBEL_VERTICAL, SOBEL_HORIZONTAL):
        np.testing.assert_array_equal(half_turn(kernel), -kernel)
    assert not np.array_equal(half_turn(EMBOSS), EMBOSS)
    assert not np.array_equal(half_turn(EMBOSS), -EMBOSS)


def test_half_a_turn_is_of_the_last_two_axes():
    bank = np.arange(24.0).reshape(2, 2, 2, 3)
    np.testing.assert_array_equal(half_turn(bank), np.rot90(bank, 2, axes=(-2, -1)))


def test_the_laplacian_is_scipys_and_outline_adds_the_diagonals():
    picture = np.random.default_rng(0).random((7, 8))
    np.testing.assert_allclose(
        ndimage.correlate(picture, LAPLACIAN), ndimage.laplace(picture), atol=1e-12
    )
    average_of_eight = (picture[:3, :3].sum() - picture[1, 1]) / 8
    assert np.vdot(OUTLINE, picture[:3, :3]) == pytest.approx(
        8 * (picture[1, 1] - average_of_eight)
    )


def test_the_first_edge_kernel_is_blind_to_straight_edges_and_sees_corners():
    step = np.array([[0.0, 0, 0, 9, 9, 9]] * 6)
    corner = np.minimum(step, step.T)
    slanted = 9.0 * np.tri(6)
    assert not signal.correlate(step, DIAGONALS, "valid").any()
    assert not signal.correlate(step.T, DIAGONALS, "valid").any()
    assert signal.correlate(corner, DIAGONALS, "valid").max() == 9
    assert signal.correlate(slanted, DIAGONALS, "valid").any()


def test_diagonals_is_a_difference_of_a_difference_and_positive_where_its_docstring_says():
    np.testing.assert_array_equal(DIAGONALS, np.outer([1, 0, -1], [1, 0, -1]))
    assert np.vdot(DIAGONALS, [[9, 0, 0], [0, 0, 0], [0, 0, 9]]) == 18


def test_the_bell_is_that_of_the_slides_and_the_identity_less_a_third_of_the_laplacian():
    np.testing.assert_array_equal(9 * BELL, [[0, -3, 0], [-3, 21, -3], [0, -3, 0]])
    np.testing.assert_allclose(BELL, IDENTITY - LAPLACIAN / 3)
    assert BELL.sum() == pytest.approx(1)
    # what it makes of grey levels from 0 to 255, at most
    extremes = [255 * np.minimum(BELL, 0).sum(), 255 * np.maximum(BELL, 0).sum()]
    np.testing.assert_allclose(extremes, [-340, 595])
    np.testing.assert_array_equal(SHARPEN, IDENTITY - LAPLACIAN)


def test_emboss_is_brighter_where_brightness_rises_to_the_bottom_right():
    rising = np.add.outer([0.0, 1, 2], [0.0, 1, 2])
    assert np.vdot(EMBOSS, rising) > rising[1, 1] > np.vdot(EMBOSS, rising[::-1, ::-1])
    assert EMBOSS.sum() == 1


def test_the_wide_blur_is_the_narrow_one_twice():
    twice = signal.convolve2d(filters.GAUSSIAN_BLUR, filters.GAUSSIAN_BLUR)
    np.testing.assert_allclose(filters.GAUSSIAN_BLUR_WIDE, twice)


def test_the_curve_detector_answers_to_its_patch_and_more_to_white_paper():
    assert np.vdot(CURVE_DETECTOR, CURVE_PATCH) == 6600
    assert np.vdot(CURVE_DETECTOR, OTHER_PATCH) == 0
    assert np.vdot(CURVE_DETECTOR, np.full((7, 7), 255)) == 45_900


# -- Sobel --------------------------------------------------------------------------------------


def test_sobel_kernels_are_those_of_the_books():
    assert SOBEL_VERTICAL.tolist() == [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    assert SOBEL_HORIZONTAL.tolist() == [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]


def test_sobel_kernels_agree_with_scipy_in_sign_and_direction():
    picture = np.random.default_rng(0).random((7, 8))
    for kernel, axis in ((SOBEL_VERTICAL, 1), (SOBEL_HORIZONTAL, 0)):
        np.testing.assert_allclose(
            ndimage.correlate(picture, kernel), ndimage.sobel(picture, axis=axis), atol=1e-12
        )


def test_sobel_kernels_answer_to_a_rise_and_not_across_it():
    brighter_to_the_right = np.tile([0.0, 1.0, 2.0], (3, 1))
    assert np.vdot(SOBEL_VERTICAL, brighter_to_the_right) == 8
    assert np.vdot(SOBEL_HORIZONTAL, brighter_to_the_right) == 0
    assert np.vdot(SOBEL_HORIZONTAL, brighter_to_the_right.T) == 8


# -- Gaussian weights ---------------------------------------------------------------------------


@given(window=st.integers(1, 30), sigma=st.floats(0.3, 100))
def test_weights_are_scipys_gaussian_window_scaled_to_one(window, sigma):
    theirs = signal.windows.gaussian(window, sigma)
    np.testing.assert_allclose(gaussian_weights(window, sigma), theirs / theirs.sum(), atol=1e-15)


@given(window=st.integers(1, 60), sigma=st.none() | st.floats(1e-3, 1e6))
@example(window=4, sigma=1e-3)
def test_weights_add_up_to_one_are_symmetric_and_fall_off(window, sigma):
    """Also for a sigma so small that each weight would round to 0 by itself."""
    weights = gaussian_weights(window, sigma)
    assert weights.sum() == pytest.approx(1)
    np.testing.assert_array_equal(weights, weights[::-1])
    assert (np.diff(weights[: (window + 1) // 2]) >= 0).all()


def test_the_window_ends_two_standard_deviations_from_its_middle():
    np.testing.assert_array_equal(gaussian_weights(8), gaussian_weights(8, 2.0))


@pytest.mark.parametrize("sigma", [0, -1.5, np.nan])
def test_a_sigma_that_is_not_positive_is_refused(sigma):
    with pytest.raises(ValueError, match="sigma must be a positive number of pixels, got "):
        gaussian_weights(3, sigma)


def test_a_window_is_a_whole_number_of_pixels():
    with pytest.raises(TypeError, match=r"window must be a whole number, got the float 2\.5"):
        gaussian_weights(2.5)
