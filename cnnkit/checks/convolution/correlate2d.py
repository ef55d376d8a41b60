"""C2: one kernel slides over one picture."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops.conv_single import correlate2d

__all__ = ["C2"]


def flipped(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your kernel is turned by 180 degrees, as in a true convolution.

    Here it stays as it is: `kernel[0, 0]` meets the window's top left pixel.
    Kernels that look the same upside down hide the difference.
    """
    turned = kernel[::-1, ::-1]
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.tensordot(seen, turned, 2)


def kernel_transposed(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Rows and columns of your kernel have changed places.

    The first index counts rows, downwards, in the kernel as in the picture.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.T.shape)
    return np.tensordot(seen, kernel.T, 2)


def square_kernel(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You take the kernel's height for its width, too: unpack both, `h, w = kernel.shape`."""
    k = kernel.shape[0]
    out = np.zeros((image.shape[0] - k + 1, image.shape[1] - k + 1))
    for i, j in np.ndindex(*out.shape):
        out[i, j] = (image[i : i + k, j : j + k] * kernel).sum()
    return out


def square_picture(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You take the picture's height for its width, too: unpack both, `H, W = image.shape`."""
    (h, w), n = kernel.shape, image.shape[0]
    out = np.zeros((n - h + 1, n - w + 1))
    for i, j in np.ndindex(*out.shape):
        out[i, j] = (image[i : i + h, j : j + w] * kernel).sum()
    return out


def sides_swapped(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Height and width of the result have changed places.

    Rows come from the heights, `H - h + 1`, and columns from the widths, `W - w + 1`.
    """
    h, w = kernel.shape
    out = np.zeros((image.shape[1] - w + 1, image.shape[0] - h + 1))
    for i, j in np.ndindex(*out.shape):
        window = image[i : i + h, j : j + w]
        out[i, j] = (window * kernel[: window.shape[0], : window.shape[1]]).sum()
    return out


def matrix_product(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You multiply window and kernel as matrices, with `@` or `np.dot`.

    Each weight belongs to the pixel under it: use `*`, then add up.
    """
    h, w = kernel.shape
    out = np.zeros((image.shape[0] - h + 1, image.shape[1] - w + 1))
    for i, j in np.ndindex(*out.shape):
        out[i, j] = (image[i : i + h, j : j + w] @ kernel).sum()
    return out


def same_size(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your result is as large as the picture: it counts windows that hang over the edge.

    Keep those that lie on it entirely, which leaves `H - h + 1` by `W - w + 1`.
    """
    up, left = (kernel.shape[0] - 1) // 2, (kernel.shape[1] - 1) // 2
    sides = ((up, kernel.shape[0] - 1 - up), (left, kernel.shape[1] - 1 - left))
    seen = np.lib.stride_tricks.sliding_window_view(np.pad(image, sides), kernel.shape)
    return np.tensordot(seen, kernel, 2)


def full_size(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your result is larger than the picture: you keep every window that touches it.

    Keep those that lie on it entirely; SciPy calls that `mode="valid"`.
    """
    h, w = kernel.shape
    filled = np.pad(image, ((h - 1, h - 1), (w - 1, w - 1)))
    seen = np.lib.stride_tricks.sliding_window_view(filled, kernel.shape)
    return np.tensordot(seen, kernel, 2)


def three_by_three(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You treat every kernel as one of 3 x 3: take its size from `kernel.shape`."""
    out = np.zeros((image.shape[0] - 2, image.shape[1] - 2))
    for i, j in np.ndindex(*out.shape):
        for a in range(3):
            for b in range(3):
                out[i, j] += image[i + a, j + b] * kernel[a, b]
    return out


def last_window_missed(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You stop one window too early, to the right and at the bottom.

    `range` leaves its end out: there are `H - h + 1` rows of windows, not `H - h`.
    """
    h, w = kernel.shape
    out = np.zeros((image.shape[0] - h, image.shape[1] - w))
    for i, j in np.ndindex(*out.shape):
        out[i, j] = (image[i : i + h, j : j + w] * kernel).sum()
    return out


def last_product_only(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Only the last product of each window is left: add up with `+=` instead of `=`."""
    h, w = kernel.shape
    return image[h - 1 :, w - 1 :] * kernel[-1, -1]


def averages(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You average the products; they have to be added up."""
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.tensordot(seen, kernel, 2) / kernel.size


def divided_by_the_weights(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You divide by the sum of the weights; the plain sum of the products is wanted."""
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    total = kernel.sum()
    return np.tensordot(seen, kernel, 2) / (total if total else 1)


def negatives_lost(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your result has no negative values: sums below 0 are as welcome as others."""
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.maximum(np.tensordot(seen, kernel, 2), 0)


def result_keeps_type(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your result has the dtype of the picture, and sums get lost in it.

    Whole numbers drop fractions, and `uint8` wraps around after 255 and below 0.
    Make an array of floats.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    out = np.tensordot(seen, kernel, 2)
    return out.astype(int).astype(image.dtype) if image.dtype.kind in "iu" else out


def axes_swapped(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Rows and columns have changed places: your result is the transposed one.

    The first index counts rows, downwards.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.tensordot(seen, kernel, 2).T.copy()


def works_in_place(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You write the results into the picture that was handed to you.

    Whoever called your function still needs it: make an array of your own, with `np.zeros`.
    """
    h, w = kernel.shape
    rows, columns = image.shape[0] - h + 1, image.shape[1] - w + 1
    for i in range(rows):
        for j in range(columns):
            image[i, j] = (image[i : i + h, j : j + w] * kernel).sum()
    return image[:rows, :columns].copy()


C2 = Exercise(
    "C2",
    correlate2d,
    Array(),
    mistakes=(
        flipped,
        kernel_transposed,
        square_kernel,
        square_picture,
        sides_swapped,
        matrix_product,
        same_size,
        full_size,
        three_by_three,
        last_window_missed,
        last_product_only,
        averages,
        divided_by_the_weights,
        negatives_lost,
        result_keeps_type,
        axes_swapped,
        works_in_place,
    ),
    telling=(
        Case(mixed(5, 7), mixed(3, 3)),
        Case(mixed(7, 6), mixed(2, 3)),
        Case(mixed(4, 6).astype(int), np.array([[0.5, -1.25], [3.0, 1.5]])),
    ),
)
