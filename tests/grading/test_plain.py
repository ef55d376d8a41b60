"""Plain data arrives exactly as it left, and nothing that arrives can harm the one who reads it."""

from __future__ import annotations

import contextlib
import copy
import enum
import json
import operator
import signal
import sys
import tracemalloc
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnnkit.grading.plain import _READ, DEEPEST, MOST_BYTES, NotPlain, Unsent, decode, encode
from cnnkit.grading.wire import BadMessage, Reader, pack

UNCOUNTED = 25 * 2**20
"""Bytes that reading a small message may take at most, with all that NumPy allocates."""


def sent(value, **options):
    """Send a value as it is sent: through JSON and over a wire that may cut it anywhere."""
    tree, buffers = encode(value, **options)
    ((message, data),) = Reader().feed(pack({"value": tree}, buffers))
    return decode(message["value"], data)


def assert_same(here, there):
    assert type(here) is type(there)
    if isinstance(here, np.ndarray):
        assert (here.dtype, here.dtype.byteorder) == (there.dtype, there.dtype.byteorder)
        assert here.shape == there.shape
        assert here.flags.writeable == there.flags.writeable
        if here.flags.c_contiguous or here.flags.f_contiguous:
            assert here.flags.c_contiguous == there.flags.c_contiguous
            assert here.flags.f_contiguous == there.flags.f_contiguous
        if here.dtype == object:
            assert_same(here.ravel().tolist(), there.ravel().tolist())
        else:
            assert here.tobytes() == there.tobytes()
    elif isinstance(here, torch.Tensor):
        assert (here.dtype, here.shape) == (there.dtype, there.shape)
        assert here.requires_grad == there.requires_grad
        assert torch.equal(here.detach(), there.detach())
    elif isinstance(here, np.generic):
        assert here.dtype == there.dtype
        assert here.tobytes() == there.tobytes()
    elif isinstance(here, (list, tuple)):
        assert len(here) == len(there)
        for one, other in zip(here, there, strict=True):
            assert_same(one, other)
    elif isinstance(here, dict):
        assert_same(list(here.items()), list(there.items()))
    elif isinstance(here, (float, complex, slice)):
        assert repr(here) == repr(there)  # tells NaN and the two zeros apart
    else:
        assert here == there


SCALARS = [
    *(None, True, False, 0, -1, 2**61, 2**62, -(2**62), 2**64, -(10**40), 7**20_000),
    *(0.1, -0.0, 5e-324, float("nan"), float("inf"), float("-inf")),
    *(1 + 2j, complex(-0.0, float("nan")), complex(float("inf"), -0.0)),
    *("", "π \U0001f389", "half \ud83d", '\x00\n"\\', b"", b"\x00\xff", bytearray(b"ab")),
    *(slice(None), slice(1, np.int64(5), -2), ..., range(0), range(10, -5, -3)),
    *(range(2**70, 2**70 + 3), int, type(None), object, np.float32, np.bool_, np.str_),
    *(np.dtype("<f4"), np.dtype(">i2"), np.dtype("M8[25s]"), np.dtype("U7")),
]


@pytest.mark.parametrize("value", SCALARS, ids=lambda value: type(value).__name__)
def test_a_value_of_pythons_own_arrives_exactly(value):
    assert_same(value, sent(value))


NUMPY_SCALARS = [
    *(np.bool_(True), np.int8(-128), np.uint64(2**64 - 1), np.float16(0.1), np.float32("nan")),
    *(np.float64(-0.0), np.longdouble(1) / 3, np.complex64(1 - 2j), np.clongdouble(1j) / 3),
    *(np.str_(""), np.str_("π\x00"), np.str_("\ud83d"), np.bytes_(b""), np.bytes_(b"a\x00")),
    *(np.datetime64("2020-02-29", "D"), np.datetime64("NaT"), np.timedelta64(-3, "ms")),
]


