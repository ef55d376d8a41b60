"""Looking for something: scores of a detector, maps of scores, and a matching quiz."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cnnkit.plots.drawing import (
    SIGNED,
    UNSIGNED,
    Drawing,
    cells,
    frame,
    label,
    picture,
    sheet,
    written,
)

__all__ = ["curve_scores", "matching_quiz", "score_maps"]


def curve_scores(
    detector: np.ndarray, patches: Mapping[str, np.ndarray], scores: Mapping[str, Sequence[float]]
) -> Drawing:
    """Score patches with one detector in several ways; mark the winner of each way.

    Parameters
    ----------
    detector : ndarray of shape (k, k)
    patches : mapping from name to ndarray of shape (k, k)
        Grey values from 0 to 255.
    scores : mapping from name to sequence of float
        For each way of scoring, one score for each patch.
    """
    winners = {way: list(patches)[int(np.argmax(values))] for way, values in scores.items()}
    spoken = "; ".join(
        f"{way}: "
        + ", ".join(f"{name} {_score(v)}" for name, v in zip(patches, values, strict=True))
        for way, values in scores.items()
    )
    drawing, ax = sheet(
        162 + 36 * len(scores),
        f"A detector for a curve beside {len(patches)} patches, each with its scores. {spoken}. "
        + " ".join(f"{way}: {winner} wins." for way, winner in winners.items()),
    )
    side, top = 84, 34
    lefts = [126 + index * 106 for index in range(len(patches))]
    size = side / len(detector)
    label(ax, 12 + side / 2, 16, "detector", "kernel", weight="bold")
    cells(ax, detector, 12, top, size, signed=True, numbers=False)
    frame(ax, 12, top, side, side, "kernel")
    for left, (name, patch) in zip(lefts, patches.items(), strict=True):
        label(ax, left + side / 2, 16, name, "input", weight="bold")
        picture(ax, patch, left, top, side, limits=(0, 255))
        frame(ax, left, top, side, side, "input", line=1.6)
    for line, (way, values) in enumerate(scores.items()):
        y = 152 + 36 * line
        label(ax, 12, y, way, align="left", size=12)
        best = int(np.argmax(values))
        for index, value in enumerate(values):
            middle = lefts[index] + side / 2
            won = index == best
            label(
                ax,
                middle,
                y,
                _score(value),
                "output" if won else "ink",
                weight="bold" if won else "normal",
            )
            if won:
                frame(ax, middle - 40, y - 13, 80, 26, "output", line=1.8)
    return drawing


def score_maps(
    image: np.ndarray,
    template: np.ndarray,
    maps: Mapping[str, np.ndarray],
    place: tuple[int, int],
) -> Drawing:
    """Look for a template in a picture: each map of scores with its highest place.

    Parameters
    ----------
    image : ndarray of shape (height, width)
        Grey values from 0 to 255.
    template : ndarray of shape (h, w)
    maps : mapping from name to ndarray of shape (height - h + 1, width - w + 1)
        Two maps of scores.
    place : (int, int)
        Row and column at which the template was cut out.
    """
    found = {
        name: tuple(int(i) for i in np.unravel_index(values.argmax(), values.shape))
        for name, values in maps.items()
    }
    spoken = "; ".join(
        f"{name}: row {row}, column {column}, "
        + ("the right place" if (row, column) == place else "the wrong place")
        for name, (row, column) in found.items()
    )
    drawing, ax = sheet(
        226,
        "A crowd of little people with a bright lamp among them; the one in a striped jersey, who "
        f"is looked for, stands at row {place[0]}, column {place[1]}. Two maps of scores "
        f"with their highest places. {spoken}.",
    )
    side, top = 132, 54
    pixel = side / image.shape[1]
    label(ax, 40, 16, "find this", "kernel", weight="bold")
    picture(ax, template, 82, 8, template.shape[1] * pixel, limits=(0, 255))
    frame(ax, 82, 8, template.shape[1] * pixel, template.shape[0] * pixel, "kernel")
    height = picture(ax, image, 10, top, side, limits=(0, 255))
    frame(ax, 10, top, side, height, "input", line=1.4)
    for index, (name, values) in enumerate(maps.items()):
        left = 158 + index * 142
        row, column = found[name]
        right = (row, column) == place
        role = "good" if right else "changed"
        signed = values.min() < 0
        reach = float(np.abs(values).max())
        wide = values.shape[1] * pixel
        tall = picture(
            ax,
            values,
            left,
            top,
            wide,
            cmap=SIGNED if signed else UNSIGNED,
            limits=(-reach if signed else float(values.min()), reach),
        )
        frame(ax, left, top, wide, tall, "output", line=1.4)
        label(ax, left + wide / 2, top - 14, name, "output", weight="bold", size=11.5)
        x, y = left + (column + 0.5) * pixel, top + (row + 0.5) * pixel
        ring = 7
        frame(ax, x - ring, y - ring, 2 * ring, 2 * ring, role, line=2.4)
        label(
            ax,
            left + wide / 2,
            top + side + 14,
            f"best at ({row}, {column})",
            role,
            weight="bold",
            size=12,
        )
        verdict = "found" if right else "fooled by the lamp"
        label(ax, left + wide / 2, top + side + 30, verdict, role, size=11.5)
        corner = 10 + column * pixel, top + row * pixel
        frame(
            ax,
            *corner,
            template.shape[1] * pixel,
            template.shape[0] * pixel,
            role,
            line=2.4,
            dashed=not right,
        )
    return drawing


def matching_quiz(
    image: np.ndarray, filters: Sequence[np.ndarray], maps: Sequence[np.ndarray]
) -> Drawing:
    """Put a picture, its filters A, B, … and its maps 1, 2, … on one sheet, to be matched.

    Parameters
    ----------
    image : ndarray of shape (height, width)
    filters : sequence of ndarray of shape (h, w)
    maps : sequence of ndarray
        In an order that gives nothing away.
    """
    drawing, ax = sheet(
        306,
        f"A small picture, {len(filters)} filters named by letters and {len(maps)} maps named by "
        "numbers. The filters: "
        + "; ".join(f"{chr(65 + i)} {_words(f)}" for i, f in enumerate(filters))
        + ".",
    )
    size = 90 / image.shape[1]
    cells(ax, image, 10, 110, size, limits=(0, 1.2), numbers=False)
    frame(ax, 10, 110, 90, image.shape[0] * size, "input", line=1.6)
    label(ax, 55, 96, "picture", "input", weight="bold")
    reach = max(float(np.abs(values).max()) for values in maps)
    for index, weights in enumerate(filters):
        left, cell = 128 + index * 79, 66 / weights.shape[1]
        label(ax, left + 33, 14, f"{chr(65 + index)}", "kernel", weight="bold")
        cells(ax, weights, left, 28, cell, signed=True, write=written)
        frame(ax, left, 28, 66, weights.shape[0] * cell, "kernel")
    for index, values in enumerate(maps):
        left, cell = 128 + index * 79, 66 / values.shape[1]
        top = 168
        label(ax, left + 33, top - 14, f"{index + 1}", "output", weight="bold")
        cells(ax, values, left, top, cell, signed=True, limits=(-reach, reach), numbers=False)
        frame(ax, left, top, 66, values.shape[0] * cell, "output", line=1.6)
    label(ax, 281, 122, "?", "muted", size=22, weight="bold")
    cells(ax, np.linspace(-1, 1, 9)[None], 190, 262, 20, signed=True, numbers=False, edge="line")
    for place, text in ((200, written(-reach)), (280, "0"), (360, written(reach))):
        label(ax, place, 294, text, "muted", size=11)
    return drawing


def _score(value: float) -> str:
    """Write a large score with commas, and a small one with two places."""
    text = f"{value:,.0f}" if abs(value) >= 10 or abs(value) < 1e-9 else f"{value:.2f}"
    return text.replace("-", "\N{MINUS SIGN}")


def _words(values: np.ndarray) -> str:
    """Read a filter row by row."""
    return " / ".join(", ".join(written(v) for v in row) for row in values)
