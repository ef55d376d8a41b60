"""The tiny net on which deck 003 derives backpropagation: 27 weights, sigmoids, no biases.

It has one layer of each kind and is small enough to write every gradient down.
The figure with its sizes is lost; these were chosen for the book.
"""

from __future__ import annotations

from cnnkit.ledger import Activation, Conv, Dense, Pool
from cnnkit.models.table import Entry, Table

__all__ = ["SIGMOID_CNN"]

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
