"""Grade all that was handed in for an assignment, in parallel; go on where it stopped before."""

from __future__ import annotations

import contextlib
import fcntl
import functools
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from cnnkit.grading.course import Course, CourseError
from cnnkit.grading.pools import Pool, cluster, each, processes

if TYPE_CHECKING:
    from cnnkit.grading.one import Outcome

__all__ = ["Run", "grade"]

# Held by the driver, and by every worker while it grades.
DRIVER, AT_WORK = (Path(".cnnkit", name) for name in ("driver.lock", "at-work.lock"))


@dataclass
class Run:
    """What came of grading an assignment.

    Parameters
    ----------
    assignment : str
    outcomes : dict
        What came of each submission, by student: those of earlier runs, too.
    before : set of str
        Those who had been graded before.
    absent : list of str
        Those in the gradebook who handed in nothing and got nothing.
    seconds : float
        How long it took.
    """

    assignment: str
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    before: set[str] = field(default_factory=set)
    absent: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def having(self, status: str) -> list[Outcome]:
        """List the outcomes of a status: "graded", "zero" or "failed"."""
        return [outcome for _, outcome in sorted(self.outcomes.items()) if outcome.status == status]

    @property
    def complete(self) -> bool:
        """Whether everybody who handed in has a grade."""
        return not self.having("failed")

    def summary(self) -> str:
        """Say what was graded, what was not and why, and what looked wrong."""
        new = len(self.outcomes) - len(self.before)
        outcomes = [outcome for _, outcome in sorted(self.outcomes.items())]
        counts = {
            "graded": "points, and feedback to make",
            "zero": "zero points, and a reason that the student can read",
            "failed": "no points recorded: not the student's fault",
        }
        return "\n".join(
            [
                f"{self.assignment}: {new} graded now in {self.seconds:.1f} s, "
                f"{len(self.before)} before.",
                *(f"{len(self.having(s)):6} {s:8}{about}" for s, about in counts.items()),
                *_listed("Zero, because", self.having("zero")),
                *_listed(
                    "Failed: repair this and run the line again; `nbgrader autograde` tells more",
                    self.having("failed"),
                ),
                *_listed(
                    "Graded as far as it went",
                    [one for one in self.having("graded") if one.reason],
                ),
                *_listed(
                    "Flagged: look at these before you release anything",
                    [one for one in outcomes if one.flags],
                    flags=True,
                ),
                *([f"Nothing handed in: {', '.join(self.absent)}."] if self.absent else []),
            ]
        )


def grade(
    course: Course,
    assignment: str,
    *,
    students: Sequence[str] = (),
    jobs: int = 0,
    scheduler: str = "",
    force: bool = False,
    absent: bool = False,
) -> Run:
    """Grade what has not been graded yet.

    Parameters
    ----------
    course : Course
    assignment : str
    students : sequence of str
        Only these; everybody who handed in by default.
    jobs : int
        How many at once; one for each core by default.
    scheduler : str
        The address of a dask.distributed scheduler, to use its workers instead of this machine's.
    force : bool
        Grade those again who have been graded before.
    absent : bool
        Record a zero for those in the gradebook who handed in nothing.
    """
    pool, alone = _pools(scheduler, jobs)  # first: its processes import while this one looks around
    from cnnkit.grading.one import graded_before

    course.require(assignment)
    handed_in = course.handed_in(assignment)
    if strangers := sorted(set(students) - set(handed_in)):
        raise CourseError(
            f"{', '.join(strangers)} handed in nothing: "
            f"there is no {course.submission(strangers[0], assignment)}"
        )
    if not handed_in:
        raise CourseError(
            f"nobody handed in {assignment}: a notebook belongs into "
            f"{course.submission('STUDENT', assignment)}"
        )
    if scheduler:
        _require_server(course)
    else:
        _require_walls(course)

    run = Run(assignment)
    start = time.perf_counter()
    with _alone_in(course):
        nothing = [] if students else sorted(_enrolled(course) - set(handed_in))
        if not absent:
            run.absent, nothing = nothing, []
        todo = []
        for student in dict.fromkeys([*(students or handed_in), *nothing]):
            before = None if force else graded_before(course.root, assignment, student)
            if before:
                run.outcomes[student] = before
                run.before.add(student)
            else:
                todo.append(student)
        _grade_all(course, run, todo, pool, alone)
    run.seconds = time.perf_counter() - start
    return run


