"""C6: a bank of filters gives a stack of maps."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops.conv import conv2d
from cnnkit.withhold import withheld

__all__ = ["C6"]


@withheld
def conv_bank(image: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Slide every filter over all channels, and add its own bias; the right answer."""
    return conv2d(image[None], weight, bias)[0]


def bias_along_columns(image: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Your biases run along the columns of the maps, or do not fit: `maps + bias` does that.

    Every map has one bias: `maps + bias[:, None, None]`.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image, weight.shape[1:])[0]
    return np.einsum("ijcab,fcab->fij", seen, weight) + bias


def bias_along_rows(image: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Your biases run along the rows of the maps, or do not fit: `bias[:, None]` does that.

    The maps have two axes behind the filters: `maps + bias[:, None, None]`.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image, weight.shape[1:])[0]
    return np.einsum("ijcab,fcab->fij", seen, weight) + bias[:, None]


def bias_forgotten(image: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """You forgot the biases: there is one per filter."""
    seen = np.lib.stride_tricks.sliding_window_view(image, weight.shape[1:])[0]
    return np.einsum("ijcab,fcab->fij", seen, weight)


def first_bias_for_all(image: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """You add the first bias to every map; filter `f` has its own, `bias[f]`."""
    seen = np.lib.stride_tricks.sliding_window_view(image, weight.shape[1:])[0]
    return np.einsum("ijcab,fcab->fij", seen, weight) + bias[0]


def all_biases_to_all(image: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """You add all the biases to every map; filter `f` has its own, `bias[f]`."""
    seen = np.lib.stride_tricks.sliding_window_view(image, weight.shape[1:])[0]
    return np.einsum("ijcab,fcab->fij", seen, weight) + bias.sum()


def bias_per_channel(image: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """You add a filter's bias once for every channel: add it once, after the sum."""
    seen = np.lib.stride_tricks.sliding_window_view(image, weight.shape[1:])[0]
    maps = np.einsum("ijcab,fcab->fij", seen, weight)
    return maps + len(image) * bias[:, None, None]


def filters_last(image: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Your maps stand along the last axis; the filters come first: (F, height, width)."""
    seen = np.lib.stride_tricks.sliding_window_view(image, weight.shape[1:])[0]
    return np.einsum("ijcab,fcab->ijf", seen, weight) + bias


def filters_for_channels(image: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """You take the first axis of `weight` for the channels; it counts the filters.

    `weight[f, c]` is the slice of filter `f` for channel `c`.
    """
    channels, filters, h, w = weight.shape
    out = np.zeros((filters, image.shape[1] - h + 1, image.shape[2] - w + 1))
    for f in range(filters):
        for c in range(channels):
            seen = np.lib.stride_tricks.sliding_window_view(image[c], (h, w))
            out[f] += np.tensordot(seen, weight[c, f], 2)
        out[f] += bias[f]
    return out


def squeezed(image: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Axes of length 1 have vanished from your result, as `np.squeeze` does it.

    A single filter still gives a stack: (1, height, width).
    """
    seen = np.lib.stride_tricks.sliding_window_view(image, weight.shape[1:])[0]
    return (np.einsum("ijcab,fcab->fij", seen, weight) + bias[:, None, None]).squeeze()


def first_filter_only(image: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Your result has a map for the first filter only: every filter gives one."""
    seen = np.lib.stride_tricks.sliding_window_view(image, weight.shape[1:])[0]
    return (np.einsum("ijcab,fcab->fij", seen, weight) + bias[:, None, None])[:1]


def maps_added_up(image: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """You add the maps of all filters up; channels are added, maps stand side by side."""
    seen = np.lib.stride_tricks.sliding_window_view(image, weight.shape[1:])[0]
    return (np.einsum("ijcab,fcab->fij", seen, weight) + bias[:, None, None]).sum(axis=0)


def channels_not_added(image: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """You return a map for each filter and each channel: add up over the channels."""
    seen = np.lib.stride_tricks.sliding_window_view(image, weight.shape[2:], axis=(1, 2))
    return np.einsum("cijab,fcab->fcij", seen, weight) + bias[:, None, None, None]


def first_channel_only(image: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Your filters look at the first channel only: add up over all of them."""
    seen = np.lib.stride_tricks.sliding_window_view(image[0], weight.shape[2:])
    return np.einsum("ijab,fab->fij", seen, weight[:, 0]) + bias[:, None, None]


def first_slice_for_all(image: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """You lay a filter's first slice on every channel; channel `c` has its own, `weight[f, c]`."""
    seen = np.lib.stride_tricks.sliding_window_view(image, weight.shape[2:], axis=(1, 2))
    return np.einsum("cijab,fab->fij", seen, weight[:, 0]) + bias[:, None, None]


def flipped(image: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Your filters are turned by 180 degrees: layers correlate, the filters stay as they are."""
    seen = np.lib.stride_tricks.sliding_window_view(image, weight.shape[1:])[0]
    maps = np.einsum("ijcab,fcab->fij", seen, weight[:, :, ::-1, ::-1])
    return maps + bias[:, None, None]


C6 = Exercise(
    "C6",
    conv_bank,
    Array(),
    mistakes=(
        bias_along_columns,
        bias_along_rows,
        bias_forgotten,
        first_bias_for_all,
        all_biases_to_all,
        bias_per_channel,
        filters_last,
        filters_for_channels,
        squeezed,
        first_filter_only,
        maps_added_up,
        channels_not_added,
        first_channel_only,
        first_slice_for_all,
        flipped,
    ),
    telling=(
        Case(mixed(2, 5, 4), mixed(3, 2, 2, 2), mixed(3)),
        Case(mixed(3, 4, 6), mixed(3, 3, 2, 3), mixed(4)[:3]),
        Case(mixed(3, 3, 5), mixed(1, 3, 2, 2), mixed(1)),
    ),
    parts=(Part("maps", 3, Array()), Part("biases", 1, Array())),
)
