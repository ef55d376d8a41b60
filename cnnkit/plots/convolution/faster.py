"""Figures of the page on faster ways to the same map."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cnnkit.ops.conv_matrix import doubly_block_toeplitz, im2col
from cnnkit.ops.conv_single import correlate2d
from cnnkit.palette import ROLES
from cnnkit.plots.drawing import (
    SIGNED,
    UNSIGNED,
    Drawing,
    arrow,
    cells,
    frame,
    label,
    picture,
    plot_axes,
    sheet,
    words,
    written,
)

__all__ = ["Face", "costs", "crossover", "four_faces", "separable_kernel"]


class Face(NamedTuple):
    """One way to compute a map: its `name`, its `multiply_adds`, and its median `milliseconds`."""

    name: str
    multiply_adds: int
    milliseconds: float


def four_faces(image: np.ndarray, kernel: np.ndarray) -> Drawing:
    """Draw one convolution four times: as a loop, as two matrix products, by Fourier transform.

    Parameters
    ----------
    image : ndarray of shape (n, n)
        Small, so that its matrix can be drawn.
    kernel : ndarray of shape (k, k)
    """
    result = correlate2d(image, kernel)
    matrix, columns = doubly_block_toeplitz(kernel, image.shape), im2col(image, kernel.shape)
    drawing, ax = sheet(
        360,
        "Four panels that end in the same map. Loop: a window on the picture. Weights as a "
        f"matrix: a band of bands with {len(matrix)} rows and {matrix.shape[1]} columns. Windows "
        f"as a matrix: a row of {kernel.size} weights times {columns.shape[1]} columns of "
        f"{kernel.size} values. Fourier: two spectra are multiplied.",
    )
    reach = float(np.abs(result).max())
    limits = (float(image.min()), float(image.max()))
    for number, title in enumerate(
        ("loop", "weights as a matrix", "windows as a matrix", "Fourier transform")
    ):
        left, top = 8 + 222 * (number % 2), 180 * (number // 2)
        label(ax, left, top + 16, title, align="left", weight="bold")
        picture(ax, result, left + 142, top + 66, 62, cmap=SIGNED, limits=(-reach, reach))
        frame(ax, left + 142, top + 66, 62, 62, "output", line=1.8)
        arrow(ax, (left + 118, top + 97), (left + 138, top + 97), "output")
    # the loop: a window, and the cell it fills
    picture(ax, image, 8, 46, 102, limits=limits)
    unit = 102 / len(image)
    frame(ax, 8 + 3 * unit, 46 + 2 * unit, len(kernel) * unit, len(kernel) * unit, "kernel")
    label(ax, 59, 164, "window by window", "muted", size=11)
    # the weights as the matrix
    weight = float(np.abs(kernel).max())
    wide = 104.0
    tall = picture(ax, matrix, 230, 62, wide, cmap=SIGNED, limits=(-weight, weight))
    frame(ax, 230, 62, wide, tall, "kernel", line=1.2)
    label(ax, 282, 62 + tall + 14, f"{len(matrix)}×{matrix.shape[1]}", "muted", size=11)
    label(ax, 282, 164, "times the flat picture", "muted", size=11)
    # the windows as the matrix
    top = 180
    cells(ax, kernel.reshape(1, -1), 8, top + 52, 104 / kernel.size, signed=True, numbers=False)
    frame(ax, 8, top + 52, 104, 104 / kernel.size, "kernel", line=1.2)
    label(ax, 60, top + 76, "·", size=20)
    tall = picture(ax, np.repeat(columns, 4, axis=0), 8, top + 86, 104, limits=limits)
    frame(ax, 8, top + 86, 104, tall, "input", line=1.2)
    label(ax, 60, top + 86 + tall + 14, f"{kernel.size}×{columns.shape[1]}", "muted", size=11)
    label(ax, 8, top + 164, "one row times columns", "muted", align="left", size=11)
    # the spectra
    for place, (values, role) in enumerate(((image, "input"), (kernel, "kernel"))):
        spectrum = np.log1p(np.abs(np.fft.fftshift(np.fft.fft2(values, image.shape))))
        x = 230 + 60 * place
        picture(ax, spectrum, x, top + 76, 46, cmap=UNSIGNED, limits=(0, spectrum.max()))
        frame(ax, x, top + 76, 46, 46, role, line=1.6)
    label(ax, 283, top + 99, "·", size=20)
    label(ax, 283, top + 60, "spectra", "muted", size=11)
    label(ax, 283, top + 164, "one product a frequency", "muted", size=11)
    return drawing


def costs(faces: Sequence[Face]) -> Drawing:
    """Compare what several ways cost: multiply-adds counted, time measured.

    Parameters
    ----------
    faces : sequence of Face
    """
    times = np.array([face.milliseconds for face in faces])
    low, high = np.floor(np.log10(times.min())), np.ceil(np.log10(times.max()))
    drawing, ax = sheet(
        76 + 40 * len(faces),
        "Bars of measured times on a scale where each step is ten times longer. "
        + " ".join(
            f"{face.name}: {face.multiply_adds:,} multiply-adds, {_time(face.milliseconds)}."
            for face in faces
        ),
    )
    left, wide = 188, 180
    label(ax, left, 16, "median time, as measured in this build", "output", align="left",
          size=11.5)  # fmt: skip
    for number, face in enumerate(faces):
        y = 46 + 40 * number
        label(ax, 8, y - 8, face.name, align="left", weight="bold")
        label(ax, 8, y + 9, f"{face.multiply_adds:,} multiply-adds", "muted", align="left", size=11)
        length = wide * (np.log10(face.milliseconds) - low) / (high - low)
        frame(ax, left, y - 7, max(length, 1.5), 18, "output", line=0.6, fill="output")
        label(ax, left + max(length, 1.5) + 8, y + 2, _time(face.milliseconds), "output",
              align="left", weight="bold")  # fmt: skip
    base = 46 + 40 * len(faces) - 16
    for power in range(int(low), int(high) + 1):
        x = left + wide * (power - low) / (high - low)
        ax.plot([x, x], [30, base], color=ROLES["line"].light, linewidth=0.5, zorder=0)
        if (power - low) % (2 if high - low > 4 else 1) == 0:
            label(ax, x, base + 14, _time(10.0**power), "muted", size=11)
    label(ax, left, base + 34, "each step is ten times longer", "muted", align="left", size=11)
    return drawing


def separable_kernel(down: np.ndarray, across: np.ndarray, sides: Sequence[int]) -> Drawing:
    """Show a kernel as a column times a row, and what two thin passes save.

    Parameters
    ----------
    down, across : ndarray of shape (kernel_height,) and (kernel_width,)
    sides : sequence of int
        Kernel sides to count for.
    """
    kernel = np.outer(down, across)
    drawing, ax = sheet(
        164 + 48 * len(sides),
        f"A column {words(down)} times a row {words(across)} equals the kernel {words(kernel)}. "
        "Below, bars of multiplications for each output: "
        + "; ".join(f"side {k}: {k * k} in one pass, {2 * k} in two" for k in sides)
        + ".",
    )
    size, top = 34, 34
    reach = float(np.abs(kernel).max())
    tall = len(down) * size
    middle = top + tall / 2
    style = {"signed": True, "limits": (-reach, reach), "write": written}
    cells(ax, down[:, None], 30, top, size, **style)
    frame(ax, 30, top, size, tall, "kernel", line=2.2)
    label(ax, 30 + size / 2, 16, "down", "kernel", weight="bold")
    label(ax, 86, middle, "·", size=22)
    cells(ax, across[None], 106, middle - size / 2, size, **style)
    frame(ax, 106, middle - size / 2, len(across) * size, size, "kernel", line=2.2)
    label(ax, 106 + len(across) * size / 2, 16, "across", "kernel", weight="bold")
    x = 106 + len(across) * size + 28
    label(ax, x, middle, "=", size=18)
    cells(ax, kernel, x + 28, top, size, **style)
    frame(ax, x + 28, top, len(across) * size, tall, "kernel", line=2.2)
    label(ax, x + 28 + len(across) * size / 2, 16, "kernel", "kernel", weight="bold")
    unit = 270 / max(k * k for k in sides)
    for number, k in enumerate(sides):
        y = top + tall + 34 + 48 * number
        label(ax, 8, y + 9, f"{k}×{k}", align="left", weight="bold")
        for row, (count, role, text) in enumerate(
            ((k * k, "line", "one pass"), (2 * k, "output", "two passes"))
        ):
            at = y + 20 * row
            frame(ax, 62, at - 8, count * unit, 16, role, line=0.5, fill=role)
            label(
                ax, 62 + count * unit + 8, at, f"{count} {text if number == 0 else ''}",
                "output" if row else "ink", align="left", weight="bold" if row else "normal",
            )  # fmt: skip
    return drawing


def crossover(sides: Sequence[int], milliseconds: dict[str, Sequence[float]]) -> Drawing:
    """Plot measured times over the side of the kernel, both on logarithmic scales.

    Parameters
    ----------
    sides : sequence of int
    milliseconds : dict from name to sequence of float
        Medians, one for each side; three curves.
    """
    drawing, _ = sheet(
        286,
        "Three curves of measured time over the side of the kernel. "
        + " ".join(
            f"{name}: {_time(row[0])} at {sides[0]}, {_time(row[-1])} at {sides[-1]}."
            for name, row in milliseconds.items()
        ),
    )
    every = np.concatenate([np.asarray(row) for row in milliseconds.values()])
    powers = [10.0**p for p in range(-2, 5) if every.min() / 3 < 10.0**p < every.max() * 3]
    ax = plot_axes(
        drawing, (64, 24, 250, 200), x_label="side of the kernel, pixels", y_label="median time",
        x_ticks=(), y_ticks=(),
    )  # fmt: skip
    ax.set(xscale="log", yscale="log", ylim=(every.min() / 1.6, every.max() * 1.6))
    ax.set_xticks(sides, list(map(str, sides)))
    ax.set_yticks(powers, [_time(power) for power in powers])
    ax.minorticks_off()
    looks = (("kernel", "s", "-"), ("output", "o", "-"), ("focus", "D", "--"))
    ends = _apart([row[-1] for row in milliseconds.values()], every)
    for (name, row), (role, marker, style), end in zip(
        milliseconds.items(), looks, ends, strict=True
    ):
        colour = ROLES[role].light
        ax.plot(sides, row, style, color=colour, marker=marker, markersize=5, linewidth=2)
        ax.annotate(
            name, (sides[-1], end), xytext=(10, 0), textcoords="offset points", va="center",
            color=colour, fontsize=12.5, weight="bold", annotation_clip=False,
        )  # fmt: skip
    return drawing


def _apart(values: Sequence[float], every: np.ndarray) -> np.ndarray:
    """Move labels apart on a logarithmic axis, so that none covers another."""
    gap = 0.09 * (np.log(every.max()) - np.log(every.min()) + 1)
    order = np.argsort(values)
    heights = np.log(np.asarray(values, dtype=float))
    for lower, upper in itertools.pairwise(order):
        heights[upper] = max(heights[upper], heights[lower] + gap)
    return np.exp(heights - max(0.0, heights.max() - np.log(every.max())))


def _time(milliseconds: float) -> str:
    """Write a time with two digits and the unit that suits it."""
    unit, scale = (
        ("µs", 1e3) if milliseconds < 0.9995 else ("ms", 1) if milliseconds < 999.5 else ("s", 1e-3)
    )
    return f"{float(f'{milliseconds * scale:.2g}'):,g} {unit}"
