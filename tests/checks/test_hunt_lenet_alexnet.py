"""The hunt for bugs in the assignment on LeNet and AlexNet: fair to right answers, and winnable."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnkit.checks import CheckFailed, Hunt, sentence
from cnnkit.checks.lenet_alexnet import BREAKING_CALL
from tests.exercises.classroom import Assignment

DEMO = [
    *(("conv", 16, 5, 1, 2, 1), ("pool", 2, 2)),
    *(("conv", 20, 5, 1, 2, 1), ("pool", 2, 2)) * 2,
    ("fc", 10),
]
SHAPE = (2, 9, 9)

small = st.integers(1, 4)
convolutions = st.tuples(st.just("conv"), small.map(lambda n: 2 * n), small, small, small, small)
poolings = st.tuples(st.just("pool"), small, small)
dense_layers = st.lists(st.tuples(st.just("fc"), small), max_size=3)


def test_all_bugs_survive_the_example_of_a4():
    assert BREAKING_CALL.exposed(((3, 32, 32), DEMO)) == []


def test_one_call_can_expose_them_all():
    found = Assignment("lenet_alexnet").written_functions["breaking_call"]
    assert BREAKING_CALL.score(found, 2) == 2.0


@pytest.mark.parametrize(
    ("shape", "layers", "bug"),
    [
        (SHAPE, [("conv", 4, 3, 1, 1, 2)], "ignores_groups"),
        (SHAPE, [("conv", 4, 3, 2, 1, 1)], "ignores_the_stride"),
        (SHAPE, [("conv", 4, 3, 1, 0, 1)], "keeps_the_size"),
        (SHAPE, [("pool", 3, 2)], "pools_edge_to_edge"),
        (SHAPE, [("pool", 2, 2)], "pools_the_rest"),
        ((2, 8, 6), [("pool", 2, 2)], "makes_maps_square"),
        (SHAPE, [("fc", 3), ("fc", 4)], "dense_reads_maps"),
        ((1, 1, 3), [("fc", 3), ("fc", 4)], "one_dense_layer_with_biases"),
    ],
)
def test_every_bug_is_exposed_by_what_it_is_about(shape, layers, bug):
    exposed = [function.__name__ for function in BREAKING_CALL.exposed((shape, layers))]
    assert bug in exposed


@given(
    shape=st.tuples(small, st.integers(1, 20), st.integers(1, 20)),
    maps=st.lists(convolutions | poolings, max_size=4),
    dense=dense_layers,
)
def test_a_right_implementation_is_never_exposed(shape, maps, dense):
    call = shape, maps + dense
    assume(BREAKING_CALL.refusal(call) is None)
    suspects = Hunt("t", BREAKING_CALL.right, BREAKING_CALL.right, BREAKING_CALL.refusal)
    assert suspects.exposed(call) == []


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        (None, "yours is None: is there a return?"),
        ([SHAPE, DEMO], "yours is a list."),
        ((DEMO,), "a tuple (shape, layers) is expected"),
        (((2, 9), DEMO), "the shape must be a tuple of three whole numbers"),
        (((2, 9, 9.0), DEMO), "the shape must be a tuple of three whole numbers"),
        ((SHAPE, []), "a list of tuples that is not empty"),
        ((SHAPE, [("fc", 1)] * 9), "there are 9 layers; 8 are allowed"),
        ((SHAPE, [["fc", 1]]), "layer 0: it must be a tuple"),
        ((SHAPE, [("fc", 1), ("relu",)]), "layer 1: there is no kind 'relu'"),
        ((SHAPE, [("pool", 2)]), "layer 0: after 'pool' come window, stride"),
        ((SHAPE, [("pool", 2, 0)]), "layer 0: stride must be a whole number from 1 to 512"),
        ((SHAPE, [("conv", 2, 3, 1, -1, 1)]), "padding must be a whole number from 0 to 512"),
        ((SHAPE, [("fc", 3), ("pool", 2, 2)]), "no such network: pool1: maps are expected"),
        ((SHAPE, [("pool", 10, 1)]), "no such network: pool1: a window of 10 is larger"),
        ((SHAPE, [("conv", 3, 3, 1, 1, 2)]), "2 groups must divide 2 and 3 channels"),
    ],
)
def test_an_unfair_call_is_refused(call, complaint):
    with pytest.raises(CheckFailed) as caught:
        BREAKING_CALL.score(lambda: call, 2)
    assert complaint in " ".join(str(caught.value).split())


def test_every_bug_says_what_it_does():
    said = [sentence(bug) for bug in BREAKING_CALL.bugs]
    assert len(set(said)) == len(said) == 8
