"""One picture, one kernel: shorter ways to the same map.

A separable kernel is a column times a row, so two thin passes replace one thick one:
2 k products for each output instead of k * k.
The Fourier transform turns a large kernel into one product for each frequency, whatever its size.
"""

from __future__ import annotations

import numpy as np
from scipy import fft

from cnnkit.errors import require_array
from cnnkit.ops._floats import as_floats
from cnnkit.ops.conv import conv2d
from cnnkit.shapes import output_size
from cnnkit.withhold import withheld

__all__ = ["correlate2d", "correlate2d_fft", "correlate2d_separable", "separate"]


@withheld
def correlate2d(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Slide one kernel over one picture, at valid positions: `conv2d` without batch and channels.

    Parameters
    ----------
    image : ndarray of shape (height, width)
    kernel : ndarray of shape (kernel_height, kernel_width)
        Not flipped.

    Returns
    -------
    ndarray of shape (out_height, out_width)
        float32 and float64 keep their dtype; integers give float64.

    Examples
    --------
    >>> correlate2d(np.arange(9.0).reshape(3, 3), np.array([[1.0, 0.0], [0.0, -1.0]]))
    array([[-4., -4.],
           [-4., -4.]])
    """
    image, kernel = _picture(image, kernel)
    return conv2d(image[None, None], kernel[None, None])[0, 0]


@withheld
def correlate2d_separable(image: np.ndarray, down: np.ndarray, across: np.ndarray) -> np.ndarray:
    """Slide the kernel ``np.outer(down, across)`` over a picture, one axis after the other.

    Parameters
    ----------
    image : ndarray of shape (height, width)
    down, across : ndarray of shape (kernel_height,) and (kernel_width,)
        `separate` finds them for a kernel that has them.

    Returns
    -------
    ndarray of shape (out_height, out_width)

    Examples
    --------
    >>> correlate2d_separable(np.ones((3, 3)), np.array([1.0, 2.0, 1.0]), np.array([1.0, -1.0]))
    array([[0., 0.]])
    """
    down = require_array(down, "down", "kernel_height")
    across = require_array(across, "across", "kernel_width")
    return correlate2d(correlate2d(image, across[None]), down[:, None])


@withheld
def correlate2d_fft(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Slide one kernel over one picture by multiplying their Fourier transforms.

    The cost does not depend on the kernel's size; parameters and result as in `correlate2d`,
    up to rounding.

    Examples
    --------
    >>> correlate2d_fft(np.arange(9.0).reshape(3, 3), np.eye(2)).round(12)
    array([[ 4.,  6.],
           [10., 12.]])
    """
    image, kernel = _picture(image, kernel)
    out = tuple(map(output_size, image.shape, kernel.shape))
    # A transform wraps around: a size of at least the picture's keeps that off the valid part.
    size = tuple(fft.next_fast_len(n, real=True) for n in image.shape)
    product = fft.rfft2(image, size) * np.conj(fft.rfft2(kernel, size))
    return fft.irfft2(product, size)[: out[0], : out[1]].astype(image.dtype)


def separate(kernel: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Find a column and a row whose outer product is the kernel, or None if there are none.

    Parameters
    ----------
    kernel : ndarray of shape (kernel_height, kernel_width)

    Returns
    -------
    (down, across) or None
        A kernel is separable if all its rows are multiples of one row: if its rank is 1, up to
        what its dtype rounds off. Both have that dtype; integers give float64.

    Examples
    --------
    >>> down, across = separate(np.array([[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]]))
    >>> bool(np.allclose(np.outer(down, across), [[1, 0, -1], [2, 0, -2], [1, 0, -1]]))
    True
    >>> separate(np.array([[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]])) is None
    True
    """
    (kernel,) = as_floats(require_array(kernel, "kernel", "kernel_height, kernel_width"))
    left, lengths, right = np.linalg.svd(kernel.astype(np.float64), full_matrices=False)
    rounding = 10 * max(kernel.shape) * np.finfo(kernel.dtype).eps
    if lengths[1:].sum() > rounding * lengths[0]:
        return None
    down, across = np.sqrt(lengths[0]) * left[:, 0], np.sqrt(lengths[0]) * right[0]
    return down.astype(kernel.dtype), across.astype(kernel.dtype)


def _picture(image: np.ndarray, kernel: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    image = require_array(image, "image", "height, width")
    return as_floats(image, require_array(kernel, "kernel", "kernel_height, kernel_width"))
