"""The students of a mock class: what each kind hands in, and the grade that it must get.

Nothing here harms a machine that grades it without a sandbox, except that it then earns points it
does not deserve, and may spoil the mock course around it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output

from cnnkit.grading.sheet import marks
from cnnkit.grading.submissions import Assignment, filled, planted

__all__ = ["KINDS", "Submission", "class_of"]


@dataclass(frozen=True)
class Submission:
    """What one student hands in for one assignment, and what it must come to.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    about : str
        What is special about it, in a few words.
    files : dict
        The contents of its files, by their names.
    points : dict
        What each graded cell must get, by its name; None where a person decides.
    flagged : bool
        Whether the summary must flag it.
    """

    kind: str
    about: str
    files: dict[str, bytes]
    points: dict[str, float | None]
    flagged: bool = False

    @property
    def total(self) -> float:
        """The points that it must get without a person's."""
        return float(sum(filter(None, self.points.values())))


def class_of(assignment: Assignment, students: int, first: int = 0) -> list[Submission]:
    """Fill a class: the kinds follow each other as `_ROUND` says, each with all its variants.

    Parameters
    ----------
    students : int
        How many there are.
    first : int
        Where in the round to begin: not everybody cheats in every assignment.
    """
    supplies = {kind: itertools.cycle(make(assignment)) for kind, make in KINDS.items()}
    return [
        next(supplies[kind])
        for kind in itertools.islice(itertools.cycle(_ROUND), first, first + students)
    ]


def _perfect(assignment: Assignment) -> list[Submission]:
    return [_with(assignment, "perfect", "every answer is right", {})]


