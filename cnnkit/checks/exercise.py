"""An exercise as data: the right answer, the known mistakes, and the sentences for both."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from cnnkit.checks.call import Outcome, TookTooLong, fresh, run
from cnnkit.checks.returns import Returns
from cnnkit.withhold import BorrowedAnswer

__all__ = ["Case", "CheckFailed", "Exercise", "Mistake", "Score"]


class CheckFailed(AssertionError):
    """A check's sentence to the student; notebooks show it without a traceback."""

    def _render_traceback_(self) -> list[str]:  # read by IPython
        return str(self).splitlines()


class Case:
    """One call to try.

    Parameters
    ----------
    *args : Any
        The arguments, in order.
    says : str
        What is special about them, in a few words; shown when the call goes wrong.
    gives : Any, optional
        The expected value, where a reader of the test should see it.
    raises : bool
        Whether a ValueError is expected.
    """

    def __init__(self, *args: Any, says: str = "", gives: Any = None, raises: bool = False) -> None:
        self.args = args
        self.says = says
        self.gives = gives
        self.raises = raises


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that students give.

    Parameters
    ----------
    function : callable
        The mistake, as small as possible; takes the exercise's arguments.
    says : str
        A sentence to a student whose results are those of `function`: what happened, and a hint.
    """

    function: Callable[..., Any]
    says: str

    @property
    def name(self) -> str:
        """The function's name: ``starts_at_zero``."""
        return self.function.__name__


@dataclass(frozen=True)
class Exercise:
    """One function that students write.

    Parameters
    ----------
    id : str
        As in the book: "O1".
    reference : callable
        The right answer; its signature is the contract's.
    returns : Returns
        What kind of value it has to return.
    mistakes : tuple of Mistake
        The more telling first: the first whose results fit is the one that is named.
    name : str, optional
        The function's name; that of `reference` by default.
    fresh_result : bool
        Whether the result must be an array of its own, not a view of an argument.
    """

    id: str
    reference: Callable[..., Any]
    returns: Returns
    mistakes: tuple[Mistake, ...] = ()
    name: str = ""
    fresh_result: bool = False

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", self.reference.__name__)

    def check(self, function: Callable[..., Any], *cases: Case, hidden: bool = False) -> None:
        """Try every case; raise `CheckFailed` with a helpful sentence if one goes wrong.

        Parameters
        ----------
        function : callable
            The student's.
        *cases : Case
            Expected values are computed before the function is called.
        hidden : bool
            Hidden tests do not print what they expected.
        """
        if failure := self._failure(function, cases, hidden=hidden):
            raise CheckFailed(failure)
        if not hidden:
            tried = "the shown check" if len(cases) == 1 else f"all {len(cases)} shown checks"
            print(f"{self.name}: {tried} passed. Grading tries other inputs, too.")

    def score(self, points: float) -> Score:
        """Start adding up partial credit."""
        return Score(self, float(points))

    def judging(self, returns: Returns) -> Exercise:
        """Return the same exercise, judged by a part of its result only."""
        return replace(self, returns=returns)

    def _failure(
        self, function: Callable[..., Any], cases: Sequence[Case], *, hidden: bool
    ) -> str | None:
        if not callable(function):
            return f"{self.name} must be a function, yours is a {type(function).__name__}."
        expected = [self._expected(case) for case in cases]
        outcomes: list[Outcome] = []
        for case in cases:
            outcomes.append(run(function, fresh(case.args)))
            if isinstance(outcomes[-1].error, TookTooLong):
                break  # one slow call is enough to wait for
        for case, want, outcome in zip(cases, expected, outcomes, strict=False):
            problem = self._problem(want, outcome, reveal=not hidden)
            if problem:
                tried = list(zip(cases, expected, outcomes, strict=False))
                return self._sentence(case, problem, self._diagnosis(tried), outcome)
        return None

    def _expected(self, case: Case) -> Outcome:
        if case.raises:
            return Outcome(error=ValueError())
        if case.gives is not None:
            return Outcome(value=case.gives)
        try:
            return Outcome(value=self.reference(*fresh(case.args)))
        except ValueError as error:
            return Outcome(error=error)

    def _problem(self, want: Outcome, got: Outcome, *, reveal: bool) -> str | None:
        if isinstance(got.error, (NotImplementedError, BorrowedAnswer)):
            return _own_error(got)
        if want.error is not None:
            if isinstance(got.error, ValueError):
                return None
            if got.error is None:
                return "a ValueError is expected, yours returned a value instead."
            return f"a ValueError is expected, yours raised {type(got.error).__name__}."
        if got.error is not None:
            return _own_error(got)
        if got.changed_argument is not None:
            names = list(inspect.signature(self.reference).parameters)
            name = names[got.changed_argument] if got.changed_argument < len(names) else "argument"
            return f"your function changes its argument {name}; work on a copy: {name}.copy()."
        if difference := self.returns.difference(got.value, want.value, reveal=reveal):
            return difference + "."
        if self.fresh_result and got.shares_memory:
            return "the result must be an array of its own; yours is a view of the argument."
        return None

    def _diagnosis(self, tried: list[tuple[Case, Outcome, Outcome]]) -> str:
        """Name the first known mistake that gives the student's results on all that was tried."""
        for mistake in self.mistakes:
            theirs = [run(mistake.function, fresh(case.args)) for case, _, _ in tried]
            if all(
                self._alike(outcome, other)
                for (_, _, outcome), other in zip(tried, theirs, strict=True)
            ):
                return mistake.says
        return ""

    def _alike(self, student: Outcome, mistake: Outcome) -> bool:
        if student.changed_argument != mistake.changed_argument:
            return False
        if student.error is not None or mistake.error is not None:
            return type(student.error) is type(mistake.error)
        return _equal(student.value, mistake.value)

    def _sentence(self, case: Case, problem: str, diagnosis: str, outcome: Outcome) -> str:
        lines = [f"{self.name}({_listed(case.args)})"]
        if case.says:
            lines[0] += f": {case.says}"
        if isinstance(outcome.error, (NotImplementedError, BorrowedAnswer)):
            return problem
        lines.append(problem)
        if diagnosis:
            lines.append(diagnosis)
        return "\n".join(lines)


