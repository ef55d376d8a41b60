"""The Neocognitron: the figures count what their cells answer."""

import numpy as np
import pytest

from cnnkit.images import shift
from cnnkit.models.neocognitron import digit_patterns, neocognitron_toy
from cnnkit.plots.history import neocognitron as plots
from tests.plots.figures import complaints

STROKE = np.zeros((7, 7))
STROKE[1:6, 3] = 1
BAR = np.array([[-1.0, 2.0, -1.0]] * 2)
NET = neocognitron_toy()
SIZES = [(1, 16), (16, 16), (16, 8), (24, 8), (24, 8), (8, 8), (8, 1)]
RIGHT = np.zeros((17, 17), dtype=int)
RIGHT[4:13, 4:13] = 5


def three():
    """Draw the 3 in the middle and moved, and the 2."""
    digits = digit_patterns()
    pictures = [digits[3], shift(digits[3], -3, 4), digits[2]]
    return plots.planes(NET, pictures, [(2, 4, 14), (3, 6, 17)])


FIGURES = {
    "cascade": (
        lambda: plots.cascade(SIZES, ["3×3"] * 6),
        ["S1: 16 planes of 16 by 16. C1: 16 planes of 8 by 8.", "C3: 8 planes of 1 by 1."],
    ),
    "learned_features": (lambda: plots.learned_features(NET), ["16 little pictures of 3 by 3"]),
    "planes": (three, ["3 pictures", "The winners are cells 1, 1, 3."]),
    "recognised_places": (
        lambda: plots.recognised_places(RIGHT, 5, 4),
        ["289 shifts", "405 of 405 answers are right"],
    ),
    "simple_then_complex": (
        lambda: plots.simple_then_complex(STROKE, BAR, 3, 2),
        ["8 of 30 simple cells change, 0 of 9 complex cells do"],
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


def test_a_shift_out_of_the_block_changes_complex_cells_too():
    moved = shift(STROKE, columns=1)
    assert "0 of 9 complex" not in plots.simple_then_complex(moved, BAR, 3, 2).alt
