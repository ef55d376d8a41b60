"""What the first layer looks for: its kernels as pictures."""

from __future__ import annotations

import numpy as np

from cnnkit.layers import Conv2d, Sequential
from cnnkit.looking._units import head_of

__all__ = ["first_layer_kernels"]


def first_layer_kernels(net: Sequential, *, together: bool = True) -> np.ndarray:
    """Return the kernels of the first convolution as pictures.

    Only the first layer's kernels can be looked at like this: they alone weight pixels.

    Parameters
    ----------
    net : Sequential
    together : bool
        One scale for all kernels, so that strong and weak ones can be compared; or one for each.

    Returns
    -------
    ndarray of shape (out_channels, in_channels, kernel_height, kernel_width)
        From 0 (the strongest negative weight there could be) to 1; a weight of 0 is 0.5.
        A copy, in the dtype of the weights.

    Examples
    --------
    >>> net = Sequential(Conv2d(1, 1, (1, 3)))
    >>> net[0].weight[...] = [-2.0, 0.0, 1.0]
    >>> first_layer_kernels(net)[0, 0]
    array([[0.  , 0.5 , 0.75]], dtype=float32)
    """
    for layer in head_of(net, -1):
        if isinstance(layer, Conv2d):
            axes = None if together else (1, 2, 3)
            largest = np.abs(layer.weight).max(axis=axes, keepdims=True)
            return (layer.weight / np.where(largest > 0, largest, 1) + 1) / 2
    raise TypeError(f"the net has no convolution whose kernels could be shown:\n{net!r}")
