"""The bonus: one call that exposes as many buggy strided convolutions as possible."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnkit.checks.hunt import Hunt
from cnnkit.checks.padding_stride.conv2d import conv2d
from cnnkit.checks.returns import WHOLE, described
from cnnkit.ops.conv_single import correlate2d_fft

__all__ = ["BREAKING_CALL"]

_PIXELS = 64
_PADDING = 8

Pair = tuple[int, int]


def answers(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Slide a kernel over a picture that is padded already, with stride 1."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.tensordot(seen, kernel, 2)


def padded(image: np.ndarray, padding: Pair, mode: str = "constant") -> np.ndarray:
    """Add as many rows and columns at both ends."""
    return np.pad(image, [(padding[0],) * 2, (padding[1],) * 2], mode=mode)


def swaps_the_strides(
    image: np.ndarray, kernel: np.ndarray, stride: Pair, padding: Pair
) -> np.ndarray:
    """The vertical stride is used horizontally, and the other way round."""
    return answers(padded(image, padding), kernel)[:: stride[1], :: stride[0]]


def swaps_the_paddings(
    image: np.ndarray, kernel: np.ndarray, stride: Pair, padding: Pair
) -> np.ndarray:
    """Rows are padded like columns, and the other way round."""
    return answers(padded(image, padding[::-1]), kernel)[:: stride[0], :: stride[1]]


def pads_one_end(image: np.ndarray, kernel: np.ndarray, stride: Pair, padding: Pair) -> np.ndarray:
    """All the zeros go to the top and to the left; their number is right."""
    one_end = np.pad(image, ((2 * padding[0], 0), (2 * padding[1], 0)))
    return answers(one_end, kernel)[:: stride[0], :: stride[1]]


def repeats_the_border(
    image: np.ndarray, kernel: np.ndarray, stride: Pair, padding: Pair
) -> np.ndarray:
    """The padding repeats the border of the picture."""
    return answers(padded(image, padding, "edge"), kernel)[:: stride[0], :: stride[1]]


def counts_padding_once(
    image: np.ndarray, kernel: np.ndarray, stride: Pair, padding: Pair
) -> np.ndarray:
    """The number of columns is computed with the padding of one end; columns beyond are missing."""
    columns = (image.shape[1] + padding[1] - kernel.shape[1]) // stride[1] + 1
    return answers(padded(image, padding), kernel)[:: stride[0], :: stride[1]][:, : max(columns, 0)]


def hangs_over(image: np.ndarray, kernel: np.ndarray, stride: Pair, padding: Pair) -> np.ndarray:
    """Rows that are left over at the bottom get a window of their own, cut off."""
    filled = padded(image, padding)
    missing = -(filled.shape[0] - kernel.shape[0]) % stride[0]
    return answers(np.pad(filled, ((0, missing), (0, 0))), kernel)[:: stride[0], :: stride[1]]


def leaves_no_gaps(
    image: np.ndarray, kernel: np.ndarray, stride: Pair, padding: Pair
) -> np.ndarray:
    """A stride larger than the kernel is taken for the kernel's size."""
    down, right = (min(s, k) for s, k in zip(stride, kernel.shape, strict=True))
    return answers(padded(image, padding), kernel)[::down, ::right]


def turns_the_kernel(
    image: np.ndarray, kernel: np.ndarray, stride: Pair, padding: Pair
) -> np.ndarray:
    """The kernel is turned by 180 degrees."""
    return answers(padded(image, padding), kernel[::-1, ::-1])[:: stride[0], :: stride[1]]


def right(image: np.ndarray, kernel: np.ndarray, stride: Pair, padding: Pair) -> np.ndarray:
    """Slide the kernel over the padded picture, in steps of the stride."""
    return conv2d(image.astype(float), kernel.astype(float), stride, padding)


def right_by_fourier(
    image: np.ndarray, kernel: np.ndarray, stride: Pair, padding: Pair
) -> np.ndarray:
    """Multiply the Fourier transforms, and thin out: right, as far as floating point goes."""
    filled = padded(image, padding).astype(float)
    return correlate2d_fft(filled, kernel.astype(float))[:: stride[0], :: stride[1]]


def refusal(call: Any) -> str | None:
    """Say why this is no call of a strided convolution, or return None."""
    if type(call) is not tuple or len(call) != 4:
        return f"a tuple (image, kernel, stride, padding) is expected, yours is {described(call)}"
    image, kernel, stride, padding = call
    for name, array in (("picture", image), ("kernel", kernel)):
        if type(array) is not np.ndarray or array.ndim != 2 or array.dtype.kind not in "iuf":
            return f"the {name} must be a NumPy array of numbers with two axes"
        if array.size == 0:
            return f"the {name} must not be empty"
    if image.size > _PIXELS:
        return f"the picture has {image.size} pixels; {_PIXELS} are allowed"
    for name, pair, least in (("stride", stride, 1), ("padding", padding, 0)):
        if type(pair) is not tuple or len(pair) != 2 or not {type(n) for n in pair} <= WHOLE:
            return f"the {name} must be a tuple of two whole numbers, (vertical, horizontal)"
        if min(pair) < least:
            return f"the {name} must be at least {least}"
    if max(padding) > _PADDING:
        return f"a padding of {max(padding)} is too much; {_PADDING} is allowed"
    sides = tuple(side + 2 * p for side, p in zip(image.shape, padding, strict=True))
    if kernel.shape[0] > sides[0] or kernel.shape[1] > sides[1]:
        sizes = "{}x{}".format(*kernel.shape), "{}x{}".format(*sides)
        return f"a kernel of {sizes[0]} does not fit into a padded picture of {sizes[1]}"
    return None


BREAKING_CALL = Hunt(
    "breaking_call",
    right=(right, right_by_fourier),
    bugs=(
        swaps_the_strides,
        swaps_the_paddings,
        pads_one_end,
        repeats_the_border,
        counts_padding_once,
        hangs_over,
        leaves_no_gaps,
        turns_the_kernel,
    ),
    refusal=refusal,
)
