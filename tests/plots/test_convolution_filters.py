"""Filters at work on photographs: each figure says its sums, shares and errors."""

import numpy as np
import pytest

from cnnkit.filters import BELL, GAUSSIAN_BLUR, IDENTITY, LAPLACIAN, SOBEL_VERTICAL
from cnnkit.plots.convolution import filters as plots
from tests.plots.figures import complaints

PHOTO = plots.temple()
SPECKS = np.zeros((20, 20), dtype=bool)
SPECKS[4, 4] = SPECKS[9, 15] = True
BLEMISHED = 0.5 + 0.5 * SPECKS
FIGURES = {
    "brightened": (
        lambda: plots.brightened({"as it is": np.full((4, 4), 200.0), "more": np.eye(4) * 300}),
        ["as it is 0%, more 25%"],
    ),
    "gallery": (
        lambda: plots.gallery(
            PHOTO,
            {
                "identity": (IDENTITY, 1),
                "Laplacian": (LAPLACIAN, 1),
                "Gaussian blur": (16 * GAUSSIAN_BLUR, 16),
                "Sobel": (SOBEL_VERTICAL, 1),
            },
        ),
        ["identity 1, Laplacian 0, Gaussian blur 1, Sobel 0"],
    ),
    "mended": (
        lambda: plots.mended(
            dict.fromkeys(("with specks", "box", "Gaussian", "median"), BLEMISHED),
            np.full((20, 20), 0.5),
            SPECKS,
        ),
        ["3 attempts", "with specks 0.50 and 0.00"],
    ),
    "on_a_ramp": (lambda: plots.on_a_ramp(3), ["rises by 3", "is 3 everywhere"]),
    "sharpened": (lambda: plots.sharpened(255 * PHOTO, BELL, 60), ["from -167 to 317"]),
    "two_signs": (lambda: plots.two_signs(PHOTO, SOBEL_VERTICAL), ["39% of the values are neg"]),
}


def test_every_figure_function_is_tried_here():
    assert sorted({*FIGURES, "temple"}) == plots.__all__


@pytest.mark.parametrize(("draw", "said"), FIGURES.values(), ids=FIGURES)
def test_a_figure_can_be_read_and_says_what_is_seen(draw, said):
    drawing = draw()
    assert not complaints(drawing)
    for words in said:
        assert words in drawing.alt


def test_the_temple_is_a_real_photograph_from_dark_to_bright():
    assert PHOTO.shape == (102, 102)
    assert PHOTO.min() < 0.1
    assert PHOTO.max() > 0.9
