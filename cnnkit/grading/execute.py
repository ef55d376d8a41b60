"""nbgrader's `Execute`, with kernels forked behind walls; the rest is nbclient's own code.

One kernel runs the notebook. The test cells run in another, the judge, which reaches the
notebook's functions by a line between the two; the grader sees nothing of what crosses there.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode, ValidationError
from nbformat.v4 import new_code_cell, new_output
from nbgrader import utils
from nbgrader.preprocessors import Execute
from traitlets import Bool, Dict, List, Unicode

from cnnkit.grading.fairness import refuse, settle
from cnnkit.grading.forkserver import Kernel, server_for
from cnnkit.grading.sandbox import Limits
from cnnkit.grading.sheet import hidden_regions, marks, released
from cnnkit.grading.trusted import Plan, plan_of, shadowed

__all__ = ["SandboxedExecute", "data_files", "imported_names"]

NOT_DATA = {"timestamp.txt", "submission_secret.txt"}
MOST_DISPLAYED = 16 * 2**20
"""Characters of one cell's outputs that are kept, pictures included."""


class SandboxedExecute(Execute):
    """Run a notebook's cells by a kernel that sees its data files and nothing else."""

    limits = Dict(help="Limits of one submission, by the names in cnnkit.grading.sandbox.Limits.")
    limits.tag(config=True)
    preload = List(Unicode(), help="Modules to import once, besides the assignment's own imports.")
    preload.tag(config=True)
    hidden = List(Unicode(), help="Folders that no submission may see.").tag(config=True)
    unsafe = Bool(False, help="Run submissions without any walls.").tag(config=True)
    trusted = Bool(True, help="Run test cells in a process apart from the student's code.")
    trusted.tag(config=True)

    kernel: Kernel | None = None
    judge: Kernel | None = None
    plan = Plan()
    blank = False
    """Whether arguments are overwritten before each call: see `cnnkit.grading.classify`."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict, km: Any = None
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Execute all cells; note in ``resources["grading"]`` what looked wrong."""
        grading = resources.setdefault("grading", {})
        limits = Limits(**self.limits)
        folder = Path(resources.get("metadata", {}).get("path") or ".")
        files = list(data_files(folder, limits.disk // 2))
        sheet = grading.get("sheet")
        self.plan = plan_of(sheet) if self.trusted and sheet else Plan()
        for _ in range(2):
            server = server_for(
                [*self.preload, *sorted(imported_names(grading.get("source") or nb))],
                limits,
                hidden=[Path(folder) for folder in self.hidden],
                unsafe=self.unsafe,
            )
            if self.plan.before:
                given = Path(grading.get("given", folder))
                kernels = server.fork_with_judge(
                    folder, files, given, list(data_files(given, limits.disk // 2))
                )
            else:
                kernels = server.fork(folder, files), None
            self._execute_by(*kernels, nb, resources)
            if "died" not in grading or server.outlives_its_kernels():
                break
            del grading["died"]  # that was not the submission's doing: once more
        return nb, resources

    def _execute_by(
        self, kernel: Kernel, judge: Kernel | None, nb: NotebookNode, resources: ResourcesDict
    ) -> None:
        grading = resources["grading"]
        try:
            NotebookClient.__init__(self, nb, kernel)
            self.reset_execution_trackers()
            self._check_assign_resources(resources)
            self.flags: list[str] = grading.setdefault("flags", [])
            self.kernel = self.kc = kernel
            self.judge = judge
            run_sync(self._execute_all)(grading)
            self.set_widgets_metadata()
        finally:
            kernel.stop()
            if judge:
                judge.stop()
            self.kernel = self.judge = self.kc = self.km = None

    async def _execute_all(self, grading: dict[str, Any]) -> None:
        kernel = self.kernel
        assert kernel is not None
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_but_deaths)  # two tasks learn of each, and one tells
        kernel.attach(loop)
        if self.judge:
            self.judge.attach(loop)
        others = asyncio.all_tasks()
        try:
            await self._execute_each(kernel, grading)
        finally:
            for task in asyncio.all_tasks() - others:  # nbclient's, after a death
                task.cancel()

    async def _execute_each(self, kernel: Kernel, grading: dict[str, Any]) -> None:
        died = ""
        for index, cell in enumerate(self.nb.cells):
            if cell.cell_type != "code":
                continue
            if died:
                _not_run(cell, died)
                continue
            apart = self.judge is not None and self.plan.is_apart(marks(cell).get("grade_id", ""))
            try:
                if apart:
                    await self._judge(cell, index)
                else:
                    await self._execute_one(cell, index, kernel)
            except CellTimeoutError:
                died = "it could not be interrupted when its time was over"
                kernel.stop(died)
            except DeadKernelError:
                died = kernel.ended or (self.judge and self.judge.ended) or "its process ended"
            if died:
                _not_run(cell, died)
            died = died or kernel.ended  # a test's call may have ended it
            if died:
                place = marks(cell).get("grade_id", "") or f"cell {index + 1}"
                grading["died"] = f"The kernel was stopped at {place}: {died}."
        if self.judge and not died:
            with contextlib.suppress(DeadKernelError):
                if changed := await kernel.changed():
                    self.flags.append(f"{changed} was replaced in the notebook's process")

    async def _judge(self, cell: NotebookNode, index: int) -> None:
        """Run a test cell in the judge's process."""
        kernel, judge = self.kernel, self.judge
        assert kernel is not None
        assert judge is not None
        name = marks(cell).get("grade_id", "")
        if shadowed(self.nb.cells, index):
            await self._execute_one(new_code_cell(released(cell.source)), index, kernel)
        order = {
            "names": self.plan.remote,
            "before": self.plan.before[name],
            "objects": name in self.plan.objects,
            "seeds": self.plan.seeds,
            "quiet": any(map(hidden_regions, (each.source for each in self.nb.cells[:index]))),
            "blank": self.blank,
        }
        try:
            self.kc = self.km = judge
            await self._execute_one(cell, index, judge, judged=order)
        finally:
            self.kc = self.km = kernel
            await kernel.settle()
            if self.blank:
                cell.metadata.setdefault("grading", {})["blanked"] = judge.blanked

    async def _execute_one(
        self, cell: NotebookNode, index: int, kernel: Kernel, judged: dict[str, Any] | None = None
    ) -> None:
        graded = utils.is_grade(cell) and not utils.is_solution(cell)
        hidden = hidden_regions(cell.source) if graded else []
        kernel.metadata = {"graded": graded, "hidden": hidden, "judged": judged}
        self.marks: list[int] = []
        self.kept = 0
        self.reply_status = "ok"
        await self.async_execute_cell(cell, index, store_history=True)
        if hidden:
            cell.metadata["grading"] = {"marks": self.marks}
        if graded and cell.source.strip():
            self.flags += settle(cell, passed=self.reply_status == "ok")
            if not judged and self.reply_status == "ok" and (changed := await kernel.changed()):
                refuse(cell, "Tampered", f"{changed} was replaced, so this check proves nothing")
                self.flags.append(f"{cell.metadata.nbgrader.grade_id}: {changed} was replaced")
        for peek in kernel.peeks:
            self.flags.append(f"cell {index + 1}: a function looked around with {peek}")
        kernel.peeks.clear()

    def on_cell_executed(self, **kwargs: Any) -> None:
        """Keep the kernel's verdict beside what nbgrader makes of it."""
        self.reply_status = kwargs["execute_reply"]["content"]["status"]
        super().on_cell_executed(**kwargs)

    def process_message(self, msg: dict, cell: NotebookNode, cell_index: int) -> Any:
        """Note between which outputs a test's hidden part began and ended.

        Each mark comes once and in order; whoever sends others hides all of the outputs.
        """
        if msg["msg_type"] == "mark":
            in_order = msg["content"]["number"] == len(self.marks) + 1
            self.marks = [*self.marks, len(cell.outputs)] if in_order else [0, 0, 0]
            return None
        if msg["msg_type"] == "clear_output" and (self.kc and self.kc.metadata["hidden"]):
            return None  # the marks count outputs
        return super().process_message(msg, cell, cell_index)

    def output(self, outs: list, msg: dict, display_id: str | None, cell_index: int) -> Any:
        """Keep outputs up to a limit: what the kernel says of itself is not to be relied on."""
        size = sum(map(_size, msg["content"].values()))
        if self.kept > MOST_DISPLAYED or len(outs) > 5000:
            return None
        self.kept += size
        if self.kept > MOST_DISPLAYED:
            outs.append(new_output("stream", name="stdout", text="... too much to keep ...\n"))
            return None
        try:
            return super().output(outs, msg, display_id, cell_index)
        except (ValidationError, KeyError, TypeError, AttributeError) as error:
            kind = type(error).__name__
            outs.append(new_output("stream", name="stdout", text=f"... no valid output ({kind})\n"))
            return None


def imported_names(nb: NotebookNode) -> set[str]:
    """Return the modules that the code of a notebook imports.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> cells = ["import numpy as np", "%matplotlib inline", "from os.path import join"]
    >>> sorted(imported_names(new_notebook(cells=[new_code_cell(each) for each in cells])))
    ['numpy', 'os.path']
    """
    names: set[str] = set()
    for cell in nb.cells:
        if cell.cell_type == "code":
            lines = (line for line in cell.source.splitlines() if line[:1] not in "%!")
            try:
                tree = ast.parse("\n".join(lines))
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
            for node in ast.walk(tree):
                if isinstance(node, ast.Import):
                    names.update(alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names.add(node.module)
    return names


def data_files(folder: Path, most: int) -> Iterator[Path]:
    """List the plain files that go along with a notebook, up to a size; links are left out."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in sorted(names):
            path = Path(parent, name)
            if name in NOT_DATA or name.startswith(".") or path.suffix == ".ipynb":
                continue
            status = path.lstat()
            if stat.S_ISREG(status.st_mode) and status.st_size <= most:
                most -= status.st_size
                yield path


def _but_deaths(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Report what went wrong in a task that nobody waited for."""
    if not isinstance(context.get("exception"), DeadKernelError):
        loop.default_exception_handler(context)


def _not_run(cell: NotebookNode, reason: str) -> None:
    """Say in a cell's output that it was not reached."""
    if cell.cell_type == "code" and cell.source.strip():
        refuse(cell, "KernelStopped", f"the kernel was stopped: {reason}")


def _size(value: Any) -> int:
    if isinstance(value, (str, bytes)):
        return len(value)
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    if isinstance(value, Iterable):
        return sum(map(_size, value))
    return 8
