"""Which pixels of a picture excited a unit: back through the net, layer by layer."""

from __future__ import annotations

import numpy as np

from cnnkit.layers import Conv2d, Dropout, MaxPool2d, ReLU, Sequential
from cnnkit.looking._units import batch_of_one, head_of, only_unit, require_channel
from cnnkit.ops.activation import relu

__all__ = ["deconvolve"]


def deconvolve(
    net: Sequential,
    layer: int,
    channel: int,
    image: np.ndarray,
    position: tuple[int, int] | None = None,
) -> np.ndarray:
    """Carry one unit's activation back to the pixels, by deconvolution with switches.

    All other units of the layer are set to 0.
    Then each layer is undone as well as it can be: max pooling puts a value back to where the
    maximum was (the "switches"), ReLU sets negative values to 0 again, and a convolution is
    transposed.

    Parameters
    ----------
    net : Sequential
        Convolutions, ReLU and max pooling, up to `layer`; what comes after may be anything.
    layer, channel : int
        Best a ReLU or a pooling layer.
    image : ndarray of shape (channels, height, width)
        Not changed.
    position : (int, int), optional
        Row and column of the unit in its map; by default the one that is excited most.

    Returns
    -------
    ndarray of shape (channels, height, width)
        Nothing but zeros if the unit is silent.

    Raises
    ------
    TypeError
        If there is another kind of layer on the way.

    Notes
    -----
    Unpooling and transposed convolution are what ``backward`` does in these layers.
    Only ReLU differs from it: the gradient passes where the *input* was positive, deconvolution
    passes what is positive on the way *back*.
    Source: M. Zeiler and R. Fergus, "Visualizing and understanding convolutional networks",
    ECCV 2014, arXiv:1311.2901, section 2.1.

    Examples
    --------
    >>> net = Sequential(Conv2d(1, 1, (1, 2), bias=False), ReLU(), MaxPool2d((1, 3)))
    >>> net[0].weight[...] = [-1.0, 1.0]
    >>> deconvolve(net, 2, 0, np.array([[[0.0, 0.0, 4.0, 4.0]]]))
    array([[[ 0., -4.,  4.,  0.]]])
    """
    head = head_of(net, layer)
    for part in head:
        if not isinstance(part, (Conv2d, ReLU, MaxPool2d, Dropout)):
            raise TypeError(
                f"deconvolution is defined for Conv2d, ReLU and MaxPool2d, got {part!r} on the "
                f"way;\nchoose a layer before it"
            )
    out = head(batch_of_one(image))
    if position is None:
        strongest = out[0, require_channel(out, channel)].argmax()
        position = np.unravel_index(strongest, out.shape[2:])
    signal = only_unit(out, channel, position) * out
    for part in reversed(head.layers):
        signal = relu(signal) if isinstance(part, ReLU) else part.backward(signal)
    return signal[0]
