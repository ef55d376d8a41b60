"""Convolution: a kernel slides over a map, and its products are added up at every position.

"Convolution" means cross-correlation, as in every library: the kernel is not flipped.
`convolve2d` is the true convolution, for the page that tells the two apart.

`conv2d_loops` is the definition, to read; `conv2d` gives the same numbers, to use.
It copies the horizontal shifts of each row, kernel_width of them, so that one row of the kernel
becomes one matrix product with a *view* of that copy.
There is no im2col matrix, which would store every value kernel_height times over again.
Where a kernel's row holds few values, as over a grey or a colour picture, the products would be too
thin to be fast; there, one product gives one row of the output for many examples.
(Row lowering, after M. Cho and D. Brand, "MEC: memory-efficient convolution for deep neural
network", ICML 2017, arXiv:1706.06873.)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnnkit.errors import (
    ShapeError,
    require_array,
    require_float,
    require_pair,
    require_same_shape,
    require_whole,
)
from cnnkit.ops._floats import as_floats
from cnnkit.ops.linear import linear, linear_backward
from cnnkit.shapes import output_size
from cnnkit.withhold import withheld

__all__ = ["conv1d", "conv1d_backward", "conv2d", "conv2d_backward", "conv2d_loops", "convolve2d"]

Pair = int | tuple[int, int]

CHUNK_BYTES = 2**19
"""How much of the lowered input is held at a time, so that it stays in the processor's cache."""

NARROW = 32
"""Up to so many values in a kernel's row, over all channels, products by output row are faster."""


# -- the definition -----------------------------------------------------------------------------


