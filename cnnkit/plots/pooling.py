"""Figures of the pooling chapter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from scipy.signal import correlate2d

from cnnkit.filters import SOBEL_HORIZONTAL, SOBEL_VERTICAL
from cnnkit.images import POOLING_EXAMPLE, digit_five, photograph, shift, similarity
from cnnkit.ops import pool
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
    spot,
    words,
)
from cnnkit.shapes import window_spans

__all__ = [
    "by_hand",
    "change_under_shift",
    "channels_apart",
    "routing",
    "shift_detectors",
    "spread",
    "stages",
    "stochastic_picks",
    "summaries",
    "tower",
    "tower_edges",
    "turned_five_responses",
    "turned_fives",
    "volume",
    "windows_along_a_row",
]

DETECTOR_ANGLES = (-20, 0, 20)


def tower() -> np.ndarray:
    """Cut 66x66 pixels of a tower, full of edges, out of the bundled photograph "china".

    Returns
    -------
    ndarray of shape (66, 66), float64
        Brightness from 0 to 1.
    """
    return photograph("china", every=3)[6:72, 37:103]


def tower_edges(kernel: np.ndarray = SOBEL_VERTICAL) -> np.ndarray:
    """Cross-correlate the tower with a 3x3 kernel, valid positions only.

    Returns
    -------
    ndarray of shape (64, 64), float64
        Signed responses.
    """
    return correlate2d(tower(), kernel, mode="valid")


def stages() -> Drawing:
    """Show one layer's three stages on a photograph: convolution, ReLU, pooling."""
    edges = tower_edges()
    rectified = np.maximum(edges, 0)
    pooled = pool.max_pool2d(rectified, 2)
    drawing, ax = sheet(
        176,
        "Four pictures in a row. A tower with curved roofs; its response to a vertical-edge "
        "kernel, positive and negative; the same with negative responses set to zero; and the map "
        "after 2 by 2 max pooling, half as wide and half as high, with the same strokes.",
    )
    reach = np.abs(edges).max()
    steps: list[tuple[str, np.ndarray, object, tuple[float, float]]] = [
        ("picture", tower(), "gray", (0, 1)),
        ("convolution", edges, SIGNED, (-reach, reach)),
        ("ReLU", rectified, UNSIGNED, (0, reach)),
        ("pooling", pooled, UNSIGNED, (0, reach)),
    ]
    scale, gap, x = 96 / 66, 22, 10.0
    for number, (name, values, cmap, limits) in enumerate(steps):
        width = values.shape[1] * scale
        height = picture(ax, values, x, 34, width, cmap=cmap, limits=limits)
        label(ax, x + 48 if number < 3 else x + width / 2, 18, name, weight="bold")
        label(ax, x + width / 2, 34 + height + 14, f"{values.shape[0]}×{values.shape[1]}", "muted")
        if number < 3:
            arrow(ax, (x + width + 4, 82), (x + width + gap - 3, 82))
        x += width + gap
    label(ax, x - gap - 46.5 / 2, 128, "¼ of the\nvalues", "output", weight="bold")
    return drawing


