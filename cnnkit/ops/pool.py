"""Pooling: summarise the values under a sliding window, forward and backward side by side.

Maps are the last two axes; batch and channels may stand before them and are pooled separately.

The trick that makes it fast in NumPy: do not visit the windows, visit the *places in the window*.
The pixels that lie at one place of every window form one strided slice of the map.
So a 3x3 max pooling is nine slices compared with each other, however many windows there are.
Maxima and sums are separable, too: one axis after the other needs 3 + 3 slices instead of 9.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from cnnkit.errors import (
    ShapeError,
    require_array,
    require_float,
    require_pair,
    require_same_shape,
    require_whole,
)
from cnnkit.filters import gaussian_weights
from cnnkit.ops._floats import as_floats
from cnnkit.shapes import window_spans
from cnnkit.withhold import withheld

__all__ = [
    "avg_pool2d",
    "avg_pool2d_backward",
    "channel_max_pool",
    "channel_max_pool_backward",
    "gaussian_pool2d",
    "gaussian_pool2d_backward",
    "l2_pool2d",
    "l2_pool2d_backward",
    "max_pool1d",
    "max_pool2d",
    "max_pool2d_backward",
    "max_pool2d_indices",
    "max_pool2d_winners",
    "route_to_winners",
    "stochastic_pool2d",
    "stochastic_pool2d_mean",
]

Window = int | tuple[int, int]


# -- windows along one axis ---------------------------------------------------------------------


class _Axis(NamedTuple):
    """The windows along one axis: their size and step, and how far the first one hangs over."""

    size: int
    window: int
    stride: int
    before: int
    spans: list[tuple[int, int]]

    def places(self) -> Iterator[tuple[int, slice, slice]]:
        """For each place in the window: its number, the outputs it serves, the pixels it reads."""
        for place in range(self.window):
            # output o reads pixel o * stride + place - before, where that pixel is on the map
            offset = place - self.before
            first = max(0, -(offset // self.stride))
            last = min(len(self.spans), -((offset - self.size) // self.stride))
            if first < last:
                start = first * self.stride + offset
                stop = (last - 1) * self.stride + offset + 1
                yield place, slice(first, last), slice(start, stop, self.stride)

    def counts(self) -> np.ndarray:
        """How many pixels of the map each window covers."""
        return np.array([stop - start for start, stop in self.spans])


def _axes(
    shape: tuple[int, ...], window: Window, stride: Window | None, borders: str
) -> tuple[_Axis, _Axis]:
    if len(shape) < 2:
        raise ShapeError(f"shape must end in (height, width), got {shape}; pass the map's x.shape")
    windows = require_pair(window, "window")
    strides = windows if stride is None else require_pair(stride, "stride")
    return tuple(
        _axis(size, width, step, borders)
        for size, width, step in zip(shape[-2:], windows, strides, strict=True)
    )


def _axis(size: int, window: int, stride: int, borders: str) -> _Axis:
    before = window // 2 if borders == "centred" else 0
    return _Axis(size, window, stride, before, window_spans(size, window, stride, borders))


def _along(axis: int, part: slice) -> tuple:
    """Index that takes `part` of the last axis (-1) or of the one before it (-2)."""
    return (..., part) if axis == -1 else (..., part, slice(None))


def _combine(
    x: np.ndarray,
    axis: int,
    windows: _Axis,
    ufunc: Callable[..., np.ndarray],
    identity: float | int | bool,
    weights: np.ndarray | None = None,
) -> np.ndarray:
    """Combine the values under each window along one axis, optionally weighted by place."""
    shape = list(x.shape)
    shape[axis] = len(windows.spans)
    out = np.full(shape, identity, dtype=x.dtype)
    for place, outputs, pixels in windows.places():
        seen, new = out[_along(axis, outputs)], x[_along(axis, pixels)]
        ufunc(seen, new if weights is None else new * weights[place], out=seen)
    return out


def _spread(
    grad: np.ndarray, axis: int, windows: _Axis, weights: np.ndarray | None = None
) -> np.ndarray:
    """Add each window's gradient to every pixel under it: the adjoint of a windowed sum."""
    shape = list(grad.shape)
    shape[axis] = windows.size
    grad_x = np.zeros(shape, dtype=grad.dtype)
    for place, outputs, pixels in windows.places():
        part = grad[_along(axis, outputs)]
        grad_x[_along(axis, pixels)] += part if weights is None else part * weights[place]
    return grad_x


