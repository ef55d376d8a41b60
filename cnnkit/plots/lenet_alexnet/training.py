"""A training seen from outside: data, curves, confusion, and the pictures that were mistaken."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnkit.palette import ROLES
from cnnkit.plots.drawing import (
    Drawing,
    arrow,
    frame,
    label,
    picture,
    plot_axes,
    sheet,
)
from cnnkit.training import History

__all__ = ["confusion", "curves", "enlarged", "mistakes", "moved", "twins"]


def enlarged(small: np.ndarray, large: np.ndarray, others: np.ndarray, *, factor: int) -> Drawing:
    """Show how a small digit becomes a picture for LeNet-5, and more digits.

    Parameters
    ----------
    small : ndarray of shape (height, width)
    large : ndarray of shape (size, size)
        The same, every pixel a square, with paper around it.
    others : ndarray of shape (n, size, size)
        Up to ten.
    factor : int
        How many pixels wide and high each pixel became.
    """
    side, size = small.shape[0], large.shape[0]
    paper = (size - factor * side) // 2
    drawing, ax = sheet(
        256,
        f"A digit of {side} by {side} pixels; the same digit with every pixel {factor} by {factor} "
        f"pixels large and {paper} pixels of paper around it, {size} by {size}. Below, "
        f"{len(others)} digits of that size.",
    )
    label(ax, 76, 14, f"{side}×{side}, as it came", "input", weight="bold")
    picture(ax, 1 - small, 26, 48, 100)
    frame(ax, 26, 48, 100, 100, "input", line=1.6)
    arrow(ax, (138, 98), (246, 98), "line")
    label(ax, 192, 80, f"every pixel {factor}×{factor},", size=11.5)
    label(ax, 192, 116, f"{paper} of paper around", size=11.5)
    left, top, wide = 262, 30, 136
    label(ax, left + wide / 2, 14, f"{size}×{size}, for the net", "output", weight="bold")
    picture(ax, 1 - large, left, top, wide)
    edge = paper * wide / size
    for x, y, across, down in (
        (left, top, wide, edge), (left, top + wide - edge, wide, edge),
        (left, top + edge, edge, wide - 2 * edge),
        (left + wide - edge, top + edge, edge, wide - 2 * edge),
    ):  # fmt: skip
        frame(ax, x, y, across, down, "padding", line=0.01, hatch="////")
    frame(ax, left, top, wide, wide, "output", line=1.6)
    for index, other in enumerate(others):
        x = 4 + 43.6 * index
        picture(ax, 1 - other, x, 190, 40)
        frame(ax, x, 190, 40, 40, "output", line=0.8)
    label(ax, 4, 244, "more of them", "muted", align="left", size=11)
    return drawing


def curves(history: History) -> Drawing:
    """Plot loss and accuracy over the epochs, on training and on unseen examples.

    Parameters
    ----------
    history : History
        Of a training with validation.
    """
    epochs = np.arange(1, len(history.loss) + 1)
    first, last = 0, -1
    drawing, _ = sheet(
        252,
        f"Two plots over {len(epochs)} epochs. Loss: from {history.loss[first]:.2f} to "
        f"{history.loss[last]:.3f} in training, from {history.validation_loss[first]:.2f} to "
        f"{history.validation_loss[last]:.3f} on unseen pictures. Accuracy: up to "
        f"{history.accuracy[last]:.1%} in training and {history.validation_accuracy[last]:.1%} on "
        "unseen pictures.",
    )
    ends = history.accuracy[last], history.validation_accuracy[last]
    low = max(0.0, min(0.8, np.floor(10 * min(ends)) / 10 - 0.1))  # where it matters
    high = float(np.ceil(2 * max(history.loss.max(), history.validation_loss.max())) / 2)
    for column, (title, seen, unseen, limits, write) in enumerate(
        (
            ("loss", history.loss, history.validation_loss, (0, high), "{:.2f}"),
            ("accuracy", history.accuracy, history.validation_accuracy, (low, 1), "{:.1%}"),
        )
    ):
        part = plot_axes(
            drawing, (38 + 222 * column, 34, 124, 170), x_label="epoch", y_label="",
            x_ticks=(1, len(epochs)), y_ticks=(limits[0], sum(limits) / 2, limits[1]),
            y_write="{:g}".format if column == 0 else "{:.0%}".format,
        )  # fmt: skip
        part.set_title(title, loc="left", fontsize=12.5, weight="bold", color=ROLES["ink"].light)
        part.plot(epochs, seen, "--", color=ROLES["kernel"].light, linewidth=2)
        part.plot(epochs, unseen, "o-", color=ROLES["output"].light, linewidth=1.6, markersize=4)
        reach = limits[1] - limits[0]
        part.set(xlim=(0.5, len(epochs) + 0.5), ylim=(limits[0], limits[1] + 0.04 * reach))
        over = (seen[-1] > unseen[-1]) if seen[-1] != unseen[-1] else column == 1
        middle = (seen[-1] + unseen[-1]) / 2
        room = max(0.11 * reach, abs(seen[-1] - unseen[-1]) / 2)
        middle = float(np.clip(middle, limits[0] + room, limits[1] - room))
        for values, name, role, up in (
            (seen, "learning", "kernel", over), (unseen, "unseen", "output", not over),
        ):  # fmt: skip
            part.text(
                len(epochs) + 0.06 * len(epochs) + 0.4, middle + (room if up else -room),
                f"{name}\n{write.format(values[-1])}", color=ROLES[role].light, fontsize=11.5,
                va="center", linespacing=1.25,
            )  # fmt: skip
    return drawing


def twins(ours: np.ndarray, theirs: np.ndarray, *, bound: float) -> Drawing:
    """Plot the losses of two trainings batch by batch, and how far they are apart.

    Parameters
    ----------
    ours, theirs : ndarray of shape (batches,)
        Of NumPy and of PyTorch.
    bound : float
        What their distance must stay below.
    """
    batches = np.arange(1, len(ours) + 1)
    apart = np.abs(ours - theirs)
    drawing, _ = sheet(
        250,
        f"Two plots over {len(batches)} batches. Left: the loss falls from {ours[0]:.2f} to "
        f"{ours[-1]:.2f}; the circles of PyTorch lie on the line of NumPy. Right: their distance, "
        f"at most {apart.max():.0e}; the line of what is allowed, {bound:.0e}, is far above.",
    )
    title = {"loc": "left", "fontsize": 12.5, "weight": "bold", "color": ROLES["ink"].light}
    part = plot_axes(
        drawing, (30, 34, 174, 170), x_label="batch", y_label="",
        x_ticks=(1, len(batches)), y_ticks=(0, 1, 2),
    )  # fmt: skip
    part.set_title("loss of each batch", **title)
    part.plot(batches, ours, color=ROLES["output"].light, linewidth=1.6)
    part.plot(batches[::4], theirs[::4], "o", markerfacecolor="none", markersize=5.5,
              color=ROLES["kernel"].light)  # fmt: skip
    part.set(xlim=(0, len(batches) + 1), ylim=(0, 1.1 * max(2.0, ours.max())))
    for row, (text, role) in enumerate((("line: NumPy", "output"), ("○ PyTorch", "kernel"))):
        part.text(1, 0.95 - 0.11 * row, text, color=ROLES[role].light, fontsize=11.5, ha="right",
                  va="center", weight="bold", transform=part.transAxes)  # fmt: skip
    part = plot_axes(
        drawing, (268, 34, 164, 170), x_label="batch", y_label="",
        x_ticks=(1, len(batches)), y_ticks=(),
    )  # fmt: skip
    part.set_title("NumPy − PyTorch", **title)
    part.set_yscale("log")
    none, powers = 1e-18, (-16, -13, -10)
    part.set_yticks(
        [none, *(10.0**power for power in powers)],
        ["0", *(f"1e−{-power}" for power in powers)],
    )
    part.minorticks_off()
    part.plot(batches, np.maximum(apart, none), ".", color=ROLES["gradient"].light, markersize=5)
    part.axhline(bound, color=ROLES["changed"].light, linestyle=":", linewidth=1.4)
    part.text(1, bound * 3, "allowed", color=ROLES["changed"].light, fontsize=11.5)
    part.set(xlim=(0, len(batches) + 1), ylim=(none / 3, 1e-7))
    return drawing


def confusion(table: np.ndarray) -> Drawing:
    """Draw how often each digit was taken for which one; mistakes stand out.

    Parameters
    ----------
    table : ndarray of shape (classes, classes)
        Rows are what it is, columns what the net says.
    """
    classes = len(table)
    wrong = table - np.diag(np.diag(table))
    found = [f"{wrong[i, j]} times {i} for {j}" for i, j in np.argwhere(wrong)]
    drawing, ax = sheet(
        70 + 32 * classes,
        f"A table of {classes} rows, what it is, and {classes} columns, what the net says. On the "
        f"diagonal {np.trace(table)} right answers; beside it {wrong.sum()} wrong ones: "
        + ("; ".join(found) or "none")
        + ".",
    )
    left, top, size = 90, 50, 32
    for row, column in np.ndindex(classes, classes):
        x, y = left + column * size, top + row * size
        count, right = table[row, column], row == column
        role = "changed" if count and not right else "surface"
        frame(ax, x + 1, y + 1, size - 2, size - 2, role, line=0.8, fill=role)
        if right:
            frame(ax, x + 1.5, y + 1.5, size - 3, size - 3, "good", line=1.4)
        if count or right:
            label(ax, x + size / 2, y + size / 2, str(count), "good" if right else "surface",
                  weight="normal" if right else "bold")  # fmt: skip
    for place in range(classes):
        middle = (place + 0.5) * size
        label(ax, left + middle, 36, str(place), "output", weight="bold")
        label(ax, left - 14, top + middle, str(place), "input", weight="bold")
    label(ax, left + classes * size / 2, 12, "what the net says", "output", weight="bold")
    label(ax, 4, top + classes * size / 2, "what\nit is", "input", align="left", weight="bold")
    return drawing


def mistakes(
    images: np.ndarray, labels: np.ndarray, shares: np.ndarray, *, across: int = 6
) -> Drawing:
    """Show pictures with what they are and what the net took them for, and how sure it was of both.

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
    lines, high = max(1, -(-len(images) // across)), 122
    drawing, ax = sheet(
        high * lines + 20,
        f"{len(images)} mistaken digits. "
        + " ".join(
            f"A {truth} taken for a {answer} with {share.max():.0%}; "
            f"{share[truth]:.0%} for {truth}."
            for truth, answer, share in zip(labels, said, shares, strict=True)
        ),
    )
    wide = 440 / across
    for number, (image, truth, answer, share) in enumerate(
        zip(images, labels, said, shares, strict=True)
    ):
        left, top, side = 4 + wide * (number % across), high * (number // across), wide - 12
        picture(ax, 1 - image[0], left, top + 4, side)
        frame(ax, left, top + 4, side, side, "line", line=0.8)
        for row, (digit, role) in enumerate(((answer, "changed"), (truth, "good"))):
            y, long = top + side + 17 + 19 * row, max(1.0, 0.32 * side * share[digit])
            label(ax, left, y, str(digit), role, align="left", weight="bold")
            frame(ax, left + 13, y - 5, long, 10, role, line=0.6, fill=role)
            label(ax, left + 17 + long, y, f"{share[digit]:.0%}", role, align="left", size=11)
    if len(images):
        label(ax, 4, high * lines + 10, "first line: what the net says · second line: what it is",
              "muted", align="left", size=11)  # fmt: skip
    else:
        label(ax, 220, 56, "no mistakes this time")
    return drawing


def moved(pictures: np.ndarray, distances: Sequence[int], accuracies: Sequence[float]) -> Drawing:
    """Show a digit that moves to the right, and how many of such digits are read right.

    Parameters
    ----------
    pictures : ndarray of shape (n, height, width)
        Up to six.
    distances : sequence of int
        How far each was moved, in pixels.
    accuracies : sequence of float
    """
    drawing, ax = sheet(
        192,
        "A digit that moves to the right, with accuracy below. "
        + " ".join(
            f"Moved by {distance}: {accuracy:.0%}."
            for distance, accuracy in zip(distances, accuracies, strict=True)
        ),
    )
    wide, high = 440 / len(pictures), 84
    for index, (image, distance, accuracy) in enumerate(
        zip(pictures, distances, accuracies, strict=True)
    ):
        left, side = 3 + wide * index, wide - 6
        middle = left + side / 2
        label(ax, middle, 10, f"+{distance}" if distance else "as it is", "input", weight="bold")
        picture(ax, 1 - image, left, 24, side)
        frame(ax, left, 24, side, side, "input", line=1.2)
        ax.plot([middle, middle], [24, 24 + side], ":", color=ROLES["changed"].light, linewidth=1.2,
                zorder=5)  # fmt: skip
        tall = high * accuracy
        frame(ax, left + 6, 190 - high, side - 12, high, "line", line=0.6, fill="surface")
        frame(ax, left + 6, 190 - tall, side - 12, tall, "output", line=0.6, fill="output")
        inside = accuracy > 0.25
        label(ax, middle, 190 - tall + (12 if inside else -10), f"{accuracy:.0%}",
              "surface" if inside else "output", weight="bold", size=11.5)  # fmt: skip
    return drawing
