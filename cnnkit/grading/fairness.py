"""What a test cell's outputs are worth: nbgrader reads points off them, so they have to be right.

nbgrader gives nothing for any text on stderr, full marks for a number that it cannot read,
and the points of the first result it finds, whoever put it there.
After `settle` none of that can happen any more.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

__all__ = ["refuse", "settle"]

_NUMBER = re.compile(r"(?:np\.\w+|array|tensor)\(([^(),]+)(?:, dtype=[\w.]+)?\)")
"""How NumPy 2 and PyTorch write a single number."""


def settle(cell: NotebookNode, *, passed: bool) -> list[str]:
    """Put a test cell's outputs into a form that nbgrader cannot misread; return what was odd.

    Parameters
    ----------
    cell : NotebookNode
        Executed; changed in place.
    passed : bool
        Whether the kernel reports that the cell ran to its end.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell
    >>> result = new_output("execute_result", {"text/plain": "np.float64(0.5)"})
    >>> cell = new_code_cell("score", outputs=[result])
    >>> cell.metadata["nbgrader"] = {"grade_id": "a", "points": 2}
    >>> settle(cell, passed=True), cell.outputs[0].data["text/plain"]
    ([], '0.5')
    """
    name, most = cell.metadata.nbgrader.grade_id, float(cell.metadata.nbgrader.points)
    for output in cell.outputs:
        if output.output_type == "stream":
            output.name = "stdout"  # a warning is no mistake
    results = [output for output in cell.outputs if output.output_type == "execute_result"]
    made_by_the_cell = results[-1:] if passed else []
    foreign = results[: len(results) - len(made_by_the_cell)]
    for output in foreign:  # still there to be seen, but not to be counted
        output.output_type = "display_data"
        output.pop("execution_count", None)
    flags = [f"{name}: a result was slipped in among the outputs"] if foreign else []
    if not passed and not any(output.output_type == "error" for output in cell.outputs):
        refuse(cell, "Error", "this cell did not run to its end")
    if made_by_the_cell:
        number = _number(made_by_the_cell[0].data.get("text/plain", ""))
        if number is not None and not 0 <= number <= most:
            refuse(cell, "Points", f"the cell came to {number:g} of {most:g} points: none count")
            flags.append(f"{name}: the cell came to {number:g} of {most:g} points")
        elif number is not None:
            made_by_the_cell[0].data["text/plain"] = repr(number)
    return flags


def refuse(cell: NotebookNode, name: str, sentence: str) -> None:
    """Let a test cell give no points, and say why in its output."""
    for output in cell.outputs:
        if output.output_type == "execute_result":
            output.output_type = "display_data"
            output.pop("execution_count", None)
    cell.outputs = [
        *cell.outputs,
        new_output("error", ename=name, evalue=sentence, traceback=[f"{name}: {sentence}"]),
    ]


def _number(text: str | Sequence[str]) -> float | None:
    """Read a number as nbgrader means it; NaN counts as more than every maximum."""
    written: Any = "".join(text).strip()
    if match := _NUMBER.fullmatch(written):
        written = match[1]
    try:
        number = float(written)
    except ValueError:
        return None
    return math.inf if math.isnan(number) else number
