"""Deterministic test pictures: made by arithmetic, or bundled with scikit-learn."""

from __future__ import annotations

import functools
import itertools

import numpy as np

from cnnkit.errors import ShapeError, require_array, require_choice, require_whole
from cnnkit.withhold import withheld

__all__ = [
    "POOLING_EXAMPLE",
    "SLIDING_EXAMPLE",
    "colour_photograph",
    "crowd",
    "digit_five",
    "photograph",
    "portrait",
    "random_shifts",
    "shift",
    "shift_damage",
    "similarity",
]

POOLING_EXAMPLE = np.array(
    [[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]],
    dtype=float,
)
"""The 4x4 map on which nearly every course shows pooling: easy to do by hand."""

SLIDING_EXAMPLE = np.array(
    [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]],
    dtype=float,
)
"""The 5x5 picture on which nearly every course slides its first kernel."""


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


def crowd(size: int = 48, *, seed: int = 0) -> tuple[np.ndarray, tuple[int, int]]:
    """Draw a crowd of little people, one of them in a striped jersey and a bobble hat.

    Parameters
    ----------
    size : int
        Height and width in pixels, at least 32.
    seed : int
        Which crowd.

    Returns
    -------
    picture : ndarray of shape (size, size), float64
        Whole grey values from 0 (black) to 255 (white).
    place : (int, int)
        Row and column of the top left corner of the striped one, who covers 9 by 8 pixels.

    Examples
    --------
    >>> picture, (row, column) = crowd()
    >>> picture.shape, picture[row : row + 9, column : column + 8].shape
    ((48, 48), (9, 8))
    """
    size = require_whole(size, "size", minimum=32)
    rng = np.random.default_rng(seed)
    picture = np.round(120 + 12 * rng.standard_normal((size, size)))
    height, width = len(_PERSON), len(_PERSON[0])
    rows, columns = (size - 2) // height, size // width
    # somewhere inside the crowd
    target = int(rng.integers(1, rows - 1)), int(rng.integers(1, columns - 1))
    place = (0, 0)
    for row, column in np.ndindex(rows, columns):
        top = 1 + height * row + int(rng.integers(0, 2))
        left = width * column
        if (row, column) == target:
            place, person = (top, left), _STRIPED
            shades = {"h": 30, "f": 190, "e": 40, "b": 235, "s": 45}
        else:
            person = _PERSON if rng.random() < 0.5 else [line[::-1] for line in _PERSON]
            hair, face, body = rng.integers([20, 150, 35], [110, 215, 200])
            shades = {"h": hair, "f": face, "e": 40, "b": body}
        for down, line in enumerate(person):
            for right, part in enumerate(line):
                if part != ".":
                    picture[top + down, left + right] = shades[part]
    return picture, place


_PERSON = [
    "..hhhh..",
    ".hhhhhh.",
    ".hffffh.",
    ".fefeff.",
    ".ffffff.",
    "..ffff..",
    ".bbbbbb.",
    "bbbbbbbb",
    "bbbbbbbb",
]
_STRIPED = [
    "...bb...",
    "..ssss..",
    ".bbbbbb.",
    ".fefeff.",
    ".ffffff.",
    "..ffff..",
    ".ssssss.",
    "bbbbbbbb",
    "ssssssss",
]


def portrait() -> np.ndarray:
    """Paint a person of 16 by 12 pixels, small enough to read every grey value.

    Returns
    -------
    ndarray of shape (16, 12), uint8
        Grey values from 0 (black) to 255 (white).

    Notes
    -----
    The slides print a portrait as such a grid of numbers (deck004). This is another person;
    what is kept of that grid is its shape, its range, and the sum of its values, 27655.

    Examples
    --------
    >>> picture = portrait()
    >>> picture.shape, int(picture.min()), int(picture.max()), int(picture.sum())
    ((16, 12), 0, 255, 27655)
    """
    fine = 8  # painted in little squares, 8 by 8 in each pixel, whose mean is the pixel
    down, right = ((np.arange(side * fine) + 0.5) / fine for side in (16, 12))
    y, x = np.meshgrid(down, right, indexing="ij")
    canvas = 204.5 + 6 * (x - 6)  # a wall with light from the right
    for grey, top, bottom, left, end, form in _PORTRAIT:
        from_middle = 2 * (y - top) / (bottom - top) - 1, 2 * (x - left) / (end - left) - 1
        far = np.hypot(*from_middle) if form == "oval" else np.abs(from_middle).max(axis=0)
        canvas[far < 1] = grey
    return canvas.reshape(16, fine, 12, fine).mean(axis=(1, 3)).round().astype(np.uint8)


