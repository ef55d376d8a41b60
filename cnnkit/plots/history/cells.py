"""The experiment with the bars: the way of the light, and what three kinds of cells answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, Ellipse, Polygon

from cnnkit.models.cortex import (
    REACH,
    SIZE,
    bar,
    complex_cell,
    direction_cell,
    receptive_field,
    simple_cell,
)
from cnnkit.palette import ROLES
from cnnkit.plots.drawing import (
    SIGNED,
    Drawing,
    arrow,
    frame,
    label,
    picture,
    plot_axes,
    sheet,
    spot,
    written,
)

__all__ = ["simple_and_complex", "tuning_curve", "two_frames", "visual_pathway"]


def visual_pathway() -> Drawing:
    """Sketch the experiment: screen, eye, relay, cortex, electrode, and the sound of a cell."""
    drawing, ax = sheet(
        246,
        "A sketch from left to right: a screen with a slanted bar of light, an eye, a relay "
        "station in the middle of the brain, and the visual cortex at its back, joined by arrows. "
        "An electrode in the cortex leads to a trace: a bar at the cell's own slant gives many "
        "spikes, a bar across it gives none.",
    )
    picture(ax, bar(60), 10, 50, 84)
    frame(ax, 10, 50, 84, 84, "line", line=1)
    label(ax, 52, 146, "screen", weight="bold")
    label(ax, 52, 163, "a bar of light", "muted", size=11)
    ax.add_patch(Circle((146, 92), 22, facecolor=_fill(), edgecolor=_line("input"), lw=2))
    ax.add_patch(Ellipse((128, 92), 9, 22, facecolor=_fill(), edgecolor=_line("input"), lw=2))
    label(ax, 146, 146, "eye", weight="bold")
    label(ax, 146, 163, "dots of light", "muted", size=11)
    ax.add_patch(Ellipse((238, 92), 42, 28, facecolor=_fill(), edgecolor=_line("kernel"), lw=2))
    label(ax, 238, 92, "LGN", size=11.5)
    label(ax, 238, 146, "relay", weight="bold")
    label(ax, 238, 163, "dots of light", "muted", size=11)
    round_it = np.linspace(0, 2 * np.pi, 181)
    folds = 1 + 0.07 * np.cos(9 * round_it)
    cortex = np.column_stack(
        [353 + 36 * folds * np.cos(round_it), 92 - 36 * folds * np.sin(round_it)]
    )
    ax.add_patch(Polygon(cortex, facecolor=_fill(), edgecolor=_line("output"), lw=2))
    label(ax, 353, 92, "V1", size=11.5)
    label(ax, 353, 146, "visual cortex", weight="bold")
    label(ax, 353, 163, "edges and bars", "muted", size=11)
    for start, end in (((98, 92), (120, 92)), ((171, 92), (214, 92)), ((262, 92), (312, 92))):
        arrow(ax, start, end)
    ax.plot([370, 404], [72, 24], color=_line("ink"), lw=2.2, solid_capstyle="round", zorder=5)
    label(ax, 396, 12, "electrode", size=11.5)
    arrow(ax, (404, 26), (424, 178), bend=-0.22, line=1.1)
    for top, angle, spikes in ((184, 60, 17), (218, 150, 0)):
        picture(ax, bar(angle), 116, top, 26)
        frame(ax, 116, top, 26, 26, "line", line=1)
        _trace(ax, 156, 424, top + 20, spikes)
    label(ax, 104, 197, "its slant", "output", size=11.5, align="right", weight="bold")
    label(ax, 104, 231, "across it", "muted", size=11.5, align="right")
    return drawing


def tuning_curve(preferred: float, turns: Sequence[float]) -> Drawing:
    """Turn a bar in front of a simple cell and plot how strongly it fires.

    Parameters
    ----------
    preferred : float
        The orientation that the cell likes most, in degrees.
    turns : sequence of float
        By how much the bars of the little screens are turned away from it.
    """
    measured = [simple_cell(bar(preferred + turn), preferred) for turn in turns]
    drawing, ax = sheet(
        350,
        "Above: the receptive field of a simple cell, a bright stripe between two dark ones, and "
        f"{len(turns)} screens with a bar that is turned further and further. Below: the cell's "
        "response over the angle, a narrow peak at 0. "
        + "; ".join(
            f"{response:.2f} at {turn:g} degrees"
            for turn, response in zip(turns, measured, strict=True)
        )
        + ".",
    )
    side = 60
    weights = receptive_field(preferred)
    reach = np.abs(weights).max()
    label(ax, 8 + side / 2, 12, "the cell", "kernel", weight="bold")
    picture(ax, weights, 8, 24, side, cmap=SIGNED, limits=(-reach, reach))
    frame(ax, 8, 24, side, side, "kernel", line=2)
    step = (440 - 90 - side - 8) / (len(turns) - 1)
    label(ax, 90, 12, "what it is shown", "input", weight="bold", align="left")
    for index, (turn, response) in enumerate(zip(turns, measured, strict=True)):
        left = 90 + index * step
        picture(ax, bar(preferred + turn), left, 24, side)
        frame(ax, left, 24, side, side, "input", line=1)
        label(ax, left + side / 2, 24 + side + 12, f"{turn:g}°", "muted", size=11.5)
        label(ax, left + side / 2, 24 + side + 30, f"{response:.2f}", "output", weight="bold")
    part = plot_axes(
        drawing,
        (64, 150, 350, 150),
        x_label="degrees between the bar and the cell's orientation",
        y_label="response",
        x_ticks=range(-90, 91, 30),
        y_ticks=(0, 0.5, 1),
    )
    angles = np.arange(-90, 91)
    curve = [simple_cell(bar(preferred + angle), preferred) for angle in angles]
    part.plot(angles, curve, color=_line("output"), lw=2.4)
    part.plot(turns, measured, "o", color=_line("output"), markersize=7)
    half = angles[np.array(curve) >= 0.5]
    part.plot([half[0], half[-1]], [0.5, 0.5], color=_line("changed"), lw=1.6, ls=(0, (3, 2)))
    part.annotate(
        f"{half[-1] - half[0]}° wide\nat half height",
        (half[0] - 4, 0.5),
        ha="right",
        va="center",
        color=_line("changed"),
        fontsize=12,
    )
    part.set(xlim=(-92, 92), ylim=(-0.03, 1.08))
    part.set_xticks(range(-90, 91, 30), [written(tick) for tick in range(-90, 91, 30)])
    return drawing


def simple_and_complex(angle: float, shown: Sequence[float]) -> Drawing:
    """Slide a bar sideways in front of a simple and a complex cell.

    Parameters
    ----------
    angle : float
        Orientation of the bar and of both cells, in degrees.
    shown : sequence of float
        How far the bars of the little screens are moved, in pixels.
    """
    offsets = np.linspace(-9, 9, 181)
    responses = {
        "simple": [simple_cell(bar(angle, offset), angle) for offset in offsets],
        "complex": [complex_cell(bar(angle, offset), angle) for offset in offsets],
    }
    inside = np.abs(offsets) <= max(REACH)
    low = min(np.array(responses["complex"])[inside])
    drawing, ax = sheet(
        356,
        f"Above: {len(shown)} screens with an upright bar further and further to the right. Below: "
        "the responses of two cells over the bar's place. The simple cell has one narrow peak in "
        f"the middle. The complex cell answers from {min(REACH)} to {max(REACH)} pixels and never "
        f"falls below {low:.2f} there.",
    )
    side = 60
    step = (440 - 64 - side - 26) / (len(shown) - 1)
    for index, offset in enumerate(shown):
        left = 64 + index * step
        picture(ax, bar(angle, offset), left, 8, side)
        frame(ax, left, 8, side, side, "input", line=1)
        label(ax, left + side / 2, 8 + side + 12, written(offset), "muted", size=11.5)
    for index, (kind, role) in enumerate((("simple", "kernel"), ("complex", "output"))):
        part = plot_axes(
            drawing,
            (64, 96 + 120 * index, 350, 92),
            x_label="pixels from the middle of the screen" if index else "",
            y_label="response",
            x_ticks=range(-8, 9, 2),
            y_ticks=(0, 1),
        )
        part.fill_between(offsets, responses[kind], color=_line(role), alpha=0.18, lw=0)
        part.plot(offsets, responses[kind], color=_line(role), lw=2.4)
        part.set(xlim=(-9, 9), ylim=(-0.04, 1.6))
        part.set_xticks(range(-8, 9, 2), [written(tick) for tick in range(-8, 9, 2)])
        label(ax, 72, 102 + 120 * index, f"{kind} cell", role, weight="bold", align="left")
    part.plot(REACH, [1.14] * len(REACH), "o", color=_line("kernel"), markersize=5)
    text = f"listens to {len(REACH)} simple cells"
    label(ax, 412, 222, text, "kernel", size=11.5, align="right")
    return drawing


def two_frames(angle: float, step: float) -> Drawing:
    """Show a moving bar in two moments, to a cell that likes one direction.

    Parameters
    ----------
    angle : float
        Orientation of the bar, in degrees.
    step : float
        How far it moves between the moments, in pixels; the cell likes this direction.
    """
    cases = {"to the right": (0.0, step), "to the left": (step, 0.0), "still": (0.0, 0.0)}
    answers = {
        name: direction_cell(*(bar(angle, offset) for offset in pair), angle, step=step)
        for name, pair in cases.items()
    }
    drawing, ax = sheet(
        322,
        "Three bars, each in two moments, before and now, with the responses of two simple cells, "
        "here and one step to the right. "
        + " ".join(f"{name.capitalize()}: the answer is {answers[name]:g}." for name in cases),
    )
    side = 62
    for x, text in ((112, "before"), (196, "now")):
        label(ax, x + side / 2, 14, text, weight="bold")
    label(ax, 350, 14, "here, before · there, now", "muted", size=11.5)
    label(ax, 350, 30, "− there, before · here, now", "muted", size=11.5)
    for row, (name, pair) in enumerate(cases.items()):
        top = 44 + 86 * row
        label(ax, 98, top + side / 2, name, weight="bold", align="right")
        cells_seen = []
        for left, offset in zip((112, 196), pair, strict=True):
            screen = bar(angle, offset)
            picture(ax, screen, left, top, side)
            frame(ax, left, top, side, side, "input", line=1)
            unit = side / SIZE
            for place, role in ((0.0, "kernel"), (step, "changed")):
                spot(
                    ax,
                    left + side / 2 + place * unit,
                    top + side + 6,
                    role,
                    radius=2.6,
                )
            cells_seen.append([simple_cell(screen, angle, place) for place in (0.0, step)])
        arrow(ax, (177, top + side / 2), (193, top + side / 2), "ink", line=1.2)
        (here_before, there_before), (here_now, there_now) = np.round(cells_seen, 6)
        label(
            ax,
            350,
            top + 20,
            f"{here_before:g} · {there_now:g}  −  {there_before:g} · {here_now:g}",
        )
        value = here_before * there_now - there_before * here_now
        text = f"= {written(value)}" + (", so 0" if value < 0 else "")
        label(ax, 350, top + 44, text, "output", weight="bold", size=15)
    spot(ax, 116, 308, "kernel")
    label(ax, 124, 308, "here", "kernel", align="left")
    spot(ax, 170, 308, "changed")
    label(ax, 178, 308, f"there, {written(step)} pixels to the right", "changed", align="left")
    return drawing


def _trace(ax: Axes, left: float, right: float, base: float, spikes: int) -> None:
    """Draw what an oscilloscope shows: a line, and one stroke for each spike."""
    ax.plot([left, right], [base, base], color=_line("ink"), lw=1.2, zorder=2)
    for place in np.linspace(left + 60, right - 60, spikes):
        ax.plot([place, place], [base, base - 18], color=_line("output"), lw=1.6, zorder=3)


def _line(role: str) -> str:
    return ROLES[role].light


def _fill() -> str:
    return ROLES["surface"].light