def _windowed_sum(x: np.ndarray, rows: _Axis, columns: _Axis) -> np.ndarray:
    return _combine(_combine(x, -1, columns, np.add, 0), -2, rows, np.add, 0)


def _spread_sum(grad: np.ndarray, rows: _Axis, columns: _Axis) -> np.ndarray:
    return _spread(_spread(grad, -2, rows), -1, columns)


def _lowest(dtype: np.dtype) -> float | int | bool:
    """Return the value that no other is below: where a running maximum starts."""
    if dtype.kind == "f":
        return -np.inf
    return False if dtype.kind == "b" else np.iinfo(dtype).min


def _checked_map(x: np.ndarray) -> np.ndarray:
    return require_array(x, "x", "height, width", leading=True)


def _checked_grad(
    grad_out: np.ndarray, shape: tuple[int, ...], rows: _Axis, columns: _Axis
) -> np.ndarray:
    grad_out = require_array(grad_out, "grad_out", "height, width", leading=True)
    out_shape = (*shape[:-2], len(rows.spans), len(columns.spans))
    require_same_shape(grad_out, out_shape, "grad_out", "the shape of the pooled output")
    return require_float(grad_out, "grad_out")


# -- max ----------------------------------------------------------------------------------------


@withheld
def max_pool1d(
    x: np.ndarray, window: int, stride: int | None = None, *, borders: str = "drop"
) -> np.ndarray:
    """Keep the largest value under each window of a row.

    Parameters
    ----------
    x : ndarray of shape (..., width)
        Not changed.
    window, stride : int
        Values per window, and from one window to the next; `stride` defaults to `window`.
    borders : {"drop", "partial", "centred"}
        What happens at the ends; see `cnnkit.shapes.window_spans`.

    Returns
    -------
    ndarray of shape (..., out_width)
        Same dtype as `x`.

    Examples
    --------
    >>> row = np.array([0.1, 1.0, 0.2, 0.1, 0.0, 0.1])
    >>> max_pool1d(row, 3, 2)
    array([1. , 0.2])
    >>> max_pool1d(row, 3, 2, borders="partial")
    array([1. , 0.2, 0.1])
    """
    x = require_array(x, "x", "width", leading=True)
    window = require_whole(window, "window")
    stride = window if stride is None else require_whole(stride, "stride")
    columns = _axis(x.shape[-1], window, stride, borders)
    return _combine(x, -1, columns, np.maximum, _lowest(x.dtype))


@withheld
def max_pool2d(
    x: np.ndarray, window: Window, stride: Window | None = None, *, borders: str = "drop"
) -> np.ndarray:
    """Keep the largest value under each window of a map.

    Parameters
    ----------
    x : ndarray of shape (..., height, width)
        One map, or maps with batch and channels before them; not changed.
    window, stride : int or (int, int)
        Pixels, vertical and horizontal; `stride` defaults to `window`.
    borders : {"drop", "partial", "centred"}
        What happens at the ends; see `cnnkit.shapes.window_spans`.

    Returns
    -------
    ndarray of shape (..., out_height, out_width)
        Same dtype as `x`; NaN wins, as in NumPy and PyTorch.

    Raises
    ------
    ShapeError
        If `x` has fewer than two axes, or a window is larger than the map.
    TypeError
        If `x` is not numeric, or `window` or `stride` is no whole number.

    Notes
    -----
    Max pooling has no parameters.
    Source: Y. Zhou and R. Chellappa, "Computation of optical flow using a neural network",
    IEEE International Conference on Neural Networks, 1988.

    Examples
    --------
    >>> x = np.array([[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]])
    >>> max_pool2d(x, 2)
    array([[6, 8],
           [3, 4]])
    >>> max_pool2d(x, 3, 1)
    array([[7, 8],
           [7, 8]])
    """
    x = _checked_map(x)
    rows, columns = _axes(x.shape, window, stride, borders)
    lowest = _lowest(x.dtype)
    return _combine(_combine(x, -1, columns, np.maximum, lowest), -2, rows, np.maximum, lowest)


