"""The hunt for bugs in the backprop assignment: fair to right answers, and winnable."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnnkit.checks import CheckFailed, Hunt, sentence
from cnnkit.checks.backprop import BREAKING_CALL
from cnnkit.shapes import output_size
from tests.exercises.classroom import Assignment

EXAMPLE = np.array([[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]])
GRADIENT = np.array([[1, 2], [3, 4]])


@st.composite
def calls(draw):
    numbers = st.floats(-9, 9) | st.integers(-9, 9).map(float)
    x = draw(hnp.arrays(float, draw(hnp.array_shapes(min_dims=2, max_dims=2)), elements=numbers))
    window, stride = draw(st.integers(1, min(x.shape))), draw(st.integers(1, 4))
    shape = tuple(output_size(side, window, stride) for side in x.shape)
    return draw(hnp.arrays(float, shape, elements=numbers)), x, window, stride


def test_all_bugs_survive_the_example_of_b6():
    assert BREAKING_CALL.exposed((GRADIENT, EXAMPLE, 2, 2)) == []


def test_one_call_can_expose_them_all():
    found = Assignment("backprop").written_functions["breaking_call"]
    assert BREAKING_CALL.score(found, 2) == 2.0


@pytest.mark.parametrize(
    ("grad_out", "x", "window", "stride", "bug"),
    [
        ([[1]], [[7, 7], [1, 0]], 2, 2, "all_ties_win"),
        ([[1]], [[7, 7], [1, 0]], 2, 2, "last_tie_wins"),
        ([[1, 2]], [[1, 9, 2], [3, 4, 5]], 2, 1, "overwrites"),
        ([[1]], [[1, -9], [2, 3]], 2, 2, "largest_magnitude"),
        ([[1]], [[-1, -9], [-2, -3]], 2, 2, "starts_at_zero"),
        ([[1, 2]], [[1, 2, 3], [4, 5, 6]], 2, 1, "steps_by_window"),
        ([[1]], [[1, 2, 3], [4, 5, 6]], 2, 2, "height_for_width"),
        ([[-1]], [[1, 2], [3, 4]], 2, 2, "drops_negatives"),
    ],
)
def test_every_bug_is_exposed_by_what_it_is_about(grad_out, x, window, stride, bug):
    call = np.array(grad_out), np.array(x), window, stride
    assert bug in [exposed.__name__ for exposed in BREAKING_CALL.exposed(call)]


@given(call=calls())
def test_a_right_implementation_is_never_exposed(call):
    assert BREAKING_CALL.refusal(call) is None
    suspects = Hunt("t", BREAKING_CALL.right, BREAKING_CALL.right, BREAKING_CALL.refusal)
    assert suspects.exposed(call) == []


def test_a_call_without_one_right_answer_is_refused():
    x = EXAMPLE.astype(float)
    x[0, 1] = np.nan
    with pytest.raises(CheckFailed, match="two right implementations disagree"):
        BREAKING_CALL.score(lambda: (GRADIENT, x, 2, 2), 2)


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        (None, "yours is None: is there a return?"),
        ([GRADIENT, EXAMPLE, 2, 2], "yours is a list."),
        ((GRADIENT, EXAMPLE), "a tuple (grad_out, x, window, stride) is expected"),
        ((GRADIENT.tolist(), EXAMPLE, 2, 2), "the gradient must be a NumPy array of numbers"),
        ((GRADIENT, EXAMPLE[0], 2, 2), "the map must be a NumPy array of numbers"),
        ((GRADIENT, np.ones((5, 13)), 2, 2), "the map has 65 values; 64 are allowed"),
        ((GRADIENT, EXAMPLE, 2.0, 2), "window and stride must be whole numbers of at least 1"),
        ((GRADIENT, EXAMPLE, 2, 0), "window and stride must be whole numbers of at least 1"),
        ((GRADIENT, EXAMPLE, 5, 2), "a window of 5 does not fit into a map of 4x4"),
        ((GRADIENT, EXAMPLE, 2, 1), "there are 3x3 windows, but the gradient has 2x2 values"),
    ],
)
def test_an_unfair_call_is_refused(call, complaint):
    with pytest.raises(CheckFailed) as caught:
        BREAKING_CALL.score(lambda: call, 2)
    assert complaint in " ".join(str(caught.value).split())


def test_every_bug_says_what_it_does():
    said = [sentence(bug) for bug in BREAKING_CALL.bugs]
    assert len(set(said)) == len(said) == 8
