"""Why slide: few connections, one kernel for all places, and fields that grow with depth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from cnnkit.palette import ROLES
from cnnkit.plots.drawing import (
    Drawing,
    arrow,
    cells,
    frame,
    label,
    plot_axes,
    sheet,
)

__all__ = [
    "error_of_estimates",
    "growing_field",
    "locality_mask",
    "time_of_products",
    "two_views",
]


def two_views(units: int, width: int, marked: int) -> Drawing:
    """Mark what feeds one output, and what one input feeds, in a convolution and in a dense layer.

    Parameters
    ----------
    units : int
        Inputs, and as many outputs: the convolution is padded.
    width : int
        Kernel width, odd.
    marked : int
        Which output, and which input, is looked at.
    """
    reach = width // 2
    near = [i for i in range(units) if abs(i - marked) <= reach]
    drawing, ax = sheet(
        330,
        f"Two layers of {units} inputs below and {units} outputs above, drawn twice. In the "
        f"convolution of width {width}, output {marked} hears {len(near)} inputs and input "
        f"{marked} is heard by {len(near)} outputs. In the dense layer each of them is joined to "
        f"all {units}.",
    )
    for column, (title, linked) in enumerate(
        ((f"convolution, width {width}", near), ("dense layer", list(range(units))))
    ):
        left = 30 + column * 222
        label(ax, left + 84, 14, title, weight="bold")
        for line, upward in enumerate((True, False)):
            top = 58 + line * 152
            _two_layers(
                ax, left, top, units, reach if column == 0 else units, marked, linked, upward
            )
            text = (
                f"output {marked} hears {len(linked)}"
                if upward
                else f"input {marked} is heard by {len(linked)}"
            )
            label(ax, left + 84, top - 24, text, "output" if upward else "input")
    return drawing


def locality_mask(size: int, radius: int) -> Drawing:
    """Draw the table of who hears whom: 1 where input and output are near, else 0.

    Parameters
    ----------
    size : int
        Inputs, and as many outputs.
    radius : int
        How far a neighbourhood reaches.
    """
    distance = np.abs(np.subtract.outer(np.arange(size), np.arange(size)))
    mask = (distance <= radius).astype(float)
    count = int(mask.sum())
    drawing, ax = sheet(
        236,
        f"A table of {size} by {size} cells, one row for each output, one column for each input. "
        f"A band of ones runs along the diagonal, {2 * radius + 1} wide: {count} of "
        f"{size * size} cells.",
    )
    cell = 34
    left, top = 92, 46
    cells(ax, mask, left, top, cell, limits=(0, 1.4))
    frame(ax, left, top, cell * size, cell * size, "line", line=1)
    label(ax, left + cell * size / 2, 14, "input m", "input", weight="bold")
    label(ax, 34, top + cell * size / 2, "output i", "output", weight="bold")
    for index in range(size):
        label(ax, left + (index + 0.5) * cell, 34, str(index), "input", size=11)
        label(ax, left - 12, top + (index + 0.5) * cell, str(index), "output", size=11)
    row = size - 1 - radius  # its band reaches the right edge
    frame(
        ax,
        left + (row - radius) * cell + 1,
        top + row * cell + 1,
        (2 * radius + 1) * cell - 2,
        cell - 2,
        "kernel",
        line=3,
    )
    right = left + size * cell
    middle = top + (row + 0.5) * cell
    arrow(ax, (right + 42, middle), (left + (row + radius + 1) * cell + 3, middle), "kernel")
    label(ax, right + 48, middle, "2θ + 1 =", "kernel", align="left")
    label(ax, right + 48, middle + 18, f"{2 * radius + 1} inputs", "kernel", align="left")
    label(
        ax, right + 48, top + 14, f"{count} of {size * size}", align="left", weight="bold", size=15
    )
    label(ax, right + 48, top + 34, "can be other than 0", "muted", align="left", size=11.5)
    return drawing


def growing_field(units: int, depth: int, width: int) -> Drawing:
    """Follow one unit down through a stack of convolutions to all the inputs that it hears.

    Parameters
    ----------
    units : int
        Units in each layer.
    depth : int
        How many convolutions.
    width : int
        Kernel width, odd.
    """
    reach, middle = width // 2, units // 2
    fields = [2 * reach * (depth - layer) + 1 for layer in range(depth + 1)]
    gap, side = 58, 20
    step = 300 / (units - 1)
    drawing, ax = sheet(
        56 + gap * depth + 22,
        f"A stack of {depth + 1} rows of {units} units. The middle unit at the top hears "
        + ", then ".join(str(field) for field in fields[-2::-1])
        + " units, one row further down each time: what it hears widens by "
        f"{2 * reach} in every row.",
    )
    left = 20
    for layer in range(depth + 1):  # 0 is the input, at the bottom
        y = 24 + gap * (depth - layer)
        field = fields[layer] // 2
        for unit in range(units):
            x = left + unit * step
            inside = abs(unit - middle) <= field
            role = "output" if layer == depth else "input" if layer == 0 else "kernel"
            frame(
                ax,
                x - side / 2,
                y - side / 2,
                side,
                side,
                role if inside else "line",
                line=2.4 if inside else 0.8,
                fill="surface",
            )
            if layer and inside:
                for other in range(unit - reach, unit + reach + 1):
                    ax.plot(
                        [x, left + other * step],
                        [y + side / 2, y + gap - side / 2],
                        color=ROLES["kernel"].light,
                        lw=1,
                        zorder=0,
                    )
        name = "input" if layer == 0 else f"layer {layer}"
        right = left + (units - 1) * step + 24
        if layer == depth:
            label(ax, right, y, name, "output", align="left", weight="bold")
        else:
            heard = f"{fields[layer]} heard"
            label(ax, right, y - 8, name, "input" if layer == 0 else "kernel", align="left")
            label(ax, right, y + 9, heard, align="left", weight="bold")
    return drawing


def time_of_products(
    sizes: Sequence[int], seconds: Mapping[str, Sequence[float]], products: Mapping[str, str]
) -> Drawing:
    """Plot how long two kinds of layer take as the input grows, both axes logarithmic.

    Parameters
    ----------
    sizes : sequence of int
        Inputs, and as many outputs.
    seconds : mapping from name to sequence of float
        One time for each size.
    products : mapping from the same names to str
        What the count of products promises.
    """
    drawing, _ = sheet(
        250,
        "Two lines on logarithmic axes, measured when this page was made. The time of the dense "
        "layer rises about twice as steeply as that of the sliding kernel: the first grows with "
        "the square of the number of inputs, the second in proportion to it.",
    )
    ax = plot_axes(
        drawing,
        (70, 20, 250, 172),
        x_label="inputs, and as many outputs",
        y_label="time",
        x_ticks=(),
        y_ticks=(),
    )
    ax.set_xscale("log", base=2)
    ax.set_yscale("log")
    ax.set_xticks(sizes, [f"{size:,}" for size in sizes])
    for (name, times), role, marker in zip(seconds.items(), ("line", "kernel"), "so", strict=True):
        colour = ROLES[role].light
        ax.plot(sizes, times, color=colour, marker=marker, linewidth=2.2, markersize=5)
        ax.annotate(
            f"{name}:\n{products[name]}",
            (sizes[-1], times[-1]),
            xytext=(12, 0),
            textcoords="offset points",
            va="center",
            color=ROLES["ink" if role == "line" else role].light,
            fontsize=12,
        )
    low = int(np.floor(np.log10(min(min(times) for times in seconds.values()))))
    high = int(np.ceil(np.log10(max(max(times) for times in seconds.values()))))
    units = {-7: "0.1 µs", -6: "1 µs", -5: "10 µs", -4: "0.1 ms", -3: "1 ms", -2: "10 ms"}
    units |= {-1: "0.1 s", 0: "1 s"}
    decades = range(low, high + 1)
    ax.set_yticks([10.0**power for power in decades], [units[power] for power in decades])
    ax.minorticks_off()
    return drawing


def error_of_estimates(signals: Sequence[int], errors: Mapping[str, Sequence[float]]) -> Drawing:
    """Plot how well kernels are learnt from more and more examples, shared and unshared.

    Parameters
    ----------
    signals : sequence of int
        How many examples.
    errors : mapping from name to sequence of float
        Mean absolute error of a weight, for each number of examples.
    """
    spoken = "; ".join(
        f"{name}: {values[0]:.3f} with {signals[0]}, {values[-1]:.3f} with {signals[-1]}"
        for name, values in errors.items()
    )
    drawing, _ = sheet(
        250, f"Two curves of the mean error of a weight that fall with more signals. {spoken}."
    )
    ax = plot_axes(
        drawing,
        (64, 20, 230, 172),
        x_label="signals to learn from",
        y_label="mean error of a weight",
        x_ticks=(),
        y_ticks=(),
    )
    ax.set_xscale("log", base=2)
    ax.set_yscale("log")
    ax.set_xticks(signals, [str(count) for count in signals])
    ax.set_yticks([0.01, 0.1, 1], ["0.01", "0.1", "1"])
    ax.minorticks_off()
    for (name, values), role, marker in zip(errors.items(), ("line", "kernel"), "so", strict=True):
        colour = ROLES[role].light
        ax.plot(signals, values, color=colour, marker=marker, linewidth=2.2, markersize=5)
        ax.annotate(
            f"{name}:\n{values[0]:.3f} with {signals[0]}",
            (signals[-1], values[-1]),
            xytext=(12, 0),
            textcoords="offset points",
            va="center",
            color=ROLES["ink" if role == "line" else role].light,
            fontsize=12,
        )
    ax.set_ylim(0.003, 1)
    return drawing


def _two_layers(
    ax: Axes,
    left: float,
    top: float,
    units: int,
    reach: int,
    marked: int,
    linked: list[int],
    upward: bool,
) -> None:
    """Draw outputs above inputs with their connections; mark one unit and those it is joined to."""
    step, drop, side = 168 / (units - 1), 74, 20
    for out in range(units):
        for source in range(max(0, out - reach), min(units, out + reach + 1)):
            here = out == marked if upward else source == marked
            ax.plot(
                [left + source * step, left + out * step],
                [top + drop - side / 2, top + side / 2],
                color=ROLES["kernel" if here else "line"].light,
                lw=2.2 if here else 0.5,
                zorder=2 if here else 0,
            )
    for line, role in ((0, "output"), (1, "input")):
        for unit in range(units):
            x, y = left + unit * step, top + line * drop
            is_start = unit == marked and (line == 0) is upward
            is_end = unit in linked and (line == 1) is upward
            frame(
                ax,
                x - side / 2,
                y - side / 2,
                side,
                side,
                role if is_start or is_end else "line",
                line=4.5 if is_start else 2 if is_end else 0.9,
                fill="surface",
            )
            name_role, weight = (role, "bold") if is_start else ("muted", "normal")
            label(ax, x, y, str(unit), name_role, size=11, weight=weight)
