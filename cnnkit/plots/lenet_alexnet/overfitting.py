"""Overfitting: accuracy on what was learned and on what was not, over training and over seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cnnkit.palette import ROLES
from cnnkit.plots.drawing import Drawing, frame, label, picture, plot_axes, sheet, spot

__all__ = ["apart", "moved_digits", "remedies", "told"]


def apart(epochs: Sequence[int], seen: np.ndarray, unseen: np.ndarray, *, honest: float) -> Drawing:
    """Follow accuracy on the examples and on new pictures while a net trains, over seeds.

    Parameters
    ----------
    epochs : sequence of int
        When it was measured.
    seen, unseen : ndarray of shape (seeds, len(epochs))
        Accuracy on the examples, and on the test pictures.
    honest : float
        Share of the examples whose label is right.
    """
    curves = {"examples": (seen, "kernel", "--"), "new pictures": (unseen, "output", "-")}
    best, reach = int(unseen.mean(axis=0).argmax()), epochs[-1] - epochs[0]
    drawing, _ = sheet(
        296,
        f"Two curves over {epochs[-1]} epochs, each the mean of {len(seen)} nets with a band of "
        f"one standard deviation. On the examples accuracy ends at {seen[:, -1].mean():.0%}, above "
        f"the line at {honest:.0%} that a perfect reader would reach there. On new pictures it "
        f"peaks at {unseen[:, best].mean():.0%} after {epochs[best]} epochs and ends at "
        f"{unseen[:, -1].mean():.0%}.",
    )
    ax = plot_axes(
        drawing, (66, 20, 256, 218), x_label="epoch", y_label="accuracy",
        x_ticks=(epochs[0], epochs[best], epochs[-1]), y_ticks=(0, 0.25, 0.5, 0.75, 1),
        y_write="{:.0%}".format,
    )  # fmt: skip
    for name, (values, role, style) in curves.items():
        middle, spread = values.mean(axis=0), values.std(axis=0, ddof=1)
        colour = ROLES[role].light
        ax.fill_between(
            epochs, middle - spread, middle + spread, color=colour, alpha=0.18, linewidth=0
        )
        ax.plot(epochs, middle, style, color=colour, linewidth=2.4)
        ax.text(
            epochs[-1] + 0.09 * reach, middle[-1] + 0.03, f"{name}\n{middle[-1]:.0%}",
            color=colour, fontsize=12, va="center" if values is seen else "top", linespacing=1.35,
        )  # fmt: skip
    ends = [float(values[:, -1].mean()) for values in (seen, unseen)]
    ax.plot([epochs[-1] + 0.04 * reach] * 2, ends, color=ROLES["changed"].light, linewidth=2,
            marker="_", markersize=8, clip_on=False)  # fmt: skip
    ax.text(
        epochs[-1] + 0.09 * reach, sum(ends) / 2 - 0.02, f"gap {100 * (ends[0] - ends[1]):.0f}",
        color=ROLES["changed"].light, fontsize=12, weight="bold", va="center",
    )  # fmt: skip
    top = float(unseen[:, best].mean())
    ax.plot(epochs[best], top, "o", color=ROLES["output"].light, markersize=7, zorder=5)
    ax.text(epochs[best], top - 0.06, f"best: {top:.0%}", color=ROLES["output"].light, fontsize=12,
            ha="center", va="top")  # fmt: skip
    ax.axhline(honest, color=ROLES["muted"].light, linewidth=1.2, linestyle=":")
    ax.text(epochs[0] + 0.015 * reach, honest + 0.015, "right labels", color=ROLES["muted"].light,
            fontsize=11, va="bottom")  # fmt: skip
    ax.set(xlim=(epochs[0], epochs[-1]), ylim=(0, 1.05))
    return drawing


def remedies(measured: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> Drawing:
    """Compare remedies: accuracy on the examples and on new pictures, with error bars.

    Parameters
    ----------
    measured : mapping from name to (seen, unseen)
        Each an ndarray of shape (seeds,); the first one is the net without any remedy.
    """
    rows, gap = list(measured.items()), 44
    seeds = len(rows[0][1][0])
    height = 64 + gap * len(rows)
    drawing, ax = sheet(
        height + 52,
        f"For each remedy two dots, the mean over {seeds} nets, with bars of one standard "
        f"deviation. "
        + " ".join(
            f"{name}: {seen.mean():.0%} on the examples, {unseen.mean():.0%} plus or minus "
            f"{unseen.std(ddof=1):.0%} on new pictures."
            for name, (seen, unseen) in rows
        ),
    )
    left, width, low = 132, 246, 0.6

    def across(share: float) -> float:
        return left + width * (share - low) / (1 - low)

    start = across(float(rows[0][1][1].mean()))
    ax.plot([start, start], [58, height - 42], ":", color=ROLES["muted"].light, linewidth=1.2)
    label(ax, left - 10, 18, "accuracy on", "muted", align="right", size=11.5)
    label(ax, left + 20, 18, "● new pictures", "output", align="left", weight="bold", size=11.5)
    label(ax, left + 134, 18, "◆ examples", "kernel", align="left", weight="bold", size=11.5)
    label(ax, 434, 18, "gap", "changed", align="right", weight="bold", size=11.5)
    for index, (name, (seen, unseen)) in enumerate(rows):
        y = 58 + gap * index
        label(ax, left - 10, y, name, align="right", weight="normal" if index else "bold")
        ends = across(float(unseen.mean())), across(float(seen.mean()))
        ax.plot(ends, [y, y], color=ROLES["line"].light, linewidth=1)
        for values, role, mark, away in ((unseen, "output", "o", -15), (seen, "kernel", "D", 15)):
            middle, spread = float(values.mean()), float(values.std(ddof=1))
            ends = [across(max(middle - spread, low)), across(min(middle + spread, 1))]
            ax.plot(ends, [y, y], color=ROLES[role].light, linewidth=4, alpha=0.45)
            ax.plot([across(middle)], [y], mark, color=ROLES[role].light, markersize=8, zorder=5)
            label(ax, across(middle), y + away, f"{middle:.0%}", role, size=11)
        apart_by = 100 * (seen.mean() - unseen.mean())
        written = f"{apart_by:+.0f}".replace("-", "\N{MINUS SIGN}")
        label(ax, 434, y, written, "changed", align="right", weight="bold")
    ax.plot([left, left + width], [height, height], color=ROLES["line"].light, linewidth=1)
    for share in (0.6, 0.7, 0.8, 0.9, 1.0):
        ax.plot([across(share)] * 2, [height, height + 4], color=ROLES["line"].light, linewidth=1)
        label(ax, across(share), height + 14, f"{share:.0%}", "muted", size=11)
    label(ax, left + width / 2, height + 36, f"bars: one standard deviation of {seeds} nets",
          "muted", size=11)  # fmt: skip
    return drawing


def moved_digits(image: np.ndarray, moved: np.ndarray) -> Drawing:
    """Show a picture and what augmentation makes of it.

    Parameters
    ----------
    image : ndarray of shape (height, width)
    moved : ndarray of shape (n, height, width)
        Up to five of them fit.
    """
    drawing, ax = sheet(
        112,
        f"A digit of {image.shape[0]} by {image.shape[1]} pixels, and the same digit {len(moved)} "
        f"times, moved by at most one pixel.",
    )
    for index, each in enumerate((image, *moved)):
        left = 4 + 72 * index + 10 * (index > 0)
        picture(ax, 1 - each, left, 28, 62)
        frame(ax, left, 28, 62, 62, "output" if index else "input", line=1.6)
        spot(ax, left + 31, 59, "changed", radius=2.4)
    label(ax, 4, 14, "given", "input", align="left", weight="bold", size=11.5)
    label(ax, 86, 14, "what the net sees, epoch after epoch", "output", align="left",
          weight="bold", size=11.5)  # fmt: skip
    return drawing


def told(images: np.ndarray, labels: np.ndarray, truth: np.ndarray) -> Drawing:
    """Show examples with the labels that a net is told, the wrong ones framed.

    Parameters
    ----------
    images : ndarray of shape (n, height, width)
        Five in a row.
    labels, truth : ndarray of shape (n,)
    """
    across, gap = 5, 120
    wrong = [f"a {right} is called {label}" for label, right in zip(labels, truth, strict=True)
             if label != right]  # fmt: skip
    drawing, ax = sheet(
        gap * -(-len(images) // across),
        f"{len(images)} handwritten digits with labels; {len(wrong)} of the labels are wrong: "
        + (", ".join(wrong) or "none")
        + ".",
    )
    for index, (image, label_told, right) in enumerate(zip(images, labels, truth, strict=True)):
        left, top = 6 + 88 * (index % across), 6 + gap * (index // across)
        role = "input" if label_told == right else "changed"
        picture(ax, 1 - image, left, top, 76)
        frame(ax, left, top, 76, 76, role, line=1.4 if role == "input" else 3)
        says = f"“{label_told}”" if label_told == right else f"“{label_told}”, not {right}"
        label(ax, left + 38, top + 92, says, role, weight="bold")
    return drawing
