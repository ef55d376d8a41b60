"""C5: one filter over all channels of a picture."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops.conv import conv2d
from cnnkit.withhold import withheld

__all__ = ["C5"]


@withheld
def correlate_channels(image: np.ndarray, kernel: np.ndarray, bias: float = 0.0) -> np.ndarray:
    """Slide one filter over all channels, and add its bias; the right answer."""
    return conv2d(image[None], kernel[None], np.array([bias]))[0, 0]


def bias_per_channel(image: np.ndarray, kernel: np.ndarray, bias: float = 0.0) -> np.ndarray:
    """You add the bias once for every channel; a filter has one, added after the sum."""
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[0]
    return np.tensordot(seen, kernel, 3) + bias * len(image)


def bias_forgotten(image: np.ndarray, kernel: np.ndarray, bias: float = 0.0) -> np.ndarray:
    """Your result leaves the bias out: add it to every value."""
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[0]
    return np.tensordot(seen, kernel, 3)


def bias_subtracted(image: np.ndarray, kernel: np.ndarray, bias: float = 0.0) -> np.ndarray:
    """You subtract the bias, as if it were a threshold: add it."""
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[0]
    return np.tensordot(seen, kernel, 3) - bias


def one_map_per_channel(image: np.ndarray, kernel: np.ndarray, bias: float = 0.0) -> np.ndarray:
    """You return a map for each channel: add them up, one filter gives one map."""
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.shape[1:], axis=(1, 2))
    return np.einsum("cijab,cab->cij", seen, kernel) + bias


def axis_left_over(image: np.ndarray, kernel: np.ndarray, bias: float = 0.0) -> np.ndarray:
    """Your result has an axis of length 1 in front: take the map out with `[0]`."""
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[0]
    return np.tensordot(seen, kernel, 3)[None] + bias


def first_slice_for_all(image: np.ndarray, kernel: np.ndarray, bias: float = 0.0) -> np.ndarray:
    """You lay the kernel's first slice on every channel; channel `c` has its own, `kernel[c]`."""
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.shape[1:], axis=(1, 2))
    return np.einsum("cijab,ab->ij", seen, kernel[0]) + bias


def first_channel_only(image: np.ndarray, kernel: np.ndarray, bias: float = 0.0) -> np.ndarray:
    """Only the first channel counts in your result: go through all of them."""
    seen = np.lib.stride_tricks.sliding_window_view(image[0], kernel.shape[1:])
    return np.tensordot(seen, kernel[0], 2) + bias


def last_channel_only(image: np.ndarray, kernel: np.ndarray, bias: float = 0.0) -> np.ndarray:
    """Only the last channel is left: add the channels up with `+=` instead of `=`."""
    seen = np.lib.stride_tricks.sliding_window_view(image[-1], kernel.shape[1:])
    return np.tensordot(seen, kernel[-1], 2) + bias


def averaged(image: np.ndarray, kernel: np.ndarray, bias: float = 0.0) -> np.ndarray:
    """You average over the channels; they have to be added up."""
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[0]
    return np.tensordot(seen, kernel, 3) / len(image) + bias


def summed_before(image: np.ndarray, kernel: np.ndarray, bias: float = 0.0) -> np.ndarray:
    """You add the channels up first and filter the sum.

    Every channel meets its own slice: filter first, then add.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image.sum(axis=0), kernel.shape[1:])
    return np.tensordot(seen, kernel.sum(axis=0), 2) + bias


def channels_reversed(image: np.ndarray, kernel: np.ndarray, bias: float = 0.0) -> np.ndarray:
    """Your first channel meets the last slice: channel `c` belongs to `kernel[c]`."""
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[0]
    return np.tensordot(seen, kernel[::-1], 3) + bias


def slices_flipped(image: np.ndarray, kernel: np.ndarray, bias: float = 0.0) -> np.ndarray:
    """Your slices are turned by 180 degrees: this is a correlation, they stay as they are."""
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[0]
    return np.tensordot(seen, kernel[:, ::-1, ::-1], 3) + bias


def flipped_on_all_axes(image: np.ndarray, kernel: np.ndarray, bias: float = 0.0) -> np.ndarray:
    """Your kernel is turned round on all three axes, even that of the channels.

    That is what a convolution in three dimensions does; leave it as it is.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[0]
    return np.tensordot(seen, kernel[::-1, ::-1, ::-1], 3) + bias


def result_keeps_type(image: np.ndarray, kernel: np.ndarray, bias: float = 0.0) -> np.ndarray:
    """Your result has the dtype of the picture, and sums get lost in it.

    Whole numbers drop fractions, and `uint8` wraps around after 255 and below 0.
    Make an array of floats.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)[0]
    out = np.tensordot(seen, kernel, 3) + bias
    return out.astype(int).astype(image.dtype) if image.dtype.kind in "iu" else out


C5 = Exercise(
    "C5",
    correlate_channels,
    Array(),
    mistakes=(
        bias_per_channel,
        bias_forgotten,
        bias_subtracted,
        one_map_per_channel,
        axis_left_over,
        first_slice_for_all,
        first_channel_only,
        last_channel_only,
        averaged,
        summed_before,
        channels_reversed,
        slices_flipped,
        flipped_on_all_axes,
        result_keeps_type,
    ),
    telling=(
        Case(mixed(3, 5, 6), mixed(3, 2, 3), 2.5),
        Case(mixed(2, 4, 6).astype(int), mixed(2, 3, 2) / 4, -1.5),
    ),
    parts=(Part("sum over the channels", 2, Array()), Part("bias", 1, Array())),
)
