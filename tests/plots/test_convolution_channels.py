"""Deep filters and banks: each figure works out what it shows."""

import numpy as np
import pytest

from cnnkit.plots.convolution import channels as plots
from tests.plots.figures import complaints

PICTURE = np.arange(48.0).reshape(3, 4, 4) % 5
KERNEL = np.array([[[1, -1], [2, 0]], [[0, 1], [-2, 1]], [[-1, 0], [1, 2.0]]])
FIGURES = {
    "bank_on_photograph": (plots.bank_on_photograph, ["Three filters", "Three maps"]),
    "deep_filter": (
        lambda: plots.deep_filter(PICTURE, KERNEL, -3.0, (1, 1)),
        ["times its slice 1, -1; 2, 0 sums to 7", "one bias of -3 give"],
    ),
    "grouped": (
        lambda: plots.grouped(4, 4, (1, 2, 4), 3),
        ["groups=1: 16 slices, 144 weights", "groups=2: 8 slices, 72", "groups=4: 4 slices, 36"],
    ),
    "neurons_in_space": (
        lambda: plots.neurons_in_space(3, 32, 3, 5),
        ["32 by 32 and 3 deep", "28 by 28 and 3 deep"],
    ),
    "two_filters_on_a_row": (
        lambda: plots.two_filters_on_a_row(
            np.array([1.0, 1, 1, 0, 0, 0]), np.array([[1.0, -1], [-1, 1]])
        ),
        ["their maps 0, 0, 1, 0, 0 and 0, 0, -1, 0, 0"],
    ),
}


def test_every_figure_function_is_tried_here():
    assert list(FIGURES) == [name for name in plots.__all__ if name != "colour_bank"]


@pytest.mark.parametrize(("draw", "said"), FIGURES.values(), ids=FIGURES)
def test_a_figure_can_be_read_and_says_what_is_seen(draw, said):
    drawing = draw()
    assert not complaints(drawing)
    for words in said:
        assert words in drawing.alt


def test_the_sums_and_the_bias_make_the_output_that_is_drawn():
    windows = PICTURE[:, 1:3, 1:3]
    total = (windows * KERNEL).sum() - 3
    assert f"give {total:g}, one cell" in plots.deep_filter(PICTURE, KERNEL, -3.0, (1, 1)).alt


def test_two_of_the_colour_filters_are_blind_to_grey():
    """On grey pictures the first two answer 0: they compare channels, not brightness."""
    compare_red_and_blue, compare_red_and_green, brightness = plots.colour_bank().sum(axis=1)
    assert np.allclose(compare_red_and_blue, 0)
    assert np.allclose(compare_red_and_green, 0)
    assert np.abs(brightness).max() > 0.1
