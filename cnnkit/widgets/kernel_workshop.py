"""A workshop for kernels: change a weight, and see what becomes of a photograph."""

from __future__ import annotations

import base64
import functools
from typing import Any

import numpy as np
import traitlets

from cnnkit import filters
from cnnkit.images import photograph
from cnnkit.ops.conv_single import correlate2d
from cnnkit.ops.pool import avg_pool2d
from cnnkit.palette import signed_colour
from cnnkit.widgets._frontend import Widget, load_css, load_js
from cnnkit.widgets._still import still_maps, still_picture
from cnnkit.widgets._traits import Map, Whole

__all__ = ["KernelWorkshop"]

MODES = ("cross-correlation", "convolution")
VIEWS = ("signed", "clipped")
WHITE = 255
# Far more than a kernel needs, and few enough for every sum to be exact to many digits.
LARGEST_NUMBER = 1e6
# What the filtered picture depends on, and what makes a state of the workshop.
FILTERED_BY = ("image", "picture", "weights", "divisor", "bias", "mode")
SETTING = ("picture", "weights", "divisor", "bias", "mode", "view", "selected")


def _preset(says: str, kernel: np.ndarray, divisor: float = 1.0, **state: Any) -> dict[str, Any]:
    """Write a kernel as whole numbers and their divisor; mode and picture stay the reader's."""
    weights = (divisor * kernel).round(9)
    plain = {"weights": weights, "divisor": divisor, "bias": 0.0, "view": "clipped"}
    return {"says": says, "state": plain | state}


PRESETS = {
    "identity": _preset(
        "A single 1 in the middle: every pixel stays what it is. Change one weight, and see.",
        filters.IDENTITY,
    ),
    "box blur": _preset(
        "The average of nine pixels. The weights, divided by 9, add up to 1, so flat areas keep "
        "their brightness; edges become ramps.",
        filters.BOX_BLUR,
        9.0,
    ),
    "Gaussian blur": _preset(
        "An average in which near pixels count more: 1, 2, 1 down and across, divided by 16.",
        filters.GAUSSIAN_BLUR,
        16.0,
    ),
    "wide blur": _preset(
        "The same idea with 5 × 5 weights. A wider window blurs more, and loses more of the rim.",
        filters.GAUSSIAN_BLUR_WIDE,
        256.0,
    ),
    "sharpen": _preset(
        "Each pixel five times, less its four neighbours: what differs is exaggerated, flat areas "
        "stay. Some values leave 0 to 255 and are clipped: how many?",
        filters.SHARPEN,
    ),
    "sharpen the bell": _preset(
        "The slides' gentler version, a third as strong. Compare how many values are clipped.",
        filters.BELL,
        9.0,
    ),
    "brighten": _preset(
        "Every pixel times 1.5. What was bright runs into white and is lost for good. A bias of "
        "60 with a weight of 1 brightens, too: which of the two keeps the contrast?",
        filters.BRIGHTEN,
    ),
    "vertical edges": _preset(
        "Blue where it becomes brighter to the right, brown where it becomes darker. Level edges "
        "leave no trace. Shown from 0 to 255, the brown half would be black.",
        filters.SOBEL_VERTICAL,
        view="signed",
    ),
    "horizontal edges": _preset(
        "The same kernel, mirrored at its diagonal: it answers to what changes from top to bottom.",
        filters.SOBEL_HORIZONTAL,
        view="signed",
    ),
    "outline": _preset(
        "A pixel eight times, less its eight neighbours. The weights add up to 0, so every flat "
        "area becomes 0, and an edge shows on both of its sides.",
        filters.OUTLINE,
        view="signed",
    ),
    "Laplacian": _preset(
        "Four neighbours, less four times the pixel: outlines again, thinner, with the opposite "
        "signs.",
        filters.LAPLACIAN,
        view="signed",
    ),
    "diagonals": _preset(
        "Galleries call it edge detection, yet straight edges leave it cold. Look at the drawing: "
        "of the square, only the four corners are left.",
        filters.DIAGONALS,
        view="signed",
    ),
    "emboss": _preset(
        "A relief, lit from the bottom right. This kernel looks different after half a turn: "
        "choose convolution, and the light comes from the other side.",
        filters.EMBOSS,
    ),
    "one bright pixel": _preset(
        "The picture is a single bright pixel, and the weights count from 1 to 9. The output is "
        "the kernel, turned by half a turn. What will convolution make of it?",
        np.arange(1.0, 10.0).reshape(3, 3) / WHITE,
        float(WHITE),
        view="signed",
        picture="dot",
        selected=(2, 2),
    ),
}
"""The kernels by name, in the order of a story."""


