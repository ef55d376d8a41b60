"""Named kernels: by hand, by SciPy, and which way round they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import ndimage, signal

from cnnkit.filters import SOBEL_HORIZONTAL, SOBEL_VERTICAL, gaussian_weights


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
