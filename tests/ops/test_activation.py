"""Activations: known values, PyTorch's values and slopes, and what happens far out."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnnkit.errors import ShapeError
from cnnkit.gradients import numerical_gradient, relative_error
from cnnkit.ops import activation
from tests.arrays import FLOATS, agree, read_only, tensor


class Function(NamedTuple):
    """An activation, its backward pass, and PyTorch's own."""

    forward: Callable[[np.ndarray], np.ndarray]
    backward: Callable[[np.ndarray, np.ndarray], np.ndarray]
    by_torch: Callable[[torch.Tensor], torch.Tensor]

    def __str__(self) -> str:
        return self.forward.__name__


FUNCTIONS = [
    Function(activation.relu, activation.relu_backward, torch.relu),
    Function(activation.sigmoid, activation.sigmoid_backward, torch.sigmoid),
    Function(activation.tanh, activation.tanh_backward, torch.tanh),
    Function(
        activation.scaled_tanh,
        activation.scaled_tanh_backward,
        lambda x: 1.7159 * torch.tanh(x * 2 / 3),
    ),
    Function(activation.softmax, activation.softmax_backward, lambda x: torch.softmax(x, dim=-1)),
]
each_function = pytest.mark.parametrize("function", FUNCTIONS, ids=str)

# Halves hit the kink of ReLU and make equal logits.
values = st.integers(-6, 6).map(lambda n: n / 2) | st.floats(-40, 40, width=32)
rows = st.sampled_from(FLOATS).flatmap(
    lambda dtype: hnp.arrays(dtype, hnp.array_shapes(max_dims=3, max_side=4), elements=values).map(
        read_only
    )
)

# -- by hand ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("forward", "x", "expected"),
    [
        (activation.relu, [-2, -0.0, 0, 3], [0, 0, 0, 3]),
        (activation.sigmoid, [0, np.log(3), -np.log(3)], [1 / 2, 3 / 4, 1 / 4]),
        (activation.tanh, [0, np.log(2), -np.log(2)], [0, 3 / 5, -3 / 5]),
        (activation.scaled_tanh, [0, np.inf, -np.inf], [0, 1.7159, -1.7159]),
        (activation.softmax, [0, np.log(2), np.log(5)], [1 / 8, 2 / 8, 5 / 8]),
    ],
)
def test_values_that_come_out_even(forward, x, expected):
    np.testing.assert_allclose(forward(np.array(x, dtype=float)), expected, rtol=1e-15)


def test_lenets_tanh_maps_1_nearly_onto_itself():
    """As its authors intended; the constants have five digits."""
    assert activation.scaled_tanh(np.ones(1)).item() == pytest.approx(1, abs=2e-5)
    assert activation.scaled_tanh(np.array([-1.0])).item() == pytest.approx(-1, abs=2e-5)


def test_at_zero_relu_passes_nothing_back():
    x = np.array([-1.0, -0.0, 0.0, 1e-300, 2.0])
    assert activation.relu_backward(np.full(5, -5.0), x).tolist() == [0, 0, 0, -5, -5]


def test_the_steepest_slopes():
    """A quarter for sigmoid, so a chain of them fades; 1 for tanh; 1.144 for LeNet's."""
    one = np.ones(1)
    assert activation.sigmoid_backward(one, activation.sigmoid(0 * one)).item() == 1 / 4
    assert activation.tanh_backward(one, activation.tanh(0 * one)).item() == 1
    slope = activation.scaled_tanh_backward(one, activation.scaled_tanh(0 * one)).item()
    assert slope == pytest.approx(1.7159 * 2 / 3, rel=1e-15)


# -- independent judges -------------------------------------------------------------------------


@each_function
@given(x=rows)
def test_values_and_gradients_are_those_of_pytorch(function, x):
    x_tensor = tensor(x)
    theirs = function.by_torch(x_tensor)
    out = function.forward(x)
    agree(out, theirs)
    grad_out = read_only(np.random.default_rng(0).standard_normal(x.shape).astype(x.dtype))
    theirs.backward(torch.tensor(grad_out.copy()))
    agree(function.backward(grad_out, out), x_tensor.grad)