@withheld
def max_pool2d_winners(
    x: np.ndarray, window: Window, stride: Window | None = None, *, borders: str = "drop"
) -> tuple[np.ndarray, np.ndarray]:
    """Max pooling that remembers which place in each window won.

    Parameters and errors are those of `max_pool2d`.

    Returns
    -------
    out : ndarray of shape (..., out_height, out_width)
        As `max_pool2d` returns it.
    winners : ndarray of the same shape, unsigned integers
        Place of the first maximum (the first NaN, if there is one), counted row by row inside the
        window from 0.

    See Also
    --------
    route_to_winners : the backward pass that uses the winners.
    max_pool2d_indices : the same places as indices into the map.

    Examples
    --------
    >>> x = np.array([[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]])
    >>> out, winners = max_pool2d_winners(x, 2)
    >>> winners
    array([[3, 3],
           [0, 3]], dtype=uint8)
    """
    x = _checked_map(x)
    rows, columns = _axes(x.shape, window, stride, borders)
    places = rows.window * columns.window
    dtype = np.min_scalar_type(places - 1)
    shape = (*x.shape[:-2], len(rows.spans), len(columns.spans))
    out = np.full(shape, _lowest(x.dtype), dtype=x.dtype)
    winners = np.empty(shape, dtype=dtype)
    winners[...] = _first_place_on_map(rows, columns).astype(dtype)
    for row, out_rows, in_rows in rows.places():
        for column, out_columns, in_columns in columns.places():
            new = x[..., in_rows, in_columns]
            best, winner = out[..., out_rows, out_columns], winners[..., out_rows, out_columns]
            place = row * columns.window + column
            if place == 0:  # nothing to beat yet
                best[...] = new
                continue
            # strictly larger: the first of equal values keeps the place. Places only grow,
            # so "take the new place where it won" is a maximum, which is faster than a mask.
            won = (new > best).view(np.uint8).astype(dtype, copy=False)
            won *= dtype.type(place)
            np.maximum(winner, won, out=winner)
            np.maximum(best, new, out=best)
    if out.size and np.isnan(out.max()):  # NaN is larger than nothing: find its place apart
        lost = np.isnan(out)
        _, first_nan = max_pool2d_winners(np.isnan(x), window, stride, borders=borders)
        winners[lost] = first_nan[lost]
    return out, winners


def _first_place_on_map(rows: _Axis, columns: _Axis) -> np.ndarray:
    """Return where each window's first pixel on the map is, counted inside the window."""
    row, column = (
        np.array(
            [start - (i * axis.stride - axis.before) for i, (start, _) in enumerate(axis.spans)]
        )
        for axis in (rows, columns)
    )
    return row[:, None] * columns.window + column


@withheld
def max_pool2d_indices(
    x: np.ndarray, window: Window, stride: Window | None = None, *, borders: str = "drop"
) -> np.ndarray:
    """For each window, the index of its first maximum in the flattened map.

    Parameters and errors are those of `max_pool2d`.

    Returns
    -------
    ndarray of shape (..., out_height, out_width), int64
        ``row * width + column``; ties go to the first in row-major order, as in PyTorch.

    Examples
    --------
    >>> x = np.array([[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]])
    >>> max_pool2d_indices(x, 2)
    array([[ 5,  7],
           [ 8, 15]])
    """
    x = _checked_map(x)
    rows, columns = _axes(x.shape, window, stride, borders)
    _, winners = max_pool2d_winners(x, window, stride, borders=borders)
    row, column = np.divmod(winners.astype(np.int64), columns.window)
    row += (np.arange(len(rows.spans)) * rows.stride - rows.before)[:, None]
    column += np.arange(len(columns.spans)) * columns.stride - columns.before
    return row * x.shape[-1] + column


