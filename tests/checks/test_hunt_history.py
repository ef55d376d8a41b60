"""The hunt for bugs in the history assignment: fair to right answers, and winnable."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnnkit.checks import CheckFailed, Hunt, sentence
from cnnkit.checks.history import BREAKING_CALL
from tests.exercises.classroom import Assignment

BAR = np.array([[0, 0, 1, 0, 0]] * 4)


def pixels(*row):
    return np.array([row])


@st.composite
def calls(draw):
    shape = draw(hnp.array_shapes(min_dims=2, max_dims=2, max_side=8))
    dtype = draw(st.sampled_from([bool, np.uint8, int, float]))
    image = draw(hnp.arrays(int, shape, elements=st.integers(0, 1))).astype(dtype)
    return image, draw(st.integers(0, 64))


def test_all_bugs_survive_the_example_of_h7():
    assert BREAKING_CALL.exposed((BAR, 1)) == []


def test_one_call_can_expose_them_all():
    found = Assignment("history").written_functions["breaking_call"]
    assert BREAKING_CALL.score(found, 2) == 2.0


@pytest.mark.parametrize(
    ("call", "bug"),
    [
        ((pixels(1, 0, 0, 0), 1), "wraps_round"),
        ((pixels(1, 0, 0, 0), 1), "moves_to_the_right"),
        ((pixels(1, 0, 0, 0), 1), "halves_the_total"),
        ((pixels(1, 0, 0, 0), 1), "swaps_the_counts"),
        ((pixels(0, 0, 0, 1), 1), "repeats_the_edge"),
        ((pixels(0, 0, 0, 1), 1), "skips_the_strip"),
        ((pixels(0, 0, 1, 1, 0), 2), "one_pixel_at_most"),
        ((pixels(0, 1, 0, 1, 0), 1), "counts_rows"),
    ],
)
def test_every_bug_is_exposed_by_what_it_is_about(call, bug):
    assert bug in [exposed.__name__ for exposed in BREAKING_CALL.exposed(call)]


@given(call=calls())
def test_a_right_implementation_is_never_exposed(call):
    assert BREAKING_CALL.refusal(call) is None
    suspects = Hunt("t", BREAKING_CALL.right, BREAKING_CALL.right, BREAKING_CALL.refusal)
    assert suspects.exposed(call) == []


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        (None, "yours is None: is there a return?"),
        ([BAR, 1], "yours is a list."),
        ((BAR,), "a tuple (image, distance) is expected"),
        ((BAR.tolist(), 1), "the picture must be a NumPy array of numbers"),
        ((BAR[0], 1), "the picture must be a NumPy array of numbers"),
        ((BAR[:0], 1), "the picture must not be empty"),
        ((np.zeros((5, 13)), 1), "the picture has 65 pixels; 64 are allowed"),
        ((2 * BAR, 1), "the picture must hold nothing but 0 and 1"),
        ((np.nan * BAR, 1), "the picture must hold nothing but 0 and 1"),
        ((BAR, 1.0), "the distance must be a whole number, yours is a float (1.0)"),
        ((BAR, True), "the distance must be a whole number, yours is a bool (True)"),
        ((BAR, -1), "the distance must lie between 0 and 64, yours is -1"),
        ((BAR, 65), "the distance must lie between 0 and 64, yours is 65"),
    ],
)
def test_an_unfair_call_is_refused(call, complaint):
    with pytest.raises(CheckFailed) as caught:
        BREAKING_CALL.score(lambda: call, 2)
    assert complaint in " ".join(str(caught.value).split())


def test_every_bug_says_what_it_does():
    said = [sentence(bug) for bug in BREAKING_CALL.bugs]
    assert len(set(said)) == len(said) == 8
