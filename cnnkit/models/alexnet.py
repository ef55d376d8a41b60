"""AlexNet, which won the ImageNet contest of 2012, in the three sizes that are quoted.

Sources: A. Krizhevsky, I. Sutskever and G. Hinton, "ImageNet classification with deep
convolutional neural networks", NIPS 2012; A. Krizhevsky, "One weird trick for parallelizing
convolutional neural networks", 2014, arXiv:1404.5997.

Left out everywhere: local response normalisation after the first two layers (section 3.3), and
dropout in the first two fully connected layers (section 4.2).
Neither has parameters or changes a shape, so no count depends on them.
"""

from __future__ import annotations

from cnnkit.ledger import Activation, Conv, Dense, Pool, Spec
from cnnkit.models.table import Entry, Table

__all__ = ["ALEXNET_GROUPED", "ALEXNET_SINGLE", "ALEXNET_TORCHVISION"]

_PAPER = "Krizhevsky, Sutskever and Hinton (2012), ImageNet classification with deep convolutional \
neural networks"
_PADDING = "padding as in Caffe's bvlc_alexnet, since the paper gives none"
_SECTIONS = {"relu": "section 3.1", "pool": "sections 3.4 and 3.5", "fc": "section 3.5"}


def _table(
    title: str,
    source: str,
    size: int,
    convolutions: list[tuple[Conv, str]],
    frame: dict[str, str] = _SECTIONS,
) -> Table:
    """Put five convolutions into the frame that all variants share; `frame` has its sources."""
    entries = []

    def add(kind: str, number: int, spec: Spec) -> None:
        entries.append(Entry(f"{kind}{number}", spec, frame[kind]))

    for number, (conv, conv_source) in enumerate(convolutions, start=1):
        entries.append(Entry(f"conv{number}", conv, conv_source))
        add("relu", number, Activation("relu"))
        if number in (1, 2, 5):
            add("pool", number, Pool(3, 2))
    add("fc", 6, Dense(4096))
    add("relu", 6, Activation("relu"))
    add("fc", 7, Dense(4096))
    add("relu", 7, Activation("relu"))
    add("fc", 8, Dense(1000))
    return Table(title, source, (3, size, size), tuple(entries))


ALEXNET_GROUPED = _table(
    "AlexNet, two groups",
    _PAPER,
    227,  # the paper says 224, from which windows of 11 with step 4 do not come out even
    [
        (Conv(96, 11, stride=4), "section 3.5 and figure 2"),
        (Conv(256, 5, padding=2, groups=2), f"section 3.5: 5x5x48; {_PADDING}"),
        (Conv(384, 3, padding=1), f"section 3.5: 3x3x256, sees both groups; {_PADDING}"),
        (Conv(384, 3, padding=1, groups=2), f"section 3.5: 3x3x192; {_PADDING}"),
        (Conv(256, 3, padding=1, groups=2), f"section 3.5: 3x3x192; {_PADDING}"),
    ],
)
"""As published: two graphics cards, each with half of the maps. 60,965,224 parameters."""

ALEXNET_SINGLE = _table(
    "AlexNet, single tower",
    f"{_PAPER}; the two groups joined, as it is often built",
    227,
    [
        (Conv(96, 11, stride=4), "as published"),
        (Conv(256, 5, padding=2), "one group"),
        (Conv(384, 3, padding=1), "as published"),
        (Conv(384, 3, padding=1), "one group"),
        (Conv(256, 3, padding=1), "one group"),
    ],
)
"""The same widths without groups. 62,378,344 parameters."""

ALEXNET_TORCHVISION = _table(
    "AlexNet, torchvision's sizes",
    "torchvision/models/alexnet.py, after Krizhevsky (2014), arXiv:1404.5997",
    224,
    [
        (Conv(64, 11, stride=4, padding=2), "torchvision, features[0]"),
        (Conv(192, 5, padding=2), "torchvision, features[3]"),
        (Conv(384, 3, padding=1), "torchvision, features[6]"),
        (Conv(256, 3, padding=1), "torchvision, features[8]"),
        (Conv(256, 3, padding=1), "torchvision, features[10]"),
    ],
    {
        "relu": "torchvision, features and classifier",
        "pool": "torchvision, features",
        "fc": "torchvision, classifier",
    },
)
"""Narrower, for 224-pixel pictures with padding. 61,100,840 parameters."""
