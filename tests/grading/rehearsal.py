"""Type what an instructor types, in the folder of a course."""

import csv
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from cnnkit.grading.course import Course
from cnnkit.grading.mock_class import make_mock_class
from tests.exercises.classroom import PATH, REPOSITORY

NAME = "pooling"


def nbgrader(folder, *words):
    return run("nbgrader", folder, *words)


def cnnkit(folder, *words, ends_with=0):
    return run("cnnkit.grading.cli", folder, *words, ends_with=ends_with)


def run(module, folder, *words, ends_with=0):
    """Return all that a command says."""
    with started(module, folder, *words) as program:
        said, _ = program.communicate()
    assert program.returncode == ends_with, said
    return said


def started(module, folder, *words):
    return subprocess.Popen(
        [sys.executable, "-m", module, *map(str, words)],
        cwd=folder,
        env=os.environ | {"PATH": PATH},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@dataclass
class Rehearsal:
    """A mock class, and what the driver said when it graded it."""

    course: Course
    said: str = ""

    @classmethod
    def made(cls, students, folder):
        """Make a class that is ready to be graded: once for all tests, then copies of it."""
        first = folder.parents[1] / f"class-of-{students}"
        if not first.exists():
            make_mock_class(Course.at(REPOSITORY), first, students, [NAME])
            nbgrader(first, "generate_assignment", NAME, "--force")
        shutil.copytree(first, folder, symlinks=True)
        return cls(Course.at(folder))

    @classmethod
    def of(cls, students, folder, *words):
        """Make a class and grade it."""
        rehearsal = cls.made(students, folder)
        rehearsal.said = cnnkit(folder, "grade", NAME, *words)
        return rehearsal

    @property
    def folder(self) -> Path:
        return self.course.root

    @property
    def expected(self):
        """Return the rows of the table of expected grades, by student."""
        with (self.folder / "expected" / f"{NAME}.csv").open(newline="") as table:
            return {row["student"]: row for row in csv.DictReader(table)}

    def kind(self, *kinds):
        return [name for name, row in self.expected.items() if row["kind"] in kinds]

    def records(self):
        """Return the records of those who are graded, by student: each is written last."""
        folder = self.folder / ".cnnkit" / "grading" / NAME
        return {path.stem: path for path in folder.glob("*.json")}

    def state(self):
        """Return everything that grading leaves behind, to see whether it changes."""
        with self.course.gradebook() as gradebook:
            rows = sorted(
                (one.student_id, grade.name, grade.auto_score, grade.needs_manual_grade)
                for one in gradebook.assignment_submissions(NAME)
                for notebook in one.notebooks
                for grade in notebook.grades
            )
        left = [*self.folder.glob("autograded/*/*/*"), *self.records().values()]
        return rows, {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in left}
