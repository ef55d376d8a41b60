"""H2: a neuron that answers to a step at one place."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.returns import Array
from cnnkit.withhold import withheld

__all__ = ["H2"]


@withheld
def edge_neuron(inputs: int, position: int) -> np.ndarray:
    """Subtract the input after the step from the one before it; the right answer."""
    weights = np.zeros(inputs)
    weights[position : position + 2] = 1, -1
    return weights


def counts_from_one(inputs: int, position: int) -> np.ndarray:
    """Your step lies one place too early: the first input has the index 0."""
    weights = np.zeros(inputs)
    weights[position - 1], weights[position] = 1, -1
    return weights


def one_place_late(inputs: int, position: int) -> np.ndarray:
    """Your step lies one place too late: the weight 1 belongs to input `position` itself."""
    weights = np.zeros(inputs)
    weights[position + 1 : position + 3] = (1, -1)[: inputs - position - 1]
    return weights


def low_to_high(inputs: int, position: int) -> np.ndarray:
    """Your neuron answers -1: its signs are those for a step from low to *high*."""
    weights = np.zeros(inputs)
    weights[position], weights[position + 1] = -1, 1
    return weights


def one_weight(inputs: int, position: int) -> np.ndarray:
    """Your neuron answers to a constant input as well: its weights have to add up to 0."""
    weights = np.zeros(inputs)
    weights[position] = 1
    return weights


def adds_up(inputs: int, position: int) -> np.ndarray:
    """Your neuron adds two inputs, so it answers to a constant input: one weight is negative."""
    weights = np.zeros(inputs)
    weights[position], weights[position + 1] = 1, 1
    return weights


def halved(inputs: int, position: int) -> np.ndarray:
    """Your neuron answers 0.5 to a step of height 1: its weights are 1 and -1."""
    weights = np.zeros(inputs)
    weights[position], weights[position + 1] = 0.5, -0.5
    return weights


def far_sides(inputs: int, position: int) -> np.ndarray:
    """You compare all inputs before the step with all after it.

    So your neuron answers to steps at other places, too: two weights are enough.
    """
    before = np.arange(inputs) <= position
    return before / before.sum() - ~before / (~before).sum()


def wide_step(inputs: int, position: int) -> np.ndarray:
    """You leave a gap between 1 and -1, so a step one place further on is answered, too."""
    weights = np.zeros(inputs)
    weights[position], weights[min(position + 2, inputs - 1)] = 1, -1
    return weights


def a_bar(inputs: int, position: int) -> np.ndarray:
    """Your neuron looks for a bar, a bright input between two dark ones: a step has two sides."""
    weights = np.zeros(inputs)
    weights[max(position - 1, 0)], weights[position + 1] = -0.5, -0.5
    weights[position] += 1
    return weights


def the_input_itself(inputs: int, position: int) -> np.ndarray:
    """You return an input with the step in it; the weights that detect it are asked for."""
    return (np.arange(inputs) <= position).astype(float)


def from_the_right(inputs: int, position: int) -> np.ndarray:
    """You count places from the right end: the input with index 0 is the leftmost."""
    weights = np.zeros(inputs)
    weights[inputs - 2 - position], weights[inputs - 1 - position] = 1, -1
    return weights


def always_five(inputs: int, position: int) -> np.ndarray:
    """You always return 5 weights: there are `inputs` of them."""
    weights = np.zeros(max(5, position + 2))
    weights[position], weights[position + 1] = 1, -1
    return weights[:5]


def by_heart(inputs: int, position: int) -> np.ndarray:
    """Your answer is the same whatever is asked: use `inputs` and `position`."""
    return np.array([0.0, 0, 1, -1, 0])


def only_the_kernel(inputs: int, position: int) -> np.ndarray:
    """You return two weights; the neuron has one for each input, most of them 0."""
    return np.array([1.0, -1])


def a_row(inputs: int, position: int) -> np.ndarray:
    """The weights are right, but they come as a matrix with one row; one axis is expected."""
    weights = np.zeros((1, inputs))
    weights[0, position], weights[0, position + 1] = 1, -1
    return weights


def a_list(inputs: int, position: int) -> list[float]:
    """The weights are right, but they come as a list: wrap it in `np.array(...)`."""
    weights = [0.0] * inputs
    weights[position], weights[position + 1] = 1.0, -1.0
    return weights


def one_array_for_all(inputs: int, position: int, kept: dict = {}) -> np.ndarray:  # noqa: B006
    """Every call returns the same array, and the next call overwrites it.

    Make a new one inside the function.
    """
    weights = kept.setdefault(inputs, np.zeros(inputs))
    weights[:] = 0
    weights[position], weights[position + 1] = 1, -1
    return weights


H2 = Exercise(
    "H2",
    edge_neuron,
    Array(),
    mistakes=(
        counts_from_one,
        one_place_late,
        low_to_high,
        one_weight,
        adds_up,
        halved,
        far_sides,
        wide_step,
        a_bar,
        the_input_itself,
        from_the_right,
        always_five,
        by_heart,
        only_the_kernel,
        a_row,
        a_list,
        one_array_for_all,
    ),
    telling=(Case(6, 1), Case(6, 3), Case(7, 5), Case(8, 0)),
)
