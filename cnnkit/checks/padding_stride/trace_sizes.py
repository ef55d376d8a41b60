"""P7: one axis through a stack of layers."""

from __future__ import annotations

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.returns import ListOf, Whole
from cnnkit.shapes import output_size
from cnnkit.withhold import withheld

__all__ = ["P7"]


@withheld
def trace_sizes(size: int, layers: list[tuple[int, int, int]]) -> list[int]:
    """List the size of the input and of every layer's output; the right answer."""
    sizes = [size]
    for kernel, stride, padding in layers:
        sizes.append(output_size(sizes[-1], kernel, stride, padding))
    return sizes


def input_left_out(size: int, layers: list[tuple[int, int, int]]) -> list[int]:
    """Your list begins with the first layer; the size of the input comes before it."""
    sizes = []
    for kernel, stride, padding in layers:
        if size + 2 * padding < kernel:
            raise ValueError("the window does not fit")
        size = (size + 2 * padding - kernel) // stride + 1
        sizes.append(size)
    return sizes


def last_size_left_out(size: int, layers: list[tuple[int, int, int]]) -> list[int]:
    """Your list ends before the last layer: append after each size is computed."""
    sizes = []
    for kernel, stride, padding in layers:
        sizes.append(size)
        if size + 2 * padding < kernel:
            raise ValueError("the window does not fit")
        size = (size + 2 * padding - kernel) // stride + 1
    return sizes


def last_size_alone(size: int, layers: list[tuple[int, int, int]]) -> int:
    """You return the last size alone; a list of all of them is asked for."""
    for kernel, stride, padding in layers:
        if size + 2 * padding < kernel:
            raise ValueError("the window does not fit")
        size = (size + 2 * padding - kernel) // stride + 1
    return size