def by_hand() -> Drawing:
    """Pool the 4x4 example by maximum and by average, one window worked out for each."""
    maximum, average = pool.max_pool2d(POOLING_EXAMPLE, 2), pool.avg_pool2d(POOLING_EXAMPLE, 2)
    drawing, ax = sheet(
        232,
        "A map of 4 by 4 numbers in four windows of 2 by 2. "
        f"Their maxima are {words(maximum)}; their averages are {words(average)}.",
    )
    left, top, size = 8, 40, 42
    limits = (0, 8)
    cells(ax, POOLING_EXAMPLE, left, top, size, limits=limits)
    for row in (0, 1):
        for column in (0, 1):
            frame(
                ax,
                left + 84 * column + 2,
                top + 84 * row + 2,
                80,
                80,
                "kernel",
                line=3 if (row, column) == (0, 0) else 1.6,
            )
    label(ax, left + 84, 20, "map, windows of 2×2", "input", weight="bold")
    out_left, out_size = 346, 42
    first = POOLING_EXAMPLE[:2, :2].ravel()
    sums = "max(" + ", ".join(f"{v:g}" for v in first) + f")\n= {maximum[0, 0]:g}"
    means = "(" + " + ".join(f"{v:g}" for v in first) + f") / 4\n= {average[0, 0]:g}"
    for values, out_top, text, name in (
        (maximum, 18, sums, "maximum"),
        (average, 132, means, "average"),
    ):
        cells(ax, values, out_left, out_top, out_size, limits=limits)
        frame(ax, out_left + 1.5, out_top + 1.5, out_size - 3, out_size - 3, "output", line=3)
        middle = out_top + out_size / 2
        label(ax, 268, middle - 24, name, "output", weight="bold")
        label(ax, 268, middle + 6, text)
        arrow(ax, (left + 84, top + 42), (196, middle), "kernel", bend=0.0, head=False)
        arrow(ax, (330, middle), (out_left - 2, middle), "output")
    return drawing


def windows_along_a_row(
    size: int, settings: Sequence[tuple[int, int, str]], titles: Sequence[str]
) -> Drawing:
    """Show where pooling windows lie along a row of pixels, for several settings.

    Parameters
    ----------
    size : int
        Pixels in the row.
    settings : sequence of (window, stride, borders)
        One small drawing for each.
    titles : sequence of str
        What each setting is called.
    """
    height, pixel = 0.0, 34
    blocks = []
    for window, stride, borders in settings:
        spans = window_spans(size, window, stride, borders)
        lanes = _lanes(spans)
        blocks.append((spans, lanes, height))
        height += 74 + 11 * max(lanes)
    alt = [f"A row of {size} pixels, drawn {len(settings)} times."]
    for title, (spans, _, _) in zip(titles, blocks, strict=True):
        ranges = ", ".join(f"{a} to {b - 1}" if b - a > 1 else f"{a} alone" for a, b in spans)
        alt.append(f"{title}: {len(spans)} windows, over pixels {ranges}.")
    drawing, ax = sheet(height + 4, " ".join(alt))
    left = 8
    for title, (spans, lanes, top) in zip(titles, blocks, strict=True):
        label(ax, left, top + 14, title, weight="bold", align="left")
        seen = np.zeros(size, dtype=int)
        for start, stop in spans:
            seen[start:stop] += 1
        for index in range(size):
            hatch = "////" if not seen[index] else None
            frame(
                ax,
                left + index * pixel,
                top + 28,
                pixel,
                22,
                "input" if seen[index] else "padding",
                line=1.2,
                fill="surface",
                hatch=hatch,
            )
            if seen[index]:
                label(ax, left + (index + 0.5) * pixel, top + 39, str(index), "input")
        for (start, stop), lane in zip(spans, lanes, strict=True):
            y = top + 57 + 11 * lane
            x0, x1 = left + start * pixel + 2, left + stop * pixel - 2
            ax.plot(
                [x0, x1], [y, y], color=ROLES["kernel"].light, linewidth=6, solid_capstyle="butt"
            )
        right = left + size * pixel + 14
        label(ax, right, top + 39, f"{size} → {len(spans)}", "output", align="left", weight="bold")
        missed = int((seen == 0).sum())
        shared = int((seen > 1).sum())
        note = (
            f"{missed} never seen"
            if missed
            else f"{shared} seen twice or more"
            if shared
            else "each seen once"
        )
        label(ax, right, top + 58, note, "muted", align="left", size=11)
    return drawing


