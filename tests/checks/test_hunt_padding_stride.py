"""The hunt for bugs in the padding-and-stride assignment: fair to right answers, and winnable."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnnkit.checks import CheckFailed, Hunt, sentence
from cnnkit.checks.padding_stride import BREAKING_CALL
from tests.exercises.classroom import Assignment

IMAGE = np.array(
    [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
)
KERNEL = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]])
ONE = np.ones((1, 1))


@st.composite
def calls(draw):
    sides = hnp.array_shapes(min_dims=2, max_dims=2, max_side=8)
    numbers = st.floats(-9, 9) | st.integers(-9, 9).map(float)
    image, kernel = (draw(hnp.arrays(float, draw(sides), elements=numbers)) for _ in range(2))
    stride, padding = (draw(st.tuples(*[st.integers(least, 4)] * 2)) for least in (1, 0))
    return image, kernel, stride, padding


def test_all_bugs_survive_the_example_of_p5():
    assert BREAKING_CALL.exposed((IMAGE, KERNEL, (2, 2), (0, 0))) == []


def test_one_call_can_expose_them_all():
    found = Assignment("padding_stride").written_functions["breaking_call"]
    assert BREAKING_CALL.score(found, 2) == 2.0


@pytest.mark.parametrize(
    ("call", "bug"),
    [
        ((IMAGE, KERNEL, (1, 2), (0, 0)), "swaps_the_strides"),
        ((IMAGE, KERNEL, (1, 1), (0, 1)), "swaps_the_paddings"),
        ((IMAGE, ONE, (1, 1), (1, 1)), "pads_one_end"),
        ((IMAGE, ONE, (1, 1), (1, 1)), "repeats_the_border"),
        ((IMAGE, KERNEL, (1, 1), (0, 1)), "counts_padding_once"),
        ((IMAGE[:4], KERNEL, (2, 2), (0, 0)), "hangs_over"),
        ((IMAGE, ONE, (2, 2), (0, 0)), "leaves_no_gaps"),
        ((IMAGE, np.array([[1, 2]]), (1, 1), (0, 0)), "turns_the_kernel"),
    ],
)
def test_every_bug_is_exposed_by_what_it_is_about(call, bug):
    assert bug in [exposed.__name__ for exposed in BREAKING_CALL.exposed(call)]


@given(call=calls())
def test_a_right_implementation_is_never_exposed(call):
    assume(BREAKING_CALL.refusal(call) is None)
    suspects = Hunt("t", BREAKING_CALL.right, BREAKING_CALL.right, BREAKING_CALL.refusal)
    assert suspects.exposed(call) == []


@pytest.mark.parametrize("value", [np.nan, 1e16])
def test_a_call_without_one_right_answer_is_refused(value):
    image = IMAGE.astype(float)
    image[0, 0] = value
    with pytest.raises(CheckFailed, match="two right implementations disagree"):
        BREAKING_CALL.score(lambda: (image, KERNEL, (1, 1), (0, 0)), 2)


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        (None, "yours is None: is there a return?"),
        ([IMAGE, KERNEL, (1, 1), (0, 0)], "yours is a list."),
        ((IMAGE, KERNEL), "a tuple (image, kernel, stride, padding) is expected"),
        ((IMAGE.tolist(), KERNEL, (1, 1), (0, 0)), "the picture must be a NumPy array of numbers"),
        ((IMAGE, KERNEL[0], (1, 1), (0, 0)), "the kernel must be a NumPy array of numbers"),
        ((IMAGE, KERNEL[:0], (1, 1), (0, 0)), "the kernel must not be empty"),
        ((np.ones((5, 13)), KERNEL, (1, 1), (0, 0)), "the picture has 65 pixels; 64 are allowed"),
        ((IMAGE, KERNEL, 2, (0, 0)), "the stride must be a tuple of two whole numbers"),
        ((IMAGE, KERNEL, (1, 1.0), (0, 0)), "the stride must be a tuple of two whole numbers"),
        ((IMAGE, KERNEL, (0, 1), (0, 0)), "the stride must be at least 1"),
        ((IMAGE, KERNEL, (1, 1), (0, 0, 0)), "the padding must be a tuple of two whole numbers"),
        ((IMAGE, KERNEL, (1, 1), (0, -1)), "the padding must be at least 0"),
        ((IMAGE, KERNEL, (1, 1), (9, 0)), "a padding of 9 is too much; 8 is allowed"),
        ((KERNEL, IMAGE, (1, 1), (1, 0)), "a kernel of 5x5 does not fit into a padded picture of"),
    ],
)
def test_an_unfair_call_is_refused(call, complaint):
    with pytest.raises(CheckFailed) as caught:
        BREAKING_CALL.score(lambda: call, 2)
    assert complaint in " ".join(str(caught.value).split())


def test_every_bug_says_what_it_does():
    said = [sentence(bug) for bug in BREAKING_CALL.bugs]
    assert len(set(said)) == len(said) == 8
