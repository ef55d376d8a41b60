"""Data whose order matters: each figure says what it draws."""

import numpy as np
import pytest

from cnnkit.images import colour_photograph, portrait
from cnnkit.plots.history import data as plots
from tests.plots.figures import complaints


def kinds():
    """Return a signal, a picture, a volume and a clip."""
    signal = 0.55 + 0.4 * np.sin(np.arange(24) / 2)
    places = np.stack(np.meshgrid(*3 * [np.linspace(-1, 1, 12)], indexing="ij"))
    volume = np.clip(1.2 - np.linalg.norm(places, axis=0), 0, 1)
    clip = np.zeros((5, 12, 12, 3))
    for moment in range(5):
        clip[moment, 4:8, 2 * moment : 2 * moment + 3] = (1, 0.6, 0.2)
    return signal, portrait() / 255, volume, clip


FIGURES = {
    "colour_as_bits": (
        lambda: plots.colour_as_bits(0xFF8000),
        ["0xff8000 is red 255, green 128, blue 0"],
    ),
    "four_kinds": (
        lambda: plots.four_kinds(*kinds()),
        ["shape (24)", "shape (16, 12)", "shape (12, 12, 12)", "shape (5, 12, 12, 3)"],
    ),
    "portrait_grid": (
        lambda: plots.portrait_grid(portrait()),
        ["16 rows and 12 columns of numbers from 0 to 255", "two zeros in row 6"],
    ),
    "three_planes": (
        lambda: plots.three_planes(colour_photograph("flower", every=8)),
        ["red, green and blue plane"],
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


def test_the_bits_are_those_of_the_colour():
    texts = [text.get_text() for text in plots.colour_as_bits(0xF04502).axes[0].texts]
    assert "".join(text for text in texts if text in {"0", "1"}) == f"{0xF04502:024b}"
    assert {"240", "69", "2"} < set(texts)
