"""Volumes, ReLU and softmax: what is drawn comes from the ledger and the numbers handed over."""

import numpy as np
import pytest

from cnnkit.models import ALEXNET_GROUPED, CIFAR10_DEMO, LENET5, LENET5_1998
from cnnkit.plots.lenet_alexnet import volumes as plots
from tests.plots.figures import complaints

NAMES = ["cat", "dog", "ship", "frog"]
LOGITS = np.array([2.0, 1.0, -3.0, 1.0])
FIGURES = {
    "relu_layer": (
        lambda: plots.relu_layer(
            np.eye(4), np.array([[-1.0, 2.0], [-0.5, 0.0], [-2.0, 0.25], [-1.0, 0.0]])
        ),
        ["50% of the values are negative", "75% of the map is silent"],
    ),
    "scores": (
        lambda: plots.scores(NAMES, LOGITS),
        ["ship: score \N{MINUS SIGN}3, probability 0.4%", "likeliest are cat, dog, frog."],
    ),
    "volumes": (
        lambda: plots.volumes(CIFAR10_DEMO.shape, CIFAR10_DEMO.ledger()),
        [
            "input 3×32×32",
            "conv1 16×32×32 with 1,216 parameters",
            "pool3 20×4×4",
            "fc 10 with 3,210",
        ],
    ),
}


def test_every_figure_function_is_tried_here():
    assert list(FIGURES) == plots.__all__


@pytest.mark.parametrize(("draw", "said"), FIGURES.values(), ids=FIGURES)
def test_a_figure_can_be_read_and_says_what_is_seen(draw, said):
    drawing = draw()
    assert not complaints(drawing)
    for words in said:
        assert words in drawing.alt


@pytest.mark.parametrize("table", [LENET5, LENET5_1998, ALEXNET_GROUPED], ids=lambda t: t.title)
def test_every_network_of_the_chapter_can_be_drawn(table):
    assert not complaints(plots.volumes(table.shape, table.ledger()))


def test_activations_are_not_volumes_of_their_own():
    assert "relu" not in plots.volumes(LENET5.shape, LENET5.ledger()).alt
