"""Figures of the padding-and-stride chapter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from cnnkit.filters import SOBEL_VERTICAL
from cnnkit.images import photograph
from cnnkit.ops.conv_single import correlate2d
from cnnkit.palette import ROLES
from cnnkit.plots.drawing import (
    UNSIGNED,
    Drawing,
    arrow,
    cells,
    frame,
    label,
    picture,
    plot_axes,
    sheet,
    spot,
    words,
    written,
)
from cnnkit.shapes import output_size, visits

__all__ = [
    "EDGE",
    "Setting",
    "ends",
    "far_end",
    "flower_maps",
    "influence",
    "kept_outputs",
    "neighbours_alike",
    "receptive_tree",
    "settings",
    "shrinking",
    "two_edges",
    "visit_maps",
]

EDGE = np.array([1.0, -1.0])
"""The deck's detector of a step from high to low: one value minus the next."""


def visit_maps(size: int, kernel: int) -> Drawing:
    """Write into every pixel how many windows see it, without and with padding.

    Parameters
    ----------
    size, kernel : int
        Pixels along both axes of the map and of the window; the kernel is odd.
    """
    paddings = (0, kernel // 2)
    counts = [np.outer(*2 * [visits(size, kernel, padding=padding)]) for padding in paddings]
    drawing, ax = sheet(
        250,
        f"Two maps of {size} by {size} pixels; in each pixel stands how many {kernel} by {kernel} "
        f"windows see it. Without padding a corner is seen {counts[0][0, 0]} time and the middle "
        f"{counts[0].max()} times. With a padding of {paddings[1]}, drawn as a hatched border, a "
        f"corner is seen {counts[1][0, 0]} times.",
    )
    cell = 168 / (size + 2 * paddings[1])
    for number, (padding, values) in enumerate(zip(paddings, counts, strict=True)):
        left, top = 26 + 220 * number + cell * paddings[1], 34 + cell * paddings[1]
        if padding:
            _border(ax, left, top, size, padding, cell)
        cells(ax, values, left, top, cell, limits=(0, kernel**2))
        inset = padding * cell
        frame(ax, left - inset, top - inset, kernel * cell, kernel * cell, "kernel")
        middle = left + size * cell / 2
        label(ax, middle, 16, ("no padding", f"padding {padding}")[number > 0], weight="bold")
        share = values[0, 0] / values.max()
        label(
            ax,
            middle,
            top + (size + paddings[1]) * cell + 20,
            f"corner: {values[0, 0]} of {values.max()} ({share:.0%})",
            "output",
            weight="bold",
        )
    return drawing


def ends(signal: np.ndarray, kernel: np.ndarray = EDGE) -> Drawing:
    """Correlate a row with a kernel of two, under three ways of treating its end.

    Parameters
    ----------
    signal : ndarray of shape (n,)
    kernel : ndarray of shape (2,)
    """
    ways = (
        ("valid", signal, "nothing is added", None),
        ("a zero added", np.append(signal, 0), "a step that is\nnot in the data", "padding"),
        ("last value repeated", np.append(signal, signal[-1]), "no step invented", "padding"),
    )
    results = [np.correlate(row, kernel, mode="valid") for _, row, _, _ in ways]
    spoken = " ".join(
        f"{name}: {words(result)}." for (name, *_), result in zip(ways, results, strict=True)
    )
    drawing, ax = sheet(
        336, f"The row {words(signal)} under the kernel {words(kernel)}, three times. {spoken}"
    )
    size, left = 34, 148
    for number, ((name, row, note, extra), result) in enumerate(zip(ways, results, strict=True)):
        top = 22 + 108 * number
        label(ax, 8, top + 17, name, "ink", align="left", weight="bold", size=12)
        cells(ax, signal[None], left, top, size, limits=(0, 1))
        if extra:
            _hatched(ax, left + len(signal) * size, top, size)
            middle = left + (len(signal) + 0.5) * size
            label(ax, middle, top + size / 2, written(row[-1]), "ink", weight="bold")
        for index in range(len(result)):
            x = left + (index + 1) * size
            for source in (index, index + 1):
                middle = left + (source + 0.5) * size
                arrow(ax, (middle, top + size + 1), (x, top + 52), "kernel", line=1, head=False)
        cells(
            ax,
            result[None],
            left + size / 2,
            top + 52,
            size,
            signed=True,
            limits=(-1, 1),
            write=written,
        )
        invented = extra and result[-1] != 0
        if invented:
            frame(ax, left + (len(result) - 0.5) * size, top + 52, size, size, "changed", line=3)
        role = "changed" if invented else "muted"
        label(ax, 8, top + 69, note, role, align="left", size=11)
        label(ax, 432, top + 69, f"{len(signal)} → {len(result)}", "output", align="right")
    return drawing


class Setting(NamedTuple):
    """One layer along both axes: pixels of the map, and the options of the convolution."""

    name: str
    size: int
    kernel: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1

    @property
    def reach(self) -> int:
        """Pixels from the first to the last that a window reads."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def out(self) -> int:
        """Windows that fit."""
        return output_size(self.size, self.reach, self.stride, self.padding)


def settings(several: Sequence[Setting]) -> Drawing:
    """Draw an atlas of settings: below the padded map, above it the output, the first window tied.

    Parameters
    ----------
    several : sequence of Setting
        Four to a row.
    """
    rows = -(-len(several) // 4)
    spoken = " ".join(
        f"{s.name}: {s.size} by {s.size} with a kernel of {s.kernel}, stride {s.stride}, padding "
        f"{s.padding}, dilation {s.dilation} gives {s.out} by {s.out}."
        for s in several
    )
    drawing, ax = sheet(
        216 * rows, f"{len(several)} small drawings of a map and the output above it. {spoken}"
    )
    for number, s in enumerate(several):
        middle, top = 58 + 108 * (number % 4), 216 * (number // 4)
        label(ax, middle, top + 12, s.name, weight="bold", size=11.5)
        around = s.size + 2 * s.padding
        cell = min(9.6, 88 / around)
        left, low = middle - around * cell / 2, top + 100
        inner = (left + s.padding * cell, low + s.padding * cell)
        _border(ax, *inner, s.size, s.padding, cell)
        _grid(ax, *inner, s.size, cell, "input")
        for row, column in np.ndindex(s.kernel, s.kernel):
            x, y = left + column * s.dilation * cell, low + row * s.dilation * cell
            frame(ax, x, y, cell, cell, "kernel", line=1.4, fill="kernel")
        out_left, out_top = middle - s.out * cell / 2, top + 26
        _grid(ax, out_left, out_top, s.out, cell, "output")
        frame(ax, out_left, out_top, cell, cell, "output", line=1, fill="output")
        reach = s.reach * cell
        step = left + s.stride * cell
        frame(ax, step, low, reach, reach, "kernel", line=1.2, dashed=True)
        for start, end in (((left, low), (0, cell)), ((left + reach, low), (cell, cell))):
            arrow(ax, start, (out_left + end[0], out_top + end[1]), "kernel", line=0.9, head=False)
        label(ax, middle, low + around * cell + 14, f"{s.size} → {s.out}", "output", weight="bold")
    return drawing


def kept_outputs(signal: np.ndarray, kernel: np.ndarray, stride: int) -> Drawing:
    """Show stride as "compute all outputs, keep every stride-th one".

    Parameters
    ----------
    signal, kernel : ndarray of shape (n,), (m,)
    stride : int
    """
    dense = np.correlate(signal, kernel, mode="valid")
    kept = dense[::stride]
    drawing, ax = sheet(
        226,
        f"The row {words(signal)} gives {words(dense)} with stride 1. Stride {stride} keeps every "
        f"{stride}nd of them, starting with the first: {words(kept)}.",
    )
    size, left = 36, 96
    tops = (22, 96, 170)
    cells(ax, signal[None], left, tops[0], size, limits=(0, 1))
    first = left + (len(kernel) - 1) * size / 2
    for index in range(len(dense)):
        x = first + (index + 0.5) * size
        role = "kernel" if index % stride == 0 else "line"
        for source in range(index, index + len(kernel)):
            below = (left + (source + 0.5) * size, tops[0] + size + 1)
            arrow(ax, below, (x, tops[1]), role, line=1, head=False, dashed=index % stride > 0)
    cells(ax, dense[None], first, tops[1], size, signed=True, limits=(-1, 1), write=written)
    start = first + (len(dense) - len(kept)) * size / 2
    cells(ax, kept[None], start, tops[2], size, signed=True, limits=(-1, 1), write=written)
    for index in range(len(kept)):
        above = first + (index * stride + 0.5) * size
        frame(ax, above - size / 2, tops[1], size, size, "output", line=2.6)
        arrow(ax, (above, tops[1] + size + 2), (start + (index + 0.5) * size, tops[2]), "output")
    texts = (("input", "input"), ("stride 1", "muted"), (f"stride {stride}", "output"))
    for top, (text, role) in zip(tops, texts, strict=True):
        label(ax, left - 12, top + size / 2, text, role, align="right", weight="bold")
    return drawing


def two_edges(places: Sequence[int], size: int, stride: int = 2) -> Drawing:
    """Look for a step at several places of a row, with stride 1 and with a larger one.

    Parameters
    ----------
    places : sequence of int
        How many leading values are 1; the others are 0.
    size, stride : int
        Values in the row, and the larger stride.
    """
    signals = [(np.arange(size) < place).astype(float) for place in places]
    results = [np.correlate(signal, EDGE, mode="valid") for signal in signals]
    found = [bool(result[::stride].any()) for result in results]
    spoken = " ".join(
        f"A step after {place} values is {'found' if hit else 'missed'} with stride {stride}."
        for place, hit in zip(places, found, strict=True)
    )
    drawing, ax = sheet(30 + 112 * len(places), spoken)
    cell, left = 34, 12
    for number, (place, signal, result, hit) in enumerate(
        zip(places, signals, results, found, strict=True)
    ):
        top = 30 + 112 * number
        label(ax, left, top - 14, f"step after {place} values", align="left", weight="bold")
        cells(ax, signal[None], left, top, cell, limits=(0, 1))
        for index, value in enumerate(result):
            x = left + (index + 0.5) * cell
            looked = index % stride == 0
            if looked:
                cells(
                    ax, value[None], x, top + 44, cell, signed=True, limits=(-1, 1), write=written
                )
                frame(ax, x, top + 44, cell, cell, "output", line=2)
            else:
                frame(ax, x, top + 44, cell, cell, "line", line=0.8, dashed=True)
                if value:
                    label(ax, x + cell / 2, top + 44 + cell / 2, written(value), "changed")
        verdict = f"found with\nstride {stride}" if hit else f"missed with\nstride {stride}"
        role = "good" if hit else "changed"
        label(ax, left + size * cell + 20, top + 61, verdict, role, align="left", weight="bold")
    return drawing


def flower_maps() -> dict[str, np.ndarray]:
    """Correlate the bundled photograph "flower" with two kernels.

    Returns
    -------
    dict from name to ndarray of shape (height, width)
        A map that is smooth, and one of vertical edges.
    """
    flower = photograph("flower")
    return {
        "5×5 average": correlate2d(flower, np.full((5, 5), 1 / 25)),
        "vertical edges": correlate2d(flower, SOBEL_VERTICAL),
    }


def neighbours_alike(distances: Sequence[int], alike: dict[str, Sequence[float]]) -> Drawing:
    """Plot how strongly two outputs of a map resemble each other over their distance.

    Parameters
    ----------
    distances : sequence of int
        Pixels between the two windows.
    alike : dict from name to sequence of float
        Correlation coefficients of two maps.
    """
    spoken = "; ".join(
        f"{name}: {values[0]:.2f} for direct neighbours, {values[1]:.2f} at distance {distances[1]}"
        for name, values in alike.items()
    )
    drawing, _ = sheet(246, f"Two falling curves of the correlation between outputs. {spoken}.")
    ax = plot_axes(
        drawing,
        (56, 24, 350, 168),
        x_label="distance between two windows, pixels",
        y_label="correlation",
        x_ticks=distances,
        y_ticks=(0, 0.5, 1),
    )
    ax.axhline(0, color=ROLES["line"].light, linewidth=0.8)
    looks = (("output", "o", -22), ("kernel", "s", 20))
    for (name, values), (role, marker, away) in zip(alike.items(), looks, strict=True):
        colour = ROLES[role].light
        ax.plot(distances, values, color=colour, marker=marker, linewidth=2, markersize=6)
        ax.annotate(
            f"{name}: {values[1]:.2f} at {distances[1]}",
            (distances[1], values[1]),
            xytext=(18, away),
            textcoords="offset points",
            color=colour,
            fontsize=12.5,
            va="center",
            parse_math=False,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.8},
        )
    ax.set(ylim=(-0.2, 1.05))
    return drawing


def far_end(sizes: Sequence[int], kernel: int, stride: int, shown: int = 22) -> Drawing:
    """Zoom in on the last pixels of a row, and on the last windows that fit.

    Parameters
    ----------
    sizes : sequence of int
        Pixels of each row.
    kernel, stride : int
    shown : int
        How many pixels of the end are drawn.
    """
    counts = [output_size(size, kernel, stride) for size in sizes]
    last = [(count - 1) * stride + kernel for count in counts]
    spoken = " ".join(
        f"{size} pixels: {count} windows, the last over pixels {end - kernel} to {end - 1}, "
        f"{size - end} pixels unused."
        for size, count, end in zip(sizes, counts, last, strict=True)
    )
    drawing, ax = sheet(122 * len(sizes), f"The far ends of {len(sizes)} rows. {spoken}")
    cell, left = 390 / (shown + 1), 40
    for number, (size, count, end) in enumerate(zip(sizes, counts, last, strict=True)):
        top = 122 * number
        exact = (size - kernel) / stride + 1
        text = f"({size} − {kernel}) / {stride} + 1 = {exact:g}"
        label(ax, 8, top + 14, text, align="left", weight="bold")
        if exact != count:
            label(ax, 432, top + 14, f"so {count} windows", "output", align="right", weight="bold")
        first = size - shown
        label(ax, left - 8, top + 42, "…", "muted", align="right")
        for pixel in range(first, size):
            x = left + (pixel - first) * cell
            unused = pixel >= end
            role = "changed" if unused else "input"
            hatch = "////" if unused else None
            frame(ax, x, top + 32, cell, 20, role, line=1.1, fill="surface", hatch=hatch)
        for index in range(count):
            start = index * stride
            if start < first:
                continue
            lane = (count - 1 - index) % 3
            y = top + 62 + 11 * lane
            x0, x1 = left + (start - first) * cell + 1, left + (start + kernel - first) * cell - 1
            colour = ROLES["kernel"].light
            ax.plot([x0, x1], [y, y], color=colour, linewidth=6, solid_capstyle="butt")
        note = (
            f"pixel {size - 1} is never seen"
            if size - end == 1
            else f"the last {size - end} pixels are never seen"
            if size > end
            else f"the last window ends at pixel {size - 1}: all are used"
        )
        role = "changed" if size > end else "good"
        label(ax, 432, top + 102, note, role, align="right", size=11.5)
    return drawing


def shrinking(size: int, kernel: int) -> Drawing:
    """Stack layers without padding until no window fits any more, to scale.

    Parameters
    ----------
    size, kernel : int
        Pixels of the picture and of every kernel, along both axes.
    """
    sizes = [size]
    while sizes[-1] >= kernel:
        sizes.append(output_size(sizes[-1], kernel))
    drawing, ax = sheet(
        150,
        f"Squares that get smaller from left to right: {', '.join(map(str, sizes))} pixels. After "
        f"{len(sizes) - 1} layers of {kernel} by {kernel} the next window does not fit.",
    )
    scale = (424 - 10 * (len(sizes) - 1)) / sum(sizes)
    x = 8.0
    for number, side in enumerate(sizes):
        tall = side * scale
        role = "input" if number == 0 else "changed" if number == len(sizes) - 1 else "output"
        frame(ax, x, 118 - tall, tall, tall, role, line=1.8, fill="surface")
        label(ax, x + tall / 2, 132, str(side), role, weight="bold")
        x += tall + 10
    label(
        ax,
        432,
        20,
        f"{len(sizes) - 1} layers of {kernel}×{kernel}, no padding:\n{sizes[-1]} pixels are left, "
        f"and no window of {kernel} fits",
        "changed",
        align="right",
        size=11.5,
    )
    return drawing


def receptive_tree(layers: Sequence[tuple[int, int]]) -> Drawing:
    """Follow one unit down through layers of (kernel, stride) to the pixels that it sees.

    Parameters
    ----------
    layers : sequence of (int, int)
        From the input upwards.
    """
    spans, steps = [(0, 1)], [1]
    for kernel, stride in reversed(layers):
        first, last = spans[0][0] * stride, (spans[0][1] - 1) * stride + kernel
        spans.insert(0, (first, last))
    for _, stride in layers:
        steps.append(steps[-1] * stride)
    counts = [stop - start for start, stop in spans]
    drawing, ax = sheet(
        34 + 62 * len(spans),
        "One unit on top and all that it sees below: "
        + ", ".join(f"{count} in layer {depth}" for depth, count in reversed([*enumerate(counts)]))
        + ".",
    )
    width, middle = min(34.0, 330 / counts[0]), 216.0
    # units of a higher layer stand above the middle of their windows
    centres = [np.arange(counts[0]) - (counts[0] - 1) / 2]
    for (kernel, stride), count in zip(layers, counts[1:], strict=True):
        below = centres[-1]
        starts = np.arange(count) * stride
        centres.append(np.array([below[start : start + kernel].mean() for start in starts]))
    for depth, places in enumerate(centres):
        y = 26 + 62 * (len(spans) - 1 - depth)
        role = "input" if depth == 0 else "output"
        if depth:
            kernel, stride = layers[depth - 1]
            for index, place in enumerate(places):
                for source in centres[depth - 1][index * stride : index * stride + kernel]:
                    low = (middle + source * width, y + 62)
                    arrow(ax, (middle + place * width, y), low, "kernel", line=1, head=False)
        for place in places:
            spot(ax, middle + place * width, y, role, radius=7)
        name = "pixels" if depth == 0 else f"layer {depth}"
        label(ax, 8, y, name, role, align="left", weight="bold")
        label(ax, 432, y, str(counts[depth]), role, align="right", weight="bold")
    label(ax, 432, 8, "seen", "muted", align="right", size=11)
    return drawing


def influence(change: np.ndarray, field: int) -> Drawing:
    """Show how far an output moves when one pixel does, with the field that the formula gives.

    Parameters
    ----------
    change : ndarray of shape (height, width)
        Mean absolute change of the output, for each pixel that was moved.
    field : int
        Side of the receptive field, in pixels.
    """
    touched = np.argwhere(change > 0)
    (top, left), (bottom, right) = touched.min(axis=0), touched.max(axis=0) + 1
    peak = change / change.max()
    inner = peak[peak > 0]
    half = int((inner >= 0.5).sum())
    drawing, ax = sheet(
        250,
        f"A map of {change.shape[0]} by {change.shape[1]} pixels. Only a square of {bottom - top} "
        f"by {right - left} changes the output; its middle does so most, its rim hardly. "
        f"{half} of its {inner.size} pixels have at least half the strongest influence.",
    )
    scale = 206 / change.shape[1]
    picture(ax, peak, 8, 30, 206, cmap=UNSIGNED)
    frame(ax, 8, 30, 206, 206, "input", line=1.2)
    frame(ax, 8 + left * scale, 30 + top * scale, field * scale, field * scale, "kernel", line=2.2)
    label(ax, 111, 14, "influence of each pixel", "input", weight="bold")
    label(ax, 234, 64, f"formula: {field}×{field}", "kernel", align="left", weight="bold")
    measured = f"measured: {bottom - top}×{right - left}"
    label(ax, 234, 90, measured, "input", align="left", weight="bold")
    row = peak[(top + bottom) // 2, left:right]
    base, tall, start = 214, 70, 234
    wide = 190 / len(row)
    for index, value in enumerate(row):
        bar = max(value * tall, 0.6)
        frame(ax, start + index * wide, base - bar, wide - 1, bar, "input", line=0.2, fill="input")
    label(ax, start, base + 16, "along the middle row", "muted", align="left", size=11)
    return drawing


def _grid(ax: Axes, left: float, top: float, side: int, size: float, role: str) -> None:
    """Draw empty squares in the colour of a role."""
    for row, column in np.ndindex(side, side):
        x, y = left + column * size, top + row * size
        frame(ax, x, y, size, size, role, line=0.9, fill="surface")


def _border(ax: Axes, left: float, top: float, side: int, padding: int, size: float) -> None:
    """Draw the padding around a map whose corner is given."""
    around = side + 2 * padding
    for row, column in np.ndindex(around, around):
        if not (padding <= row < padding + side and padding <= column < padding + side):
            _hatched(ax, left + (column - padding) * size, top + (row - padding) * size, size)


def _hatched(ax: Axes, left: float, top: float, size: float) -> None:
    """Draw one square that holds no data."""
    frame(ax, left, top, size, size, "padding", line=0.7, fill="surface", hatch="////")
