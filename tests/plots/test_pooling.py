"""Figures of the pooling chapter: each says in words what it shows, with its own numbers."""

import numpy as np
import pytest

from cnnkit.images import POOLING_EXAMPLE, digit_five, similarity
from cnnkit.plots import pooling as plots
from tests.plots.figures import complaints

TURNS = np.arange(-45, 46, 5)
RESPONSES = np.array(
    [
        [similarity(digit_five(turn), digit_five(angle)) for turn in TURNS]
        for angle in plots.DETECTOR_ANGLES
    ]
)
NOISE = np.random.default_rng(0).standard_normal((2000, 4))
FIGURES = {
    "stages": (plots.stages, ["tower", "half as wide"]),
    "by_hand": (plots.by_hand, ["6, 8; 3, 4", "3.25, 5.25; 2, 2"]),
    "windows": (
        lambda: plots.windows_along_a_row(6, [(3, 2, "drop"), (3, 2, "partial")], ["floor", "all"]),
        ["2 windows, over pixels 0 to 2, 2 to 4", "3 windows", "4 to 5"],
    ),
    "summaries": (
        lambda: plots.summaries(np.array([[3.0, 4.0], [0.0, 0.0]])),
        ["maximum 4.00", "average 1.75", "L2 norm 5.00"],
    ),
    "stochastic": (
        lambda: plots.stochastic_picks(np.array([[1.6, 2.4], [0, 0]]), 500, 0),
        ["probability 0.60", "0 was picked 0 times"],
    ),
    "channels": (plots.channels_apart, ["Three feature maps", "16 by 16"]),
    "shift": (
        lambda: plots.shift_detectors(np.array([0.1, 1, 0.2, 0.1]), 0.3),
        ["4 of 4 detectors changed, 2 of 4 pooled"],
    ),
    "change": (
        lambda: plots.change_under_shift(
            [1, 2, 3, 8], {"average": [1, 0.7, 0.4, 0.2], "maximum": [1, 0.5, 0.3, 0.1]}
        ),
        ["average: 100%", "10% for 8"],
    ),
    "volume": (lambda: plots.volume(224, 224, 64, 2), ["3,211,264", "802,816"]),
    "spread": (
        lambda: plots.spread(NOISE.max(1), NOISE.mean(1), NOISE[:, 0], 4),
        ["mean of 4 0.2", "maximum of 4 0.4"],
    ),
    "fives": (plots.turned_fives, ["scores 1, 0.42, 0.15", "scores 1, 1, 1"]),
    "responses": (
        lambda: plots.turned_five_responses(TURNS, RESPONSES),
        ["never falls below 0.77"],
    ),
    "routing": (
        lambda: plots.routing(POOLING_EXAMPLE, np.array([[1.0, 2], [3, 4]]), 2),
        ["other 12 places get 0"],
    ),
}


def test_every_figure_function_is_tried_here():
    assert len(FIGURES) == len(set(plots.__all__) - {"tower", "tower_edges"})


@pytest.mark.parametrize(("draw", "said"), FIGURES.values(), ids=FIGURES)
def test_a_figure_can_be_read_and_says_what_is_seen(draw, said):
    drawing = draw()
    assert not complaints(drawing)
    for words in said:
        assert words in drawing.alt


def test_the_tower_is_a_real_photograph_with_edges_of_both_signs():
    edges = plots.tower_edges()
    assert plots.tower().shape == (66, 66)
    assert edges.shape == (64, 64)
    assert edges.min() < -1
    assert edges.max() > 1
