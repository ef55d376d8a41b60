"""Weights as coloured cells: equal weights look equal, wherever they stand."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from cnnkit.palette import NAMED
from cnnkit.plots.drawing import frame, label

TAPS = tuple(name for name in NAMED if name.startswith("tied-"))
"""Colours for different weights; the weights' names say the same."""


def weight_cells(
    ax: Axes,
    names: np.ndarray,
    left: float,
    top: float,
    size: float,
    looks: Mapping[str, str],
    *,
    texts: Mapping[str, str] | None = None,
    zero: str = "0",
) -> None:
    """Draw a matrix of weights, each in the colour of its name.

    Parameters
    ----------
    names : array of str, of shape (rows, columns)
        Which weight stands where; "" is no connection.
    left, top, size : float
        Corner of the matrix, and side of a square, in pixels.
    looks : mapping from name to role
        Names without a look are weights of their own, in grey.
    texts : mapping from name to text, optional
        What is written into a cell instead of the name.
    zero : str
        What is written where there is no connection.
    """
    for (row, column), name in np.ndenumerate(np.atleast_2d(names)):
        x, y = left + column * size, top + row * size
        role = looks.get(str(name))
        frame(ax, x, y, size, size, "paper", line=0.8, fill=role or "surface")
        text = (texts or {}).get(str(name), str(name)) if name else zero
        ink = "surface" if role else ("ink" if name else "line")
        small = max(11, min(12.5, size * 0.46))
        label(ax, x + size / 2, y + size / 2, text, ink, size=small)
