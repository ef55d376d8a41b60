"""Dropout: in training, silence a random share of the values and strengthen the others."""

from __future__ import annotations

import numpy as np

from cnnkit.errors import require_array, require_float, require_same_shape
from cnnkit.withhold import withheld

__all__ = ["dropout", "dropout_backward"]


@withheld
def dropout(
    x: np.ndarray, rate: float, *, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Set each value to 0 with probability `rate`, and divide the rest by ``1 - rate``.

    The division keeps the expected value, so that testing needs no change at all.

    Parameters
    ----------
    x : ndarray
        Floating dtype; not changed.
    rate : float
        At least 0 and below 1.
    rng : numpy.random.Generator

    Returns
    -------
    out : ndarray of the shape of `x`
    mask : ndarray of the same shape
        0 or ``1 / (1 - rate)``: what each value was multiplied by.

    Notes
    -----
    Source: N. Srivastava and others, "Dropout: a simple way to prevent neural networks from
    overfitting", Journal of Machine Learning Research 15, 2014.

    Examples
    --------
    >>> out, mask = dropout(np.ones(4), 0.5, rng=np.random.default_rng(0))
    >>> out
    array([2., 2., 2., 0.])
    """
    x = require_float(require_array(x, "x", "n", leading=True, empty=True), "x")
    if not 0 <= rate < 1:
        raise ValueError(f"rate must be at least 0 and below 1, got {rate}")
    kept = rng.random(x.shape, dtype=np.float32) >= rate
    mask = kept * x.dtype.type(1 / (1 - rate))
    return x * mask, mask


@withheld
def dropout_backward(grad_out: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Carry a gradient back through `dropout`: what was silenced gets none.

    Parameters
    ----------
    grad_out : ndarray
        Gradient of the loss with respect to the output, in its shape; floating dtype.
    mask : ndarray of the same shape
        As `dropout` returned it.

    Examples
    --------
    >>> dropout_backward(np.ones(2), np.array([2.0, 0.0]))
    array([2., 0.])
    """
    grad_out = require_array(grad_out, "grad_out", "n", leading=True, empty=True)
    require_same_shape(grad_out, mask.shape, "grad_out", "the shape of the mask")
    return require_float(grad_out, "grad_out") * mask
