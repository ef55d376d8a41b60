"""P5: one kernel over one picture, with strides and zeros of its own along each axis."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops import conv
from cnnkit.withhold import withheld

__all__ = ["P5"]


@withheld
def conv2d(
    image: np.ndarray,
    kernel: np.ndarray,
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
) -> np.ndarray:
    """Slide a kernel over a padded picture in steps of the stride; the right answer."""
    return conv.conv2d(image[None, None], kernel[None, None], stride=stride, padding=padding)[0, 0]


def strides_swapped(
    image: np.ndarray,
    kernel: np.ndarray,
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
) -> np.ndarray:
    """Your strides have changed places: the first one counts rows, downwards."""
    filled = np.pad(image, ((padding[0], padding[0]), (padding[1], padding[1])))
    seen = np.lib.stride_tricks.sliding_window_view(filled, kernel.shape)
    return np.tensordot(seen, kernel, 2)[:: stride[1], :: stride[0]].copy()


def paddings_swapped(
    image: np.ndarray,
    kernel: np.ndarray,
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
) -> np.ndarray:
    """Your paddings have changed places: the first one adds rows, at the top and the bottom."""
    filled = np.pad(image, ((padding[1], padding[1]), (padding[0], padding[0])))
    seen = np.lib.stride_tricks.sliding_window_view(filled, kernel.shape)
    return np.tensordot(seen, kernel, 2)[:: stride[0], :: stride[1]].copy()


def first_stride_for_both(
    image: np.ndarray,
    kernel: np.ndarray,
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
) -> np.ndarray:
    """You use the vertical stride in both directions; `stride[1]` is the horizontal one."""
    filled = np.pad(image, ((padding[0], padding[0]), (padding[1], padding[1])))
    seen = np.lib.stride_tricks.sliding_window_view(filled, kernel.shape)
    return np.tensordot(seen, kernel, 2)[:: stride[0], :: stride[0]].copy()


def first_padding_for_both(
    image: np.ndarray,
    kernel: np.ndarray,
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
) -> np.ndarray:
    """You use the vertical padding in both directions; `padding[1]` is the horizontal one."""
    seen = np.lib.stride_tricks.sliding_window_view(np.pad(image, padding[0]), kernel.shape)
    return np.tensordot(seen, kernel, 2)[:: stride[0], :: stride[1]].copy()


def pads_top_and_left_only(
    image: np.ndarray,
    kernel: np.ndarray,
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
) -> np.ndarray:
    """Windows are missing at the bottom and on the right: zeros belong there, too.

    The padding counts twice along each axis.
    """
    filled = np.pad(image, ((padding[0], 0), (padding[1], 0)))
    seen = np.lib.stride_tricks.sliding_window_view(filled, kernel.shape)
    return np.tensordot(seen, kernel, 2)[:: stride[0], :: stride[1]].copy()


def pads_bottom_and_right_only(
    image: np.ndarray,
    kernel: np.ndarray,
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
) -> np.ndarray:
    """You add zeros at the bottom and on the right only, as in P4; here all four sides get some."""
    filled = np.pad(image, ((0, padding[0]), (0, padding[1])))
    seen = np.lib.stride_tricks.sliding_window_view(filled, kernel.shape)
    return np.tensordot(seen, kernel, 2)[:: stride[0], :: stride[1]].copy()


def stride_ignored(
    image: np.ndarray,
    kernel: np.ndarray,
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
) -> np.ndarray:
    """Your answer is the same for every stride: the window moves on by `stride` pixels."""
    filled = np.pad(image, ((padding[0], padding[0]), (padding[1], padding[1])))
    seen = np.lib.stride_tricks.sliding_window_view(filled, kernel.shape)
    return np.tensordot(seen, kernel, 2)


def padding_ignored(
    image: np.ndarray,
    kernel: np.ndarray,
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
) -> np.ndarray:
    """Your answer is the same for every padding: put the zeros round the picture first."""
    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.tensordot(seen, kernel, 2)[:: stride[0], :: stride[1]].copy()


def border_repeated(
    image: np.ndarray,
    kernel: np.ndarray,
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
) -> np.ndarray:
    """Your padding repeats the border of the picture; zeros are asked for."""
    sides = ((padding[0], padding[0]), (padding[1], padding[1]))
    seen = np.lib.stride_tricks.sliding_window_view(np.pad(image, sides, mode="edge"), kernel.shape)
    return np.tensordot(seen, kernel, 2)[:: stride[0], :: stride[1]].copy()


def picture_thinned_out(
    image: np.ndarray,
    kernel: np.ndarray,
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
) -> np.ndarray:
    """You leave out pixels of the picture, so your windows have holes: thin out the *answers*."""
    filled = np.pad(image, ((padding[0], padding[0]), (padding[1], padding[1])))
    thin = filled[:: stride[0], :: stride[1]]
    return np.tensordot(np.lib.stride_tricks.sliding_window_view(thin, kernel.shape), kernel, 2)


def hangs_over(
    image: np.ndarray,
    kernel: np.ndarray,
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
) -> np.ndarray:
    """You count a last window that hangs over the edge; only whole windows count.

    The number of windows is rounded down: use `//`.
    """
    filled = np.pad(image, ((padding[0], padding[0]), (padding[1], padding[1])))
    more = [-(side - k) % s for side, k, s in zip(filled.shape, kernel.shape, stride, strict=True)]
    seen = np.lib.stride_tricks.sliding_window_view(
        np.pad(filled, ((0, more[0]), (0, more[1]))), kernel.shape
    )
    return np.tensordot(seen, kernel, 2)[:: stride[0], :: stride[1]].copy()


def last_window_missed(
    image: np.ndarray,
    kernel: np.ndarray,
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
) -> np.ndarray:
    """You stop one window too early, to the right and at the bottom.

    The first window counts, too: add 1 after the division.
    """
    filled = np.pad(image, ((padding[0], padding[0]), (padding[1], padding[1])))
    seen = np.lib.stride_tricks.sliding_window_view(filled, kernel.shape)
    return np.tensordot(seen, kernel, 2)[:: stride[0], :: stride[1]][:-1, :-1].copy()


def flipped(
    image: np.ndarray,
    kernel: np.ndarray,
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
) -> np.ndarray:
    """Your kernel is turned by 180 degrees, as in a true convolution; here it stays as it is.

    Kernels that look the same upside down hide the difference.
    """
    filled = np.pad(image, ((padding[0], padding[0]), (padding[1], padding[1])))
    seen = np.lib.stride_tricks.sliding_window_view(filled, kernel.shape)
    return np.tensordot(seen, kernel[::-1, ::-1], 2)[:: stride[0], :: stride[1]].copy()


def square_kernel(
    image: np.ndarray,
    kernel: np.ndarray,
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
) -> np.ndarray:
    """You take the kernel's height for its width, too: unpack both, `h, w = kernel.shape`."""
    filled = np.pad(image, ((padding[0], padding[0]), (padding[1], padding[1])))
    k = kernel.shape[0]
    rows = (filled.shape[0] - k) // stride[0] + 1
    columns = (filled.shape[1] - k) // stride[1] + 1
    out = np.zeros((rows, columns))
    for i, j in np.ndindex(*out.shape):
        row, column = i * stride[0], j * stride[1]
        out[i, j] = (filled[row : row + k, column : column + k] * kernel).sum()
    return out


