"""What a trained net looks at: kernels, patches, pixels, places, and pictures that never were."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnkit.looking import Patch
from cnnkit.plots.drawing import (
    SIGNED,
    Drawing,
    arrow,
    cells,
    frame,
    label,
    picture,
    sheet,
    words,
)

__all__ = ["best_patches", "covered", "favourites", "kernels", "projected", "unpooling"]


def kernels(
    before: np.ndarray, after: np.ndarray, shares_before: np.ndarray, shares_after: np.ndarray
) -> Drawing:
    """Show the first layer's kernels before and after training, and how strong each of them is.

    Parameters
    ----------
    before, after : ndarray of shape (n, height, width)
        From 0 to 1 with 0.5 for a weight of 0, as `cnnkit.looking.first_layer_kernels` gives them.
    shares_before, shares_after : ndarray of shape (n,)
        What part of the squared weights each kernel has.
    """
    drawing, ax = sheet(
        232,
        f"Two rows of {len(after)} kernels, brown for negative and blue for positive weights. "
        "Before training they are noise. After it, the strong ones are smooth, and the others have "
        "faded to grey. Shares of the squared weights after training: "
        + ", ".join(f"kernel {index} {share:.0%}" for index, share in enumerate(shares_after))
        + ".",
    )
    size = min(60, 348 / len(after) - 6)
    for top, name, row, shares, role in (
        (22, "random", before, shares_before, "muted"),
        (118, "trained", after, shares_after, "kernel"),
    ):
        label(ax, 4, top + size / 2, name, role, align="left", weight="bold")
        for index, (kernel, share) in enumerate(zip(row, shares, strict=True)):
            left = 74 + (size + 2) * index
            picture(ax, kernel, left, top, size - 4, cmap=SIGNED)
            frame(ax, left, top, size - 4, size - 4, role, line=1.2)
            label(ax, left + size / 2 - 2, top + size + 8, f"{share:.0%}", role, size=11.5,
                  weight="bold" if share > 1.5 / len(row) else "normal")  # fmt: skip
    for index in range(len(after)):
        label(ax, 74 + (size + 2) * index + size / 2 - 2, 10, str(index), "muted", size=11)
    label(ax, 74, 222, "brown: negative · grey: zero · blue: positive", "muted", align="left",
          size=11)  # fmt: skip
    return drawing


def best_patches(
    rows: Sequence[tuple[str, int, Sequence[Patch]]], image: np.ndarray, patch: Patch
) -> Drawing:
    """Show the patches that excite some units most, and where one of them lies in its picture.

    Parameters
    ----------
    rows : sequence of (layer, channel, patches)
    image : ndarray of shape (height, width)
        The picture that `patch` is cut from.
    patch : Patch
    """
    gap, first = 58, 128
    drawing, ax = sheet(
        first + gap * len(rows) + 8,
        "Above, a digit with a square around the part that one unit sees. Below, one row for each "
        "unit: "
        + "; ".join(
            f"{layer}, channel {channel}, patches of {patches[0].pixels.shape[-2]} by "
            f"{patches[0].pixels.shape[-1]} pixels, from the digits "
            + ", ".join(str(each.image) for each in patches)
            for layer, channel, patches in rows
        )
        + ".",
    )
    side = 104
    scale = side / image.shape[1]
    picture(ax, 1 - image, 4, 6, side)
    frame(ax, 4, 6, side, side, "input", line=1.4)
    top, bottom = patch.rows.start, patch.rows.stop
    near, far = patch.columns.start, patch.columns.stop
    frame(
        ax, 4 + near * scale, 6 + top * scale, (far - near) * scale, (bottom - top) * scale,
        "kernel",
    )  # fmt: skip
    arrow(ax, (4 + far * scale + 3, 6 + (top + bottom) / 2 * scale), (166, 58), "kernel")
    picture(ax, 1 - patch.pixels[0], 172, 22, 72)
    frame(ax, 172, 22, 72, 72 * (bottom - top) / (far - near), "kernel", line=2)
    label(ax, 256, 48, f"all that the unit sees:\n{bottom - top}×{far - near} pixels",
          "kernel", align="left", weight="bold", size=11.5)  # fmt: skip
    label(ax, 256, 82, f"activation {patch.activation:.1f}", "output", align="left", size=11.5)
    for index, (layer, channel, patches) in enumerate(rows):
        y = first + gap * index
        label(ax, 6, y + 24, f"{layer}, map {channel}", align="left", size=11.5)
        for place, each in enumerate(patches):
            left = 96 + 57 * place
            picture(ax, 1 - each.pixels[0], left, y, 50)
            frame(ax, left, y, 50, 50, "kernel", line=1.2)
    return drawing


def unpooling(values: np.ndarray, pooled: np.ndarray, back: np.ndarray) -> Drawing:
    """Show max pooling and its undoing with switches.

    Parameters
    ----------
    values, back : ndarray of shape (4, 4)
        What is pooled, and what unpooling makes of the pooled values.
    pooled : ndarray of shape (2, 2)
    """
    drawing, ax = sheet(
        202,
        f"Values {words(values)} are pooled to {words(pooled)}. Unpooling puts each maximum back "
        f"where it came from and 0 elsewhere: {words(back)}.",
    )
    limits = (0.0, float(values.max()))
    size = 36
    for left, name, grid, role in (
        (2, "before pooling", values, "input"),
        (294, "put back", back, "gradient"),
    ):
        label(ax, left + 72, 16, name, role, weight="bold")
        cells(ax, grid, left, 34, size, limits=limits)
    for row, column in np.argwhere(back != 0):
        for left in (2, 294):
            frame(ax, left + column * size + 2, 36 + row * size, size - 4, size - 4, "changed",
                  line=2)  # fmt: skip
    label(ax, 220, 52, "pooled", "output", weight="bold")
    cells(ax, pooled, 220 - size, 70, size, limits=limits)
    arrow(ax, (150, 106), (180, 106), "line")
    arrow(ax, (258, 106), (288, 106), "line")
    label(ax, 220, 192, "framed: the switches, where each maximum stood", "changed", size=11.5)
    return drawing


def projected(examples: Sequence[tuple[np.ndarray, np.ndarray, Patch, str]]) -> Drawing:
    """Show pictures, and the pixels that excited a unit in each, in one row below the other.

    Parameters
    ----------
    examples : sequence of (image, pixels, patch, says)
        Image and pixels of shape (height, width); `patch` is what the unit sees, and `says` is
        written below.
    """
    drawing, ax = sheet(
        244,
        f"{len(examples)} digits with a square around what one unit sees, and under each the "
        "pixels that excited it, projected back through the net: "
        + "; ".join(says for *_, says in examples)
        + ".",
    )
    side = 424 / len(examples) - 8
    for index, (image, pixels, patch, says) in enumerate(examples):
        left = 8 + (side + 8) * index
        scale = side / image.shape[1]
        reach = float(np.abs(pixels).max()) or 1.0
        picture(ax, 1 - image, left, 6, side)
        picture(ax, pixels, left, side + 14, side, cmap=SIGNED, limits=(-reach, reach))
        rows, columns = patch.rows, patch.columns
        for top, role in ((6, "input"), (side + 14, "gradient")):
            frame(ax, left, top, side, side, role, line=1.4)
            frame(
                ax, left + columns.start * scale, top + rows.start * scale,
                (columns.stop - columns.start) * scale, (rows.stop - rows.start) * scale,
                "kernel", line=1.8,
            )  # fmt: skip
        label(ax, left + side / 2, 2 * side + 26, says, "muted", size=11.5)
    return drawing


Covered = tuple[np.ndarray, np.ndarray, tuple[int, int, int, int], tuple[str, str]]


def covered(examples: Sequence[Covered]) -> Drawing:
    """Show where a grey square hurts an answer most, one example to a row.

    Parameters
    ----------
    examples : sequence of (image, drop, square, says)
        An image of shape (height, width).
        How much the score drops for each place of the square, of shape (rows, columns).
        Top, left and side of the most harmful square, and the step from one place to the next, in
        pixels.
        What the net answers to the whole picture, and to the covered one.
    """
    wide, gap = 134, 172
    told = [
        f"A digit; the same with a grey square of {side} pixels at row {top}, column {near}; and a "
        f"map of {drop.shape[0]} by {drop.shape[1]} places that says how much the score drops, at "
        f"most {drop.max():.1f}. Whole, the answer is {says[0]}; covered, {says[1]}."
        for _, drop, (top, near, side, _), says in examples
    ]
    drawing, ax = sheet(24 + gap * len(examples), " ".join(told))
    for left, name, role in (
        (4, "whole", "input"), (153, "covered", "changed"), (302, "drop of the score", "output"),
    ):  # fmt: skip
        label(ax, left + wide / 2, 14, name, role, weight="bold")
    for row, (image, drop, (top, near, side, step), says) in enumerate(examples):
        y, scale = 28 + gap * row, wide / image.shape[1]
        grey = image.copy()
        grey[top : top + side, near : near + side] = image.mean()
        picture(ax, 1 - image, 4, y, wide)
        picture(ax, 1 - grey, 153, y, wide)
        # a cell of the map is as wide as a step, and lies where the middle of the square was
        reach, start = float(np.abs(drop).max()) or 1.0, (side - step) / 2 * scale
        picture(ax, drop, 302 + start, y + start, drop.shape[1] * step * scale, cmap=SIGNED,
                limits=(-reach, reach))  # fmt: skip
        for left, role in ((4, "input"), (153, "changed"), (302, "output")):
            frame(ax, left, y, wide, wide, role, line=1.4)
            if left > 4:
                frame(ax, left + near * scale, y + top * scale, side * scale, side * scale,
                      "changed", line=2)  # fmt: skip
        below = (says[0], "input"), (says[1], "changed"), (f"at most {drop.max():.1f}", "output")
        for left, (text, role) in zip((4, 153, 302), below, strict=True):
            label(ax, left + wide / 2, y + wide + 14, text, role, weight="bold")
    return drawing


def favourites(pictures: np.ndarray, names: Sequence[str]) -> Drawing:
    """Show pictures that were found by climbing, each in its own colour scale.

    Parameters
    ----------
    pictures : ndarray of shape (n, height, width)
        Around 0.
    names : sequence of str
        What each of them excites.
    """
    across = 5
    lines = -(-len(pictures) // across)
    drawing, ax = sheet(
        lines * 104 + 22,
        "Synthetic pictures that excite one unit each, strongly: " + ", ".join(names) + ".",
    )
    for index, (values, name) in enumerate(zip(pictures, names, strict=True)):
        left, top = 4 + 88 * (index % across), 4 + 104 * (index // across)
        reach = float(np.abs(values).max()) or 1.0
        picture(ax, values, left, top, 78, cmap=SIGNED, limits=(-reach, reach))
        frame(ax, left, top, 78, 78, "gradient", line=1.2)
        label(ax, left + 39, top + 90, name, size=11.5)
    label(ax, 4, lines * 104 + 12, "blue: ink wanted · brown: paper wanted", "muted", align="left",
          size=11)  # fmt: skip
    return drawing
