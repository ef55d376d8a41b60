"""The known mistakes of every assignment, as data: told apart, worded, and free of our answers."""

import inspect
import itertools

import numpy as np
import pytest

from cnnkit.checks import sentence
from cnnkit.checks.call import run, work_out
from cnnkit.checks.exercise import same_outcome
from tests.exercises.classroom import ASSIGNMENTS

EXERCISES = [
    pytest.param(exercise, id=f"{assignment.name}-{exercise.id}")
    for assignment in ASSIGNMENTS
    for exercise in assignment.exercises
]
each_exercise = pytest.mark.parametrize("exercise", EXERCISES)


def outcomes(exercise, function, how=work_out):
    return [how(exercise.trial.of(function), case.args) for case in exercise.telling]


@each_exercise
def test_there_are_at_least_five_and_each_has_a_sentence_of_its_own(exercise):
    said = [sentence(mistake) for mistake in exercise.mistakes]
    assert len(set(said)) == len(said) >= 5
    assert all(text.endswith((".", "?")) for text in said)


@each_exercise
def test_the_telling_inputs_tell_every_two_apart(exercise):
    results = {mistake: outcomes(exercise, mistake) for mistake in exercise.mistakes}
    for one, other in itertools.combinations(exercise.mistakes, 2):
        pairs = zip(results[one], results[other], strict=True)
        assert not all(same_outcome(a, b, exercise.returns) for a, b in pairs), (
            f"{one.__name__} and {other.__name__} give the same"
        )


@each_exercise
def test_no_mistake_is_right(exercise):
    expected = outcomes(exercise, exercise.reference)
    for mistake in exercise.mistakes:
        pairs = zip(outcomes(exercise, mistake), expected, strict=True)
        assert not all(_acceptable(exercise, got, want) for got, want in pairs), mistake.__name__


@each_exercise
def test_a_mistake_needs_numpy_and_nothing_of_ours(exercise):
    """It is planted as a student's answer, and there our answers are switched off."""
    for mistake in exercise.mistakes:
        alone = {"np": np}
        exec(inspect.getsource(mistake), alone)
        planted = outcomes(exercise, alone[mistake.__name__], run)
        pairs = zip(planted, outcomes(exercise, mistake), strict=True)
        assert all(same_outcome(a, b, exercise.returns) for a, b in pairs), mistake.__name__


def _acceptable(exercise, got, want):
    if want.error or got.error:
        return isinstance(got.error, type(want.error))
    changed = got.changed_argument is not None or (exercise.fresh_result and got.shares_memory)
    return not changed and not exercise.returns.difference(got.value, want.value, reveal=True)
