"""Feedback for students: their work, the scores and the messages, but not the hidden tests.

nbgrader's feedback shows a test cell as it was graded, with hidden tests, tracebacks through them,
and whatever they printed. `PrivateFeedback` runs while the page is made, so formgrader still
shows the instructor everything.
"""

from __future__ import annotations

import builtins
import re

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor

from cnnkit.grading.raised import OURS
from cnnkit.grading.sheet import hidden_lines, hidden_regions, released

__all__ = ["PrivateFeedback", "without_hidden_tests"]

_KEPT = {"grade", "grade_id", "locked", "points", "schema_version", "score", "solution", "task"}
_KEPT |= {"comment", "cell_type"}
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_PLACE = re.compile(r"(?:Cell|File) .*?In\[(\d+)\]")
_NUMBERED = re.compile(r"(?:-+>)?\s*(\d+)(?: |$)")
_SHORTEST = 8
"""A hidden line shorter than this, a bracket or a name, is not looked for in other outputs."""


class PrivateFeedback(NbGraderPreprocessor):
    """Take the hidden tests out of a notebook that becomes a student's page."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Change the notebook that is shown; the autograded file keeps everything."""
        without_hidden_tests(nb)
        return nb, resources


def without_hidden_tests(nb: NotebookNode) -> None:
    r"""Remove hidden tests from sources, tracebacks, texts and metadata, in place.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> text = "f(1)\n### BEGIN HIDDEN TESTS\nassert f(227) == 9\n### END HIDDEN TESTS"
    >>> test = new_code_cell(text, metadata={"nbgrader": {"grade": True, "solution": False}})
    >>> printed = [new_output("stream", text="assert f(227) == 9")]
    >>> above, below = (new_code_cell("print(In)", outputs=list(printed)) for _ in range(2))
    >>> without_hidden_tests(new_notebook(cells=[above, test, below]))
    >>> test.source
    'f(1)\n# ... and hidden tests'
    >>> above.outputs[0].text
    '[a line of the hidden tests]'
    >>> below.outputs[0].text
    '[what cells below a hidden test show is left out here]\n'
    """
    hidden: set[str] = set()
    for cell in nb.cells:
        if cell.cell_type == "code" and hidden:
            _quote_less(cell)
        if cell.cell_type == "code" and utils.is_grade(cell):
            lines = hidden_lines(cell.source)
            hidden |= lines
            if lines:
                _tell_less(cell)
                cell.source = released(cell.source).rstrip("\n") + "\n# ... and hidden tests"
        _keep_marks(cell)
    long = sorted((line for line in hidden if len(line) >= _SHORTEST), key=len, reverse=True)
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            _redact(output, long)
    # states of widgets and the like may hold what was printed
    kept = ("kernelspec", "language_info")
    nb.metadata = NotebookNode({key: nb.metadata[key] for key in kept if key in nb.metadata})


def _quote_less(cell: NotebookNode) -> None:
    """Drop what a cell below a hidden test quotes of the student's functions.

    They can keep the inputs that a hidden test called them with, and tell them further down.
    What a test cell prints is the test's own: the judge has not repeated what functions print.
    """
    graded = utils.is_grade(cell)
    kept = []
    for output in cell.outputs:
        if output.output_type == "error":
            kept.append(_sentence_alone(output, cell.source))
        elif graded:
            kept.append(output)
    if len(kept) < len(cell.outputs):
        kept.insert(0, new_output("stream", name="stdout", text=_LEFT_OUT))
    cell.outputs = kept


_LEFT_OUT = "[what cells below a hidden test show is left out here]\n"
_OWN_TEXT = re.compile(r"(your function stopped with [^:]{1,60}):.*", re.DOTALL)


def _sentence_alone(output: NotebookNode, source: str) -> NotebookNode:
    if output.ename != "CheckFailed":
        return _less(output, source, "It")
    sentence = _OWN_TEXT.sub(r"\1.", _COLOURS.sub("", "\n".join(output.traceback)))
    return new_output("error", ename=output.ename, evalue="", traceback=sentence.split("\n"))


def _keep_marks(cell: NotebookNode) -> None:
    marks = cell.metadata.get("nbgrader")
    kept = {key: marks[key] for key in _KEPT if key in marks} if marks else None
    cell.metadata = NotebookNode({"nbgrader": NotebookNode(kept)} if kept else {})


def _tell_less(cell: NotebookNode) -> None:
    """Keep of a test cell's outputs what does not come from its hidden part."""
    marks = cell.metadata.get("grading", {}).get("marks", [0])
    outputs = []
    for place, output in enumerate(cell.outputs):
        # what follows the last mark may come from the hidden part, too, if that ends the cell
        hidden = sum(mark <= place for mark in marks) % 2 == 1
        if output.output_type == "error":
            outputs.append(_less(output, cell.source) if hidden else _shown(output, cell))
        elif output.output_type == "stream" and not hidden:
            outputs.append(output)
        # pictures and values of a test cell are not the student's work
    cell.outputs = outputs


def _shown(output: NotebookNode, cell: NotebookNode) -> NotebookNode:
    """Return an error of the shown part without the hidden lines that stand around its line."""
    hidden = {n for first, last in hidden_regions(cell.source) for n in range(first, last + 1)}
    kept, own = [], False
    lines = _COLOURS.sub("", "\n".join(output.traceback)).split("\n")
    for line in lines:
        if place := _PLACE.match(line):
            own = int(place[1]) == cell.get("execution_count")
        number = _NUMBERED.match(line)
        if not (own and number and int(number[1]) in hidden):
            kept.append(line)
    if kept != lines:
        output.traceback = kept
    return output


def _less(output: NotebookNode, source: str, what: str = "A hidden test") -> NotebookNode:
    """Return an error of the hidden part without what it says about the test.

    A sentence that cnnkit.checks wrote is kept: it hides by itself what is hidden. Of any other
    error remains its kind, if it is one of Python's own: the name of a class or a message could
    carry the test's inputs. A test's own message is kept where it stands in the test as it is.
    """
    if output.ename in OURS:
        return output
    kind = output.ename if hasattr(builtins, output.ename) else "An error of the notebook's own"
    sentence = f"{what} failed: {kind}"
    if output.ename == "AssertionError" and output.evalue and _is_authors(output.evalue, source):
        sentence += f": {output.evalue}"
    return new_output("error", ename=kind, evalue=f"{what} failed", traceback=[sentence])


def _is_authors(message: str, source: str) -> bool:
    """Whether a message stands in the test word for word, so that nothing was put into it."""
    return f'"{message}"' in source or f"'{message}'" in source


def _redact(output: NotebookNode, hidden: list[str]) -> None:
    if output.output_type == "stream":
        output.text = _redacted(output.text, hidden)
    elif output.output_type == "error":
        output.evalue = _redacted(output.evalue, hidden)
        plain = _COLOURS.sub("", "\n".join(output.traceback))
        if _redacted(plain, hidden) != plain:
            output.traceback = _redacted(plain, hidden).split("\n")
    else:
        for kind, data in output.get("data", {}).items():
            if isinstance(data, str) and kind.startswith("text/"):
                output.data[kind] = _redacted(data, hidden)
            elif kind == "application/json":
                output.data[kind] = {}
    output.pop("metadata", None)
    if output.output_type in ("display_data", "execute_result"):
        output.metadata = NotebookNode()


def _redacted(text: str, hidden: list[str]) -> str:
    for line in hidden:
        text = text.replace(line, "[a line of the hidden tests]")
    return text
