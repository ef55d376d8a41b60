"""Drawings of simple shapes as somebody would paint them: what the small shipped net has learned.

Each sketch is a few strokes with a trembling hand, somewhere in a square of 16 pixels.
"""

from __future__ import annotations

import itertools

import numpy as np

from cnnkit.errors import require_choice, require_whole

__all__ = ["KINDS", "SIZE", "sketch", "sketches"]

SIZE = 16
"""Height and width of a sketch, in pixels."""


def _around(corners: int, turn: float = 0.0) -> np.ndarray:
    angles = np.deg2rad(turn) + 2 * np.pi * np.arange(corners + 1) / corners
    return np.stack([-np.cos(angles), np.sin(angles)], axis=1)


_STROKES: dict[str, list[np.ndarray]] = {
    "circle": [_around(24)],
    "triangle": [_around(3)],
    "square": [_around(4, 45)],
    "plus": [np.array([[-1.0, 0], [1, 0]]), np.array([[0, -1.0], [0, 1]])],
    "cross": [np.array([[-0.8, -0.8], [0.8, 0.8]]), np.array([[-0.8, 0.8], [0.8, -0.8]])],
    "stairs": [np.array([[-1.0, -1], [-1, 0], [0, 0], [0, 1], [1, 1]])],
    "arrow": [
        np.array([[0.0, -1], [0, 1]]),
        np.array([[-0.6, 0.35], [0, 1], [0.6, 0.35]]),
    ],
    "house": [np.array([[1.0, -0.8], [-0.1, -0.8], [-1, 0], [-0.1, 0.8], [1, 0.8], [1, -0.8]])],
}

KINDS = tuple(_STROKES)
"""What is drawn, in the order of the labels."""


def sketch(kind: str, rng: np.random.Generator) -> np.ndarray:
    """Draw one shape.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    rng : numpy.random.Generator
        The hand: place, size, slant, thickness and tremor come from it.

    Returns
    -------
    ndarray of shape (16, 16), float32
        Ink from 0 (paper) to 1.

    Examples
    --------
    >>> picture = sketch("plus", np.random.default_rng(0))
    >>> picture.shape, float(picture.max())
    ((16, 16), 1.0)
    """
    require_choice(kind, "kind", KINDS)
    size = rng.uniform(3.4, 5.6) * rng.uniform(0.85, 1.15, 2)  # half of its height and width
    turn = np.deg2rad(rng.uniform(-14, 14))
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    room = np.maximum((SIZE - 1) / 2 - size - 0.5, 0)
    middle = (SIZE - 1) / 2 + rng.uniform(-room, room)
    thickness = rng.uniform(0.5, 1.2)
    places = np.stack(np.meshgrid(np.arange(SIZE), np.arange(SIZE), indexing="ij"), axis=-1)
    nearest = np.full((SIZE, SIZE), np.inf)
    for stroke in _STROKES[kind]:
        points = (stroke + rng.normal(0, 0.06, stroke.shape)) @ turned * size + middle
        if np.array_equal(stroke[0], stroke[-1]):
            points[-1] = points[0]  # a closed line stays closed
        for start, end in itertools.pairwise(points):
            along = end - start
            share = ((places - start) @ along / max(along @ along, 1e-9)).clip(0, 1)
            distance = np.linalg.norm(places - start - share[..., None] * along, axis=-1)
            nearest = np.minimum(nearest, distance)
    return np.clip(thickness + 0.5 - nearest, 0, 1).astype(np.float32)


def sketches(count: int, *, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Draw many shapes, the kinds in turn.

    Parameters
    ----------
    count, seed : int
        How many, and by which hand; the same seed draws the same.

    Returns
    -------
    images : ndarray of shape (count, 1, 16, 16), float32
    labels : ndarray of shape (count,), int64
        Index into `KINDS`.

    Examples
    --------
    >>> images, labels = sketches(10)
    >>> images.shape, labels.tolist()
    ((10, 1, 16, 16), [0, 1, 2, 3, 4, 5, 6, 7, 0, 1])
    """
    count = require_whole(count, "count")
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % len(KINDS)
    images = np.stack([sketch(KINDS[label], rng) for label in labels])
    return images[:, None], labels
