"""AlexNet: two groups, windows that fit or not, and where parameters and work are."""

from __future__ import annotations

from collections.abc import Sequence

from cnnkit.ledger import Ledger
from cnnkit.palette import ROLES
from cnnkit.plots.drawing import Drawing, arrow, block, frame, label, sheet
from cnnkit.shapes import output_size

__all__ = ["last_windows", "shares", "two_groups"]


def two_groups(links: Sequence[tuple[str, str, bool]]) -> Drawing:
    """Draw the layers in two rows, one for each graphics card, and where the rows meet.

    Parameters
    ----------
    links : sequence of (name, size, bool)
        For each layer its name, the size of each half, and whether it reads both halves.
    """
    drawing, ax = sheet(
        250,
        "Two rows of layers, one for each graphics card. "
        + " ".join(
            f"{name}, {size} on each, reads {'both halves' if both else 'its own half'}."
            for name, size, both in links
        ),
    )
    step = 430 / (len(links) + 1)
    block(ax, 8, 104, 26, 26, 8, "input", sheets=1)
    label(ax, 22, 148, "picture", "input", size=11)
    for number, (name, size, both) in enumerate(links):
        x = 8 + step * (number + 1)
        for row, y in enumerate((54, 170)):
            block(ax, x, y, 18, 30, 10, "output" if row else "kernel", sheets=2)
            label(ax, x + 12, y + 44, size, "muted", size=11)
            sources = (54, 170) if both else (y,)
            for source in sources:
                start = (38, 117) if number == 0 else (x - step + 30, source + 10)
                crossing = number > 0 and source != y
                arrow(ax, start, (x - 3, y + 13), "focus" if crossing else "line",
                      line=1.8 if crossing else 1.1)  # fmt: skip
        label(ax, x + 12, 26, name, weight="bold", size=11)
    label(ax, 8, 240, "blue arrows: maps cross between the cards", "focus", align="left", size=11.5)
    return drawing


def last_windows(
    cases: Sequence[tuple[int, int]], kernel: int, stride: int, *, shown: int = 19
) -> Drawing:
    """Draw the right end of an axis, with the last windows that fit and the pixels left over.

    Parameters
    ----------
    cases : sequence of (size, padding)
    kernel, stride : int
    shown : int
        Pixels at the end of the axis.
    """
    ends = []
    for size, padding in cases:
        count = output_size(size, kernel, stride, padding)
        end = (count - 1) * stride + kernel - padding  # first pixel after the last window
        ends.append((size, padding, count, end))
    drawing, ax = sheet(
        104 * len(cases) + 8,
        f"The right ends of {len(cases)} axes, with the last windows of {kernel} at a step of "
        f"{stride}. "
        + " ".join(
            f"{size} pixels with padding {padding}: {count} windows, "
            f"{size + padding - end} left over."
            for size, padding, count, end in ends
        ),
    )
    unit = 15.0
    for number, (size, padding, count, end) in enumerate(ends):
        top = 104 * number
        with_padding = f", padding {padding}" if padding else ""
        label(ax, 8, top + 18, f"{size} pixels{with_padding}", align="left", weight="bold")
        rest = size + padding - end
        label(ax, 432, top + 18, f"{count} windows, {rest} left over",
              "output" if rest == 0 else "changed", align="right", weight="bold")  # fmt: skip
        first = size + padding - shown
        for place in range(shown):
            pixel = first + place
            role = "padding" if pixel >= size else "input"
            hatch = "////" if pixel >= size else None
            frame(ax, 120 + unit * place, top + 36, unit, unit, role, line=0.8,
                  fill="surface", hatch=hatch)  # fmt: skip
            if pixel >= end:
                frame(ax, 121.5 + unit * place, top + 37.5, unit - 3, unit - 3, "changed", line=2.4)
        label(ax, 114, top + 44, f"pixel {first} …", "muted", align="right", size=11)
        for back in range(2):
            start = end - kernel - stride * back
            x, y = 120 + unit * (start - first), top + 60 + 17 * back
            frame(ax, x, y, unit * kernel, 12, "kernel", line=1.6)
            label(ax, 114, y + 6, f"window {count - 1 - back}", "kernel", align="right", size=11)
    return drawing


def shares(rows: Ledger) -> Drawing:
    """Set each layer's share of the parameters beside its share of the work.

    Parameters
    ----------
    rows : Ledger
        Layers without parameters are left out.
    """
    learning = [row for row in rows if row.count.parameters]
    held = [row.count.parameters / rows.parameters for row in learning]
    done = [row.multiply_adds / rows.multiply_adds for row in learning]
    drawing, ax = sheet(
        60 + 27 * len(learning),
        "Two bars for each layer. "
        + " ".join(
            f"{row.name}: {part:.1%} of the parameters, {work:.1%} of the multiply-adds."
            for row, part, work in zip(learning, held, done, strict=True)
        ),
    )
    middle, longest, widest = 220, 118, max(*held, *done)
    label(ax, middle - 34, 16, "parameters", "kernel", align="right", weight="bold")
    label(ax, middle + 34, 16, "multiply-adds", "output", align="left", weight="bold")
    for number, (row, part, work) in enumerate(zip(learning, held, done, strict=True)):
        y = 46 + 27 * number
        label(ax, middle, y, row.name, weight="bold")
        for side, share, role in ((-1, part, "kernel"), (1, work, "output")):
            length = longest * share / widest
            ax.barh(y, side * length, height=17, left=middle + side * 30, color=ROLES[role].light)
            label(ax, middle + side * (36 + length), y, f"{share:.1%}", role, size=11.5,
                  align="right" if side < 0 else "left")  # fmt: skip
    return drawing
