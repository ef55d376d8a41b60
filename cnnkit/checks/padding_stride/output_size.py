"""P1: how many windows fit along one axis."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.returns import Whole
from cnnkit.shapes import output_size

__all__ = ["P1"]


def first_window_forgotten(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """You count the steps; the first window stands before the first step: add 1."""
    return (size + 2 * padding - kernel) // stride


def one_added_too_early(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """Your 1 is divided by the stride, too: add it after the division.

    With stride 1 the two are the same.
    """
    return (size + 2 * padding - kernel + 1) // stride


def rounded_up(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """You round up and count a last window that hangs over the end; only whole windows count."""
    return -(-(size + 2 * padding - kernel) // stride) + 1


def rounded_to_nearest(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """You round to the nearest whole number; a window that fits by half does not fit: use `//`."""
    return round((size + 2 * padding - kernel) / stride) + 1


def padding_ignored(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """Your answer is the same for every padding; it lengthens the row at both ends."""
    return (size - kernel) // stride + 1


def padding_at_one_end(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """You count the padding once; it is added at each end, so it counts twice."""
    return (size + padding - kernel) // stride + 1


def padding_four_times(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """You count the padding four times; it is the number of zeros at *one* end, not at both."""
    return (size + 4 * padding - kernel) // stride + 1


def stride_ignored(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """Your answer is the same for every stride: each step after the first window needs `stride`."""
    return size + 2 * padding - kernel + 1


def kernel_ignored(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """You count the places where a window could *start*; it has to end on the row as well."""
    return (size + 2 * padding - 1) // stride + 1


def kernel_as_stride(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """Your windows lie edge to edge: they move on by `stride`, not by their own width."""
    return (size + 2 * padding) // kernel


def brackets_missing(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """You divide the kernel alone by the stride: `//` binds tighter than `-`, so use brackets."""
    return size + 2 * padding - kernel // stride + 1


def divided_first(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """You divide the row by the stride before you take the kernel off: subtract first."""
    return (size + 2 * padding) // stride - kernel + 1


def size_over_stride(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """You divide the size by the stride; that is the answer for one special padding only."""
    return -(-size // stride)


def parts_of_windows(size: int, kernel: int, stride: int = 1, padding: int = 0) -> float:
    """You divide with `/`, which gives parts of windows and always a float: use `//`."""
    return (size + 2 * padding - kernel) / stride + 1


def a_float(size: int, kernel: int, stride: int = 1, padding: int = 0) -> float:
    """The number is right, but it is a float: `np.floor` gives one; `//` keeps whole numbers."""
    return np.floor((size + 2 * padding - kernel) / stride) + 1


P1 = Exercise(
    "P1",
    output_size,
    Whole(),
    mistakes=(
        first_window_forgotten,
        one_added_too_early,
        rounded_up,
        rounded_to_nearest,
        padding_ignored,
        padding_at_one_end,
        padding_four_times,
        stride_ignored,
        kernel_ignored,
        kernel_as_stride,
        brackets_missing,
        divided_first,
        size_over_stride,
        parts_of_windows,
        a_float,
    ),
    telling=(
        Case(30, 7, 3, 2),
        Case(30, 5, 4, 1),
        Case(41, 9, 5, 3),
        Case(33, 10, 2, 1),
    ),
)
