"""O7: stochastic pooling at test time."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops.pool import stochastic_pool2d_mean

__all__ = ["O7"]


def nan_for_empty(x: np.ndarray, window: int) -> np.ndarray:
    """A window of zeros gives NaN, because you divide 0 by 0: its result is 0."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::window, ::window]
    seen = seen.astype(float)
    with np.errstate(invalid="ignore"):
        return (seen**2).sum(axis=(2, 3)) / seen.sum(axis=(2, 3))


def softmax(x: np.ndarray, window: int) -> np.ndarray:
    """Your probabilities are those of a softmax.

    Here they are in proportion to the activations themselves: divide each by the window's sum.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::window, ::window]
    seen = seen.astype(float)
    weights = np.exp(seen - seen.max(axis=(2, 3), keepdims=True))
    return (weights * seen).sum(axis=(2, 3)) / weights.sum(axis=(2, 3))


def probabilities_of_the_map(x: np.ndarray, window: int) -> np.ndarray:
    """Your probabilities add up to 1 over the whole map; they have to do so in every window."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::window, ::window]
    seen = seen.astype(float)
    return (seen**2).sum(axis=(2, 3)) / max(x.sum(), 1e-12)


def plain_mean(x: np.ndarray, window: int) -> np.ndarray:
    """These are plain averages, as if every value had the same probability.

    Larger activations are picked more often and count for more.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::window, ::window]
    seen = seen.astype(float)
    return seen.mean(axis=(2, 3))


def mean_of_active(x: np.ndarray, window: int) -> np.ndarray:
    """You average the values above 0, each with the same weight.

    Weight each one by its share of the window's sum.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::window, ::window]
    seen = seen.astype(float)
    return seen.sum(axis=(2, 3)) / np.maximum((seen > 0).sum(axis=(2, 3)), 1)


def most_probable(x: np.ndarray, window: int) -> np.ndarray:
    """These are the largest, most probable values; the mean over all picks is wanted."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::window, ::window]
    seen = seen.astype(float)
    return seen.max(axis=(2, 3))


def not_normalised(x: np.ndarray, window: int) -> np.ndarray:
    """You weight each value by itself, but never divide by the window's sum.

    Probabilities add up to 1.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::window, ::window]
    seen = seen.astype(float)
    return (seen**2).sum(axis=(2, 3))


def averaged_twice(x: np.ndarray, window: int) -> np.ndarray:
    """You divide by the number of values once more.

    The probabilities are the weights already: add up `p * x`, do not average it.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::window, ::window]
    seen = seen.astype(float)
    total = np.maximum(seen.sum(axis=(2, 3)), 1e-12)
    return (seen**2).mean(axis=(2, 3)) / total


def large_epsilon(x: np.ndarray, window: int) -> np.ndarray:
    """All your values are a little too small: what you add to the sum against `0 / 0` shows.

    Divide only where the sum is above 0.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::window, ::window]
    seen = seen.astype(float)
    return (seen**2).sum(axis=(2, 3)) / (seen.sum(axis=(2, 3)) + 1e-3)


def strip_not_dropped(x: np.ndarray, window: int) -> np.ndarray:
    """Your blocks come from a `reshape`, which fails where a strip is left over.

    Cut the map first, to `height // window * window` rows, and its columns likewise.
    """
    height, width = x.shape
    blocks = x.reshape(height // window, window, width // window, window).astype(float)
    total = np.maximum(blocks.sum(axis=(1, 3)), 1e-12)
    return (blocks**2).sum(axis=(1, 3)) / total


def short_windows(x: np.ndarray, window: int) -> np.ndarray:
    """Windows that hang over the edge count in your answer: drop them."""
    rows, columns = range(0, x.shape[0], window), range(0, x.shape[1], window)
    out = np.zeros((len(rows), len(columns)))
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            seen = x[row : row + window, column : column + window].astype(float)
            out[i, j] = (seen**2).sum() / max(seen.sum(), 1e-12)
    return out


def squares_in_uint8(x: np.ndarray, window: int) -> np.ndarray:
    """Your squares wrap around: in uint8, 16 * 16 is 0.

    Turn the map into floats before you multiply.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, (window, window))[::window, ::window]
    total = np.maximum(seen.sum(axis=(2, 3)), 1e-12)
    return (seen * seen).sum(axis=(2, 3)) / total


O7 = Exercise(
    "O7",
    stochastic_pool2d_mean,
    Array(),
    name="stochastic_pool_mean",
    mistakes=(
        nan_for_empty,
        softmax,
        probabilities_of_the_map,
        plain_mean,
        mean_of_active,
        most_probable,
        not_normalised,
        averaged_twice,
        large_epsilon,
        strip_not_dropped,
        short_windows,
        squares_in_uint8,
    ),
    telling=(
        Case(np.maximum(mixed(7, 5), 0), 2),
        Case(abs(mixed(6, 4)), 2),
        Case(np.zeros((2, 4)), 2),
        Case((mixed(2, 6) + 246).astype(np.uint8), 2),
    ),
)
