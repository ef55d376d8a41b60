"""Convolution as a matrix product, in its two ways.

*The weights become the matrix*: each row holds the kernel where it lies on the flattened input.
In one dimension all diagonals are constant (Toeplitz); in two, blocks of such matrices are
themselves arranged along diagonals (doubly block Toeplitz).
Its transpose carries gradients back, which is all that backward is.

*The input becomes the matrix*: each column holds one window (im2col).
Values are stored once for every window that sees them.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnnkit.errors import ShapeError, require_array, require_pair, require_same_shape, require_whole
from cnnkit.ops._floats import as_floats
from cnnkit.shapes import output_size
from cnnkit.withhold import withheld

__all__ = ["col2im", "doubly_block_toeplitz", "im2col", "toeplitz"]


@withheld
def toeplitz(kernel: np.ndarray, size: int) -> np.ndarray:
    """Build the matrix T for which ``T @ signal`` slides the kernel over a signal of this size.

    Parameters
    ----------
    kernel : ndarray of shape (m,)
        Not flipped: T @ signal is the cross-correlation, at valid positions.
    size : int
        Values in the signal, at least m.

    Returns
    -------
    ndarray of shape (size - m + 1, size)
        Every diagonal is constant.

    Raises
    ------
    ShapeError
        If the kernel is longer than the signal.

    Examples
    --------
    >>> toeplitz(np.array([1.0, -1.0]), 4)
    array([[ 1., -1.,  0.,  0.],
           [ 0.,  1., -1.,  0.],
           [ 0.,  0.,  1., -1.]])
    """
    kernel = require_array(kernel, "kernel", "width")
    rows = output_size(require_whole(size, "size"), len(kernel))
    matrix = np.zeros((rows, size), dtype=kernel.dtype)
    for place, value in enumerate(kernel):
        matrix[np.arange(rows), np.arange(rows) + place] = value
    return matrix


@withheld
def doubly_block_toeplitz(kernel: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Build the matrix for which ``T @ picture.ravel()`` slides the kernel over a picture.

    Parameters
    ----------
    kernel : ndarray of shape (kernel_height, kernel_width)
    size : (int, int)
        Height and width of the picture.

    Returns
    -------
    ndarray of shape (out_height * out_width, height * width)

    Examples
    --------
    >>> doubly_block_toeplitz(np.array([[1, 2], [3, 4]]), (3, 3))
    array([[1, 2, 0, 3, 4, 0, 0, 0, 0],
           [0, 1, 2, 0, 3, 4, 0, 0, 0],
           [0, 0, 0, 1, 2, 0, 3, 4, 0],
           [0, 0, 0, 0, 1, 2, 0, 3, 4]])
    """
    kernel = require_array(kernel, "kernel", "kernel_height, kernel_width")
    height, width = require_pair(size, "size")
    rows = output_size(height, len(kernel))
    bands = [toeplitz(row, width) for row in kernel]
    out_width = len(bands[0])
    blocks = np.zeros((rows, out_width, height, width), dtype=kernel.dtype)
    for row in range(rows):
        for place, band in enumerate(bands):
            blocks[row, :, row + place] = band
    return blocks.reshape(rows * out_width, height * width)


@withheld
def im2col(
    x: np.ndarray, kernel: int | tuple[int, int], *, stride: int | tuple[int, int] = 1
) -> np.ndarray:
    """Lay every window out as a column.

    Parameters
    ----------
    x : ndarray of shape (..., height, width)
        Maps; channels and batch may stand before them.
    kernel, stride : int or (int, int)
        Pixels, vertical and horizontal.

    Returns
    -------
    ndarray of shape (..., kernel_height * kernel_width, out_height * out_width)
        A copy; windows and the values in them in reading order.

    Examples
    --------
    >>> im2col(np.arange(1, 10).reshape(3, 3), 2)
    array([[1, 2, 4, 5],
           [2, 3, 5, 6],
           [4, 5, 7, 8],
           [5, 6, 8, 9]])
    """
    x = require_array(x, "x", "height, width", leading=True)
    kernel, stride = require_pair(kernel, "kernel"), require_pair(stride, "stride")
    for size, side in zip(x.shape[-2:], kernel, strict=True):
        output_size(size, side)
    windows = sliding_window_view(x, kernel, axis=(-2, -1))[..., :: stride[0], :: stride[1], :, :]
    in_order = np.moveaxis(windows, (-2, -1), (-4, -3))  # places first, windows last
    rows, columns = windows.shape[-4:-2]
    return in_order.reshape(*x.shape[:-2], kernel[0] * kernel[1], rows * columns).copy()


@withheld
def col2im(
    columns: np.ndarray,
    shape: tuple[int, ...],
    kernel: int | tuple[int, int],
    *,
    stride: int | tuple[int, int] = 1,
) -> np.ndarray:
    """Add every column back onto the window it came from: the adjoint of `im2col`.

    It is not the inverse: a value that several windows see is added up as often.

    Parameters
    ----------
    columns : ndarray of shape (..., kernel_height * kernel_width, out_height * out_width)
    shape : tuple of int
        Shape of the maps, (..., height, width).
    kernel, stride : int or (int, int)
        As in `im2col`.

    Returns
    -------
    ndarray of shape `shape`
        float32 and float64 keep their dtype; integers give float64.

    Examples
    --------
    >>> col2im(im2col(np.ones((3, 3)), 2), (3, 3), 2)
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    columns = require_array(columns, "columns", "places, windows", leading=True)
    kernel, stride = require_pair(kernel, "kernel"), require_pair(stride, "stride")
    if len(shape) < 2:
        raise ShapeError(f"shape must end in (height, width), got {shape}; pass the maps' x.shape")
    rows, cols = (
        output_size(size, side, step)
        for size, side, step in zip(shape[-2:], kernel, stride, strict=True)
    )
    expected = (*shape[:-2], kernel[0] * kernel[1], rows * cols)
    require_same_shape(columns, expected, "columns", "the shape of im2col's result")
    columns = as_floats(columns)[0].reshape(*shape[:-2], *kernel, rows, cols)
    x = np.zeros(shape, dtype=columns.dtype)
    for row, column in np.ndindex(*kernel):
        down = slice(row, row + stride[0] * (rows - 1) + 1, stride[0])
        across = slice(column, column + stride[1] * (cols - 1) + 1, stride[1])
        x[..., down, across] += columns[..., row, column, :, :]
    return x
