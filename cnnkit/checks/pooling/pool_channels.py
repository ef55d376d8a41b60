"""O3: every channel pooled on its own."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops.pool import avg_pool2d, max_pool2d
from cnnkit.withhold import withheld

__all__ = ["O3"]


@withheld
def pool_channels(x: np.ndarray, window: int, stride: int, mode: str = "max") -> np.ndarray:
    """Pool every channel separately; the right answer."""
    if mode not in ("max", "avg"):
        raise ValueError(f"mode must be 'max' or 'avg', got {mode!r}")
    return (max_pool2d if mode == "max" else avg_pool2d)(x, window, stride)


def channels_mixed(x: np.ndarray, window: int, stride: int, mode: str = "max") -> np.ndarray:
    """All your channels come out the same: each window looks through all of them.

    Pool `x[0]`, `x[1]` and so on, each on its own.
    """
    if mode not in ("max", "avg"):
        raise ValueError("unknown mode")
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window), axis=(1, 2))
    seen = seen[:, ::stride, ::stride]
    pooled = seen.max(axis=(0, 3, 4)) if mode == "max" else seen.mean(axis=(0, 3, 4))
    return np.stack([pooled] * len(x))


def one_map(x: np.ndarray, window: int, stride: int, mode: str = "max") -> np.ndarray:
    """Your result is a single map for all channels together; there must be one per channel."""
    if mode not in ("max", "avg"):
        raise ValueError("unknown mode")
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window), axis=(1, 2))
    seen = seen[:, ::stride, ::stride]
    return seen.max(axis=(0, 3, 4)) if mode == "max" else seen.mean(axis=(0, 3, 4))


def first_channel_only(x: np.ndarray, window: int, stride: int, mode: str = "max") -> np.ndarray:
    """Only the first channel comes back: does the `return` stand inside the loop?"""
    if mode not in ("max", "avg"):
        raise ValueError("unknown mode")
    seen = np.lib.stride_tricks.sliding_window_view(x[0], (window, window))[::stride, ::stride]
    return seen.max(axis=(2, 3)) if mode == "max" else seen.mean(axis=(2, 3))


def channels_last(x: np.ndarray, window: int, stride: int, mode: str = "max") -> np.ndarray:
    """You pool along the channels, as if they came last.

    The axes of `x` are channels, height, width: pool along the last two.
    """
    if mode not in ("max", "avg"):
        raise ValueError("unknown mode")
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window), axis=(0, 1))
    seen = seen[::stride, ::stride]
    return seen.max(axis=(3, 4)) if mode == "max" else seen.mean(axis=(3, 4))


def stacked_last(x: np.ndarray, window: int, stride: int, mode: str = "max") -> np.ndarray:
    """The numbers are right, but your channels come last; they must stay the first axis."""
    if mode not in ("max", "avg"):
        raise ValueError("unknown mode")
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window), axis=(1, 2))
    seen = seen[:, ::stride, ::stride]
    pooled = seen.max(axis=(3, 4)) if mode == "max" else seen.mean(axis=(3, 4))
    return np.moveaxis(pooled, 0, -1).copy()


def squeezed(x: np.ndarray, window: int, stride: int, mode: str = "max") -> np.ndarray:
    """An axis is lost where its length is 1; a single channel must keep its axis.

    Leave out the `squeeze`.
    """
    if mode not in ("max", "avg"):
        raise ValueError("unknown mode")
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window), axis=(1, 2))
    seen = seen[:, ::stride, ::stride]
    return (seen.max(axis=(3, 4)) if mode == "max" else seen.mean(axis=(3, 4))).squeeze()


def modes_swapped(x: np.ndarray, window: int, stride: int, mode: str = "max") -> np.ndarray:
    """The modes have changed places: 'max' gives averages and 'avg' gives maxima."""
    if mode not in ("max", "avg"):
        raise ValueError("unknown mode")
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window), axis=(1, 2))
    seen = seen[:, ::stride, ::stride]
    return seen.mean(axis=(3, 4)) if mode == "max" else seen.max(axis=(3, 4))


def mode_ignored(x: np.ndarray, window: int, stride: int, mode: str = "max") -> np.ndarray:
    """You take the maximum whatever the mode says."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window), axis=(1, 2))
    return seen[:, ::stride, ::stride].max(axis=(3, 4))


def else_averages(x: np.ndarray, window: int, stride: int, mode: str = "max") -> np.ndarray:
    """A mode that you do not know gets averages: does 'avg' stand behind a bare `else`?

    A typing error such as 'mean' must not pass unnoticed: raise ValueError.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window), axis=(1, 2))
    seen = seen[:, ::stride, ::stride]
    return seen.max(axis=(3, 4)) if mode == "max" else seen.mean(axis=(3, 4))


def else_maximum(x: np.ndarray, window: int, stride: int, mode: str = "max") -> np.ndarray:
    """A mode that you do not know gets maxima.

    A typing error such as 'mean' must not pass unnoticed: raise ValueError.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window), axis=(1, 2))
    seen = seen[:, ::stride, ::stride]
    return seen.mean(axis=(3, 4)) if mode == "avg" else seen.max(axis=(3, 4))


def else_nothing(x: np.ndarray, window: int, stride: int, mode: str = "max") -> np.ndarray | None:
    """For an unknown mode your function returns `None`, perhaps after a `print`.

    Nobody who calls it would notice: raise ValueError.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window), axis=(1, 2))
    seen = seen[:, ::stride, ::stride]
    if mode == "max":
        return seen.max(axis=(3, 4))
    if mode == "avg":
        return seen.mean(axis=(3, 4))
    return None


def key_error(x: np.ndarray, window: int, stride: int, mode: str = "max") -> np.ndarray:
    """An unknown mode ends in a KeyError, as a dict raises it: turn it into a ValueError."""
    summary = {"max": np.max, "avg": np.mean}[mode]
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window), axis=(1, 2))
    return summary(seen[:, ::stride, ::stride], axis=(3, 4))


def stride_is_window(x: np.ndarray, window: int, stride: int, mode: str = "max") -> np.ndarray:
    """Your windows lie edge to edge: does the stride reach the function that pools one map?"""
    if mode not in ("max", "avg"):
        raise ValueError("unknown mode")
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window), axis=(1, 2))
    seen = seen[:, ::window, ::window]
    return seen.max(axis=(3, 4)) if mode == "max" else seen.mean(axis=(3, 4))


O3 = Exercise(
    "O3",
    pool_channels,
    Array(),
    mistakes=(
        channels_mixed,
        one_map,
        first_channel_only,
        channels_last,
        stacked_last,
        squeezed,
        modes_swapped,
        mode_ignored,
        else_averages,
        else_maximum,
        else_nothing,
        key_error,
        stride_is_window,
    ),
    telling=(
        Case(mixed(3, 6, 5), 2, 1, "avg"),
        Case(mixed(4, 5, 7), 3, 2, "max"),
        Case(mixed(1, 4, 6), 2, 2, "avg"),
        Case(mixed(2, 4, 6), 2, 2, "median", raises=True),
    ),
    parts=(Part("values", 3, Array()), Part("unknown mode", 1)),
)
