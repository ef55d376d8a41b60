"""H1: how many numbers a dense net learns."""

from __future__ import annotations

import itertools

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.returns import Whole
from cnnkit.withhold import withheld

__all__ = ["H1"]


@withheld
def count_dense_parameters(layer_sizes: list[int], bias: bool = True) -> int:
    """Count one weight per connection, and one bias per neuron; the right answer."""
    sizes = [int(size) for size in layer_sizes]
    return sum((a + bool(bias)) * b for a, b in itertools.pairwise(sizes))


def bias_never_counted(layer_sizes: list[int], bias: bool = True) -> int:
    """Your biases are missing: with `bias=True` every neuron after the inputs has one more."""
    a, b = np.array(layer_sizes[:-1]), np.array(layer_sizes[1:])
    return int(np.sum(a * b))


def bias_always_counted(layer_sizes: list[int], bias: bool = True) -> int:
    """You count biases even with `bias=False`."""
    a, b = np.array(layer_sizes[:-1]), np.array(layer_sizes[1:])
    return int(np.sum((a + 1) * b))


def bias_the_other_way_round(layer_sizes: list[int], bias: bool = True) -> int:
    """You count biases with `bias=False` and leave them out with `bias=True`: swap the two."""
    a, b = np.array(layer_sizes[:-1]), np.array(layer_sizes[1:])
    return int(np.sum((a + (not bias)) * b))


def one_bias_per_layer(layer_sizes: list[int], bias: bool = True) -> int:
    """You count one bias per layer; every neuron has a bias of its own."""
    a, b = np.array(layer_sizes[:-1]), np.array(layer_sizes[1:])
    return int(np.sum(a * b + bool(bias)))


def one_bias_for_all(layer_sizes: list[int], bias: bool = True) -> int:
    """You count a single bias for the whole net; every neuron has one of its own."""
    a, b = np.array(layer_sizes[:-1]), np.array(layer_sizes[1:])
    return int(np.sum(a * b)) + bool(bias)


def inputs_have_biases(layer_sizes: list[int], bias: bool = True) -> int:
    """You give the inputs biases, too; an input is a number, not a neuron."""
    a, b = np.array(layer_sizes[:-1]), np.array(layer_sizes[1:])
    weights = int(np.sum(a * b))
    return weights + bool(bias) * int(sum(layer_sizes))


def bias_per_sender(layer_sizes: list[int], bias: bool = True) -> int:
    """You count a bias for each unit that sends; the neurons that *receive* have them."""
    a, b = np.array(layer_sizes[:-1]), np.array(layer_sizes[1:])
    return int(np.sum(a * b + bool(bias) * a))


def last_layer_without_biases(layer_sizes: list[int], bias: bool = True) -> int:
    """Your last layer has no biases: its neurons have them like all others."""
    a, b = np.array(layer_sizes[:-1]), np.array(layer_sizes[1:])
    weights = int(np.sum(a * b))
    return weights + bool(bias) * int(sum(layer_sizes[1:-1]))


def product_of_all_sizes(layer_sizes: list[int], bias: bool = True) -> int:
    """You multiply all sizes with each other.

    Multiply those of two neighbouring layers, and add up the products.
    """
    product = 1
    for size in layer_sizes:
        product *= int(size)
    return product + bool(bias) * sum(int(size) for size in layer_sizes[1:])


def counts_neurons(layer_sizes: list[int], bias: bool = True) -> int:
    """You add up the sizes, which counts neurons; every pair of neighbours has a weight."""
    return sum(int(size) for size in layer_sizes)


def every_pair_of_layers(layer_sizes: list[int], bias: bool = True) -> int:
    """You connect every layer with all later ones; only neighbouring layers are connected."""
    sizes = [int(size) for size in layer_sizes]
    weights = sum(a * b for i, a in enumerate(sizes) for b in sizes[i + 1 :])
    return weights + bool(bias) * sum(sizes[1:])


def first_layer_only(layer_sizes: list[int], bias: bool = True) -> int:
    """You count the first layer of weights only: go on to the end of the list."""
    return (int(layer_sizes[0]) + bool(bias)) * int(layer_sizes[1])


def last_layer_missed(layer_sizes: list[int], bias: bool = True) -> int:
    """Your last layer of weights is missing: a list of 4 sizes has 3 of them."""
    a, b = np.array(layer_sizes[:-2]), np.array(layer_sizes[1:-1])
    return int(np.sum((a + bool(bias)) * b))


def in_32_bits(layer_sizes: list[int], bias: bool = True) -> int:
    """Your number ran over: 32 bits hold no more than 2,147,483,647.

    Count with Python's own integers, or with `int64`.
    """
    sizes = np.array(layer_sizes).astype(np.int32)
    with np.errstate(over="ignore"):
        return int(((sizes[:-1] + np.int32(bool(bias))) * sizes[1:]).sum(dtype=np.int32))


def a_float(layer_sizes: list[int], bias: bool = True) -> float:
    """The number is right, but it is a float, such as 28.0; a count is a whole number."""
    a, b = np.array(layer_sizes[:-1]), np.array(layer_sizes[1:], dtype=float)
    return float(np.sum((a + bool(bias)) * b))


def list_used_up(layer_sizes: list[int], bias: bool = True) -> int:
    """Your count is right, but the list is shorter afterwards: `pop` takes entries out of it."""
    total = 0
    while len(layer_sizes) > 1:
        total += (int(layer_sizes.pop(0)) + bool(bias)) * int(layer_sizes[0])
    return total


H1 = Exercise(
    "H1",
    count_dense_parameters,
    Whole(),
    mistakes=(
        bias_never_counted,
        bias_always_counted,
        bias_the_other_way_round,
        one_bias_per_layer,
        one_bias_for_all,
        inputs_have_biases,
        bias_per_sender,
        last_layer_without_biases,
        product_of_all_sizes,
        counts_neurons,
        every_pair_of_layers,
        first_layer_only,
        last_layer_missed,
        in_32_bits,
        a_float,
        list_used_up,
    ),
    telling=(
        Case([7, 5, 3, 2], True),
        Case([7, 5, 3, 2], False),
        Case([11, 4], True),
        Case([120000, 40000, 3], True),
    ),
    parts=(Part("without biases", 1, Whole()), Part("with biases", 1, Whole())),
)
