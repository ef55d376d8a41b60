"""What a shift does to a picture that is compared pixel by pixel."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnkit.images import shift
from cnnkit.palette import ROLES
from cnnkit.plots.drawing import (
    UNSIGNED,
    Drawing,
    frame,
    label,
    picture,
    plot_axes,
    sheet,
)

__all__ = ["likeness_and_maximum", "over_distances", "three_pictures"]


def three_pictures(image: np.ndarray, distance: int) -> Drawing:
    """Draw a picture, the same moved to the left, and where the two differ.

    Parameters
    ----------
    image : ndarray of shape (height, width) of 0 and 1
        1 is ink.
    distance : int
        Pixels to the left.
    """
    moved = shift(image, columns=-distance)
    lost, gained = (image == 1) & (moved == 0), (image == 0) & (moved == 1)
    drawing, ax = sheet(
        236,
        f"A digit, the same digit {distance} pixels to the left, and a map of where they differ: "
        f"{lost.sum()} pixels turn from black to white, {gained.sum()} from white to black.",
    )
    side = 136
    unit = side / image.shape[1]
    pictures = ((8, image, "the digit"), (152, moved, f"{distance} pixels to the left"))
    for left, values, name in pictures:
        label(ax, left + side / 2, 12, name, "input", weight="bold", size=12)
        picture(ax, values, left, 26, side, cmap=UNSIGNED, limits=(0, 1.15))
        frame(ax, left, 26, side, side, "line", line=1)
    left = 296
    label(ax, left + side / 2, 12, "what differs", "changed", weight="bold", size=12)
    frame(ax, left, 26, side, side, "line", line=1, fill="surface")
    for mask, role, mark in ((lost, "line", None), (gained, "changed", "////")):
        for row, column in np.argwhere(mask):
            frame(
                ax,
                left + column * unit + 0.3,
                26 + row * unit + 0.3,
                unit - 0.6,
                unit - 0.6,
                role,
                line=0.8,
                fill=None if mark is None else role,
            )
    y = 184
    label(ax, 8, y, f"ink {int(image.sum())}", align="left")
    label(ax, 152, y, f"ink {int(moved.sum())}", align="left")
    frame(ax, left, y - 6, 11, 11, "line", line=1.2)
    label(ax, left + 18, y, f"{lost.sum()} black → white", align="left", weight="bold")
    frame(ax, left, y + 14, 11, 11, "changed", line=1.2, fill="changed")
    label(ax, left + 18, y + 20, f"{gained.sum()} white → black", "changed", align="left",
          weight="bold")  # fmt: skip
    return drawing


def over_distances(lost: Sequence[int], gained: Sequence[int], ink: int) -> Drawing:
    """Plot both counts over the distance of the shift.

    Parameters
    ----------
    lost, gained : sequence of int
        Pixels from black to white, and from white to black, for a shift by 0, 1, 2 and so on.
    ink : int
        Black pixels of the picture before it moves.
    """
    distances = range(len(lost))
    unequal = [d for d in distances if lost[d] != gained[d]]
    drawing, _ = sheet(
        250,
        f"Two curves over the distance of the shift, from 0 to {len(lost) - 1} pixels. They are "
        f"equal up to {unequal[0] - 1} pixels, where {lost[unequal[0] - 1]} pixels change each "
        f"way. From {unequal[0]} pixels on ink leaves the picture: black to white goes up to "
        f"{lost[-1]}, all the ink, white to black down to {gained[-1]}.",
    )
    ax = plot_axes(
        drawing,
        (58, 18, 250, 176),
        x_label="pixels to the left",
        y_label="pixels that change",
        x_ticks=range(0, len(lost), 4),
        y_ticks=(0, 25, 50, 75, 100),
    )
    ax.plot(distances, lost, color=ROLES["ink"].light, marker="s", lw=2, markersize=5)
    ax.plot(distances, gained, color=ROLES["changed"].light, marker="o", lw=2, markersize=5)
    for values, name, role in (
        (lost, "black → white", "ink"),
        (gained, "white → black", "changed"),
    ):
        ax.annotate(
            f"{name}:\n{values[-1]}",
            (distances[-1], values[-1]),
            xytext=(12, 0),
            textcoords="offset points",
            va="center",
            fontsize=12,
            color=ROLES[role].light,
            weight="bold",
        )
    ax.axvline(unequal[0] - 0.5, color=ROLES["line"].light, lw=1.2, ls=(0, (3, 2)))
    ax.annotate("all ink\ninside", (unequal[0] - 0.5, 8), xytext=(-6, 0), va="center",
                textcoords="offset points", ha="right", fontsize=11.5,
                color=ROLES["muted"].light)  # fmt: skip
    ax.annotate("ink leaves", (unequal[0] - 0.5, 8), xytext=(6, 0), va="center",
                textcoords="offset points", ha="left", fontsize=11.5,
                color=ROLES["muted"].light)  # fmt: skip
    ax.set_ylim(0, ink * 1.08)
    return drawing


def likeness_and_maximum(
    distances: Sequence[int], likeness: Sequence[float], maximum: Sequence[float]
) -> Drawing:
    """Plot how a fixed template and the largest answer of a sliding kernel take a shift.

    Parameters
    ----------
    distances : sequence of int
        Pixels to the left.
    likeness, maximum : sequence of float
        Each as a share of its value without a shift.
    """
    drawing, _ = sheet(
        236,
        f"Two curves over the distance of the shift. The share of the digit's own ink that a fixed "
        f"template still covers falls from 100% to {likeness[1]:.0%} after {distances[1]} pixel "
        f"and {likeness[-1]:.0%} after {distances[-1]}. The largest answer of a sliding kernel "
        f"stays at {min(maximum):.0%}.",
    )
    ax = plot_axes(
        drawing,
        (58, 18, 240, 164),
        x_label="pixels to the left",
        y_label="share of the first answer",
        x_ticks=distances,
        y_ticks=(0, 0.5, 1),
        y_write="{:.0%}".format,
    )
    for values, name, role, mark in (
        (maximum, "largest answer of\na sliding kernel", "kernel", "o"),
        (likeness, "template at\none place", "line", "s"),
    ):
        ax.plot(distances, values, color=ROLES[role].light, marker=mark, lw=2.2, markersize=6)
        ax.annotate(
            f"{name}:\n{values[-1]:.0%}",
            (distances[-1], values[-1]),
            xytext=(12, -6 if role == "kernel" else 0),
            textcoords="offset points",
            va="center",
            fontsize=12,
            color=ROLES["ink" if role == "line" else role].light,
        )
    ax.set_ylim(0, 1.08)
    return drawing
