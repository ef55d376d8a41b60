"""A small course, and students who hand in whatever a test wants them to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from cnnkit.grading import record, sandbox
from cnnkit.grading.one import grade_one
from tests.grading.rehearsal import Rehearsal
from tests.system import give_up, require_program

HOSTILE = pytest.StashKey[list[tuple]]()
ATTACKS = pytest.StashKey[dict[str, dict]]()
REPOSITORY = Path(__file__).resolve().parents[2]
CONFIG = (REPOSITORY / "nbgrader_config.py").read_text()
UNCHECKED = CONFIG + "\nc.CheckTests.enabled = False\n"
"""For test cells that would not be given out as they are."""
NAME = "sums"


def course_cell(source, grade_id, *, kind="code", points=None, **marks):
    make = new_code_cell if kind == "code" else new_markdown_cell
    roles = {"grade": False, "solution": False, "locked": False, "task": False} | marks
    nbgrader = {"grade_id": grade_id, "schema_version": 3, **roles}
    if points is not None:
        nbgrader["points"] = points
    return make(source, id=grade_id, metadata={"nbgrader": nbgrader})


def solution():
    """Make the instructor's notebook: 2 points, up to 3 points, 1 by hand."""
    return new_notebook(
        cells=[
            course_cell("# Sums", "title", kind="markdown", locked=True),
            course_cell("import numpy as np", "imports", locked=True),
            course_cell(
                "def total(x):\n    ### BEGIN SOLUTION\n    return np.sum(x)\n    ### END SOLUTION",
                "total",
                solution=True,
            ),
            course_cell(
                "assert total([1, 2]) == 3\n"
                "### BEGIN HIDDEN TESTS\n"
                "np.testing.assert_allclose(total([40, 187]), 227)\n"
                "np.testing.assert_allclose(total([-5]), -5)\n"
                "### END HIDDEN TESTS",
                "total-tests",
                grade=True,
                locked=True,
                points=2,
            ),
            course_cell(
                "def scaled(x, by):\n"
                "    ### BEGIN SOLUTION\n    return by * np.asarray(x)\n    ### END SOLUTION",
                "scaled",
                solution=True,
            ),
            course_cell(
                "points = 0\n"
                "if list(scaled([1], 2)) == [2]:\n    points += 1\n"
                "### BEGIN HIDDEN TESTS\n"
                "expected_secret = [421, -842]\n"
                "if list(scaled([1, -2], 421)) == expected_secret:\n    points += 2\n"
                "### END HIDDEN TESTS\n"
                "np.float64(points)",
                "scaled-tests",
                grade=True,
                locked=True,
                points=3,
            ),
            course_cell(
                "YOUR WORDS", "words", kind="markdown", grade=True, solution=True, points=1
            ),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )


RIGHT = {
    "total": "def total(x):\n    return np.sum(x)",
    "scaled": "def scaled(x, by):\n    return by * np.asarray(x)",
}


class School:
    """A course folder.

    Parameters
    ----------
    folder : Path
        Empty, or not there yet.
    notebook : NotebookNode
        The instructor's.
    config : str
        The course's configuration.
    seconds : int
        Time limit of a cell.
    """

    def __init__(self, folder, notebook, config=None, *, seconds=5):
        self.folder = folder
        (folder / "solutions" / NAME).mkdir(parents=True)
        nbformat.write(notebook, folder / "solutions" / NAME / f"{NAME}.ipynb")
        config = config or CONFIG
        config += f"\nc.Execute.timeout = {seconds}\nc.Execute.iopub_timeout = 2\n"
        (folder / "nbgrader_config.py").write_text(config)
        self.nbgrader("generate_assignment", NAME)

    def start_nbgrader(self, *words, stdout=subprocess.PIPE, **environment):
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return subprocess.Popen(
            [sys.executable, "-m", "nbgrader", *words],
            cwd=self.folder,
            env=os.environ | {"PATH": path, "HOME": str(self.folder)} | environment,
            stdout=stdout,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def nbgrader(self, *words, check=True, **environment):
        with self.start_nbgrader(*words, **environment) as running:
            said, _ = running.communicate()
        assert not check or running.returncode == 0, said
        return said

    @property
    def released(self):
        path = self.folder / "chapters" / "exercises" / NAME / f"{NAME}.ipynb"
        return nbformat.read(path, as_version=4)

    def submission(self, student):
        folder = self.folder / "submitted" / student / NAME
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def answer(self, answers=RIGHT, *, first="", last=""):
        """Fill in the released notebook; put cells of the student's own around it."""
        notebook = self.released
        for cell in notebook.cells:
            cell.source = answers.get(cell.metadata.nbgrader.grade_id, cell.source)
        if first:
            notebook.cells.insert(2, new_code_cell(first))
        if last:
            notebook.cells.append(new_code_cell(last))
        return notebook

    def hand_in(self, student, notebook):
        text = notebook if isinstance(notebook, str) else json.dumps(notebook)
        (self.submission(student) / f"{NAME}.ipynb").write_text(text)
        return student

    def grade(self, student):
        return grade_one(self.folder, NAME, student)

    def graded(self, student):
        """Read the notebook that grading left."""
        path = self.folder / "autograded" / student / NAME / f"{NAME}.ipynb"
        return nbformat.read(path, as_version=4)

    def outputs(self, student, grade_id):
        """Return all text of a cell's outputs."""
        (cell,) = (
            cell
            for cell in self.graded(student).cells
            if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
        )
        lines = []
        for output in cell.outputs:
            lines += [output.get("text", ""), *output.get("traceback", [])]
            lines.append(output.get("data", {}).get("text/plain", ""))
        return "\n".join(lines)

    def record(self, student):
        return record.read(self.folder, NAME, student)


@pytest.fixture(scope="session")
def walls():
    """Give up where submissions cannot be locked up."""
    require_program("bwrap", package="bubblewrap")
    try:
        sandbox.check()
    except sandbox.NoSandbox as error:
        give_up(str(error))


@pytest.fixture(scope="session")
def school(walls, tmp_path_factory):
    return School(tmp_path_factory.mktemp("school"), solution())


@pytest.fixture(scope="session")
def hostile(request):
    """Rows of the table of hostile submissions: name, the grade it must get, what came of it."""
    return request.config.stash.setdefault(HOSTILE, [])


@pytest.fixture(scope="session")
def attacks(request):
    """Points of each attack on the tests, by the way in which it was graded."""
    return request.config.stash.setdefault(ATTACKS, {})


def pytest_terminal_summary(terminalreporter, config):
    """Show what each hostile submission must get and got, and what each attack gained."""
    rows = config.stash.get(HOSTILE, [])
    if rows:
        terminalreporter.section("hostile submissions")
    for name, expected, outcome in rows:
        must = "any" if expected is None else f"{expected:g}"
        said = "; ".join([*outcome.flags, *filter(None, [outcome.reason])])
        terminalreporter.write_line(f"{name:42}must get {must:>3}, got {outcome.score:g}  {said}")
    gained = config.stash.get(ATTACKS, {})
    if gained:
        ways = list(dict.fromkeys(way for points in gained.values() for way in points))
        terminalreporter.section("attacks on the tests, and the points that they got")
        terminalreporter.write_line(" " * 42 + "".join(f"{way:>12}" for way in ways))
    for name, points in gained.items():
        line = "".join(f"{points.get(way, ''):>12}" for way in ways)
        terminalreporter.write_line(f"{name:42}{line}")


@pytest.fixture(scope="session")
def rehearsal(walls, tmp_path_factory):
    """Grade a mock class of every kind of student with the driver, eight at once."""
    return Rehearsal.of(20, tmp_path_factory.mktemp("rehearsal") / "course", "--jobs", "8")
