"""The pencil case of all figures: a sheet measured in pixels, cells, arrows, labels, and SVG.

A `Drawing` is a Matplotlib figure that shows itself as one inline SVG.
Inline, because then the page's own colours reach it: every colour of the palette is written as
``var(--ck-role, #hex)``, so that the same figure is readable on a light and on a dark page, and
elsewhere (JupyterLab) falls back to the light colours on a light sheet.
"""

from __future__ import annotations

import hashlib
import html
import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Polygon, Rectangle

from cnnkit.palette import NAMED, ROLES, signed_colour, text_on, unsigned_colour

__all__ = [
    "SIGNED",
    "UNSIGNED",
    "WIDTH",
    "Drawing",
    "arrow",
    "block",
    "cells",
    "frame",
    "label",
    "picture",
    "plot_axes",
    "sheet",
    "spot",
    "words",
    "written",
]

WIDTH = 440
"""Width of a sheet in pixels: at 375 pixels of screen its text is still 10 pixels high."""

TEXT = 12.5
SVG_SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "cnnkit", "font.family": "DejaVu Sans"}

UNSIGNED = LinearSegmentedColormap.from_list(
    "cnnkit-unsigned", [unsigned_colour(x) for x in np.linspace(0, 1, 65)]
)
SIGNED = LinearSegmentedColormap.from_list(
    "cnnkit-signed", [signed_colour(x) for x in np.linspace(-1, 1, 129)]
)


class Drawing(Figure):
    """A figure that shows itself as inline SVG and carries its alt text.

    Attributes
    ----------
    alt : str
        What is seen, in words, for readers who can't see it.
    """

    alt: str = ""

    def svg(self) -> str:
        """Return the figure as one ``<svg>`` element in the palette's variables."""
        buffer = io.StringIO()
        with mpl.rc_context(SVG_SETTINGS):
            FigureCanvasSVG(self).print_svg(buffer, metadata={"Date": None, "Creator": None})
        return _for_the_page(buffer.getvalue(), self.alt)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self.svg(), "text/plain": f"[figure] {self.alt}"}


def sheet(height: float, alt: str, *, width: float = WIDTH) -> tuple[Drawing, Axes]:
    """Lay out an empty sheet; coordinates are pixels from the top left corner.

    Parameters
    ----------
    height, width : float
        Size in pixels.
    alt : str
        What will be seen on it.

    Returns
    -------
    Drawing, Axes
        The axes fill the sheet and have no ticks.

    Examples
    --------
    >>> drawing, ax = sheet(100, "An empty sheet.")
    >>> [float(x) for x in (*ax.get_xlim(), *ax.get_ylim())]
    [0.0, 440.0, 100.0, 0.0]
    """
    drawing = Drawing(figsize=(width / 72, height / 72), dpi=72)
    drawing.patch.set_facecolor(ROLES["paper"].light)
    drawing.alt = alt
    ax = drawing.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(height, 0))
    ax.set_axis_off()
    return drawing, ax


def cells(
    ax: Axes,
    values: np.ndarray,
    left: float,
    top: float,
    size: float,
    *,
    limits: tuple[float, float] | None = None,
    signed: bool = False,
    numbers: bool = True,
    write: Callable[[float], str] = "{:g}".format,
    edge: str = "paper",
) -> None:
    """Draw a map as squares with their numbers.

    Parameters
    ----------
    values : ndarray of shape (height, width)
        NaN leaves a hole.
    left, top, size : float
        Corner of the map, and side of a square, in pixels.
    limits : (float, float), optional
        Values of the lightest and the darkest colour, so that compared maps share them.
    signed : bool
        Use the map with a neutral middle at 0, with symmetric limits.
    numbers : bool
        Whether to write the values into the squares.
    write : callable
        Turns a value into its text.
    edge : str
        Role of the lines between the squares.
    """
    values = np.atleast_2d(np.asarray(values, dtype=float))
    finite = values[np.isfinite(values)]
    low, high = limits or (float(finite.min(initial=0)), float(finite.max(initial=0)))
    reach = max(abs(low), abs(high)) or 1.0
    for row, column in np.argwhere(np.isfinite(values)):
        value = values[row, column]
        colour = (
            signed_colour(value / reach)
            if signed
            else unsigned_colour((value - low) / ((high - low) or 1.0))
        )
        x, y = left + column * size, top + row * size
        ax.add_patch(
            Rectangle(
                (x, y),
                size,
                size,
                facecolor=colour,
                edgecolor=_hex(edge),
                linewidth=0.8,
                clip_on=False,
            )
        )
        if numbers:
            middle = (x + size / 2, y + size / 2)
            _text(ax, *middle, write(value), text_on(colour), min(TEXT, size * 0.46))


