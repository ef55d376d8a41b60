"""Convolution as a matrix: the figures hold the products that they claim."""

import numpy as np
import pytest

from cnnkit.plots.convolution import matrices as plots
from tests.plots.figures import complaints

KERNEL, IMAGE = np.array([[1.0, 2], [3, 4]]), np.arange(1.0, 10).reshape(3, 3)
FIGURES = {
    "block_bands": (
        lambda: plots.block_bands(3, 5),
        ["9 by 25 cells", "81 cells are not 0, 144 are"],
    ),
    "block_matrix": (
        lambda: plots.block_matrix(KERNEL, IMAGE, 1),
        ["the map 37, 47; 67, 77", "16 of 36 entries"],
    ),
    "lifted_windows": (
        lambda: plots.lifted_windows(KERNEL, IMAGE),
        ["1, 2, 4, 5; 2, 3, 5, 6; 4, 5, 7, 8; 5, 6, 8, 9", "37, 47, 67, 77"],
    ),
    "one_product": (
        lambda: plots.one_product(4, 3, 5, 8, (28, 28)),
        ["Weights of 4 by 75", "75 by 6,272", "3 slices of 5 by 5"],
    ),
    "toeplitz_or_hankel": (lambda: plots.toeplitz_or_hankel(IMAGE), ["Hankel", "Toeplitz"]),
    "toeplitz_product": (
        lambda: plots.toeplitz_product(
            np.array([1.0, 2, -1]), np.array([3.0, 1, 4, 1, 5, 9, 2]), 2
        ),
        ["the result 1, 8, 1, 2, 21", "Row 2: 1·4 + 2·1 \N{MINUS SIGN} 1·5 = 1"],
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


def test_equal_weights_have_equal_colours_and_others_do_not():
    svg = plots.toeplitz_product(np.array([5.0, 7, 9]), np.ones(6), 0).svg()
    assert [svg.count(f"fill: var(--ck-tied-{tap}, ") for tap in range(4)] == [4, 4, 4, 0]
