"""What a function has to return, and how a result differs from that: type, then shape, then value.

Nothing of the student's judges itself: types are compared exactly before anything is computed.
Every difference is a sentence, or None where there is none.
With ``reveal=False`` (hidden tests) the sentence says where, but not what was expected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

__all__ = [
    "REAL",
    "TEXT",
    "WHOLE",
    "Array",
    "Dict",
    "ListOf",
    "Real",
    "Returns",
    "Text",
    "Tuple",
    "TupleOf",
    "Whole",
    "alike",
    "described",
]

WHOLE = {int, *(np.dtype(code).type for code in np.typecodes["AllInteger"])}
"""Types of whole numbers; a subclass could say yes to every comparison."""

REAL = {float, *(np.dtype(code).type for code in np.typecodes["Float"])}
"""Types of real numbers."""

TEXT = {str, np.str_}
"""Types of strings."""


class Returns:
    """A kind of return value."""

    def difference(self, got: Any, expected: Any, *, reveal: bool) -> str | None:
        """Say how `got` differs from `expected`, or return None."""
        raise NotImplementedError

    def judged(self, value: Any) -> Any:
        """Return the part of `value` that counts here: all of it, unless `only` was called."""
        return value


@dataclass(frozen=True)
class Whole(Returns):
    """A Python or NumPy integer; booleans and floats are refused, even 28.0.

    Examples
    --------
    >>> Whole().difference(np.int64(28), 28, reveal=True) is None
    True
    >>> print(Whole().difference(28.0, 28, reveal=True))
    a whole number is expected, yours is a float (28.0)
    """

    def difference(self, got: Any, expected: Any, *, reveal: bool) -> str | None:  # noqa: D102
        if type(got) not in WHOLE:
            return f"a whole number is expected, yours is {described(got, reveal=reveal)}"
        if int(got) == int(expected):
            return None
        return f"{expected} is expected, yours is {got}" if reveal else f"{got} is wrong"


@dataclass(frozen=True)
class Real(Returns):
    """A Python or NumPy float, within 1e-6; integers and booleans are refused.

    Examples
    --------
    >>> print(Real().difference(np.float32(0.5), 1.0, reveal=True))
    1.0 is expected, yours is 0.5
    """

    def difference(self, got: Any, expected: Any, *, reveal: bool) -> str | None:  # noqa: D102
        if type(got) not in REAL:
            return f"a float is expected, yours is {described(got, reveal=reveal)}"
        if np.isclose(float(got), float(expected), rtol=0, atol=1e-6):  # NaN is never equal
            return None
        yours = _number(got)
        return (
            f"{_number(expected)} is expected, yours is {yours}" if reveal else f"{yours} is wrong"
        )


@dataclass(frozen=True)
class Array(Returns):
    """A NumPy array of exactly the expected shape, close in every value.

    Parameters
    ----------
    kind : {"any", "whole"}
        ``"whole"`` asks for an integer dtype, for indices.
    dtype : str, optional
        Compared only if given, such as ``"uint8"``; ``"kept"`` asks for that of the right answer.

    Examples
    --------
    >>> print(Array().difference([1.0], np.array([1.0]), reveal=True))
    a NumPy array is expected, yours is a list; wrap it in np.array(...)
    >>> print(Array().difference(np.array([1.0, 9.0]), np.array([1.0, 2.0]), reveal=False))
    9.0 at [1] is wrong (1 of 2 values differ)
    """

    kind: str = "any"
    dtype: str | None = None

    def judged(self, value: Any) -> Any:  # noqa: D102
        if self.dtype != "kept" or type(value) is not np.ndarray:
            return value
        return value, str(value.dtype)  # a mistake may lie in the dtype alone

    def difference(self, got: Any, expected: Any, *, reveal: bool) -> str | None:  # noqa: D102
        expected = np.asarray(expected)
        if type(got) is not np.ndarray:
            way_out = {
                "list": "; wrap it in np.array(...)",
                "tuple": "; wrap it in np.array(...)",
                "Tensor": "; end with .numpy()",
            }.get(type(got).__name__, "")
            return f"a NumPy array is expected, yours is {described(got, reveal=reveal)}{way_out}"
        if got.dtype.kind == "O":
            return (
                "an array of numbers is expected, yours holds objects; are its rows equally long?"
            )
        if got.dtype.kind not in "biuf":
            return f"an array of numbers is expected, yours has dtype {got.dtype}"
        if self.kind == "whole" and got.dtype.kind not in "iu":
            return f"an array of whole numbers is expected, yours has dtype {got.dtype}"
        dtype = expected.dtype if self.dtype == "kept" else self.dtype
        if dtype is not None and got.dtype != np.dtype(dtype):
            return f"an array of dtype {dtype} is expected, yours has dtype {got.dtype}"
        if got.shape != expected.shape:
            return f"the shape {expected.shape} is expected, yours is {got.shape}"
        wrong = ~np.isclose(got, expected, rtol=1e-5, atol=1e-5)  # NaN is never equal
        if not wrong.any():
            return None
        first = tuple(int(index) for index in np.argwhere(wrong)[0])
        place, yours = f"[{', '.join(map(str, first))}]", _number(got[first])
        count = f"({int(wrong.sum())} of {wrong.size} values differ)"
        if reveal:
            return f"at {place} {_number(expected[first])} is expected, yours is {yours} {count}"
        return f"{yours} at {place} is wrong {count}"


@dataclass(frozen=True)
class Tuple(Returns):
    """A tuple with one kind per entry; `names` say what each entry means.

    Examples
    --------
    >>> pair = Tuple((Real(), Real()), names=("before", "after"))
    >>> print(pair.difference((1.0, 0.25), (1.0, 0.5), reveal=True))
    after: 0.5 is expected, yours is 0.25
    >>> pair.only("before").difference((1.0, 0.25), (1.0, 0.5), reveal=True) is None
    True
    >>> print(pair.difference([1.0, 0.5], (1.0, 0.5), reveal=True))
    a tuple of 2 is expected, yours is a list; write (a, b) with round brackets
    """

    kinds: tuple[Returns, ...]
    names: tuple[str, ...] = ()
    chosen: tuple[str, ...] | None = None

    def only(self, *names: str) -> Tuple:
        """Judge these entries alone, for partial credit."""
        return replace(self, chosen=names)

    def judged(self, value: Any) -> Any:  # noqa: D102
        if self.chosen is None or type(value) is not tuple or len(value) != len(self.kinds):
            return value
        return tuple(value[self.names.index(name)] for name in self.chosen)

    def difference(self, got: Any, expected: Any, *, reveal: bool) -> str | None:  # noqa: D102
        if type(got) is not tuple:
            way_out = "; write (a, b) with round brackets" if type(got) is list else ""
            yours = described(got, reveal=reveal)
            return f"a tuple of {len(self.kinds)} is expected, yours is {yours}{way_out}"
        if len(got) != len(self.kinds):
            return f"a tuple of {len(self.kinds)} is expected, yours has {len(got)} entries"
        names = self.names or tuple(f"entry [{index}]" for index in range(len(self.kinds)))
        for name, kind, mine, theirs in zip(names, self.kinds, got, expected, strict=True):
            counts = self.chosen is None or name in self.chosen
            if counts and (difference := kind.difference(mine, theirs, reveal=reveal)):
                return f"{name}: {difference}"
        return None


@dataclass(frozen=True)
class ListOf(Returns):
    """A list whose entries are all of one kind."""

    kind: Returns

    def difference(self, got: Any, expected: Any, *, reveal: bool) -> str | None:  # noqa: D102
        if type(got) is not list:
            way_out = "; wrap it in list(...)" if type(got) in (tuple, np.ndarray) else ""
            return f"a list is expected, yours is {described(got, reveal=reveal)}{way_out}"
        if len(got) != len(expected):
            return f"a list of {len(expected)} is expected, yours has {len(got)} entries"
        for index, (mine, theirs) in enumerate(zip(got, expected, strict=True)):
            if difference := self.kind.difference(mine, theirs, reveal=reveal):
                return f"entry [{index}]: {difference}"
        return None


@dataclass(frozen=True)
class TupleOf(Returns):
    """A tuple of any length whose entries are all of one kind, such as a shape.

    Examples
    --------
    >>> print(TupleOf(Whole()).difference((3, 32), (3, 32, 32), reveal=False))
    a tuple of 3 is expected, yours has 2 entries
    """

    kind: Returns

    def difference(self, got: Any, expected: Any, *, reveal: bool) -> str | None:  # noqa: D102
        return Tuple((self.kind,) * len(expected)).difference(got, expected, reveal=reveal)


@dataclass(frozen=True)
class Text(Returns):
    """A Python or NumPy string.

    Examples
    --------
    >>> print(Text().difference("dog", "cat", reveal=True))
    'cat' is expected, yours is 'dog'
    >>> Text().difference(np.str_("cat"), "cat", reveal=True) is None
    True
    >>> print(Text().difference(3, "cat", reveal=True))
    a string is expected, yours is an int (3)
    """

    def difference(self, got: Any, expected: Any, *, reveal: bool) -> str | None:  # noqa: D102
        if type(got) not in TEXT:
            return f"a string is expected, yours is {described(got, reveal=reveal)}"
        if str(got) == str(expected):
            return None
        yours = repr(str(got) if len(got) <= 60 else f"{got[:57]}...")
        return f"{expected!r} is expected, yours is {yours}" if reveal else "your text is wrong"


@dataclass(frozen=True)
class Dict(Returns):
    """A dict that holds the given keys, each with its own kind; further keys do no harm.

    Examples
    --------
    >>> costs = Dict({"weights": Whole(), "biases": Whole()})
    >>> print(costs.difference({"weights": 6}, {"weights": 6, "biases": 2}, reveal=True))
    the dict needs the key 'biases'
    >>> costs.only("weights").difference({"weights": 6}, {"weights": 6}, reveal=True) is None
    True
    """

    kinds: Mapping[str, Returns]

    def only(self, *keys: str) -> Dict:
        """Judge these keys alone, for partial credit."""
        return Dict({key: self.kinds[key] for key in keys})

    def judged(self, value: Any) -> Any:  # noqa: D102
        if type(value) is not dict:
            return value
        return {key: value[key] for key in self.kinds if key in value}

    def difference(self, got: Any, expected: Any, *, reveal: bool) -> str | None:  # noqa: D102
        if type(got) is not dict:
            return f"a dict is expected, yours is {described(got, reveal=reveal)}"
        for key, kind in self.kinds.items():
            if key not in got:
                return f"the dict needs the key {key!r}"
            if difference := kind.difference(got[key], expected[key], reveal=reveal):
                return f"{key}: {difference}"
        return None


def alike(a: Any, b: Any) -> bool:
    """Whether two results are the same numbers in the same arrangement, NaN included.

    Integers and floats may stand for each other: this recognises mistakes, it grades nothing.

    Examples
    --------
    >>> alike((1, np.array([np.nan])), (1.0, np.array([np.nan])))
    True
    >>> alike([1, 2], (1, 2)), alike(object(), object())
    (False, False)
    """
    numbers = WHOLE | REAL
    if type(a) in TEXT and type(b) in TEXT:
        return str(a) == str(b)
    if type(a) in numbers and type(b) in numbers:
        return bool(np.isclose(float(a), float(b), rtol=1e-5, atol=1e-6, equal_nan=True))
    if type(a) is not type(b):
        return False
    if type(a) is np.ndarray:
        if a.dtype.kind == b.dtype.kind == "U":  # labels that should have been a list
            return bool(np.array_equal(a, b))
        comparable = a.shape == b.shape and a.dtype.kind in "biuf" and b.dtype.kind in "biuf"
        return comparable and bool(np.allclose(a, b, rtol=1e-5, atol=1e-5, equal_nan=True))
    if type(a) in (tuple, list):
        return len(a) == len(b) and all(map(alike, a, b))
    if type(a) is dict:
        return a.keys() == b.keys() and all(alike(a[key], b[key]) for key in a)
    return type(a) in (bool, type(None)) and a == b


def described(value: Any, *, reveal: bool = True) -> str:
    """Name a value's type, with the value itself where it is short and certainly harmless.

    Without `reveal`, a text is not shown: it could carry a hidden test's inputs.

    Examples
    --------
    >>> described(True), described(np.int64(7)), described(None)
    ('a bool (True)', 'an int64 (7)', 'None: is there a return?')
    """
    if value is None:
        return "None: is there a return?"
    name = type(value).__name__
    article = "an" if name[:1].lower() in "aeiou" else "a"
    if type(value) in {bool, np.bool_} | WHOLE | REAL | (TEXT if reveal else set()):
        text = repr(value.item() if isinstance(value, np.generic) else value)
        return f"{article} {name} ({text if len(text) <= 30 else text[:27] + '...'})"
    return f"{article} {name}"


def _number(value: Any) -> str:
    """Write a number with at most six significant digits."""
    value = value.item() if isinstance(value, np.generic) else value
    return repr(value) if isinstance(value, (bool, int)) else repr(float(f"{value:.6g}"))
