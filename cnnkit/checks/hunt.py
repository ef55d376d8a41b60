"""A bonus of another kind: the student writes the input that exposes planted bugs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cnnkit.checks.call import run, work_out
from cnnkit.checks.exercise import CheckFailed, same_outcome, sentence
from cnnkit.checks.returns import Returns
from cnnkit.checks.wording import finished, not_written, own_error, wrapped

__all__ = ["Hunt"]


@dataclass(frozen=True)
class Hunt:
    """Buggy implementations, and one call to expose as many of them as possible.

    Parameters
    ----------
    id : str
        As in the book: "O-bonus".
    name : str
        The student's function; it takes nothing and returns the arguments of one call.
    right : tuple of callable
        Right implementations, written differently.
        A call on which they disagree proves nothing about the others.
    bugs : tuple of callable
        Planted; a bug's docstring says what it does.
    refusal : callable
        Says why a returned value is no call to try, or returns None.
    """

    name: str
    right: tuple[Callable[..., Any], ...]
    bugs: tuple[Callable[..., Any], ...]
    refusal: Callable[[Any], str | None]

    def score(self, function: Callable[[], Any], points: float) -> float:
        """Return the points for the bugs exposed; name these, and those that got away."""
        outcome = run(function, ())
        if isinstance(outcome.error, NotImplementedError):
            raise CheckFailed(wrapped(not_written(outcome)))
        if outcome.error is not None:
            raise CheckFailed(wrapped(f"{self.name}()", own_error(outcome)))
        if problem := self.refusal(outcome.value):
            raise CheckFailed(wrapped(finished(f"{self.name}(): {problem}")))
        exposed = self.exposed(outcome.value)
        hiding = [bug for bug in self.bugs if bug not in exposed]
        print(f"{self.name}: {len(exposed)} of {len(self.bugs)} bugs exposed.")
        for word, bugs in (("exposed", exposed), ("still hiding", hiding)):
            for bug in bugs:
                print(wrapped(f"- {word}: {bug.__name__}. {sentence(bug)}"))
        return round(float(points) * len(exposed) / len(self.bugs), 6)

    def exposed(self, call: tuple[Any, ...]) -> list[Callable[..., Any]]:
        """List the bugs whose outcome on this call is not that of a right implementation."""
        right, *others = (work_out(function, call) for function in self.right)
        if not all(same_outcome(right, other, Returns()) for other in others):
            raise CheckFailed(
                wrapped(
                    f"{self.name}(): on this call two right implementations disagree, so it would "
                    f"call a right one buggy. Choose a call that has one right answer."
                )
            )
        return [bug for bug in self.bugs if not same_outcome(right, work_out(bug, call), Returns())]
