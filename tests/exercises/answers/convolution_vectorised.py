"""Right answers without a loop over pixels, with NumPy's and SciPy's own routines."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import linalg, signal


def correlate1d(signal, kernel):
    return np.correlate(signal.astype(float), kernel, "valid")


def correlate2d(image, kernel):
    windows = sliding_window_view(image.astype(float), kernel.shape)
    return np.einsum("ijab,ab->ij", windows, kernel)


def convolve2d(image, kernel):
    return signal.convolve2d(image.astype(float), kernel, mode="valid")


def toeplitz_matrix(kernel, size):
    rest = np.zeros(size - len(kernel))
    return linalg.toeplitz(np.r_[kernel[0], rest], np.r_[kernel, rest])


def correlate_channels(image, kernel, bias=0.0):
    return signal.correlate(image.astype(float), kernel, mode="valid", method="direct")[0] + bias


def conv_bank(image, weight, bias):
    filters, *size = weight.shape
    windows = sliding_window_view(image, tuple(size))[0]
    columns = windows.reshape(-1, np.prod(size)).T
    maps = weight.reshape(filters, -1) @ columns + bias[:, None]
    return maps.reshape(filters, *windows.shape[:2])


def count_conv_parameters(
    out_channels, in_channels, kernel_height, kernel_width, bias=True, groups=1
):
    shape = (out_channels, in_channels // groups, kernel_height, kernel_width)
    return np.prod(shape) + (out_channels if bias else 0)


def im2col(image, kernel_height, kernel_width):
    windows = sliding_window_view(image, (kernel_height, kernel_width))
    return np.array(windows.reshape(-1, kernel_height * kernel_width).T)


def find_template(image, template):
    windows = sliding_window_view(image.astype(float), template.shape)
    with np.errstate(invalid="ignore"):
        scores = np.tensordot(windows, template.astype(float), 2)
        scores /= np.linalg.norm(windows, axis=(2, 3)) * np.linalg.norm(template.astype(float))
    scores = np.nan_to_num(scores.round(9), nan=-2.0)
    return np.unravel_index(scores.argmax(), scores.shape)


def filter_uint8(image, kernel, divisor):
    windows = sliding_window_view(image, kernel.shape).astype(np.int32)
    return np.rint((windows * kernel).sum(axis=(2, 3)) / divisor).clip(0, 255).astype("uint8")


def tiled_correlate1d(signal, kernels):
    windows = sliding_window_view(signal, kernels.shape[1])
    turns = np.resize(kernels, windows.shape)  # repeats the rows as often as needed
    return (windows * turns).sum(axis=1)


def match_maps(image, filters, maps):
    windows = sliding_window_view(image, filters.shape[1:])
    own = np.tensordot(filters, windows, ((1, 2), (2, 3)))
    close = np.isclose(maps[:, None], own[None], rtol=0, atol=1e-6).all(axis=(2, 3))
    return close.argmax(axis=1).tolist()
