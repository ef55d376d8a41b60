"""O2: average pooling of one map."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops.pool import avg_pool2d

__all__ = ["O2"]


def whole_division(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """The fractions are gone: `//` divides whole numbers and forgets the rest; use `/`."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return seen.sum(axis=(2, 3)) // window**2


def result_keeps_integers(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """The fractions are cut off, because your result has the dtype of the map.

    An array made with `dtype=x.dtype` or `np.zeros_like` keeps whole numbers only.
    Make one of floats.
    """
    rows = (x.shape[0] - window) // stride + 1
    columns = (x.shape[1] - window) // stride + 1
    out = np.zeros((rows, columns), dtype=x.dtype)
    for i in range(rows):
        for j in range(columns):
            row, column = i * stride, j * stride
            out[i, j] = x[row : row + window, column : column + window].mean()
    return out


def sums_in_uint8(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Your sum wraps around: uint8 goes back to 0 after 255.

    Turn the map into floats before you add.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return seen.sum(axis=(2, 3), dtype=x.dtype) / window**2


def sum_not_divided(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """These are the sums of the windows: divide by how many values there are."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return seen.sum(axis=(2, 3), dtype=float)


def divided_by_one_side(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You divide by `window`, but a window has `window * window` values."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return seen.sum(axis=(2, 3), dtype=float) / window


def divided_by_four(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You always divide by 4; that is right for 2x2 windows only."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return seen.sum(axis=(2, 3), dtype=float) / 4


def divided_by_stride(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You divide by `stride * stride`, but how many values there are is up to the window."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return seen.sum(axis=(2, 3), dtype=float) / stride**2


def whole_rows(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Each of your averages runs over whole rows of the map.

    Slice both axes: `x[row : row + window, column : column + window]`.
    """
    rows = (x.shape[0] - window) // stride + 1
    columns = (x.shape[1] - window) // stride + 1
    out = np.zeros((rows, columns))
    for i in range(rows):
        out[i, :] = x[i * stride : i * stride + window].mean()
    return out


def still_the_maximum(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """These are the largest values of the windows; the averages are wanted."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return seen.max(axis=(2, 3))


def stride_is_window(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Your windows lie edge to edge: you step by the window and never use the stride."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::window, ::window]
    return seen.mean(axis=(2, 3))


def window_at_every_start(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You average windows that hang over the edge, too: drop those."""
    rows, columns = range(0, x.shape[0], stride), range(0, x.shape[1], stride)
    return np.array(
        [
            [x[row : row + window, column : column + window].mean() for column in columns]
            for row in rows
        ]
    )


def square_map(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You count the windows along the height and use the number for the width, too.

    Maps need not be square: count rows with `x.shape[0]` and columns with `x.shape[1]`.
    """
    count = (x.shape[0] - window) // stride + 1
    out = np.zeros((count, count))
    for i in range(count):
        for j in range(count):
            row, column = i * stride, j * stride
            out[i, j] = x[row : row + window, column : column + window].sum() / window**2
    return out


def rounds(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You round the averages: keep the fractions."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return seen.mean(axis=(2, 3)).round()


O2 = Exercise(
    "O2",
    avg_pool2d,
    Array(),
    mistakes=(
        whole_division,
        result_keeps_integers,
        sums_in_uint8,
        sum_not_divided,
        divided_by_one_side,
        divided_by_four,
        divided_by_stride,
        whole_rows,
        still_the_maximum,
        stride_is_window,
        window_at_every_start,
        square_map,
        rounds,
    ),
    telling=(
        Case(mixed(7, 5), 3, 2),
        Case(mixed(5, 8).astype(int), 3, 1),
        Case((mixed(6, 9) + 246).astype(np.uint8), 2, 3),
    ),
)
