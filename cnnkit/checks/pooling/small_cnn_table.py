"""O9: the sizes and counts of a small net."""

from __future__ import annotations

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.returns import Dict, Tuple, Whole
from cnnkit.shapes import conv_parameters, dense_parameters, pooled_size
from cnnkit.withhold import withheld

__all__ = ["O9"]


@withheld
def small_cnn_table(
    size: int, in_channels: int, filters: int, kernel: int, pool: int, outputs: int
) -> dict:
    """Follow a square picture through convolution, pooling and a dense layer; the right answer."""
    pooled = pooled_size(size, pool)
    dense = dense_parameters(pooled * pooled * filters, outputs)
    return {
        "conv_shape": (size, size, filters),
        "conv_params": conv_parameters(in_channels, filters, kernel).parameters,
        "pool_shape": (pooled, pooled, filters),
        "pool_params": 0,
        "fc_weights": dense.weights,
        "fc_params": dense.parameters,
    }


def weights_with_biases(
    size: int, in_channels: int, filters: int, kernel: int, pool: int, outputs: int
) -> dict:
    """Your `fc_weights` include the biases: weights are the connections alone, parameters are both.

    The two differ by one bias per output.
    """
    side = size // pool
    return {
        "conv_shape": (size, size, filters),
        "conv_params": filters * (in_channels * kernel**2 + 1),
        "pool_shape": (side, side, filters),
        "pool_params": 0,
        "fc_weights": (side * side * filters + 1) * outputs,
        "fc_params": (side * side * filters + 1) * outputs,
    }


def parameters_without_biases(
    size: int, in_channels: int, filters: int, kernel: int, pool: int, outputs: int
) -> dict:
    """Your `fc_params` leave the biases out: there is one per output."""
    side = size // pool
    return {
        "conv_shape": (size, size, filters),
        "conv_params": filters * (in_channels * kernel**2 + 1),
        "pool_shape": (side, side, filters),
        "pool_params": 0,
        "fc_weights": side * side * filters * outputs,
        "fc_params": side * side * filters * outputs,
    }


def bias_per_input(
    size: int, in_channels: int, filters: int, kernel: int, pool: int, outputs: int
) -> dict:
    """You count one bias per input of the dense layer; it has one per output."""
    side = size // pool
    return {
        "conv_shape": (size, size, filters),
        "conv_params": filters * (in_channels * kernel**2 + 1),
        "pool_shape": (side, side, filters),
        "pool_params": 0,
        "fc_weights": side * side * filters * outputs,
        "fc_params": side * side * filters * (outputs + 1),
    }


def pooling_learns(
    size: int, in_channels: int, filters: int, kernel: int, pool: int, outputs: int
) -> dict:
    """You give the pooling layer a parameter per map; taking a maximum learns nothing: 0."""
    side = size // pool
    return {
        "conv_shape": (size, size, filters),
        "conv_params": filters * (in_channels * kernel**2 + 1),
        "pool_shape": (side, side, filters),
        "pool_params": filters,
        "fc_weights": side * side * filters * outputs,
        "fc_params": (side * side * filters + 1) * outputs,
    }


def channels_first(
    size: int, in_channels: int, filters: int, kernel: int, pool: int, outputs: int
) -> dict:
    """Your shapes begin with the channels; here they are (height, width, channels)."""
    side = size // pool
    return {
        "conv_shape": (filters, size, size),
        "conv_params": filters * (in_channels * kernel**2 + 1),
        "pool_shape": (filters, side, side),
        "pool_params": 0,
        "fc_weights": side * side * filters * outputs,
        "fc_params": (side * side * filters + 1) * outputs,
    }


def no_padding(
    size: int, in_channels: int, filters: int, kernel: int, pool: int, outputs: int
) -> dict:
    """Your convolution shrinks the picture by `kernel - 1`.

    It is a 'same' convolution: padding keeps the size.
    """
    conv = size - kernel + 1
    side = conv // pool
    return {
        "conv_shape": (conv, conv, filters),
        "conv_params": filters * (in_channels * kernel**2 + 1),
        "pool_shape": (side, side, filters),
        "pool_params": 0,
        "fc_weights": side * side * filters * outputs,
        "fc_params": (side * side * filters + 1) * outputs,
    }