def picture(
    ax: Axes,
    values: np.ndarray,
    left: float,
    top: float,
    width: float,
    *,
    cmap: str | LinearSegmentedColormap = "gray",
    limits: tuple[float, float] = (0.0, 1.0),
) -> float:
    """Draw a picture pixel by pixel, without smoothing; return its height on the sheet."""
    height = width * values.shape[0] / values.shape[1]
    ax.imshow(
        values,
        cmap=cmap,
        vmin=limits[0],
        vmax=limits[1],
        extent=(left, left + width, top + height, top),
        interpolation="none",
        aspect="auto",
        zorder=1,
    )
    bounds = ax.figure.bbox.width, ax.figure.bbox.height  # imshow moved the limits
    ax.set(xlim=(0, bounds[0]), ylim=(bounds[1], 0))
    return height


def frame(
    ax: Axes,
    left: float,
    top: float,
    width: float,
    height: float,
    role: str,
    *,
    line: float = 2.4,
    fill: str | None = None,
    hatch: str | None = None,
    dashed: bool = False,
) -> None:
    """Draw a rectangle around something, in the colour of a role."""
    ax.add_patch(
        Rectangle(
            (left, top),
            width,
            height,
            facecolor=_hex(fill) if fill else "none",
            edgecolor=_hex(role),
            linewidth=line,
            linestyle=(0, (3, 2)) if dashed else "solid",
            hatch=hatch,
            joinstyle="miter",
            zorder=3,
        )
    )


def spot(ax: Axes, x: float, y: float, role: str, *, radius: float = 3.2) -> None:
    """Put a dot: it marks a cell without relying on its colour."""
    ax.plot([x], [y], "o", color=_hex(role), markersize=2 * radius, zorder=5, clip_on=False)


def arrow(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    role: str = "line",
    *,
    line: float = 1.4,
    bend: float = 0.0,
    head: bool = True,
    dashed: bool = False,
) -> None:
    """Join two places; `bend` curves the line, positive to the left as one walks along it."""
    ax.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>,head_length=5,head_width=2.6" if head else "-",
            connectionstyle=f"arc3,rad={bend}",
            color=_hex(role),
            linewidth=line,
            linestyle=(0, (3, 2)) if dashed else "solid",
            shrinkA=0,
            shrinkB=0,
            zorder=4,
        )
    )


def block(
    ax: Axes,
    left: float,
    top: float,
    wide: float,
    tall: float,
    depth: float,
    role: str,
    *,
    sheets: int = 4,
    fill: str | None = "surface",
) -> None:
    """Draw a stack of maps as a cuboid that leans up and to the right.

    Parameters
    ----------
    left, top, wide, tall : float
        Its front, in pixels.
    depth : float
        How far its back lies to the right; it lies 0.6 times as far up.
    role : str
        Colour of its edges.
    sheets : int
        Into how many slices lines on the top and the side divide it.
    fill : str, optional
        Role of its faces; None lets what is behind show through.
    """
    away = np.array([depth, -depth * 0.6])
    front = np.array(
        [[left, top], [left + wide, top], [left + wide, top + tall], [left, top + tall]]
    )
    faces = [
        [front[0], front[0] + away, front[1] + away, front[1]],
        [front[1], front[1] + away, front[2] + away, front[2]],
        front,
    ]
    for face in faces:
        ax.add_patch(
            Polygon(
                face,
                closed=True,
                facecolor=_hex(fill) if fill else "none",
                edgecolor=_hex(role),
                linewidth=1.6,
                joinstyle="round",
                clip_on=False,
            )
        )
    for fraction in np.arange(1, sheets) / sheets:
        corner = front[:3] + away * fraction
        ax.plot(corner[:, 0], corner[:, 1], color=_hex(role), linewidth=0.6)


