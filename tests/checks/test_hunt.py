"""The hunt for bugs: points for every bug exposed, and never for calling a right answer buggy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnnkit.checks import CheckFailed, Hunt, sentence
from cnnkit.checks.pooling import BREAKING_CALL
from cnnkit.checks.pooling.breaking_call import plain_loop

EXAMPLE = np.array([[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]])


def exposed(call):
    return [bug.__name__ for bug in BREAKING_CALL.exposed(call)]


def test_six_of_eight_bugs_survive_the_usual_example():
    assert exposed((EXAMPLE, 2, 2)) == ["stops_early", "last_pixel"]


def test_points_are_counted_by_bugs_and_both_kinds_are_named(capsys):
    earned = BREAKING_CALL.score(lambda: (EXAMPLE, 2, 2), 2)
    assert type(earned) is float
    assert earned == 0.5
    said = capsys.readouterr().out
    assert said.startswith("breaking_call: 2 of 8 bugs exposed.\n")
    assert said.count("- exposed: ") == 2
    assert said.count("- still hiding: ") == 6


def test_one_call_can_expose_them_all():
    x = -0.5 - np.arange(28).reshape(4, 7)
    assert BREAKING_CALL.score(lambda: (x, 3, 2), 2) == 2.0


@given(
    x=hnp.arrays(
        float, hnp.array_shapes(min_dims=2, max_dims=2, max_side=8), elements=st.floats(-9, 9)
    ),
    window=st.integers(1, 8),
    stride=st.integers(1, 9),
)
def test_a_right_implementation_is_never_exposed(x, window, stride):
    suspects = Hunt("t", BREAKING_CALL.right, BREAKING_CALL.right, BREAKING_CALL.refusal)
    call = (x, min(window, *x.shape), stride)
    assert suspects.refusal(call) is None
    assert suspects.exposed(call) == []


def test_a_call_without_one_right_answer_is_refused():
    with pytest.raises(CheckFailed, match="two right implementations disagree"):
        BREAKING_CALL.score(lambda: (np.array([[1.0, np.nan], [0, 0]]), 2, 2), 2)


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        (None, "yours is None: is there a return?"),
        ([EXAMPLE, 2, 2], "yours is a list."),
        ((EXAMPLE.tolist(), 2, 2), "a NumPy array of numbers with two axes"),
        ((EXAMPLE[0], 2, 2), "a NumPy array of numbers with two axes"),
        ((EXAMPLE, 2.0, 2), "whole numbers of at least 1"),
        ((EXAMPLE, 2, 0), "whole numbers of at least 1"),
        ((EXAMPLE, 2, True), "whole numbers of at least 1"),
        ((EXAMPLE, 5, 1), "a window of 5 does not fit into a map of 4x4"),
        ((np.ones((5, 13)), 2, 2), "the map has 65 values; 64 are allowed"),
    ],
)
def test_an_unfair_call_is_refused(call, complaint):
    with pytest.raises(CheckFailed) as caught:
        BREAKING_CALL.score(lambda: call, 2)
    assert complaint in " ".join(str(caught.value).split())


def untouched():
    raise NotImplementedError()


def test_an_untouched_answer_and_an_exception_are_told_apart():
    with pytest.raises(CheckFailed, match="Not written yet"):
        BREAKING_CALL.score(untouched, 2)
    with pytest.raises(CheckFailed, match="your function stopped with ZeroDivisionError"):
        BREAKING_CALL.score(lambda: 1 / 0, 2)


def test_the_plain_loop_is_right_on_the_example():
    np.testing.assert_array_equal(plain_loop(EXAMPLE, 2, 2), [[6, 8], [3, 4]])


def test_every_bug_says_what_it_does():
    said = [sentence(bug) for bug in BREAKING_CALL.bugs]
    assert len(set(said)) == len(said) == 8
