"""The same networks in PyTorch, and weights that move between the two.

This module alone loads PyTorch; `cnnkit.models` does not.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterator

import numpy as np
import torch

from cnnkit.errors import ShapeError, require_choice
from cnnkit.layers import Layer
from cnnkit.ledger import Activation, Conv, Dense, Pool, Spec
from cnnkit.models.build import assemble
from cnnkit.models.table import Table
from cnnkit.withhold import withheld

__all__ = ["build_torch", "copy_weights"]

_ACTIVATIONS = {"relu": torch.nn.ReLU, "sigmoid": torch.nn.Sigmoid, "tanh": torch.nn.Tanh}
_POOLS = {"avg": torch.nn.AvgPool2d, "max": torch.nn.MaxPool2d}


@withheld
def build_torch(table: Table) -> torch.nn.Sequential:
    """Make the PyTorch network that a table describes; its modules have the table's names.

    Weights start as PyTorch draws them: call ``torch.manual_seed`` first for the same ones again.
    They are float32; ``.double()`` on the result gives float64.

    Parameters
    ----------
    table : Table
        Any table of ordinary layers: all of `cnnkit.models` but the LeNet-5 of 1998.

    Raises
    ------
    ShapeError, ValueError, TypeError
        If a layer does not fit what comes in, or PyTorch has no such layer; the message names it.

    Examples
    --------
    >>> from cnnkit.models import CIFAR10_DEMO
    >>> net = build_torch(CIFAR10_DEMO)
    >>> net.conv2
    Conv2d(16, 20, kernel_size=(5, 5), stride=(1, 1), padding=(2, 2))
    >>> net(torch.zeros(4, 3, 32, 32)).shape
    torch.Size([4, 10])
    """
    return torch.nn.Sequential(OrderedDict(assemble(table, _module, torch.nn.Flatten)))


def _module(spec: Spec, shape: tuple[int, ...]) -> torch.nn.Module:
    """Make the PyTorch layer for a row; a row lists its options in PyTorch's order."""
    match spec:
        case Conv(links=None):
            return torch.nn.Conv2d(shape[0], *spec[:-1])
        case Pool():
            require_choice(spec.mode, "mode for PyTorch", tuple(_POOLS))
            return _POOLS[spec.mode](spec.window, spec.stride, ceil_mode=spec.partial)
        case Dense():
            return torch.nn.Linear(math.prod(shape), *spec)
        case Activation():
            require_choice(spec.name, "activation for PyTorch", tuple(_ACTIVATIONS))
            return _ACTIVATIONS[spec.name]()
    raise ValueError(f"PyTorch has no layer for {spec}; use cnnkit.models.build")


def copy_weights(source: Layer | torch.nn.Module, target: Layer | torch.nn.Module) -> None:
    """Copy all weights and biases of one network into another, in place.

    Both may be NumPy or PyTorch networks (on the CPU); each keeps its own dtype.
    Parameters are matched by their order, so their names do not matter.

    Parameters
    ----------
    source, target : Layer or torch.nn.Module

    Raises
    ------
    ShapeError
        If the networks have different parameters; the message names the first, nothing is copied.

    Examples
    --------
    >>> from cnnkit.models import SIGMOID_CNN, build
    >>> ours, theirs = build(SIGMOID_CNN), build_torch(SIGMOID_CNN)
    >>> copy_weights(ours, theirs)
    >>> bool((theirs.fc2.weight.detach().numpy() == ours[-2].weight).all())
    True
    """
    given, wanted = list(_parameters(source)), list(_parameters(target))
    for (name, values), (place, room) in zip(given, wanted, strict=False):
        if values.shape != room.shape:
            raise ShapeError(
                f"{name} of the source has shape {values.shape}, {place} of the target "
                f"{room.shape};\nbuild both networks from the same table"
            )
    if len(given) != len(wanted):
        raise ShapeError(
            f"the source has {len(given)} weights and biases, the target {len(wanted)};\n"
            f"build both networks from the same table"
        )
    for (_, values), (_, room) in zip(given, wanted, strict=True):
        room[...] = values


def _parameters(net: Layer | torch.nn.Module) -> Iterator[tuple[str, np.ndarray]]:
    """Go through all parameters as NumPy arrays that share their memory with the network."""
    if isinstance(net, Layer):
        for name, values, _ in net.parameters():
            yield name, values
    else:
        for name, values in net.named_parameters():
            yield name, values.detach().numpy()
