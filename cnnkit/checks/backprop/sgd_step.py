"""B1: one step down the gradient."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.withhold import withheld

__all__ = ["B1"]


@withheld
def sgd_step(theta: np.ndarray, grad: np.ndarray, learning_rate: float) -> np.ndarray:
    """Move every parameter against its derivative; the right answer."""
    return theta - learning_rate * grad


def climbs(theta: np.ndarray, grad: np.ndarray, learning_rate: float) -> np.ndarray:
    """You walk *up* the gradient, so the cost grows: subtract the step."""
    return theta + learning_rate * grad


def rate_forgotten(theta: np.ndarray, grad: np.ndarray, learning_rate: float) -> np.ndarray:
    """Your step is the same for every learning rate: multiply the gradient by it."""
    return theta - grad


def divided_by_the_rate(theta: np.ndarray, grad: np.ndarray, learning_rate: float) -> np.ndarray:
    """You divide by the learning rate; a smaller rate has to give a smaller step."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return theta - grad / learning_rate


def rate_on_both(theta: np.ndarray, grad: np.ndarray, learning_rate: float) -> np.ndarray:
    """You multiply the parameters by the learning rate, too; it belongs to the gradient alone."""
    return learning_rate * (theta - grad)


def change_only(theta: np.ndarray, grad: np.ndarray, learning_rate: float) -> np.ndarray:
    """You return the change alone; add it to the parameters."""
    return -learning_rate * grad


def change_without_sign(theta: np.ndarray, grad: np.ndarray, learning_rate: float) -> np.ndarray:
    """You return the learning rate times the gradient; take that off the parameters."""
    return learning_rate * grad


def signs_only(theta: np.ndarray, grad: np.ndarray, learning_rate: float) -> np.ndarray:
    """Your steps all have the same length; where the slope is steeper, the step is longer."""
    return theta - learning_rate * np.sign(grad)


def gradient_of_length_one(theta: np.ndarray, grad: np.ndarray, learning_rate: float) -> np.ndarray:
    """You shorten the gradient to length 1 first; it is used as it is."""
    return theta - learning_rate * grad / np.linalg.norm(grad)


def mean_gradient(theta: np.ndarray, grad: np.ndarray, learning_rate: float) -> np.ndarray:
    """You move all parameters by the mean gradient; each one has a derivative of its own."""
    return theta - learning_rate * np.mean(grad)


def roles_swapped(theta: np.ndarray, grad: np.ndarray, learning_rate: float) -> np.ndarray:
    """Parameters and gradient have changed places: `theta` comes first."""
    return grad - learning_rate * theta


def in_place(theta: np.ndarray, grad: np.ndarray, learning_rate: float) -> np.ndarray:
    """The old parameters are gone: `theta -= ...` changes the array that you were given.

    Write `theta - ...`, which makes a new one.
    """
    theta -= learning_rate * grad
    return theta


def keeps_whole_numbers(theta: np.ndarray, grad: np.ndarray, learning_rate: float) -> np.ndarray:
    """Whole parameters stay whole with you, and the fractions of the step are cut off."""
    return (theta - learning_rate * grad).astype(theta.dtype)


def rounded_step(theta: np.ndarray, grad: np.ndarray, learning_rate: float) -> np.ndarray:
    """You round; steps are fractions as a rule, and small ones would never move anything."""
    return np.round(theta - learning_rate * grad)


def same_array_without_a_step(
    theta: np.ndarray, grad: np.ndarray, learning_rate: float
) -> np.ndarray:
    """With rate 0 you hand the old array back; the result is a new one, with equal values."""
    if learning_rate == 0:
        return theta
    return theta - learning_rate * grad


def a_list(theta: np.ndarray, grad: np.ndarray, learning_rate: float) -> list:
    """The numbers are right, but they come as a list; NumPy arrays can be subtracted whole."""
    return (theta - learning_rate * grad).tolist()


B1 = Exercise(
    "B1",
    sgd_step,
    Array(),
    mistakes=(
        climbs,
        rate_forgotten,
        divided_by_the_rate,
        rate_on_both,
        change_only,
        change_without_sign,
        signs_only,
        gradient_of_length_one,
        mean_gradient,
        roles_swapped,
        in_place,
        keeps_whole_numbers,
        rounded_step,
        same_array_without_a_step,
        a_list,
    ),
    telling=(
        Case(mixed(5) / 2, mixed(5)[::-1].copy(), 0.3),
        Case(mixed(2, 3), mixed(3, 2).reshape(2, 3), 1.7),
        Case(mixed(4).astype(int), mixed(4) + 0.5, 0.1),
        Case(mixed(3), mixed(3), 0.0),
    ),
    fresh_result=True,
)
