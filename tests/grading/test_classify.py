"""Before an assignment is given out, each test cell runs in every way; unsafe ones are refused."""

from __future__ import annotations

import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from cnnkit.grading.classify import APART, classify
from cnnkit.grading.execute import SandboxedExecute
from tests.exercises.classroom import ASSIGNMENTS
from tests.grading.conftest import REPOSITORY, School, solution

ANSWERS = """
import numpy as np
### BEGIN SOLUTION
class Layer:
    def __init__(self):
        self.weight = np.ones(3)
    def __call__(self, x):
        return x * self.weight

def double(x):
    return 2 * x

def layer():
    return Layer()

def seen():
    return double
### END SOLUTION
"""
TESTS = {
    "plain": "x = np.arange(3.0)\nassert list(double(x)) == [0, 2, 4]",
    "imported": "assert double(math.pi) > math.pi",
    "late": "x = np.arange(3.0)\nout = double(x)\nassert list(out) == list(2 * x)",
    "blind": "assert double(np.arange(3.0)).shape == (3,)",
    "far": "l = layer()\nl.weight = np.full(3, 7.0)\nassert list(l(np.ones(3))) == [7, 7, 7]",
    "far-tagged": "l = layer()\nassert list(l.weight) == [1, 1, 1]",
    "inside": "import inspect\nassert 'return' in inspect.getsource(double)",
    "inside-tagged": "import inspect\nassert 'return' in inspect.getsource(double)",
    "overtagged": "assert double(4) == 8",
    "wrong": "assert double(4) == 9",
    "partial": "x = np.arange(3.0)\n0.5 + 0.5 * (list(double(x)) == [0, 2, 4])",
}
TAGS = {"far-tagged": "objects", "inside-tagged": "in-sandbox", "overtagged": "in-sandbox"}


def _notebook(tests):
    def cell(name, source, **marks):
        roles = {"grade": False, "solution": False, "locked": False, "task": False} | marks
        metadata = {"nbgrader": {"grade_id": name, "schema_version": 3, **roles}}
        if name in TAGS:
            metadata["tags"] = [TAGS[name]]
        return new_code_cell(source, id=name, metadata=metadata)

    cells = [new_code_cell("import math", id="open"), cell("answers", ANSWERS, solution=True)]
    cells += [cell(n, s, grade=True, locked=True, points=1) for n, s in tests.items()]
    return new_notebook(cells=cells, metadata=solution().metadata)


@pytest.fixture(scope="module")
def verdicts(walls):
    found = classify(_notebook(TESTS), {}, SandboxedExecute(timeout=60))
    return {verdict.name: verdict for verdict in found}


@pytest.mark.parametrize(
    ("name", "needs"),
    [
        ("plain", APART),
        ("imported", APART),
        ("partial", APART),
        ("far", "objects"),
        ("far-tagged", "objects"),
        ("inside", "in-sandbox"),
        ("inside-tagged", "in-sandbox"),
        ("overtagged", APART),
    ],
)
def test_each_cell_is_found_to_need_what_it_needs(verdicts, name, needs):
    assert verdicts[name].needs == needs


@pytest.mark.parametrize("name", ["plain", "partial", "far-tagged", "inside-tagged"])
def test_a_cell_with_the_tag_that_it_needs_passes(verdicts, name):
    assert verdicts[name].complaint == ""


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("late", "Work the expected values out before the call"),
        ("blind", "Work the expected values out before the call"),
        ("far", "tag the cell 'objects'"),
        ("inside", "tag the cell 'in-sandbox'"),
        ("overtagged", "take the tag away"),
        ("wrong", "the notebook's own answer gets 0 of 1 points: AssertionError"),
    ],
)
def test_any_other_is_refused_with_the_way_out(verdicts, name, part):
    assert part in verdicts[name].complaint


def test_nbgrader_does_not_give_out_a_refused_assignment(walls, tmp_path):
    school = School(tmp_path, solution())
    path = tmp_path / "solutions" / "sums" / "sums.ipynb"
    notebook = nbformat.read(path, as_version=4)
    tests = next(cell for cell in notebook.cells if cell.id == "total-tests")
    tests.source = "x = np.arange(3)\nout = total(x)\nassert out == np.sum(x)"
    nbformat.write(notebook, path)
    said = school.nbgrader("generate_assignment", "sums", "--force", check=False)
    assert "total-tests: an answer that first overwrites its arguments with zeros passes" in said
    assert not list((tmp_path / "chapters").rglob("*.ipynb"))


@pytest.mark.parametrize("assignment", [each.name for each in ASSIGNMENTS])
def test_all_exercises_run_apart_but_for_those_that_are_listed(walls, assignment):
    done = subprocess.run(
        [sys.executable, "-m", "cnnkit.grading.cli", "classify", assignment],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    first, *special = done.stdout.splitlines()
    listed = {"lenet_alexnet": ["A9-tests: in-sandbox", "A10-tests: in-sandbox"]}
    expected = listed.get(assignment, [])
    assert [line.split(",")[0].strip() for line in special] == expected
    total = int(first.split(" of ")[1].split()[0])
    assert first.startswith(
        f"{assignment}: {total - len(expected)} of {total} test cells run apart"
    )
