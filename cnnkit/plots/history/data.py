"""Data whose order matters: arrays with their axes, a portrait as numbers, a colour as bits."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import rgb2hex
from matplotlib.patches import Rectangle

from cnnkit.palette import ROLES, text_on
from cnnkit.plots.drawing import (
    Drawing,
    arrow,
    cells,
    frame,
    label,
    picture,
    sheet,
)

__all__ = ["colour_as_bits", "four_kinds", "portrait_grid", "three_planes"]


def four_kinds(
    signal: np.ndarray, image: np.ndarray, volume: np.ndarray, clip: np.ndarray
) -> Drawing:
    """Draw a signal, a picture, a volume and a clip, each with its axes.

    Parameters
    ----------
    signal : ndarray of shape (time,)
        Values from 0 to 1, as for the others.
    image : ndarray of shape (height, width)
    volume : ndarray of shape (depth, height, width)
    clip : ndarray of shape (time, height, width, 3)
    """
    shapes = [f"({', '.join(map(str, array.shape))})" for array in (signal, image, volume, clip)]
    drawing, ax = sheet(
        416,
        "Four kinds of data with arrows along their axes. "
        f"A signal: bars in a row, one axis, shape {shapes[0]}. "
        f"A picture: a portrait, two axes, shape {shapes[1]}. "
        f"A volume: a stack of slices, three axes, shape {shapes[2]}. "
        f"A clip: colour pictures one after the other, four axes, shape {shapes[3]}.",
    )
    titles = (("signal", "1 axis"), ("picture", "2 axes"), ("volume", "3 axes"), ("clip", "4 axes"))
    corners = ((10, 0), (230, 0), (10, 204), (230, 204))
    for (name, axes), shape, (left, top) in zip(titles, shapes, corners, strict=True):
        label(ax, left, top + 14, f"{name}, {axes}", weight="bold", align="left")
        label(ax, left, top + 31, shape, "muted", size=11.5, align="left")
    _signal(ax, signal, 16, 164)
    height = picture(ax, image, 268, 52, 87)
    _axis(ax, (268, 52), (268, 52 + height), "row", "left")
    _axis(ax, (268, 52), (355, 52), "column", "right")
    _volume(ax, volume, 40, 254)
    _clip(ax, clip, 250, 254)
    return drawing


def portrait_grid(grey: np.ndarray) -> Drawing:
    """Set a grey picture beside its numbers.

    Parameters
    ----------
    grey : ndarray of shape (height, width), uint8
    """
    height, width = grey.shape
    side = 24
    drawing, ax = sheet(
        height * side + 34,
        f"A small grey portrait, and the same portrait as a table of {height} rows and {width} "
        f"columns of numbers from {grey.min()} to {grey.max()}, each on its own shade. The eyes "
        f"are the two zeros in row {int(np.argwhere(grey == 0)[0, 0])}.",
    )
    left, top = 440 - width * side - 8, 26
    picture(ax, grey, 12, top + 92, 104, limits=(0, 255))
    label(ax, 64, top + 78, "what we see", "muted", size=11.5)
    label(ax, left + width * side / 2, 11, "what the computer has", "muted", size=11.5)
    picture(ax, grey, left, top, width * side, limits=(0, 255))
    for (row, column), value in np.ndenumerate(grey):
        shade = rgb2hex(3 * [value / 255])
        ax.text(
            left + (column + 0.5) * side,
            top + (row + 0.5) * side,
            str(value),
            color=text_on(shade),
            fontsize=11,
            ha="center",
            va="center",
            zorder=6,
        )
    row, column = np.argwhere(grey == 0)[0]
    frame(ax, left + column * side, top + row * side, side, side, "changed", line=3)
    unit = 104 / width
    frame(ax, 12 + column * unit, top + 92 + row * unit, unit, unit, "changed", line=2)
    arrow(
        ax,
        (12 + (column + 1) * unit + 2, top + 92 + (row + 0.5) * unit),
        (left + column * side - 3, top + (row + 0.5) * side),
        "changed",
        bend=0.15,
    )
    return drawing


def colour_as_bits(colour: int) -> Drawing:
    """Take a 24-bit colour apart: eight bits for each of red, green and blue.

    Parameters
    ----------
    colour : int
        0xRRGGBB.
    """
    channels = [colour >> 16, colour >> 8 & 255, colour & 255]
    names = ("red", "green", "blue")
    spoken = ", ".join(f"{name} {value}" for name, value in zip(names, channels, strict=True))
    drawing, ax = sheet(
        150,
        f"A row of 24 bits in three groups of eight: the number {colour:#08x} is {spoken}. "
        "A swatch of that colour stands beside it.",
    )
    label(ax, 10, 18, f"one pixel = 0x{colour:06X} = {colour:,}", weight="bold", align="left")
    edge = ROLES["line"].light
    ax.add_patch(Rectangle((396, 8), 34, 34, facecolor=f"#{colour:06x}", edgecolor=edge, zorder=3))
    side = 16.5
    for group, (name, value) in enumerate(zip(names, channels, strict=True)):
        left = 10 + group * (8 * side + 12)
        cells(
            ax,
            np.array([[int(bit) for bit in f"{value:08b}"]]),
            left,
            56,
            side,
            limits=(0, 2),
            numbers=False,
        )
        for place, bit in enumerate(f"{value:08b}"):
            middle = (left + (place + 0.5) * side, 56 + side / 2)
            ax.text(*middle, bit, color="#000000", fontsize=11, ha="center", va="center")
        frame(ax, left, 56, 8 * side, side, "line", line=1.4)
        shift = f">> {16 - 8 * group} & 255" if group < 2 else "& 255"
        label(ax, left + 4 * side, 44, shift, "muted", size=11.5)
        arrow(ax, (left + 4 * side, 77), (left + 4 * side, 98))
        label(ax, left + 4 * side, 110, str(value), weight="bold", size=15)
        label(ax, left + 4 * side, 132, name)
    return drawing


def three_planes(colours: np.ndarray) -> Drawing:
    """Lay the three planes of a colour picture apart.

    Parameters
    ----------
    colours : ndarray of shape (3, height, width)
        Red, green and blue from 0 to 1.
    """
    names = ("red", "green", "blue")
    means = [float(plane.mean()) for plane in colours]
    drawing, ax = sheet(
        182,
        "A colour photograph, and its red, green and blue plane as three grey pictures that lie "
        "on each other like cards. Their mean values are "
        + ", ".join(f"{mean:.2f}" for mean in means)
        + ".",
    )
    height = picture(ax, np.moveaxis(colours, 0, -1), 8, 50, 126)
    label(ax, 71, 50 + height + 14, "depth 3", "muted")
    arrow(ax, (140, 50 + height / 2), (162, 50 + height / 2))
    for index, (name, plane, mean) in enumerate(zip(names, colours, means, strict=True)):
        left, top = 170 + 32 * index, 10 + 40 * index
        picture(ax, plane, left, top, 126)
        ax.images[-1].set_zorder(3 + index)
        frame(ax, left, top, 126, height, "line", line=1.2)
        ax.patches[-1].set_zorder(3.5 + index)
        label(ax, left + 134, top + 10, name, weight="bold", align="left")
        label(ax, left + 134, top + 27, f"mean {mean:.2f}", "muted", size=11.5, align="left")
    return drawing


def _axis(
    ax: Axes, start: tuple[float, float], end: tuple[float, float], name: str, side: str
) -> None:
    """Draw an arrow along an axis, a little outside, and name it."""
    away = {"left": (-8, 0), "right": (0, -8), "below": (0, 8)}[side]
    start, end = (tuple(np.add(place, away)) for place in (start, end))
    arrow(ax, start, end, "ink", line=1.2)
    if side == "left":
        label(ax, start[0] - 6, (start[1] + end[1]) / 2, name, size=11, align="right")
    elif side == "right":
        label(ax, end[0] + 5, end[1], name, size=11, align="left")
    else:
        label(ax, (start[0] + end[0]) / 2, start[1] + 11, name, size=11)


def _signal(ax: Axes, signal: np.ndarray, left: float, bottom: float) -> None:
    step = 180 / len(signal)
    for place, value in enumerate(signal):
        tall = 96 * value
        frame(
            ax,
            left + place * step,
            bottom - tall,
            step * 0.8,
            tall,
            "input",
            line=0,
            fill="input",
        )
    _axis(ax, (left, bottom), (left + 180, bottom), "time", "below")


def _volume(ax: Axes, volume: np.ndarray, left: float, top: float) -> None:
    """Draw slices one behind the other; the middle one in front is seen whole."""
    count, side, away = 4, 76, 20
    for place in range(count - 1, -1, -1):
        plane = volume[round((0.5 + 0.4 * place / (count - 1)) * (len(volume) - 1))]
        x, y = left + place * away, top + 52 - place * away * 0.7
        picture(ax, 1 - plane, x, y, side, limits=(-0.1, 1))
        ax.images[-1].set_zorder(2 + 0.2 * (count - place))
        frame(ax, x, y, side, side, "line", line=1)
        ax.patches[-1].set_zorder(2.1 + 0.2 * (count - place))
    _axis(ax, (left, top + 52), (left, top + 128), "row", "left")
    _axis(ax, (left, top + 128), (left + side, top + 128), "column", "below")
    arrow(
        ax,
        (left + side + 8, top + 124),
        (left + side + 8 + 3 * away, top + 124 - 2.1 * away),
        "ink",
        line=1.2,
    )
    label(ax, left + side + 48, top + 114, "slice", size=11, align="left")


def _clip(ax: Axes, clip: np.ndarray, left: float, top: float) -> None:
    """Draw the pictures of a clip one after the other, down to the right."""
    side, step = 56, 30
    for place, moment in enumerate(clip):
        x, y = left + place * step, top + place * 13
        picture(ax, moment, x, y, side)
        ax.images[-1].set_zorder(2 + 0.2 * place)
        frame(ax, x, y, side, side, "line", line=1)
        ax.patches[-1].set_zorder(2.1 + 0.2 * place)
    end = left + (len(clip) - 1) * step
    arrow(ax, (left, top + side + 12), (end, top + side + 12 + 13 * (len(clip) - 1)), "ink",
          line=1.2)  # fmt: skip
    label(ax, left + 22, top + side + 34, "time", size=11, align="right")
    label(ax, end + side, top - 2, "row, column, colour", size=11,
          align="right")  # fmt: skip
