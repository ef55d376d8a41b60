"""Figures of the page on convolution as a matrix."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from cnnkit.ops.conv_matrix import doubly_block_toeplitz, im2col, toeplitz
from cnnkit.ops.conv_single import correlate2d
from cnnkit.palette import ROLES
from cnnkit.plots.convolution._taps import TAPS, weight_cells
from cnnkit.plots.drawing import (
    Drawing,
    arrow,
    cells,
    frame,
    label,
    sheet,
    words,
    written,
)

__all__ = [
    "block_bands",
    "block_matrix",
    "lifted_windows",
    "one_product",
    "toeplitz_or_hankel",
    "toeplitz_product",
]


def toeplitz_product(kernel: np.ndarray, signal: np.ndarray, row: int) -> Drawing:
    """Write the sliding of a kernel over a signal as a matrix times a vector.

    Parameters
    ----------
    kernel : ndarray of shape (m,)
        At most four values.
    signal : ndarray of shape (n,)
    row : int
        The output that is worked out.
    """
    matrix = toeplitz(kernel, len(signal))
    result = matrix @ signal
    terms = [
        f"{written(weight)}·{written(value)}"
        for weight, value in zip(kernel, signal[row:], strict=False)
    ]
    sum_ = " + ".join(terms).replace("+ \N{MINUS SIGN}", "\N{MINUS SIGN} ")
    rows, columns = matrix.shape
    drawing, ax = sheet(
        60 + 30 * columns,
        f"A matrix of {rows} by {columns} times a column of {columns} values gives a column of "
        f"{rows}. Each row of the matrix holds the kernel {words(kernel)}, one place further to "
        f"the right than the row above; all other entries are 0. "
        f"The signal is {words(signal)}, the result {words(result)}. Row {row}: {sum_} = "
        f"{result[row]:g}.",
    )
    size, left, top = 30, 8, 50
    ends = left + columns * size
    names, looks, texts = _named_band(kernel, len(signal))
    weight_cells(ax, names, left, top, size, looks, texts=texts)
    label(ax, left + columns * size / 2, 18, "weights", "kernel", weight="bold")
    label(ax, left + columns * size / 2, 36, f"{rows}×{columns}", "muted", size=11)
    x_left, y_left = ends + 44, ends + 138
    label(ax, ends + 22, top + rows * size / 2, "·", size=22)
    cells(ax, signal[:, None], x_left, top, size, write=written)
    label(ax, x_left + size / 2, 18, "signal", "input", weight="bold")
    label(ax, x_left + size / 2, 36, f"{columns}", "muted", size=11)
    label(ax, x_left + size + 32, top + rows * size / 2, "=", size=18)
    cells(ax, result[:, None], y_left, top, size, write=written, limits=(0, float(result.max())))
    label(ax, y_left + size / 2, 18, "map", "output", weight="bold")
    label(ax, y_left + size / 2, 36, f"{rows}", "muted", size=11)
    y = top + row * size
    frame(ax, left, y, columns * size, size, "ink", line=2)
    frame(ax, x_left, top + row * size, size, len(kernel) * size, "ink", line=2)
    frame(ax, y_left, y, size, size, "output", line=3)
    label(ax, left, top + rows * size + 26, f"row {row}:", "muted", align="left")
    label(
        ax, left + 52, top + rows * size + 26, f"{sum_} = {written(result[row])}", align="left",
        weight="bold",
    )  # fmt: skip
    return drawing


def block_matrix(kernel: np.ndarray, image: np.ndarray, row: int) -> Drawing:
    """Write the sliding of a 2x2 kernel over a picture as a matrix times the flattened picture.

    Parameters
    ----------
    kernel : ndarray of shape (2, 2)
    image : ndarray of shape (height, width)
        Small.
    row : int
        The output, in reading order, whose row is followed.
    """
    matrix = doubly_block_toeplitz(kernel, image.shape)
    result = correlate2d(image, kernel)
    out_width = result.shape[1]
    place = divmod(row, out_width)
    filled = np.count_nonzero(matrix)
    drawing, ax = sheet(
        346,
        f"A picture of {image.shape[0]} by {image.shape[1]} values, {words(image)}, a kernel "
        f"{words(kernel)}, and the map {words(result)}. Below, the picture is laid out as one row "
        f"of {image.size} values over a matrix with {len(matrix)} rows: in each row the four "
        f"weights stand under the pixels that their window covers. {filled} of {matrix.size} "
        "entries are not 0, and equal weights lie on diagonals, in blocks that lie on diagonals.",
    )
    small, side = 30, 36
    names = np.array([["a", "b"], ["c", "d"]])
    looks = dict(zip("abcd", TAPS, strict=False))
    texts = dict(zip("abcd", map(written, kernel.ravel()), strict=True))
    label(ax, 46, 14, "kernel", "kernel", weight="bold")
    weight_cells(ax, names, 16, 40, small, looks, texts=texts)
    label(ax, 178, 14, "picture", "input", weight="bold")
    cells(ax, image, 133, 30, small)
    frame(ax, 133 + place[1] * small, 30 + place[0] * small, 2 * small, 2 * small, "ink", line=2.4)
    label(ax, 338, 14, "map", "output", weight="bold")
    cells(ax, result, 308, 40, small, limits=(0, float(result.max())))
    frame(ax, 308 + place[1] * small, 40 + place[0] * small, small, small, "output", line=3)
    arrow(ax, (236, 70), (296, 70), "line")
    left, top = 8, 196
    label(ax, left, 142, "picture, row by row", "input", align="left", weight="bold")
    cells(ax, image.reshape(1, -1), left, 154, side)
    label(ax, left + image.size * side + 60, 180, "map", "output", weight="bold")
    named = _named_blocks(names, image.shape)
    weight_cells(ax, named, left, top, side, looks, texts=texts)
    cells(
        ax, result.reshape(-1, 1), left + image.size * side + 42, top, side,
        limits=(0, float(result.max())),
    )  # fmt: skip
    label(ax, left + image.size * side + 21, top + len(matrix) * side / 2, "=", size=18)
    _block_lines(ax, left, top, side, matrix.shape, image.shape[1], out_width)
    y = top + row * side
    frame(ax, left, y, matrix.shape[1] * side, side, "ink", line=2.4)
    frame(ax, left + image.size * side + 42, y, side, side, "output", line=3)
    for column in np.flatnonzero(named[row] != ""):
        frame(ax, left + column * side, 154, side, side, "ink", line=2.4)
    return drawing


def block_bands(kernel_side: int, size: int) -> Drawing:
    """Show the pattern of a larger doubly block Toeplitz matrix: bands of bands.

    Parameters
    ----------
    kernel_side, size : int
        Side of the kernel and of the picture.
    """
    kernel = np.arange(1.0, kernel_side**2 + 1).reshape(kernel_side, kernel_side)
    matrix = doubly_block_toeplitz(kernel, (size, size))
    out = size - kernel_side + 1
    filled = np.count_nonzero(matrix)
    side = 392 / matrix.shape[1]
    height = side * len(matrix)
    drawing, ax = sheet(
        height + 152,
        f"A matrix of {len(matrix)} by {matrix.shape[1]} cells in {out} by {size} blocks. Bands of "
        f"coloured cells run down to the right inside the blocks, and the blocks themselves repeat "
        f"down to the right. {filled} cells are not 0, {matrix.size - filled} are.",
    )
    label(ax, 24, 16, "kernel", "kernel", align="left", weight="bold")
    shade = (-3.0, float(kernel.max()))
    cells(ax, kernel, 24, 28, 26, limits=shade)
    label(
        ax,
        24 + kernel_side * 26 + 24,
        28 + kernel_side * 13,
        f"{filled} non-zeros, only {kernel.size} different\n"
        f"{matrix.size - filled} zeros that nobody has to store",
        align="left",
    )
    top = 130
    cells(ax, np.where(matrix == 0, np.nan, matrix), 24, top, side, limits=shade, numbers=False)
    _block_lines(ax, 24, top, side, matrix.shape, size, out)
    label(ax, 24 + 196, top + height + 14, f"{len(matrix)}×{matrix.shape[1]}", "muted", size=11)
    return drawing


def lifted_windows(kernel: np.ndarray, image: np.ndarray) -> Drawing:
    """Lift every window of a 3x3 picture out as a column, and multiply by the kernel as a row.

    Parameters
    ----------
    kernel : ndarray of shape (2, 2)
    image : ndarray of shape (3, 3)
    """
    columns = im2col(image, kernel.shape)
    result = kernel.ravel() @ columns
    drawing, ax = sheet(
        402,
        f"The picture {words(image)} drawn {columns.shape[1]} times, with its window framed at "
        f"another place each time. Under each picture its window as a column: "
        f"{words(columns.T)}. Beside the columns the kernel {words(kernel.ravel())}; each "
        f"column, multiplied by the kernel and added up, gives one value of the map: "
        f"{words(result)}.",
    )
    small, side, top = 26, 34, 152
    limits = (0.0, float(image.max()))
    label(ax, 8, 18, "the picture, four times", "input", align="left", weight="bold")
    for index, (place, value) in enumerate(zip(np.ndindex(2, 2), result, strict=True)):
        x = 74 + 94 * index
        cells(ax, image, x, 36, small, limits=limits)
        frame(ax, x + place[1] * small, 36 + place[0] * small, 52, 52, "ink", line=2.6)
        middle = x + 1.5 * small
        arrow(ax, (middle, 119), (middle, top - 5), "input", line=1.6)
        cells(ax, columns[:, [index]], middle - side / 2, top, side, limits=limits)
        frame(ax, middle - side / 2, top, side, 4 * side, "ink", line=2)
        arrow(ax, (middle, top + 4 * side + 5), (middle, top + 4 * side + 34), "output", line=1.6)
        cells(
            ax, np.array([[value]]), middle - side / 2, top + 4 * side + 38, side,
            limits=(0, float(result.max())),
        )  # fmt: skip
    names = np.array(list("abcd"))[:, None]
    texts = dict(zip("abcd", map(written, kernel.ravel()), strict=True))
    weight_cells(ax, names, 8, top, side, dict(zip("abcd", TAPS, strict=False)), texts=texts)
    label(ax, 25, top - 14, "kernel", "kernel", weight="bold")
    label(ax, 60, top + 2 * side, "·", size=22)
    label(ax, 8, top + 4 * side + 55, "map", "output", align="left", weight="bold")
    label(
        ax,
        8,
        388,
        f"{columns.size} values stored for {image.size}: {columns.size / image.size:.2f} times",
        "muted",
        align="left",
    )
    return drawing


def toeplitz_or_hankel(image: np.ndarray) -> Drawing:
    """Put the two matrices of one convolution side by side: which one is constant along what.

    Parameters
    ----------
    image : ndarray of shape (3, 3)
        Nine different values.
    """
    columns = im2col(image, 2)
    drawing, ax = sheet(
        218,
        "Left, the windows of a picture as columns of a 4 by 4 matrix in four blocks of 2 by 2. "
        "In each block equal values are joined by a line that runs up to the right: Hankel. "
        "Right, the 4 by 9 matrix of weights in blocks of 2 by 3. There equal values are joined "
        "by lines that run down to the right: Toeplitz.",
    )
    side, top = 36, 46
    label(ax, 8, 16, "windows as columns", "input", align="left", weight="bold")
    label(ax, 8, 33, "block Hankel", align="left", size=11.5)
    cells(ax, columns, 8, top, side)
    _block_lines(ax, 8, top, side, columns.shape, 2, 2)
    for down, across in np.ndindex(2, 2):
        x, y = 8 + across * 2 * side, top + down * 2 * side
        _join(ax, (x + 0.72 * side, y + 1.28 * side), (x + 1.28 * side, y + 0.72 * side))
    small, left = 27, 184
    label(ax, left, 16, "weights in rows", "kernel", align="left", weight="bold")
    label(ax, left, 33, "doubly block Toeplitz", align="left", size=11.5)
    names = np.array([["a", "b"], ["c", "d"]])
    named = _named_blocks(names, (3, 3))
    weight_cells(ax, named, left, top, small, dict(zip("abcd", TAPS, strict=False)), zero="")
    _block_lines(ax, left, top, small, named.shape, 3, 2)
    for down, across in ((0, 0), (0, 1), (1, 1), (1, 2)):
        for shift in (0, 1):
            x, y = left + (3 * across + shift) * small, top + 2 * down * small
            _join(ax, (x + 0.8 * small, y + 0.8 * small), (x + 1.2 * small, y + 1.2 * small))
    label(ax, 8, 206, "equal along ↗", "muted", align="left")
    label(ax, left, 172, "equal along ↘", "muted", align="left")
    return drawing


def one_product(
    filters: int, channels: int, kernel: int, batch: int, out: tuple[int, int]
) -> Drawing:
    """Show a whole layer as one matrix product, with the meaning of every side.

    Parameters
    ----------
    filters, channels, kernel, batch : int
    out : (int, int)
        Height and width of one map.
    """
    inner, windows = channels * kernel**2, batch * out[0] * out[1]
    drawing, ax = sheet(
        250,
        f"Three rectangles. Weights of {filters} by {inner}, one row for each filter; windows of "
        f"{inner} by {windows:,}, one column for each window of each picture; their product, maps "
        f"of {filters} by {windows:,}. The {inner} entries of a row are {channels} slices of "
        f"{kernel} by {kernel}.",
    )
    left, top = 60, 62
    tall, wide, deep = 22 * filters, 44 * channels, 150
    for row in range(filters):
        for part in range(channels):
            frame(
                ax, left + 44 * part, top + 30 + 22 * row, 44, 22, "kernel", line=1.2,
                fill="surface",
            )  # fmt: skip
    label(ax, left + wide / 2, 20, "weights", "kernel", weight="bold")
    label(ax, left + wide / 2, 40, f"{filters}×{inner}", "muted", size=11)
    label(ax, left - 6, top + 30 + tall / 2, f"{filters}\nfilters", "kernel", align="right")
    label(
        ax,
        left + wide / 2,
        top + 30 + tall + 22,
        f"{channels} slices\nof {kernel}×{kernel}",
        "muted",
        size=11,
    )
    windows_left = left + wide + 34
    label(ax, windows_left - 17, top + 30 + tall / 2, "·", size=22)
    part_tall = 130 / channels
    for part in range(channels):
        frame(
            ax, windows_left, top + part_tall * part, deep * 0.56, part_tall, "input", line=1.2,
            fill="surface",
        )  # fmt: skip
    for column in range(1, 7):
        x = windows_left + column * deep * 0.08
        ax.plot([x, x], [top, top + 130], color=ROLES["input"].light, linewidth=0.7, zorder=4)
    label(ax, windows_left + deep * 0.28, 20, "windows", "input", weight="bold")
    label(ax, windows_left + deep * 0.28, 40, f"{inner}×{windows:,}", "muted", size=11)
    label(
        ax,
        windows_left + deep * 0.28,
        top + 130 + 28,
        f"{batch} pictures ×\n{out[0]}×{out[1]} places",
        "muted",
        size=11,
    )
    maps_left = windows_left + deep * 0.56 + 38
    label(ax, maps_left - 19, top + 30 + tall / 2, "=", size=18)
    for row in range(filters):
        frame(
            ax, maps_left, top + 30 + 22 * row, deep * 0.56, 22, "output", line=1.2, fill="surface"
        )
    label(ax, maps_left + deep * 0.28, 20, "maps", "output", weight="bold")
    label(ax, maps_left + deep * 0.28, 40, f"{filters}×{windows:,}", "muted", size=11)
    label(ax, maps_left + deep * 0.28, top + 30 + tall + 22, "one row,\none map", "muted", size=11)
    return drawing


def _named_band(kernel: np.ndarray, size: int) -> tuple[np.ndarray, dict[str, str], dict[str, str]]:
    """Name the taps of a kernel a, b, c …; return the band of names, their colours and values."""
    taps = "abcd"[: len(kernel)]
    numbers = toeplitz(np.arange(1, len(kernel) + 1), size)
    names = np.array(["", *taps])[numbers]
    texts = {tap: written(value) for tap, value in zip(taps, kernel, strict=True)}
    return names, dict(zip(taps, TAPS, strict=False)), texts


def _named_blocks(names: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Put the names of a kernel's weights where the weights stand in the matrix."""
    numbers = np.arange(1, names.size + 1).reshape(names.shape)
    return np.array(["", *names.ravel()])[doubly_block_toeplitz(numbers, size)]


def _block_lines(
    ax: Axes,
    left: float,
    top: float,
    side: float,
    shape: tuple[int, int],
    across: int,
    down: int,
) -> None:
    """Draw the borders of blocks that are `across` cells wide and `down` cells high."""
    wide, tall = shape[1] * side, shape[0] * side
    line = {"color": ROLES["line"].light, "linewidth": 1.4, "zorder": 3}
    for column in range(0, shape[1] + 1, across):
        ax.plot([left + column * side] * 2, [top, top + tall], **line)
    for row in range(0, shape[0] + 1, down):
        ax.plot([left, left + wide], [top + row * side] * 2, **line)


def _join(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    arrow(ax, start, end, "changed", line=2, head=False)
