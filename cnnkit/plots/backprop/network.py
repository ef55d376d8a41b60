"""The small sigmoid net: what flows forward, what flows back, and the factors on the way."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from cnnkit.plots.backprop._writing import bracketed, thousandths
from cnnkit.plots.drawing import Drawing, arrow, cells, frame, label, sheet, words, written

__all__ = ["damped", "network", "successors", "three_factors", "ways_back"]


def network(
    forward: Sequence[np.ndarray],
    kernel: np.ndarray,
    target: np.ndarray,
    deltas: Sequence[np.ndarray] = (),
    kernel_gradient: np.ndarray | None = None,
) -> Drawing:
    """Draw the net with its values and, below them, the deltas that come back.

    Parameters
    ----------
    forward : sequence of ndarray
        The picture (6, 6), its map (4, 4), the pooled map (2, 2), hidden units (3,), outputs (2,).
    kernel : ndarray of shape (3, 3)
    target : ndarray of shape (2,)
    deltas : sequence of ndarray, optional
        Of the map, the pooled map, the hidden units and the outputs; shapes as in `forward`.
    kernel_gradient : ndarray of shape (3, 3), optional
    """
    image, *values = forward
    spoken = (
        f"A picture of 6 by 6 becomes a map of 4 by 4, a pooled map {words(np.round(values[1], 2))}"
        f", three hidden values {words(np.round(values[2], 2))} and two outputs "
        f"{words(np.round(values[3], 2))}; the target is {words(target)}."
    )
    if deltas:
        spoken += (
            " Below each layer its deltas in thousandths: at the outputs "
            f"{_spoken(deltas[3])}, at the hidden units {_spoken(deltas[2])}, at the pooled map "
            f"{_spoken(deltas[1])}, at the map {_spoken(deltas[0])}; and the gradient of the "
            f"kernel, {_spoken(kernel_gradient)}."
        )
    drawing, ax = sheet(404 if deltas else 262, spoken)
    names = ("map", "pooled", "hidden", "output")
    sizes = (26, 34, 36, 36)
    lefts = (116, 248, 344, 400)
    middle = 98
    label(ax, 45, 18, "picture", "input", weight="bold")
    label(ax, 45, 34, "6×6", "muted", size=11)
    cells(ax, image, 6, middle - 39, 13, numbers=False)
    frame(ax, 6, middle - 39, 78, 78, "input", line=1.4)
    label(ax, 45, 158, "kernel", "kernel", weight="bold")
    cells(ax, kernel, 6, 170, 26, signed=True, write=_short)
    frame(ax, 6, 170, 78, 78, "kernel", line=1.6)
    arrow(ax, (88, middle), (113, middle), "line")
    arrow(ax, (86, 180), (120, 156), "kernel")
    for index, (name, size, left, value) in enumerate(
        zip(names, sizes, lefts, values, strict=True)
    ):
        grid = value if value.ndim == 2 else value[:, None]
        centre = left + grid.shape[1] * size / 2
        label(ax, centre, 18, name, "output", weight="bold", size=11.5)
        label(ax, centre, 34, _size_of(value), "muted", size=11)
        _map(ax, grid, left, middle, size, limits=(0, 1), write=_two)
        if index:
            previous = lefts[index - 1] + _width(values[index - 1]) * sizes[index - 1]
            arrow(ax, (previous + 3, middle), (left - 3, middle), "line")
    label(ax, 418, 158, "target", "muted", size=11)
    label(ax, 418, 174, ", ".join(map(written, target)), "muted", size=11)
    if not deltas:
        return drawing
    low = 320
    label(ax, 110, 246, "deltas, in thousandths", "gradient", align="left", weight="bold")
    label(ax, 45, 268, "its gradient", "gradient", weight="bold")
    cells(ax, kernel_gradient, 6, low - 39, 26, signed=True, write=thousandths)
    frame(ax, 6, low - 39, 78, 78, "gradient", line=1.6)
    arrow(ax, (113, low), (88, low), "gradient")
    for index, (size, left, delta) in enumerate(zip(sizes, lefts, deltas, strict=True)):
        grid = delta if delta.ndim == 2 else delta[:, None]
        _map(ax, grid, left, low, size, signed=True, write=thousandths)
        if index:
            previous = lefts[index - 1] + _width(deltas[index - 1]) * sizes[index - 1]
            arrow(ax, (left - 3, low), (previous + 3, low), "gradient")
    arrow(ax, (418, 184), (418, low - 40), "gradient")
    label(ax, 410, 230, "error", "gradient", align="right", size=11.5)
    label(
        ax, 6, 390, "each map has its own colour scale: blue is positive, brown negative",
        "muted", align="left", size=11,
    )  # fmt: skip
    return drawing


def three_factors(weight: float, before: float, output: float, target: float) -> Drawing:
    """Follow one weight to the cost and back: three links, three factors.

    Parameters
    ----------
    weight, before : float
        The weight, and the activation that it multiplies.
    output, target : float
        The sigmoid's output, and what it should be.
    """
    factors = (before, output * (1 - output), output - target)
    total = float(np.prod(factors))
    drawing, ax = sheet(
        232,
        "A chain of four boxes: weight, sum z, output h, cost J. Arrows lead forward; below them "
        f"arrows lead back with a factor each: {factors[2]:.3f} from the cost, {factors[1]:.3f} "
        f"from the sigmoid, {factors[0]:.3f} from the sum. Their product is {total:.4f}.",
    )
    boxes = (
        ("weight θ", written(weight), "kernel"),
        ("sum z", "…+ θ·a +…", "input"),
        ("output h", f"{output:.3f}", "output"),
        ("cost J", "½(h−y)²+…", "ink"),
    )
    lefts = (6, 122, 238, 354)
    for (name, value, role), left in zip(boxes, lefts, strict=True):
        frame(ax, left, 34, 80, 52, role, line=1.8, fill="surface")
        label(ax, left + 40, 50, name, role, weight="bold")
        label(ax, left + 40, 70, value, size=11)
    label(ax, 6, 16, "forward", "muted", align="left")
    texts = (
        ("a", "∂z/∂θ", factors[0]),
        ("h(1 − h)", "∂h/∂z", factors[1]),
        ("h − y", "∂J/∂h", factors[2]),
    )
    for left, (formula, name, value) in zip(lefts, texts, strict=False):
        arrow(ax, (left + 83, 60), (left + 113, 60), "line")
        arrow(ax, (left + 140, 96), (left + 56, 96), "gradient", bend=-0.35)
        middle = left + 98
        label(ax, middle, 128, name, "muted", size=11.5)
        label(ax, middle, 146, formula, "gradient", weight="bold")
        label(ax, middle, 164, written(round(value, 3)), "gradient")
    for x in (162, 278):
        label(ax, x, 164, "·", "gradient", size=18)
    label(
        ax, 6, 206, f"∂J/∂θ = {written(round(total, 4))}", "gradient", align="left", weight="bold"
    )
    label(
        ax, 436, 206, f"δ = (h − y)·h(1 − h) = {written(round(factors[1] * factors[2], 3))}",
        "gradient", align="right",
    )  # fmt: skip
    return drawing


def successors(theta: np.ndarray, deltas: np.ndarray, activation: float) -> Drawing:
    """Show how a hidden unit collects the deltas of all units that it feeds.

    Parameters
    ----------
    theta : ndarray of shape (2,)
        Weights from the unit to its successors.
    deltas : ndarray of shape (2,)
        Deltas of the successors.
    activation : float
        Output of the unit.
    """
    blame = float(theta @ deltas)
    slope = activation * (1 - activation)
    terms = " + ".join(
        f"{bracketed(w)}·{bracketed(round(d, 3))}" for w, d in zip(theta, deltas, strict=True)
    )
    drawing, ax = sheet(
        236,
        f"One hidden unit with activation {activation:.3f} on the left and the two outputs that it "
        f"feeds on the right, with deltas {words(np.round(deltas, 3))}. An arrow comes back from "
        f"each output over the weight {words(theta)}. The sum is {blame:.3f}; times the slope "
        f"{slope:.3f} it is the unit's own delta, {blame * slope:.4f}.",
    )
    frame(ax, 10, 70, 96, 60, "input", line=1.8, fill="surface")
    label(ax, 58, 90, "hidden unit", "input", weight="bold")
    label(ax, 58, 110, f"a = {activation:.3f}")
    for row, (weight, delta) in enumerate(zip(theta, deltas, strict=True)):
        y = 36 + 94 * row
        frame(ax, 322, y, 108, 44, "output", line=1.8, fill="surface")
        label(ax, 376, y + 13, f"output {row}", "output", weight="bold")
        label(ax, 376, y + 31, f"δ = {written(round(delta, 3))}", "gradient")
        arrow(ax, (318, y + 22), (112, 92 + 16 * row), "gradient", line=1.8)
        label(ax, 216, (46, 154)[row], f"over θ = {written(weight)}", "kernel", weight="bold")
    label(ax, 10, 194, f"{terms} = {written(round(blame, 3))}", "gradient", align="left")
    label(
        ax, 10, 218,
        f"times a(1 − a) = {slope:.3f}:  δ = {written(round(blame * slope, 4))}",
        "gradient", align="left", weight="bold",
    )  # fmt: skip
    return drawing


def damped(pooled: np.ndarray, activation: np.ndarray) -> Drawing:
    """Take a delta from the pooled map to the map before it: spread it, then damp it.

    Parameters
    ----------
    pooled : ndarray of shape (2, 2)
        Delta of the pooled map.
    activation : ndarray of shape (4, 4)
        What was averaged.
    """
    spread = np.kron(pooled, np.ones((2, 2))) / 4
    slope = activation * (1 - activation)
    delta = spread * slope
    drawing, ax = sheet(
        430,
        f"The pooled map's delta, {_spoken(pooled)} in thousandths. Each value is divided by 4 and "
        "copied to the four places of its window. Times the slopes a(1-a), "
        f"{words(np.round(slope, 2))}, it gives the map's delta: "
        f"{words(np.round(delta * 1e3, 1))}.",
    )
    size, right = 40, 272
    label(ax, 88, 18, "delta of the pooled map", "gradient", weight="bold")
    cells(ax, pooled, 42, 68, 44, signed=True, write=_tenths)
    frame(ax, 42, 68, 88, 88, "gradient", line=1.4)
    label(ax, right + 80, 18, "spread: a quarter each", "gradient", weight="bold")
    reach = (-float(np.abs(spread).max()), float(np.abs(spread).max()))
    cells(ax, spread, right, 32, size, signed=True, limits=reach, write=_tenths)
    for row, column in np.ndindex(2, 2):
        frame(ax, right + 80 * column, 32 + 80 * row, 80, 80, "kernel", line=2)
    arrow(ax, (136, 112), (right - 8, 112), "gradient", line=1.8)
    label(ax, 202, 98, "1/4", "gradient", weight="bold")
    label(ax, 88, 226, "slopes a(1 − a)", "output", weight="bold")
    cells(ax, slope, 8, 242, size, limits=(0, 0.25), write=_two)
    label(ax, right + 80, 226, "delta of the map", "gradient", weight="bold")
    cells(ax, delta, right, 242, size, signed=True, write=_tenths)
    frame(ax, right, 242, 160, 160, "gradient", line=1.6)
    arrow(ax, (right + 80, 196), (right + 80, 214), "gradient", line=1.8)
    arrow(ax, (172, 322), (right - 8, 322), "output", line=1.8)
    label(ax, 220, 308, "times", "output")
    label(ax, 8, 418, "deltas in thousandths", "muted", align="left", size=11)
    return drawing


def ways_back(rows: Sequence[tuple[str, str, str]]) -> Drawing:
    """List kinds of layers with what each does on the way forward and on the way back.

    Parameters
    ----------
    rows : sequence of (str, str, str)
        The layer, forward, backward.
    """
    drawing, ax = sheet(
        54 + 50 * len(rows) + 40,
        "A ladder of layers. Going down on the left, the values: "
        + "; ".join(f"{name}, {there}" for name, there, _ in rows)
        + ". Going up on the right, the gradients: "
        + "; ".join(f"{name}, {back}" for name, _, back in rows[::-1])
        + ".",
    )
    label(ax, 190, 16, "values go down", "output", weight="bold")
    label(ax, 358, 16, "gradients come up", "gradient", weight="bold")
    for index, (name, there, back) in enumerate(rows):
        y = 36 + 50 * index
        label(ax, 4, y + 17, name, align="left", weight="bold", size=11.5)
        frame(ax, 112, y, 156, 34, "output", line=1.4, fill="surface")
        label(ax, 190, y + 17, there, size=11)
        frame(ax, 280, y, 156, 34, "gradient", line=1.4, fill="surface")
        label(ax, 358, y + 17, back, size=11)
        arrow(ax, (190, y + 35), (190, y + 49), "output")
        arrow(ax, (358, y + 49), (358, y + 35), "gradient")
    bottom = 36 + 50 * len(rows)
    frame(ax, 112, bottom, 324, 30, "ink", line=1.4, fill="surface")
    label(ax, 274, bottom + 15, "the cost J", weight="bold")
    return drawing


def _map(
    ax: Axes,
    values: np.ndarray,
    left: float,
    middle: float,
    size: float,
    **look: object,
) -> None:
    """Draw a map so that its middle lies at this height."""
    top = middle - len(values) * size / 2
    cells(ax, values, left, top, size, **look)
    role = "gradient" if look.get("signed") else "output"
    frame(ax, left, top, values.shape[1] * size, len(values) * size, role, line=1.4)


def _width(value: np.ndarray) -> int:
    return value.shape[1] if value.ndim == 2 else 1


def _size_of(value: np.ndarray) -> str:
    return "×".join(map(str, value.shape))


def _two(value: float) -> str:
    return f"{value:.2f}".removeprefix("0")


def _short(value: float) -> str:
    return written(value).replace("0.", ".")


def _tenths(value: float) -> str:
    return f"{value * 1000:.1f}".replace("-", "\N{MINUS SIGN}")


def _spoken(values: np.ndarray) -> str:
    return words(np.round(values * 1000) + 0.0)
