"""Grades leave the gradebook in the columns that the learning systems read."""

import csv
import io
import warnings

import pytest

from cnnkit.grading.cli import main
from cnnkit.grading.course import Course
from cnnkit.grading.grades_out import Grade, as_csv, grades_of
from tests.exercises.classroom import on_path

PEOPLE = {
    "ada": {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.org"},
    "ben": {"first_name": "Ben", "last_name": 'de "B", jr.', "lms_user_id": "4712"},
    "zoe": {},
}
GRADES = [
    Grade("ada", PEOPLE["ada"] | {"lms_user_id": "4711"}, 26.0, 30.0),
    Grade("ben", PEOPLE["ben"], 20 / 3, 30.0, waits=True),
    Grade("zoe", PEOPLE["zoe"], None, 30.0),
]


def rows(text):
    return list(csv.reader(io.StringIO(text)))


def test_the_plain_table_says_who_waits_for_a_person():
    header, ada, ben, zoe = rows(as_csv(GRADES, "pooling"))
    assert header[-3:] == ["score", "max_score", "waits_for_a_person"]
    assert ada[-3:] == ["26", "30", "no"]
    assert ben[-3:] == ["6.67", "30", "yes"]
    assert zoe[-3:] == ["", "30", "no"]


def test_canvas_finds_its_columns_by_their_places():
    """The first five are fixed, and the second row must say what the assignment is worth."""
    header, possible, ada, ben, zoe = rows(as_csv(GRADES, "x", "canvas", column="Pooling (99)"))
    assert header == [
        *("Student", "ID", "SIS User ID", "SIS Login ID", "Section"),
        "Pooling (99)",
    ]
    assert "Points Possible" in possible[0]
    assert possible[1:] == ["", "", "", "", "30"]
    assert ada == ["Lovelace, Ada", "4711", "", "ada", "", "26"]
    assert ben == ['de "B", jr., Ben', "4712", "", "ben", "", "6.67"]
    assert zoe == ["zoe", "", "", "zoe", "", ""]


def test_canvas_takes_its_other_numbers_from_the_roster():
    person = {"sis_user_id": "S9", "sis_login_id": "al@uni", "section": "Tuesday"}
    _, _, ada = rows(as_csv([Grade("ada", person, 1.0, 3.0)], "pooling", "canvas"))
    assert ada[1:] == ["", "S9", "al@uni", "Tuesday", "1"]


def test_moodle_can_find_the_user_by_address_number_or_name():
    header, ada, ben, zoe = rows(as_csv(GRADES, "pooling", "moodle", missing="0"))
    assert header == [
        *("First name", "Last name", "Username", "ID number", "Email address"),
        "Assignment: pooling (Real)",
    ]
    assert ada == ["Ada", "Lovelace", "ada", "4711", "ada@example.org", "26"]
    assert ben[3:] == ["4712", "", "6.67"]
    assert zoe[-1] == "0"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Fill a gradebook: Ada has points and was late, Ben handed in nothing."""
    from nbgrader.api import Gradebook

    folder = tmp_path_factory.mktemp("course")
    (folder / "source" / "ps1").mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text("c = get_config()\n")
    with (
        on_path(),
        warnings.catch_warnings(action="ignore"),
        Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook,
    ):
        gradebook.add_assignment("ps1")
        gradebook.add_notebook("ps1", "ps1")
        gradebook.add_grade_cell("q1", "ps1", "ps1", max_score=4, cell_type="code")
        gradebook.add_student("ada", first_name="Ada", last_name="Lovelace", lms_user_id="4711")
        gradebook.add_student("ben", first_name="Ben")
        submission = gradebook.add_submission("ps1", "ada")
        grade = gradebook.find_grade("q1", "ps1", "ps1", "ada")
        grade.auto_score, grade.needs_manual_grade = 3.5, False
        submission.notebooks[0].late_submission_penalty = 1.5
        gradebook.db.commit()
    return Course.at(folder)


def test_the_gradebook_gives_points_less_what_was_lost_for_being_late(course):
    ada, ben = grades_of(course, "ps1")
    assert (ada.score, ada.most) == (2.0, 4.0)
    assert not ada.waits
    assert ada.person["lms_user_id"] == "4711"
    assert (ben.score, ben.person["last_name"]) == (None, "")


def test_a_roster_adds_people_and_replaces_what_the_gradebook_knows(course, tmp_path, capsys):
    roster = tmp_path / "roster.csv"
    roster.write_text("id,first_name,email\nada,Augusta,ada@example.org\nzoe,Zoë,zoe@example.org\n")
    target = tmp_path / "out.csv"
    words = ["grades", "ps1", "--course", str(course.root), "--to", str(target)]
    assert main([*words, "--roster", str(roster)]) == 0
    _, ada, ben, zoe = rows(target.read_text(encoding="utf-8"))
    assert ada[1:5] == ["ada", "Lovelace", "Augusta", "ada@example.org"]
    assert [ben[1], zoe[1]] == ["ben", "zoe"]
    said = capsys.readouterr().out
    assert "wrote 3 students" in said
    assert "2 handed in nothing; their column holds nothing: ben, zoe" in said


def test_a_spreadsheet_may_have_marked_the_roster_as_unicode(course, tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("id,last_name\nada,Byron\n", encoding="utf-8-sig")
    words = ["grades", "ps1", "--course", str(course.root), "--roster", str(roster)]
    assert main([*words, "--to", str(tmp_path / "out.csv")]) == 0
    assert "Byron" in (tmp_path / "out.csv").read_text()


def test_a_roster_without_the_names_of_the_folders_is_refused(course, tmp_path, capsys):
    roster = tmp_path / "roster.csv"
    roster.write_text("name\nAda\n")
    words = ["grades", "ps1", "--course", str(course.root), "--roster", str(roster)]
    assert main(words) == 2
    assert "needs a column `id`" in capsys.readouterr().err


def test_an_unknown_assignment_is_refused_with_those_that_are_there(course, capsys):
    assert main(["grades", "ps9", "--course", str(course.root)]) == 2
    assert "there is no assignment 'ps9'" in capsys.readouterr().err
