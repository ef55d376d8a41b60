"""O5: how much changes when the detectors move by one."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Real, Tuple
from cnnkit.ops.pool import max_pool1d
from cnnkit.withhold import withheld

__all__ = ["O5"]


@withheld
def changed_fraction(detectors: np.ndarray, entering: float, window: int) -> tuple[float, float]:
    """Compare detectors and pooled detectors before and after a shift; the right answer."""
    moved = np.concatenate([[entering], detectors[:-1]])
    pooled, pooled_moved = (
        max_pool1d(row, window, 1, borders="centred") for row in (detectors, moved)
    )
    return float((moved != detectors).mean()), float((pooled_moved != pooled).mean())


def counts(detectors: np.ndarray, entering: float, window: int) -> tuple[int, int]:
    """These are the numbers of values that change: divide by how many there are."""
    if window % 2 == 0:
        raise ValueError("even window")
    n, half = len(detectors), window // 2
    moved = np.concatenate([[entering], detectors[:-1]])
    before = [detectors[max(0, i - half) : i + half + 1].max() for i in range(n)]
    after = [moved[max(0, i - half) : i + half + 1].max() for i in range(n)]
    return int(np.sum(detectors != moved)), int(np.sum(np.not_equal(before, after)))


def unchanged(detectors: np.ndarray, entering: float, window: int) -> tuple[float, float]:
    """These are the fractions that stay the same: count where the values differ, with `!=`."""
    if window % 2 == 0:
        raise ValueError("even window")
    n, half = len(detectors), window // 2
    moved = np.concatenate([[entering], detectors[:-1]])
    before = [detectors[max(0, i - half) : i + half + 1].max() for i in range(n)]
    after = [moved[max(0, i - half) : i + half + 1].max() for i in range(n)]
    return float(np.mean(detectors == moved)), float(np.mean(np.equal(before, after)))


def percentages(detectors: np.ndarray, entering: float, window: int) -> tuple[float, float]:
    """These are percentages; fractions lie between 0 and 1."""
    if window % 2 == 0:
        raise ValueError("even window")
    n, half = len(detectors), window // 2
    moved = np.concatenate([[entering], detectors[:-1]])
    before = [detectors[max(0, i - half) : i + half + 1].max() for i in range(n)]
    after = [moved[max(0, i - half) : i + half + 1].max() for i in range(n)]
    return 100 * float(np.mean(detectors != moved)), 100 * float(
        np.mean(np.not_equal(before, after))
    )


def order_swapped(detectors: np.ndarray, entering: float, window: int) -> tuple[float, float]:
    """Your two fractions have changed places: first the detectors, then the pooled values."""
    if window % 2 == 0:
        raise ValueError("even window")
    n, half = len(detectors), window // 2
    moved = np.concatenate([[entering], detectors[:-1]])
    before = [detectors[max(0, i - half) : i + half + 1].max() for i in range(n)]
    after = [moved[max(0, i - half) : i + half + 1].max() for i in range(n)]
    return float(np.mean(np.not_equal(before, after))), float(np.mean(detectors != moved))


def moves_left(detectors: np.ndarray, entering: float, window: int) -> tuple[float, float]:
    """Your detectors move to the left: `entering` has to come in as the first value."""
    if window % 2 == 0:
        raise ValueError("even window")
    n, half = len(detectors), window // 2
    moved = np.concatenate([detectors[1:], [entering]])
    before = [detectors[max(0, i - half) : i + half + 1].max() for i in range(n)]
    after = [moved[max(0, i - half) : i + half + 1].max() for i in range(n)]
    return float(np.mean(detectors != moved)), float(np.mean(np.not_equal(before, after)))


def rolls(detectors: np.ndarray, entering: float, window: int) -> tuple[float, float]:
    """What leaves on the right comes in again on the left, as `np.roll` does it.

    It is lost, and `entering` comes in.
    """
    if window % 2 == 0:
        raise ValueError("even window")
    n, half = len(detectors), window // 2
    moved = np.roll(detectors, 1)
    before = [detectors[max(0, i - half) : i + half + 1].max() for i in range(n)]
    after = [moved[max(0, i - half) : i + half + 1].max() for i in range(n)]
    return float(np.mean(detectors != moved)), float(np.mean(np.not_equal(before, after)))


def zero_enters(detectors: np.ndarray, entering: float, window: int) -> tuple[float, float]:
    """A 0 comes in on the left instead of `entering`."""
    if window % 2 == 0:
        raise ValueError("even window")
    n, half = len(detectors), window // 2
    moved = np.concatenate([[0.0], detectors[:-1]])
    before = [detectors[max(0, i - half) : i + half + 1].max() for i in range(n)]
    after = [moved[max(0, i - half) : i + half + 1].max() for i in range(n)]
    return float(np.mean(detectors != moved)), float(np.mean(np.not_equal(before, after)))


def padded_with_zeros(detectors: np.ndarray, entering: float, window: int) -> tuple[float, float]:
    """At the ends your windows see zeros that are not there, and 0 beats negative values.

    Cut the window off at the ends.
    """
    if window % 2 == 0:
        raise ValueError("even window")
    n, half = len(detectors), window // 2
    moved = np.concatenate([[entering], detectors[:-1]])
    row, moved_row = np.pad(detectors, half), np.pad(moved, half)
    before = [row[i : i + window].max() for i in range(n)]
    after = [moved_row[i : i + window].max() for i in range(n)]
    return float(np.mean(detectors != moved)), float(np.mean(np.not_equal(before, after)))


def whole_windows_only(detectors: np.ndarray, entering: float, window: int) -> tuple[float, float]:
    """You pool only where a whole window fits, which gives fewer values than detectors.

    Every detector gets a window around it, cut off at the ends.
    """
    if window % 2 == 0:
        raise ValueError("even window")
    n = len(detectors)
    moved = np.concatenate([[entering], detectors[:-1]])
    before = [detectors[i : i + window].max() for i in range(n - window + 1)]
    after = [moved[i : i + window].max() for i in range(n - window + 1)]
    return float(np.mean(detectors != moved)), float(np.mean(np.not_equal(before, after)))


def window_not_centred(detectors: np.ndarray, entering: float, window: int) -> tuple[float, float]:
    """Your windows start at their detector; they have to lie around it.

    That is `window // 2` values to the left of it and `window // 2` to the right.
    """
    if window % 2 == 0:
        raise ValueError("even window")
    n = len(detectors)
    moved = np.concatenate([[entering], detectors[:-1]])
    before = [detectors[i : i + window].max() for i in range(n)]
    after = [moved[i : i + window].max() for i in range(n)]
    return float(np.mean(detectors != moved)), float(np.mean(np.not_equal(before, after)))


def negative_start(detectors: np.ndarray, entering: float, window: int) -> tuple[float, float]:
    """Near the left end your slices start below 0, and Python counts those from the right.

    Start at `max(0, i - window // 2)`.
    """
    if window % 2 == 0:
        raise ValueError("even window")
    n, half = len(detectors), window // 2
    moved = np.concatenate([[entering], detectors[:-1]])
    before = [detectors[i - half : i + half + 1].max(initial=-np.inf) for i in range(n)]
    after = [moved[i - half : i + half + 1].max(initial=-np.inf) for i in range(n)]
    return float(np.mean(detectors != moved)), float(np.mean(np.not_equal(before, after)))


def pooled_then_moved(detectors: np.ndarray, entering: float, window: int) -> tuple[float, float]:
    """You move the pooled values; move the detectors, and pool them anew."""
    if window % 2 == 0:
        raise ValueError("even window")
    n, half = len(detectors), window // 2
    moved = np.concatenate([[entering], detectors[:-1]])
    before = np.array([detectors[max(0, i - half) : i + half + 1].max() for i in range(n)])
    after = np.concatenate([[entering], before[:-1]])
    return float(np.mean(detectors != moved)), float(np.mean(before != after))


def even_window_accepted(
    detectors: np.ndarray, entering: float, window: int
) -> tuple[float, float]:
    """An even window has no middle, and your function takes it all the same: raise ValueError."""
    n, half = len(detectors), window // 2
    moved = np.concatenate([[entering], detectors[:-1]])
    before = [detectors[max(0, i - half) : i + half + 1].max() for i in range(n)]
    after = [moved[max(0, i - half) : i + half + 1].max() for i in range(n)]
    return float(np.mean(detectors != moved)), float(np.mean(np.not_equal(before, after)))


def a_list(detectors: np.ndarray, entering: float, window: int) -> list[float]:
    """The numbers are right, but they come as a list; write `return a, b`."""
    if window % 2 == 0:
        raise ValueError("even window")
    n, half = len(detectors), window // 2
    moved = np.concatenate([[entering], detectors[:-1]])
    before = [detectors[max(0, i - half) : i + half + 1].max() for i in range(n)]
    after = [moved[max(0, i - half) : i + half + 1].max() for i in range(n)]
    return [float(np.mean(detectors != moved)), float(np.mean(np.not_equal(before, after)))]


_FRACTIONS = Tuple((Real(), Real()), names=("of the detectors", "after pooling"))

O5 = Exercise(
    "O5",
    changed_fraction,
    _FRACTIONS,
    mistakes=(
        counts,
        unchanged,
        percentages,
        order_swapped,
        moves_left,
        rolls,
        zero_enters,
        padded_with_zeros,
        whole_windows_only,
        window_not_centred,
        negative_start,
        pooled_then_moved,
        even_window_accepted,
        a_list,
    ),
    telling=(
        Case(np.array([0.1, 1.0, 0.2, 0.1, 0.1, 0.7]), 0.3, 3),
        Case(np.array([-5.0, -5, -7, -2, -2, -2, -9, -1]), -5.0, 5),
        Case(np.array([3.0, 1, 1, 1, 4, 2, 2]), 3.0, 3),
        Case(np.array([2.0, 1, 3, 2]), 5.0, 3),
        Case(mixed(5), 9.5, 2, raises=True),
    ),
    parts=(
        Part("fraction of the detectors", 5, _FRACTIONS.only("of the detectors")),
        Part("fraction after pooling", 5, _FRACTIONS.only("after pooling")),
        Part("even window", 2),
    ),
)
