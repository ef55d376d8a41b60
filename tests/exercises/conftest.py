"""Every assignment is graded once, with all kinds of students; what the tests find is summed up."""

from __future__ import annotations

from itertools import zip_longest

import pytest

from cnnkit.grading.submissions import planted
from tests.exercises.classroom import ASSIGNMENTS, Classroom, hard_coded

KILLS = pytest.StashKey[list[tuple[str, str, str, bool, bool]]]()
SECONDS = pytest.StashKey[dict[str, float]]()

NEVER_ENDS = """
def {name}(*args):
    while True:
        pass
"""

RAISES = """
class Stumble(Exception):
    pass


def {name}(*args):
    raise Stumble("over my own feet")
"""

BORROWS = """
from cnnkit.checks.{assignment} import {id}


def {name}(*args):
    return {id}.reference(*args)
"""


@pytest.fixture(scope="session")
def assignment(request):
    return request.param


@pytest.fixture(scope="session")
def done():
    """Hold what is done once for each assignment, whichever file of tests comes to it first."""
    return {}


@pytest.fixture(scope="session")
def classroom(assignment, done, tmp_path_factory):
    key = "classroom", assignment.name
    if key not in done:
        done[key] = Classroom(tmp_path_factory.mktemp(assignment.name), assignment)
    return done[key]


@pytest.fixture(scope="session")
def graded(assignment, classroom, done):
    """Return the results of every kind of student, all graded with one command."""
    key = "graded", assignment.name
    if key not in done:
        done[key] = _graded(assignment, classroom)
    return done[key]


def _graded(assignment, classroom):
    """Hand in for every kind of student, and grade them all."""
    exercises = assignment.exercises
    for student, template in (("raises", RAISES), ("borrows", BORROWS)):
        names = [{"name": e.name, "id": e.id, "assignment": assignment.name} for e in exercises]
        answers = {f"{name['id']}-answer": template.format(**name) for name in names}
        classroom.hand_in(student, answers)
    first = exercises[0]
    slow = {f"{first.id}-answer": NEVER_ENDS.format(name=first.name)}
    classroom.hand_in("never-ends", classroom.solution() | slow)
    classroom.hand_in("solution", classroom.solution())
    classroom.hand_in("untouched", {})
    by_heart = {f"{e.id}-answer": hard_coded(assignment, e) for e in exercises}
    classroom.hand_in("hard-coded", by_heart)
    for path in assignment.right_answers:
        everything = {f"{e.id}-answer": "# written above" for e in exercises}
        classroom.hand_in(path.stem, everything | {f"{first.id}-answer": path.read_text()})
    # student number i makes mistake number i of every exercise at once
    for number, mistakes in enumerate(zip_longest(*(e.mistakes for e in exercises))):
        wrong = {
            f"{exercise.id}-answer": planted(exercise, mistake)
            for exercise, mistake in zip(exercises, mistakes, strict=True)
            if mistake
        }
        classroom.hand_in(f"mistake-{number}", wrong)
    return classroom.grade()


@pytest.fixture(scope="session")
def kills(request):
    """Rows of the kill table: assignment, exercise, mistake, was it refused, by its own name."""
    return request.config.stash.setdefault(KILLS, [])


@pytest.fixture(scope="session")
def seconds(request):
    """How long the test cells of each assignment took."""
    return request.config.stash.setdefault(SECONDS, {})


def pytest_generate_tests(metafunc):
    """Run every test for every assignment, or for every known mistake of every assignment."""
    if "mistake" in metafunc.fixturenames:
        names = ("assignment", "exercise", "number", "mistake")
        cases = [
            pytest.param(a, e, number, mistake, id=f"{a.name}-{e.id}-{mistake.__name__}")
            for a in ASSIGNMENTS
            for e in a.exercises
            for number, mistake in enumerate(e.mistakes)
        ]
    elif "assignment" in metafunc.fixturenames:
        names = ("assignment",)
        cases = [pytest.param(a, id=a.name) for a in ASSIGNMENTS]
    else:
        return
    metafunc.parametrize(names, cases, indirect=["assignment"])


def pytest_terminal_summary(terminalreporter, config):
    """Show the kill table, and what an assignment's test cells cost."""
    kills, seconds = config.stash.get(KILLS, []), config.stash.get(SECONDS, {})
    if kills or seconds:
        terminalreporter.section("exercises")
    for assignment, exercise, mistake, refused, named in kills:
        verdict = f"{'refused' if refused else 'ACCEPTED'}, {'named' if named else 'NOT NAMED'}"
        terminalreporter.write_line(f"{assignment:16}{exercise:5}{mistake:28}{verdict}")
    if kills:
        refused, named = (sum(row[column] for row in kills) for column in (3, 4))
        terminalreporter.write_line(
            f"{len(kills)} mistakes: {refused} refused, {named} with the sentence written for it"
        )
    for assignment, time in seconds.items():
        terminalreporter.write_line(f"{assignment}: all test cells take {time:.2f} s on one core")
