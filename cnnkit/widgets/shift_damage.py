"""What a small shift does: to a picture, to a dense template, and to the maximum of a map."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets

from cnnkit.images import digit_five, shift, shift_damage
from cnnkit.ops.matching import match_template
from cnnkit.palette import signed_colour
from cnnkit.widgets._frontend import Widget, load_css, load_js
from cnnkit.widgets._still import still_picture
from cnnkit.widgets._traits import Map, Whole

__all__ = ["ShiftDamage"]

FARTHEST = 6  # pixels that the digit is moved, either way
KERNEL = 5  # pixels along a side of the kernel
MOVED_BY = ("image", "start", "distance", "wrap", "patch")
SETTING = ("start", "distance", "wrap", "patch")

_FIVE = (digit_five(size=28) > 0.5).astype(float)
_CORNER = (2, 8)  # where its top bar meets its neck


def _preset(says: str, **state: Any) -> dict[str, Any]:
    return {
        "says": says,
        "state": {"start": 0, "distance": 0, "wrap": False, "patch": _CORNER} | state,
    }


PRESETS = {
    "one pixel": _preset(
        "Drag the digit to the left or right. One pixel is enough to change many others: a cross "
        "marks ink that is gone, a dot ink that is new.",
        distance=1,
    ),
    "four pixels": _preset(
        "A template of the whole digit, as a dense unit has it, finds less than half of its ink. "
        "The best place for a small kernel is only another place.",
        distance=4,
    ),
    "at the rim": _preset(
        "This one stands nearer to the rim, and ink leaves the picture. What leaves turns nothing "
        "black: the two counts differ.",
        start=-4,
        distance=3,
    ),
    "round the edge": _preset(
        "The same shift, but what leaves on the left comes in on the right. The counts are equal "
        "again: ink that is gone somewhere is elsewhere.",
        start=-4,
        distance=3,
        wrap=True,
    ),
}
"""The examples by name, in the order of a story."""


class ShiftDamage(Widget):
    """Move a black and white picture by a few pixels, and count what changes.

    Parameters
    ----------
    image : array_like of shape (height, width), optional
        0 (white) and 1 (black), 5 to 32 rows and columns; a digit made by code by default.
    **traits
        Any of the attributes below.

    Attributes
    ----------
    start : int
        Where the picture stands at first: columns to the right, -6 to 6; what leaves is lost.
    distance : int
        How far it is moved from there: pixels to the left, -6 to 6.
    wrap : bool
        Whether ink that leaves on one side comes in on the other.
    patch : (int, int)
        Row and column of a part of 5 by 5 pixels of `image`, with ink in it. The kernel weighs its
        ink with 1 and its paper with -1.
    shifted : ndarray of shape (height, width)
        The picture after the move.
    black_to_white, white_to_black : int
        How many pixels changed; see `cnnkit.images.shift_damage`.
    template_score : float
        What a dense template of the picture before the move finds: the share of its ink that is
        still there, 0 to 1.
    scores : ndarray of shape (height - 4, width - 4)
        The kernel's feature map, after the move.
    map_maximum : float
        Its largest value; the ink of the patch where all of it is found.

    Raises
    ------
    traitlets.TraitError
        If a value is not of its kind or out of range; the old state stays.

    Examples
    --------
    >>> widget = ShiftDamage(distance=2)
    >>> widget.black_to_white, widget.white_to_black
    (48, 48)
    >>> round(widget.template_score, 2), widget.map_maximum
    (0.51, 13.0)
    """

    _esm = load_js("shift_damage.js")
    _css = load_css("shift_damage.css")

    image = Map(_FIVE).tag(sync=True)
    start = Whole(0, min=-FARTHEST, max=FARTHEST).tag(sync=True)
    distance = Whole(1, min=-FARTHEST, max=FARTHEST).tag(sync=True)
    wrap = traitlets.Bool(False).tag(sync=True)
    patch = traitlets.Tuple(Whole(min=0), Whole(min=0), default_value=_CORNER).tag(sync=True)
    opening = traitlets.Dict(read_only=True, help="the state to reset to").tag(sync=True)
    presets = traitlets.List(read_only=True, help="name, says, state").tag(sync=True)

    shifted = Map(read_only=True)
    black_to_white = traitlets.Int(read_only=True)
    white_to_black = traitlets.Int(read_only=True)
    template_score = traitlets.Float(read_only=True)
    scores = Map(read_only=True)
    map_maximum = traitlets.Float(read_only=True)

    def __init__(self, image: Any = None, **traits: Any) -> None:
        if image is not None:
            traits["image"] = image
            if "patch" not in traits:
                traits["patch"] = _part_with_most_ink(image)
        super().__init__(**traits)
        self._follow()

    @classmethod
    def preset(cls, name: str, **changes: Any) -> ShiftDamage:
        """Make a widget that opens on one of the named examples.

        Parameters
        ----------
        name : str
            "one pixel", "four pixels", "at the rim" or "round the edge".
        **changes
            Traits that differ from the preset's.

        Raises
        ------
        traitlets.TraitError
            If no preset has this name, or a change does not fit it.
        """
        if name not in PRESETS:
            raise traitlets.TraitError(
                f"preset must be one of {', '.join(map(repr, PRESETS))}, got {name!r}"
            )
        return cls(**(PRESETS[name]["state"] | changes))

    @traitlets.validate("image", "patch", "start")
    def _must_fit(self, proposal: traitlets.Bunch) -> Any:
        """Refuse grey pictures, and a patch without ink, before anything changes."""
        now = {name: getattr(self, name) for name in ("image", "patch", "start")}
        now[proposal.trait.name] = proposal.value
        image, (row, column) = now["image"], now["patch"]
        if min(image.shape) < KERNEL or not np.isin(image, (0, 1)).all():
            raise traitlets.TraitError(
                f"image must hold 0 (white) and 1 (black) only, in {KERNEL} rows and columns at "
                f"least, got {image.shape} with values from {image.min():g} to {image.max():g}; "
                f"for example (image > 0.5) makes it so"
            )
        part = image[row : row + KERNEL, column : column + KERNEL]
        if part.shape != (KERNEL, KERNEL) or not part.any():
            raise traitlets.TraitError(
                f"patch must be the row and column of {KERNEL} × {KERNEL} pixels of the picture "
                f"of {len(image)} × {image.shape[1]} that have ink, got {now['patch']}"
            )
        if not shift(image, columns=now["start"]).any():
            raise traitlets.TraitError(f"start {now['start']} leaves no ink in the picture")
        return proposal.value

    @traitlets.observe(*MOVED_BY)
    def _follow(self, change: Any = None) -> None:
        """Bring the results up to date."""
        before, after, scores = self._scene()
        lost, gained = shift_damage(before, self.distance, wrap=self.wrap)
        self.set_trait("shifted", after)
        self.set_trait("black_to_white", lost)
        self.set_trait("white_to_black", gained)
        self.set_trait("template_score", float((before * after).sum() / before.sum()))
        self.set_trait("scores", scores)
        self.set_trait("map_maximum", float(scores.max()))

    def _scene(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the picture before and after the move, and its feature map after it."""
        before = shift(self.image, columns=self.start)
        if self.wrap:
            after = np.roll(before, -self.distance, axis=1)
        else:
            after = shift(before, columns=-self.distance)
        row, column = self.patch
        kernel = 2 * self.image[row : row + KERNEL, column : column + KERNEL] - 1
        return before, after, match_template(after, kernel, "dot")

    @traitlets.default("opening")
    def _opening(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in SETTING}

    @traitlets.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        # They tell of the digit; for a picture of one's own there are none.
        if not np.array_equal(self.image, _FIVE):
            return []
        return [{"name": name} | preset for name, preset in PRESETS.items()]

    @traitlets.default("stand_in")
    def _stand_in(self) -> str:
        before, after, scores = self._scene()
        lost, gained = shift_damage(before, self.distance, wrap=self.wrap)
        kept = (before * after).sum() / before.sum()
        size = f"{len(before)} by {before.shape[1]} pixels"
        reach = np.abs(scores).max() or 1
        pictures = [
            still_picture(1 - before, f"A black and white picture of {size}"),
            still_picture(1 - after, f"The same, moved by {-self.distance} columns"),
            still_picture(
                (scores / reach + 1) / 2,
                "The feature map of a small kernel on it",
                lambda fraction: signed_colour(2 * fraction - 1),
            ),
        ]
        says = (
            f"{lost} pixels turn white and {gained} turn black. The dense template keeps "
            f"{kept:.0%} of its score; the largest value of the map is {scores.max():g}."
        )
        style = "display: flex; flex-wrap: wrap; align-items: center; gap: 1.5rem"
        return f'<div style="{style}">{"".join(pictures)}</div><p>{says}</p>'


def _part_with_most_ink(image: Any) -> tuple[int, int]:
    """Find the first window whose ink is the most; the traits say what is wrong with a picture."""
    image = np.asarray(image)
    if image.ndim != 2 or min(image.shape) < KERNEL:
        return (0, 0)
    windows = np.lib.stride_tricks.sliding_window_view(image, (KERNEL, KERNEL))
    row, column = np.unravel_index(windows.sum(axis=(2, 3)).argmax(), windows.shape[:2])
    return int(row), int(column)
