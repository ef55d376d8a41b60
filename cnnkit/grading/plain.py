"""Plain data as JSON and raw bytes: what crosses between a student's process and its judge.

Nothing here can carry code. Types arrive exactly as they left: an ``np.int64`` as an ``np.int64``,
an array with its dtype, byte order, memory order and size. What has no plain form arrives as an
`Unsent` that knows its type's name and refuses every use. The reader trusts nothing.
"""

from __future__ import annotations

import importlib
import math
import re
import sys
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from cnnkit.grading.wire import BadMessage

__all__ = ["NotPlain", "Unsent", "decode", "encode"]

MOST_BYTES = 60 * 2**20
"""Bytes of all arrays of one message."""

DEEPEST = 150
"""Levels of lists within lists."""

LONGEST_RANGE = 10**6

_DTYPE = re.compile(r"[<>|=][biufcSUMm][0-9]{1,9}(\[([1-9][0-9]{0,5})?[A-Za-z]{1,2}\])?")
_SURROGATE = re.compile("[\ud800-\udfff]")
_TYPES = {kind.__name__: kind for kind in (bool, int, float, complex, str, bytes, list, tuple)}
_TYPES |= {kind.__name__: kind for kind in (dict, set, frozenset, object, type(None))}
_TYPES |= {f"numpy.{kind.__name__}": kind for kind in set(np.sctypeDict.values())}
_TYPE_NAMES = {kind: name for name, kind in _TYPES.items()}
_WELL_KNOWN = {
    *("builtin_function_or_method", "coroutine", "filter", "function", "generator", "map"),
    *("memoryview", "method", "module", "reversed", "type", "zip", "enumerate", "partial"),
    *("Counter", "OrderedDict", "defaultdict", "deque", "dict_items", "dict_keys", "dict_values"),
    *("Decimal", "Fraction", "MaskedArray", "matrix", "recarray", "structured array", "void"),
    *("DataFrame", "Series", "Figure", "Module", "Parameter", "Tensor"),
    *("dict", "set", "frozenset"),
}
"""Names of types that may be shown; any other could carry what a student wants to know."""
_OWN = "object of a class of its own"


class NotPlain(TypeError):
    """A value has no plain form, so it cannot cross."""


class Unsent:
    """Stands for a value that stayed in the process it was made in, and refuses to be used.

    Its class has the name of the value's type, so that messages can name it.
    """

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise NotPlain(self._why())

    def _why(self) -> str:
        return (
            f"the {type(self).__name__} stays in the notebook's own process: only numbers, text, "
            f"arrays, and lists, tuples, sets and dicts of these reach the tests"
        )

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = __array__ = _refuse
    __int__ = __float__ = __index__ = __complex__ = __add__ = __sub__ = __mul__ = _refuse
    __radd__ = __rsub__ = __rmul__ = __str__ = _refuse
    __hash__ = None  # type: ignore[assignment]
    __array_ufunc__ = None

    def __repr__(self) -> str:
        return f"<a {type(self).__name__} of the notebook>"

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(self._why())

    def __deepcopy__(self, memo: dict) -> Unsent:
        return self


Other = Callable[[Any], Any]


def encode(
    value: Any, other: Other | None = None, *, strict: bool = False
) -> tuple[Any, list[bytes]]:
    """Turn a value into what JSON can say, and buffers.

    Parameters
    ----------
    value : Any
        Anything; what has no plain form becomes the name of its type.
    other : callable, optional
        Is asked first about what is no plain data; returns a tree that starts with "other", or
        None for "not mine".
    strict : bool
        Whether to refuse what has no plain form.

    Returns
    -------
    tree, buffers
        For `decode`.

    Raises
    ------
    NotPlain
        If it is too large or too deep, or of no plain form where that is refused.

    Examples
    --------
    >>> tree, buffers = encode((1, np.float32(0.5), np.arange(3, dtype=np.int8)))
    >>> tree
    ['tuple', [1, ['scalar', '<f4', '0000003f'], ['array', 1, '|i1', [3], 'C', True, 0]]]
    >>> decode(tree, buffers)
    (1, np.float32(0.5), array([0, 1, 2], dtype=int8))
    """
    writer = _Writer(other, strict)
    return writer.tree(value, 0), writer.buffers


