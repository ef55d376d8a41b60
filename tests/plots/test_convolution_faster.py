"""Faster ways: counts and times are those that were handed over."""

import numpy as np
import pytest

from cnnkit.plots.convolution import faster as plots
from tests.plots.figures import complaints

IMAGE = np.random.default_rng(0).random((12, 12))
KERNEL = np.array([[-1.0, 0, 2], [-1, 0, 1], [-2, 0, 1]])
FACES = [plots.Face("loop", 19_600, 3.24), plots.Face("weights, dense", 802_816, 0.0781)]
SIDES = (3, 5, 9, 15, 25, 41)
FIGURES = {
    "costs": (
        lambda: plots.costs(FACES),
        ["loop: 19,600 multiply-adds, 3.2 ms", "802,816 multiply-adds, 78 µs"],
    ),
    "crossover": (
        lambda: plots.crossover(
            SIDES,
            {
                "direct": np.square(SIDES) / 4,
                "two passes": np.array(SIDES) / 4,
                "Fourier": np.full(6, 8.0),
            },
        ),
        ["direct: 2.2 ms at 3, 420 ms at 41", "Fourier: 8 ms at 3, 8 ms at 41"],
    ),
    "four_faces": (
        lambda: plots.four_faces(IMAGE, KERNEL),
        ["100 rows and 144 columns", "9 weights times 100 columns"],
    ),
    "separable_kernel": (
        lambda: plots.separable_kernel(np.array([1.0, 2, 1]), np.array([-1.0, 0, 1]), (3, 5, 11)),
        ["-1, 0, 1; -2, 0, 2; -1, 0, 1", "side 11: 121 in one pass, 22 in two"],
    ),
}


def test_every_figure_function_is_tried_here():
    assert list(FIGURES) == [name for name in plots.__all__ if name != "Face"]


@pytest.mark.parametrize(("draw", "said"), FIGURES.values(), ids=FIGURES)
def test_a_figure_can_be_read_and_says_what_is_seen(draw, said):
    drawing = draw()
    assert not complaints(drawing)
    for words in said:
        assert words in drawing.alt


@pytest.mark.parametrize("fastest", [0.004, 0.6, 30.0])
@pytest.mark.parametrize("slower", [1.0, 1.5, 4000.0])
def test_whatever_was_measured_can_be_drawn(fastest, slower):
    """A page must not fail because a machine is fast, slow, or takes equally long each way."""
    faces = [plots.Face("one", 1, fastest), plots.Face("other", 1, fastest * slower)]
    assert not complaints(plots.costs(faces))
    curve = np.linspace(fastest, fastest * slower, len(SIDES))
    times = {"direct": curve, "two passes": curve, "Fourier": curve}
    assert not complaints(plots.crossover(SIDES, times))
