"""A question with instant feedback, whose wrong answers get their own hint."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping
from typing import Any

import traitlets

from cnnkit.widgets._frontend import Widget, load_css, load_js

__all__ = ["SelfCheck"]


class SelfCheck(Widget):
    """Ask a reader something, and answer at once.

    Make one with `SelfCheck.number` or `SelfCheck.choice`.
    Text in backticks is shown as code.
    The right answer stands in the page, so this is for learning, not for grading.

    Attributes
    ----------
    correct : bool or None
        Whether the reader's last answer was right; None before the first.

    Examples
    --------
    >>> SelfCheck.number("Windows of 2 in a row of 6, side by side?", 3).correct is None
    True
    """

    _esm = load_js("self_check.js")
    _css = load_css("self_check.css")

    kind = traitlets.Enum(["number", "choice"], "number").tag(sync=True)
    question = traitlets.Unicode().tag(sync=True)
    says = traitlets.Unicode(help="said to the right number").tag(sync=True)
    answer = traitlets.Float(help="the right number").tag(sync=True)
    tolerance = traitlets.Float(0.0, min=0).tag(sync=True)
    unit = traitlets.Unicode().tag(sync=True)
    hints = traitlets.List(help="pairs of a wrong number and its hint").tag(sync=True)
    otherwise = traitlets.Unicode("Look again at the picture, and count once more.").tag(sync=True)
    options = traitlets.List(help="dicts with text, right, says").tag(sync=True)
    correct = traitlets.Bool(None, allow_none=True).tag(sync=True)

    @classmethod
    def number(
        cls,
        question: str,
        answer: float,
        *,
        says: str = "",
        tolerance: float = 0.0,
        unit: str = "",
        hints: Mapping[float, str] | None = None,
        otherwise: str | None = None,
    ) -> SelfCheck:
        """Ask for a number.

        Parameters
        ----------
        question, says : str
            What is asked, and what a reader hears who gets it right.
        answer, tolerance : float
            The right number, and how far off still counts.
        unit : str
            Written behind the field.
        hints : mapping from wrong number to str, optional
            What is said to a known wrong answer.
        otherwise : str, optional
            What is said to any other.

        Raises
        ------
        traitlets.TraitError
            If the answer is not a finite number, or a hint belongs to the right answer.
        """
        hints = dict(hints or {})
        if not math.isfinite(answer):
            raise traitlets.TraitError(f"answer must be a finite number, got {answer}")
        for wrong in hints:
            if abs(wrong - answer) <= tolerance:
                raise traitlets.TraitError(
                    f"the hint for {wrong} would never be said: {wrong} counts as right"
                )
        rest = {} if otherwise is None else {"otherwise": otherwise}
        written = f"{answer:,.0f}" if float(answer).is_integer() else f"{answer:g}"
        return cls(
            kind="number",
            question=question,
            answer=answer,
            says=says,
            tolerance=tolerance,
            unit=unit,
            hints=[[float(wrong), hint] for wrong, hint in hints.items()],
            stand_in=_stand_in(question, f"{written} {unit}".strip(), says),
            **rest,
        )

    @classmethod
    def choice(cls, question: str, options: Mapping[str, tuple[bool, str]]) -> SelfCheck:
        """Ask for one of several answers.

        Parameters
        ----------
        question : str
            What is asked.
        options : mapping from str to (bool, str)
            Each answer with whether it is right, and what is said to it.

        Raises
        ------
        traitlets.TraitError
            If not exactly one answer is right, or there are fewer than two.
        """
        right = [text for text, (is_right, _) in options.items() if is_right]
        if len(options) < 2 or len(right) != 1:
            raise traitlets.TraitError(
                f"a choice needs at least two answers of which exactly one is right, "
                f"got {len(options)} answers and {len(right)} right"
            )
        return cls(
            kind="choice",
            question=question,
            options=[
                {"text": text, "right": is_right, "says": says}
                for text, (is_right, says) in options.items()
            ],
            stand_in=_stand_in(question, right[0], options[right[0]][1]),
        )


def _stand_in(question: str, answer: str, says: Any) -> str:
    """Write the question with its answer folded away, in plain HTML."""
    question, answer, says = (html.escape(str(part)) for part in (question, answer, says))
    return f"<p>{question}</p><details><summary>Answer</summary><p>{answer}. {says}</p></details>"
