"""Right answers without a loop over pixels, with NumPy's and SciPy's own routines."""

import math
from itertools import accumulate

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import signal as sp


def output_size(size, kernel, stride=1, padding=0):
    return len(range(-padding, size + padding - kernel + 1, stride))


def same_padding(kernel):
    before, more = divmod(kernel - 1, 2)
    return before, before + more


def pad2d(x, padding):
    top, bottom, left, right = padding
    sides = np.zeros((x.ndim, 2), dtype=int)
    sides[-2:] = (top, bottom), (left, right)
    return np.pad(x, sides)


def strided_correlate1d(signal, kernel, stride, padding):
    row = np.concatenate([signal, np.zeros(padding)])
    return np.correlate(row, kernel.astype(float))[::stride]


def conv2d(image, kernel, stride=(1, 1), padding=(0, 0)):
    rows, columns = padding
    padded = np.pad(image.astype(float), [(rows, rows), (columns, columns)])
    windows = sliding_window_view(padded, kernel.shape)[:: stride[0], :: stride[1]]
    return np.einsum("ijab,ab->ij", windows, kernel)


def unused_rows(size, kernel, stride, padding=0):
    return int(np.mod(size + 2 * padding - kernel, stride))


def trace_sizes(size, layers):
    def after(size, layer):
        kernel, stride, padding = layer
        if (count := output_size(size, kernel, stride, padding)) < 1:
            raise ValueError(f"{layer} does not fit into {size} pixels")
        return count

    return list(accumulate(layers, after, initial=size))


def receptive_field(layers):
    table = np.array(layers, dtype=int).reshape(-1, 2)
    steps = np.cumprod(np.append(1, table[:, 1]))[:-1]
    return 1 + np.dot(table[:, 0] - 1, steps)


def count_layer(height, width, in_channels, out_channels, kernel, same):
    mode = "same" if same else "valid"
    sides = [len(sp.convolve(np.ones(side), np.ones(kernel), mode)) for side in (height, width)]
    return out_channels * (math.prod((in_channels, kernel, kernel)) + 1), out_channels * math.prod(
        sides
    )
