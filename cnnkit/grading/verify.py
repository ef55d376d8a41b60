"""Grade some submissions again with plain nbgrader, and compare the points cell by cell."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from cnnkit.grading.course import CONFIG, Course, CourseError
from cnnkit.grading.run import Run

__all__ = ["Difference", "Verified", "verify"]


class Difference(NamedTuple):
    """A cell to which the two gave other points."""

    student: str
    cell: str
    here: float | None
    plain: float | None

    def __str__(self) -> str:
        here, plain = ("none" if p is None else f"{p:g}" for p in (self.here, self.plain))
        return f"{self.student}, {self.cell}: {here} here, {plain} from plain nbgrader"


@dataclass(frozen=True)
class Verified:
    """What came of the comparison.

    Parameters
    ----------
    drawn : tuple of str
        Whose submissions were graded again.
    cells : int
        How many cells were compared.
    refused : tuple of str
        Those whom plain nbgrader could not grade.
    differences : tuple of Difference
    """

    drawn: tuple[str, ...]
    cells: int
    refused: tuple[str, ...]
    differences: tuple[Difference, ...]

    def summary(self) -> str:
        """Say what was compared, and where the two disagree."""
        lines = [
            f"Plain nbgrader graded {len(self.drawn)} again ({', '.join(self.drawn) or 'nobody'}): "
            f"{self.cells} cells compared, {len(self.differences)} differences.",
            *(f"  {difference}" for difference in self.differences),
        ]
        if self.refused:
            lines.append(f"It could not grade {', '.join(self.refused)}.")
        return "\n".join(lines)


def verify(course: Course, run: Run, number: int, *, seed: int | None = None) -> Verified:
    """Draw `number` of the submissions that a run graded, and compare.

    Plain nbgrader runs a submission in the instructor's own account, so it works in a copy of the
    course, and nothing that is flagged is drawn.
    """
    trusted = [one.student for one in run.having("graded") if not one.flags and not one.reason]
    drawn = sorted(random.Random(seed).sample(trusted, min(number, len(trusted))))
    if not drawn:
        return Verified((), 0, (), ())
    with tempfile.TemporaryDirectory(prefix="verify-") as folder:
        copy = _plain_copy(course, Path(folder) / "course", run.assignment, drawn)
        made = _nbgrader(copy, "generate_assignment", run.assignment)
        if made.returncode:
            raise CourseError(f"{made.stdout}\nplain nbgrader cannot read {run.assignment}")
        _nbgrader(copy, "autograde", run.assignment)  # ends with 1 if one of them is too much
        plain = _points(copy, run.assignment, drawn)
    here = _points(course, run.assignment, drawn)
    both = sorted(here.keys() & plain.keys())
    graded = {student for student, _ in both}
    return Verified(
        drawn=tuple(drawn),
        cells=len(both),
        refused=tuple(student for student in drawn if student not in graded),
        differences=tuple(
            Difference(*key, here[key], plain[key]) for key in both if here[key] != plain[key]
        ),
    )


def _plain_copy(course: Course, folder: Path, assignment: str, students: Sequence[str]) -> Course:
    """Copy what is to be graded, with settings that leave all of nbgrader as it is."""
    settings = course.settings
    shutil.copytree(course.source / assignment, folder / "source" / assignment)
    for student in students:
        copied = folder / "submitted" / student / assignment
        shutil.copytree(course.submission(student, assignment), copied)
    execute = {key: settings.config.Execute[key] for key in _KEPT if key in settings.config.Execute}
    plain = {
        "CourseDirectory": {"course_id": settings.course_id},
        "Execute": execute,
        "OverwriteCells": {"add_missing_cells": True},
        "KernelManager": {"transport": "ipc", "ip": str(folder / "kernel")},
    }
    lines = [
        f"c.{section}.{key} = {value!r}\n"
        for section, values in plain.items()
        for key, value in values.items()
    ]
    (folder / CONFIG).write_text("".join(["c = get_config()\n", *lines]))
    return Course(folder)


_KEPT = ("timeout", "iopub_timeout", "shutdown_kernel")


def _nbgrader(course: Course, *words: str) -> subprocess.CompletedProcess[str]:
    programs = str(Path(sys.executable).parent)  # nbgrader calls alembic
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=course.root,
        env=os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def _points(
    course: Course, assignment: str, students: Sequence[str]
) -> dict[tuple[str, str], float | None]:
    """Return the automatic points by student and cell, of those whose grading came to its end."""
    with course.gradebook() as gradebook:
        return {
            (submission.student_id, grade.name): grade.auto_score
            for submission in gradebook.assignment_submissions(assignment)
            if submission.student_id in students
            and course.autograded(submission.student_id, assignment).is_file()
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
