"""Write grades as a CSV: a plain one, and those that Canvas and Moodle read.

Canvas reads its columns by their places: Student, ID, SIS User ID, SIS Login ID, Section, then one
column for each assignment, headed by its name or by ``name (number)``; the second row holds the
points possible.
It finds a student by the ID, which is Canvas's own number, else by one of the SIS columns.

Moodle asks which column identifies the user and which one holds the grade.
So its table carries the email address, the ID number and the user name, under the headings of
Moodle's own export.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cnnkit.grading.course import Course, CourseError

__all__ = ["FORMATS", "Grade", "as_csv", "grades_of", "read_roster"]


@dataclass(frozen=True)
class Grade:
    """What a student has for an assignment, and who the student is to other systems.

    Parameters
    ----------
    student : str
        As in the gradebook.
    person : mapping
        first_name, last_name, email, lms_user_id, and what the roster says besides.
    score : float or None
        None where nothing was handed in.
    most : float
        All points of the assignment.
    waits : bool
        Whether a person has to give points yet.
    """

    student: str
    person: Mapping[str, str]
    score: float | None
    most: float
    waits: bool = False

    def of_person(self, key: str) -> str:
        """Return what is known about the person, or nothing."""
        return self.person.get(key) or ""


def grades_of(
    course: Course, assignment: str, roster: Mapping[str, Mapping[str, str]] | None = None
) -> list[Grade]:
    """Read the grades of everybody in the gradebook, or on the roster if there is one."""
    from nbgrader.api import MissingEntry

    course.require(assignment)
    grades = []
    with course.gradebook() as gradebook:
        most = float(gradebook.find_assignment(assignment).max_score)
        known = {student.id: student for student in gradebook.students}
        for name in sorted(known.keys() | (roster or {}).keys()):
            columns = ("first_name", "last_name", "email", "lms_user_id")
            person = {key: getattr(known.get(name), key, None) or "" for key in columns}
            person |= {key: value for key, value in (roster or {}).get(name, {}).items() if value}
            try:
                submission = gradebook.find_submission(assignment, name)
            except MissingEntry:
                grades.append(Grade(name, person, None, most))
                continue
            score = max(0.0, submission.score - (submission.late_submission_penalty or 0.0))
            waits = bool(submission.needs_manual_grade)
            grades.append(Grade(name, person, score, most, waits))
    return grades


def read_roster(path: Path) -> dict[str, dict[str, str]]:
    """Read a CSV with a column ``id``; the others are names, numbers and addresses."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as table:
            rows = list(csv.DictReader(table))
    except FileNotFoundError:
        raise CourseError(f"there is no roster {path}") from None
    if not rows or "id" not in rows[0]:
        raise CourseError(
            f"{path} needs a column `id` with the names of the folders in submitted/; "
            f"first_name, last_name, email and lms_user_id are read, too"
        )
    return {row["id"]: row for row in rows}


def as_csv(
    grades: Sequence[Grade],
    assignment: str,
    form: str = "plain",
    *,
    column: str = "",
    missing: str = "",
) -> str:
    """Write a table of grades.

    Parameters
    ----------
    form : {"plain", "canvas", "moodle"}
        Whose columns.
    column : str, optional
        How the system names the assignment; Canvas adds its number, as in "Pooling (4711)".
    missing : str, optional
        What to write for those who handed in nothing; empty leaves the system's entry alone.

    Examples
    --------
    >>> grades = [Grade("ada", {"email": "ada@example.org"}, 6.5, 10), Grade("ben", {}, None, 10)]
    >>> print(as_csv(grades, "pooling"))
    assignment,student_id,last_name,first_name,email,lms_user_id,score,max_score,waits_for_a_person
    pooling,ada,,,ada@example.org,,6.5,10,no
    pooling,ben,,,,,,10,no
    """
    text = io.StringIO()
    rows = FORMATS[form](grades, column or assignment, missing)
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _plain(grades: Sequence[Grade], column: str, missing: str) -> list[list[str]]:
    header = ["assignment", "student_id", "last_name", "first_name", "email", "lms_user_id"]
    rows = [
        [
            column,
            grade.student,
            *map(grade.of_person, ("last_name", "first_name", "email", "lms_user_id")),
            _points(grade.score, missing),
            _points(grade.most),
            "yes" if grade.waits else "no",
        ]
        for grade in grades
    ]
    return [[*header, "score", "max_score", "waits_for_a_person"], *rows]


def _canvas(grades: Sequence[Grade], column: str, missing: str) -> list[list[str]]:
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", column]
    possible = ["    Points Possible", "", "", "", "", _points(grades[0].most) if grades else ""]
    rows = [
        [
            _surname_first(grade),
            *map(grade.of_person, ("lms_user_id", "sis_user_id")),
            grade.of_person("sis_login_id") or grade.student,
            grade.of_person("section"),
            _points(grade.score, missing),
        ]
        for grade in grades
    ]
    return [header, possible, *rows]


def _moodle(grades: Sequence[Grade], column: str, missing: str) -> list[list[str]]:
    header = ["First name", "Last name", "Username", "ID number", "Email address"]
    rows = [
        [
            *map(grade.of_person, ("first_name", "last_name")),
            grade.of_person("username") or grade.student,
            *map(grade.of_person, ("lms_user_id", "email")),
            _points(grade.score, missing),
        ]
        for grade in grades
    ]
    return [[*header, f"Assignment: {column} (Real)"], *rows]


FORMATS: dict[str, Callable[[Sequence[Grade], str, str], list[list[str]]]] = {
    "plain": _plain,
    "canvas": _canvas,
    "moodle": _moodle,
}
"""The forms of a table of grades: from grades, the column's name and the word for nothing."""


def _points(score: float | None, missing: str = "") -> str:
    """Write points to the two decimals that these systems keep.

    >>> _points(6.5), _points(10.0), _points(2 / 3), _points(None, "0")
    ('6.5', '10', '0.67', '0')
    """
    return missing if score is None else f"{round(score, 2):.2f}".rstrip("0").rstrip(".")


def _surname_first(grade: Grade) -> str:
    names = list(filter(None, map(grade.of_person, ("last_name", "first_name"))))
    return ", ".join(names) or grade.student
