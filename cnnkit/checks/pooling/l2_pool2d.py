"""O6: the length of each window as a vector."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops.pool import l2_pool2d

__all__ = ["O6"]


def spectral_norm(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You take a matrix norm of the window: `np.linalg.norm(w, 2)` is no sum of squares.

    Leave the 2 out, or flatten the window first.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return np.linalg.norm(seen, ord=2, axis=(2, 3))


def root_forgotten(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """These are the sums of the squares: the square root is missing."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return (seen.astype(float) ** 2).sum(axis=(2, 3))


def squares_in_uint8(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Your squares wrap around: in uint8, 16 * 16 is 0.

    Turn the map into floats before you square.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return np.sqrt((seen * seen).sum(axis=(2, 3)))


def mean_of_squares(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You take the mean of the squares before the root; the sum is wanted."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return np.sqrt((seen.astype(float) ** 2).mean(axis=(2, 3)))


def sum_of_magnitudes(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """These are the sums of the absolute values, as if each square had its own root.

    Square, add up, and take one root at the end.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return np.abs(seen.astype(float)).sum(axis=(2, 3))


def square_of_the_sum(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You add up before you square, so values of opposite sign cancel: square each one first."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return np.sqrt(seen.astype(float).sum(axis=(2, 3)) ** 2)


def negatives_left_out(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Negative values count as 0 in your norm; their squares are positive and belong to it."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return np.sqrt((np.maximum(seen, 0).astype(float) ** 2).sum(axis=(2, 3)))


def whole_numbers(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """The fractions are cut off, because your result has the dtype of the map.

    Make an array of floats for it.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return np.sqrt((seen.astype(float) ** 2).sum(axis=(2, 3))).astype(x.dtype)


def stride_is_window(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Your windows lie edge to edge: you step by the window and never use the stride."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::window, ::window]
    return np.sqrt((seen.astype(float) ** 2).sum(axis=(2, 3)))


def window_at_every_start(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You pool windows that hang over the edge, too: drop those."""
    rows, columns = range(0, x.shape[0], stride), range(0, x.shape[1], stride)
    squares = x.astype(float) ** 2
    return np.array(
        [
            [
                squares[row : row + window, column : column + window].sum() ** 0.5
                for column in columns
            ]
            for row in rows
        ]
    )


def axes_swapped(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Rows and columns have changed places: your result is the transposed one."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return np.sqrt((seen.astype(float) ** 2).sum(axis=(2, 3))).T.copy()


O6 = Exercise(
    "O6",
    l2_pool2d,
    Array(),
    mistakes=(
        spectral_norm,
        root_forgotten,
        squares_in_uint8,
        mean_of_squares,
        sum_of_magnitudes,
        square_of_the_sum,
        negatives_left_out,
        whole_numbers,
        stride_is_window,
        window_at_every_start,
        axes_swapped,
    ),
    telling=(
        Case(mixed(7, 5), 3, 2),
        Case(mixed(5, 8).astype(int), 2, 1),
        Case((mixed(6, 8) + 30).astype(np.uint8), 2, 3),
    ),
)
