"""A6: a convolution layer as one product of matrices."""

from __future__ import annotations

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.returns import Real, Tuple, Whole
from cnnkit.shapes import output_size
from cnnkit.withhold import withheld

__all__ = ["A6"]


@withheld
def gemm_shapes(
    batch: int,
    in_channels: int,
    height: int,
    width: int,
    out_channels: int,
    kernel: int,
    stride: int,
    padding: int,
) -> tuple[tuple[int, int], tuple[int, int], float]:
    """Windows as columns, those of all examples side by side; the right answer."""
    rows = in_channels * kernel**2
    places = output_size(height, kernel, stride, padding) * output_size(
        width, kernel, stride, padding
    )
    stored = rows * places / (in_channels * height * width)
    return (out_channels, rows), (rows, batch * places), stored


def batch_forgotten(
    batch: int,
    in_channels: int,
    height: int,
    width: int,
    out_channels: int,
    kernel: int,
    stride: int,
    padding: int,
) -> tuple:
    """Your patch matrix holds one picture; those of a whole batch stand side by side."""
    rows = in_channels * kernel**2
    out_height = (height + 2 * padding - kernel) // stride + 1
    out_width = (width + 2 * padding - kernel) // stride + 1
    places = out_height * out_width
    stored = rows * places / (in_channels * height * width)
    return (out_channels, rows), (rows, places), stored


def batch_in_replication(
    batch: int,
    in_channels: int,
    height: int,
    width: int,
    out_channels: int,
    kernel: int,
    stride: int,
    padding: int,
) -> tuple:
    """You count the stored entries of the whole batch against one picture; take those of one."""
    rows = in_channels * kernel**2
    out_height = (height + 2 * padding - kernel) // stride + 1
    out_width = (width + 2 * padding - kernel) // stride + 1
    places = out_height * out_width
    stored = batch * rows * places / (in_channels * height * width)
    return (out_channels, rows), (rows, batch * places), stored


def replication_is_kernel_area(
    batch: int,
    in_channels: int,
    height: int,
    width: int,
    out_channels: int,
    kernel: int,
    stride: int,
    padding: int,
) -> tuple:
    """You assume that every value is stored `kernel**2` times; border pixels are in fewer windows.

    Divide the entries of the matrix by the values of the picture.
    """
    rows = in_channels * kernel**2
    out_height = (height + 2 * padding - kernel) // stride + 1
    out_width = (width + 2 * padding - kernel) // stride + 1
    places = out_height * out_width
    stored = float(kernel**2)
    return (out_channels, rows), (rows, batch * places), stored


def square_picture(
    batch: int,
    in_channels: int,
    height: int,
    width: int,
    out_channels: int,
    kernel: int,
    stride: int,
    padding: int,
) -> tuple:
    """You take the picture for a square: height and width differ."""
    rows = in_channels * kernel**2
    out_height = (height + 2 * padding - kernel) // stride + 1
    out_width = out_height
    places = out_height * out_width
    stored = rows * places / (in_channels * height * width)
    return (out_channels, rows), (rows, batch * places), stored


def channels_forgotten(
    batch: int,
    in_channels: int,
    height: int,
    width: int,
    out_channels: int,
    kernel: int,
    stride: int,
    padding: int,
) -> tuple:
    """Your windows look at one channel; a window holds `kernel**2` values of every channel."""
    rows = kernel**2
    out_height = (height + 2 * padding - kernel) // stride + 1
    out_width = (width + 2 * padding - kernel) // stride + 1
    places = out_height * out_width
    stored = rows * places / (height * width)
    return (out_channels, rows), (rows, batch * places), stored


def channels_counted_once(
    batch: int,
    in_channels: int,
    height: int,
    width: int,
    out_channels: int,
    kernel: int,
    stride: int,
    padding: int,
) -> tuple:
    """You divide entries of all channels by the pixels of one; the picture has channels, too."""
    rows = in_channels * kernel**2
    out_height = (height + 2 * padding - kernel) // stride + 1
    out_width = (width + 2 * padding - kernel) // stride + 1
    places = out_height * out_width
    stored = rows * places / (height * width)
    return (out_channels, rows), (rows, batch * places), stored


