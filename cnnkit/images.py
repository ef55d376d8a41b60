"""Deterministic test pictures: made by arithmetic, or bundled with scikit-learn."""

from __future__ import annotations

import functools
import itertools

import numpy as np

from cnnkit.errors import ShapeError, require_array, require_choice, require_whole

__all__ = ["POOLING_EXAMPLE", "digit_five", "photograph", "shift", "similarity"]

POOLING_EXAMPLE = np.array(
    [[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]],
    dtype=float,
)
"""The 4x4 map on which nearly every course shows pooling: easy to do by hand."""


def digit_five(angle: float = 0.0, size: int = 20) -> np.ndarray:
    """Draw a handwritten-looking 5, turned about its middle.

    Parameters
    ----------
    angle : float
        Degrees, clockwise as seen.
    size : int
        Height and width in pixels, at least 8.

    Returns
    -------
    ndarray of shape (size, size), float64
        Ink between 0 (none) and 1; strokes have soft edges about a pixel wide.

    Examples
    --------
    >>> five = digit_five()
    >>> five.shape, float(five.min()), float(five.max())
    ((20, 20), 0.0, 1.0)
    """
    size = require_whole(size, "size", minimum=8)
    belly = np.radians(np.linspace(-112, 148, 40))
    strokes = [
        # top bar, neck, belly: points (right, down) in units of half the picture
        np.array([[0.525, -0.775], [-0.375, -0.775]]),
        np.array([[-0.375, -0.775], [-0.45, -0.125]]),
        np.column_stack([-0.075 + 0.525 * np.cos(belly), 0.325 + 0.475 * np.sin(belly)]),
    ]
    turn = np.radians(angle)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    middles = (np.arange(size) + 0.5) / size * 2 - 1
    pixels = np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2)
    distance = np.full(len(pixels), np.inf)
    for stroke in strokes:
        turned = stroke @ rotation.T
        for start, end in itertools.pairwise(turned):
            distance = np.minimum(distance, _distance_to_segment(pixels, start, end))
    half_width, soft_edge = 0.055, 2 / size
    ink = np.clip((half_width + soft_edge / 2 - distance) / soft_edge, 0, 1)
    return ink.reshape(size, size)


def photograph(name: str = "flower", *, every: int = 1) -> np.ndarray:
    """Return a bundled photograph as brightness.

    Parameters
    ----------
    name : {"china", "flower"}
        A temple roof, or a dahlia.
    every : int
        Keep every so many pixels in both directions.

    Returns
    -------
    ndarray of shape (ceil(427 / every), ceil(640 / every)), float64
        Brightness from 0 (black) to 1 (white): 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601).

    Notes
    -----
    The pictures come with scikit-learn (``sklearn.datasets.load_sample_image``), CC BY 2.0:
    "china" by Sophie Malo, "flower" by vultilion.

    Examples
    --------
    >>> photograph("china", every=4).shape
    (107, 160)
    """
    require_choice(name, "name", ("china", "flower"))
    every = require_whole(every, "every")
    return _brightness(name)[::every, ::every].copy()


def shift(
    image: np.ndarray, rows: int = 0, columns: int = 0, *, entering: float = 0.0
) -> np.ndarray:
    """Move a picture; what leaves the frame is lost.

    Parameters
    ----------
    image : ndarray of shape (..., height, width)
        Not changed.
    rows, columns : int
        Pixels down and to the right; negative ones up and to the left.
    entering : float
        The value that comes in at the open side.

    Returns
    -------
    ndarray of the same shape and dtype

    Examples
    --------
    >>> shift(np.array([[0.1, 1.0, 0.2, 0.1]]), columns=1, entering=0.3)
    array([[0.3, 0.1, 1. , 0.2]])
    """
    image = require_array(image, "image", "height, width", leading=True)
    rows = require_whole(rows, "rows", minimum=None)
    columns = require_whole(columns, "columns", minimum=None)
    height, width = image.shape[-2:]
    moved = np.full_like(image, entering)
    target, source = _overlap(height, rows), _overlap(height, -rows)
    target_columns, source_columns = _overlap(width, columns), _overlap(width, -columns)
    moved[..., target, target_columns] = image[..., source, source_columns]
    return moved


def similarity(image: np.ndarray, template: np.ndarray) -> float:
    """Normalised correlation: how alike two pictures are, whatever their brightness and contrast.

    Both are shifted to mean 0 and scaled to length 1; then corresponding pixels are multiplied
    and added up.

    Parameters
    ----------
    image, template : ndarray of the same shape

    Returns
    -------
    float
        1 for equal pictures, -1 for negatives of each other, 0 if one of them is constant.

    Raises
    ------
    ShapeError
        If the shapes differ.

    Examples
    --------
    >>> ramp = np.arange(9.0).reshape(3, 3)
    >>> round(similarity(ramp, 10 * ramp + 5), 12), round(similarity(ramp, -ramp), 12)
    (1.0, -1.0)
    """
    image = np.asarray(image, dtype=float)
    template = np.asarray(template, dtype=float)
    if image.shape != template.shape:
        raise ShapeError(
            f"image and template must have the same shape, got {image.shape} and "
            f"{template.shape};\ncut the picture to the template's size first"
        )
    return float(np.vdot(_standardised(image), _standardised(template)))


def _standardised(picture: np.ndarray) -> np.ndarray:
    """Shift to mean 0 and scale to length 1; a constant picture becomes all zeros."""
    if np.ptp(picture) == 0:  # its mean may be off by a rounding error
        return np.zeros_like(picture)
    centred = picture - picture.mean()
    centred /= np.abs(centred).max()  # so that no square over- or underflows
    return centred / np.linalg.norm(centred)


def _distance_to_segment(points: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    along = end - start
    fraction = np.clip((points - start) @ along / (along @ along), 0, 1)
    return np.linalg.norm(points - (start + fraction[:, None] * along), axis=1)


def _overlap(length: int, distance: int) -> slice:
    """Where a row of this length still lies in the frame after moving by `distance`."""
    return slice(max(distance, 0), max(length + min(distance, 0), 0))


@functools.cache
def _brightness(name: str) -> np.ndarray:
    from sklearn.datasets import load_sample_image  # a second to import: only when asked for

    colours = load_sample_image(f"{name}.jpg") / 255
    return colours @ np.array([0.299, 0.587, 0.114])
