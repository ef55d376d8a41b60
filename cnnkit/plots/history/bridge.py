"""From one neuron for each place to one kernel for all, and from 1962 to 2015."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from cnnkit.palette import ROLES
from cnnkit.plots.drawing import Drawing, arrow, cells, frame, label, sheet, spot, written

__all__ = ["neurons_for_places", "three_graphs", "timeline"]


def neurons_for_places(signal: Sequence[float]) -> Drawing:
    """Write down one edge neuron for each place, and the two numbers that they all share.

    Parameters
    ----------
    signal : sequence of float
        What the neurons see.
    """
    signal = np.asarray(signal, dtype=float)
    inputs = len(signal)
    places = inputs - 1
    weights = np.zeros((places, inputs))
    for place in range(places):
        weights[place, place : place + 2] = 1, -1
    answers = weights @ signal
    drawing, ax = sheet(
        118 + 36 * places,
        f"A signal of {inputs} values, {', '.join(map(written, signal))}, above a table with one "
        f"row for each of {places} neurons: each has a 1 and a minus 1 one place further to the "
        f"right than the one before, and zeros elsewhere. Their answers are "
        f"{', '.join(map(written, answers))}. {places * inputs} weights are stored, of which only "
        "2 are different from each other and from 0.",
    )
    side = 34
    left, top = 108, 30
    label(ax, 98, top + side / 2, "signal", "input", weight="bold", align="right")
    cells(ax, signal, left, top, side, limits=(0, 1.4))
    frame(ax, left, top, inputs * side, side, "input", line=2)
    for place in range(places):
        y = top + 52 + 36 * place
        label(ax, 98, y + side / 2, f"neuron {place}", "kernel", align="right")
        cells(ax, weights[place], left, y, side, signed=True, write=written)
        frame(ax, left + place * side, y, 2 * side, side, "kernel", line=2.6)
        arrow(
            ax, (left + inputs * side + 6, y + side / 2), (left + inputs * side + 36, y + side / 2)
        )
        fires = answers[place] != 0
        x = left + inputs * side + 56
        frame(ax, x - 16, y + 1, 32, side - 2, "output", line=2.6 if fires else 1, fill="surface")
        role = "output" if fires else "muted"
        label(ax, x, y + side / 2, written(answers[place]), role, size=15,
              weight="bold" if fires else "normal")  # fmt: skip
    y = top + 52 + 36 * places + 14
    label(ax, left, y, f"{places} · {inputs} = {places * inputs} weights stored", "muted",
          align="left")  # fmt: skip
    label(ax, left + 236, y, "2 needed", "kernel", align="left", weight="bold", size=15)
    return drawing


def timeline(events: Sequence[tuple[int, str, str]]) -> Drawing:
    """Set events along a line from the top down, with distances true to time.

    Parameters
    ----------
    events : sequence of (int, str, str)
        Year, name, and what was new; in order.
    """
    first, last = events[0][0], events[-1][0]
    scale = 6.6
    gap = 47
    true = [20 + scale * (year - first) for year, _, _ in events]
    drawing, ax = sheet(
        max(true[-1], 20 + gap * (len(events) - 1)) + 34,
        f"A line from {first} to {last} with {len(events)} marks, closer and closer to each other. "
        + " ".join(f"{year}: {name}, {new}." for year, name, new in events),
    )
    written_at = _apart([*true], gap, drawing.bbox.height - 30)
    ax.plot([72, 72], [true[0], true[-1]], color=ROLES["line"].light, lw=3, zorder=1)
    for decade in range(first // 10 * 10 + 10, last + 1, 10):
        y = 20 + scale * (decade - first)
        ax.plot([66, 78], [y, y], color=ROLES["line"].light, lw=1.4, zorder=1)
        if all(abs(decade - year) > 1 for year, _, _ in events):
            label(ax, 58, y, str(decade), "muted", size=11, align="right")
    for (year, name, new), y, at in zip(events, true, written_at, strict=True):
        spot(ax, 72, y, "output", radius=5)
        ax.plot([78, 118], [y, at], color=ROLES["line"].light, lw=1, zorder=0)
        label(ax, 124, at - 9, str(year), "output", weight="bold", align="left")
        label(ax, 166, at - 9, name, weight="bold", align="left")
        label(ax, 166, at + 9, new, "muted", size=11.5, align="left")
    return drawing


def three_graphs(sizes: Sequence[int], neighbours: int, steps: int) -> Drawing:
    """Draw the same units joined locally, completely, and over time; count the edges of each.

    Parameters
    ----------
    sizes : sequence of two ints
        Inputs and outputs; the second is the first - neighbours + 1.
    neighbours : int
        Inputs that each output of the local graph hears.
    steps : int
        How often the recurrent unit is drawn.
    """
    inputs, outputs = sizes
    local, full = outputs * neighbours, inputs * outputs
    drawing, ax = sheet(
        242,
        f"Three graphs. Feed-forward and local: {inputs} inputs, {outputs} outputs, each joined to "
        f"{neighbours} neighbours, {local} edges. Fully connected: the same units, {inputs} times "
        f"{outputs} is {full} edges. Recurrent: one state that is handed on over {steps} steps, "
        f"each with an input, {2 * steps - 1} edges with 2 different weights.",
    )
    for left, name, count, links in (
        (8, "local", local, lambda out: range(out, out + neighbours)),
        (158, "fully connected", full, lambda _: range(inputs)),
    ):
        label(ax, left + 62, 14, name, weight="bold")
        label(ax, left + 62, 32, "feed-forward", "muted", size=11.5)
        step = 112 / (inputs - 1)
        shift = (inputs - outputs) / 2
        for out in range(outputs):
            for source in links(out):
                ax.plot(
                    [left + 6 + source * step, left + 6 + (out + shift) * step],
                    [182, 76],
                    color=ROLES["kernel"].light,
                    lw=1.3,
                    zorder=0,
                )
        for unit in range(inputs):
            _unit(ax, left + 6 + unit * step, 182, "input")
        for unit in range(outputs):
            _unit(ax, left + 6 + (unit + shift) * step, 76, "output")
        label(ax, left + 62, 216, f"{count} edges", "kernel", weight="bold", size=14)
    left, step = 300, 112 / (steps - 1)
    label(ax, left + 62, 14, "recurrent", weight="bold")
    label(ax, left + 62, 32, "steps in time", "muted", size=11.5)
    for place in range(steps):
        x = left + 6 + place * step
        ax.plot([x, x], [182, 129], color=ROLES["kernel"].light, lw=1.3, zorder=0)
        if place:
            arrow(ax, (x - step + 9, 129), (x - 9, 129), "changed", line=1.6)
            label(ax, x - step / 2, 116, "U", "changed", size=11.5)
        label(ax, x + 9, 156, "W", "kernel", size=11.5)
        _unit(ax, x, 182, "input")
        _unit(ax, x, 129, "output")
    label(ax, left + 62, 216, f"{2 * steps - 1} edges", "kernel", weight="bold", size=14)
    label(ax, 70, 234, f"{outputs} · {neighbours}", "muted", size=11.5)
    label(ax, 220, 234, f"{inputs} · {outputs}", "muted", size=11.5)
    label(ax, left + 62, 234, f"{steps} · W, {steps - 1} · U", "muted", size=11.5)
    return drawing


def _unit(ax: Axes, x: float, y: float, role: str) -> None:
    spot(ax, x, y, role, radius=7)


def _apart(places: list[float], gap: float, last: float) -> list[float]:
    """Move places apart until no two are nearer than `gap`, none beyond `last`."""
    for index in range(1, len(places)):
        places[index] = max(places[index], places[index - 1] + gap)
    places[-1] = min(places[-1], last)
    for index in range(len(places) - 2, -1, -1):
        places[index] = min(places[index], places[index + 1] - gap)
    return places
