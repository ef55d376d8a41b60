"""Figures of the page on the whole layer: bias, activation, and layers on top of each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from cnnkit.layers import Conv2d
from cnnkit.ledger import Ledger
from cnnkit.ops import activation
from cnnkit.ops.conv import conv2d
from cnnkit.palette import ROLES
from cnnkit.plots.drawing import (
    SIGNED,
    UNSIGNED,
    Drawing,
    arrow,
    block,
    cells,
    frame,
    label,
    picture,
    plot_axes,
    sheet,
    written,
)

__all__ = [
    "CORNER_KERNELS",
    "activations",
    "corner_layers",
    "corner_steps",
    "funnel",
    "rectified",
    "structure",
]

CORNER_KERNELS = np.array([[[[-0.5, 0.5], [-0.5, 0.5]]], [[[-0.5, -0.5], [0.5, 0.5]]]])
"""Two filters, (filters, channels, height, width): brighter to the right, brighter downwards."""

_ABOVE_AND_LEFT = np.array([[[[0.0, 0.0], [1.0, 0.0]], [[0.0, 1.0], [0.0, 0.0]]]])


def structure(layer: Conv2d) -> Drawing:
    """Draw a layer as it is built: slices, sums, biases, an activation, maps.

    Parameters
    ----------
    layer : Conv2d
        Few channels; every line is one of its slices, whose weights are drawn on it.
    """
    filters, channels = layer.out_channels, layer.in_channels
    reach_in, reach_out = channels // layer.groups, filters // layer.groups
    slices = filters * reach_in
    top, side, gap = 40.0, 28, 16
    stack = reach_in * side
    tall = filters * (stack + gap)
    drawing, ax = sheet(
        top + tall + 26,
        f"{channels} input maps on the left, {filters} output maps on the right. Between them "
        f"{filters} filters, each a stack of {reach_in} slices of {layer.kernel_size[0]} by "
        f"{layer.kernel_size[1]} weights, one for each input map it sees: {slices} slices in all. "
        f"Each stack leads to one sum; every sum gets one bias, goes through a function f and "
        "becomes one output map.",
    )
    ins = [top + tall / channels * (c + 0.5) - gap / 2 for c in range(channels)]
    reach = float(np.abs(layer.weight).max())
    for x, text, role in (
        (34, "input", "input"),
        (176, f"{filters} filters", "kernel"),
        (262, "sum", "ink"),
        (318, "bias, f", "kernel"),
        (402, "output", "output"),
    ):
        label(ax, x, 18, text, role, weight="bold", size=11.5)
    for c, y in enumerate(ins):
        _plane(ax, 34, y, "input", f"{c}")
    for f in range(filters):
        first = top + f * (stack + gap)
        y = first + stack / 2
        for place in range(reach_in):
            c, at = f // reach_out * reach_in + place, first + place * side
            ax.plot([60, 162], [ins[c], at + side / 2], color=ROLES["input"].light, linewidth=1)
            ax.plot([190, 252], [at + side / 2, y], color=ROLES["line"].light, linewidth=1)
            cells(
                ax, layer.weight[f, place], 162, at, side / layer.kernel_size[0], signed=True,
                limits=(-reach, reach), numbers=False,
            )  # fmt: skip
            frame(ax, 162, at, 28, side, "kernel", line=1)
        frame(ax, 162, first, 28, stack, "kernel", line=2.6)
        _circle(ax, 262, y, "Σ", "ink")
        arrow(ax, (275, y), (294, y), "line")
        bias = "f" if layer.bias is None else f"+ b{f}, f"
        label(ax, 320, y, bias, "kernel", size=11.5)
        arrow(ax, (346, y), (371, y), "output")
        _plane(ax, 402, y, "output", f"{f}")
    label(
        ax,
        220,
        top + tall + 8,
        f"{channels} maps in, {filters} maps out: {slices} slices, "
        f"{0 if layer.bias is None else filters} biases",
        "muted",
        size=11.5,
    )
    return drawing


def activations(names: Sequence[str] = ("sigmoid", "tanh", "relu")) -> Drawing:
    """Plot activations over their derivatives, side by side.

    Parameters
    ----------
    names : sequence of str
        Functions of `cnnkit.ops.activation`.
    """
    x = np.linspace(-4, 4, 401)
    drawing, ax = sheet(
        256,
        "Three pairs of curves over inputs from -4 to 4. The sigmoid rises from 0 to 1; its "
        "derivative is a bump of height 0.25. The hyperbolic tangent rises from -1 to 1; its "
        "derivative is a bump of height 1. The rectifier is 0 up to 0 and then the input itself; "
        "its derivative jumps from 0 to 1.",
    )
    titles = {"relu": "ReLU"}
    for number, name in enumerate(names):
        left = 30 + 144 * number
        label(ax, left + 56, 16, titles.get(name, name), weight="bold")
        value = getattr(activation, name)(x)
        backward = getattr(activation, f"{name}_backward")
        slope = backward(np.ones_like(x), x if name == "relu" else value)
        for row, (curve, role) in enumerate(((value, "output"), (slope, "gradient"))):
            axes = plot_axes(
                drawing, (left, 30 + 112 * row, 112, 76), x_label="", y_label="",
                x_ticks=(-4, 0, 4), y_ticks=(-1, 0, 1) if row == 0 else (0, 0.25, 1),
            )  # fmt: skip
            axes.axhline(0, color=ROLES["line"].light, linewidth=0.6)
            axes.plot(x, curve, color=ROLES[role].light, linewidth=2.4)
            axes.set(xlim=(-4, 4), ylim=(-1.1, 1.35) if row == 0 else (-0.05, 1.15))
            axes.tick_params(axis="x", labelbottom=row == 1)
    label(ax, 220, 122, "the function", "output", weight="bold", size=11.5)
    label(ax, 220, 246, "its derivative", "gradient", weight="bold", size=11.5)
    return drawing


def rectified(raw: np.ndarray, biases: Sequence[float]) -> Drawing:
    """Show a map before thresholding, and after a bias and ReLU, for several biases.

    Parameters
    ----------
    raw : ndarray of shape (height, width)
        Signed responses of one filter.
    biases : sequence of float
        Three of them.
    """
    after = [np.maximum(raw + bias, 0) for bias in biases]
    silent = [float((values == 0).mean()) for values in after]
    drawing, ax = sheet(
        178,
        f"A map with responses of both signs, from {raw.min():.1f} to {raw.max():.1f}. Then the "
        "same map after a bias and a rectifier: "
        + "; ".join(
            f"bias {bias:g}, {share:.0%} of the values are 0"
            for bias, share in zip(biases, silent, strict=True)
        )
        + ".",
    )
    reach = float(np.abs(raw).max())
    wide = 98
    pictures = [("before thresholding", raw, "", "ink")]
    pictures += [
        (f"bias {written(bias)}", values, f"{share:.0%} are 0", "output")
        for bias, values, share in zip(biases, after, silent, strict=True)
    ]
    for number, (title, values, note, role) in enumerate(pictures):
        left = 8 + 109 * number
        label(ax, left + wide / 2, 20, title if number else "raw map", role, weight="bold",
              size=11)  # fmt: skip
        tall = picture(ax, values, left, 36, wide, cmap=SIGNED, limits=(-reach, reach))
        label(ax, left + wide / 2, 36 + tall + 16,
              note or f"{written(round(raw.min(), 1))} to {raw.max():.1f}",
              "ink" if number else "muted", size=11)  # fmt: skip
    return drawing


def corner_layers(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Find top left corners with two layers made by hand.

    Parameters
    ----------
    image : ndarray of shape (height, width)
        Bright things, value 1, on dark ground, value 0.

    Returns
    -------
    edges : ndarray of shape (2, height - 1, width - 1)
        First layer: left edges and top edges, after ReLU.
    corners : ndarray of shape (height - 2, width - 2)
        Second layer: 1 where a top edge starts and a left edge starts, else 0.
    """
    edges = activation.relu(conv2d(image[None, None], CORNER_KERNELS)[0])
    corners = conv2d(edges[None], _ABOVE_AND_LEFT, np.array([-1.0]))[0, 0]
    return edges, activation.relu(corners)


