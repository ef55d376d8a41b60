"""What training makes small: one number for a whole batch, with its gradient."""

from __future__ import annotations

import numpy as np

from cnnkit.errors import ShapeError, require_array, require_same_shape
from cnnkit.ops._floats import as_floats
from cnnkit.withhold import withheld

__all__ = ["cross_entropy", "half_squared_error"]


@withheld
def half_squared_error(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    """Half the sum of squared errors, and its gradient.

    The half makes the gradient plain ``prediction - target``.
    The sum runs over everything, the batch included; divide it for a mean.

    Parameters
    ----------
    prediction, target : ndarray of the same shape

    Returns
    -------
    loss : float
    grad : ndarray of the shape of `prediction`

    Examples
    --------
    >>> half_squared_error(np.array([1.0, 2.0]), np.array([0.0, 0.0]))
    (2.5, array([1., 2.]))
    """
    prediction = require_array(prediction, "prediction", "n", leading=True)
    target = require_array(target, "target", "n", leading=True)
    require_same_shape(target, prediction.shape, "target", "the shape of prediction")
    (prediction,) = as_floats(prediction)
    grad = np.subtract(prediction, target, dtype=prediction.dtype)
    return float(np.vdot(grad, grad)) / 2, grad


@withheld
def cross_entropy(logits: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    """Mean cross-entropy of logits with class labels, and its gradient.

    The loss of one example is minus the logarithm of the probability that softmax gives to the
    right class; it is computed from the logits directly, so that nothing overflows.

    Parameters
    ----------
    logits : ndarray of shape (batch, classes)
        Floating dtype.
    labels : ndarray of shape (batch,)
        Whole numbers from 0 to classes - 1.

    Returns
    -------
    loss : float
        Mean over the batch.
    grad : ndarray of shape (batch, classes)
        ``(softmax(logits) - one_hot(labels)) / batch``; dtype of `logits`.

    Raises
    ------
    ShapeError
        If the batch is empty or the lengths differ.
    TypeError
        If labels are not whole numbers (NaN, for example, makes an array float).
    ValueError
        If a label is no class.

    Examples
    --------
    >>> loss, grad = cross_entropy(np.array([[0.0, 0.0]]), np.array([1]))
    >>> round(loss, 4), grad
    (0.6931, array([[ 0.5, -0.5]]))
    """
    logits = require_array(logits, "logits", "batch, classes")
    labels = require_array(labels, "labels", "batch")
    if len(labels) != len(logits):
        raise ShapeError(
            f"labels must have one entry for each row of logits, got shapes {labels.shape} and "
            f"{logits.shape};\ncut both to the same batch"
        )
    if labels.dtype.kind not in "iu":
        raise TypeError(
            f"labels must be whole numbers, got dtype {labels.dtype}; "
            f"check for missing values, then use labels.astype(int)"
        )
    classes = logits.shape[1]
    if labels.min() < 0 or labels.max() >= classes:
        raise ValueError(
            f"labels must be classes from 0 to {classes - 1}, got values from {labels.min()} to "
            f"{labels.max()}"
        )
    (logits,) = as_floats(logits)
    rows = np.arange(len(labels))
    shifted = logits - logits.max(axis=1, keepdims=True)
    grad = np.exp(shifted)
    total = grad.sum(axis=1, keepdims=True)
    loss = float((np.log(total[:, 0]) - shifted[rows, labels]).mean())
    grad /= total
    grad[rows, labels] -= 1
    grad /= len(labels)
    return loss, grad
