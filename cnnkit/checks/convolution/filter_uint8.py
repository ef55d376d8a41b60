"""C10: filter a photograph of bytes, and get bytes back."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.returns import Array
from cnnkit.ops.conv_single import correlate2d
from cnnkit.withhold import withheld

__all__ = ["C10"]


@withheld
def filter_uint8(image: np.ndarray, kernel: np.ndarray, divisor: float) -> np.ndarray:
    """Filter, divide, round, clip; the right answer."""
    sums = correlate2d(image, kernel)
    return np.clip(np.round(sums / divisor), 0, 255).astype(np.uint8)


def wraps_around(image: np.ndarray, kernel: np.ndarray, divisor: float) -> np.ndarray:
    """Values below 0 and above 255 wrap around: `astype(np.uint8)` keeps the remainder by 256.

    Clip first: `np.clip(values, 0, 255)`.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(int), kernel.shape)
    values = np.round(np.tensordot(seen, kernel, 2) / divisor)
    return values.astype(int).astype(np.uint8)


def clipped_above_only(image: np.ndarray, kernel: np.ndarray, divisor: float) -> np.ndarray:
    """Values below 0 wrap around to bright ones: clip them to 0 as well."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(int), kernel.shape)
    values = np.round(np.tensordot(seen, kernel, 2) / divisor)
    return np.minimum(values, 255).astype(int).astype(np.uint8)


def clipped_below_only(image: np.ndarray, kernel: np.ndarray, divisor: float) -> np.ndarray:
    """Values above 255 wrap around to dark ones: clip them to 255 as well."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(int), kernel.shape)
    values = np.round(np.tensordot(seen, kernel, 2) / divisor)
    return np.maximum(values, 0).astype(int).astype(np.uint8)


def sums_in_uint8(image: np.ndarray, kernel: np.ndarray, divisor: float) -> np.ndarray:
    """Your sums wrap around, because they are added up in `uint8`.

    Turn the picture into a wider type before you multiply: `image.astype(int)`.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    sums = np.tensordot(seen, kernel.astype(np.uint8), 2)
    return np.clip(np.round(sums / divisor), 0, 255).astype(np.uint8)


def divisor_forgotten(image: np.ndarray, kernel: np.ndarray, divisor: float) -> np.ndarray:
    """You never divide by the divisor."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(int), kernel.shape)
    return np.clip(np.tensordot(seen, kernel, 2), 0, 255).astype(np.uint8)


def divided_by_the_weights(image: np.ndarray, kernel: np.ndarray, divisor: float) -> np.ndarray:
    """You divide by the sum of the weights; the divisor may be another number."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(int), kernel.shape)
    total = kernel.sum()
    values = np.round(np.tensordot(seen, kernel, 2) / (total if total else 1))
    return np.clip(values, 0, 255).astype(np.uint8)


def fractions_cut_off(image: np.ndarray, kernel: np.ndarray, divisor: float) -> np.ndarray:
    """Your fractions are cut off, by `//` or by `astype`: round first, 2.6 is nearer to 3."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(int), kernel.shape)
    values = np.tensordot(seen, kernel, 2) / divisor
    return np.clip(values, 0, 255).astype(np.uint8)


def half_goes_up(image: np.ndarray, kernel: np.ndarray, divisor: float) -> np.ndarray:
    """Your halves always go up; half to even takes 2.5 to 2 and 3.5 to 4, as `np.round` does."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(int), kernel.shape)
    values = np.floor(np.tensordot(seen, kernel, 2) / divisor + 0.5)
    return np.clip(values, 0, 255).astype(np.uint8)


def rounds_up(image: np.ndarray, kernel: np.ndarray, divisor: float) -> np.ndarray:
    """You round every fraction up: take the nearest whole number, `np.round`."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(int), kernel.shape)
    values = np.ceil(np.tensordot(seen, kernel, 2) / divisor)
    return np.clip(values, 0, 255).astype(np.uint8)


