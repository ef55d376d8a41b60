"""Figures of a training: they show what happened, whatever happened."""

import numpy as np
import pytest

from cnnkit.plots.lenet_alexnet import training as plots
from cnnkit.training import History
from tests.plots.figures import complaints

HISTORY = History(
    np.array([2.0, 0.5, 0.1]), np.array([0.3, 0.8, 0.99]),
    np.array([1.0, 0.4, 0.25]), np.array([0.6, 0.9, 0.97]),
)  # fmt: skip
TABLE = np.diag(np.full(10, 30))
TABLE[3, 5] = 2
IMAGES = np.random.default_rng(0).random((2, 1, 32, 32))
SHARES = np.array([[0.2, 0.8, 0.0], [0.9, 0.05, 0.05]])
FIGURES = {
    "confusion": (
        lambda: plots.confusion(TABLE),
        ["300 right answers", "2 wrong ones: 2 times 3 for 5"],
    ),
    "curves": (
        lambda: plots.curves(HISTORY),
        ["from 2.00 to 0.100 in training", "97.0% on unseen pictures"],
    ),
    "enlarged": (
        lambda: plots.enlarged(np.eye(8), np.zeros((32, 32)), np.zeros((10, 32, 32)), factor=3),
        ["8 by 8 pixels", "4 pixels of paper around it, 32 by 32", "10 digits"],
    ),
    "mistakes": (
        lambda: plots.mistakes(IMAGES, np.array([2, 1]), SHARES),
        ["A 2 taken for a 1 with 80%; 0% for 2.", "A 1 taken for a 0 with 90%; 5% for 1."],
    ),
    "moved": (
        lambda: plots.moved(np.zeros((6, 32, 32)), range(6), [1, 0.97, 0.8, 0.5, 0.2, 0.1]),
        ["Moved by 0: 100%.", "Moved by 5: 10%."],
    ),
    "twins": (
        lambda: plots.twins(
            np.linspace(2.3, 0.1, 30), np.linspace(2.3, 0.1, 30) + 1e-12, bound=1e-9
        ),
        ["falls from 2.30 to 0.10", "at most 1e-12", "allowed, 1e-09,"],
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


@pytest.mark.parametrize("wrong", [0, 1, 6, 7, 13])
def test_any_number_of_mistakes_can_be_drawn(wrong):
    images = np.zeros((wrong, 1, 32, 32))
    shares = np.tile([0.25, 0.75], (wrong, 1))
    assert not complaints(plots.mistakes(images, np.zeros(wrong, int), shares))


def test_a_faultless_net_has_an_empty_confusion():
    drawing = plots.confusion(np.diag(np.full(10, 36)))
    assert not complaints(drawing)
    assert "0 wrong ones: none" in drawing.alt


def test_equal_trainings_can_be_drawn():
    losses = np.linspace(2.3, 0.1, 30)
    assert not complaints(plots.twins(losses, losses, bound=1e-9))


@pytest.mark.parametrize("accuracy", [0.1, 0.55, 0.97, 1.0])
def test_good_and_bad_trainings_can_be_drawn(accuracy):
    epochs = np.linspace(0.1, 1, 12)
    history = History(3 - 2 * epochs, accuracy * epochs, 2 - epochs, accuracy * epochs**0.5)
    assert not complaints(plots.curves(history))
