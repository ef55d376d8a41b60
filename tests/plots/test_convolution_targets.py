"""Searching: each figure says the scores and who wins."""

import numpy as np
import pytest

from cnnkit.filters import CURVE_DETECTOR, CURVE_PATCH, OTHER_PATCH
from cnnkit.ops.conv_single import correlate2d
from cnnkit.plots.convolution import targets as plots
from tests.plots.figures import complaints

PATCHES = {"its curve": CURVE_PATCH, "another": OTHER_PATCH, "all white": np.full((7, 7), 255.0)}
PICTURE = np.zeros((12, 12))
PICTURE[2:5, 3:6] = np.arange(9).reshape(3, 3) / 9
TEMPLATE = PICTURE[2:5, 3:6]
HERE, ELSEWHERE = np.zeros((10, 10)), np.zeros((10, 10))
HERE[2, 3] = ELSEWHERE[7, 1] = 1
EDGES = [np.array([[-1.0, 1], [-1, 1]]), np.array([[-1.0, -1], [1, 1]])]
FIGURES = {
    "curve_scores": (
        lambda: plots.curve_scores(
            CURVE_DETECTOR, PATCHES, {"dot product": [6600, 0, 45900], "cosine": [0.508, 0, 0.35]}
        ),
        ["its curve 6,600", "all white 45,900", "dot product: all white wins", "cosine: its curve"],
    ),
    "matching_quiz": (
        lambda: plots.matching_quiz(PICTURE, EDGES, [correlate2d(PICTURE, f) for f in EDGES]),
        ["2 filters named by letters", "A −1, 1 / −1, 1; B −1, −1 / 1, 1"],
    ),
    "score_maps": (
        lambda: plots.score_maps(PICTURE, TEMPLATE, {"one": HERE, "other": ELSEWHERE}, (2, 3)),
        ["one: row 2, column 3, the right place", "other: row 7, column 1, the wrong place"],
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
