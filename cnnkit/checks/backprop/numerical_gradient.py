"""B10: a gradient by trial."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cnnkit import gradients
from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.returns import Array
from cnnkit.withhold import withheld

__all__ = ["B10"]


@withheld
def numerical_gradient(
    f: Callable[[np.ndarray], float], x: np.ndarray, eps: float = 1e-5
) -> np.ndarray:
    """Nudge every entry up and down; the right answer."""
    return gradients.numerical_gradient(f, x, eps)


def forward_difference(f: callable, x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """Your differences are one-sided, from x upwards; take the central one, both sides of x."""
    out = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        up = x.copy()
        up[place] += eps
        out[place] = (f(up) - f(x.copy())) / eps
    return out


def backward_difference(f: callable, x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """Your differences are one-sided, from x downwards; take the central one, both sides of x."""
    out = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        down = x.copy()
        down[place] -= eps
        out[place] = (f(x.copy()) - f(down)) / eps
    return out


def divided_by_eps(f: callable, x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """Your slopes are twice as steep: from `x - eps` to `x + eps` the way is `2 * eps`."""
    out = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        up, down = x.copy(), x.copy()
        up[place] += eps
        down[place] -= eps
        out[place] = (f(up) - f(down)) / eps
    return out


def divided_by_two_only(f: callable, x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """You forgot brackets: `/ 2 * eps` divides by 2 and multiplies by eps; write `/ (2 * eps)`."""
    out = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        up, down = x.copy(), x.copy()
        up[place] += eps
        down[place] -= eps
        out[place] = (f(up) - f(down)) / 2 * eps
    return out


def not_divided(f: callable, x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """You return how much f changes; a slope is that divided by `2 * eps`."""
    out = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        up, down = x.copy(), x.copy()
        up[place] += eps
        down[place] -= eps
        out[place] = f(up) - f(down)
    return out


def halved(f: callable, x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """Your slopes are half as steep: a one-sided difference is divided by `eps` alone."""
    out = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        up = x.copy()
        up[place] += eps
        out[place] = (f(up) - f(x.copy())) / (2 * eps)
    return out


def sign_turned(f: callable, x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """All your signs are turned round: take f above x minus f below x."""
    out = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        up, down = x.copy(), x.copy()
        up[place] += eps
        down[place] -= eps
        out[place] = (f(down) - f(up)) / (2 * eps)
    return out


def all_at_once(f: callable, x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """You move all entries at once, which gives one slope; move one entry at a time."""
    return np.full(x.shape, (f(x + eps) - f(x - eps)) / (2 * eps))


def one_number(f: callable, x: np.ndarray, eps: float = 1e-5) -> float:
    """You return a single slope; every entry of x has one of its own."""
    return float((f(x + eps) - f(x - eps)) / (2 * eps))


def not_put_back(f: callable, x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """You move the entries of x itself and do not put them back: work on a copy."""
    out = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        x[place] += eps
        above = f(x)
        x[place] -= 2 * eps
        out[place] = (above - f(x)) / (2 * eps)
    return out


def put_back_by_adding(f: callable, x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """You put the entries back by adding eps again, which rounding spoils in the last digit.

    Keep the old value and write it back, or work on a copy.
    """
    out = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        x[place] += eps
        above = f(x)
        x[place] -= 2 * eps
        out[place] = (above - f(x)) / (2 * eps)
        x[place] += eps
    return out


def copy_made_once(f: callable, x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """Entries that you have moved stay moved while you come to the next: put each one back."""
    out, up, down = np.zeros(x.shape), x.copy(), x.copy()
    for place in np.ndindex(*x.shape):
        up[place] += eps
        down[place] -= eps
        out[place] = (f(up) - f(down)) / (2 * eps)
    return out


def other_entries_forgotten(f: callable, x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """You set all other entries to 0; they keep their values while one is moved."""
    out = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        up, down = np.zeros(x.shape), np.zeros(x.shape)
        up[place], down[place] = x[place] + eps, x[place] - eps
        out[place] = (f(up) - f(down)) / (2 * eps)
    return out


def around_zero(f: callable, x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """You take the slopes at 0; they are wanted at x."""
    out = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        nudge = np.zeros(x.shape)
        nudge[place] = eps
        out[place] = (f(nudge) - f(-nudge)) / (2 * eps)
    return out


def eps_ignored(f: callable, x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """Your step is the same for every `eps`: use the argument."""
    out = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        up, down = x.copy(), x.copy()
        up[place] += 1e-5
        down[place] -= 1e-5
        out[place] = (f(up) - f(down)) / 2e-5
    return out


def half_a_step(f: callable, x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """You go half of eps to each side; go a whole eps up and a whole eps down."""
    out = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        up, down = x.copy(), x.copy()
        up[place] += eps / 2
        down[place] -= eps / 2
        out[place] = (f(up) - f(down)) / eps
    return out


def relative_step(f: callable, x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """Your steps grow with the entry, so an entry of 0 is never moved: go eps, not `eps * x`."""
    out = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        up, down = x.copy(), x.copy()
        up[place] *= 1 + eps
        down[place] *= 1 - eps
        way = up[place] - down[place]
        out[place] = (f(up) - f(down)) / way if way else 0.0
    return out


def rows_at_once(f: callable, x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """With more than one axis you move whole rows at once: `np.ndindex(*x.shape)` gives all places.

    `range(len(x))` counts the first axis only.
    """
    out = np.zeros(x.shape)
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += eps
        down[i] -= eps
        out[i] = (f(up) - f(down)) / (2 * eps)
    return out


def flat_result(f: callable, x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """Your slopes come in one long row; the result has the shape of x."""
    out = np.zeros(x.size)
    for number, place in enumerate(np.ndindex(*x.shape)):
        up, down = x.copy(), x.copy()
        up[place] += eps
        down[place] -= eps
        out[number] = (f(up) - f(down)) / (2 * eps)
    return out


def single_precision(f: callable, x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """You compute in float32, and its seven digits drown in so short a step: stay with float64."""
    out = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        up, down = x.astype(np.float32), x.astype(np.float32)
        up[place] += np.float32(eps)
        down[place] -= np.float32(eps)
        out[place] = (f(up) - f(down)) / (2 * eps)
    return out


def a_list(f: callable, x: np.ndarray, eps: float = 1e-5) -> list:
    """The numbers are right, but they come as a list; wrap it in `np.array(...)`."""
    out = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        up, down = x.copy(), x.copy()
        up[place] += eps
        down[place] -= eps
        out[place] = (f(up) - f(down)) / (2 * eps)
    return out.tolist()


def _cubic(x: np.ndarray) -> float:
    """Bend in every entry, and let every entry matter to the slope of the others."""
    numbers = np.arange(1, x.size + 1)
    entries = x.ravel()
    return float((numbers * entries**3).sum() + entries.prod() + (entries @ numbers) ** 2)


B10 = Exercise(
    "B10",
    numerical_gradient,
    Array(),
    mistakes=(
        forward_difference,
        backward_difference,
        divided_by_eps,
        divided_by_two_only,
        not_divided,
        halved,
        sign_turned,
        all_at_once,
        one_number,
        not_put_back,
        put_back_by_adding,
        copy_made_once,
        other_entries_forgotten,
        around_zero,
        eps_ignored,
        half_a_step,
        relative_step,
        rows_at_once,
        flat_result,
        single_precision,
        a_list,
    ),
    telling=(
        Case(_cubic, np.array([0.3, -0.7, 1.1]), 0.1),
        Case(_cubic, np.array([[0.3, -1.7, 0.9], [0.1, 0.6, -0.4]]), 0.25),
        Case(_cubic, np.array([1.3, 2.1])),
    ),
    parts=(Part("one axis", 2, Array()), Part("more axes", 1, Array())),
)