def summaries(window: np.ndarray) -> Drawing:
    """Summarise one square window of values of at least 0 in five ways.

    Parameters
    ----------
    window : ndarray of shape (k, k)
    """
    k = len(window)
    results: list[tuple[str, float]] = [
        ("maximum", pool.max_pool2d(window, k).item()),
        ("average", pool.avg_pool2d(window, k).item()),
        ("L2 norm", pool.l2_pool2d(window, k).item()),
        ("Gaussian-weighted", pool.gaussian_pool2d(window, k).item()),
        ("stochastic, on average", pool.stochastic_pool2d_mean(window, k).item()),
    ]
    spoken = ", ".join(f"{name} {value:.2f}" for name, value in results)
    drawing, ax = sheet(
        184,
        f"One window of {k} by {k} values, {words(window)}, and five summaries of it as dots on a "
        f"number line: {spoken}.",
    )
    size = 108 / k
    cells(ax, window, 8, 36, size, limits=(0, float(window.max())))
    frame(ax, 8, 36, 108, 108, "kernel")
    label(ax, 62, 18, "one window", "kernel", weight="bold")
    start, end = 290, 392
    top = float(np.ceil(max(value for _, value in results)))
    scale = (end - start) / top
    for tick in np.arange(0, top + 1, max(1, round(top / 3))):
        x = start + tick * scale
        ax.plot([x, x], [26, 154], color=ROLES["line"].light, linewidth=0.6, zorder=0)
        label(ax, x, 168, f"{tick:g}", "muted", size=11)
    for row, (name, value) in enumerate(results):
        y = 40 + 26 * row
        label(ax, start - 14, y, name, align="right")
        x = start + value * scale
        ax.plot([start, x], [y, y], color=ROLES["output"].light, linewidth=2)
        spot(ax, x, y, "output", radius=4.5)
        label(ax, max(x + 10, end + 8), y, f"{value:.2f}", "output", align="left", weight="bold")
    return drawing


def stochastic_picks(window: np.ndarray, draws: int, seed: int) -> Drawing:
    """Compare how often stochastic pooling picks each value with its probability.

    Parameters
    ----------
    window : ndarray of shape (k, k)
        Values of at least 0, not all 0, no two equal unless 0.
    draws, seed : int
        How often to draw, and from which generator.
    """
    k = len(window)
    rng = np.random.default_rng(seed)
    maps = np.broadcast_to(window, (draws, k, k))
    _, winners = pool.stochastic_pool2d(maps, k, rng=rng)
    counts = np.bincount(winners.ravel(), minlength=k * k)
    values = window.ravel()
    probabilities = values / values.sum()
    spoken = "; ".join(
        f"{value:g} was picked {count:,} times, probability {probability:.2f}"
        for value, count, probability in zip(values, counts, probabilities, strict=True)
    )
    drawing, ax = sheet(
        66 + 27 * k * k, f"A window of {words(window)}. In {draws:,} draws: {spoken}."
    )
    middle = (66 + 27 * k * k) / 2
    size = 96 / k
    cells(ax, window, 8, middle - 48, size, limits=(0, float(values.max())))
    frame(ax, 8, middle - 48, 96, 96, "kernel")
    start, full = 190, 180
    label(ax, start - 50, 18, "value", "muted")
    label(ax, start, 18, f"picked in {draws:,} draws", "output", align="left", weight="bold")
    order = np.argsort(-values, kind="stable")
    for row, index in enumerate(order):
        y = 44 + 27 * row
        share = counts[index] / draws
        label(ax, start - 50, y, f"{values[index]:g}")
        frame(ax, start, y - 8, max(full * share, 0.8), 16, "output", line=0.5, fill="output")
        mark = start + full * probabilities[index]
        ax.plot([mark, mark], [y - 12, y + 12], color=ROLES["kernel"].light, linewidth=2.4)
        label(ax, start + full + 14, y, f"{counts[index]:,}", "output", align="left", weight="bold")
    label(
        ax,
        start,
        44 + 27 * len(order),
        "orange mark: the probability",
        "kernel",
        align="left",
        size=11,
    )
    return drawing


