"""Checking a gradient by differences: which step is right, and where no step is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cnnkit.gradients import ErrorCurve
from cnnkit.palette import ROLES
from cnnkit.plots.drawing import Drawing, label, plot_axes, sheet

__all__ = ["kinks", "v_curves"]


def v_curves(curve: ErrorCurve, single: np.ndarray) -> Drawing:
    """Plot the error of differences over the step: two V's, and a third in float32.

    Parameters
    ----------
    curve : ErrorCurve
        In float64.
    single : ndarray of the shape of ``curve.steps``
        Errors of central differences when the cost is computed in float32.
    """
    lines = (
        ("forward, float64", curve.forward, "kernel", "--"),
        ("central, float64", curve.central, "output", "-"),
        ("central, float32", single, "changed", ":"),
    )
    best = [int(np.nanargmin(errors)) for _, errors, _, _ in lines]
    drawing, _ = sheet(
        340,
        "Three V-shaped curves of the relative error over the step, both axes logarithmic. "
        + " ".join(
            f"{name.capitalize()}: smallest error {errors[place]:.0e} at a step of "
            f"{curve.steps[place]:.0e}."
            for (name, errors, _, _), place in zip(lines, best, strict=True)
        ),
    )
    ax = plot_axes(
        drawing, (60, 14, 364, 272), x_label="step ε", y_label="relative error",
        x_ticks=(), y_ticks=(),
    )  # fmt: skip
    ax.set(xscale="log", yscale="log")
    for axis, powers in ((ax.set_xticks, range(-12, 0, 3)), (ax.set_yticks, range(-10, 1, 2))):
        axis([10.0**power for power in powers], [f"1e{power}" for power in powers])
    ax.minorticks_off()
    for (_, errors, role, style), place in zip(lines, best, strict=True):
        colour = ROLES[role].light
        ax.plot(curve.steps, errors, style, color=colour, linewidth=2.2)
        ax.plot(curve.steps[place], errors[place], "o", color=colour, markersize=7)
    notes = (
        (2e-11, 3e-2, "central,\nfloat32", "changed"),
        (3e-6, 1e-4, "forward,\nfloat64", "kernel"),
        (2e-5, 3e-12, "central, float64", "output"),
    )
    for x, y, text, role in notes:
        ax.text(x, y, text, color=ROLES[role].light, fontsize=12, ha="center", va="center")
    ax.text(
        0.04, 0.30, "← too short:\n   rounding", transform=ax.transAxes,
        color=ROLES["muted"].light, fontsize=12,
    )  # fmt: skip
    ax.text(
        0.99, 0.09, "too long: →\ncurvature", transform=ax.transAxes, ha="right",
        color=ROLES["muted"].light, fontsize=12,
    )  # fmt: skip
    ax.set(xlim=(curve.steps[0], curve.steps[-1]), ylim=(1e-12, 100))
    return drawing


def kinks(step: float) -> Drawing:
    """Draw difference quotients across two kinks: ReLU at 0, and two values that tie.

    Parameters
    ----------
    step : float
        How far the quotient reaches to each side.
    """
    panels: tuple[tuple[str, str, Callable[[np.ndarray], np.ndarray]], ...] = (
        ("ReLU at 0", "x", lambda x: np.maximum(x, 0)),
        ("max(a, 1) at a = 1", "a", lambda x: np.maximum(x + 1, 1)),
    )
    drawing, ax = sheet(
        240,
        "Two curves with a corner, flat on its left and rising with slope 1 on its right: ReLU at "
        "0, and the larger of a and 1 at a = 1. A straight line joins a point left of each corner "
        "to a point right of it; its slope is one half.",
    )
    x = np.linspace(-1, 1, 201)
    for column, (title, name, f) in enumerate(panels):
        label(ax, 112 + 220 * column, 16, title, weight="bold")
        ticks = (-1, 0, 1)
        part = plot_axes(
            drawing, (20 + 220 * column, 36, 190, 140), x_label=name, y_label="", x_ticks=ticks,
            y_ticks=(),
        )  # fmt: skip
        part.set_xticks(
            ticks, [f"{tick + column:g}".replace("-", "\N{MINUS SIGN}") for tick in ticks]
        )
        part.spines["left"].set_visible(False)
        ends = np.array([-step, step])
        slope = np.diff(f(ends))[0] / (2 * step)
        part.plot(x, f(x), color=ROLES["input"].light, linewidth=2.6)
        part.plot(ends, f(ends), "o-", color=ROLES["gradient"].light, linewidth=1.8, markersize=5)
        part.text(
            -0.3, f(np.array([0.55]))[0], f"slope {slope:g}", color=ROLES["gradient"].light,
            fontsize=12.5, ha="center", weight="bold",
        )  # fmt: skip
        part.set(xlim=(-1, 1), ylim=(f(x).min() - 0.08, f(x).min() + 1.05))
    return drawing
