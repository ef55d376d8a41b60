"""Activations: a function for every value by itself, and softmax for a row of values.

Each backward takes what is cheapest to have: the input, or the output where the derivative is
simplest in it.
"""

from __future__ import annotations

import numpy as np

from cnnkit.errors import require_array, require_float, require_same_shape
from cnnkit.ops._floats import as_floats
from cnnkit.withhold import withheld

__all__ = [
    "relu",
    "relu_backward",
    "scaled_tanh",
    "scaled_tanh_backward",
    "sigmoid",
    "sigmoid_backward",
    "softmax",
    "softmax_backward",
    "tanh",
    "tanh_backward",
]

AMPLITUDE, SLOPE = 1.7159, 2 / 3
"""LeNet-5's tanh: A tanh(S a), so that f(1) = 1 and f(-1) = -1, nearly."""


def _floating(x: np.ndarray, name: str = "x") -> np.ndarray:
    return as_floats(require_array(x, name, "n", leading=True, empty=True))[0]


def _gradient(grad_out: np.ndarray, like: np.ndarray, meaning: str) -> np.ndarray:
    grad_out = require_array(grad_out, "grad_out", "n", leading=True, empty=True)
    require_same_shape(grad_out, like.shape, "grad_out", meaning)
    return require_float(grad_out, "grad_out")


@withheld
def relu(x: np.ndarray) -> np.ndarray:
    """Set negative values to 0.

    Parameters
    ----------
    x : ndarray
        Any shape and dtype; not changed.

    Returns
    -------
    ndarray of the same shape and dtype

    Examples
    --------
    >>> relu(np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 3.])
    """
    x = require_array(x, "x", "n", leading=True, empty=True)
    return np.maximum(x, x.dtype.type(0))


@withheld
def relu_backward(grad_out: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Let a gradient through where the input was positive; at exactly 0 it is 0, as in PyTorch.

    Parameters
    ----------
    grad_out : ndarray
        Floating, the shape of `x`.
    x : ndarray
        What went in; the output does as well.

    Examples
    --------
    >>> relu_backward(np.array([5.0, 5.0, 5.0]), np.array([-1.0, 0.0, 2.0]))
    array([0., 0., 5.])
    """
    x = _floating(x)
    return _gradient(grad_out, x, "the shape of x") * (x > 0)


@withheld
def sigmoid(x: np.ndarray) -> np.ndarray:
    """Squash values to between 0 and 1: ``1 / (1 + exp(-x))``, without overflow.

    Parameters
    ----------
    x : ndarray
        Any shape; integers give float64.

    Examples
    --------
    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    x = _floating(x)
    small = np.exp(-np.abs(x))  # between 0 and 1, whatever x is
    return np.where(x >= 0, 1, small) / (1 + small)


@withheld
def sigmoid_backward(grad_out: np.ndarray, out: np.ndarray) -> np.ndarray:
    """Carry a gradient back through `sigmoid`: the slope is ``out * (1 - out)``, at most 1/4.

    Parameters
    ----------
    grad_out, out : ndarray of the same shape
        Gradient of the loss with respect to the output, and the output itself.

    Examples
    --------
    >>> sigmoid_backward(np.array([1.0]), np.array([0.5]))
    array([0.25])
    """
    out = _floating(out, "out")
    return _gradient(grad_out, out, "the shape of out") * out * (1 - out)


@withheld
def tanh(x: np.ndarray) -> np.ndarray:
    """Squash values to between -1 and 1; parameters as for `sigmoid`.

    Examples
    --------
    >>> tanh(np.array([0.0, 100.0]))
    array([0., 1.])
    """
    return np.tanh(_floating(x))


@withheld
def tanh_backward(grad_out: np.ndarray, out: np.ndarray) -> np.ndarray:
    """Carry a gradient back through `tanh`: the slope is ``1 - out**2``.

    Parameters are as for `sigmoid_backward`.

    Examples
    --------
    >>> tanh_backward(np.array([1.0]), np.array([0.5]))
    array([0.75])
    """
    out = _floating(out, "out")
    return _gradient(grad_out, out, "the shape of out") * (1 - out * out)


@withheld
def scaled_tanh(x: np.ndarray) -> np.ndarray:
    """LeNet-5's activation, ``1.7159 tanh(2 x / 3)``: it maps -1 and 1 nearly onto themselves.

    Source: LeCun, Bottou, Bengio and Haffner (1998), section II.B and appendix A.

    Examples
    --------
    >>> scaled_tanh(np.array([-1.0, 0.0, 1.0])).round(3)
    array([-1.,  0.,  1.])
    """
    x = _floating(x)
    return x.dtype.type(AMPLITUDE) * np.tanh(x * x.dtype.type(SLOPE))


@withheld
def scaled_tanh_backward(grad_out: np.ndarray, out: np.ndarray) -> np.ndarray:
    """Carry a gradient back through `scaled_tanh`; parameters as for `sigmoid_backward`.

    Examples
    --------
    >>> scaled_tanh_backward(np.array([1.0]), np.array([0.0])).round(4)
    array([1.1439])
    """
    out = _floating(out, "out")
    unit = out.dtype.type
    slope = unit(AMPLITUDE * SLOPE) - unit(SLOPE / AMPLITUDE) * out * out
    return _gradient(grad_out, out, "the shape of out") * slope


@withheld
def softmax(logits: np.ndarray) -> np.ndarray:
    """Turn rows of logits into probabilities: exponentials, divided by their sum.

    Parameters
    ----------
    logits : ndarray of shape (..., classes)
        ``-inf`` gives probability 0; not changed.

    Returns
    -------
    ndarray of the same shape
        Each row adds up to 1; the largest logit is subtracted first, so nothing overflows.

    Examples
    --------
    >>> softmax(np.array([1000.0, 1001.0])).round(3)
    array([0.269, 0.731])
    """
    logits = _floating(logits, "logits")
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@withheld
def softmax_backward(grad_out: np.ndarray, out: np.ndarray) -> np.ndarray:
    """Carry a gradient back through `softmax`.

    Raising one logit takes from all the others, so each row's gradients add up to 0.
    Parameters are as for `sigmoid_backward`.

    Examples
    --------
    >>> softmax_backward(np.array([1.0, 0.0]), np.array([0.5, 0.5]))
    array([ 0.25, -0.25])
    """
    out = _floating(out, "out")
    grad_out = _gradient(grad_out, out, "the shape of out")
    return out * (grad_out - (grad_out * out).sum(axis=-1, keepdims=True))
