"""P3: zeros round the last two axes, with a width of their own on every side."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.withhold import withheld

__all__ = ["P3"]


@withheld
def pad2d(x: np.ndarray, padding: tuple[int, int, int, int]) -> np.ndarray:
    """Add zeros at the top, the bottom, the left and the right; the right answer."""
    top, bottom, left, right = padding
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(top, bottom), (left, right)])


def left_and_right_first(x: np.ndarray, padding: tuple[int, int, int, int]) -> np.ndarray:
    """You read the padding as (left, right, top, bottom), in the order of PyTorch.

    Here it is (top, bottom, left, right).
    """
    left, right, top, bottom = padding
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(top, bottom), (left, right)])


def ends_swapped(x: np.ndarray, padding: tuple[int, int, int, int]) -> np.ndarray:
    """Top and bottom, and left and right, have changed places; the shape does not show it."""
    top, bottom, left, right = padding
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(bottom, top), (right, left)])


def rows_then_columns(x: np.ndarray, padding: tuple[int, int, int, int]) -> np.ndarray:
    """You read the padding as (top, left, bottom, right); it is (top, bottom, left, right)."""
    top, left, bottom, right = padding
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(top, bottom), (left, right)])


def clockwise(x: np.ndarray, padding: tuple[int, int, int, int]) -> np.ndarray:
    """You go round the picture, (top, right, bottom, left), as style sheets do.

    Here it is (top, bottom, left, right).
    """
    top, right, bottom, left = padding
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(top, bottom), (left, right)])


def one_width(x: np.ndarray, padding: tuple[int, int, int, int]) -> np.ndarray:
    """You use the first of the four numbers on every side; each side has its own."""
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(padding[0], padding[0])] * 2)


def first_of_each_pair(x: np.ndarray, padding: tuple[int, int, int, int]) -> np.ndarray:
    """Your bottom is padded like the top, and your right like the left; each has its own."""
    top, _, left, _ = padding
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(top, top), (left, left)])


def zeros_after_the_picture(x: np.ndarray, padding: tuple[int, int, int, int]) -> np.ndarray:
    """Your picture stands in the top left corner of the zeros.

    It begins in row `top` and column `left`.
    """
    top, bottom, left, right = padding
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(0, top + bottom), (0, left + right)])


def every_axis(x: np.ndarray, padding: tuple[int, int, int, int]) -> np.ndarray:
    """You pad the leading axes as well, which invents channels or examples of zeros."""
    top, bottom, left, right = padding
    return np.pad(x, [(top, bottom)] * (x.ndim - 1) + [(left, right)])


def first_two_axes(x: np.ndarray, padding: tuple[int, int, int, int]) -> np.ndarray:
    """You pad the first two axes; rows and columns are the *last* two."""
    top, bottom, left, right = padding
    return np.pad(x, [(top, bottom), (left, right)] + [(0, 0)] * (x.ndim - 2))


def two_axes_only(x: np.ndarray, padding: tuple[int, int, int, int]) -> np.ndarray:
    """Your function stops at arrays with more than two axes: `*leading, H, W = x.shape`."""
    top, bottom, left, right = padding
    height, width = x.shape
    out = np.zeros((top + height + bottom, left + width + right), dtype=x.dtype)
    out[top : top + height, left : left + width] = x
    return out


def border_repeated(x: np.ndarray, padding: tuple[int, int, int, int]) -> np.ndarray:
    """Your padding repeats the border of the picture; zeros are asked for."""
    top, bottom, left, right = padding
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(top, bottom), (left, right)], mode="edge")


def ones(x: np.ndarray, padding: tuple[int, int, int, int]) -> np.ndarray:
    """Your padding is made of ones; zeros are asked for."""
    top, bottom, left, right = padding
    sides = [(0, 0)] * (x.ndim - 2) + [(top, bottom), (left, right)]
    return np.pad(x, sides, constant_values=1)


def border_overwritten(x: np.ndarray, padding: tuple[int, int, int, int]) -> np.ndarray:
    """You write the zeros over the picture's own border; they go round it, and it grows."""
    top, bottom, left, right = padding
    height, width = x.shape[-2:]
    out = np.zeros_like(x)
    rows, columns = slice(top, height - bottom), slice(left, width - right)
    out[..., rows, columns] = x[..., rows, columns]
    return out


def works_in_place(x: np.ndarray, padding: tuple[int, int, int, int]) -> np.ndarray:
    """You write zeros into the array that was handed to you.

    Whoever called your function still needs it: fill an array of your own, of the larger size.
    """
    top, bottom, left, right = padding
    out = np.pad(x, [(0, 0)] * (x.ndim - 2) + [(top, bottom), (left, right)])
    x[...] = 0
    return out


def dtype_lost(x: np.ndarray, padding: tuple[int, int, int, int]) -> np.ndarray:
    """The numbers are right, but not their dtype: `np.zeros` makes floats unless it is told.

    Write `np.zeros(shape, dtype=x.dtype)`.
    """
    top, bottom, left, right = padding
    *leading, height, width = x.shape
    out = np.zeros((*leading, top + height + bottom, left + width + right))
    out[..., top : top + height, left : left + width] = x
    return out


def nothing_to_pad(x: np.ndarray, padding: tuple[int, int, int, int]) -> np.ndarray:
    """For a padding of zeros you hand the array itself back, and who changes one changes both.

    Return `x.copy()`.
    """
    top, bottom, left, right = padding
    if not any(padding):
        return x
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(top, bottom), (left, right)])


P3 = Exercise(
    "P3",
    pad2d,
    Array(dtype="kept"),
    mistakes=(
        left_and_right_first,
        ends_swapped,
        rows_then_columns,
        clockwise,
        one_width,
        first_of_each_pair,
        zeros_after_the_picture,
        every_axis,
        first_two_axes,
        two_axes_only,
        border_repeated,
        ones,
        border_overwritten,
        works_in_place,
        dtype_lost,
        nothing_to_pad,
    ),
    telling=(
        Case(mixed(6, 7), (1, 2, 3, 4)),
        Case(mixed(2, 5, 5), (1, 0, 2, 1)),
        Case(mixed(3, 4).astype(int), (0, 0, 0, 0)),
    ),
    parts=(
        Part("values", 1.5, Array()),
        Part("dtype", 1, Array(dtype="kept")),
        Part("array of its own", 0.5, Array()),
    ),
    fresh_result=True,
)
