"""What activations let through: gates, and deltas that fade from layer to layer."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cnnkit.ops.activation import relu_backward
from cnnkit.palette import ROLES
from cnnkit.plots.drawing import (
    Drawing,
    arrow,
    cells,
    frame,
    label,
    plot_axes,
    sheet,
    words,
    written,
)

__all__ = ["fading", "gate"]


def gate(x: np.ndarray, grad_out: np.ndarray) -> Drawing:
    """Show ReLU as a gate for gradients: open where the input was positive.

    Parameters
    ----------
    x, grad_out : ndarray of shape (n,)
    """
    grad_x = relu_backward(grad_out, x) + 0.0  # there is no minus zero to read
    drawing, ax = sheet(
        236,
        f"Inputs {words(x)}; gradients of the outputs {words(grad_out)}. The gradient goes on "
        f"where the input was positive: {words(grad_x)}.",
    )
    size = 48
    left = 440 - size * len(x) - 10
    reach = float(np.abs(grad_out).max())
    rows = (
        (14, "input x", "input", x, float(np.abs(x).max())),
        (84, "gradient\nof the output", "gradient", grad_out, reach),
        (174, "gradient\nof the input", "gradient", grad_x, reach),
    )
    for y, name, role, values, limit in rows:
        label(ax, left - 12, y + 24, name, role, align="right", weight="bold")
        cells(ax, values[None], left, y, size, signed=True, limits=(-limit, limit), write=written)
    for place, value in enumerate(x):
        middle = left + (place + 0.5) * size
        if value > 0:
            arrow(ax, (middle, 134), (middle, 172), "gradient", line=2)
        else:
            ax.plot([middle, middle], [134, 146], color=ROLES["gradient"].light, linewidth=2)
            ax.plot([middle - 14, middle + 14], [148, 148], color=ROLES["ink"].light, linewidth=3.5)
        frame(ax, left + place * size, 14, size, size, "input", line=1)
    label(ax, left - 12, 150, "gate", "muted", align="right")
    return drawing


def fading(sizes: Mapping[str, np.ndarray]) -> Drawing:
    """Plot the size of the deltas in every layer, for several kinds of networks.

    Parameters
    ----------
    sizes : mapping from name to ndarray of shape (layers,)
        First layer first.
    """
    depth = len(next(iter(sizes.values())))
    drawing, _ = sheet(
        312,
        f"Size of the deltas in layers 1 to {depth}, on a logarithmic axis. "
        + " ".join(
            f"{name}: {values[-1]:.0e} in the last layer, {values[0]:.0e} in the first."
            for name, values in sizes.items()
        ),
    )
    ax = plot_axes(
        drawing, (64, 14, 214, 240), x_label="layer (deltas come from the right)",
        y_label="size of the deltas", x_ticks=(1, depth // 2, depth), y_ticks=(),
    )  # fmt: skip
    ax.set_yscale("log")
    lowest = int(np.floor(np.log10(min(values.min() for values in sizes.values()))))
    powers = range(lowest + lowest % 2, 1, 2)
    ax.set_yticks([10.0**power for power in powers], [f"1e{power}" for power in powers])
    ax.minorticks_off()
    roles = ("changed", "kernel", "input", "output")
    for values, role, mark in zip(sizes.values(), roles, "o^sD", strict=False):
        colour = ROLES[role].light
        ax.plot(
            range(1, depth + 1), values, "-" + mark, color=colour, linewidth=1.8, markersize=4.5
        )
    middles = _apart([np.log10(values[0]) for values in sizes.values()], (0 - lowest) / 240 * 38)
    for (name, values), role, height in zip(sizes.items(), roles, middles, strict=False):
        factor = (values[0] / values[-1]) ** (1 / (depth - 1))
        y = 254 - (height - lowest) / (0 - lowest) * 240
        text = f"{name}\n×{factor:.2f} a layer"
        label(drawing.axes[0], 290, y, text, role, align="left", size=11)
    ax.set(xlim=(0.5, depth + 0.5), ylim=(10.0**lowest, 1))
    return drawing


def _apart(heights: list[float], least: float) -> list[float]:
    """Move labels apart, from the highest down, so that they do not touch."""
    placed, ceiling = list(heights), np.inf
    for index in np.argsort(heights)[::-1]:
        ceiling = placed[index] = min(heights[index], ceiling - least)
    return placed
