"""A network as a row of volumes, and what its last one means."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnkit.ledger import Activation, Ledger, Pool
from cnnkit.ops.activation import relu, softmax
from cnnkit.palette import ROLES
from cnnkit.plots.drawing import (
    SIGNED,
    Drawing,
    arrow,
    block,
    frame,
    label,
    picture,
    sheet,
    written,
)

__all__ = ["relu_layer", "scores", "volumes"]


def volumes(shape: tuple[int, int, int], rows: Ledger, *, across: int = 4) -> Drawing:
    """Draw a network as cuboids, each with its shape and its parameters.

    Sides are to scale down to 8 pixels; depths grow with the logarithm of the channels.

    Parameters
    ----------
    shape : (int, int, int)
        Channels, height and width of the input.
    rows : Ledger
        Its activations are left out, since they change no shape.
    across : int
        Volumes side by side.
    """
    steps = [("input", shape, None, "input")]
    for row in rows:
        if not isinstance(row.spec, Activation):
            role = "kernel" if isinstance(row.spec, Pool) else "output"
            steps.append((row.name, row.shape, row.count.parameters, role))
    sides = [max(8.0, 56 * _side(size) / shape[1]) for _, size, _, _ in steps]
    depths = [3 + 3.6 * np.log2(size[0]) for _, size, _, _ in steps]
    lines = range(0, len(steps), across)
    talls = [max(sides[line : line + across]) + 26 for line in lines]
    drawing, ax = sheet(
        sum(talls) + 64 * len(talls),
        "Volumes from left to right. "
        + ", ".join(
            f"{name} {_written_shape(size)}" + (f" with {count:,} parameters" if count else "")
            for name, size, count, _ in steps
        )
        + ".",
    )
    wide = 436 / across
    for number, (name, size, count, role) in enumerate(steps):
        line, place = divmod(number, across)
        left, ground = 4 + wide * place, sum(talls[: line + 1]) + 64 * line
        side, depth, middle = sides[number], depths[number], 4 + wide * (place + 0.5) - 5
        block(
            ax, left + (wide - side - depth - 10) / 2, ground - side, side, side, depth, role,
            sheets=1 if side < 12 else 4,
        )  # fmt: skip
        label(ax, middle, ground + 15, name, role, weight="bold")
        label(ax, middle, ground + 31, _written_shape(size), size=11.5)
        note = "" if count is None else f"learns {count:,}" if count else "learns nothing"
        if note:
            label(ax, middle, ground + 47, note, "muted", size=11)
        height = ground - (talls[line] - 26) / 2
        if place > 0:
            arrow(ax, (left - 12, height), (left + 1, height))
        elif line > 0:
            arrow(ax, (left - 2, height), (left + 11, height))
    return drawing


def _side(shape: Sequence[int]) -> int:
    """Pixels on a side of a volume; a vector is one pixel with many channels."""
    return shape[1] if len(shape) == 3 else 1


def _written_shape(shape: Sequence[int]) -> str:
    return "×".join(map(str, shape))


def relu_layer(image: np.ndarray, response: np.ndarray) -> Drawing:
    """Show a picture, a map made of it, and what a ReLU leaves of the map, on one scale.

    Parameters
    ----------
    image : ndarray of shape (image_height, image_width)
        0 is black and 1 is white.
    response : ndarray of shape (height, width)
    """
    after = relu(response)
    reach = float(np.abs(response).max())
    below, silent = float((response < 0).mean()), float((after == 0).mean())
    drawing, ax = sheet(
        186,
        f"A picture and two maps of it. Before the ReLU, {below:.0%} of the values are negative, "
        f"drawn in brown. After it they are 0, and {silent:.0%} of the map is silent; the positive "
        "values, in blue, have not changed.",
    )
    signed = {"cmap": SIGNED, "limits": (-reach, reach)}
    panels = (
        (image, "picture", "", "input", {}),
        (response, "map", f"{below:.0%} below 0", "output", signed),
        (after, "after ReLU", f"{silent:.0%} is 0", "output", signed),
    )
    for column, (values, title, note, role, colours) in enumerate(panels):
        left = 6 + 147 * column
        label(ax, left + 67, 14, title, role, weight="bold")
        tall = picture(ax, values, left, 28, 134, **colours)
        frame(ax, left, 28, 134, tall, role, line=1.6)
        if note:
            label(ax, left + 67, 175, note, "muted", size=11.5)
        if column:
            arrow(ax, (left - 12, 95), (left - 1, 95), "output", line=1.8)
    return drawing


def scores(names: Sequence[str], logits: np.ndarray, *, top: int = 3) -> Drawing:
    """Draw scores, and the probabilities that softmax makes of them, the likeliest marked.

    Parameters
    ----------
    names : sequence of str
    logits : ndarray of shape (classes,)
    top : int
        How many are marked.
    """
    shares = softmax(logits)
    order = np.argsort(-shares, kind="stable")[:top]
    drawing, ax = sheet(
        44 + 24 * len(names),
        "A bar for each class. "
        + " ".join(
            f"{name}: score {written(value)}, probability {share:.1%}."
            for name, value, share in zip(names, logits, shares, strict=True)
        )
        + " The likeliest are "
        + ", ".join(names[place] for place in order)
        + ".",
    )
    label(ax, 132, 16, "score", "input", weight="bold")
    label(ax, 176, 16, "probability", "output", align="left", weight="bold")
    for number, (name, value, share) in enumerate(zip(names, logits, shares, strict=True)):
        y = 44 + 24 * number
        best = number in order
        weight = "bold" if best else "normal"
        label(ax, 8, y, name, align="left", weight=weight)
        label(ax, 132, y, written(value), "input")
        long = max(150 * float(share) / float(shares.max()), 1.0)
        ax.barh(y, long, height=15, left=176, color=ROLES["output" if best else "line"].light)
        rank = f", no. {list(order).index(number) + 1}" if best else ""
        label(ax, 184 + long, y, f"{share:.1%}{rank}", "output" if best else "muted",
              align="left", weight=weight, size=11.5)  # fmt: skip
    return drawing
