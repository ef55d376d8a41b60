"""B7: the gradient of a kernel."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops.conv_single import correlate2d
from cnnkit.withhold import withheld

__all__ = ["B7"]


@withheld
def conv_weight_gradient(x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """Slide the deltas over the input; the right answer."""
    return correlate2d(x.astype(float), delta.astype(float))


def delta_flipped(x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """Your deltas are turned by 180 degrees, as in a true convolution; here they stay as they are.

    Deltas that look the same upside down hide the difference.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x.astype(float), delta.shape)
    return np.tensordot(seen, delta[::-1, ::-1], 2)


def result_turned(x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """Your gradient is turned by 180 degrees; the top left weight belongs to the top left place."""
    seen = np.lib.stride_tricks.sliding_window_view(x.astype(float), delta.shape)
    return np.tensordot(seen, delta, 2)[::-1, ::-1].copy()


def input_flipped(x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """Your input is turned by 180 degrees; neither input nor deltas are turned here."""
    seen = np.lib.stride_tricks.sliding_window_view(x[::-1, ::-1].astype(float), delta.shape)
    return np.tensordot(seen, delta, 2)


def mean_over_places(x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """You take the mean over the places; a weight that is used more often counts more: add."""
    seen = np.lib.stride_tricks.sliding_window_view(x.astype(float), delta.shape)
    return np.tensordot(seen, delta, 2) / delta.size


def mean_over_weights(x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """You divide by the number of weights; nothing is divided here."""
    seen = np.lib.stride_tricks.sliding_window_view(x.astype(float), delta.shape)
    out = np.tensordot(seen, delta, 2)
    return out / out.size


def last_place_only(x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """You keep the last place only: add up what all places give, with `+=`."""
    h, w = x.shape[0] - delta.shape[0] + 1, x.shape[1] - delta.shape[1] + 1
    out = np.zeros((h, w))
    for i, j in np.ndindex(*delta.shape):
        out = delta[i, j] * x[i : i + h, j : j + w].astype(float)
    return out


def first_place_only(x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """You return after the first place: add up what all places give.

    Look at the indentation of `return`.
    """
    h, w = x.shape[0] - delta.shape[0] + 1, x.shape[1] - delta.shape[1] + 1
    return delta[0, 0] * x[:h, :w].astype(float)


def delta_forgotten(x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """You add up the inputs alone: multiply each by the delta of its place."""
    return np.lib.stride_tricks.sliding_window_view(x.astype(float), delta.shape).sum(axis=(2, 3))


def input_forgotten(x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """You add up the deltas alone, which is the gradient of a bias: multiply by the inputs."""
    h, w = x.shape[0] - delta.shape[0] + 1, x.shape[1] - delta.shape[1] + 1
    return np.full((h, w), float(delta.sum()))


def summed_apart(x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """You add inputs and deltas up by themselves; multiply each pair first, then add."""
    seen = np.lib.stride_tricks.sliding_window_view(x.astype(float), delta.shape)
    return seen.sum(axis=(2, 3)) * delta.sum()


def matrix_product(x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """You use `@`, which multiplies rows by columns; multiply number by number: use `*`."""
    h, w = x.shape[0] - delta.shape[0] + 1, x.shape[1] - delta.shape[1] + 1
    out = np.zeros((h, w))
    for i, j in np.ndindex(h, w):
        window = x[i : i + delta.shape[0], j : j + delta.shape[1]].astype(float)
        out[i, j] = (window @ delta).sum()
    return out


def delta_transposed(x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """Your deltas have changed rows and columns: leave them as they are."""
    seen = np.lib.stride_tricks.sliding_window_view(x.astype(float), delta.T.shape)
    return np.tensordot(seen, delta.T, 2)


def transposed(x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """Rows and columns have changed places: your result is the transposed one."""
    seen = np.lib.stride_tricks.sliding_window_view(x.astype(float), delta.shape)
    return np.tensordot(seen, delta, 2).T.copy()


def square_delta(x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """You take the height of the deltas for their width, too: unpack both from `delta.shape`."""
    side = delta.shape[0]
    h, w = x.shape[0] - side + 1, x.shape[1] - side + 1
    out = np.zeros((h, w))
    for i, j in np.ndindex(h, w):
        out[i, j] = (x[i : i + side, j : j + side].astype(float) * delta).sum()
    return out


def square_kernel(x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """Your result is always square; its height and its width each have a formula of their own."""
    side = x.shape[0] - delta.shape[0] + 1
    out = np.zeros((side, side))
    for i, j in np.ndindex(side, side):
        window = x[i : i + delta.shape[0], j : j + delta.shape[1]].astype(float)
        out[i, j] = (window * delta).sum()
    return out


def same_size(x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """Your result is as large as the input: the deltas may not hang over the edge."""
    (height, width), (rows, columns) = x.shape, delta.shape
    padded = np.zeros((height + rows - 1, width + columns - 1))
    top, left = (rows - 1) // 2, (columns - 1) // 2
    padded[top : top + height, left : left + width] = x
    seen = np.lib.stride_tricks.sliding_window_view(padded, delta.shape)
    return np.tensordot(seen, delta, 2)


def everywhere(x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """You let the deltas hang over the edge all round; count the places where they lie inside."""
    (height, width), (rows, columns) = x.shape, delta.shape
    padded = np.zeros((height + 2 * rows - 2, width + 2 * columns - 2))
    padded[rows - 1 : rows - 1 + height, columns - 1 : columns - 1 + width] = x
    seen = np.lib.stride_tricks.sliding_window_view(padded, delta.shape)
    return np.tensordot(seen, delta, 2)


def one_row_missed(x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """Your result lacks its last row and its last column: add 1 to the sizes."""
    seen = np.lib.stride_tricks.sliding_window_view(x.astype(float), delta.shape)
    return np.tensordot(seen, delta, 2)[:-1, :-1].copy()


def descends(x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """All your signs are turned round: the minus belongs to the step, not to the gradient."""
    seen = np.lib.stride_tricks.sliding_window_view(x.astype(float), delta.shape)
    return -np.tensordot(seen, delta, 2)


def keeps_type(x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """Your sums have the dtype of the input: fractions get lost, and `uint8` wraps around.

    Make an array of floats.
    """
    seen = np.lib.stride_tricks.sliding_window_view(x, delta.shape).astype(float)
    sums = np.tensordot(seen, delta, 2)
    return sums.astype(int).astype(x.dtype) if x.dtype.kind in "iu" else sums


def a_list(x: np.ndarray, delta: np.ndarray) -> list:
    """The numbers are right, but they come as a list; wrap it in `np.array(...)`."""
    seen = np.lib.stride_tricks.sliding_window_view(x.astype(float), delta.shape)
    return np.tensordot(seen, delta, 2).tolist()


B7 = Exercise(
    "B7",
    conv_weight_gradient,
    Array(),
    mistakes=(
        delta_flipped,
        result_turned,
        input_flipped,
        mean_over_places,
        mean_over_weights,
        last_place_only,
        first_place_only,
        delta_forgotten,
        input_forgotten,
        summed_apart,
        matrix_product,
        delta_transposed,
        transposed,
        square_delta,
        square_kernel,
        same_size,
        everywhere,
        one_row_missed,
        descends,
        keeps_type,
        a_list,
    ),
    telling=(
        Case(mixed(6, 7), mixed(4, 3)),
        Case(mixed(6, 6), mixed(3, 3)),
        Case(mixed(4, 5).astype(int), mixed(2, 3) / 4),
    ),
    parts=(Part("square maps", 2, Array()), Part("other shapes, whole numbers", 1, Array())),
)
