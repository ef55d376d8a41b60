"""What would excite a unit most: a picture that never was, found by gradient ascent."""

from __future__ import annotations

import numpy as np

from cnnkit.errors import require_whole
from cnnkit.layers import Sequential
from cnnkit.looking._units import head_of, only_unit

__all__ = ["maximise_activation"]


def maximise_activation(
    net: Sequential,
    layer: int,
    channel: int,
    shape: tuple[int, int, int],
    *,
    position: tuple[int, int] | None = None,
    steps: int = 100,
    rate: float = 0.1,
    decay: float = 1.0,
    rng: np.random.Generator | None = None,
) -> np.ndarray:
    """Climb to a picture that excites a unit much, by gradient ascent on the pixels.

    What grows is ``activation - decay / 2 * sum(pixels**2)``; without the penalty, a picture could
    gain by contrast alone.
    A climb ends on some hill, not always on the highest: try several starts.

    Parameters
    ----------
    net : Sequential
    layer, channel : int
        For a class, choose its logit: softmax would also reward what speaks against the others.
    shape : (int, int, int)
        Channels, height and width of the picture.
    position : (int, int), optional
        Row and column of the unit in its map; the middle by default.
    steps : int
        How many steps of gradient ascent.
    rate, decay : float
        Length of a step, and weight of the penalty.
    rng : numpy.random.Generator, optional
        Where the faint noise comes from that the climb starts at; a fixed seed by default.

    Returns
    -------
    ndarray of shape (channels, height, width), float64
        Around 0; for a linear unit, its weights divided by `decay`.

    Raises
    ------
    ValueError
        If the unit does not depend on any pixel on the way, as behind a silent ReLU.

    Notes
    -----
    Sources: D. Erhan, Y. Bengio, A. Courville and P. Vincent, "Visualizing higher-layer features of
    a deep network", Université de Montréal, 2009; with this penalty: K. Simonyan, A. Vedaldi and
    A. Zisserman, "Deep inside convolutional networks", 2013, arXiv:1312.6034.

    Examples
    --------
    >>> from cnnkit.layers import Conv2d
    >>> net = Sequential(Conv2d(1, 1, (1, 2), bias=False))
    >>> net[0].weight[...] = [-1.0, 1.0]
    >>> maximise_activation(net, 0, 0, (1, 1, 4)).round(3) + 0
    array([[[ 0., -1.,  1.,  0.]]])
    """
    head = head_of(net, layer)
    rng = np.random.default_rng(0) if rng is None else rng
    picture = rng.normal(0, 0.1, (1, *shape))
    for _ in range(require_whole(steps, "steps")):
        out = head(picture)
        place = [side // 2 for side in out.shape[2:]] if position is None else position
        slope = head.backward(only_unit(out, channel, place))
        if not slope.any():
            raise ValueError(
                "the unit is silent and has no slope to climb; try another rng, a smaller decay, "
                "or the layer before its ReLU"
            )
        picture = picture + rate * (slope - decay * picture)
    return picture[0]
