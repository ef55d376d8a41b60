"""Pooling backwards: spreading and routing, ties, and windows that share a winner."""

from __future__ import annotations

import numpy as np

from cnnkit.ops import pool
from cnnkit.plots.drawing import Drawing, arrow, cells, frame, label, sheet, spot, words, written

__all__ = ["shared_winner", "spread_and_route", "ties", "why_a_quarter"]


def spread_and_route(x: np.ndarray, grad_out: np.ndarray) -> Drawing:
    """Send the same gradients back through average and through max pooling, side by side.

    Parameters
    ----------
    x : ndarray of shape (4, 4)
    grad_out : ndarray of shape (2, 2)
    """
    spread = pool.avg_pool2d_backward(grad_out, x.shape, 2)
    routed = pool.max_pool2d_backward(grad_out, x, 2)
    total = grad_out.sum()
    drawing, ax = sheet(
        426,
        f"A map, {words(x)}, and the gradients {words(grad_out)} of its four windows. Average "
        f"pooling gives each pixel a quarter of its window's gradient: {words(spread)}. Max "
        f"pooling gives all of it to the winner: {words(routed)}. Both add up to {total:g}.",
    )
    size, top, low = 36, 34, 238
    label(ax, 104, 16, "map", "input", weight="bold")
    cells(ax, x, 32, top, size)
    winners = np.argwhere(routed)
    for row, column in winners:
        frame(ax, 34 + column * size, top + 2 + row * size, size - 4, size - 4, "kernel", line=2.6)
    label(ax, 336, 34, "gradient of\nthe pooled map", "gradient", weight="bold")
    reach = (-float(np.abs(grad_out).max()), float(np.abs(grad_out).max()))
    cells(ax, grad_out, 300, 62, size, signed=True, limits=reach, write=written)
    frame(ax, 300, 62, 72, 72, "gradient", line=1.6)
    arrow(ax, (296, 128), (150, 196), "gradient", line=1.8)
    arrow(ax, (340, 140), (340, 196), "gradient", line=1.8)
    for left, name, values in ((32, "average: spread", spread), (260, "maximum: route", routed)):
        label(ax, left + 72, 214, name, weight="bold")
        cells(ax, values, left, low, size, signed=True, limits=reach, write=written)
        for row, column in np.ndindex(2, 2):
            frame(ax, left + 72 * column, low + 72 * row, 72, 72, "gradient", line=1.8)
        label(ax, left + 72, low + 162, f"sum {total:g}", "gradient")
    for row, column in winners:
        frame(ax, 262 + column * size, low + 2 + row * size, size - 4, size - 4, "kernel", line=2.6)
    return drawing


def why_a_quarter(before: np.ndarray, nudge: float) -> Drawing:
    """Nudge one pixel of a window and see by how much its average moves.

    Parameters
    ----------
    before : ndarray of shape (2, 2)
    nudge : float
        How much the first pixel is raised.
    """
    after = before.copy()
    after[0, 0] += nudge
    moved = after.mean() - before.mean()
    drawing, ax = sheet(
        150,
        f"A window {words(before)} with average {before.mean():g}. Its first pixel is raised by "
        f"{nudge:g}; the average becomes {after.mean():g}, which is {moved:g} more.",
    )
    for left, values, title in ((10, before, "window"), (244, after, f"one pixel + {nudge:g}")):
        label(ax, left + 40, 18, title, "input", weight="bold")
        cells(ax, values, left, 36, 40, limits=(0, float(after.max())))
        arrow(ax, (left + 86, 76), (left + 116, 76), "line")
        cells(ax, np.array([[values.mean()]]), left + 122, 54, 44, limits=(0, float(after.max())))
        label(ax, left + 144, 38, "average", "output", size=11.5)
    frame(ax, 244, 36, 40, 40, "changed", line=3)
    label(ax, 244, 136, f"{written(nudge)} more gives {written(moved)} more", "changed",
          align="left", weight="bold")  # fmt: skip
    return drawing


