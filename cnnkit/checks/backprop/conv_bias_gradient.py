"""B11: the gradient of the biases."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.withhold import withheld

__all__ = ["B11"]


@withheld
def conv_bias_gradient(delta: np.ndarray) -> np.ndarray:
    """Add over examples and places, not over filters; the right answer."""
    return delta.sum(axis=(0, 2, 3))


def mean(delta: np.ndarray) -> np.ndarray:
    """You take the mean; the bias is used at every place of every example, so add."""
    return delta.mean(axis=(0, 2, 3))


def mean_over_the_batch(delta: np.ndarray) -> np.ndarray:
    """You take the mean over the examples; add over them, too."""
    return delta.sum(axis=(2, 3)).mean(axis=0)


def mean_over_places(delta: np.ndarray) -> np.ndarray:
    """You take the mean over the places; add over them, too."""
    return delta.mean(axis=(2, 3)).sum(axis=0)


def one_number(delta: np.ndarray) -> float:
    """You add over the filters as well; each filter has a bias of its own."""
    return float(delta.sum())


def one_number_for_all(delta: np.ndarray) -> np.ndarray:
    """All filters get the same number: each one adds up its own maps."""
    return np.full(delta.shape[1], delta.sum())


def each_example(delta: np.ndarray) -> np.ndarray:
    """You have one row for each example: add over the batch, too."""
    return delta.sum(axis=(2, 3))


def first_example(delta: np.ndarray) -> np.ndarray:
    """You look at the first example only: add over the batch, too."""
    return delta[0].sum(axis=(1, 2))


def batch_only(delta: np.ndarray) -> np.ndarray:
    """You add over the batch only: the places of each map belong to one bias, too."""
    return delta.sum(axis=0)


def columns_left(delta: np.ndarray) -> np.ndarray:
    """You add over the rows of the maps and not over their columns."""
    return delta.sum(axis=(0, 2))


def rows_left(delta: np.ndarray) -> np.ndarray:
    """You add over the columns of the maps and not over their rows."""
    return delta.sum(axis=(0, 3))


def examples_for_filters(delta: np.ndarray) -> np.ndarray:
    """You have one number for each *example*; filters lie along axis 1.

    Where there are as many examples as filters, nothing but the values tells.
    """
    return delta.sum(axis=(1, 2, 3))


def rows_for_filters(delta: np.ndarray) -> np.ndarray:
    """You have one number for each *row* of the maps; filters lie along axis 1."""
    return delta.sum(axis=(0, 1, 3))


def columns_for_filters(delta: np.ndarray) -> np.ndarray:
    """You have one number for each *column* of the maps; filters lie along axis 1."""
    return delta.sum(axis=(0, 1, 2))


def axes_kept(delta: np.ndarray) -> np.ndarray:
    """Your result has four axes; an array with one is asked for: leave out `keepdims`."""
    return delta.sum(axis=(0, 2, 3), keepdims=True)


def magnitudes(delta: np.ndarray) -> np.ndarray:
    """Your deltas have lost their signs; negative ones take away from the sum."""
    return np.abs(delta).sum(axis=(0, 2, 3))


def sign_turned(delta: np.ndarray) -> np.ndarray:
    """All your signs are turned round: the minus belongs to the step, not to the gradient."""
    return -delta.sum(axis=(0, 2, 3))


def squeezed(delta: np.ndarray) -> np.ndarray:
    """A single filter loses its axis with you: its result has the shape (1,)."""
    return np.array(delta.sum(axis=(0, 2, 3)).squeeze())


def a_list(delta: np.ndarray) -> list:
    """The numbers are right, but they come as a list; wrap it in `np.array(...)`."""
    return delta.sum(axis=(0, 2, 3)).tolist()


B11 = Exercise(
    "B11",
    conv_bias_gradient,
    Array(),
    mistakes=(
        mean,
        mean_over_the_batch,
        mean_over_places,
        one_number,
        one_number_for_all,
        each_example,
        first_example,
        batch_only,
        columns_left,
        rows_left,
        examples_for_filters,
        rows_for_filters,
        columns_for_filters,
        axes_kept,
        magnitudes,
        sign_turned,
        squeezed,
        a_list,
    ),
    telling=(Case(mixed(3, 2, 4, 5)), Case(mixed(2, 1, 3, 4)), Case(mixed(3, 3, 3, 3))),
)
