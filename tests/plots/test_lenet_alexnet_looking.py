"""Figures that look into a net: any net, any unit."""

import numpy as np
import pytest

from cnnkit.layers import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential
from cnnkit.looking import first_layer_kernels, top_patches
from cnnkit.plots.lenet_alexnet import looking as plots
from tests.plots.figures import complaints

RNG = np.random.default_rng(0)
IMAGES = RNG.random((6, 1, 32, 32))
NET = Sequential(
    Conv2d(1, 6, 5, rng=RNG), ReLU(), MaxPool2d(2), Conv2d(6, 4, 5, rng=RNG), ReLU(),
    Flatten(), Linear(400, 3, rng=RNG),
)  # fmt: skip
PATCHES = top_patches(NET, 4, 1, IMAGES, 6)
VALUES = np.array([[1.0, 5, 2, 0], [3, 2, 7, 1], [0, 2, 4, 4], [6, 1, 3, 8]])
KERNELS = first_layer_kernels(NET)[:, 0]
FIGURES = {
    "best_patches": (
        lambda: plots.best_patches(
            [("C1", 0, top_patches(NET, 1, 0, IMAGES, 6)), ("C3", 1, PATCHES)],
            IMAGES[PATCHES[0].image, 0],
            PATCHES[0],
        ),
        ["C1, channel 0, patches of 5 by 5 pixels", "C3, channel 1, patches of 14 by 14 pixels"],
    ),
    "covered": (
        lambda: plots.covered(
            [
                (IMAGES[n, 0], np.arange(9.0).reshape(3, 3) + n, (4, 8, 10, 11), ("a 3", "a 5"))
                for n in range(2)
            ]
        ),
        ["10 pixels at row 4, column 8", "3 by 3 places", "at most 9.0", "a 3; covered, a 5"],
    ),
    "favourites": (
        lambda: plots.favourites(IMAGES[:, 0] - 0.5, [f"a {digit}" for digit in range(6)]),
        ["a 0, a 1, a 2, a 3, a 4, a 5"],
    ),
    "kernels": (
        lambda: plots.kernels(KERNELS, KERNELS, np.full(6, 1 / 6), np.arange(6) / 15),
        ["Two rows of 6 kernels", "kernel 0 0%, kernel 1 7%", "kernel 5 33%."],
    ),
    "projected": (
        lambda: plots.projected(
            [(IMAGES[0, 0], IMAGES[1, 0] - 0.5, PATCHES[0], f"a {n}") for n in range(4)]
        ),
        ["4 digits", "a 0; a 1; a 2; a 3"],
    ),
    "unpooling": (
        lambda: plots.unpooling(
            VALUES, np.array([[5, 7], [6, 8]]), np.where(VALUES > 4, VALUES, 0)
        ),
        ["pooled to 5, 7; 6, 8", "0, 5, 0, 0; 0, 0, 7, 0; 0, 0, 0, 0; 6, 0, 0, 8"],
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


def test_a_patch_at_the_border_is_drawn_as_it_was_cut():
    padded = Sequential(Conv2d(1, 1, 5, padding=2, bias=False), ReLU())
    padded[0].weight[...] = 1
    corner = np.zeros((1, 1, 32, 32))
    corner[0, 0, 0, 0] = 1
    patch = top_patches(padded, 1, 0, corner, 1)[0]
    drawing = plots.best_patches([("C1", 0, [patch])], corner[0, 0], patch)
    assert not complaints(drawing)
    assert f"{patch.pixels.shape[-2]} by {patch.pixels.shape[-1]} pixels" in drawing.alt
    assert patch.pixels.shape[-2] < 5


def test_a_silent_unit_and_a_flat_picture_can_be_drawn():
    nothing = np.zeros((32, 32))
    assert not complaints(plots.projected([(nothing, nothing, PATCHES[0], "silent")] * 4))
    assert not complaints(plots.covered([(nothing, nothing[:13, :13], (0, 0, 8, 2), ("a", "b"))]))
    assert not complaints(plots.favourites(nothing[None], ["none"]))
