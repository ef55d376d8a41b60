"""The small net of the CIFAR-10 demo that learns inside a browser.

Source: A. Karpathy, ConvNetJS, demo/cifar10.html (2014), the variable ``layer_defs``.
The slides leave the padding out; it is 2 there, or the maps would shrink to 28 at once.
"""

from __future__ import annotations

from cnnkit.ledger import Activation, Conv, Dense, Pool
from cnnkit.models.table import Entry, Table

__all__ = ["CIFAR10_DEMO"]

_RELU = Activation("relu")

CIFAR10_DEMO = Table(
    "CIFAR-10 demo",
    "Karpathy (2014), ConvNetJS, demo/cifar10.html",
    (3, 32, 32),
    (
        Entry("conv1", Conv(16, 5, padding=2), "layer_defs[1]"),
        Entry("relu1", _RELU, "layer_defs[1], activation"),
        Entry("pool1", Pool(2), "layer_defs[2]"),
        Entry("conv2", Conv(20, 5, padding=2), "layer_defs[3]"),
        Entry("relu2", _RELU, "layer_defs[3], activation"),
        Entry("pool2", Pool(2), "layer_defs[4]"),
        Entry("conv3", Conv(20, 5, padding=2), "layer_defs[5]"),
        Entry("relu3", _RELU, "layer_defs[5], activation"),
        Entry("pool3", Pool(2), "layer_defs[6]"),
        Entry("fc", Dense(10), "layer_defs[7], before its softmax"),
    ),
)
"""22,466 parameters, 3,920,000 multiply-adds; it gives logits."""
