"""Connections, fields and costs: each figure counts what it draws."""

import pytest

from cnnkit.plots.convolution import connections as plots
from tests.plots.figures import complaints

FIGURES = {
    "error_of_estimates": (
        lambda: plots.error_of_estimates(
            (6, 12, 96),
            {"a kernel for each place": (0.25, 0.14, 0.04), "shared": (0.03, 0.02, 0.01)},
        ),
        ["shared: 0.030 with 6, 0.010 with 96"],
    ),
    "growing_field": (lambda: plots.growing_field(9, 4, 3), ["hears 3, then 5, then 7, then 9"]),
    "locality_mask": (lambda: plots.locality_mask(5, 1), ["3 wide: 13 of 25 cells"]),
    "time_of_products": (
        lambda: plots.time_of_products(
            (256, 512, 1024),
            {"dense": (3e-5, 1e-4, 5e-4), "three weights": (1e-6, 1e-6, 2e-6)},
            {"dense": "n² products", "three weights": "3n products"},
        ),
        ["square of the number of inputs"],
    ),
    "two_views": (
        lambda: plots.two_views(5, 3, 2),
        ["output 2 hears 3 inputs and input 2 is heard by 3 outputs", "joined to all 5"],
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


def test_a_unit_at_the_end_hears_one_input_less():
    assert "output 0 hears 2 inputs" in plots.two_views(5, 3, 0).alt


def test_a_wider_neighbourhood_widens_the_band():
    assert "5 wide: 19 of 25 cells" in plots.locality_mask(5, 2).alt
