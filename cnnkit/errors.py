"""One error for shapes, and the few checks that every public function starts with.

Each message says what was expected, what came, and the way out.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

__all__ = [
    "ShapeError",
    "require_array",
    "require_choice",
    "require_float",
    "require_pair",
    "require_same_shape",
    "require_whole",
]


class ShapeError(ValueError):
    """An array has the wrong number of axes, or sizes that do not fit together."""


def require_array(
    x: Any, name: str, axes: str, *, leading: bool = False, empty: bool = False
) -> np.ndarray:
    """Return `x` as an array of numbers with the axes that are named.

    Parameters
    ----------
    x : array_like
        What the caller passed; not copied when it is an array already.
    name : str
        The argument's name, for the message.
    axes : str
        The axes in order, separated by commas: ``"height, width"``.
    leading : bool
        Whether further axes may stand before them (a batch, channels).
    empty : bool
        Whether a named axis may have length 0; a leading one may: a batch of nothing.

    Returns
    -------
    ndarray
        `x` itself, or a new array made of it.

    Raises
    ------
    TypeError
        If `x` does not hold integers, floats or booleans.
    ShapeError
        If the number of axes is wrong, or a named axis is empty and may not be.

    Examples
    --------
    >>> require_array(np.zeros((2, 3)), "x", "height, width").shape
    (2, 3)
    >>> require_array(np.zeros((1, 2, 3)), "x", "height, width")
    Traceback (most recent call last):
    cnnkit.errors.ShapeError: x must have the axes (height, width), got an array of shape (1, 2, 3);
    pick one map first, for example x[0]
    """
    try:
        array = np.asarray(x)
    except ValueError as error:  # a ragged list
        raise TypeError(
            f"{name} must be an array of numbers, got a {type(x).__name__} whose rows differ in "
            f"length; make every row equally long"
        ) from error
    if array.dtype.kind not in "biuf":
        raise TypeError(
            f"{name} must hold integers, floats or booleans, got {_described(x, array)}; "
            f"convert it first, for example np.asarray({name}, dtype=float)"
        )
    expected = len(axes.split(","))
    if array.ndim < expected or (array.ndim > expected and not leading):
        shape = f"(..., {axes})" if leading else f"({axes})"
        if array.ndim > expected:
            inner = ", ".join(["0"] * (array.ndim - expected))
            way_out = f"pick one map first, for example {name}[{inner}]"
        else:
            way_out = f"add the missing axis, for example {name}[None]"
        raise ShapeError(
            f"{name} must have the axes {shape}, got an array of shape {array.shape};\n{way_out}"
        )
    if 0 in array.shape[-expected:] and not empty:
        raise ShapeError(
            f"{name} must not be empty, got an array of shape {array.shape};\n"
            f"check the slice that made it"
        )
    return array


def require_float(x: np.ndarray, name: str) -> np.ndarray:
    """Return `x` if its dtype is floating; an integer array would truncate gradients.

    `name` is as in `require_array`.

    Examples
    --------
    >>> require_float(np.ones(2, dtype=int), "grad_out")
    Traceback (most recent call last):
    TypeError: grad_out must be a floating array, got dtype int64; ...
    """
    if x.dtype.kind != "f":
        raise TypeError(
            f"{name} must be a floating array, got dtype {x.dtype}; integers would cut off "
            f"fractions, so pass {name}.astype(float)"
        )
    return x


def require_same_shape(x: np.ndarray, shape: Sequence[int], name: str, meaning: str) -> np.ndarray:
    """Return `x` if it has exactly this shape; `meaning` says where that shape comes from.

    `name` is as in `require_array`.

    Examples
    --------
    >>> require_same_shape(np.ones((2, 2)), (2, 3), "grad_out", "the shape of the output")
    Traceback (most recent call last):
    cnnkit.errors.ShapeError: grad_out must have the shape of the output, (2, 3), got (2, 2)
    """
    if x.shape != tuple(shape):
        raise ShapeError(f"{name} must have {meaning}, {tuple(shape)}, got {x.shape}")
    return x


def require_whole(value: Any, name: str, *, minimum: int | None = 1) -> int:
    """Return `value` as a Python int: a whole number of at least `minimum`, if there is one.

    NumPy integers are welcome.
    Booleans and floats are not, even 2.0: a size that was computed with ``/`` should be ``//``.
    `name` is as in `require_array`.

    Examples
    --------
    >>> require_whole(np.int64(3), "window")
    3
    >>> require_whole(2.0, "stride")
    Traceback (most recent call last):
    TypeError: stride must be a whole number, got the float 2.0; use int(...) or // to make one
    >>> require_whole(0, "window")
    Traceback (most recent call last):
    ValueError: window must be at least 1, got 0
    """
    if isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be a whole number, got the boolean {value}")
    try:
        whole = operator.index(value)
    except TypeError:
        raise TypeError(
            f"{name} must be a whole number, got the {type(value).__name__} {value!r}; "
            f"use int(...) or // to make one"
        ) from None
    if minimum is not None and whole < minimum:
        raise ValueError(f"{name} must be at least {minimum}, got {whole}")
    return whole


def require_pair(value: Any, name: str, *, minimum: int = 1) -> tuple[int, int]:
    """Return (vertical, horizontal) from one whole number or from a pair of them.

    Each is checked as in `require_whole`.

    Examples
    --------
    >>> require_pair(2, "window"), require_pair((3, 1), "stride")
    ((2, 2), (3, 1))
    """
    if isinstance(value, (tuple, list)) or (isinstance(value, np.ndarray) and value.ndim):
        if len(value) != 2:
            raise ValueError(
                f"{name} must be one whole number or a pair (vertical, horizontal), "
                f"got {len(value)} values: {value!r}"
            )
        return (
            require_whole(value[0], f"{name}[0]", minimum=minimum),
            require_whole(value[1], f"{name}[1]", minimum=minimum),
        )
    whole = require_whole(value, name, minimum=minimum)
    return whole, whole


def require_choice(value: Any, name: str, choices: Sequence[str]) -> str:
    """Return `value` if it is one of the words in `choices`.

    `name` is as in `require_array`.

    Examples
    --------
    >>> require_choice("ceil", "borders", ("drop", "partial"))
    Traceback (most recent call last):
    ValueError: borders must be 'drop' or 'partial', got 'ceil'
    """
    if not isinstance(value, str) or value not in choices:
        listed = " or ".join([", ".join(map(repr, choices[:-1])), repr(choices[-1])])
        raise ValueError(f"{name} must be {listed}, got {value!r}")
    return value


def _described(x: Any, array: np.ndarray) -> str:
    if isinstance(x, np.ndarray):
        return f"an array of dtype {array.dtype}"
    return f"a {type(x).__name__}"
