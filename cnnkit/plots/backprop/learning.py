"""Kernels that learn, and weights that are shared over time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnkit.ops.conv_single import correlate2d
from cnnkit.palette import ROLES
from cnnkit.plots.drawing import (
    SIGNED,
    Drawing,
    arrow,
    cells,
    frame,
    label,
    picture,
    plot_axes,
    sheet,
    words,
    written,
)

__all__ = ["edge_emerges", "trained_features", "two_weights", "unrolled"]


def two_weights(history: np.ndarray, costs: np.ndarray, shown: Sequence[int]) -> Drawing:
    """Follow the two weights of a kernel through training.

    Parameters
    ----------
    history : ndarray of shape (steps + 1, 2)
    costs : ndarray of shape (steps + 1,)
    shown : sequence of four ints
        Steps whose kernel is drawn.
    """
    drawing, ax = sheet(
        336,
        f"Two curves over the steps of training. The first weight climbs from {history[0, 0]:.2f} "
        f"to {history[-1, 0]:.3f}, the second falls from {history[0, 1]:.2f} to "
        f"{history[-1, 1]:.3f}. Above, the kernel after "
        + ", ".join(
            f"{step} steps: {words(np.round(history[step], 2))}, cost {costs[step]:.1g}"
            for step in shown
        )
        + ".",
    )
    for index, step in enumerate(shown):
        left = 22 + 106 * index
        label(ax, left + 40, 14, f"after {step}", "kernel", weight="bold", size=11.5)
        cells(
            ax, history[[step]], left, 28, 42, signed=True, limits=(-1, 1),
            write=lambda value: f"{value:.2f}".replace("-", "\N{MINUS SIGN}"),
        )  # fmt: skip
        frame(ax, left, 28, 84, 42, "kernel", line=1.6)
        label(ax, left + 42, 84, f"cost {costs[step]:.0e}" if costs[step] < 0.001 else
              f"cost {costs[step]:.3f}", "muted", size=11)  # fmt: skip
    part = plot_axes(
        drawing, (46, 110, 340, 180), x_label="step", y_label="weight",
        x_ticks=(0, (len(history) - 1) // 2, len(history) - 1), y_ticks=(-1, 0, 1), y_write=written,
    )  # fmt: skip
    last = len(history) - 1
    for column, (role, style) in enumerate((("input", "-"), ("kernel", "--"))):
        colour = ROLES[role].light
        part.plot(history[:, column], style, color=colour, linewidth=2.4)
        part.text(
            1.02 * last, history[-1, column], f"w{'₀₁'[column]}", color=colour, fontsize=12.5,
            va="center",
        )  # fmt: skip
        part.plot(shown, history[shown, column], "o", color=colour, markersize=5)
    part.set(xlim=(0, last), ylim=(-1.12, 1.12))
    return drawing


def edge_emerges(image: np.ndarray, kernels: np.ndarray, steps: Sequence[int]) -> Drawing:
    """Show a kernel and its answer to a photograph at four moments of its training.

    Parameters
    ----------
    image : ndarray of shape (height, width)
    kernels : ndarray of shape (4, 3, 3)
    steps : sequence of four ints
    """
    maps = [correlate2d(image, kernel) for kernel in kernels]
    reach = float(np.abs(maps[-1]).max())
    drawing, ax = sheet(
        292,
        "Four kernels of 3 by 3, each over its response to the photograph of a tower. "
        + " ".join(
            f"After {step} steps: {words(np.round(kernel, 1))}."
            for step, kernel in zip(steps, kernels, strict=True)
        )
        + " The first response is noise of both signs; the last shows the tower's upright edges.",
    )
    for index, (step, kernel, response) in enumerate(zip(steps, kernels, maps, strict=True)):
        left = 4 + 110 * index
        label(ax, left + 51, 14, f"after {step:,}", "kernel", weight="bold", size=11.5)
        top = float(np.abs(kernels[-1]).max())
        cells(
            ax, kernel, left, 30, 34, signed=True, limits=(-top, top),
            write=lambda value: f"{round(value, 1) + 0.0:.1f}".replace("-", "\N{MINUS SIGN}"),
        )  # fmt: skip
        frame(ax, left, 30, 102, 102, "kernel", line=1.6)
        arrow(ax, (left + 51, 137), (left + 51, 157), "line")
        picture(ax, response, left, 162, 102, cmap=SIGNED, limits=(-reach, reach))
        frame(ax, left, 162, 102, 102, "output", line=1.2)
    label(ax, 4, 280, "all maps in one colour scale", "muted", align="left", size=11)
    return drawing


def unrolled(weight: float, states: np.ndarray, deltas: np.ndarray) -> Drawing:
    """Unroll a recurrent unit over time: one weight, used once in every step.

    Parameters
    ----------
    weight : float
    states : ndarray of shape (steps + 1,)
        States, the first one before any input.
    deltas : ndarray of shape (steps,)
        Gradient of the cost with respect to what goes into each step's activation.
    """
    shares = deltas * states[:-1]
    steps = len(deltas)
    drawing, ax = sheet(
        236,
        f"A chain of {steps + 1} states, {words(np.round(states, 2))}, joined by arrows that all "
        f"carry the same weight {weight:g}. Under each arrow its share of the gradient, "
        f"{words(np.round(shares, 3))}; they add up to {shares.sum():.3f}.",
    )
    gap = 428 / (steps + 1)
    for index, state in enumerate(states):
        left = 6 + gap * index
        role = "input" if index == 0 else "output"
        frame(ax, left, 52, 56, 40, role, line=1.8, fill="surface")
        label(ax, left + 28, 64, f"h{'₀₁₂₃₄₅₆₇₈₉'[index]}", role, weight="bold", size=11.5)
        label(ax, left + 28, 80, f"{state:.2f}".replace("-", "\N{MINUS SIGN}"), size=11.5)
        if index < steps:
            arrow(ax, (left + 58, 72), (left + gap - 3, 72), "kernel", line=2)
            middle = left + 28 + gap / 2
            label(ax, middle, 38, f"w = {written(weight)}", "kernel", size=11)
            arrow(ax, (middle, 80), (middle, 128), "gradient", line=1.6)
            frame(ax, middle - 30, 130, 60, 28, "gradient", line=1.4, fill="surface")
            label(ax, middle, 144, written(round(float(shares[index]), 3)), "gradient")
            arrow(ax, (middle, 160), (220 + (middle - 220) * 0.35, 190), "gradient", line=1.2)
    label(ax, 6, 14, "the same weight in every step", "kernel", align="left", weight="bold")
    label(
        ax, 220, 206, f"∂J/∂w = sum = {written(round(float(shares.sum()), 3))}", "gradient",
        weight="bold",
    )  # fmt: skip
    return drawing


def trained_features(
    kernels: np.ndarray, first: Sequence[np.ndarray], deeper: Sequence[Sequence[np.ndarray]]
) -> Drawing:
    """Show what a trained net's layers answer to: its first kernels, and patches for deeper units.

    Parameters
    ----------
    kernels : ndarray of shape (count, 3, 3)
        Kernels of the first layer.
    first : sequence of ndarray
        For each kernel the patch that excites it most.
    deeper : sequence of sequences of ndarray
        Pieces of pictures that excite some units of a deeper layer most, one row for each unit.
    """
    drawing, ax = sheet(
        200 + 66 * len(deeper),
        f"{len(kernels)} kernels of 3 by 3 with positive and negative sides in different "
        "directions, and under each the piece of a digit that excites it most: an edge or an end "
        "of a stroke. "
        f"Below, {len(deeper)} rows of larger pieces, each row for one unit of a deeper layer: "
        "within a row the pieces look alike, parts of digits such as arcs and corners.",
    )
    size = 17
    reach = float(np.abs(kernels).max())
    label(ax, 6, 14, "first layer: kernels, and what excites each most", "kernel", align="left",
          weight="bold")  # fmt: skip
    for index, (kernel, patch) in enumerate(zip(kernels, first, strict=True)):
        left = 6 + index * (430 - 51) / (len(kernels) - 1)
        cells(ax, kernel, left, 28, size, signed=True, limits=(-reach, reach), numbers=False)
        frame(ax, left, 28, 51, 51, "kernel", line=1.4)
        picture(ax, 1 - patch, left, 88, 51)
        frame(ax, left, 88, 51, 51, "input", line=1.2)
    label(ax, 6, 168, "a deeper layer: what excites some of its units most", "output",
          align="left", weight="bold")  # fmt: skip
    for row, patches in enumerate(deeper):
        for column, patch in enumerate(patches):
            left = 74 + column * 61
            picture(ax, 1 - patch, left, 186 + 66 * row, 56)
            frame(ax, left, 186 + 66 * row, 56, 56, "input", line=1.2)
        label(ax, 6, 186 + 66 * row + 28, f"unit {row}", "output", align="left")
    return drawing