class _Writer:
    def __init__(self, other: Other | None, strict: bool) -> None:
        self.buffers: list[bytes] = []
        self._other = other
        self._strict = strict
        self._size = 0
        self._seen: dict[int, int] = {}
        self._held: list[Any] = []  # so that no id is given twice

    def tree(self, value: Any, depth: int) -> Any:
        if depth > DEEPEST:
            raise NotPlain(f"lists in lists, more than {DEEPEST} deep, are too deep to cross")
        kind = type(value)
        if value is None or kind is bool:
            return value
        if kind is int:
            return value if -(2**62) < value < 2**62 else ["int", self._fits(hex(value))]
        if kind is float:
            return value if math.isfinite(value) else ["float", repr(value)]
        if kind is str:
            return self._text(value)
        if write := _PLAIN.get(kind):
            return write(self, value, depth)
        if write := _SHARED.get(kind):
            return self._once(write, value, depth)
        if issubclass(kind, np.generic) and value.dtype.kind in "biufcMm" and kind in _TYPE_NAMES:
            return ["scalar", value.dtype.str, self._fits(value.tobytes().hex())]
        if issubclass(kind, np.dtype) and _DTYPE.fullmatch(value.str):
            return ["dtype", value.str]
        if kind is type and value in _TYPE_NAMES:
            return ["type", _TYPE_NAMES[value]]
        if self._other and (tree := self._other(value)) is not None:
            return tree
        if (torch := sys.modules.get("torch")) and _is_tensor(torch, kind):
            return self._once(_Writer.tensor, value, depth, torch)
        for base, plain in _BASES:
            if issubclass(kind, base):  # with the base's own methods: the class has no say
                tree = self.tree(plain(value), depth + 1)
                return tree if _has_stayed(tree) else ["sub", kind.__name__, tree]
        return self._unsent(kind.__name__)

    def _unsent(self, name: str) -> list:
        if self._strict:
            raise NotPlain(f"a value of type {name} has no plain form")
        return ["unsent", name]

    def _text(self, value: str) -> Any:
        self._count(len(value) if value.isascii() else 6 * len(value))
        if _SURROGATE.search(value):  # half of a pair, which JSON's readers would replace
            return ["text", self._buffer(value.encode("utf-8", "surrogatepass"))]
        return value

    def _count(self, size: int) -> None:
        self._size += size
        if self._size > MOST_BYTES:
            raise NotPlain(f"it is larger than {MOST_BYTES // 2**20} MB, too large to cross")

    def _fits(self, text: str) -> str:
        self._count(len(text))
        return text

    def _buffer(self, data: bytes) -> int:
        self._count(len(data) + 100)
        self.buffers.append(data)
        return len(self.buffers) - 1

    def _once(self, write: Callable[..., list], value: Any, depth: int, *more: Any) -> list:
        """Write what can change under a number, so that it arrives as one and the same object."""
        if number := self._seen.get(id(value)):
            return ["again", number]
        self._held.append(value)
        number = self._seen[id(value)] = len(self._held)
        tree = write(self, value, depth, number, *more)
        if _has_stayed(tree):
            del self._seen[id(value)]
        return tree

    def _items(self, values: Any, depth: int) -> list:
        self._count(32 * len(values))
        return [self.tree(item, depth + 1) for item in values]

    def list(self, value: list, depth: int, number: int) -> list:
        return ["list", number, self._items(value, depth)]

    def dict(self, value: dict, depth: int, number: int) -> list:
        keys = self._items(value.keys(), depth)
        if any(map(_has_stayed, keys)):  # what cannot be compared is no key
            return self._unsent("dict")
        return ["dict", number, keys, self._items(value.values(), depth)]

    def set(self, value: set, depth: int, number: int) -> list:
        items = self._items(value, depth)
        return self._unsent("set") if any(map(_has_stayed, items)) else ["set", number, items]

    def tuple(self, value: tuple, depth: int) -> list:
        return ["tuple", self._items(value, depth)]

    def frozenset(self, value: frozenset, depth: int) -> list:
        items = self._items(value, depth)
        return self._unsent("frozenset") if any(map(_has_stayed, items)) else ["frozenset", items]

    def complex(self, value: complex, depth: int) -> list:
        return ["complex", self.tree(value.real, depth), self.tree(value.imag, depth)]

    def bytes(self, value: bytes, depth: int) -> list:
        return ["bytes", self._buffer(value)]

    def np_str(self, value: np.str_, depth: int) -> list:
        return ["np_str", self._text(str.__str__(value))]

    def np_bytes(self, value: np.bytes_, depth: int) -> list:
        return ["np_bytes", self._buffer(bytes(value))]

    def bytearray(self, value: bytearray, depth: int, number: int) -> list:
        return ["bytearray", number, self._buffer(bytes(value))]

    def slice(self, value: slice, depth: int) -> list:
        return ["slice", self._items((value.start, value.stop, value.step), depth)]

    def range(self, value: range, depth: int) -> list:
        if value[LONGEST_RANGE:]:
            raise NotPlain(f"a range of more than {LONGEST_RANGE:,} numbers is too long to cross")
        return ["range", self._items((value.start, value.stop, value.step), depth)]

    def ellipsis(self, value: Any, depth: int) -> list:
        return ["ellipsis"]

    def array(self, value: np.ndarray, depth: int, number: int) -> list:
        order = "F" if value.flags.f_contiguous and not value.flags.c_contiguous else "C"
        shape, free = list(value.shape), bool(value.flags.writeable)
        if value.dtype.kind == "O":
            items = self._items(value.ravel(order).tolist(), depth)
            return ["objects", number, shape, order, free, items]
        if not _DTYPE.fullmatch(value.dtype.str) or not value.dtype.itemsize:
            return self._unsent("structured array")
        if value.nbytes > MOST_BYTES:
            size = value.nbytes // 2**20
            raise NotPlain(f"an array of shape {value.shape}, {size} MB, is too large to cross")
        place = self._buffer(value.tobytes(order))
        return ["array", number, value.dtype.str, shape, order, free, place]

    def tensor(self, value: Any, depth: int, number: int, torch: Any) -> list:
        kind = str(value.dtype).removeprefix("torch.")
        if value.layout is not torch.strided or value.is_meta or kind not in _TENSORS:
            return self._unsent("Tensor")
        if value.numel() * value.element_size() > MOST_BYTES:
            raise NotPlain(f"a tensor of shape {tuple(value.shape)} is too large to cross")
        flat = value.detach().resolve_conj().resolve_neg().cpu().contiguous().reshape(-1)
        place = self._buffer(flat.view(torch.uint8).numpy().tobytes())
        return ["tensor", number, kind, list(value.shape), bool(value.requires_grad), place]