def channels_apart() -> Drawing:
    """Pool three feature maps of one picture, each on its own."""
    maps = np.maximum(
        [tower_edges(SOBEL_VERTICAL), tower_edges(SOBEL_HORIZONTAL), -tower_edges()], 0
    )
    pooled = pool.max_pool2d(maps, 4)
    drawing, ax = sheet(
        254,
        "Three feature maps of a tower, for vertical edges, horizontal edges and vertical edges of "
        "the other sign, each of 64 by 64 values. Under each one its own pooled map of 16 by 16: "
        "three maps go in and three come out.",
    )
    names = ("dark to light, across", "dark to light, down", "light to dark, across")
    reach = float(maps.max())
    for number, name in enumerate(names):
        x = 20 + 144 * number
        label(ax, x + 56, 14, name, "muted", size=11)
        picture(ax, maps[number], x, 26, 112, cmap=UNSIGNED, limits=(0, reach))
        arrow(ax, (x + 56, 142), (x + 56, 170), "output")
        picture(ax, pooled[number], x + 28, 174, 56, cmap=UNSIGNED, limits=(0, reach))
    label(ax, 220, 245, "3 maps of 64×64 → 3 maps of 16×16", "output", weight="bold")
    return drawing


def shift_detectors(detectors: np.ndarray, entering: float, window: int = 3) -> Drawing:
    """Show a row of detectors and its max pooling, before and after a shift by one.

    Parameters
    ----------
    detectors : ndarray of shape (n,)
    entering : float
        The value that comes in on the left.
    window : int
        Odd; centred on each detector, clipped at the ends, stride 1.
    """
    moved = shift(detectors[None], columns=1, entering=entering)[0]
    rows = [(row, pool.max_pool1d(row, window, 1, borders="centred")) for row in (detectors, moved)]
    n = len(detectors)
    changed = [~np.isclose(a, b) for a, b in zip(*rows, strict=True)]
    drawing, ax = sheet(
        242,
        f"Before: detectors {words(detectors)}, pooled {words(rows[0][1])}. "
        f"After a shift by one: detectors {words(moved)}, pooled {words(rows[1][1])}. "
        f"{changed[0].sum()} of {n} detectors changed, {changed[1].sum()} of {n} pooled values.",
    )
    size = 45
    spans = window_spans(n, window, 1, "centred")
    for half, (row, pooled) in enumerate(rows):
        left = 10 + half * (n * size + 60)
        label(ax, left + n * size / 2, 14, ("before", "shifted right by one")[half], weight="bold")
        for index, (start, stop) in enumerate(spans):
            for source in range(start, stop):
                arrow(
                    ax,
                    (left + (source + 0.5) * size, 150),
                    (left + (index + 0.5) * size, 97),
                    "kernel",
                    line=1.1,
                    head=False,
                )
        cells(ax, pooled, left, 52, size, limits=(0, 1))
        cells(ax, row, left, 150, size, limits=(0, 1))
        frame(ax, left, 52, n * size, size, "output", line=1.6)
        frame(ax, left, 150, n * size, size, "input", line=1.6)
        if half == 0:
            label(ax, left, 38, "pooled: maximum of 3", "output", align="left")
            label(ax, left, 210, "detectors", "input", align="left")
            continue
        for top, flags in ((150, changed[0]), (52, changed[1])):
            for index in np.flatnonzero(flags):
                spot(ax, left + (index + 1) * size - 7, top + 7, "changed")
        label(
            ax,
            left,
            38,
            f"● {changed[1].sum()} of {n} changed",
            "changed",
            align="left",
            weight="bold",
        )
        label(
            ax,
            left,
            210,
            f"● {changed[0].sum()} of {n} changed",
            "changed",
            align="left",
            weight="bold",
        )
    arrow(ax, (10 + n * size + 14, 172), (10 + n * size + 46, 172), "input", line=2)
    label(ax, 10 + n * size + 22, 228, f"{entering:g} enters here", "input", size=11)
    arrow(ax, (10 + n * size + 48, 218), (10 + n * size + 58, 190), "input", bend=-0.25)
    return drawing


