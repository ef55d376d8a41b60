"""Cells of the visual cortex as Hubel and Wiesel met them: bars of light, and who answers.

A *simple cell* weighs what it sees: light on a stripe excites it, light beside the stripe inhibits
it.
A *complex cell* listens to simple cells of one orientation at neighbouring places, and answers as
much as the strongest of them.
A *direction-selective cell* compares two moments: what one place saw before with what its
neighbour sees now.

These are models of the kind that textbooks use, with three numbers chosen for a picture of 21
pixels; they are not fitted to recordings.

Source: D. Hubel and T. Wiesel, "Receptive fields, binocular interaction and functional architecture
in the cat's visual cortex", Journal of Physiology 160, 106-154, 1962.
The last cell is after B. Hassenstein and W. Reichardt, Zeitschrift fur Naturforschung 11b, 513-524,
1956.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnkit.errors import require_array, require_same_shape, require_whole

__all__ = [
    "REACH",
    "SIZE",
    "bar",
    "complex_cell",
    "direction_cell",
    "receptive_field",
    "simple_cell",
]

SIZE = 21
"""Height and width of the screen, in pixels."""

REACH = (-4, -2, 0, 2, 4)
"""Where the simple cells stand that a complex cell listens to, in pixels across the bar."""

WIDTH = 3.0
ENVELOPE = 5.4


def bar(angle: float, offset: float = 0.0, *, size: int = SIZE) -> np.ndarray:
    """Light a bar on a dark screen.

    Parameters
    ----------
    angle : float
        Degrees, counter-clockwise; 0 is a horizontal bar, 90 a vertical one.
    offset : float
        How far the bar is moved from the middle, across itself, in pixels.
    size : int
        Height and width of the screen.

    Returns
    -------
    ndarray of shape (size, size)
        Light from 0 to 1; the bar is 3 pixels wide and runs from edge to edge.

    Examples
    --------
    >>> bar(90, size=5)[0].round(6)
    array([0., 1., 1., 1., 0.])
    """
    distance, _ = _across(angle, offset, size)
    return np.clip(WIDTH / 2 + 0.5 - np.abs(distance), 0, 1)


def receptive_field(angle: float, offset: float = 0.0, *, size: int = SIZE) -> np.ndarray:
    """Return the weights of a simple cell: a stripe of light between two of dark.

    Parameters
    ----------
    angle, offset, size
        As in `bar`: the bar that this cell likes most.

    Returns
    -------
    ndarray of shape (size, size)
        The weights add up to 0, so that an even light leaves the cell silent; the cell's own bar
        in the middle of the screen gives 1.

    Examples
    --------
    >>> weights = receptive_field(30)
    >>> float((weights * bar(30)).sum().round(6)), float(abs(weights.sum()).round(6))
    (1.0, 0.0)
    """
    distance, along = _across(angle, offset, size)
    there = (distance / (WIDTH / 2)) ** 2
    nearness = np.exp(-(distance**2 + along**2) / (2 * ENVELOPE**2))
    weights = (1 - there) * np.exp(-there / 2) * nearness
    weights -= nearness * weights.sum() / nearness.sum()
    return weights / (weights * bar(angle, offset, size=size)).sum()


def simple_cell(picture: np.ndarray, angle: float, offset: float = 0.0) -> float:
    """Return how strongly a simple cell fires: its weighted sum of light, or 0 if that is negative.

    Parameters
    ----------
    picture : ndarray of shape (size, size)
        What the screen shows; not changed.
    angle, offset
        The bar that this cell likes most.

    Examples
    --------
    >>> [round(simple_cell(bar(90 + turn), 90), 2) for turn in (0, 15, 30, 45, 90)]
    [1.0, 0.5, 0.15, 0.05, 0.0]
    """
    picture = _screen(picture, "picture")
    return max(0.0, float((receptive_field(angle, offset, size=len(picture)) * picture).sum()))


def complex_cell(picture: np.ndarray, angle: float, reach: Sequence[float] = REACH) -> float:
    """Return how strongly a complex cell fires: as the strongest of its simple cells.

    Parameters
    ----------
    picture : ndarray of shape (size, size)
    angle : float
        The orientation that all its simple cells share.
    reach : sequence of float
        Where they stand, across the bar.

    Examples
    --------
    >>> [round(complex_cell(bar(0, offset), 0), 2) for offset in (-4, -2, 0, 2, 4)]
    [1.0, 1.0, 1.0, 1.0, 1.0]
    """
    return max(simple_cell(picture, angle, offset) for offset in reach)


def direction_cell(
    before: np.ndarray, now: np.ndarray, angle: float, *, step: float = 2.0
) -> float:
    """Return how strongly a cell fires that is tuned to one direction of movement.

    Parameters
    ----------
    before, now : ndarray of shape (size, size)
        Two moments of the screen.
    angle : float
        Orientation of the moving bar.
    step : float
        How far the bar moves between the two moments, across itself; the sign is the direction
        that the cell likes.

    Returns
    -------
    float
        What the middle saw before times what the place one step on sees now, minus the same for
        the opposite direction; 0 if that is negative.

    Examples
    --------
    >>> frames = [bar(90, offset) for offset in (0, 2)]
    >>> direction_cell(*frames, 90) > 0, direction_cell(*frames[::-1], 90)
    (True, 0.0)
    """
    before, now = _screen(before, "before"), _screen(now, "now")
    require_same_shape(now, before.shape, "now", "the shape of before")
    here, there = (
        [simple_cell(picture, angle, offset) for picture in (before, now)] for offset in (0, step)
    )
    return max(0.0, here[0] * there[1] - there[0] * here[1])


def _across(angle: float, offset: float, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Measure every pixel's distance from a line through the middle, across it and along it."""
    places = np.arange(require_whole(size, "size")) - (size - 1) / 2
    down, right = np.meshgrid(places, places, indexing="ij")
    turn = np.deg2rad(angle)
    across = right * np.sin(turn) + down * np.cos(turn) - offset
    return across, right * np.cos(turn) - down * np.sin(turn)


def _screen(picture: np.ndarray, name: str) -> np.ndarray:
    picture = require_array(picture, name, "height, width")
    require_same_shape(picture, (len(picture), len(picture)), name, "a square screen")
    return picture
