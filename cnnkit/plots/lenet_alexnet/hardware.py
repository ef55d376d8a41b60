"""Layers as matrix products, and how much faster a batch goes than its pictures one by one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnkit.palette import ROLES
from cnnkit.plots.drawing import Drawing, arrow, block, frame, label, plot_axes, sheet

__all__ = ["matrix_product", "speed_up", "speed_ups"]


def matrix_product(
    weights: tuple[int, int], windows: tuple[int, int], window: tuple[int, int, int], batch: int
) -> Drawing:
    """Draw one convolution of a batch as weights times windows, with one row, column and cell.

    Parameters
    ----------
    weights, windows : (int, int)
        Rows and columns of the two matrices.
    window : (int, int, int)
        Channels, height and width that a window covers.
    batch : int
        How many pictures the windows come from.
    """
    places = windows[1] // batch
    values = "·".join(map(str, window))
    drawing, ax = sheet(
        318,
        f"A stack of {window[0]} maps with one window of {values} values, which becomes one column "
        f"of a wide matrix, {windows[0]:,}×{windows[1]:,}; {places} columns belong to each of "
        f"{batch} pictures. Left of it a matrix with a filter in each row, {weights[0]:,}×"
        f"{weights[1]:,}. Row times column is one cell of the product, {weights[0]:,}×"
        f"{windows[1]:,}.",
    )
    x0, wide, tall, top = 158, 274, 96, 74  # the windows; their rows are as long as the filters'
    left, low, high = 34, 222, 52  # the filters
    cut = [x0, x0 + 54, x0 + 108, x0 + wide - 54, x0 + wide]  # one picture, another, ..., the last
    column, row = cut[1] + 20, low + 14
    frame(ax, x0, top, wide, tall, "input", fill="surface", line=2)
    frame(ax, left, low, tall, high, "kernel", fill="surface", line=2)
    frame(ax, x0, low, wide, high, "output", fill="surface", line=2)
    for x in cut[1:4]:
        for y, long, role in ((top, tall, "input"), (low, high, "output")):
            ax.plot([x, x], [y, y + long], color=ROLES[role].light, linewidth=0.7, zorder=4)
    for x, name in zip((cut[0], cut[1], cut[3]), ("0", "1", str(batch - 1)), strict=True):
        label(ax, x + 27, top - 12, name, "input", size=11.5)
    label(ax, (cut[2] + cut[3]) / 2, top - 12, "…", "input")
    label(ax, x0 + wide / 2, 40, f"{places} columns for each picture", "input", size=11.5)
    frame(ax, column, top, 7, tall, "input", fill="input", line=0.5)
    frame(ax, left, row, tall, 7, "kernel", fill="kernel", line=0.5)
    frame(ax, column - 1, row - 1, 9, 9, "output", fill="output", line=0.5)
    arrow(ax, (column + 3.5, top + tall + 2), (column + 3.5, row - 4), "input", dashed=True)
    arrow(ax, (left + tall + 2, row + 3.5), (column - 4, row + 3.5), "kernel", dashed=True)
    # where a column comes from
    block(ax, 10, 84, 60, 60, 40, "input", sheets=window[0])
    block(ax, 30, 106, 22, 22, 40, "kernel", sheets=1, fill=None)
    label(ax, 40, 158, "picture 1", "input", size=11.5)
    arrow(ax, (94, 96), (column - 2, top + 40), "input", bend=-0.12)
    label(ax, 8, 36, f"a window: {values}", "kernel", align="left", weight="bold", size=11.5)
    for x, y, size, says, role in (
        (left + tall / 2, low + high + 16, weights, "a filter a row", "kernel"),
        (x0 + wide / 2, low + high + 16, (weights[0], windows[1]), "a map a row", "output"),
    ):
        label(ax, x, y, f"{size[0]:,}×{size[1]:,}", role, weight="bold")
        label(ax, x, y + 18, says, role, size=11.5)
    label(ax, x0 + wide / 2, 16, f"{windows[0]:,}×{windows[1]:,}", "input", weight="bold")
    return drawing


def speed_ups(names: Sequence[str], ratios: Sequence[float]) -> Drawing:
    """Show how many times faster each way is than the slowest, on a scale of powers of ten.

    Parameters
    ----------
    names : sequence of str
    ratios : sequence of float
        1 for the slowest.
    """
    foot = 20 + 40 * len(names)
    drawing, ax = sheet(
        foot + 46,
        "Dots on a scale where each step is ten times as fast. "
        + " ".join(f"{name}: {_ratio(ratio)}." for name, ratio in zip(names, ratios, strict=True)),
    )
    low = min(0, int(np.floor(np.log10(min(ratios)))))
    high = max(low + 1, int(np.ceil(np.log10(max(ratios)))))
    left, wide = 150, 230

    def across(ratio: float) -> float:
        return left + wide * (float(np.log10(ratio)) - low) / (high - low)

    ax.plot([left, left + wide], [foot, foot], color=ROLES["line"].light, linewidth=1)
    for power in range(low, high + 1):
        x = across(10.0**power)
        ax.plot([x, x], [foot, foot + 4], color=ROLES["line"].light, linewidth=1)
        if high - low < 4 or power % 2 == 0:
            label(ax, x, foot + 13, _ratio(10.0**power), "muted", size=11)
    label(ax, left + wide / 2, foot + 34, "times as fast, as measured in this build", "muted",
          size=11.5)  # fmt: skip
    for number, (name, ratio) in enumerate(zip(names, ratios, strict=True)):
        y = 28 + 40 * number
        label(ax, 4, y, name, align="left", weight="bold")
        ax.plot([across(1), across(ratio)], [y, y], color=ROLES["output"].light, linewidth=3)
        ax.plot([across(ratio)], [y], "o", color=ROLES["output"].light, markersize=9)
        label(ax, across(ratio) + 10, y - 13, _ratio(ratio), "output", align="left", weight="bold")
    return drawing


def speed_up(sizes: Sequence[int], ratios: Sequence[float]) -> Drawing:
    """Plot how many times more pictures a second go through in batches than one by one.

    Parameters
    ----------
    sizes : sequence of int
        Batch sizes, from 1 on, growing.
    ratios : sequence of float
        Pictures a second, divided by those of batch size 1.
    """
    drawing, _ = sheet(
        250,
        "A curve of speed over batch size. "
        + " ".join(f"{size}: {_ratio(ratio)}." for size, ratio in zip(sizes, ratios, strict=True)),
    )
    top = max(2.0, 1.25 * float(max(ratios)))
    ax = plot_axes(
        drawing, (16, 14, 408, 186), x_label="pictures in a batch", y_label="", x_ticks=(),
        y_ticks=(),
    )  # fmt: skip
    ax.spines["left"].set_visible(False)
    ax.set_xscale("log")
    ax.set_xticks(sizes, [str(size) for size in sizes])
    ax.minorticks_off()
    ax.axhline(1, color=ROLES["muted"].light, linewidth=1.2, linestyle=":")
    below = top < 8  # there is room under the line
    ax.text(sizes[-1] * 1.4, 1 - 0.02 * top if below else 1 + 0.02 * top, "one at a time",
            color=ROLES["muted"].light, fontsize=11, ha="right",
            va="top" if below else "bottom")  # fmt: skip
    ax.plot(sizes, ratios, "o-", color=ROLES["output"].light, linewidth=2.4, markersize=7)
    for size, ratio in zip(sizes, ratios, strict=True):
        ax.text(size, ratio + 0.045 * top, _ratio(ratio), color=ROLES["output"].light, fontsize=12,
                weight="bold", ha="center", va="bottom")  # fmt: skip
    ax.set(xlim=(sizes[0] / 1.5, sizes[-1] * 1.5), ylim=(0, top))
    return drawing


def _ratio(ratio: float) -> str:
    """Write a ratio with two digits.

    Examples
    --------
    >>> _ratio(1.0), _ratio(237.0)
    ('1×', '240×')
    """
    return f"{float(f'{ratio:.2g}'):,g}×"
