"""The fully connected layer: every output is a weighted sum of all inputs."""

from __future__ import annotations

import numpy as np

from cnnkit.errors import ShapeError, require_array, require_float, require_same_shape
from cnnkit.ops._floats import as_floats
from cnnkit.withhold import withheld

__all__ = ["linear", "linear_backward"]


@withheld
def linear(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None) -> np.ndarray:
    """Multiply a batch by a weight matrix: ``x @ weight.T + bias``.

    Parameters
    ----------
    x : ndarray of shape (batch, in_features)
    weight : ndarray of shape (out_features, in_features)
    bias : ndarray of shape (out_features,), optional

    Returns
    -------
    ndarray of shape (batch, out_features)
        float32 and float64 keep their dtype; integers give float64.

    Raises
    ------
    ShapeError
        If the features do not match; the message shows both shapes.

    Examples
    --------
    >>> linear(np.array([[1.0, 2.0]]), np.array([[3.0, 4.0], [0.0, 1.0]]), np.array([10.0, 0.0]))
    array([[21.,  2.]])
    """
    x, weight = _matching(x, weight)
    out = x @ weight.T
    if bias is not None:
        bias = require_array(bias, "bias", "out_features")
        out += require_same_shape(bias, weight.shape[:1], "bias", "one value for each output")
    return out


@withheld
def linear_backward(
    grad_out: np.ndarray, x: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Carry a gradient back through `linear`; gradients are summed over the batch.

    Parameters
    ----------
    grad_out : ndarray of shape (batch, out_features)
        Floating dtype.
    x, weight : ndarray
        As in the forward pass.

    Returns
    -------
    grad_x : ndarray of the shape of `x`
    grad_weight : ndarray of the shape of `weight`
    grad_bias : ndarray of shape (out_features,)

    Examples
    --------
    >>> x, weight = np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])
    >>> linear_backward(np.array([[10.0]]), x, weight)
    (array([[30., 40.]]), array([[10., 20.]]), array([10.]))
    """
    x, weight = _matching(x, weight)
    grad_out = require_array(grad_out, "grad_out", "batch, out_features")
    out_shape = (len(x), len(weight))
    require_same_shape(grad_out, out_shape, "grad_out", "the shape of the output")
    require_float(grad_out, "grad_out")
    return grad_out @ weight, grad_out.T @ x, grad_out.sum(axis=0)


def _matching(x: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    x = require_array(x, "x", "batch, in_features")
    weight = require_array(weight, "weight", "out_features, in_features")
    if x.shape[1] != weight.shape[1]:
        raise ShapeError(
            f"x of shape {x.shape} has {x.shape[1]} features, weight of shape {weight.shape} "
            f"expects {weight.shape[1]};\nweight must be (out_features, in_features)"
        )
    return as_floats(x, weight)
