"""Dropout silences the promised share, keeps the expected value, and depends on the seed alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from cnnkit.errors import ShapeError
from cnnkit.ops.dropout import dropout, dropout_backward
from tests.arrays import FLOATS, arrays

rates = st.sampled_from([0.0, 0.1, 0.5, 0.9])


@given(x=st.sampled_from(FLOATS).flatmap(lambda dtype: arrays((3, 4), dtype)), rate=rates)
def test_values_are_silenced_or_strengthened_and_gradients_with_them(x, rate):
    """The drawn arrays are read-only, so that a function that writes to them fails."""
    out, mask = dropout(x, rate, rng=np.random.default_rng(0))
    assert out.dtype == mask.dtype == x.dtype
    assert set(mask.ravel()) <= {x.dtype.type(0), x.dtype.type(1 / (1 - rate))}
    np.testing.assert_array_equal(out, x * mask)
    np.testing.assert_array_equal(dropout_backward(x, mask), x * mask)
    assert not np.shares_memory(out, x)


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
def test_the_share_is_as_promised_and_the_mean_is_kept(rate):
    out, mask = dropout(np.ones(100_000), rate, rng=np.random.default_rng(0))
    assert binomtest(int((mask == 0).sum()), mask.size, rate).pvalue > 0.01
    # four standard deviations of a mean of values that are 0 or 1 / (1 - rate)
    assert out.mean() == pytest.approx(1, abs=4 * np.sqrt(rate / (1 - rate) / out.size))


def test_a_rate_of_0_keeps_everything():
    x = np.arange(4.0)
    out, mask = dropout(x, 0, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(out, x)
    assert (mask == 1).all()


def test_the_generator_decides():
    x, rng = np.ones(100), np.random.default_rng(1)
    first, second = (dropout(x, 0.5, rng=rng)[0] for _ in range(2))
    assert (first != second).any()
    repeated, _ = dropout(x, 0.5, rng=np.random.default_rng(1))
    np.testing.assert_array_equal(first, repeated)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda rng: dropout(np.ones(2), 1.0, rng=rng),
            ValueError,
            "rate must be at least 0 and below 1, got 1.0",
        ),
        (
            lambda rng: dropout(np.ones(2), float("nan"), rng=rng),
            ValueError,
            "rate must be at least 0 and below 1, got nan",
        ),
        (
            lambda rng: dropout(np.ones(2, int), 0.5, rng=rng),
            TypeError,
            "x must be a floating array, got dtype int64; integers would cut off fractions, so "
            "pass x.astype(float)",
        ),
        (
            lambda rng: dropout_backward(np.ones((1, 2)), np.ones((3, 2))),
            ShapeError,
            "grad_out must have the shape of the mask, (3, 2), got (1, 2)",
        ),
        (
            lambda rng: dropout_backward(np.ones(2, int), np.ones(2)),
            TypeError,
            "grad_out must be a floating array, got dtype int64; integers would cut off "
            "fractions, so pass grad_out.astype(float)",
        ),
    ],
)
def test_bad_input_is_refused_before_anything_is_drawn(call, error, message):
    rng = np.random.default_rng(0)
    with pytest.raises(error) as caught:
        call(rng)
    assert str(caught.value) == message
    assert rng.random() == np.random.default_rng(0).random()
