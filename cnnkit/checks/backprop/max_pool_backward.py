"""B6: back through a maximum."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops.pool import max_pool2d_backward
from cnnkit.withhold import withheld

__all__ = ["B6"]


@withheld
def max_pool_backward(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Send every gradient to the first maximum of its window; the right answer."""
    return max_pool2d_backward(grad_out.astype(float), x, window, stride)


def all_tied_pixels_win(
    grad_out: np.ndarray, x: np.ndarray, window: int, stride: int
) -> np.ndarray:
    """Of equal maxima each one gets the whole gradient with you; only the first may have it.

    Otherwise the window hands on more than it received.
    """
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        part = (slice(i * stride, i * stride + window), slice(j * stride, j * stride + window))
        out[part] += grad_out[i, j] * (x[part] == x[part].max())
    return out


def tied_pixels_share(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Equal maxima share the gradient with you; here the first in row-major order has it all."""
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        part = (slice(i * stride, i * stride + window), slice(j * stride, j * stride + window))
        won = x[part] == x[part].max()
        out[part] += grad_out[i, j] * won / won.sum()
    return out


def last_of_equals(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Of equal maxima you take the last; the first in row-major order is wanted.

    In a loop, replace the best only if the new value is larger: `>` instead of `>=`.
    """
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        seen = x[i * stride : i * stride + window, j * stride : j * stride + window]
        row, column = divmod(window**2 - 1 - seen.ravel()[::-1].argmax(), window)
        out[i * stride + row, j * stride + column] += grad_out[i, j]
    return out


def first_down_the_columns(
    grad_out: np.ndarray, x: np.ndarray, window: int, stride: int
) -> np.ndarray:
    """Of equal maxima you take the one in the leftmost column.

    Row-major order looks through the first row before the second.
    """
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        seen = x[i * stride : i * stride + window, j * stride : j * stride + window]
        column, row = divmod(seen.T.argmax(), window)
        out[i * stride + row, j * stride + column] += grad_out[i, j]
    return out


def overwritten(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """A pixel that wins several windows keeps one gradient only with you: add them all up.

    Write `+=` in a loop. With arrays of places `out[rows, columns] += grad_out` adds just once
    for each place; `np.add.at` adds every time.
    """
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        seen = x[i * stride : i * stride + window, j * stride : j * stride + window]
        row, column = divmod(seen.argmax(), window)
        out[i * stride + row, j * stride + column] = grad_out[i, j]
    return out


def first_window_only(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """A pixel that wins several windows keeps the gradient of the first: add the others, too."""
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        seen = x[i * stride : i * stride + window, j * stride : j * stride + window]
        row, column = divmod(seen.argmax(), window)
        if out[i * stride + row, j * stride + column] == 0:
            out[i * stride + row, j * stride + column] = grad_out[i, j]
    return out


def mean_of_windows(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """A pixel that wins several windows gets their mean with you; it gets the sum."""
    out, times = np.zeros(x.shape), np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        seen = x[i * stride : i * stride + window, j * stride : j * stride + window]
        row, column = divmod(seen.argmax(), window)
        out[i * stride + row, j * stride + column] += grad_out[i, j]
        times[i * stride + row, j * stride + column] += 1
    return out / np.maximum(times, 1)


def spread_evenly(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You spread each gradient over its window, as an average does; the winner takes it all."""
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        part = (slice(i * stride, i * stride + window), slice(j * stride, j * stride + window))
        out[part] += grad_out[i, j] / window**2
    return out


def everybody_gets_it(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """All pixels of a window get its gradient with you; the one with the maximum gets it alone."""
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        part = (slice(i * stride, i * stride + window), slice(j * stride, j * stride + window))
        out[part] += grad_out[i, j]
    return out


def top_left_wins(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You always send the gradient to the top left pixel; look in `x` for the maximum."""
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        out[i * stride, j * stride] += grad_out[i, j]
    return out


def edge_to_edge(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You place window number `i` at `i * window`; it starts at `i * stride`."""
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        top, left = i * window, j * window
        seen = x[top : top + window, left : left + window]
        if seen.size:
            row, column = np.unravel_index(seen.argmax(), seen.shape)
            out[top + row, left + column] += grad_out[i, j]
    return out


def place_inside_the_window(
    grad_out: np.ndarray, x: np.ndarray, window: int, stride: int
) -> np.ndarray:
    """You count the winner's place inside its window, and write it on the map without the corner.

    Add `i * stride` to the row and `j * stride` to the column.
    """
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        seen = x[i * stride : i * stride + window, j * stride : j * stride + window]
        row, column = divmod(seen.argmax(), window)
        out[row, column] += grad_out[i, j]
    return out


def anywhere_on_the_map(
    grad_out: np.ndarray, x: np.ndarray, window: int, stride: int
) -> np.ndarray:
    """You look for the maximum's value on the whole map, and find an equal one elsewhere.

    Look inside the window only.
    """
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        seen = x[i * stride : i * stride + window, j * stride : j * stride + window]
        row, column = np.argwhere(x == seen.max())[0]
        out[row, column] += grad_out[i, j]
    return out


def height_for_width(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Your flat indices use the map's height; a row has as many pixels as the map has columns."""
    out = np.zeros(x.size)
    for i, j in np.ndindex(*grad_out.shape):
        seen = x[i * stride : i * stride + window, j * stride : j * stride + window]
        row, column = divmod(seen.argmax(), window)
        out[(i * stride + row) * x.shape[0] + j * stride + column] += grad_out[i, j]
    return out.reshape(x.shape)


def rows_and_columns_swapped(
    grad_out: np.ndarray, x: np.ndarray, window: int, stride: int
) -> np.ndarray:
    """Inside the window, rows and columns have changed places: `divmod` gives the row first."""
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        seen = x[i * stride : i * stride + window, j * stride : j * stride + window]
        column, row = divmod(seen.argmax(), window)
        out[i * stride + row, j * stride + column] += grad_out[i, j]
    return out


def magnitude(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You look for the largest absolute value, but -7 is smaller than 2: leave the signs alone."""
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        seen = np.abs(x[i * stride : i * stride + window, j * stride : j * stride + window])
        row, column = divmod(seen.argmax(), window)
        out[i * stride + row, j * stride + column] += grad_out[i, j]
    return out


def starts_at_zero(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Your best value starts at 0, so nothing wins in a window of negative values.

    Start at -inf, or use `argmax`.
    """
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        best, place = 0, None
        for row in range(i * stride, i * stride + window):
            for column in range(j * stride, j * stride + window):
                if x[row, column] > best:
                    best, place = x[row, column], (row, column)
        if place is not None:
            out[place] += grad_out[i, j]
    return out


def minimum(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You send the gradient to the smallest value of the window; the largest one won."""
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        seen = x[i * stride : i * stride + window, j * stride : j * stride + window]
        row, column = divmod(seen.argmin(), window)
        out[i * stride + row, j * stride + column] += grad_out[i, j]
    return out


def values_sent_back(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You send the maxima back; the gradients go there."""
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        seen = x[i * stride : i * stride + window, j * stride : j * stride + window]
        row, column = divmod(seen.argmax(), window)
        out[i * stride + row, j * stride + column] += seen.max()
    return out


def times_the_value(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You multiply the gradient by the maximum; it goes to the winner as it is."""
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        seen = x[i * stride : i * stride + window, j * stride : j * stride + window]
        row, column = divmod(seen.argmax(), window)
        out[i * stride + row, j * stride + column] += grad_out[i, j] * seen.max()
    return out


def marks_the_winners(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You count how often each pixel won; multiply each win by its window's gradient."""
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        seen = x[i * stride : i * stride + window, j * stride : j * stride + window]
        row, column = divmod(seen.argmax(), window)
        out[i * stride + row, j * stride + column] += 1
    return out


def negatives_dropped(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Negative gradients get lost with you; they are sent back like all others."""
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        seen = x[i * stride : i * stride + window, j * stride : j * stride + window]
        row, column = divmod(seen.argmax(), window)
        out[i * stride + row, j * stride + column] += max(grad_out[i, j], 0)
    return out


def type_of_the_map(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Your result has the dtype of `x`, and a map of whole numbers drops the fractions.

    `np.zeros_like(x)` does that; write `np.zeros(x.shape)`.
    """
    out = np.zeros_like(x)
    for i, j in np.ndindex(*grad_out.shape):
        seen = x[i * stride : i * stride + window, j * stride : j * stride + window]
        row, column = divmod(seen.argmax(), window)
        with np.errstate(all="ignore"):
            sent = np.asarray(grad_out[i, j]).astype(x.dtype)
        out[i * stride + row, j * stride + column] += sent
    return out


def writes_on_the_map(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """You write the gradients into `x` itself, and later windows take them for pixels.

    Start from an array of zeros.
    """
    for i, j in np.ndindex(*grad_out.shape):
        part = x[i * stride : i * stride + window, j * stride : j * stride + window]
        place = np.unravel_index(part.argmax(), part.shape)
        part[...] = 0
        part[place] = grad_out[i, j]
    return x


def a_list(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> list:
    """The numbers are right, but they come as a list; wrap it in `np.array(...)`."""
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        seen = x[i * stride : i * stride + window, j * stride : j * stride + window]
        row, column = divmod(seen.argmax(), window)
        out[i * stride + row, j * stride + column] += grad_out[i, j]
    return out.tolist()


B6 = Exercise(
    "B6",
    max_pool_backward,
    Array(),
    mistakes=(
        all_tied_pixels_win,
        tied_pixels_share,
        last_of_equals,
        first_down_the_columns,
        overwritten,
        first_window_only,
        mean_of_windows,
        spread_evenly,
        everybody_gets_it,
        top_left_wins,
        edge_to_edge,
        place_inside_the_window,
        anywhere_on_the_map,
        height_for_width,
        rows_and_columns_swapped,
        magnitude,
        starts_at_zero,
        minimum,
        values_sent_back,
        times_the_value,
        marks_the_winners,
        negatives_dropped,
        type_of_the_map,
        writes_on_the_map,
        a_list,
    ),
    telling=(
        Case(mixed(3, 2) + 0.5, mixed(7, 5), 3, 2),
        Case(mixed(3, 2) + 0.25, np.array([[2.0, 7, 7], [7, 1, 0], [2, 7, 2], [7, 2, 2]]), 2, 1),
        Case(np.array([[2.0, -5]]), -1 - abs(mixed(2, 7)), 2, 4),
        Case(np.array([[0.5, -1.75]]), np.arange(8).reshape(2, 4), 2, 2),
    ),
    parts=(
        Part("windows edge to edge", 2, Array()),
        Part("overlap, gaps and left-overs", 2, Array()),
        Part("ties", 1, Array()),
    ),
)
