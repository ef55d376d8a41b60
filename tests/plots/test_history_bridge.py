"""Edge neurons, graphs and the timeline: each figure counts what it draws."""

import numpy as np
import pytest

from cnnkit.plots.history import bridge as plots
from tests.plots.figures import complaints

EVENTS = [
    (1962, "simple and complex cells", "bars of light, and who answers"),
    (1980, "Neocognitron", "S- and C-cells, learned without a teacher"),
    (1998, "LeNet-5", "gradients through convolutions"),
    (2012, "AlexNet", "big data"),
    (2014, "VGG", "only 3×3"),
    (2015, "ResNet", "152 layers"),
]

FIGURES = {
    "neurons_for_places": (
        lambda: plots.neurons_for_places([1, 1, 1, 0, 0]),
        ["answers are 0, 0, 1, 0. 20 weights are stored"],
    ),
    "three_graphs": (
        lambda: plots.three_graphs((5, 4), 2, 4),
        ["2 neighbours, 8 edges", "5 times 4 is 20 edges", "over 4 steps, each with an input, 7"],
    ),
    "timeline": (
        lambda: plots.timeline(EVENTS),
        ["from 1962 to 2015 with 6 marks", "1998: LeNet-5, gradients through convolutions."],
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


def test_the_graphs_have_as_many_lines_as_they_say():
    drawn = plots.three_graphs((5, 4), 2, 4).axes[0]
    edges = [line for line in drawn.lines if len(line.get_xdata()) == 2]
    middles = np.array([line.get_xdata().mean() for line in edges])
    assert (middles < 140).sum() == 8
    assert ((middles > 140) & (middles < 300)).sum() == 20
    assert (middles > 300).sum() == 4  # and three arrows from step to step
