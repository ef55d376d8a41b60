"""Sliding a window: products, their sum, and the cell it lands in; and what a flip changes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from cnnkit.filters import half_turn
from cnnkit.ops.conv_single import correlate2d
from cnnkit.palette import ROLES, text_on
from cnnkit.plots.drawing import (
    SIGNED,
    Drawing,
    arrow,
    cells,
    frame,
    label,
    picture,
    sheet,
    written,
)

__all__ = ["along_a_row", "every_window", "half_turns", "on_a_photograph", "one_window", "spike"]


def along_a_row(signal: np.ndarray, kernel: np.ndarray) -> Drawing:
    """Slide a kernel along a signal: one line for each place it stands at.

    Parameters
    ----------
    signal : ndarray of shape (n,)
    kernel : ndarray of shape (m,)
    """
    out = correlate2d(signal[None], kernel[None])[0]
    size, step, left = 34, 42, 12
    sums, right = left + len(signal) * size + 22, 390
    bottom = 96 + step * len(out)
    spoken = "; ".join(
        f"at place {i}, {_sum(signal[i : i + len(kernel)], kernel)} = {written(value)}"
        for i, value in enumerate(out)
    )
    drawing, ax = sheet(
        bottom + 6,
        f"A signal of {len(signal)} values, {_words(signal)}, and under it a kernel of "
        f"{len(kernel)} values, {_words(kernel)}, one step further to the right in every line. "
        f"Its products add up to one output for each line: {spoken}.",
    )
    label(ax, left, 16, "signal", "input", align="left", weight="bold")
    label(ax, right + size / 2, 16, "output", "output", weight="bold")
    cells(ax, signal, left, 30, size, limits=(-1, 1), signed=True, write=written)
    frame(ax, left, 30, len(signal) * size, size, "input", line=1.6)
    for i in range(len(signal) + 1):  # so that one sees what stands above what
        x = left + i * size
        ax.plot([x, x], [64, bottom - 8], color=ROLES["line"].light, lw=0.5, zorder=0)
    for i, value in enumerate(out):
        top = 92 + step * i
        x, width = left + i * size, len(kernel) * size
        cells(ax, kernel, x, top, size, limits=(-1, 1), signed=True, write=written)
        frame(ax, x, top, width, size, "kernel")
        middle = top + size / 2
        label(ax, sums, middle, _sum(signal[i : i + len(kernel)], kernel), align="left")
        arrow(ax, (right - 24, middle), (right - 3, middle), "output")
        cells(ax, [[value]], right, top, size, limits=(-1, 1), signed=True, write=written)
        frame(ax, right, top, size, size, "output", line=1.6)
    label(ax, sums, 78, "kernel times what is above it", "kernel", align="left", size=11.5)
    return drawing


def one_window(image: np.ndarray, kernel: np.ndarray, row: int, column: int) -> Drawing:
    """Work one output out: the window, its products with the kernel, their sum, its place.

    Parameters
    ----------
    image : ndarray of shape (height, width)
    kernel : ndarray of shape (kernel_height, kernel_width)
    row, column : int
        The output to work out.
    """
    out = correlate2d(image, kernel)
    tall, wide = kernel.shape
    window = image[row : row + tall, column : column + wide]
    products = window * kernel
    size = 24
    height = image.shape[0] * size + 84
    lines = [_sum(a, b) for a, b in zip(window, kernel, strict=True)]
    drawing, ax = sheet(
        height,
        f"A picture of {image.shape[0]} by {image.shape[1]} numbers with a window of {tall} by "
        f"{wide} at row {row}, column {column}. Window times kernel, cell by cell, gives the "
        f"products {_words(products)}. Their sum, {written(out[row, column])}, lands at row "
        f"{row}, column {column} of the output, which is {_words(out)}.",
    )
    middle = 40 + image.shape[0] * size / 2
    reach = float(np.abs(image).max())
    limits = (-max(reach, np.abs(kernel).max()), max(reach, np.abs(kernel).max()))
    lefts = [10.0]
    for block in (image, kernel, products):
        lefts.append(lefts[-1] + block.shape[1] * size + 26)
    lefts[3] += 12
    titles = (
        ("picture", "input"),
        ("kernel", "kernel"),
        ("products", "ink"),
        ("output", "output"),
    )
    blocks = (image, kernel, products, out)
    tops = [middle - block.shape[0] * size / 2 for block in blocks]
    for (name, role), block, left, top in zip(titles, blocks, lefts, tops, strict=True):
        is_output = name == "output"
        cells(
            ax,
            block,
            left,
            top,
            size,
            limits=(-np.abs(out).max(), np.abs(out).max()) if is_output else limits,
            signed=True,
            write=written,
        )
        label(ax, left + block.shape[1] * size / 2, top - 14, name, role, weight="bold")
        if name != "picture":
            frame(ax, left, top, block.shape[1] * size, block.shape[0] * size, role, line=1.4)
    x, y = lefts[0] + column * size, tops[0] + row * size
    frame(ax, x, y, wide * size, tall * size, "kernel", line=3)
    for corner in (0, tall * size):  # the window, carried over to the kernel
        ax.plot(
            [x + wide * size, lefts[1]],
            [y + corner, tops[1] + corner],
            color=ROLES["kernel"].light,
            lw=0.8,
            zorder=2,
        )
    label(ax, lefts[1] + wide * size + 13, middle, "=", size=17)
    target = (lefts[3] + column * size, tops[3] + row * size)
    frame(ax, *target, size, size, "output", line=3)
    bottom = tops[2] + tall * size
    label(
        ax,
        lefts[2] + wide * size / 2,
        bottom + 16,
        f"sum = {written(out[row, column])}",
        "output",
        weight="bold",
    )
    arrow(
        ax,
        (lefts[2] + wide * size + 3, middle + (row - (out.shape[0] - 1) / 2) * size),
        (lefts[3] - 2, target[1] + size / 2),
        "output",
        line=1.8,
    )
    whole = " + ".join(lines)
    label(ax, 220, height - 18, f"{whole} = {written(out[row, column])}", size=11.5)
    return drawing


def on_a_photograph(image: np.ndarray, kernel: np.ndarray, row: int, column: int) -> Drawing:
    """Lift one window out of a photograph, weigh it, and put the sum into the map.

    Parameters
    ----------
    image : ndarray of shape (height, width)
        Grey values from 0 to 255.
    kernel : ndarray of shape (3, 3)
    row, column : int
        The output to work out.
    """
    out = correlate2d(image, kernel)
    patch = image[row : row + 3, column : column + 3]
    value = written(round(out[row, column]))
    drawing, ax = sheet(
        244,
        "A photograph of a temple with a tiny window on the edge of its roof. Beside it the nine "
        f"grey values under the window, {_words(patch.round())}, and the kernel {_words(kernel)}. "
        f"Their products add up to {value}, which becomes one pixel of the map on the right. The "
        "map shows the temple's edges, blue for one direction of change and brown for the other.",
    )
    side, cell = 132, 28
    reach = float(np.quantile(np.abs(out), 0.995))
    label(ax, 8 + side / 2, 44, "picture", "input", weight="bold")
    picture(ax, image, 8, 58, side, limits=(0, 255))
    label(ax, 300 + side / 2, 44, "map", "output", weight="bold")
    picture(ax, out, 300, 58, side, cmap=SIGNED, limits=(-reach, reach))
    frame(ax, 300, 58, side, side, "output", line=1.2)
    left, pixel = 178, side / image.shape[1]
    label(ax, left + 1.5 * cell, 14, "window", "kernel", weight="bold")
    for place in np.ndindex(3, 3):
        x, y = left + place[1] * cell, 26 + place[0] * cell
        grey = round(float(np.clip(patch[place], 0, 255)))
        colour = f"#{grey:02x}{grey:02x}{grey:02x}"
        ax.add_patch(Rectangle((x, y), cell, cell, facecolor=colour, linewidth=0))
        ax.text(
            x + cell / 2,
            y + cell / 2,
            str(grey),
            color=text_on(colour),
            fontsize=11,
            ha="center",
            va="center",
            zorder=6,
        )
    frame(ax, left, 26, 3 * cell, 3 * cell, "kernel")
    label(ax, left + 1.5 * cell, 124, "times the kernel", "kernel", size=11.5)
    cells(ax, kernel, left, 136, cell, signed=True, write=written)
    frame(ax, left, 136, 3 * cell, 3 * cell, "kernel")
    label(ax, left + 1.5 * cell, 234, f"sum = {value}", "output", weight="bold")
    x, y = 8 + column * pixel, 58 + row * pixel
    frame(ax, x - 2, y - 2, 3 * pixel + 4, 3 * pixel + 4, "kernel", line=2)
    for start, end in ((-2, 26), (3 * pixel + 2, 26 + 3 * cell)):
        arrow(ax, (x + 3 * pixel + 2, y + start), (left, end), "kernel", line=0.8, head=False)
    target = 300 + (column + 0.5) * pixel, 58 + (row + 0.5) * pixel
    frame(ax, target[0] - 4, target[1] - 4, 8, 8, "output", line=2)
    arrow(ax, (left + 1.5 * cell + 44, 234), (target[0] - 1, target[1] + 5), "output", bend=0.3)
    return drawing


def every_window(image: np.ndarray, kernel: np.ndarray) -> Drawing:
    """Show the window at every place, arranged like the map of the sums that it gives.

    Parameters
    ----------
    image : ndarray of shape (height, width)
    kernel : ndarray of shape (kernel_height, kernel_width)
    """
    out = correlate2d(image, kernel)
    rows, columns = out.shape
    pixel = min(14.0, 62 / max(image.shape))
    wide, tall = image.shape[1] * pixel, image.shape[0] * pixel
    across, down = wide + 16, tall + 16
    drawing, ax = sheet(
        34 + rows * down,
        f"The same picture {rows * columns} times, with the window at another place each time, "
        f"arranged in {rows} rows of {columns}. Beside them the map of the sums in the same "
        f"arrangement: {_words(out)}.",
    )
    reach = float(np.abs(image).max())
    left, top = 12, 34
    label(ax, left, 14, "where the window stands", "kernel", align="left", weight="bold")
    for i, j in np.ndindex(rows, columns):
        x, y = left + j * across, top + i * down
        cells(ax, image, x, y, pixel, limits=(-reach, reach), signed=True, numbers=False)
        frame(ax, x, y, wide, tall, "line", line=0.6)
        frame(
            ax,
            x + j * pixel,
            y + i * pixel,
            kernel.shape[1] * pixel,
            kernel.shape[0] * pixel,
            "kernel",
            line=2.2,
        )
    size = min(40.0, 130 / columns)
    right = 430 - columns * size
    map_top = top + (rows * down - 16 - rows * size) / 2
    label(ax, right + columns * size / 2, map_top - 18, "map of the sums", "output", weight="bold")
    cells(
        ax,
        out,
        right,
        map_top,
        size,
        limits=(-np.abs(out).max(), np.abs(out).max()),
        signed=True,
        write=written,
    )
    frame(ax, right, map_top, columns * size, rows * size, "output", line=1.6)
    middle = map_top + rows * size / 2
    arrow(ax, (left + columns * across - 6, middle), (right - 8, middle), "output", line=1.8)
    return drawing


def spike(kernel: np.ndarray) -> Drawing:
    """Filter a picture with one bright pixel, by cross-correlation and by convolution.

    Parameters
    ----------
    kernel : ndarray of shape (k, k)
        k odd; asymmetric, or nothing is to be seen.
    """
    k = len(kernel)
    image = np.zeros((2 * k - 1, 2 * k - 1))
    image[k - 1, k - 1] = 1
    turned = half_turn(kernel)
    correlated, convolved = correlate2d(image, kernel), correlate2d(image, turned)
    drawing, ax = sheet(
        282,
        f"A picture of zeros with a single 1 in its middle. Sliding the kernel {_words(kernel)} as "
        f"it is gives {_words(correlated)}, the kernel after a half turn. Sliding the turned "
        f"kernel gives {_words(convolved)}, the kernel as it was.",
    )
    size, small = 27, 24
    reach = (-float(np.abs(kernel).max()), float(np.abs(kernel).max()))
    wide = len(image) * small
    label(ax, 10 + wide / 2, 70, "one bright pixel", "input", weight="bold")
    cells(ax, image, 10, 85, small, signed=True, limits=(-1, 1))
    frame(ax, 10, 85, wide, wide, "input", line=1.6)
    rows = (
        (30, "as it is", kernel, correlated, "cross-correlation", "arrives turned"),
        (170, "turned by 180°", turned, convolved, "convolution", "arrives as it was"),
    )
    for top, name, sliding, result, operation, verdict in rows:
        middle, bottom = top + k * size / 2, top + k * size
        label(ax, 186 + k * size / 2, top - 14, name, "kernel", weight="bold")
        cells(ax, sliding, 186, top, size, signed=True, limits=reach, write=written)
        frame(ax, 186, top, k * size, k * size, "kernel")
        arrow(ax, (10 + wide + 6, 145), (180, middle), "kernel", line=1.6)
        arrow(ax, (186 + k * size + 5, middle), (316, middle), "output", line=1.8)
        cells(ax, result, 322, top, size, signed=True, limits=reach, write=written)
        frame(ax, 322, top, k * size, k * size, "output")
        label(ax, 322 + k * size / 2, top - 14, verdict, "output", weight="bold")
        label(ax, 294, bottom + 14, operation, "muted")
    return drawing


def half_turns(kernels: Mapping[str, np.ndarray], differences: Mapping[str, float]) -> Drawing:
    """Put kernels beside themselves after a half turn, and say what the turn changes.

    Parameters
    ----------
    kernels : mapping from name to ndarray of shape (height, width)
    differences : mapping from the same names to float
        Largest difference between the two filtered pictures.
    """
    names = list(kernels)
    columns = 3
    rows = -(-len(names) // columns)
    spoken = ", ".join(f"{name} {abs(round(differences[name], 2)):g}" for name in names)
    drawing, ax = sheet(
        rows * 96 + 8,
        f"{len(names)} kernels, each beside itself after a half turn, with the largest difference "
        f"that the turn makes on a photograph: {spoken}.",
    )
    for index, name in enumerate(names):
        x, y = 10 + (index % columns) * 146, (index // columns) * 96 + 8
        kernel = np.atleast_2d(kernels[name])
        same = differences[name] < 1e-9  # rounding, where the order of the products changed
        label(ax, x, y + 8, name, align="left", weight="bold", size=11.5)
        _small(ax, kernel, x, y + 20)
        arrow(ax, (x + 51, y + 41), (x + 71, y + 41), "kernel", bend=-0.5)
        _small(ax, half_turn(kernel), x + 76, y + 20)
        verdict = "no difference" if same else f"differs by up to {differences[name]:.2f}"
        label(ax, x, y + 76, verdict, "muted" if same else "changed", align="left", size=11)
    return drawing


def _small(ax: Axes, kernel: np.ndarray, left: float, top: float, side: float = 44) -> None:
    """Draw a kernel without numbers in a square of this side."""
    size = side / max(kernel.shape)
    tall, wide = kernel.shape[0] * size, kernel.shape[1] * size
    left, top = left + (side - wide) / 2, top + (side - tall) / 2
    cells(ax, kernel, left, top, size, signed=True, numbers=False)
    frame(ax, left, top, wide, tall, "kernel", line=1.4)


def _sum(values: np.ndarray, weights: np.ndarray) -> str:
    """Write a sum of products with multiplication signs; negative factors in brackets."""
    factors = [
        [f"({written(x)})" if x < 0 else written(x) for x in pair]
        for pair in zip(values, weights, strict=True)
    ]
    return " + ".join("·".join(pair) for pair in factors)


def _words(values: np.ndarray) -> str:
    """Read a map row by row."""
    return "; ".join(", ".join(written(v) for v in row) for row in np.atleast_2d(values))
