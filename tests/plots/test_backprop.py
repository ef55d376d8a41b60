"""Figures of the backpropagation chapter: they show the numbers that they are given."""

import numpy as np
import pytest

from cnnkit.filters import SOBEL_VERTICAL
from cnnkit.gradients import error_curve
from cnnkit.images import POOLING_EXAMPLE
from cnnkit.models import SIGMOID_EXAMPLE
from cnnkit.ops.activation import sigmoid
from cnnkit.ops.conv_single import correlate2d
from cnnkit.plots.backprop import (
    checking,
    convolution,
    cost,
    learning,
    network,
    pooling,
    saturation,
)
from cnnkit.plots.drawing import words
from tests.plots.figures import complaints

IMAGE, TARGET, KERNEL, FC1, FC2 = SIGMOID_EXAMPLE
MAP = sigmoid(correlate2d(IMAGE, KERNEL))
POOLED = MAP.reshape(2, 2, 2, 2).mean((1, 3))
HIDDEN = sigmoid(POOLED.ravel() @ FC1)
OUTPUT = sigmoid(HIDDEN @ FC2)
DELTAS = [0.01 * (value - 0.5) for value in (MAP, POOLED, HIDDEN, OUTPUT)]
CURVE = error_curve(lambda x: np.sin(x).sum(), np.array([1.0]), np.cos([1.0]))

FIGURES = {
    "along_the_gradient": (
        lambda: cost.along_the_gradient(
            np.linspace(-20, 40, 61), np.exp(-np.linspace(-20, 40, 61) / 20), 0.05
        ),
        ["At rate 0 it is 1.000", "rises to 2.718", "falls to 0.1353"],
    ),
    "edge_emerges": (
        lambda: learning.edge_emerges(
            IMAGE, np.multiply.outer([0.1, 0.4, 0.8, 1], SOBEL_VERTICAL), (0, 10, 100, 1000)
        ),
        ["After 10 steps: -0.4, 0, 0.4", "After 1000 steps: -1, 0, 1"],
    ),
    "fading": (
        lambda: saturation.fading(
            {
                "sigmoid": 10.0 ** -np.arange(6, 0, -1),
                "ReLU, same weights": 0.1 / np.arange(6, 0, -1),
                "ReLU": np.full(6, 0.05),
            }
        ),
        ["sigmoid: 1e-01 in the last layer, 1e-06 in the first"],
    ),
    "gate": (
        lambda: saturation.gate(np.array([-1.0, 0, 2, 3, -2]), np.array([5.0, 5, 5, -4, -4])),
        ["0, 0, 5, -4, 0"],
    ),
    "gathered": (
        lambda: convolution.gathered(
            np.array([[1.0, 0], [2, -1]]), np.array([[1.0, 2], [0, -1]]), 1, 1
        ),
        ["kernel turned by half a turn, -1, 0; 2, 1", "1, 2, 0; 2, 2, -2; 0, -2, 1"],
    ),
    "kernel_gradient": (
        lambda: convolution.kernel_gradient(
            np.array([[1.0, 0, 2, 1], [3, 1, 0, 2], [0, 2, 1, 0], [1, 1, 0, 3]]),
            np.array([[1.0, 0, 0], [0, 2, 0], [0, 0, -1]]),
        ),
        ["products are added up: 2, 0; 7, 0"],
    ),
    "kinks": (lambda: checking.kinks(0.5), ["slope is one half"]),
    "one_table": (
        lambda: convolution.one_table(
            np.array([3.0, 1, 4, 1, 5]), np.array([1.0, 2, -1]), np.array([1.0, 0, 2])
        ),
        ["outputs 1, 8, 1", "kernel's gradient 11, 3, 14", "input's gradient 1, 2, 1, 4, -2"],
    ),
    "stamps": (
        lambda: convolution.stamps(np.array([[1.0, 0], [2, -1]]), np.array([[1.0, 2], [0, -1]])),
        ["the stamps give 1, 2, 0; 2, 2, -2; 0, -2, 1"],
    ),
    "trained_features": (
        lambda: learning.trained_features(
            np.stack([SOBEL_VERTICAL] * 6), [IMAGE[:3, :3]] * 6, [[IMAGE[:5, :5]] * 6] * 2
        ),
        ["6 kernels of 3 by 3", "2 rows"],
    ),
    "two_weights": (
        lambda: learning.two_weights(
            np.linspace([0.2, 0], [1, -1], 21), np.linspace(1, 0, 21), (0, 5, 10, 20)
        ),
        ["climbs from 0.20 to 1.000", "5 steps: 0.4, -0.25"],
    ),
    "unrolled": (
        lambda: learning.unrolled(0.5, np.array([0.2, 0.5, -0.4, 0.3]), np.array([0.1, -0.2, 0.5])),
        ["its share of the gradient, 0.02, -0.1, -0.2", "add up to -0.280"],
    ),
    "v_curves": (
        lambda: checking.v_curves(CURVE, 1e-8 / CURVE.steps + CURVE.steps**2),
        ["Central, float64: smallest error", "Central, float32: smallest error"],
    ),
    "parabola_walks": (
        lambda: cost.parabola_walks(
            (0.15, 0.5, 0.9, 1.1), list("abcd"), curvature=2.0, start=1.0, steps=6
        ),
        ["Rate 0.15, a: 1.00, 0.70, 0.49", "Rate 0.5, b: 1.00, 0.00"],
    ),
    "square_or_distance": (cost.square_or_distance, ["jumps from -1 to 1"]),
    "shared_winner": (
        lambda: pooling.shared_winner(np.array([1.0, 5, 2, 4, 3, 6]), np.array([1.0, 2, 3, 4]), 3),
        ["places 1, 1, 3, 5", "the row gets 0, 3, 0, 3, 0, 4", "and 1 is lost"],
    ),
    "spread_and_route": (
        lambda: pooling.spread_and_route(POOLING_EXAMPLE, np.array([[4.0, 8], [-4, 2]])),
        ["1, 1, 2, 2; 1, 1, 2, 2; -1, -1, 0.5, 0.5", "Both add up to 10"],
    ),
    "ties": (
        lambda: pooling.ties(np.array([[7.0, 7], [1, 7]]), 6.0),
        ["first wins: 6, 0; 0, 0, sum 6", "all get all: 6, 6; 0, 6, sum 18, wrong"],
    ),
    "why_a_quarter": (
        lambda: pooling.why_a_quarter(np.array([[1.0, 3], [2, 6]]), 4.0),
        ["average 3.", "becomes 4, which is 1 more"],
    ),
    "damped": (
        lambda: network.damped(np.array([[0.04, -0.08], [0.0, 0.12]]), np.full((4, 4), 0.5)),
        ["40, -80; 0, 120", "2.5, 2.5, -5, -5"],
    ),
    "network": (
        lambda: network.network((IMAGE, MAP, POOLED, HIDDEN, OUTPUT), KERNEL, TARGET),
        ["two outputs 0.46, 0.79", "target is 1, 0"],
    ),
    "network with deltas": (
        lambda: network.network(
            (IMAGE, MAP, POOLED, HIDDEN, OUTPUT), KERNEL, TARGET, DELTAS, KERNEL / 100
        ),
        ["gradient of the kernel, 5, -5, 0; 10, 0, -10; 5, 0, -5"],
    ),
    "successors": (
        lambda: network.successors(np.array([1.0, -1]), np.array([-0.134, 0.132]), 0.29),
        ["deltas -0.134, 0.132", "sum is -0.266"],
    ),
    "three_factors": (
        lambda: network.three_factors(1.0, 0.29, 0.46, 1.0),
        ["-0.540 from the cost", "0.248 from the sigmoid", "product is -0.0389"],
    ),
    "ways_back": (
        lambda: network.ways_back([("pooling", "average", "spread"), ("dense", "W", "W^T")]),
        ["pooling, average", "dense, W^T; pooling, spread"],
    ),
}

