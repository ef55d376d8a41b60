"""C3: the true convolution, which turns the kernel by 180 degrees first."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops import conv
from cnnkit.withhold import withheld

__all__ = ["C3"]


@withheld
def convolve2d(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Convolve one picture with one kernel, at valid positions; the right answer."""
    return conv.convolve2d(image[None, None], kernel[None, None])[0, 0]


def not_turned(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You have written the cross-correlation of C2: turn the kernel by 180 degrees first."""
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.tensordot(seen, kernel, 2)


def transposed(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You transpose the kernel, which mirrors it along its diagonal.

    Turn it by 180 degrees: reverse its rows and its columns, `kernel[::-1, ::-1]`.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.T.shape)
    return np.tensordot(seen, kernel.T, 2)


def quarter_turn(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You turn the kernel by 90 degrees only: `np.rot90(kernel, 2)` turns it by 180."""
    turned = np.rot90(kernel)
    seen = np.lib.stride_tricks.sliding_window_view(image, turned.shape)
    return np.tensordot(seen, turned, 2)


def upside_down(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You reverse the rows of the kernel; its columns have to be reversed as well."""
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.tensordot(seen, kernel[::-1], 2)


def left_to_right(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You reverse the columns of the kernel; its rows have to be reversed as well."""
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.tensordot(seen, kernel[:, ::-1], 2)


def turned_in_place(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You turn the kernel that was handed to you, and its owner gets it back turned.

    Work on a new one, `turned = kernel[::-1, ::-1]`.
    """
    kernel[:] = kernel[::-1, ::-1].copy()
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.tensordot(seen, kernel, 2)


def picture_turned(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You turn the picture instead of the kernel, so the result comes out turned, too."""
    seen = np.lib.stride_tricks.sliding_window_view(image[::-1, ::-1], kernel.shape)
    return np.tensordot(seen, kernel, 2)


def both_turned(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You turn picture and kernel, so they meet as before: turn the kernel alone."""
    seen = np.lib.stride_tricks.sliding_window_view(image[::-1, ::-1], kernel.shape)
    return np.tensordot(seen, kernel[::-1, ::-1], 2)


def full_size(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your result is larger than the picture: you keep every window that touches it.

    Keep those that lie on it entirely; SciPy calls that `mode="valid"`.
    """
    h, w = kernel.shape
    filled = np.pad(image, ((h - 1, h - 1), (w - 1, w - 1)))
    seen = np.lib.stride_tricks.sliding_window_view(filled, kernel.shape)
    return np.tensordot(seen, kernel[::-1, ::-1], 2)


def same_size(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your result is as large as the picture: it counts windows that hang over the edge.

    Keep those that lie on it entirely, which leaves `H - h + 1` by `W - w + 1`.
    """
    up, left = kernel.shape[0] // 2, kernel.shape[1] // 2
    sides = ((up, kernel.shape[0] - 1 - up), (left, kernel.shape[1] - 1 - left))
    seen = np.lib.stride_tricks.sliding_window_view(np.pad(image, sides), kernel.shape)
    return np.tensordot(seen, kernel[::-1, ::-1], 2)


def transform_wraps_around(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your Fourier transform sees the picture as a ring, and your cut keeps the seam.

    The valid part begins in row `h - 1` and column `w - 1`.
    """
    h, w = kernel.shape
    product = np.fft.rfft2(image) * np.fft.rfft2(kernel, image.shape)
    ring = np.fft.irfft2(product, image.shape)
    return ring[: image.shape[0] - h + 1, : image.shape[1] - w + 1].copy()


def square_kernel(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You take the kernel's height for its width, too: unpack both, `h, w = kernel.shape`."""
    k = kernel.shape[0]
    out = np.zeros((image.shape[0] - k + 1, image.shape[1] - k + 1))
    for i, j in np.ndindex(*out.shape):
        out[i, j] = (image[i : i + k, j : j + k] * kernel[::-1, ::-1]).sum()
    return out


def last_window_missed(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You stop one window too early, to the right and at the bottom.

    `range` leaves its end out: there are `H - h + 1` rows of windows, not `H - h`.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[:-1, :-1]
    return np.tensordot(seen, kernel[::-1, ::-1], 2)


def result_keeps_type(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your result has the dtype of the picture, and sums get lost in it.

    Whole numbers drop fractions, and `uint8` wraps around after 255 and below 0.
    Make an array of floats.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    out = np.tensordot(seen, kernel[::-1, ::-1], 2)
    return out.astype(int).astype(image.dtype) if image.dtype.kind in "iu" else out


C3 = Exercise(
    "C3",
    convolve2d,
    Array(),
    mistakes=(
        not_turned,
        transposed,
        quarter_turn,
        upside_down,
        left_to_right,
        turned_in_place,
        picture_turned,
        both_turned,
        full_size,
        same_size,
        transform_wraps_around,
        square_kernel,
        last_window_missed,
        result_keeps_type,
    ),
    telling=(
        Case(mixed(5, 7), mixed(3, 3)),
        Case(mixed(7, 6), mixed(2, 3)),
        Case(mixed(4, 6).astype(int), np.array([[0.5, -1.25], [3.0, 1.5]])),
    ),
)
