"""A network as a table of layers, and what it costs: shapes, parameters, work, receptive fields.

A table holds plain data, one row a layer, and computes nothing.
`ledger` follows one example through it, in whole numbers; `cnnkit.models` builds NumPy and PyTorch
networks from the same tables, so that the numbers on a page and the network that runs can't
disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cnnkit.errors import ShapeError, require_choice, require_pair, require_whole
from cnnkit.shapes import (
    ParameterCount,
    conv_parameters,
    dense_parameters,
    output_size,
    pooled_size,
)
from cnnkit.withhold import withheld

__all__ = ["Activation", "Conv", "Dense", "Ledger", "Pool", "RadialBasis", "Row", "ledger"]

Pair = int | tuple[int, int]

POOL_MODES = ("avg", "l2", "max", "stochastic", "trainable")
ACTIVATIONS = ("relu", "scaled_tanh", "sigmoid", "tanh")


class Conv(NamedTuple):
    """A convolution layer.

    `out_channels`, `kernel`, `stride`, `padding`, `dilation`, `groups` and `bias` are those of
    `cnnkit.layers.Conv2d`.
    `links`, if given, is a table of which input map feeds which output map, as LeNet-5's C3 has:
    one row of booleans for each input map.
    """

    out_channels: int
    kernel: Pair
    stride: Pair = 1
    padding: Pair = 0
    dilation: Pair = 1
    groups: int = 1
    bias: bool = True
    links: tuple[tuple[bool, ...], ...] | None = None


class Pool(NamedTuple):
    """A pooling layer.

    `window` and `stride` are in pixels, the stride being the window by default; `partial` keeps a
    last window that is cut off.
    `mode` is max, avg, l2, stochastic or trainable (LeNet-5's subsampling).
    """

    window: Pair
    stride: Pair | None = None
    mode: str = "max"
    partial: bool = False


class Dense(NamedTuple):
    """A fully connected layer to `out_features` values, with a `bias` each; maps are flattened."""

    out_features: int
    bias: bool = True


class RadialBasis(NamedTuple):
    """LeNet-5's output: `out_features` distances to fixed patterns, so no weight is trained."""

    out_features: int


class Activation(NamedTuple):
    """A function of every value by itself; its `name` is relu, sigmoid, tanh or scaled_tanh."""

    name: str


Spec = Conv | Pool | Dense | RadialBasis | Activation


class Row(NamedTuple):
    """One layer of a ledger; all numbers are for one example.

    `name` and `spec` say which layer it is, `shape` what comes out of it.
    `count` holds the weights and biases that are trained, `fixed_weights` those that are not.
    `multiply_adds` and `bias_adds` are the work.
    `receptive_field` and `step` are (vertical, horizontal), in pixels of the input: how much of it
    one unit sees, and how far apart two neighbouring units look.
    """

    name: str
    spec: Spec
    shape: tuple[int, ...]
    count: ParameterCount
    fixed_weights: int
    multiply_adds: int
    bias_adds: int
    receptive_field: tuple[int, int]
    step: tuple[int, int]

    @property
    def units(self) -> int:
        """Values that come out."""
        total = 1
        for size in self.shape:
            total *= size
        return total

    @property
    def connections(self) -> int:
        """Multiply-adds and biases, each counted at every place where it is used."""
        return self.multiply_adds + self.bias_adds


class Ledger(tuple[Row, ...]):
    """The rows of a network, and their sums; prints as a table."""

    @property
    def weights(self) -> int:
        """Trained weights of all layers."""
        return sum(row.count.weights for row in self)

    @property
    def parameters(self) -> int:
        """Trained weights and biases of all layers."""
        return sum(row.count.parameters for row in self)

    @property
    def multiply_adds(self) -> int:
        """Multiply-adds of all layers, for one example."""
        return sum(row.multiply_adds for row in self)

    @property
    def connections(self) -> int:
        """Multiply-adds and uses of biases of all layers, for one example."""
        return sum(row.connections for row in self)

    @property
    def units(self) -> int:
        """Values that all layers give, for one example; activations apart, which add none."""
        return sum(row.units for row in self if not isinstance(row.spec, Activation))

    @property
    def neurons(self) -> int:
        """Values of the layers with weights: convolution, dense and the like, but no max pooling.

        This is what papers count; AlexNet has some 650,000 of them.
        """
        return sum(row.units for row in self if row.connections)

    def __str__(self) -> str:
        heads = ("layer", "shape", "parameters", "multiply-adds", "sees")
        lines = [
            (
                row.name,
                "×".join(map(str, row.shape)),
                f"{row.count.parameters:,}",
                f"{row.multiply_adds:,}",
                "×".join(map(str, row.receptive_field)),
            )
            for row in self
        ]
        sums = ("together", "", f"{self.parameters:,}", f"{self.multiply_adds:,}", "")
        widths = [max(map(len, column)) for column in zip(heads, *lines, sums, strict=True)]
        return "\n".join(
            "  ".join(
                text.ljust(width) if place == 0 else text.rjust(width)
                for place, (text, width) in enumerate(zip(line, widths, strict=True))
            ).rstrip()
            for line in (heads, *lines, sums)
        )


@withheld
def ledger(
    shape: tuple[int, int, int], layers: Sequence[Spec], names: Sequence[str] = ()
) -> Ledger:
    """Follow one example through a table of layers.

    Parameters
    ----------
    shape : (int, int, int)
        Channels, height and width of the input.
    layers : sequence of Conv, Pool, Dense, RadialBasis or Activation
    names : sequence of str
        What the layers are called; "conv1", "pool1" and so on by default.

    Returns
    -------
    Ledger
        One `Row` for each layer.

    Raises
    ------
    ShapeError
        If a window does not fit, groups do not divide, or maps are expected where there are none;
        the message names the layer.

    Examples
    --------
    >>> print(ledger((1, 32, 32), [Conv(6, 5, padding=2), Pool(2), Dense(10)]))
    layer       shape  parameters  multiply-adds   sees
    conv1     6×32×32         156        153,600    5×5
    pool1     6×16×16           0              0    6×6
    dense1         10      15,370         15,360  32×32
    together               15,526        168,960
    """
    if len(shape) != 3:
        raise ShapeError(
            f"shape must be that of one example, (channels, height, width), got {shape}"
        )
    channels, height, width = (require_whole(size, "shape") for size in shape)
    picture = (height, width)
    here: tuple[int, ...] = (channels, height, width)
    field, step = (1, 1), (1, 1)
    names = list(names) or _default_names(layers)
    if len(names) != len(layers):
        raise ValueError(f"{len(layers)} layers need as many names, got {len(names)}: {names}")
    rows = []
    for name, spec in zip(names, layers, strict=True):
        try:
            here, count, fixed, products, biases = _follow(spec, here)
        except (TypeError, ValueError) as error:  # ShapeError is a ValueError
            raise type(error)(f"{name}: {error}") from None
        if isinstance(spec, (Conv, Pool)):
            kernel, stride = _kernel_and_stride(spec)
            field = tuple(f + (k - 1) * s for f, k, s in zip(field, kernel, step, strict=True))
            step = tuple(s * t for s, t in zip(step, stride, strict=True))
        elif not isinstance(spec, Activation):
            field = picture
        rows.append(Row(name, spec, here, count, fixed, products, biases, field, step))
    return Ledger(rows)


def _kernel_and_stride(spec: Conv | Pool) -> tuple[tuple[int, int], tuple[int, int]]:
    """How far the window of a layer reaches, dilation included, and how far it moves."""
    if isinstance(spec, Pool):
        window = require_pair(spec.window, "window")
        return window, window if spec.stride is None else require_pair(spec.stride, "stride")
    kernel, dilation = require_pair(spec.kernel, "kernel"), require_pair(spec.dilation, "dilation")
    reach = tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))
    return reach, require_pair(spec.stride, "stride")