def label(
    ax: Axes,
    x: float,
    y: float,
    text: str,
    role: str = "ink",
    *,
    size: float = TEXT,
    align: str = "center",
    weight: str = "normal",
) -> None:
    """Write beside the thing; `align` is where the text starts from x."""
    _text(ax, x, y, text, _hex(role), size, align, weight)


def _text(
    ax: Axes,
    x: float,
    y: float,
    text: str,
    colour: str,
    size: float,
    align: str = "center",
    weight: str = "normal",
) -> None:
    ax.text(
        x,
        y,
        text,
        color=colour,
        fontsize=size,
        ha=align,
        va="center",
        weight=weight,
        zorder=6,
        parse_math=False,
        linespacing=1.35,
    )


def plot_axes(
    drawing: Drawing,
    box: tuple[float, float, float, float],
    *,
    x_label: str,
    y_label: str,
    x_ticks: Sequence[float],
    y_ticks: Sequence[float],
    y_write: Callable[[float], str] = "{:g}".format,
) -> Axes:
    """Add axes for a curve: left, top, width, height in pixels; two spines, few ticks."""
    left, top, width, height = box
    whole_width, whole_height = drawing.bbox.width, drawing.bbox.height
    ax = drawing.add_axes(
        (
            left / whole_width,
            1 - (top + height) / whole_height,
            width / whole_width,
            height / whole_height,
        )
    )
    ax.patch.set_visible(False)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(_hex("line"))
    ax.tick_params(colors=_hex("line"), labelcolor=_hex("muted"), labelsize=11, length=3)
    ax.set_xticks(x_ticks)
    ax.set_yticks(y_ticks, [y_write(tick) for tick in y_ticks])
    ax.set_xlabel(x_label, color=_hex("muted"), fontsize=12)
    ax.set_ylabel(y_label, color=_hex("muted"), fontsize=12)
    return ax


def written(value: float) -> str:
    """Write a number with as few digits as it needs, and a true minus sign.

    Examples
    --------
    >>> written(0.5), written(-3.0) == "\N{MINUS SIGN}3"
    ('0.5', True)
    """
    return f"{value + 0.0:g}".replace("-", "\N{MINUS SIGN}")  # + 0.0: there is no minus zero


def words(values: np.ndarray) -> str:
    """Read a map row by row, for an alt text.

    Examples
    --------
    >>> words(np.array([[1.0, 0.5], [2.0, 0.0]]))
    '1, 0.5; 2, 0'
    """
    rows = [", ".join(f"{value:g}" for value in row) for row in np.atleast_2d(values)]
    return "; ".join(rows)


def _hex(role: str) -> str:
    return NAMED[role].light


def _for_the_page(svg: str, alt: str) -> str:
    """Make one inline element of Matplotlib's SVG file."""
    svg = svg[svg.index("<svg") :]
    # The style element would apply to the whole page once the figure is part of it.
    svg = re.sub(
        r"<metadata>.*?</metadata>|<!--.*?-->|<defs>\s*<style.*?</defs>", "", svg, flags=re.DOTALL
    )
    svg = re.sub(r"\s*\n\s*", " ", svg)
    # Identifiers must be unique on the page: keep those that are referred to, with a prefix.
    prefix = "f" + hashlib.sha256(svg.encode()).hexdigest()[:8]
    used = set(re.findall(r"(?:url\(#|xlink:href=\"#|href=\"#)([^)\"]+)", svg))
    svg = re.sub(r' id="([^"]+)"', lambda m: f' id="{prefix}{m[1]}"' if m[1] in used else "", svg)
    svg = re.sub(r"url\(#", f"url(#{prefix}", svg)
    svg = re.sub(r'(xlink:href|href)="#', rf'\1="#{prefix}', svg)
    svg = re.sub(r"font-family: [^;\"]*", "font-family: inherit", svg)
    for role, colour in NAMED.items():
        svg = svg.replace(colour.light, f"var(--ck-{role}, {colour.light})")
    width = float(re.search(r'width="([\d.]+)pt"', svg)[1])
    head = (
        f'<svg class="ck-figure" role="img" aria-label="{html.escape(alt)}" '
        f'style="max-width: {1.25 * width:.0f}px" '
    )
    opening = re.match(r"<svg[^>]*>", svg)[0]
    kept = " ".join(re.findall(r'(?:viewBox|xmlns(?::xlink)?)="[^"]*"', opening))
    return head + kept + ">" + svg[len(opening) :].strip()