def clipped_before_dividing(image: np.ndarray, kernel: np.ndarray, divisor: float) -> np.ndarray:
    """You clip the sums before you divide them: divide, round, then clip."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(int), kernel.shape)
    sums = np.clip(np.tensordot(seen, kernel, 2), 0, 255)
    return np.round(sums / divisor).clip(0, 255).astype(np.uint8)


def products_clipped(image: np.ndarray, kernel: np.ndarray, divisor: float) -> np.ndarray:
    """You clip along the way, so negative weights count for nothing: clip the end result only."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(int), kernel.shape)
    sums = (seen * kernel).clip(0, None).sum(axis=(2, 3))
    return np.clip(np.round(sums / divisor), 0, 255).astype(np.uint8)


def weights_divided_whole(image: np.ndarray, kernel: np.ndarray, divisor: float) -> np.ndarray:
    """You divide the kernel by `//`, and its fractions are gone: divide the sums, with `/`."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(int), kernel.shape)
    return np.clip(np.tensordot(seen, kernel // divisor, 2), 0, 255).astype(np.uint8)


def sign_lost(image: np.ndarray, kernel: np.ndarray, divisor: float) -> np.ndarray:
    """You keep the size of negative values; they have to become 0."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(int), kernel.shape)
    values = np.abs(np.round(np.tensordot(seen, kernel, 2) / divisor))
    return np.clip(values, 0, 255).astype(np.uint8)


def stretched(image: np.ndarray, kernel: np.ndarray, divisor: float) -> np.ndarray:
    """You stretch the result to 0 ... 255; values inside that range have to stay what they are."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(int), kernel.shape)
    values = np.tensordot(seen, kernel, 2) / divisor
    span = values.max() - values.min()
    return np.round((values - values.min()) / (span if span else 1) * 255).astype(np.uint8)


def flipped(image: np.ndarray, kernel: np.ndarray, divisor: float) -> np.ndarray:
    """Your kernel is turned by 180 degrees: this is a correlation, it stays as it is."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(int), kernel.shape)
    values = np.round(np.tensordot(seen, kernel[::-1, ::-1], 2) / divisor)
    return np.clip(values, 0, 255).astype(np.uint8)


def same_size(image: np.ndarray, kernel: np.ndarray, divisor: float) -> np.ndarray:
    """Your result is as large as the picture: keep the windows that lie on it entirely."""
    up, left = (kernel.shape[0] - 1) // 2, (kernel.shape[1] - 1) // 2
    sides = ((up, kernel.shape[0] - 1 - up), (left, kernel.shape[1] - 1 - left))
    filled = np.pad(image.astype(int), sides)
    seen = np.lib.stride_tricks.sliding_window_view(filled, kernel.shape)
    values = np.round(np.tensordot(seen, kernel, 2) / divisor)
    return np.clip(values, 0, 255).astype(np.uint8)


def not_uint8(image: np.ndarray, kernel: np.ndarray, divisor: float) -> np.ndarray:
    """The values are right, but the dtype is not: end with `.astype(np.uint8)`."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(int), kernel.shape)
    return np.clip(np.round(np.tensordot(seen, kernel, 2) / divisor), 0, 255)


_BYTES = Array(dtype="uint8")
_ANY = np.random.default_rng(10).integers(0, 256, (6, 7), dtype=np.uint8)

C10 = Exercise(
    "C10",
    filter_uint8,
    _BYTES,
    mistakes=(
        wraps_around,
        clipped_above_only,
        clipped_below_only,
        sums_in_uint8,
        divisor_forgotten,
        divided_by_the_weights,
        fractions_cut_off,
        half_goes_up,
        rounds_up,
        clipped_before_dividing,
        products_clipped,
        weights_divided_whole,
        sign_lost,
        stretched,
        flipped,
        same_size,
        not_uint8,
    ),
    telling=(
        Case(_ANY, np.array([[0, -3, 1], [-3, 21, -3], [0, -6, 0]]), 9),
        Case(_ANY, np.array([[3, 2], [1, 1]]), 4),
        Case(_ANY, np.array([[1, 1]]), 2.0),
    ),
    parts=(
        Part("values from 0 to 255", 3, _BYTES),
        Part("halves", 1, _BYTES),
        Part("values beyond", 2, _BYTES),
    ),
)
