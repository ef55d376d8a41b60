"""The net up to a layer, and one unit of it."""

from __future__ import annotations

import copy
from collections.abc import Sequence

import numpy as np

from cnnkit.errors import ShapeError, require_array, require_whole
from cnnkit.layers import Layer, Sequential


def head_of(net: Sequential, layer: int) -> Sequential:
    """Copy the net up to a layer; the weights are shared, what layers remember is not."""
    if not isinstance(net, Sequential):
        raise TypeError(f"net must be a Sequential, got the {type(net).__name__} {net!r}")
    layer = require_whole(layer, "layer", minimum=-len(net))
    if layer >= len(net):
        raise ValueError(f"layer must be below {len(net)}, the number of layers, got {layer}")
    return Sequential(*map(_copied, net.layers[: range(len(net))[layer] + 1])).eval()


def _copied(layer: Layer) -> Layer:
    if isinstance(layer, Sequential):
        return Sequential(*map(_copied, layer))
    return copy.copy(layer)


def batch_of_one(image: np.ndarray) -> np.ndarray:
    image = require_array(image, "image", "channels, height, width")[None]
    return image if image.dtype.kind == "f" else image.astype(np.float64)


def require_channel(out: np.ndarray, channel: int) -> int:
    """Return `channel` if a layer that gives `out` has it."""
    channel = require_whole(channel, "channel", minimum=0)
    if channel >= out.shape[1]:
        raise ValueError(
            f"channel must be below {out.shape[1]}, the number of channels, got {channel}"
        )
    return channel


def only_unit(out: np.ndarray, channel: int, position: Sequence[int]) -> np.ndarray:
    """Return 1 for one unit of the first example of a layer's output, and 0 for all others."""
    sides = out.shape[2:]
    position = tuple(position)
    if len(position) != len(sides) or any(
        not 0 <= place < side for place, side in zip(position, sides, strict=True)
    ):
        raise ShapeError(f"position must be a place on the layer's map of {sides}, got {position}")
    only = np.zeros_like(out)
    only[(0, require_channel(out, channel), *position)] = 1
    return only
