"""The three things of 1998 that went out of use, drawn from the package's own tables."""

import pytest

from cnnkit.models.lenet import C3_LINKS, DIGIT_PATTERNS
from cnnkit.plots.lenet_alexnet import lenet as plots
from tests.plots.figures import complaints

FIGURES = {
    "codes": (lambda: plots.codes(DIGIT_PATTERNS), ["10 little pictures"]),
    "connection_table": (
        lambda: plots.connection_table(C3_LINKS),
        ["60 of 96 cells", "3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4, 6 marks"],
    ),
    "squashing": (plots.squashing, ["(1, 1)", "1.7159"]),
}


def test_every_figure_function_is_tried_here():
    assert list(FIGURES) == plots.__all__


@pytest.mark.parametrize(("draw", "said"), FIGURES.values(), ids=FIGURES)
def test_a_figure_can_be_read_and_says_what_is_seen(draw, said):
    drawing = draw()
    assert not complaints(drawing)
    for words in said:
        assert words in drawing.alt


def test_another_table_is_drawn_as_it_is():
    drawing = plots.connection_table([[True, False, True], [True, True, False]])
    assert not complaints(drawing)
    assert "4 of 6 cells" in drawing.alt
    assert "2, 1, 1 marks" in drawing.alt
