"""Kernels in turns: counted by hand, compared with a plain loop, and shared until they convolve."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnkit.errors import ShapeError
from cnnkit.ops.conv_single import correlate2d
from cnnkit.ops.local import local1d, local2d, tiled1d, tiled2d
from tests.arrays import FLOATS, WHOLE, agree, arrays

# -- by hand ------------------------------------------------------------------------------------


def test_every_place_has_a_kernel_of_its_own():
    kernels = np.array([[1.0, 0], [0, 1], [10, 100]])
    assert local1d(np.array([1.0, 2, 3, 4]), kernels).tolist() == [1, 3, 30 + 400]


def test_two_kernels_take_turns():
    kernels = np.array([[1.0, 0], [0, 10]])
    assert tiled1d(np.arange(1.0, 6), kernels).tolist() == [1, 30, 3, 50]


def test_in_two_dimensions_kernels_take_turns_along_both_axes():
    """Kernels of one pixel, so that they are seen themselves; rows and columns differ."""
    kernels = np.array([[1.0, 2, 3], [4, 5, 6]]).reshape(2, 3, 1, 1)
    assert tiled2d(np.ones((3, 4)), kernels).tolist() == [[1, 2, 3, 1], [4, 5, 6, 4], [1, 2, 3, 1]]


def test_what_sharing_saves():
    """Five by five on 32x32: 19,600 weights without sharing, 100 in two by two tiles, 25 shared."""
    picture = np.random.default_rng(0).standard_normal((32, 32))
    for tiles, weights in [((28, 28), 19_600), ((2, 2), 100), ((1, 1), 25)]:
        kernels = np.ones((*tiles, 5, 5))
        assert kernels.size == weights
        agree(tiled2d(picture, kernels), correlate2d(picture, np.ones((5, 5))))


# -- independent judges, and sharing --------------------------------------------------------------


@st.composite
def pictures_and_kernels(
    draw: st.DrawFn, dtypes: tuple[type, ...] = FLOATS
) -> tuple[np.ndarray, np.ndarray]:
    """Draw a picture, and kernels to take in turns: fewer than places, as many, or more."""
    kernel = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    size = tuple(side + draw(st.integers(0, 5)) for side in kernel)
    tiles = draw(st.tuples(st.integers(1, 7), st.integers(1, 7)))
    dtype = draw(st.sampled_from(dtypes))
    return draw(arrays(size, dtype)), draw(arrays((*tiles, *kernel), dtype))


def by_loop(picture: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """Visit the places one after the other, each with the kernel whose turn it is."""
    down, across, height, width = kernels.shape
    out = np.empty((picture.shape[0] - height + 1, picture.shape[1] - width + 1))
    for row, column in np.ndindex(*out.shape):
        window = picture[row : row + height, column : column + width]
        out[row, column] = np.vdot(
            window.astype(float), kernels[row % down, column % across].astype(float)
        )
    return out


@given(drawn=pictures_and_kernels(FLOATS + WHOLE))
def test_maps_are_those_of_a_plain_loop(drawn):
    picture, kernels = drawn
    dtype = picture.dtype if picture.dtype.kind == "f" else np.float64
    agree(tiled2d(picture, kernels), by_loop(picture, kernels).astype(dtype))


@given(drawn=pictures_and_kernels())
def test_one_shared_kernel_is_a_convolution(drawn):
    picture, kernels = drawn
    expected = correlate2d(picture, kernels[0, 0])
    agree(tiled2d(picture, kernels[:1, :1]), expected)
    everywhere = np.broadcast_to(kernels[0, 0], (*expected.shape, *kernels.shape[2:]))
    agree(local2d(picture, everywhere), expected)


@given(drawn=pictures_and_kernels())
def test_a_signal_is_a_picture_of_one_row(drawn):
    picture, kernels = drawn
    signal, kernels = picture.ravel(), kernels[0, :, 0]
    expected = tiled2d(signal[None], kernels[None, :, None])[0]
    agree(tiled1d(signal, kernels), expected)
    agree(local1d(signal, kernels[np.arange(len(expected)) % len(kernels)]), expected)


@given(drawn=pictures_and_kernels(FLOATS))
def test_results_are_new_arrays_of_the_same_dtype(drawn):
    """The drawn arrays are read-only, so that a function that writes to them fails anywhere."""
    picture, kernels = drawn
    out = tiled2d(picture, kernels)
    assert out.dtype == picture.dtype
    assert not np.shares_memory(out, picture)
    assert not np.shares_memory(out, kernels)


def test_sums_of_bytes_do_not_wrap_around():
    bytes_ = np.full((2, 2), 200, np.uint8)
    assert local2d(bytes_, bytes_[None, None]).tolist() == [[4 * 40_000]]
    assert local1d(bytes_[0], bytes_[:1]).tolist() == [2 * 40_000]


# -- equivariance, and where it ends --------------------------------------------------------------


@given(signal=arrays((12,)), kernels=st.integers(2, 4).flatmap(lambda t: arrays((t, 3))))
def test_tiles_move_along_with_shifts_by_all_of_them_only(signal, kernels):
    turns = len(kernels)
    out = tiled1d(signal, kernels)
    agree(tiled1d(signal[turns:], kernels), out[turns:])
    assert np.abs(tiled1d(signal[1:], kernels) - out[1:]).max() > 1e-3


def test_by_how_much_a_shift_by_one_misses():
    kernels = np.array([[1.0], [10.0]])
    signal = np.array([1.0, 2, 3, 4])
    assert tiled1d(signal, kernels).tolist() == [1, 20, 3, 40]
    assert tiled1d(signal[1:], kernels).tolist() == [2, 30, 4]  # and not 20, 3, 40
    assert tiled1d(signal[2:], kernels).tolist() == [3, 40]


# -- errors say what was expected, what came, and the way out -------------------------------------


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: local1d(np.ones(4), np.ones((2, 2))),
            "3 outputs need 3 kernels, got 2;\nuse tiled1d to take fewer kernels in turns",
        ),
        (
            lambda: local2d(np.ones((4, 5)), np.ones((3, 3, 2, 2))),
            "3x4 outputs need as many kernels, got 3x3;\n"
            "use tiled2d to take fewer kernels in turns",
        ),
        (
            lambda: tiled1d(np.ones(2), np.ones((1, 3))),
            "a window of 3 does not fit into 2 pixels (2 and a padding of 0 at each end);\n"
            "use a window of at most 2, or more padding",
        ),
        (
            lambda: tiled2d(np.ones((2, 2)), np.ones((2, 2))),
            "kernels must have the axes (kernel_rows, kernel_columns, kernel_height, "
            "kernel_width), got an array of shape (2, 2);\n"
            "add the missing axis, for example kernels[None]",
        ),
        (
            lambda: tiled1d(np.ones(4), np.ones((0, 2))),
            "kernels must not be empty, got an array of shape (0, 2);\n"
            "check the slice that made it",
        ),
    ],
    ids=["1-D", "2-D", "too large", "axes", "no kernel"],
)
def test_bad_input_is_refused_with_a_sentence(call, message):
    with pytest.raises(ShapeError) as caught:
        call()
    assert str(caught.value) == message
