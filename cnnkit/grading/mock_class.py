"""A course folder with invented students: an instructor can rehearse everything on it.

The submissions come from the exercises' own known mistakes, so it is known what each must get.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cnnkit.grading.course import CONFIG, Course, CourseError
from cnnkit.grading.mock_students import Submission, class_of
from cnnkit.grading.submissions import Assignment

__all__ = ["Surprise", "make_mock_class", "roster", "surprises"]

EXPECTED = "expected"
ROSTER = "roster.csv"

_FIRST = ("Amina", "Björn", "Chloé", "Deniz", "Emeka", "Fatima", "Giulia", "Hiroshi")
_LAST = ("Adeyemi", "Berg", "Castillo", "Dubois", "Erdoğan", "Fischer", "García", "Haddad", "Ito")


def make_mock_class(
    course: Course, folder: Path, students: int, assignments: Sequence[str] = ()
) -> list[str]:
    """Make a course folder for rehearsals; return the names of its assignments.

    Parameters
    ----------
    course : Course
        Where the settings and the solutions are copied from.
    folder : Path
        Made anew.
    students : int
        How many hand in; one more is on the roster and hands in nothing.
    assignments : sequence of str
        Those to copy; all of them by default.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(f"{folder} is there already: name a folder that is not, or delete it")
    if unknown := sorted(set(assignments) - set(course.assignments())):
        raise CourseError(f"there is no assignment {', '.join(unknown)} in {course.source}")
    names = list(assignments) or course.assignments()

    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(course.root / CONFIG, folder)
    for name in names:
        shutil.copytree(course.source / name, folder / course.settings.source_directory / name)
    mock = Course(folder.resolve())
    _release(mock)
    people = roster(students + 1)
    _write_table(folder / ROSTER, people)
    (folder / EXPECTED).mkdir()
    for number, name in enumerate(names):
        assignment = Assignment.read(name, mock.source, mock.release)
        if not assignment.exercises:
            raise CourseError(f"cnnkit.checks.{name} is missing: it holds the known mistakes")
        submissions = class_of(assignment, students, first=7 * number)
        ids = [person["id"] for person in people]
        for student, submission in zip(ids, submissions, strict=False):
            _hand_in(mock.submission(student, name), student, submission)
        expected = zip(ids, submissions, strict=False)
        rows = [_expected(student, submission) for student, submission in expected]
        _write_table(folder / EXPECTED / f"{name}.csv", rows)
    return names


def roster(people: int) -> list[dict[str, str]]:
    """Invent people, with the columns of ``nbgrader db student import``.

    Examples
    --------
    >>> roster(1)[0]["id"], roster(1)[0]["email"]
    ('s001', 's001@example.org')
    """
    names = zip(itertools.cycle(_FIRST), itertools.cycle(_LAST), strict=False)
    return [
        {
            "id": f"s{number:03}",
            "first_name": first,
            "last_name": last,
            "email": f"s{number:03}@example.org",
            "lms_user_id": str(70000 + number),
        }
        for number, (first, last) in enumerate(itertools.islice(names, people), start=1)
    ]


class Surprise(NamedTuple):
    """A student whose grades are not the expected ones: what each cell must be, and what it is."""

    student: str
    kind: str
    about: str
    cells: dict[str, tuple[str, str]]

    def __str__(self) -> str:
        wrong = ", ".join(
            f"{cell} {came or 'open'} instead of {expected or 'open'}"
            for cell, (expected, came) in self.cells.items()
        )
        return f"{self.student} ({self.kind}: {self.about}): {wrong}"


def surprises(mock: Course, assignment: str) -> list[Surprise]:
    """Compare the gradebook of a mock class with the grades that it must hold."""
    path = mock.root / EXPECTED / f"{assignment}.csv"
    if not path.is_file():
        raise CourseError(f"{path} is missing: this course is not a mock class")
    with path.open(newline="") as table:
        rows = list(csv.DictReader(table))
    mock.require(assignment)
    with mock.gradebook() as gradebook:
        graded = {
            (submission.student_id, grade.name): _written(grade.auto_score)
            for submission in gradebook.assignment_submissions(assignment)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
    found = []
    for row in rows:
        student, kind, about = (row.pop(key) for key in ("student", "kind", "about"))
        cells = {
            cell: (points, graded.get((student, cell), "nothing"))
            for cell, points in row.items()
            if cell not in ("total", "flagged")
        }
        wrong = {cell: pair for cell, pair in cells.items() if pair[0] != pair[1]}
        if wrong:
            found.append(Surprise(student, kind, about, wrong))
    return found


def _release(mock: Course) -> None:
    """Make the students' notebooks, and leave the gradebook to the rehearsal."""
    for name in mock.assignments():
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", "generate_assignment", name, "--no-db"],
            cwd=mock.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CourseError(f"{done.stdout}\nnbgrader cannot release {name}: see above")


def _hand_in(folder: Path, student: str, submission: Submission) -> None:
    """Put the files where ``nbgrader collect`` puts them, with those that it needs itself."""
    folder.mkdir(parents=True)
    secret = hashlib.sha256(student.encode()).hexdigest()
    exchange = {
        "timestamp.txt": b"2026-01-15 12:00:00.000000 UTC",
        "submission_secret.txt": secret.encode(),
    }
    for name, content in {**exchange, **submission.files}.items():
        (folder / name).write_bytes(content)


def _expected(student: str, submission: Submission) -> dict[str, str]:
    return {
        "student": student,
        "kind": submission.kind,
        "about": submission.about,
        "total": _written(submission.total),
        "flagged": "yes" if submission.flagged else "no",
        **{cell: _written(points) for cell, points in submission.points.items()},
    }


def _written(points: float | None) -> str:
    return "" if points is None else f"{points:g}"


def _write_table(path: Path, rows: Sequence[dict[str, str]]) -> None:
    with path.open("w", newline="") as table:
        writer = csv.DictWriter(table, rows[0])
        writer.writeheader()
        writer.writerows(rows)
