"""Still pictures, for where no script runs: maps as inline SVG, large pictures as pixels."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Callable, Sequence
from itertools import groupby

import numpy as np

from cnnkit.palette import signed_colour, text_on, unsigned_colour

__all__ = ["still_maps", "still_picture"]


def still_maps(maps: Sequence[tuple[str, np.ndarray]], alt: str) -> str:
    """Draw maps side by side, with an arrow from each to the next; small ones show their numbers.

    Parameters
    ----------
    maps : sequence of (str, ndarray of shape (height, width))
        Each with what stands above it; all share one scale of colours.
    alt : str
        What is seen, in words.

    Returns
    -------
    str
        One ``<svg>`` element in the page's own type and colours.
    """
    arrays = [values for _, values in maps]
    numbers = max(max(values.shape) for values in arrays) <= 8
    size = 40 if numbers else 10
    low = min(0.0, *(float(values.min()) for values in arrays))
    reach = max(-low, *(float(values.max()) for values in arrays)) or 1.0
    paint = signed_colour if low < 0 else unsigned_colour
    tallest = max(len(values) for values in arrays) * size
    parts, left = [], 0
    for name, values in maps:
        if left:
            middle = 30 + tallest / 2
            parts.append(
                f'<path d="M{left + 10} {middle}h32m-7 -5l7 5l-7 5" fill="none" '
                f'stroke="currentColor" stroke-width="1.5"/>'
            )
            left += 56
        top = 30 + (tallest - len(values) * size) / 2
        parts.append(f'<text x="{left}" y="{top - 10}">{html.escape(name)}</text>')
        parts.extend(_rows(values, left, top, size, lambda value: paint(value / reach), numbers))
        left += max(values.shape[1] * size, 9 * len(name))
    return (
        f'<svg class="ck-figure" role="img" aria-label="{html.escape(alt)}" viewBox="0 0 {left} '
        f'{tallest + 34}" style="max-width: {left}px" font-size="14" fill="currentColor">'
        f"{''.join(parts)}</svg>"
    )


def still_picture(
    fractions: np.ndarray, alt: str, paint: Callable[[float], str] | None = None
) -> str:
    """Write a picture as an image of HTML, each pixel three or more pixels wide.

    Parameters
    ----------
    fractions : ndarray of shape (height, width)
        From 0 to 1; what lies beyond is cut off.
    alt : str
        What is seen, in words.
    paint : function from a fraction to "#rrggbb", optional
        One of the palette's colour maps; grey from black to white by default.
    """
    from PIL import Image  # comes with scikit-learn's photographs

    shades = Image.fromarray((255 * np.clip(fractions, 0, 1)).round().astype(np.uint8))
    if paint:
        colours = (paint(shade / 255) for shade in range(256))
        shades.putpalette([int(c[at : at + 2], 16) for c in colours for at in (1, 3, 5)])
    file = io.BytesIO()
    shades.save(file, "png")
    source = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
    width = max(3, 240 // len(fractions)) * fractions.shape[1]
    style = f"width: {width}px; image-rendering: pixelated"
    return f'<img src="{source}" alt="{html.escape(alt)}" style="{style}">'


def _rows(values, left, top, size, paint, numbers):  # noqa: ANN001, ANN202
    for row, line in enumerate(values):
        y, x = top + row * size, left
        # neighbours of one colour are one rectangle, unless each carries its number
        for (colour, _), run in groupby(
            enumerate(line), lambda item: (paint(item[1]), item[0] if numbers else 0)
        ):
            run = list(run)
            width = len(run) * size
            edge = ' stroke="#5a6e82" stroke-opacity=".3"' if numbers else ""
            yield f'<rect x="{x}" y="{y:g}" width="{width}" height="{size}" fill="{colour}"{edge}/>'
            if numbers:
                yield (
                    f'<text x="{x + size / 2}" y="{y + size / 2 + 5:g}" text-anchor="middle" '
                    f'fill="{text_on(colour)}">{run[0][1]:.3g}</text>'
                )
            x += width
