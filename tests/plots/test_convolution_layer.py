"""The whole layer: drawn from the layer object, and corners found by two layers."""

import numpy as np
import pytest

from cnnkit.layers import Conv2d
from cnnkit.ledger import Ledger
from cnnkit.models import CIFAR10_DEMO
from cnnkit.plots.convolution import layer as plots
from tests.plots.figures import complaints

SQUARE = np.zeros((12, 12))
SQUARE[3:8, 4:9] = 1
STAGES = Ledger(row for row in CIFAR10_DEMO.ledger() if row.name.startswith("pool"))
RAW = np.linspace(-1, 1, 64).reshape(8, 8)
FIGURES = {
    "activations": (plots.activations, ["bump of height 0.25", "jumps from 0 to 1"]),
    "corner_steps": (lambda: plots.corner_steps(SQUARE), ["1 marked places"]),
    "funnel": (
        lambda: plots.funnel(CIFAR10_DEMO.shape, STAGES),
        ["input 32 by 32 by 3", "pool3 4 by 4 by 20, one value sees 36 pixels"],
    ),
    "rectified": (
        lambda: plots.rectified(RAW, (0.0, -0.5, -0.8)),
        ["bias 0, 50% of the values are 0", "bias -0.5, 75%"],
    ),
    "structure": (
        lambda: plots.structure(Conv2d(3, 2, 3)),
        ["3 input maps on the left, 2 output maps", "6 slices in all", "one bias"],
    ),
}


def test_every_figure_function_is_tried_here():
    assert list(FIGURES) == [
        name for name in plots.__all__ if name not in ("CORNER_KERNELS", "corner_layers")
    ]


@pytest.mark.parametrize(("draw", "said"), FIGURES.values(), ids=FIGURES)
def test_a_figure_can_be_read_and_says_what_is_seen(draw, said):
    drawing = draw()
    assert not complaints(drawing)
    for words in said:
        assert words in drawing.alt


def test_groups_halve_the_slices_of_the_drawing():
    assert "4 slices in all" in plots.structure(Conv2d(4, 2, 3, groups=2)).alt


def test_a_corner_is_found_where_it_is_and_nowhere_else():
    _, corners = plots.corner_layers(SQUARE)
    assert np.argwhere(corners > 0).tolist() == [[2, 3]]  # windows of 3x3 that end in the corner


def test_straight_edges_are_silent_in_both_directions_and_signs():
    edge = np.zeros((12, 12))
    edge[:, 6:] = 1
    for picture in (edge, edge.T, 1 - edge, 1 - edge.T):
        assert not plots.corner_layers(picture)[1].any()
