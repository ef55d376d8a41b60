"""Between dense and shared: the figures count weights and multiply-adds themselves."""

import pytest

from cnnkit.plots.convolution import tying as plots
from tests.plots.figures import complaints

ERRORS = {1: [0.0, 0, 0, 0], 2: [0.0, 1.2, 0, 0.7], 3: [0.0, 0.4, 0.5, 0]}
FIGURES = {
    "from_dense_to_shared": (
        plots.from_dense_to_shared,
        [
            "dense: 35 different weights, 35 multiply-adds",
            "locally connected: 15 different weights, 15 multiply-adds",
            "tiled: 6 different weights, 15 multiply-adds",
            "convolution: 3 different weights, 15 multiply-adds",
        ],
    ),
    "mask_and_weights": (
        lambda: plots.mask_and_weights("abc", 5),
        ["mask has 13 ones", "13 different ones", "3 different ones"],
    ),
    "shift_errors": (
        lambda: plots.shift_errors(range(4), ERRORS),
        ["Period 1: the output moves along after every shift", "Period 2: the output moves along"],
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


def test_a_period_of_one_is_a_convolution():
    alt = plots.from_dense_to_shared(period=1).alt
    assert "tiled: 3 different weights" in alt


def test_a_shift_counts_as_exact_only_if_there_is_no_error():
    assert "after shifts by 2, and not in between" in plots.shift_errors(range(4), ERRORS).alt
    assert "after shifts by 3, and not in between" in plots.shift_errors(range(4), ERRORS).alt
