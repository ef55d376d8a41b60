"""What a function has to return, and how a result differs from that: type, then shape, then value.

Nothing of the student's judges itself: types are compared exactly before anything is computed.
Every difference is a sentence, or None where there is none.
With ``reveal=False`` (hidden tests) the sentence says where, but not what was expected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

__all__ = ["Array", "Dict", "ListOf", "Real", "Returns", "Tuple", "Whole"]


class Returns(Protocol):
    """A kind of return value."""

    def difference(self, got: Any, expected: Any, *, reveal: bool) -> str | None:
        """Say how `got` differs from `expected`, or return None."""
        ...


@dataclass(frozen=True)
class Whole:
    """A Python or NumPy integer; booleans and floats are refused, even 28.0.

    Examples
    --------
    >>> Whole().difference(np.int64(28), 28, reveal=True) is None
    True
    >>> print(Whole().difference(28.0, 28, reveal=True))
    a whole number is expected, yours is a float (28.0)
    """

    def difference(self, got: Any, expected: Any, *, reveal: bool) -> str | None:  # noqa: D102
        if type(got) is not int and not isinstance(got, np.integer):
            return f"a whole number is expected, yours is {_described(got)}"
        if int(got) != int(expected):
            return f"{expected} is expected, yours is {got}" if reveal else f"yours is {got}"
        return None


@dataclass(frozen=True)
class Real:
    """A Python or NumPy float, within 1e-6.

    Examples
    --------
    >>> print(Real().difference(np.float32(0.5), 1.0, reveal=True))
    1.0 is expected, yours is 0.5
    """

    def difference(self, got: Any, expected: Any, *, reveal: bool) -> str | None:  # noqa: D102
        if type(got) is not float and not isinstance(got, np.floating):
            return f"a float is expected, yours is {_described(got)}"
        if not np.isclose(float(got), float(expected), rtol=0, atol=1e-6):
            got_text = _number(got)
            return (
                f"{_number(expected)} is expected, yours is {got_text}"
                if reveal
                else (f"yours is {got_text}")
            )
        return None


@dataclass(frozen=True)
class Array:
    """A NumPy array of exactly the expected shape, close in every value.

    Parameters
    ----------
    kind : {"any", "whole"}
        ``"whole"`` asks for an integer dtype, for indices.
    dtype : str, optional
        Compared only if given, such as ``"uint8"``.

    Examples
    --------
    >>> print(Array().difference([1.0], np.array([1.0]), reveal=True))
    a NumPy array is expected, yours is a list; wrap it in np.array(...)
    >>> print(Array().difference(np.array([1.0, 9.0]), np.array([1.0, 2.0]), reveal=False))
    1 of 2 values differ, the first at [1], where yours is 9.0
    """

    kind: str = "any"
    dtype: str | None = None

    def difference(self, got: Any, expected: Any, *, reveal: bool) -> str | None:  # noqa: D102
        expected = np.asarray(expected)
        if type(got) is not np.ndarray:
            way_out = {
                "list": "; wrap it in np.array(...)",
                "tuple": "; wrap it in np.array(...)",
                "Tensor": "; end with .numpy()",
            }.get(type(got).__name__, "")
            return f"a NumPy array is expected, yours is {_described(got)}{way_out}"
        if got.dtype.kind not in "biuf":
            return f"an array of numbers is expected, yours has dtype {got.dtype}"
        if self.kind == "whole" and got.dtype.kind not in "iu":
            return f"an array of whole numbers is expected, yours has dtype {got.dtype}"
        if self.dtype is not None and got.dtype != np.dtype(self.dtype):
            return f"an array of dtype {self.dtype} is expected, yours has dtype {got.dtype}"
        if got.shape != expected.shape:
            return f"the shape {expected.shape} is expected, yours is {got.shape}"
        wrong = ~np.isclose(got, expected, rtol=1e-5, atol=1e-5)  # NaN is never equal
        if not wrong.any():
            return None
        first = tuple(int(index) for index in np.argwhere(wrong)[0])
        where = f"[{', '.join(map(str, first))}]"
        count = f"{int(wrong.sum())} of {wrong.size} values differ, the first at {where}, where"
        if reveal:
            theirs, yours = _number(expected[first]), _number(got[first])
            return f"{count}\n{theirs} is expected and yours is {yours}"
        return f"{count} yours is {_number(got[first])}"


@dataclass(frozen=True)
class Tuple:
    """A tuple with one kind per entry; `names` say what each entry means.

    Examples
    --------
    >>> pair = Tuple((Real(), Real()), names=("before", "after"))
    >>> print(pair.difference((1.0, 0.25), (1.0, 0.5), reveal=True))
    after: 0.5 is expected, yours is 0.25
    >>> print(pair.difference([1.0, 0.5], (1.0, 0.5), reveal=True))
    a tuple of 2 is expected, yours is a list; write (a, b) with round brackets
    """

    kinds: tuple[Returns, ...]
    names: tuple[str, ...] = ()

    def difference(self, got: Any, expected: Any, *, reveal: bool) -> str | None:  # noqa: D102
        if type(got) is not tuple:
            way_out = "; write (a, b) with round brackets" if type(got) is list else ""
            return f"a tuple of {len(self.kinds)} is expected, yours is {_described(got)}{way_out}"
        if len(got) != len(self.kinds):
            return f"a tuple of {len(self.kinds)} is expected, yours has {len(got)} entries"
        names = self.names or tuple(f"entry [{index}]" for index in range(len(self.kinds)))
        for name, kind, mine, theirs in zip(names, self.kinds, got, expected, strict=True):
            if difference := kind.difference(mine, theirs, reveal=reveal):
                return f"{name}: {difference}"
        return None


@dataclass(frozen=True)
class ListOf:
    """A list whose entries are all of one kind."""

    kind: Returns

    def difference(self, got: Any, expected: Any, *, reveal: bool) -> str | None:  # noqa: D102
        if type(got) is not list:
            way_out = "; wrap it in list(...)" if type(got) in (tuple, np.ndarray) else ""
            return f"a list is expected, yours is {_described(got)}{way_out}"
        if len(got) != len(expected):
            return f"a list of {len(expected)} is expected, yours has {len(got)} entries"
        for index, (mine, theirs) in enumerate(zip(got, expected, strict=True)):
            if difference := self.kind.difference(mine, theirs, reveal=reveal):
                return f"entry [{index}]: {difference}"
        return None


@dataclass(frozen=True)
class Dict:
    """A dict with fixed keys, each with its own kind."""

    kinds: Mapping[str, Returns]

    def difference(self, got: Any, expected: Any, *, reveal: bool) -> str | None:  # noqa: D102
        if type(got) is not dict:
            return f"a dict is expected, yours is {_described(got)}"
        if missing := [key for key in self.kinds if key not in got]:
            return f"the dict needs the key {missing[0]!r}; yours has {sorted(map(str, got))}"
        if extra := [key for key in got if key not in self.kinds]:
            return f"the dict has a key too many: {extra[0]!r}"
        for key, kind in self.kinds.items():
            if difference := kind.difference(got[key], expected[key], reveal=reveal):
                return f"{key}: {difference}"
        return None

    def only(self, *keys: str) -> Dict:
        """Judge these keys alone, for partial credit."""
        return _DictPart({key: self.kinds[key] for key in keys})


class _DictPart(Dict):
    def difference(self, got: Any, expected: Any, *, reveal: bool) -> str | None:
        if type(got) is dict:
            got = {key: got[key] for key in self.kinds if key in got}
        return super().difference(got, expected, reveal=reveal)


def _described(value: Any) -> str:
    """Name a value's type, with the value itself where it is short and certainly harmless."""
    if value is None:
        return "None: is there a return?"
    name = type(value).__name__
    article = "an" if name[:1].lower() in "aeiou" else "a"
    if type(value) in (bool, int, float, str) or isinstance(value, np.generic):
        text = repr(value.item() if isinstance(value, np.generic) else value)
        return f"{article} {name} ({text if len(text) <= 30 else text[:27] + '...'})"
    return f"{article} {name}"


def _number(value: Any) -> str:
    """Write a number with at most six significant digits."""
    value = value.item() if isinstance(value, np.generic) else value
    return repr(value) if isinstance(value, (bool, int)) else repr(float(f"{value:.6g}"))
