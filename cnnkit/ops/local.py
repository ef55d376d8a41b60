"""Between dense and shared: the same windows as a convolution, with less sharing of weights.

A *locally connected* layer has a kernel of its own for every position.
A *tiled* convolution has a few kernels and takes them in turns; one kernel is a convolution,
as many kernels as positions is locally connected.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnnkit.errors import ShapeError, require_array
from cnnkit.ops._floats import as_floats
from cnnkit.shapes import output_size
from cnnkit.withhold import withheld

__all__ = ["local1d", "local2d", "tiled1d", "tiled2d"]


@withheld
def local1d(signal: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """Slide over a signal with a kernel of its own at every position.

    Parameters
    ----------
    signal : ndarray of shape (n,)
    kernels : ndarray of shape (n - m + 1, m)
        One kernel of width m for each output.

    Returns
    -------
    ndarray of shape (n - m + 1,)
        float32 and float64 keep their dtype; integers give float64.

    Raises
    ------
    ShapeError
        If there is not one kernel for each output.

    Examples
    --------
    >>> local1d(np.array([1.0, 2.0, 3.0]), np.array([[1.0, 0.0], [0.0, 10.0]]))
    array([ 1., 30.])
    """
    signal = require_array(signal, "signal", "width")
    kernels = require_array(kernels, "kernels", "out_width, kernel_width")
    outputs = output_size(len(signal), kernels.shape[1])
    if len(kernels) != outputs:
        raise ShapeError(
            f"{outputs} outputs need {outputs} kernels, got {len(kernels)};\n"
            f"use tiled1d to take fewer kernels in turns"
        )
    signal, kernels = as_floats(signal, kernels)
    return (sliding_window_view(signal, kernels.shape[1]) * kernels).sum(axis=1)


@withheld
def tiled1d(signal: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """Slide over a signal with a few kernels in turns: output i uses kernel ``i % t``.

    Parameters
    ----------
    signal : ndarray of shape (n,)
    kernels : ndarray of shape (t, m)

    Returns
    -------
    ndarray of shape (n - m + 1,)

    Examples
    --------
    >>> tiled1d(np.arange(5.0), np.array([[1.0, 0.0], [0.0, 10.0]]))
    array([ 0., 20.,  2., 40.])
    """
    signal = require_array(signal, "signal", "width")
    kernels = require_array(kernels, "kernels", "kernels, kernel_width")
    outputs = output_size(len(signal), kernels.shape[1])
    return local1d(signal, kernels[np.arange(outputs) % len(kernels)])


@withheld
def local2d(image: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """Slide over a picture with a kernel of its own at every position.

    Parameters
    ----------
    image : ndarray of shape (height, width)
    kernels : ndarray of shape (out_height, out_width, kernel_height, kernel_width)

    Returns
    -------
    ndarray of shape (out_height, out_width)
        float32 and float64 keep their dtype; integers give float64.

    Raises
    ------
    ShapeError
        If there is not one kernel for each output.

    Examples
    --------
    >>> local2d(np.ones((2, 3)), np.arange(8.0).reshape(1, 2, 2, 2))
    array([[ 6., 22.]])
    """
    image = require_array(image, "image", "height, width")
    kernels = require_array(
        kernels, "kernels", "out_height, out_width, kernel_height, kernel_width"
    )
    outputs = tuple(map(output_size, image.shape, kernels.shape[2:]))
    if kernels.shape[:2] != outputs:
        raise ShapeError(
            f"{outputs[0]}x{outputs[1]} outputs need as many kernels, got "
            f"{kernels.shape[0]}x{kernels.shape[1]};\nuse tiled2d to take fewer kernels in turns"
        )
    image, kernels = as_floats(image, kernels)
    return (sliding_window_view(image, kernels.shape[2:]) * kernels).sum(axis=(2, 3))


@withheld
def tiled2d(image: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """Slide over a picture with a few kernels in turns, along both axes.

    Parameters
    ----------
    image : ndarray of shape (height, width)
    kernels : ndarray of shape (t_rows, t_columns, kernel_height, kernel_width)
        Output (i, j) uses ``kernels[i % t_rows, j % t_columns]``.

    Returns
    -------
    ndarray of shape (out_height, out_width)

    Examples
    --------
    >>> tiled2d(np.ones((2, 4)), np.array([[[[1.0], [1.0]], [[0.0], [5.0]]]]))
    array([[2., 5., 2., 5.]])
    """
    image = require_array(image, "image", "height, width")
    kernels = require_array(
        kernels, "kernels", "kernel_rows, kernel_columns, kernel_height, kernel_width"
    )
    rows, columns = map(output_size, image.shape, kernels.shape[2:])
    turn = np.arange(rows) % len(kernels), np.arange(columns) % kernels.shape[1]
    return local2d(image, kernels[np.ix_(*turn)])
