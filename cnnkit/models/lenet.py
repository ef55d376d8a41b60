"""LeNet-5, which reads handwritten digits: as published in 1998, and as it is taught today.

Source: Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-based learning applied to document
recognition", Proceedings of the IEEE 86(11), 1998.
Pictures are 32x32, although the digits are at most 20x20: strokes near the border should still
reach the middle of some window of the last convolution.
"""

from __future__ import annotations

import numpy as np

from cnnkit.ledger import Activation, Conv, Dense, Pool, RadialBasis
from cnnkit.models.table import Entry, Table
from cnnkit.ops.loss import cross_entropy

__all__ = ["C3_LINKS", "DIGIT_PATTERNS", "LENET5", "LENET5_1998", "radial_basis_loss"]

_PAPER = "LeCun, Bottou, Bengio and Haffner (1998), Gradient-based learning applied to document \
recognition"

# Rows are the 6 maps of S2, columns the 16 maps of C3.
_TABLE_I = """
    X...XXX..XXXX.XX
    XX...XXX..XXXX.X
    XXX...XXX..X.XXX
    .XXX..XXXX..X.XX
    ..XXX..XXXX.XX.X
    ...XXX..XXXX.XXX
"""

C3_LINKS = tuple(tuple(mark == "X" for mark in row) for row in _TABLE_I.split())
"""Which map of S2 feeds which map of C3: table I of the paper, 60 of 96 links.

Six maps see 3 neighbouring maps (counted in a circle), six see 4, three see 4 with gaps, the last
one sees all: different inputs force them to look for different things.
"""

LENET5_1998 = Table(
    "LeNet-5, 1998",
    _PAPER,
    (1, 32, 32),
    (
        Entry("C1", Conv(6, 5), "section II.B, layer C1"),
        Entry("tanh1", Activation("scaled_tanh"), "section II.B, all layers up to F6"),
        Entry("S2", Pool(2, mode="trainable"), "section II.B, layer S2"),
        Entry("tanh2", Activation("scaled_tanh"), "section II.B, all layers up to F6"),
        Entry("C3", Conv(16, 5, links=C3_LINKS), "section II.B, layer C3, and table I"),
        Entry("tanh3", Activation("scaled_tanh"), "section II.B, all layers up to F6"),
        Entry("S4", Pool(2, mode="trainable"), "section II.B, layer S4"),
        Entry("tanh4", Activation("scaled_tanh"), "section II.B, all layers up to F6"),
        Entry("C5", Conv(120, 5), "section II.B, layer C5"),
        Entry("tanh5", Activation("scaled_tanh"), "section II.B, all layers up to F6"),
        Entry("F6", Dense(84), "section II.B, layer F6"),
        Entry("tanh6", Activation("scaled_tanh"), "section II.B, all layers up to F6"),
        Entry("output", RadialBasis(10), "section II.B, output layer"),
    ),
    start="lecun",
)
"""60,000 trained parameters, 340,908 connections; the output's 840 weights are fixed."""

LENET5 = Table(
    "LeNet-5, modern",
    f"{_PAPER}; with the changes that each row names",
    (1, 32, 32),
    (
        Entry("C1", Conv(6, 5), "as published"),
        Entry("relu1", Activation("relu"), "instead of the scaled tanh"),
        Entry("S2", Pool(2), "maximum instead of trainable subsampling"),
        Entry("C3", Conv(16, 5), "all 96 links instead of 60"),
        Entry("relu3", Activation("relu"), "instead of the scaled tanh"),
        Entry("S4", Pool(2), "maximum instead of trainable subsampling"),
        Entry("C5", Conv(120, 5), "as published"),
        Entry("relu5", Activation("relu"), "instead of the scaled tanh"),
        Entry("F6", Dense(84), "as published"),
        Entry("relu6", Activation("relu"), "instead of the scaled tanh"),
        Entry("output", Dense(10), "logits, for cross-entropy, instead of distances"),
    ),
)
"""61,706 parameters."""

# Stylised digits, 7 pixels wide and 12 high, from 0 to 9.
_DRAWN = """
.......  .......  .......  .......  .......  .......  .......  .......  .......  .......
.#####.  ...##..  .#####.  .#####.  ....##.  #######  ..####.  #######  .#####.  .#####.
##...##  ..###..  ##...##  ##...##  ...###.  ##.....  .##....  .....##  ##...##  ##...##
##...##  .####..  .....##  .....##  ..####.  ##.....  ##.....  .....##  ##...##  ##...##
##...##  ...##..  .....##  .....##  .##.##.  ##.....  ##.....  ....##.  ##...##  ##...##
##...##  ...##..  ....##.  ..####.  ##..##.  ######.  ######.  ....##.  .#####.  ##...##
##...##  ...##..  ...##..  ..####.  #######  .....##  ##...##  ...##..  .#####.  .######
##...##  ...##..  ..##...  .....##  #######  .....##  ##...##  ...##..  ##...##  .....##
##...##  ...##..  .##....  .....##  ....##.  .....##  ##...##  ..##...  ##...##  .....##
##...##  ...##..  ##.....  ##...##  ....##.  ##...##  ##...##  ..##...  ##...##  ....##.
.#####.  .######  #######  .#####.  ....##.  .#####.  .#####.  ..##...  .#####.  .####..
.......  .......  .......  .......  .......  .......  .......  .......  .......  .......
"""

_INK = np.array([[mark == "#" for mark in part] for part in _DRAWN.split()])

DIGIT_PATTERNS = np.where(_INK, 1, -1).reshape(12, 10, 7).swapaxes(0, 1).reshape(10, 84)
"""What F6 should look like for each digit: +1 for ink, -1 for paper, 12 rows of 7 values.

The paper draws such patterns for all printable ASCII characters (figure 3), so that characters that
look alike get codes that are alike.
These are drawn anew for this book, in that manner; they are not a copy of its pixels.
"""
DIGIT_PATTERNS.flags.writeable = False


def radial_basis_loss(
    distances: np.ndarray, labels: np.ndarray, *, rubbish_distance: float = 10.0
) -> tuple[float, np.ndarray]:
    """Compute the loss that LeNet-5 was trained with in 1998, and its gradient.

    It draws the output of the right class towards 0, and pushes the others away as long as they
    are nearer than `rubbish_distance`, roughly.
    Without the second part, all pictures could end in one and the same place.

    Parameters
    ----------
    distances : ndarray of shape (batch, classes)
        Squared distances, as `RadialBasisOutput` gives them.
    labels : ndarray of shape (batch,)
        Whole numbers from 0 to classes - 1.
    rubbish_distance : float
        The constant j of the paper, which gives no value for it.

    Returns
    -------
    loss : float
        Mean over the batch of ``y[label] + log(exp(-j) + sum(exp(-y)))``.
    grad : ndarray of the shape of `distances`

    Notes
    -----
    This is cross-entropy, twenty years early: the logits are the distances with a minus sign, and
    there is one more class, "rubbish", at the same distance j from every picture.
    Source: section II.C of the paper.

    Examples
    --------
    >>> loss, grad = radial_basis_loss(np.array([[0.0, 40.0]]), np.array([0]))
    >>> round(loss, 6)
    4.5e-05
    """
    distances = np.asarray(distances)
    rubbish = np.full_like(distances[:, :1], -rubbish_distance)
    logits = np.concatenate([-distances, rubbish], axis=1)
    loss, grad = cross_entropy(logits, labels)
    classes = distances.shape[1]
    if np.max(labels) == classes:
        raise ValueError(f"labels must be classes from 0 to {classes - 1}, got {classes}")
    return loss, -grad[:, :classes]
