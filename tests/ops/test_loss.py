"""Losses: by hand, by PyTorch, and with labels that are none."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from cnnkit.errors import ShapeError
from cnnkit.gradients import numerical_gradient, relative_error
from cnnkit.ops.loss import cross_entropy, half_squared_error
from tests.arrays import FLOATS, agree, arrays, tensor

# -- by hand ------------------------------------------------------------------------------------


def test_half_the_squares_over_everything():
    loss, grad = half_squared_error(np.array([[1.0, 2], [3, 0]]), np.array([[0.0, 0], [0, 4]]))
    assert loss == (1 + 4 + 9 + 16) / 2
    assert grad.tolist() == [[1, 2], [3, -4]]


def test_undecided_logits_cost_the_logarithm_of_their_number():
    loss, grad = cross_entropy(np.zeros((1, 4)), np.array([2]))
    assert loss == pytest.approx(np.log(4))
    assert grad.tolist() == [[1 / 4, 1 / 4, 1 / 4 - 1, 1 / 4]]


def test_the_mean_runs_over_the_batch():
    """Probabilities 1/4 and 3/4 for the right class."""
    logits = np.log(np.array([[1.0, 3], [1, 3]]))
    loss, grad = cross_entropy(logits, np.array([0, 1]))
    assert loss == pytest.approx((np.log(4) + np.log(4 / 3)) / 2)
    np.testing.assert_allclose(grad, [[-3 / 8, 3 / 8], [1 / 8, -1 / 8]], rtol=1e-15)


# -- independent judges -------------------------------------------------------------------------


@st.composite
def classified(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Draw logits up to a few hundreds, and labels."""
    batch, classes = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    logits = draw(arrays((batch, classes), draw(st.sampled_from(FLOATS))))
    scale = logits.dtype.type(draw(st.sampled_from([1, 100])))
    labels = draw(st.lists(st.integers(0, classes - 1), min_size=batch, max_size=batch))
    return logits * scale, np.array(labels)


@given(drawn=classified())
def test_cross_entropy_is_that_of_pytorch(drawn):
    logits, labels = drawn
    logits_tensor = tensor(logits)
    theirs = functional.cross_entropy(logits_tensor, torch.tensor(labels))
    theirs.backward()
    loss, grad = cross_entropy(logits, labels)
    assert type(loss) is float
    agree(np.array([loss], logits.dtype), theirs[None])
    agree(grad, logits_tensor.grad)


@given(
    shape=st.sampled_from([(3,), (2, 3), (2, 1, 3)]), dtype=st.sampled_from(FLOATS), data=st.data()
)
def test_half_squared_error_is_half_that_of_pytorch(shape, dtype, data):
    prediction, target = data.draw(arrays(shape, dtype)), data.draw(arrays(shape, dtype))
    prediction_tensor = tensor(prediction)
    theirs = functional.mse_loss(prediction_tensor, tensor(target), reduction="sum") / 2
    theirs.backward()
    loss, grad = half_squared_error(prediction, target)
    assert type(loss) is float
    agree(np.array([loss], dtype), theirs[None])
    agree(grad, prediction_tensor.grad)


def test_gradients_are_slopes():
    rng = np.random.default_rng(0)
    x, target, labels = (
        rng.standard_normal((4, 3)),
        rng.standard_normal((4, 3)),
        np.array([0, 2, 1, 2]),
    )
    for loss in (lambda x: half_squared_error(x, target), lambda x: cross_entropy(x, labels)):
        slopes = numerical_gradient(lambda x, loss=loss: loss(x)[0], x)
        assert relative_error(loss(x)[1], slopes) < 1e-9


# -- laws ---------------------------------------------------------------------------------------


@given(drawn=classified())
def test_each_examples_gradient_adds_up_to_nothing(drawn):
    _, grad = cross_entropy(drawn[0].astype(np.float64), drawn[1])
    np.testing.assert_allclose(grad.sum(axis=1), 0, atol=1e-12)


@pytest.mark.parametrize("dtype", FLOATS)
def test_sure_and_wrong_is_dear_but_finite(dtype):
    """Warnings are errors in these tests."""
    logits = np.array([[1e4, -1e4]], dtype)
    assert cross_entropy(logits, np.array([1]))[0] == 2e4
    assert cross_entropy(logits, np.array([0]))[0] == 0


def test_bytes_do_not_wrap_around():
    loss, grad = half_squared_error(np.array([1], np.uint8), np.array([2], np.uint8))
    assert (loss, grad.tolist()) == (0.5, [-1.0])
    assert cross_entropy(np.array([[0, 1]], np.uint8), np.array([0], np.uint8))[0] == pytest.approx(
        np.log(1 + np.e)
    )


def test_arguments_stay_as_they_are_and_results_are_new():
    prediction, target = np.array([[1.0, 2]]), np.zeros((1, 2))
    labels = np.array([1])
    for loss, other in ((half_squared_error, target), (cross_entropy, labels)):
        before = prediction.copy(), other.copy()
        _, grad = loss(prediction, other)
        np.testing.assert_array_equal(prediction, before[0])
        np.testing.assert_array_equal(other, before[1])
        assert not np.shares_memory(grad, prediction)


# -- errors say what was expected, what came, and the way out -------------------------------------

LOGITS, LABELS = np.zeros((3, 4)), np.array([0, 1, 3])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: cross_entropy(LOGITS, np.array([0, np.nan, 1])),
            TypeError,
            "labels must be whole numbers, got dtype float64; "
            "check for missing values, then use labels.astype(int)",
        ),
        (
            lambda: cross_entropy(LOGITS, LABELS + 1),
            ValueError,
            "labels must be classes from 0 to 3, got values from 1 to 4",
        ),
        (
            lambda: cross_entropy(LOGITS, LABELS - 1),
            ValueError,
            "labels must be classes from 0 to 3, got values from -1 to 2",
        ),
        (
            lambda: cross_entropy(LOGITS, LABELS[:2]),
            ShapeError,
            "labels must have one entry for each row of logits, got shapes (2,) and (3, 4);\n"
            "cut both to the same batch",
        ),
        (
            lambda: cross_entropy(LOGITS, np.eye(4)[LABELS]),
            ShapeError,
            "labels must have the axes (batch), got an array of shape (3, 4);\n"
            "pick one map first, for example labels[0]",
        ),
        (
            lambda: cross_entropy(LOGITS[:0], LABELS[:0]),
            ShapeError,
            "logits must not be empty, got an array of shape (0, 4);\ncheck the slice that made it",
        ),
        (
            lambda: cross_entropy(LOGITS[0], LABELS),
            ShapeError,
            "logits must have the axes (batch, classes), got an array of shape (4,);\n"
            "add the missing axis, for example logits[None]",
        ),
        (
            lambda: half_squared_error(np.ones((2, 1)), np.ones(2)),
            ShapeError,
            "target must have the shape of prediction, (2, 1), got (2,)",
        ),
    ],
)
def test_bad_input_is_refused_with_a_sentence(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message
