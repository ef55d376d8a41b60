"""A4: shape and parameters of a whole network."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.returns import Tuple, TupleOf, Whole
from cnnkit.ledger import Conv, Dense, Pool, ledger
from cnnkit.withhold import withheld

__all__ = ["A4"]


@withheld
def network_ledger(shape: tuple[int, int, int], layers: list[tuple]) -> tuple[tuple[int, ...], int]:
    """Read the last row and the sum of the ledger; the right answer."""
    if not layers:
        return shape, 0
    rows = ledger(shape, [_spec(*layer) for layer in layers])
    return rows[-1].shape, rows.parameters


def _spec(kind: str, *numbers: int) -> Conv | Pool | Dense:
    """Turn a layer of the exercise into one of `cnnkit.ledger`."""
    if kind == "conv":
        filters, kernel, stride, padding, groups = numbers
        return Conv(filters, kernel, stride=stride, padding=padding, groups=groups)
    return Pool(*numbers) if kind == "pool" else Dense(*numbers)


def groups_ignored(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """You ignore the groups: a filter reads `channels // groups` maps only."""
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, stride, padding, _ = numbers
            channels, height, width = shape
            total += filters * (channels * kernel**2 + 1)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            shape = (filters, height, width)
        elif kind == "pool":
            window, stride = numbers
            channels, height, width = shape
            height = (height - window) // stride + 1
            width = (width - window) // stride + 1
            shape = (channels, height, width)
        else:
            total += numbers[0] * (int(np.prod(shape)) + 1)
            shape = (numbers[0],)
    return shape, total


def groups_multiply(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """You multiply by the groups; they *divide* the channels that a filter reads."""
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, stride, padding, groups = numbers
            channels, height, width = shape
            total += filters * (channels * groups * kernel**2 + 1)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            shape = (filters, height, width)
        elif kind == "pool":
            window, stride = numbers
            channels, height, width = shape
            height = (height - window) // stride + 1
            width = (width - window) // stride + 1
            shape = (channels, height, width)
        else:
            total += numbers[0] * (int(np.prod(shape)) + 1)
            shape = (numbers[0],)
    return shape, total


def groups_divide_biases(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """You divide the biases by the groups as well; every filter keeps its own."""
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, stride, padding, groups = numbers
            channels, height, width = shape
            total += filters * (channels * kernel**2 + 1) // groups
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            shape = (filters, height, width)
        elif kind == "pool":
            window, stride = numbers
            channels, height, width = shape
            height = (height - window) // stride + 1
            width = (width - window) // stride + 1
            shape = (channels, height, width)
        else:
            total += numbers[0] * (int(np.prod(shape)) + 1)
            shape = (numbers[0],)
    return shape, total


def pool_rounds_up(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """Your pooling counts a window that hangs over the edge: whole windows only."""
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, stride, padding, groups = numbers
            channels, height, width = shape
            total += filters * (channels // groups * kernel**2 + 1)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            shape = (filters, height, width)
        elif kind == "pool":
            window, stride = numbers
            channels, height, width = shape
            height = -(-(height - window) // stride) + 1
            width = -(-(width - window) // stride) + 1
            shape = (channels, height, width)
        else:
            total += numbers[0] * (int(np.prod(shape)) + 1)
            shape = (numbers[0],)
    return shape, total


def conv_rounds_up(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """Your convolution counts a window that hangs over the edge: round down, with `//`."""
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, stride, padding, groups = numbers
            channels, height, width = shape
            total += filters * (channels // groups * kernel**2 + 1)
            height = -(-(height + 2 * padding - kernel) // stride) + 1
            width = -(-(width + 2 * padding - kernel) // stride) + 1
            shape = (filters, height, width)
        elif kind == "pool":
            window, stride = numbers
            channels, height, width = shape
            height = (height - window) // stride + 1
            width = (width - window) // stride + 1
            shape = (channels, height, width)
        else:
            total += numbers[0] * (int(np.prod(shape)) + 1)
            shape = (numbers[0],)
    return shape, total


def pool_steps_by_window(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """Your pooling steps by its window; its stride may be another, as in AlexNet: (3, 2)."""
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, stride, padding, groups = numbers
            channels, height, width = shape
            total += filters * (channels // groups * kernel**2 + 1)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            shape = (filters, height, width)
        elif kind == "pool":
            window, _ = numbers
            channels, height, width = shape
            height = height // window
            width = width // window
            shape = (channels, height, width)
        else:
            total += numbers[0] * (int(np.prod(shape)) + 1)
            shape = (numbers[0],)
    return shape, total


def pool_divides_by_stride(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """Your pooling divides the sides by the stride; its windows have to fit, too."""
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, stride, padding, groups = numbers
            channels, height, width = shape
            total += filters * (channels // groups * kernel**2 + 1)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            shape = (filters, height, width)
        elif kind == "pool":
            _, stride = numbers
            channels, height, width = shape
            height = height // stride
            width = width // stride
            shape = (channels, height, width)
        else:
            total += numbers[0] * (int(np.prod(shape)) + 1)
            shape = (numbers[0],)
    return shape, total


def padding_on_one_side(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """You add the padding once; both sides of each axis get it."""
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, stride, padding, groups = numbers
            channels, height, width = shape
            total += filters * (channels // groups * kernel**2 + 1)
            height = (height + padding - kernel) // stride + 1
            width = (width + padding - kernel) // stride + 1
            shape = (filters, height, width)
        elif kind == "pool":
            window, stride = numbers
            channels, height, width = shape
            height = (height - window) // stride + 1
            width = (width - window) // stride + 1
            shape = (channels, height, width)
        else:
            total += numbers[0] * (int(np.prod(shape)) + 1)
            shape = (numbers[0],)
    return shape, total


def padding_ignored(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """You ignore the padding of the convolutions."""
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, stride, _, groups = numbers
            channels, height, width = shape
            total += filters * (channels // groups * kernel**2 + 1)
            height = (height - kernel) // stride + 1
            width = (width - kernel) // stride + 1
            shape = (filters, height, width)
        elif kind == "pool":
            window, stride = numbers
            channels, height, width = shape
            height = (height - window) // stride + 1
            width = (width - window) // stride + 1
            shape = (channels, height, width)
        else:
            total += numbers[0] * (int(np.prod(shape)) + 1)
            shape = (numbers[0],)
    return shape, total


def stride_ignored(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """You ignore the stride of the convolutions."""
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, _, padding, groups = numbers
            channels, height, width = shape
            total += filters * (channels // groups * kernel**2 + 1)
            height = height + 2 * padding - kernel + 1
            width = width + 2 * padding - kernel + 1
            shape = (filters, height, width)
        elif kind == "pool":
            window, stride = numbers
            channels, height, width = shape
            height = (height - window) // stride + 1
            width = (width - window) // stride + 1
            shape = (channels, height, width)
        else:
            total += numbers[0] * (int(np.prod(shape)) + 1)
            shape = (numbers[0],)
    return shape, total


def square_picture(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """You take the picture for a square: height and width may differ."""
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, stride, padding, groups = numbers
            channels, height, width = shape
            total += filters * (channels // groups * kernel**2 + 1)
            height = (height + 2 * padding - kernel) // stride + 1
            width = height
            shape = (filters, height, width)
        elif kind == "pool":
            window, stride = numbers
            channels, height, width = shape
            height = (height - window) // stride + 1
            width = height
            shape = (channels, height, width)
        else:
            total += numbers[0] * (int(np.prod(shape)) + 1)
            shape = (numbers[0],)
    return shape, total


def no_biases(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """You forgot the biases: one for each filter, and one for each output of a dense layer."""
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, stride, padding, groups = numbers
            channels, height, width = shape
            total += filters * (channels // groups * kernel**2)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            shape = (filters, height, width)
        elif kind == "pool":
            window, stride = numbers
            channels, height, width = shape
            height = (height - window) // stride + 1
            width = (width - window) // stride + 1
            shape = (channels, height, width)
        else:
            total += numbers[0] * int(np.prod(shape))
            shape = (numbers[0],)
    return shape, total


def no_conv_biases(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """You forgot the biases of the convolutions: one for each filter."""
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, stride, padding, groups = numbers
            channels, height, width = shape
            total += filters * (channels // groups * kernel**2)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            shape = (filters, height, width)
        elif kind == "pool":
            window, stride = numbers
            channels, height, width = shape
            height = (height - window) // stride + 1
            width = (width - window) // stride + 1
            shape = (channels, height, width)
        else:
            total += numbers[0] * (int(np.prod(shape)) + 1)
            shape = (numbers[0],)
    return shape, total


def no_dense_biases(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """You forgot the biases of the dense layers: one for each output."""
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, stride, padding, groups = numbers
            channels, height, width = shape
            total += filters * (channels // groups * kernel**2 + 1)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            shape = (filters, height, width)
        elif kind == "pool":
            window, stride = numbers
            channels, height, width = shape
            height = (height - window) // stride + 1
            width = (width - window) // stride + 1
            shape = (channels, height, width)
        else:
            total += numbers[0] * int(np.prod(shape))
            shape = (numbers[0],)
    return shape, total


def bias_per_channel(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """You count a bias for every channel of a filter; a filter has one in all."""
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, stride, padding, groups = numbers
            channels, height, width = shape
            total += filters * (channels // groups * (kernel**2 + 1))
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            shape = (filters, height, width)
        elif kind == "pool":
            window, stride = numbers
            channels, height, width = shape
            height = (height - window) // stride + 1
            width = (width - window) // stride + 1
            shape = (channels, height, width)
        else:
            total += numbers[0] * (int(np.prod(shape)) + 1)
            shape = (numbers[0],)
    return shape, total


def channels_forgotten(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """Your filters look at one channel only; each has a slice for every channel of its group."""
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, stride, padding, _ = numbers
            _, height, width = shape
            total += filters * (kernel**2 + 1)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            shape = (filters, height, width)
        elif kind == "pool":
            window, stride = numbers
            channels, height, width = shape
            height = (height - window) // stride + 1
            width = (width - window) // stride + 1
            shape = (channels, height, width)
        else:
            total += numbers[0] * (int(np.prod(shape)) + 1)
            shape = (numbers[0],)
    return shape, total


def pooling_learns(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """You give a pooling layer two parameters per map, as LeNet-5 had in 1998; here it has none."""
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, stride, padding, groups = numbers
            channels, height, width = shape
            total += filters * (channels // groups * kernel**2 + 1)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            shape = (filters, height, width)
        elif kind == "pool":
            window, stride = numbers
            channels, height, width = shape
            height = (height - window) // stride + 1
            width = (width - window) // stride + 1
            shape = (channels, height, width)
            total += 2 * channels
        else:
            total += numbers[0] * (int(np.prod(shape)) + 1)
            shape = (numbers[0],)
    return shape, total


def dense_reads_channels(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """Your dense layer reads one value per map; it reads *all* values that come in."""
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, stride, padding, groups = numbers
            channels, height, width = shape
            total += filters * (channels // groups * kernel**2 + 1)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            shape = (filters, height, width)
        elif kind == "pool":
            window, stride = numbers
            channels, height, width = shape
            height = (height - window) // stride + 1
            width = (width - window) // stride + 1
            shape = (channels, height, width)
        else:
            total += numbers[0] * (shape[0] + 1)
            shape = (numbers[0],)
    return shape, total


def dense_reads_first_shape(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """All your dense layers read the last maps; the second one reads the outputs of the first."""
    total, inputs = 0, 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, stride, padding, groups = numbers
            channels, height, width = shape
            total += filters * (channels // groups * kernel**2 + 1)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            shape = (filters, height, width)
        elif kind == "pool":
            window, stride = numbers
            channels, height, width = shape
            height = (height - window) // stride + 1
            width = (width - window) // stride + 1
            shape = (channels, height, width)
        else:
            inputs = inputs or int(np.prod(shape))
            total += numbers[0] * (inputs + 1)
            shape = (numbers[0],)
    return shape, total


def last_layer_only(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """You return the parameters of the last layer: add up with `+=`."""
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, stride, padding, groups = numbers
            channels, height, width = shape
            total = filters * (channels // groups * kernel**2 + 1)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            shape = (filters, height, width)
        elif kind == "pool":
            window, stride = numbers
            channels, height, width = shape
            height = (height - window) // stride + 1
            width = (width - window) // stride + 1
            shape = (channels, height, width)
        else:
            total = numbers[0] * (int(np.prod(shape)) + 1)
            shape = (numbers[0],)
    return shape, total


def channels_last(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """Your shapes end with the channels; here they come first."""
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, stride, padding, groups = numbers
            channels, height, width = shape
            total += filters * (channels // groups * kernel**2 + 1)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            shape = (filters, height, width)
        elif kind == "pool":
            window, stride = numbers
            channels, height, width = shape
            height = (height - window) // stride + 1
            width = (width - window) // stride + 1
            shape = (channels, height, width)
        else:
            total += numbers[0] * (int(np.prod(shape)) + 1)
            shape = (numbers[0],)
    return (shape[1:] + shape[:1] if len(shape) == 3 else shape), total


def bare_number(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """After a dense layer you return a number; a shape is a tuple, such as (10,)."""
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, stride, padding, groups = numbers
            channels, height, width = shape
            total += filters * (channels // groups * kernel**2 + 1)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            shape = (filters, height, width)
        elif kind == "pool":
            window, stride = numbers
            channels, height, width = shape
            height = (height - window) // stride + 1
            width = (width - window) // stride + 1
            shape = (channels, height, width)
        else:
            total += numbers[0] * (int(np.prod(shape)) + 1)
            shape = (numbers[0],)
    return (shape if len(shape) == 3 else shape[0]), total


def order_swapped(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """Shape and parameters have changed places: the shape comes first."""
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, stride, padding, groups = numbers
            channels, height, width = shape
            total += filters * (channels // groups * kernel**2 + 1)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            shape = (filters, height, width)
        elif kind == "pool":
            window, stride = numbers
            channels, height, width = shape
            height = (height - window) // stride + 1
            width = (width - window) // stride + 1
            shape = (channels, height, width)
        else:
            total += numbers[0] * (int(np.prod(shape)) + 1)
            shape = (numbers[0],)
    return total, shape


def a_list(shape: tuple[int, int, int], layers: list[tuple]) -> tuple:
    """Your numbers are right, but the shape comes as a list; write it with round brackets."""
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel, stride, padding, groups = numbers
            channels, height, width = shape
            total += filters * (channels // groups * kernel**2 + 1)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            shape = (filters, height, width)
        elif kind == "pool":
            window, stride = numbers
            channels, height, width = shape
            height = (height - window) // stride + 1
            width = (width - window) // stride + 1
            shape = (channels, height, width)
        else:
            total += numbers[0] * (int(np.prod(shape)) + 1)
            shape = (numbers[0],)
    return list(shape), total


_LEDGER = Tuple((TupleOf(Whole()), Whole()), names=("shape", "parameters"))

A4 = Exercise(
    "A4",
    network_ledger,
    _LEDGER,
    mistakes=(
        groups_ignored,
        groups_multiply,
        groups_divide_biases,
        pool_rounds_up,
        conv_rounds_up,
        pool_steps_by_window,
        pool_divides_by_stride,
        padding_on_one_side,
        padding_ignored,
        stride_ignored,
        square_picture,
        no_biases,
        no_conv_biases,
        no_dense_biases,
        bias_per_channel,
        channels_forgotten,
        pooling_learns,
        dense_reads_channels,
        dense_reads_first_shape,
        last_layer_only,
        channels_last,
        bare_number,
        order_swapped,
        a_list,
    ),
    telling=(
        Case((4, 30, 41), [("conv", 8, 5, 2, 1, 2), ("pool", 3, 2)]),
        Case((4, 31, 44), [("conv", 6, 4, 3, 2, 2), ("pool", 2, 3), ("fc", 7), ("fc", 5)]),
        Case((2, 9, 12), [("conv", 4, 3, 1, 0, 1), ("pool", 2, 2), ("fc", 6), ("fc", 3)]),
        Case((2, 11, 16), [("conv", 4, 3, 1, 3, 1)]),
        Case((2, 10, 12), [("pool", 3, 2), ("conv", 4, 2, 2, 0, 1)]),
    ),
    parts=(
        Part("final shape", 2, _LEDGER.only("shape")),
        Part("parameters", 3, _LEDGER.only("parameters")),
    ),
)
