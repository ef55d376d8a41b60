"""A course in a temporary folder: notebooks are released, filled in, and graded by nbgrader."""

from __future__ import annotations

import contextlib
import functools
import importlib
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest

from cnnkit.checks import Case, Exercise
from cnnkit.grading.submissions import filled

REPOSITORY = Path(__file__).resolve().parents[2]
ANSWERS = Path(__file__).parent / "answers"
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # nbgrader calls alembic


@dataclass(frozen=True)
class Assignment:
    """A folder of solutions/, and what cnnkit.checks knows about it."""

    name: str

    @property
    def source(self) -> Path:
        return REPOSITORY / "solutions" / self.name / f"{self.name}.ipynb"

    @property
    def notebook(self) -> nbformat.NotebookNode:
        return nbformat.read(self.source, as_version=4)

    def cell(self, name: str) -> str:
        """Return the source of a cell of the instructor's notebook."""
        (source,) = [cell.source for cell in self.notebook.cells if cell.id == name]
        return source

    @functools.cached_property
    def written_functions(self) -> dict[str, Any]:
        """What the instructor's answers define."""
        defined: dict[str, Any] = {}
        for cell in self.notebook.cells:
            if cell.id == "imports" or (cell.id.endswith("-answer") and cell.cell_type == "code"):
                exec(cell.source, defined)
        return defined

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        return importlib.import_module(f"cnnkit.checks.{self.name}").EXERCISES

    @property
    def right_answers(self) -> list[Path]:
        """Files that define every function of the assignment, each written in its own way."""
        return sorted(ANSWERS.glob(f"{self.name}_*.py"))


ASSIGNMENTS = [
    Assignment(folder.name) for folder in sorted((REPOSITORY / "solutions").glob("[!.]*"))
]


@dataclass(frozen=True)
class Result:
    """What grading left of one exercise of one student."""

    points: float
    most: float
    output: str

    def says(self, sentence: str) -> bool:
        """Whether a sentence stands in the output, wherever its lines are broken."""
        return " ".join(sentence.split()) in " ".join(self.output.split())


class Classroom:
    """One assignment, and the students who hand it in."""

    def __init__(self, folder: Path, assignment: Assignment) -> None:
        self.folder = folder
        self.assignment = assignment
        (folder / "solutions" / assignment.name).mkdir(parents=True)
        shutil.copy(assignment.source, folder / "solutions" / assignment.name)
        shutil.copy(REPOSITORY / "nbgrader_config.py", folder)
        self.nbgrader("generate_assignment", assignment.name)

    def nbgrader(self, *words: str) -> str:
        """Run one of nbgrader's own commands; return all that it says."""
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *words],
            cwd=self.folder,
            env=os.environ | {"PATH": PATH, "HOME": str(self.folder), "TMPDIR": str(self.folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    @property
    def released(self) -> nbformat.NotebookNode:
        """The student notebook, as nbgrader made it."""
        name = self.assignment.name
        path = self.folder / "chapters" / "exercises" / name / f"{name}.ipynb"
        return nbformat.read(path, as_version=4)

    def hand_in(self, student: str, sources: dict[str, str]) -> Path:
        """Hand in the released notebook with some cells filled in, by their nbgrader names."""
        notebook = filled(self.released, sources)
        name = self.assignment.name
        path = self.folder / "submitted" / student / name / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
        return path

    def solution(self) -> dict[str, str]:
        """Return the instructor's answers, written ones included."""
        return {
            cell.metadata.nbgrader.grade_id: cell.source
            for cell in self.assignment.notebook.cells
            if cell.metadata.get("nbgrader", {}).get("solution")
        }

    def grade(self) -> dict[str, dict[str, Result]]:
        """Grade everybody; return the results by student and by the name of the graded cell."""
        self.nbgrader("autograde", self.assignment.name)
        points = self._gradebook()
        return {
            student: {
                cell.metadata.nbgrader.grade_id: Result(
                    *points[student, cell.metadata.nbgrader.grade_id], _output(cell)
                )
                for cell in self._autograded(student).cells
                if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade")
            }
            for student in sorted(path.name for path in (self.folder / "submitted").iterdir())
        }

    def _autograded(self, student: str) -> nbformat.NotebookNode:
        name = self.assignment.name
        path = self.folder / "autograded" / student / name / f"{name}.ipynb"
        return nbformat.read(path, as_version=4)

    def _gradebook(self) -> dict[tuple[str, str], tuple[float, float]]:
        from nbgrader.api import Gradebook

        with (
            on_path(),
            warnings.catch_warnings(action="ignore"),  # SQLAlchemy's, about nbgrader
            Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}") as gradebook,
        ):
            return {
                (submission.student.id, grade.name): (grade.auto_score, grade.max_score)
                for submission in gradebook.assignment_submissions(self.assignment.name)
                for notebook in submission.notebooks
                for grade in notebook.grades
            }


@contextlib.contextmanager
def on_path() -> Iterator[None]:
    """Let nbgrader find the programs beside this Python; its own `setenv` would lose the PATH."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", PATH)
        yield


def shown_calls(assignment: Assignment, exercise: Exercise) -> list[tuple[tuple, Any]]:
    """List the calls that the shown part of a test cell makes: arguments and right answer."""
    calls = []
    right = assignment.written_functions[exercise.name]

    def spy(*args):
        calls.append((args, right(*args)))
        return calls[-1][1]

    shown, *_ = assignment.cell(f"{exercise.id}-tests").split("### BEGIN HIDDEN TESTS")
    exec(shown, {exercise.name: spy})
    return calls


def shown_cases(assignment: Assignment, exercise: Exercise) -> list[Case]:
    """List the cases of the shown part of a test cell."""
    cases = []

    class Noted(Case):
        def __init__(self, *args, **options):
            super().__init__(*args, **options)
            cases.append(self)

    shown, *_ = assignment.cell(f"{exercise.id}-tests").split("### BEGIN HIDDEN TESTS")
    right = assignment.written_functions[exercise.name]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cnnkit.checks.Case", Noted)
        exec(shown, {exercise.name: right})
    return cases


def hard_coded(assignment: Assignment, exercise: Exercise) -> str:
    """Write an answer that knows the shown calls by heart and refuses everything else."""
    known = {repr(args): value for args, value in shown_calls(assignment, exercise)}
    return (
        f"from numpy import array\n\nKNOWN = {known!r}\n\n\n"
        f"def {exercise.name}(*args):\n"
        f"    if repr(args) not in KNOWN:\n"
        f"        raise ValueError('not in the statement')\n"
        f"    return KNOWN[repr(args)]\n"
    )


def _output(cell: nbformat.NotebookNode) -> str:
    lines = []
    for output in cell.outputs:
        lines += output.get("text", "").splitlines() + output.get("traceback", [])
    return "\n".join(lines)