def always_from_the_input(size: int, layers: list[tuple[int, int, int]]) -> list[int]:
    """Every layer of yours looks at the picture; it looks at the output of the layer before."""
    sizes = [size]
    for kernel, stride, padding in layers:
        if size + 2 * padding < kernel:
            raise ValueError("the window does not fit")
        sizes.append((size + 2 * padding - kernel) // stride + 1)
    return sizes


def padding_at_one_end(size: int, layers: list[tuple[int, int, int]]) -> list[int]:
    """You count the padding once; it is added at both ends."""
    sizes = [size]
    for kernel, stride, padding in layers:
        if sizes[-1] + padding < kernel:
            raise ValueError("the window does not fit")
        sizes.append((sizes[-1] + padding - kernel) // stride + 1)
    return sizes


def padding_ignored(size: int, layers: list[tuple[int, int, int]]) -> list[int]:
    """You leave the padding out; the third number of a layer adds zeros at both ends."""
    sizes = [size]
    for kernel, stride, _ in layers:
        if sizes[-1] < kernel:
            raise ValueError("the window does not fit")
        sizes.append((sizes[-1] - kernel) // stride + 1)
    return sizes


def padding_and_stride_swapped(size: int, layers: list[tuple[int, int, int]]) -> list[int]:
    """You read a layer as (kernel, padding, stride); it is (kernel, stride, padding)."""
    sizes = [size]
    for kernel, padding, stride in layers:
        if sizes[-1] + 2 * padding < kernel:
            raise ValueError("the window does not fit")
        sizes.append((sizes[-1] + 2 * padding - kernel) // max(stride, 1) + 1)
    return sizes


def rounded_up(size: int, layers: list[tuple[int, int, int]]) -> list[int]:
    """You round up and count a last window that hangs over the end; only whole windows count."""
    sizes = [size]
    for kernel, stride, padding in layers:
        if sizes[-1] + 2 * padding < kernel:
            raise ValueError("the window does not fit")
        sizes.append(-(-(sizes[-1] + 2 * padding - kernel) // stride) + 1)
    return sizes


def first_window_forgotten(size: int, layers: list[tuple[int, int, int]]) -> list[int]:
    """You count the steps; the first window stands before the first step: add 1."""
    sizes = [size]
    for kernel, stride, padding in layers:
        if sizes[-1] + 2 * padding < kernel:
            raise ValueError("the window does not fit")
        sizes.append((sizes[-1] + 2 * padding - kernel) // stride)
    return sizes


def no_error(size: int, layers: list[tuple[int, int, int]]) -> list[int]:
    """You go on with sizes of 0 or below where no window fits: raise ValueError."""
    sizes = [size]
    for kernel, stride, padding in layers:
        sizes.append((sizes[-1] + 2 * padding - kernel) // stride + 1)
    return sizes


def zero_windows(size: int, layers: list[tuple[int, int, int]]) -> list[int]:
    """You count 0 windows where none fits, and go on without a word: raise ValueError."""
    sizes = [size]
    for kernel, stride, padding in layers:
        sizes.append(max(0, (sizes[-1] + 2 * padding - kernel) // stride + 1))
    return sizes


def stops_silently(size: int, layers: list[tuple[int, int, int]]) -> list[int]:
    """You return what you have where a window no longer fits: raise ValueError."""
    sizes = [size]
    for kernel, stride, padding in layers:
        if sizes[-1] + 2 * padding < kernel:
            break
        sizes.append((sizes[-1] + 2 * padding - kernel) // stride + 1)
    return sizes


def cut_towards_zero(size: int, layers: list[tuple[int, int, int]]) -> list[int]:
    """You find one window where none fits: `int(...)` cuts towards 0, so −0.5 becomes 0.

    Compare the kernel with the padded size first, and raise ValueError.
    """
    sizes = [size]
    for kernel, stride, padding in layers:
        sizes.append(int((sizes[-1] + 2 * padding - kernel) / stride) + 1)
        if sizes[-1] < 1:
            raise ValueError("the window does not fit")
    return sizes


def exact_fit_refused(size: int, layers: list[tuple[int, int, int]]) -> list[int]:
    """You refuse a window as large as its padded input; it fits once."""
    sizes = [size]
    for kernel, stride, padding in layers:
        if sizes[-1] + 2 * padding <= kernel:
            raise ValueError("the window does not fit")
        sizes.append((sizes[-1] + 2 * padding - kernel) // stride + 1)
    return sizes


def refused_before_padding(size: int, layers: list[tuple[int, int, int]]) -> list[int]:
    """You refuse windows that the padding makes room for: compare with the *padded* size."""
    sizes = [size]
    for kernel, stride, padding in layers:
        if sizes[-1] < kernel:
            raise ValueError("the window does not fit")
        sizes.append((sizes[-1] + 2 * padding - kernel) // stride + 1)
    return sizes


def assertion(size: int, layers: list[tuple[int, int, int]]) -> list[int]:
    """You refuse a window that does not fit with `assert`; what is expected is a ValueError.

    Write `if ...: raise ValueError(...)`.
    """
    sizes = [size]
    for kernel, stride, padding in layers:
        assert kernel <= sizes[-1] + 2 * padding
        sizes.append((sizes[-1] + 2 * padding - kernel) // stride + 1)
    return sizes


def floats(size: int, layers: list[tuple[int, int, int]]) -> list[float]:
    """You divide with `/`, which gives floats, and parts of windows: use `//`."""
    sizes = [size]
    for kernel, stride, padding in layers:
        if sizes[-1] + 2 * padding < kernel:
            raise ValueError("the window does not fit")
        sizes.append((sizes[-1] + 2 * padding - kernel) / stride + 1)
    return sizes


SIZES = ListOf(Whole())

P7 = Exercise(
    "P7",
    trace_sizes,
    SIZES,
    mistakes=(
        input_left_out,
        last_size_left_out,
        last_size_alone,
        always_from_the_input,
        padding_at_one_end,
        padding_ignored,
        padding_and_stride_swapped,
        rounded_up,
        first_window_forgotten,
        no_error,
        zero_windows,
        stops_silently,
        cut_towards_zero,
        exact_fit_refused,
        refused_before_padding,
        assertion,
        floats,
    ),
    telling=(
        Case(40, [(5, 2, 1), (3, 2, 2), (4, 3, 0)]),
        Case(20, [(7, 3, 2), (3, 1, 1), (6, 1, 0)]),
        Case(3, [(4, 1, 1), (3, 1, 1)]),
        Case(6, [(5, 1, 0), (4, 3, 0)], raises=True),
        Case(6, [(5, 1, 0), (4, 1, 0)], raises=True),
    ),
    parts=(Part("sizes", 2, SIZES), Part("window that does not fit", 1)),
)