@pytest.mark.parametrize("value", NUMPY_SCALARS, ids=lambda value: f"{value.dtype}-{value!a:.20}")
def test_a_scalar_of_numpy_arrives_exactly(value):
    arrived = sent(value)
    assert_same(value, arrived)
    assert len(value) == len(arrived) if isinstance(value, (str, bytes)) else True


ARRAYS = {
    "0-d": np.array(2.5),
    "size zero": np.zeros((3, 0, 2), np.int16),
    "many of no size": np.zeros((2**39, 0), np.int8),
    "big-endian": np.arange(6, dtype=">i4").reshape(2, 3),
    "Fortran order": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "64 axes": np.ones((1,) * 64),
    "bool": np.array([[True], [False]]),
    "special": np.array([np.nan, -0.0, np.inf, -np.inf, 5e-324]),
    "half": np.array([0.1, 65504], np.float16),
    "long": np.array([1, 3], np.longdouble) / 7,
    "text": np.array(["π", "", "\U0001f389ab", "\ud83d"]),
    "big-endian text": np.array(["π", "abc"], ">U3"),
    "bytes": np.array([b"a", b"\x00b"]),
    "dates": np.array(["2020-02-29", "NaT"], "M8[D]"),
    "spans": np.array([-1, 5], "m8[25us]"),
    "transposed": np.arange(24).reshape(2, 3, 4).transpose(2, 0, 1),
    "every other": np.arange(10)[::-2],
    "spread": np.broadcast_to(np.float32(3), (4, 5)),
}


@pytest.mark.parametrize("array", ARRAYS.values(), ids=ARRAYS)
def test_an_array_arrives_exactly(array):
    assert_same(array, sent(array))


@given(hnp.arrays(hnp.scalar_dtypes(), hnp.array_shapes(min_dims=0, min_side=0)))
def test_any_array_arrives_exactly(array):
    for arranged in (array, np.asfortranarray(array) if array.ndim else array, array[..., None].T):
        assert_same(arranged, sent(arranged))


def test_an_array_that_may_not_be_written_stays_so():
    array = np.arange(3)
    array.flags.writeable = False
    assert not sent(array).flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        sent(array)[0] = 1
    one, other = sent([np.zeros(2), np.zeros(2)])
    one[:] = 1
    assert not other.any()


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("free", [True, False])
def test_an_array_of_objects_arrives_with_its_objects(order, free):
    array = np.empty((2, 3), object, order)
    array.flat[:] = [None, "a", 2**70, np.float32(0.5), [1, (2,)], 3.0]
    array[0, 0] = np.array(7)  # an array without axes within the array
    array[1, 2] = np.arange(2)
    array.flags.writeable = free
    assert_same(array, sent(array))
    assert_same(np.empty((0, 2), object), sent(np.empty((0, 2), object)))
    assert_same(np.array(None), sent(np.array(None)))


def test_a_bool_is_one_or_nothing_though_its_byte_is_another():
    mask = np.array([0, 255, 2], np.uint8).view(bool)
    assert sent(mask).tobytes() == b"\x00\x01\x01"
    tensor = decode(["tensor", 1, "bool", [2], False, 0], [b"\x00\xff"])
    assert tensor.tolist() == [False, True]


KINDS = ["float16", "bfloat16", "float32", "float64", "complex64", "int8", "uint8", "int64", "bool"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(), (2, 3), (0, 4)])
def test_a_tensor_arrives_exactly(kind, shape):
    tensor = (torch.rand(shape) * 5).to(getattr(torch, kind))
    assert_same(tensor, sent(tensor))
    assert_same(tensor.T if tensor.ndim == 2 else tensor, sent(tensor.T if shape else tensor))


def test_a_tensor_that_learns_arrives_so_but_without_what_it_learned_from():
    weight = torch.ones(2, requires_grad=True)
    arrived = sent([weight, weight * 2, torch.nn.Parameter(torch.zeros(1)), weight])
    assert [each.requires_grad for each in arrived] == [True, True, True, True]
    assert all(each.is_leaf for each in arrived)
    assert arrived[0] is arrived[3]
    turned = torch.tensor([1 + 2j]).conj()
    assert sent(turned).tolist() == [1 - 2j]


