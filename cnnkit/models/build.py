"""From a table of layers to a NumPy network that runs and learns."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import numpy as np

from cnnkit import layers
from cnnkit.errors import ShapeError, require_choice
from cnnkit.ledger import Activation, Conv, Dense, Pool, RadialBasis, Spec
from cnnkit.models.lenet import DIGIT_PATTERNS
from cnnkit.models.lenet_layers import LinkedConv2d, RadialBasisOutput, Subsampling2d
from cnnkit.models.table import Table
from cnnkit.withhold import withheld

__all__ = ["assemble", "build"]

Shape = tuple[int, ...]
L = TypeVar("L")

_ACTIVATIONS = {
    "relu": layers.ReLU,
    "scaled_tanh": layers.ScaledTanh,
    "sigmoid": layers.Sigmoid,
    "tanh": layers.Tanh,
}
_POOLS = {"avg": layers.AvgPool2d, "l2": layers.L2Pool2d, "max": layers.MaxPool2d}
_STARTS = ("pytorch", "lecun")


@withheld
def build(
    table: Table, *, rng: np.random.Generator | None = None, dtype: Any = np.float32
) -> layers.Sequential:
    """Make the network that a table describes.

    Parameters
    ----------
    table : Table
        For example `cnnkit.models.LENET5`.
    rng : numpy.random.Generator, optional
        Where the first weights come from; a fixed seed by default.
    dtype : numpy dtype
        float32 or float64.

    Returns
    -------
    Sequential
        One layer for each row, and a `Flatten` before the first dense one.

    Raises
    ------
    ShapeError, ValueError, TypeError
        If a layer does not fit what comes in, or is of no known kind; the message names it.

    Notes
    -----
    Where ``table.start`` is "pytorch", all weights and biases start uniformly within
    ``1 / sqrt(fan-in)``, and where it is "lecun" within ``2.4 / fan-in``; the fan-in is the number
    of inputs of one unit.
    Source of the latter: LeCun and others (1998), appendix A.

    Examples
    --------
    >>> from cnnkit.models import LENET5
    >>> net = build(LENET5)
    >>> net(np.zeros((2, 1, 32, 32), np.float32)).shape
    (2, 10)
    >>> net.summary(LENET5.shape).parameters
    61706
    """
    rng = np.random.default_rng(0) if rng is None else rng
    require_choice(table.start, "start", _STARTS)
    make = partial(_layer, rng=rng, dtype=dtype)
    net = layers.Sequential(*(layer for _, layer in assemble(table, make, layers.Flatten)))
    if table.start == "lecun":
        for layer in net:
            for _, values, _ in layer.parameters():
                last = values.T  # output maps last, where one reach for each of them fits
                reach = 2.4 / _fan_in(layer)
                last[...] = rng.uniform(-reach, reach, last.shape) * (last != 0)  # 0 is no link
    return net


def assemble(
    table: Table, make: Callable[[Spec, Shape], L], flatten: Callable[[], L]
) -> list[tuple[str, L]]:
    """Make the layers of a table in order, each with its name, for NumPy or for PyTorch.

    Parameters
    ----------
    table : Table
    make : callable
        Gets a row's spec and the shape of what comes in; returns the layer.
    flatten : callable
        Returns a layer that turns maps into a row of values; it goes before the first dense one.
    """
    made, shape = [], table.shape
    for row in table.ledger():
        if isinstance(row.spec, Dense | RadialBasis) and len(shape) == 3:
            made.append(("flatten", flatten()))
        try:
            made.append((row.name, make(row.spec, shape)))
        except (TypeError, ValueError) as error:
            raise type(error)(f"{row.name}: {error}") from None
        shape = row.shape
    return made


def _layer(spec: Spec, shape: Shape, *, rng: np.random.Generator, dtype: Any) -> layers.Layer:
    """Make the NumPy layer for a row; a row lists its options in the order of the layer's own."""
    random = {"rng": rng, "dtype": dtype}
    match spec:
        case Conv(links=None):
            return layers.Conv2d(shape[0], *spec[:-1], **random)
        case Conv(groups=1):
            return LinkedConv2d(shape[0], *spec[:5], spec.bias, links=spec.links, **random)
        case Conv():
            raise ValueError("links and groups exclude each other; say it with links alone")
        case Pool(mode="trainable", partial=False):
            return Subsampling2d(shape[0], spec.window, spec.stride, **random)
        case Pool(mode="stochastic", partial=False):
            return layers.StochasticPool2d(spec.window, spec.stride, rng=rng)
        case Pool(mode="trainable" | "stochastic"):
            raise ValueError(f"{spec.mode} pooling has whole windows only; use partial=False")
        case Pool():
            return _POOLS[spec.mode](spec.window, spec.stride, ceil_mode=spec.partial)
        case Dense():
            return layers.Linear(math.prod(shape), *spec, **random)
        case RadialBasis():
            return RadialBasisOutput(_patterns(spec.out_features, math.prod(shape)))
        case Activation():
            return _ACTIVATIONS[spec.name]()


def _patterns(classes: int, features: int) -> np.ndarray:
    if (classes, features) != DIGIT_PATTERNS.shape:
        raise ShapeError(
            f"the fixed patterns are {DIGIT_PATTERNS.shape[0]} digits of "
            f"{DIGIT_PATTERNS.shape[1]} values, got {classes} classes and {features} inputs;\n"
            f"make your own patterns and use RadialBasisOutput(patterns)"
        )
    return DIGIT_PATTERNS


def _fan_in(layer: layers.Layer) -> np.ndarray | int:
    """Count the inputs of one unit; for a linked layer, one number for each output map."""
    if isinstance(layer, Subsampling2d):
        return layer.area
    if isinstance(layer, LinkedConv2d):
        return np.maximum(layer.links.sum(axis=0), 1) * math.prod(layer.kernel_size)
    return math.prod(layer.weight.shape[1:])
