"""What `nbgrader_config.py` has to say so that nbgrader grades within walls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = ["configure"]


def configure(
    c: Any,
    *,
    unsafe: bool = False,
    trusted: bool = True,
    limits: dict[str, int] | None = None,
    preload: tuple = (),
) -> None:
    """Let nbgrader's autograder, formgrader and the Lab extension use this package.

    Nothing is started, and bubblewrap is not needed, before something is graded.

    Parameters
    ----------
    c : traitlets.config.Config
        What ``get_config()`` returned.
    unsafe : bool
        Run submissions without walls, with a warning each time.
    trusted : bool
        Run test cells in a process apart from the student's code.
    limits : dict, optional
        Limits of one submission that differ from those of `cnnkit.grading.sandbox.Limits`.
    preload : tuple of str
        Modules to import once, besides those that the assignment imports.
    """
    from nbconvert.preprocessors import ClearMetadataPreprocessor
    from nbgrader.apps import api, autogradeapp
    from nbgrader.converters import GenerateAssignment, GenerateFeedback
    from nbgrader.preprocessors import (
        AssignLatePenalties,
        CheckCellMetadata,
        ClearOutput,
        DeduplicateIds,
        GetGrades,
        IgnorePattern,
        LimitOutput,
        OverwriteCells,
        OverwriteKernelspec,
        SaveAutoGrades,
    )

    from cnnkit.grading.autograde import SafeAutograde
    from cnnkit.grading.classify import CheckTests
    from cnnkit.grading.execute import SandboxedExecute
    from cnnkit.grading.feedback import PrivateFeedback
    from cnnkit.grading.repair import Repair

    autogradeapp.Autograde = api.Autograde = SafeAutograde
    c.Autograde.sanitize_preprocessors = [
        ClearOutput,
        Repair,
        DeduplicateIds,
        OverwriteKernelspec,
        OverwriteCells,
        CheckCellMetadata,
    ]
    c.Autograde.autograde_preprocessors = [
        SandboxedExecute,
        IgnorePattern,
        ClearMetadataPreprocessor,
        LimitOutput,
        SaveAutoGrades,
        AssignLatePenalties,
        CheckCellMetadata,
    ]
    c.GenerateAssignment.preprocessors = [
        CheckTests,
        *GenerateAssignment.preprocessors.default_args[0],
    ]
    *before, page_style = GenerateFeedback.preprocessors.default_args[0]
    assert before == [GetGrades]
    c.GenerateFeedback.preprocessors = [GetGrades, PrivateFeedback, page_style]
    c.SandboxedExecute.unsafe = unsafe
    c.SandboxedExecute.trusted = trusted
    c.SandboxedExecute.limits = limits or {}
    c.SandboxedExecute.preload = list(preload)
    c.SandboxedExecute.hidden = [str(Path.cwd()), str(c.Exchange.get("root", ""))]
