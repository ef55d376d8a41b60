"""A training seen from outside: curves, confusion, and the pictures that were mistaken."""

from __future__ import annotations

import numpy as np

from cnnkit.palette import ROLES
from cnnkit.plots.drawing import Drawing, cells, frame, label, picture, plot_axes, sheet
from cnnkit.training import History

__all__ = ["confusion", "curves", "mistakes", "twins"]


def curves(history: History) -> Drawing:
    """Plot loss and accuracy over the epochs, on training and on unseen examples.

    Parameters
    ----------
    history : History
        Of a training with validation.
    """
    epochs = np.arange(1, len(history.loss) + 1)
    first, last = 0, -1
    drawing, ax = sheet(
        240,
        f"Two plots over {len(epochs)} epochs. Loss: from {history.loss[first]:.2f} to "
        f"{history.loss[last]:.3f} in training, from {history.validation_loss[first]:.2f} to "
        f"{history.validation_loss[last]:.3f} on unseen pictures. Accuracy: up to "
        f"{history.accuracy[last]:.1%} in training and {history.validation_accuracy[last]:.1%} on "
        "unseen pictures.",
    )
    pairs = (
        ("loss", history.loss, history.validation_loss, (0, 1, 2)),
        ("accuracy", history.accuracy, history.validation_accuracy, (0, 0.5, 1)),
    )
    for column, (title, seen, unseen, ticks) in enumerate(pairs):
        label(ax, 120 + 222 * column, 14, title, weight="bold")
        part = plot_axes(
            drawing, (38 + 222 * column, 32, 168, 150), x_label="epoch", y_label="",
            x_ticks=(1, len(epochs)), y_ticks=ticks,
            y_write="{:g}".format if column == 0 else "{:.0%}".format,
        )  # fmt: skip
        part.plot(epochs, seen, "-", color=ROLES["input"].light, linewidth=2)
        part.plot(epochs, unseen, "o--", color=ROLES["output"].light, linewidth=1.4, markersize=4)
        part.set(xlim=(0.5, len(epochs) + 0.5), ylim=(0, 1.05 * max(ticks[-1], np.nanmax(seen))))
    label(ax, 38, 228, "line: while learning", "input", align="left", size=11.5)
    label(ax, 220, 228, "dots: unseen pictures, after each epoch", "output", align="left",
          size=11)  # fmt: skip
    return drawing


def twins(ours: np.ndarray, theirs: np.ndarray) -> Drawing:
    """Plot the losses of two trainings batch by batch, and how far they are apart.

    Parameters
    ----------
    ours, theirs : ndarray of shape (batches,)
        Of NumPy and of PyTorch.
    """
    batches = np.arange(1, len(ours) + 1)
    apart = np.abs(ours - theirs)
    drawing, ax = sheet(
        246,
        f"Two plots over {len(batches)} batches. Left: the loss falls from {ours[0]:.2f} to "
        f"{ours[-1]:.2f}; the curves of NumPy and PyTorch lie on each other. Right: their "
        f"distance, at most {apart.max():.0e}.",
    )
    label(ax, 118, 14, "loss of each batch", weight="bold")
    part = plot_axes(
        drawing, (34, 32, 168, 156), x_label="batch", y_label="",
        x_ticks=(1, len(batches)), y_ticks=(0, 1, 2),
    )  # fmt: skip
    part.plot(batches, ours, color=ROLES["output"].light, linewidth=3.2)
    part.plot(batches, theirs, "--", color=ROLES["ink"].light, linewidth=1.1)
    part.set(xlim=(1, len(batches)), ylim=(0, 1.1 * max(2.0, ours.max())))
    label(ax, 346, 14, "NumPy minus PyTorch", weight="bold")
    powers = (-18, -14, -10, -6)
    part = plot_axes(
        drawing, (268, 32, 158, 156), x_label="batch", y_label="",
        x_ticks=(1, len(batches)), y_ticks=(),
    )  # fmt: skip
    part.set_yscale("log")
    part.set_yticks([10.0**power for power in powers], [f"1e−{-power}" for power in powers])
    part.minorticks_off()
    part.plot(batches, np.maximum(apart, 1e-17), ".", color=ROLES["gradient"].light, markersize=4)
    part.set(xlim=(1, len(batches)), ylim=(1e-18, 1e-5))
    label(ax, 34, 236, "green: NumPy, dashed: PyTorch", "muted", align="left", size=11.5)
    return drawing


def confusion(table: np.ndarray) -> Drawing:
    """Draw how often each digit was taken for which one; right answers are counted, not coloured.

    Parameters
    ----------
    table : ndarray of shape (classes, classes)
        Rows are what it is, columns what the net says.
    """
    classes = len(table)
    wrong = table - np.diag(np.diag(table))
    found = [f"{wrong[i, j]} times {i} for {j}" for i, j in np.argwhere(wrong)]
    drawing, ax = sheet(
        66 + 32 * classes,
        f"A table of {classes} rows, what it is, and {classes} columns, what the net says. On the "
        f"diagonal {np.trace(table)} right answers; beside it {wrong.sum()} wrong ones: "
        + ("; ".join(found) or "none")
        + ".",
    )
    left, top, size = 90, 46, 32
    off = np.where(wrong > 0, wrong, np.nan).astype(float)
    cells(ax, off, left, top, size, limits=(0, max(1, wrong.max()) + 1))
    for place in range(classes):
        middle = (place + 0.5) * size
        label(ax, left + middle, 32, str(place), "output", weight="bold")
        label(ax, left - 14, top + middle, str(place), "input", weight="bold")
        label(ax, left + middle, top + middle, str(table[place, place]), "muted", size=11.5)
    frame(ax, left, top, classes * size, classes * size, "line", line=1)
    label(ax, left + classes * size / 2, 12, "what the net says", "output")
    label(ax, 6, top + classes * size / 2, "what it is", "input", align="left")
    return drawing


def mistakes(
    images: np.ndarray, labels: np.ndarray, shares: np.ndarray, *, across: int = 6
) -> Drawing:
    """Show pictures with what they are, what the net took them for, and how sure it was.

    Parameters
    ----------
    images : ndarray of shape (examples, 1, height, width)
    labels : ndarray of shape (examples,)
    shares : ndarray of shape (examples, classes)
        Probabilities.
    across : int
        Pictures side by side.
    """
    said = shares.argmax(axis=1)
    lines = max(1, -(-len(images) // across))
    drawing, ax = sheet(
        112 * lines + 4,
        f"{len(images)} mistaken digits. "
        + " ".join(
            f"A {truth} taken for a {answer} with {share.max():.0%}."
            for truth, answer, share in zip(labels, said, shares, strict=True)
        ),
    )
    wide = 436 / across
    for number, (image, truth, answer, share) in enumerate(
        zip(images, labels, said, shares, strict=True)
    ):
        left, top = 4 + wide * (number % across), 112 * (number // across)
        side = wide - 12
        picture(ax, 1 - image[0], left, top + 4, side)
        frame(ax, left, top + 4, side, side, "line", line=0.8)
        label(ax, left + side / 2, top + side + 16, f"{truth}, not {answer}", weight="bold",
              size=11)  # fmt: skip
        label(ax, left + side / 2, top + side + 31, f"sure: {share.max():.0%}", "muted", size=11)
    if not len(images):
        label(ax, 220, 56, "no mistakes this time")
    return drawing
