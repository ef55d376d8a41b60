"""C11: a few kernels take turns."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops.local import tiled1d

__all__ = ["C11"]


def first_kernel_only(signal: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """You use the first kernel everywhere; output `i` uses kernel `i % t`."""
    return np.correlate(signal, kernels[0], "valid")


def blocks(signal: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """Each of your kernels has a stretch of the signal to itself; they have to take turns.

    Output `i` uses kernel `i % t`.
    """
    t, m = kernels.shape
    n = len(signal) - m + 1
    return np.array([signal[i : i + m] @ kernels[i * t // n] for i in range(n)])


def each_several_times(signal: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """Your kernels change too slowly, every `t` outputs: `i // t` instead of `i % t`."""
    t, m = kernels.shape
    n = len(signal) - m + 1
    return np.array([signal[i : i + m] @ kernels[i // t % t] for i in range(n)])


def starts_with_the_second(signal: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """Your turns are one ahead: output 0 uses kernel 0."""
    t, m = kernels.shape
    n = len(signal) - m + 1
    return np.array([signal[i : i + m] @ kernels[(i + 1) % t] for i in range(n)])


def backwards(signal: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """Your kernels take their turns backwards: 0, 1, 2, ... and then 0 again."""
    t, m = kernels.shape
    n = len(signal) - m + 1
    return np.array([signal[i : i + m] @ kernels[-i % t] for i in range(n)])


def no_turns(signal: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """You need a kernel for every output; where there are fewer, start again: `i % t`."""
    m = kernels.shape[1]
    n = len(signal) - m + 1
    return np.array([signal[i : i + m] @ kernels[i] for i in range(n)])


def turns_by_the_width(signal: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """You take turns by the kernels' width; how many there are is `len(kernels)`."""
    m = kernels.shape[1]
    n = len(signal) - m + 1
    return np.array([signal[i : i + m] @ kernels[i % m] for i in range(n)])


def same_window(signal: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """Your window waits until every kernel has seen it; it moves on by one for every output."""
    t, m = kernels.shape
    n = len(signal) - m + 1
    return np.array([signal[i // t : i // t + m] @ kernels[i % t] for i in range(n)])


def window_jumps(signal: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """Your window moves on by `t` values; it moves on by one for every output."""
    t, m = kernels.shape
    starts = range(0, len(signal) - m + 1, t)
    return np.array([signal[start : start + m] @ kernels[i % t] for i, start in enumerate(starts)])


def a_map_for_each(signal: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """You return a map for each kernel, as a bank of filters does.

    Here they share one map: value `i` comes from kernel `i % t`.
    """
    return np.array([np.correlate(signal, kernel, "valid") for kernel in kernels])


def added_up(signal: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """You add the results of all kernels; every output uses a single one, `i % t`."""
    return np.correlate(signal, kernels.sum(axis=0), "valid")


def flipped(signal: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """Your kernels are turned round, as `np.convolve` does it; they stay as they are."""
    t, m = kernels.shape
    n = len(signal) - m + 1
    return np.array([signal[i : i + m] @ kernels[i % t, ::-1] for i in range(n)])


def rest_dropped(signal: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """You stop after the last full round of kernels; the last round may be a short one."""
    t, m = kernels.shape
    n = (len(signal) - m + 1) // t * t
    return np.array([signal[i : i + m] @ kernels[i % t] for i in range(n)])


def result_keeps_type(signal: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """Your result has the dtype of the signal, and fractions are cut off: make one of floats."""
    t, m = kernels.shape
    out = np.zeros(len(signal) - m + 1, dtype=signal.dtype)
    for i in range(len(out)):
        out[i] = signal[i : i + m] @ kernels[i % t]
    return out


C11 = Exercise(
    "C11",
    tiled1d,
    Array(),
    name="tiled_correlate1d",
    mistakes=(
        first_kernel_only,
        blocks,
        each_several_times,
        starts_with_the_second,
        backwards,
        no_turns,
        turns_by_the_width,
        same_window,
        window_jumps,
        a_map_for_each,
        added_up,
        flipped,
        rest_dropped,
        result_keeps_type,
    ),
    telling=(
        Case(mixed(12), mixed(3, 2)),
        Case(mixed(9), mixed(2, 3)),
        Case(mixed(8).astype(int), mixed(2, 2) / 4),
    ),
)
