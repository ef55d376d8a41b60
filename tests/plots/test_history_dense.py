"""Dense nets on pictures: the figures count their pixels and weights."""

import pytest

from cnnkit.plots.history import dense as plots
from tests.plots.figures import complaints

COUNTS = {
    "200×200×3\nto 200×200": 4_800_000_000,
    "640×480 to 100": 30_720_000,
    "20 filters\nof 5×5×3": 1_500,
}

FIGURES = {
    "parameter_bars": (
        lambda: plots.parameter_bars(COUNTS, "20 filters\nof 5×5×3"),
        ["200×200×3, to 200×200: 4,800,000,000.", "20 filters, of 5×5×3: 1,500."],
    ),
    "row_by_row": (
        lambda: plots.row_by_row(3, 5, (1, 2)),
        ["3 rows and 5 columns", "becomes number 7", "becomes number 12, 5 places away"],
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
