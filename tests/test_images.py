"""Test pictures are the same on every machine, and moving or comparing them loses nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.datasets import load_sample_image

from cnnkit.errors import ShapeError
from cnnkit.images import (
    POOLING_EXAMPLE,
    crowd,
    digit_five,
    photograph,
    portrait,
    random_shifts,
    shift,
    shift_damage,
    similarity,
)
from cnnkit.withhold import BorrowedAnswer, withholding

# -- the 5 -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [8, 20, 33])
def test_the_five_is_ink_on_paper(size):
    five = digit_five(size=size)
    assert five.shape == (size, size)
    assert five.min() == 0
    assert 0.5 < five.max() <= 1
    assert 0.05 < five.mean() < 0.3


@pytest.mark.parametrize(("angle", "clockwise_quarters"), [(90, 1), (180, 2), (-90, 3), (360, 4)])
def test_a_positive_angle_turns_clockwise_about_the_middle(angle, clockwise_quarters):
    np.testing.assert_allclose(
        digit_five(angle), np.rot90(digit_five(), -clockwise_quarters), atol=1e-12
    )


def test_a_turned_five_keeps_its_ink():
    """Or some would have left the frame."""
    ink = [digit_five(angle, size=28).sum() for angle in range(0, 360, 15)]
    assert max(ink) < 1.03 * min(ink)


def test_a_five_is_at_least_eight_pixels_wide():
    with pytest.raises(ValueError, match="size must be at least 8, got 7"):
        digit_five(size=7)


# -- the portrait ------------------------------------------------------------------------------


def test_the_portrait_has_the_sum_and_the_range_of_the_printed_grid():
    """A sum over all values also says that they are the same on every machine."""
    grey = portrait()
    assert grey.shape == (16, 12)
    assert grey.dtype == np.uint8
    assert (grey.min(), grey.max(), grey.sum()) == (0, 255, 27655)


def test_the_portrait_looks_at_you():
    """Two black eyes in one row, level and apart, on a face that is brighter than its hair."""
    grey = portrait()
    assert np.argwhere(grey == 0).tolist() == [[6, 4], [6, 7]]
    assert grey[7:10, 4:8].min() > 150 > 50 > grey[2, 3:8].max()


# -- photographs -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["china", "flower"])
def test_brightness_is_the_weighted_sum_of_the_colours(name):
    picture, colours = photograph(name), load_sample_image(f"{name}.jpg")
    assert picture.shape == colours.shape[:2] == (427, 640)
    red, green, blue = (int(value) for value in colours[100, 200])
    assert picture[100, 200] == pytest.approx((0.299 * red + 0.587 * green + 0.114 * blue) / 255)
    assert 0 <= picture.min() < picture.max() <= 1
    np.testing.assert_array_equal(photograph(name, every=5), picture[::5, ::5])


def test_drawing_on_a_photograph_does_not_change_the_next_one():
    first = photograph(every=20)
    first[...] = 0
    assert photograph(every=20).any()


def test_only_bundled_photographs_have_names():
    with pytest.raises(ValueError, match="name must be 'china' or 'flower', got 'cat'"):
        photograph("cat")


# -- a crowd -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "seed"), [(32, 0), (48, 0), (48, 1), (64, 5)])
def test_a_crowd_is_grey_levels_with_its_target_inside(size, seed):
    picture, (row, column) = crowd(size, seed=seed)
    assert picture.shape == (size, size)
    assert 0 <= picture.min() < picture.max() <= 255
    np.testing.assert_array_equal(picture, picture.round())
    assert 0 < row <= size - 9
    assert 0 < column <= size - 8
    # the jersey's stripes, which nobody else wears
    assert (picture[row + 7, column : column + 8] == 235).all()
    assert (picture[row + 6, column + 1 : column + 7] == 45).all()
    stripes = (picture[1:] == 235) & (picture[:-1] == 45)
    assert np.argwhere(stripes)[:, 0].min() >= row
    np.testing.assert_array_equal(crowd(size, seed=seed)[0], picture)
    assert (crowd(size, seed=seed + 1)[0] != picture).any()


def test_a_small_picture_has_no_room_for_a_crowd():
    with pytest.raises(ValueError, match="size must be at least 32, got 31"):
        crowd(31)


# -- moving ------------------------------------------------------------------------------------

distances = st.integers(-7, 7)


@given(
    image=hnp.arrays(
        st.sampled_from([np.float32, np.float64, np.int64]),
        hnp.array_shapes(min_dims=2, max_dims=3, max_side=5),
        elements=st.integers(-9, 9),
    ),
    rows=distances,
    columns=distances,
    entering=st.integers(-9, 9),
)
def test_each_pixel_comes_from_where_it_was_or_enters(image, rows, columns, entering):
    image.flags.writeable = False
    moved = shift(image, rows, columns, entering=entering)
    assert moved.dtype == image.dtype
    height, width = image.shape[-2:]
    expected = np.empty_like(image)
    for row, column in np.ndindex(height, width):
        inside = 0 <= row - rows < height and 0 <= column - columns < width
        came = image[..., row - rows, column - columns] if inside else entering
        expected[..., row, column] = came
    np.testing.assert_array_equal(moved, expected, strict=True)
    assert not np.shares_memory(moved, image)


@pytest.mark.parametrize("far", [2, -2, 10**30, -(10**30)])
def test_a_picture_moved_beyond_the_frame_is_gone(far):
    image = np.ones((2, 2))
    assert shift(image, rows=far, entering=0.5).tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert shift(image, columns=far).tolist() == [[0, 0], [0, 0]]


def test_half_pixels_are_refused():
    with pytest.raises(TypeError, match=r"columns must be a whole number, got the float 0\.5"):
        shift(POOLING_EXAMPLE, columns=0.5)
    with pytest.raises(ShapeError, match="image must have the axes"):
        shift(POOLING_EXAMPLE[0], columns=1)


def test_each_picture_moves_on_its_own_and_every_distance_comes_up():
    dots = np.zeros((400, 1, 5, 7), dtype=np.float32)
    dots[..., 2, 3] = 1
    dots.flags.writeable = False
    moved = random_shifts(dots, 2, rng=np.random.default_rng(0))
    assert moved.shape == dots.shape
    assert moved.dtype == dots.dtype
    places = np.argwhere(moved)
    assert places[:, 0].tolist() == list(range(400))  # none is lost, none is doubled
    assert set(map(tuple, places[:, 2:])) == {
        (row, column) for row in range(5) for column in range(1, 6)
    }


def test_without_reach_nothing_moves():
    images = np.random.default_rng(0).random((3, 2, 4, 4))
    still = random_shifts(images, 0, rng=np.random.default_rng(0))
    assert np.array_equal(still, images)
    assert not np.shares_memory(still, images)
    with pytest.raises(ValueError, match="reach must be at least 0"):
        random_shifts(images, -1, rng=np.random.default_rng(0))


# -- what a shift changes -----------------------------------------------------------------------

black_and_white = hnp.arrays(
    st.sampled_from([bool, np.uint8, np.int64, float]),
    hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=7),
    elements=st.integers(0, 1),
)


@given(image=black_and_white, distance=st.integers(-9, 9), wrap=st.booleans())
def test_changed_pixels_are_counted_one_by_one(image, distance, wrap):
    before = image.copy()
    height, width = image.shape
    counts = {(1, 0): 0, (0, 1): 0}
    for row, column in np.ndindex(height, width):
        source = column + distance
        inside = 0 <= source < width
        new = image[row, source % width] if wrap or inside else 0
        change = int(image[row, column]), int(new)
        if change in counts:
            counts[change] += 1
    assert shift_damage(image, distance, wrap=wrap) == tuple(counts.values())
    np.testing.assert_array_equal(image, before)


def test_counts_are_equal_only_while_no_ink_leaves():
    five = digit_five(size=28) > 0.5
    first, last = np.flatnonzero(five.any(axis=0))[[0, -1]]
    for distance in range(last - 27, first + 1):  # to the rim on either side
        lost, gained = shift_damage(five, distance)
        assert lost == gained
        assert (lost > 0) == (distance != 0)
    for distance in (last - 28, first + 1, 40):
        lost, gained = shift_damage(five, distance)
        assert lost - gained == five.sum() - shift(five, columns=-distance).sum() > 0
        assert len(set(shift_damage(five, distance, wrap=True))) == 1


@pytest.mark.parametrize("image", [[[0, 2]], [[0.5, 1]], [[-1, 0]]])
def test_a_picture_in_grey_has_no_black_and_white(image):
    with pytest.raises(ValueError, match=r"0 \(white\) and 1 \(black\) only;\nfor example"):
        shift_damage(np.array(image), 1)


def test_the_count_is_the_students_to_make():
    with withholding(), pytest.raises(BorrowedAnswer, match=r"shift_damage\(\) is switched off"):
        shift_damage(np.eye(3), 1)


# -- comparing ---------------------------------------------------------------------------------

pictures = hnp.arrays(np.float64, (3, 4), elements=st.floats(-1e3, 1e3))


@given(pictures, pictures)
def test_similarity_is_the_correlation_coefficient(image, template):
    alike = similarity(image, template)
    assert -1 - 1e-12 <= alike <= 1 + 1e-12
    assert alike == pytest.approx(similarity(template, image), abs=1e-12)
    if min(image.std(), template.std()) > 1e-6:
        expected = np.corrcoef(image.ravel(), template.ravel())[0, 1]
        assert alike == pytest.approx(expected, abs=1e-9)


@given(value=st.floats(-1e3, 1e3), template=pictures)
def test_a_constant_picture_is_like_nothing(value, template):
    """Even where its mean is off by a rounding error, as that of seven times 0.1."""
    constant = np.full((3, 4), value)
    assert similarity(constant, template) == 0
    assert similarity(template, constant) == 0
    assert similarity(constant, constant) == 0


def test_brightness_and_contrast_do_not_matter_but_the_sign_does():
    five = digit_five()
    assert similarity(five, 0.01 * five + 7) == pytest.approx(1)
    assert similarity(five, 1 - five) == pytest.approx(-1)
    assert similarity(five, 1e-200 * five) == pytest.approx(1)
    assert similarity(five > 0.5, five > 0.5) == pytest.approx(1)
    assert abs(similarity(five, digit_five(45))) < 0.9


def test_pictures_of_different_size_are_not_compared():
    with pytest.raises(ShapeError, match="cut the picture to the template's size first"):
        similarity(np.ones((2, 3)), np.ones((3, 2)))


def test_the_pooling_example_is_the_one_of_the_courses():
    assert POOLING_EXAMPLE.tolist() == [[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]]
    assert POOLING_EXAMPLE.dtype == np.float64
