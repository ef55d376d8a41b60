"""What a result has to be: its type is looked at first, then its shape, then its values."""

import numpy as np
import pytest
import torch

from cnnkit.checks import Array, Dict, ListOf, Real, Tuple, Whole
from cnnkit.checks.returns import alike

PAIR = Tuple((Real(), Whole()), names=("mean", "count"))
TABLE = Dict({"shape": Tuple((Whole(), Whole())), "weights": Whole()})


class Agreeable:
    """Equal to everything, near to everything, as long as everything."""

    def __eq__(self, other):
        return True

    __hash__ = None
    __float__ = __int__ = __index__ = __len__ = lambda self: 1


class AgreeableFloat(float):
    __eq__ = __ge__ = __le__ = lambda self, other: True
    __hash__ = None


class AgreeableInt(int):
    __eq__ = __ge__ = __le__ = lambda self, other: True
    __hash__ = None


class AgreeableArray(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return True


@pytest.mark.parametrize("reveal", [True, False])
@pytest.mark.parametrize(
    ("got", "complaint"),
    [
        ([[9.0]], "a NumPy array is expected, yours is a list"),
        (np.array([[9, "9"]]), "an array of numbers is expected"),
        (np.array([[9.0]]), "the shape (1, 2) is expected, yours is (1, 1)"),
        (np.array([[1.0, 9.0]]), "9.0"),
    ],
)
def test_an_array_is_refused_by_type_then_shape_then_value(got, complaint, reveal):
    assert complaint in Array().difference(got, [[1.0, 2.0]], reveal=reveal)


@pytest.mark.parametrize(
    ("got", "way_out"),
    [
        ([1.0], "wrap it in np.array(...)"),
        ((1.0,), "wrap it in np.array(...)"),
        (torch.ones(1), "end with .numpy()"),
        (None, "is there a return?"),
        (np.float64(1), "a float64 (1.0)"),
    ],
)
def test_other_types_than_arrays_are_refused_with_the_way_out(got, way_out):
    assert way_out in Array().difference(got, np.ones(1), reveal=True)


def test_an_array_of_lists_is_asked_for_rows_of_equal_length():
    ragged = np.empty(2, dtype=object)
    ragged[:] = [[1, 2], [3]]
    assert "are its rows equally long?" in Array().difference(ragged, np.ones(2), reveal=True)


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int16, np.float16, np.float32, np.float64])
def test_the_dtype_of_an_array_is_free(dtype):
    assert Array().difference(np.ones(3, dtype), np.ones(3), reveal=True) is None


def test_a_promised_dtype_is_asked_for():
    assert Array(dtype="uint8").difference(np.ones(1, np.uint8), [1], reveal=True) is None
    assert "yours has dtype int64" in Array(dtype="uint8").difference(
        np.ones(1, int), [1], reveal=True
    )
    assert "yours has dtype float64" in Array(kind="whole").difference(np.ones(1), [1], reveal=True)
    assert Array(kind="whole").difference(np.ones(1, np.uint16), [1], reveal=True) is None


def test_a_kept_dtype_is_that_of_the_right_answer():
    kept = Array(dtype="kept")
    assert kept.difference(np.ones(1, bool), np.ones(1, bool), reveal=True) is None
    assert kept.difference(np.ones(1), np.ones(1, np.uint8), reveal=True) == (
        "an array of dtype uint8 is expected, yours has dtype float64"
    )
    as_bool, as_float = (kept.judged(np.ones(1, dtype)) for dtype in (bool, float))
    assert not alike(as_bool, as_float)
    assert alike(as_float, as_float)


def test_arrays_may_differ_by_rounding_only():
    right = np.array([1000.0, 0.0])
    assert Array().difference(right * (1 + 9e-6) + 9e-6, right, reveal=True) is None
    assert "1 of 2 values differ" in Array().difference(
        right + np.array([0.02, 0]), right, reveal=True
    )
    assert "1 of 2 values differ" in Array().difference(
        right + np.array([0, 2e-5]), right, reveal=True
    )


def test_nan_is_never_equal():
    assert Array().difference(np.array([np.nan]), np.array([np.nan]), reveal=True)
    assert Real().difference(np.nan, np.nan, reveal=True)


@pytest.mark.parametrize("got", [28, np.int8(28), np.uint64(28), np.intp(28)])
def test_every_integer_is_a_whole_number(got):
    assert Whole().difference(got, 28, reveal=True) is None


