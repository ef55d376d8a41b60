"""The Neocognitron: its two kinds of cells, its cascade, what it learned, and how far it goes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from cnnkit.images import shift
from cnnkit.models.neocognitron import (
    Neocognitron,
    complex_cell_plane,
    simple_cell_plane,
)
from cnnkit.palette import ROLES
from cnnkit.plots.drawing import (
    UNSIGNED,
    Drawing,
    arrow,
    cells,
    frame,
    label,
    picture,
    sheet,
    written,
)

__all__ = ["cascade", "learned_features", "planes", "recognised_places", "simple_then_complex"]


def simple_then_complex(
    image: np.ndarray, template: np.ndarray, threshold: float, block: int
) -> Drawing:
    """Follow a picture and its shifted copy through a plane of simple and one of complex cells.

    Parameters
    ----------
    image : ndarray of shape (height, width)
    template : ndarray of shape (template_height, template_width)
    threshold : float
    block : int
        Side of the block that a complex cell listens to.
    """
    pictures = [image, shift(image, columns=1)]
    simple = [simple_cell_plane(each, template, threshold) for each in pictures]
    complexes = [complex_cell_plane(plane, block) for plane in simple]
    changed = [int((one != other).sum()) for one, other in (simple, complexes)]
    drawing, ax = sheet(
        330,
        "A picture of a stroke, a plane of simple cells and a plane of complex cells, and below "
        "the same for the picture moved by one pixel to the right. "
        f"{changed[0]} of {simple[0].size} simple cells change, "
        f"{changed[1]} of {complexes[0].size} complex cells do.",
    )
    side = 17
    lefts = (10, 164, 318)
    heads = (("picture", "input"), ("simple cells", "kernel"), ("complex cells", "output"))
    for left, (name, role) in zip(lefts, heads, strict=True):
        label(ax, left, 12, name, role, weight="bold", align="left")
    for row in range(2):
        top = 28 + 148 * row
        tall = side * image.shape[0]
        cells(ax, pictures[row], lefts[0], top, side, limits=(0, 1.3), numbers=False)
        cells(ax, simple[row], lefts[1], top + side, side, limits=(0, 4), numbers=False)
        for place in np.argwhere(simple[row] > 0):
            x, y = lefts[1] + (place[1] + 0.5) * side, top + (place[0] + 1.5) * side
            ax.text(x, y, written(simple[row][tuple(place)]), fontsize=11, ha="center", va="center")
        wide = side * block
        cells(ax, complexes[row], lefts[2], top + side, wide, limits=(0, 1.3), numbers=False)
        for place, fires in np.ndenumerate(complexes[row]):
            x, y = lefts[2] + (place[1] + 0.5) * wide, top + side + (place[0] + 0.5) * wide
            ax.text(
                x, y, "fires" if fires else "·", fontsize=11, ha="center", va="center",
                color="#000000",
            )  # fmt: skip
        rows, columns = simple[row].shape
        for down in range(0, rows, block):
            for across in range(0, columns, block):
                frame(
                    ax,
                    lefts[1] + across * side,
                    top + (down + 1) * side,
                    min(block, columns - across) * side,
                    min(block, rows - down) * side,
                    "line",
                    line=1.2,
                )
        arrow(ax, (132, top + tall / 2), (158, top + tall / 2))
        arrow(ax, (274, top + tall / 2), (312, top + tall / 2))
    for left, count, plane in zip(lefts[1:], changed, (simple[0], complexes[0]), strict=True):
        text = f"{count} of {plane.size} change"
        role = "changed" if count else "good"
        label(ax, left, 316, text, role, weight="bold", align="left")
    label(ax, lefts[0], 164, "moved by 1", "muted", size=11.5, align="left")
    return drawing


def cascade(sizes: Sequence[tuple[int, int]], windows: Sequence[str]) -> Drawing:
    """Draw the cascade of S- and C-layers: planes, sizes, and what each cell sees.

    Parameters
    ----------
    sizes : sequence of (int, int)
        Planes and side of each layer, from the picture upwards; S and C take turns after it.
    windows : sequence of str
        What a cell of each layer after the picture looks at.
    """
    names = ["picture"] + [
        f"{kind}{level}" for level in range(1, len(sizes) // 2 + 1) for kind in "SC"
    ]
    analogues = ("eye", "simple cells", "complex cells", "“lower-order\nhypercomplex”",
                 "“higher-order\nhypercomplex”", "", "one cell for\none pattern")  # fmt: skip
    drawing, ax = sheet(
        58 + 50 * len(sizes),
        "A tower of layers from the picture at the bottom to one cell for each pattern at the top. "
        + " ".join(
            f"{name}: {planes} planes of {side} by {side}."
            for name, (planes, side) in zip(names, sizes, strict=True)
        )
        + " S-layers learn, C-layers are fixed.",
    )
    for x, text, align in (
        (10, "layer", "left"),
        (72, "planes", "left"),
        (252, "a cell sees", "left"),
        (430, "in the brain", "right"),
    ):
        label(ax, x, 14, text, "muted", size=11.5, align=align)
    for index, (name, (planes, side)) in enumerate(zip(names, sizes, strict=True)):
        y = 46 + 50 * (len(sizes) - 1 - index)
        role = "input" if not index else "kernel" if name[0] == "S" else "output"
        label(ax, 10, y - 8, name, role, weight="bold", align="left")
        kind = "" if not index else "learned" if name[0] == "S" else "fixed"
        label(ax, 10, y + 9, kind, role, size=11.5, align="left")
        square = 8 + side * 1.4
        drawn = min(planes, 6)
        start = 192 - (drawn - 1) * 4.5
        for plane in range(drawn):
            x = start + plane * 9
            frame(
                ax,
                x - square / 2,
                y - square / 2 + (drawn - plane) * 1.2 - 4,
                square,
                square,
                role,
                line=1.4,
                fill="surface",
            )
        text = f"{planes} × {side}×{side}" if index else f"{side}×{side}"
        label(ax, 72, y, text, size=11.5, align="left")
        if index:
            label(ax, 252, y, windows[index - 1], size=11.5, align="left")
            arrow(ax, (238, y + 38), (238, y + 12), "ink", line=1.2)
        label(ax, 430, y, analogues[index] if index < len(analogues) else "", "muted", size=11,
              align="right")  # fmt: skip
    label(ax, 220, 44 + 50 * len(sizes), "S learns, C is fixed, and they take turns", "ink")
    return drawing


def learned_features(net: Neocognitron) -> Drawing:
    """Lay out the weights that the lowest S-planes have learned.

    Parameters
    ----------
    net : Neocognitron
        After it has organised itself.
    """
    weights = net.levels[0][0].excitatory[:, 0]
    strongest = weights.max(axis=(1, 2))
    drawing, ax = sheet(
        162,
        f"{len(weights)} little pictures of {weights.shape[1]} by {weights.shape[2]} weights, "
        "each scaled to its own largest weight: pieces of level, upright and slanted strokes, "
        "bends, and ends of strokes. None of them is negative.",
    )
    side = 14
    for index, kernel in enumerate(weights):
        left, top = 12 + 53 * (index % 8), 10 + 76 * (index // 8)
        cells(ax, kernel / strongest[index], left, top, side, limits=(0, 1), numbers=False)
        frame(ax, left, top, 3 * side, 3 * side, "kernel", line=1.4)
        label(ax, left + 1.5 * side, top + 3 * side + 11, str(index), "muted", size=11)
    return drawing


def planes(
    net: Neocognitron, pictures: Sequence[np.ndarray], chosen: Sequence[Sequence[int]]
) -> Drawing:
    """Show what the layers of a trained net answer to some pictures, from left to right.

    Parameters
    ----------
    net : Neocognitron
        With three levels.
    pictures : sequence of ndarray of shape (height, width)
        One row of panels each.
    chosen : sequence of sequences of int
        The planes that are shown of the first and of the second level, three each.
    """
    tall = 152
    every = [list(net.cascade(image[None])) for image in pictures]
    winners = [int(levels[-1].complex.argmax()) for levels in every]
    drawing, ax = sheet(
        34 + tall * len(pictures),
        f"Rows of panels, one for each of {len(pictures)} pictures. From left to right: the "
        "picture; three planes of S-cells in which pieces of the strokes light up where they "
        "stand; three planes of C-cells in which the same is blurred and coarser; three planes of "
        "the second level, of which one lights up; and the answers of the last cells, as bars. "
        f"The winners are cells {', '.join(map(str, winners))}.",
    )
    side = 40
    heads = ((42, "picture"), (122, "S1"), (180, "C1"), (238, "S2"), (296, "C2"), (384, "C3"))
    for x, name in heads:
        role = {"p": "input", "S": "kernel", "C": "output"}[name[0]]
        label(ax, x, 14, name, role, weight="bold")
    for row, image in enumerate(pictures):
        top = 32 + tall * row
        levels = every[row]
        picture(ax, image, 8, top + 34, 68, cmap=UNSIGNED, limits=(0, 1.2))
        frame(ax, 8, top + 34, 68, 68, "input", line=1.4)
        for level, indices in enumerate(chosen):
            for kind, maps in enumerate(levels[level]):
                left = 102 + 116 * level + 58 * kind
                for place, plane in enumerate(indices):
                    y = top + 46 * place
                    values = maps[0, plane]
                    picture(ax, values, left, y, side, cmap=UNSIGNED, limits=(0, maps[0].max()))
                    frame(ax, left, y, side, side, ("kernel", "output")[kind], line=1.2)
        _answers(ax, levels[-1].complex[0, :, 0, 0], 350, top)
    return drawing


def recognised_places(right: np.ndarray, digits: int, fits: int) -> Drawing:
    """Map at how many places a moved digit still gets the answer of the unmoved one.

    Parameters
    ----------
    right : ndarray of shape (places, places)
        How many digits are recognised, for each shift down and to the right.
    digits : int
        How many there are.
    fits : int
        Up to this shift the digits are not cut off by the frame.
    """
    reach = len(right) // 2
    inside = right[reach - fits : reach + fits + 1, reach - fits : reach + fits + 1]
    drawing, ax = sheet(
        318,
        f"A map of {right.size} shifts, {reach} pixels each way. In a square of {2 * fits + 1} by "
        f"{2 * fits + 1} shifts, where no digit is cut off, {inside.sum()} of "
        f"{digits * inside.size} answers are right. Outside it the map fades quickly.",
    )
    side = 15
    left, top = 20, 20
    cells(ax, right, left, top, side, limits=(0, digits), numbers=False)
    start = (reach - fits) * side
    length = (2 * fits + 1) * side
    frame(ax, left + start, top + start, length, length, "changed", line=3)
    middle = reach * side
    frame(ax, left + middle, top + middle, side, side, "kernel", line=2.4)
    whole = len(right) * side
    label(ax, left + whole / 2, top + whole + 14, "shift to the right", "muted", size=11.5)
    for place in (-reach, 0, reach):
        label(ax, left + (place + reach + 0.5) * side, 10, written(place), "muted", size=11)
    x = left + whole + 16
    arrow(ax, (x, top + middle + 8), (left + middle + side + 3, top + middle + 8), "kernel")
    label(ax, x + 4, top + middle, "learned", "kernel", align="left", weight="bold", size=12)
    label(ax, x + 4, top + middle + 17, "here only", "kernel", align="left", weight="bold", size=12)
    label(ax, x + 4, top + 44, f"{inside.sum()} of", "changed", align="left", weight="bold",
          size=15)  # fmt: skip
    label(ax, x + 4, top + 64, f"{digits * inside.size} right", "changed", align="left",
          weight="bold", size=15)  # fmt: skip
    label(ax, x + 4, top + 84, "where it fits", "changed", align="left", size=11.5)
    for count in range(digits + 1):
        y = top + 176 + 15 * (digits - count)
        cells(ax, np.array([[count]]), x + 4, y - 7, 14, limits=(0, digits), numbers=False)
        label(ax, x + 26, y, f"{count} of {digits}", size=11, align="left")
    return drawing


def _answers(ax: Axes, values: np.ndarray, left: float, top: float) -> None:
    """Draw the last cells' answers as bars, and write the winner's."""
    step = 16
    winner = int(values.argmax())
    for index, value in enumerate(values):
        y = top + 6 + step * index
        role = "output" if index == winner else "line"
        frame(ax, left, y - 5, 1 + 52 * value, 10, role, line=0.6, fill=role)
    y = top + 6 + step * winner
    text = f"{values[winner]:.2f}"
    ax.text(
        left + 6 + 52 * values[winner], y, text, color=ROLES["output"].light, fontsize=12,
        va="center", weight="bold", zorder=6,
    )  # fmt: skip
