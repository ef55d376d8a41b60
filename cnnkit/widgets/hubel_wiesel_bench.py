"""The bench of Hubel and Wiesel: turn and slide a bar of light, and find what a cell likes."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets

from cnnkit.errors import require_whole
from cnnkit.models.cortex import bar, complex_cell, direction_cell, receptive_field, simple_cell
from cnnkit.palette import signed_colour
from cnnkit.widgets._frontend import Widget, load_css, load_js
from cnnkit.widgets._still import still_picture
from cnnkit.widgets._traits import Map

__all__ = ["HubelWieselBench"]

CELLS = ("simple", "complex", "direction")
FARTHEST = 8.0  # pixels that the bar may be away from the middle
STEP = 2.0  # pixels between two moments of a moving bar
NEAR_ENOUGH = 5.0  # degrees that a guess may be off
ANSWERED_BY = ("cell", "angle", "offset", "moved", "preferred", "guess")
SETTING = ("cell", "angle", "offset", "moved", "preferred", "hidden", "guess")


def _preset(says: str, **state: Any) -> dict[str, Any]:
    plain = {"cell": "simple", "angle": 60.0, "offset": 0.0, "moved": 0.0, "preferred": 60.0}
    return {"says": says, "state": plain | {"hidden": False, "guess": None} | state}


PRESETS = {
    "turned away": _preset(
        "A bar of light on a dark screen, and one cell that is listened to. It likes bars at 60°; "
        "this one stands 30° away. Turn it by its ends.",
        angle=90.0,
    ),
    "slid away": _preset(
        "The right orientation in the wrong place: all the light falls beside the stripe, and the "
        "cell is silent. Slide the bar back by its middle.",
        offset=3.0,
    ),
    "complex cell": _preset(
        "A complex cell listens to five simple cells, side by side. Slide the bar, and it goes on "
        "firing; turn the bar, and it stops.",
        cell="complex",
    ),
    "one way only": _preset(
        "This cell compares two moments: the dashed bar is what it saw before. The bar came "
        "against the arrow, and the cell is silent. Now take steps the other way.",
        cell="direction",
        moved=-STEP,
    ),
    "what does it like?": _preset(
        "You don't know this cell. Turn the bar, and watch where the points rise. When you are "
        "sure, leave the bar there, and say so.",
        angle=0.0,
        preferred=128.0,
        hidden=True,
    ),
}
"""The examples by name, in the order of a story."""


class HubelWieselBench(Widget):
    """Turn and slide a bar of light in front of a cell, and see how strongly it fires.

    Parameters
    ----------
    seed : int, optional
        Draw a cell whose preferred orientation is hidden, and to be found.
    **traits
        Any of the attributes below.

    Attributes
    ----------
    cell : {"simple", "complex", "direction"}
        Which model listens: `simple_cell`, `complex_cell` or `direction_cell` of
        `cnnkit.models.cortex`.
    angle : float
        Orientation of the bar in degrees, counter-clockwise, 0 to 180; 0 is horizontal.
    offset : float
        How far the bar is from the middle, across itself, -8 to 8 pixels.
    moved : {-2.0, 0.0, 2.0}
        How far it came from there in the last moment; the direction cell compares both places.
    preferred : float
        The orientation that the cell likes, 0 to 180.
    hidden : bool
        Whether the reader is to find that orientation.
    guess : float or None
        The orientation that the reader says it is.
    screen : ndarray of shape (21, 21)
        What the screen shows: light from 0 to 1.
    response : float
        How strongly the cell fires; 1 for its own bar.
    found : bool
        Whether the guess is within 5 degrees.

    Raises
    ------
    traitlets.TraitError
        If a value is not of its kind or out of range; the old state stays.

    Examples
    --------
    >>> bench = HubelWieselBench()
    >>> round(bench.response, 2)
    0.16
    >>> bench.angle = bench.preferred
    >>> round(bench.response, 2)
    1.0
    """

    _esm = load_js("hubel_wiesel_bench.js")
    _css = load_css("hubel_wiesel_bench.css")

    cell = traitlets.Enum(CELLS, "simple").tag(sync=True)
    angle = traitlets.Float(90.0, min=0, max=180).tag(sync=True)
    offset = traitlets.Float(0.0, min=-FARTHEST, max=FARTHEST).tag(sync=True)
    moved = traitlets.Enum((-STEP, 0.0, STEP), 0.0).tag(sync=True)
    preferred = traitlets.Float(60.0, min=0, max=180).tag(sync=True)
    hidden = traitlets.Bool(False).tag(sync=True)
    guess = traitlets.Float(None, min=0, max=180, allow_none=True).tag(sync=True)
    opening = traitlets.Dict(read_only=True, help="the state to reset to").tag(sync=True)
    presets = traitlets.List(read_only=True, help="name, says, state").tag(sync=True)

    screen = Map(read_only=True)
    response = traitlets.Float(read_only=True)
    found = traitlets.Bool(read_only=True)

    def __init__(self, *, seed: int | None = None, **traits: Any) -> None:
        if seed is not None:
            drawn = np.random.default_rng(require_whole(seed, "seed", minimum=0)).integers(180)
            traits = {"preferred": float(drawn), "hidden": True, "angle": 0.0} | traits
        super().__init__(**traits)
        self._follow()

    @classmethod
    def preset(cls, name: str, **changes: Any) -> HubelWieselBench:
        """Make a bench that opens on one of the named examples.

        Parameters
        ----------
        name : str
            "turned away", "slid away", "complex cell", "one way only" or "what does it like?".
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

    @traitlets.validate("angle", "offset", "preferred", "guess")
    def _must_be_a_number(self, proposal: traitlets.Bunch) -> float | None:
        if proposal.value is not None and not np.isfinite(proposal.value):
            raise traitlets.TraitError(
                f"{proposal.trait.name} must be a finite number, got {proposal.value}"
            )
        return proposal.value

    @traitlets.observe(*ANSWERED_BY)
    def _follow(self, change: Any = None) -> None:
        """Bring the results up to date."""
        self.set_trait("screen", bar(self.angle, self.offset))
        self.set_trait("response", self._answer(self.screen))
        self.set_trait("found", self.guess is not None and self._apart(self.guess) <= NEAR_ENOUGH)

    def _answer(self, screen: np.ndarray) -> float:
        if self.cell == "simple":
            return simple_cell(screen, self.preferred)
        if self.cell == "complex":
            return complex_cell(screen, self.preferred)
        before = bar(self.angle, self.offset - self.moved)
        return direction_cell(before, screen, self.preferred, step=STEP)

    def _apart(self, angle: float) -> float:
        """Measure how many degrees an orientation is away; half a turn is no turn."""
        return abs((angle - self.preferred + 90) % 180 - 90)

    @traitlets.default("opening")
    def _opening(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in SETTING}

    @traitlets.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        return [{"name": name} | preset for name, preset in PRESETS.items()]

    @traitlets.default("stand_in")
    def _stand_in(self) -> str:
        screen = bar(self.angle, self.offset)
        response = self._answer(screen)
        pictures = [
            still_picture(
                screen, f"A bar of light at {self.angle:g} degrees, {self.offset:g} pixels away"
            )
        ]
        says = f"The {self.cell} cell answers {response:.2f}"
        if self.hidden:
            says += "; which orientation it likes is to be found."
        else:
            weights = receptive_field(self.preferred)
            pictures.append(
                still_picture(
                    (weights / np.abs(weights).max() + 1) / 2,
                    f"What the cell weighs: a stripe at {self.preferred:g} degrees",
                    lambda fraction: signed_colour(2 * fraction - 1),
                )
            )
            says += f"; it likes bars at {self.preferred:g}°."
        style = "display: flex; flex-wrap: wrap; align-items: center; gap: 1.5rem"
        return f'<div style="{style}">{"".join(pictures)}<p>{says}</p></div>'