@withheld
def conv2d_loops(
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    *,
    stride: Pair = 1,
    padding: Pair = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> np.ndarray:
    """Convolve a batch, one window after the other: the definition, to read.

    Parameters and result are those of `conv2d`, which is some thousand times faster.

    Examples
    --------
    >>> x, weight = np.arange(9.0).reshape(1, 1, 3, 3), np.array([[[[1.0, 0.0], [0.0, -1.0]]]])
    >>> conv2d_loops(x, weight)[0, 0]
    array([[-4., -4.],
           [-4., -4.]])
    """
    s = _sizes(x, weight, bias, stride, padding, dilation, groups)
    x = _padded(s.x, s.padding)
    out = np.zeros((s.batch, s.groups * s.out_channels, *s.out), dtype=x.dtype)
    for example in range(s.batch):
        for out_channel in range(s.groups * s.out_channels):
            first = out_channel // s.out_channels * s.in_channels  # of the channels of its group
            for row in range(s.out[0]):
                for column in range(s.out[1]):
                    top, left = row * s.stride[0], column * s.stride[1]
                    window = x[
                        example,
                        first : first + s.in_channels,
                        top : top + s.dilation[0] * s.kernel[0] : s.dilation[0],
                        left : left + s.dilation[1] * s.kernel[1] : s.dilation[1],
                    ]
                    out[example, out_channel, row, column] = (window * s.weight[out_channel]).sum()
    return out if s.bias is None else out + s.bias[:, None, None]


# -- the fast version ---------------------------------------------------------------------------


@withheld
def conv2d(
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    *,
    stride: Pair = 1,
    padding: Pair = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> np.ndarray:
    """Convolve a batch of pictures with a bank of kernels, without flipping them.

    Parameters
    ----------
    x : ndarray of shape (batch, in_channels, height, width)
        Not changed.
    weight : ndarray of shape (out_channels, in_channels // groups, kernel_height, kernel_width)
        One kernel for each output channel.
    bias : ndarray of shape (out_channels,), optional
        Added to every position of its channel.
    stride, dilation : int or (int, int)
        Pixels from one window to the next, and between neighbours inside a window.
    padding : int or (int, int)
        Zeros added at each end, vertically and horizontally.
    groups : int
        The channels are divided into as many groups, which do not see each other.

    Returns
    -------
    ndarray of shape (batch, out_channels, out_height, out_width)
        float32 and float64 keep their dtype; integers give float64.

    Raises
    ------
    ShapeError
        If axes are missing, channels do not match, or the kernel does not fit the padded input.
    TypeError
        If an argument is not numeric, or a size is no whole number.

    Notes
    -----
    ``out_height = floor((height + 2 padding - dilation (kernel_height - 1) - 1) / stride) + 1``.

    Examples
    --------
    >>> x, weight = np.arange(9.0).reshape(1, 1, 3, 3), np.array([[[[1.0, 0.0], [0.0, -1.0]]]])
    >>> conv2d(x, weight, bias=np.array([10.0]))[0, 0]
    array([[6., 6.],
           [6., 6.]])
    """
    s = _sizes(x, weight, bias, stride, padding, dilation, groups)
    if _is_dense(s):
        return linear(*_as_dense(s), s.bias)[:, :, None, None]
    out = _by_output_rows(s) if _is_narrow(s) else _by_kernel_rows(s)
    if s.bias is not None:
        out += s.bias[:, None, None]
    return out


def _by_kernel_rows(s: _Sizes) -> np.ndarray:
    """Add up one matrix product for each row of the kernel."""
    matrices = _kernel_rows_as_matrices(s)
    out = np.empty((s.batch, s.groups, s.out_channels, s.out[0] * s.out[1]), dtype=s.x.dtype)
    product = np.empty(0)
    for chunk in _chunks(s):
        target, lowered_by_phase = out[chunk], _lowered(s, chunk)
        if product.shape != target.shape:
            product = np.empty_like(target)
        for row in range(s.kernel[0]):
            phase, part = _reads(s, row)
            if row == 0:
                np.matmul(matrices[row], lowered_by_phase[phase][..., part], out=target)
            else:
                np.matmul(matrices[row], lowered_by_phase[phase][..., part], out=product)
                target += product
    return out.reshape(s.batch, s.groups * s.out_channels, *s.out)


def _is_narrow(s: _Sizes) -> bool:
    return s.in_channels * s.kernel[1] <= NARROW and s.groups == 1 and s.dilation[0] == 1


def _by_output_rows(s: _Sizes) -> np.ndarray:
    """Make one matrix product for each row of the output, of a chunk of examples at a time.

    With a picture's rows outermost, all the kernel's rows lie one after the other in the lowered
    input: the window of output row r is a block of it, and nothing has to be added up.
    """
    kernels = s.weight.transpose(0, 2, 1, 3).reshape(s.out_channels, -1)
    out = np.empty((s.batch, s.out_channels, *s.out), dtype=s.x.dtype)
    for chunk in _chunks(s):
        x = _padded(s.x[chunk], s.padding)
        examples, rows, values = len(x), x.shape[2], s.in_channels * s.kernel[1]
        example, channel, down, across = x.strides
        shifts = as_strided(
            x,
            (rows, s.in_channels, s.kernel[1], examples, s.out[1]),
            (down, channel, across * s.dilation[1], example, across * s.stride[1]),
            writeable=False,
        )
        lowered = shifts.reshape(rows * values, examples * s.out[1])
        line, place = lowered.strides
        windows = as_strided(
            lowered,
            (s.out[0], s.kernel[0] * values, examples * s.out[1]),
            (s.stride[0] * values * line, line, place),
            writeable=False,
        )
        product = np.matmul(kernels, windows)
        product = product.reshape(s.out[0], s.out_channels, examples, s.out[1])
        out[chunk] = product.transpose(2, 1, 0, 3)
    return out


@withheld
def conv2d_backward(
    grad_out: np.ndarray,
    x: np.ndarray,
    weight: np.ndarray,
    *,
    stride: Pair = 1,
    padding: Pair = 0,
    dilation: Pair = 1,
    groups: int = 1,
    input_gradient: bool = True,
) -> tuple[np.ndarray | None, np.ndarray, np.ndarray]:
    """Carry a gradient back through `conv2d`.

    Parameters
    ----------
    grad_out : ndarray of shape (batch, out_channels, out_height, out_width)
        Gradient of the loss with respect to the output; floating dtype.
    x, weight, stride, padding, dilation, groups
        As in the forward pass.
    input_gradient : bool
        Whether the gradient of the input is wanted; a network's first layer needs none.

    Returns
    -------
    grad_x : ndarray of the shape of `x`, or None
        Padding is already removed.
    grad_weight : ndarray of the shape of `weight`
    grad_bias : ndarray of shape (out_channels,)
        Gradients are summed over the batch; all three have the dtype of the output.

    Raises
    ------
    ShapeError
        If `grad_out` does not have the output's shape; the message shows both.
    TypeError
        If `grad_out` is an integer array, which would cut off fractions.

    Notes
    -----
    One output touches one window, so it adds ``grad_out * weight`` to that window of `grad_x`,
    and ``grad_out * window`` to `grad_weight`.
    Both are the transposed matrix products of the forward pass, one for each row of the kernel.

    Examples
    --------
    >>> x, weight = np.ones((1, 1, 3, 3)), np.arange(4.0).reshape(1, 1, 2, 2)
    >>> grad_x, grad_weight, grad_bias = conv2d_backward(np.ones((1, 1, 2, 2)), x, weight)
    >>> grad_x[0, 0]
    array([[0., 1., 1.],
           [2., 6., 4.],
           [2., 5., 3.]])
    """
    s = _sizes(x, weight, None, stride, padding, dilation, groups)
    grad_out = _checked_grad(grad_out, s)
    (above, left), (height, width) = s.padding, s.size
    inside = (..., slice(above, above + height), slice(left, left + width))
    if _is_dense(s):
        grad_x, grad_weight, grad_bias = linear_backward(grad_out[:, :, 0, 0], *_as_dense(s))
        padded = grad_x.reshape(s.batch, s.in_channels, *s.kernel)
        grad_x = padded[inside] if input_gradient else None
        return grad_x, grad_weight.reshape(s.weight.shape), grad_bias
    grad = grad_out.reshape(s.batch, s.groups, s.out_channels, -1)
    matrices = _kernel_rows_as_matrices(s)
    grad_matrices = np.zeros_like(matrices)
    grad_x = np.zeros_like(_padded(s.x, s.padding)) if input_gradient else None
    for chunk in _chunks(s):
        lowered_by_phase = _lowered(s, chunk)
        grad_lowered = [np.zeros_like(lowered) for lowered in lowered_by_phase if input_gradient]
        for row in range(s.kernel[0]):
            phase, part = _reads(s, row)
            lowered = lowered_by_phase[phase][..., part]
            grad_matrices[row] += np.matmul(grad[chunk], lowered.swapaxes(-1, -2)).sum(axis=0)
            if input_gradient:
                back = np.matmul(matrices[row].swapaxes(-1, -2), grad[chunk])
                grad_lowered[phase][..., part] += back
        if input_gradient:
            _raise(grad_lowered, s, grad_x[chunk])
    return (
        grad_x[inside] if input_gradient else None,
        grad_matrices.reshape(
            s.kernel[0], s.groups * s.out_channels, s.in_channels, s.kernel[1]
        ).transpose(1, 2, 0, 3),
        grad_out.sum(axis=(0, 2, 3)),
    )


def _is_dense(s: _Sizes) -> bool:
    """Where one window covers the whole map, a convolution is a fully connected layer."""
    padded = tuple(n + 2 * p for n, p in zip(s.size, s.padding, strict=True))
    return s.kernel == padded and s.groups == 1


def _as_dense(s: _Sizes) -> tuple[np.ndarray, np.ndarray]:
    """Flatten every example and every kernel into a row."""
    x = _padded(s.x, s.padding)
    return x.reshape(s.batch, -1), s.weight.reshape(s.out_channels, -1)


def _kernel_rows_as_matrices(s: _Sizes) -> np.ndarray:
    """Shape (kernel_height, groups, out_channels, in_channels * kernel_width)."""
    rows = s.weight.transpose(2, 0, 1, 3)
    return np.ascontiguousarray(rows).reshape(s.kernel[0], s.groups, s.out_channels, -1)


def _reads(s: _Sizes, row: int) -> tuple[int, slice]:
    """Which part of the lowered input one row of the kernel reads.

    Output row r reads input row ``r * stride + row * dilation``: always the same phase of the
    stride, and a run of rows in it.
    """
    first, phase = divmod(row * s.dilation[0], s.stride[0])
    return phase, slice(first * s.out[1], (first + s.out[0]) * s.out[1])


def _lowered(s: _Sizes, chunk: slice) -> list[np.ndarray]:
    """Copy every row's horizontal shifts, for each phase of the vertical stride.

    One array of shape (batch, groups, in_channels * kernel_width, rows * out_width) per phase;
    phases that no row of the kernel reads stay empty.
    """
    x = _padded(s.x[chunk], s.padding)
    read = {_reads(s, row)[0] for row in range(s.kernel[0])}
    lowered = []
    for phase in range(s.stride[0]):
        rows = x[:, :, phase :: s.stride[0]] if phase in read else x[:, :, :0]
        batch, channel, down, across = rows.strides
        count = rows.shape[2]
        shifts = as_strided(
            rows,
            (len(x), s.groups, s.in_channels, s.kernel[1], count, s.out[1]),
            (
                batch,
                channel * s.in_channels,
                channel,
                across * s.dilation[1],
                down,
                across * s.stride[1],
            ),
            writeable=False,
        )
        lowered.append(
            shifts.reshape(len(x), s.groups, s.in_channels * s.kernel[1], count * s.out[1])
        )
    return lowered


def _raise(lowered_by_phase: list[np.ndarray], s: _Sizes, target: np.ndarray) -> None:
    """Add every copy back onto the pixel it came from: the adjoint of `_lowered`."""
    across = s.stride[1] * (s.out[1] - 1) + 1
    for phase, lowered in enumerate(lowered_by_phase):
        if not lowered.size:
            continue
        rows = target[:, :, phase :: s.stride[0]]
        shifts = lowered.reshape(*rows.shape[:2], s.kernel[1], rows.shape[2], s.out[1])
        for column in range(s.kernel[1]):
            start = column * s.dilation[1]
            rows[..., start : start + across : s.stride[1]] += shifts[:, :, column]


def _chunks(s: _Sizes) -> Iterator[slice]:
    """Cut the batch so that what is lowered at a time fits the cache."""
    lowered = (s.size[0] + 2 * s.padding[0]) * s.out[1] * s.kernel[1] * s.in_channels * s.groups
    step = max(1, CHUNK_BYTES // max(1, lowered * s.x.itemsize))
    return (slice(start, start + step) for start in range(0, s.batch, step))


def _padded(x: np.ndarray, padding: tuple[int, int]) -> np.ndarray:
    """Put zeros around every map; a map that needs none is not copied."""
    (above, left), (height, width) = padding, x.shape[-2:]
    if not (above or left):
        return x
    padded = np.zeros((*x.shape[:-2], height + 2 * above, width + 2 * left), dtype=x.dtype)
    padded[..., above : above + height, left : left + width] = x
    return padded


# -- one axis, and the flipped kernel -----------------------------------------------------------


@withheld
def conv1d(
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    *,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
) -> np.ndarray:
    """Convolve a batch of signals: `conv2d` on maps of one row.

    Parameters
    ----------
    x : ndarray of shape (batch, in_channels, width)
    weight : ndarray of shape (out_channels, in_channels // groups, kernel_width)
    bias : ndarray of shape (out_channels,), optional
    stride, padding, dilation, groups : int
        As in `conv2d`.

    Returns
    -------
    ndarray of shape (batch, out_channels, out_width)

    Examples
    --------
    >>> conv1d(np.array([[[1.0, 1, 1, 0, 0]]]), np.array([[[1.0, -1.0]]]))
    array([[[0., 0., 1., 0.]]])
    """
    x = require_array(x, "x", "batch, in_channels, width")
    weight = require_array(weight, "weight", "out_channels, in_channels, kernel_width")
    return conv2d(
        x[:, :, None],
        weight[:, :, None],
        bias,
        **_one_row(stride, padding, dilation),
        groups=groups,
    )[:, :, 0]


@withheld
def conv1d_backward(
    grad_out: np.ndarray,
    x: np.ndarray,
    weight: np.ndarray,
    *,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Carry a gradient back through `conv1d`; parameters and results as in `conv2d_backward`.

    Examples
    --------
    >>> x, weight = np.array([[[1.0, 1, 1, 0, 0]]]), np.array([[[1.0, -1.0]]])
    >>> grad_x, grad_weight, grad_bias = conv1d_backward(np.ones((1, 1, 4)), x, weight)
    >>> grad_weight
    array([[[3., 2.]]])
    """
    grad_out = require_array(grad_out, "grad_out", "batch, out_channels, out_width")
    x = require_array(x, "x", "batch, in_channels, width")
    weight = require_array(weight, "weight", "out_channels, in_channels, kernel_width")
    grad_x, grad_weight, grad_bias = conv2d_backward(
        grad_out[:, :, None],
        x[:, :, None],
        weight[:, :, None],
        **_one_row(stride, padding, dilation),
        groups=groups,
    )
    return grad_x[:, :, 0], grad_weight[:, :, 0], grad_bias


def _one_row(stride: int, padding: int, dilation: int) -> dict[str, Any]:
    """Options of `conv2d` for maps of one row: the vertical ones do nothing."""
    return {
        "stride": (1, require_whole(stride, "stride")),
        "padding": (0, require_whole(padding, "padding", minimum=0)),
        "dilation": (1, require_whole(dilation, "dilation")),
    }


@withheld
def convolve2d(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None, **options: Any
) -> np.ndarray:
    """Convolve in the sense of mathematics: with each kernel turned by half a turn.

    Parameters, options and result are those of `conv2d`.

    Examples
    --------
    >>> spark = np.zeros((1, 1, 3, 3))
    >>> spark[0, 0, 1, 1] = 1
    >>> kernel = np.arange(4.0).reshape(1, 1, 2, 2)
    >>> convolve2d(spark, kernel)[0, 0]
    array([[0., 1.],
           [2., 3.]])
    """
    weight = require_array(
        weight, "weight", "out_channels, in_channels, kernel_height, kernel_width"
    )
    return conv2d(x, weight[..., ::-1, ::-1], bias, **options)


# -- sizes --------------------------------------------------------------------------------------


class _Sizes(NamedTuple):
    """The arguments of one convolution, checked and converted, and the sizes that follow."""

    x: np.ndarray
    weight: np.ndarray
    bias: np.ndarray | None
    batch: int
    groups: int
    in_channels: int  # of one group
    out_channels: int  # of one group
    size: tuple[int, int]  # of the input, without padding
    kernel: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]
    dilation: tuple[int, int]
    out: tuple[int, int]


def _sizes(
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None,
    stride: Pair,
    padding: Pair,
    dilation: Pair,
    groups: int,
) -> _Sizes:
    x = require_array(x, "x", "batch, in_channels, height, width")
    weight = require_array(
        weight, "weight", "out_channels, in_channels, kernel_height, kernel_width"
    )
    stride, dilation = require_pair(stride, "stride"), require_pair(dilation, "dilation")
    padding = require_pair(padding, "padding", minimum=0)
    groups = require_whole(groups, "groups")
    x, weight = as_floats(x, weight)
    batch, channels, *size = x.shape
    filters, per_group, *kernel = weight.shape
    if filters % groups or channels % groups:
        raise ShapeError(
            f"groups must divide in_channels and out_channels, got groups={groups} with "
            f"{channels} and {filters};\nuse a divisor of both"
        )
    if channels != per_group * groups:
        raise ShapeError(
            f"weight of shape {weight.shape} expects {per_group * groups} input channels "
            f"(groups={groups}), x of shape {x.shape} has {channels};\n"
            f"weight must be (out_channels, in_channels // groups, kernel_height, kernel_width)"
        )
    if bias is not None:
        bias = require_array(bias, "bias", "out_channels")
        require_same_shape(bias, (filters,), "bias", "one value for each output channel")
        bias = bias.astype(x.dtype, copy=False)
    spread = (d * (side - 1) + 1 for side, d in zip(kernel, dilation, strict=True))
    out = (output_size(*axis) for axis in zip(size, spread, stride, padding, strict=True))
    return _Sizes(
        x,
        weight,
        bias,
        batch,
        groups,
        per_group,
        filters // groups,
        tuple(size),
        tuple(kernel),
        stride,
        padding,
        dilation,
        tuple(out),
    )


def _checked_grad(grad_out: np.ndarray, s: _Sizes) -> np.ndarray:
    grad_out = require_array(grad_out, "grad_out", "batch, out_channels, out_height, out_width")
    out_shape = (s.batch, s.groups * s.out_channels, *s.out)
    require_same_shape(grad_out, out_shape, "grad_out", "the shape of the output")
    return np.ascontiguousarray(require_float(grad_out, "grad_out"), dtype=s.x.dtype)
