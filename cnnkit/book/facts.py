"""Numbers in the prose: computed, asserted, and only then put into the sentence."""

from __future__ import annotations

from typing import Any

import numpy as np
from myst_nb import glue

__all__ = ["fact", "measured"]


def fact(name: str, value: Any, expected: Any, *, write: str | None = None) -> None:
    """Assert a number and name it for the text: ``{glue:text}`name```.

    Parameters
    ----------
    name : str
        How the text refers to it; unique in the book.
    value : number or array
        What the page computed.
    expected : number or array
        What it must be: whole numbers exactly, others to half a unit of the last place written.
    write : str, optional
        Format, such as ``".2f"`` or ``".0%"``; whole numbers get commas by default.

    Raises
    ------
    AssertionError
        If the computed number is not the expected one; the build of the book stops then.

    Examples
    --------
    >>> fact("pixels", 224 * 224, 50_176)
    >>> fact("pixels", 224 * 224, 50_000)
    Traceback (most recent call last):
    AssertionError: pixels is 50,176, the page says 50,000
    """
    whole = isinstance(value, (int, np.integer))
    write = write or ("," if whole else "")
    written, claimed = (
        "[" + ", ".join(format(entry.item(), write) for entry in np.asarray(number).ravel()) + "]"
        if np.ndim(number)
        else format(number, write)
        for number in (value, expected)
    )
    if written != claimed:
        raise AssertionError(f"{name} is {written}, the page says {claimed}")
    glue(name, written, display=False)


def measured(name: str, value: float, low: float, high: float, *, write: str) -> None:
    """Name a number that training gave on this machine, if the text holds for it.

    Processors round differently, so that a trained net differs a little from one to the next.
    The page writes what it got, and says nothing that is untrue between `low` and `high`.

    Parameters
    ----------
    name : str
        How the text refers to it; unique in the book.
    value : number
        What this machine computed.
    low, high : number
        Between these, both included, the page's sentences are true.
    write : str
        Format, such as ``".1%"``.

    Raises
    ------
    AssertionError
        If the number is not between the two; the build of the book stops then.

    Examples
    --------
    >>> measured("accuracy", 0.986, 0.97, 1.0, write=".1%")
    >>> measured("accuracy", 0.953, 0.97, 1.0, write=".1%")
    Traceback (most recent call last):
    AssertionError: accuracy is 95.3%, the page holds from 97.0% to 100.0%
    """
    if not low <= value <= high:
        raise AssertionError(
            f"{name} is {value:{write}}, the page holds from {low:{write}} to {high:{write}}"
        )
    glue(name, f"{value:{write}}", display=False)