@withheld
def max_pool2d_backward(
    grad_out: np.ndarray,
    x: np.ndarray,
    window: Window,
    stride: Window | None = None,
    *,
    borders: str = "drop",
) -> np.ndarray:
    """Carry a gradient back through max pooling: each window's goes to its first maximum.

    Parameters
    ----------
    grad_out : ndarray of shape (..., out_height, out_width)
        Gradient of the loss with respect to the pooled map; floating dtype.
    x : ndarray of shape (..., height, width)
        The map that was pooled.
    window, stride, borders
        As in the forward pass.

    Returns
    -------
    ndarray of the shape of `x`
        Where windows overlap, their gradients add up; dtype of `grad_out`.

    Examples
    --------
    >>> x = np.array([[1.0, 3.0], [2.0, 0.0]])
    >>> max_pool2d_backward(np.array([[5.0]]), x, 2)
    array([[0., 5.],
           [0., 0.]])
    """
    x = _checked_map(x)
    _, winners = max_pool2d_winners(x, window, stride, borders=borders)
    return route_to_winners(grad_out, winners, x.shape, window, stride, borders=borders)


@withheld
def route_to_winners(
    grad_out: np.ndarray,
    winners: np.ndarray,
    shape: tuple[int, ...],
    window: Window,
    stride: Window | None = None,
    *,
    borders: str = "drop",
) -> np.ndarray:
    """Send each window's gradient to the place that won there; the others get nothing.

    Parameters
    ----------
    grad_out, winners : ndarray of shape (..., out_height, out_width)
        The gradient, and the places that `max_pool2d_winners` or `stochastic_pool2d` returned.
    shape : tuple of int
        Shape of the map that was pooled.
    window, stride, borders
        As in the forward pass.

    Returns
    -------
    ndarray of shape `shape`
        dtype of `grad_out`.

    Examples
    --------
    >>> route_to_winners(np.array([[5.0]]), np.array([[1]]), (2, 2), 2)
    array([[0., 5.],
           [0., 0.]])
    """
    rows, columns = _axes(shape, window, stride, borders)
    grad_out = _checked_grad(grad_out, shape, rows, columns)
    require_same_shape(winners, grad_out.shape, "winners", "the shape of grad_out")
    grad_x = np.zeros(shape, dtype=grad_out.dtype)
    overlap = rows.stride < rows.window or columns.stride < columns.window
    for row, out_rows, in_rows in rows.places():
        for column, out_columns, in_columns in columns.places():
            won = winners[..., out_rows, out_columns] == row * columns.window + column
            grad, target = grad_out[..., out_rows, out_columns], grad_x[..., in_rows, in_columns]
            if overlap:
                target += grad * won
            else:  # nothing is there yet, so writing does: it takes a third of the time
                np.multiply(grad, won, out=target)
    return grad_x


# -- average, L2 norm, distance-weighted average ------------------------------------------------


@withheld
def avg_pool2d(
    x: np.ndarray, window: Window, stride: Window | None = None, *, borders: str = "drop"
) -> np.ndarray:
    """Average the values under each window of a map.

    Parameters and errors are those of `max_pool2d`.

    Returns
    -------
    ndarray of shape (..., out_height, out_width)
        Floats keep their dtype; integers and booleans give float64, so no sum wraps around.
        A window that is cut off averages what lies on the map.

    Examples
    --------
    >>> x = np.array([[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]])
    >>> avg_pool2d(x, 2)
    array([[3.25, 5.25],
           [2.  , 2.  ]])
    """
    (x,) = as_floats(_checked_map(x))
    rows, columns = _axes(x.shape, window, stride, borders)
    return _windowed_sum(x, rows, columns) / _pixel_counts(rows, columns, x.dtype)