def kernel_not_squared(
    batch: int,
    in_channels: int,
    height: int,
    width: int,
    out_channels: int,
    kernel: int,
    stride: int,
    padding: int,
) -> tuple:
    """Your windows have one row only: a square kernel of side k has k * k places."""
    rows = in_channels * kernel
    out_height = (height + 2 * padding - kernel) // stride + 1
    out_width = (width + 2 * padding - kernel) // stride + 1
    places = out_height * out_width
    stored = rows * places / (in_channels * height * width)
    return (out_channels, rows), (rows, batch * places), stored


def stride_ignored(
    batch: int,
    in_channels: int,
    height: int,
    width: int,
    out_channels: int,
    kernel: int,
    stride: int,
    padding: int,
) -> tuple:
    """You ignore the stride: windows start at every `stride`-th place only."""
    rows = in_channels * kernel**2
    out_height = height + 2 * padding - kernel + 1
    out_width = width + 2 * padding - kernel + 1
    places = out_height * out_width
    stored = rows * places / (in_channels * height * width)
    return (out_channels, rows), (rows, batch * places), stored


def padding_ignored(
    batch: int,
    in_channels: int,
    height: int,
    width: int,
    out_channels: int,
    kernel: int,
    stride: int,
    padding: int,
) -> tuple:
    """You ignore the padding: it makes room for more windows."""
    rows = in_channels * kernel**2
    out_height = (height - kernel) // stride + 1
    out_width = (width - kernel) // stride + 1
    places = out_height * out_width
    stored = rows * places / (in_channels * height * width)
    return (out_channels, rows), (rows, batch * places), stored


def padding_on_one_side(
    batch: int,
    in_channels: int,
    height: int,
    width: int,
    out_channels: int,
    kernel: int,
    stride: int,
    padding: int,
) -> tuple:
    """You add the padding on one side only; both sides of each axis get it."""
    rows = in_channels * kernel**2
    out_height = (height + padding - kernel) // stride + 1
    out_width = (width + padding - kernel) // stride + 1
    places = out_height * out_width
    stored = rows * places / (in_channels * height * width)
    return (out_channels, rows), (rows, batch * places), stored


def padded_values_counted(
    batch: int,
    in_channels: int,
    height: int,
    width: int,
    out_channels: int,
    kernel: int,
    stride: int,
    padding: int,
) -> tuple:
    """You divide by the values of the *padded* picture; leave out the zeros around it."""
    rows = in_channels * kernel**2
    out_height = (height + 2 * padding - kernel) // stride + 1
    out_width = (width + 2 * padding - kernel) // stride + 1
    places = out_height * out_width
    stored = rows * places / (in_channels * (height + 2 * padding) * (width + 2 * padding))
    return (out_channels, rows), (rows, batch * places), stored


