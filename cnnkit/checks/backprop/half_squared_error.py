"""B2: the cost, and the first gradient on the way back."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array, Real, Tuple
from cnnkit.ops import loss
from cnnkit.withhold import withheld

__all__ = ["B2"]


@withheld
def half_squared_error(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    """Half the sum of the squared errors, and the errors; the right answer."""
    return loss.half_squared_error(prediction, target)


def no_half(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    """Your cost is twice as large: half of the sum is asked for."""
    error = prediction - target
    return float(np.sum(error**2)), error


def no_half_anywhere(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    """You have left out the half, in the cost and so in the gradient as well."""
    error = prediction - target
    return float(np.sum(error**2)), 2 * error


def gradient_doubled(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    """Your gradient has a factor 2 too much: the half in the cost takes it away."""
    error = prediction - target
    return float(np.sum(error**2) / 2), 2 * error


def gradient_halved(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    """You halve the gradient, too: the square's 2 and the half cancel, and the error is left."""
    error = prediction - target
    return float(np.sum(error**2) / 2), error / 2


def target_minus_prediction(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    """Your gradient has the wrong sign: it is the prediction minus the target."""
    error = target - prediction
    return float(np.sum(error**2) / 2), error


def mean(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    """You take means, in the cost and in the gradient; sums are asked for."""
    error = prediction - target
    return float(np.mean(error**2) / 2), error / error.size


def mean_cost(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    """Your cost is a mean over the outputs; take the sum."""
    error = prediction - target
    return float(np.mean(error**2) / 2), error


def mean_for_the_half(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    """You divide the sum of squares by the number of outputs; divide it by 2."""
    error = prediction - target
    return float(np.mean(error**2)), error


def distance(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    """Your cost is the distance, with a square root; half the *square* of it is asked for."""
    error = prediction - target
    return float(np.linalg.norm(error)), error


def half_distance(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    """You halve the distance; square it first."""
    error = prediction - target
    return float(np.linalg.norm(error) / 2), error


def magnitudes(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    """Your cost adds up magnitudes; square the errors instead."""
    error = prediction - target
    return float(np.abs(error).sum() / 2), error


def sum_squared(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    """You add the errors first, so that they cancel: square each one, then add."""
    error = prediction - target
    return float(np.sum(error) ** 2 / 2), error


def difference_of_squares(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    """You square prediction and target by themselves; square their difference."""
    return float(np.sum(prediction**2 - target**2) / 2), prediction - target


def magnitude_in_gradient(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    """Your gradient has lost its signs: below the target it is negative."""
    error = prediction - target
    return float(np.sum(error**2) / 2), np.abs(error)


def whole_numbers(prediction: np.ndarray, target: np.ndarray) -> tuple[int, np.ndarray]:
    """You divide with `//`, which drops the half: use `/`."""
    error = prediction - target
    return float(np.sum(error**2) // 2), error


def gradient_added_up(prediction: np.ndarray, target: np.ndarray) -> tuple[float, float]:
    """You add the gradient up; every output has a derivative of its own."""
    error = prediction - target
    return float(np.sum(error**2) / 2), float(np.sum(error))


def cost_of_each_output(prediction: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, ...]:
    """Your cost has one number for each output: add them up."""
    error = prediction - target
    return error**2 / 2, error


def order_swapped(prediction: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, float]:
    """Cost and gradient have changed places: the cost comes first."""
    error = prediction - target
    return error, float(np.sum(error**2) / 2)


def cost_only(prediction: np.ndarray, target: np.ndarray) -> float:
    """You return the cost alone; its gradient belongs to the answer."""
    return float(np.sum((prediction - target) ** 2) / 2)


def a_list(prediction: np.ndarray, target: np.ndarray) -> list:
    """The numbers are right, but they come as a list; write `return cost, gradient`."""
    error = prediction - target
    return [float(np.sum(error**2) / 2), error]


_COST_AND_GRADIENT = Tuple((Real(), Array()), names=("cost", "gradient"))

B2 = Exercise(
    "B2",
    half_squared_error,
    _COST_AND_GRADIENT,
    mistakes=(
        no_half_anywhere,
        no_half,
        gradient_doubled,
        gradient_halved,
        target_minus_prediction,
        mean,
        mean_cost,
        mean_for_the_half,
        distance,
        half_distance,
        magnitudes,
        sum_squared,
        difference_of_squares,
        magnitude_in_gradient,
        whole_numbers,
        gradient_added_up,
        cost_of_each_output,
        order_swapped,
        cost_only,
        a_list,
    ),
    telling=(
        Case(mixed(5), mixed(5)[::-1] / 4),
        Case(np.array([3, -4, 9]), np.array([1, 0, 2])),
        Case(np.array([0.25]), np.array([1.0])),
    ),
    parts=(
        Part("cost", 1, _COST_AND_GRADIENT.only("cost")),
        Part("gradient", 1, _COST_AND_GRADIENT.only("gradient")),
    ),
)
