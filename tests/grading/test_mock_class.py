"""A mock class holds every kind of student, and says what each must get."""

import csv
import json

import pytest

from cnnkit.grading.cli import main
from cnnkit.grading.course import Course
from cnnkit.grading.mock_class import make_mock_class, roster, surprises
from cnnkit.grading.mock_students import KINDS, class_of
from cnnkit.grading.submissions import Assignment, filled, planted
from tests.exercises.classroom import ASSIGNMENTS, REPOSITORY
from tests.grading.rehearsal import nbgrader

NAMES = [assignment.name for assignment in ASSIGNMENTS]


@pytest.fixture(scope="module")
def mock(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mock") / "course"
    make_mock_class(Course.at(REPOSITORY), folder, 40)
    return Course.at(folder)


@pytest.fixture(scope="module", params=NAMES)
def assignment(request, mock):
    return Assignment.read(request.param, mock.source, mock.release)


def table(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def expected(mock, name):
    return {row["student"]: row for row in table(mock.root / "expected" / f"{name}.csv")}


@pytest.mark.parametrize("name", NAMES)
def test_everybody_hands_in_but_one_who_is_on_the_roster_only(mock, name):
    people = [row["id"] for row in table(mock.root / "roster.csv")]
    assert mock.handed_in(name) == sorted(expected(mock, name)) == people[:-1]
    assert len(people) == 41


@pytest.mark.parametrize("name", NAMES)
def test_forty_students_are_of_every_kind(mock, name):
    assert {row["kind"] for row in expected(mock, name).values()} == set(KINDS)


def test_the_same_person_is_of_another_kind_in_another_assignment(assignment):
    first, second = class_of(assignment, 20), class_of(assignment, 20, first=7)
    assert first[0].kind == "perfect"
    assert [one.kind for one in first[7:]] == [one.kind for one in second[:13]]


def test_people_have_names_and_numbers_of_their_own():
    people = roster(60)
    for key in ("id", "email", "lms_user_id"):
        assert len({person[key] for person in people}) == 60
    assert len({(person["first_name"], person["last_name"]) for person in people}) == 60


def test_right_answers_are_worth_everything_and_stubs_nothing(assignment):
    by_hand = {name for name, points in assignment.worth(assignment.answers).items() if not points}
    words = {name for name in assignment.most if name.endswith("-answer")}
    assert by_hand == words
    right = assignment.worth(assignment.answers)
    assert right == assignment.most | dict.fromkeys(words)
    assert assignment.worth({}) == dict.fromkeys(assignment.most, 0.0)


def test_a_planted_mistake_costs_points_in_its_own_exercise(assignment):
    for exercise in assignment.exercises:
        wrong = {f"{exercise.id}-answer": planted(exercise, exercise.mistakes[0])}
        points = assignment.worth(assignment.answers | wrong)
        cell = f"{exercise.id}-tests"
        assert points[cell] < assignment.most[cell]


def test_filling_in_changes_nothing_but_the_named_cells(assignment):
    notebook = filled(assignment.released, {"O1-answer": "x = 1"})
    pairs = zip(notebook.cells, assignment.released.cells, strict=True)
    changed = [new for new, old in pairs if new != old]
    assert [cell.source for cell in changed] == (["x = 1"] if assignment.name == "pooling" else [])


@pytest.mark.parametrize("name", NAMES)
def test_all_that_is_handed_in_is_a_notebook_unless_it_must_not_be(mock, name):
    unreadable = set()
    for path in mock.root.glob(f"submitted/*/{name}/*.ipynb"):
        try:
            assert json.loads(path.read_bytes())["cells"]
        except ValueError:
            unreadable.add(path.parts[-3])
    broken = ("the file was cut off", "the file is empty")
    rows = expected(mock, name)
    assert unreadable == {student for student, row in rows.items() if row["about"] in broken}
    assert unreadable


def test_no_hostile_submission_holds_a_right_answer(assignment):
    for submission in class_of(assignment, 60):
        if submission.kind == "hostile":
            assert submission.total == 0


def test_plain_nbgrader_agrees_where_a_submission_is_honest_and_whole(tmp_path):
    """Plain nbgrader is what the sandbox is measured against."""
    folder = tmp_path / "course"
    make_mock_class(Course.at(REPOSITORY), folder, 6, ["pooling"])
    config = folder / "nbgrader_config.py"
    config.write_text("c = get_config()\nc.CourseDirectory.source_directory = 'solutions'\n")
    mock = Course.at(folder)
    rows = expected(mock, "pooling")
    hostile = [name for name, row in rows.items() if row["kind"] == "hostile"]
    assert hostile == ["s005"]  # not to be run without walls
    nbgrader(folder, "generate_assignment", "pooling", "--force")
    others = "--CourseDirectory.student_id_exclude=s003,s005"
    nbgrader(folder, "autograde", "pooling", others)
    assert [found.student for found in surprises(mock, "pooling")] == ["s003", "s005"]


def test_a_folder_that_is_there_already_is_left_alone(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("keep me")
    assert main(["mock-class", str(tmp_path), "--course", str(REPOSITORY)]) == 2
    assert "is there already: name a folder that is not" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_assignment_that_is_not_there_is_refused(tmp_path, capsys):
    words = ["mock-class", str(tmp_path / "new"), "--course", str(REPOSITORY)]
    assert main([*words, "--assignments", "chess"]) == 2
    assert "there is no assignment chess" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_a_course_that_is_not_a_mock_class_is_told_so(capsys):
    assert main(["mock-class", str(REPOSITORY), "--check", "pooling"]) == 2
    assert "this course is not a mock class" in capsys.readouterr().err
