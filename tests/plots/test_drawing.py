"""The pencil case: one inline SVG, in the page's colours, with its alt text."""

import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from cnnkit.palette import ROLES
from cnnkit.plots.drawing import Drawing, arrow, cells, frame, label, picture, sheet


@pytest.fixture
def drawing() -> Drawing:
    drawing, ax = sheet(120, 'Two cells, the first marked with "1".')
    cells(ax, np.array([[1.0, np.nan, -2.0]]), 10, 10, 40, signed=True)
    frame(ax, 10, 10, 40, 40, "kernel", hatch="////")
    picture(ax, np.eye(3), 200, 10, 60)
    arrow(ax, (60, 30), (90, 30), "output")
    label(ax, 300, 30, "n = 3", "input")
    return drawing


def test_the_svg_is_well_formed_and_named(drawing):
    root = ElementTree.fromstring(drawing.svg())
    assert root.get("role") == "img"
    assert root.get("aria-label") == 'Two cells, the first marked with "1".'
    assert root.get("viewBox") == "0 0 440 120"


def test_colours_of_roles_become_variables_of_the_page(drawing):
    svg = drawing.svg()
    for role in ("kernel", "output", "input"):
        assert f"var(--ck-{role}, {ROLES[role].light})" in svg
    outside = re.sub(r"var\([^)]*\)", "", svg)
    assert not [role for role, colour in ROLES.items() if colour.light in outside]


def test_a_hole_is_left_for_a_missing_value(drawing):
    texts = re.findall(r">([^<>]+)</text>", drawing.svg())
    assert texts == ["1", "-2", "n = 3"]


def test_zero_has_the_neutral_colour_of_the_signed_map():
    drawing, ax = sheet(50, "Three cells.")
    cells(ax, np.array([[-3.0, 0.0, 1.0]]), 0, 0, 40, signed=True)
    assert "fill: #f4f4f4" in drawing.svg()


def test_two_figures_on_one_page_share_no_identifier_unless_they_are_equal(drawing):
    other, ax = sheet(120, "Another.")
    frame(ax, 10, 10, 40, 40, "kernel", hatch="////")
    first, second = (set(re.findall(r'id="([^"]+)"', d.svg())) for d in (drawing, other))
    assert first, "the hatching needs an identifier"
    assert second
    assert not first & second


def test_every_reference_inside_the_svg_resolves(drawing):
    svg = drawing.svg()
    wanted = set(re.findall(r"url\(#([^)]+)\)", svg)) | set(re.findall(r'href="#([^"]+)"', svg))
    assert wanted <= set(re.findall(r'id="([^"]+)"', svg))


def test_the_same_figure_gives_the_same_text_twice(drawing):
    assert drawing.svg() == drawing.svg()


def test_no_style_leaks_from_the_figure_into_the_page(drawing):
    assert "<style" not in drawing.svg()


def test_a_notebook_shows_the_svg_and_reads_the_alt_text(drawing):
    shown = drawing._repr_mimebundle_()
    assert shown["text/html"].startswith("<svg")
    assert shown["text/plain"] == '[figure] Two cells, the first marked with "1".'
