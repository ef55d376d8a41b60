"""The hunt for bugs in the convolution assignment: fair to right answers, and winnable."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnnkit.checks import CheckFailed, Hunt, sentence
from cnnkit.checks.convolution import BREAKING_CALL
from tests.exercises.classroom import Assignment

IMAGE = np.array(
    [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
)
KERNEL = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]])


@st.composite
def calls(draw):
    size = draw(hnp.array_shapes(min_dims=2, max_dims=2, max_side=8))
    kernel = tuple(draw(st.integers(1, side)) for side in size)
    numbers = st.floats(-9, 9) | st.integers(-9, 9).map(float)
    return tuple(draw(hnp.arrays(float, shape, elements=numbers)) for shape in (size, kernel))


def test_all_bugs_survive_the_usual_example():
    assert BREAKING_CALL.exposed((IMAGE, KERNEL)) == []


def test_one_call_can_expose_them_all():
    found = Assignment("convolution").written_functions["breaking_call"]
    assert BREAKING_CALL.score(found, 2) == 2.0


@pytest.mark.parametrize(
    ("call", "bug"),
    [
        ((np.eye(2), np.array([[1], [2]])), "turns_the_kernel"),
        ((np.eye(2), np.array([[1, 2]])), "mirrors_the_kernel"),
        ((np.eye(2, 5), np.eye(2)), "counts_rows_only"),
        ((np.eye(2), np.array([[1], [1]])), "wants_a_middle_row"),
        ((np.eye(5), np.ones((1, 4))), "knows_three_columns"),
        ((np.eye(2), -np.ones((1, 1))), "loses_negatives"),
        ((np.eye(2), np.ones((1, 1)) / 2), "whole_numbers_only"),
        ((np.eye(2), 256 * np.ones((1, 1))), "ends_at_255"),
    ],
)
def test_every_bug_is_exposed_by_what_it_is_about(call, bug):
    assert bug in [exposed.__name__ for exposed in BREAKING_CALL.exposed(call)]


@given(call=calls())
def test_a_right_implementation_is_never_exposed(call):
    suspects = Hunt("t", BREAKING_CALL.right, BREAKING_CALL.right, BREAKING_CALL.refusal)
    assert suspects.refusal(call) is None
    assert suspects.exposed(call) == []


@pytest.mark.parametrize("value", [np.nan, 1e16])
def test_a_call_without_one_right_answer_is_refused(value):
    image = IMAGE.astype(float)
    image[0, 0] = value
    with pytest.raises(CheckFailed, match="two right implementations disagree"):
        BREAKING_CALL.score(lambda: (image, KERNEL), 2)


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        (None, "yours is None: is there a return?"),
        ([IMAGE, KERNEL], "yours is a list."),
        ((IMAGE, KERNEL, 1), "a tuple (image, kernel) is expected"),
        ((IMAGE.tolist(), KERNEL), "the picture must be a NumPy array of numbers with two axes"),
        ((IMAGE, KERNEL[0]), "the kernel must be a NumPy array of numbers with two axes"),
        ((IMAGE, KERNEL[:0]), "the kernel must not be empty"),
        ((KERNEL, IMAGE), "a kernel of 5x5 does not fit into a picture of 3x3"),
        ((np.ones((5, 13)), KERNEL), "the picture has 65 pixels; 64 are allowed"),
    ],
)
def test_an_unfair_call_is_refused(call, complaint):
    with pytest.raises(CheckFailed) as caught:
        BREAKING_CALL.score(lambda: call, 2)
    assert complaint in " ".join(str(caught.value).split())


def test_every_bug_says_what_it_does():
    said = [sentence(bug) for bug in BREAKING_CALL.bugs]
    assert len(set(said)) == len(said) == 8
