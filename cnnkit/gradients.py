"""Gradients by trial: nudge one number, watch the loss, and compare with what backward says.

It takes two evaluations for each number, so it serves to check a backward pass, never to train.
The step decides how exact it is.
A long one cuts across the curve, a short one drowns in rounding; `error_curve` shows both.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from cnnkit.errors import require_array, require_same_shape
from cnnkit.withhold import withheld

__all__ = ["ErrorCurve", "check_layer", "error_curve", "numerical_gradient", "relative_error"]

Loss = Callable[[np.ndarray], float]


@withheld
def numerical_gradient(f: Loss, x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """Estimate the gradient of a function by central differences, in float64.

    Parameters
    ----------
    f : callable
        Takes an array like `x` and returns one number.
    x : ndarray
        Where the gradient is wanted; never changed, since `f` gets a fresh copy each time.
    eps : float
        How far each entry is moved, up and down.

    Returns
    -------
    ndarray of the shape of `x`, float64

    Raises
    ------
    TypeError
        If `f` does not return one number.
    ValueError
        If `eps` is not positive, or so small that adding it to an entry changes nothing.

    Notes
    -----
    The error is about ``eps**2`` times the third derivative, plus rounding of about
    ``1e-16 / eps``: see `error_curve`.

    Examples
    --------
    >>> numerical_gradient(lambda x: (x**2).sum(), np.array([1.0, -3.0])).round(8)
    array([ 2., -6.])
    """
    return _slopes(f, x, eps, eps)


def _slopes(f: Loss, x: np.ndarray, below: float, above: float) -> np.ndarray:
    """Slopes between ``x - below`` and ``x + above``, one entry of x after the other."""
    x = require_array(x, "x", "n", leading=True, empty=True).astype(np.float64)
    if not above > 0:
        raise ValueError(f"eps must be a positive step, got {above}")
    slopes = np.empty_like(x)
    for place in np.ndindex(*x.shape):
        low, high = x.copy(), x.copy()
        low[place] -= below
        high[place] += above
        step = high[place] - low[place]  # what is left of eps after rounding
        if step == 0:
            raise ValueError(
                f"eps={above} is lost in rounding when it is added to {x[place]}; use a larger step"
            )
        slopes[place] = (_number(f(high)) - _number(f(low))) / step
    return slopes


def _number(value: Any) -> float:
    array = np.asarray(value)
    if array.size != 1 or array.dtype.kind not in "biuf":
        raise TypeError(
            f"f must return one number, got a {type(value).__name__} of shape {array.shape}; "
            f"add it up or take its mean first"
        )
    return float(array.item())


def relative_error(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Tell how far two gradients lie apart, measured by their largest entry.

    Parameters
    ----------
    ours, theirs : ndarray of the same shape

    Returns
    -------
    float
        Largest difference over largest magnitude: 0 if they are equal, 1 if one of them is all
        zeros, 2 if they point in opposite directions.

    Raises
    ------
    ShapeError
        If the shapes differ.

    Examples
    --------
    >>> relative_error(np.array([100.0, 1.0]), np.array([100.0, 2.0]))
    0.01
    """
    ours = require_array(ours, "ours", "n", leading=True, empty=True).astype(np.float64)
    theirs = require_array(theirs, "theirs", "n", leading=True, empty=True).astype(np.float64)
    require_same_shape(theirs, ours.shape, "theirs", "the shape of ours")
    scale = max(np.abs(ours).max(initial=0), np.abs(theirs).max(initial=0))
    return float(np.abs(ours - theirs).max() / scale) if scale else 0.0


class ErrorCurve(NamedTuple):
    """Relative errors of `forward` and `central` differences, one value for each of the `steps`."""

    steps: np.ndarray
    forward: np.ndarray
    central: np.ndarray


def error_curve(
    f: Loss, x: np.ndarray, gradient: np.ndarray, steps: Sequence[float] | None = None
) -> ErrorCurve:
    """Measure how the step decides the error of a numerical gradient.

    On two logarithmic axes, each error is a V: rounding on the left, where halving the step
    doubles it; curvature on the right, where halving the step halves the error of a forward
    difference and quarters that of a central one.

    Parameters
    ----------
    f, x
        As in `numerical_gradient`.
    gradient : ndarray of the shape of `x`
        The right gradient, known from elsewhere.
    steps : sequence of float, optional
        From 1e-13 to 0.1 by default, three for each power of ten.

    Returns
    -------
    ErrorCurve
        The steps, and the errors of ``(f(x + eps) - f(x)) / eps`` and of
        ``(f(x + eps) - f(x - eps)) / (2 eps)``.

    Examples
    --------
    >>> x = np.array([1.0])
    >>> steps = [1e-12, 1e-8, 1e-5, 1e-1]
    >>> curve = error_curve(lambda x: np.sin(x).sum(), x, np.cos(x), steps)
    >>> steps[curve.forward.argmin()], steps[curve.central.argmin()]
    (1e-08, 1e-05)
    """
    steps = np.logspace(-13, -1, 37) if steps is None else np.asarray(steps, dtype=np.float64)
    forward = [relative_error(_slopes(f, x, 0, step), gradient) for step in steps]
    central = [relative_error(_slopes(f, x, step, step), gradient) for step in steps]
    return ErrorCurve(steps, np.array(forward), np.array(central))


def check_layer(layer: Any, x: np.ndarray, eps: float = 1e-5) -> dict[str, float]:
    """Compare a layer's backward pass with central differences.

    Parameters
    ----------
    layer : Layer
        A layer or a whole `Sequential`, with parameters in float64: float32 has too few digits
        for differences. It stays as it is; every trial runs on a copy, so that dropout drops the
        same values each time.
    x : ndarray
        One input batch, float64. Keep away from kinks: a ReLU at 0, or two equal maxima.
    eps : float
        As in `numerical_gradient`.

    Returns
    -------
    dict of str to float
        The `relative_error` for ``"x"`` and for every parameter, by its name; below 1e-7 if
        backward is right.

    Raises
    ------
    TypeError
        If `x` or a parameter is not float64.

    Examples
    --------
    >>> from cnnkit.layers import Linear
    >>> x = np.array([[1.0, 2.0, 3.0]])
    >>> errors = check_layer(Linear(3, 2, dtype=np.float64), x)
    >>> {name: error < 1e-9 for name, error in errors.items()}
    {'x': True, 'weight': True, 'bias': True}
    """
    arrays = {"x": np.asarray(x)} | _parameters(layer)
    for name, array in arrays.items():
        if array.dtype != np.float64:
            raise TypeError(
                f"{name} must be float64, got {array.dtype}: differences need its 16 digits;\n"
                f"make the layer with dtype=np.float64, and use x.astype(np.float64)"
            )
    trial = copy.deepcopy(layer)
    out = trial(x)
    grad_out = np.random.default_rng(0).standard_normal(out.shape)
    by_backward = {"x": trial.backward(grad_out)}
    by_backward |= {name: grad for name, _, grad in trial.parameters()}

    def loss_of(name: str) -> Loss:
        def loss(values: np.ndarray) -> float:
            trial = copy.deepcopy(layer)
            if name == "x":
                return np.vdot(grad_out, trial(values))
            _parameters(trial)[name][...] = values
            return np.vdot(grad_out, trial(x))

        return loss

    return {
        name: relative_error(by_backward[name], numerical_gradient(loss_of(name), array, eps))
        for name, array in arrays.items()
    }


def _parameters(layer: Any) -> dict[str, np.ndarray]:
    return {name: values for name, values, _ in layer.parameters()}
