"""Both matrices of a convolution: they give its result, and their transposes its gradient."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from cnnkit.errors import ShapeError
from cnnkit.ops import conv
from cnnkit.ops.conv_matrix import col2im, doubly_block_toeplitz, im2col, toeplitz
from tests.arrays import FLOATS, agree, arrays, inner


def has_constant_diagonals(matrix: np.ndarray) -> bool:
    rows, columns = matrix.shape
    return all(np.ptp(matrix.diagonal(place)) == 0 for place in range(1 - rows, columns))


def blocks(matrix: np.ndarray, height: int, width: int) -> np.ndarray:
    """Cut a matrix into blocks: shape (block rows, block columns, height, width)."""
    rows, columns = matrix.shape
    return matrix.reshape(rows // height, height, columns // width, width).swapaxes(1, 2)


# -- by hand ------------------------------------------------------------------------------------


def test_a_kernel_slides_down_the_rows_of_its_matrix():
    assert toeplitz(np.array([1, -1]), 5).tolist() == [
        [1, -1, 0, 0, 0],
        [0, 1, -1, 0, 0],
        [0, 0, 1, -1, 0],
        [0, 0, 0, 1, -1],
    ]
    assert toeplitz(np.array([2, 3, 5]), 3).tolist() == [[2, 3, 5]]
    assert toeplitz(np.array([7]), 2).tolist() == [[7, 0], [0, 7]]


def test_only_shared_weights_make_diagonals_constant():
    shared = toeplitz(np.array([1.0, 2.0]), 4)
    assert has_constant_diagonals(shared)
    unshared = shared * np.array([[1], [2], [3]])  # the same band, a kernel for each row
    assert not has_constant_diagonals(unshared)
    assert has_constant_diagonals((unshared != 0).astype(int))  # the mask still is


def test_two_by_two_on_three_by_three_takes_16_of_36_entries():
    matrix = doubly_block_toeplitz(np.array([[1, 2], [3, 4]]), (3, 3))
    assert matrix.shape == (4, 9)
    assert np.count_nonzero(matrix) == 16
    assert not has_constant_diagonals(matrix)  # the blocks are Toeplitz, the whole is not
    grid = blocks(matrix, 2, 3)
    for row, column in np.ndindex(grid.shape[:2]):
        assert has_constant_diagonals(grid[row, column])
        np.testing.assert_array_equal(
            grid[row, column],
            toeplitz(np.array([[1, 2], [3, 4]])[column - row], 3) if column - row in (0, 1) else 0,
        )


def test_nine_values_are_stored_sixteen_times():
    columns = im2col(np.arange(1, 10).reshape(3, 3), 2)
    assert columns.tolist() == [[1, 2, 4, 5], [2, 3, 5, 6], [4, 5, 7, 8], [5, 6, 8, 9]]
    assert round(columns.size / 9, 2) == 1.78
    assert not has_constant_diagonals(columns)
    grid = blocks(columns, 2, 2)  # Hankel: blocks, and entries in them, repeat along the other way
    np.testing.assert_array_equal(grid[0, 1], grid[1, 0])
    assert all(has_constant_diagonals(block[::-1]) for block in grid.reshape(-1, 2, 2))


def test_windows_are_columns_in_reading_order():
    """A picture that is not square, so that no order can pass for another."""
    columns = im2col(np.arange(8).reshape(2, 4), (2, 1), stride=(1, 2))
    assert columns.tolist() == [[0, 2], [4, 6]]


def test_what_several_windows_see_is_added_up():
    assert col2im(np.array([[1.0, 10.0], [100.0, 1000.0]]), (1, 3), (1, 2)).tolist() == [
        [1, 110, 1000]
    ]
    twice_255 = col2im(np.full((2, 2), 255, np.uint8), (1, 3), (1, 2))
    assert twice_255.tolist() == [[255, 510, 255]]


# -- independent judges, and the convolution itself ------------------------------------------------

sizes = st.tuples(st.integers(1, 6), st.integers(1, 6))


@st.composite
def pictures_and_kernels(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    size, dtype = draw(sizes), draw(st.sampled_from(FLOATS))
    kernel = tuple(draw(st.integers(1, side)) for side in size)
    return draw(arrays(size, dtype)), draw(arrays(kernel, dtype))


@given(drawn=pictures_and_kernels())
def test_the_matrix_convolves_and_its_transpose_carries_back(drawn):
    picture, kernel = drawn
    x, weight = picture[None, None], kernel[None, None]
    matrix = doubly_block_toeplitz(kernel, picture.shape)
    out = conv.conv2d(x, weight)
    agree((matrix @ picture.ravel()).reshape(out.shape), out)
    grad_out = np.random.default_rng(0).standard_normal(out.shape).astype(out.dtype)
    grad_x, _, _ = conv.conv2d_backward(grad_out, x, weight)
    agree((matrix.T @ grad_out.ravel()).reshape(x.shape), grad_x)


@given(drawn=pictures_and_kernels())
def test_on_a_signal_too(drawn):
    signal, kernel = drawn[0].ravel(), drawn[1].ravel()
    matrix = toeplitz(kernel, len(signal))
    agree(matrix @ signal, np.correlate(signal, kernel, mode="valid"))
    assert has_constant_diagonals(matrix)
    assert np.count_nonzero(matrix) == (len(signal) - len(kernel) + 1) * len(kernel)
    np.testing.assert_array_equal(matrix, doubly_block_toeplitz(kernel[None], (1, len(signal))))


@st.composite
def windows(draw: st.DrawFn) -> tuple[np.ndarray, tuple[int, int], tuple[int, int]]:
    """Draw a batch of maps, and the windows to lay out."""
    kernel, stride = draw(sizes), draw(sizes)
    size = tuple(side + draw(st.integers(0, 5)) for side in kernel)
    shape = (draw(st.integers(1, 3)), draw(st.integers(1, 3)), *size)
    return draw(arrays(shape, draw(st.sampled_from(FLOATS)))), kernel, stride


@given(drawn=windows())
def test_columns_are_those_of_pytorch_there_and_back(drawn):
    x, kernel, stride = drawn
    columns = im2col(x, kernel, stride=stride)
    as_in_pytorch = (len(x), -1, columns.shape[-1])  # channels and places in one axis
    unfolded = functional.unfold(torch.tensor(x.copy()), kernel, stride=stride)
    agree(columns.reshape(as_in_pytorch), unfolded)
    back = functional.fold(unfolded, x.shape[2:], kernel, stride=stride)
    agree(col2im(columns, x.shape, kernel, stride=stride), back)


@given(drawn=windows(), filters=st.integers(1, 3))
def test_one_matrix_product_is_a_bank_of_kernels_over_a_batch(drawn, filters):
    x, kernel, stride = drawn
    batch, channels = x.shape[:2]
    rng = np.random.default_rng(0)
    weight = rng.standard_normal((filters, channels, *kernel)).astype(x.dtype)
    out = conv.conv2d(x, weight, stride=stride)
    columns = im2col(x, kernel, stride=stride).reshape(batch, -1, out[0, 0].size)
    wide = np.concatenate(columns, axis=1)  # the whole batch side by side
    product = weight.reshape(filters, -1) @ wide
    agree(product.reshape(filters, batch, *out.shape[2:]).swapaxes(0, 1), out)


@given(drawn=windows())
def test_laying_out_and_adding_back_are_adjoint(drawn):
    x, kernel, stride = drawn
    x = x.astype(np.float64)
    columns = im2col(x, kernel, stride=stride)
    other = np.random.default_rng(0).standard_normal(columns.shape)
    back = col2im(other, x.shape, kernel, stride=stride)
    assert inner(columns, other) == pytest.approx(inner(x, back), rel=1e-10, abs=1e-10)


@given(drawn=windows())
def test_columns_are_copies(drawn):
    x, kernel, stride = drawn
    columns = im2col(x, kernel, stride=stride)
    assert columns.flags.writeable
    assert not np.shares_memory(columns, x)
    assert not np.shares_memory(col2im(columns, x.shape, kernel, stride=stride), columns)


@pytest.mark.parametrize("kernel", [1, 3])
@pytest.mark.parametrize("stride", [1, 2])
def test_a_batch_of_nothing_gives_no_columns(kernel, stride):
    columns = im2col(np.ones((0, 2, 5, 5)), kernel, stride=stride)
    assert columns.shape == (0, *im2col(np.ones((2, 5, 5)), kernel, stride=stride).shape)
    assert col2im(columns, (0, 2, 5, 5), kernel, stride=stride).shape == (0, 2, 5, 5)


# -- errors say what was expected, what came, and the way out -------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: toeplitz(np.ones(4), 3),
            ShapeError,
            "a window of 4 does not fit into 3 pixels (3 and a padding of 0 at each end);\n"
            "use a window of at most 3, or more padding",
        ),
        (
            lambda: toeplitz(np.ones((2, 2)), 3),
            ShapeError,
            "kernel must have the axes (width), got an array of shape (2, 2);\n"
            "pick one map first, for example kernel[0]",
        ),
        (
            lambda: doubly_block_toeplitz(np.ones((1, 4)), (5, 3)),
            ShapeError,
            "a window of 4 does not fit into 3 pixels (3 and a padding of 0 at each end);\n"
            "use a window of at most 3, or more padding",
        ),
        (
            lambda: im2col(np.ones(4), 2),
            ShapeError,
            "x must have the axes (..., height, width), got an array of shape (4,);\n"
            "add the missing axis, for example x[None]",
        ),
        (
            lambda: im2col(np.ones((3, 3)), (2, 4)),
            ShapeError,
            "a window of 4 does not fit into 3 pixels (3 and a padding of 0 at each end);\n"
            "use a window of at most 3, or more padding",
        ),
        (
            lambda: col2im(np.ones((4, 3)), (3, 3), 2),
            ShapeError,
            "columns must have the shape of im2col's result, (4, 4), got (4, 3)",
        ),
        (
            lambda: col2im(np.ones((4, 4)), (3,), 2),
            ShapeError,
            "shape must end in (height, width), got (3,); pass the maps' x.shape",
        ),
    ],
)
def test_bad_input_is_refused_with_a_sentence(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message