@withheld
def avg_pool2d_backward(
    grad_out: np.ndarray,
    shape: tuple[int, ...],
    window: Window,
    stride: Window | None = None,
    *,
    borders: str = "drop",
) -> np.ndarray:
    """Carry a gradient back through average pooling: spread evenly over each window.

    Parameters
    ----------
    grad_out : ndarray of shape (..., out_height, out_width)
        Floating dtype.
    shape : tuple of int
        Shape of the map that was pooled; its values do not matter.
    window, stride, borders
        As in the forward pass.

    Returns
    -------
    ndarray of shape `shape`
        dtype of `grad_out`.

    Examples
    --------
    >>> avg_pool2d_backward(np.array([[4.0]]), (2, 2), 2)
    array([[1., 1.],
           [1., 1.]])
    """
    rows, columns = _axes(shape, window, stride, borders)
    grad_out = _checked_grad(grad_out, shape, rows, columns)
    return _spread_sum(grad_out / _pixel_counts(rows, columns, grad_out.dtype), rows, columns)


def _pixel_counts(rows: _Axis, columns: _Axis, dtype: np.dtype) -> np.ndarray:
    return np.outer(rows.counts(), columns.counts()).astype(dtype)


@withheld
def l2_pool2d(
    x: np.ndarray, window: Window, stride: Window | None = None, *, borders: str = "drop"
) -> np.ndarray:
    """Root of the sum of squares under each window: the length of the window as a vector.

    Parameters and errors are those of `max_pool2d`; floats keep their dtype.

    Examples
    --------
    >>> l2_pool2d(np.array([[3, 4], [0, 0]]), 2)
    array([[5.]])
    """
    (x,) = as_floats(_checked_map(x))
    rows, columns = _axes(x.shape, window, stride, borders)
    return np.sqrt(_windowed_sum(x * x, rows, columns))


@withheld
def l2_pool2d_backward(
    grad_out: np.ndarray,
    x: np.ndarray,
    window: Window,
    stride: Window | None = None,
    *,
    borders: str = "drop",
) -> np.ndarray:
    """Carry a gradient back through L2 pooling: each pixel gets its share ``x / norm``.

    A window of zeros has no slope there; its pixels get 0.
    Parameters and errors are those of `max_pool2d_backward`.

    Examples
    --------
    >>> l2_pool2d_backward(np.array([[1.0]]), np.array([[3.0, 4.0], [0.0, 0.0]]), 2)
    array([[0.6, 0.8],
           [0. , 0. ]])
    """
    (x,) = as_floats(_checked_map(x))
    rows, columns = _axes(x.shape, window, stride, borders)
    grad_out = _checked_grad(grad_out, x.shape, rows, columns)
    norm = np.sqrt(_windowed_sum(x * x, rows, columns))
    per_norm = np.divide(grad_out, norm, out=np.zeros_like(grad_out), where=norm > 0)
    return (_spread_sum(per_norm, rows, columns) * x).astype(grad_out.dtype, copy=False)


@withheld
def gaussian_pool2d(
    x: np.ndarray,
    window: Window,
    stride: Window | None = None,
    *,
    sigma: float | None = None,
    borders: str = "drop",
) -> np.ndarray:
    """Average under each window, weighted by the distance from its middle.

    Parameters
    ----------
    x, window, stride, borders
        As in `max_pool2d`; floats keep their dtype.
    sigma : float, optional
        Standard deviation of the weights in pixels, a quarter of the window by default.

    Returns
    -------
    ndarray of shape (..., out_height, out_width)
        The weights of a window add up to 1, also where it is cut off.

    Examples
    --------
    >>> gaussian_pool2d(np.array([[0.0, 0, 0], [0, 9, 0], [0, 0, 0]]), 3).round(2)
    array([[2.71]])
    """
    (x,) = as_floats(_checked_map(x))
    rows, columns = _axes(x.shape, window, stride, borders)
    down, across = gaussian_weights(rows.window, sigma), gaussian_weights(columns.window, sigma)
    down, across = down.astype(x.dtype), across.astype(x.dtype)
    total = _combine(_combine(x, -1, columns, np.add, 0, across), -2, rows, np.add, 0, down)
    return total / _weight_sums(rows, columns, down, across)


