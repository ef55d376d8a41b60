"""A3: parameters of a layer whose maps are not all connected."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.returns import Whole
from cnnkit.withhold import withheld

__all__ = ["A3"]


@withheld
def count_c3_parameters(table: np.ndarray, kernel: int) -> int:
    """One kernel for each link, one bias for each output map; the right answer."""
    return int(np.count_nonzero(table)) * kernel**2 + table.shape[1]


def table_ignored(table: np.ndarray, kernel: int) -> int:
    """You count all pairs of maps; only those that the table links have a kernel."""
    return table.size * kernel**2 + table.shape[1]


def bias_per_link(table: np.ndarray, kernel: int) -> int:
    """You count a bias for every link; an output map adds up its links and has one bias."""
    return int(table.sum()) * (kernel**2 + 1)


def bias_for_linked_only(table: np.ndarray, kernel: int) -> int:
    """You leave out the bias of maps without a link; they have one all the same."""
    return int(table.sum()) * kernel**2 + int(table.any(axis=0).sum())


def no_biases(table: np.ndarray, kernel: int) -> int:
    """You forgot the biases: one for each output map."""
    return int(table.sum()) * kernel**2


def one_bias(table: np.ndarray, kernel: int) -> int:
    """You count a single bias for the whole layer; each output map has its own."""
    return int(table.sum()) * kernel**2 + 1


def bias_per_input(table: np.ndarray, kernel: int) -> int:
    """You count a bias for each *row* of the table, an input map; output maps are its columns."""
    return int(table.sum()) * kernel**2 + table.shape[0]


def bias_per_map(table: np.ndarray, kernel: int) -> int:
    """You count biases for input and output maps; only output maps have one."""
    return int(table.sum()) * kernel**2 + sum(table.shape)


def kernel_not_squared(table: np.ndarray, kernel: int) -> int:
    """Your kernels have one row only: a square kernel of side k has k * k weights."""
    return int(table.sum()) * kernel + table.shape[1]


def kernel_doubled(table: np.ndarray, kernel: int) -> int:
    """You double the kernel's side; squared it is `kernel**2`."""
    return int(table.sum()) * kernel * 2 + table.shape[1]


def one_kernel_per_output(table: np.ndarray, kernel: int) -> int:
    """You count one kernel for each output map; it has one for each input map that it is linked to.

    The links of a map do not share a kernel.
    """
    return table.shape[1] * (kernel**2 + 1)


def one_kernel_per_input(table: np.ndarray, kernel: int) -> int:
    """You count one kernel for each input map; it has one for each output map that reads it."""
    return table.shape[0] * kernel**2 + table.shape[1]


def missing_links(table: np.ndarray, kernel: int) -> int:
    """You count the links that are missing; those with True, or 1, are there."""
    return int((table == 0).sum()) * kernel**2 + table.shape[1]


def links_of_first_output(table: np.ndarray, kernel: int) -> int:
    """You take as many links for every output map as the first one has; columns differ."""
    return table.shape[1] * (int(table[:, 0].sum()) * kernel**2 + 1)


def small_sum(table: np.ndarray, kernel: int) -> int:
    """You add up in 8 bits, so a large table wraps round: let `sum` choose its dtype."""
    return int(table.sum(dtype=np.uint8)) * kernel**2 + table.shape[1]


def a_float(table: np.ndarray, kernel: int) -> float:
    """Your count is right, but a float; parameters are counted in whole numbers."""
    return float(table.sum()) * kernel**2 + table.shape[1]


_CHAIN = np.array([[1, 0, 1, 0, 1], [1, 1, 0, 0, 0], [0, 1, 1, 0, 0]], dtype=bool)

A3 = Exercise(
    "A3",
    count_c3_parameters,
    Whole(),
    mistakes=(
        table_ignored,
        bias_per_link,
        bias_for_linked_only,
        no_biases,
        one_bias,
        bias_per_input,
        bias_per_map,
        kernel_not_squared,
        kernel_doubled,
        one_kernel_per_output,
        one_kernel_per_input,
        missing_links,
        links_of_first_output,
        small_sum,
        a_float,
    ),
    telling=(Case(_CHAIN, 3), Case(_CHAIN[:2], 7), Case(np.ones((20, 31), dtype=int), 3)),
    parts=(Part("full tables", 1, Whole()), Part("tables with gaps", 2, Whole())),
)
