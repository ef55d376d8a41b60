"""A lab for pooling: move the window, shift the picture, turn the five."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import traitlets

from cnnkit.images import POOLING_EXAMPLE, digit_five, shift, similarity
from cnnkit.ops import pool
from cnnkit.shapes import BORDERS
from cnnkit.widgets._frontend import Widget, load_css, load_js
from cnnkit.widgets._still import still_maps
from cnnkit.widgets._traits import LARGEST, Map, Whole

__all__ = ["PoolingLab"]

MODES = {
    "max": pool.max_pool2d,
    "avg": pool.avg_pool2d,
    "l2": pool.l2_pool2d,
    "gaussian": pool.gaussian_pool2d,
    "stochastic": pool.stochastic_pool2d_mean,
}
DETECTOR_ANGLES = (-20, 0, 20)
# What the pooled map depends on, and what makes a state of the lab.
POOLED_BY = (
    "image",
    "mode",
    "window",
    "stride",
    "borders",
    "shift_rows",
    "shift_columns",
    "entering",
)
SETTING = (*POOLED_BY, "selected", "tab", "angle", "seed")


def _preset(says: str, image: Any, **state: Any) -> dict[str, Any]:
    """Complete a state by the defaults, and check nothing: the tests open every preset."""
    plain = {
        "mode": "max",
        "window": 2,
        "stride": 2,
        "borders": "drop",
        "shift_rows": 0,
        "shift_columns": 0,
        "entering": 0.0,
        "selected": (0, 0),
        "tab": "pool",
        "angle": 0.0,
        "seed": 0,
    }
    return {"says": says, "state": {"image": np.asarray(image, dtype=float)} | plain | state}


_STROKE = np.where(digit_five(size=16) > 0.2, 1.0, 0.0)  # ink, or no ink
_PEAKS = [
    [1, 0, 2, 1, 0, 3],
    [0, 3, 1, 0, 2, 1],
    [2, 1, 9, 1, 0, 2],
    [0, 2, 0, 4, 1, 0],
    [1, 0, 3, 0, 5, 1],
    [2, 1, 0, 2, 1, 7],
]
_DICE = [[1.6, 2.4, 0, 1], [0, 0, 3, 0], [1, 1, 0, 0], [1, 1, 0, 0]]

PRESETS = {
    "by hand": _preset(
        "Drag the window over the map: the largest value under it goes to the pooled map.",
        POOLING_EXAMPLE,
    ),
    "detectors": _preset(
        "Four detectors, and the input moves one step to the right. Every detector changes; "
        "how many pooled values do?",
        [[0.1, 1, 0.2, 0.1]],
        window=3,
        stride=1,
        borders="centred",
        shift_columns=1,
        entering=0.3,
        selected=(0, 1),
    ),
    "a stroke": _preset(
        "A drawn five moves by one pixel. Small windows are little help to a thin stroke: compare "
        "the two shares, and widen the window. Drag the lower picture to move it further.",
        _STROKE,
        shift_columns=1,
        selected=(1, 3),
    ),
    "overlap": _preset(
        "Windows of 3 that step by 2 overlap, so the 9 wins four times. The last ones are cut off "
        "at the border; choose drop, and the 7 in the corner is never seen.",
        _PEAKS,
        window=3,
        borders="partial",
        selected=(0, 0),
    ),
    "average fades": _preset(
        f"A thin stroke, averaged: the ink was 1, and at most "
        f"{pool.avg_pool2d(_STROKE, 4).max():g} is left. Choose max to see it come back.",
        _STROKE,
        mode="avg",
        window=4,
        stride=4,
        selected=(0, 1),
    ),
    "roll the dice": _preset(
        "In training, each window picks one of its values at random: the larger, the likelier. "
        "Draw, and compare with the chances.",
        _DICE,
        mode="stochastic",
    ),
}
"""The examples by name, in the order of a story."""


class PoolingLab(Widget):
    """Pool a map of your own, see what each window does, and what a shift changes.

    Parameters
    ----------
    image : array_like of shape (height, width), optional
        Finite numbers, up to 32 rows and columns; a 4x4 example by default.
    **traits
        Any of the attributes below; `stride` is the window's size unless you give one.

    Attributes
    ----------
    mode : {"max", "avg", "l2", "gaussian", "stochastic"}
        How the values under a window are summed up.
    window, stride : int
        Pixels per window, and from one window to the next, in both directions.
    borders : {"drop", "partial", "centred"}
        What happens at the ends; see `cnnkit.shapes.window_spans`.
    shift_rows, shift_columns : int
        How far the map is moved down and to the right before it is pooled, -8 to 8.
    entering : float
        The value that comes in at the open side.
    selected : (int, int)
        Row and column of the chosen window in the pooled map.
    tab : {"pool", "rotation"}
        Which half of the lab is open.
    angle : float
        Degrees, clockwise, by which the five of the second half is turned, -45 to 45.
    seed : int
        Start of the random numbers for stochastic pooling's draws.
    output : ndarray of shape (out_height, out_width)
        The shifted map, pooled; follows every change. Stochastic pooling gives its test-time mean.
    changed : (float, float)
        Fraction of input values, and of pooled values, that the shift changes.
    responses : tuple of float
        How strongly the detectors for -20, 0 and 20 degrees answer to the turned five.

    Raises
    ------
    traitlets.TraitError
        If a value is not of its kind, or the window does not fit; the old state stays.

    Examples
    --------
    >>> lab = PoolingLab([[1, 2], [3, 4]], window=2)
    >>> lab.output
    array([[4.]])
    >>> PoolingLab.preset("detectors").changed
    (1.0, 0.5)
    """

    _esm = load_js("pooling_lab.js")
    _css = load_css("pooling_lab.css")

    image = Map(POOLING_EXAMPLE).tag(sync=True)
    mode = traitlets.Enum(list(MODES), "max").tag(sync=True)
    window = Whole(2, min=1).tag(sync=True)
    stride = Whole(2, min=1).tag(sync=True)
    borders = traitlets.Enum(list(BORDERS), "drop").tag(sync=True)
    shift_rows = Whole(0, min=-8, max=8).tag(sync=True)
    shift_columns = Whole(0, min=-8, max=8).tag(sync=True)
    entering = traitlets.Float(0.0).tag(sync=True)
    selected = traitlets.Tuple(Whole(min=0), Whole(min=0), default_value=(0, 0)).tag(sync=True)
    tab = traitlets.Enum(["pool", "rotation"], "pool").tag(sync=True)
    angle = traitlets.Float(0.0, min=-45, max=45).tag(sync=True)
    seed = Whole(0, min=0, max=2**31 - 1).tag(sync=True)
    opening = traitlets.Dict(read_only=True, help="the state to reset to").tag(sync=True)
    presets = traitlets.List(read_only=True, help="name, says, state").tag(sync=True)

    output = Map(read_only=True)
    changed = traitlets.Tuple(traitlets.Float(), traitlets.Float(), read_only=True)
    responses = traitlets.Tuple(read_only=True)

    def __init__(self, image: Any = None, **traits: Any) -> None:
        if image is not None:
            traits["image"] = image
        if "window" in traits:
            traits.setdefault("stride", traits["window"])
        super().__init__(**traits)
        self._follow()
        self._turn()

    @classmethod
    def preset(cls, name: str, **changes: Any) -> PoolingLab:
        """Make a lab that opens on one of the named examples.

        Parameters
        ----------
        name : str
            "by hand", "detectors", "a stroke", "overlap", "average fades" or "roll the dice".
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

    @traitlets.validate(*POOLED_BY, "selected")
    def _must_fit(self, proposal: traitlets.Bunch) -> Any:
        """Refuse a value with which nothing could be pooled, before anything changes."""
        name, value = proposal.trait.name, proposal.value
        now = {other: getattr(self, other) for other in POOLED_BY} | {name: value}
        if not abs(now["entering"]) <= LARGEST:
            raise traitlets.TraitError(
                f"entering must be a finite number of size {LARGEST:g} at most, got {value}; "
                f"use 0.0"
            )
        if now["mode"] == "stochastic" and now["borders"] != "drop":
            raise traitlets.TraitError(
                f"stochastic pooling takes whole windows only, got borders={now['borders']!r}; "
                f"use borders='drop', or another mode"
            )
        try:  # before the shift, too: the lab shows both
            height, width = [_pooled(x, now).shape for x in (now["image"], _shifted(now))][1]
        except ValueError as error:
            raise traitlets.TraitError(str(error)) from error
        if name == "selected" and not (value[0] < height and value[1] < width):
            raise traitlets.TraitError(
                f"selected must be the row and column of a window, at most "
                f"({height - 1}, {width - 1}) here, got {value}"
            )
        return value

    @traitlets.observe(*POOLED_BY)
    def _follow(self, change: Any = None) -> None:
        """Bring the results up to date."""
        now = {name: getattr(self, name) for name in POOLED_BY}
        shifted = _shifted(now)
        before, after = _pooled(self.image, now), _pooled(shifted, now)
        shares = (_share_changed(self.image, shifted), _share_changed(before, after))
        self.set_trait("output", after)
        self.set_trait("changed", shares)
        self.selected = tuple(np.minimum(self.selected, np.subtract(after.shape, 1)))

    @traitlets.observe("angle")
    def _turn(self, change: Any = None) -> None:
        five = digit_five(self.angle)
        self.set_trait("responses", tuple(similarity(five, template) for template in _templates()))

    @traitlets.default("opening")
    def _opening(self) -> dict[str, Any]:
        return _travelling({name: getattr(self, name) for name in SETTING})

    @traitlets.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        return [
            {"name": name, "says": preset["says"], "state": _travelling(preset["state"])}
            for name, preset in PRESETS.items()
        ]

    @traitlets.default("stand_in")
    def _stand_in(self) -> str:
        now = {name: getattr(self, name) for name in POOLED_BY}
        image = _shifted(now)
        pooled = _pooled(image, now)
        sizes = [f"{len(values)} × {values.shape[1]}" for values in (image, pooled)]
        shifted = "shifted " if self.shift_rows or self.shift_columns else ""
        names = [f"{shifted}input, {sizes[0]}", f"{self.mode} pooled, {sizes[1]}"]
        alt = (
            f"A map of {sizes[0]} values and the {sizes[1]} values that {self.mode} pooling makes "
            f"of it, with a window of {self.window} and a stride of {self.stride}"
        )
        if pooled.size <= 16:
            alt += ": " + ", ".join(f"{value:.3g}" for value in pooled.flat)
        return still_maps(list(zip(names, (image, pooled), strict=True)), alt + ".")


@functools.cache
def _templates() -> list[np.ndarray]:
    return [digit_five(angle) for angle in DETECTOR_ANGLES]


def _shifted(now: dict[str, Any]) -> np.ndarray:
    return shift(now["image"], now["shift_rows"], now["shift_columns"], entering=now["entering"])


def _pooled(image: np.ndarray, now: dict[str, Any]) -> np.ndarray:
    # stochastic pooling has one way with borders only
    borders = {} if now["mode"] == "stochastic" else {"borders": now["borders"]}
    return MODES[now["mode"]](image, now["window"], now["stride"], **borders)


def _share_changed(before: np.ndarray, after: np.ndarray) -> float:
    return float(np.mean(~np.isclose(after, before, rtol=1e-9, atol=1e-12)))


def _travelling(state: dict[str, Any]) -> dict[str, Any]:
    """Write a state as JSON can carry it."""
    return state | {"image": np.asarray(state["image"]).tolist()}
