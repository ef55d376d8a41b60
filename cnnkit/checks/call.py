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
import sysconfig
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cnnkit.withhold import withholding

__all__ = ["Outcome", "TookTooLong", "fresh", "run", "run_all", "work_out"]

SECONDS = 5.0
"""Time limit of one call."""

_OURS = str(Path(__file__).resolve().parents[1])
_LIBRARIES = tuple(sysconfig.get_paths()[key] for key in ("stdlib", "purelib", "platlib"))


class TookTooLong(BaseException):
    """A call did not come back in time; no ``except Exception`` holds it up."""


@dataclass(frozen=True)
class Outcome:
    """What one call came to: a value or an exception, and what it did to its arguments."""

    value: Any = None
    error: BaseException | None = None
    changed_argument: int | None = None
    shares_memory: bool = False

    @property
    def frame(self) -> traceback.FrameSummary | None:
        """The place in the student's own code that the exception came from."""
        frames = traceback.extract_tb(self.error.__traceback__) if self.error else []
        # an exception of another process brings its own along: see cnnkit.grading.raised
        frames = getattr(self.error, "student_frames", frames)
        own = [frame for frame in frames if _is_students(frame.filename) and frame.line]
        return own[-1] if own else None


def fresh(args: Sequence[Any]) -> tuple[Any, ...]:
    """Copy arguments deeply, keeping callables as they are."""
    return tuple(arg if callable(arg) else copy.deepcopy(arg) for arg in args)


def run(
    function: Callable[..., Any],
    args: Sequence[Any],
    *,
    seconds: float = SECONDS,
    silent: bool = False,
) -> Outcome:
    """Call a student's function with copies of `args`; never raises what it raised.

    Parameters
    ----------
    function : callable
        The student's.
    args : sequence
        Compared after the call with what they were before.
    seconds : float
        Time limit.
    silent : bool
        Whether to throw away what the function prints.

    Examples
    --------
    >>> run(max, [[1, 3, 2]]).value
    3
    >>> run(lambda x: x.sort(), [[3, 1]]).changed_argument
    0
    >>> type(run(lambda x: 1 / x, [0]).error).__name__
    'ZeroDivisionError'
    """
    contexts = [withholding(), _stderr_as_stdout(), _time_limit(seconds)]
    return _outcome(function, args, [_silence(), *contexts] if silent else contexts)


def run_all(
    function: Callable[..., Any], calls: Sequence[Sequence[Any]], *, silent: bool = False
) -> list[Outcome]:
    """Call a student's function with one list of arguments after the other.

    It stops early after a call that took too long: one is enough to wait for.
    """
    outcomes: list[Outcome] = []
    for args in calls:
        outcomes.append(run(function, args, silent=silent))
        if isinstance(outcomes[-1].error, TookTooLong):
            break
    return outcomes


def work_out(function: Callable[..., Any], args: Sequence[Any]) -> Outcome:
    """Call a function of ours, a right answer or a known mistake, without a sound.

    Examples
    --------
    >>> work_out(lambda x: x / 0.0, [np.ones(1)]).value
    array([inf])
    """
    return _outcome(function, args, [_silence(), _stderr_as_stdout(), _without_warnings()])


def _outcome(
    function: Callable[..., Any],
    args: Sequence[Any],
    contexts: Sequence[contextlib.AbstractContextManager],
) -> Outcome:
    handed = fresh(args)
    try:
        with contextlib.ExitStack() as stack:
            for context in contexts:
                stack.enter_context(context)
            value = function(*handed)
    except KeyboardInterrupt:  # the reader pressed stop
        raise
    except BaseException as error:  # SystemExit from a notebook must not end the checks either
        return Outcome(error=error)
    changed = [i for i, (a, b) in enumerate(zip(handed, args, strict=True)) if not _same(a, b)]
    shares = type(value) is np.ndarray and any(
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
    return a is b or bool(a == b)


def _is_students(filename: str) -> bool:
    """Whether a frame of a traceback lies neither here nor in a library."""
    return not any(Path(filename).is_relative_to(folder) for folder in (_OURS, *_LIBRARIES))


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        yield


@contextlib.contextmanager
def _without_warnings() -> Iterator[None]:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _stderr_as_stdout() -> Iterator[None]:
    """Turn warnings and stderr into plain output: nbgrader gives 0 points for any stderr text."""
    stream = sys.stderr
    stream.write = sys.stdout.write  # on the stream itself: a logging handler may have kept it
    try:
        with _descriptor_to_nowhere():
            yield
    finally:
        del stream.write


@contextlib.contextmanager
def _descriptor_to_nowhere() -> Iterator[None]:
    """Lead file descriptor 2 away: libraries written in C write past Python's stream."""
    saved = os.dup(2)
    try:
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        sys.__stderr__.flush()  # what is still held back leads nowhere, too
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
