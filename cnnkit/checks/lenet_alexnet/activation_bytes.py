"""A8: memory of the activations."""

from __future__ import annotations

import math

import numpy as np

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.returns import Whole
from cnnkit.withhold import withheld

__all__ = ["A8"]


@withheld
def activation_bytes(shapes: list[tuple[int, ...]], batch: int, bytes_per_value: int = 4) -> int:
    """Count the values of one example, times batch, times bytes; the right answer."""
    return sum(math.prod(shape) for shape in shapes) * batch * bytes_per_value


def sum_of_sides(shapes: list[tuple[int, ...]], batch: int, bytes_per_value: int = 4) -> int:
    """You add the sides of a shape; a volume is their *product*."""
    return sum(sum(shape) for shape in shapes) * batch * bytes_per_value


def largest_only(shapes: list[tuple[int, ...]], batch: int, bytes_per_value: int = 4) -> int:
    """You count the largest layer only; all are kept for the way back."""
    sizes = [int(np.prod(shape, dtype=np.int64)) for shape in shapes]
    return max(sizes, default=0) * batch * bytes_per_value


def last_only(shapes: list[tuple[int, ...]], batch: int, bytes_per_value: int = 4) -> int:
    """You count the last layer only: add up with `+=`."""
    total = 0
    for shape in shapes:
        total = int(np.prod(shape, dtype=np.int64))
    return total * batch * bytes_per_value


def first_left_out(shapes: list[tuple[int, ...]], batch: int, bytes_per_value: int = 4) -> int:
    """You leave the first shape out; every shape of the list counts."""
    sizes = [int(np.prod(shape, dtype=np.int64)) for shape in shapes[1:]]
    return sum(sizes) * batch * bytes_per_value


def product_of_layers(shapes: list[tuple[int, ...]], batch: int, bytes_per_value: int = 4) -> int:
    """You multiply the layers with each other; add their sizes."""
    total = 1
    for shape in shapes:
        total *= int(np.prod(shape, dtype=np.int64))
    return total * batch * bytes_per_value


def four_bytes_always(shapes: list[tuple[int, ...]], batch: int, bytes_per_value: int = 4) -> int:
    """You take 4 bytes whatever `bytes_per_value` says."""
    return sum(int(np.prod(shape, dtype=np.int64)) for shape in shapes) * batch * 4


def batch_forgotten(shapes: list[tuple[int, ...]], batch: int, bytes_per_value: int = 4) -> int:
    """You forgot the batch: every example has activations of its own."""
    return sum(int(np.prod(shape, dtype=np.int64)) for shape in shapes) * bytes_per_value


def batch_added(shapes: list[tuple[int, ...]], batch: int, bytes_per_value: int = 4) -> int:
    """You add the batch; multiply by it."""
    return (sum(int(np.prod(shape, dtype=np.int64)) for shape in shapes) + batch) * bytes_per_value


def values_only(shapes: list[tuple[int, ...]], batch: int, bytes_per_value: int = 4) -> int:
    """You count values; each of them takes `bytes_per_value` bytes."""
    return sum(int(np.prod(shape, dtype=np.int64)) for shape in shapes) * batch


def bits(shapes: list[tuple[int, ...]], batch: int, bytes_per_value: int = 4) -> int:
    """You return bits; a byte has 8 of them, and bytes are asked for."""
    values = sum(int(np.prod(shape, dtype=np.int64)) for shape in shapes)
    return values * batch * bytes_per_value * 8


def kilobytes(shapes: list[tuple[int, ...]], batch: int, bytes_per_value: int = 4) -> float:
    """You return kilobytes; bytes are asked for, as a whole number."""
    values = sum(int(np.prod(shape, dtype=np.int64)) for shape in shapes)
    return values * batch * bytes_per_value / 1024


def there_and_back(shapes: list[tuple[int, ...]], batch: int, bytes_per_value: int = 4) -> int:
    """You count gradients, too; one *forward* pass is asked for."""
    values = sum(int(np.prod(shape, dtype=np.int64)) for shape in shapes)
    return values * batch * bytes_per_value * 2


def single_value_lost(shapes: list[tuple[int, ...]], batch: int, bytes_per_value: int = 4) -> int:
    """You count nothing for the shape (): it holds one value, such as a loss."""
    sizes = [int(np.prod(shape, dtype=np.int64)) for shape in shapes if shape]
    return sum(sizes) * batch * bytes_per_value


def three_axes_only(shapes: list[tuple[int, ...]], batch: int, bytes_per_value: int = 4) -> int:
    """You count maps, with three axes, only; a dense layer's shape has one."""
    sizes = [int(np.prod(shape, dtype=np.int64)) for shape in shapes if len(shape) == 3]
    return sum(sizes) * batch * bytes_per_value


def small_numbers(shapes: list[tuple[int, ...]], batch: int, bytes_per_value: int = 4) -> int:
    """Your product overflows: 32 bits end at 2,147,483,647; multiply Python numbers."""
    values = sum(int(np.prod(shape, dtype=np.int64)) for shape in shapes)
    total = values * batch * bytes_per_value
    return (total + 2**31) % 2**32 - 2**31


def a_float(shapes: list[tuple[int, ...]], batch: int, bytes_per_value: int = 4) -> float:
    """Your number is right, but a float: `np.prod(())` is 1.0, for example; wrap it in `int`."""
    return float(sum(np.prod(shape) for shape in shapes)) * batch * bytes_per_value


A8 = Exercise(
    "A8",
    activation_bytes,
    Whole(),
    mistakes=(
        sum_of_sides,
        largest_only,
        last_only,
        first_left_out,
        product_of_layers,
        four_bytes_always,
        batch_forgotten,
        batch_added,
        values_only,
        bits,
        kilobytes,
        there_and_back,
        single_value_lost,
        three_axes_only,
        small_numbers,
        a_float,
    ),
    telling=(
        Case([(3, 5, 7), (11, 2, 2), (13,), (), (2, 2, 2)], 3),
        Case([(3, 5, 7), (2, 3, 4)], 5, 2),
        Case([(64, 512, 512), (10,)], 128),
    ),
)
