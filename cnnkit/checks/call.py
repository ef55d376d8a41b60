"""Run a student's function so that nothing but its answer counts.

Arguments are copied for it, warnings and stderr become plain output, time is bounded,
cnnkit's own implementations are switched off, and whatever it raises is caught and kept.
"""

from __future__ import annotations

import contextlib
import copy
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnkit.withhold import withholding

__all__ = ["Outcome", "TookTooLong", "fresh", "run"]

SECONDS = 5.0
"""Time limit of one call."""


class TookTooLong(Exception):
    """A call did not come back in time."""


@dataclass(frozen=True)
class Outcome:
    """What one call came to: a value or an exception, and what it did to its arguments."""

    value: Any = None
    error: BaseException | None = None
    changed_argument: int | None = None
    shares_memory: bool = False

    @property
    def error_line(self) -> str:
        """Where in the student's own code the exception came from, as a sentence."""
        frames = traceback.extract_tb(self.error.__traceback__) if self.error else []
        own = [frame for frame in frames if "cnnkit" not in frame.filename.replace("\\", "/")]
        if not own or not own[-1].line:
            return ""
        cell = [f for f in own if "site-packages" not in f.filename] or own
        return f"in line {cell[-1].lineno} of its cell: {cell[-1].line.strip()[:60]}"


def fresh(args: Sequence[Any]) -> tuple[Any, ...]:
    """Copy arguments deeply, keeping callables as they are."""
    return tuple(arg if callable(arg) else copy.deepcopy(arg) for arg in args)


def run(function: Callable[..., Any], args: Sequence[Any], seconds: float = SECONDS) -> Outcome:
    """Call `function` with copies of `args`; never raises what the function raised.

    Examples
    --------
    >>> run(max, [[1, 3, 2]]).value
    3
    >>> run(lambda x: x.sort(), [[3, 1]]).changed_argument
    0
    >>> type(run(lambda x: 1 / x, [0]).error).__name__
    'ZeroDivisionError'
    """
    handed = fresh(args)
    try:
        with withholding(), _stderr_as_stdout(), _time_limit(seconds):
            value = function(*handed)
    except KeyboardInterrupt:  # the reader pressed stop
        raise
    except BaseException as error:  # SystemExit from a notebook must not end the checks either
        return Outcome(error=error)
    changed = [i for i, (a, b) in enumerate(zip(handed, args, strict=True)) if not _same(a, b)]
    shares = isinstance(value, np.ndarray) and any(
        isinstance(arg, np.ndarray) and np.shares_memory(value, arg) for arg in handed
    )
    return Outcome(
        value=value, changed_argument=changed[0] if changed else None, shares_memory=shares
    )


def _same(a: Any, b: Any) -> bool:
    """Whether an argument is still what was handed over, to the bit."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_same(a[key], b[key]) for key in a)
    return True if callable(a) else bool(a == b)


@contextlib.contextmanager
def _stderr_as_stdout() -> Iterator[None]:
    """Turn warnings and stderr into plain output: nbgrader gives 0 points for any stderr text.

    Libraries written in C write past ``sys.stderr``, so the file descriptor is turned round, too.
    """
    with contextlib.redirect_stderr(sys.stdout):
        try:
            saved = os.dup(2)
        except OSError:  # no such descriptor, for example under pythonw
            yield
            return
        try:
            with open(os.devnull, "w") as nowhere:
                os.dup2(nowhere.fileno(), 2)
            yield
        finally:
            os.dup2(saved, 2)
            os.close(saved)


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise TookTooLong in the running call; needs the main thread and a Unix timer."""
    usable = hasattr(signal, "setitimer") and (
        threading.current_thread() is threading.main_thread()
    )
    if not usable:
        yield
        return

    def stop(signum: int, frame: Any) -> None:
        raise TookTooLong(f"no answer after {seconds:g} seconds")

    previous = signal.signal(signal.SIGALRM, stop)
    # An interval, not a single shot: a bare ``except:`` in a loop may swallow the first one.
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.2)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