def axes_swapped(
    image: np.ndarray,
    kernel: np.ndarray,
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
) -> np.ndarray:
    """Rows and columns have changed places: your result is the transposed one."""
    filled = np.pad(image, ((padding[0], padding[0]), (padding[1], padding[1])))
    seen = np.lib.stride_tricks.sliding_window_view(filled, kernel.shape)
    return np.tensordot(seen, kernel, 2)[:: stride[0], :: stride[1]].T.copy()


def result_keeps_type(
    image: np.ndarray,
    kernel: np.ndarray,
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
) -> np.ndarray:
    """Your result has the dtype of the picture, and sums get lost in it.

    Whole numbers drop fractions, and `uint8` wraps around after 255 and below 0.
    Make an array of floats.
    """
    sides = ((padding[0], padding[0]), (padding[1], padding[1]))
    filled = np.pad(image, sides).astype(float)
    seen = np.lib.stride_tricks.sliding_window_view(filled, kernel.shape)
    out = np.tensordot(seen, kernel, 2)[:: stride[0], :: stride[1]].copy()
    return out.astype(int).astype(image.dtype) if image.dtype.kind in "iu" else out


P5 = Exercise(
    "P5",
    conv2d,
    Array(),
    mistakes=(
        strides_swapped,
        paddings_swapped,
        first_stride_for_both,
        first_padding_for_both,
        pads_top_and_left_only,
        pads_bottom_and_right_only,
        stride_ignored,
        padding_ignored,
        border_repeated,
        picture_thinned_out,
        hangs_over,
        last_window_missed,
        flipped,
        square_kernel,
        axes_swapped,
        result_keeps_type,
    ),
    telling=(
        Case(mixed(9, 8), mixed(3, 2), (2, 3), (1, 2)),
        Case(mixed(8, 9), mixed(2, 3), (3, 2), (2, 1)),
        Case(mixed(7, 7), mixed(3, 3), (2, 1), (0, 1)),
        Case(mixed(5, 6).astype(int), np.array([[0.5, -1.25], [3.0, 1.5]])),
    ),
    parts=(
        Part("stride", 1.5, Array()),
        Part("padding", 1.5, Array()),
        Part("both together", 1, Array()),
    ),
)
