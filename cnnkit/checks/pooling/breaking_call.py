"""The bonus: one call that exposes as many buggy max poolings as possible."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnkit.checks.hunt import Hunt
from cnnkit.checks.returns import WHOLE, described
from cnnkit.ops.pool import max_pool2d

__all__ = ["BREAKING_CALL"]

_PIXELS = 64


def starts_at_zero(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """The running maximum starts at 0."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return seen.max(axis=(2, 3), initial=0)


def steps_by_window(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """The windows lie edge to edge, whatever the stride says."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::window, ::window]
    return seen.max(axis=(2, 3))


def counts_rows_only(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """The number of rows of the result is taken for its number of columns, too."""
    count = (x.shape[0] - window) // stride + 1
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return seen[:, :count].max(axis=(2, 3))


def hangs_over(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """A strip that is left over at the bottom gets a window of its own, cut off."""
    rows = -(-(x.shape[0] - window) // stride) + 1
    columns = (x.shape[1] - window) // stride + 1
    out = np.zeros((rows, columns), dtype=x.dtype)
    for i in range(rows):
        for j in range(columns):
            row, column = min(i * stride, x.shape[0] - 1), j * stride
            out[i, j] = x[row : row + window, column : column + window].max()
    return out


def stops_early(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """The last column of windows is missed where it ends exactly at the edge."""
    columns = len(range(0, x.shape[1] - window, stride))
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return seen[:, :columns].max(axis=(2, 3))


def largest_magnitude(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Each window gives the value farthest from 0, with its sign."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    seen = seen.reshape(*seen.shape[:2], -1)
    farthest = np.abs(seen.astype(float)).argmax(axis=2)[:, :, None]
    return np.take_along_axis(seen, farthest, axis=2)[:, :, 0]


def last_pixel(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Each window gives its bottom right pixel."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return seen[:, :, -1, -1].copy()


def whole_numbers_only(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """The result is stored in an array of integers."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::stride, ::stride]
    return seen.max(axis=(2, 3)).astype(int)


def plain_loop(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Compare one value after the other: right, wherever the values can be compared."""
    rows = range(0, x.shape[0] - window + 1, stride)
    columns = range(0, x.shape[1] - window + 1, stride)
    out = np.zeros((len(rows), len(columns)), dtype=x.dtype)
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            best = x[row, column]
            for value in x[row : row + window, column : column + window].flat:
                if value > best:
                    best = value
            out[i, j] = best
    return out


def refusal(call: Any) -> str | None:
    """Say why this is no call of max pooling, or return None."""
    if type(call) is not tuple or len(call) != 3:
        return f"a tuple (map, window, stride) is expected, yours is {described(call)}"
    x, window, stride = call
    if type(x) is not np.ndarray or x.ndim != 2 or x.dtype.kind not in "iuf":
        return "the map must be a NumPy array of numbers with two axes"
    if x.size > _PIXELS:
        return f"the map has {x.size} values; {_PIXELS} are allowed"
    if type(window) not in WHOLE or type(stride) not in WHOLE or window < 1 or stride < 1:
        return "window and stride must be whole numbers of at least 1"
    if window > min(x.shape):
        return f"a window of {window} does not fit into a map of {x.shape[0]}x{x.shape[1]}"
    return None


BREAKING_CALL = Hunt(
    "breaking_call",
    right=(max_pool2d, plain_loop),
    bugs=(
        starts_at_zero,
        steps_by_window,
        counts_rows_only,
        hangs_over,
        stops_early,
        largest_magnitude,
        last_pixel,
        whole_numbers_only,
    ),
    refusal=refusal,
)
