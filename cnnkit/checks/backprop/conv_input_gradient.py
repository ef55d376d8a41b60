"""B8: the gradient of what a kernel slid over."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.filters import half_turn
from cnnkit.ops.conv_single import correlate2d
from cnnkit.withhold import withheld

__all__ = ["B8"]


@withheld
def conv_input_gradient(delta: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Slide the turned kernel over deltas with a border of zeros; the right answer."""
    border = [(side - 1, side - 1) for side in kernel.shape]
    return correlate2d(np.pad(delta.astype(float), border), half_turn(kernel).astype(float))


def not_turned(delta: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your kernel is not turned: to slide it over the deltas, turn it by 180 degrees first.

    Kernels that look the same upside down hide the difference.
    """
    border = [(side - 1, side - 1) for side in kernel.shape]
    seen = np.lib.stride_tricks.sliding_window_view(
        np.pad(delta.astype(float), border), kernel.shape
    )
    return np.tensordot(seen, kernel, 2)


def stamps_turned_back(delta: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your result is turned by 180 degrees: turn the kernel, not the deltas."""
    out = np.zeros([d + k - 1 for d, k in zip(delta.shape, kernel.shape, strict=True)])
    for i, j in np.ndindex(*delta.shape):
        out[i : i + kernel.shape[0], j : j + kernel.shape[1]] += delta[i, j] * kernel
    return out[::-1, ::-1].copy()


def delta_turned(delta: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your deltas are turned by 180 degrees, and the kernel's stamps lie at the wrong places."""
    out = np.zeros([d + k - 1 for d, k in zip(delta.shape, kernel.shape, strict=True)])
    for i, j in np.ndindex(*delta.shape):
        out[i : i + kernel.shape[0], j : j + kernel.shape[1]] += delta[-1 - i, -1 - j] * kernel
    return out


def flipped_one_way(delta: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You flip the kernel's rows only; half a turn flips its columns as well."""
    out = np.zeros([d + k - 1 for d, k in zip(delta.shape, kernel.shape, strict=True)])
    for i, j in np.ndindex(*delta.shape):
        out[i : i + kernel.shape[0], j : j + kernel.shape[1]] += delta[i, j] * kernel[:, ::-1]
    return out


def kernel_transposed(delta: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You transpose the kernel; half a turn is another thing: `kernel[::-1, ::-1]`."""
    kernel = kernel.T[::-1, ::-1]
    border = [(side - 1, side - 1) for side in kernel.shape]
    seen = np.lib.stride_tricks.sliding_window_view(
        np.pad(delta.astype(float), border), kernel.shape
    )
    return np.tensordot(seen, kernel, 2)


def stamps_overwrite(delta: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Each stamp of yours wipes out what lies below it; where stamps overlap they add up: `+=`."""
    out = np.zeros([d + k - 1 for d, k in zip(delta.shape, kernel.shape, strict=True)])
    for i, j in np.ndindex(*delta.shape):
        out[i : i + kernel.shape[0], j : j + kernel.shape[1]] = delta[i, j] * kernel
    return out


def delta_forgotten(delta: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your stamps all have the same strength: multiply each by its delta."""
    out = np.zeros([d + k - 1 for d, k in zip(delta.shape, kernel.shape, strict=True)])
    for i, j in np.ndindex(*delta.shape):
        out[i : i + kernel.shape[0], j : j + kernel.shape[1]] += kernel
    return out


def kernel_forgotten(delta: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your stamps are flat, as if all weights were 1: multiply by the kernel."""
    out = np.zeros([d + k - 1 for d, k in zip(delta.shape, kernel.shape, strict=True)])
    for i, j in np.ndindex(*delta.shape):
        out[i : i + kernel.shape[0], j : j + kernel.shape[1]] += delta[i, j]
    return out


def mean_of_stamps(delta: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You divide by the number of stamps that meet at a pixel; they are added, not averaged."""
    out = np.zeros([d + k - 1 for d, k in zip(delta.shape, kernel.shape, strict=True)])
    times = np.zeros(out.shape)
    for i, j in np.ndindex(*delta.shape):
        out[i : i + kernel.shape[0], j : j + kernel.shape[1]] += delta[i, j] * kernel
        times[i : i + kernel.shape[0], j : j + kernel.shape[1]] += 1
    return out / times


def divided_by_the_kernel(delta: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You divide by the number of weights; nothing is divided here."""
    out = np.zeros([d + k - 1 for d, k in zip(delta.shape, kernel.shape, strict=True)])
    for i, j in np.ndindex(*delta.shape):
        out[i : i + kernel.shape[0], j : j + kernel.shape[1]] += delta[i, j] * kernel
    return out / kernel.size


def borders_swapped(delta: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your borders of zeros have changed places: rows get `h - 1`, columns `w - 1`."""
    turned = kernel[::-1, ::-1]
    rows, columns = kernel.shape[1] - 1, kernel.shape[0] - 1
    padded = np.pad(delta.astype(float), ((rows, rows), (columns, columns)))
    return np.tensordot(np.lib.stride_tricks.sliding_window_view(padded, kernel.shape), turned, 2)


def border_of_one(delta: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your border of zeros is always 1 wide, which fits 2 × 2 alone; it is the kernel's minus 1."""
    turned = kernel[::-1, ::-1]
    padded = np.pad(delta.astype(float), 1)
    return np.tensordot(np.lib.stride_tricks.sliding_window_view(padded, kernel.shape), turned, 2)


def border_of_the_kernel(delta: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your border is as wide as the kernel, one zero too many at each end."""
    turned = kernel[::-1, ::-1]
    padded = np.pad(delta.astype(float), [(side, side) for side in kernel.shape])
    return np.tensordot(np.lib.stride_tricks.sliding_window_view(padded, kernel.shape), turned, 2)


def same_size(delta: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your result is as large as the deltas; the input was larger, by the kernel minus 1."""
    out = np.zeros([d + k - 1 for d, k in zip(delta.shape, kernel.shape, strict=True)])
    for i, j in np.ndindex(*delta.shape):
        out[i : i + kernel.shape[0], j : j + kernel.shape[1]] += delta[i, j] * kernel
    top, left = (kernel.shape[0] - 1) // 2, (kernel.shape[1] - 1) // 2
    return out[top : top + delta.shape[0], left : left + delta.shape[1]].copy()


def square_kernel(delta: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You take the kernel's height for its width, too: unpack both, `h, w = kernel.shape`."""
    k = kernel.shape[0]
    out = np.zeros((delta.shape[0] + k - 1, delta.shape[1] + k - 1))
    for i, j in np.ndindex(*delta.shape):
        out[i : i + k, j : j + k] += delta[i, j] * kernel
    return out


def square_delta(delta: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You take the height of the deltas for their width, too: unpack both from `delta.shape`."""
    n, (h, w) = delta.shape[0], kernel.shape
    out = np.zeros((n + h - 1, n + w - 1))
    for i, j in np.ndindex(n, n):
        out[i : i + h, j : j + w] += delta[i, j] * kernel
    return out


def transposed(delta: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Rows and columns have changed places: your result is the transposed one."""
    out = np.zeros([d + k - 1 for d, k in zip(delta.shape, kernel.shape, strict=True)])
    for i, j in np.ndindex(*delta.shape):
        out[i : i + kernel.shape[0], j : j + kernel.shape[1]] += delta[i, j] * kernel
    return out.T.copy()


def side_by_side(delta: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You lay the stamps edge to edge; windows move by one pixel, so the stamps overlap."""
    return np.kron(delta, kernel)


def descends(delta: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """All your signs are turned round: the minus belongs to the step, not to the gradient."""
    out = np.zeros([d + k - 1 for d, k in zip(delta.shape, kernel.shape, strict=True)])
    for i, j in np.ndindex(*delta.shape):
        out[i : i + kernel.shape[0], j : j + kernel.shape[1]] -= delta[i, j] * kernel
    return out


def whole_numbers(delta: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your result has the dtype of the deltas, and whole ones drop the fractions.

    Make an array of floats.
    """
    out = np.zeros([d + k - 1 for d, k in zip(delta.shape, kernel.shape, strict=True)])
    for i, j in np.ndindex(*delta.shape):
        out[i : i + kernel.shape[0], j : j + kernel.shape[1]] += delta[i, j] * kernel
    return out.astype(delta.dtype)


def a_list(delta: np.ndarray, kernel: np.ndarray) -> list:
    """The numbers are right, but they come as a list; wrap it in `np.array(...)`."""
    out = np.zeros([d + k - 1 for d, k in zip(delta.shape, kernel.shape, strict=True)])
    for i, j in np.ndindex(*delta.shape):
        out[i : i + kernel.shape[0], j : j + kernel.shape[1]] += delta[i, j] * kernel
    return out.tolist()


B8 = Exercise(
    "B8",
    conv_input_gradient,
    Array(),
    mistakes=(
        not_turned,
        stamps_turned_back,
        delta_turned,
        flipped_one_way,
        kernel_transposed,
        stamps_overwrite,
        delta_forgotten,
        kernel_forgotten,
        mean_of_stamps,
        divided_by_the_kernel,
        borders_swapped,
        border_of_one,
        border_of_the_kernel,
        same_size,
        square_kernel,
        square_delta,
        transposed,
        side_by_side,
        descends,
        whole_numbers,
        a_list,
    ),
    telling=(
        Case(mixed(4, 3), mixed(2, 3) + 0.5),
        Case(mixed(5, 5), mixed(3, 3)),
        Case(mixed(2, 4).astype(int), mixed(3, 2) / 4),
    ),
    parts=(
        Part("square kernels and maps", 3, Array()),
        Part("other shapes, whole numbers", 1, Array()),
    ),
)