def rounds_up(
    batch: int,
    in_channels: int,
    height: int,
    width: int,
    out_channels: int,
    kernel: int,
    stride: int,
    padding: int,
) -> tuple:
    """You count a window that hangs over the edge: round down, with `//`."""
    rows = in_channels * kernel**2
    out_height = -(-(height + 2 * padding - kernel) // stride) + 1
    out_width = -(-(width + 2 * padding - kernel) // stride) + 1
    places = out_height * out_width
    stored = rows * places / (in_channels * height * width)
    return (out_channels, rows), (rows, batch * places), stored


def one_window_short(
    batch: int,
    in_channels: int,
    height: int,
    width: int,
    out_channels: int,
    kernel: int,
    stride: int,
    padding: int,
) -> tuple:
    """You are one window short on each axis: `+ 1` for the first."""
    rows = in_channels * kernel**2
    out_height = (height + 2 * padding - kernel) // stride
    out_width = (width + 2 * padding - kernel) // stride
    places = out_height * out_width
    stored = rows * places / (in_channels * height * width)
    return (out_channels, rows), (rows, batch * places), stored


def weights_transposed(
    batch: int,
    in_channels: int,
    height: int,
    width: int,
    out_channels: int,
    kernel: int,
    stride: int,
    padding: int,
) -> tuple:
    """Your weight matrix is transposed: a filter is a row, as in (filters, values)."""
    rows = in_channels * kernel**2
    out_height = (height + 2 * padding - kernel) // stride + 1
    out_width = (width + 2 * padding - kernel) // stride + 1
    places = out_height * out_width
    stored = rows * places / (in_channels * height * width)
    return (rows, out_channels), (rows, batch * places), stored


def patches_transposed(
    batch: int,
    in_channels: int,
    height: int,
    width: int,
    out_channels: int,
    kernel: int,
    stride: int,
    padding: int,
) -> tuple:
    """Your patch matrix is transposed: a window is a column, so that the filters' rows meet it."""
    rows = in_channels * kernel**2
    out_height = (height + 2 * padding - kernel) // stride + 1
    out_width = (width + 2 * padding - kernel) // stride + 1
    places = out_height * out_width
    stored = rows * places / (in_channels * height * width)
    return (out_channels, rows), (batch * places, rows), stored


def result_for_patches(
    batch: int,
    in_channels: int,
    height: int,
    width: int,
    out_channels: int,
    kernel: int,
    stride: int,
    padding: int,
) -> tuple:
    """You give the shape of the *product*; that of the patch matrix is asked for."""
    rows = in_channels * kernel**2
    out_height = (height + 2 * padding - kernel) // stride + 1
    out_width = (width + 2 * padding - kernel) // stride + 1
    places = out_height * out_width
    stored = rows * places / (in_channels * height * width)
    return (out_channels, rows), (out_channels, batch * places), stored


def turned_over(
    batch: int,
    in_channels: int,
    height: int,
    width: int,
    out_channels: int,
    kernel: int,
    stride: int,
    padding: int,
) -> tuple:
    """Your ratio is turned over: entries of the matrix by values of the picture."""
    rows = in_channels * kernel**2
    out_height = (height + 2 * padding - kernel) // stride + 1
    out_width = (width + 2 * padding - kernel) // stride + 1
    places = out_height * out_width
    stored = in_channels * height * width / (rows * places)
    return (out_channels, rows), (rows, batch * places), stored


def whole_ratio(
    batch: int,
    in_channels: int,
    height: int,
    width: int,
    out_channels: int,
    kernel: int,
    stride: int,
    padding: int,
) -> tuple:
    """You divide with `//`, which drops the fraction: use `/`."""
    rows = in_channels * kernel**2
    out_height = (height + 2 * padding - kernel) // stride + 1
    out_width = (width + 2 * padding - kernel) // stride + 1
    places = out_height * out_width
    stored = float(rows * places // (in_channels * height * width))
    return (out_channels, rows), (rows, batch * places), stored


def shapes_only(
    batch: int,
    in_channels: int,
    height: int,
    width: int,
    out_channels: int,
    kernel: int,
    stride: int,
    padding: int,
) -> tuple:
    """You return two shapes; how often a value is stored belongs to the answer."""
    rows = in_channels * kernel**2
    out_height = (height + 2 * padding - kernel) // stride + 1
    out_width = (width + 2 * padding - kernel) // stride + 1
    places = out_height * out_width
    return (out_channels, rows), (rows, batch * places)


def a_list(
    batch: int,
    in_channels: int,
    height: int,
    width: int,
    out_channels: int,
    kernel: int,
    stride: int,
    padding: int,
) -> list:
    """Your numbers are right, but they come in a list; use round brackets."""
    rows = in_channels * kernel**2
    out_height = (height + 2 * padding - kernel) // stride + 1
    out_width = (width + 2 * padding - kernel) // stride + 1
    places = out_height * out_width
    stored = rows * places / (in_channels * height * width)
    return [(out_channels, rows), (rows, batch * places), stored]


_SHAPE = Tuple((Whole(), Whole()), names=("rows", "columns"))
_MATRICES = Tuple((_SHAPE, _SHAPE, Real()), names=("weights", "patches", "stored"))

A6 = Exercise(
    "A6",
    gemm_shapes,
    _MATRICES,
    mistakes=(
        batch_forgotten,
        batch_in_replication,
        replication_is_kernel_area,
        square_picture,
        channels_forgotten,
        channels_counted_once,
        kernel_not_squared,
        stride_ignored,
        padding_ignored,
        padding_on_one_side,
        padded_values_counted,
        rounds_up,
        one_window_short,
        weights_transposed,
        patches_transposed,
        result_for_patches,
        turned_over,
        whole_ratio,
        shapes_only,
        a_list,
    ),
    telling=(Case(3, 2, 9, 12, 5, 3, 2, 1), Case(2, 3, 8, 11, 4, 4, 3, 0)),
    parts=(
        Part("weight matrix", 1, _MATRICES.only("weights")),
        Part("patch matrix", 1, _MATRICES.only("patches")),
        Part("how often a value is stored", 1, _MATRICES.only("stored")),
    ),
)
