"""Bring a submission's cells back to the form of the instructor's notebook.

Students copy cells, split them, move them, delete them, and add their own.
What they wrote is kept and run, in their order; what a cell is worth and what tests it comes from
the instructor. Everything that was repaired is reported.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from cnnkit.grading.sheet import Sheet, SheetCell, released

__all__ = ["Repair", "repair"]


class Repair(NbGraderPreprocessor):
    """Repair a notebook before nbgrader's own steps look at it."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Replace the cells; note in ``resources["grading"]`` what was repaired."""
        grading = resources.setdefault("grading", {})
        if sheet := grading.get("sheet"):
            cells, notes = repair(nb.cells, sheet)
            nb.cells = _with_ids(cells)
            grading.setdefault("flags", []).extend(notes)
        nb.metadata = nbformat.from_dict({"kernelspec": nb.metadata.get("kernelspec", {})})
        if not isinstance(nb.metadata.kernelspec, dict) or not nb.metadata.kernelspec:
            del nb.metadata["kernelspec"]
        nb.nbformat, nb.nbformat_minor = 4, max(5, int(nb.get("nbformat_minor", 5)))
        return nb, resources


def repair(cells: Sequence[NotebookNode], sheet: Sheet) -> tuple[list[NotebookNode], list[str]]:
    """Return the repaired cells, and sentences about what was wrong.

    Parameters
    ----------
    cells : sequence of NotebookNode
        A submission's.
    sheet : Sheet
        The instructor's.
    """
    known = {cell.name: cell for cell in sheet.cells}
    notes: list[str] = []
    found: dict[str, list[int]] = {}
    for index, cell in enumerate(cells):
        name = _name(cell)
        if name in known:
            found.setdefault(name, []).append(index)
        elif _is_graded(cell):
            notes.append(f"a cell of the student's own claimed points, as {str(name)[:40]!r}")
        if name in known and "skip-execution" in str(cell.metadata.get("tags")):
            notes.append(f"{name}: the cell was tagged to be skipped; tags do not count")
        _forget(cell)
    keeps = {name: _keeper(known[name], cells, places) for name, places in found.items()}
    kept: list[tuple[str, NotebookNode]] = []  # with "" for cells of the student's own
    for index, cell in enumerate(cells):
        name = next((n for n, places in found.items() if index in places), "")
        if not name:
            kept.append(("", cell))
        elif index == keeps[name]:
            kept.append((name, _restored(cell, known[name], notes)))
        elif not known[name].locked:
            kept.append(("", cell))  # the other part of a split answer, or an older copy
    notes += [f"{name}: the cell was there {len(p)} times" for name, p in found.items() if p[1:]]
    ordered = _in_order(kept, [name for name in known if name in found])
    if [cell for _, cell in ordered] != [cell for _, cell in kept]:
        notes.append("cells were moved")
    return _with_missing(ordered, sheet, notes), notes


def _name(cell: NotebookNode) -> str | None:
    marks = cell.metadata.get("nbgrader")
    name = marks.get("grade_id") if isinstance(marks, dict) else None
    return name if isinstance(name, str) else None


def _is_graded(cell: NotebookNode) -> bool:
    marks = cell.metadata.get("nbgrader")
    return isinstance(marks, dict) and bool(marks.get("grade") or marks.get("points"))


def _forget(cell: NotebookNode) -> None:
    """Drop what a submission says about its own cell: roles, points, tags."""
    cell.metadata = nbformat.from_dict({})


def _keeper(role: SheetCell, cells: Sequence[NotebookNode], places: Sequence[int]) -> int:
    """Choose which of several copies has the role: the last that was worked on."""
    if len(places) == 1:
        return places[0]
    if role.locked:
        return places[0]
    edited = [place for place in places if cells[place].source.strip() != role.source.strip()]
    if role.cell_type == "markdown" and len(edited) > 1:
        texts = list(dict.fromkeys(cells[place].source for place in edited))
        cells[edited[-1]].source = "\n\n".join(texts)
    return (edited or places)[-1]


def _restored(cell: NotebookNode, role: SheetCell, notes: list[str]) -> NotebookNode:
    """Give a cell its role back, and its text where students have no say in it."""
    fresh = role.cell()
    fresh.id = cell.get("id", fresh.id)
    if role.locked:
        if cell.source.strip() not in (released(role.source).strip(), role.source.strip()):
            notes.append(f"{role.name}: a locked cell was changed; the instructor's text counts")
    else:
        fresh.source = cell.source
        if cell.cell_type != role.cell_type:
            notes.append(f"{role.name}: the cell's type was changed")
    return fresh


def _in_order(
    kept: list[tuple[str, NotebookNode]], names: Sequence[str]
) -> list[tuple[str, NotebookNode]]:
    """Sort the cells with a role; each takes along the student's own cells that follow it."""
    if [name for name, _ in kept if name] == list(names):
        return kept
    groups: dict[str, list[tuple[str, NotebookNode]]] = {"": []}
    current = ""
    for name, cell in kept:
        current = name or current
        groups.setdefault(current, []).append((name, cell))
    return [item for name in ("", *names) for item in groups[name]]


def _with_missing(
    ordered: list[tuple[str, NotebookNode]], sheet: Sheet, notes: list[str]
) -> list[NotebookNode]:
    """Put deleted cells back, each behind the one that it followed.

    A deleted test comes behind the student's own cells there, since they may hold the answer.
    """
    present = {name for name, _ in ordered if name}
    cells = list(ordered)
    before = -1
    for role in sheet.cells:
        if role.name in present:
            before = next(place for place, (name, _) in enumerate(cells) if name == role.name)
            continue
        if role.grade:
            while before + 1 < len(cells) and not cells[before + 1][0]:
                before += 1
        before += 1
        cell = role.cell()
        if role.solution and role.cell_type == "code":
            # The stub would replace an answer that stands in a cell of the student's own.
            cell.source = "# This cell was not in the submission."
        cells.insert(before, (role.name, cell))
        if role.cell_type == "code":
            notes.append(f"{role.name}: the cell was deleted; it is back")
    return [cell for _, cell in cells]


def _with_ids(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Give each cell an id that no other cell has."""
    seen: set[str] = set()
    for place, cell in enumerate(cells):
        name = cell.get("id")
        if not isinstance(name, str) or not re.fullmatch(r"[\w-]{1,64}", name) or name in seen:
            cell.id = next(new for i in count() if (new := f"cell-{place}-{i}") not in seen)
        seen.add(cell.id)
    return cells
