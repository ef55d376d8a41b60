"""Bars on a screen, and the cells that answer to them."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnkit.errors import ShapeError
from cnnkit.models.cortex import (
    REACH,
    SIZE,
    bar,
    complex_cell,
    direction_cell,
    receptive_field,
    simple_cell,
)

angles = st.floats(-180, 180)


def test_a_flat_bar_is_three_rows_of_light():
    rows = np.flatnonzero(bar(0).min(axis=1) > 0.5)
    assert rows.tolist() == [9, 10, 11]
    assert bar(0, 2)[:, 0].argmax() == 11  # 2 pixels further down
    np.testing.assert_allclose(bar(90), bar(0).T, atol=1e-12)


def test_angles_are_counted_counter_clockwise():
    picture = bar(45)
    assert picture[0, -1] > 0.5 > picture[0, 0]  # from the bottom left to the top right


@given(angle=angles)
def test_a_cell_answers_1_to_its_own_bar_and_0_to_even_light(angle):
    weights = receptive_field(angle)
    assert (weights * bar(angle)).sum() == pytest.approx(1)
    assert abs(weights.sum()) < 1e-9
    assert simple_cell(np.ones((SIZE, SIZE)), angle) < 1e-9


@given(angle=angles)
def test_half_a_turn_is_no_turn(angle):
    np.testing.assert_allclose(bar(angle + 180), bar(angle), atol=1e-9)
    np.testing.assert_allclose(receptive_field(angle + 180), receptive_field(angle), atol=1e-9)


def test_the_tuning_curve_falls_to_both_sides():
    responses = [simple_cell(bar(40 + turn), 40) for turn in (0, 15, 30, 45, 60, 75, 90)]
    np.testing.assert_allclose(responses, [1, 0.5, 0.15, 0.05, 0.02, 0, 0], atol=0.01)
    mirrored = [simple_cell(bar(40 - turn), 40) for turn in (0, 15, 30, 45, 60, 75, 90)]
    np.testing.assert_allclose(mirrored, responses, atol=0.01)


def test_a_moved_bar_silences_the_simple_cell_and_not_the_complex_one():
    places = np.arange(-4, 4.5, 0.5)
    simple = np.array([simple_cell(bar(30, place), 30) for place in places])
    complex_ = np.array([complex_cell(bar(30, place), 30) for place in places])
    assert (simple[abs(places) >= 2] == 0).all()
    assert complex_.min() > 0.55
    assert complex_cell(bar(120), 30) < 0.05


def test_a_direction_cell_answers_to_one_way_only():
    frames = [bar(90, place) for place in (-2, 0, 2, 4)]
    there = [direction_cell(*pair, 90) for pair in itertools.pairwise(frames)]
    back = [direction_cell(*pair, 90) for pair in itertools.pairwise(frames[::-1])]
    assert max(there) == pytest.approx(1)
    assert max(back) == 0
    assert direction_cell(frames[1], frames[1], 90) == 0  # nothing moves
    assert direction_cell(frames[1], frames[0], 90, step=-2) > 0


def test_pictures_are_left_alone_and_must_be_square():
    picture = bar(10)
    before = picture.copy()
    complex_cell(picture, 10, REACH)
    np.testing.assert_array_equal(picture, before)
    with pytest.raises(ShapeError, match="a square screen"):
        simple_cell(picture[:5], 10)
    with pytest.raises(ShapeError, match="now must have"):
        direction_cell(picture, bar(10, size=9), 10)
