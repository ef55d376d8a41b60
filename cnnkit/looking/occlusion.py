"""Which parts of a picture an answer hangs on: cover them, and see."""

from __future__ import annotations

import numpy as np

from cnnkit.errors import require_array, require_pair
from cnnkit.layers import Sequential
from cnnkit.looking._units import batch_of_one, head_of, require_channel
from cnnkit.shapes import window_spans

__all__ = ["occlusion_map"]


def occlusion_map(
    net: Sequential,
    image: np.ndarray,
    label: int,
    size: int | tuple[int, int],
    step: int | tuple[int, int] = 1,
    *,
    grey: float | None = None,
) -> np.ndarray:
    """Measure how much a score drops when a grey square covers one place after the other.

    Parameters
    ----------
    net : Sequential
        Gives scores of shape (batch, classes); probabilities, if it ends in softmax.
    image : ndarray of shape (channels, height, width)
        Not changed.
    label : int
        The class whose score is watched.
    size, step : int or (int, int)
        Pixels: the square, and from one place to the next.
    grey : float, optional
        Brightness of the square; by default the mean of each channel of this picture.

    Returns
    -------
    ndarray of shape (rows, columns), float64
        Score of the whole picture minus score of the covered one: positive where the covered part
        spoke for the class.
        The last squares may hang over the border, so that every pixel is covered once.

    Notes
    -----
    Source: Zeiler and Fergus (2014), arXiv:1311.2901, section 4.2.

    Examples
    --------
    >>> from cnnkit.layers import Flatten, Linear
    >>> net = Sequential(Flatten(), Linear(4, 1, bias=False))
    >>> net[1].weight[...] = [1.0, 0.0, 0.0, -3.0]
    >>> occlusion_map(net, np.ones((1, 2, 2)), 0, 1, grey=0.0)
    array([[ 1.,  0.],
           [ 0., -3.]])
    """
    net = head_of(net, -1)
    whole = batch_of_one(image)
    scores = require_array(net(whole), "the net's output", "batch, classes")
    label = require_channel(scores, label)
    if grey is None:
        grey = whole[0].mean(axis=(1, 2), keepdims=True)
    squares = [
        window_spans(side, window, stride, "partial")
        for side, window, stride in zip(
            whole.shape[2:], require_pair(size, "size"), require_pair(step, "step"), strict=True
        )
    ]
    drop = np.empty([len(spans) for spans in squares])
    for row, (top, bottom) in enumerate(squares[0]):
        covered = np.repeat(whole, len(squares[1]), axis=0)
        for picture, (left, right) in zip(covered, squares[1], strict=True):
            picture[:, top:bottom, left:right] = grey
        drop[row] = scores[0, label] - net(covered)[:, label]
    return drop