@dataclass
class Score:
    """Partial credit: parts that count on their own, and the sentence for each that fails.

    The last line of a test cell is ``score.total()``, a Python float.
    In the student's notebook, where hidden parts are missing, the shown parts make up the whole.
    """

    exercise: Exercise
    points: float
    parts: dict[str, tuple[float, bool]] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)

    def part(
        self,
        name: str,
        function: Callable[..., Any],
        *cases: Case,
        worth: float = 1,
        hidden: bool = False,
        returns: Returns | None = None,
    ) -> None:
        """Try the cases of one part; parts of the same name pass only together.

        Parameters
        ----------
        name : str
            What the part is about, for the sentence.
        function, cases, hidden
            As in `Exercise.check`.
        worth : float
            Weight against the other parts.
        returns : Returns, optional
            Judge only a part of the result.
        """
        exercise = self.exercise if returns is None else self.exercise.judging(returns)
        failure = exercise._failure(function, cases, hidden=hidden)
        passed = self.parts.get(name, (worth, True))[1] and failure is None
        self.parts[name] = (worth, passed)
        if failure and failure not in self.sentences:
            self.sentences.append(failure)

    def total(self) -> float:
        """Return the points earned; say what went wrong, and raise if nothing was right."""
        whole = sum(worth for worth, _ in self.parts.values())
        earned = sum(worth for worth, passed in self.parts.values() if passed)
        if earned == 0:
            raise CheckFailed("\n\n".join(self.sentences))
        for sentence in self.sentences:
            print(sentence, end="\n\n")
        failed = [name for name, (_, passed) in self.parts.items() if not passed]
        if failed:
            print(f"{self.exercise.name}: not yet right: {', '.join(failed)}.")
        else:
            print(f"{self.exercise.name}: all parts passed. Grading tries other inputs, too.")
        return round(float(self.points * earned / whole), 6)


def _own_error(outcome: Outcome) -> str:
    error = outcome.error
    if isinstance(error, NotImplementedError):
        return "Not written yet: replace the line `raise NotImplementedError()` by your answer."
    if isinstance(error, BorrowedAnswer):
        return str(error)
    if isinstance(error, TookTooLong):
        return f"your function gave {error}: does a loop never end?"
    text = str(error).strip().splitlines()
    lines = [
        f"your function stopped with {type(error).__name__}{': ' + text[0][:200] if text else ''}"
    ]
    if outcome.error_line:
        lines.append(outcome.error_line)
    return "\n".join(lines)


def _equal(a: Any, b: Any) -> bool:
    """Whether two results are the same, NaN included; foreign objects never are."""
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        if type(a) is not type(b) or a.shape != b.shape:
            return False
        if a.dtype.kind not in "biuf" or b.dtype.kind not in "biuf":
            return False
        return bool(np.allclose(a, b, rtol=1e-5, atol=1e-5, equal_nan=True))
    if isinstance(a, (tuple, list)):
        return type(a) is type(b) and len(a) == len(b) and all(map(_equal, a, b))
    if isinstance(a, dict):
        return type(a) is type(b) and a.keys() == b.keys() and all(_equal(a[k], b[k]) for k in a)
    numbers = (int, float, np.integer, np.floating)
    if isinstance(a, numbers) and isinstance(b, numbers):
        alike = isinstance(a, (int, np.integer)) == isinstance(b, (int, np.integer))
        return alike and bool(np.isclose(a, b, rtol=0, atol=1e-6, equal_nan=True))
    return type(a) is type(b) and type(a) in (str, bool, type(None)) and a == b


def _listed(args: Sequence[Any]) -> str:
    return ", ".join(_short(arg) for arg in args)


def _short(arg: Any) -> str:
    if isinstance(arg, np.ndarray):
        return f"array of shape {arg.shape}"
    text = repr(arg)
    return text if len(text) <= 40 else f"{type(arg).__name__} of {len(arg)}"