def change_under_shift(windows: Sequence[int], changes: dict[str, Sequence[float]]) -> Drawing:
    """Plot how much pooled maps change when the picture moves by one pixel.

    Parameters
    ----------
    windows : sequence of int
        Side of the window, in pixels.
    changes : dict from name to sequence of float
        Mean absolute change over mean value, one for each window.
    """
    spoken = "; ".join(
        f"{name}: {values[0]:.0%} for a window of {windows[0]}, {values[-1]:.0%} for {windows[-1]}"
        for name, values in changes.items()
    )
    drawing, _ = sheet(236, f"Curves that fall as the pooling window grows. {spoken}.")
    top = max(max(values) for values in changes.values())
    ax = plot_axes(
        drawing,
        (62, 22, 280, 164),
        x_label="side of the window, pixels",
        y_label="change",
        x_ticks=windows,
        y_ticks=np.arange(0, top + 0.2, 0.5),
        y_write="{:.0%}".format,
    )
    looks = (("kernel", "s", (54, 40)), ("output", "o", (-4, -34)))
    for (name, values), (role, marker, offset) in zip(changes.items(), looks, strict=True):
        colour = ROLES[role].light
        ax.plot(windows, values, color=colour, marker=marker, linewidth=2, markersize=5)
        ax.annotate(
            f"{name}: {values[2]:.0%} at {windows[2]}",
            (windows[2], values[2]),
            xytext=offset,
            textcoords="offset points",
            ha="left" if offset[1] > 0 else "center",
            color=colour,
            fontsize=12.5,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.8},
        )
    ax.set_ylim(0, top * 1.05)
    return drawing


