"""Exceptions as plain data: told by the process that raised them, rebuilt by the one that asked."""

from __future__ import annotations

import builtins
import contextlib
import traceback
from typing import Any

import numpy as np

from cnnkit.grading.plain import decode, encode
from cnnkit.grading.wire import BadMessage
from cnnkit.withhold import BorrowedAnswer

__all__ = ["first_builtin", "rebuilt", "told"]

_LONGEST = 2000
"""Characters of a message."""


def told(error: BaseException) -> dict[str, Any]:
    """Put an exception into plain words: its class, its arguments, and where it came from.

    Examples
    --------
    >>> told(ValueError("stride", 0))["arguments"]
    ['tuple', ['stride', 0]]
    """
    kind = type(error)
    tree, buffers = None, [b""]
    with contextlib.suppress(Exception):  # arguments may be anything
        tree, buffers = encode(error.args)
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "class": kind.__name__,
        "module": str(kind.__module__),
        "builtin": first_builtin(kind),
        "arguments": ["tuple", [_text(error)]] if buffers else tree,
        "frames": [
            [frame.filename, frame.lineno or 0, frame.name, frame.line or ""]
            for frame in frames[-20:]
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
        name, module, builtin = (str(account[key]) for key in ("class", "module", "builtin"))
        args = decode(account["arguments"], [])
        frames = [_frame(*each) for each in account["frames"][-20:]]
        if type(args) is not tuple:
            raise BadMessage("an exception without arguments")
    except (KeyError, TypeError, ValueError) as error:
        raise BadMessage(f"no exception: {type(error).__name__}") from None
    error = _made(name, module, builtin, args)
    error.student_frames = frames  # type: ignore[attr-defined]
    return error


def _made(name: str, module: str, builtin: str, args: tuple) -> Exception:
    kind: Any = getattr(builtins, builtin, None)
    if not (isinstance(kind, type) and issubclass(kind, BaseException)):
        raise BadMessage("an exception of no class")
    if not issubclass(kind, Exception):
        text = ": ".join([name, *map(str, args)])
        return RuntimeError(text)
    if (module, name) in _KNOWN:
        kind = _KNOWN[module, name]
    elif module != "builtins" or name != builtin:
        kind = type(f"{name[:60]} (the notebook's own)", (kind,), {})
    try:
        return kind(*args)
    except Exception:  # some insist on arguments of their own
        return RuntimeError(": ".join([name, *map(str, args)]))


_KNOWN: dict[tuple[str, str], Any] = {
    ("cnnkit.withhold", "BorrowedAnswer"): BorrowedAnswer,
    ("numpy.linalg", "LinAlgError"): np.linalg.LinAlgError,
    ("numpy.exceptions", "AxisError"): np.exceptions.AxisError,
}


def _frame(filename: Any, line: Any, name: Any, text: Any) -> traceback.FrameSummary:
    if type(line) is not int or not all(type(each) is str for each in (filename, name, text)):
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
    return next(each.__name__ for each in kind.__mro__ if each.__module__ == "builtins")


def _text(error: BaseException) -> str:
    with contextlib.suppress(Exception):
        return str(error)[:_LONGEST]
    return ""
