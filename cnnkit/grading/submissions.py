"""Fill in a released notebook as a student would, and work out what that must be worth."""

from __future__ import annotations

import ast
import contextlib
import copy
import importlib
import inspect
import io
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from cnnkit.checks import Exercise
from cnnkit.grading.sheet import marks

__all__ = ["Assignment", "exercises_of", "filled", "planted"]


def planted(exercise: Exercise, mistake: Callable[..., Any]) -> str:
    """Write a known mistake as a student's answer.

    Examples
    --------
    >>> from cnnkit.checks.pooling import O1
    >>> print(planted(O1, O1.mistakes[0]).splitlines()[-1])
    max_pool2d = starts_at_zero
    """
    return f"{inspect.getsource(mistake)}\n\n{exercise.name} = {mistake.__name__}\n"


def filled(released: NotebookNode, sources: Mapping[str, str]) -> NotebookNode:
    """Copy a released notebook with some cells replaced, by their nbgrader names."""
    notebook = copy.deepcopy(released)
    for cell in notebook.cells:
        cell.source = sources.get(marks(cell).get("grade_id"), cell.source)
    return notebook


def exercises_of(assignment: str) -> tuple[Exercise, ...]:
    """Return what `cnnkit.checks` knows about an assignment; nothing if it has no package there."""
    try:
        return importlib.import_module(f"cnnkit.checks.{assignment}").EXERCISES
    except ModuleNotFoundError:
        return ()


@dataclass(frozen=True)
class Assignment:
    """An assignment as its instructor wrote it, and the notebook that students get.

    Parameters
    ----------
    name : str
        Of the folder and of its notebook.
    source, released : NotebookNode
        The notebook with the answers and hidden tests, and the one without.
    """

    name: str
    source: NotebookNode
    released: NotebookNode

    @classmethod
    def read(cls, name: str, source: Path, release: Path) -> Assignment:
        """Read both notebooks from the folders `source` and `release` of a course."""
        paths = (folder / name / f"{name}.ipynb" for folder in (source, release))
        return cls(name, *(nbformat.read(path, as_version=4) for path in paths))

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """What `cnnkit.checks` knows about it."""
        return exercises_of(self.name)

    @property
    def answers(self) -> dict[str, str]:
        """The instructor's answers, those in words included, by the names of their cells."""
        return _solution_cells(self.source)

    @property
    def stubs(self) -> dict[str, str]:
        """What stands in the cells for answers before anybody writes into them."""
        return _solution_cells(self.released)

    @property
    def most(self) -> dict[str, float]:
        """The points of every graded cell, by its name."""
        return {
            marks(cell)["grade_id"]: float(marks(cell)["points"])
            for cell in self.source.cells
            if marks(cell).get("grade")
        }

    def worth(self, sources: Mapping[str, str]) -> dict[str, float | None]:
        """Work out the points of every graded cell for these answers, without nbgrader.

        The cells run in this process, one after the other, so this is for answers of our own only.
        Missing answers are not written: their cells hold what they held at the start.
        An answer in words has None, for a person reads it.
        """
        defined: dict[str, Any] = {"__name__": "__main__"}
        points: dict[str, float | None] = {}
        stubs = self.stubs
        complete = filled(self.source, stubs | dict(sources))
        with _quietly():
            for cell in complete.cells:
                name, most = marks(cell).get("grade_id"), marks(cell).get("points", 0)
                if cell.cell_type != "code":
                    score = 0.0 if cell.source == stubs.get(name) else None
                elif "play" in cell.metadata.get("tags", []):
                    continue  # pictures: nothing is worth a point, and all of them take time
                else:
                    score = _points(cell.source, defined, float(most))
                if marks(cell).get("grade"):
                    points[name] = score
        return points


def _solution_cells(notebook: NotebookNode) -> dict[str, str]:
    return {
        marks(cell)["grade_id"]: cell.source
        for cell in notebook.cells
        if marks(cell).get("solution")
    }


def _points(source: str, defined: dict[str, Any], most: float) -> float:
    """Run a cell as a notebook does: an error is worth 0, a number at its end that number."""
    tree = ast.parse(source)
    last = tree.body.pop().value if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    try:
        exec(compile(tree, "<cell>", "exec"), defined)
        value = last and eval(compile(ast.Expression(last), "<cell>", "eval"), defined)
    except Exception:
        return 0.0
    return float(value) if isinstance(value, int | float) else most


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    before = os.environ.get("NBGRADER_EXECUTION")
    os.environ["NBGRADER_EXECUTION"] = "autograde"  # cells to play with stay quiet
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            yield
    finally:
        os.environ.pop("NBGRADER_EXECUTION")
        if before is not None:
            os.environ["NBGRADER_EXECUTION"] = before