@pytest.mark.parametrize(
    ("got", "name"),
    [
        (28.0, "a float (28.0)"),
        (np.float64(28), "a float64 (28.0)"),
        (True, "a bool (True)"),
        (np.True_, "a bool (True)"),
        ("28", "a str ('28')"),
        (np.array(28), "a ndarray"),
        (np.timedelta64(28), "a timedelta64"),
        (None, "None: is there a return?"),
    ],
)
def test_what_is_no_whole_number_is_refused_by_its_type(got, name):
    assert (
        Whole().difference(got, 28, reveal=True) == f"a whole number is expected, yours is {name}"
    )


@pytest.mark.parametrize("got", [0.5, np.float16(0.5), np.float32(0.5), np.longdouble(0.5)])
def test_every_float_is_a_real_number(got):
    assert Real().difference(got, 0.5, reveal=True) is None


@pytest.mark.parametrize(
    ("got", "name"), [(1, "an int (1)"), (True, "a bool (True)"), (np.int64(1), "an int64 (1)")]
)
def test_whole_numbers_and_truth_values_are_no_real_numbers(got, name):
    assert Real().difference(got, 1.0, reveal=True) == f"a float is expected, yours is {name}"


def test_real_numbers_may_differ_by_a_millionth():
    assert Real().difference(0.5 + 0.9e-6, 0.5, reveal=True) is None
    assert Real().difference(0.5 + 1.1e-6, 0.5, reveal=True)


@pytest.mark.parametrize("kind", [Array(), Whole(), Real(), PAIR, ListOf(Whole()), TABLE])
@pytest.mark.parametrize(
    "got",
    [Agreeable(), AgreeableFloat(1), AgreeableInt(1), np.ones(2).view(AgreeableArray)],
    ids=lambda got: type(got).__name__,
)
def test_an_object_that_agrees_with_everything_gets_nothing(kind, got):
    right = {"shape": (1, 1), "weights": 1} if kind is TABLE else [1.0, 1]
    right = right[0] if kind in (Whole(), Real()) else right
    assert kind.difference(got, right, reveal=True)


def test_nor_does_one_inside_a_tuple():
    assert "AgreeableInt" in PAIR.difference((1.0, AgreeableInt(1)), (1.0, 1), reveal=True)


def test_a_tuple_is_judged_entry_by_entry():
    assert PAIR.difference((0.5, np.int64(3)), (0.5, 3), reveal=True) is None
    assert "round brackets" in PAIR.difference([0.5, 3], (0.5, 3), reveal=True)
    assert "3 entries" in PAIR.difference((0.5, 3, 1), (0.5, 3), reveal=True)
    assert PAIR.difference((0.5, 4), (0.5, 3), reveal=True) == "count: 3 is expected, yours is 4"
    assert PAIR.only("mean").difference((0.5, 4), (0.5, 3), reveal=True) is None


def test_a_list_is_a_list_of_the_right_length():
    kind = ListOf(Whole())
    assert kind.difference([1, 2], [1, 2], reveal=True) is None
    assert "wrap it in list(...)" in kind.difference((1, 2), [1, 2], reveal=True)
    assert "3 entries" in kind.difference([1, 2, 3], [1, 2], reveal=True)
    assert "entry [1]" in kind.difference([1, 3], [1, 2], reveal=True)


def test_a_dict_is_judged_key_by_key():
    right = {"shape": (2, 3), "weights": 6}
    assert TABLE.difference(right | {"note": "mine"}, right, reveal=True) is None
    assert "needs the key 'weights'" in TABLE.difference({"shape": (2, 3)}, right, reveal=True)
    wrong = right | {"shape": (2, 4)}
    assert TABLE.difference(wrong, right, reveal=True).startswith("shape: entry [1]: 3 is expected")
    assert TABLE.only("weights").difference(wrong, right, reveal=True) is None


@pytest.mark.parametrize(
    ("kind", "got", "right"),
    [
        (Whole(), 28, 777),
        (Real(), 0.5, 777.0),
        (Array(), np.zeros(3), np.full(3, 777.0)),
        (PAIR, (777.5, 3), (777.5, 777)),
        (ListOf(Whole()), [1], [777]),
        (TABLE, {"shape": (1, 1), "weights": 1}, {"shape": (1, 1), "weights": 777}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_hidden_test_never_prints_what_it_expected(kind, got, right):
    assert "777" in kind.difference(got, right, reveal=True)
    assert "777" not in kind.difference(got, right, reveal=False)