def ties(x: np.ndarray, grad: float) -> Drawing:
    """Set rules for a tie side by side: what they give, and what it adds up to.

    Parameters
    ----------
    x : ndarray of shape (2, 2)
        A window with equal maxima.
    grad : float
        Gradient of its maximum.
    """
    tied = (x == x.max()).astype(float)
    first = pool.max_pool2d_backward(np.array([[grad]]), x, 2)
    rules = (
        ("first wins", first, "as in PyTorch"),
        ("shared", grad * tied / tied.sum(), "allowed, too"),
        ("all get all", grad * tied, "wrong"),
    )
    drawing, ax = sheet(
        186,
        f"A window {words(x)} with {tied.sum():.0f} equal maxima and the gradient {grad:g}. "
        + " ".join(
            f"{name}: {words(values)}, sum {values.sum():g}, {verdict}."
            for name, values, verdict in rules
        ),
    )
    size = 40
    label(ax, 46, 18, "window", "input", weight="bold")
    cells(ax, x, 6, 38, size)
    for row, column in np.argwhere(tied):
        frame(ax, 8 + column * size, 40 + row * size, size - 4, size - 4, "kernel", line=2.6)
    label(ax, 46, 138, f"gradient {grad:g}", "gradient")
    for index, (name, values, verdict) in enumerate(rules):
        left = 134 + 108 * index
        wrong = values.sum() != grad
        label(ax, left + 40, 18, name, weight="bold")
        cells(ax, values, left, 38, size, signed=True, limits=(-grad, grad), write=written)
        frame(ax, left, 38, 2 * size, 2 * size, "gradient", line=1.6)
        label(
            ax, left + 40, 138, f"sum {written(values.sum())}", "changed" if wrong else "gradient"
        )
        label(ax, left + 40, 160, verdict, "changed" if wrong else "muted", size=11.5)
    return drawing


def shared_winner(x: np.ndarray, grad_out: np.ndarray, window: int) -> Drawing:
    """Let overlapping windows have the same winner: its gradients must be added.

    Parameters
    ----------
    x : ndarray of shape (n,)
    grad_out : ndarray of shape (n - window + 1,)
        Stride 1.
    window : int
    """
    grad_x = pool.max_pool2d_backward(grad_out[None], x[None], (1, window), 1)[0]
    winners = [start + int(x[start : start + window].argmax()) for start in range(len(grad_out))]
    overwritten = np.zeros_like(grad_x)
    overwritten[winners] = grad_out
    lost = grad_x.sum() - overwritten.sum()
    size = 46
    left = 440 - size * len(x) - 12
    drawing, ax = sheet(
        186 + 30 * len(grad_out),
        f"A row {words(x)} under {len(grad_out)} windows of {window}, one step apart, whose "
        f"gradients are {words(grad_out)}. Their winners are at the places "
        f"{', '.join(map(str, winners))}. Added up, the row gets {words(grad_x)}; overwritten, "
        f"it gets {words(overwritten)}, and {lost:g} is lost.",
    )
    label(ax, left - 10, 34, "row", "input", align="right", weight="bold")
    cells(ax, x[None], left, 12, size)
    for place in sorted(set(winners)):
        frame(ax, left + place * size + 2, 14, size - 4, size - 4, "kernel", line=2.6)
    for index, (grad, winner) in enumerate(zip(grad_out, winners, strict=True)):
        y = 82 + 30 * index
        frame(ax, left + index * size + 3, y - 4, window * size - 6, 8, "kernel", line=1.2)
        spot(ax, left + (winner + 0.5) * size, y, "gradient", radius=5)
        label(ax, left - 10, y, f"gradient {written(grad)}", "gradient", align="right")
    low = 82 + 30 * len(grad_out)
    for row, (name, values) in enumerate((("added", grad_x), ("overwritten", overwritten))):
        y = low + 50 * row
        reach = float(np.abs(grad_x).max())
        cells(
            ax, values[None], left, y, size, signed=True, limits=(-reach, reach),
            write=written,
        )  # fmt: skip
        label(ax, left - 10, y + 14, name, "changed" if row else "gradient", align="right",
              weight="bold")  # fmt: skip
        label(ax, left - 10, y + 32, f"sum {values.sum():g}", "changed" if row else "gradient",
              align="right", size=11.5)  # fmt: skip
        for place in np.flatnonzero(values != grad_x):
            frame(ax, left + place * size + 2, y + 2, size - 4, size - 4, "changed", line=2.6)
    return drawing
