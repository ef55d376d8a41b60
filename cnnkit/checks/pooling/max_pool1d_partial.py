"""O4: one-dimensional max pooling that leaves nothing out at the end."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops.pool import max_pool1d
from cnnkit.withhold import withheld

__all__ = ["O4"]


@withheld
def max_pool1d_partial(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Pool the whole row, with a short last window if need be; the right answer."""
    return max_pool1d(x, window, stride, borders="partial")


def tail_dropped(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """The end of the row is lost: you stop where no whole window fits any more.

    Here a last, shorter window covers what is left.
    """
    return np.array([x[i : i + window].max() for i in range(0, len(x) - window + 1, stride)])


def window_at_every_start(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You start a window at every multiple of the stride, even after one has reached the end.

    Stop with the first window that reaches the end of `x`.
    """
    return np.array([x[i : i + window].max() for i in range(0, len(x), stride)])


def one_too_many(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You always add one more window at the end, even where the whole windows reach it exactly."""
    starts = range(0, len(x) - window + stride + 1, stride)
    return np.array([x[i : i + window].max() for i in starts if i < len(x)])


def padded_with_zeros(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You fill the last window up with zeros, and 0 beats every negative value.

    Let the last window be shorter, or fill it up with -inf.
    """
    count = max(0, -(-(len(x) - window) // stride)) + 1
    filled = np.zeros((count - 1) * stride + window, dtype=x.dtype)
    filled[: len(x)] = x
    return np.array([filled[i * stride : i * stride + window].max() for i in range(count)])


def starts_at_zero(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Your running maximum starts at 0 in every window, so negative values pool to 0.

    Start at -inf, or take the window's own maximum.
    """
    count = max(0, -(-(len(x) - window) // stride)) + 1
    return np.array([x[i * stride : i * stride + window].max(initial=0) for i in range(count)])


def last_window_moved_back(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You move the last window back until it is full; it keeps its start and is shorter."""
    count = max(0, -(-(len(x) - window) // stride)) + 1
    starts = [max(0, min(i * stride, len(x) - window)) for i in range(count)]
    return np.array([x[start : start + window].max() for start in starts])


def nothing_for_short_rows(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """A row that is shorter than the window gets no window at all; it must get one, a short one."""
    if len(x) < window:
        return np.array([])
    starts = range(0, len(x) - window + stride, stride)
    return np.array([x[i : i + window].max() for i in starts])


def stride_is_window(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Your windows lie edge to edge: you step by the window and never use the stride."""
    count = max(0, -(-(len(x) - window) // window)) + 1
    return np.array([x[i * window : i * window + window].max() for i in range(count)])


def stride_is_one(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Your window moves on by 1 each time: it has to move on by the stride."""
    count = max(0, len(x) - window) + 1
    return np.array([x[i : i + window].max() for i in range(count)])


def window_too_long(x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Your windows are one value too long.

    The end of a slice does not belong to it: `x[start : start + window]` has `window` values.
    """
    count = max(0, -(-(len(x) - window) // stride)) + 1
    return np.array([x[i * stride : i * stride + window + 1].max() for i in range(count)])


O4 = Exercise(
    "O4",
    max_pool1d_partial,
    Array(),
    mistakes=(
        tail_dropped,
        window_at_every_start,
        one_too_many,
        padded_with_zeros,
        starts_at_zero,
        last_window_moved_back,
        nothing_for_short_rows,
        stride_is_window,
        stride_is_one,
        window_too_long,
    ),
    telling=(
        Case(np.array([4.0, 9, 3, 1, 2, 0, 5, 1]), 4, 2),
        Case(np.array([1.0, 2, 3, 9, 0, 8, 7, 4]), 3, 2),
        Case(-1 - np.arange(9.0), 5, 2),
        Case(mixed(3) - 20, 5, 2),
    ),
)
