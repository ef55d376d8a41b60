"""Figures of the page on channels: filters as deep as their input, and as many maps as filters."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from cnnkit.images import colour_photograph
from cnnkit.layers import Conv2d
from cnnkit.ops.conv import conv1d, conv2d
from cnnkit.palette import ROLES
from cnnkit.plots.drawing import (
    SIGNED,
    Drawing,
    arrow,
    block,
    cells,
    frame,
    label,
    picture,
    sheet,
    words,
    written,
)
from cnnkit.shapes import conv_parameters, output_size

__all__ = [
    "bank_on_photograph",
    "colour_bank",
    "deep_filter",
    "grouped",
    "neurons_in_space",
    "two_filters_on_a_row",
]

CHANNEL_NAMES = ("red", "green", "blue")


def deep_filter(x: np.ndarray, kernel: np.ndarray, bias: float, place: tuple[int, int]) -> Drawing:
    """Work out one output of a filter with several slices: sums over channels, one bias.

    Parameters
    ----------
    x : ndarray of shape (3, 4, 4)
    kernel : ndarray of shape (3, 2, 2)
    bias : float
    place : (int, int)
        Row and column of the output that is worked out.
    """
    row, column = place
    side = kernel.shape[-1]
    windows = x[:, row : row + side, column : column + side]
    sums = (windows * kernel).sum(axis=(1, 2))
    out = conv2d(x[None], kernel[None], np.array([bias]))[0, 0]
    total = " + ".join(map(written, sums)).replace("+ \N{MINUS SIGN}", "\N{MINUS SIGN} ")
    names = CHANNEL_NAMES[: len(x)]
    drawing, ax = sheet(
        412,
        "Three channels of 4 by 4 numbers, each with a window and a slice of 2 by 2 weights. "
        + " ".join(
            f"The {name} window {words(window)} times its slice {words(part)} sums to {sum_:g}."
            for name, window, part, sum_ in zip(names, windows, kernel, sums, strict=True)
        )
        + f" The three sums and one bias of {bias:g} give {out[place]:g}, one cell of one map "
        f"{words(out)}.",
    )
    small, part, gap = 26, 30, 128
    label(ax, 8 + 2 * small, 14, "input", "input", weight="bold")
    label(ax, 168 + part, 14, "one filter", "kernel", weight="bold")
    reach = float(np.abs(kernel).max())
    for number, (name, plane, slice_, sum_) in enumerate(zip(names, x, kernel, sums, strict=True)):
        top = 26 + gap * number
        cells(ax, plane, 8, top, small, limits=(0, float(x.max()) * 1.6), write=written)
        frame(
            ax,
            8 + column * small,
            top + row * small,
            side * small,
            side * small,
            "kernel",
            line=3,
        )
        label(ax, 8 + 2 * small, top + 4 * small + 12, name, "muted", size=11)
        middle = top + 2 * small
        label(ax, 140, middle, "·", size=22)
        cells(ax, slice_, 168, middle - part, part, signed=True, limits=(-reach, reach),
              write=written)  # fmt: skip
        frame(ax, 168, middle - part, 2 * part, 2 * part, "kernel", line=2)
        arrow(ax, (234, middle), (262, middle), "line")
        label(ax, 280, middle, written(sum_), weight="bold")
        if number < 2:
            label(ax, 280, middle + gap / 2, "+", "muted", size=16)
    middle = 26 + gap + 2 * small
    for number in range(3):
        if number != 1:
            arrow(ax, (296, 26 + gap * number + 2 * small), (330, middle), "line", head=False)
    arrow(ax, (298, middle), (330, middle), "line", head=False)
    left = 342
    cells(ax, out, left, middle - 1.5 * part, part, signed=True, write=written)
    frame(ax, left + column * part, middle - 1.5 * part + row * part, part, part, "output", line=3)
    label(ax, left + 1.5 * part, middle - 1.5 * part - 14, "one map", "output", weight="bold")
    label(ax, left + 1.5 * part, middle + 1.5 * part + 20, f"bias {written(bias)}", "kernel")
    label(ax, left + 1.5 * part, middle + 1.5 * part + 38, "added once", "muted", size=11)
    label(
        ax,
        432,
        390,
        f"{total} {'+' if bias >= 0 else chr(0x2212)} {abs(bias):g} = {written(out[place])}",
        align="right",
        weight="bold",
    )
    return drawing


def neurons_in_space(channels: int, size: int, filters: int, kernel: int) -> Drawing:
    """Draw input and output as blocks: the neurons of one place look at the same window.

    Parameters
    ----------
    channels, size : int
        Of the input, which is square.
    filters, kernel : int
        Neurons at each place, and side of their window.
    """
    out = output_size(size, kernel)
    count = conv_parameters(channels, filters, kernel)
    drawing, ax = sheet(
        262,
        f"Two blocks. The input is {size} by {size} and {channels} deep; a small block of {kernel} "
        f"by {kernel} in it goes through its whole depth. From there lines lead to a row of "
        f"{filters} neurons that stand behind one another at one place of the output, which is "
        f"{out} by {out} and {filters} deep.",
    )
    scale, deep = 4.2, 15
    left, top = 14, 70
    block(ax, left, top, size * scale, size * scale, channels * deep, "input", sheets=channels)
    patch_left, patch_top = left + 13 * scale, top + 11 * scale
    block(
        ax, patch_left, patch_top, kernel * scale, kernel * scale, channels * deep, "kernel",
        sheets=channels, fill=None,
    )  # fmt: skip
    right = 258
    out_top = top + (size - out) * scale / 2
    block(ax, right, out_top, out * scale, out * scale, filters * deep, "output", sheets=filters)
    place = np.array([right + 13 * scale + 10, out_top + 11 * scale + 10])
    away = np.array([deep, -0.6 * deep])
    corner = np.array([patch_left + kernel * scale, patch_top + kernel * scale / 2])
    for number in range(filters):
        x, y = place + away * (number + 0.5)
        ax.plot([corner[0] + 22, x], [corner[1] - 14, y], color=ROLES["kernel"].light,
                linewidth=1, zorder=4)  # fmt: skip
    for number in reversed(range(filters)):
        x, y = place + away * (number + 0.5)
        ax.plot(
            [x], [y], "o", markersize=11, markerfacecolor=ROLES["surface"].light,
            markeredgecolor=ROLES["output"].light, markeredgewidth=2, zorder=5,
        )  # fmt: skip
    bottom = top + size * scale + 18
    label(ax, left + size * scale / 2, bottom, f"{size}×{size}×{channels}", "input", weight="bold")
    label(ax, right + out * scale / 2, bottom, f"{out}×{out}×{filters}", "output", weight="bold")
    label(
        ax, left + size * scale / 2, bottom + 20, f"a window of {kernel}×{kernel}×{channels}",
        "kernel",
    )  # fmt: skip
    label(ax, right + out * scale / 2, bottom + 20, f"{filters} neurons at each place", "output")
    label(ax, 8, 20, f"{filters} filters × ({count.weights // filters} weights + 1 bias) = "
          f"{count.parameters} parameters", "ink", align="left", weight="bold")  # fmt: skip
    return drawing


def colour_bank() -> np.ndarray:
    """Make three filters for colour pictures: a colour, a colour's edge, an edge of any colour.

    Returns
    -------
    ndarray of shape (3, 3, 3, 3)
        (filters, channels, kernel_height, kernel_width); none is symmetric in its channels
        except the last.
    """
    blur = np.full((3, 3), 1 / 9)
    rising = np.outer([1.0, 1.0, 1.0], [-1.0, 0.0, 1.0]) / 3
    none = np.zeros((3, 3))
    return np.array(
        [
            [blur, none, -blur],  # red, not blue
            [rising, -rising, none],  # redder towards the right
            [rising.T / 3, rising.T / 3, rising.T / 3],  # brighter downwards
        ]
    )


def bank_on_photograph() -> Drawing:
    """Send a colour photograph through a bank of three deep filters."""
    image = colour_photograph("flower", every=4)[:, :, 24:136]
    bank = colour_bank()
    maps = conv2d(image[None], bank)[0]
    drawing, ax = sheet(
        452,
        "A colour photograph of a dahlia, 3 channels. Three filters, each drawn as three slices "
        "for red, green and blue. Three maps: the first is positive on the whole orange flower and "
        "slightly negative around it; the second has fine upright strokes of both signs, petal by "
        "petal; the third has strokes of both signs that run across.",
    )
    wide = 132
    tall = wide * image.shape[1] / image.shape[2]
    x = 220 - wide / 2
    axes_height = picture(ax, np.moveaxis(image, 0, 2), x, 26, wide)
    label(ax, 220, 14, f"input: 3 channels of {image.shape[1]}×{image.shape[2]}", "input",
          weight="bold")  # fmt: skip
    remarks = ("red, not blue", "redder to the right", "brighter downwards")
    top = 26 + axes_height
    for number, (kernel, response, remark) in enumerate(zip(bank, maps, remarks, strict=True)):
        left = 8 + 146 * number
        middle = left + wide / 2
        arrow(ax, (220 + 40 * (number - 1), top + 3), (middle, top + 28), "input")
        label(ax, middle, top + 40, remark, "kernel", weight="bold", size=11.5)
        reach = float(np.abs(kernel).max())
        for channel, slice_ in enumerate(kernel):
            at = middle - 63 + 44 * channel
            cells(ax, slice_, at, top + 54, 13, signed=True, limits=(-reach, reach),
                  numbers=False)  # fmt: skip
            frame(ax, at, top + 54, 39, 39, "kernel", line=1.2)
            label(ax, at + 19.5, top + 104, CHANNEL_NAMES[channel], "muted", size=11)
        arrow(ax, (middle, top + 116), (middle, top + 138), "output")
        limit = float(np.quantile(np.abs(response), 0.995))
        picture(ax, response, left, top + 142, wide, cmap=SIGNED, limits=(-limit, limit))
        label(ax, middle, top + 142 + tall + 12, f"map {number}", "output", weight="bold")
    return drawing


def two_filters_on_a_row(signal: np.ndarray, kernels: np.ndarray) -> Drawing:
    """Draw a row with two filters side by side: each makes its own map.

    Parameters
    ----------
    signal : ndarray of shape (n,)
    kernels : ndarray of shape (2, m)
    """
    maps = conv1d(signal[None, None], kernels[:, None])[0]
    drawing, ax = sheet(
        214,
        f"A row {words(signal)}. Above it two filters, {words(kernels[0])} and "
        f"{words(kernels[1])}, and their maps {words(maps[0])} and {words(maps[1])}: "
        "one map is the other with its sign changed.",
    )
    side = 34
    outputs = maps.shape[1]
    left = 220 - len(signal) * side / 2
    cells(ax, signal[None], left, 166, side, limits=(0, 1.6), write=written)
    label(ax, left - 10, 183, "input", "input", weight="bold", align="right")
    for number, (kernel, values) in enumerate(zip(kernels, maps, strict=True)):
        at = 8 + number * (424 - outputs * side)
        cells(ax, values[None], at, 30, side, signed=True, limits=(-1, 1), write=written)
        frame(ax, at, 30, outputs * side, side, "output", line=1.8)
        middle = at + outputs * side / 2
        label(ax, middle, 16, f"map {number}", "output", weight="bold")
        cells(ax, kernel[None], middle - side, 98, side, signed=True, limits=(-1, 1),
              write=written)  # fmt: skip
        frame(ax, middle - side, 98, 2 * side, side, "kernel", line=2.2)
        label(ax, middle - side - 8 if number else middle + side + 8, 115, f"filter {number}",
              "kernel", align="right" if number else "left", weight="bold")  # fmt: skip
        arrow(ax, (middle, 94), (middle, 70), "output")
        arrow(ax, (220 + (number - 0.5) * 60, 163), (middle, 136), "input")
    return drawing


def grouped(channels: int, filters: int, groups: tuple[int, ...], kernel: int) -> Drawing:
    """Show which input channel reaches which output channel, for several numbers of groups.

    Parameters
    ----------
    channels, filters, kernel : int
    groups : tuple of int
        One small drawing for each.
    """
    layers = [Conv2d(channels, filters, kernel, groups=number) for number in groups]
    weights = [layer.weight.size for layer in layers]
    drawing, ax = sheet(
        224,
        f"{channels} input channels below, {filters} output channels above, joined by lines. "
        + " ".join(
            f"With groups={number}: {size // kernel**2} slices, {size} weights."
            for number, size in zip(groups, weights, strict=True)
        ),
    )
    width = 440 / len(groups)
    for number, (count, size) in enumerate(zip(groups, weights, strict=True)):
        middle = width * (number + 0.5)
        step = min(width / max(channels, filters), 32)
        reach_in, reach_out = channels // count, filters // count
        below = [middle + (c - (channels - 1) / 2) * step for c in range(channels)]
        above = [middle + (f - (filters - 1) / 2) * step for f in range(filters)]
        for f in range(filters):
            for c in range(f // reach_out * reach_in, (f // reach_out + 1) * reach_in):
                ax.plot([below[c], above[f]], [140, 62], color=ROLES["kernel"].light,
                        linewidth=1.5, zorder=2)  # fmt: skip
        for x in below:
            _plane(ax, x, 146, "input")
        for x in above:
            _plane(ax, x, 56, "output")
        name = {1: "all see all", channels: "depthwise"}.get(count, "half sees half")
        label(ax, middle, 18, f"groups={count}", weight="bold")
        label(ax, middle, 186, name, "muted")
        label(ax, middle, 206, f"{size} weights", "kernel", weight="bold")
    return drawing


def _plane(ax: Axes, x: float, y: float, role: str) -> None:
    """Draw one map as a small leaning sheet around (x, y)."""
    corners = np.add([x, y], [[-11, 4], [4, 4], [11, -6], [-4, -6]])
    ax.add_patch(
        Polygon(
            corners, closed=True, facecolor=ROLES["surface"].light,
            edgecolor=ROLES[role].light, linewidth=1.6, zorder=5,
        )
    )  # fmt: skip
