"""Named kernels, as data that carry their source and orientation."""

from __future__ import annotations

import numpy as np

from cnnkit.errors import require_whole

__all__ = ["SOBEL_HORIZONTAL", "SOBEL_VERTICAL", "gaussian_weights"]

SOBEL_VERTICAL = np.outer([1.0, 2.0, 1.0], [-1.0, 0.0, 1.0])
"""Positive where brightness rises from left to right: it answers to vertical edges.

Smoothing by (1, 2, 1) across the edge, a central difference along it.
Source: I. Sobel and G. Feldman, talk at the Stanford Artificial Intelligence Project, 1968.
Written for cross-correlation, so it is not flipped.
"""

SOBEL_HORIZONTAL = SOBEL_VERTICAL.T.copy()
"""Positive where brightness rises from top to bottom: it answers to horizontal edges."""


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