@withheld
def gaussian_pool2d_backward(
    grad_out: np.ndarray,
    shape: tuple[int, ...],
    window: Window,
    stride: Window | None = None,
    *,
    sigma: float | None = None,
    borders: str = "drop",
) -> np.ndarray:
    """Carry a gradient back through `gaussian_pool2d`: each pixel gets its weight's share.

    Parameters and errors are those of `avg_pool2d_backward`; `sigma` is that of the forward pass.

    Examples
    --------
    >>> gaussian_pool2d_backward(np.array([[1.0]]), (3, 3), 3).sum().round(12)
    np.float64(1.0)
    """
    rows, columns = _axes(shape, window, stride, borders)
    grad_out = _checked_grad(grad_out, shape, rows, columns)
    down, across = gaussian_weights(rows.window, sigma), gaussian_weights(columns.window, sigma)
    down, across = down.astype(grad_out.dtype), across.astype(grad_out.dtype)
    share = grad_out / _weight_sums(rows, columns, down, across)
    return _spread(_spread(share, -2, rows, down), -1, columns, across)


def _weight_sums(rows: _Axis, columns: _Axis, down: np.ndarray, across: np.ndarray) -> np.ndarray:
    """Sum of the weights on the map: less than 1 where a window is cut off."""
    ones = np.ones((rows.size, 1), dtype=down.dtype), np.ones((1, columns.size), across.dtype)
    return _combine(ones[0], -2, rows, np.add, 0, down) * _combine(
        ones[1], -1, columns, np.add, 0, across
    )


# -- stochastic ---------------------------------------------------------------------------------


