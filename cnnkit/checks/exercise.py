"""An exercise as data: the right answer, the known mistakes, and what is said about both."""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from cnnkit.checks.call import Outcome, TookTooLong, run_all, work_out
from cnnkit.checks.returns import Returns, alike, described
from cnnkit.checks.wording import finished, kind_of, not_written, own_error, short, wrapped
from cnnkit.withhold import BORROWED, BorrowedAnswer

__all__ = [
    "Case",
    "CheckFailed",
    "Exercise",
    "Part",
    "Score",
    "Trial",
    "same_outcome",
    "sentence",
]


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
    part : str
        With partial credit, the name of the one `Part` that it counts for; of every part if empty.
    """

    def __init__(
        self,
        *args: Any,
        says: str = "",
        gives: Any = None,
        raises: bool = False,
        part: str = "",
    ) -> None:
        self.args = args
        self.says = says
        self.gives = gives
        self.raises = raises
        self.part = part


@dataclass(frozen=True)
class Part:
    """What counts on its own, in an exercise with partial credit.

    Parameters
    ----------
    name : str
        What the part is about, for the sentence.
    worth : float
        Its weight against the other parts.
    returns : Returns, optional
        What of the result counts here; without it, the part is about the expected ValueErrors.
    """

    name: str
    worth: float
    returns: Returns | None = None


class Trial:
    """How a function is tried on the arguments of a `Case`, and how that is written: it is called.

    Where what it returns or changes is no plain data, such as a network, a trial of another kind
    watches the function at work and returns what it saw as plain data.
    """

    def of(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return what to call with a case's arguments, which `Returns` then judges."""
        return function

    def written(self, name: str, args: Sequence[Any]) -> str:
        """Write the call as the reader would."""
        return f"{name}({', '.join(map(short, args))})"


_CALLED = Trial()