def corner_steps(image: np.ndarray) -> Drawing:
    """Show a picture, the two edge maps of a first layer, and the corner map of a second.

    Parameters
    ----------
    image : ndarray of shape (height, width)
    """
    edges, corners = corner_layers(image)
    found = int((corners > 0).sum())
    drawing, ax = sheet(
        268,
        "A picture with bright shapes. Two maps of its left edges and its top edges. A last map "
        f"with {found} marked places, one at each top left corner, and nothing along the straight "
        "edges.",
    )
    wide, small, kernel_left, left, at = 108, 92, 130, 172, 324
    top = 80.0
    label(ax, 8 + wide / 2, top - 14, "picture", "input", weight="bold")
    tall = picture(ax, image, 8, top, wide, cmap=UNSIGNED, limits=(0, 1.4))
    frame(ax, 8, top, wide, tall, "input", line=1.4)
    names = ("left edges", "top edges")
    for number, (values, kernel) in enumerate(zip(edges, CORNER_KERNELS, strict=True)):
        here = 34 + 122 * number
        middle = here + small / 2
        label(ax, left + small / 2, here - 14, names[number], "output", weight="bold", size=11.5)
        picture(ax, values, left, here, small, cmap=SIGNED, limits=(-1, 1))
        frame(ax, left, here, small, small, "output", line=1.2)
        arrow(ax, (12 + wide, top + tall / 2), (kernel_left + 2, middle), "line", head=False)
        cells(ax, kernel[0], kernel_left, middle - 13, 13, signed=True, limits=(-0.5, 0.5),
              numbers=False)  # fmt: skip
        frame(ax, kernel_left, middle - 13, 26, 26, "kernel", line=1.8)
        arrow(ax, (kernel_left + 28, middle), (left - 2, middle), "line")
        arrow(ax, (left + small + 4, middle), (at - 5, top + 44 + 20 * number), "line")
    label(ax, at + wide / 2, 18, "top left corners", "output", weight="bold")
    label(ax, at + wide / 2, 48, "both edges at once:\nsum, bias −1, ReLU", "kernel", size=11)
    picture(ax, corners, at, top, wide, cmap=SIGNED, limits=(-1, 1))
    frame(ax, at, top, wide, wide, "output", line=1.4)
    step = wide / corners.shape[1]
    for row, column in np.argwhere(corners > 0):
        ax.plot([at + (column + 0.5) * step], [top + (row + 0.5) * step], "o", markersize=18,
                markerfacecolor="none", markeredgecolor=ROLES["changed"].light,
                markeredgewidth=1.8, zorder=6)  # fmt: skip
    label(ax, at + wide / 2, top + wide + 18, f"{found} corners", "changed", weight="bold")
    return drawing


