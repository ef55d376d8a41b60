"""Dense nets on pictures: rows laid end to end, and how many numbers that takes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cnnkit.palette import ROLES
from cnnkit.plots.drawing import Drawing, arrow, frame, label, plot_axes, sheet, spot

__all__ = ["parameter_bars", "row_by_row"]


def row_by_row(height: int, width: int, pixel: tuple[int, int]) -> Drawing:
    """Lay a picture's rows end to end, and join all of it to a few units.

    Parameters
    ----------
    height, width : int
        Of the picture, in pixels.
    pixel : (int, int)
        Row and column of the one that is followed.
    """
    row, column = pixel
    place, below = row * width + column, (row + 1) * width + column
    units = 3
    drawing, ax = sheet(
        268,
        f"A picture of {height} rows and {width} columns, each row in a colour of its own, and "
        f"below it the same pixels in one line of {height * width}, row after row. The pixel in "
        f"row {row} and column {column} becomes number {place}; the one right below it in the "
        f"picture becomes number {below}, {width} places away. {units} units at the bottom are "
        f"joined to all {height * width} pixels.",
    )
    side, small = 32, 400 / (height * width)
    left, top = 26, 16
    for (i, j), number in np.ndenumerate(np.arange(height * width).reshape(height, width)):
        role = f"tied-{i}"
        frame(ax, left + j * side, top + i * side, side, side, role, line=1.2, fill="surface")
        label(ax, left + (j + 0.5) * side, top + (i + 0.5) * side, str(number), role, size=12)
        x = 20 + number * small
        frame(ax, x, 148, small, 28, role, line=1.2, fill="surface")
        label(ax, x + small / 2, 162, str(number), role, size=12)
    for number, role in ((place, "changed"), (below, "changed")):
        i, j = divmod(number, width)
        frame(ax, left + j * side + 3, top + i * side + 3, side - 6, side - 6, role, line=2.2)
        frame(ax, 20 + number * small + 3, 151, small - 6, 22, role, line=2.2)
    text = left + width * side + 24
    label(ax, text, 36, f"row {row}, column {column}", align="left", weight="bold")
    label(ax, text, 56, f"→ {row} · {width} + {column} = {place}", "changed", align="left", size=15)
    label(ax, text, 84, "neighbours above and below", "muted", align="left", size=11.5)
    label(ax, text, 101, f"are {width} places apart now", "muted", align="left", size=11.5)
    arrow(ax, (left + width * side / 2, top + height * side + 3), (100, 145), "line")
    for unit in range(units):
        x = 60 + 100 * unit
        for number in range(height * width):
            ax.plot(
                [20 + (number + 0.5) * small, x],
                [176, 232],
                color=ROLES["line"].light,
                lw=0.5,
                zorder=0,
            )
        spot(ax, x, 236, "output", radius=7)
    label(ax, 420, 236, f"{units} · {height * width} weights", "output", weight="bold",
          align="right")  # fmt: skip
    return drawing


def parameter_bars(counts: Mapping[str, int], sliding: str) -> Drawing:
    """Draw how many weights several first layers have, on a logarithmic scale.

    Parameters
    ----------
    counts : mapping from name to int
        Names may have a second line, after a line break.
    sliding : str
        Which of them slides a kernel.
    """
    drawing, _ = sheet(
        76 + 46 * len(counts),
        "Bars on a logarithmic scale. "
        + " ".join(f"{name.replace(chr(10), ', ')}: {count:,}." for name, count in counts.items()),
    )
    ax = plot_axes(
        drawing,
        (150, 12, 176, 46 * len(counts) + 6),
        x_label="weights, each tick ten times more",
        y_label="",
        x_ticks=(),
        y_ticks=(),
    )
    for row, (name, count) in enumerate(counts.items()):
        y = len(counts) - row
        role = "kernel" if name == sliding else "input"
        ax.barh(y, count, height=0.46, color=ROLES[role].light)
        ax.annotate(f"{count:,}", (count, y), xytext=(5, 0), textcoords="offset points",
                    va="center", color=ROLES[role].light, fontsize=12, weight="bold",
                    annotation_clip=False)  # fmt: skip
        ax.annotate(name, (0, y), xycoords=("axes fraction", "data"), xytext=(-8, 0),
                    textcoords="offset points", ha="right", va="center", fontsize=11.5,
                    linespacing=1.3, color=ROLES["ink"].light)  # fmt: skip
    ax.set_xscale("log")
    ax.set(xlim=(100, max(counts.values())), ylim=(0.4, len(counts) + 0.6))
    powers = [10**power for power in range(2, 11) if 10**power <= max(counts.values())]
    words = {3: "thousand", 6: "million", 9: "billion"}
    ax.set_xticks(powers, [words.get(len(str(power)) - 1, "") for power in powers])
    ax.minorticks_off()
    return drawing
