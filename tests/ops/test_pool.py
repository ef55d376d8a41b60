"""Pooling climbs from maps done by hand to PyTorch, to laws that hold for every map."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.stats import chisquare
from torch.nn import functional

from cnnkit.errors import ShapeError
from cnnkit.images import POOLING_EXAMPLE
from cnnkit.ops import pool
from cnnkit.shapes import BORDERS
from tests.pooling import (
    FLOATS,
    WHOLE,
    Case,
    as_numpy,
    as_torch,
    by_loop,
    cases,
    close,
    gradient_for,
)

MAPS = (-2, -1)  # height and width


def _largest(case: Case) -> np.ndarray:
    return by_loop(case, lambda window: window.max(axis=MAPS))


def _mean(case: Case) -> np.ndarray:
    return by_loop(case, lambda window: window.mean(axis=MAPS))


def _length(case: Case) -> np.ndarray:
    return by_loop(case, lambda window: np.linalg.norm(window.astype(float), axis=MAPS))


def _weighted_mean(case: Case) -> np.ndarray:
    """Weigh each pixel by its distance from the middle of the whole window, on the map or not."""
    weights = []
    for spans, window, stride in zip(case.spans, case.windows, case.strides, strict=True):
        first = -(window // 2) if case.borders == "centred" else 0
        middles = [first + i * stride + (window - 1) / 2 for i in range(len(spans))]
        weights.append(
            [
                np.exp(-((np.arange(start, stop) - middle) ** 2) / (2 * (window / 4) ** 2))
                for (start, stop), middle in zip(spans, middles, strict=True)
            ]
        )
    grids = (np.outer(down, across) for down in weights[0] for across in weights[1])
    return by_loop(case, lambda window: np.average(window, axis=MAPS, weights=next(grids)))


class Operation(NamedTuple):
    """A pooling operation, its backward pass, and the plain loop that judges it."""

    forward: Callable[..., np.ndarray]
    backward: Callable[..., np.ndarray]
    by_loop: Callable[[Case], np.ndarray]
    takes_shape: bool = False  # a linear backward pass needs the map's shape, not its values

    def __str__(self) -> str:
        return self.forward.__name__

    def carry_back(self, grad_out: np.ndarray, case: Case) -> np.ndarray:
        saw = case.x.shape if self.takes_shape else case.x
        return self.backward(grad_out, saw, **case.options)


MAX = Operation(pool.max_pool2d, pool.max_pool2d_backward, _largest)
AVG = Operation(pool.avg_pool2d, pool.avg_pool2d_backward, _mean, takes_shape=True)
L2 = Operation(pool.l2_pool2d, pool.l2_pool2d_backward, _length)
GAUSSIAN = Operation(
    pool.gaussian_pool2d, pool.gaussian_pool2d_backward, _weighted_mean, takes_shape=True
)
every_operation = pytest.mark.parametrize("operation", [MAX, AVG, L2, GAUSSIAN], ids=str)


# -- by hand ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (MAX, [[6, 8], [3, 4]]),
        (AVG, [[13 / 4, 21 / 4], [8 / 4, 8 / 4]]),
        (L2, [[63**0.5, 133**0.5], [18**0.5, 26**0.5]]),
        (GAUSSIAN, [[13 / 4, 21 / 4], [8 / 4, 8 / 4]]),  # four pixels, equally far from the middle
    ],
    ids=str,
)
def test_the_example_that_every_course_shows(operation, expected):
    np.testing.assert_allclose(operation.forward(POOLING_EXAMPLE, 2), expected, rtol=1e-15)


def test_the_middle_of_a_gaussian_window_weighs_most():
    side, corner = np.exp(-8 / 9), np.exp(-16 / 9)  # 1 and sqrt(2) pixels away, sigma 3/4
    ring = np.array([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]])
    expected = 4 * side / (1 + 4 * side + 4 * corner)
    np.testing.assert_allclose(pool.gaussian_pool2d(ring, 3), [[expected]])
    np.testing.assert_allclose(
        pool.gaussian_pool2d(ring, 3, sigma=1e6), [[4 / 9]], err_msg="flat weights give the mean"
    )


def test_a_left_over_strip_is_dropped_or_pooled_by_itself():
    x = np.array([[1, 2, 9], [3, 4, 8], [7, 6, 5]])
    assert pool.max_pool2d(x, 2).tolist() == [[4]]
    assert pool.max_pool2d(x, 2, borders="partial").tolist() == [[4, 9], [7, 5]]
    assert pool.avg_pool2d(x, 2, borders="partial").tolist() == [[2.5, 8.5], [6.5, 5.0]]
    assert pool.max_pool2d_backward(np.ones((1, 1)), x, 2).tolist() == [
        [0, 0, 0],
        [0, 1, 0],
        [0] * 3,
    ]


def test_gradients_of_overlapping_windows_add_up():
    x = np.array([[1.0, 9.0, 2.0]])
    assert pool.max_pool2d_backward(np.array([[2.0, 3.0]]), x, (1, 2), 1).tolist() == [[0, 5, 0]]
    assert pool.avg_pool2d_backward(np.array([[2.0, 4.0]]), (1, 3), (1, 2), 1).tolist() == [
        [1, 3, 2]
    ]


def test_pixels_between_windows_get_no_gradient():
    x = np.arange(25.0).reshape(5, 5)
    for operation in (MAX, AVG, L2, GAUSSIAN):
        grad_x = operation.carry_back(np.ones((2, 2)), Case(x, 2, 3, "drop"))
        assert not grad_x[2].any(), operation
        assert not grad_x[:, 2].any(), operation


def test_pairs_are_vertical_first():
    x = np.arange(12).reshape(3, 4)
    assert pool.max_pool2d(x, (3, 1)).tolist() == [[8, 9, 10, 11]]
    assert pool.max_pool2d(x, (1, 4)).tolist() == [[3], [7], [11]]
    assert pool.max_pool2d(x, 1, (2, 3)).tolist() == [[0, 3], [8, 11]]


# -- independent judges -------------------------------------------------------------------------


@every_operation
@given(case=cases(dtypes=FLOATS + WHOLE))
def test_values_are_those_of_a_plain_loop(operation, case):
    keeps = case.x.dtype.kind == "f" or operation is MAX
    dtype = case.x.dtype if keeps else np.float64
    expected = operation.by_loop(case._replace(x=case.x.astype(np.float64)))
    close(operation.forward(case.x, **case.options), expected.astype(dtype))


@given(case=cases(dtypes=FLOATS + WHOLE).filter(lambda case: case.suits_pytorch))
def test_maxima_and_their_places_are_those_of_pytorch(case):
    bytes_for_booleans = case.x.view(np.uint8) if case.x.dtype == bool else case.x
    out, indices = functional.max_pool2d(
        as_torch(bytes_for_booleans), **case.torch_options, return_indices=True
    )
    leading = case.x.shape[:-2]
    close(pool.max_pool2d(case.x, **case.options), as_numpy(out, leading).astype(case.x.dtype))
    close(pool.max_pool2d_indices(case.x, **case.options), as_numpy(indices, leading))


def _torch_max(x: torch.Tensor, case: Case) -> torch.Tensor:
    return functional.max_pool2d(x, **case.torch_options)


def _torch_avg(x: torch.Tensor, case: Case) -> torch.Tensor:
    return functional.avg_pool2d(x, **case.torch_options, count_include_pad=False)


def _torch_l2(x: torch.Tensor, case: Case) -> torch.Tensor:
    return functional.lp_pool2d(x, 2, case.windows, case.strides)


@pytest.mark.parametrize(
    ("operation", "torch_forward", "borders"),
    [
        (MAX, _torch_max, BORDERS),
        (AVG, _torch_avg, BORDERS),
        (L2, _torch_l2, ("drop",)),  # PyTorch rescales windows that are cut off
    ],
    ids=["max", "avg", "l2"],
)
@given(data=st.data())
def test_values_and_gradients_are_those_of_pytorch(operation, torch_forward, borders, data):
    case = data.draw(cases(borders=borders).filter(lambda case: case.suits_pytorch))
    leading = case.x.shape[:-2]
    x = as_torch(case.x).requires_grad_()
    theirs = torch_forward(x, case)
    ours = operation.forward(case.x, **case.options)
    close(ours, as_numpy(theirs, leading))
    grad_out = gradient_for(ours, case.x.dtype)
    theirs.backward(as_torch(grad_out))
    close(operation.carry_back(grad_out, case), as_numpy(x.grad, leading))


@given(
    row=hnp.arrays(
        np.float64, hnp.array_shapes(max_dims=3, max_side=9), elements=st.integers(-3, 3)
    ),
    window=st.integers(1, 5),
    stride=st.none() | st.integers(1, 5),
    borders=st.sampled_from(["drop", "partial"]),
)
def test_a_row_is_pooled_like_a_map_of_height_one(row, window, stride, borders):
    window = min(window, row.shape[-1])
    close(
        pool.max_pool1d(row, window, stride, borders=borders),
        functional.max_pool1d(
            torch.tensor(row).reshape(-1, 1, row.shape[-1]),
            window,
            stride,
            ceil_mode=borders == "partial",
        )
        .numpy()
        .reshape(*row.shape[:-1], -1),
    )


@st.composite
def _grouped(draw: st.DrawFn) -> tuple[np.ndarray, int]:
    group, groups = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    batch, size = draw(st.integers(1, 2)), draw(st.integers(1, 3))
    shape = (batch, group * groups, size, size + 1)
    return draw(hnp.arrays(np.float64, shape, elements=st.integers(-3, 3))), group


@given(_grouped())
def test_pooling_across_channels_is_pytorchs_pooling_along_a_third_axis(drawn):
    x, group = drawn
    volume = torch.tensor(x[:, None], requires_grad=True)
    theirs = functional.max_pool3d(volume, (group, 1, 1))
    ours = pool.channel_max_pool(x, group)
    close(ours, theirs.detach().numpy()[:, 0])
    grad_out = gradient_for(ours)
    theirs.backward(torch.tensor(grad_out[:, None]))
    close(pool.channel_max_pool_backward(grad_out, x, group), volume.grad.numpy()[:, 0])


@every_operation
@pytest.mark.parametrize("borders", BORDERS)
def test_gradients_are_slopes(operation, borders):
    values = np.random.default_rng(0).permutation(60) + 1.0  # far apart: no maximum changes hands
    case = Case(values.reshape(2, 5, 6), (3, 1), (2, 2), borders)
    out = operation.forward(case.x, **case.options)
    grad_out, step = gradient_for(out), 1e-6
    slopes = np.empty_like(case.x)
    for place in np.ndindex(*case.x.shape):
        nudge = np.zeros_like(case.x)
        nudge[place] = step
        difference = operation.forward(case.x + nudge, **case.options) - operation.forward(
            case.x - nudge, **case.options
        )
        slopes[place] = np.vdot(grad_out, difference) / (2 * step)
    np.testing.assert_allclose(operation.carry_back(grad_out, case), slopes, atol=1e-7)


# -- laws ---------------------------------------------------------------------------------------


@every_operation
@given(case=cases(dtypes=(np.float64,)))
def test_forward_and_backward_are_adjoint(operation, case):
    """Doubling the map doubles the result, so <g, pool(x)> = <backward(g), x> (Euler)."""
    out = operation.forward(case.x, **case.options)
    grad_out = gradient_for(out)
    grad_x = operation.carry_back(grad_out, case)
    assert np.vdot(grad_x, case.x) == pytest.approx(np.vdot(grad_out, out), abs=1e-9)


@pytest.mark.parametrize("operation", [MAX, AVG, GAUSSIAN], ids=str)
@given(case=cases(dtypes=(np.float64,)))
def test_no_gradient_is_lost_or_made(operation, case):
    grad_out = gradient_for(operation.forward(case.x, **case.options))
    assert operation.carry_back(grad_out, case).sum() == pytest.approx(grad_out.sum(), abs=1e-9)


@every_operation
@given(case=cases())
def test_results_are_new_arrays_of_the_same_dtype(operation, case):
    """The drawn maps are read-only, so that a function that writes to them fails anywhere here."""
    out = operation.forward(case.x, **case.options)
    grad_out = gradient_for(out, case.x.dtype)
    grad_x = operation.carry_back(grad_out, case)
    assert grad_x.shape == case.x.shape
    for result in (out, grad_x):
        assert result.dtype == case.x.dtype
        assert result.flags.writeable
        assert not np.shares_memory(result, case.x)
        assert not np.shares_memory(result, grad_out)


@every_operation
def test_one_by_one_windows_copy_the_map(operation):
    x = np.array([[1.5, 0.0], [2.0, 4.0]])
    out = operation.forward(x, 1)
    np.testing.assert_array_equal(out, x)
    assert not np.shares_memory(out, x)
    assert not np.shares_memory(pool.channel_max_pool(x[None], 1), x)


@every_operation
def test_a_gradient_keeps_its_own_dtype(operation):
    case = Case(POOLING_EXAMPLE, 2, 2, "drop")
    assert operation.carry_back(np.ones((2, 2), np.float32), case).dtype == np.float32
    whole = Case(POOLING_EXAMPLE.astype(np.uint8), 2, 2, "drop")
    np.testing.assert_array_equal(
        operation.carry_back(np.ones((2, 2)), whole), operation.carry_back(np.ones((2, 2)), case)
    )


@every_operation
@pytest.mark.parametrize("shape", [(0, 3, 4, 4), (2, 0, 4, 4)])
def test_a_batch_of_nothing_gives_nothing(operation, shape):
    case = Case(np.ones(shape), 2, 2, "drop")
    out = operation.forward(case.x, 2)
    assert out.shape == (*shape[:2], 2, 2)
    assert operation.carry_back(out, case).shape == shape


# -- what maxima have to get right ----------------------------------------------------------------


@given(case=cases(dtypes=FLOATS + WHOLE))
def test_winners_and_indices_point_at_the_maxima(case):
    out, winners = pool.max_pool2d_winners(case.x, **case.options)
    close(out, pool.max_pool2d(case.x, **case.options))
    indices = pool.max_pool2d_indices(case.x, **case.options)
    maps = case.x.reshape(*case.x.shape[:-2], -1)
    picked = np.take_along_axis(maps, indices.reshape(*maps.shape[:-1], -1), axis=-1)
    close(picked.reshape(out.shape), out)
    assert winners.max() < np.prod(case.windows)


@pytest.mark.parametrize("borders", BORDERS)
@pytest.mark.parametrize(
    "lowest",
    [np.float32(-np.inf), np.float64(-1e300), np.int8(-128), np.uint8(0), np.bool_(False)],
    ids=repr,
)
def test_a_map_of_the_lowest_value_is_won_by_the_first_pixels(lowest, borders):
    """Starting from 0, or from a place that is not on the map, would show here."""
    x = np.full((5, 4), lowest)
    indices = pool.max_pool2d_indices(x, 3, 2, borders=borders)
    rows, columns = Case(x, 3, 2, borders).spans
    assert indices.tolist() == [[4 * row + column for column, _ in columns] for row, _ in rows]
    assert (pool.max_pool2d(x, 3, 2, borders=borders) == lowest).all()


def test_of_equal_values_the_first_gets_the_gradient():
    grad_x = pool.max_pool2d_backward(np.ones((1, 1)), np.full((3, 3), 7.0), 3)
    assert grad_x.tolist() == [[1, 0, 0], [0, 0, 0], [0, 0, 0]]


def test_nan_wins_wherever_it_is():
    nan = np.nan
    x = np.array([[1, nan, 4, nan], [nan, 2, nan, np.inf]])
    assert np.isnan(pool.max_pool2d(x, 2)).all()
    assert pool.max_pool2d_indices(x, 2).tolist() == [[1, 3]]  # the first, as np.argmax says
    assert pool.max_pool2d_backward(np.array([[1.0, 2.0]]), x, 2).tolist() == [
        [0, 1, 0, 2],
        [0, 0, 0, 0],
    ]
    assert np.isnan(pool.max_pool1d(x[0], 2)).all()


def test_more_than_256_places_still_have_their_own_number():
    x = np.zeros((17, 17))
    x[16, 16] = 1
    _, winners = pool.max_pool2d_winners(x, 17)
    assert winners.tolist() == [[288]]
    assert pool.max_pool2d_indices(x, 17).tolist() == [[288]]


# -- what averages and norms have to get right ---------------------------------------------------


def test_sums_of_bytes_do_not_wrap_around():
    x = np.full((2, 2), 250, dtype=np.uint8)
    assert pool.avg_pool2d(x, 2).tolist() == [[250.0]]
    assert pool.l2_pool2d(x, 2).tolist() == [[500.0]]
    assert pool.gaussian_pool2d(x, 2).tolist() == [[250.0]]
    assert pool.stochastic_pool2d_mean(x, 2).tolist() == [[250.0]]


def test_a_window_of_zeros_has_no_slope_and_no_warning():
    grad_x = pool.l2_pool2d_backward(np.ones((1, 1)), np.zeros((2, 2)), 2)
    np.testing.assert_array_equal(grad_x, np.zeros((2, 2)))


@pytest.mark.parametrize("borders", BORDERS)
def test_a_constant_map_keeps_its_mean_also_where_windows_are_cut_off(borders):
    x = np.full((5, 6), 3.0)
    for out in (
        pool.avg_pool2d(x, 3, 2, borders=borders),
        pool.gaussian_pool2d(x, 3, 2, borders=borders),
        pool.gaussian_pool2d(x, 3, 2, sigma=9.0, borders=borders),
    ):
        np.testing.assert_allclose(out, 3.0)


# -- by chance -----------------------------------------------------------------------------------


def test_values_are_picked_in_proportion():
    windows = np.tile([[1.0, 2.0], [3.0, 4.0]], (5000, 1, 1))
    out, winners = pool.stochastic_pool2d(windows, 2, rng=np.random.default_rng(0))
    picked = np.bincount(winners.ravel(), minlength=4)
    assert chisquare(picked, [500, 1000, 1500, 2000]).pvalue > 0.01
    np.testing.assert_array_equal(out, winners + 1.0)  # the value at place i is i + 1


activations = cases(dtypes=FLOATS + WHOLE, borders=("drop",)).map(
    lambda case: case._replace(x=np.maximum(case.x, case.x.dtype.type(0)))
)


@given(case=activations, seed=st.integers(0, 9))
def test_a_pick_is_a_positive_value_of_its_own_window(case, seed):
    out, winners = pool.stochastic_pool2d(
        case.x, case.window, case.stride, rng=np.random.default_rng(seed)
    )
    windows = by_loop(case, lambda window: window.reshape(*window.shape[:-2], -1))
    picked = np.take_along_axis(windows, winners[..., None, :, :], axis=-3)[..., 0, :, :]
    np.testing.assert_array_equal(out, picked)
    np.testing.assert_array_equal(out > 0, (windows > 0).any(axis=-3))


@given(case=activations)
def test_the_mean_is_the_expectation_of_the_picks(case):
    def expectation(window):
        values = window.reshape(*window.shape[:-2], -1)
        total = values.sum(axis=-1, keepdims=True)
        chances = np.divide(values, total, out=np.zeros_like(values), where=total > 0)
        return (chances * values).sum(axis=-1)

    dtype = case.x.dtype if case.x.dtype.kind == "f" else np.float64
    expected = by_loop(case._replace(x=case.x.astype(np.float64)), expectation)
    close(pool.stochastic_pool2d_mean(case.x, case.window, case.stride), expected.astype(dtype))


class _Always(np.random.Generator):
    """A generator that draws the same fraction each time."""

    def __init__(self, fraction: float) -> None:
        super().__init__(np.random.PCG64(0))
        self.fraction = fraction

    def random(self, size, dtype):
        return np.full(size, self.fraction, dtype)


@pytest.mark.parametrize(
    ("fraction", "zero_at", "place"), [(0.0, 0, 1), (np.nextafter(1.0, 0.0), 8, 7)]
)
def test_the_smallest_and_the_largest_draw_still_pick_a_positive_value(fraction, zero_at, place):
    """Adding eight times 0.3 gives less in one order than in another: the mark is not reached."""
    x = np.full((3, 3), 0.3, dtype=np.float32)
    x.flat[zero_at] = 0
    out, winners = pool.stochastic_pool2d(x, 3, rng=_Always(fraction))
    assert winners.tolist() == [[place]]
    assert out.tolist() == [[np.float32(0.3)]]


def test_the_generator_decides():
    x = np.random.default_rng(1).random((40, 40))
    rng = np.random.default_rng(2)
    first, second = (pool.stochastic_pool2d(x, 2, rng=rng)[0] for _ in range(2))
    assert (first != second).any()
    repeated, _ = pool.stochastic_pool2d(x, 2, rng=np.random.default_rng(2))
    np.testing.assert_array_equal(first, repeated)


def test_the_gradient_goes_to_what_was_picked():
    x = np.random.default_rng(3).random((2, 6, 6))
    out, winners = pool.stochastic_pool2d(x, 3, rng=np.random.default_rng(4))
    grad_x = pool.route_to_winners(np.ones_like(out), winners, x.shape, 3)
    np.testing.assert_array_equal(pool.max_pool2d(grad_x * x, 3), out)
    assert grad_x.sum() == out.size


# -- errors say what was expected, what came, and the way out --------------------------------------

SQUARE = np.ones((4, 4))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: pool.max_pool2d(SQUARE, 5),
            ShapeError,
            "a window of 5 is larger than the map, which has 4 pixels here;\n"
            "use a window of at most 4, or borders='partial'",
        ),
        (
            lambda: pool.max_pool2d(np.ones(4), 2),
            ShapeError,
            "x must have the axes (..., height, width), got an array of shape (4,);\n"
            "add the missing axis, for example x[None]",
        ),
        (
            lambda: pool.max_pool2d(np.ones((3, 0)), 2),
            ShapeError,
            "x must not be empty, got an array of shape (3, 0);\ncheck the slice that made it",
        ),
        (
            lambda: pool.avg_pool2d(SQUARE, 2, 0.5),
            TypeError,
            "stride must be a whole number, got the float 0.5; use int(...) or // to make one",
        ),
        (
            lambda: pool.avg_pool2d(SQUARE, (2, 0)),
            ValueError,
            "window[1] must be at least 1, got 0",
        ),
        (
            lambda: pool.l2_pool2d(SQUARE, 2, borders="ceil"),
            ValueError,
            "borders must be 'drop', 'partial' or 'centred', got 'ceil'",
        ),
        (
            lambda: pool.max_pool2d(SQUARE, 2, borders="centred"),
            ValueError,
            "a centred window must be odd, got 2: an even one has no middle pixel;\n"
            "use 1 or 3, or other borders",
        ),
        (
            lambda: pool.max_pool2d(np.array([["a"]]), 1),
            TypeError,
            "x must hold integers, floats or booleans, got an array of dtype <U1; "
            "convert it first, for example np.asarray(x, dtype=float)",
        ),
        (
            lambda: pool.max_pool2d_backward(np.ones((2, 2), dtype=int), SQUARE, 2),
            TypeError,
            "grad_out must be a floating array, got dtype int64; "
            "integers would cut off fractions, so pass grad_out.astype(float)",
        ),
        (
            lambda: pool.avg_pool2d_backward(np.ones((3, 2)), (4, 4), 2),
            ShapeError,
            "grad_out must have the shape of the pooled output, (2, 2), got (3, 2)",
        ),
        (
            lambda: pool.avg_pool2d_backward(np.ones((2, 2)), (4,), 2),
            ShapeError,
            "shape must end in (height, width), got (4,); pass the map's x.shape",
        ),
        (
            lambda: pool.route_to_winners(np.ones((2, 2)), np.zeros((1, 2), int), (4, 4), 2),
            ShapeError,
            "winners must have the shape of grad_out, (2, 2), got (1, 2)",
        ),
        (
            lambda: pool.gaussian_pool2d(SQUARE, 2, sigma=0),
            ValueError,
            "sigma must be a positive number of pixels, got 0.0",
        ),
        (
            lambda: pool.channel_max_pool(np.ones((6, 2, 2)), 4),
            ShapeError,
            "a group of 4 does not divide 6 channels;\nuse one of [1, 2, 3, 6]",
        ),
        (
            lambda: pool.stochastic_pool2d(SQUARE, 2, rng=7),
            TypeError,
            "rng must be a numpy.random.Generator, got int; "
            "make one with np.random.default_rng(seed)",
        ),
    ],
)
def test_bad_input_is_refused_with_a_sentence(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message


@pytest.mark.parametrize("value", [-1.0, np.nan, np.inf, -np.inf])
def test_what_is_no_probability_is_refused(value):
    x = np.array([[0.0, 2.0], [value, 1.0]])
    sentence = f"finite activations of at least 0, got {value}; apply ReLU first"
    with pytest.raises(ValueError, match=sentence):
        pool.stochastic_pool2d(x, 2, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match=sentence):
        pool.stochastic_pool2d_mean(x, 2)