@each_function
def test_gradients_are_slopes(function):
    rng = np.random.default_rng(0)
    x, grad_out = rng.standard_normal((3, 5)), rng.standard_normal((3, 5))
    slopes = numerical_gradient(lambda x: np.vdot(grad_out, function.forward(x)), x)
    assert relative_error(function.backward(grad_out, function.forward(x)), slopes) < 1e-9


# -- laws ---------------------------------------------------------------------------------------


@each_function
@given(x=rows)
def test_results_are_new_arrays_of_the_same_dtype(function, x):
    out = function.forward(x)
    grad_out = np.ones_like(x)
    grad_x = function.backward(grad_out, out)
    assert out.dtype == grad_x.dtype == x.dtype
    assert out.shape == grad_x.shape == x.shape
    assert not np.shares_memory(out, x)
    assert not np.shares_memory(grad_x, out)
    assert not np.shares_memory(grad_x, grad_out)


@given(x=rows)
def test_relu_is_carried_back_from_its_input_as_from_its_output(x):
    grad_out = np.random.default_rng(0).standard_normal(x.shape)
    np.testing.assert_array_equal(
        activation.relu_backward(grad_out, x),
        activation.relu_backward(grad_out, activation.relu(x)),
    )


@given(x=rows, lift=st.floats(-100, 100, width=32))
def test_softmax_does_not_see_what_is_added_to_all_logits(x, lift):
    """Up to what adding a number to them rounds off."""
    lifted = activation.softmax(x.astype(np.float64) + lift)
    np.testing.assert_allclose(lifted, activation.softmax(x.astype(np.float64)), atol=1e-12)
    np.testing.assert_allclose(lifted.sum(axis=-1), 1, rtol=1e-12)


@given(x=rows)
def test_what_softmax_gives_to_one_it_takes_from_the_others(x):
    x = x.astype(np.float64)
    grad_out = np.random.default_rng(0).standard_normal(x.shape)
    grad_x = activation.softmax_backward(grad_out, activation.softmax(x))
    np.testing.assert_allclose(grad_x.sum(axis=-1), 0, atol=1e-12)


@pytest.mark.parametrize("dtype", FLOATS)
def test_far_out_nothing_overflows(dtype):
    """Warnings are errors in these tests."""
    far = np.array([-1e4, 1e4, np.finfo(dtype).min, np.finfo(dtype).max], dtype)
    assert activation.sigmoid(far).tolist() == [0, 1, 0, 1]
    assert activation.tanh(far).tolist() == [-1, 1, -1, 1]
    assert activation.softmax(far[:2]).tolist() == [0, 1]
    assert activation.softmax(np.array([-np.inf, 0, 0], dtype)).tolist() == [0, 0.5, 0.5]
    agree(
        activation.softmax(np.array([1000, 1001], dtype)),
        torch.softmax(torch.tensor([0.0, 1.0], dtype=torch.tensor(far).dtype), 0),
    )


@each_function
def test_integers_are_welcome(function):
    whole = np.array([[-1, 0, 2]])
    np.testing.assert_array_equal(function.forward(whole), function.forward(whole.astype(float)))


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.bool_])
def test_relu_keeps_whole_types(dtype):
    x = np.array([0, 1], dtype)
    np.testing.assert_array_equal(activation.relu(x), x, strict=True)


@each_function
def test_a_batch_of_nothing_gives_nothing(function):
    out = function.forward(np.ones((0, 3)))
    assert out.shape == function.backward(np.ones((0, 3)), out).shape == (0, 3)


# -- errors say what was expected, what came, and the way out -------------------------------------


@each_function
@pytest.mark.parametrize(
    ("grad_out", "error", "message"),
    [
        (np.ones((2, 2)), ShapeError, r"grad_out must have the shape of (x|out), \(2, 3\), got"),
        (np.ones((2, 3), int), TypeError, "grad_out must be a floating array, got dtype int64"),
    ],
    ids=["shape", "integers"],
)
def test_a_gradient_that_does_not_fit_is_refused(function, grad_out, error, message):
    with pytest.raises(error, match=message):
        function.backward(grad_out, np.full((2, 3), 0.5))


@each_function
def test_text_is_refused(function):
    with pytest.raises(TypeError, match="must hold integers, floats or booleans, got"):
        function.forward(np.array(["a"]))
