"""Exceptions as plain data: told by the process that raised them, rebuilt by the one that asked."""

from __future__ import annotations

import builtins
import contextlib
import traceback
from typing import Any

import numpy as np

from cnnkit.grading.plain import Unsent, decode, encode
from cnnkit.grading.wire import BadMessage
from cnnkit.withhold import BorrowedAnswer

__all__ = ["OURS", "first_builtin", "rebuilt", "told"]

OURS = ("CheckFailed", "CellTimeoutError", "KernelStopped", "NotGraded", "Points", "Tampered")
"""Errors whose texts are our own, and come back to students word for word."""

_LONGEST = 2000
"""Characters of a message, and of what else comes with it."""


def told(error: BaseException) -> dict[str, Any]:
    """Put an exception into plain words: its class, its arguments, and where it came from.

    Examples
    --------
    >>> told(ValueError("stride", 0))["arguments"]
    ['tuple', ['stride', 0]]
    """
    kind = type(error)
    arguments = ["tuple", [_text(error)]]
    with contextlib.suppress(Exception):  # they may be anything
        tree, buffers = encode(error.args)
        if not buffers and len(str(tree)) <= _LONGEST and not _has_own_words(kind):
            arguments = tree
    return {
        "class": kind.__name__,
        "module": str(kind.__module__),
        "builtin": first_builtin(kind),
        "arguments": arguments,
        "frames": [
            [frame.filename, frame.lineno or 0, frame.name, frame.line or ""]
            for frame in traceback.extract_tb(error.__traceback__, limit=-20)
        ],
    }


def rebuilt(account: Any) -> Exception:
    """Make an exception of the same class, or of the nearest class of Python's own.

    What would end the one who asked, such as SystemExit, becomes a RuntimeError.
    Where it came from is kept in its attribute ``student_frames``.

    Examples
    --------
    >>> rebuilt(told(ValueError("stride", 0)))
    ValueError('stride', 0)
    >>> rebuilt(told(SystemExit(3)))
    RuntimeError('SystemExit: 3')
    """
    try:
        names = [account[key] for key in ("class", "module", "builtin")]
        args = decode(account["arguments"], [])
        frames = [_frame(*each) for each in account["frames"][-20:]]
    except (KeyError, TypeError) as error:
        raise BadMessage(f"no exception: {type(error).__name__}") from None
    if type(args) is not tuple or not all(type(name) is str for name in names):
        raise BadMessage("an exception without name or arguments")
    error = _made(*names, tuple(map(_short, args)))
    error.student_frames = frames  # type: ignore[attr-defined]
    own = [frame for frame in frames if "ipykernel" in frame.filename]
    for frame in own[-1:]:
        error.add_note(f"raised in {frame.name}, in line {frame.lineno}: {frame.line}")
    return error


def _made(name: str, module: str, builtin: str, args: tuple) -> Exception:
    kind: Any = vars(builtins).get(builtin)
    if not (isinstance(kind, type) and issubclass(kind, BaseException)):
        raise BadMessage("an exception of no class")
    name = name[:60] if name.isidentifier() else "Exception"
    if issubclass(kind, SyntaxError):
        args = args[:1]  # the rest names a file, and IPython would show a line of it
    if (module, name) in _KNOWN:
        kind = _KNOWN[module, name]
    elif module != "builtins" or name != builtin:
        taken = name in OURS or name in vars(builtins)
        kind = type(f"{name} (the notebook's own)" if taken else name, (kind,), {})
    if issubclass(kind, Exception):
        with contextlib.suppress(Exception):  # some insist on arguments of their own
            return kind(*args)
    with contextlib.suppress(ValueError):  # a number of too many digits
        return RuntimeError(": ".join(filter(None, [name, *map(str, args)])))
    return RuntimeError(name)


def _short(arg: Any) -> Any:
    """Keep what can be shown of an argument."""
    if isinstance(arg, Unsent):
        return repr(arg)
    return arg[:_LONGEST] if isinstance(arg, str) else arg


_KNOWN: dict[tuple[str, str], Any] = {
    ("cnnkit.withhold", "BorrowedAnswer"): BorrowedAnswer,
    ("numpy.linalg", "LinAlgError"): np.linalg.LinAlgError,
    ("numpy.exceptions", "AxisError"): np.exceptions.AxisError,
}


def _frame(filename: Any, line: Any, name: Any, text: Any) -> traceback.FrameSummary:
    if (
        type(line) is not int
        or line > 10**9
        or not all(type(each) is str for each in (filename, name, text))
    ):
        raise BadMessage("no place in a program")
    return traceback.FrameSummary(filename[:500], line, name[:100], line=text[:200])


def first_builtin(kind: type) -> str:
    """Return the name of the nearest class of Python's own among a class's ancestors.

    Examples
    --------
    >>> class Odd(KeyError): ...
    >>> first_builtin(Odd)
    'KeyError'
    """
    own = vars(builtins)
    return next(each.__name__ for each in kind.__mro__ if own.get(each.__name__) is each)


def _has_own_words(kind: type) -> bool:
    """Whether a class says its message in another way than Python's own does."""
    known = kind.__module__ == "builtins" or (kind.__module__, kind.__name__) in _KNOWN
    return not known and kind.__str__ is not vars(builtins)[first_builtin(kind)].__str__


def _text(error: BaseException) -> str:
    with contextlib.suppress(Exception):
        return str(error)[:_LONGEST]
    return ""
