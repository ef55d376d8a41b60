"""The bonus: one network that exposes as many buggy ledgers as possible."""

from __future__ import annotations

from typing import Any

from cnnkit.checks.hunt import Hunt
from cnnkit.checks.lenet_alexnet.network_ledger import network_ledger
from cnnkit.checks.returns import WHOLE, described

__all__ = ["BREAKING_CALL"]

_LAYERS = 8
_SIDE = 512
_NUMBERS = {
    "conv": ("filters", "kernel", "stride", "padding", "groups"),
    "pool": ("window", "stride"),
    "fc": ("outputs",),
}


def walk(
    shape: tuple[int, ...],
    layers: list[tuple],
    *,
    groups_count: bool = True,
    stride_counts: bool = True,
    padding_counts: bool = True,
    pool_stride_counts: bool = True,
    square: bool = False,
    partial: bool = False,
    dense_reads_maps: bool = False,
    biases_once: bool = False,
) -> tuple[tuple[int, ...], int]:
    """Go through the layers one by one; every option off its default is a bug of its own."""
    total = maps = 0
    for kind, *numbers in layers:
        if kind == "fc":
            inputs = 1
            for side in shape:
                inputs *= side
            bias = 0 if biases_once and maps else 1
            maps = maps or inputs
            total += numbers[0] * ((maps if dense_reads_maps else inputs) + bias)
            shape = (numbers[0],)
            continue
        channels, height, width = shape
        if kind == "conv":
            filters, window, stride, padding, groups = numbers
            total += filters * (channels // (groups if groups_count else 1) * window**2 + 1)
            stride = stride if stride_counts else 1
            padding = padding if padding_counts else window // 2
        else:
            filters, padding, (window, stride) = channels, 0, numbers
            stride = stride if pool_stride_counts else window
        hanging = stride - 1 if partial and kind == "pool" else 0
        height = (height + 2 * padding - window + hanging) // stride + 1
        width = (width + 2 * padding - window + hanging) // stride + 1
        shape = (filters, height, height if square else width)
    return shape, total


def ignores_groups(shape: tuple[int, ...], layers: list[tuple]) -> tuple:
    """Every filter reads all channels, whatever the groups say."""
    return walk(shape, layers, groups_count=False)


def ignores_the_stride(shape: tuple[int, ...], layers: list[tuple]) -> tuple:
    """Convolutions move by 1, whatever their stride says."""
    return walk(shape, layers, stride_counts=False)


def keeps_the_size(shape: tuple[int, ...], layers: list[tuple]) -> tuple:
    """Convolutions are padded by half their kernel, rounded down, whatever their padding says."""
    return walk(shape, layers, padding_counts=False)


def pools_edge_to_edge(shape: tuple[int, ...], layers: list[tuple]) -> tuple:
    """Pooling windows lie edge to edge, whatever their stride says."""
    return walk(shape, layers, pool_stride_counts=False)


def pools_the_rest(shape: tuple[int, ...], layers: list[tuple]) -> tuple:
    """A pooling window that hangs over the edge counts, too."""
    return walk(shape, layers, partial=True)


def makes_maps_square(shape: tuple[int, ...], layers: list[tuple]) -> tuple:
    """Maps are as wide as they are tall."""
    return walk(shape, layers, square=True)


def dense_reads_maps(shape: tuple[int, ...], layers: list[tuple]) -> tuple:
    """Every dense layer reads the last maps, even after another dense layer."""
    return walk(shape, layers, dense_reads_maps=True)


def one_dense_layer_with_biases(shape: tuple[int, ...], layers: list[tuple]) -> tuple:
    """Only the first dense layer has biases."""
    return walk(shape, layers, biases_once=True)


def right(shape: tuple[int, ...], layers: list[tuple]) -> tuple:
    """Ask the ledger of the book."""
    return network_ledger(shape, layers)


def right_by_steps(shape: tuple[int, ...], layers: list[tuple]) -> tuple:
    """Go through the layers one by one."""
    return walk(shape, layers)


def refusal(call: Any) -> str | None:
    """Say why this is no call of `network_ledger`, or return None."""
    if type(call) is not tuple or len(call) != 2:
        return f"a tuple (shape, layers) is expected, yours is {described(call)}"
    shape, layers = call
    if type(shape) is not tuple or len(shape) != 3 or not all(map(_fair, shape)):
        return f"the shape must be a tuple of three whole numbers from 1 to {_SIDE}"
    if type(layers) is not list or not layers:
        return "the layers must be a list of tuples that is not empty"
    if len(layers) > _LAYERS:
        return f"there are {len(layers)} layers; {_LAYERS} are allowed"
    for number, layer in enumerate(layers):
        if problem := _problem(layer):
            return f"layer {number}: {problem}"
    try:
        right(shape, layers)
    except ValueError as error:
        return f"no such network: {str(error).partition(';')[0]}"  # the rest is about our code
    return None


def _fair(number: Any, least: int = 1) -> bool:
    """Whether a number is whole and neither too small nor too large."""
    return type(number) in WHOLE and least <= number <= _SIDE


def _problem(layer: Any) -> str | None:
    """Say what is wrong with a layer by itself."""
    if type(layer) is not tuple or not layer or type(layer[0]) is not str:
        return "it must be a tuple that begins with 'conv', 'pool' or 'fc'"
    kind, *numbers = layer
    if kind not in _NUMBERS:
        return f"there is no kind {kind!r:.20}; it must be 'conv', 'pool' or 'fc'"
    names = _NUMBERS[kind]
    if len(numbers) != len(names):
        return f"after {kind!r} come {', '.join(names)}"
    for name, number in zip(names, numbers, strict=True):
        least = 0 if name == "padding" else 1
        if not _fair(number, least):
            return f"{name} must be a whole number from {least} to {_SIDE}"
    return None


BREAKING_CALL = Hunt(
    "breaking_call",
    right=(right, right_by_steps),
    bugs=(
        ignores_groups,
        ignores_the_stride,
        keeps_the_size,
        pools_edge_to_edge,
        pools_the_rest,
        makes_maps_square,
        dense_reads_maps,
        one_dense_layer_with_biases,
    ),
    refusal=refusal,
)
