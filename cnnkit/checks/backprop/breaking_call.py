"""The bonus: one call that exposes as many buggy ways back through max pooling as possible."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnkit.checks.backprop.max_pool_backward import max_pool_backward
from cnnkit.checks.hunt import Hunt
from cnnkit.checks.returns import WHOLE, described
from cnnkit.shapes import output_size

__all__ = ["BREAKING_CALL"]

_PIXELS = 64


def routed(
    grad_out: np.ndarray, x: np.ndarray, window: int, stride: int, winner: Any
) -> np.ndarray:
    """Send every gradient to the place that `winner` finds in its window, or nowhere."""
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        seen = x[i * stride : i * stride + window, j * stride : j * stride + window]
        if (place := winner(seen)) is not None:
            row, column = np.unravel_index(place, seen.shape)
            out[i * stride + row, j * stride + column] += grad_out[i, j]
    return out


def all_ties_win(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Of equal maxima each one gets the whole gradient."""
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        part = (slice(i * stride, i * stride + window), slice(j * stride, j * stride + window))
        out[part] += np.where(x[part] == x[part].max(), grad_out[i, j], 0)
    return out


def last_tie_wins(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Of equal maxima the last one in reading order gets the gradient."""
    return routed(
        grad_out, x, window, stride, lambda seen: seen.size - 1 - seen.ravel()[::-1].argmax()
    )


def overwrites(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """A pixel that wins several windows keeps the gradient of the last of them."""
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        seen = x[i * stride : i * stride + window, j * stride : j * stride + window]
        row, column = divmod(seen.argmax(), window)
        out[i * stride + row, j * stride + column] = grad_out[i, j]
    return out


def largest_magnitude(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """The value farthest from 0 wins, whatever its sign."""
    return routed(grad_out, x.astype(float), window, stride, lambda seen: np.abs(seen).argmax())


def starts_at_zero(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """The running maximum starts at 0, so a window without a positive value loses its gradient."""
    return routed(
        grad_out, x, window, stride, lambda seen: seen.argmax() if seen.max() > 0 else None
    )


def steps_by_window(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """The windows lie edge to edge, whatever the stride says; those beyond the map are skipped."""
    fits = output_size(x.shape[0], window, window), output_size(x.shape[1], window, window)
    return max_pool_backward(_cut_or_filled(grad_out, fits), x, window, window)


def _cut_or_filled(grad_out: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    out = np.zeros(shape)
    rows, columns = (min(sides) for sides in zip(shape, grad_out.shape, strict=True))
    out[:rows, :columns] = grad_out[:rows, :columns]
    return out


def height_for_width(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Places are counted as if a row had as many pixels as the map has rows."""
    routes = max_pool_backward(grad_out, x, window, stride)
    out = np.zeros(x.size)
    for row, column in np.ndindex(*x.shape):
        out[(row * x.shape[0] + column) % x.size] += routes[row, column]
    return out.reshape(x.shape)


def drops_negatives(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Negative gradients are not sent back."""
    return max_pool_backward(np.maximum(grad_out, 0), x, window, stride)


def right(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Send every gradient to the first maximum of its window."""
    return max_pool_backward(grad_out, x, window, stride)


def right_in_loops(grad_out: np.ndarray, x: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Compare one value after the other: right, wherever the values can be compared."""
    out = np.zeros(x.shape)
    for i, j in np.ndindex(*grad_out.shape):
        best = i * stride, j * stride
        for row in range(i * stride, i * stride + window):
            for column in range(j * stride, j * stride + window):
                if x[row, column] > x[best]:
                    best = row, column
        out[best] += grad_out[i, j]
    return out


def refusal(call: Any) -> str | None:
    """Say why this is no call of the way back through max pooling, or return None."""
    if type(call) is not tuple or len(call) != 4:
        return f"a tuple (grad_out, x, window, stride) is expected, yours is {described(call)}"
    grad_out, x, window, stride = call
    for name, array in (("gradient", grad_out), ("map", x)):
        if type(array) is not np.ndarray or array.ndim != 2 or array.dtype.kind not in "iuf":
            return f"the {name} must be a NumPy array of numbers with two axes"
    if x.size > _PIXELS:
        return f"the map has {x.size} values; {_PIXELS} are allowed"
    if type(window) not in WHOLE or type(stride) not in WHOLE or window < 1 or stride < 1:
        return "window and stride must be whole numbers of at least 1"
    if window > min(x.shape):
        return f"a window of {window} does not fit into a map of {x.shape[0]}x{x.shape[1]}"
    rows, columns = (output_size(side, window, stride) for side in x.shape)
    if grad_out.shape != (rows, columns):
        sizes = f"{rows}x{columns}", "{}x{}".format(*grad_out.shape)
        return f"there are {sizes[0]} windows, but the gradient has {sizes[1]} values"
    return None


BREAKING_CALL = Hunt(
    "breaking_call",
    right=(right, right_in_loops),
    bugs=(
        all_ties_win,
        last_tie_wins,
        overwrites,
        largest_magnitude,
        starts_at_zero,
        steps_by_window,
        height_for_width,
        drops_negatives,
    ),
    refusal=refusal,
)
