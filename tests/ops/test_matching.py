"""A template is found where it was cut, and each score is fooled by less than the one before."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnnkit.errors import ShapeError
from cnnkit.images import crowd
from cnnkit.ops.matching import SCORES, find_template, match_template
from cnnkit.withhold import BorrowedAnswer, withholding

# -- by hand ------------------------------------------------------------------------------------

ROW = np.array([[1, 2, 9, 9, 2, 4]])
TWO = np.array([[1, 2]])


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ("dot", [1 + 4, 2 + 18, 9 + 18, 9 + 4, 2 + 8]),
        ("zero-mean", [0.5, 3.5, 0, -3.5, 1]),
        ("cosine", [1, 20 / np.sqrt(85 * 5), 27 / np.sqrt(162 * 5), 13 / np.sqrt(85 * 5), 1]),
    ],
)
def test_scores_are_those_done_by_hand(score, expected):
    np.testing.assert_allclose(match_template(ROW, TWO, score)[0], expected, atol=1e-12)


def test_the_first_of_equal_scores_wins():
    """Places 0 and 4 hold multiples of the template; the last digits of their cosines differ."""
    assert find_template(ROW, TWO) == (0, 0)
    assert find_template(np.ones((3, 4)), np.ones((2, 2)), "dot") == (0, 0)


def test_a_blank_window_never_wins_by_cosine():
    image = np.zeros((2, 4))
    image[0, 2:] = [-1, -2]
    expected = [[0, -2 / np.sqrt(5), -1], [0, 0, 0]]
    np.testing.assert_allclose(match_template(image, TWO), expected, atol=1e-12)
    assert find_template(image, TWO) == (0, 1)
    assert find_template(np.zeros((3, 3)), TWO) == (0, 0)


# -- an independent judge -----------------------------------------------------------------------


def window_by_window(image, template, score):
    image, template = image.astype(float), template.astype(float)
    rows, columns = np.subtract(image.shape, template.shape) + 1
    out = np.zeros((rows, columns))
    for row, column in np.ndindex(rows, columns):
        window = image[row : row + len(template), column : column + template.shape[1]]
        if score == "zero-mean":  # the window's mean makes no difference
            out[row, column] = np.sum((window - window.mean()) * (template - template.mean()))
        else:
            out[row, column] = np.vdot(window, template)
        lengths = np.linalg.norm(window) * np.linalg.norm(template)
        if score == "cosine" and lengths:
            out[row, column] /= lengths
    return out


@st.composite
def pictures_with_templates(draw):
    size = draw(st.tuples(st.integers(1, 8), st.integers(1, 8)))
    small = tuple(draw(st.integers(1, side)) for side in size)
    numbers = st.integers(-9, 9)
    return draw(hnp.arrays(np.int64, size, elements=numbers)), draw(
        hnp.arrays(np.int64, small, elements=numbers)
    )


@pytest.mark.parametrize("score", SCORES)
@given(drawn=pictures_with_templates())
def test_scores_are_those_of_a_loop_over_windows(score, drawn):
    image, template = drawn
    expected = window_by_window(image, template, score)
    np.testing.assert_allclose(match_template(image, template, score), expected, atol=1e-9)


# -- laws ---------------------------------------------------------------------------------------


@given(drawn=pictures_with_templates(), scale=st.sampled_from([1e-250, 1e-3, 7.0, 1e250]))
def test_a_cosine_does_not_mind_brightness_even_where_squares_overflow(drawn, scale):
    image, template = drawn
    expected = match_template(image, template)
    assert np.abs(expected).max() <= 1
    np.testing.assert_allclose(match_template(image * scale, template), expected, atol=1e-9)
    np.testing.assert_allclose(match_template(image, template * scale), expected, atol=1e-9)
    assert find_template(image * scale, template) == find_template(image, template)


@given(drawn=pictures_with_templates(), light=st.integers(-50, 50))
def test_a_zero_mean_score_does_not_mind_light_that_is_added_everywhere(drawn, light):
    image, template = drawn
    scores = match_template(image, template, "zero-mean")
    np.testing.assert_allclose(
        match_template(image + light, template, "zero-mean"), scores, atol=1e-9
    )


@pytest.mark.parametrize("seed", range(5))
def test_a_lamp_fools_the_dot_product_and_shade_the_zero_mean_but_nothing_the_cosine(seed):
    picture, (row, column) = crowd(seed=seed)
    target = np.s_[row : row + 9, column : column + 8]
    template = picture[target].copy()
    assert find_template(picture, template, "dot") == (row, column)
    picture[36:46, 2:12] = 255
    found = {score: find_template(picture, template, score) for score in SCORES}
    assert found == {"dot": (36, 2), "zero-mean": (row, column), "cosine": (row, column)}
    picture[target] *= 0.2
    assert find_template(picture, template, "zero-mean") != (row, column)
    assert find_template(picture, template, "cosine") == (row, column)


def test_bytes_do_not_wrap_around_and_nothing_is_changed():
    image = np.full((4, 5), 200, dtype=np.uint8)
    image[2, 3] = 255
    before = image.copy()
    assert match_template(image, image[2:, 3:], "dot")[2, 3] == 255**2 + 3 * 200**2
    assert find_template(image, image[2:, 3:]) == (2, 3)
    np.testing.assert_array_equal(image, before)


# -- errors -------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", [match_template, find_template])
def test_bad_input_is_refused_with_a_sentence(function):
    with pytest.raises(ValueError, match="score must be 'dot', 'zero-mean' or 'cosine', got 'ncc'"):
        function(ROW, TWO, "ncc")
    with pytest.raises(ShapeError, match="a window of 2 does not fit into 1 pixels"):
        function(ROW, TWO.T)
    with pytest.raises(ShapeError, match="template must have the axes"):
        function(ROW, TWO[0])


@pytest.mark.parametrize("function", [match_template, find_template])
def test_it_does_not_answer_the_exercise(function):
    with withholding(), pytest.raises(BorrowedAnswer):
        function(ROW, TWO)
