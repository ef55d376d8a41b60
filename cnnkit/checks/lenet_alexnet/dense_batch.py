"""A5: a batch goes through a dense layer."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops import linear
from cnnkit.withhold import withheld

__all__ = ["A5"]


@withheld
def dense_batch(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Multiply the examples, as rows, by the transposed weights; the right answer."""
    return linear.linear(x, weight, bias)


def not_transposed(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """You forgot to transpose the weights: `x @ weight.T`.

    With as many inputs as outputs the shapes fit all the same.
    """
    return x @ weight + bias


def bias_along_batch(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """You add one bias per *example*; there is one per output, so it lies along the columns.

    With as many examples as outputs the shapes fit all the same.
    """
    return x @ weight.T + bias[:, None]


def examples_as_columns(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Your examples stand in columns; the result has one *row* for each."""
    return weight @ x.T + bias[:, None]


def bias_on_columns(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Your examples stand in columns, and the bias went to the examples: `x @ weight.T + bias`."""
    return weight @ x.T + bias


def input_as_columns(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """You multiply by x without transposing: `weight @ x` takes the *columns* of x for examples."""
    return weight @ x + bias


def first_example(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """You compute the first example only; every row of x is one."""
    return weight @ x[0] + bias


def first_for_all(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """All your rows hold the result of the first example."""
    return np.tile(weight @ x[0] + bias, (len(x), 1))


def single_loses_its_axis(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """A batch of one loses its axis with you; its result has the shape (1, outputs)."""
    out = x @ weight.T + bias
    return out[0] if len(x) == 1 else out


def no_bias(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """You forgot the bias."""
    return x @ weight.T


def bias_subtracted(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """You subtract the bias; add it."""
    return x @ weight.T - bias


def bias_of_first_output(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """You give all outputs the first bias; each has its own."""
    return x @ weight.T + bias[0]


def bias_summed(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """You add the sum of all biases to every output; each has its own."""
    return x @ weight.T + bias.sum()


def added_over_batch(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """You add the examples up; each has a result of its own."""
    return (x @ weight.T + bias).sum(axis=0)


def mean_of_products(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """You divide by the number of inputs; a dense layer adds its products up."""
    return x @ weight.T / x.shape[1] + bias


def relu_added(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Your negative results are 0: the activation is a layer of its own, leave it out."""
    return np.maximum(x @ weight.T + bias, 0)


def bias_added_in_place(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Your result has the dtype of the product, and fractions of the bias are cut off.

    `out[:] = ...` into whole numbers loses them; write `x @ weight.T + bias`.
    """
    out = x @ weight.T
    out[:] = out + bias
    return out


def a_list(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> list:
    """The numbers are right, but they come as a list; wrap it in `np.array(...)`."""
    return (x @ weight.T + bias).tolist()


A5 = Exercise(
    "A5",
    dense_batch,
    Array(),
    mistakes=(
        not_transposed,
        bias_along_batch,
        examples_as_columns,
        bias_on_columns,
        input_as_columns,
        first_example,
        first_for_all,
        single_loses_its_axis,
        no_bias,
        bias_subtracted,
        bias_of_first_output,
        bias_summed,
        added_over_batch,
        mean_of_products,
        relu_added,
        bias_added_in_place,
        a_list,
    ),
    telling=(
        Case(mixed(3, 3), mixed(3, 3)[::-1].copy(), mixed(3) + 0.5),
        Case(mixed(4, 2), mixed(5, 2), mixed(5) + 0.5),
        Case(mixed(1, 4), mixed(3, 4), mixed(3) + 0.25),
        Case(mixed(2, 3).astype(int), mixed(4, 3).astype(int), mixed(4) + 0.5),
    ),
)
