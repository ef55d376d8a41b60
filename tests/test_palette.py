"""Every colour can be read on its page, light and dark."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnkit.palette import (
    ROLES,
    TIED,
    contrast,
    css_variables,
    signed_colour,
    text_on,
    unsigned_colour,
)

# Pages are written on. Lines only bound or hatch: "padding" is not data, and never text.
# All others label something somewhere, so they have to be readable as text.
PAGES = {"paper", "surface"}
LINES = {"line", "padding"}
TEXT = ROLES.keys() - PAGES - LINES

THEMES = ("light", "dark")
hex_colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("background", sorted(PAGES))
@pytest.mark.parametrize("role", sorted(TEXT | LINES))
def test_text_reaches_a_contrast_of_4_5_and_lines_of_3(role, background, theme):
    reached = contrast(getattr(ROLES[role], theme), getattr(ROLES[background], theme))
    assert reached >= (3 if role in LINES else 4.5)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("background", sorted(PAGES))
def test_tied_weights_are_eight_colours_that_text_may_take(background, theme):
    page = getattr(ROLES[background], theme)
    colours = {getattr(colour, theme) for colour in TIED}
    assert len(colours) == 8
    assert min(contrast(colour, page) for colour in colours) >= 4.5
    assert f"--ck-tied-7: {getattr(TIED[7], theme)};" in css_variables(theme)


def test_contrast_is_that_of_the_standard():
    """Pairs and ratios that WCAG's authors publish; #767676 is the palest grey text on white."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.005)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ff0000", "#ffffff") == pytest.approx(4.00, abs=0.005)
    assert contrast("#336699", "#336699") == 1


@given(hex_colours)
def test_numbers_on_any_colour_can_be_read(colour):
    assert contrast(text_on(colour), colour) >= 4.5


@pytest.mark.parametrize("colours", [unsigned_colour, signed_colour])
def test_the_further_from_zero_the_darker(colours):
    levels = np.linspace(0, 1, 101)
    signs = (1, -1) if colours is signed_colour else (1,)
    for sign in signs:
        ratios = [contrast(colours(sign * level), "#ffffff") for level in levels]
        assert np.all(np.diff(ratios) >= 0)
        assert ratios[-1] > 6 * ratios[0]


def test_values_beyond_the_limits_take_the_last_colour():
    assert unsigned_colour(-0.5) == unsigned_colour(0)
    assert unsigned_colour(7) == unsigned_colour(1)
    assert signed_colour(-7) == signed_colour(-1)


def test_zero_is_a_neutral_grey():
    red, green, blue = re.findall("..", signed_colour(0)[1:])
    assert red == green == blue


@pytest.mark.parametrize("theme", THEMES)
def test_the_stylesheet_has_each_role_once(theme):
    declared = dict(re.findall(r"^--ck-([a-z]+): (#[0-9a-f]{6});$", css_variables(theme), re.M))
    assert declared == {role: getattr(colour, theme) for role, colour in ROLES.items()}
