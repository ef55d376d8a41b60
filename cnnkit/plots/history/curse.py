"""Too many dimensions, too few examples: perfect fits that are useless, and scrambled pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cnnkit.palette import ROLES
from cnnkit.plots.drawing import (
    UNSIGNED,
    Drawing,
    arrow,
    frame,
    label,
    picture,
    plot_axes,
    sheet,
)

__all__ = ["neighbours_in_high_dimensions", "polynomials", "scrambled"]


def polynomials(
    x: np.ndarray,
    y: np.ndarray,
    truth: np.ndarray,
    fits: Mapping[int, np.ndarray],
    errors: Mapping[int, tuple[float, float]],
) -> Drawing:
    """Draw polynomials of growing degree through the same few points.

    Parameters
    ----------
    x, y : ndarray of shape (points,)
        The examples; x from 0 to 1.
    truth : ndarray of shape (places,)
        What they were drawn from, at evenly spaced places from 0 to 1.
    fits : mapping from degree to ndarray of shape (places,)
        Each polynomial, at the same places; three of them.
    errors : mapping from degree to (float, float)
        Root mean square error on the examples and on new points.
    """
    drawing, ax = sheet(
        216,
        f"Three times the same {len(x)} points about a wave, with a polynomial of higher and "
        "higher degree. "
        + " ".join(
            f"Degree {degree}: error {train:.2f} on the points, {test:.2f} on new ones."
            for degree, (train, test) in errors.items()
        ),
    )
    places = np.linspace(0, 1, len(truth))
    for index, (degree, curve) in enumerate(fits.items()):
        left = 16 + 142 * index
        part = plot_axes(
            drawing, (left, 34, 124, 122), x_label="", y_label="", x_ticks=(), y_ticks=()
        )
        part.plot(places, truth, color=ROLES["line"].light, lw=1.4, ls=(0, (3, 2)))
        part.plot(places, curve, color=ROLES["output"].light, lw=2)
        part.plot(x, y, "o", color=ROLES["input"].light, markersize=5.5, zorder=4)
        part.set(xlim=(-0.04, 1.04), ylim=(-1.9, 1.9))
        train, test = errors[degree]
        parameters = degree + 1
        label(ax, left + 62, 10, f"degree {degree}", weight="bold")
        label(ax, left + 62, 26, f"{parameters} parameters", "muted", size=11.5)
        label(ax, left + 62, 172, f"on the points {train:.2f}", "input", size=12)
        role = "changed" if test > train + 0.1 else "good"
        label(ax, left + 62, 190, f"on new ones {test:.2f}", role, size=12, weight="bold")
    label(ax, 220, 208, "dashed: the wave the points come from", "muted", size=11)
    return drawing


def neighbours_in_high_dimensions(
    dimensions: Sequence[int], train: Sequence[float], test: Sequence[float]
) -> Drawing:
    """Plot the errors of a classifier by the nearest example, as useless dimensions are added.

    Parameters
    ----------
    dimensions : sequence of int
        Numbers per example.
    train, test : sequence of float
        Share of wrong answers on the examples themselves, and on new ones.
    """
    drawing, _ = sheet(
        248,
        f"Two curves over the number of dimensions, from {dimensions[0]} to {dimensions[-1]}. The "
        f"error on the training examples stays at {max(train):.0%}. The error on new examples "
        f"grows from {test[0]:.0%} to {test[-1]:.0%}; guessing would give 50%.",
    )
    ax = plot_axes(
        drawing,
        (58, 18, 280, 172),
        x_label="dimensions, of which 2 matter",
        y_label="wrong answers",
        x_ticks=(),
        y_ticks=(0, 0.1, 0.2, 0.3, 0.4, 0.5),
        y_write="{:.0%}".format,
    )
    ax.axhline(0.5, color=ROLES["line"].light, lw=1, ls=(0, (3, 2)))
    for name, values, role, marker in (
        ("new examples", test, "changed", "o"),
        ("training\nexamples", train, "input", "s"),
    ):
        ax.plot(dimensions, values, color=ROLES[role].light, marker=marker, lw=2.2, markersize=5)
        ax.annotate(
            f"{name}:\n{values[-1]:.0%}",
            (dimensions[-1], values[-1]),
            xytext=(10, 2),
            textcoords="offset points",
            va="center",
            color=ROLES[role].light,
            fontsize=12,
            weight="bold",
        )
    ax.annotate("guessing", (dimensions[0], 0.5), xytext=(2, -9), textcoords="offset points",
                color=ROLES["muted"].light, fontsize=11.5, va="center")  # fmt: skip
    ax.set_xscale("log", base=2)
    ax.set_xticks(dimensions[::2], [f"{count:,}" for count in dimensions[::2]])
    ax.minorticks_off()
    ax.set_ylim(-0.02, 0.54)
    return drawing


def scrambled(
    images: np.ndarray, moved: np.ndarray, accuracies: Mapping[str, tuple[float, float]]
) -> Drawing:
    """Set pictures beside the same pictures with permuted pixels, and two nets that learn either.

    Parameters
    ----------
    images, moved : ndarray of shape (pictures, height, width)
        The second ones have the pixels of the first in another order, the same for all of them.
    accuracies : mapping from net to (float, float)
        Share of right answers on the first kind and on the second.
    """
    drawing, ax = sheet(
        330,
        f"{len(images)} digits, and the same with their pixels in another order, in which no one "
        "recognises anything. Bars below, for nets that learned and were tested on either kind: "
        + "; ".join(
            f"{name}, {plain:.1%} on digits and {mixed:.1%} on scrambled ones"
            for name, (plain, mixed) in accuracies.items()
        )
        + ".",
    )
    side = 62
    for row, (name, pictures) in enumerate((("as they are", images), ("scrambled", moved))):
        label(ax, 96, 36 + 74 * row, name, "input", weight="bold", align="right")
        for place, image in enumerate(pictures):
            left = 108 + (side + 8) * place
            picture(ax, image, left, 6 + 74 * row, side, cmap=UNSIGNED)
            frame(ax, left, 6 + 74 * row, side, side, "line", line=1)
    arrow(ax, (52, 48), (52, 96), "line")
    for index, (name, pair) in enumerate(accuracies.items()):
        top = 172 + 82 * index
        label(ax, 8, top + 27, name, weight="bold", align="left")
        for row, (text, value) in enumerate(zip(("as they are", "scrambled"), pair, strict=True)):
            y = top + 34 * row
            label(ax, 190, y + 11, text, "muted", size=11.5, align="right")
            role = "changed" if value < pair[0] else "output"
            frame(ax, 198, y, 180 * value, 22, role, line=0.8, fill=role)
            label(ax, 204 + 180 * value, y + 11, f"{value:.1%}", role, weight="bold", align="left")
    return drawing
