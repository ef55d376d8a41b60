"""The curse of dimensionality: the figures say the errors that they draw."""

import numpy as np
import pytest

from cnnkit.plots.history import curse as plots
from tests.plots.figures import complaints

X = np.linspace(0, 1, 10)
WAVE = np.sin(2 * np.pi * np.linspace(0, 1, 50))

FIGURES = {
    "neighbours_in_high_dimensions": (
        lambda: plots.neighbours_in_high_dimensions(
            (2, 8, 32, 128), [0, 0, 0, 0], [0.03, 0.04, 0.06, 0.19]
        ),
        ["from 2 to 128", "stays at 0%", "grows from 3% to 19%"],
    ),
    "polynomials": (
        lambda: plots.polynomials(
            X,
            np.sin(2 * np.pi * X),
            WAVE,
            {1: WAVE / 2, 3: WAVE, 9: 1.5 * WAVE},
            {1: (0.51, 0.48), 3: (0.16, 0.11), 9: (0, 0.35)},
        ),
        ["10 points", "Degree 9: error 0.00 on the points, 0.35 on new ones"],
    ),
    "scrambled": (
        lambda: plots.scrambled(
            np.eye(4)[None].repeat(4, 0),
            np.eye(4)[None, ::-1].repeat(4, 0),
            {"dense": (0.625, 0.625), "convolutional": (0.98, 0.39)},
        ),
        [
            "dense, 62.5% on digits and 62.5% on scrambled ones",
            "convolutional, 98.0% on digits and 39.0% on scrambled ones",
        ],
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
