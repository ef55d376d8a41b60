"""Keep cnnkit's own answers out of reach while a student's function is being checked.

The exercises ask for functions that this package has, too.
While a check runs a student's function, every function marked with `withheld` refuses to run.
NumPy, SciPy and PyTorch stay fair tools.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

__all__ = ["BORROWED", "BorrowedAnswer", "is_withholding", "withheld", "withholding"]

P = ParamSpec("P")
R = TypeVar("R")

BORROWED = (
    "cnnkit's own answer is switched off while your function is being checked.\n"
    "Write this step yourself; NumPy, SciPy and PyTorch are fair tools."
)

_depth = 0  # how many checks are running a student's function right now


class BorrowedAnswer(RuntimeError):
    """A student's function called cnnkit's own implementation while being checked."""


def withheld(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function that an exercise asks for, or that would answer one.

    Examples
    --------
    >>> @withheld
    ... def largest(values):
    ...     return max(values)
    >>> largest([3, 1])
    3
    >>> with withholding():
    ...     largest([3, 1])
    Traceback (most recent call last):
    cnnkit.withhold.BorrowedAnswer: cnnkit's own largest() is switched off ...
    """

    @functools.wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if _depth:
            raise BorrowedAnswer(BORROWED.replace("answer", f"{function.__name__}()"))
        return function(*args, **kwargs)

    return guarded


@contextmanager
def withholding() -> Iterator[None]:
    """Switch every withheld function off for the length of a ``with`` block."""
    global _depth
    _depth += 1
    try:
        yield
    finally:
        _depth -= 1


def is_withholding() -> bool:
    """Whether withheld functions are switched off right now.

    Examples
    --------
    >>> with withholding():
    ...     is_withholding()
    True
    """
    return _depth > 0
