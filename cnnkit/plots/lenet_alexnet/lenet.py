"""What LeNet-5 of 1998 did differently: its table of links, its squashing, its output codes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from cnnkit.ops.activation import relu, scaled_tanh
from cnnkit.palette import ROLES
from cnnkit.plots.drawing import (
    Drawing,
    frame,
    label,
    picture,
    plot_axes,
    sheet,
    spot,
    written,
)

__all__ = ["codes", "connection_table", "squashing"]


def connection_table(links: Sequence[Sequence[bool]]) -> Drawing:
    """Draw which map before a layer feeds which map after it; below, how many feed each.

    Parameters
    ----------
    links : sequence of sequences of bool, in_maps rows and out_maps columns
    """
    table = np.asarray(links, dtype=bool)
    inputs, outputs = table.shape
    fan_in = table.sum(axis=0)
    counts = [int(count) for count in fan_in]
    drawing, ax = sheet(
        64 + 23 * inputs + 40,
        f"A table of {inputs} rows and {outputs} columns; {table.sum()} of {table.size} cells are "
        "marked. From left to right the columns have " + ", ".join(map(str, counts)) + " marks.",
    )
    left, top, size = 56, 50, 23.4
    label(ax, max(left + outputs * size / 2, 160), 14, "map of C3", "output", weight="bold")
    label(ax, 4, 14, "map of S2", "input", align="left", weight="bold")
    for column in range(outputs):
        x = left + (column + 0.5) * size
        label(ax, x, top - 14, str(column), "output", size=11)
        label(ax, x, top + inputs * size + 14, str(counts[column]), weight="bold", size=11.5)
    for row in range(inputs):
        label(ax, left - 14, top + (row + 0.5) * size, str(row), "input", size=11.5)
        for column in range(outputs):
            x, y = left + column * size, top + row * size
            fill = "surface" if table[row, column] else None
            frame(ax, x, y, size, size, "line", line=0.5, fill=fill)
            if table[row, column]:
                spot(ax, x + size / 2, y + size / 2, "kernel", radius=4.5)
    label(ax, left - 14, top + inputs * size + 14, "sees", "muted", size=11)
    edges = [0, *(i for i in range(1, outputs) if counts[i] != counts[i - 1]), outputs]
    for start, end in itertools.pairwise(edges):
        frame(ax, left + start * size, top, (end - start) * size, inputs * size, "ink", line=1.8)
    label(ax, left, top + inputs * size + 38,
          f"{table.sum()} of {table.size} pairs are linked", "kernel", align="left")  # fmt: skip
    return drawing


def squashing() -> Drawing:
    """Plot the scaled tanh of 1998 beside the ReLU of today."""
    x = np.linspace(-4, 4, 321)
    drawing, ax = sheet(
        232,
        "Two curves over sums from -4 to 4. The scaled tanh passes through (-1, -1), (0, 0) and "
        "(1, 1) and flattens towards 1.7159 and -1.7159. The ReLU is 0 on the left and the sum "
        "itself on the right.",
    )
    for column, (title, role, run) in enumerate(
        (("1998: 1.7159 tanh(2a/3)", "kernel", scaled_tanh), ("today: ReLU", "output", relu))
    ):
        label(ax, 118 + 218 * column, 14, title, role, weight="bold")
        part = plot_axes(
            drawing, (34 + 218 * column, 32, 176, 148), x_label="sum a", y_label="",
            x_ticks=(-4, -1, 0, 1, 4), y_ticks=(-1, 0, 1, 2), y_write=written,
        )  # fmt: skip
        part.set_xticks((-4, -1, 0, 1, 4), [written(tick) for tick in (-4, -1, 0, 1, 4)])
        part.axhline(0, color=ROLES["line"].light, linewidth=0.6)
        part.plot(x, run(x), color=ROLES[role].light, linewidth=2.6)
        if column == 0:
            for end in (-1.7159, 1.7159):
                part.axhline(end, color=ROLES["line"].light, linewidth=0.8, linestyle=(0, (3, 2)))
            label(part, -3.9, 2.08, "1.7159", "muted", align="left", size=11)
            part.plot([-1, 1], [-1, 1], "o", color=ROLES["ink"].light, markersize=6)
            label(part, 1.35, 0.85, "(1, 1)", align="left", size=11.5)
            label(part, -1.4, -0.8, "(−1, −1)", align="right", size=11.5)
        else:
            label(part, 1.7, 2.2, "no upper end", "muted", align="right", size=11.5)
        part.set(xlim=(-4, 4), ylim=(-2, 2.6))
    return drawing


def codes(patterns: np.ndarray) -> Drawing:
    """Draw the pattern that the last hidden layer should show for each digit.

    Parameters
    ----------
    patterns : ndarray of shape (10, 84)
        1 for ink, -1 for paper.
    """
    drawing, ax = sheet(
        124,
        f"{len(patterns)} little pictures, 7 pixels wide and 12 high: the digits 0 to 9, white on "
        "black paper.",
    )
    for digit, pattern in enumerate(patterns):
        left = 6 + 43.4 * digit
        picture(ax, pattern.reshape(12, 7), left, 8, 38, limits=(-1.2, 1.2))
        frame(ax, left, 8, 38, 38 * 12 / 7, "line", line=0.8)
        label(ax, left + 19, 90, str(digit), weight="bold")
    label(ax, 6, 112, "7×12 = 84 values, one for each unit of F6", "muted", align="left", size=11.5)
    return drawing
