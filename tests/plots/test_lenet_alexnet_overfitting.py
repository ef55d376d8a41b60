"""Accuracies over training and over seeds: the figures say the means that they are given."""

import numpy as np
import pytest

from cnnkit.plots.lenet_alexnet import overfitting as plots
from tests.plots.figures import complaints

SEEN = np.array([[0.25, 0.5, 1.0], [0.35, 0.7, 1.0]])
UNSEEN = np.array([[0.2, 0.85, 0.7], [0.3, 0.75, 0.8]])
FIGURES = {
    "apart": (
        lambda: plots.apart((2, 4, 6), SEEN, UNSEEN, honest=0.9),
        ["mean of 2 nets", "ends at 100%", "peaks at 80% after 4 epochs and ends at 75%"],
    ),
    "moved_digits": (
        lambda: plots.moved_digits(np.eye(8), np.zeros((5, 8, 8))),
        ["8 by 8 pixels", "5 times"],
    ),
    "remedies": (
        lambda: plots.remedies(
            {"no remedy": (SEEN[:, 2], UNSEEN[:, 2]), "luck": (SEEN[:, 1] + 0.2, UNSEEN[:, 1])}
        ),
        [
            "no remedy: 100% on the examples, 75% plus or minus 7% on new pictures",
            "luck: 80% on the examples, 80% plus",
        ],
    ),
    "told": (
        lambda: plots.told(np.zeros((7, 8, 8)), np.arange(7), np.array([0, 1, 5, 3, 4, 5, 0])),
        ["7 handwritten digits", "2 of the labels are wrong: a 5 is called 2, a 0 is called 6"],
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


def test_a_remedy_that_does_better_on_new_pictures_has_a_negative_gap():
    drawing = plots.remedies({"no remedy": (UNSEEN[:, 2], SEEN[:, 2])})
    written = [text.get_text() for text in drawing.findobj(lambda part: hasattr(part, "get_text"))]
    assert "\N{MINUS SIGN}25" in written
