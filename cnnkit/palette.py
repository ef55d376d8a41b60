"""One colour per role: figures, widgets and the book's pages all take their colours from here.

Each role has one colour on a light page and one on a dark page.
Text colours reach a contrast of 4.5 to 1 on their page, lines 3 to 1; a test computes it.
The hues keep apart for the common kinds of colour blindness (after Okabe and Ito, 2008),
and colour is never the only carrier: numbers, positions, hatching or outlines say the same.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

__all__ = [
    "NAMED",
    "ROLES",
    "TIED",
    "Colour",
    "contrast",
    "css_variables",
    "signed_colour",
    "text_on",
    "unsigned_colour",
]


class Colour(NamedTuple):
    """A role's colour on a light and on a dark page, as #rrggbb."""

    light: str
    dark: str


ROLES: dict[str, Colour] = {
    # the page
    "paper": Colour("#fefefe", "#121212"),
    "ink": Colour("#1c2530", "#e8edf2"),
    "muted": Colour("#586370", "#a9b4c0"),
    "line": Colour("#828d98", "#75818e"),
    "surface": Colour("#f1f4f7", "#222a33"),
    # the actors
    "input": Colour("#0b67a3", "#6bb6ec"),
    "kernel": Colour("#b34a00", "#ffa45c"),
    "output": Colour("#00745a", "#4fd1a5"),
    "gradient": Colour("#8a3a9c", "#d99be8"),
    "padding": Colour("#7d8894", "#7f8b98"),
    # what to look at
    "changed": Colour("#b81d4f", "#ff8fae"),
    "good": Colour("#1d6f2b", "#7fd68b"),
    "focus": Colour("#1a56c4", "#8fb6ff"),
}
"""Roles: ``kernel`` is whatever slides, a pooling window included; ``padding`` is not data."""

TIED = (
    Colour("#1f5fbf", "#7fb2ff"),
    Colour("#a84b00", "#ffae6b"),
    Colour("#0b7445", "#5fd39a"),
    Colour("#84389a", "#dda2ea"),
    Colour("#75600a", "#e3cf57"),
    Colour("#b01c6c", "#ff8cbc"),
    Colour("#006a7d", "#5fd3e6"),
    Colour("#5e3d24", "#d3ae92"),
)
"""For weights that are one and the same: equal ones share a colour, and a letter says which."""

NAMED = ROLES | {f"tied-{number}": colour for number, colour in enumerate(TIED)}
"""All colours by the names that pages, figures and widgets use: ``--ck-input``, ``--ck-tied-0``."""

_UNSIGNED = np.array([[246, 249, 252], [120, 178, 219], [8, 66, 112]], dtype=float)
_SIGNED = np.array([[140, 60, 0], [224, 150, 90], [244, 244, 244], [110, 165, 215], [8, 66, 112]])


def unsigned_colour(fraction: float) -> str:
    """Colour a `fraction` between 0 (nearly white) and 1 (deep blue); the one sequential map.

    Examples
    --------
    >>> unsigned_colour(0), unsigned_colour(1)
    ('#f6f9fc', '#084270')
    """
    return _interpolated(_UNSIGNED, fraction)


def signed_colour(fraction: float) -> str:
    """Colour a `fraction` between -1 (brown) and 1 (blue), with a neutral grey at exactly 0.

    Examples
    --------
    >>> signed_colour(-1), signed_colour(0), signed_colour(1)
    ('#8c3c00', '#f4f4f4', '#084270')
    """
    return _interpolated(_SIGNED, (fraction + 1) / 2)


def text_on(colour: str) -> str:
    """Return black or white, whichever reads better on this colour: at least 4.5 to 1 on any.

    Examples
    --------
    >>> text_on("#f6f9fc"), text_on("#084270")
    ('#000000', '#ffffff')
    """
    return max("#000000", "#ffffff", key=lambda text: contrast(colour, text))


def contrast(first: str, second: str) -> float:
    """Contrast of the `first` colour and the `second`, from 1 to 21 (WCAG 2.2).

    Examples
    --------
    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    brighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def css_variables(theme: str) -> str:
    """Write the palette as CSS declarations, ``--ck-input: #0b67a3;`` and so on.

    Parameters
    ----------
    theme : {"light", "dark"}

    Examples
    --------
    >>> css_variables("light").splitlines()[1]
    '--ck-ink: #1c2530;'
    """
    return "\n".join(f"--ck-{name}: {getattr(colour, theme)};" for name, colour in NAMED.items())


def _interpolated(stops: np.ndarray, fraction: float) -> str:
    place = float(np.clip(fraction, 0, 1)) * (len(stops) - 1)
    channels = [np.interp(place, range(len(stops)), stops[:, channel]) for channel in range(3)]
    return "#" + "".join(f"{round(channel):02x}" for channel in channels)


def _luminance(colour: str) -> float:
    channels = np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])