def _follow(
    spec: Spec, shape: tuple[int, ...]
) -> tuple[tuple[int, ...], ParameterCount, int, int, int]:
    """Return shape, parameters, fixed weights, multiply-adds and bias additions of one layer."""
    nothing = ParameterCount(0, 0)
    if isinstance(spec, Activation):
        require_choice(spec.name, "activation", ACTIVATIONS)
        return shape, nothing, 0, 0, 0
    if isinstance(spec, (Dense, RadialBasis)):
        inputs = 1
        for size in shape:
            inputs *= size
        out = (require_whole(spec.out_features, "out_features"),)
        if isinstance(spec, RadialBasis):
            return out, nothing, inputs * out[0], inputs * out[0], 0
        count = dense_parameters(inputs, out[0], bias=spec.bias)
        return out, count, 0, count.weights, count.biases
    if len(shape) != 3:
        raise ShapeError(f"maps are expected, (channels, height, width), got a shape of {shape}")
    channels, height, width = shape
    if isinstance(spec, Pool):
        require_choice(spec.mode, "mode", POOL_MODES)
        window, stride = _kernel_and_stride(spec)
        borders = "partial" if spec.partial else "drop"
        size = tuple(
            pooled_size(n, k, s, borders=borders)
            for n, k, s in zip((height, width), window, stride, strict=True)
        )
        out = (channels, *size)
        if spec.mode != "trainable":
            return out, nothing, 0, 0, 0
        places = channels * size[0] * size[1]
        # one coefficient and one bias for each map; all pixels of a window are connected
        return out, ParameterCount(channels, channels), 0, places * window[0] * window[1], places
    (reach, stride), padding = (
        _kernel_and_stride(spec),
        require_pair(spec.padding, "padding", minimum=0),
    )
    kernel = require_pair(spec.kernel, "kernel")
    size = tuple(
        output_size(*axis) for axis in zip((height, width), reach, stride, padding, strict=True)
    )
    if spec.links is not None:
        _check_links(spec, channels)
        links = sum(map(sum, spec.links))
        weights = links * kernel[0] * kernel[1]
    else:
        if channels % spec.groups or spec.out_channels % spec.groups:
            raise ShapeError(
                f"{spec.groups} groups must divide {channels} and {spec.out_channels} channels"
            )
        weights = conv_parameters(channels // spec.groups, spec.out_channels, kernel).weights
    count = ParameterCount(weights, spec.out_channels if spec.bias else 0)
    places = size[0] * size[1]
    return (spec.out_channels, *size), count, 0, places * weights, places * count.biases


def _check_links(spec: Conv, channels: int) -> None:
    widths = [len(row) for row in spec.links]
    if widths != [spec.out_channels] * channels:
        raise ShapeError(
            f"links must have a row for each input map and a column for each output map, "
            f"{(channels, spec.out_channels)}, got rows of {widths} columns"
        )


def _default_names(layers: Sequence[Spec]) -> list[str]:
    seen: dict[str, int] = {}
    names = []
    for spec in layers:
        kind = type(spec).__name__.lower()
        if isinstance(spec, Activation):
            names.append(spec.name)
            continue
        seen[kind] = seen.get(kind, 0) + 1
        names.append(f"{kind}{seen[kind]}")
    return names
