"""A net that is small enough to travel with a page, and tells eight kinds of sketches apart.

Its weights lie beside this file, rounded to four digits; ``tools/train_sketch_net.py`` made them.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from cnnkit.layers import Sequential
from cnnkit.ledger import Activation, Conv, Dense, Pool
from cnnkit.models.build import build
from cnnkit.models.table import Entry, Table
from cnnkit.sketches import KINDS, SIZE

__all__ = ["SKETCH_NET", "WEIGHTS", "sketch_net"]

WEIGHTS = Path(__file__).with_suffix(".json")

SKETCH_NET = Table(
    "sketch net",
    "this book",
    (1, SIZE, SIZE),
    (
        Entry("conv1", Conv(8, 5, padding=2), "first layer"),
        Entry("relu1", Activation("relu"), "first layer"),
        Entry("pool1", Pool(2), "first layer"),
        Entry("conv2", Conv(12, 3, padding=1), "second layer"),
        Entry("relu2", Activation("relu"), "second layer"),
        Entry("pool2", Pool(2), "second layer"),
        Entry("out", Dense(len(KINDS)), "last layer"),
    ),
)
"""2,628 parameters; it gives logits."""


def sketch_net() -> Sequential:
    """Return the net with the weights that it was shipped with.

    Examples
    --------
    >>> from cnnkit.sketches import sketches
    >>> images, labels = sketches(80, seed=99)
    >>> float((sketch_net()(images).argmax(axis=1) == labels).mean()) > 0.9
    True
    """
    net = build(SKETCH_NET)
    saved = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    for name, values, _ in net.parameters():
        values[...] = np.array(saved[name], dtype=values.dtype)
    return net.eval()
