"""What the class got wrong: the scores of every exercise, and the mistakes behind them.

The mistakes are those that the checks named in the graded notebooks, so each comes with the
sentence that its students have read.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import nbformat

from cnnkit.checks import Exercise, sentence
from cnnkit.grading.course import Course
from cnnkit.grading.sheet import marks
from cnnkit.grading.submissions import exercises_of

__all__ = ["CellReport", "ClassReport", "Mistake", "diagnoses", "report_on"]


@dataclass(frozen=True)
class Mistake:
    """A known mistake, or another reason for lost points, and who gave it.

    Parameters
    ----------
    name : str
        The mistake's function in `cnnkit.checks`; empty where none was recognised.
    says : str
        What the student was told.
    students : tuple of str
    """

    name: str
    says: str
    students: tuple[str, ...]


@dataclass
class CellReport:
    """One graded cell: who has how many points, and why not all.

    Parameters
    ----------
    cell : str
        Its name: "O1-tests".
    title : str
        The exercise and its function: "O1 max_pool2d".
    most : float
        What it is worth.
    scores : dict
        Points by student; those that a person has not given yet are left out.
    mistakes : list of Mistake
        The most frequent first.
    """

    cell: str
    title: str
    most: float
    scores: dict[str, float] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def mean(self) -> float:
        """The mean of the points; 0 without any."""
        return statistics.fmean(self.scores.values()) if self.scores else 0.0

    @property
    def distribution(self) -> list[tuple[float, int]]:
        """Points, and how many have them, from none to all."""
        counts = Counter({0.0: 0, self.most: 0})
        counts.update(self.scores.values())
        return sorted(counts.items())


@dataclass
class ClassReport:
    """A graded assignment.

    Parameters
    ----------
    assignment : str
    totals : dict
        The points of every student, a person's included.
    most : float
        All points.
    cells : list of CellReport
        In the notebook's order.
    """

    assignment: str
    totals: dict[str, float]
    most: float
    cells: list[CellReport]

    @property
    def tenths(self) -> list[int]:
        """How many have up to a tenth of the points, up to two tenths, and so on."""
        counts = [0] * 10
        for score in self.totals.values():
            counts[min(9, int(10 * score / (self.most or 1)))] += 1
        return counts


def report_on(course: Course, assignment: str) -> ClassReport:
    """Read the gradebook and the graded notebooks of an assignment."""
    course.require(assignment)
    exercises = {f"{exercise.id}-tests": exercise for exercise in exercises_of(assignment)}
    with course.gradebook() as gradebook:
        entry = gradebook.find_assignment(assignment)
        cells = {
            grade.name: CellReport(
                grade.name, _title(grade.name, exercises), float(grade.max_score)
            )
            for notebook in entry.notebooks
            for grade in notebook.grade_cells
        }
        totals = {}
        for submission in gradebook.assignment_submissions(assignment):
            totals[submission.student_id] = float(submission.score)
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    if grade.auto_score is not None or grade.manual_score is not None:
                        cells[grade.name].scores[submission.student_id] = float(grade.score)
        most = float(entry.max_score)
    order = [
        marks(cell).get("grade_id")
        for cell in nbformat.read(
            course.source / assignment / f"{assignment}.ipynb", as_version=4
        ).cells
    ]
    ordered = sorted(cells.values(), key=lambda cell: order.index(cell.cell))
    said = {student: _outputs(course, student, assignment) for student in sorted(totals)}
    for cell in ordered:
        if cell.cell in exercises:
            cell.mistakes = _mistakes(cell, exercises[cell.cell], said)
    return ClassReport(assignment, totals, most, ordered)


def diagnoses(exercise: Exercise, output: str) -> list[tuple[str, str]]:
    """List the names and sentences of the mistakes that a test cell's output names.

    Examples
    --------
    >>> from cnnkit.checks.pooling import O1
    >>> diagnoses(O1, "Your running maximum starts at 0, so a map of negative values pools to 0. "
    ...     "Start at -inf, or take the window's own maximum.")[0][0]
    'starts_at_zero'
    >>> diagnoses(O1, "your function stopped with KeyError: 3")
    [('', 'The function stopped with KeyError.')]
    """
    flat = " ".join(output.split())
    named = [(m.__name__, sentence(m)) for m in exercise.mistakes if sentence(m) in flat]
    if named:
        return named
    for pattern, says in _OTHER.items():
        if found := re.search(pattern, flat):
            return [("", found.expand(says))]
    return [("", "No known mistake: see the notebook.")]


_OTHER = {
    r"^$": "The test did not run.",
    r"Not written yet": "Not written yet.",
    r"no answer after [\d.]+ seconds": "No answer in time: a loop that never ends?",
    r"your function stopped with (\w+)": r"The function stopped with \1.",
    r"is switched off while": "Called cnnkit's own answer.",
    r"changes its argument": "Changes its argument.",
    r"yours is None": "Returns nothing.",
    r"\b(\w+Error): ": r"The cell stopped with \1.",
}
"""What else a check says, and what it means for the class; the first that fits counts."""


def _mistakes(
    cell: CellReport, exercise: Exercise, said: dict[str, dict[str, str]]
) -> list[Mistake]:
    made: dict[tuple[str, str], list[str]] = {}
    for student, score in cell.scores.items():
        if score < cell.most:
            for mistake in diagnoses(exercise, said[student].get(cell.cell, "")):
                made.setdefault(mistake, []).append(student)
    ranked = sorted(made.items(), key=lambda item: (-len(item[1]), not item[0][0], item[0]))
    return [Mistake(*mistake, tuple(sorted(students))) for mistake, students in ranked]


def _outputs(course: Course, student: str, assignment: str) -> dict[str, str]:
    """Return what the graded cells of a student's graded notebook have printed or raised."""
    try:
        notebook = nbformat.read(course.autograded(student, assignment), as_version=4)
    except (OSError, ValueError):  # a zero for a notebook that could not be read
        return {}
    return {
        marks(cell)["grade_id"]: _text(cell.outputs)
        for cell in notebook.cells
        if cell.cell_type == "code" and marks(cell).get("grade")
    }


def _text(outputs: Sequence[nbformat.NotebookNode]) -> str:
    lines = []
    for output in outputs:
        lines += [output.get("text", ""), *output.get("traceback", [])]
    return re.sub(r"\x1b\[[\d;]*m", "", "\n".join(lines))


def _title(cell: str, exercises: dict[str, Exercise]) -> str:
    exercise = exercises.get(cell)
    return f"{exercise.id} {exercise.name}" if exercise else re.sub(r"-(tests|answer)$", "", cell)
