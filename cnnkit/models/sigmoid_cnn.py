"""The tiny net on which deck 003 derives backpropagation: 27 weights, sigmoids, no biases.

It has one layer of each kind and is small enough to write every gradient down.
The figure with its sizes is lost; these, and the numbers of the example, were chosen for the book.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnkit.layers import Sequential
from cnnkit.ledger import Activation, Conv, Dense, Pool
from cnnkit.models.build import build
from cnnkit.models.table import Entry, Table

__all__ = ["SIGMOID_CNN", "SIGMOID_EXAMPLE", "SigmoidExample", "sigmoid_example_net"]

_SIGMOID = Activation("sigmoid")

SIGMOID_CNN = Table(
    "Sigmoid net",
    "deck 003, backpropagation through a convolutional network; sizes chosen for the book",
    (1, 6, 6),
    (
        Entry("conv", Conv(1, 3, bias=False), "deck 003, convolution layer"),
        Entry("sigmoid1", _SIGMOID, "deck 003, activation"),
        Entry("pool", Pool(2, mode="avg"), "deck 003, average pooling"),
        Entry("fc1", Dense(3, bias=False), "deck 003, first fully connected layer"),
        Entry("sigmoid2", _SIGMOID, "deck 003, activation"),
        Entry("fc2", Dense(2, bias=False), "deck 003, second fully connected layer"),
        Entry("sigmoid3", _SIGMOID, "deck 003, activation"),
    ),
)
"""9 + 12 + 6 = 27 weights."""


class SigmoidExample(NamedTuple):
    """A picture, what the net should answer to it, and weights to start from.

    `image` has shape (6, 6), `target` (2,); `conv` is the kernel, (3, 3); `fc1`, (4, 3), and
    `fc2`, (3, 2), are written from input to output, as in the deck, which is the transpose of a
    layer's `weight`.
    """

    image: np.ndarray
    target: np.ndarray
    conv: np.ndarray
    fc1: np.ndarray
    fc2: np.ndarray


SIGMOID_EXAMPLE = SigmoidExample(
    image=np.array(
        [
            [0, 0, 1, 1, 0, 0],
            [0, 1, 1, 1, 0, 0],
            [0, 0, 1, 1, 0, 0],
            [0, 0, 1, 1, 0, 0],
            [0, 0, 1, 1, 0, 0],
            [0, 1, 1, 1, 1, 0],
        ],
        dtype=float,
    ),
    target=np.array([1.0, 0.0]),
    conv=np.array([[0.5, -0.5, 0], [1, 0, -1], [0.5, 0, -0.5]]),
    fc1=np.array([[1, -1, 0.5], [-0.5, 1, 1], [1, 0.5, -1], [-1, 1, 0.5]]),
    fc2=np.array([[1, -1], [-1, 1], [0.5, 1]]),
)
"""A digit 1 that the net takes for the other class: its outputs are 0.46 and 0.79."""


def sigmoid_example_net() -> Sequential:
    """Build the net with the weights of the example, in float64.

    Returns
    -------
    Sequential
        Its layers 0, 4 and 6 have the weights.

    Examples
    --------
    >>> net = sigmoid_example_net()
    >>> net(SIGMOID_EXAMPLE.image[None, None]).round(2)
    array([[0.46, 0.79]])
    """
    net = build(SIGMOID_CNN, dtype=np.float64)
    net[0].weight[0, 0] = SIGMOID_EXAMPLE.conv
    net[4].weight[...] = SIGMOID_EXAMPLE.fc1.T
    net[6].weight[...] = SIGMOID_EXAMPLE.fc2.T
    return net
