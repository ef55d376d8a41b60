"""P8: how far one unit sees."""

from __future__ import annotations

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.returns import Whole
from cnnkit.withhold import withheld

__all__ = ["P8"]


@withheld
def receptive_field(layers: list[tuple[int, int]]) -> int:
    """Add up the kernels, each in steps of the strides below it; the right answer."""
    field, step = 1, 1
    for kernel, stride in layers:
        field += (kernel - 1) * step
        step *= stride
    return field


def strides_ignored(layers: list[tuple[int, int]]) -> int:
    """You leave the strides out: after a stride of 2, neighbours lie 2 pixels apart."""
    field = 1
    for kernel, _ in layers:
        field += kernel - 1
    return field


def stride_of_the_layer_itself(layers: list[tuple[int, int]]) -> int:
    """A layer's own stride widens its field in your answer; only the strides before it do.

    Add `(kernel - 1) * step` first, and multiply `step` by the stride afterwards.
    """
    field, step = 1, 1
    for kernel, stride in layers:
        step *= stride
        field += (kernel - 1) * step
    return field


def previous_stride_only(layers: list[tuple[int, int]]) -> int:
    """You use the stride of the layer before alone; the strides of *all* layers before multiply."""
    field, previous = 1, 1
    for kernel, stride in layers:
        field += (kernel - 1) * previous
        previous = stride
    return field


def strides_added(layers: list[tuple[int, int]]) -> int:
    """You add the strides of the layers before; they multiply: 2, 4, 8, not 2, 4, 6."""
    field, step = 1, 0
    for kernel, stride in layers:
        field += (kernel - 1) * max(step, 1)
        step += stride
    return field


def kernels_multiplied(layers: list[tuple[int, int]]) -> int:
    """You multiply the kernels; each adds only its own `kernel - 1` steps."""
    field = 1
    for kernel, _ in layers:
        field *= kernel
    return field


def kernels_added(layers: list[tuple[int, int]]) -> int:
    """You add whole kernels; the pixel at which two of them meet belongs to both: `kernel - 1`."""
    field, step = 0, 1
    for kernel, stride in layers:
        field += kernel * step
        step *= stride
    return max(field, 1)


def begins_at_zero(layers: list[tuple[int, int]]) -> int:
    """Your field starts at 0; before the first layer a unit is a pixel and sees itself: 1."""
    field, step = 0, 1
    for kernel, stride in layers:
        field += (kernel - 1) * step
        step *= stride
    return field


def no_layers_see_nothing(layers: list[tuple[int, int]]) -> int:
    """Without layers you return 0; then the unit is a pixel and sees itself: 1."""
    field, step = 1, 1
    for kernel, stride in layers:
        field += (kernel - 1) * step
        step *= stride
    return field if layers else 0


def last_kernel(layers: list[tuple[int, int]]) -> int:
    """You return the last kernel: so much does the unit see of the layer before.

    Of the picture it sees more.
    """
    return layers[-1][0] if layers else 1


def from_the_end(layers: list[tuple[int, int]]) -> int:
    """You go through the layers from the last to the first, so later strides widen earlier ones."""
    field, step = 1, 1
    for kernel, stride in reversed(layers):
        field += (kernel - 1) * step
        step *= stride
    return field


def stride_of_the_whole_field(layers: list[tuple[int, int]]) -> int:
    """You multiply the whole field by the next stride; only the *new* steps are that wide."""
    field = 1
    for kernel, stride in layers:
        field = field * stride + kernel - 1
    return field


def kernel_and_stride_swapped(layers: list[tuple[int, int]]) -> int:
    """You read a layer as (stride, kernel); it is (kernel, stride)."""
    field, step = 1, 1
    for stride, kernel in layers:
        field += (kernel - 1) * step
        step *= stride
    return field


def a_square(layers: list[tuple[int, int]]) -> int:
    """You count the pixels of a square; the field along one axis is asked for."""
    field, step = 1, 1
    for kernel, stride in layers:
        field += (kernel - 1) * step
        step *= stride
    return field**2


def a_float(layers: list[tuple[int, int]]) -> float:
    """The number is right, but it is a float: begin with 1 instead of 1.0, and leave `/` out."""
    field, step = 1.0, 1
    for kernel, stride in layers:
        field += (kernel - 1) * step
        step *= stride
    return field


P8 = Exercise(
    "P8",
    receptive_field,
    Whole(),
    mistakes=(
        strides_ignored,
        stride_of_the_layer_itself,
        previous_stride_only,
        strides_added,
        kernels_multiplied,
        kernels_added,
        begins_at_zero,
        no_layers_see_nothing,
        last_kernel,
        from_the_end,
        stride_of_the_whole_field,
        kernel_and_stride_swapped,
        a_square,
        a_float,
    ),
    telling=(
        Case([(5, 3), (3, 2), (4, 2), (3, 1)]),
        Case([(7, 2), (3, 1), (2, 3)]),
        Case([]),
    ),
)