_PLAIN: dict[type, Callable[[_Writer, Any, int], Any]] = {
    tuple: _Writer.tuple,
    frozenset: _Writer.frozenset,
    complex: _Writer.complex,
    bytes: _Writer.bytes,
    slice: _Writer.slice,
    range: _Writer.range,
    type(...): _Writer.ellipsis,
    np.str_: _Writer.np_str,
    np.bytes_: _Writer.np_bytes,
}
_SHARED: dict[type, Callable[..., list]] = {
    list: _Writer.list,
    dict: _Writer.dict,
    set: _Writer.set,
    bytearray: _Writer.bytearray,
    np.ndarray: _Writer.array,
}
_BASES: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (np.ndarray, lambda value: np.ndarray.view(value, np.ndarray)),
    (int, int.__int__),
    (float, float.__float__),
    (str, str.__str__),
    (tuple, lambda value: tuple(tuple.__iter__(value))),
    (list, lambda value: list(list.__iter__(value))),
    (OrderedDict, lambda value: dict(OrderedDict.items(value))),  # has an order of its own
    (dict, lambda value: dict(dict.items(value))),
    (set, lambda value: set(set.__iter__(value))),
)
_TENSORS = {
    *("bool", "uint8", "int8", "int16", "int32", "int64", "complex64", "complex128"),
    *("float16", "bfloat16", "float32", "float64"),
}


def _has_stayed(tree: Any) -> bool:
    return type(tree) is list and tree[0] == "unsent"


def _is_tensor(torch: Any, kind: type) -> bool:
    return kind in (getattr(torch, "Tensor", None), getattr(torch.nn, "Parameter", None))


