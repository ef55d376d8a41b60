"""An assignment's notebook as the instructor made it: which cells there are, and what they are.

The gradebook holds each cell's text, role and points; the instructor's notebook adds the order
and the tags. A submission has no say in any of them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.preprocessors import ClearHiddenTests

__all__ = [
    "Sheet",
    "SheetCell",
    "hidden_lines",
    "hidden_regions",
    "marks",
    "released",
    "sheet_from",
    "sheet_of",
]


@dataclass(frozen=True)
class SheetCell:
    """One cell with a role: graded, to be answered, locked, or a task."""

    name: str
    cell_type: str
    source: str
    checksum: str
    locked: bool
    grade: bool = False
    solution: bool = False
    task: bool = False
    points: float | None = None
    tags: tuple[str, ...] = ()

    def metadata(self) -> NotebookNode:
        """Return what nbgrader keeps about the cell."""
        marks = {
            "grade_id": self.name,
            "schema_version": 3,
            "grade": self.grade,
            "solution": self.solution,
            "task": self.task,
            "locked": self.locked,
            "checksum": self.checksum,
            "cell_type": self.cell_type,
        }
        if self.points is not None:
            marks["points"] = self.points
        metadata = {"nbgrader": marks} | ({"tags": list(self.tags)} if self.tags else {})
        return nbformat.from_dict(metadata)

    def cell(self) -> NotebookNode:
        """Make the cell as it was given out, but with its hidden tests."""
        cell = {
            "id": hashlib.sha256(self.name.encode()).hexdigest()[:8],
            "cell_type": self.cell_type,
            "source": self.source,
            "metadata": self.metadata(),
        }
        if self.cell_type == "code":
            cell |= {"outputs": [], "execution_count": None}
        return nbformat.from_dict(cell)


@dataclass(frozen=True)
class Sheet:
    """The cells with a role, in their order."""

    cells: tuple[SheetCell, ...]
    notebook: NotebookNode | None = field(default=None, compare=False)
    kernelspec: NotebookNode | None = field(default=None, compare=False)

    def blank(self, sentence: str) -> NotebookNode:
        """Make a notebook for a submission that cannot be run: the sentence, then every cell."""
        metadata = {"kernelspec": self.kernelspec} if self.kernelspec else {}
        notice = new_markdown_cell(f"**This submission could not be graded.**\n\n{sentence}")
        return new_notebook(
            cells=[notice, *(cell.cell() for cell in self.cells)], metadata=metadata
        )


def sheet_of(gradebook: Gradebook, assignment: str, notebook: str, source: Path) -> Sheet:
    """Read a sheet.

    Parameters
    ----------
    gradebook : Gradebook
        Open.
    assignment, notebook : str
        Their names.
    source : Path
        The instructor's notebook; only its order and tags are used, and it may be missing.
    """
    entry = gradebook.find_notebook(notebook, assignment)
    original = nbformat.read(source, as_version=4) if source.is_file() else None
    order: dict[str, NotebookNode] = {}
    for cell in original.cells if original else []:
        if name := marks(cell).get("grade_id"):
            order.setdefault(name, cell)
    points = {cell.name: cell.max_score for cell in (*entry.grade_cells, *entry.task_cells)}
    graded = {cell.name for cell in entry.grade_cells}
    solved = {cell.name for cell in entry.solution_cells}
    tasks = {cell.name for cell in entry.task_cells}
    cells = [
        SheetCell(
            name=cell.name,
            cell_type=cell.cell_type,
            source=cell.source or "",
            checksum=cell.checksum,
            locked=bool(cell.locked),
            grade=cell.name in graded,
            solution=cell.name in solved,
            task=cell.name in tasks,
            points=points.get(cell.name),
            tags=tuple(_tags(order.get(cell.name))),
        )
        for cell in entry.source_cells
    ]
    places = {name: place for place, name in enumerate(order)}
    cells.sort(key=lambda cell: places.get(cell.name, len(places)))
    kernelspec = original.metadata.get("kernelspec") if original else None
    return Sheet(tuple(cells), original, kernelspec)


def sheet_from(notebook: NotebookNode) -> Sheet:
    """Read a sheet from an instructor's notebook alone, before the gradebook knows of it."""
    cells = []
    for cell in notebook.cells:
        if name := marks(cell).get("grade_id"):
            roles = {role: bool(marks(cell).get(role)) for role in ("grade", "solution", "task")}
            made = SheetCell(
                name=name,
                cell_type=cell.cell_type,
                source=cell.source,
                checksum="",
                locked=bool(marks(cell).get("locked"))
                or (roles["grade"] and not roles["solution"]),
                points=marks(cell).get("points"),
                tags=tuple(_tags(cell)),
                **roles,
            )
            cells.append(made)
    return Sheet(tuple(cells), notebook, notebook.metadata.get("kernelspec"))


def _tags(cell: NotebookNode | None) -> Sequence[str]:
    return cell.metadata.get("tags", []) if cell else []


def marks(cell: NotebookNode) -> Mapping[str, Any]:
    """Return what nbgrader keeps about a cell; nothing for a cell of the student's own."""
    return cell.metadata.get("nbgrader", {})


def released(source: str) -> str:
    r"""Return a test cell's text as students get it, without the hidden tests.

    Examples
    --------
    >>> released("a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS\nc")
    'a\nc'
    """
    begin, end = ClearHiddenTests.begin_test_delimeter, ClearHiddenTests.end_test_delimeter
    shown, hides = [], False
    for line in source.split("\n"):
        if begin.default_value in line:
            hides = True
        elif end.default_value in line:
            hides = False
        elif not hides:
            shown.append(line)
    return "\n".join(shown)


def hidden_regions(source: str) -> list[tuple[int, int]]:
    r"""Return the first and last line numbers, from 1, of each hidden part with its marks.

    Examples
    --------
    >>> hidden_regions("a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS\nc")
    [(2, 4)]
    """
    begin, end = ClearHiddenTests.begin_test_delimeter, ClearHiddenTests.end_test_delimeter
    lines = source.split("\n")
    starts = [i for i, line in enumerate(lines, 1) if begin.default_value in line]
    stops = [i for i, line in enumerate(lines, 1) if end.default_value in line]
    return list(zip(starts, [*stops, len(lines)], strict=False))


def hidden_lines(source: str) -> set[str]:
    """Return the lines that only the instructor's notebook has, without their indentation."""
    given = {line.strip() for line in released(source).split("\n")}
    markers = (ClearHiddenTests.begin_test_delimeter, ClearHiddenTests.end_test_delimeter)
    lines = {
        line.strip()
        for line in source.split("\n")
        if not any(marker.default_value in line for marker in markers)
    }
    return {line for line in lines - given if re.search(r"\w", line)}