def _pools(scheduler: str, jobs: int) -> tuple[Pool, Pool]:
    """Choose who works: all together, and one alone."""
    if scheduler:
        return cluster(scheduler), cluster(scheduler)
    width = jobs or os.cpu_count() or 1
    return processes(width, "cnnkit.grading.warm"), processes(1, "cnnkit.grading.warm")


def _grade_all(course: Course, run: Run, todo: Sequence[str], pool: Pool, alone: Pool) -> None:
    """Grade everybody in `todo`; Ctrl+C ends it early, and what is done stays done."""
    task = functools.partial(_one, str(course.root), run.assignment)
    with tqdm(total=len(todo), desc=run.assignment, unit=" notebooks", disable=not todo) as bar:
        for student, outcome in each(task, todo, pool, alone):
            if isinstance(outcome, Exception):
                outcome = _failed(run.assignment, student, outcome)
            run.outcomes[student] = outcome
            bar.update()


def _one(course: str, assignment: str, student: str) -> Outcome:
    """Grade one submission, in a worker."""
    from cnnkit.grading.one import grade_one

    with (Path(course) / AT_WORK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        return grade_one(Path(course), assignment, student)


def _failed(assignment: str, student: str, error: Exception) -> Outcome:
    from cnnkit.grading.one import Outcome

    reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Outcome(
        student=student,
        assignment=assignment,
        status="failed",
        score=0.0,
        max_score=0.0,
        flags=(),
        reason=reason,
        seconds=0.0,
    )


def _enrolled(course: Course) -> set[str]:
    with course.gradebook() as gradebook:
        return {student.id for student in gradebook.students}


def _require_walls(course: Course) -> None:
    """Refuse where submissions cannot be locked up, unless the settings say to go on without."""
    from cnnkit.grading import sandbox

    if course.settings.config.SandboxedExecute.get("unsafe", False):
        print(
            "UNSAFE: submissions run without walls, as configure(c, unsafe=True) asks for: "
            "they can read and change whatever you can.",
            file=sys.stderr,
        )
        return
    try:
        sandbox.check()
    except sandbox.NoSandbox as error:
        raise CourseError(str(error).rstrip(".")) from error


def _require_server(course: Course) -> None:
    """Several machines cannot share a database that is a file."""
    if course.settings.db_url.startswith("sqlite"):
        raise CourseError(
            "workers on other machines need a gradebook that they can reach: set "
            "c.CourseDirectory.db_url = 'postgresql+psycopg://USER@HOST/DATABASE' "
            "in nbgrader_config.py, and run `nbgrader generate_assignment` again"
        )


@contextlib.contextmanager
def _alone_in(course: Course) -> Iterator[None]:
    """Keep other drivers out; the system lets go of a lock when its process ends, however."""
    (course.root / DRIVER).parent.mkdir(exist_ok=True)
    with (course.root / DRIVER).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CourseError(
                f"`cnnkit grade` is at work here already (process {lock.read().strip()}): "
                f"wait for it, or end it; what it has graded stays graded"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        with (course.root / AT_WORK).open("a") as workers:
            fcntl.flock(workers, fcntl.LOCK_EX)  # those of a driver that was killed may be ending
        yield


def _listed(heading: str, outcomes: Sequence[Outcome], *, flags: bool = False) -> list[str]:
    """Write a heading and a line for each student, unless there is none."""
    lines = [
        f"  {outcome.student}: {text}"
        for outcome in outcomes
        for text in (_gathered(outcome.flags) if flags else outcome.reason.splitlines()[-1:])
    ]
    return [f"{heading}:", *lines] if lines else []


def _gathered(flags: Sequence[str]) -> list[str]:
    """Say once what was seen at several cells.

    >>> _gathered(["O1-tests: it was replaced", "a symlink", "O2-tests: it was replaced"])
    ['it was replaced (O1-tests, O2-tests)', 'a symlink']
    """
    cells: dict[str, list[str]] = {}
    for flag in flags:
        cell, colon, what = flag.partition(": ")
        if not colon or " " in cell:
            cell, what = "", flag
        cells.setdefault(what, []).extend(filter(None, [cell]))
    return [f"{what} ({', '.join(where)})" if where else what for what, where in cells.items()]
