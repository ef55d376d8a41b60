"""P2: the padding that keeps the size, for odd kernels and for even ones."""

from __future__ import annotations

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.returns import Tuple, Whole
from cnnkit.withhold import withheld

__all__ = ["P2"]


@withheld
def same_padding(kernel: int) -> tuple[int, int]:
    """Share `kernel - 1` zeros between the two ends; the right answer."""
    before = (kernel - 1) // 2
    return before, kernel - 1 - before


def half_a_kernel(kernel: int) -> tuple[int, int]:
    """You add half a kernel at both ends: an even kernel makes the row one longer then.

    Both ends together get `kernel - 1` zeros.
    """
    return kernel // 2, kernel // 2


def rounded_down(kernel: int) -> tuple[int, int]:
    """You round down at both ends: an even kernel makes the row one shorter then.

    Both ends together get `kernel - 1` zeros.
    """
    return (kernel - 1) // 2, (kernel - 1) // 2


def extra_before(kernel: int) -> tuple[int, int]:
    """Your odd extra zero stands before the row; here it goes after it."""
    return kernel // 2, (kernel - 1) // 2


def one_too_many(kernel: int) -> tuple[int, int]:
    """You share `kernel` zeros between the two ends; a window costs `kernel - 1` pixels."""
    return kernel // 2, kernel - kernel // 2


def full(kernel: int) -> tuple[int, int]:
    """You add `kernel - 1` zeros at *each* end, the full padding; both ends share them."""
    return kernel - 1, kernel - 1


def all_after(kernel: int) -> tuple[int, int]:
    """You put all zeros after the row; both ends share them as equally as they can."""
    return 0, kernel - 1


def all_before(kernel: int) -> tuple[int, int]:
    """You put all zeros before the row; both ends share them as equally as they can."""
    return kernel - 1, 0


def always_one(kernel: int) -> tuple[int, int]:
    """You add one zero at each end whatever the kernel; that keeps the size for a 3 only."""
    return 1, 1


def a_number(kernel: int) -> int:
    """You give one number for both ends; return two, `(before, after)`: they may differ."""
    return (kernel - 1) // 2


def a_list(kernel: int) -> list[int]:
    """The numbers are right, but they come as a list: write them in round brackets."""
    return [(kernel - 1) // 2, kernel // 2]


def floats(kernel: int) -> tuple[float, float]:
    """You divide with `/`, which gives floats, and half zeros for an even kernel: use `//`."""
    return (kernel - 1) / 2, (kernel - 1) / 2


PAIR = Tuple((Whole(), Whole()), names=("before", "after"))

P2 = Exercise(
    "P2",
    same_padding,
    PAIR,
    mistakes=(
        half_a_kernel,
        rounded_down,
        extra_before,
        one_too_many,
        full,
        all_after,
        all_before,
        always_one,
        a_number,
        a_list,
        floats,
    ),
    telling=(Case(5), Case(6), Case(9)),
    parts=(Part("odd kernels", 1, PAIR), Part("even kernels", 1, PAIR)),
)
