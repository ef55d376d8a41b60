"""Blocks and the pipeline: what is written on them is what they are given."""

import numpy as np
import pytest

from cnnkit.plots.lenet_alexnet import blocks as plots
from tests.plots.figures import complaints

FIGURES = {
    "inception": (
        lambda: plots.inception(
            14,
            20,
            [("1×1", "", 4), ("1×1 to 6", "3×3", 8), ("1×1 to 2", "5×5", 3), ("pool", "1×1", 5)],
            [80, 552, 190, 100],
        ),
        [
            "20 channels of 14 by 14",
            "1×1 to 6, then 3×3, 8 channels, 552 weights",
            "stacked to 20 channels of 14 by 14",
        ],
    ),
    "pipeline": (
        lambda: plots.pipeline(
            [("picture", np.zeros((1, 32, 32))), ("convolve", np.ones((6, 28, 28))),
             ("pool", np.zeros((6, 14, 14))), ("convolve", np.ones((16, 10, 10))),
             ("pool", np.ones((16, 5, 5))), ("weigh", np.ones(10))],
            [("four", 0.9), ("nine", 0.08), ("one", 0.02)],
        ),
        ["convolve 16×10×10", "weigh 10", "four 90.0%, nine 8.0%, one 2.0%"],
    ),
    "shared_weights": (plots.shared_weights, ["the same two at every step", "a, b and c"]),
    "shortcut": (
        lambda: plots.shortcut(np.geomspace(1e-12, 1, 30), np.linspace(5, 1, 30)),
        ["30 blocks", "1e-12 of it", "with shortcuts 5.00"],
    ),
    "stacked_windows": (plots.stacked_windows, ["sees 3, 5 and 7 cells"]),
}  # fmt: skip


def test_every_figure_function_is_tried_here():
    assert list(FIGURES) == plots.__all__


@pytest.mark.parametrize(("draw", "said"), FIGURES.values(), ids=FIGURES)
def test_a_figure_can_be_read_and_says_what_is_seen(draw, said):
    drawing = draw()
    assert not complaints(drawing)
    for words in said:
        assert words in drawing.alt
