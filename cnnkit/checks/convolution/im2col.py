"""C8: every window as a column."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops import conv_matrix
from cnnkit.withhold import withheld

__all__ = ["C8"]


@withheld
def im2col(image: np.ndarray, kernel_height: int, kernel_width: int) -> np.ndarray:
    """Lay every window of one picture out as a column; the right answer."""
    return conv_matrix.im2col(image, (kernel_height, kernel_width))


def windows_as_rows(image: np.ndarray, kernel_height: int, kernel_width: int) -> np.ndarray:
    """Your windows are the rows of the matrix; they have to be its columns: transpose it.

    With 9 pixels and windows of 4 both look the same.
    """
    size = kernel_height, kernel_width
    seen = np.lib.stride_tricks.sliding_window_view(image, size)
    return seen.reshape(-1, kernel_height * kernel_width).copy()


def reshaped_only(image: np.ndarray, kernel_height: int, kernel_width: int) -> np.ndarray:
    """The shape is right, but `reshape` has torn the windows apart.

    Lay one window per row first, then transpose: `.reshape(-1, size).T`.
    """
    size = kernel_height, kernel_width
    seen = np.lib.stride_tricks.sliding_window_view(image, size)
    return seen.reshape(kernel_height * kernel_width, -1).copy()


def windows_down_the_columns(
    image: np.ndarray, kernel_height: int, kernel_width: int
) -> np.ndarray:
    """Your windows come column by column of the picture.

    Take them row by row: to the right first, then down.
    """
    size = kernel_height, kernel_width
    seen = np.lib.stride_tricks.sliding_window_view(image, size).swapaxes(0, 1)
    return seen.reshape(-1, kernel_height * kernel_width).T.copy()


def pixels_down_the_columns(image: np.ndarray, kernel_height: int, kernel_width: int) -> np.ndarray:
    """Each window is read out column by column; read it row by row, as `ravel` does."""
    size = kernel_height, kernel_width
    seen = np.lib.stride_tricks.sliding_window_view(image, size).swapaxes(2, 3)
    return seen.reshape(-1, kernel_height * kernel_width).T.copy()


def sides_swapped(image: np.ndarray, kernel_height: int, kernel_width: int) -> np.ndarray:
    """Height and width of your window have changed places: rows come first."""
    size = kernel_width, kernel_height
    seen = np.lib.stride_tricks.sliding_window_view(image, size)
    return seen.reshape(-1, kernel_height * kernel_width).T.copy()


def windows_side_by_side(image: np.ndarray, kernel_height: int, kernel_width: int) -> np.ndarray:
    """Your windows lie edge to edge: a window begins at every pixel where it fits."""
    size = kernel_height, kernel_width
    seen = np.lib.stride_tricks.sliding_window_view(image, size)[::kernel_height, ::kernel_width]
    return seen.reshape(-1, kernel_height * kernel_width).T.copy()


def square_window(image: np.ndarray, kernel_height: int, kernel_width: int) -> np.ndarray:
    """Your windows are as wide as they are high: use `kernel_width` as well."""
    size = kernel_height, kernel_height
    seen = np.lib.stride_tricks.sliding_window_view(image, size)
    return seen.reshape(-1, kernel_height**2).T.copy()


def square_picture(image: np.ndarray, kernel_height: int, kernel_width: int) -> np.ndarray:
    """You take the picture's height for its width, too: unpack both, `H, W = image.shape`."""
    n = image.shape[0]
    rows, columns = n - kernel_height + 1, n - kernel_width + 1
    windows = [
        image[i : i + kernel_height, j : j + kernel_width].ravel()
        for i in range(rows)
        for j in range(columns)
    ]
    return np.stack(windows, axis=1)


def last_window_missed(image: np.ndarray, kernel_height: int, kernel_width: int) -> np.ndarray:
    """You stop one window too early, to the right and at the bottom.

    `range` leaves its end out: there are `H - kernel_height + 1` rows of windows.
    """
    size = kernel_height, kernel_width
    seen = np.lib.stride_tricks.sliding_window_view(image, size)[:-1, :-1]
    return seen.reshape(-1, kernel_height * kernel_width).T.copy()


def windows_turned(image: np.ndarray, kernel_height: int, kernel_width: int) -> np.ndarray:
    """Your windows are read out backwards, which would turn the kernel by 180 degrees."""
    size = kernel_height, kernel_width
    seen = np.lib.stride_tricks.sliding_window_view(image, size)[:, :, ::-1, ::-1]
    return seen.reshape(-1, kernel_height * kernel_width).T.copy()


def padded(image: np.ndarray, kernel_height: int, kernel_width: int) -> np.ndarray:
    """You put zeros around the picture; here only windows that lie on it count."""
    up, left = (kernel_height - 1) // 2, (kernel_width - 1) // 2
    sides = ((up, kernel_height - 1 - up), (left, kernel_width - 1 - left))
    size = kernel_height, kernel_width
    seen = np.lib.stride_tricks.sliding_window_view(np.pad(image, sides), size)
    return seen.reshape(-1, kernel_height * kernel_width).T.copy()


def not_laid_out(image: np.ndarray, kernel_height: int, kernel_width: int) -> np.ndarray:
    """These are the windows, but not laid out: each has to become a single column."""
    size = kernel_height, kernel_width
    return np.lib.stride_tricks.sliding_window_view(image, size).copy()


def a_view(image: np.ndarray, kernel_height: int, kernel_width: int) -> np.ndarray:
    """Where a window has one pixel, your result is the picture itself in another shape.

    Whoever changes one changes both: end with `.copy()`.
    """
    if kernel_height * kernel_width == 1:
        return image.reshape(1, -1)
    size = kernel_height, kernel_width
    seen = np.lib.stride_tricks.sliding_window_view(image, size)
    return seen.reshape(-1, kernel_height * kernel_width).T.copy()


C8 = Exercise(
    "C8",
    im2col,
    Array(),
    mistakes=(
        windows_as_rows,
        reshaped_only,
        windows_down_the_columns,
        pixels_down_the_columns,
        sides_swapped,
        windows_side_by_side,
        square_window,
        square_picture,
        last_window_missed,
        windows_turned,
        padded,
        not_laid_out,
        a_view,
    ),
    telling=(
        Case(mixed(4, 6), 2, 3),
        Case(mixed(6, 5), 3, 2),
        Case(mixed(3, 4), 1, 1),
    ),
    fresh_result=True,
)
