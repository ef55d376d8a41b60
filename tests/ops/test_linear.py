"""The fully connected layer, from one weighted sum to PyTorch."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from cnnkit.errors import ShapeError
from cnnkit.ops.linear import linear, linear_backward
from tests.arrays import FLOATS, WHOLE, agree, arrays, inner, tensor


@st.composite
def layers(
    draw: st.DrawFn, dtypes: tuple[type, ...] = FLOATS
) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Draw a batch, weights and maybe a bias; sizes are often equal, which hides a transpose."""
    batch, inputs, outputs = (draw(st.integers(1, 4)) for _ in range(3))
    dtype = draw(st.sampled_from(dtypes))
    return (
        draw(arrays((batch, inputs), dtype)),
        draw(arrays((outputs, inputs), dtype)),
        draw(st.none() | arrays((outputs,), dtype)),
    )


# -- by hand ------------------------------------------------------------------------------------


def test_rows_are_examples_and_rows_of_the_weights_are_outputs():
    """As many examples as inputs as outputs, so that only the numbers can tell."""
    x, weight = np.array([[1.0, 2], [3, 4]]), np.array([[1.0, 10], [100, 1000]])
    out = linear(x, weight, np.array([0.5, 0.25]))
    assert out.tolist() == [[21.5, 2100.25], [43.5, 4300.25]]


def test_gradients_are_products_with_the_other_factor():
    x, weight = np.array([[1.0, 2], [3, 4]]), np.array([[1.0, 10], [100, 1000]])
    grad_x, grad_weight, grad_bias = linear_backward(np.array([[1.0, 0], [0, 2]]), x, weight)
    assert grad_x.tolist() == [[1, 10], [200, 2000]]
    assert grad_weight.tolist() == [[1, 2], [6, 8]]
    assert grad_bias.tolist() == [1, 2]


def test_integers_give_float64_and_no_sum_wraps_around():
    bytes_ = np.full((1, 2), 200, np.uint8)
    assert linear(bytes_, bytes_).tolist() == [[80_000.0]]
    assert linear(bytes_.astype(int), bytes_.astype(int), np.array([0.5])).tolist() == [[80_000.5]]
    assert linear(bytes_ > 0, bytes_ > 0).tolist() == [[2.0]]


# -- independent judge, and laws ------------------------------------------------------------------


@given(drawn=layers())
def test_values_and_gradients_are_those_of_pytorch(drawn):
    x, weight, bias = drawn
    tensors = [tensor(array) for array in drawn if array is not None]
    theirs = functional.linear(*tensors)
    out = linear(x, weight, bias)
    agree(out, theirs)
    grad_out = np.random.default_rng(0).standard_normal(out.shape).astype(out.dtype)
    theirs.backward(torch.tensor(grad_out))
    grads = linear_backward(grad_out, x, weight)
    for ours, tensor_in in zip(grads, tensors, strict=False):  # no tensor for a bias of None
        agree(ours, tensor_in.grad)
    agree(grads[2], grad_out.sum(axis=0))


@given(drawn=layers(WHOLE))
def test_whole_numbers_too(drawn):
    tensors = [tensor(array) for array in drawn if array is not None]
    agree(linear(*drawn), functional.linear(*tensors))


@given(drawn=layers((np.float64,)))
def test_forward_and_backward_are_adjoint(drawn):
    x, weight, _ = drawn
    out = linear(x, weight)
    grad_out = np.random.default_rng(0).standard_normal(out.shape)
    grad_x, grad_weight, _ = linear_backward(grad_out, x, weight)
    expected = pytest.approx(inner(out, grad_out), abs=1e-10)
    assert inner(x, grad_x) == expected
    assert inner(weight, grad_weight) == expected


@given(drawn=layers())
def test_results_are_new_arrays_of_the_same_dtype(drawn):
    """The drawn arrays are read-only, so that a function that writes to them fails anywhere."""
    x, weight, bias = drawn
    out = linear(x, weight, bias)
    grad_out = np.ones_like(out)
    for result in (out, *linear_backward(grad_out, x, weight)):
        assert result.dtype == x.dtype
        assert not any(np.shares_memory(result, array) for array in (x, weight, grad_out))


def test_a_batch_is_the_examples_one_after_the_other():
    rng = np.random.default_rng(0)
    x, weight, bias = rng.standard_normal((5, 7)), rng.standard_normal((3, 7)), np.arange(3.0)
    one_by_one = [linear(example[None], weight, bias)[0] for example in x]
    agree(linear(x, weight, bias), np.stack(one_by_one))


# -- errors say what was expected, what came, and the way out -------------------------------------

X, W = np.ones((2, 3)), np.ones((4, 3))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: linear(X, W.T),
            ShapeError,
            "x of shape (2, 3) has 3 features, weight of shape (3, 4) expects 4;\n"
            "weight must be (out_features, in_features)",
        ),
        (
            lambda: linear(X[0], W),
            ShapeError,
            "x must have the axes (batch, in_features), got an array of shape (3,);\n"
            "add the missing axis, for example x[None]",
        ),
        (
            lambda: linear(X[:0], W),
            ShapeError,
            "x must not be empty, got an array of shape (0, 3);\ncheck the slice that made it",
        ),
        (
            lambda: linear(X, W, np.ones(2)),
            ShapeError,
            "bias must have one value for each output, (4,), got (2,)",
        ),
        (
            lambda: linear_backward(np.ones((2, 3)), X, W),
            ShapeError,
            "grad_out must have the shape of the output, (2, 4), got (2, 3)",
        ),
        (
            lambda: linear_backward(np.ones((2, 4), int), X, W),
            TypeError,
            "grad_out must be a floating array, got dtype int64; integers would cut off "
            "fractions, so pass grad_out.astype(float)",
        ),
    ],
)
def test_bad_input_is_refused_with_a_sentence(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message
