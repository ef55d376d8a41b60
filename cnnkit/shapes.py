"""Sizes and counts, in whole numbers only: no array is touched here."""

from __future__ import annotations

from typing import NamedTuple

from cnnkit.errors import ShapeError, require_choice, require_pair, require_whole
from cnnkit.withhold import withheld

__all__ = [
    "BORDERS",
    "ParameterCount",
    "conv_parameters",
    "dense_parameters",
    "output_size",
    "pooled_size",
    "visits",
    "window_spans",
]

BORDERS = ("drop", "partial", "centred")
"""What happens at the far end of a map: see `window_spans`."""


class ParameterCount(NamedTuple):
    """Weights and biases of one layer, counted apart.

    "Weights" and "parameters" are not the same number as soon as there are biases.
    """

    weights: int
    biases: int

    @property
    def parameters(self) -> int:
        """Weights and biases together."""
        return self.weights + self.biases


@withheld
def output_size(size: int, kernel: int, stride: int = 1, padding: int | tuple[int, int] = 0) -> int:
    """Count the windows that fit along one axis.

    Parameters
    ----------
    size, kernel, stride : int
        Pixels along the axis: the input, the window, its step.
    padding : int or (int, int)
        Zeros added at each end, or before and after.

    Returns
    -------
    int
        ``floor((size + 2 * padding - kernel) / stride) + 1``.

    Raises
    ------
    TypeError
        If one of them is not a whole number.
    ShapeError
        If the window is larger than the padded input.

    Examples
    --------
    >>> output_size(32, 5, padding=2), output_size(6, 3, stride=2), output_size(6, 4, 1, (1, 2))
    (32, 2, 6)
    """
    size = require_whole(size, "size")
    kernel = require_whole(kernel, "kernel")
    stride = require_whole(stride, "stride")
    before, after = require_pair(padding, "padding", minimum=0)
    padded = before + size + after
    if kernel > padded:
        ends = f"{before} at each end" if before == after else f"{before} before and {after} after"
        raise ShapeError(
            f"a window of {kernel} does not fit into {padded} pixels "
            f"({size} and a padding of {ends});\n"
            f"use a window of at most {padded}, or more padding"
        )
    return (padded - kernel) // stride + 1


