"""How the checks speak: calls as a reader writes them, a student's own exception, short lines."""

from __future__ import annotations

import builtins
import re
import textwrap
from typing import Any

import numpy as np

from cnnkit.checks.call import Outcome, TookTooLong

__all__ = ["finished", "kind_of", "not_written", "own_error", "short", "wrapped"]

_CODE = re.compile("`[^`]*`")


def not_written(outcome: Outcome, *, reveal: bool = True) -> str:
    """Say which function still holds the line that came with the notebook."""
    where = f" in {outcome.frame.name}" if outcome.frame and reveal else ""
    return f"Not written yet: replace the line `raise NotImplementedError()`{where} by your answer."


def own_error(outcome: Outcome, *, reveal: bool = True) -> str:
    """Say what a student's function raised, and where.

    Without `reveal`, only the kind of error: its text could carry a hidden test's inputs.
    """
    error, frame = outcome.error, outcome.frame
    if isinstance(error, TookTooLong):
        return f"your function gave {error}: does a loop never end?"
    if not reveal:
        return f"your function stopped with {kind_of(error)}."
    text = str(error).strip().splitlines()
    what = f"{type(error).__name__}{': ' + text[0][:200] if text else ''}"
    where = f"in line {frame.lineno} of its cell: {frame.line.strip()}" if frame else ""
    return f"your function stopped with {what}\n{where}"


def kind_of(error: BaseException) -> str:
    """Name an error by its class, unless that is the student's: names, too, can carry inputs.

    Examples
    --------
    >>> kind_of(KeyError()), kind_of(type("Inputs_3_4", (KeyError,), {})())
    ('KeyError', 'an error of its own')
    """
    name = type(error).__name__
    known = hasattr(builtins, name) or name in _FOREIGN
    return name if known else "an error of its own"


_FOREIGN = ("AxisError", "LinAlgError", "NotPlain", "NoAnswer", "Broken")
"""NumPy's, and those of the line between a notebook and its tests."""


def finished(text: str) -> str:
    """End a sentence with a full stop, unless it is a question.

    Examples
    --------
    >>> finished("yours is None: is there a return?"), finished("yours is 3")
    ('yours is None: is there a return?', 'yours is 3.')
    """
    return text if text.endswith(("?", ".")) else f"{text}."


def short(arg: Any) -> str:
    """Write an argument: small ones as they are, arrays by their shape, functions by their name.

    Examples
    --------
    >>> short(np.zeros((2, 3))), short("max"), short(max), short(lambda x: x)
    ('array of shape (2, 3)', "'max'", 'max', 'f')
    >>> short([0] * 50), short(10**50)
    ('list of 50', 'int')
    """
    if isinstance(arg, np.ndarray):
        return f"array of shape {arg.shape}"
    if callable(arg):
        name = getattr(arg, "__name__", "")
        return name if name.isidentifier() else "f"  # a lambda has none
    text = repr(arg)
    if len(text) <= 40:
        return text
    return type(arg).__name__ + (f" of {len(arg)}" if hasattr(arg, "__len__") else "")


def wrapped(*texts: str) -> str:
    """Break lines at 75 characters: nbgrader's validator cuts them at 90, margin included.

    Code between backticks stays on one line.
    """
    kept = [_CODE.sub(lambda code: code[0].replace(" ", "\0"), text) for text in texts]
    lines = [line for text in kept for line in text.splitlines() if line]
    filled = [textwrap.fill(line, 75, break_long_words=False) for line in lines]
    return "\n".join(filled).replace("\0", " ")