class KernelWorkshop(Widget):
    """Filter a picture live with a kernel of your own.

    Parameters
    ----------
    image : array_like of shape (height, width), optional
        Grey levels from 0 (black) to 255 (white), 3 to 128 rows and columns.
        Without it, a bundled picture is shown.
    **traits
        Any of the attributes below.

    Attributes
    ----------
    picture : {"temple", "flower", "drawing", "dot", "own"}
        Which picture is filtered; "own" is `image`.
    weights : ndarray of shape (3, 3) or (5, 5)
        What the pixels under the window are multiplied by.
    divisor, bias : float
        The sum of products is divided by the one, and the other is added.
    mode : {"cross-correlation", "convolution"}
        Whether the kernel slides as written, or turned by half a turn.
    view : {"signed", "clipped"}
        Whether the output is shown with its signs, or as grey levels cut off at 0 and 255.
    selected : (int, int)
        Row and column of the chosen pixel of the output.
    input : ndarray of shape (height, width)
        The picture that is filtered.
    output : ndarray of shape (height - kernel_height + 1, width - kernel_width + 1)
        The filtered picture, not clipped; follows every change.
    clipped : float
        Fraction of the output below 0 or above 255.

    Raises
    ------
    traitlets.TraitError
        If a value is not of its kind, or the kernel does not fit; the old state stays.

    Examples
    --------
    >>> ramp = np.add.outer(np.zeros(3), [0, 50, 100])
    >>> KernelWorkshop(ramp).output
    array([[400.]])
    >>> KernelWorkshop.preset("sharpen", image=ramp).output
    array([[50.]])
    """

    _esm = load_js("kernel_workshop.js")
    _css = load_css("kernel_workshop.css")

    image = Map(None, allow_none=True, largest=128).tag(sync=True)
    picture = traitlets.Enum(["temple", "flower", "drawing", "dot", "own"], "temple").tag(sync=True)
    weights = Map(filters.SOBEL_VERTICAL).tag(sync=True)
    divisor = traitlets.Float(1.0).tag(sync=True)
    bias = traitlets.Float(0.0).tag(sync=True)
    mode = traitlets.Enum(MODES, MODES[0]).tag(sync=True)
    view = traitlets.Enum(VIEWS, VIEWS[0]).tag(sync=True)
    selected = traitlets.Tuple(Whole(min=0), Whole(min=0), default_value=(44, 11)).tag(sync=True)
    opening = traitlets.Dict(read_only=True, help="the state to reset to").tag(sync=True)
    presets = traitlets.List(read_only=True, help="name, says, state").tag(sync=True)
    pictures = traitlets.Dict(
        read_only=True, help="height, width and grey levels as base64, by name"
    ).tag(sync=True)

    input = Map(read_only=True, largest=128)
    output = Map(read_only=True, largest=128)
    clipped = traitlets.Float(read_only=True)

    def __init__(self, image: Any = None, **traits: Any) -> None:
        if image is not None:
            traits = {"image": image, "picture": "own"} | traits
        super().__init__(**traits)
        self._follow()

    @classmethod
    def preset(cls, name: str, **changes: Any) -> KernelWorkshop:
        """Make a workshop that opens on one of the named kernels.

        Parameters
        ----------
        name : str
            One of "identity", "box blur", "Gaussian blur", "wide blur", "sharpen",
            "sharpen the bell", "brighten", "vertical edges", "horizontal edges", "outline",
            "Laplacian", "diagonals", "emboss" and "one bright pixel".
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

    @traitlets.validate("divisor", "bias")
    def _must_be_a_number(self, proposal: traitlets.Bunch) -> float:
        name, value = proposal.trait.name, proposal.value
        if not abs(value) <= LARGEST_NUMBER:
            raise traitlets.TraitError(
                f"{name} must be a number of size {LARGEST_NUMBER:g} at most, got {value}"
            )
        if name == "divisor" and abs(value) < 1 / LARGEST_NUMBER:
            raise traitlets.TraitError(
                f"divisor must not be 0, or smaller than {1 / LARGEST_NUMBER:g}, got {value}; "
                f"use 1 to divide by nothing"
            )
        return value

    @traitlets.validate("image", "picture", "weights", "selected")
    def _must_fit(self, proposal: traitlets.Bunch) -> Any:
        """Refuse what could not be filtered or shown, before anything changes."""
        name, value = proposal.trait.name, proposal.value
        now = {other: getattr(self, other) for other in ("image", "picture", "weights")}
        now[name] = value
        if name == "weights":
            _check_weights(value)
        if name == "image" and value is not None:
            _check_grey_levels(value)
            now["picture"] = "own"
        if now["picture"] == "own" and now["image"] is None:
            raise traitlets.TraitError(
                "the picture 'own' is missing; pass it as image, for example "
                "KernelWorkshop(image), or choose 'temple'"
            )
        rows, columns = np.subtract(_input(now).shape, now["weights"].shape)
        if min(rows, columns) < 0:
            raise traitlets.TraitError(
                f"a kernel of {_by(now['weights'])} does not fit into a picture of "
                f"{_by(_input(now))}; use fewer weights or a larger picture"
            )
        if name == "selected" and not (value[0] <= rows and value[1] <= columns):
            raise traitlets.TraitError(
                f"selected must be the row and column of a pixel of the output, at most "
                f"({rows}, {columns}) here, got {value}"
            )
        return value

    @traitlets.observe("image")
    def _show(self, change: traitlets.Bunch) -> None:
        """Look at the picture that was passed."""
        if change.new is not None:
            self.picture = "own"

    @traitlets.observe(*FILTERED_BY)
    def _follow(self, change: Any = None) -> None:
        """Bring the results up to date."""
        now = {name: getattr(self, name) for name in FILTERED_BY}
        output = _output(now)
        outside = (output < -1e-9) | (output > WHITE + 1e-9)  # rounding is not outside
        self.set_trait("input", _input(now))
        self.set_trait("output", output)
        self.set_trait("clipped", float(outside.mean()))
        self.selected = tuple(np.minimum(self.selected, np.subtract(output.shape, 1)))

    @traitlets.default("opening")
    def _opening(self) -> dict[str, Any]:
        return _travelling({name: getattr(self, name) for name in SETTING})

    @traitlets.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        return [
            {"name": name, "says": preset["says"], "state": _travelling(preset["state"])}
            for name, preset in PRESETS.items()
        ]

    @traitlets.default("pictures")
    def _pictures_to_travel(self) -> dict[str, Any]:
        return {
            name: {
                "height": len(grey),
                "width": grey.shape[1],
                "grey": base64.b64encode(grey.tobytes()).decode(),
            }
            for name, grey in _pictures().items()
        }

    @traitlets.default("stand_in")
    def _stand_in(self) -> str:
        now = {name: getattr(self, name) for name in FILTERED_BY}
        picture, output = _input(now), _output(now)
        weights = ", ".join(f"{weight:g}" for weight in self.weights.flat)
        made = f"The {_by(output)} pixels that the kernel makes of it by {self.mode}"
        if self.view == "signed":
            shades = (output / (np.abs(output).max() or 1.0) + 1) / 2
            made_picture = still_picture(shades, made, lambda shade: signed_colour(2 * shade - 1))
        else:
            made_picture = still_picture(output / WHITE, made)
        parts = [
            still_picture(picture / WHITE, f"A grey picture of {_by(picture)} pixels"),
            still_maps([("weights", self.weights)], f"The weights, row by row: {weights}."),
            made_picture,
        ]
        style = "display: flex; flex-wrap: wrap; align-items: center; gap: 1.5rem"
        return f'<div style="{style}">{"".join(parts)}</div>'


# -- pictures -----------------------------------------------------------------------------------


@functools.cache
def _pictures() -> dict[str, np.ndarray]:
    """Make the bundled pictures, as grey levels: photographs at a quarter of their size."""
    temple = avg_pool2d(photograph("china"), 4)[6:86, 12:92]
    flower = avg_pool2d(photograph("flower"), 4)[16:96, 38:118]
    pictures = {"temple": temple, "flower": flower, "drawing": _drawing(), "dot": _dot()}
    return {name: (WHITE * grey).round().astype(np.uint8) for name, grey in pictures.items()}


def _drawing() -> np.ndarray:
    """Draw what kernels differ in: straight edges, round ones, slanted ones, a ramp, a speck."""
    picture = np.full((40, 40), 0.2)
    rows, columns = np.indices(picture.shape)
    picture[4:18, 4:18] = 0.9
    picture[(rows - 11) ** 2 + (columns - 30) ** 2 <= 49] = 0.7
    picture[24:36, 4:18] = np.linspace(0.0, 1.0, 14)
    picture[24:36, 24:36][np.tri(12, dtype=bool)] = 0.9
    picture[20, 20] = 1.0
    return picture


def _dot() -> np.ndarray:
    picture = np.zeros((7, 7))
    picture[3, 3] = 1
    return picture


def _input(now: dict[str, Any]) -> np.ndarray:
    return now["image"] if now["picture"] == "own" else _pictures()[now["picture"]]


def _output(now: dict[str, Any]) -> np.ndarray:
    turned = now["mode"] == "convolution"
    sliding = filters.half_turn(now["weights"]) if turned else now["weights"]
    return correlate2d(_input(now), sliding) / now["divisor"] + now["bias"]


def _check_weights(weights: np.ndarray) -> None:
    if weights.shape not in ((3, 3), (5, 5)):
        raise traitlets.TraitError(
            f"weights must be 3 x 3 or 5 x 5, got the shape {weights.shape}; "
            f"fill a smaller kernel up with zeros"
        )
    if not (np.abs(weights) <= LARGEST_NUMBER).all():
        raise traitlets.TraitError(
            f"weights must be numbers of size {LARGEST_NUMBER:g} at most, got "
            f"{weights.flat[np.abs(weights).argmax()]:g}; use the divisor to scale them"
        )


def _check_grey_levels(image: np.ndarray) -> None:
    low, high = image.min(), image.max()
    got = f"got values from {low:g} to {high:g}"
    if low < 0 or high > WHITE:
        raise traitlets.TraitError(
            f"image must hold grey levels from 0 to 255, {got}; scale it, for example by "
            f"255 * (image - image.min()) / np.ptp(image)"
        )
    if 0 < high <= 1:
        raise traitlets.TraitError(
            f"image must hold grey levels from 0 to 255, {got}, which all look black; "
            f"use 255 * image"
        )


def _by(values: np.ndarray) -> str:
    return f"{len(values)} × {values.shape[1]}"


def _travelling(state: dict[str, Any]) -> dict[str, Any]:
    """Write a state as JSON can carry it."""
    return state | {"weights": state["weights"].tolist()}
