"""Convolution backwards: one table of products, and the windows of its two gradients."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Rectangle

from cnnkit.filters import half_turn
from cnnkit.ops.conv_single import correlate2d
from cnnkit.palette import ROLES
from cnnkit.plots.backprop._writing import bracketed
from cnnkit.plots.drawing import Drawing, arrow, cells, frame, label, sheet, words, written

__all__ = ["gathered", "kernel_gradient", "one_table", "stamps"]


def one_table(x: np.ndarray, kernel: np.ndarray, delta: np.ndarray) -> Drawing:
    """Lay the products of a convolution out as a table, and add it up in three directions.

    Parameters
    ----------
    x : ndarray of shape (n,)
    kernel : ndarray of shape (m,)
    delta : ndarray of shape (n - m + 1,)
        Gradient of the cost with respect to the outputs.
    """
    taps, outs = len(kernel), len(delta)
    place = np.add.outer(np.arange(taps), np.arange(outs))  # which input stands in the cell
    tables = (
        kernel[:, None] * x[place],
        delta[None] * x[place],
        kernel[:, None] * delta[None],
    )
    forward = tables[0].sum(axis=0)
    grad_kernel = tables[1].sum(axis=1)
    grad_x = np.bincount(place.ravel(), tables[2].ravel())
    size, step = 42, 200
    drawing, ax = sheet(
        3 * step + 4,
        f"Three times the same table with a row for each weight {words(kernel)} and a column for "
        f"each output. Down the columns, weight times input, {words(tables[0])}, adds up to the "
        f"outputs {words(forward)}. Along the rows, delta {words(delta)} times input, "
        f"{words(tables[1])}, adds up to the kernel's gradient {words(grad_kernel)}. With each row "
        f"shifted so that a column holds one input, weight times delta, {words(tables[2])}, adds "
        f"up to the input's gradient {words(grad_x)}.",
    )
    left = 74
    says = (
        ("forward: down the columns", "output", "weight × input", "outputs y"),
        ("kernel: along the rows", "gradient", "delta × input", "∂J/∂w"),
        ("input: down the shifted columns", "gradient", "weight × delta", "∂J/∂x"),
    )
    for index, (table, (title, role, what, result)) in enumerate(zip(tables, says, strict=True)):
        top = step * index + 46
        low, right = top + taps * size + 13, left + outs * size + 8
        label(ax, 6, top - 32, title, role, align="left", weight="bold")
        label(ax, 434, top - 32, f"a cell: {what}", "muted", align="right", size=11.5)
        for row, weight in enumerate(kernel):
            label(
                ax, left - 8, top + (row + 0.5) * size, f"w{_low(row)} = {written(weight)}",
                "kernel", align="right", size=11.5,
            )  # fmt: skip
        look = {"signed": True, "write": written}
        look["limits"] = (-float(np.abs(table).max()), float(np.abs(table).max()))
        if index < 2:
            cells(ax, table, left, top, size, **look)
        if index == 0:
            for column, value in enumerate(forward):
                x_middle = left + (column + 0.5) * size
                frame(ax, left + column * size + 2, top + 2, size - 4, taps * size - 4, role)
                label(ax, x_middle, top - 10, f"y{_low(column)}", "muted", size=11)
                label(ax, x_middle, low, written(value), role, weight="bold")
            label(ax, right, low, result, role, align="left")
        elif index == 1:
            for column, value in enumerate(delta):
                x_middle = left + (column + 0.5) * size
                label(ax, x_middle, top - 10, f"δ{_low(column)}={written(value)}", "muted", size=11)
            for row, value in enumerate(grad_kernel):
                frame(ax, left + 2, top + row * size + 2, outs * size - 4, size - 4, role)
                label(ax, right + 14, top + (row + 0.5) * size, written(value), role, weight="bold")
            label(ax, right + 14, low, result, role)
        else:
            for row in range(taps):
                cells(ax, table[[row]], left + row * size, top + row * size, size, **look)
            for column, value in enumerate(grad_x):
                x_middle = left + (column + 0.5) * size
                first, last = max(0, column - outs + 1), min(column, taps - 1)
                frame(
                    ax, left + column * size + 2, top + first * size + 2, size - 4,
                    (last - first + 1) * size - 4, role,
                )  # fmt: skip
                label(ax, x_middle, top - 10, f"x{_low(column)}", "muted", size=11)
                label(ax, x_middle, low, written(value), role, weight="bold")
            label(ax, left + len(grad_x) * size + 8, low, result, role, align="left")
    return drawing


def _low(number: int) -> str:
    return "₀₁₂₃₄₅₆₇₈₉"[number]


def kernel_gradient(x: np.ndarray, delta: np.ndarray) -> Drawing:
    """Slide the delta map over the input: each place gives the gradient of one weight.

    Parameters
    ----------
    x : ndarray of shape (4, 4)
    delta : ndarray of shape (3, 3)
    """
    grad = correlate2d(x, delta)
    tall, wide = delta.shape
    drawing, ax = sheet(
        372,
        f"The delta map {words(delta)} lies as a window on the input {words(x)}, at four places. "
        f"Each time products are added up: {words(grad)}, the gradient of the 2 by 2 kernel.",
    )
    size = 27
    label(ax, 58, 16, "delta of the map", "gradient", weight="bold")
    cells(ax, delta, 16, 62, 28, signed=True, write=written)
    frame(ax, 16, 62, 84, 84, "gradient", line=2)
    label(ax, 58, 228, "gradient of\nthe kernel", "gradient", weight="bold")
    reach = float(np.abs(grad).max())
    cells(ax, grad, 14, 254, 44, signed=True, limits=(-reach, reach), write=written)
    frame(ax, 14, 254, 88, 88, "gradient", line=1.6)
    for row, column in np.ndindex(*grad.shape):
        left, top = 144 + 154 * column, 36 + 176 * row
        label(ax, left + 54, top - 20, f"weight at ({row}, {column})", "kernel")
        cells(ax, x, left, top, size, limits=(0, 2 * float(x.max())))
        frame(
            ax, left + column * size, top + row * size, wide * size, tall * size, "gradient", line=3
        )
        label(
            ax, left + 54, top + 4 * size + 16, f"sum {written(grad[row, column])}", "gradient",
            weight="bold",
        )  # fmt: skip
    return drawing


def stamps(delta: np.ndarray, kernel: np.ndarray) -> Drawing:
    """Let every delta stamp the kernel onto the input's gradient, and add the stamps up.

    Parameters
    ----------
    delta, kernel : ndarray of shape (2, 2)
    """
    height, width = np.add(delta.shape, kernel.shape) - 1
    layers = np.zeros((*delta.shape, height, width))
    for row, column in np.ndindex(*delta.shape):
        layers[row, column, row : row + 2, column : column + 2] = delta[row, column] * kernel
    total = layers.sum(axis=(0, 1))
    drawing, ax = sheet(
        344,
        f"The kernel {words(kernel)} is stamped four times into a field of 3 by 3, each time "
        f"where its delta's window was, times the delta: {words(delta)}. Added up, the stamps give "
        f"{words(total)}.",
    )
    size = 32
    reach = (-float(np.abs(total).max()), float(np.abs(total).max()))
    for left, name, role, values in (
        (8, "delta", "gradient", delta),
        (8, "kernel", "kernel", kernel),
    ):
        top = 52 if name == "delta" else 160
        label(ax, left + 34, top - 16, name, role, weight="bold")
        cells(ax, values, left, top, 34, signed=True, write=written)
        frame(ax, left, top, 68, 68, role, line=1.8)
    for row, column in np.ndindex(*delta.shape):
        left, top = 108 + 114 * column, 34 + 136 * row
        label(
            ax,
            left + 48,
            top - 16,
            f"{written(delta[row, column])} × kernel",
            "gradient",
            size=11.5,
        )
        values = np.full((height, width), np.nan)
        values[row : row + 2, column : column + 2] = delta[row, column] * kernel
        blank = np.where(np.isnan(values), 0, np.nan)
        cells(ax, blank, left, top, size, signed=True, numbers=False)
        cells(ax, values, left, top, size, signed=True, limits=reach, write=written)
        frame(ax, left + column * size, top + row * size, 64, 64, "kernel", line=2.4)
    label(ax, 384, 56, "gradient of\nthe input", "gradient", weight="bold")
    cells(ax, total, 336, 102, size, signed=True, limits=reach, write=written)
    frame(ax, 336, 102, 96, 96, "gradient", line=1.8)
    label(ax, 320, 150, "=", size=18)
    label(ax, 159 + 114 / 2 - 3, 82, "+", size=16)
    label(ax, 8, 300, "each delta scales one stamp of the kernel,\nlaid where its window was",
          "muted", align="left", size=11.5)  # fmt: skip
    return drawing


def gathered(delta: np.ndarray, kernel: np.ndarray, row: int, column: int) -> Drawing:
    """Compute one value of the input's gradient: the turned kernel on the padded delta map.

    Parameters
    ----------
    delta, kernel : ndarray of shape (2, 2)
    row, column : int
        The pixel whose gradient is worked out.
    """
    tall, wide = kernel.shape
    padded = np.pad(delta, ((tall - 1,) * 2, (wide - 1,) * 2))
    turned = half_turn(kernel)
    total = correlate2d(padded, turned)
    window = padded[row : row + tall, column : column + wide]
    terms = " + ".join(
        f"{bracketed(a)}·{bracketed(b)}"
        for a, b in zip(window.ravel(), turned.ravel(), strict=True)
    )
    drawing, ax = sheet(
        232,
        f"The delta map {words(delta)} with a border of zeros, and on it the kernel turned by half "
        f"a turn, {words(turned)}, at row {row}, column {column}. {terms} = {total[row, column]:g} "
        f"lands at row {row}, column {column} of the input's gradient, {words(total)}.",
    )
    size, left, top = 36, 10, 38
    label(ax, left + 72, 18, "delta, padded", "gradient", weight="bold")
    for i, j in np.ndindex(*padded.shape):
        if not (tall <= i + 1 < tall + len(delta) and wide <= j + 1 < wide + delta.shape[1]):
            ax.add_patch(
                Rectangle(
                    (left + j * size, top + i * size),
                    size,
                    size,
                    facecolor=ROLES["surface"].light,
                    edgecolor=ROLES["padding"].light,
                    hatch="///",
                    linewidth=0.4,
                )
            )
    cells(ax, delta, left + (wide - 1) * size, top + (tall - 1) * size, size, signed=True,
          write=written)  # fmt: skip
    frame(ax, left + column * size, top + row * size, wide * size, tall * size, "kernel", line=3)
    label(ax, 218, 72, "kernel, turned", "kernel", weight="bold")
    cells(ax, turned, 182, 90, size, signed=True, write=written)
    frame(ax, 182, 90, 72, 72, "kernel", line=2)
    label(ax, 375, 32, "gradient of\nthe input", "gradient", weight="bold")
    cells(ax, total, 318, 66, 38, signed=True, write=written)
    frame(ax, 318 + 38 * column, 66 + 38 * row, 38, 38, "gradient", line=3)
    arrow(ax, (260, 126), (312, 126), "gradient")
    label(ax, 10, 212, f"{terms} = {written(total[row, column])}", "gradient", align="left",
          weight="bold")  # fmt: skip
    return drawing
