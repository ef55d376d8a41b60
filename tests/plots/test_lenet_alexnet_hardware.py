"""Matrix products and ratios: whatever was measured can be drawn."""

import numpy as np
import pytest

from cnnkit.plots.lenet_alexnet import hardware as plots
from tests.plots.figures import complaints

FIGURES = {
    "matrix_product": (
        lambda: plots.matrix_product((16, 150), (150, 6400), (6, 5, 5), 64),
        ["one window of 6·5·5 values", "150×6,400; 100 columns", "the product, 16×6,400."],
    ),
    "speed_up": (
        lambda: plots.speed_up((1, 4, 16, 64), (1.0, 2.26, 3.0, 3.4)),
        ["1: 1×.", "4: 2.3×."],
    ),
    "speed_ups": (
        lambda: plots.speed_ups(["loop", "one product"], [1.0, 312.0]),
        ["loop: 1×.", "one product: 310×."],
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


@pytest.mark.parametrize("ratio", [0.2, 0.999, 1.0, 1.04, 7.0, 48_000.0])
def test_no_machine_is_too_fast_or_too_slow_to_be_drawn(ratio):
    assert not complaints(plots.speed_ups(["one", "other"], [1.0, ratio]))
    assert not complaints(plots.speed_up((1, 16, 256), np.array([1.0, ratio, ratio])))
