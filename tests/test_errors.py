"""What comes in is checked once, and refused with what was expected, what came, and the way out."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnkit.errors import (
    ShapeError,
    require_array,
    require_choice,
    require_float,
    require_pair,
    require_same_shape,
    require_whole,
)


def test_a_shape_error_is_a_value_error():
    """Exercises ask for ValueError, and callers who know no cnnkit catch that."""
    assert issubclass(ShapeError, ValueError)


@pytest.mark.parametrize(
    "x",
    [
        np.ones((2, 3)),
        np.ones((2, 3), dtype=np.uint8),
        [[True, False]],
        [[1, 2.5]],
        torch.ones(2, 3),
        np.ones((2, 3), order="F").view(),
    ],
    ids=["floats", "bytes", "booleans", "list", "tensor", "other order"],
)
def test_anything_that_holds_numbers_is_an_array(x):
    array = require_array(x, "x", "height, width")
    assert isinstance(array, np.ndarray)
    np.testing.assert_array_equal(array, np.asarray(x))


def test_an_array_is_not_copied():
    x = np.ones((2, 3))
    assert require_array(x, "x", "height, width") is x


@pytest.mark.parametrize(
    ("x", "message"),
    [
        ([[1, 2], [3]], "got a list whose rows differ in length; make every row equally long"),
        (["a", "b"], "x must hold integers, floats or booleans, got a list"),
        (None, "got a NoneType"),
        (np.array([1j]), "got an array of dtype complex128"),
        (np.array(["2026-11-20"], dtype="datetime64[D]"), "got an array of dtype datetime64[D]"),
        (np.array([None]), "convert it first, for example np.asarray(x, dtype=float)"),
    ],
    ids=["ragged", "text", "nothing", "complex", "dates", "objects"],
)
def test_what_holds_no_numbers_is_a_type_error(x, message):
    with pytest.raises(TypeError) as caught:
        require_array(x, "x", "width")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("shape", "leading", "message"),
    [
        ((4,), False, "x must have the axes (height, width), got an array of shape (4,);\n"
         "add the missing axis, for example x[None]"),
        ((4,), True, "x must have the axes (..., height, width), got an array of shape (4,);\n"
         "add the missing axis, for example x[None]"),
        ((5, 3, 4, 4), False, "x must have the axes (height, width), got an array of shape "
         "(5, 3, 4, 4);\npick one map first, for example x[0, 0]"),
        ((0, 4), True, "x must not be empty, got an array of shape (0, 4);\n"
         "check the slice that made it"),
        ((2, 4, 0), True, "x must not be empty, got an array of shape (2, 4, 0);\n"
         "check the slice that made it"),
    ],
)  # fmt: skip
def test_wrong_axes_are_a_shape_error(shape, leading, message):
    with pytest.raises(ShapeError) as caught:
        require_array(np.ones(shape), "x", "height, width", leading=leading)
    assert str(caught.value) == message


def test_the_way_out_of_too_many_axes_works():
    x = np.ones((5, 3, 4, 4))
    assert require_array(x[0, 0], "x", "height, width").shape == (4, 4)


def test_a_batch_may_be_empty_but_a_map_may_not():
    assert require_array(np.ones((0, 4, 4)), "x", "height, width", leading=True).size == 0
    assert require_array(np.ones((0, 4)), "x", "height, width", empty=True).size == 0


@given(st.integers() | st.integers(-100, 100).map(np.int16) | st.integers(0, 9).map(np.array))
def test_every_kind_of_whole_number_becomes_an_int(value):
    whole = require_whole(value, "window", minimum=None)
    assert type(whole) is int
    assert whole == value


@pytest.mark.parametrize(
    "value",
    [True, np.True_, np.array(True), 2.0, np.float64(2), "2", None, [2], np.array([2]), 2 + 0j],
    ids=repr,
)
def test_what_only_looks_like_a_whole_number_is_a_type_error(value):
    with pytest.raises(TypeError, match=r"^window must be a whole number, got the "):
        require_whole(value, "window")
    with pytest.raises((TypeError, ValueError), match=r"^window"):
        require_pair(value, "window")


@given(minimum=st.integers(-5, 5), below=st.integers(1, 100))
def test_the_minimum_is_the_last_that_is_accepted(minimum, below):
    assert require_whole(minimum, "window", minimum=minimum) == minimum
    with pytest.raises(ValueError, match=f"must be at least {minimum}, got {minimum - below}$"):
        require_whole(minimum - below, "window", minimum=minimum)


@pytest.mark.parametrize("value", [(3, 2), [3, 2], np.array([3, 2]), torch.Size([3, 2])], ids=repr)
def test_a_pair_is_vertical_then_horizontal(value):
    pair = require_pair(value, "window")
    assert pair == (3, 2)
    assert [type(part) for part in pair] == [int, int]


@pytest.mark.parametrize("value", [3, np.int8(3), np.array(3)], ids=repr)
def test_one_number_serves_both_directions(value):
    assert require_pair(value, "window") == (3, 3)


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        ((), ValueError, "window must be one whole number or a pair (vertical, horizontal), "
         "got 0 values: ()"),
        ((1, 2, 3), ValueError, "got 3 values: (1, 2, 3)"),
        ((2, True), TypeError, "window[1] must be a whole number, got the boolean True"),
        (np.array([2.0, 3.0]), TypeError, "window[0] must be a whole number, got the float64"),
        (np.array([[2], [3]]), TypeError, "window[0] must be a whole number, got the ndarray"),
        ((2, 0), ValueError, "window[1] must be at least 1, got 0"),
    ],
    ids=repr,
)  # fmt: skip
def test_what_is_no_pair_says_which_part_is_wrong(value, error, message):
    with pytest.raises(error) as caught:
        require_pair(value, "window")
    assert message in str(caught.value)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floats_pass_and_nothing_else_does(dtype):
    x = np.ones(2, dtype=dtype)
    assert require_float(x, "grad_out") is x
    with pytest.raises(TypeError, match=r"got dtype bool; .* pass grad_out.astype\(float\)"):
        require_float(x.astype(bool), "grad_out")


def test_shapes_are_compared_whole():
    x = np.ones((2, 3))
    assert require_same_shape(x, [2, 3], "grad_out", "the shape of the output") is x
    with pytest.raises(
        ShapeError, match=r"must have the shape of the output, \(3,\), got \(2, 3\)"
    ):
        require_same_shape(x, (3,), "grad_out", "the shape of the output")


def test_a_choice_is_one_of_the_words():
    words = ("drop", "partial", "centred")
    for word in words:
        assert require_choice(word, "borders", words) == word
    for wrong in ("Drop", "", "centred ", None, 0, ["drop"]):
        with pytest.raises(ValueError, match="must be 'drop', 'partial' or 'centred', got "):
            require_choice(wrong, "borders", words)
