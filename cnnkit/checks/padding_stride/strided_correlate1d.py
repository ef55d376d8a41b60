"""P4: zeros at the end of a row, and every stride-th answer."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops.conv import conv1d
from cnnkit.withhold import withheld

__all__ = ["P4"]


@withheld
def strided_correlate1d(
    signal: np.ndarray, kernel: np.ndarray, stride: int, padding: int
) -> np.ndarray:
    """Pad at the right end, correlate, keep every stride-th output; the right answer."""
    row = np.append(signal, np.zeros(padding))
    return conv1d(row[None, None], kernel[None, None], stride=stride)[0, 0]


def pads_left(signal: np.ndarray, kernel: np.ndarray, stride: int, padding: int) -> np.ndarray:
    """Your zeros stand before the signal; here they go after it, at the right end."""
    return np.correlate(np.pad(signal, (padding, 0)), kernel, "valid")[::stride]


def pads_both_ends(signal: np.ndarray, kernel: np.ndarray, stride: int, padding: int) -> np.ndarray:
    """You add zeros at both ends; here they are added at the right end only."""
    return np.correlate(np.pad(signal, padding), kernel, "valid")[::stride]


def padding_ignored(
    signal: np.ndarray, kernel: np.ndarray, stride: int, padding: int
) -> np.ndarray:
    """Your answer is the same for every padding: first add so many zeros at the right end."""
    return np.correlate(signal, kernel, "valid")[::stride]


def last_value_repeated(
    signal: np.ndarray, kernel: np.ndarray, stride: int, padding: int
) -> np.ndarray:
    """You repeat the last value instead of adding zeros."""
    return np.correlate(np.pad(signal, (0, padding), mode="edge"), kernel, "valid")[::stride]


def pads_the_answers(
    signal: np.ndarray, kernel: np.ndarray, stride: int, padding: int
) -> np.ndarray:
    """You add the zeros to the answers; they go to the signal, before the kernel slides."""
    return np.pad(np.correlate(signal, kernel, "valid"), (0, padding))[::stride]


def input_thinned_out(
    signal: np.ndarray, kernel: np.ndarray, stride: int, padding: int
) -> np.ndarray:
    """You leave out values of the signal, so your windows have holes.

    The slice stands on the *answers*: `answers[::stride]`.
    """
    return np.correlate(np.pad(signal, (0, padding))[::stride], kernel, "valid")


def stride_ignored(signal: np.ndarray, kernel: np.ndarray, stride: int, padding: int) -> np.ndarray:
    """You keep all the answers; keep every stride-th, beginning with the first."""
    return np.correlate(np.pad(signal, (0, padding)), kernel, "valid")


def begins_with_the_second(
    signal: np.ndarray, kernel: np.ndarray, stride: int, padding: int
) -> np.ndarray:
    """You begin with the second answer; the first one, at position 0, is kept."""
    return np.correlate(np.pad(signal, (0, padding)), kernel, "valid")[1::stride]


def begins_after_a_stride(
    signal: np.ndarray, kernel: np.ndarray, stride: int, padding: int
) -> np.ndarray:
    """You keep the last answer of every `stride`; keep the first, from position 0 on."""
    return np.correlate(np.pad(signal, (0, padding)), kernel, "valid")[stride - 1 :: stride]


def drops_every_stride_th(
    signal: np.ndarray, kernel: np.ndarray, stride: int, padding: int
) -> np.ndarray:
    """You leave out every stride-th answer and keep the others; it is the other way round."""
    answers = np.correlate(np.pad(signal, (0, padding)), kernel, "valid")
    return answers[np.arange(len(answers)) % stride > 0] if stride > 1 else answers


def steps_by_the_kernel(
    signal: np.ndarray, kernel: np.ndarray, stride: int, padding: int
) -> np.ndarray:
    """Your windows lie edge to edge: they move on by `stride`, not by the kernel's length."""
    return np.correlate(np.pad(signal, (0, padding)), kernel, "valid")[:: len(kernel)]


def short_last_window(
    signal: np.ndarray, kernel: np.ndarray, stride: int, padding: int
) -> np.ndarray:
    """Your last window hangs over the end of the padded signal; only whole windows count."""
    row = np.pad(signal, (0, padding))
    out = []
    start = 0
    while start == 0 or start - stride + len(kernel) < len(row):
        window = row[start : start + len(kernel)]
        out.append(np.dot(window, kernel[: len(window)]))
        start += stride
    return np.array(out)


def last_window_missed(
    signal: np.ndarray, kernel: np.ndarray, stride: int, padding: int
) -> np.ndarray:
    """You miss a last window that ends exactly at the end: `range` leaves its own end out."""
    row = np.pad(signal, (0, padding))
    starts = range(0, len(row) - len(kernel), stride)
    return np.array([np.dot(row[i : i + len(kernel)], kernel) for i in starts])


def flipped(signal: np.ndarray, kernel: np.ndarray, stride: int, padding: int) -> np.ndarray:
    """Your kernel is turned round, as `np.convolve` does it; here it stays as it is."""
    return np.convolve(np.pad(signal, (0, padding)), kernel, "valid")[::stride]


def result_keeps_type(
    signal: np.ndarray, kernel: np.ndarray, stride: int, padding: int
) -> np.ndarray:
    """Your result has the dtype of the signal, and sums get lost in it.

    Whole numbers drop fractions, and `uint8` wraps around after 255 and below 0.
    Make an array of floats.
    """
    out = np.correlate(np.pad(signal, (0, padding)).astype(float), kernel, "valid")[::stride]
    return out.astype(int).astype(signal.dtype) if signal.dtype.kind in "iu" else out


def a_list(signal: np.ndarray, kernel: np.ndarray, stride: int, padding: int) -> list:
    """The numbers are right, but they come as a list; wrap it in `np.array(...)`."""
    return np.correlate(np.pad(signal, (0, padding)), kernel, "valid")[::stride].tolist()


P4 = Exercise(
    "P4",
    strided_correlate1d,
    Array(),
    mistakes=(
        pads_left,
        pads_both_ends,
        padding_ignored,
        last_value_repeated,
        pads_the_answers,
        input_thinned_out,
        stride_ignored,
        begins_with_the_second,
        begins_after_a_stride,
        drops_every_stride_th,
        steps_by_the_kernel,
        short_last_window,
        last_window_missed,
        flipped,
        result_keeps_type,
        a_list,
    ),
    telling=(
        Case(mixed(11), mixed(4), 3, 2),
        Case(mixed(9), mixed(3), 2, 4),
        Case(mixed(9), mixed(2), 3, 0),
        Case(mixed(7).astype(int), np.array([0.5, -1.25]), 2, 1),
    ),
    parts=(Part("stride", 2, Array()), Part("padding", 1, Array())),
)