@pytest.mark.parametrize(
    "tensor",
    [torch.ones(2).to_sparse(), torch.ones(2, device="meta"), torch.ones(2).to(torch.float8_e5m2)],
    ids=["sparse", "meta", "float8"],
)
def test_a_tensor_of_an_odd_kind_stays_behind(tensor):
    assert type(sent(tensor)).__name__ == "Tensor"
    assert isinstance(sent(tensor), Unsent)


hashable = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.binary()
    | st.text(st.characters(codec=None)),
    lambda inner: st.tuples(inner, inner) | st.frozensets(inner, max_size=3),
    max_leaves=4,
)
values = st.recursive(
    hashable
    | st.complex_numbers()
    | hnp.arrays(hnp.scalar_dtypes(), hnp.array_shapes(min_dims=0, max_side=3))
    | hnp.scalar_dtypes().flatmap(lambda dtype: hnp.from_dtype(dtype)),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(hashable, inner, max_size=3)
        | st.sets(hashable, max_size=3)
        | st.builds(slice, inner, inner)
    ),
    max_leaves=8,
)


@given(values)
def test_any_plain_value_arrives_exactly(value):
    arrived = sent(value, strict=True)
    assert type(arrived) is type(value)
    # a set has no order, so it is compared by what it would send itself
    assert encode(_sorted(arrived)) == encode(_sorted(value))


def _sorted(value):
    if isinstance(value, (set, frozenset)):
        return [type(value).__name__, sorted((_sorted(item) for item in value), key=repr)]
    if type(value) in (list, tuple):
        return [type(value).__name__, [_sorted(item) for item in value]]
    if type(value) is dict:
        return [[_sorted(key), _sorted(item)] for key, item in value.items()]
    if type(value) is slice:
        return [_sorted(value.start), _sorted(value.stop)]
    return value


def test_what_is_shared_arrives_shared_and_a_cycle_as_a_cycle():
    shared = [np.zeros(2), {"a": {1}}, bytearray(b"x")]
    first, second, inner = sent([shared, shared, shared[1]["a"]])
    assert first is second
    assert first[1]["a"] is inner
    cycle: list = [1]
    cycle.append((cycle, {"self": cycle}))
    arrived = sent(cycle)
    assert arrived[1][0] is arrived
    assert arrived[1][1]["self"] is arrived
    own = np.empty(1, object)
    own[0] = own
    arrived = sent(own)
    assert arrived[0] is arrived


def test_equal_things_are_not_taken_for_the_same():
    one, other = sent([[], []])
    assert one is not other
    lists = sent([list(range(n % 3)) for n in range(1000)])  # no id is given twice
    assert lists == [list(range(n % 3)) for n in range(1000)]


class Liar(float):
    """Says yes to everything."""

    def __eq__(self, other):
        return True

    def __float__(self):
        return 42.0

    def __sub__(self, other):
        return 0.0

    __abs__ = __rsub__ = __neg__ = lambda self: 0.0
    __hash__ = None


class Colour(enum.IntEnum):
    RED = 3


class Sly(np.ndarray):
    """Makes every comparison come out right."""

    def __array_ufunc__(self, *args, **options):
        return True

    def view(self, *args):
        return self

    tobytes = tolist = view


class Kept(list):
    """Shows a list other than the one it is."""

    def __iter__(self):
        return iter([42])

    def __len__(self):
        return 1


class Sorted(dict):
    def items(self):
        return [("a", 42)]

    keys = values = __iter__ = items


Point = namedtuple("Point", "x y")


