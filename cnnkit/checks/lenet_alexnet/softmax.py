"""A1: logits become probabilities."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops import activation
from cnnkit.withhold import withheld

__all__ = ["A1"]


@withheld
def softmax(logits: np.ndarray) -> np.ndarray:
    """Shift by each row's largest logit, take powers, divide by their sum; the right answer."""
    return activation.softmax(logits)


def overflow(logits: np.ndarray) -> np.ndarray:
    """Your exponentials overflow: `np.exp(1000)` is infinite, and infinity by infinity is NaN.

    Subtract the largest logit of each row first.
    """
    with np.errstate(all="ignore"):
        powers = np.exp(logits)
        return powers / powers.sum(axis=-1, keepdims=True)


def first_axis(logits: np.ndarray) -> np.ndarray:
    """You divide by the sums along the first axis; each *row*, along the last one, adds up to 1."""
    powers = np.exp(logits - logits.max(axis=0))
    return powers / powers.sum(axis=0)


def all_at_once(logits: np.ndarray) -> np.ndarray:
    """All your numbers together add up to 1; every row does so by itself: `axis=-1`."""
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


def one_shift_for_all(logits: np.ndarray) -> np.ndarray:
    """You subtract the largest of *all* logits.

    A row far below it is left with powers of 0 only, and 0 by 0 is NaN: each row has its own shift.
    """
    with np.errstate(all="ignore"):
        powers = np.exp(logits - logits.max())
        return powers / powers.sum(axis=-1, keepdims=True)


def shifts_in_place(logits: np.ndarray) -> np.ndarray:
    """You shift the logits themselves with `-=`; the caller still needs them: `logits - ...`."""
    logits -= logits.max(axis=-1, keepdims=True)
    powers = np.exp(logits)
    return powers / powers.sum(axis=-1, keepdims=True)


def shifted_by_the_mean(logits: np.ndarray) -> np.ndarray:
    """You subtract the mean, and a logit far above it overflows still: subtract the largest."""
    with np.errstate(all="ignore"):
        powers = np.exp(logits - logits.mean(axis=-1, keepdims=True))
        return powers / powers.sum(axis=-1, keepdims=True)


def shifted_by_the_smallest(logits: np.ndarray) -> np.ndarray:
    """You subtract the smallest logit, and the others overflow still: subtract the largest."""
    with np.errstate(all="ignore"):
        powers = np.exp(logits - logits.min(axis=-1, keepdims=True))
        return powers / powers.sum(axis=-1, keepdims=True)


def clipped(logits: np.ndarray) -> np.ndarray:
    """You clip large logits, so 1000 and 1001 become equal; subtract the largest instead."""
    powers = np.exp(np.clip(logits, -500, 500))
    return powers / powers.sum(axis=-1, keepdims=True)


def not_divided(logits: np.ndarray) -> np.ndarray:
    """Your rows do not add up to 1: divide the powers by their sum."""
    return np.exp(logits - logits.max(axis=-1, keepdims=True))


def sums_lose_their_axis(logits: np.ndarray) -> np.ndarray:
    """Sums without `keepdims=True` do not stand beside their rows.

    With as many rows as columns that goes unnoticed, and every number is divided by a wrong sum.
    """
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1)


def logarithms(logits: np.ndarray) -> np.ndarray:
    """You return logarithms of probabilities, which are negative; leave the logarithm out."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """You squash every logit by itself; softmax lets the logits of a row compete."""
    return 1 / (1 + np.exp(-logits.astype(float)))


def no_powers(logits: np.ndarray) -> np.ndarray:
    """You divide the logits by their sum; take their exponentials first."""
    with np.errstate(all="ignore"):
        return logits / logits.sum(axis=-1, keepdims=True)


def powers_of_two(logits: np.ndarray) -> np.ndarray:
    """You take powers of 2; softmax takes powers of e: `np.exp`."""
    powers = 2.0 ** (logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def sign_turned(logits: np.ndarray) -> np.ndarray:
    """Your smallest logit gets the largest probability: the sign is turned round."""
    powers = np.exp(logits.min(axis=-1, keepdims=True) - logits)
    return powers / powers.sum(axis=-1, keepdims=True)


def winner_takes_all(logits: np.ndarray) -> np.ndarray:
    """You give the largest logit everything; softmax is soft, the others keep a share."""
    best = logits == logits.max(axis=-1, keepdims=True)
    return best / best.sum(axis=-1, keepdims=True)


def whole_numbers(logits: np.ndarray) -> np.ndarray:
    """For whole logits your probabilities are cut down to 0 and 1: the result needs a float dtype.

    `np.zeros_like` takes over the dtype of its argument.
    """
    out = np.zeros_like(logits)
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    out[...] = powers / powers.sum(axis=-1, keepdims=True)
    return out


def a_list(logits: np.ndarray) -> list:
    """The numbers are right, but they come as a list; wrap it in `np.array(...)`."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return (powers / powers.sum(axis=-1, keepdims=True)).tolist()


A1 = Exercise(
    "A1",
    softmax,
    Array(),
    mistakes=(
        overflow,
        first_axis,
        all_at_once,
        one_shift_for_all,
        shifts_in_place,
        shifted_by_the_mean,
        shifted_by_the_smallest,
        clipped,
        not_divided,
        sums_lose_their_axis,
        logarithms,
        sigmoid,
        no_powers,
        powers_of_two,
        sign_turned,
        winner_takes_all,
        whole_numbers,
        a_list,
    ),
    telling=(
        Case(mixed(3, 4) / 3),
        Case(mixed(3, 3) / 3),
        Case(np.array([1000.0, 1001.0, 998.5])),
        Case(np.array([[0.0, 1.0], [2000.0, 2001.0]])),
        Case(np.array([0.0, 0.0, 0.0, 1000.0])),
        Case(np.array([0.0, 1000.0, 999.0])),
        Case(np.array([2, 1, 0])),
    ),
    parts=(Part("ordinary logits", 1, Array()), Part("logits far apart", 1, Array())),
)
