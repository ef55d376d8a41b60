"""At release: find out where each test cell can run, and refuse one that is not safe there.

The instructor's own answers are graded in both ways, in the notebook's process and apart from it.
A test cell that comes to something else apart needs a tag; one that an answer passes which first
overwrites its arguments works its expected values out too late, or does not look at them.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.converters import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import determine_grade
from traitlets import Bool

from cnnkit.grading import sandbox
from cnnkit.grading.course import Course, CourseError
from cnnkit.grading.execute import SandboxedExecute
from cnnkit.grading.sheet import Sheet, SheetCell, marks, sheet_from
from cnnkit.grading.trusted import IN_SANDBOX, OBJECTS

__all__ = ["APART", "CheckTests", "Verdict", "classify", "of_course"]

APART = "apart"
_ORDER = (APART, OBJECTS, IN_SANDBOX)


@dataclass(frozen=True)
class Verdict:
    """Where one test cell can run.

    Parameters
    ----------
    name : str
        Its grade_id.
    tagged, needs : str
        "apart", "objects" or "in-sandbox": what its tag says, and what it needs.
    complaint : str
        What has to be changed before it is given out; empty if nothing.
    reason : str
        What goes wrong in it apart from the student's process; empty if nothing.
    """

    name: str
    tagged: str
    needs: str
    complaint: str = ""
    reason: str = ""


class CheckTests(NbGraderPreprocessor):
    """Refuse to give out an assignment with a test cell that cannot be trusted."""

    enabled = Bool(True, help="Whether test cells are classified before release.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Leave the notebook as it is, or raise."""
        try:
            sandbox.check()
        except sandbox.NoSandbox as error:
            self.log.warning("Test cells are not checked: %s", error)
            return nb, resources
        execute = SandboxedExecute(parent=self.parent)
        verdicts = classify(nb, resources, execute)
        for verdict in verdicts:
            if verdict.needs != APART and not verdict.complaint:
                self.log.info("%s: %s (%s)", verdict.name, verdict.tagged, verdict.reason)
        if complaints := [f"{each.name}: {each.complaint}" for each in verdicts if each.complaint]:
            raise NbGraderException("\n".join(complaints))
        return nb, resources


def of_course(course: Course, assignment: str) -> list[Verdict]:
    """Classify the test cells of an assignment as the course's settings have them run."""
    path = course.source / assignment / f"{assignment}.ipynb"
    if not path.is_file():
        raise CourseError(f"there is no {path.name} in {path.parent}")
    try:
        sandbox.check()
    except sandbox.NoSandbox as error:
        raise CourseError(str(error)) from None
    resources = {"metadata": {"path": str(path.parent)}}
    execute = SandboxedExecute(config=course.settings.config)
    return classify(nbformat.read(path, as_version=4), resources, execute)


def classify(
    notebook: NotebookNode, resources: dict[str, Any], execute: SandboxedExecute
) -> list[Verdict]:
    """Run an instructor's notebook in every way; return a verdict for each test cell.

    Parameters
    ----------
    notebook : NotebookNode
        With answers and hidden tests; not changed.
    resources : dict
        nbconvert's; its ``metadata.path`` is the folder of data files.
    execute : SandboxedExecute
        Configured as for grading.
    """
    sheet = sheet_from(notebook)
    runs = _Runs(notebook, sheet, resources, execute)
    inside = runs.outcomes(trusted=False)
    apart = runs.outcomes(tag="")
    afar = runs.outcomes(tag=OBJECTS) if apart != inside else apart
    blank = runs.outcomes(blank=True)
    return [
        _verdict(cell, *(way[cell.name] for way in (inside, apart, afar, blank)))
        for cell in sheet.cells
        if cell.cell_type == "code" and cell.grade and not cell.solution
    ]


def _verdict(
    cell: SheetCell, inside: _Outcome, apart: _Outcome, afar: _Outcome, blank: _Outcome
) -> Verdict:
    tagged = next((tag for tag in (IN_SANDBOX, OBJECTS) if tag in cell.tags), APART)
    ways = ((APART, apart), (OBJECTS, afar))
    needs = next((way for way, got in ways if got.same(inside)), IN_SANDBOX)
    complaint = ""
    if inside.points < inside.most:
        complaint = (
            f"the notebook's own answer gets {inside.points:g} of {inside.most:g} points: "
            f"{inside.error or 'no error'}"
        )
    elif _ORDER.index(tagged) < _ORDER.index(needs):
        other = apart if tagged == APART else afar
        complaint = (
            f"apart from the student's process the notebook's own answer gets {other.points:g} of "
            f"{other.most:g} points. Let the test use plain data, or tag the cell '{needs}'. "
            f"What happened: {other.error or 'no error'}"
        )
    elif _ORDER.index(tagged) > _ORDER.index(needs):
        complaint = f"it runs as well without the tag '{tagged}', and safer: take the tag away."
    elif tagged != IN_SANDBOX and blank.blanked and blank.points >= blank.most:
        complaint = (
            "an answer that first overwrites its arguments with zeros passes. Work the expected "
            "values out before the call, and compare the results with them."
        )
    return Verdict(cell.name, tagged, needs, complaint, apart.error)


@dataclass(frozen=True)
class _Outcome:
    points: float
    most: float
    error: str = ""
    blanked: int = 0

    def same(self, other: _Outcome) -> bool:
        return (self.points, bool(self.error)) == (other.points, bool(other.error))


class _Runs:
    """The same notebook, executed in several ways."""

    def __init__(
        self, notebook: NotebookNode, sheet: Sheet, resources: dict, execute: SandboxedExecute
    ) -> None:
        self._notebook, self._sheet = notebook, sheet
        self._resources, self._execute = resources, execute

    def outcomes(
        self, *, trusted: bool = True, tag: str | None = None, blank: bool = False
    ) -> dict[str, _Outcome]:
        """Execute; a tag stands for those of every cell, and "" for none."""
        sheet = self._sheet
        if tag is not None:
            tags = (tag,) if tag else ()
            sheet = replace(sheet, cells=tuple(replace(cell, tags=tags) for cell in sheet.cells))
        notebook = copy.deepcopy(self._notebook)
        grading = {"sheet": sheet, "source": self._notebook}
        resources = {**copy.deepcopy(dict(self._resources)), "grading": grading}
        self._execute.trusted, self._execute.blank = trusted, blank
        self._execute.preprocess(notebook, resources)
        return dict(_outcomes(notebook))


def _outcomes(notebook: NotebookNode) -> Iterator[tuple[str, _Outcome]]:
    for cell in notebook.cells:
        if (
            cell.cell_type == "code"
            and marks(cell).get("grade")
            and not marks(cell).get("solution")
        ):
            points, most = determine_grade(cell)
            errors = [output for output in cell.outputs if output.output_type == "error"]
            said = " ".join(f"{errors[0].ename}: {errors[0].evalue}".split()) if errors else ""
            blanked = cell.metadata.get("grading", {}).get("blanked", 0)
            yield marks(cell)["grade_id"], _Outcome(points or 0.0, most, said[:300], blanked)
