"""Shifts: the figures count the pixels that they mark."""

import numpy as np
import pytest

from cnnkit.images import digit_five
from cnnkit.plots.history import shifts as plots
from tests.plots.figures import complaints

FIVE = (digit_five(size=28) > 0.5).astype(int)

FIGURES = {
    "likeness_and_maximum": (
        lambda: plots.likeness_and_maximum(range(5), [1, 0.7, 0.5, 0.4, 0.3], [1] * 5),
        ["falls from 100% to 70% after 1 pixel and 30% after 4", "stays at 100%"],
    ),
    "over_distances": (
        lambda: plots.over_distances([0, 29, 48, 81, 98], [0, 29, 48, 71, 48], 98),
        ["equal up to 2 pixels, where 48 pixels change each way", "From 3 pixels on ink leaves"],
    ),
    "three_pictures": (
        lambda: plots.three_pictures(FIVE, 2),
        ["2 pixels to the left", "48 pixels turn from black to white, 48 from white to black"],
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


def test_ink_that_leaves_makes_the_counts_unequal():
    bar = np.zeros((4, 4), dtype=int)
    bar[:, 0] = 1
    assert "4 pixels turn from black to white, 0 from" in plots.three_pictures(bar, 1).alt
