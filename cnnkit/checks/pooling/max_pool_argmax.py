"""O8: where each maximum comes from."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops.pool import max_pool2d_indices

__all__ = ["O8"]


def index_inside_window(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """These places are counted inside each window; count them in the whole map.

    Add the window's corner first: `row * width + column`, with row and column on the map.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return seen.reshape(*seen.shape[:2], -1).argmax(axis=2)


def height_for_width(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You count `row * height + column`, but a row of the map has `width` pixels."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    row, column = np.divmod(seen.reshape(*seen.shape[:2], -1).argmax(axis=2), window)
    row += stride * np.arange(row.shape[0])[:, None]
    column += stride * np.arange(column.shape[1])
    return row * x.shape[0] + column


def column_by_column(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You count down the columns; row-major order goes along the rows: `row * width + column`."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    row, column = np.divmod(seen.reshape(*seen.shape[:2], -1).argmax(axis=2), window)
    row += stride * np.arange(row.shape[0])[:, None]
    column += stride * np.arange(column.shape[1])
    return column * x.shape[0] + row


def last_of_equals(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Of equal maxima you take the last; the first in row-major order is wanted.

    In a loop, replace the best only if the new value is larger: `>` instead of `>=`.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    backwards = seen.reshape(*seen.shape[:2], -1)[:, :, ::-1]
    row, column = np.divmod(window**2 - 1 - backwards.argmax(axis=2), window)
    row += stride * np.arange(row.shape[0])[:, None]
    column += stride * np.arange(column.shape[1])
    return row * x.shape[1] + column


def first_down_the_columns(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Of equal maxima you take the one in the leftmost column.

    Row-major order looks through the first row before the second.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    turned = seen.swapaxes(2, 3).reshape(*seen.shape[:2], -1)
    column, row = np.divmod(turned.argmax(axis=2), window)
    row += stride * np.arange(row.shape[0])[:, None]
    column += stride * np.arange(column.shape[1])
    return row * x.shape[1] + column


def magnitude(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You look for the largest absolute value, but -7 is smaller than 2: leave the signs alone."""
    seen = np.lib.stride_tricks.sliding_window_view(abs(x), (window, window))[::stride, ::stride]
    row, column = np.divmod(seen.reshape(*seen.shape[:2], -1).argmax(axis=2), window)
    row += stride * np.arange(row.shape[0])[:, None]
    column += stride * np.arange(column.shape[1])
    return row * x.shape[1] + column


def starts_at_zero(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Your best value starts at 0, so nothing wins in a window of negative values.

    Start at -inf, or use `argmax`.
    """
    rows = range(0, x.shape[0] - window + 1, stride)
    columns = range(0, x.shape[1] - window + 1, stride)
    out = np.zeros((len(rows), len(columns)), dtype=int)
    for i, top in enumerate(rows):
        for j, left in enumerate(columns):
            best = 0
            for row in range(top, top + window):
                for column in range(left, left + window):
                    if x[row, column] > best:
                        best = x[row, column]
                        out[i, j] = row * x.shape[1] + column
    return out


def anywhere_on_the_map(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You look for the maximum's value in the whole map, and find an equal one elsewhere.

    Look inside the window only.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    best = seen.max(axis=(2, 3))
    return np.array([[np.flatnonzero(x == value)[0] for value in row] for row in best])


def one_based(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """All your indices are 1 too large: NumPy counts from 0."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    row, column = np.divmod(seen.reshape(*seen.shape[:2], -1).argmax(axis=2), window)
    row += stride * np.arange(row.shape[0])[:, None]
    column += stride * np.arange(column.shape[1])
    return row * x.shape[1] + column + 1


def corners_by_window(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You place window number `i` at `i * window`; it starts at `i * stride`."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    row, column = np.divmod(seen.reshape(*seen.shape[:2], -1).argmax(axis=2), window)
    row += window * np.arange(row.shape[0])[:, None]
    column += window * np.arange(column.shape[1])
    return row * x.shape[1] + column


def values(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """These are the maxima themselves; their places are wanted: `argmax` instead of `max`."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return seen.max(axis=(2, 3))


def rows_and_columns(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You return a row and a column for every window; make one number: `row * width + column`."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    row, column = np.divmod(seen.reshape(*seen.shape[:2], -1).argmax(axis=2), window)
    row += stride * np.arange(row.shape[0])[:, None]
    column += stride * np.arange(column.shape[1])
    return np.stack([row, column], axis=2)


def floats(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """The indices are right, but they are floats, and `x.flat[5.0]` is an error.

    Make the array with `dtype=int`.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    row, column = np.divmod(seen.reshape(*seen.shape[:2], -1).argmax(axis=2), window)
    row += stride * np.arange(row.shape[0])[:, None]
    column += stride * np.arange(column.shape[1])
    return (row * x.shape[1] + column).astype(float)


O8 = Exercise(
    "O8",
    max_pool2d_indices,
    Array(kind="whole"),
    name="max_pool_argmax",
    mistakes=(
        index_inside_window,
        height_for_width,
        column_by_column,
        last_of_equals,
        first_down_the_columns,
        magnitude,
        starts_at_zero,
        anywhere_on_the_map,
        one_based,
        corners_by_window,
        values,
        rows_and_columns,
        floats,
    ),
    telling=(
        Case(mixed(7, 5), 3, 2),
        Case(np.array([[2.0, 7, 7], [7, 1, 0], [2, 7, 2], [7, 2, 2]]), 2, 1),
        Case(-1 - abs(mixed(4, 6)), 2, 3),
    ),
)
