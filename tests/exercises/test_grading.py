"""What nbgrader makes of right, wrong, missing and unfair answers."""

import contextlib
import io
import re

from cnnkit.checks import CheckFailed, sentence
from cnnkit.grading.submissions import planted
from tests.exercises.classroom import shown_cases


def test_the_solution_gets_full_marks(graded):
    solution = graded["solution"]
    assert {name: result.points for name, result in solution.items()} == {
        name: result.most for name, result in solution.items()
    }


def test_an_untouched_notebook_gets_nothing_and_is_told_so_in_every_cell(graded):
    for result in graded["untouched"].values():
        assert result.points == 0
        assert result.output.startswith("Not written yet")  # and no traceback before it


def test_right_answers_written_otherwise_get_full_marks(assignment, graded):
    assert len(assignment.right_answers) >= 3
    for path in assignment.right_answers:
        for exercise in assignment.exercises:
            result = graded[path.stem][f"{exercise.id}-tests"]
            assert result.points == result.most, f"{path.stem}, {exercise.id}:\n{result.output}"


def test_a_mistake_is_refused_with_its_own_sentence(
    assignment, exercise, number, mistake, graded, kills
):
    result = graded[f"mistake-{number}"][f"{exercise.id}-tests"]
    refused, named = result.points < result.most, result.says(sentence(mistake))
    kills.append((assignment.name, exercise.id, mistake.__name__, refused, named))
    assert refused
    assert named, result.output


def test_an_answer_that_knows_the_shown_example_by_heart_gets_nothing(assignment, graded):
    for exercise in assignment.exercises:
        result = graded["hard-coded"][f"{exercise.id}-tests"]
        assert result.points == 0, exercise.id


def test_cnnkit_does_not_lend_its_own_answer(assignment, graded):
    for exercise in assignment.exercises:
        result = graded["borrows"][f"{exercise.id}-tests"]
        assert result.points == 0, exercise.id
        assert result.says("is switched off while your function is being checked")


def test_a_students_own_exception_is_shown_as_their_own(assignment, graded):
    for exercise in assignment.exercises:
        result = graded["raises"][f"{exercise.id}-tests"]
        assert result.points == 0
        assert result.says("your function stopped with Stumble: over my own feet")
        assert result.says('of its cell: raise Stumble("over my own feet")')


def test_an_endless_loop_ends_and_costs_its_own_points_only(assignment, graded):
    first, *others = assignment.exercises
    slow = graded["never-ends"]
    assert slow[f"{first.id}-tests"].points == 0
    assert slow[f"{first.id}-tests"].says("no answer after 5 seconds: does a loop never end?")
    independent = [e for e in others if first.name not in assignment.cell(f"{e.id}-answer")]
    assert independent
    for exercise in independent:
        result = slow[f"{exercise.id}-tests"]
        assert result.points == result.most


def test_hidden_tests_do_not_say_what_they_expected(assignment, graded):
    """They may name a shape; where they name a value, it is the student's."""
    revealed = re.compile(r"(\d|True|False) is expected, yours is|asked for:")
    hidden = 0
    for exercise in assignment.exercises:
        cases = shown_cases(assignment, exercise)
        shown = tuple(exercise.trial.written(exercise.name, case.args) for case in cases)
        for results in graded.values():
            output = results[f"{exercise.id}-tests"].output
            complaints = re.sub(r".*Grading tries other inputs, too\.\n+", "", output).split("\n\n")
            for complaint in complaints:
                if not " ".join(complaint.split()).startswith(shown):
                    hidden += 1
                    assert not revealed.search(complaint), complaint
    assert hidden > len(assignment.exercises)


def test_validate_praises_a_right_notebook(assignment, classroom):
    answers = classroom.solution()
    for exercise in assignment.exercises:
        answers[f"{exercise.id}-answer"] = "# written above"
    first = assignment.exercises[0]
    answers[f"{first.id}-answer"] = assignment.right_answers[0].read_text()
    path = classroom.hand_in("validated-right", answers)
    assert "Success! Your notebook passes all the tests." in classroom.nbgrader(
        "validate", str(path)
    )


def test_validate_shows_the_sentences_uncut(assignment, classroom):
    """It exits with 0 whatever it finds, so its words are read."""
    answers, expected = classroom.solution(), []
    for exercise in assignment.exercises:
        mistake = _visible_mistake(assignment, exercise)
        answers[f"{exercise.id}-answer"] = planted(exercise, mistake)
        expected.append(sentence(mistake))
    path = classroom.hand_in("validated-wrong", answers)
    said = classroom.nbgrader("validate", str(path))
    assert "VALIDATION FAILED ON" in said
    flat = " ".join(said.split())
    assert [words for words in expected if words not in flat] == []


def _visible_mistake(assignment, exercise):
    """Return the first mistake that the test cell refuses as students see it."""
    shown, _, hidden = assignment.cell(f"{exercise.id}-tests").partition("### BEGIN HIDDEN TESTS")
    last = hidden.partition("### END HIDDEN TESTS")[2]
    for mistake in exercise.mistakes:
        said = io.StringIO()
        try:
            with contextlib.redirect_stdout(said):
                exec(shown + last, {exercise.name: mistake})
        except CheckFailed:
            return mistake
        if "not yet right" in said.getvalue():
            return mistake
    raise AssertionError(f"no mistake of {exercise.id} shows in the student's notebook")
