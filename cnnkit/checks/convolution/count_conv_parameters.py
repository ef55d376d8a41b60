"""C7: the parameters of a convolution layer."""

from __future__ import annotations

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.returns import Whole
from cnnkit.shapes import conv_parameters
from cnnkit.withhold import withheld

__all__ = ["C7"]


@withheld
def count_conv_parameters(
    out_channels: int,
    in_channels: int,
    kernel_height: int,
    kernel_width: int,
    bias: bool = True,
    groups: int = 1,
) -> int:
    """Count weights and biases; the right answer."""
    kernel = kernel_height, kernel_width
    return conv_parameters(in_channels // groups, out_channels, kernel, bias=bias).parameters


def one_filter(
    out_channels: int,
    in_channels: int,
    kernel_height: int,
    kernel_width: int,
    bias: bool = True,
    groups: int = 1,
) -> int:
    """You count one filter; the layer has `out_channels` of them."""
    return in_channels // groups * kernel_height * kernel_width + (1 if bias else 0)


def channels_forgotten(
    out_channels: int,
    in_channels: int,
    kernel_height: int,
    kernel_width: int,
    bias: bool = True,
    groups: int = 1,
) -> int:
    """Your filters look at one channel; each has a slice of weights for every one it reads."""
    return out_channels * (kernel_height * kernel_width + (1 if bias else 0))


def bias_per_input(
    out_channels: int,
    in_channels: int,
    kernel_height: int,
    kernel_width: int,
    bias: bool = True,
    groups: int = 1,
) -> int:
    """You count one bias per input channel; there is one per filter, that is per output."""
    weights = out_channels * (in_channels // groups) * kernel_height * kernel_width
    return weights + (in_channels if bias else 0)


def bias_per_slice(
    out_channels: int,
    in_channels: int,
    kernel_height: int,
    kernel_width: int,
    bias: bool = True,
    groups: int = 1,
) -> int:
    """You count a bias for every slice of a filter; a filter has one bias in all."""
    slices = out_channels * (in_channels // groups)
    return slices * (kernel_height * kernel_width + (1 if bias else 0))


def one_bias(
    out_channels: int,
    in_channels: int,
    kernel_height: int,
    kernel_width: int,
    bias: bool = True,
    groups: int = 1,
) -> int:
    """You count a single bias for the whole layer; every filter has its own."""
    weights = out_channels * (in_channels // groups) * kernel_height * kernel_width
    return weights + (1 if bias else 0)


def always_biases(
    out_channels: int,
    in_channels: int,
    kernel_height: int,
    kernel_width: int,
    bias: bool = True,
    groups: int = 1,
) -> int:
    """You count biases even with `bias=False`."""
    weights = out_channels * (in_channels // groups) * kernel_height * kernel_width
    return weights + out_channels


def never_biases(
    out_channels: int,
    in_channels: int,
    kernel_height: int,
    kernel_width: int,
    bias: bool = True,
    groups: int = 1,
) -> int:
    """You count the weights alone; with `bias=True` there is one bias per filter, too."""
    return out_channels * (in_channels // groups) * kernel_height * kernel_width


def square_kernel(
    out_channels: int,
    in_channels: int,
    kernel_height: int,
    kernel_width: int,
    bias: bool = True,
    groups: int = 1,
) -> int:
    """You square the kernel's height; its width may be another number."""
    weights = out_channels * (in_channels // groups) * kernel_height**2
    return weights + (out_channels if bias else 0)


def sides_added(
    out_channels: int,
    in_channels: int,
    kernel_height: int,
    kernel_width: int,
    bias: bool = True,
    groups: int = 1,
) -> int:
    """You add the kernel's height and width; a slice has height times width weights."""
    weights = out_channels * (in_channels // groups) * (kernel_height + kernel_width)
    return weights + (out_channels if bias else 0)


def groups_ignored(
    out_channels: int,
    in_channels: int,
    kernel_height: int,
    kernel_width: int,
    bias: bool = True,
    groups: int = 1,
) -> int:
    """You ignore the groups: a filter reads the input channels of its own group only."""
    weights = out_channels * in_channels * kernel_height * kernel_width
    return weights + (out_channels if bias else 0)


def groups_multiply(
    out_channels: int,
    in_channels: int,
    kernel_height: int,
    kernel_width: int,
    bias: bool = True,
    groups: int = 1,
) -> int:
    """Your groups make more weights; they make fewer, for a filter reads fewer channels."""
    weights = out_channels * in_channels * kernel_height * kernel_width * groups
    return weights + (out_channels if bias else 0)


def groups_divide_twice(
    out_channels: int,
    in_channels: int,
    kernel_height: int,
    kernel_width: int,
    bias: bool = True,
    groups: int = 1,
) -> int:
    """You divide the weights by the groups twice, which counts the weights of one group.

    Fewer input channels for each filter, but as many filters as before.
    """
    weights = out_channels * in_channels * kernel_height * kernel_width // groups**2
    return weights + (out_channels if bias else 0)


def groups_divide_biases(
    out_channels: int,
    in_channels: int,
    kernel_height: int,
    kernel_width: int,
    bias: bool = True,
    groups: int = 1,
) -> int:
    """You divide the biases by the groups as well; there is still one per filter."""
    weights = out_channels * (in_channels // groups) * kernel_height * kernel_width
    return weights + (out_channels // groups if bias else 0)


def a_float(
    out_channels: int,
    in_channels: int,
    kernel_height: int,
    kernel_width: int,
    bias: bool = True,
    groups: int = 1,
) -> float:
    """The number is right, but `/` has made it a float: divide whole numbers with `//`."""
    weights = out_channels * (in_channels / groups) * kernel_height * kernel_width
    return weights + (out_channels if bias else 0)


C7 = Exercise(
    "C7",
    count_conv_parameters,
    Whole(),
    mistakes=(
        one_filter,
        channels_forgotten,
        bias_per_input,
        bias_per_slice,
        one_bias,
        always_biases,
        never_biases,
        square_kernel,
        sides_added,
        groups_ignored,
        groups_multiply,
        groups_divide_twice,
        groups_divide_biases,
        a_float,
    ),
    telling=(
        Case(6, 4, 3, 5, True, 1),
        Case(6, 4, 3, 5, False, 1),
        Case(8, 12, 5, 2, True, 4),
    ),
    parts=(
        Part("weights and biases", 2, Whole()),
        Part("without biases", 1, Whole()),
        Part("groups", 1, Whole()),
    ),
)
