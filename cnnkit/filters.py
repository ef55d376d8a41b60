"""Named kernels, as data that carry their source and orientation."""

from __future__ import annotations

import numpy as np

from cnnkit.errors import require_whole

__all__ = [
    "BELL",
    "BOX_BLUR",
    "BRIGHTEN",
    "CURVE_DETECTOR",
    "CURVE_PATCH",
    "DIAGONALS",
    "EMBOSS",
    "GALLERY",
    "GAUSSIAN_BLUR",
    "GAUSSIAN_BLUR_WIDE",
    "IDENTITY",
    "LAPLACIAN",
    "OTHER_PATCH",
    "OUTLINE",
    "SHARPEN",
    "SOBEL_HORIZONTAL",
    "SOBEL_VERTICAL",
    "X_SHAPE",
    "gaussian_weights",
    "half_turn",
]

# All are written for cross-correlation, so they are not flipped.

# -- the gallery: each of these looks the same after half a turn --------------------------------

IDENTITY = np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]])
"""Each pixel stays what it is; half a turn changes nothing."""

DIAGONALS = np.array([[1.0, 0.0, -1.0], [0.0, 0.0, 0.0], [-1.0, 0.0, 1.0]])
"""The first "edge detection" of many galleries, which is blind to straight edges.

A central difference down of a central difference across: upright and level edges give 0, corners
and slanted edges do not. Positive where the top left and the bottom right are together brighter
than the other two corners. Its weights add up to 0.
"""

LAPLACIAN = np.array([[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]])
"""Second differences down and across, added: positive on the dark side of an edge.

The five-point formula; M. Abramowitz and I. Stegun, Handbook of Mathematical Functions, 25.3.30.
A quarter of a turn changes nothing. Its weights add up to 0.
"""

OUTLINE = np.array([[-1.0, -1.0, -1.0], [-1.0, 8.0, -1.0], [-1.0, -1.0, -1.0]])
"""Eight times how far a pixel stands out from its eight neighbours' average.

Opposite in sign to the Laplacian: positive on the bright side of an edge. The weights add up to 0.
"""

SHARPEN = IDENTITY - LAPLACIAN
"""The picture less its Laplacian: 5 in the middle, -1 beside it. The weights add up to 1."""

BOX_BLUR = np.full((3, 3), 1 / 9)
"""The average of nine pixels."""

GAUSSIAN_BLUR = np.outer([1.0, 2.0, 1.0], [1.0, 2.0, 1.0]) / 16
"""An average in which near pixels count more: binomial weights (1, 2, 1) down and across."""

GALLERY = {
    "identity": IDENTITY,
    "diagonals": DIAGONALS,
    "Laplacian": LAPLACIAN,
    "outline": OUTLINE,
    "sharpen": SHARPEN,
    "box blur": BOX_BLUR,
    "Gaussian blur": GAUSSIAN_BLUR,
}
"""The seven kernels that filter galleries show, in their order.

Source: "Kernel (image processing)" in Wikipedia; the names of the three edge detectors are ours.
"""

X_SHAPE = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 1.0]])
"""The kernel of nearly every course's first example; it, too, hides a half turn."""

# -- more, some of which half a turn changes ----------------------------------------------------

GAUSSIAN_BLUR_WIDE = np.outer([1.0, 4.0, 6.0, 4.0, 1.0], [1.0, 4.0, 6.0, 4.0, 1.0]) / 256
"""Binomial weights of 5 pixels, down and across.

Source: P. Burt and E. Adelson, "The Laplacian pyramid as a compact image code", IEEE Transactions
on Communications 31 (1983) 532-540, with a = 0.375.
"""

BELL = np.array([[0.0, -3.0, 0.0], [-3.0, 21.0, -3.0], [0.0, -3.0, 0.0]]) / 9
"""A gentler sharpening: the picture less a third of its Laplacian.

Source: the course's slides (deck004), where it sharpens the picture of a bell.
"""

