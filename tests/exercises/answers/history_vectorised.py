"""Right answers without a loop over pixels, with NumPy's and SciPy's own routines."""

import numpy as np
from scipy import ndimage, signal


def count_dense_parameters(layer_sizes, bias=True):
    sizes = np.array(layer_sizes, dtype=np.int64)
    return sizes[:-1] @ sizes[1:] + (sizes[1:].sum() if bias else 0)


def edge_neuron(inputs, position):
    return -np.diff(np.eye(inputs), axis=0)[position]


def simple_cell_plane(image, template, threshold):
    score = signal.correlate(image.astype(float), template, mode="valid", method="direct")
    return np.where(score > threshold, score - threshold, 0)


def complex_cell_plane(simple_plane, block):
    # as many copies of block numbers as there are cells, and the largest answer of each number
    height, width = simple_plane.shape
    columns = -(-width // block)
    number = np.arange(height)[:, None] // block * columns + np.arange(width) // block
    largest = ndimage.maximum(simple_plane, number, np.arange(number.max() + 1))
    return (np.array(largest) > 0).reshape(-1, columns)


def preferred_orientation(patch, templates):
    return np.argmax(np.einsum("ab,nab->n", patch.astype(float), templates))


def unpack_rgb24(pixels):
    return pixels.astype(">u4").view(np.uint8).reshape(*pixels.shape, 4)[..., 1:].copy()


def shift_damage(image, distance):
    ink = image.astype(np.int8)
    after = ndimage.shift(ink, (0, -distance), order=0, mode="constant", cval=0)
    return np.count_nonzero(ink > after), np.count_nonzero(ink < after)


def layer_costs(inputs, outputs, connections):
    work = np.array([inputs, connections, connections], dtype=np.int64) * outputs
    stored = work // [1, 1, outputs]
    return dict(zip(("dense", "local", "conv"), zip(stored, work, strict=True), strict=True))
