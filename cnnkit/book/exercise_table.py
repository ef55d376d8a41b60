"""A chapter's exercises as a table, read from the student notebook so that it can't disagree."""

from __future__ import annotations

from pathlib import Path

import nbformat
from IPython.display import Markdown

__all__ = ["exercise_table"]


def exercise_table(notebook: str | Path) -> Markdown:
    """List the headings of a student notebook with the points of their graded cells.

    Parameters
    ----------
    notebook : str or Path
        The generated notebook, from the page's folder.

    Returns
    -------
    IPython.display.Markdown
        A table with a sum.
    """
    rows: list[tuple[str, float]] = []
    for cell in nbformat.read(notebook, as_version=4).cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            title = cell.source.splitlines()[0].removeprefix("## ")
            rows.append((title, 0.0))
        points = cell.metadata.get("nbgrader", {}).get("points") or 0
        if points and rows:
            rows[-1] = (rows[-1][0], rows[-1][1] + points)
    graded = [(title, points) for title, points in rows if points]
    lines = ["| exercise | points |", "| --- | ---: |"]
    lines += [f"| {title} | {points:g} |" for title, points in graded]
    lines.append(f"| **together** | **{sum(points for _, points in graded):g}** |")
    return Markdown("\n".join(lines))
