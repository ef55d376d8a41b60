"""C1: one kernel slides along one row."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops.conv import conv1d
from cnnkit.withhold import withheld

__all__ = ["C1"]


@withheld
def correlate1d(signal: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Slide a kernel along a signal, at valid positions; the right answer."""
    return conv1d(signal[None, None], kernel[None, None])[0, 0]


def flipped(signal: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your kernel is turned round, as `np.convolve` does it; here it lies on the signal as it is.

    Its first value meets the first value of the window.
    """
    return np.convolve(signal, kernel, "valid")


def same_size(signal: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your result is as long as the signal: windows that hang over its ends count, too.

    Keep the whole windows; there are `n - m + 1`.
    """
    left = (len(kernel) - 1) // 2
    filled = np.pad(signal, (left, len(kernel) - 1 - left))
    return np.correlate(filled, kernel, "valid")


def full_size(signal: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your windows start before the signal and end after it.

    Keep those that lie on it with all their values; there are `n - m + 1`.
    """
    return np.correlate(np.pad(signal, len(kernel) - 1), kernel, "valid")


def wraps_around(signal: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """At the end your window goes on at the beginning: drop the windows that do not fit."""
    n = len(signal)
    return np.array([np.dot(np.roll(signal, -i)[: len(kernel)], kernel) for i in range(n)])


def two_weights(signal: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You use two weights of the kernel, however many it has: go through all of them."""
    products = signal[:-1] * kernel[0] + signal[1:] * kernel[1]
    return products[: len(signal) - len(kernel) + 1]


def last_window_missed(signal: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You stop one window too early: there are `n - m + 1`, and `range` leaves its end out."""
    m = len(kernel)
    return np.array([np.dot(signal[i : i + m], kernel) for i in range(len(signal) - m)])


def last_product_only(signal: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Only the last product of each window is left: add up with `+=` instead of `=`."""
    return signal[len(kernel) - 1 :] * kernel[-1]


def sum_carried_on(signal: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your sum goes on from window to window: set it back to 0 before each one."""
    return np.cumsum(np.correlate(signal, kernel, "valid"))


def averages(signal: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You average the products; they have to be added up."""
    return np.correlate(signal, kernel, "valid") / len(kernel)


def windows_side_by_side(signal: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your windows lie edge to edge: the kernel has to move on by one value each time."""
    m = len(kernel)
    return np.array([np.dot(signal[i : i + m], kernel) for i in range(0, len(signal) - m + 1, m)])


def result_keeps_type(signal: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Your result has the dtype of the signal, and sums get lost in it.

    Whole numbers drop fractions, and `uint8` wraps around after 255 and below 0.
    Make an array of floats.
    """
    out = np.zeros(len(signal) - len(kernel) + 1, dtype=float)
    for i in range(len(out)):
        out[i] = np.dot(signal[i : i + len(kernel)], kernel)
    return out.astype(int).astype(signal.dtype) if signal.dtype.kind in "iu" else out


def works_in_place(signal: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """You write the results into the signal that was handed to you.

    Whoever called your function still needs it: make an array of your own, with `np.zeros`.
    """
    count = len(signal) - len(kernel) + 1
    for i in range(count):
        signal[i] = np.dot(signal[i : i + len(kernel)], kernel)
    return signal[:count].copy()


def a_list(signal: np.ndarray, kernel: np.ndarray) -> list:
    """The numbers are right, but they come as a list; wrap it in `np.array(...)`."""
    return np.correlate(signal, kernel, "valid").tolist()


C1 = Exercise(
    "C1",
    correlate1d,
    Array(),
    mistakes=(
        flipped,
        same_size,
        full_size,
        wraps_around,
        two_weights,
        last_window_missed,
        last_product_only,
        sum_carried_on,
        averages,
        windows_side_by_side,
        result_keeps_type,
        works_in_place,
        a_list,
    ),
    telling=(
        Case(mixed(8), mixed(3)),
        Case(mixed(5), mixed(4)),
        Case(mixed(6).astype(int), np.array([0.5, -1.25])),
    ),
)