MODULES = (checking, convolution, cost, learning, network, pooling, saturation)


def test_every_figure_function_is_tried_here():
    public = {name for module in MODULES for name in module.__all__} - {"walk"}
    assert public == {name.split()[0] for name in FIGURES}


@pytest.mark.parametrize(("draw", "said"), FIGURES.values(), ids=FIGURES)
def test_a_figure_can_be_read_and_says_what_is_seen(draw, said):
    drawing = draw()
    assert not complaints(drawing)
    for phrase in said:
        assert phrase in drawing.alt


def test_a_walk_with_one_over_the_curvature_needs_one_step():
    np.testing.assert_allclose(cost.walk(3.0, 4.0, 1 / 4, 2), [3, 0, 0])


def test_a_walk_that_is_too_fast_leaves_the_valley():
    away = cost.walk(1.0, 2.0, 1.1, 5)
    assert (np.diff(np.abs(away)) > 0).all()
    assert (np.sign(away[1:]) != np.sign(away[:-1])).all()


def test_the_table_of_products_adds_up_to_what_correlation_and_convolution_give():
    x, kernel, delta = np.array([2.0, -1, 3, 0, 1]), np.array([1.0, 0, 2]), np.array([1.0, -2, 4])
    said = convolution.one_table(x, kernel, delta).alt
    assert f"outputs {words(np.correlate(x, kernel))}" in said
    assert f"kernel's gradient {words(np.correlate(x, delta))}" in said
    assert f"input's gradient {words(np.convolve(delta, kernel))}" in said


def test_labels_of_close_curves_do_not_touch():
    same = {name: np.full(5, 0.1) for name in ("one", "two", "three")}
    assert not complaints(saturation.fading(same | {"low": np.geomspace(1e-6, 0.1, 5)}))