def pooling_rounds_up(
    size: int, in_channels: int, filters: int, kernel: int, pool: int, outputs: int
) -> dict:
    """You count a pooling window that hangs over the edge: whole windows only, `size // pool`."""
    side = -(-size // pool)
    return {
        "conv_shape": (size, size, filters),
        "conv_params": filters * (in_channels * kernel**2 + 1),
        "pool_shape": (side, side, filters),
        "pool_params": 0,
        "fc_weights": side * side * filters * outputs,
        "fc_params": (side * side * filters + 1) * outputs,
    }


def float_sizes(
    size: int, in_channels: int, filters: int, kernel: int, pool: int, outputs: int
) -> dict:
    """Your sizes come from `/` and are floats: pixels are whole, so divide with `//`."""
    side = size / pool
    return {
        "conv_shape": (size, size, filters),
        "conv_params": filters * (in_channels * kernel**2 + 1),
        "pool_shape": (side, side, filters),
        "pool_params": 0,
        "fc_weights": side * side * filters * outputs,
        "fc_params": (side * side * filters + 1) * outputs,
    }


def channels_forgotten(
    size: int, in_channels: int, filters: int, kernel: int, pool: int, outputs: int
) -> dict:
    """Your filters look at one channel only.

    Each has `kernel * kernel` weights for every input channel.
    """
    side = size // pool
    return {
        "conv_shape": (size, size, filters),
        "conv_params": filters * (kernel**2 + 1),
        "pool_shape": (side, side, filters),
        "pool_params": 0,
        "fc_weights": side * side * filters * outputs,
        "fc_params": (side * side * filters + 1) * outputs,
    }


def no_conv_biases(
    size: int, in_channels: int, filters: int, kernel: int, pool: int, outputs: int
) -> dict:
    """Your `conv_params` leave the biases out: there is one per filter."""
    side = size // pool
    return {
        "conv_shape": (size, size, filters),
        "conv_params": filters * in_channels * kernel**2,
        "pool_shape": (side, side, filters),
        "pool_params": 0,
        "fc_weights": side * side * filters * outputs,
        "fc_params": (side * side * filters + 1) * outputs,
    }


def bias_per_channel(
    size: int, in_channels: int, filters: int, kernel: int, pool: int, outputs: int
) -> dict:
    """You count a bias for every input channel of a filter; a filter has one bias in all."""
    side = size // pool
    return {
        "conv_shape": (size, size, filters),
        "conv_params": filters * in_channels * (kernel**2 + 1),
        "pool_shape": (side, side, filters),
        "pool_params": 0,
        "fc_weights": side * side * filters * outputs,
        "fc_params": (side * side * filters + 1) * outputs,
    }


def one_bias(
    size: int, in_channels: int, filters: int, kernel: int, pool: int, outputs: int
) -> dict:
    """You count a single bias for the whole convolution; every filter has its own."""
    side = size // pool
    return {
        "conv_shape": (size, size, filters),
        "conv_params": filters * in_channels * kernel**2 + 1,
        "pool_shape": (side, side, filters),
        "pool_params": 0,
        "fc_weights": side * side * filters * outputs,
        "fc_params": (side * side * filters + 1) * outputs,
    }


def dense_before_pooling(
    size: int, in_channels: int, filters: int, kernel: int, pool: int, outputs: int
) -> dict:
    """Your dense layer reads the maps before pooling; it reads the pooled ones."""
    side = size // pool
    return {
        "conv_shape": (size, size, filters),
        "conv_params": filters * (in_channels * kernel**2 + 1),
        "pool_shape": (side, side, filters),
        "pool_params": 0,
        "fc_weights": size * size * filters * outputs,
        "fc_params": (size * size * filters + 1) * outputs,
    }


def dense_reads_one_map(
    size: int, in_channels: int, filters: int, kernel: int, pool: int, outputs: int
) -> dict:
    """Your dense layer reads a single pooled map; it reads all of them, one per filter."""
    side = size // pool
    return {
        "conv_shape": (size, size, filters),
        "conv_params": filters * (in_channels * kernel**2 + 1),
        "pool_shape": (side, side, filters),
        "pool_params": 0,
        "fc_weights": side * side * outputs,
        "fc_params": (side * side + 1) * outputs,
    }


_SHAPE = Tuple((Whole(), Whole(), Whole()), names=("height", "width", "channels"))
_TABLE = Dict(
    {
        "conv_shape": _SHAPE,
        "conv_params": Whole(),
        "pool_shape": _SHAPE,
        "pool_params": Whole(),
        "fc_weights": Whole(),
        "fc_params": Whole(),
    }
)

O9 = Exercise(
    "O9",
    small_cnn_table,
    _TABLE,
    mistakes=(
        weights_with_biases,
        parameters_without_biases,
        bias_per_input,
        pooling_learns,
        channels_first,
        no_padding,
        pooling_rounds_up,
        float_sizes,
        channels_forgotten,
        no_conv_biases,
        bias_per_channel,
        one_bias,
        dense_before_pooling,
        dense_reads_one_map,
    ),
    telling=(Case(28, 3, 8, 3, 3, 12), Case(33, 4, 5, 7, 2, 6)),
    parts=(
        Part("shapes", 1, _TABLE.only("conv_shape", "pool_shape")),
        Part("parameters of convolution and pooling", 1, _TABLE.only("conv_params", "pool_params")),
        Part("dense layer", 1, _TABLE.only("fc_weights", "fc_params")),
    ),
)
