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


def kernels(before: np.ndarray, after: np.ndarray) -> Drawing:
    """Show the first layer's kernels before and after training.

    Parameters
    ----------
    before, after : ndarray of shape (n, height, width)
        From 0 to 1 with 0.5 for a weight of 0, as `cnnkit.looking.first_layer_kernels` gives them.
    """
    drawing, ax = sheet(
        196,
        f"Two rows of {len(after)} kernels, brown for negative and blue for positive weights. "
        f"Before training they are noise; after it, neighbouring weights have come to agree.",
    )
    size = min(62, 340 / len(after) - 6)
    for top, name, row, role in (
        (14, "random", before, "muted"),
        (100, "trained", after, "kernel"),
    ):
        label(ax, 6, top + size / 2, name, role, align="left", weight="bold")
        for index, kernel in enumerate(row):
            left = 84 + (size + 8) * index
            picture(ax, kernel, left, top, size, cmap=SIGNED)
            frame(ax, left, top, size, size, role, line=1.4)
            label(ax, left + size / 2, top + size + 10, str(index), "muted", size=11)
    label(ax, 84, 188, "brown: negative · grey: zero · blue: positive", "muted", align="left",
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


def projected(examples: Sequence[tuple[np.ndarray, np.ndarray, str]]) -> Drawing:
    """Show pictures, and the pixels that excited a unit in each, in one row below the other.

    Parameters
    ----------
    examples : sequence of (image, pixels, says)
        Image and pixels of shape (height, width); `says` is written below them.
    """
    drawing, ax = sheet(
        244,
        f"{len(examples)} digits, and under each the pixels that excited one unit, projected back "
        f"through the net: " + "; ".join(says for _, _, says in examples) + ".",
    )
    side = 424 / len(examples) - 8
    for index, (image, pixels, says) in enumerate(examples):
        left = 8 + (side + 8) * index
        picture(ax, 1 - image, left, 6, side)
        frame(ax, left, 6, side, side, "input", line=1.4)
        reach = float(np.abs(pixels).max()) or 1.0
        picture(ax, pixels, left, side + 14, side, cmap=SIGNED, limits=(-reach, reach))
        frame(ax, left, side + 14, side, side, "gradient", line=1.4)
        label(ax, left + side / 2, 2 * side + 26, says, "muted", size=11)
    return drawing


def covered(
    image: np.ndarray, drop: np.ndarray, square: tuple[int, int, int], says: tuple[str, str]
) -> Drawing:
    """Show where a grey square hurts an answer most.

    Parameters
    ----------
    image : ndarray of shape (height, width)
    drop : ndarray of shape (rows, columns)
        How much the score drops, for each place of the square.
    square : (int, int, int)
        Top, left and side of the most harmful square, in pixels.
    says : (str, str)
        What the net answers to the whole picture, and to the covered one.
    """
    top, near, side = square
    grey = image.copy()
    grey[top : top + side, near : near + side] = image.mean()
    drawing, ax = sheet(
        196,
        f"A digit, the same with a grey square of {side} pixels at row {top}, column {near}, and a "
        f"map of {drop.shape[0]} by {drop.shape[1]} places that says how much the score drops, at "
        f"most {drop.max():.2f}. Whole, the answer is {says[0]}; covered, {says[1]}.",
    )
    wide = 134
    scale = wide / image.shape[1]
    columns = (
        (4, "whole", 1 - image, "gray", (0, 1), "input", says[0]),
        (153, "covered", 1 - grey, "gray", (0, 1), "changed", says[1]),
        (302, "drop of the score", drop, SIGNED, (-np.abs(drop).max(), np.abs(drop).max()),
         "output", f"at most {drop.max():.2f}"),
    )  # fmt: skip
    for left, name, values, cmap, limits, role, below in columns:
        label(ax, left + wide / 2, 14, name, role, weight="bold")
        picture(ax, values, left, 28, wide, cmap=cmap, limits=limits)
        frame(ax, left, 28, wide, wide, role, line=1.4)
        label(ax, left + wide / 2, 180, below, role, size=11.5)
    frame(ax, 153 + near * scale, 28 + top * scale, side * scale, side * scale, "changed")
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