@dataclass(frozen=True)
class Exercise:
    """One function that students write.

    Parameters
    ----------
    id : str
        As in the book: "O1".
    reference : callable
        The right answer; its parameters have the contract's names.
    returns : Returns
        What kind of value it has to return.
    mistakes : tuple of callable
        Wrong answers that students give, each as small as possible.
        A mistake's docstring is the sentence for a student whose results are the same.
        The first whose results fit is the one that is named.
    telling : tuple of Case
        Inputs on which no two mistakes agree; tried only to find out which one it is.
    parts : tuple of Part
        What counts on its own; empty where the exercise is all or nothing.
    name : str, optional
        The function's name; that of `reference` by default.
    fresh_result : bool
        Whether the result must be an array of its own, not a view of an argument.
    trial : Trial
        How the function is tried; by calling it as a rule.
    """

    id: str
    reference: Callable[..., Any]
    returns: Returns
    mistakes: tuple[Callable[..., Any], ...] = ()
    telling: tuple[Case, ...] = ()
    parts: tuple[Part, ...] = ()
    name: str = ""
    fresh_result: bool = False
    trial: Trial = _CALLED

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
            Hidden tests print neither what they expected nor what the function prints.
        """
        attempt = _Attempt(self, function, cases, hidden=hidden)
        if complaint := attempt.complaint(self.returns, cases):
            raise CheckFailed(complaint.text)
        if not hidden:
            tried = "the shown check" if len(cases) == 1 else f"all {len(cases)} shown checks"
            print(f"{self.name}: {tried} passed. Grading tries other inputs, too.")

    def score(self, points: float) -> Score:
        """Start adding up partial credit."""
        return Score(self, points)


class Score:
    """Partial credit: parts that count on their own, and the sentence for each that fails.

    The last line of a test cell is ``score.total()``, a Python float.
    In the student's notebook, where hidden cases are missing, the parts that were tried make up
    the whole.

    Parameters
    ----------
    exercise : Exercise
        One with `parts`.
    points : float
        What all parts together are worth.
    """

    def __init__(self, exercise: Exercise, points: float) -> None:
        self.exercise = exercise
        self.points = float(points)
        self._complaints: dict[str, _Complaint | None] = {}  # one for each part that was tried

    def check(self, function: Callable[..., Any], *cases: Case, hidden: bool = False) -> None:
        """Try every case on every part; like `Exercise.check`, but it does not raise."""
        attempt = _Attempt(self.exercise, function, cases, hidden=hidden)
        for part in self.exercise.parts:
            concerned = [
                case
                for case in cases
                if case.raises == (part.returns is None) and case.part in ("", part.name)
            ]
            if not concerned or self._complaints.get(part.name):
                continue
            complaint = attempt.complaint(part.returns or self.exercise.returns, concerned)
            if part.returns is None:
                complaint = complaint or attempt.refusal_of_everything()
            self._complaints[part.name] = complaint

    def total(self) -> float:
        """Return the points earned; say what went wrong, and raise if nothing was right."""
        failed = {name: complaint for name, complaint in self._complaints.items() if complaint}
        texts: dict[str, str] = {}  # what looks like one mistake is explained once
        for complaint in failed.values():
            texts.setdefault(complaint.diagnosis or complaint.text, complaint.text)
        explained = "\n\n".join(texts.values())
        # `nbgrader validate` shows what a cell raises, but not what it prints
        if len(failed) == len(self._complaints) or (failed and "NBGRADER_VALIDATING" in os.environ):
            raise CheckFailed(explained)
        if failed:
            print(explained, end="\n\n")
            print(wrapped(f"{self.exercise.name}: not yet right: {', '.join(failed)}."))
        else:
            print(f"{self.exercise.name}: all parts passed. Grading tries other inputs, too.")
        worth = {part.name: part.worth for part in self.exercise.parts}
        whole = sum(worth[name] for name in self._complaints)
        lost = sum(worth[name] for name in failed)
        return round(float(self.points * (whole - lost) / whole), 6)


def sentence(mistake: Callable[..., Any]) -> str:
    """Return what a student is told whose results are those of `mistake`: its docstring."""
    return " ".join((mistake.__doc__ or "").split())


class _Complaint(NamedTuple):
    """What a student reads, and which part of it names a known mistake."""

    text: str
    diagnosis: str = ""


class _Attempt:
    """A student's function, tried on some cases, and what there is to say about it."""

    def __init__(
        self,
        exercise: Exercise,
        function: Callable[..., Any],
        cases: Sequence[Case],
        *,
        hidden: bool,
    ) -> None:
        self.exercise = exercise
        self.function = function
        self.cases = cases
        self.hidden = hidden
        self.expected = [self._expected(case) for case in cases]  # before the function is called
        self.outcomes: list[Outcome] = []
        self._known: dict[tuple[Callable[..., Any], int], Outcome] = {}
        if callable(function):
            self.tried = exercise.trial.of(function)
            self.outcomes = run_all(self.tried, [case.args for case in cases], silent=hidden)

    def complaint(self, returns: Returns, concerned: Sequence[Case]) -> _Complaint | None:
        """Say what is wrong with the first of the cases that went wrong, or return None."""
        if not callable(self.function):
            return _Complaint(
                f"{self.exercise.name} must be a function, yours is {described(self.function)}."
            )
        if all(isinstance(got.error, NotImplementedError) for got in self.outcomes):
            return _Complaint(wrapped(not_written(self.outcomes[0], reveal=not self.hidden)))
        for case, want, got in zip(self.cases, self.expected, self.outcomes, strict=False):
            if isinstance(got.error, BorrowedAnswer):
                return _Complaint(wrapped(BORROWED if self.hidden else str(got.error)))
            if isinstance(got.error, TookTooLong):
                return _Complaint(wrapped(self._call(case), own_error(got)))
            if case in concerned and (problem := self._problem(returns, want, got)):
                diagnosis = self._diagnosis(returns)
                return _Complaint(wrapped(self._call(case), problem, diagnosis), diagnosis)
        return None

    def refusal_of_everything(self) -> _Complaint | None:
        """Refusing bad arguments is no merit in a function that refuses all good ones, too."""
        ordinary = [case for case in self.cases if not case.raises]
        outcomes = [
            got for case, got in zip(self.cases, self.outcomes, strict=True) if not case.raises
        ]
        if ordinary and all(isinstance(got.error, ValueError) for got in outcomes):
            text = wrapped(self._call(ordinary[0]), "your function raises ValueError here, too.")
            return _Complaint(text)
        return None

    def _expected(self, case: Case) -> Outcome:
        if case.raises:
            return Outcome(error=ValueError())
        if case.gives is not None:
            return Outcome(value=case.gives)
        right = work_out(self.exercise.trial.of(self.exercise.reference), case.args)
        if right.error is not None:
            raise right.error
        return right

    def _problem(self, returns: Returns, want: Outcome, got: Outcome) -> str | None:
        if want.error is not None:
            if isinstance(got.error, ValueError):
                return None
            came = kind_of(got.error) if got.error else "nothing"
            return f"a ValueError is expected, yours raised {came}."
        if got.error is not None:
            return own_error(got, reveal=not self.hidden)
        if got.changed_argument is not None:
            name = list(inspect.signature(self.exercise.reference).parameters)[got.changed_argument]
            return f"your function changes its argument {name}; work on a copy: {name}.copy()."
        if difference := returns.difference(got.value, want.value, reveal=not self.hidden):
            return finished(difference)
        if self.exercise.fresh_result and got.shares_memory:
            return "the result must be an array of its own; yours is a view of the argument."
        return None

    def _diagnosis(self, returns: Returns) -> str:
        """Name the first known mistake that gives the student's results on all that was tried.

        One that gives the whole results comes before one that gives only the part that counts.
        """
        for part in (self.exercise.returns, returns):
            for mistake in self.exercise.mistakes:
                theirs = (self._mistaken(mistake, number) for number in range(len(self._results)))
                if self.exercise.trial is _CALLED:
                    theirs = list(theirs)  # a later call may overwrite an earlier result
                pairs = zip(self._results, theirs, strict=True)
                if all(same_outcome(one, other, part) for one, other in pairs):
                    return sentence(mistake)
        return ""

    @functools.cached_property
    def _results(self) -> list[Outcome]:
        """What the student's function gives on all that was tried, and on the telling inputs."""
        if len(self.outcomes) < len(self.cases):  # a call took too long: do not wait for others
            return self.outcomes
        return self.outcomes + run_all(self.tried, self._telling, silent=True)

    def _mistaken(self, mistake: Callable[..., Any], number: int) -> Outcome:
        """Work out what a known mistake gives on one of the same inputs, when it is asked for."""
        key = mistake, number
        if key not in self._known:
            calls = [case.args for case in self.cases] + self._telling
            self._known[key] = work_out(self.exercise.trial.of(mistake), calls[number])
        return self._known[key]

    @property
    def _telling(self) -> list[tuple[Any, ...]]:
        return [case.args for case in self.exercise.telling]

    def _call(self, case: Case) -> str:
        """Write the call as the reader would, with what is special about it."""
        call = self.exercise.trial.written(self.exercise.name, case.args)
        return f"{call}: {case.says}" if case.says else call


def same_outcome(a: Outcome, b: Outcome, returns: Returns) -> bool:
    """Whether two calls came to the same, in what counts of their results."""
    if a.changed_argument != b.changed_argument:
        return False
    if a.error is not None or b.error is not None:
        # by name: an exception that came from another process is of a class made here
        return type(a.error).__name__ == type(b.error).__name__
    return alike(returns.judged(a.value), returns.judged(b.value))
