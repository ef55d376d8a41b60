"""Which pieces of real pictures excite a unit most, and where in them it looks."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnkit.errors import require_array, require_pair, require_whole
from cnnkit.layers import Dropout, Flatten, Sequential
from cnnkit.ledger import Conv
from cnnkit.looking._units import head_of, require_channel

__all__ = ["Patch", "ReceptiveField", "receptive_field", "top_patches"]

BATCH = 64
"""How many pictures go through the net at a time."""


class ReceptiveField(NamedTuple):
    """Where the units of a layer look, in pixels of the input, (vertical, horizontal).

    `size` is what one unit sees, `step` is from one unit to the next, and `first` is the corner of
    the first unit's field, which is negative where the field begins in the padding.
    """

    size: tuple[int, int]
    step: tuple[int, int]
    first: tuple[int, int]

    def at(self, position: tuple[int, int], picture: tuple[int, int]) -> tuple[slice, slice]:
        """Return the rows and columns that one unit sees of a picture of this size.

        Examples
        --------
        >>> ReceptiveField((5, 5), (2, 2), (-1, -1)).at((0, 3), (8, 8))
        (slice(0, 4, None), slice(5, 8, None))
        """
        starts = [f + p * s for f, p, s in zip(self.first, position, self.step, strict=True)]
        rows, columns = (
            slice(max(start, 0), min(start + size, side))
            for start, size, side in zip(starts, self.size, picture, strict=True)
        )
        return rows, columns


def receptive_field(net: Sequential, layer: int, shape: tuple[int, int, int]) -> ReceptiveField:
    """Say where the units of a layer look.

    Size and step are those of the net's ledger, ``net.summary(shape)``; padding moves the corner.

    Parameters
    ----------
    net : Sequential
    layer : int
        From `Flatten` on, every unit is said to see the whole picture.
    shape : (int, int, int)
        Channels, height and width of the pictures.

    Returns
    -------
    ReceptiveField

    Raises
    ------
    TypeError
        If the ledger has no row for a layer on the way.

    Examples
    --------
    >>> from cnnkit.layers import Conv2d, MaxPool2d, ReLU
    >>> net = Sequential(Conv2d(1, 6, 5, padding=2), ReLU(), MaxPool2d(2), Conv2d(6, 16, 5))
    >>> receptive_field(net, 2, (1, 32, 32))
    ReceptiveField(size=(6, 6), step=(2, 2), first=(-2, -2))
    >>> receptive_field(net, 3, (1, 32, 32)).size
    (14, 14)
    """
    head = head_of(net, layer)
    for part in head:
        if part.spec is None and not isinstance(part, (Flatten, Dropout)):
            raise TypeError(f"the ledger does not know how far this layer sees: {part!r}")
    size, step, first = (1, 1), (1, 1), (0, 0)
    for row in head.summary(shape):
        if isinstance(row.spec, Conv):
            padding = require_pair(row.spec.padding, "padding", minimum=0)
            first = tuple(f - p * s for f, p, s in zip(first, padding, step, strict=True))
        size, step = row.receptive_field, row.step
    if any(isinstance(part, Flatten) for part in head):
        return ReceptiveField(tuple(shape[1:]), (1, 1), (0, 0))
    return ReceptiveField(size, step, first)


class Patch(NamedTuple):
    """A piece of a picture, and how much it excites a unit.

    `pixels` has shape (channels, height, width), and `activation` is what they bring about.
    `image` is the picture's number, `position` is the unit's row and column in its map, and `rows`
    and `columns` are what it sees of the picture.
    """

    pixels: np.ndarray
    activation: float
    image: int
    position: tuple[int, int]
    rows: slice
    columns: slice


def top_patches(
    net: Sequential, layer: int, channel: int, images: np.ndarray, count: int = 9
) -> list[Patch]:
    """Find the pieces of real pictures that excite a channel most, at most one of each picture.

    Parameters
    ----------
    net : Sequential
    layer, channel : int
        A fully connected layer has one unit in each channel.
    images : ndarray of shape (batch, channels, height, width)
        Not changed.
    count : int
        How many to return; fewer if there are fewer pictures.

    Returns
    -------
    list of Patch
        The most exciting first.
        A patch is the whole receptive field; where that hangs over a border, it is cut off.

    Notes
    -----
    Source: R. Girshick, J. Donahue, T. Darrell and J. Malik, "Rich feature hierarchies for accurate
    object detection and semantic segmentation", CVPR 2014, arXiv:1311.2524, section 3.1.

    Examples
    --------
    >>> from cnnkit.layers import Conv2d, ReLU
    >>> net = Sequential(Conv2d(1, 1, (1, 2), bias=False), ReLU())
    >>> net[0].weight[...] = [-1.0, 1.0]  # a step from dark to bright
    >>> images = np.array([[[[5.0, 5, 6, 6]]], [[[9.0, 0, 0, 9]]]])
    >>> best = top_patches(net, 1, 0, images)[0]
    >>> best.pixels, best.activation, best.image, best.columns
    (array([[[0., 9.]]]), 9.0, 1, slice(2, 4, None))
    """
    images = require_array(images, "images", "batch, channels, height, width")
    count = require_whole(count, "count")
    head = head_of(net, layer)
    field = receptive_field(net, layer, images.shape[1:])
    answers = [head(images[start : start + BATCH]) for start in range(0, len(images), BATCH)]
    maps = np.concatenate([answer[:, require_channel(answer, channel)] for answer in answers])
    maps = maps.reshape(len(images), *(maps.shape[1:] or (1, 1)))
    strongest = maps.reshape(len(images), -1).argmax(axis=1)
    activations = maps.max(axis=(1, 2))
    patches = []
    for image in np.argsort(-activations, kind="stable")[:count].tolist():
        row, column = map(int, np.unravel_index(strongest[image], maps.shape[1:]))
        rows, columns = field.at((row, column), images.shape[2:])
        pixels = images[image, :, rows, columns].copy()
        activation = float(activations[image])
        patches.append(Patch(pixels, activation, image, (row, column), rows, columns))
    return patches
