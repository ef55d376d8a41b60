"""The order of shifting and filtering: each figure counts the values that differ."""

import numpy as np
import pytest

from cnnkit.filters import SOBEL_VERTICAL
from cnnkit.images import digit_five
from cnnkit.ops.conv_single import correlate2d
from cnnkit.plots.convolution import equivariance as plots
from tests.plots.figures import complaints

FIVE = digit_five()
TURN = plots.BothOrders(
    "turn\nby 90°",
    correlate2d(np.rot90(FIVE), SOBEL_VERTICAL),
    np.rot90(correlate2d(FIVE, SOBEL_VERTICAL)),
)
SOUND = np.exp(-(((np.arange(120) - 35) / 9) ** 2)) * np.sin(0.9 * (np.arange(120) - 35))
FIGURES = {
    "order_matters": (
        lambda: plots.order_matters([TURN, TURN]),
        ["2 rows of three pictures", "turn by 90°: 165 of 324 values differ."],
    ),
    "shifted_signal": (
        lambda: plots.shifted_signal(SOUND, SOUND[25:46], 40),
        ["40 samples later", "from sample 25 to sample 65"],
    ),
    "square": (
        lambda: plots.square(FIVE, SOBEL_VERTICAL, 3),
        ["by 3 pixels", "0 of 324 values differ"],
    ),
}


def test_every_figure_function_is_tried_here():
    assert ["BothOrders", *FIGURES] == plots.__all__


@pytest.mark.parametrize(("draw", "said"), FIGURES.values(), ids=FIGURES)
def test_a_figure_can_be_read_and_says_what_is_seen(draw, said):
    drawing = draw()
    assert not complaints(drawing)
    for words in said:
        assert words in drawing.alt


def test_the_square_admits_it_when_what_enters_is_unlike_the_picture():
    assert "36 of 324 values differ" in plots.square(1 - FIVE, SOBEL_VERTICAL, 3).alt


def test_rounding_is_no_difference():
    values = np.array([[0.1, 0.2]])
    assert not plots.BothOrders("", values, values + 1e-16).differ.any()
    assert plots.BothOrders("", values, np.array([[0.1, 0.201]])).differ.tolist() == [[False, True]]


def test_each_run_of_differences_is_one_rectangle():
    one = np.zeros((2, 6))
    other = np.array([[0, 1, 1, 0, 1, 0], [0, 0, 0, 0, 0, 0]])
    drawing = plots.order_matters([plots.BothOrders("change", one, other)])
    assert "change: 3 of 12 values differ" in drawing.alt
    same = plots.order_matters([plots.BothOrders("change", one, one)])
    count = [len(d.axes[0].patches) for d in (drawing, same)]
    assert count[0] - count[1] == 2
