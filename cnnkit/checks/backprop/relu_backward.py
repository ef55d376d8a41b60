"""B9: back through a ReLU."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops import activation
from cnnkit.withhold import withheld

__all__ = ["B9"]


@withheld
def relu_backward(grad_out: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Let the gradient through where the input was positive; the right answer."""
    return activation.relu_backward(grad_out.astype(float), x)


def open_at_zero(grad_out: np.ndarray, x: np.ndarray) -> np.ndarray:
    """At exactly 0 you let the gradient through; it is stopped there: `x > 0`."""
    return grad_out * (x >= 0)


def half_at_zero(grad_out: np.ndarray, x: np.ndarray) -> np.ndarray:
    """At exactly 0 you let half of the gradient through; the rule here is 0."""
    return grad_out * np.heaviside(x.astype(float), 0.5)


def sign_bit(grad_out: np.ndarray, x: np.ndarray) -> np.ndarray:
    """You ask for the sign, and a 0 has one, too: compare with `x > 0`."""
    return grad_out * ~np.signbit(x.astype(float))


def asks_the_gradient(grad_out: np.ndarray, x: np.ndarray) -> np.ndarray:
    """You stop negative *gradients*; what counts is the sign of the input, `x`."""
    return grad_out * (grad_out > 0)


def asks_both(grad_out: np.ndarray, x: np.ndarray) -> np.ndarray:
    """You stop negative gradients as well; where the input was positive, all of them pass."""
    return grad_out * ((x > 0) & (grad_out > 0))


def mask_only(grad_out: np.ndarray, x: np.ndarray) -> np.ndarray:
    """You return where it is open, 0 and 1: multiply that by the gradient."""
    return (x > 0) * 1.0


def forward(grad_out: np.ndarray, x: np.ndarray) -> np.ndarray:
    """You compute ReLU itself, forwards: let the *gradient* through where `x` is positive."""
    return np.maximum(x, 0) * 1.0


def forward_on_the_gradient(grad_out: np.ndarray, x: np.ndarray) -> np.ndarray:
    """You multiply by the output of ReLU; its slope is 1 where it is open, and 0 elsewhere."""
    return grad_out * np.maximum(x, 0)


def opposite(grad_out: np.ndarray, x: np.ndarray) -> np.ndarray:
    """You let the gradient through where the input was *negative*."""
    return grad_out * (x < 0)


def everywhere_but_at_zero(grad_out: np.ndarray, x: np.ndarray) -> np.ndarray:
    """You stop the gradient at 0 only; below 0 it is stopped as well."""
    return grad_out * (x != 0)


def sign(grad_out: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Below 0 your gradient changes its sign, as for an absolute value; it is 0 there."""
    return grad_out * np.sign(x)


def leaky(grad_out: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Some of the gradient leaks through below 0; a plain ReLU lets nothing pass."""
    return grad_out * np.where(x > 0, 1.0, 0.01)


def open_above_one(grad_out: np.ndarray, x: np.ndarray) -> np.ndarray:
    """You open at 1; everything above 0 is let through, small fractions, too."""
    return grad_out * (x >= 1)


def in_place(grad_out: np.ndarray, x: np.ndarray) -> np.ndarray:
    """You write zeros into the gradient that you were given: make a new array.

    `np.where(x > 0, grad_out, 0)` does.
    """
    grad_out[x <= 0] = 0
    return grad_out


def left_out(grad_out: np.ndarray, x: np.ndarray) -> np.ndarray:
    """You leave out what is stopped; the result has the shape of `x`, with zeros there."""
    return grad_out[x > 0]


def a_list(grad_out: np.ndarray, x: np.ndarray) -> list:
    """The numbers are right, but they come as a list; wrap it in `np.array(...)`."""
    return (grad_out * (x > 0)).tolist()


B9 = Exercise(
    "B9",
    relu_backward,
    Array(),
    mistakes=(
        open_at_zero,
        half_at_zero,
        sign_bit,
        asks_the_gradient,
        asks_both,
        mask_only,
        forward,
        forward_on_the_gradient,
        opposite,
        everywhere_but_at_zero,
        sign,
        leaky,
        open_above_one,
        in_place,
        left_out,
        a_list,
    ),
    telling=(
        Case(
            np.array([3.0, -2.0, 5.5, -4.0, 6.0, -1.0, 2.5]),
            np.array([-1.0, 0.0, -0.0, 2.0, 0.25, -3.0, 5.0]),
        ),
        Case(mixed(2, 4), mixed(4, 2).reshape(2, 4)),
    ),
)
