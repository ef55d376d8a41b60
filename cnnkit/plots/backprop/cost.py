"""A cost, its slope, and how far to step down."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnkit.palette import ROLES
from cnnkit.plots.drawing import Drawing, label, plot_axes, sheet, written

__all__ = ["along_the_gradient", "parabola_walks", "square_or_distance", "walk"]


def walk(start: float, curvature: float, rate: float, steps: int) -> np.ndarray:
    """Descend the parabola ``curvature * theta**2 / 2``.

    Returns
    -------
    ndarray of shape (steps + 1,)
        All values of theta, the first included.

    Examples
    --------
    >>> walk(3.0, 2.0, 0.5, 2)
    array([3., 0., 0.])
    """
    return start * (1 - rate * curvature) ** np.arange(steps + 1)


def parabola_walks(
    rates: Sequence[float], verdicts: Sequence[str], *, curvature: float, start: float, steps: int
) -> Drawing:
    """Draw the same walk down a parabola with four learning rates.

    Parameters
    ----------
    rates : sequence of four floats
    verdicts : sequence of four str
        What is written on each.
    curvature, start : float
    steps : int
    """
    paths = [walk(start, curvature, rate, steps) for rate in rates]
    drawing, ax = sheet(
        384,
        f"Four times the same parabola with a walk that starts at {start:g}. "
        + " ".join(
            f"Rate {rate:g}, {verdict}: "
            + ", ".join(f"{value:.2f}" for value in path[:4])
            + " and so on."
            for rate, verdict, path in zip(rates, verdicts, paths, strict=True)
        ),
    )
    reach = 1.45 * abs(start)
    theta = np.linspace(-reach, reach, 121)
    for index, (rate, verdict, path) in enumerate(zip(rates, verdicts, paths, strict=True)):
        left, top = 14 + 222 * (index % 2), 56 + 186 * (index // 2)
        label(ax, left + 98, top - 38, f"rate {rate:g}", "kernel", weight="bold")
        label(ax, left + 98, top - 20, verdict, "muted", size=11.5)
        part = plot_axes(
            drawing, (left, top, 196, 100), x_label="", y_label="", x_ticks=(0,), y_ticks=()
        )
        part.spines["left"].set_visible(False)
        part.plot(theta, curvature * theta**2 / 2, color=ROLES["line"].light, linewidth=1.6)
        inside = path[np.cumsum(np.abs(path) > reach) == 0]
        heights = curvature * inside**2 / 2
        part.plot(inside, heights, color=ROLES["gradient"].light, linewidth=1.2)
        part.plot(inside, heights, "o", color=ROLES["gradient"].light, markersize=5)
        part.plot(inside[:1], heights[:1], "o", color=ROLES["ink"].light, markersize=7)
        part.set(xlim=(-reach, reach), ylim=(-0.04 * reach**2, curvature * reach**2 / 2))
    label(ax, 6, 374, "black: where the walk starts; 0 marks the minimum", "muted", align="left",
          size=11)  # fmt: skip
    return drawing


def along_the_gradient(rates: np.ndarray, costs: np.ndarray, slope: float) -> Drawing:
    """Plot the cost after one step over the learning rate, with its tangent at rate 0.

    Parameters
    ----------
    rates, costs : ndarray of shape (n,)
        Rates below 0 step up the gradient.
    slope : float
        Squared length of the gradient: how steeply the cost falls at first.
    """
    here = int(np.abs(rates).argmin())
    drawing, _ = sheet(
        244,
        f"The cost after one step, over learning rates from {rates[0]:g} to {rates[-1]:g}. At rate "
        f"0 it is {costs[here]:.3f}; to the left it rises to {costs[0]:.3f}, to the right it falls "
        f"to {costs[-1]:.4f}. A straight line touches it at rate 0 and then falls below it.",
    )
    ax = plot_axes(
        drawing, (56, 18, 368, 172), x_label="learning rate", y_label="cost after one step",
        x_ticks=(rates[0], 0, rates[-1]), y_ticks=(0, round(costs[here], 2)),
    )  # fmt: skip
    ax.set_xticks(ax.get_xticks(), [written(tick) for tick in ax.get_xticks()])
    ax.axvline(0, color=ROLES["line"].light, linewidth=0.8)
    ax.plot(rates, costs, color=ROLES["output"].light, linewidth=2.6)
    line = costs[here] - slope * rates
    near = (line > 0) & (line < costs.max())
    ax.plot(rates[near], line[near], "--", color=ROLES["gradient"].light, linewidth=1.6)
    ax.plot(rates[here], costs[here], "o", color=ROLES["ink"].light, markersize=7)
    notes = (
        (0.30, 0.80, "the straight line that\nthe gradient promises", "gradient"),
        (0.02, 0.22, "up the gradient:\nworse", "muted"),
        (0.70, 0.22, "down the gradient:\nbetter", "output"),
    )
    for x, y, text, role in notes:
        ax.text(
            x, y, text, color=ROLES[role].light, fontsize=12, transform=ax.transAxes, va="center"
        )
    ax.set(ylim=(0, 1.05 * costs.max()), xlim=(rates[0], rates[-1]))
    return drawing


def square_or_distance() -> Drawing:
    """Set half the squared error beside the distance: their values and their slopes."""
    error = np.linspace(-2, 2, 401)
    drawing, ax = sheet(
        226,
        "Two pairs of curves over the error from -2 to 2. Values: half the squared error is a "
        "parabola, the distance a V. Slopes: that of half the squared error is the error itself, a "
        "straight line through 0; that of the distance jumps from -1 to 1.",
    )
    kinds = (
        ("half the square", "output", error**2 / 2, error, "-"),
        ("distance", "kernel", np.abs(error), np.where(error == 0, np.nan, np.sign(error)), "--"),
    )
    for column, (title, which, low) in enumerate((("value", 2, 0), ("slope", 3, -2))):
        label(ax, 112 + 220 * column, 14, title, weight="bold")
        part = plot_axes(
            drawing, (30 + 220 * column, 30, 172, 140), x_label="error h − y", y_label="",
            x_ticks=(-2, 0, 2), y_ticks=(low, 0, 1, 2) if low else (0, 1, 2),
            y_write=written,
        )  # fmt: skip
        for name, role, *curves, style in kinds:
            colour = ROLES[role].light
            part.plot(error, curves[which - 2], style, color=colour, linewidth=2.2)
            if column:
                place = {"output": (1.15, -0.4), "kernel": (-1.3, -0.5)}[role]
            else:
                place = {"output": (0.0, 1.3), "kernel": (0.0, 1.8)}[role]
            part.text(*place, name, color=colour, fontsize=12, ha="center", va="center")
        part.set(xlim=(-2, 2), ylim=(low, 2.05))
    return drawing