def funnel(shape: tuple[int, int, int], stages: Ledger) -> Drawing:
    """Draw the volumes of a network to scale: fewer pixels, more maps.

    Parameters
    ----------
    shape : (int, int, int)
        Channels, height and width of the input.
    stages : Ledger
        The rows to draw, each with a shape of maps.
    """
    volumes = [("input", shape, 1)] + [
        (row.name, row.shape, row.receptive_field[0]) for row in stages
    ]
    drawing, ax = sheet(
        236,
        "Blocks from left to right, each lower and deeper than the one before: "
        + "; ".join(
            f"{name} {volume[1]} by {volume[2]} by {volume[0]}, one value sees {field} pixels"
            for name, volume, field in volumes
        )
        + ".",
    )
    scale = 3.3
    left = 8.0
    for number, (name, (channels, height, width), field) in enumerate(volumes):
        tall, wide, deep = height * scale, width * scale, channels * 2.0
        top = 146 - tall
        role = "output" if number else "input"
        block(ax, left, top, wide, tall, deep, role, sheets=min(channels, 4))
        middle = left + max(wide, 30) / 2
        label(ax, middle, 166, name, role, weight="bold", size=11.5)
        label(ax, middle, 184, f"{height}×{width}×{channels}", size=11)
        label(ax, middle, 202, f"{height * width * channels:,}", "muted", size=11)
        label(ax, middle, 220, f"{field}×{field}", "kernel", size=11)
        left += max(wide + deep, 70) + 14
    label(ax, 432, 202, "values", "muted", size=11, align="right")
    label(ax, 432, 220, "sees", "kernel", size=11, align="right")
    return drawing


def _plane(ax: Axes, x: float, y: float, role: str, text: str) -> None:
    frame(ax, x - 26, y - 26, 52, 52, role, line=1.8, fill="surface")
    label(ax, x, y, text, role)


def _circle(ax: Axes, x: float, y: float, text: str, role: str) -> None:
    ax.plot(
        [x], [y], "o", markersize=24, markerfacecolor=ROLES["surface"].light,
        markeredgecolor=ROLES[role].light, markeredgewidth=1.6, zorder=5,
    )  # fmt: skip
    label(ax, x, y, text, role)