def volume(height: int, width: int, channels: int, window: int) -> Drawing:
    """Draw a stack of maps as a block, before and after pooling, to scale.

    Parameters
    ----------
    height, width, channels : int
        Shape of the stack.
    window : int
        Side of the pooling window, which is also its stride.
    """
    after = (height // window, width // window, channels)
    before = (height, width, channels)
    count = [int(np.prod(shape)) for shape in (before, after)]
    drawing, ax = sheet(
        250,
        f"Two blocks to scale. {height} by {width} by {channels} values, {count[0]:,} in all, "
        f"become {after[0]} by {after[1]} by {channels}, {count[1]:,} in all: "
        "as deep, half as high and wide.",
    )
    scale = 150 / max(height, width)
    for number, (shape, left) in enumerate(((before, 8), (after, 312))):
        tall, wide = shape[0] * scale, shape[1] * scale
        top = 44 + (150 - tall) / 2
        depth = 40
        block(ax, left, top, wide, tall, depth, ("input", "output")[number])
        label(ax, left + wide / 2, top + tall / 2, f"{shape[0]}×{shape[1]}")
        role = ("input", "output")[number]
        label(
            ax,
            left + wide / 2 + 12,
            top + tall + 20,
            f"{count[number]:,} values",
            role,
            weight="bold",
        )
        label(ax, left + wide + depth / 2 + 4, top - 36, f"{channels} maps", "muted", size=11)
    arrow(ax, (214, 112), (298, 112), "kernel", line=2)
    label(ax, 257, 84, f"{window}×{window}\nmax pooling", "kernel", weight="bold", size=11.5)
    label(ax, 257, 132, f"{count[0] // count[1]} times fewer", "muted", size=11)
    return drawing


def spread(maxima: np.ndarray, means: np.ndarray, singles: np.ndarray, per_window: int) -> Drawing:
    """Compare the distributions of single values, of window means and of window maxima.

    Parameters
    ----------
    maxima, means, singles : ndarray of shape (samples,)
    per_window : int
        Values in a window.
    """
    kinds: list[tuple[str, np.ndarray, str, Callable[[float], str]]] = [
        ("single value", singles, "line", "variance {:.2f}".format),
        (f"mean of {per_window}", means, "kernel", "variance {:.2f}".format),
        (f"maximum of {per_window}", maxima, "output", "variance {:.2f}".format),
    ]
    spoken = ", ".join(f"{name} {values.var():.2f}" for name, values, _, _ in kinds)
    drawing, _ = sheet(
        250,
        f"Three bell-shaped curves with their variances: {spoken}. The means lie close together "
        "around 0; the maxima lie higher, around 1, and spread wider than the means.",
    )
    ax = plot_axes(
        drawing, (24, 16, 392, 180), x_label="value", y_label="", x_ticks=range(-3, 5), y_ticks=()
    )
    ax.spines["left"].set_visible(False)
    edges = np.linspace(-3.6, 4.4, 81)
    middles = (edges[1:] + edges[:-1]) / 2
    places = {"line": (-2.0, 0.24), "kernel": (-1.65, 0.66), "output": (2.75, 0.5)}
    for name, values, role, write in kinds:
        density, _ = np.histogram(values, bins=edges, density=True)
        colour = ROLES[role].light
        ax.plot(middles, density, color=colour, linewidth=2.2)
        text_role = "muted" if role == "line" else role
        ax.text(
            *places[role],
            f"{name}\n{write(values.var())}",
            color=ROLES[text_role].light,
            fontsize=12.5,
            ha="center",
            va="center",
            parse_math=False,
        )
    ax.set(xlim=(-3.6, 4.4), ylim=(0, 0.86))
    return drawing


def turned_fives() -> Drawing:
    """Score three detectors on three turned fives, and pool the scores."""
    fives = [digit_five(angle) for angle in DETECTOR_ANGLES]
    scores = np.array([[similarity(seen, template) for seen in fives] for template in fives])
    pooled = scores.max(axis=0)
    drawing, ax = sheet(
        330,
        "Three detectors for a 5 turned by -20, 0 and 20 degrees, each scored on three inputs. "
        + " ".join(
            f"The detector for {angle} degrees scores {words(np.round(row, 2))}."
            for angle, row in zip(DETECTOR_ANGLES, scores, strict=True)
        )
        + f" The pooled unit, the maximum of the three, scores {words(np.round(pooled, 2))}.",
    )
    for column, (angle, five) in enumerate(zip(DETECTOR_ANGLES, fives, strict=True)):
        x = 170 + 90 * column
        picture(ax, 1 - five, x, 26, 60)
        frame(ax, x, 26, 60, 60, "input", line=1.4)
        label(ax, x + 30, 14, _degrees(angle), "input")
    label(ax, 140, 56, "input at", "input", align="right")
    for row, (angle, five) in enumerate(zip(DETECTOR_ANGLES, fives, strict=True)):
        y = 104 + 56 * row
        picture(ax, 1 - five, 94, y, 46)
        frame(ax, 94, y, 46, 46, "kernel", line=1.4)
        label(ax, 84, y + 23, f"detector\nfor {_degrees(angle)}", "kernel", align="right")
        for column in range(3):
            _score(ax, 170 + 90 * column, y, scores[row, column], bold=row == column)
    for column in range(3):
        x = 170 + 90 * column
        arrow(ax, (x + 30, 266), (x + 30, 281), "output", line=1.6)
        _score(ax, x, 280, pooled[column], bold=True, role="output")
    label(ax, 140, 303, "pooled unit", "output", align="right", weight="bold")
    return drawing


def turned_five_responses(angles: np.ndarray, responses: np.ndarray) -> Drawing:
    """Plot each detector's response over the angle of the input, and their maximum.

    Parameters
    ----------
    angles : ndarray of shape (n,)
        Degrees.
    responses : ndarray of shape (3, n)
        One row for each detector.
    """
    pooled = responses.max(axis=0)
    inside = (angles >= DETECTOR_ANGLES[0]) & (angles <= DETECTOR_ANGLES[-1])
    weakest = float(pooled[inside].min())
    drawing, _ = sheet(
        250,
        "Three peaks, one for each detector, at -20, 0 and 20 degrees, each of height 1. The "
        "pooled unit follows the highest of them: between -20 and 20 degrees it never falls below "
        f"{weakest:.2f}.",
    )
    ax = plot_axes(
        drawing,
        (56, 30, 360, 164),
        x_label="angle of the input, degrees",
        y_label="response",
        x_ticks=(-40, -20, 0, 20, 40),
        y_ticks=(0, 0.5, 1),
    )
    for angle, row, style in zip(DETECTOR_ANGLES, responses, ("-", "--", ":"), strict=True):
        ax.plot(angles, row, style, color=ROLES["kernel"].light, linewidth=1.6)
        ax.text(
            angle,
            1.07,
            f"for {_degrees(angle)}",
            color=ROLES["kernel"].light,
            ha="center",
            fontsize=12.5,
        )
    ax.plot(angles, pooled, color=ROLES["output"].light, linewidth=4, alpha=0.75)
    between = int(np.flatnonzero(inside)[pooled[inside].argmin()])
    ax.annotate(
        f"pooled: at least {weakest:.2f}",
        (angles[between], weakest),
        xytext=(0, -58),
        textcoords="offset points",
        ha="center",
        color=ROLES["output"].light,
        fontsize=12.5,
        weight="bold",
        arrowprops={"arrowstyle": "-", "color": ROLES["output"].light},
    )
    ax.set(ylim=(0, 1.14), xlim=(angles[0], angles[-1]))
    return drawing


def routing(x: np.ndarray, grad_out: np.ndarray, window: int) -> Drawing:
    """Show how max pooling sends each gradient back to the winner of its window.

    Parameters
    ----------
    x : ndarray of shape (height, width)
    grad_out : ndarray of shape (height // window, width // window)
    window : int
        Side of the window, which is also its stride.
    """
    grad_x = pool.max_pool2d_backward(grad_out, x, window)
    winners = np.argwhere(grad_x)
    drawing, ax = sheet(
        236,
        f"A map whose window maxima are marked, and the gradients {words(grad_out)} of the pooled "
        f"map. Each gradient arrives where its maximum was; the other "
        f"{grad_x.size - len(winners)} places get 0.",
    )
    size = 36
    cells(ax, x, 8, 40, size)
    label(ax, 80, 20, "map", "input", weight="bold")
    for row, column in winners:
        frame(
            ax, 8 + column * size + 2, 40 + row * size + 2, size - 4, size - 4, "kernel", line=2.6
        )
    label(ax, 80, 204, "orange: the winners", "kernel", size=11.5)
    cells(ax, grad_out, 184, 76, size, signed=True, limits=(-4, 4))
    label(ax, 220, 56, "gradient of\nthe output", "gradient", weight="bold")
    cells(ax, grad_x, 288, 40, size, signed=True, limits=(-4, 4))
    label(ax, 360, 20, "gradient of the map", "gradient", weight="bold")
    for row, column in np.ndindex(grad_out.shape):
        part = grad_x[row * window : (row + 1) * window, column * window : (column + 1) * window]
        place = np.argwhere(part)[0] + (row * window, column * window)
        arrow(
            ax,
            (184 + (column + 0.78) * size, 76 + (row + 0.5) * size),
            (288 + place[1] * size + 5, 40 + (place[0] + 0.5) * size),
            "gradient",
            bend=(-0.18, 0.18)[row],
        )
    return drawing


def _degrees(angle: float) -> str:
    """Write an angle with a true minus sign."""
    return f"{angle:g}°".replace("-", "\N{MINUS SIGN}")


def _score(ax: Axes, x: float, y: float, score: float, *, bold: bool, role: str = "kernel") -> None:
    """Write a score with a bar of its length beneath, in a box of 60 by 46."""
    label(ax, x + 30, y + 17, f"{score:.2f}", weight="bold" if bold else "normal")
    ax.plot([x, x + 60], [y + 34, y + 34], color=ROLES["line"].light, linewidth=1)
    ax.plot(
        [x, x + 60 * max(score, 0)],
        [y + 34, y + 34],
        color=ROLES[role].light,
        linewidth=6,
        solid_capstyle="butt",
    )


def _lanes(spans: Sequence[tuple[int, int]]) -> list[int]:
    """Stack overlapping windows: the lowest lane in which each still has room."""
    ends: list[int] = []
    lanes = []
    for start, stop in spans:
        lane = next((i for i, end in enumerate(ends) if end <= start), len(ends))
        if lane == len(ends):
            ends.append(stop)
        ends[lane] = stop
        lanes.append(lane)
    return lanes
