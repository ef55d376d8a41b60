"""Blocks that came later, and the pipeline that all of them stand in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnkit.palette import ROLES
from cnnkit.plots.drawing import (
    UNSIGNED,
    Drawing,
    arrow,
    block,
    frame,
    label,
    picture,
    plot_axes,
    sheet,
)

__all__ = ["inception", "pipeline", "shared_weights", "shortcut", "stacked_windows"]


def inception(
    side: int, channels: int, branches: Sequence[tuple[str, str, int]], weights: Sequence[int]
) -> Drawing:
    """Draw an Inception block: branches side by side, whose maps are stacked.

    Parameters
    ----------
    side, channels : int
        Height and width, and channels, of the input.
    branches : sequence of four (first, second, out_channels)
        What each branch does, the second step possibly empty.
    weights : sequence of four ints
        Of each branch, without biases.
    """
    total = sum(out for _, _, out in branches)
    drawing, ax = sheet(
        352,
        f"An input of {channels} channels of {side} by {side} goes into {len(branches)} branches: "
        + "; ".join(
            f"{first}{', then ' + second if second else ''}, {out} channels, {count:,} weights"
            for (first, second, out), count in zip(branches, weights, strict=True)
        )
        + f". Their maps are stacked to {total} channels of {side} by {side}.",
    )
    frame(ax, 110, 6, 220, 34, "input", line=2, fill="surface")
    label(ax, 220, 23, f"{channels} maps of {side}×{side}", "input", weight="bold")
    for index, ((first, second, out), count) in enumerate(zip(branches, weights, strict=True)):
        left = 6 + 109 * index
        middle = left + 50
        steps = [step for step in (first, second) if step]
        tops = (86, 142) if len(steps) == 2 else (114,)
        arrow(ax, (140 + 53 * index, 42), (middle, tops[0] - 2), "line")
        for top, step in zip(tops, steps, strict=True):
            frame(ax, left, top, 101, 38, "kernel", line=1.6, fill="surface")
            label(ax, middle, top + 19, step, "kernel", size=11)
        if len(steps) == 2:
            arrow(ax, (middle, 126), (middle, 140), "line")
        label(ax, middle, 196, f"{out} maps", "output", weight="bold", size=11.5)
        label(ax, middle, 214, f"{count:,}", "muted", size=11)
    stretch, left = 320 / total, 60.0  # the maps side by side, as they are stacked
    for index, (_, _, out) in enumerate(branches):
        wide = out * stretch
        arrow(ax, (56 + 109 * index, 226), (left + wide / 2, 262), "line")
        frame(ax, left, 266, wide, 34, "output", line=2, fill="surface")
        label(ax, left + wide / 2, 283, str(out), "output", size=11.5)
        left += wide
    label(ax, 220, 316, f"{total} maps of {side}×{side}", "output", weight="bold")
    label(ax, 220, 338, f"grey: weights of the branch, {sum(weights):,} together", "muted", size=11)
    return drawing


def stacked_windows() -> Drawing:
    """Show that two windows of 3 upon each other see 5 pixels, and three see 7."""
    drawing, ax = sheet(
        210,
        "Four rows of 7, 5, 3 and 1 cells. Each cell is joined to the three below it, so that the "
        "one on top sees 3, 5 and 7 cells of the rows below.",
    )
    size, rows = 34, (1, 3, 5, 7)
    for level, wide in enumerate(rows):
        top = 8 + 52 * level
        role = "input" if level == 3 else "output"
        left = 126 - wide * size / 2
        for place in range(wide):
            frame(ax, left + place * size, top, size - 3, size - 8, role, line=1.4, fill="surface")
        if level:
            upper = 126 - rows[level - 1] * size / 2
            for end, side in ((0, 0), (1, 1)):
                x = upper + (rows[level - 1] * size - 3) * end
                below = left + (wide * size - 3) * side
                arrow(ax, (x, top - 27), (below, top - 2), "kernel", head=False, line=1.6)
        says = "one unit of the third layer" if not level else f"sees {wide} of " + (
            "the second layer", "the first layer", "the input"
        )[level - 1]  # fmt: skip
        label(ax, 254 if level else 156, top + 13, says, role, align="left", size=11.5)
    return drawing


def shared_weights() -> Drawing:
    """Show weights that are shared over time beside weights that are shared over space."""
    drawing, ax = sheet(
        220,
        "Left, three steps in time: each state is made of its input by the weight W, and of the "
        "state before it by the weight U, the same two at every step. Right, two outputs of a "
        "convolution: each is made of three neighbouring inputs by the weights a, b and c, the "
        "same three at every place.",
    )

    def unit(x: float, y: float, name: str, role: str) -> None:
        frame(ax, x - 15, y - 15, 30, 30, role, line=1.8, fill="surface")
        label(ax, x, y, name, role, size=11.5)

    label(ax, 6, 18, "over time", align="left", weight="bold")
    label(ax, 243, 18, "over space", align="left", weight="bold")
    for step, number in enumerate("₁₂₃"):
        x = 56 + 64 * step
        arrow(ax, (x, 149), (x, 88), "tied-0", line=2.2)
        label(ax, x + 10, 120, "W", "tied-0", weight="bold")
        arrow(ax, (x - 46 if step else 12, 70), (x - 18, 70), "tied-1", line=2.2)
        label(ax, x - 32, 56, "U", "tied-1", weight="bold")
        unit(x, 70, f"h{number}", "output")
        unit(x, 166, f"x{number}", "input")
    arrow(ax, (202, 70), (222, 70), "line")
    for place, number in enumerate("₁₂"):
        x = 314 + 54 * place
        for tap, name in enumerate("abc"):
            role, far = f"tied-{2 + tap}", tap - 1
            arrow(ax, (x + 54 * far, 149), (x + 6 * far, 87), role, head=False, line=2.2)
            label(ax, x + (21 * far or 8), 96 if far else 126, name, role, weight="bold")
        unit(x, 70, f"y{number}", "output")
    for place, number in enumerate("₁₂₃₄"):
        unit(260 + 54 * place, 166, f"x{number}", "input")
    label(ax, 6, 202, "2 weights, whatever the length", "muted", align="left", size=11)
    label(ax, 243, 202, "3 weights, whatever the size", "muted", align="left", size=11)
    return drawing


def shortcut(sizes_plain: np.ndarray, sizes_shortcut: np.ndarray) -> Drawing:
    """Draw a residual block, and the deltas of deep stacks with and without the shortcut.

    Parameters
    ----------
    sizes_plain, sizes_shortcut : ndarray of shape (blocks,)
        Size of the deltas at each block, first to last, relative to the last.
    """
    depth = len(sizes_plain)
    drawing, ax = sheet(
        284,
        f"Left, a block: the input goes through two layers and, beside them, straight on; both are "
        f"added. Right, the size of the deltas over {depth} blocks on a logarithmic axis: without "
        f"shortcuts {sizes_plain[0]:.0e} of it reaches the first block, with shortcuts "
        f"{sizes_shortcut[0]:.2f}.",
    )
    label(ax, 76, 20, "x", "input", weight="bold")
    for top, name in ((58, "layer"), (128, "layer")):
        frame(ax, 36, top, 80, 36, "kernel", line=1.8, fill="surface")
        label(ax, 76, top + 18, name, "kernel")
    arrow(ax, (76, 30), (76, 56), "line")
    arrow(ax, (76, 96), (76, 126), "line")
    label(ax, 86, 111, "ReLU", "muted", align="left", size=11)
    arrow(ax, (76, 166), (76, 204), "line")
    label(ax, 76, 216, "+", "ink", weight="bold", size=18)
    ax.plot([76, 12, 12, 62], [42, 42, 216, 216], color=ROLES["changed"].light, linewidth=2.4)
    arrow(ax, (50, 216), (66, 216), "changed", line=2.4)
    arrow(ax, (76, 228), (76, 252), "line")
    label(ax, 76, 264, "x + F(x)", "output", weight="bold")
    part = plot_axes(
        drawing, (196, 34, 226, 186), x_label="block (deltas come from the right)", y_label="",
        x_ticks=(1, depth // 2, depth), y_ticks=(),
    )  # fmt: skip
    label(ax, 150, 14, "size of the deltas, last block = 1", "muted", align="left", size=11.5)
    part.set_yscale("log")
    places = np.arange(1, depth + 1)
    for values, role, style, name, at, below in (
        (sizes_shortcut, "changed", "-", "with shortcuts", 0.4, 0.02),
        (sizes_plain, "muted", "--", "without", 0.7, 1e-4),
    ):
        part.plot(places, values, style, color=ROLES[role].light, linewidth=2.4)
        part.text(
            depth * at, values[int(depth * at)] * below, name, color=ROLES[role].light,
            fontsize=12, ha="center", va="center",
        )  # fmt: skip
    low = int(np.floor(np.log10(sizes_plain.min())))
    raised = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    powers = (low, low // 2, 0)
    names = [f"10{str(power).translate(raised)}" if power else "1" for power in powers]
    part.set_yticks([10.0**power for power in powers], names)
    part.minorticks_off()
    part.set(xlim=(1, depth), ylim=(10.0**low / 3, 50))
    return drawing


def pipeline(
    stages: Sequence[tuple[str, np.ndarray]], answers: Sequence[tuple[str, float]]
) -> Drawing:
    """Put a network together: picture, stages of convolution and pooling, dense layers, answer.

    Each stack of maps carries the one that answers most on its front.

    Parameters
    ----------
    stages : sequence of (name, values)
        Values of shape (channels, height, width), the picture first, from 0 (paper) to 1; or
        (features,) for a dense layer.
    answers : sequence of (name, probability)
        The first ones of the softmax.
    """
    drawing, ax = sheet(
        322,
        "A network from left to right: "
        + ", ".join(f"{name} {'×'.join(map(str, values.shape))}" for name, values in stages)
        + ". Its answer: "
        + ", ".join(f"{name} {share:.1%}" for name, share in answers)
        + ".",
    )
    gap, middle = 424 / len(stages), 100
    largest = stages[0][1].shape[-1]
    for index, (name, values) in enumerate(stages):
        left = 8 + gap * index
        maps = values.ndim == 3
        role = "input" if not index else ("output" if maps else "kernel")
        wide = 8 + 44 * (values.shape[-1] / largest) ** 0.5 if maps else 8
        tall = wide if maps else 10 + 7 * len(values) ** 0.5
        depth = 2.4 * len(values) ** 0.5 if maps else 3
        top = middle - tall / 2
        block(ax, left, top, wide, tall, depth, role, sheets=min(4, len(values)))
        if maps:
            front = values[values.sum(axis=(1, 2)).argmax()]
            if index:
                limits = (0.0, float(front.max()) or 1.0)
                picture(ax, front, left, top, wide, cmap=UNSIGNED, limits=limits)
            else:
                picture(ax, 1 - front, left, top, wide)
            frame(ax, left, top, wide, tall, role, line=1.6)
        below = 158 + 32 * (index % 2)
        ax.plot(
            [left + 4, left + 4], [top + tall + 3, below - 9], color=ROLES["line"].light,
            linewidth=0.8,
        )  # fmt: skip
        start = max(left - 4, 4)
        label(ax, start, below, name, role, align="left", weight="bold", size=11)
        shape = "×".join(map(str, values.shape))
        label(ax, start, below + 14, shape, "muted", align="left", size=11)
    dense = next(index for index, (_, values) in enumerate(stages) if values.ndim == 1)
    cut = 8 + gap * dense - 8
    for start, end, says, role in (
        (6, cut - 6, "features: convolution, ReLU, pooling, again and again", "output"),
        (cut + 2, 434, "classifier", "kernel"),
    ):
        ax.plot([start, end], [34, 34], color=ROLES[role].light, linewidth=2)
        label(ax, (start + end) / 2, 20, says, role, size=11)
    for index, (name, share) in enumerate(answers):
        y = 250 + 26 * index
        long = max(200 * share, 1)
        label(ax, 150, y, name, align="right", weight="normal" if index else "bold")
        frame(ax, 160, y - 9, long, 18, "output", line=1, fill="output")
        label(ax, 168 + long, y, f"{share:.1%}", "output", align="left", size=11.5)
    return drawing