def _partial(assignment: Assignment) -> list[Submission]:
    """Right answers as far as they go: the first quarter, the first half, nothing, all but one."""
    names = list(assignment.answers)
    stubs = assignment.stubs
    parts = {
        "the first half is written": names[len(names) // 2 :],
        "nothing is written": names,
        "one answer is missing": [_alone(assignment)],
        "the first quarter is written": names[len(names) // 4 :],
    }
    return [
        _with(assignment, "partial", about, {name: stubs[name] for name in missing})
        for about, missing in parts.items()
    ]


def _one_mistake(assignment: Assignment) -> Iterator[Submission]:
    """Make one known mistake in one exercise; the exercises take turns."""
    rows = [[(e, mistake) for mistake in e.mistakes] for e in assignment.exercises]
    for exercise, mistake in filter(None, itertools.chain(*itertools.zip_longest(*rows))):
        wrong = {f"{exercise.id}-answer": planted(exercise, mistake)}
        about = f"one known mistake: {exercise.id} {mistake.__name__}"
        yield _with(assignment, "mistake", about, wrong)


def _wrong(assignment: Assignment) -> Iterator[Submission]:
    """Make a known mistake in every exercise."""
    planned = [exercise for exercise in assignment.exercises if exercise.mistakes]
    for number in range(max((len(exercise.mistakes) for exercise in planned), default=0)):
        wrong = {
            f"{exercise.id}-answer": planted(exercise, mistake)
            for exercise in planned
            for mistake in [exercise.mistakes[number % len(exercise.mistakes)]]
        }
        yield _with(assignment, "wrong", f"known mistake {number} in every exercise", wrong)


def _noisy(assignment: Assignment) -> list[Submission]:
    noise = (
        "import logging, os, sys, warnings\n"
        "logging.basicConfig()\n"
        "logging.warning('this library logs')\n"
        "warnings.warn('this one is slow')\n"
        "print('still at it', file=sys.stderr)\n"
        "os.write(2, b'a library written in C says hello\\n')\n"
        "print('and so on ' * 1000)\n\n"
    )
    right = assignment.answers
    everywhere = {name: noise + right[name] for name in _code_answers(assignment)}
    name = _alone(assignment)
    return [
        _with(assignment, "noisy", "right, with warnings from every cell", everywhere, like={}),
        _with(
            assignment,
            "noisy",
            "right, after 200 000 lines of output",
            {name: f"print('so much to say\\n' * 200_000)\n\n{right[name]}"},
            like={},
        ),
    ]


def _slow(assignment: Assignment) -> list[Submission]:
    name = _alone(assignment)
    right = assignment.answers[name]
    function = _function(assignment, name)
    loops = f"def {function}(*args):\n    while True:\n        pass\n"
    return [
        _with(
            assignment,
            "slow",
            "right, but one cell thinks for two seconds",
            {name: f"import time\n\ntime.sleep(2)\n\n{right}"},
            like={},
        ),
        _with(
            assignment,
            "slow",
            "one function never comes back",
            {name: loops},
            like={name: assignment.stubs[name]},
        ),
    ]


def _dying(assignment: Assignment) -> list[Submission]:
    """End the kernel in the middle: what was graded before it counts."""
    names = _code_answers(assignment)
    deaths = {
        "ends its kernel half-way": (names[len(names) // 2], "import os\n\nos._exit(1)\n"),
        "crashes its kernel at the start": (names[0], "import ctypes\n\nctypes.string_at(0)\n"),
    }
    return [_reached(assignment, about, *death) for about, death in deaths.items()]


def _reached(assignment: Assignment, about: str, name: str, source: str) -> Submission:
    points, alive = {}, True
    for cell in assignment.source.cells:
        grade_id = marks(cell).get("grade_id")
        alive = alive and grade_id != name
        if marks(cell).get("grade"):
            by_hand = cell.cell_type != "code"
            points[grade_id] = None if by_hand else float(marks(cell)["points"]) if alive else 0.0
    notebook = filled(assignment.released, assignment.answers | {name: source})
    return Submission("dying", about, _file(assignment, notebook), points)


def _mangled(assignment: Assignment) -> list[Submission]:
    """Right answers in a notebook that was cut, copied or saved badly."""
    name = _alone(assignment)
    test = _test_of(assignment, name)
    right = _perfect(assignment)[0].points

    def changed(about: str, change: Callable[[NotebookNode], Any]) -> Submission:
        notebook = filled(assignment.released, assignment.answers)
        change(notebook)
        return Submission("mangled", about, _file(assignment, notebook), dict(right))

    def cell(notebook: NotebookNode, grade_id: str) -> NotebookNode:
        return next(cell for cell in notebook.cells if marks(cell).get("grade_id") == grade_id)

    def delete(notebook: NotebookNode) -> None:
        notebook.cells.remove(cell(notebook, test))

    def edit(notebook: NotebookNode) -> None:
        cell(notebook, test).source = "pass"

    def duplicate(grade_id: str) -> Callable[[NotebookNode], None]:
        def change(notebook: NotebookNode) -> None:
            place = notebook.cells.index(cell(notebook, grade_id))
            twin = nbformat.from_dict(dict(notebook.cells[place], id=f"{grade_id}-twin"))
            notebook.cells.insert(place + 1, twin)

        return change

    def swap(notebook: NotebookNode) -> None:
        one, other = (notebook.cells.index(cell(notebook, grade_id)) for grade_id in (name, test))
        cells = notebook.cells
        cells[one], cells[other] = cells[other], cells[one]

    def add(notebook: NotebookNode) -> None:
        bonus = new_code_cell("100", id="bonus-of-mine")
        bonus.metadata["nbgrader"] = {
            "grade": True,
            "grade_id": "bonus-of-mine",
            "locked": True,
            "points": 100,
            "schema_version": 3,
            "solution": False,
            "task": False,
        }
        notebook.cells.append(bonus)

    def split(notebook: NotebookNode) -> None:
        place = notebook.cells.index(cell(notebook, name))
        notebook.cells.insert(place, new_code_cell(notebook.cells[place].source, id="draft"))
        notebook.cells[place + 1].source = "# my answer is in the cell above"

    def revalue(notebook: NotebookNode) -> None:
        for graded in notebook.cells:
            if marks(graded).get("grade"):
                graded.metadata.nbgrader.points = 800

    def rename(notebook: NotebookNode) -> None:
        notebook.metadata.kernelspec = {"name": "r", "display_name": "R", "language": "R"}

    nothing = dict.fromkeys(right, 0.0)
    complete = _file(assignment, filled(assignment.released, assignment.answers))
    (whole,) = complete.values()
    return [
        changed("a test was deleted", delete),
        Submission("mangled", "the file was cut off", {_name(assignment): whole[:999]}, nothing),
        changed("an answer is there twice", duplicate(name)),
        changed("a test was edited", edit),
        Submission("mangled", "no notebook in the folder", {"notes.txt": b"later"}, nothing),
        changed("an answer is split over two cells", split),
        changed("a test is there twice", duplicate(test)),
        Submission("mangled", "the file is empty", {_name(assignment): b""}, nothing),
        changed("an answer stands below its test", swap),
        changed("a graded cell was added", add),
        changed("every test is worth 800 points", revalue),
        changed("the kernel has another name", rename),
    ]


_PATCHES_CHECKS = """
import cnnkit.checks

cnnkit.checks.Exercise.check = lambda self, *args, **options: None
cnnkit.checks.Score.check = lambda self, *args, **options: None
cnnkit.checks.Score.total = lambda self: self.points
cnnkit.checks.Hunt.score = lambda self, function, points: points
"""

_TRANSFORMS_INPUT = """
get_ipython().input_transformers_cleanup.append(lambda lines: ["pass\\n"])
"""

_REPLACES_RUN_CELL = """
shell = get_ipython()
run_cell = shell.run_cell
shell.run_cell = lambda source, *args, **options: run_cell("pass", *args, **options)
run_cell_async = shell.run_cell_async
shell.run_cell_async = lambda source, *args, **options: run_cell_async("pass", *args, **options)
"""

_READS_SOLUTIONS = """
import glob, json

for path in glob.glob("../../../solutions/*/*.ipynb"):
    for cell in json.load(open(path))["cells"]:
        if cell["cell_type"] == "code" and "BEGIN SOLUTION" in "".join(cell["source"]):
            exec("".join(cell["source"]))
"""

_WRITES_GRADES = """
import glob, sqlite3

for path in glob.glob("../../../gradebook.db"):
    with sqlite3.connect(path) as gradebook:
        gradebook.execute("update grade set manual_score = 5")
"""

_SPOILS_NEIGHBOURS = """
import glob, os

for path in glob.glob("../../../submitted/*/*/*.ipynb"):
    os.remove(path)
"""

_ALWAYS_EQUAL = """
class Yes(float):
    def __eq__(self, other):
        return True
    def __ne__(self, other):
        return False
    __hash__ = None
"""


def _hostile(assignment: Assignment) -> list[Submission]:
    """No answer is right, and something is tried to get points all the same."""
    first = _code_answers(assignment)[0]
    stubs = assignment.stubs

    def trick(about: str, source: str, *, flagged: bool) -> Submission:
        wrong = stubs | {first: f"{source.strip()}\n"}
        return _with(assignment, "hostile", about, wrong, like=stubs, flagged=flagged)

    def skip(cell: NotebookNode) -> None:
        cell.metadata["tags"] = ["skip-execution"]

    def forge(cell: NotebookNode) -> None:
        most = marks(cell)["points"]
        cell.outputs = [new_output("execute_result", {"text/plain": str(most)}, execution_count=1)]
        cell.execution_count = 1

    def on_tests(
        about: str, change: Callable[[NotebookNode], None], *, flagged: bool
    ) -> Submission:
        notebook = filled(assignment.released, {})
        for cell in notebook.cells:
            if marks(cell).get("grade") and cell.cell_type == "code":
                change(cell)
        points = assignment.worth({})
        return Submission("hostile", about, _file(assignment, notebook), points, flagged)

    equal = "\n\n".join(
        f"def {_function(assignment, name)}(*args):\n    return Yes('nan')"
        for name in _code_answers(assignment)
        if name != first
    )
    return [
        trick("replaces what the checks compare with", _PATCHES_CHECKS, flagged=True),
        on_tests("marks the tests to be skipped", skip, flagged=True),
        trick("reads the solutions", _READS_SOLUTIONS, flagged=False),
        trick("turns every cell into `pass`", _TRANSFORMS_INPUT, flagged=True),
        trick("writes to the gradebook", _WRITES_GRADES, flagged=False),
        trick("runs `pass` in place of every cell", _REPLACES_RUN_CELL, flagged=True),
        trick("deletes what others handed in", _SPOILS_NEIGHBOURS, flagged=False),
        trick("returns what is equal to everything", _ALWAYS_EQUAL + equal, flagged=False),
        on_tests("hands in outputs with full points", forge, flagged=False),
    ]


KINDS: dict[str, Callable[[Assignment], Iterable[Submission]]] = {
    "perfect": _perfect,
    "partial": _partial,
    "mistake": _one_mistake,
    "wrong": _wrong,
    "mangled": _mangled,
    "noisy": _noisy,
    "slow": _slow,
    "dying": _dying,
    "hostile": _hostile,
}
"""What each kind of student hands in: its variants, one after the other."""

_ROUND = (
    *("perfect", "mistake", "mangled", "partial", "hostile", "wrong", "noisy", "mangled"),
    *("mistake", "slow", "partial", "hostile", "wrong", "dying", "mangled", "mistake"),
    *("perfect", "hostile", "partial", "mangled"),
)
"""The kinds of twenty students; every kind is among the first fourteen."""


def _with(
    assignment: Assignment,
    kind: str,
    about: str,
    changed: dict[str, str],
    *,
    like: dict[str, str] | None = None,
    flagged: bool = False,
) -> Submission:
    """Hand in the right answers with some changed.

    `like` are answers worth the same, where those handed in must not run in this process.
    """
    answers = assignment.answers
    points = assignment.worth(answers | (changed if like is None else like))
    notebook = filled(assignment.released, answers | changed)
    return Submission(kind, about, _file(assignment, notebook), points, flagged)


def _name(assignment: Assignment) -> str:
    return f"{assignment.name}.ipynb"


def _file(assignment: Assignment, notebook: NotebookNode) -> dict[str, bytes]:
    return {_name(assignment): nbformat.writes(notebook).encode()}


def _code_answers(assignment: Assignment) -> list[str]:
    """List the cells for answers in code, from the top down."""
    return [
        marks(cell)["grade_id"]
        for cell in assignment.source.cells
        if marks(cell).get("solution") and cell.cell_type == "code"
    ]


def _function(assignment: Assignment, name: str) -> str:
    """Name the function that a cell for an answer defines."""
    found = re.search(r"^def (\w+)", assignment.answers[name], re.MULTILINE)
    return found[1] if found else "answer"


def _alone(assignment: Assignment) -> str:
    """Name the last answer that no other one calls."""
    answers = assignment.answers
    return [
        name
        for name in _code_answers(assignment)
        if not any(
            re.search(rf"\b{_function(assignment, name)}\(", source)
            for other, source in answers.items()
            if other != name
        )
    ][-1]


def _test_of(assignment: Assignment, name: str) -> str:
    """Name the test of an answer: the first graded code cell behind it."""
    cells = assignment.source.cells
    place = next(i for i, cell in enumerate(cells) if marks(cell).get("grade_id") == name)
    return next(
        marks(cell)["grade_id"]
        for cell in cells[place + 1 :]
        if marks(cell).get("grade") and cell.cell_type == "code"
    )
