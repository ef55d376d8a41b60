"""B4: delta, one layer further back."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.withhold import withheld

__all__ = ["B4"]


@withheld
def hidden_delta(delta: np.ndarray, theta: np.ndarray, activation: np.ndarray) -> np.ndarray:
    """Collect the weighted deltas, times the slope of each unit; the right answer."""
    return theta @ delta * activation * (1 - activation)


def theta_transposed(delta: np.ndarray, theta: np.ndarray, activation: np.ndarray) -> np.ndarray:
    """You add over the inputs of `theta`; add over its columns, one for each delta.

    Write `theta @ delta`. With as many inputs as outputs nothing but the values tells.
    """
    return delta @ theta * activation * (1 - activation)


def slope_forgotten(delta: np.ndarray, theta: np.ndarray, activation: np.ndarray) -> np.ndarray:
    """The unit's own sigmoid is missing: multiply by its slope, `a * (1 - a)`."""
    return theta @ delta


def sigmoid_again(delta: np.ndarray, theta: np.ndarray, activation: np.ndarray) -> np.ndarray:
    """You put the activation through a sigmoid once more; it is the sigmoid's output already."""
    again = 1 / (1 + np.exp(-activation))
    return theta @ delta * again * (1 - again)


def half_the_slope(delta: np.ndarray, theta: np.ndarray, activation: np.ndarray) -> np.ndarray:
    """You multiply by the activation alone; the slope is `a * (1 - a)`."""
    return theta @ delta * activation


def other_half_of_the_slope(
    delta: np.ndarray, theta: np.ndarray, activation: np.ndarray
) -> np.ndarray:
    """You multiply by `1 - a` alone; the slope is `a * (1 - a)`."""
    return theta @ delta * (1 - activation)


def slope_of_tanh(delta: np.ndarray, theta: np.ndarray, activation: np.ndarray) -> np.ndarray:
    """The slope 1 - a² is that of tanh; a sigmoid has a (1 - a)."""
    return theta @ delta * (1 - activation**2)


def slope_of_the_delta(delta: np.ndarray, theta: np.ndarray, activation: np.ndarray) -> np.ndarray:
    """Your slope is that of the layer above, which its delta has already: take `activation`."""
    return theta @ (delta * (1 - delta))


def weights_added_up(delta: np.ndarray, theta: np.ndarray, activation: np.ndarray) -> np.ndarray:
    """You add up the weights and the deltas by themselves; multiply each pair first, then add."""
    return theta.sum(axis=1) * delta.sum() * activation * (1 - activation)


def weights_forgotten(delta: np.ndarray, theta: np.ndarray, activation: np.ndarray) -> np.ndarray:
    """Your result does not depend on `theta`: each delta comes back over a weight."""
    return delta.sum() * activation * (1 - activation)


def magnitudes_of_weights(
    delta: np.ndarray, theta: np.ndarray, activation: np.ndarray
) -> np.ndarray:
    """Your weights have lost their signs; a negative one turns the delta round."""
    return np.abs(theta) @ delta * activation * (1 - activation)


def mean_over_outputs(delta: np.ndarray, theta: np.ndarray, activation: np.ndarray) -> np.ndarray:
    """You take the mean over the outputs; a unit is to blame for all of them: add."""
    return theta @ delta * activation * (1 - activation) / len(delta)


def sign_turned(delta: np.ndarray, theta: np.ndarray, activation: np.ndarray) -> np.ndarray:
    """All your signs are turned round: a (1 - a) is never negative."""
    return theta @ delta * activation * (activation - 1)


def not_added(delta: np.ndarray, theta: np.ndarray, activation: np.ndarray) -> np.ndarray:
    """You return one number for each weight: add along the rows, over the outputs."""
    return theta * delta * (activation * (1 - activation))[:, None]


def weight_gradient(delta: np.ndarray, theta: np.ndarray, activation: np.ndarray) -> np.ndarray:
    """You return the gradient of the weights; the delta of the units below them is asked for."""
    return np.outer(activation, delta)


def one_number(delta: np.ndarray, theta: np.ndarray, activation: np.ndarray) -> float:
    """You add over the hidden units as well; each has a delta of its own."""
    return float(np.sum(theta @ delta * activation * (1 - activation)))


def a_column(delta: np.ndarray, theta: np.ndarray, activation: np.ndarray) -> np.ndarray:
    """Your result is a matrix with one column; an array with one axis is asked for."""
    return (theta @ delta * activation * (1 - activation))[:, None]


def a_list(delta: np.ndarray, theta: np.ndarray, activation: np.ndarray) -> list:
    """The numbers are right, but they come as a list; wrap it in `np.array(...)`."""
    return (theta @ delta * activation * (1 - activation)).tolist()


B4 = Exercise(
    "B4",
    hidden_delta,
    Array(),
    mistakes=(
        theta_transposed,
        slope_forgotten,
        sigmoid_again,
        half_the_slope,
        other_half_of_the_slope,
        slope_of_tanh,
        slope_of_the_delta,
        weights_added_up,
        weights_forgotten,
        magnitudes_of_weights,
        mean_over_outputs,
        sign_turned,
        not_added,
        weight_gradient,
        one_number,
        a_column,
        a_list,
    ),
    telling=(
        Case(np.array([0.5, -0.25, 1.0]), mixed(3, 3), np.array([0.1, 0.6, 0.9])),
        Case(np.array([0.5, -0.75]), mixed(4, 2), np.array([0.2, 0.5, 0.7, 0.95])),
    ),
)