BRIGHTEN = 1.5 * IDENTITY
"""Half as bright again: the only weight is 1.5."""

EMBOSS = np.array([[-2.0, -1.0, 0.0], [-1.0, 1.0, 1.0], [0.0, 1.0, 2.0]])
"""A relief, lit from the bottom right: brighter where brightness rises to that side.

Neither symmetric nor antisymmetric, so half a turn makes another kernel of it: lit from the top
left. The weights add up to 1. Source: "Convolution Matrix" in the GIMP user manual.
"""

SOBEL_VERTICAL = np.outer([1.0, 2.0, 1.0], [-1.0, 0.0, 1.0])
"""Positive where brightness rises from left to right: it answers to vertical edges.

Smoothing by (1, 2, 1) along the edge, a central difference across it.
Half a turn changes all its signs.
Source: I. Sobel and G. Feldman, talk at the Stanford Artificial Intelligence Project, 1968.
"""

SOBEL_HORIZONTAL = SOBEL_VERTICAL.T.copy()
"""Positive where brightness rises from top to bottom: it answers to horizontal edges."""

CURVE_DETECTOR = np.zeros((7, 7))
CURVE_DETECTOR[range(6), [5, 4, 3, 3, 3, 3]] = 30
"""Six weights of 30 along a curve from the top right down; the others are 0.

Source: A. Deshpande, "A beginner's guide to understanding convolutional neural networks", 2016,
shown in the course's slides (deck004), as are the two patches.
"""

CURVE_PATCH = np.zeros((7, 7))
CURVE_PATCH[0, 6] = 30
CURVE_PATCH[1, 4:] = 50
CURVE_PATCH[2, 3:5] = [20, 50]
CURVE_PATCH[3:, 3:5] = 50
"""A patch of a drawing that has the curve: 6600 is its sum of products with the detector."""

OTHER_PATCH = np.array(
    [
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 40.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [40.0, 0.0, 40.0, 0.0, 0.0, 0.0, 0.0],
        [40.0, 20.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 50.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 50.0, 0.0, 0.0, 0.0, 0.0],
        [25.0, 25.0, 0.0, 50.0, 0.0, 0.0, 0.0],
    ]
)
"""A patch of another part of the drawing: 0 is its sum of products with the detector."""


def half_turn(kernel: np.ndarray) -> np.ndarray:
    """Turn a kernel by 180 degrees: what makes convolution of cross-correlation, and back.

    Parameters
    ----------
    kernel : ndarray of shape (..., kernel_height, kernel_width)

    Returns
    -------
    ndarray of the same shape

    Examples
    --------
    >>> half_turn(np.array([[1, 2], [3, 4]]))
    array([[4, 3],
           [2, 1]])
    """
    return kernel[..., ::-1, ::-1]


def gaussian_weights(window: int, sigma: float | None = None) -> np.ndarray:
    """Weights that fall off with the distance from the middle of a window, summing to 1.

    Parameters
    ----------
    window : int
        Pixels along one axis.
    sigma : float, optional
        Standard deviation in pixels; a quarter of the window by default,
        so that the window ends two standard deviations from its middle.

    Returns
    -------
    ndarray of shape (window,), float64
        Use ``np.outer(w, w)`` in two dimensions: a Gaussian is separable.

    Raises
    ------
    ValueError
        If `sigma` is not positive.

    Examples
    --------
    >>> gaussian_weights(3).round(3)
    array([0.226, 0.549, 0.226])
    >>> gaussian_weights(2)
    array([0.5, 0.5])
    """
    window = require_whole(window, "window")
    sigma = window / 4 if sigma is None else float(sigma)
    if not sigma > 0:
        raise ValueError(f"sigma must be a positive number of pixels, got {sigma}")
    distance = np.arange(window) - (window - 1) / 2
    exponents = -0.5 * (distance / sigma) ** 2
    weights = np.exp(exponents - exponents.max())  # so that they cannot all round to 0
    return weights / weights.sum()
