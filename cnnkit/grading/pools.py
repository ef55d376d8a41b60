"""Call a function on many things in other processes, whatever becomes of these processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import AbstractContextManager, contextmanager
from multiprocessing import forkserver
from multiprocessing.connection import wait as wait_for_end
from typing import Any, TypeVar

from cnnkit.grading.course import CourseError

__all__ = ["Pool", "WorkerDied", "cluster", "each", "processes"]

Thing = TypeVar("Thing")

Pool = Callable[[], AbstractContextManager[tuple[Executor, int]]]
"""Opens workers: an executor, and how many calls it can run at once."""


class WorkerDied(Exception):
    """The process that ran a call ended, and so did the one that ran it again, alone."""


def each(
    function: Callable[[Thing], Any], things: Iterable[Thing], pool: Pool, alone: Pool
) -> Iterator[tuple[Thing, Any]]:
    """Yield every thing with what the function returned for it, or the exception it raised.

    The results come as they are ready.
    When a process dies, nobody knows whose call it was: those that were running are called again,
    one at a time, in the pool `alone`; then the others go on.
    """
    left = deque(things)
    while left:
        suspects: list[Thing] = []
        with pool() as (executor, width):
            running: dict[Future, Thing] = {}
            while running or (left and not suspects):
                while left and len(running) < 2 * width and not suspects:
                    thing = left.popleft()
                    try:
                        running[executor.submit(function, thing)] = thing
                    except BrokenExecutor:
                        suspects.append(thing)
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    thing = running.pop(future)
                    try:
                        yield thing, future.result()
                    except BrokenExecutor:
                        suspects.append(thing)
                    except Exception as error:
                        yield thing, error
        yield from _one_by_one(function, suspects, alone)


def _one_by_one(
    function: Callable[[Thing], Any], things: Iterable[Thing], alone: Pool
) -> Iterator[tuple[Thing, Any]]:
    left = deque(things)
    while left:
        with alone() as (executor, _):
            while left:
                thing = left.popleft()
                try:
                    yield thing, executor.submit(function, thing).result()
                except BrokenExecutor:
                    yield thing, WorkerDied("the process that graded it ended, twice")
                    break
                except Exception as error:
                    yield thing, error


def processes(number: int, preload: str) -> Pool:
    """Open worker processes on this machine, which import the module `preload` only once.

    They end when this process does, however that ends.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([preload])
    forkserver.ensure_running()  # it imports while this process does something else

    @contextmanager
    def opened() -> Iterator[tuple[Executor, int]]:
        pool = ProcessPoolExecutor(number, mp_context=context, initializer=_end_with_parent)
        try:
            yield pool, number
        finally:
            pool.shutdown(cancel_futures=True)

    return opened


def _end_with_parent() -> None:
    """Watch the process that opened the pool: a worker without it would wait forever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process that can sum up
    parent = multiprocessing.parent_process()

    def watch() -> None:
        wait_for_end([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="parent watch").start()


def cluster(address: str) -> Pool:
    """Connect to a dask.distributed scheduler, whose workers take one call at a time."""

    @contextmanager
    def opened() -> Iterator[tuple[Executor, int]]:
        try:
            from distributed import Client
        except ModuleNotFoundError:
            raise CourseError(
                "a scheduler needs dask.distributed: pip install 'cnnkit[cluster]'"
            ) from None
        try:
            client = Client(address, timeout="5s")
        except OSError:
            raise CourseError(
                f"no scheduler answers at {address}: start one with `dask scheduler`, "
                f"and workers with `dask worker ADDRESS --nthreads 1`"
            ) from None
        with client:
            threads = client.nthreads()
            if not threads:
                raise CourseError(
                    f"the scheduler at {address} has no workers yet: "
                    f"start some with `dask worker {address} --nthreads 1`"
                )
            if max(threads.values()) > 1:
                raise CourseError(
                    "a worker grades one submission at a time: start it with --nthreads 1, "
                    "and as many workers as the machine has cores"
                )
            yield client.get_executor(pure=False, retries=0), len(threads)

    return opened