@withheld
def window_spans(
    size: int, window: int, stride: int, borders: str = "drop"
) -> list[tuple[int, int]]:
    """List the pixels under each pooling window along one axis.

    Parameters
    ----------
    size, window, stride : int
        Pixels along the axis: the map, the window, and its step.
    borders : {"drop", "partial", "centred"}
        ``"drop"``: only windows that fit; a left-over strip at the far end is never seen.
        ``"partial"``: windows go on until one reaches the end; the last may be short.
        ``"centred"``: an odd window around every stride-th pixel, cut off at both ends.

    Returns
    -------
    list of (int, int)
        First pixel and one past the last, of the part of each window that lies on the map.

    Raises
    ------
    ShapeError
        If no window fits and `borders` is ``"drop"``.
    ValueError
        If `borders` is ``"centred"`` and the window is even: it has no middle pixel.

    Notes
    -----
    PyTorch calls ``"partial"`` ``ceil_mode=True``.
    ``"centred"`` is ``padding=(window - 1) // 2`` there, with ``count_include_pad=False``.

    Examples
    --------
    >>> window_spans(6, 3, 2)
    [(0, 3), (2, 5)]
    >>> window_spans(6, 3, 2, borders="partial")
    [(0, 3), (2, 5), (4, 6)]
    >>> window_spans(4, 3, 1, borders="centred")
    [(0, 2), (0, 3), (1, 4), (2, 4)]
    """
    size = require_whole(size, "size")
    window = require_whole(window, "window")
    stride = require_whole(stride, "stride")
    require_choice(borders, "borders", BORDERS)
    before = 0
    if borders == "drop":
        if window > size:
            raise ShapeError(
                f"a window of {window} is larger than the map, which has {size} pixels here;\n"
                f"use a window of at most {size}, or borders='partial'"
            )
        count = (size - window) // stride + 1
    elif borders == "partial":
        count = max(0, -(-(size - window) // stride)) + 1
        count -= (count - 1) * stride >= size  # a window must start on the map
    else:
        if window % 2 == 0:
            raise ValueError(
                f"a centred window must be odd, got {window}: an even one has no middle pixel;\n"
                f"use {window - 1} or {window + 1}, or other borders"
            )
        before = window // 2
        count = -(-size // stride)
    starts = (index * stride - before for index in range(count))
    return [(max(start, 0), min(start + window, size)) for start in starts]


@withheld
def pooled_size(size: int, window: int, stride: int | None = None, *, borders: str = "drop") -> int:
    """Count the pooling windows along one axis; `stride` defaults to `window`.

    Parameters and errors are those of `window_spans`.

    Examples
    --------
    >>> pooled_size(6, 3, 2), pooled_size(6, 3, 2, borders="partial"), pooled_size(224, 2)
    (2, 3, 112)
    """
    return len(window_spans(size, window, window if stride is None else stride, borders))


@withheld
def conv_parameters(
    in_channels: int, out_channels: int, kernel: int | tuple[int, int], *, bias: bool = True
) -> ParameterCount:
    """Count what a convolution layer learns.

    Parameters
    ----------
    in_channels, out_channels : int
        Maps going in and maps coming out; there is one filter per map coming out.
    kernel : int or (int, int)
        Height and width of each filter, in pixels.
    bias : bool
        Whether each filter has a bias.

    Returns
    -------
    ParameterCount
        Weights, biases, and both together as ``.parameters``.

    Examples
    --------
    >>> conv_parameters(1, 6, 5)
    ParameterCount(weights=150, biases=6)
    >>> conv_parameters(1, 6, 5).parameters
    156
    """
    in_channels = require_whole(in_channels, "in_channels")
    out_channels = require_whole(out_channels, "out_channels")
    kernel_height, kernel_width = require_pair(kernel, "kernel")
    weights = in_channels * out_channels * kernel_height * kernel_width
    return ParameterCount(weights, out_channels if bias else 0)


@withheld
def dense_parameters(in_features: int, out_features: int, *, bias: bool = True) -> ParameterCount:
    """Count what a fully connected layer learns.

    Every one of `in_features` has a weight to every one of `out_features`, and each of these a
    bias if `bias` is true.

    Examples
    --------
    >>> dense_parameters(16 * 16 * 6, 10)
    ParameterCount(weights=15360, biases=10)
    """
    in_features = require_whole(in_features, "in_features")
    out_features = require_whole(out_features, "out_features")
    return ParameterCount(in_features * out_features, out_features if bias else 0)


@withheld
def visits(
    size: int,
    kernel: int,
    stride: int = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int = 1,
) -> list[int]:
    """Count, for each pixel along one axis, the windows that see it.

    Parameters and errors are those of `output_size`; padding is not counted, as it is no pixel.
    With a `dilation`, a window sees only every so many pixels under it.

    Examples
    --------
    >>> visits(5, 3), visits(5, 3, padding=1), visits(6, 3, 2)
    ([1, 2, 3, 2, 1], [2, 3, 3, 3, 2], [1, 1, 2, 1, 1, 0])
    >>> visits(5, 3, dilation=2), visits(6, 4, padding=(1, 2))
    ([1, 0, 1, 0, 1], [2, 3, 4, 4, 4, 3])
    """
    kernel = require_whole(kernel, "kernel")
    dilation = require_whole(dilation, "dilation")
    before, _ = require_pair(padding, "padding", minimum=0)
    count = output_size(size, dilation * (kernel - 1) + 1, stride, padding)
    counts = [0] * size
    for window in range(count):
        for place in range(kernel):
            pixel = window * stride - before + place * dilation
            if 0 <= pixel < size:
                counts[pixel] += 1
    return counts
