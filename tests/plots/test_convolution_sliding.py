"""Sliding windows: each figure works its numbers out and says them."""

import numpy as np
import pytest

from cnnkit.filters import SOBEL_VERTICAL, X_SHAPE
from cnnkit.images import SLIDING_EXAMPLE
from cnnkit.plots.convolution import sliding as plots
from cnnkit.plots.convolution.filters import temple
from tests.plots.figures import complaints

SEVEN = np.array([[1.0, 2, 3], [0, 4, 0], [5, 0, 0]])
FIGURES = {
    "along_a_row": (
        lambda: plots.along_a_row(np.array([1.0, 1, 1, 0, 0]), np.array([1.0, -1])),
        ["at place 2, 1·1 + 0·(−1) = 1", "at place 3, 0·1 + 0·(−1) = 0"],
    ),
    "every_window": (
        lambda: plots.every_window(SLIDING_EXAMPLE, X_SHAPE),
        ["3 rows of 3", "4, 3, 4; 2, 4, 3; 2, 3, 4"],
    ),
    "half_turns": (
        lambda: plots.half_turns(
            {"X shape": X_SHAPE, "step": np.array([[1.0, -1]])}, {"X shape": 1e-15, "step": 1.718}
        ),
        ["X shape 0, step 1.72"],
    ),
    "on_a_photograph": (
        lambda: plots.on_a_photograph(255 * temple(), SOBEL_VERTICAL, 60, 87),
        ["150, 159, 140", "add up to 381"],
    ),
    "one_window": (
        lambda: plots.one_window(SLIDING_EXAMPLE, X_SHAPE, 1, 0),
        ["products 0, 0, 1; 0, 0, 0; 0, 0, 1", "Their sum, 2, lands at row 1, column 0"],
    ),
    "spike": (
        lambda: plots.spike(SEVEN),
        ["as it is gives 0, 0, 5; 0, 4, 0; 3, 2, 1", "gives 1, 2, 3; 0, 4, 0; 5, 0, 0, the kernel"],
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


def test_an_oblong_window_lands_where_it_stands():
    picture, kernel = np.arange(20.0).reshape(4, 5), np.array([[1.0, 0, -1]])
    drawing = plots.one_window(picture, kernel, 3, 1)
    assert "Their sum, −2, lands at row 3, column 1" in drawing.alt
    assert not complaints(drawing)


def test_the_row_of_a_wider_kernel_fits_too():
    assert not complaints(plots.along_a_row(np.array([3.0, 1, 4, 1, 5]), np.array([1.0, 0, -1])))
