"""P6: what is left over at the far end."""

from __future__ import annotations

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.returns import Whole
from cnnkit.shapes import output_size
from cnnkit.withhold import withheld

__all__ = ["P6"]


@withheld
def unused_rows(size: int, kernel: int, stride: int, padding: int = 0) -> int:
    """Count the padded rows after the end of the last window; the right answer."""
    last_start = (output_size(size, kernel, stride, padding) - 1) * stride
    return size + 2 * padding - (last_start + kernel)


def kernel_ignored(size: int, kernel: int, stride: int, padding: int = 0) -> int:
    """You divide all the rows by the stride; take the kernel off first.

    Only what follows the first window is cut into steps.
    """
    return (size + 2 * padding) % stride


def one_too_many(size: int, kernel: int, stride: int, padding: int = 0) -> int:
    """You add 1 before you divide; that 1 belongs to the number of windows, not to the rest."""
    return (size + 2 * padding - kernel + 1) % stride


def padding_at_one_end(size: int, kernel: int, stride: int, padding: int = 0) -> int:
    """You count the padding once; it is added at both ends."""
    return (size + padding - kernel) % stride


def padding_ignored(size: int, kernel: int, stride: int, padding: int = 0) -> int:
    """Your answer is the same for every padding; it lengthens what the windows can use."""
    return (size - kernel) % stride


def data_only(size: int, kernel: int, stride: int, padding: int = 0) -> int:
    """You leave out the rows of padding; rows of zeros that no window visits count, too."""
    return max(0, (size + 2 * padding - kernel) % stride - padding)


def gaps_as_well(size: int, kernel: int, stride: int, padding: int = 0) -> int:
    """You also count the gaps between windows; only the rows after the last window count."""
    windows = (size + 2 * padding - kernel) // stride + 1
    return size + 2 * padding - (windows * kernel - (windows - 1) * max(0, kernel - stride))


def windows_side_by_side(size: int, kernel: int, stride: int, padding: int = 0) -> int:
    """You divide by the kernel, as if windows lay edge to edge; they move on by `stride`."""
    return (size + 2 * padding) % kernel


def overlap_forgotten(size: int, kernel: int, stride: int, padding: int = 0) -> int:
    """You take off a whole kernel for each window; windows that overlap share rows."""
    windows = (size + 2 * padding - kernel) // stride + 1
    return size + 2 * padding - windows * kernel


def all_windows_move(size: int, kernel: int, stride: int, padding: int = 0) -> int:
    """You count a step for every window; the first makes none, so there are `windows - 1`."""
    windows = (size + 2 * padding - kernel) // stride + 1
    return size + 2 * padding - (windows * stride + kernel)


def missing_rows(size: int, kernel: int, stride: int, padding: int = 0) -> int:
    """You count the rows that are *missing* for one more window; count those left over."""
    return -(size + 2 * padding - kernel) % stride


def whole_windows(size: int, kernel: int, stride: int, padding: int = 0) -> int:
    """You return the number of windows; the rows after the last one are asked for."""
    return (size + 2 * padding - kernel) // stride + 1


def used_rows(size: int, kernel: int, stride: int, padding: int = 0) -> int:
    """You return where the last window ends; the rows after it are asked for."""
    return (size + 2 * padding - kernel) // stride * stride + kernel


def a_float(size: int, kernel: int, stride: int, padding: int = 0) -> float:
    """The number is right, but `/` has made it a float; `%` and `//` keep whole numbers."""
    steps = (size + 2 * padding - kernel) / stride
    return (steps - (size + 2 * padding - kernel) // stride) * stride


P6 = Exercise(
    "P6",
    unused_rows,
    Whole(),
    mistakes=(
        kernel_ignored,
        one_too_many,
        padding_at_one_end,
        padding_ignored,
        data_only,
        gaps_as_well,
        windows_side_by_side,
        overlap_forgotten,
        all_windows_move,
        missing_rows,
        whole_windows,
        used_rows,
        a_float,
    ),
    telling=(
        Case(40, 7, 5, 1),
        Case(41, 9, 7, 2),
        Case(33, 3, 8, 3),
        Case(30, 4, 4, 0),
    ),
)