def decode(tree: Any, buffers: Sequence[bytes], other: Other | None = None) -> Any:
    """Turn what `encode` returned into the value again.

    Parameters
    ----------
    tree, buffers
        From anybody: lengths, shapes and nesting are checked.
    other : callable, optional
        Is asked about trees whose first entry is "other"; raises what it likes.

    Raises
    ------
    BadMessage
        If it is not what `encode` returns.
    """
    try:
        return _Reader(buffers, other).value(tree, 0)
    except BadMessage:
        raise
    except Exception as error:  # whatever NumPy or Python have against it
        raise BadMessage(f"no plain data: {type(error).__name__}") from None


class _Reader:
    """Makes values; each public method but the first reads the kind of value it is named after."""

    def __init__(self, buffers: Sequence[bytes], other: Other | None) -> None:
        self._buffers: list[bytes | None] = list(buffers)
        self._other = other
        self._seen: dict[int, Any] = {}

    def value(self, tree: Any, depth: int) -> Any:
        if type(tree) is not list:
            if type(tree) in (type(None), bool, int, float, str):
                return tree
            raise BadMessage("a JSON object stands where a value should")
        if depth > DEEPEST + 1 or not tree or type(tree[0]) is not str:
            raise BadMessage("no value")
        tag, *parts = tree
        if tag == "other":
            if self._other is None:
                raise BadMessage("nothing but plain data is expected")
            return self._other(tree)
        if tag not in _READ:
            raise BadMessage("an unknown kind of value")
        return _READ[tag](self, depth, *parts)

    def _keep(self, number: Any, value: Any) -> Any:
        if type(number) is not int:
            raise BadMessage("no number")
        self._seen[number] = value
        return value

    def _items(self, items: Any, depth: int) -> list:
        if type(items) is not list:
            raise BadMessage("no list of items")
        return [self.value(item, depth + 1) for item in items]

    def _data(self, place: Any) -> bytes:
        if type(place) is not int or not 0 <= place < len(self._buffers):
            raise BadMessage("no such buffer")
        data, self._buffers[place] = self._buffers[place], None
        if data is None:  # or little data would become much
            raise BadMessage("a buffer for two values")
        return data

    def again(self, depth: int, number: int) -> Any:
        return self._seen[number]

    def int(self, depth: int, digits: str) -> int:
        return int(digits, 16)

    def float(self, depth: int, text: str) -> float:
        return {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[text]

    def complex(self, depth: int, real: Any, imag: Any) -> complex:
        real, imag = self.value(real, depth + 1), self.value(imag, depth + 1)
        if type(real) is not float or type(imag) is not float:
            raise BadMessage("no complex number")
        return complex(real, imag)

    def text(self, depth: int, place: Any) -> str:
        return self._data(place).decode("utf-8", "surrogatepass")

    def np_str(self, depth: int, tree: Any) -> np.str_:
        text = self.value(tree, depth + 1)
        if type(text) is not str:
            raise BadMessage("no text")
        return np.str_(text)

    def np_bytes(self, depth: int, place: Any) -> np.bytes_:
        return np.bytes_(self._data(place))

    def bytes(self, depth: int, place: Any) -> bytes:
        return bytes(self._data(place))

    def bytearray(self, depth: int, number: Any, place: Any) -> bytearray:
        return self._keep(number, bytearray(self._data(place)))

    def list(self, depth: int, number: Any, items: Any) -> list:
        value = self._keep(number, [])
        value.extend(self._items(items, depth))
        return value

    def set(self, depth: int, number: Any, items: Any) -> set:
        value = self._keep(number, set())
        for item in self._items(items, depth):
            value.add(item)  # one by one: if all hashes are equal, a time limit can strike
        return value

    def dict(self, depth: int, number: Any, keys: Any, values: Any) -> dict:
        value = self._keep(number, {})
        pairs = zip(self._items(keys, depth), self._items(values, depth), strict=True)
        for key, item in pairs:
            value[key] = item
        return value

    def tuple(self, depth: int, items: Any) -> tuple:
        return tuple(self._items(items, depth))

    def frozenset(self, depth: int, items: Any) -> frozenset:
        return frozenset(self.set(depth, 0, items))

    def slice(self, depth: int, items: Any) -> slice:
        return slice(*self._items(items, depth))

    def range(self, depth: int, items: Any) -> range:
        value = range(*self._items(items, depth))
        if len(value) > LONGEST_RANGE:
            raise BadMessage("a long range")
        return value

    def ellipsis(self, depth: int) -> Any:
        return ...

    def type(self, depth: int, name: Any) -> type:
        return _TYPES[name]

    def dtype(self, depth: int, text: Any) -> np.dtype:
        if not _DTYPE.fullmatch(text):
            raise BadMessage("no dtype of plain data")
        return np.dtype(text)

    def scalar(self, depth: int, dtype: Any, digits: Any) -> Any:
        kind, data = self.dtype(depth, dtype), bytes.fromhex(digits)
        if len(data) != kind.itemsize:
            raise BadMessage("no scalar")
        return np.frombuffer(data, kind)[0]

    def array(
        self, depth: int, number: Any, dtype: Any, shape: Any, order: Any, free: Any, place: Any
    ) -> np.ndarray:
        kind, data = self.dtype(depth, dtype), self._data(place)
        if not kind.itemsize or _volume(shape) * kind.itemsize != len(data):
            raise BadMessage("an array of another size")
        if kind.kind == "b":
            data = data.translate(_TRUTH)
        if kind.kind == "U" and data:
            codes = np.frombuffer(data, f"{kind.byteorder}u4")
            if codes.max() > sys.maxunicode:
                raise BadMessage("no text")
        array = np.ndarray(shape, kind, data, order=order).copy(order)
        array.flags.writeable = bool(free)
        return self._keep(number, array)

    def objects(
        self, depth: int, number: Any, shape: Any, order: Any, free: Any, items: Any
    ) -> np.ndarray:
        if type(items) is not list or _volume(shape) != len(items):
            raise BadMessage("an array of another size")
        array = self._keep(number, np.empty(shape, object, order))
        flat = array.reshape(-1, order=order)
        for place, item in enumerate(items):
            flat[place] = self.value(item, depth + 1)
        array.flags.writeable = bool(free)
        return array

    def tensor(
        self, depth: int, number: Any, dtype: Any, shape: Any, learns: Any, place: Any
    ) -> Any:
        torch = importlib.import_module("torch")  # only here: a tensor came
        if dtype not in _TENSORS:
            raise BadMessage("no dtype of plain data")
        kind, data = getattr(torch, dtype), self._data(place)
        if _volume(shape) * kind.itemsize != len(data):
            raise BadMessage("a tensor of another size")
        if kind is torch.bool:
            data = data.translate(_TRUTH)
        flat = torch.frombuffer(bytearray(data), dtype=kind) if data else torch.empty(0, dtype=kind)
        return self._keep(number, flat.reshape(shape).requires_grad_(bool(learns)))

    def sub(self, depth: int, name: Any, tree: Any) -> Any:
        """Make a plain value that is not of its plain type, but behaves like it."""
        plain = self.value(tree, depth + 1)
        kind = type(plain)
        if kind is np.ndarray:
            return plain.view(_named(name, kind))
        if kind not in (int, float, str, tuple, list, dict, set):
            raise BadMessage("a class of what has none")
        return _named(name, kind)(plain)

    def unsent(self, depth: int, name: Any) -> Unsent:
        return _named(name, Unsent)()


_TRUTH = bytes([0]) + bytes([1]) * 255
"""Makes any byte one of the two that NumPy and PyTorch take for bool."""

_READ: dict[str, Callable[..., Any]] = {
    name: method for name, method in vars(_Reader).items() if name[0] != "_" and name != "value"
}


@cache
def _class(name: str, base: type) -> type:
    """Make a class whose name tells what the value was."""
    return type(name, (base,), {})


def _named(name: Any, base: type) -> type:
    return _class(name if name in _WELL_KNOWN else _OWN, base)


def _volume(shape: Any) -> int:
    if type(shape) is not list or len(shape) > 64:
        raise BadMessage("no shape")
    if not all(type(size) is int and 0 <= size < 2**40 for size in shape):
        raise BadMessage("no shape")
    return math.prod(shape)
