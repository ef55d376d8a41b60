"""What filters do to a photograph: the gallery, both signs, sharpening, brightening, blemishes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from cnnkit.images import photograph
from cnnkit.ops.conv_single import correlate2d
from cnnkit.palette import ROLES
from cnnkit.plots.drawing import (
    SIGNED,
    Drawing,
    cells,
    frame,
    label,
    picture,
    plot_axes,
    sheet,
    written,
)

__all__ = [
    "brightened",
    "gallery",
    "mended",
    "on_a_ramp",
    "sharpened",
    "temple",
    "two_signs",
]


def temple() -> np.ndarray:
    """Cut 102x102 pixels of a temple's tower out of the bundled photograph "china".

    Returns
    -------
    ndarray of shape (102, 102), float64
        Brightness from 0 to 1.
    """
    return photograph("china", every=3)[:102, 19:121]


def gallery(image: np.ndarray, kernels: Mapping[str, tuple[np.ndarray, int]]) -> Drawing:
    """Filter a photograph with each kernel of a gallery; show the kernel and the sum of weights.

    Parameters
    ----------
    image : ndarray of shape (height, width)
        Brightness from 0 to 1.
    kernels : mapping from name to (ndarray of shape (3, 3), int)
        The weights are the array over the divisor.
    """
    sums = {name: weights.sum() / divisor for name, (weights, divisor) in kernels.items()}
    spoken = ", ".join(f"{name} {written(round(total, 9))}" for name, total in sums.items())
    columns, row_height, side = 4, 228, 98
    rows = -(-len(kernels) // columns)
    drawing, ax = sheet(
        rows * row_height - 8,
        f"{len(kernels)} filtered copies of a photograph of a temple, each above its kernel. "
        "Where the weights add up to 1, the copy looks like a photograph; where they add up to 0, "
        f"only edges are left, in two colours for the two signs. Sums of weights: {spoken}.",
    )
    for index, (name, (weights, divisor)) in enumerate(kernels.items()):
        left = 8 + (index % columns) * 109
        top = (index // columns) * row_height
        out = correlate2d(image, weights / divisor)
        label(ax, left + side / 2, top + 12, name, weight="bold", size=11.5)
        _response(ax, out, left, top + 24, side, signed=abs(sums[name]) < 1e-9)
        cell = 24
        x, y = left + (side - 3 * cell) / 2, top + 24 + side + 8
        cells(ax, weights, x, y, cell, signed=True, write=written)
        frame(ax, x, y, 3 * cell, 3 * cell, "kernel", line=1.4)
        text = f"sum {written(round(sums[name], 9))}"
        if divisor != 1:
            text = f"÷ {divisor},  {text}"
        label(ax, left + side / 2, y + 3 * cell + 11, text, "muted", size=11)
    return drawing


def on_a_ramp(slope: float, size: int = 7) -> Drawing:
    """Measure a ramp with a difference and smooth it with a mean, three pixels at a time.

    Parameters
    ----------
    slope : float
        Rise from one pixel to the next.
    size : int
        Pixels of the ramp.
    """
    ramp = slope * np.arange(size)
    rows = (
        ("ramp", ramp, "input", ""),
        ("slope", correlate2d(ramp[None], np.array([[-0.5, 0, 0.5]]))[0], "output", "½ (−1, 0, 1)"),
        ("mean", correlate2d(ramp[None], np.full((1, 3), 1 / 3))[0], "output", "⅓ (1, 1, 1)"),
    )
    drawing, ax = sheet(
        176,
        f"A ramp of {size} values that rises by {written(slope)} each time. Half the difference "
        f"of the two neighbours is {written(slope)} everywhere. The mean of three neighbours gives "
        "the ramp back.",
    )
    cell = 40
    for index, (name, values, role, kernel) in enumerate(rows):
        left = 10 + (size - len(values)) / 2 * cell
        top = 12 + index * 54
        cells(
            ax, values, left, top, cell, limits=(0, float(ramp.max())), write=lambda v: f"{v:.3g}"
        )
        frame(ax, left, top, len(values) * cell, cell, role, line=1.6)
        right = 10 + size * cell + 14
        label(ax, right, top + (12 if kernel else 20), name, role, align="left", weight="bold")
        label(ax, right, top + 29, kernel, "kernel", align="left", size=12)
    return drawing


def two_signs(image: np.ndarray, kernel: np.ndarray) -> Drawing:
    """Show one response with its negative values cut off, and with both signs.

    Parameters
    ----------
    image : ndarray of shape (height, width)
    kernel : ndarray of shape (kernel_height, kernel_width)
    """
    out = correlate2d(image, kernel)
    share = (out < 0).mean()
    drawing, ax = sheet(
        212,
        "A temple three times: the photograph; its response to a vertical-edge kernel with all "
        "negative values painted black; and the same response in two colours, blue where "
        "brightness rises to the right, brown where it falls. "
        f"{share:.0%} of the values are negative.",
    )
    side = 132
    for index, (name, role) in enumerate(
        (("photograph", "input"), ("negatives black", "muted"), ("both signs", "output"))
    ):
        left = 12 + index * 142
        label(ax, left + side / 2, 14, name, role, weight="bold")
        if index == 0:
            picture(ax, image, left, 28, side)
        elif index == 1:
            picture(ax, np.maximum(out, 0), left, 28, side, limits=(0, float(out.max())))
        else:
            _response(ax, out, left, 28, side, signed=True)
    label(ax, 154 + side / 2, 176, f"{share:.0%} of the answers\nlost", "changed", size=12)
    _legend(ax, 296, 168, side)
    return drawing


def sharpened(image: np.ndarray, kernel: np.ndarray, row: int) -> Drawing:
    """Sharpen a picture, and cut through it along one row: the values overshoot at edges.

    Parameters
    ----------
    image : ndarray of shape (height, width)
        Grey values from 0 to 255.
    kernel : ndarray of shape (3, 3)
    row : int
        Row of the output to cut through.
    """
    out = correlate2d(image, kernel)
    inner = image[1:-1, 1:-1]
    low, high = out[row].min(), out[row].max()
    drawing, ax = sheet(
        400,
        "A photograph before and after sharpening, and the grey values along one row of each. "
        "Beside every step the sharpened curve first dips below and then rises above the "
        f"original: along this row from {low:.0f} to {high:.0f}, beyond the range from 0 to 255.",
    )
    side = 190
    for left, values, name, role in (
        (16, inner, "before", "input"),
        (232, np.clip(out, 0, 255), "after, clipped", "output"),
    ):
        label(ax, left + side / 2, 14, name, role, weight="bold")
        picture(ax, values, left, 28, side, limits=(0, 255))
        y = 28 + (row + 0.5) / len(inner) * side
        ax.plot([left, left + side], [y, y], color=ROLES["kernel"].light, lw=1.6, zorder=4)
    label(ax, 219, y, "cut", "kernel", size=11)
    curve = plot_axes(
        drawing,
        (52, 240, 370, 118),
        x_label="column",
        y_label="grey value",
        x_ticks=range(0, out.shape[1], 20),
        y_ticks=(0, 255),
    )
    for bound in (0, 255):
        curve.axhline(bound, color=ROLES["line"].light, linewidth=0.8, linestyle=(0, (3, 2)))
    curve.plot(inner[row], color=ROLES["input"].light, linewidth=1.6)
    curve.plot(out[row], color=ROLES["output"].light, linewidth=1.8)
    for value, place in ((high, int(out[row].argmax())), (low, int(out[row].argmin()))):
        curve.plot([place], [value], "o", color=ROLES["changed"].light, markersize=6)
        curve.annotate(
            written(round(value)),
            (place, value),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            color=ROLES["changed"].light,
            fontsize=12,
            weight="bold",
        )
    curve.set_xlim(0, out.shape[1] - 1)
    return drawing


def brightened(pictures: Mapping[str, np.ndarray]) -> Drawing:
    """Show pictures whose values may exceed the range, with the clipped pixels marked.

    Parameters
    ----------
    pictures : mapping from name to ndarray of shape (height, width)
        Grey values; what lies beyond 0 to 255 is clipped.
    """
    shares = {name: ((p > 255) | (p < 0)).mean() for name, p in pictures.items()}
    spoken = ", ".join(f"{name} {share:.0%}" for name, share in shares.items())
    drawing, ax = sheet(
        194,
        f"{len(pictures)} pictures of a temple, each with the share of its pixels that are "
        f"clipped: {spoken}. The clipped ones, hatched with small marks, lie in the sky.",
    )
    side = 132
    for index, (name, values) in enumerate(pictures.items()):
        left = 12 + index * 142
        label(ax, left + side / 2, 14, name, "output" if index else "input", weight="bold")
        picture(ax, np.clip(values, 0, 255), left, 28, side, limits=(0, 255))
        pixel = side / values.shape[1]
        clipped = np.argwhere(values > 255)
        spots = clipped[(clipped.sum(axis=1) % 4 == 0) & (clipped[:, 0] % 2 == 0)]
        ax.scatter(
            left + (spots[:, 1] + 0.5) * pixel,
            28 + (spots[:, 0] + 0.5) * pixel,
            s=2.5,
            color=ROLES["changed"].light,
            linewidths=0,
            zorder=4,
            rasterized=False,
        )
        label(
            ax,
            left + side / 2,
            178,
            f"{shares[name]:.0%} clipped",
            "changed" if index else "muted",
            weight="bold",
        )
    return drawing


def mended(pictures: Mapping[str, np.ndarray], clean: np.ndarray, specks: np.ndarray) -> Drawing:
    """Show attempts to mend a blemished picture, with the errors at the blemishes and elsewhere.

    Parameters
    ----------
    pictures : mapping from name to ndarray of shape (height, width)
        Brightness from 0 to 1; four of them fit.
    clean : ndarray of shape (height, width)
    specks : ndarray of shape (height, width), bool
        Where the blemishes are.
    """
    errors = {name: np.abs(values - clean) for name, values in pictures.items()}
    pairs = {name: (e[specks].mean(), e[~specks].mean()) for name, e in errors.items()}
    spoken = "; ".join(f"{name} {a:.2f} and {b:.2f}" for name, (a, b) in pairs.items())
    drawing, ax = sheet(
        176,
        f"A photograph of a flower with white specks, and {len(pictures) - 1} attempts to remove "
        "them. The averages smear each speck into a pale patch; the median makes it vanish. Mean "
        f"errors at the specks and elsewhere: {spoken}.",
    )
    side, gap = 100, 8
    for index, (name, values) in enumerate(pictures.items()):
        left = 8 + index * (side + gap)
        label(ax, left + side / 2, 14, name, weight="bold", size=11.5)
        picture(ax, values, left, 28, side)
        at, rest = pairs[name]
        label(ax, left + side / 2, 142, f"specks {at:.2f}", "changed", size=11.5, weight="bold")
        label(ax, left + side / 2, 160, f"rest {rest:.2f}", "muted", size=11.5)
    return drawing


def _response(
    ax: Axes, out: np.ndarray, left: float, top: float, side: float, *, signed: bool
) -> None:
    """Draw a filtered picture: as a picture, or in the signed map with 0 in the middle."""
    if not signed:
        picture(ax, np.clip(out, 0, 1), left, top, side)
        return
    reach = float(np.quantile(np.abs(out), 0.995))  # a few strong pixels would hide the rest
    picture(ax, out, left, top, side, cmap=SIGNED, limits=(-reach, reach))


def _legend(ax: Axes, left: float, top: float, width: float) -> None:
    """Draw the signed map from minus to plus."""
    steps = 13
    size = width / steps
    cells(
        ax,
        np.linspace(-1, 1, steps)[None],
        left,
        top,
        size,
        signed=True,
        numbers=False,
        edge="line",
    )
    for place, text in ((0.5, "−"), (steps / 2, "0"), (steps - 0.5, "+")):
        label(ax, left + place * size, top + size + 9, text, "muted", size=12)
