"""Cells of the cortex: each figure measures what it draws."""

import pytest

from cnnkit.plots.history import cells as plots
from tests.plots.figures import complaints

FIGURES = {
    "simple_and_complex": (
        lambda: plots.simple_and_complex(90, (-8, -4, 0, 4, 8)),
        ["complex cell answers from -4 to 4 pixels"],
    ),
    "tuning_curve": (
        lambda: plots.tuning_curve(90, (0, 15, 30, 45, 90)),
        ["1.00 at 0 degrees; 0.50 at 15 degrees; 0.15 at 30 degrees", "0.00 at 90 degrees"],
    ),
    "two_frames": (
        lambda: plots.two_frames(90, 4),
        ["To the right: the answer is 1. To the left: the answer is 0. Still: the answer is 0."],
    ),
    "visual_pathway": (plots.visual_pathway, ["many spikes", "across it gives none"]),
}


def test_every_figure_function_is_tried_here():
    assert list(FIGURES) == plots.__all__


@pytest.mark.parametrize(("draw", "said"), FIGURES.values(), ids=FIGURES)
def test_a_figure_can_be_read_and_says_what_is_seen(draw, said):
    drawing = draw()
    assert not complaints(drawing)
    for words in said:
        assert words in drawing.alt


def test_a_cell_that_likes_the_other_direction_answers_to_the_other_bar():
    """The cases keep their names: a step of -4 is a bar that moves to the left at first."""
    texts = [text.get_text() for text in plots.two_frames(90, -4).axes[0].texts]
    assert [text for text in texts if text.startswith("=")] == ["= 1", "= \u22121, so 0", "= 0"]
