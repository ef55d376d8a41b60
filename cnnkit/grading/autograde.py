"""nbgrader's `Autograde`, which goes on where nbgrader gives a submission up.

A notebook that is missing, unreadable or not a plain file gets a zero, and its student a page
that says why; links out of the submission's folder are not followed.
"""

from __future__ import annotations

import contextlib
import glob
import logging
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.preprocessors import AssignLatePenalties, CheckCellMetadata, SaveAutoGrades
from nbgrader.utils import temp_attrs
from traitlets import Int

from cnnkit.grading import record, sandbox
from cnnkit.grading.execute import SandboxedExecute
from cnnkit.grading.fairness import refuse
from cnnkit.grading.once import done_once
from cnnkit.grading.sheet import Sheet, marks, sheet_of

__all__ = ["SafeAutograde", "why_not_opened", "why_not_read"]


class SafeAutograde(Autograde):
    """Grade submissions within walls, and every one of them."""

    most_bytes = Int(50 * 2**20, help="A larger notebook or data file is not read.")
    most_bytes.tag(config=True)

    def start(self) -> None:
        """Grade; refuse where submissions cannot be locked up."""
        self.sheets: dict[tuple[str, str], Sheet] = {}
        execute = SandboxedExecute(parent=self)
        if execute.unsafe:
            self.log.warning(
                "UNSAFE: submissions run without walls, as configure(c, unsafe=True) asks for. "
                "They can read and change everything that you can."
            )
        elif execute.enabled:
            try:
                sandbox.check()
            except sandbox.NoSandbox as error:
                self.log.error("%s", error)
                raise NbGraderException(str(error)) from error
        with done_once():
            super().start()

    def init_notebooks(self) -> None:
        """Look for the notebooks that ought to be there, whether they are or not."""
        folders = glob.glob(
            self._format_source(self.coursedir.assignment_id, self.coursedir.student_id)
        )
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            names = self._names(gradebook, self.coursedir.assignment_id)
        wanted = self.coursedir.notebook_id
        names = [name for name in names if wanted in ("*", name)]
        if not folders or not names:
            super().init_notebooks()  # which says what is wrong
            return
        self.assignments = {
            folder: [os.path.join(folder, f"{name}.ipynb") for name in names]
            for folder in folders
            if os.path.isdir(folder)
        }
        self.notebooks = []

    def _names(self, gradebook: Gradebook, assignment: str) -> list[str]:
        with contextlib.suppress(Exception):
            return [notebook.name for notebook in gradebook.find_assignment(assignment).notebooks]
        return []

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copy what belongs to the submission: neither links nor what is too large."""
        self.began = time.monotonic()
        self.outcome: dict[str, Any] = {"flags": [], "reasons": [], "zero": False}
        record.forget(Path(self.coursedir.root), assignment_id, student_id)
        folder = Path(self._format_source(assignment_id, student_id))
        odd = sorted(set(_not_to_copy(folder, self.most_bytes)))
        if odd:
            self.outcome["flags"].append(f"not copied, since no plain small files: {odd}"[:500])
        ignore = [*self.coursedir.ignore, *map(glob.escape, odd)]
        with temp_attrs(self.coursedir, ignore=ignore):
            super().init_assignment(assignment_id, student_id)

    def init_single_notebook_resources(self, notebook_filename: str) -> dict[str, Any]:
        """Add what the steps need to know: the instructor's cells, and a place for flags."""
        resources = super().init_single_notebook_resources(notebook_filename)
        names = resources["nbgrader"]
        key = names["assignment"], names["notebook"]
        if key not in self.sheets:
            self.sheets[key] = self._sheet(*key)
        self.sheet = self.sheets[key]
        resources["grading"] = {
            "sheet": self.sheet,
            "source": self.sheet.notebook,
            "given": self._given(names["assignment"]),
            "flags": [],
        }
        return resources

    def _given(self, assignment: str) -> Path:
        """Return the folder of the instructor's files."""
        coursedir = self.coursedir
        return Path(coursedir.format_path(coursedir.source_directory, ".", assignment))

    def _sheet(self, assignment: str, notebook: str) -> Sheet:
        path = self._given(assignment) / f"{notebook}.ipynb"
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            return sheet_of(gradebook, assignment, notebook, path)

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Grade a notebook, or record a zero with its reason."""
        path = Path(notebook_filename)
        if reason := why_not_opened(path, self.most_bytes):
            self._record_zero(notebook_filename, reason)
            return
        try:
            super().convert_single_notebook(notebook_filename)
        except Exception:
            if not (reason := why_not_read(path)):
                raise
            self._record_zero(notebook_filename, reason)

    def _record_zero(self, notebook_filename: str, reason: str) -> None:
        self.log.warning("%s: %s", notebook_filename, reason)
        self.outcome["zero"] = True
        self.outcome["reasons"].append(reason)
        resources = self.init_single_notebook_resources(notebook_filename)
        notebook = self.sheet.blank(reason)
        for cell in notebook.cells:
            if cell.cell_type == "code" and marks(cell).get("grade"):
                refuse(cell, "NotGraded", reason)
        self._sanitizing = False
        try:
            self.exporter._preprocessors = []
            for step in (SaveAutoGrades, AssignLatePenalties, CheckCellMetadata):
                self.exporter.register_preprocessor(step)
            self.write_single_notebook(
                *self.exporter.from_notebook_node(notebook, resources=resources)
            )
        finally:
            self._sanitizing = True

    def write_single_notebook(self, output: str, resources: dict[str, Any]) -> None:
        """Write it, and keep what the steps noticed."""
        grading = resources.get("grading", {})
        self.outcome["flags"] += grading.get("flags", [])
        if died := grading.get("died"):
            self.outcome["reasons"].append(died)
        super().write_single_notebook(output, resources)

    def set_permissions(self, assignment_id: str, student_id: str) -> None:
        """Do the last step of a submission, and then record that it was the last."""
        super().set_permissions(assignment_id, student_id)
        for flag in self.outcome["flags"]:
            self.log.warning("%s: %s", student_id, flag)
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            submission = gradebook.find_submission(assignment_id, student_id)
            score, most = submission.score, submission.max_score
        record.write(
            Path(self.coursedir.root),
            record.Outcome(
                student=student_id,
                assignment=assignment_id,
                status="zero" if self.outcome["zero"] else "graded",
                score=float(score),
                max_score=float(most),
                flags=tuple(dict.fromkeys(self.outcome["flags"])),
                reason=" ".join(self.outcome["reasons"]),
                seconds=time.monotonic() - self.began,
            ),
            record.fingerprint(
                Path(self._format_source(assignment_id, student_id)),
                Path(
                    self.coursedir.format_path(self.coursedir.source_directory, ".", assignment_id)
                ),
            ),
        )


def why_not_opened(path: Path, most_bytes: int) -> str:
    """Return a sentence for the student if there is no plain file of a fair size, else ""."""
    try:
        status = path.lstat()
    except OSError:
        others = sorted(other.name for other in path.parent.glob("*.ipynb"))
        there = f" What was handed in is {', '.join(others)}." if others else ""
        return f"The notebook {path.name} is missing from the submission.{there}"
    if not stat.S_ISREG(status.st_mode):
        return f"{path.name} is no plain file but a link, a folder or a device."
    if status.st_size > most_bytes:
        size = status.st_size // 2**20
        return f"{path.name} has {size} MB; clear its outputs and hand it in again."
    return ""


def why_not_read(path: Path) -> str:
    """Return a sentence for the student if a file is no notebook that can be run, else ""."""
    logger = logging.getLogger("traitlets")
    try:
        with _quiet(logger):
            notebook = nbformat.read(path, as_version=4)
        _look_at(notebook)
    except Exception as error:
        return (
            f"{path.name} cannot be read as a notebook ({type(error).__name__}). "
            "Open it in JupyterLab: what does not open there cannot be graded here."
        )
    return ""


def _look_at(notebook: NotebookNode) -> None:
    """Fail unless every cell has what each later step relies on."""
    for cell in notebook.cells:
        if cell.cell_type not in ("code", "markdown", "raw"):
            raise ValueError(cell.cell_type)
        cell.source.encode()  # no halves of surrogate pairs
        dict(cell.metadata)


@contextlib.contextmanager
def _quiet(logger: logging.Logger) -> Iterator[None]:
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _not_to_copy(folder: Path, most_bytes: int) -> Iterator[str]:
    """List the names of links, devices and large files in a submission."""
    for parent, folders, names in os.walk(folder):
        for name in (*folders, *names):
            status = Path(parent, name).lstat()
            plain = stat.S_ISREG(status.st_mode) and status.st_size <= most_bytes
            if not plain and not stat.S_ISDIR(status.st_mode):
                yield name
