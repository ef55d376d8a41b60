"""Grade one submission: what a driver calls in its worker processes, and what resumes need."""

from __future__ import annotations

import functools
import logging
import os
import sys
import time
import warnings
from pathlib import Path
from typing import Any

from cnnkit.grading import record
from cnnkit.grading.record import Outcome

__all__ = ["Outcome", "grade_one", "graded_before"]


def grade_one(course: Path | str, assignment: str, student: str) -> Outcome:
    """Grade one submission from the beginning; record a zero with its reason if it cannot be run.

    Parameters
    ----------
    course : path
        The folder of `nbgrader_config.py`.
    assignment, student : str
        Their names; without a folder of submissions, the student's zero is recorded, too.

    Returns
    -------
    Outcome
        Its status is "failed" if something went wrong that is not the submission's fault.

    Raises
    ------
    cnnkit.grading.sandbox.NoSandbox
        Where submissions cannot be locked up.
    """
    began = time.monotonic()
    course = Path(course).resolve()
    api = _api(course)
    _check(api)
    folder = Path(
        course, api.coursedir.format_path(api.coursedir.submitted_directory, student, assignment)
    )
    record.forget(course, assignment, student)
    made = [path for path in (folder, folder.parent) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)  # nothing was handed in: nbgrader wants a folder
    try:
        with warnings.catch_warnings(action="ignore"):  # of nbgrader about its own doing
            result = api.autograde(assignment, student, force=True)
    finally:
        for path in made:
            path.rmdir()
    outcome = record.read(course, assignment, student)
    if result["success"] and outcome is not None:
        return outcome
    said = str(result.get("log") or result.get("error") or "").strip()
    return Outcome(student, assignment, "failed", reason=said, seconds=time.monotonic() - began)


def graded_before(course: Path | str, assignment: str, student: str) -> Outcome | None:
    """Return the outcome of an earlier run that came to its end, unless its files have changed.

    Parameters
    ----------
    course : path
        The folder of `nbgrader_config.py`.
    assignment, student : str
        Their names.
    """
    course = Path(course).resolve()
    directories = _api(course).coursedir
    submitted = directories.format_path(directories.submitted_directory, student, assignment)
    source = directories.format_path(directories.source_directory, ".", assignment)
    graded = directories.format_path(directories.autograded_directory, student, assignment)
    if not any(Path(course, graded).glob("*.ipynb")):
        return None  # somebody took it away: that asks for another
    made_from = record.fingerprint(Path(course, submitted), Path(course, source))
    return record.read(course, assignment, student, made_from)


@functools.cache
def _api(course: Path) -> Any:
    """Load the course's configuration, once per process."""
    # nbgrader looks for its database tool beside the interpreter
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import cnnkit.grading.warm  # noqa: F401  (before nbgrader: so it imports faster)

        # isort: split
        from nbgrader.apps import NbGraderAPI
        from traitlets.config import Config
        from traitlets.config.loader import PyFileConfigLoader

        here = Path.cwd()
        try:
            os.chdir(course)  # the configuration speaks of the folder that it is in
            config = Config(PyFileConfigLoader("nbgrader_config.py", str(course)).load_config())
        finally:
            os.chdir(here)
        config.CourseDirectory.root = str(course)
        api = NbGraderAPI(config=config)
    api.log.setLevel(logging.INFO)
    return api


def _check(api: Any) -> None:
    if not api.config.SandboxedExecute.get("unsafe", False):
        from cnnkit.grading import sandbox

        sandbox.check()
