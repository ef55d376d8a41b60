"""P9: the parameters and the neurons of a convolution layer."""

from __future__ import annotations

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.returns import Tuple, Whole
from cnnkit.shapes import conv_parameters, output_size
from cnnkit.withhold import withheld

__all__ = ["P9"]


@withheld
def count_layer(
    height: int, width: int, in_channels: int, out_channels: int, kernel: int, same: bool
) -> tuple[int, int]:
    """Count what is learned, and the values that come out; the right answer."""
    rows, columns = (side if same else output_size(side, kernel) for side in (height, width))
    parameters = conv_parameters(in_channels, out_channels, kernel).parameters
    return parameters, out_channels * rows * columns


def weights_at_every_place(
    height: int, width: int, in_channels: int, out_channels: int, kernel: int, same: bool
) -> tuple[int, int]:
    """You count parameters for every place of the map; a filter is shared among all of them."""
    lost = 0 if same else kernel - 1
    neurons = out_channels * (height - lost) * (width - lost)
    return neurons * (in_channels * kernel**2 + 1), neurons


def one_filter(
    height: int, width: int, in_channels: int, out_channels: int, kernel: int, same: bool
) -> tuple[int, int]:
    """You count the parameters of one filter; there is one for each of the `out_channels` maps."""
    lost = 0 if same else kernel - 1
    return in_channels * kernel**2 + 1, out_channels * (height - lost) * (width - lost)


def channels_forgotten(
    height: int, width: int, in_channels: int, out_channels: int, kernel: int, same: bool
) -> tuple[int, int]:
    """Your filters look at one channel; each is as deep as the input."""
    lost = 0 if same else kernel - 1
    return out_channels * (kernel**2 + 1), out_channels * (height - lost) * (width - lost)


def biases_forgotten(
    height: int, width: int, in_channels: int, out_channels: int, kernel: int, same: bool
) -> tuple[int, int]:
    """You count the weights alone; each map has a bias, too."""
    lost = 0 if same else kernel - 1
    weights = out_channels * in_channels * kernel**2
    return weights, out_channels * (height - lost) * (width - lost)


def one_bias(
    height: int, width: int, in_channels: int, out_channels: int, kernel: int, same: bool
) -> tuple[int, int]:
    """You count one bias for the whole layer; each map has its own."""
    lost = 0 if same else kernel - 1
    weights = out_channels * in_channels * kernel**2
    return weights + 1, out_channels * (height - lost) * (width - lost)


def bias_per_slice(
    height: int, width: int, in_channels: int, out_channels: int, kernel: int, same: bool
) -> tuple[int, int]:
    """You count a bias for every channel of every filter; a filter has one, added at the end."""
    lost = 0 if same else kernel - 1
    parameters = out_channels * in_channels * (kernel**2 + 1)
    return parameters, out_channels * (height - lost) * (width - lost)


def bias_per_neuron(
    height: int, width: int, in_channels: int, out_channels: int, kernel: int, same: bool
) -> tuple[int, int]:
    """You count a bias for every neuron; all neurons of a map share one."""
    lost = 0 if same else kernel - 1
    neurons = out_channels * (height - lost) * (width - lost)
    return out_channels * in_channels * kernel**2 + neurons, neurons


def kernel_not_squared(
    height: int, width: int, in_channels: int, out_channels: int, kernel: int, same: bool
) -> tuple[int, int]:
    """Your filters are `kernel` weights wide and one high; they are `kernel` by `kernel`."""
    lost = 0 if same else kernel - 1
    parameters = out_channels * (in_channels * kernel + 1)
    return parameters, out_channels * (height - lost) * (width - lost)


def neurons_of_one_map(
    height: int, width: int, in_channels: int, out_channels: int, kernel: int, same: bool
) -> tuple[int, int]:
    """You count the neurons of one map; there are `out_channels` maps."""
    lost = 0 if same else kernel - 1
    return out_channels * (in_channels * kernel**2 + 1), (height - lost) * (width - lost)


def neurons_times_channels(
    height: int, width: int, in_channels: int, out_channels: int, kernel: int, same: bool
) -> tuple[int, int]:
    """You multiply the neurons by the input channels; each filter adds them up into one map."""
    lost = 0 if same else kernel - 1
    neurons = out_channels * in_channels * (height - lost) * (width - lost)
    return out_channels * (in_channels * kernel**2 + 1), neurons


def neurons_of_the_input(
    height: int, width: int, in_channels: int, out_channels: int, kernel: int, same: bool
) -> tuple[int, int]:
    """You count the values of the picture; the neurons are the values of the maps that come out."""
    return out_channels * (in_channels * kernel**2 + 1), height * width * in_channels


def always_same(
    height: int, width: int, in_channels: int, out_channels: int, kernel: int, same: bool
) -> tuple[int, int]:
    """Your maps are as large as the picture even without padding (`same=False`)."""
    return out_channels * (in_channels * kernel**2 + 1), out_channels * height * width


def always_valid(
    height: int, width: int, in_channels: int, out_channels: int, kernel: int, same: bool
) -> tuple[int, int]:
    """Your maps shrink even where padding keeps their size (`same=True`)."""
    neurons = out_channels * (height - kernel + 1) * (width - kernel + 1)
    return out_channels * (in_channels * kernel**2 + 1), neurons


def window_too_few(
    height: int, width: int, in_channels: int, out_channels: int, kernel: int, same: bool
) -> tuple[int, int]:
    """Your maps lose `kernel` rows and columns; they lose one less, `kernel - 1`."""
    lost = 0 if same else kernel
    neurons = out_channels * (height - lost) * (width - lost)
    return out_channels * (in_channels * kernel**2 + 1), neurons


def square_picture(
    height: int, width: int, in_channels: int, out_channels: int, kernel: int, same: bool
) -> tuple[int, int]:
    """You take the picture's height for its width, too."""
    lost = 0 if same else kernel - 1
    neurons = out_channels * (height - lost) ** 2
    return out_channels * (in_channels * kernel**2 + 1), neurons


def order_swapped(
    height: int, width: int, in_channels: int, out_channels: int, kernel: int, same: bool
) -> tuple[int, int]:
    """You return the neurons first; the order is (parameters, neurons)."""
    lost = 0 if same else kernel - 1
    neurons = out_channels * (height - lost) * (width - lost)
    return neurons, out_channels * (in_channels * kernel**2 + 1)


COUNTS = Tuple((Whole(), Whole()), names=("parameters", "neurons"))

P9 = Exercise(
    "P9",
    count_layer,
    COUNTS,
    mistakes=(
        weights_at_every_place,
        one_filter,
        channels_forgotten,
        biases_forgotten,
        one_bias,
        bias_per_slice,
        bias_per_neuron,
        kernel_not_squared,
        neurons_of_one_map,
        neurons_times_channels,
        neurons_of_the_input,
        always_same,
        always_valid,
        window_too_few,
        square_picture,
        order_swapped,
    ),
    telling=(
        Case(20, 31, 4, 6, 5, False),
        Case(13, 9, 3, 8, 4, True),
    ),
    parts=(
        Part("parameters", 1, COUNTS.only("parameters")),
        Part("neurons", 1, COUNTS.only("neurons")),
    ),
)