@withheld
def stochastic_pool2d(
    x: np.ndarray,
    window: Window,
    stride: Window | None = None,
    *,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Pick one value per window at random, with probability in proportion to the value.

    This is what happens in training; `stochastic_pool2d_mean` is for testing.

    Parameters
    ----------
    x : ndarray of shape (..., height, width)
        Activations of at least 0, for example after ReLU; not changed.
    window, stride : int or (int, int)
        As in `max_pool2d`; windows that do not fit are dropped.
    rng : numpy.random.Generator
        Where the randomness comes from.

    Returns
    -------
    out : ndarray of shape (..., out_height, out_width)
        A window of zeros gives 0.
    winners : ndarray of the same shape, unsigned integers
        Places that were picked, for `route_to_winners`, which is the backward pass.

    Raises
    ------
    ValueError
        If an activation is negative, infinite or NaN: it would be no probability.

    Notes
    -----
    Source: M. Zeiler and R. Fergus, "Stochastic pooling for regularization of deep convolutional
    neural networks", ICLR 2013, arXiv:1301.3557.

    Examples
    --------
    >>> x = np.array([[1.6, 2.4], [0.0, 0.0]])
    >>> draws = [stochastic_pool2d(x, 2, rng=np.random.default_rng(s))[0].item() for s in range(5)]
    >>> draws
    [2.4, 2.4, 1.6, 1.6, 2.4]
    """
    x = _activations(x)
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"rng must be a numpy.random.Generator, got {type(rng).__name__}; "
            f"make one with np.random.default_rng(seed)"
        )
    rows, columns = _axes(x.shape, window, stride, "drop")
    total = _windowed_sum(x, rows, columns)
    dtype = np.min_scalar_type(rows.window * columns.window - 1)
    # Walk through the window adding up; the pick is where the sum first exceeds the mark.
    mark = rng.random(total.shape, dtype=np.float64) * total
    running = np.zeros_like(total)
    out = np.zeros_like(total)
    winners = np.zeros(total.shape, dtype=dtype)
    open_ = np.ones(total.shape, dtype=bool)
    for row, _, in_rows in rows.places():
        for column, _, in_columns in columns.places():
            new = x[..., in_rows, in_columns]
            running += new
            # rounding may leave the last mark unreached: the latest non-zero value then stands
            candidate = open_ & (new > 0)
            out[candidate] = new[candidate]
            winners[candidate] = row * columns.window + column
            open_ &= running <= mark
    return out, winners


@withheld
def stochastic_pool2d_mean(
    x: np.ndarray, window: Window, stride: Window | None = None
) -> np.ndarray:
    """Average under each window with the picking probabilities as weights: for testing.

    Each value is weighted by its share of the window's sum, so the result is
    ``sum(x**2) / sum(x)``; a window of zeros gives 0.
    Parameters and errors are those of `stochastic_pool2d`.

    Examples
    --------
    >>> stochastic_pool2d_mean(np.array([[1.6, 2.4], [0.0, 0.0]]), 2)
    array([[2.08]])
    """
    x = _activations(x)
    rows, columns = _axes(x.shape, window, stride, "drop")
    total = _windowed_sum(x, rows, columns)
    squares = _windowed_sum(x * x, rows, columns)
    return np.divide(squares, total, out=np.zeros_like(total), where=total > 0)


def _activations(x: np.ndarray) -> np.ndarray:
    (x,) = as_floats(_checked_map(x))
    bad = ~((x >= 0) & (x < np.inf))
    if bad.any():
        raise ValueError(
            f"stochastic pooling needs finite activations of at least 0, got {x[bad][0]}; "
            f"apply ReLU first"
        )
    return x


# -- across channels ----------------------------------------------------------------------------


@withheld
def channel_max_pool(x: np.ndarray, group: int) -> np.ndarray:
    """Keep, at each position, the largest value of each group of consecutive channels.

    Parameters
    ----------
    x : ndarray of shape (..., channels, height, width)
        Not changed.
    group : int
        Channels per group; must divide the number of channels.

    Returns
    -------
    ndarray of shape (..., channels // group, height, width)
        Same dtype as `x`.

    Raises
    ------
    ShapeError
        If `group` does not divide the channels.

    Notes
    -----
    Pooling over detectors learns an invariance: the unit fires if *any* of them does.
    Source: I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, MIT Press 2016, figure 9.9.

    Examples
    --------
    >>> x = np.array([1.0, 5.0, 2.0, -3.0]).reshape(4, 1, 1)
    >>> channel_max_pool(x, 2).ravel()
    array([5., 2.])
    """
    return _grouped(x, group).max(axis=-3)


@withheld
def channel_max_pool_backward(grad_out: np.ndarray, x: np.ndarray, group: int) -> np.ndarray:
    """Carry a gradient back through `channel_max_pool`: to the first winner of each group.

    `x` and `group` are those of the forward pass; `grad_out` has the shape of its output.

    Examples
    --------
    >>> x = np.array([1.0, 5.0, 2.0, -3.0]).reshape(4, 1, 1)
    >>> channel_max_pool_backward(np.ones((2, 1, 1)), x, 2).ravel()
    array([0., 1., 1., 0.])
    """
    grouped = _grouped(x, group)
    out_shape = grouped.shape[:-3] + grouped.shape[-2:]
    grad_out = require_array(grad_out, "grad_out", "channels, height, width", leading=True)
    require_same_shape(grad_out, out_shape, "grad_out", "the shape of the pooled output")
    require_float(grad_out, "grad_out")
    grad_grouped = np.zeros(grouped.shape, dtype=grad_out.dtype)
    winners = np.expand_dims(grouped.argmax(axis=-3), -3)
    np.put_along_axis(grad_grouped, winners, np.expand_dims(grad_out, -3), axis=-3)
    return grad_grouped.reshape(np.shape(x))


def _grouped(x: np.ndarray, group: int) -> np.ndarray:
    """View the channels as (groups, channels of one group)."""
    x = require_array(x, "x", "channels, height, width", leading=True)
    group = require_whole(group, "group")
    channels = x.shape[-3]
    if channels % group:
        divisors = [n for n in range(1, channels + 1) if channels % n == 0]
        raise ShapeError(
            f"a group of {group} does not divide {channels} channels;\nuse one of {divisors}"
        )
    return x.reshape(*x.shape[:-3], channels // group, group, *x.shape[-2:])
