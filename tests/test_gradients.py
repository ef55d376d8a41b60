"""Differences find gradients that are known by hand, and tell a wrong backward pass by name."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnkit import layers
from cnnkit.errors import ShapeError
from cnnkit.gradients import check_layer, error_curve, numerical_gradient, relative_error
from cnnkit.withhold import BorrowedAnswer, withholding
from tests.arrays import arrays

# -- by hand ------------------------------------------------------------------------------------


def test_the_slope_of_a_square_is_twice_the_value():
    np.testing.assert_allclose(
        numerical_gradient(lambda x: (x**2).sum(), np.array([[1.0, -2], [0, 3]])),
        [[2, -4], [0, 6]],
        atol=1e-9,
    )


def test_entries_are_moved_one_at_a_time():
    """Moving all at once would give the sum of both slopes twice."""
    grad = numerical_gradient(lambda x: x[0] * x[1], np.array([2.0, 5.0]))
    np.testing.assert_allclose(grad, [5, 2], atol=1e-9)


def test_a_central_difference_misses_a_cube_by_the_step_squared():
    """((1 + e)^3 - (1 - e)^3) / 2e = 3 + e^2, where a forward difference is 3 e off."""
    grad = numerical_gradient(lambda x: (x**3).sum(), np.ones(1), 0.1)
    np.testing.assert_allclose(grad, [3.01], rtol=1e-12)


def test_steps_are_measured_as_they_are_after_rounding():
    """At a million, a step of 1e-9 is 1.05e-9 in float64: dividing by 1e-9 is 5 percent off."""
    x = np.array([1e6])
    assert (x[0] + 1e-9 - x[0]) / 1e-9 > 1.04
    np.testing.assert_array_equal(numerical_gradient(lambda x: x[0], x, 1e-9), [1.0])


# -- laws ---------------------------------------------------------------------------------------


@given(x=arrays((3, 2)))
def test_polynomials_of_degree_two_are_exact(x):
    """The drawn x is read-only: it cannot have been changed, not even for a moment."""
    square = np.arange(36.0).reshape(6, 6)
    grad = numerical_gradient(lambda x: x.ravel() @ square @ x.ravel(), x, 0.5)
    np.testing.assert_allclose(grad.ravel(), (square + square.T) @ x.ravel(), atol=1e-10)


@pytest.mark.parametrize("dtype", [np.float32, np.int64, np.bool_])
def test_whatever_comes_in_is_moved_in_float64(dtype):
    seen = []
    grad = numerical_gradient(lambda x: seen.append(x) or x.sum(), np.ones((2, 1), dtype))
    assert {x.dtype for x in seen} == {grad.dtype} == {np.dtype(np.float64)}
    np.testing.assert_allclose(grad, 1, rtol=1e-9)


def test_an_interrupted_function_leaves_nothing_moved():
    x = np.ones(3)
    with pytest.raises(ZeroDivisionError):
        numerical_gradient(lambda x: 1 / 0, x)
    assert x.tolist() == [1, 1, 1]


@given(a=arrays((3,)), factor=st.sampled_from([1e-200, 0.5, 1.0, 1e200]))
def test_the_relative_error_has_no_unit_and_no_preference(a, factor):
    b = a[::-1] + 1
    assert relative_error(a, b) == relative_error(b, a)
    assert relative_error(factor * a, factor * b) == pytest.approx(relative_error(a, b))


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ([3, 4], [3, 4], 0),
        ([0, 0], [0, 0], 0),
        ([], [], 0),
        ([0, 4], [0, 0], 1),
        ([1, -4], [-1, 4], 2),
        ([8, 2], [8, 4], 0.25),
        ([1, np.nan], [1, 1], np.nan),
    ],
)
def test_relative_errors_by_hand(ours, theirs, expected):
    error = relative_error(np.array(ours, float), np.array(theirs, float))
    assert error == pytest.approx(expected, nan_ok=True)


# -- the V --------------------------------------------------------------------------------------


def test_errors_fall_with_the_step_until_rounding_takes_over():
    x = np.linspace(0.5, 2, 20)  # the largest of 20 errors does not depend on one lucky rounding
    curve = error_curve(lambda x: np.exp(x).sum(), x, np.exp(x))
    assert curve.steps.shape == curve.forward.shape == curve.central.shape
    best_forward, best_central = curve.forward.argmin(), curve.central.argmin()
    assert 1e-9 < curve.steps[best_forward] < 1e-6  # about the root of 1e-16
    assert 1e-6 < curve.steps[best_central] < 1e-4  # about its third root
    assert curve.forward[best_forward] > 10 * curve.central[best_central]
    # both arms rise: rounding on the left, curvature on the right
    for errors, best in ((curve.forward, best_forward), (curve.central, best_central)):
        assert errors[0] > 1e3 * errors[best]
        assert errors[-1] > 1e3 * errors[best]


def test_a_tenth_of_the_step_is_a_tenth_of_the_error_or_a_hundredth():
    x = np.array([1.0])
    curve = error_curve(lambda x: np.exp(x).sum(), x, np.exp(x), [1e-2, 1e-3])
    assert curve.forward[0] / curve.forward[1] == pytest.approx(10, rel=0.01)
    assert curve.central[0] / curve.central[1] == pytest.approx(100, rel=0.01)


# -- layers -------------------------------------------------------------------------------------

F64 = {"dtype": np.float64, "rng": np.random.default_rng(5)}
EVERY_LAYER = [
    layers.Conv2d(4, 6, (3, 2), (2, 1), (1, 0), (1, 2), 2, **F64),
    layers.Conv2d(4, 2, 3, bias=False, **F64),
    layers.MaxPool2d((2, 3), 2, ceil_mode=True),
    layers.AvgPool2d(3, 2),
    layers.L2Pool2d(2),
    layers.ReLU(),
    layers.Sigmoid(),
    layers.Tanh(),
    layers.ScaledTanh(),
    layers.Dropout(0.3, rng=np.random.default_rng(0)),
    layers.Dropout(0.3, rng=np.random.default_rng(0)).eval(),
    layers.Flatten(),
    layers.Sequential(
        layers.Conv2d(4, 3, 3, **F64),
        layers.Tanh(),
        layers.AvgPool2d(2),
        layers.Flatten(),
        layers.Dropout(0.5, rng=np.random.default_rng(0)),
        layers.Linear(18, 2, **F64),
    ),
]


@pytest.mark.parametrize("layer", EVERY_LAYER, ids=lambda layer: type(layer).__name__)
def test_every_layers_backward_is_its_slope(layer):
    x = np.random.default_rng(1).permutation(2 * 4 * 6 * 8).reshape(2, 4, 6, 8) / 200 - 1.001
    errors = check_layer(layer, x)
    assert set(errors) == {"x"} | {name for name, _, _ in layer.parameters()}
    assert max(errors.values()) < 1e-8


def test_a_layer_that_draws_by_chance_is_checked_with_the_same_picks():
    layer = layers.StochasticPool2d(2, rng=np.random.default_rng(0))
    x = np.random.default_rng(1).random((2, 3, 4, 4)) + 0.1
    assert check_layer(layer, x)["x"] < 1e-8


class WrongBias(layers.Linear):
    """Takes the mean over the batch instead of the sum."""

    def _backward(self, grad_output, cache):
        grad_x = super()._backward(grad_output, cache)
        self.bias_grad = self.bias_grad / len(cache)
        return grad_x


class WrongInput(layers.ReLU):
    """Lets the gradient through where the input was negative, too."""

    def _backward(self, grad_output, cache):
        return grad_output


def test_a_wrong_backward_is_found_by_name():
    x = np.random.default_rng(0).standard_normal((2, 3))
    errors = check_layer(WrongBias(3, 4, **F64), x)
    assert errors["bias"] > 0.1
    assert max(errors["x"], errors["weight"]) < 1e-9
    assert check_layer(WrongInput(), x)["x"] > 0.1


def test_the_layer_stays_as_it_is():
    """Its last batch, its gradients, its generator, and every bit of its parameters."""
    rng = np.random.default_rng(3)
    net = layers.Sequential(layers.Dropout(0.5, rng=rng), layers.Linear(3, 2, **F64))
    x = rng.standard_normal((4, 3))
    net(x)
    expected = net.backward(np.ones((4, 2)))
    before = {name: (values.copy(), grad) for name, values, grad in net.parameters()}
    drawn_next = rng.bit_generator.state
    check_layer(net, -x)
    assert rng.bit_generator.state == drawn_next
    for name, values, grad in net.parameters():
        np.testing.assert_array_equal(values, before[name][0])
        assert grad is before[name][1]
    np.testing.assert_array_equal(net.backward(np.ones((4, 2))), expected)


# -- errors say what was expected, what came, and the way out -------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: numerical_gradient(lambda x: 2 * x, np.ones(3)),
            TypeError,
            "f must return one number, got a ndarray of shape (3,); add it up or take its mean "
            "first",
        ),
        (
            lambda: numerical_gradient(lambda x: None, np.ones(3)),
            TypeError,
            "f must return one number, got a NoneType of shape (); add it up or take its mean "
            "first",
        ),
        (
            lambda: numerical_gradient(np.sum, np.ones(3), 0),
            ValueError,
            "eps must be a positive step, got 0",
        ),
        (
            lambda: numerical_gradient(np.sum, np.array([1e9]), 1e-8),
            ValueError,
            "eps=1e-08 is lost in rounding when it is added to 1000000000.0; use a larger step",
        ),
        (
            lambda: numerical_gradient(np.sum, np.array(["a"])),
            TypeError,
            "x must hold integers, floats or booleans, got an array of dtype <U1; "
            "convert it first, for example np.asarray(x, dtype=float)",
        ),
        (
            lambda: relative_error(np.ones(2), np.ones((2, 1))),
            ShapeError,
            "theirs must have the shape of ours, (2,), got (2, 1)",
        ),
        (
            lambda: check_layer(layers.Linear(2, 1), np.ones((1, 2))),
            TypeError,
            "weight must be float64, got float32: differences need its 16 digits;\n"
            "make the layer with dtype=np.float64, and use x.astype(np.float64)",
        ),
        (
            lambda: check_layer(layers.ReLU(), np.ones((1, 2), int)),
            TypeError,
            "x must be float64, got int64: differences need its 16 digits;\n"
            "make the layer with dtype=np.float64, and use x.astype(np.float64)",
        ),
    ],
)
def test_bad_input_is_refused_with_a_sentence(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message


def test_a_student_cannot_borrow_it():
    with withholding(), pytest.raises(BorrowedAnswer):
        numerical_gradient(np.sum, np.ones(1))
