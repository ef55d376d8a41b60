"""The bonus: one call that exposes as many buggy correlations as possible."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnkit.checks.hunt import Hunt
from cnnkit.checks.returns import described
from cnnkit.ops.conv_single import correlate2d, correlate2d_fft

__all__ = ["BREAKING_CALL"]

_PIXELS = 64


def turns_the_kernel(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """The kernel is turned by 180 degrees."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.tensordot(seen, kernel[::-1, ::-1], 2)


def mirrors_the_kernel(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """The kernel is mirrored, left to right."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.tensordot(seen, kernel[:, ::-1], 2)


def counts_rows_only(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """The number of rows of the result is taken for its number of columns, too."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.tensordot(seen[:, : len(seen)], kernel, 2)


def wants_a_middle_row(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """A kernel with an even number of rows loses the last of them."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    rows = len(kernel) - (len(kernel) + 1) % 2
    return np.tensordot(seen[:, :, :rows], kernel[:rows], 2)


def knows_three_columns(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """The kernel's columns beyond the third are left out."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.tensordot(seen[:, :, :, :3], kernel[:, :3], 2)


def loses_negatives(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Sums below 0 become 0."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.maximum(np.tensordot(seen, kernel, 2), 0)


def whole_numbers_only(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """The result is stored in an array of integers."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.tensordot(seen, kernel, 2).astype(int)


def ends_at_255(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Sums above 255 become 255."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.minimum(np.tensordot(seen, kernel, 2), 255)


def right(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Slide the kernel over the picture."""
    return correlate2d(image.astype(float), kernel.astype(float))


def right_by_fourier(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Multiply the Fourier transforms: right, as far as floating-point numbers go."""
    return correlate2d_fft(image.astype(float), kernel.astype(float))


def refusal(call: Any) -> str | None:
    """Say why this is no call of a correlation, or return None."""
    if type(call) is not tuple or len(call) != 2:
        return f"a tuple (image, kernel) is expected, yours is {described(call)}"
    for name, array in zip(("picture", "kernel"), call, strict=True):
        if type(array) is not np.ndarray or array.ndim != 2 or array.dtype.kind not in "iuf":
            return f"the {name} must be a NumPy array of numbers with two axes"
        if array.size == 0:
            return f"the {name} must not be empty"
    image, kernel = call
    if image.size > _PIXELS:
        return f"the picture has {image.size} pixels; {_PIXELS} are allowed"
    if kernel.shape[0] > image.shape[0] or kernel.shape[1] > image.shape[1]:
        sides = "{}x{}".format(*kernel.shape), "{}x{}".format(*image.shape)
        return f"a kernel of {sides[0]} does not fit into a picture of {sides[1]}"
    return None


BREAKING_CALL = Hunt(
    "breaking_call",
    right=(right, right_by_fourier),
    bugs=(
        turns_the_kernel,
        mirrors_the_kernel,
        counts_rows_only,
        wants_a_middle_row,
        knows_three_columns,
        loses_negatives,
        whole_numbers_only,
        ends_at_255,
    ),
    refusal=refusal,
)
