"""The bonus: one call that exposes as many buggy counts of shift damage as possible."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnkit.checks.hunt import Hunt
from cnnkit.checks.returns import WHOLE, described
from cnnkit.images import shift_damage

__all__ = ["BREAKING_CALL"]

_PIXELS = 64
_DISTANCE = 64


def moved_left(image: np.ndarray, distance: int) -> np.ndarray:
    """Move ink to the left; white enters on the right."""
    distance = min(distance, image.shape[1])
    return np.pad(image[:, distance:], ((0, 0), (0, distance))).astype(bool)


def counts(ink: np.ndarray, moved: np.ndarray) -> tuple[int, int]:
    """Count what turns white, and what turns black."""
    ink, moved = ink.astype(bool), moved.astype(bool)
    return int((ink & ~moved).sum()), int((~ink & moved).sum())


def wraps_round(image: np.ndarray, distance: int) -> tuple[int, int]:
    """Ink that leaves on the left comes back on the right."""
    return counts(image, np.roll(image, -distance, axis=1))


def moves_to_the_right(image: np.ndarray, distance: int) -> tuple[int, int]:
    """The picture moves to the right."""
    return counts(image, moved_left(image[:, ::-1], distance)[:, ::-1])


def halves_the_total(image: np.ndarray, distance: int) -> tuple[int, int]:
    """Both counts are half of all pixels that change, rounded down."""
    half = sum(counts(image, moved_left(image, distance))) // 2
    return half, half


def swaps_the_counts(image: np.ndarray, distance: int) -> tuple[int, int]:
    """The two counts have changed places."""
    lost, gained = counts(image, moved_left(image, distance))
    return gained, lost


def repeats_the_edge(image: np.ndarray, distance: int) -> tuple[int, int]:
    """The last column is repeated on the right, where white should enter."""
    moved = moved_left(image, distance)
    entered = max(image.shape[1] - distance, 0)
    moved[:, entered:] = image[:, -1:]
    return counts(image, moved)


def skips_the_strip(image: np.ndarray, distance: int) -> tuple[int, int]:
    """The columns on the right where white enters are not compared."""
    compared = slice(0, max(image.shape[1] - distance, 0))
    return counts(image[:, compared], moved_left(image, distance)[:, compared])


def one_pixel_at_most(image: np.ndarray, distance: int) -> tuple[int, int]:
    """A distance of more than 1 counts as 1."""
    return counts(image, moved_left(image, min(distance, 1)))


def counts_rows(image: np.ndarray, distance: int) -> tuple[int, int]:
    """Each row counts once at most, however many of its pixels change."""
    ink, moved = image.astype(bool), moved_left(image, distance)
    return int((ink & ~moved).any(axis=1).sum()), int((~ink & moved).any(axis=1).sum())


def right(image: np.ndarray, distance: int) -> tuple[int, int]:
    """Compare every pixel with the one that takes its place."""
    return shift_damage(image, distance)


def right_by_the_row(image: np.ndarray, distance: int) -> tuple[int, int]:
    """Go through rows as sets of the columns that hold ink."""
    lost = gained = 0
    for row in image:
        ink = set(np.flatnonzero(row).tolist())
        moved = {column - distance for column in ink if column >= distance}
        lost, gained = lost + len(ink - moved), gained + len(moved - ink)
    return lost, gained


def refusal(call: Any) -> str | None:
    """Say why this is no call of `shift_damage`, or return None."""
    if type(call) is not tuple or len(call) != 2:
        return f"a tuple (image, distance) is expected, yours is {described(call)}"
    image, distance = call
    if type(image) is not np.ndarray or image.ndim != 2 or image.dtype.kind not in "biuf":
        return "the picture must be a NumPy array of numbers with two axes"
    if image.size == 0:
        return "the picture must not be empty"
    if image.size > _PIXELS:
        return f"the picture has {image.size} pixels; {_PIXELS} are allowed"
    if not np.isin(image, (0, 1)).all():
        return "the picture must hold nothing but 0 and 1"
    if type(distance) not in WHOLE:
        return f"the distance must be a whole number, yours is {described(distance)}"
    if not 0 <= distance <= _DISTANCE:
        return f"the distance must lie between 0 and {_DISTANCE}, yours is {distance}"
    return None


BREAKING_CALL = Hunt(
    "breaking_call",
    right=(right, right_by_the_row),
    bugs=(
        wraps_round,
        moves_to_the_right,
        halves_the_total,
        swaps_the_counts,
        repeats_the_edge,
        skips_the_strip,
        one_pixel_at_most,
        counts_rows,
    ),
    refusal=refusal,
)
