"""AlexNet's groups, its input size, and its two kinds of shares."""

import pytest

from cnnkit.models import ALEXNET_GROUPED, ALEXNET_SINGLE, LENET5
from cnnkit.plots.lenet_alexnet import alexnet as plots
from tests.plots.figures import complaints

FIGURES = {
    "last_windows": (
        lambda: plots.last_windows([(224, 0), (227, 0), (224, 2)], 11, 4),
        [
            "224 pixels with padding 0: 54 windows, 1 left over",
            "227 pixels with padding 0: 55 windows, 0 left over",
            "224 pixels with padding 2: 55 windows, 1 left over",
        ],
    ),
    "shares": (
        lambda: plots.shares(ALEXNET_GROUPED.ledger()),
        ["fc6: 61.9% of the parameters, 5.2% of the multiply-adds", "conv1: 0.1%"],
    ),
    "two_groups": (
        lambda: plots.two_groups(ALEXNET_GROUPED.shape, ALEXNET_GROUPED.ledger()),
        [
            "conv1, 48×55×55 on each, reads 3 maps.",
            "conv2, 128×27×27 on each, reads 48 maps, its own half.",
            "conv3, 192×13×13 on each, reads 256 maps, both halves.",
            "fc6, 2048 on each, reads 9,216 values, both halves.",
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


@pytest.mark.parametrize("table", [ALEXNET_SINGLE, LENET5], ids=lambda table: table.title)
def test_the_shares_of_another_network_can_be_drawn(table):
    assert not complaints(plots.shares(table.ledger()))