@pytest.mark.parametrize(
    ("value", "base", "plain"),
    [
        (Liar(1.5), float, 1.5),
        (Colour.RED, int, 3),
        (enum.Enum("Text", {"A": "a"}, type=str).A, str, "a"),
        (Point(1, [2]), tuple, (1, [2])),
        (Kept([1, 2]), list, [1, 2]),
        (Sorted(b=1), dict, {"b": 1}),
        (Counter("aab"), dict, {"a": 2, "b": 1}),
        (defaultdict(list, a=[1]), dict, {"a": [1]}),
        (type("Own", (set,), {"__len__": lambda self: 9})({1}), set, {1}),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_value_of_an_own_class_arrives_as_its_plain_base_would_behave(value, base, plain):
    arrived = sent(value)
    kind = type(arrived)
    assert kind is not type(value)
    assert kind.__mro__ == (kind, base, object)
    assert set(vars(kind)) <= {"__module__", "__doc__", "__dict__", "__weakref__"}
    assert base(arrived) == plain == arrived
    assert arrived != base()
    assert type(arrived) is not base  # so that a test that wants the base itself can tell


def test_an_array_of_an_own_class_arrives_as_an_array_of_a_class_with_nothing_of_its_own():
    sly = np.arange(3.0).view(Sly)
    matrix, masked = np.array([[1, 2]]).view(np.matrix), np.ma.masked_array([1, 2], [True, False])
    arrived = sent([sly, matrix, masked])
    for each, plain in zip(arrived, ([0.0, 1, 2], [[1, 2]], [1, 2]), strict=True):
        kind = type(each)
        assert kind.__mro__ == (kind, np.ndarray, object)
        np.testing.assert_array_equal(np.asarray(each), plain)
        assert not np.allclose(each, 7)
    assert [type(each).__name__ for each in arrived[1:]] == ["matrix", "MaskedArray"]


def test_an_ordered_dict_keeps_the_order_it_was_given():
    moved = OrderedDict(a=1, b=2)
    moved.move_to_end("a")
    assert list(sent(moved).items()) == [("b", 2), ("a", 1)]


def test_the_name_of_an_own_class_does_not_cross():
    secret = type("the answer is 42", (int,), {})(7)
    function = type("the answer is 43", (), {})()
    arrived = sent([secret, function])
    assert [type(each).__name__ for each in arrived] == ["object of a class of its own"] * 2
    assert "answer" not in repr(arrived)


class Thing:
    __hash__ = object.__hash__

    def __eq__(self, other):
        return True


STAY = {
    "function": test_what_is_shared_arrives_shared_and_a_cycle_as_a_cycle,
    "builtin_function_or_method": len,
    "generator": (n for n in ()),
    "module": np,
    "memoryview": memoryview(b"x"),
    "Decimal": Decimal(1),
    "Fraction": Fraction(1, 3),
    "deque": deque([1]),
    "type": type,  # as a value: a class that is not well known, of the class type
    "structured array": np.zeros(2, [("a", int)]),
    "object of a class of its own": Thing(),
}


@pytest.mark.parametrize("name", STAY)
def test_what_has_no_plain_form_stays_and_says_what_it_is(name):
    value = Point if name == "type" else STAY[name]
    arrived = sent(value)
    assert isinstance(arrived, Unsent)
    assert type(arrived).__name__ == name
    assert name in repr(arrived)
    with pytest.raises(NotPlain, match=f"the {name} stays in the notebook's own process"):
        bool(arrived)
    with pytest.raises(NotPlain, match="has no plain form"):
        encode([value], strict=True)
    with pytest.raises(NotPlain, match="has no plain form"):
        encode({"a": (arrived,)}, strict=True)  # nor does it go back


USES = {
    "==": lambda x: x == x,
    "== from the other side": lambda x: operator.eq(3, x),
    "!=": lambda x: x != 3,
    "<": lambda x: operator.lt(3, x),
    "in a list": lambda x: 3 in [x],
    "a list of it": lambda x: [x] == [3],
    "contains": lambda x: 3 in x,
    "bool": bool,
    "not": lambda x: not x,
    "len": len,
    "iter": list,
    "item": lambda x: x[0],
    "float": float,
    "int": int,
    "range": range,
    "abs": abs,
    "round": round,
    "hash": hash,
    "key": lambda x: {x: 1},
    "str": str,
    "format": lambda x: f"{x}",
    "call": lambda x: x(),
    "+": lambda x: x + 1,
    "- from the other side": lambda x: 1 - x,
    "/ from the other side": lambda x: 1 / x,
    "with an array": lambda x: np.ones(2) - x,
    "array == it": lambda x: np.ones(2) == x,
    "attribute": lambda x: x.shape,
    "np.asarray": np.asarray,
    "np.array of it": lambda x: np.array([x]),
    "np.sum": np.sum,
    "np.abs": np.abs,
    "np.allclose": lambda x: np.allclose(x, x),
    "np.shape": np.shape,
    "np.isnan": np.isnan,
    "assert_allclose": lambda x: np.testing.assert_allclose(x, x),
    "assert_array_equal": lambda x: np.testing.assert_array_equal(x, 3),
    "assert_equal": lambda x: np.testing.assert_equal(x, x),
    "assert_equal from the other side": lambda x: np.testing.assert_equal(3, x),
    "pytest.approx": lambda x: x == pytest.approx(3),
    "torch.as_tensor": torch.as_tensor,
    "sorted": lambda x: sorted([x, x]),
    "max": lambda x: max([x, x]),
}


@pytest.mark.parametrize("use", USES)
def test_what_stayed_refuses_every_use(use):
    with pytest.raises((TypeError, AttributeError, AssertionError)):  # NotPlain is a TypeError
        USES[use](sent(Thing()))


def test_what_stayed_is_never_equal_to_an_array_and_is_copied_as_itself():
    arrived = sent(Thing())
    assert not np.array_equal(arrived, arrived)
    assert copy.deepcopy(arrived) is arrived


def test_where_a_key_has_no_plain_form_the_whole_dict_or_set_stays():
    thing, shared = Thing(), [1]
    arrived = sent([{thing: shared}, {thing}, frozenset([thing]), shared, {1: thing}])
    names = [type(each).__name__ for each in arrived]
    assert names == ["dict", "set", "frozenset", "list", "dict"]
    assert [isinstance(each, Unsent) for each in arrived] == [True, True, True, False, False]
    assert isinstance(arrived[4][1], Unsent)


def test_what_stays_may_stand_in_two_places():
    record = np.zeros(2, [("a", int)])
    one, other = sent([record, record])
    assert isinstance(one, Unsent)
    assert isinstance(other, Unsent)
    assert isinstance(sent(record.view(np.recarray)), Unsent)


def test_another_way_is_asked_for_what_is_not_plain():
    def mine(value):
        return ["other", 7] if value is len else None

    tree, buffers = encode([1, len, {2}], mine)
    assert decode(tree, buffers, lambda tree: f"number {tree[1]}") == [1, "number 7", {2}]
    with pytest.raises(BadMessage, match="nothing but plain data"):
        decode(tree, buffers)
    with pytest.raises(NotPlain, match="builtin_function_or_method"):
        encode(min, mine, strict=True)


def nested(levels):
    value: list = []
    for _ in range(levels):
        value = [value]
    return value


LARGE = {
    "array": (
        lambda: np.broadcast_to(0.0, (2**13, 2**13)),
        r"\(8192, 8192\), 512 MB, is too large",
    ),
    "tensor": (lambda: torch.zeros(1).expand(2**26), r"tensor of shape \(67108864,\) is too large"),
    "two arrays": (lambda: [np.zeros(2**22), np.zeros(2**22)], "larger than 60 MB"),
    "bytes": (lambda: bytes(MOST_BYTES), "larger than 60 MB"),
    "text": (lambda: "x" * (MOST_BYTES + 1), "larger than 60 MB"),
    "text that JSON makes longer": (lambda: "π" * (MOST_BYTES // 5), "larger than 60 MB"),
    "an int": (lambda: 1 << (MOST_BYTES * 5), "larger than 60 MB"),
    "a list": (lambda: [None] * (MOST_BYTES // 20), "larger than 60 MB"),
    "objects": (lambda: np.empty(MOST_BYTES // 20, object), "larger than 60 MB"),
    "a range": (lambda: range(10**6 + 1), "range of more than 1,000,000 numbers"),
    "an endless range": (lambda: range(-(10**30), 10**30), "range of more than 1,000,000 numbers"),
    "nested": (lambda: nested(DEEPEST + 1), "more than 150 deep"),
}


@pytest.mark.parametrize("name", LARGE)
def test_what_is_too_large_or_too_deep_is_refused_with_a_reason(name):
    make, message = LARGE[name]
    with pytest.raises(NotPlain, match=message):
        encode(make())


def test_a_class_within_itself_is_too_deep_rather_than_endless():
    own = Kept()
    list.append(own, own)
    with pytest.raises(NotPlain, match="too deep"):
        encode(own)


def test_what_is_just_not_too_deep_or_too_long_crosses():
    assert sent(nested(DEEPEST)) == nested(DEEPEST)
    assert sent(range(10**6)) == range(10**6)


# ---- what no honest process sends ----


def outcome(tree, buffers=()):
    """Read something; nothing but BadMessage may come of it, or a value that can be shown."""
    try:
        value = decode(tree, list(buffers))
    except BadMessage:
        return BadMessage
    with contextlib.suppress(ValueError):  # NumPy shows no date that has no unit
        repr(value)
    return value


SHAPES = [[2**39], [2**39] * 64, [-1], [1] * 65, [1.0], [True], "3", None, [2**40, 0], [[3]], {}]
BAD = {
    "a shape without data": [["array", 1, "<f8", shape, "C", True, 0] for shape in SHAPES],
    "a tensor's shape": [["tensor", 1, "float32", shape, False, 0] for shape in SHAPES],
    "a shape of objects": [["objects", 1, shape, "C", True, []] for shape in SHAPES],
    "a dtype": [
        ["array", 1, dtype, [0], "C", True, 0]
        for dtype in (
            *("O", "|O", "|O8", "V8", "|V8", "<M8[1000000000s]", "<M8[0s]", "<m8[01s]", "<U0"),
            *(
                "|S0",
                "f8",
                "<f8,<i4",
                "<f3",
                "<i٨",
                "<f8[s]",
                "<M8[xx]",
                "<U9999999999",
                "<f\ud83d",
            ),
            *("", "object", "(2,2)<f8", "<U999999999", [["a", "<f8"]], None, 8, {"names": []}),
        )
    ],
    "a torch dtype": [
        ["tensor", 1, dtype, [0], False, 0]
        for dtype in ("Tensor", "load", "_dynamo", "float8_e5m2", "quint8", "__name__", [], None)
    ],
    "a scalar": [
        ["scalar", "<f8", "00"],
        ["scalar", "<f8", "zz" * 8],
        ["scalar", "<U1", "ffffffff"],
        ["scalar", "|O8", "00" * 8],
        ["scalar", "|S0", ""],
        ["scalar", "<M8[0s]", "00" * 8],
        ["scalar", "<f8", 8],
    ],
    "an array of no text": [["array", 1, "<U1", [1], "C", True, 1]],
    "an int": [["int", "x"], ["int", ""], ["int", 5], ["int", None], ["int"], ["int", "1", "1"]],
    "a float": [["float", "1.5"], ["float", []], ["float", "NaN"], ["float", {}]],
    "a complex": [["complex", 1, 2.0], ["complex", "a", 1.0], ["complex", 1.0, ["complex"]]],
    "a range": [["range", [10**7]], ["range", [0, 2**80]], ["range", [1.5]], ["range", [0, 9, 0]]],
    "a buffer": [["bytes", place] for place in (2, -1, True, 1.0, "0", None, [], 2**70)],
    "the same buffer twice": [
        ["tuple", [["bytes", 0], ["bytes", 0]]],
        ["tuple", [["array", 1, "|u1", [0], "C", True, 0], ["bytearray", 2, 0]]],
    ],
    "a number": [["list", "1", []], ["list", None, []], ["list", 1.0, []], ["set", [], []]],
    "again": [["again", 1], ["again", []], ["again"], ["list", 1, [["again", 2]]]],
    "a key": [
        ["dict", 1, [["list", 2, []]], [1]],
        ["dict", 1, [["again", 1]], [1]],
        ["dict", 1, [1, 2], [1]],
        ["set", 1, [["unsent", "a"]]],
        ["frozenset", [["array", 1, "<f8", [0], "C", True, 0]]],
    ],
    "items": [
        ["list", 1, "ab"],
        ["tuple", {}],
        ["list", 1, 5],
        ["dict", 1, "ab", "ab"],
        ["slice", []],
    ],
    "a class": [
        ["sub", "a", None],
        ["sub", "a", True],
        ["sub", "a", ["sub", "a", 1]],
        ["sub", "a", ["unsent", "a"]],
        ["sub", [], 1],
        ["sub", {}, 1],
        ["sub", "a", ["type", "int"]],
        ["unsent", []],
        ["unsent"],
    ],
    "a type": [["type", "eval"], ["type", "type"], ["type", []], ["type", "os.system"]],
    "a tag": [[], [[]], [1], [None], ["value", 1], ["_data", 0], ["__init__", 1], ["eval", "1"]],
    "JSON's own": [{}, {"a": 1}, [{}], ["list", 1, [{}]], ["other", 1]],
    "a text": [["np_str", 5], ["np_str", ["list", 1, []]], ["text", 1], ["np_bytes", 5]],
}


@pytest.mark.parametrize("kind", BAD)
def test_what_no_honest_process_sends_is_refused_at_no_cost(kind):
    for tree in BAD[kind]:
        tracemalloc.start()
        try:
            arrived = outcome(tree, [b"", b"\xff\xff\xff\xff"])
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert arrived is BadMessage, tree
        assert most < UNCOUNTED, tree


def deep(tag, levels):
    tree = [tag, []]
    for level in range(levels):
        tree = [tag, [tree]] if tag == "tuple" else [tag, level, [tree]]
    return tree


@pytest.mark.parametrize("tag", ["tuple", "frozenset", "list", "slice"])
@pytest.mark.parametrize("levels", [DEEPEST + 2, 5000, 100_000])
def test_nesting_is_refused_however_deep(tag, levels):
    assert outcome(deep(tag, levels)) is BadMessage


def test_numbers_of_a_million_digits_are_read_and_little_else_is_made_of_them():
    assert decode(["int", "-0x" + "f" * 10**6], []) == -(16**10**6 - 1)
    assert decode(["range", [["int", "0x" + "f" * 1000]] * 2], []) == range(0)


@pytest.mark.parametrize("tag", ["set", "frozenset", "dict"])
def test_a_time_limit_ends_the_reading_of_keys_whose_hashes_are_all_equal(tag):
    keys = [["int", hex(n * sys.hash_info.modulus)] for n in range(10**5)]
    tree = {"set": [1, keys], "frozenset": [keys], "dict": [1, keys, keys]}[tag]

    def strike(*_):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, strike)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(KeyboardInterrupt):
            decode([tag, *tree], [])
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_many_of_one_class_share_it():
    many = decode(["list", 1, [["sub", "a", n] for n in range(1000)]], [])
    assert len({type(each) for each in many}) == 1


parts = (
    st.sampled_from(
        [
            *(
                "",
                "C",
                "F",
                "nan",
                "inf",
                "a",
                "0x1f",
                "ff" * 8,
                "<f8",
                "|b1",
                ">U2",
                "|S3",
                "<M8[s]",
            ),
            *("<f16", "|O8", "|V8", "<M8[0s]", "float32", "bfloat16", "bool", "int", "function"),
            *(0, 1, 2, 3, -1, 8, 2**39, 2**63, 10**20, True, False, None, 0.5, {}, []),
            *([0], [2], [2, 2], [2**39], [2**39, 0], [-1], [8], [1, 2, 3]),
        ]
    )
    | st.integers()
    | st.text(max_size=5)
    | st.floats()
)
tags = st.sampled_from([*_READ, "other"])
trees = st.recursive(
    parts,
    lambda inner: (
        st.builds(lambda tag, more: [tag, *more], tags, st.lists(inner, max_size=6))
        | st.builds(lambda tag, items: [tag, 1, items], tags, st.lists(inner, max_size=4))
        | st.lists(inner, max_size=4)
    ),
    max_leaves=12,
)
buffers = st.lists(st.binary(max_size=64), max_size=4)


@settings(max_examples=500)
@given(trees, buffers)
def test_any_tree_is_read_or_refused(tree, buffers):
    outcome(tree, buffers)


shapes = st.lists(st.integers(0, 5) | st.sampled_from([-1, 2**39, True, 1.0]), max_size=3)


@settings(max_examples=500)
@given(
    st.text("<>|=", min_size=1, max_size=1),
    st.text("biufcSUMmOVT", min_size=1, max_size=1),
    st.sampled_from(["", "0", "1", "2", "3", "4", "8", "16", "32", "4000000000", "08"]),
    st.sampled_from(["", "[s]", "[7D]", "[0s]", "[]", "[-1s]", "[9999999s]", "[as]", "[generic]"]),
    shapes,
    st.binary(max_size=96),
    st.sampled_from("CFKA"),
)
def test_an_array_of_any_account_is_read_or_refused(end, kind, size, unit, shape, data, order):
    dtype = end + kind + size + unit
    arrived = outcome(["array", 1, dtype, shape, order, False, 0], [data])
    if arrived is not BadMessage:
        assert type(arrived) is np.ndarray
        assert arrived.nbytes == len(data)
        assert not arrived.dtype.hasobject
        arrived.tolist()
        assert bool(np.array_equal(arrived, arrived)) in (True, False)
    outcome(["scalar", dtype, data.hex()])


HONEST = [
    *SCALARS[:8],
    *(1 + 2j, "half \ud83d", b"ab", bytearray(b"ab"), slice(1, 2), range(3), ..., int),
    *(np.float32(1), np.str_("a"), np.bytes_(b"a"), np.datetime64("2020"), np.dtype("<f4")),
    *ARRAYS.values(),
    *(np.array([1, [2], None], object), torch.ones(2, 2), Liar(1), Point(1, 2), Thing()),
    *([1, [2, (3, {4: {5}})]], {"a": np.ones(2), "b": frozenset([1])}),
]


@settings(max_examples=500)
@given(
    st.lists(st.sampled_from(HONEST), min_size=1, max_size=3),
    st.lists(
        st.tuples(
            st.sampled_from(["put", "drop", "twice", "swap", "cut", "add"]),
            st.integers(0, 999),
            parts,
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_an_honest_message_that_was_tampered_with_is_read_or_refused(honest, changes):
    tree, buffers = encode(honest)
    tree = json.loads(json.dumps(tree))  # a copy
    for change, place, part in changes:
        lists = list(_lists(tree))
        where = lists[place % len(lists)]
        at = place % len(where) if where else 0
        if change == "put" and where:
            where[at] = copy.deepcopy(part)
        elif change == "drop" and where:
            del where[at]
        elif change == "twice" and where:
            where.insert(at, copy.deepcopy(where[at]))
        elif change == "swap" and where:
            where[at], where[-1] = where[-1], where[at]
        elif change == "cut" and buffers:
            buffers[place % len(buffers)] = buffers[place % len(buffers)][:-1]
        else:
            buffers.append(b"\x01" * (place % 40))
    outcome(tree, buffers)


def _lists(tree):
    if isinstance(tree, list):
        yield tree
        for item in tree:
            yield from _lists(item)
