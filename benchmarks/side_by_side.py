"""Time several ways of doing the same thing in turns, so that noise hits all of them alike."""

from __future__ import annotations

import ctypes
import statistics
import time
from collections.abc import Callable
from pathlib import Path

__all__ = ["high_water", "medians"]


def medians(ways: dict[str, Callable[[], object]], *, seconds: float = 1.5) -> dict[str, float]:
    """Run the ways one after the other, again and again; return each one's median in seconds.

    Parameters
    ----------
    ways : dict from name to callable
    seconds : float
        Roughly how long to go on; at least five rounds.
    """
    times: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():  # first calls load code and fill caches
        way()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(next(iter(times.values()))) < 5:
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in times.items()}


def high_water(work: Callable[[], object]) -> float:
    """Return by how many megabytes the process's memory rose at most during a call (Linux)."""
    work()  # load code first
    ctypes.CDLL(None).malloc_trim(0)  # what was freed goes back, so that it counts again
    Path("/proc/self/clear_refs").write_text("5")  # resets the high-water mark
    before = _status("VmRSS")
    work()
    return max(0.0, _status("VmHWM") - before) / 1024


def _status(name: str) -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return float(line.split()[1])
    raise RuntimeError(f"this system has no {name} in /proc/self/status")
