"""Layers as matrix products, and how much faster a batch goes than its pictures one by one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnkit.palette import ROLES
from cnnkit.plots.drawing import Drawing, frame, label, plot_axes, sheet

__all__ = ["matrix_product", "speed_up", "speed_ups"]


def matrix_product(
    weights: tuple[int, int], windows: tuple[int, int], says: tuple[str, str, str]
) -> Drawing:
    """Draw one layer as weights times windows; areas are to scale, within limits.

    Parameters
    ----------
    weights, windows : (int, int)
        Rows and columns of the two matrices.
    says : (str, str, str)
        What stands in the weights, the windows and the product.
    """
    drawing, ax = sheet(
        260,
        f"Three rectangles: {weights[0]:,}×{weights[1]:,} weights times "
        f"{windows[0]:,}×{windows[1]:,} windows make {weights[0]:,}×{windows[1]:,} values.",
    )
    unit = np.array([24.0, 60.0, 236.0])  # out_channels, inputs of a window, windows
    left, top = 30, 92
    frame(ax, left, top + 66, unit[1], unit[0], "kernel", fill="surface")
    frame(ax, left + 118, top - 50, unit[2], unit[1], "input", fill="surface")
    frame(ax, left + 118, top + 66, unit[2], unit[0], "output", fill="surface")
    for fraction in np.linspace(0, 1, 13)[1:-1]:
        x = left + 118 + unit[2] * fraction
        ax.plot(
            [x, x],
            [top - 50, top - 50 + unit[1]],
            color=ROLES["line"].light,
            linewidth=0.5,
            zorder=4,
        )
    for number, (x, y, role, size) in enumerate(
        (
            (left + unit[1] / 2, top + 108, "kernel", weights),
            (left + 118 + unit[2] / 2, top - 64, "input", windows),
            (left + 118 + unit[2] / 2, top + 108, "output", (weights[0], windows[1])),
        )
    ):
        label(ax, x, y, f"{size[0]:,}×{size[1]:,}", role, weight="bold")
        label(ax, x, y + (18 if number != 1 else -17), says[number], role, size=11)
    label(ax, left + 89, top + 78, "·", size=22)
    label(ax, left + 118 + unit[2] / 2, top + 36, "=", size=18)
    label(ax, 8, 250, "each column of the upper matrix is one window, of any picture in the batch",
          "muted", align="left", size=11)  # fmt: skip
    return drawing


def speed_ups(names: Sequence[str], ratios: Sequence[float]) -> Drawing:
    """Draw how many times faster each way is than the slowest, on a scale of powers of ten.

    Parameters
    ----------
    names : sequence of str
    ratios : sequence of float
        1 for the slowest.
    """
    drawing, ax = sheet(
        44 + 34 * len(names),
        "Bars on a scale where each step is ten times longer. "
        + " ".join(f"{name}: {_ratio(ratio)}." for name, ratio in zip(names, ratios, strict=True)),
    )
    longest = max(1.0, float(np.log10(max(ratios))))
    label(ax, 168, 14, "as measured in this build", "muted", align="left", size=11)
    for number, (name, ratio) in enumerate(zip(names, ratios, strict=True)):
        y = 44 + 34 * number
        long = max(2.0, 160 * float(np.log10(max(ratio, 1.0))) / longest)
        label(ax, 8, y, name, align="left", weight="bold")
        ax.barh(y, long, height=18, left=168, color=ROLES["output"].light)
        label(ax, 176 + long, y, _ratio(ratio), "output", align="left", weight="bold")
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
        244,
        "A curve of speed over batch size. "
        + " ".join(f"{size}: {_ratio(ratio)}." for size, ratio in zip(sizes, ratios, strict=True)),
    )
    top = max(2.0, float(np.ceil(max(ratios))))
    ax = plot_axes(
        drawing, (62, 20, 340, 164), x_label="pictures in a batch",
        y_label="times as fast", x_ticks=(), y_ticks=(0, 1, top) if top < 8 else (0, top),
    )  # fmt: skip
    ax.set_xscale("log")
    ax.set_xticks(sizes, [str(size) for size in sizes])
    ax.minorticks_off()
    ax.axhline(1, color=ROLES["line"].light, linewidth=0.8)
    ax.plot(sizes, ratios, "o-", color=ROLES["output"].light, linewidth=2.4, markersize=6)
    ax.set(ylim=(0, 1.12 * top))
    return drawing


def _ratio(ratio: float) -> str:
    """Write a ratio with two digits.

    Examples
    --------
    >>> _ratio(1.0), _ratio(237.0)
    ('1×', '240×')
    """
    return f"{float(f'{ratio:.2g}'):,g}×"
