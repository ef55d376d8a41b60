"""B3: the deltas of sigmoid outputs, and the gradient of the weights that lead there."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.returns import Array, Tuple
from cnnkit.withhold import withheld

__all__ = ["B3"]


@withheld
def output_layer_gradients(
    activation: np.ndarray, prediction: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return delta, and what came in times delta; the right answer."""
    delta = (prediction - target) * prediction * (1 - prediction)
    return delta, np.outer(activation, delta)


def slope_forgotten(
    activation: np.ndarray, prediction: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Your delta is the error alone; the slope of the sigmoid, `h * (1 - h)`, is missing."""
    delta = prediction - target
    return delta, np.outer(activation, delta)


def error_forgotten(
    activation: np.ndarray, prediction: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Your delta is the slope alone: multiply it by the error."""
    delta = prediction * (1 - prediction)
    return delta, np.outer(activation, delta)


def target_minus_prediction(
    activation: np.ndarray, prediction: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Your delta has the wrong sign: the error is the prediction minus the target."""
    delta = (target - prediction) * prediction * (1 - prediction)
    return delta, np.outer(activation, delta)


def sigmoid_again(
    activation: np.ndarray, prediction: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """You put the prediction through a sigmoid once more; it is the sigmoid's output already."""
    again = 1 / (1 + np.exp(-prediction))
    delta = (prediction - target) * again * (1 - again)
    return delta, np.outer(activation, delta)


def half_the_slope(
    activation: np.ndarray, prediction: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """You multiply by the prediction alone; the slope is `h * (1 - h)`."""
    delta = (prediction - target) * prediction
    return delta, np.outer(activation, delta)


def slope_of_tanh(
    activation: np.ndarray, prediction: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The slope 1 - h² is that of tanh; a sigmoid has h (1 - h)."""
    delta = (prediction - target) * (1 - prediction**2)
    return delta, np.outer(activation, delta)


def slope_of_the_target(
    activation: np.ndarray, prediction: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """You take the slope at the target; it is wanted where the unit stands, at its prediction."""
    delta = (prediction - target) * target * (1 - target)
    return delta, np.outer(activation, delta)


def doubled(
    activation: np.ndarray, prediction: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Your delta is twice as large: the half in the cost takes the 2 away."""
    delta = 2 * (prediction - target) * prediction * (1 - prediction)
    return delta, np.outer(activation, delta)


def mean_over_outputs(
    activation: np.ndarray, prediction: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """You divide by the number of outputs; the cost is a sum."""
    delta = (prediction - target) * prediction * (1 - prediction) / len(prediction)
    return delta, np.outer(activation, delta)


def transposed(
    activation: np.ndarray, prediction: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Your weight gradient is transposed: row `i` belongs to input `i`, column `j` to output `j`.

    The activation comes first: `np.outer(activation, delta)`.
    """
    delta = (prediction - target) * prediction * (1 - prediction)
    return delta, np.outer(delta, activation)


def elementwise(
    activation: np.ndarray, prediction: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """You multiply value by value; every input meets every output: use `np.outer`."""
    delta = (prediction - target) * prediction * (1 - prediction)
    return delta, activation * delta


def inner_product(
    activation: np.ndarray, prediction: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """You add the products up; each weight has one of its own: use `np.outer`."""
    delta = (prediction - target) * prediction * (1 - prediction)
    return delta, activation @ delta


def activation_forgotten(
    activation: np.ndarray, prediction: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """All rows of your weight gradient are equal: multiply each by what came in there."""
    delta = (prediction - target) * prediction * (1 - prediction)
    return delta, np.outer(np.ones(len(activation)), delta)


def slope_of_the_input(
    activation: np.ndarray, prediction: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Your weight gradient has the slope of the activation in it; take the activation itself."""
    delta = (prediction - target) * prediction * (1 - prediction)
    return delta, np.outer(activation * (1 - activation), delta)


def error_in_the_gradient(
    activation: np.ndarray, prediction: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Your delta is right, but the weight gradient uses the error: multiply by delta."""
    error = prediction - target
    return error * prediction * (1 - prediction), np.outer(activation, error)


def order_swapped(
    activation: np.ndarray, prediction: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Delta and weight gradient have changed places: delta comes first."""
    delta = (prediction - target) * prediction * (1 - prediction)
    return np.outer(activation, delta), delta


def gradient_only(activation: np.ndarray, prediction: np.ndarray, target: np.ndarray) -> np.ndarray:
    """You return the weight gradient alone; the layer below needs delta."""
    return np.outer(activation, (prediction - target) * prediction * (1 - prediction))


def a_list(activation: np.ndarray, prediction: np.ndarray, target: np.ndarray) -> list:
    """The numbers are right, but they come as a list; write `return delta, gradient`."""
    delta = (prediction - target) * prediction * (1 - prediction)
    return [delta, np.outer(activation, delta)]


_GRADIENTS = Tuple((Array(), Array()), names=("delta", "weight gradient"))

B3 = Exercise(
    "B3",
    output_layer_gradients,
    _GRADIENTS,
    mistakes=(
        slope_forgotten,
        error_forgotten,
        target_minus_prediction,
        sigmoid_again,
        half_the_slope,
        slope_of_tanh,
        slope_of_the_target,
        doubled,
        mean_over_outputs,
        transposed,
        elementwise,
        inner_product,
        activation_forgotten,
        slope_of_the_input,
        error_in_the_gradient,
        order_swapped,
        gradient_only,
        a_list,
    ),
    telling=(
        Case(np.array([0.5, -2.0, 3.0]), np.array([0.1, 0.7, 0.45]), np.array([0.0, 1.0, 0.75])),
        Case(np.array([0.2, 4.0]), np.array([0.3, 0.6, 0.9]), np.array([1.0, 0.25, 0.0])),
    ),
    parts=(
        Part("delta", 1, _GRADIENTS.only("delta")),
        Part("weight gradient", 2, _GRADIENTS.only("weight gradient")),
    ),
)
