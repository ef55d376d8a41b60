"""AlexNet: two groups, windows that fit or not, and where parameters and work are."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2, prod

from cnnkit.ledger import Conv, Ledger
from cnnkit.palette import ROLES
from cnnkit.plots.drawing import WIDTH, Drawing, arrow, block, frame, label, sheet
from cnnkit.shapes import output_size

__all__ = ["last_windows", "shares", "two_groups"]


def two_groups(shape: tuple[int, int, int], rows: Ledger) -> Drawing:
    """Draw a network in two rows of volumes, one for each graphics card, and where the rows meet.

    Sides grow with the square root of the pixels, depths with the logarithm of the maps.

    Parameters
    ----------
    shape : (int, int, int)
        Channels, height and width of the picture.
    rows : Ledger
        Layers without parameters are left out; what they do to the maps shows in the next layer.
    """
    layers = []
    before = shape
    for row in rows:
        if row.count.parameters:
            groups = row.spec.groups if isinstance(row.spec, Conv) else 1
            reads = before[0] // groups if isinstance(row.spec, Conv) else prod(before)
            layers.append((row.name, row.shape, reads, groups == 1))
        before = row.shape
    drawing, ax = sheet(
        280,
        "Two rows of layers, one for each graphics card. "
        + " ".join(
            f"{name}, {'×'.join(map(str, (size[0] // 2, *size[1:])))} on each, reads {reads:,} "
            f"{'maps' if len(size) == 3 else 'values'}"
            + (", both halves." if both and number else "." if both else ", its own half.")
            for number, (name, size, reads, both) in enumerate(layers)
        ),
    )
    step = (WIDTH - 8) / (len(layers) + 1)
    middles = (80, 180)
    halfway = sum(middles) / 2

    def volume(place: int, middle: float, size: Sequence[int], role: str) -> tuple[float, float]:
        """Draw a volume, lower ones with their size below; return its left and right end."""
        maps = len(size) == 3
        tall = max(9.0, 40 * (size[1] / shape[1]) ** 0.5) if maps else 36.0
        wide = tall if maps else 5.0
        depth = 1.6 * log2(size[0]) if maps else 4.0
        centre = 4 + step * (place + 0.5)
        left = centre - (wide + depth) / 2
        block(ax, left, middle - tall / 2, wide, tall, depth, role, sheets=3 if maps else 1)
        written = [f"{size[1]}×{size[2]}"] if maps else []
        if role == "output":
            written.insert(0, str(size[0]))
        first = middle - 20 - 13 * len(written) if middle < halfway else middle + 28
        for line, text in enumerate(written):
            label(ax, centre, first + 13 * line, text, "muted", size=11)
        return left, left + wide + depth

    _, right = volume(0, halfway, shape, "input")
    label(ax, 4 + step / 2, halfway - 32, "picture", "input", size=11)
    sources = dict.fromkeys(middles, (right + 2, halfway))
    for place, (name, size, reads, both) in enumerate(layers, start=1):
        centre = 4 + step * (place + 0.5)
        crossing = both and place > 1
        edges = {m: volume(place, m, (size[0] // 2, *size[1:]), "output") for m in middles}
        for middle, (left, _) in edges.items():
            arrow(ax, sources[middle], (left - 2, middle))
            if crossing:
                other = sum(middles) - middle
                arrow(ax, (centre - step + 14, other), (centre - 13, middle), "focus", line=1.8)
        sources = {middle: (right + 2, middle) for middle, (_, right) in edges.items()}
        label(ax, centre, 14, name, weight="bold", size=11.5)
        role, weight = ("focus", "bold") if crossing else ("ink", "normal")
        label(ax, centre, 248, f"{reads:,}", role, weight=weight, size=11)
    for number, middle in enumerate(middles, start=1):
        label(ax, 8, middle, f"card {number}", "muted", align="left", size=11)
    label(ax, 8, 248, "reads", align="left", weight="bold", size=11.5)
    label(ax, WIDTH - 8, 270, "blue: from both cards", "focus", align="right", size=11.5)
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
        left_over = f"{rest} pixel left over" if rest > padding else "no pixel left over"
        label(ax, 432, top + 18, f"{count} windows, {left_over}",
              "changed" if rest > padding else "output", align="right", weight="bold")  # fmt: skip
        first = size + padding - shown
        for place in range(shown):
            pixel = first + place
            role = "padding" if pixel >= size else "input"
            hatch = "////" if pixel >= size else None
            frame(ax, 120 + unit * place, top + 36, unit, unit, role, line=0.8,
                  fill="surface", hatch=hatch)  # fmt: skip
            if end <= pixel < size:
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
