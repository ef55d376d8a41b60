"""C4: the sliding kernel as a matrix."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops.conv_matrix import toeplitz

__all__ = ["C4"]


def band_reversed(kernel: np.ndarray, size: int) -> np.ndarray:
    """The kernel stands backwards in each row, which makes a true convolution.

    Write it from left to right, as it is.
    """
    m = len(kernel)
    matrix = np.zeros((size - m + 1, size))
    for i in range(size - m + 1):
        matrix[i, i : i + m] = kernel[::-1]
    return matrix


def circulant(kernel: np.ndarray, size: int) -> np.ndarray:
    """In your last rows the kernel goes on at the left: that treats the signal as a ring.

    Leave those rows out.
    """
    first = np.zeros(size)
    first[: len(kernel)] = kernel
    return np.array([np.roll(first, i) for i in range(size)])


def rows_cut_off(kernel: np.ndarray, size: int) -> np.ndarray:
    """Your matrix is square: the kernel is cut off in its last rows.

    Keep the rows into which all of it fits; there are `size - m + 1`.
    """
    matrix = np.zeros((size, size))
    for i in range(size):
        matrix[i, i : i + len(kernel)] = kernel[: size - i]
    return matrix


def full_size(kernel: np.ndarray, size: int) -> np.ndarray:
    """In your first and last rows the kernel hangs over the ends of the signal.

    Keep the rows into which all of it fits; there are `size - m + 1`.
    """
    m = len(kernel)
    matrix = np.zeros((size + m - 1, size + 2 * (m - 1)))
    for i in range(size + m - 1):
        matrix[i, i : i + m] = kernel
    return matrix[:, m - 1 : m - 1 + size].copy()


def symmetric(kernel: np.ndarray, size: int) -> np.ndarray:
    """Your matrix mirrors the kernel on the other side of the diagonal.

    That is what `scipy.linalg.toeplitz(c)` does; give it the first row as well: `(c, r)`.
    """
    m = len(kernel)
    filled = np.concatenate([kernel, np.zeros(size - m)])
    distance = np.abs(np.arange(size - m + 1)[:, None] - np.arange(size))
    return filled[distance]


def transposed(kernel: np.ndarray, size: int) -> np.ndarray:
    """Rows and columns of your matrix have changed places: each row makes one output."""
    m = len(kernel)
    matrix = np.zeros((size, size - m + 1))
    for i in range(size - m + 1):
        matrix[i : i + m, i] = kernel
    return matrix


def not_moved(kernel: np.ndarray, size: int) -> np.ndarray:
    """Your kernel stands at the same place in every row; it moves on by one column."""
    m = len(kernel)
    matrix = np.zeros((size - m + 1, size))
    matrix[:, :m] = kernel
    return matrix


def moves_by_its_length(kernel: np.ndarray, size: int) -> np.ndarray:
    """Your kernel moves on by its own length from row to row; it moves on by one column."""
    m = len(kernel)
    matrix = np.zeros((size // m, size))
    for i in range(size // m):
        matrix[i, i * m : (i + 1) * m] = kernel
    return matrix


def ones_on_the_band(kernel: np.ndarray, size: int) -> np.ndarray:
    """The band is at the right place, but holds ones: put the weights there."""
    m = len(kernel)
    return np.eye(size - m + 1, size) + sum(np.eye(size - m + 1, size, k) for k in range(1, m))


def last_row_missed(kernel: np.ndarray, size: int) -> np.ndarray:
    """Your last row is missing: there are `size - m + 1`, and `range` leaves its end out."""
    m = len(kernel)
    matrix = np.zeros((size - m, size))
    for i in range(size - m):
        matrix[i, i : i + m] = kernel
    return matrix


def whole_numbers(kernel: np.ndarray, size: int) -> np.ndarray:
    """Your matrix holds whole numbers only, and the fractions of the weights are cut off.

    Make it with `np.zeros(shape)`, without `dtype=int`.
    """
    m = len(kernel)
    matrix = np.zeros((size - m + 1, size), dtype=int)
    for i in range(size - m + 1):
        matrix[i, i : i + m] = kernel
    return matrix


def list_of_lists(kernel: np.ndarray, size: int) -> list:
    """The numbers are right, but they come as lists of lists; wrap them in `np.array(...)`.

    `@` multiplies arrays only.
    """
    m = len(kernel)
    return [[0.0] * i + kernel.tolist() + [0.0] * (size - m - i) for i in range(size - m + 1)]


C4 = Exercise(
    "C4",
    toeplitz,
    Array(),
    name="toeplitz_matrix",
    mistakes=(
        band_reversed,
        circulant,
        rows_cut_off,
        full_size,
        symmetric,
        transposed,
        not_moved,
        moves_by_its_length,
        ones_on_the_band,
        last_row_missed,
        whole_numbers,
        list_of_lists,
    ),
    telling=(
        Case(mixed(3), 7),
        Case(np.array([0.5, -1.25, 2.5, 3.0]), 6),
    ),
)
