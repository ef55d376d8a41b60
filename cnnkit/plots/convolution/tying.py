"""Figures of the page between dense and shared: which weights are tied to which."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from cnnkit.palette import NAMED, ROLES
from cnnkit.plots.convolution._taps import TAPS, weight_cells
from cnnkit.plots.drawing import Drawing, frame, label, sheet, spot

__all__ = ["from_dense_to_shared", "mask_and_weights", "shift_errors"]

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def from_dense_to_shared(inputs: int = 7, kernel: int = 3, period: int = 2) -> Drawing:
    """Draw four layers with the same inputs and outputs, each as a graph and as its matrix.

    Parameters
    ----------
    inputs, kernel : int
        Length of the signal, and width of a window, at most 4: there are 8 colours.
    period : int
        After how many outputs the tiled layer starts again: 1 or 2.
    """
    outputs = inputs - kernel + 1
    window = np.arange(inputs) - np.arange(outputs)[:, None]  # place within the window
    inside = (window >= 0) & (window < kernel)
    own = np.arange(1, outputs * inputs + 1).reshape(outputs, inputs).astype(str)
    local = np.where(inside, (np.cumsum(inside).reshape(inside.shape)).astype(str), "")
    tile = np.arange(outputs)[:, None] % period * kernel + window
    letters = np.array(list(LETTERS))
    tiled = np.where(inside, letters[np.clip(tile, 0, 25)], "")
    shared = np.where(inside, letters[np.clip(window, 0, 25)], "")
    kinds = [
        ("dense", "every output sees every input", own),
        ("locally connected", "only neighbours are joined", local),
        ("tiled", f"output {period} uses the weights of output 0 again", tiled),
        ("convolution", "all outputs use the same weights", shared),
    ]
    counts = [len(set(names.ravel()) - {""}) for _, _, names in kinds]
    products = [int((names != "").sum()) for _, _, names in kinds]
    tall = 172
    drawing, ax = sheet(
        tall * len(kinds) + 4,
        f"Four layers from {inputs} inputs to {outputs} outputs, as nodes joined by lines and as "
        f"matrices of {outputs} by {inputs}. "
        + " ".join(
            f"{name}: {count} different weights, {work} multiply-adds."
            for (name, _, _), count, work in zip(kinds, counts, products, strict=True)
        )
        + " From one to the next, lines vanish, and then lines take the colour and the letter of "
        "others.",
    )
    for number, ((name, remark, names), count, work) in enumerate(
        zip(kinds, counts, products, strict=True)
    ):
        top = tall * number
        label(ax, 8, top + 14, name, weight="bold", align="left")
        label(
            ax, 432, top + 14, f"{count} weights", "kernel" if count < 10 else "ink",
            weight="bold", align="right",
        )  # fmt: skip
        label(ax, 330, top + 14, f"{work} multiply-adds", "muted", align="right", size=11)
        if number:
            ax.plot([8, 432], [top - 2, top - 2], color=ROLES["line"].light, linewidth=0.6)
        _graph(ax, names, 22, top + 56, 31, 82, kernel)
        label(ax, 8, top + 160, remark, "muted", align="left", size=11)
        weight_cells(ax, names, 258, top + 30, 25, _looks(kernel), zero="")
    return drawing


def mask_and_weights(kernel: Sequence[str], size: int) -> Drawing:
    """Multiply a mask of neighbours by weights: unshared, then shared.

    Parameters
    ----------
    kernel : sequence of str
        Names of the taps of an odd kernel.
    size : int
        Inputs, and as many outputs.
    """
    radius = len(kernel) // 2
    offset = np.arange(size) - np.arange(size)[:, None]
    near = np.abs(offset) <= radius
    mask = np.where(near, "1", "")
    unshared = np.where(near, np.cumsum(near).reshape(near.shape).astype(str), "")
    shared = np.where(near, np.array(list(kernel))[np.clip(offset + radius, 0, 2 * radius)], "")
    count = int(near.sum())
    drawing, ax = sheet(
        204,
        f"Three matrices of {size} by {size}. The mask has {count} ones, on the diagonal and the "
        f"{radius} next to it on each side. Weights under the mask: {count} different ones, so the "
        f"diagonals are not constant. Shared weights: {len(kernel)} different ones, and each "
        "diagonal is constant.",
    )
    side = 25
    looks = dict(zip(kernel, TAPS, strict=False))
    panels = [
        ("mask: near or not", mask, {"1": "muted"}, "constant ↘"),
        ("weights of their own", unshared, {}, "not constant"),
        ("shared weights", shared, looks, "constant ↘: Toeplitz"),
    ]
    for number, (title, names, colours, verdict) in enumerate(panels):
        left = 8 + 150 * number
        role = ("muted", "ink", "kernel")[number]
        label(ax, left + 2.5 * side, 16, title, role, weight="bold", size=11.5)
        weight_cells(ax, names, left, 32, side, colours, zero="0")
        label(ax, left + 2.5 * side, 176, verdict, role, size=11.5)
        different = len(set(names.ravel()) - {""})
        text = f"{count} ones" if number == 0 else f"{different} weights"
        label(ax, left + 2.5 * side, 194, text, "muted", size=11)
    return drawing


def shift_errors(shifts: Sequence[int], errors: dict[int, Sequence[float]]) -> Drawing:
    """Show after which shifts the output of a tiled layer moves along, for several periods.

    Parameters
    ----------
    shifts : sequence of int
        By how much the signal moves.
    errors : dict from period to sequence of float
        Largest difference between "shift, then layer" and "layer, then shift", for each shift.
    """
    exact = {
        period: [shift for shift, error in zip(shifts, row, strict=True) if error < 1e-9 and shift]
        for period, row in errors.items()
    }
    drawing, ax = sheet(
        38 + 62 * len(errors),
        f"Rows of marks over shifts from {shifts[0]} to {shifts[-1]}. "
        + " ".join(
            f"Period {period}: the output moves along after shifts by "
            f"{', '.join(map(str, exact[period]))}, and not in between."
            if len(exact[period]) < len(shifts) - 1
            else f"Period {period}: the output moves along after every shift."
            for period in errors
        ),
    )
    left, step = 124, 304 / (len(shifts) - 1)
    top_error = max(max(row) for row in errors.values())
    for number, (period, row) in enumerate(errors.items()):
        base = 66 + 62 * number
        label(ax, 8, base - 20, f"period {period}", "kernel", align="left", weight="bold")
        name = "convolution" if period == 1 else "tiled"
        label(ax, 8, base - 4, name, "muted", align="left", size=11)
        ax.plot([left - 8, left + 304 + 8], [base, base], color=ROLES["line"].light, linewidth=0.8)
        for index, error in enumerate(row):
            x = left + step * index
            if error < 1e-9:
                spot(ax, x, base, "good", radius=5)
            else:
                tall = 40 * error / top_error
                frame(ax, x - 6, base - tall, 12, tall, "changed", line=1.2, hatch="////")
    base = 66 + 62 * (len(errors) - 1)
    for index, shift in enumerate(shifts):
        label(ax, left + step * index, base + 20, str(shift), "muted")
    label(ax, 8, base + 20, "shift by", "muted", align="left")
    label(ax, left - 8, 14, "● moves along", "good", align="left", weight="bold")
    label(ax, left + 116, 14, "▨ largest error", "changed", align="left", weight="bold")
    return drawing


def _looks(kernel: int) -> dict[str, str]:
    """Colour the weights of the first two kernels, each in a colour of its own."""
    return dict(zip(LETTERS[: 2 * kernel], TAPS, strict=False))


def _graph(
    ax: Axes, names: np.ndarray, left: float, top: float, step: float, tall: float, kernel: int
) -> None:
    """Draw inputs below, outputs above, and a line for every weight."""
    outputs, inputs = names.shape
    looks = _looks(kernel)
    offset = (inputs - outputs) / 2
    for (row, column), name in np.ndenumerate(names):
        if not name:
            continue
        role = looks.get(str(name))
        second = role and LETTERS.index(str(name)) >= kernel
        ax.plot(
            [left + (row + offset) * step, left + column * step],
            [top, top + tall],
            color=NAMED[role or "line"].light,
            linewidth=2.2 if role else 0.8,
            linestyle=(0, (3, 1.5)) if second else "solid",
            zorder=2,
        )
    for row in range(outputs):
        _node(ax, left + (row + offset) * step, top, "output")
    for column in range(inputs):
        _node(ax, left + column * step, top + tall, "input")
    label(ax, left + (offset - 1) * step + 4, top, "out", "output", size=11, align="right")


def _node(ax: Axes, x: float, y: float, role: str) -> None:
    ax.plot(
        [x], [y], "o", markersize=12, markerfacecolor=ROLES["surface"].light,
        markeredgecolor=ROLES[role].light, markeredgewidth=1.8, zorder=5,
    )  # fmt: skip
