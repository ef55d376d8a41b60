"""Borders, strides and stacks: each figure works out what it shows."""

import numpy as np
import pytest

from cnnkit.plots import padding_stride as plots
from tests.plots.figures import complaints

BUMP = np.pad(np.outer(np.hanning(18)[1:-1], np.hanning(18)[1:-1]), 8)
FIGURES = {
    "ends": (
        lambda: plots.ends(np.array([0.0, 0, 1, 1, 1])),
        ["valid: 0, -1, 0, 0.", "a zero added: 0, -1, 0, 0, 1.", "repeated: 0, -1, 0, 0, 0."],
    ),
    "far_end": (
        lambda: plots.far_end([224, 227], 11, 4),
        ["224 pixels: 54 windows, the last over pixels 212 to 222, 1 pixels unused", "55 windows"],
    ),
    "influence": (lambda: plots.influence(BUMP, 16), ["square of 16 by 16", "256 pixels"]),
    "kept_outputs": (
        lambda: plots.kept_outputs(np.array([1.0, 1, 1, 0, 0, 1, 1]), plots.EDGE, 2),
        ["gives 0, 0, 1, 0, -1, 0 with stride 1", "starting with the first: 0, 1, -1"],
    ),
    "neighbours_alike": (
        lambda: plots.neighbours_alike([1, 2, 4], {"a": [0.9, 0.8, 0.7], "b": [0.5, 0, -0.1]}),
        ["a: 0.90 for direct neighbours, 0.80 at distance 2"],
    ),
    "receptive_tree": (
        lambda: plots.receptive_tree([(3, 2), (3, 1)]),
        ["1 in layer 2, 3 in layer 1, 7 in layer 0"],
    ),
    "settings": (
        lambda: plots.settings(
            [plots.Setting("full", 5, 3, padding=2), plots.Setting("gaps", 7, 3, dilation=2)]
        ),
        ["full: 5 by 5", "gives 7 by 7", "dilation 2 gives 3 by 3"],
    ),
    "shrinking": (lambda: plots.shrinking(32, 5), ["32, 28, 24, 20, 16, 12, 8, 4", "7 layers"]),
    "two_edges": (
        lambda: plots.two_edges([3, 4], 8),
        ["after 3 values is found", "after 4 values is missed"],
    ),
    "visit_maps": (
        lambda: plots.visit_maps(5, 3),
        ["a corner is seen 1 time and the middle 9 times", "a corner is seen 4 times"],
    ),
}


def test_every_figure_function_is_tried_here():
    others = {"EDGE", "Setting", "flower_maps"}
    assert list(FIGURES) == [name for name in plots.__all__ if name not in others]


@pytest.mark.parametrize(("draw", "said"), FIGURES.values(), ids=FIGURES)
def test_a_figure_can_be_read_and_says_what_is_seen(draw, said):
    drawing = draw()
    assert not complaints(drawing)
    for words in said:
        assert words in drawing.alt


def test_a_smooth_map_is_more_like_itself_next_door_than_a_map_of_edges():
    alike = [
        np.corrcoef(answers[:, :-2].ravel(), answers[:, 2:].ravel())[0, 1]
        for answers in plots.flower_maps().values()
    ]
    assert alike[0] > 0.9 > 0.1 > alike[1]