_PORTRAIT = [
    # grey, first row and end, first column and end, form; each is painted over those before it
    (62, 12.2, 21.0, -0.6, 12.6, "oval"),  # coat
    (150, 9.0, 13.0, 4.5, 7.5, "box"),  # neck
    (255, 13.0, 16.0, 4.0, 8.0, "box"),  # shirt
    (109, 13.0, 16.0, 5.0, 7.0, "box"),  # tie
    (18, 0.2, 10.6, 1.7, 10.3, "oval"),  # hair
    (212, 2.2, 12.0, 2.6, 9.4, "oval"),  # face
    (18, 0.9, 4.9, 1.6, 8.8, "oval"),  # fringe
    (30, 5.0, 6.0, 3.5, 5.5, "box"),  # eyebrows
    (30, 5.0, 6.0, 6.5, 8.5, "box"),
    (0, 6.0, 7.0, 4.0, 5.0, "box"),  # eyes
    (0, 6.0, 7.0, 7.0, 8.0, "box"),
    (172, 6.5, 9.0, 5.8, 6.6, "box"),  # nose
    (96, 10.0, 11.0, 4.5, 7.5, "box"),  # mouth
]


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


def colour_photograph(name: str = "flower", *, every: int = 1) -> np.ndarray:
    """Return a bundled photograph in colour.

    Parameters
    ----------
    name, every
        As in `photograph`, which also says whose pictures they are.

    Returns
    -------
    ndarray of shape (3, ceil(427 / every), ceil(640 / every)), float64
        Red, green and blue, from 0 to 1.

    Examples
    --------
    >>> colour_photograph("flower", every=4).shape
    (3, 107, 160)
    """
    require_choice(name, "name", ("china", "flower"))
    every = require_whole(every, "every")
    return _colours(name)[:, ::every, ::every].copy()


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


def random_shifts(images: np.ndarray, reach: int, *, rng: np.random.Generator) -> np.ndarray:
    """Move each picture by a few pixels, to show a net what it should not care about.

    Parameters
    ----------
    images : ndarray of shape (batch, channels, height, width)
        Not changed; around them is 0.
    reach : int
        By how many pixels at most, up, down, left and right; all distances are equally likely.
    rng : numpy.random.Generator
        Decides how far each one moves.

    Returns
    -------
    ndarray of the same shape and dtype

    Examples
    --------
    >>> images = np.zeros((4, 1, 3, 3))
    >>> images[..., 1, 1] = 1  # a dot in the middle
    >>> np.argwhere(random_shifts(images, 1, rng=np.random.default_rng(1)))[:, 2:].tolist()
    [[1, 1], [2, 2], [0, 0], [2, 2]]
    """
    images = require_array(images, "images", "batch, channels, height, width")
    reach = require_whole(reach, "reach", minimum=0)
    distances = rng.integers(-reach, reach + 1, (len(images), 2))
    moved = np.empty_like(images)
    for target, image, (rows, columns) in zip(moved, images, distances, strict=True):
        target[...] = shift(image, int(rows), int(columns))
    return moved


@withheld
def shift_damage(image: np.ndarray, distance: int, *, wrap: bool = False) -> tuple[int, int]:
    """Count the pixels that change when a black and white picture moves to the left.

    Parameters
    ----------
    image : ndarray of shape (height, width)
        1 (or True) is black, 0 white; not changed.
    distance : int
        Pixels to the left; a negative one moves to the right.
    wrap : bool
        Whether what leaves on one side comes in on the other; else white comes in.

    Returns
    -------
    black_to_white, white_to_black : int
        They are equal as long as no black leaves the frame: what is gone somewhere is elsewhere.

    Raises
    ------
    ValueError
        If a value is neither 0 nor 1.

    Examples
    --------
    >>> bar = np.array([[0, 1, 1, 0], [0, 1, 1, 0]])
    >>> shift_damage(bar, 1), shift_damage(bar, 2), shift_damage(bar, 2, wrap=True)
    ((2, 2), (4, 2), (4, 4))
    """
    image = require_array(image, "image", "height, width")
    distance = require_whole(distance, "distance", minimum=None)
    black = image == 1
    if not (black | (image == 0)).all():
        raise ValueError(
            "image must hold 0 (white) and 1 (black) only;\nfor example (image > 0.5) makes it so"
        )
    moved = np.roll(black, -distance, axis=1) if wrap else shift(black, columns=-distance)
    return int((black & ~moved).sum()), int((moved & ~black).sum())


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
def _colours(name: str) -> np.ndarray:
    from sklearn.datasets import load_sample_image  # a second to import: only when asked for

    return np.moveaxis(load_sample_image(f"{name}.jpg") / 255, 2, 0)


@functools.cache
def _brightness(name: str) -> np.ndarray:
    return np.tensordot([0.299, 0.587, 0.114], _colours(name), 1)
