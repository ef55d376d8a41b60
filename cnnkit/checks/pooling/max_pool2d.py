"""O1: max pooling of one map."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops.pool import max_pool2d

__all__ = ["O1"]


def starts_at_zero(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Your running maximum starts at 0, so a map of negative values pools to 0.

    Start at -inf, or take the window's own maximum.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return seen.max(axis=(2, 3), initial=0)


def stride_is_window(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Your windows lie edge to edge: you step by the window and never use the stride."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::window, ::window]
    return seen.max(axis=(2, 3))


def stride_is_one(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Your window moves on by 1 pixel each time: it has to move on by the stride."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))
    return seen.max(axis=(2, 3))


def window_and_stride_swapped(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Window and stride have changed places.

    The window says how many pixels are compared, the stride how far it moves on.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (stride, stride))[::window, ::window]
    return seen.max(axis=(2, 3))


def square_map(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You count the windows along the height and use the number for the width, too.

    Maps need not be square: count rows with `x.shape[0]` and columns with `x.shape[1]`.
    """
    count = (x.shape[0] - window) // stride + 1
    out = np.zeros((count, count))
    for i in range(count):
        for j in range(count):
            row, column = i * stride, j * stride
            out[i, j] = x[row : row + window, column : column + window].max()
    return out


def window_at_every_start(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Windows that hang over the edge count in your answer: drop them.

    The last start is the last one whose whole window lies on the map.
    """
    rows, columns = range(0, x.shape[0], stride), range(0, x.shape[1], stride)
    return np.array(
        [
            [x[row : row + window, column : column + window].max() for column in columns]
            for row in rows
        ]
    )


def last_window_missed(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You stop one window too early: the last row and column where a window fits count, too.

    `range(0, n - window, stride)` ends before `n - window`; write `n - window + 1`.
    """
    rows = range(0, x.shape[0] - window, stride)
    columns = range(0, x.shape[1] - window, stride)
    out = np.zeros((len(rows), len(columns)))
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            out[i, j] = x[row : row + window, column : column + window].max()
    return out


def window_too_long(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Your windows are one pixel too large.

    The end of a slice does not belong to it: `x[row : row + window]` has `window` rows.
    """
    rows = range(0, x.shape[0] - window + 1, stride)
    columns = range(0, x.shape[1] - window + 1, stride)
    out = np.zeros((len(rows), len(columns)))
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            out[i, j] = x[row : row + window + 1, column : column + window + 1].max()
    return out


def minimum(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """These are the smallest values of the windows; the largest are wanted."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return seen.min(axis=(2, 3))


def magnitude(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You compare absolute values, but -7 is smaller than 2: leave the signs alone."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return np.abs(seen).max(axis=(2, 3))


def last_pixel(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You return the bottom right pixel of each window, whether it is the largest or not.

    Is the maximum overwritten on every turn of a loop?
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return seen[:, :, -1, -1].copy()


def axes_swapped(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Rows and columns have changed places: your result is the transposed one.

    The first index counts rows, downwards.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return seen.max(axis=(2, 3)).T.copy()


def works_in_place(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """The numbers are right, but you write them into the map that was handed to you.

    Whoever called your function still needs it: make an array of your own, with `np.zeros`.
    """
    rows = range(0, x.shape[0] - window + 1, stride)
    columns = range(0, x.shape[1] - window + 1, stride)
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            x[i, j] = x[row : row + window, column : column + window].max()
    return x[: len(rows), : len(columns)].copy()


def reshapes(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Cutting the map into blocks by `reshape` works only where windows lie edge to edge.

    It fails where they overlap, leave gaps, or leave a strip over: go by the stride.
    """
    height, width = x.shape
    blocks = x.reshape(height // window, window, width // window, window)
    return blocks.max(axis=(1, 3))


O1 = Exercise(
    "O1",
    max_pool2d,
    Array(),
    mistakes=(
        starts_at_zero,
        stride_is_window,
        stride_is_one,
        window_and_stride_swapped,
        square_map,
        window_at_every_start,
        last_window_missed,
        window_too_long,
        minimum,
        magnitude,
        last_pixel,
        axes_swapped,
        works_in_place,
        reshapes,
    ),
    telling=(
        Case(mixed(7, 5), 3, 2),
        Case(mixed(5, 8), 2, 3),
        Case(mixed(6, 9), 3, 3),
        Case(-abs(mixed(4, 6)) - 1, 2, 2),
    ),
)
