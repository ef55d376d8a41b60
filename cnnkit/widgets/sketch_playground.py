"""Paint a sketch, and a small net says what it is: softmax, thresholds, and what the net sees."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import traitlets

from cnnkit.layers import Layer, ReLU, Sequential
from cnnkit.looking import occlusion_map
from cnnkit.models.sketch_net import WEIGHTS, sketch_net
from cnnkit.ops.activation import softmax
from cnnkit.palette import unsigned_colour
from cnnkit.sketches import KINDS, SIZE, sketch
from cnnkit.widgets._frontend import Widget, load_css, load_js
from cnnkit.widgets._still import still_picture
from cnnkit.widgets._traits import Map, Whole

__all__ = ["SketchPlayground"]

PATCH, PATCH_STEP = 4, 2  # the square that covers a part of the sketch
LAST_PATCH = (SIZE - PATCH) // PATCH_STEP
TEMPERATURES = (0.1, 10)
LARGEST_SCORE = 10_000
MAPS = ((8, SIZE), (12, SIZE // 2))  # of both layers: how many, and their height and width
SETTING = ("tab", "image", "temperature", "relu", "threshold", "patch", "unit", "scores")


def _drawn(kind: str, seed: int = 0) -> np.ndarray:
    """Draw a sketch, rounded: its numbers travel in links."""
    return sketch(kind, np.random.default_rng(seed)).astype(float).round(2)


def _sketched(says: str, image: np.ndarray, *, relu: bool = True) -> dict[str, Any]:
    plain = {"tab": "sketch", "temperature": 1.0, "relu": relu}
    return {"says": says, "state": {"image": image} | plain}


def _scored(says: str, scores: tuple[float, ...], temperature: float = 1.0) -> dict[str, Any]:
    state = {"tab": "softmax", "scores": list(scores), "temperature": temperature}
    return {"says": says, "state": state}


_SAYS = {
    "house": "Walls and a roof. Paint over it, or take some of it away, and watch the bars: the "
    "net answers at every stroke.",
    "circle": "A line that closes without a corner. Rub out a piece: how much may be missing?",
    "triangle": "Three corners. Its logit is far ahead, and softmax makes near certainty of that.",
    "square": "Four corners, slanted a little. Move it about by the arrows, and see how long the "
    "net goes along.",
    "plus": "Two strokes. The map of covered parts tells which piece of them counts most.",
    "cross": "The plus on its side, nearly. To a net that was not told so, it is another thing.",
    "stairs": "One line with corners. Each map of the first layer answers to one direction.",
    "arrow": "A shaft and a tip. In the map at the bottom, cover the tip: nothing else counts as "
    "much.",
}
_SEEDS = {"house": 3}  # of the hand; of the others it is 0
PRESETS = {
    **{kind: _sketched(says, _drawn(kind, _SEEDS.get(kind, 0))) for kind, says in _SAYS.items()},
    "nothing": _sketched(
        "White paper. There are eight answers and none of them is “nothing”, so the net "
        "guesses; the threshold makes it admit that.",
        np.zeros((SIZE, SIZE)),
    ),
    "two at once": _sketched(
        "A cross over a triangle. Softmax hands out one whole among eight answers; “both” "
        "is none of them, and the best guess is neither.",
        np.maximum(_drawn("cross", 2), _drawn("triangle", 2)),
    ),
    "shifted": _sketched(
        "A square that the net knows, until it is moved up by one pixel and to the left by three, "
        "with all of it still on the paper. Convolution and pooling go along; the last layer has "
        "a weight of its own for each place, and has not seen many squares there.",
        np.roll(_drawn("square", 17), (-1, -3), (0, 1)),
    ),
    "without ReLU": _sketched(
        "The triangle, and the net without its ReLUs: the same weights, but the negative values "
        "go through. It was not trained like that, and is wrong with great confidence.",
        _drawn("triangle"),
        relu=False,
    ),
    "tie": _scored(
        "Four logits of the same size: equal shares. Raise all of them alike, and nothing changes.",
        (2, 2, 2, 2),
    ),
    "one large": _scored(
        "One logit is ahead of the others. Its lead counts, not its size: each unit of it "
        "multiplies the odds by e.",
        (6, 1, 0, -1),
    ),
    "1000 and 1001": _scored(
        "exp(1000) is more than a float can hold. With the largest logit taken off first the "
        "exponents are −1 and 0, and the shares are those of 0 and 1.",
        (1000, 1001),
    ),
    "temperature 0.1": _scored(
        "Divided by a small temperature, the gaps between the logits grow: nearly all goes to the "
        "largest.",
        (2, 1, 0, -1),
        0.1,
    ),
    "temperature 10": _scored(
        "Divided by a large temperature, the gaps shrink: nearly equal shares, in the same order.",
        (2, 1, 0, -1),
        10.0,
    ),
}
"""The examples by name: those of the first tab, then those of the second."""


class SketchPlayground(Widget):
    """Paint a sketch of 16 x 16 for the shipped net, or play with softmax alone.

    The net is `cnnkit.models.sketch_net.sketch_net`, which tells the eight kinds of
    `cnnkit.sketches` apart.

    Parameters
    ----------
    image : array_like of shape (16, 16), optional
        Ink from 0 (paper) to 1; a house by default.
    **traits
        Any of the attributes below that are not results.

    Attributes
    ----------
    tab : {"sketch", "softmax"}
        Which half is open.
    temperature : float
        What the logits are divided by before softmax, in both halves; 0.1 to 10.
    relu : bool
        Whether the net has its ReLUs.
    threshold : float
        Below this probability the answer is "I do not know"; 0 to 1.
    patch : (int, int)
        Which place of the covering square is looked at, row and column of `occlusion`.
    unit : (int, int, int, int)
        Whose sum is looked at: layer 0 or 1, map, row and column.
    scores : list of float
        The logits of the second half, two to eight of them.
    logits, probabilities : ndarray of shape (8,)
        Of the sketch, in the order of `cnnkit.sketches.KINDS`.
    kind : str
        The most probable one; the first of them if there is a tie.
    answer : str or None
        The same, or None where its probability is below the threshold.
    shares : ndarray
        The probabilities that softmax makes of `scores`.

    Raises
    ------
    traitlets.TraitError
        If a value is not of its kind, or out of bounds; the old state stays.

    Examples
    --------
    >>> playground = SketchPlayground.preset("two at once")
    >>> playground.kind, f"{playground.probabilities.max():.2f}", playground.answer
    ('plus', '0.47', None)
    >>> playground.threshold = 0.4
    >>> playground.answer
    'plus'
    """

    _esm = load_js("sketch_playground.js")
    _css = load_css("sketch_playground.css")

    image = Map(PRESETS["house"]["state"]["image"]).tag(sync=True)
    tab = traitlets.Enum(["sketch", "softmax"], "sketch").tag(sync=True)
    temperature = traitlets.Float(1.0, min=TEMPERATURES[0], max=TEMPERATURES[1]).tag(sync=True)
    relu = traitlets.Bool(True).tag(sync=True)
    threshold = traitlets.Float(0.5, min=0.0, max=1.0).tag(sync=True)
    patch = traitlets.Tuple(
        Whole(min=0, max=LAST_PATCH), Whole(min=0, max=LAST_PATCH), default_value=(2, 1)
    ).tag(sync=True)
    unit = traitlets.Tuple(*[Whole(min=0)] * 4, default_value=(0, 5, 3, 9)).tag(sync=True)
    scores = traitlets.List(
        traitlets.Float(), default_value=[2.0, 1.0, 0.0, -1.0], minlen=2, maxlen=len(KINDS)
    ).tag(sync=True)
    opening = traitlets.Dict(read_only=True, help="the state to reset to").tag(sync=True)
    presets = traitlets.List(read_only=True, help="name, says, state").tag(sync=True)
    kinds = traitlets.List(list(KINDS), read_only=True).tag(sync=True)
    weights = traitlets.Dict(read_only=True, help="of the net, layer by layer").tag(sync=True)

    logits = traitlets.Instance(np.ndarray, read_only=True)
    probabilities = traitlets.Instance(np.ndarray, read_only=True)
    kind = traitlets.Unicode(read_only=True)
    answer = traitlets.Unicode(None, allow_none=True, read_only=True)
    shares = traitlets.Instance(np.ndarray, read_only=True)

    def __init__(self, image: Any = None, **traits: Any) -> None:
        super().__init__(**({} if image is None else {"image": image}) | traits)
        self._follow()

    @classmethod
    def preset(cls, name: str, **changes: Any) -> SketchPlayground:
        """Make a playground that opens on one of the named examples.

        Parameters
        ----------
        name : str
            A kind of sketch, "nothing", "two at once", "shifted" or "without ReLU"; or, for the
            second half, "tie", "one large", "1000 and 1001", "temperature 0.1" or
            "temperature 10".
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

    def occlusion(self) -> np.ndarray:
        """Return by how much the probability of `kind` falls where a square of paper covers it.

        Returns
        -------
        ndarray of shape (7, 7)
            For a square of 4 by 4 pixels, moved by 2; see `cnnkit.looking.occlusion_map`.
        """
        net = Sequential(*_net(self.relu), _Softmax(self.temperature))
        label = KINDS.index(self.kind)
        return occlusion_map(net, self.image[None], label, PATCH, PATCH_STEP, grey=0.0)

    @traitlets.validate("image")
    def _must_be_a_sketch(self, proposal: traitlets.Bunch) -> np.ndarray:
        image = proposal.value
        if image.shape != (SIZE, SIZE):
            raise traitlets.TraitError(
                f"image must have the shape {(SIZE, SIZE)}, got {image.shape}"
            )
        if image.min() < 0 or image.max() > 1:
            wrong = image.min() if image.min() < 0 else image.max()
            raise traitlets.TraitError(
                f"image must hold ink from 0 to 1, got {wrong:g}; scale it, for example by "
                f"image / image.max(), or use np.clip(image, 0, 1)"
            )
        return image

    @traitlets.validate("unit")
    def _must_be_in_a_map(self, proposal: traitlets.Bunch) -> tuple[int, int, int, int]:
        layer, number, *place = proposal.value
        if layer >= len(MAPS) or number >= MAPS[layer][0] or max(place) >= MAPS[layer][1]:
            maps = " or ".join(f"{many} maps of {side} x {side}" for many, side in MAPS)
            raise traitlets.TraitError(
                f"unit must be (layer, map, row, column) of layer 0 or 1, with {maps}, "
                f"got {proposal.value}"
            )
        return proposal.value

    @traitlets.validate("scores")
    def _must_be_moderate(self, proposal: traitlets.Bunch) -> list[float]:
        for score in proposal.value:
            if not abs(score) <= LARGEST_SCORE:
                raise traitlets.TraitError(
                    f"scores must be numbers from -{LARGEST_SCORE:,} to {LARGEST_SCORE:,}, "
                    f"got {score}"
                )
        return proposal.value

    @traitlets.validate("temperature", "threshold")
    def _must_be_a_number(self, proposal: traitlets.Bunch) -> float:
        if np.isnan(proposal.value):  # which no limit refuses
            raise traitlets.TraitError(f"{proposal.trait.name} must be a number, got nan")
        return proposal.value

    @traitlets.observe("image", "temperature", "relu", "threshold", "scores")
    def _follow(self, change: Any = None) -> None:
        """Bring the results up to date."""
        logits = _net(self.relu)(self.image[None, None])[0]
        probabilities = softmax(logits / self.temperature)
        best = int(probabilities.argmax())
        self.set_trait("logits", logits)
        self.set_trait("probabilities", probabilities)
        self.set_trait("kind", KINDS[best])
        self.set_trait("answer", KINDS[best] if probabilities[best] >= self.threshold else None)
        self.set_trait("shares", softmax(np.array(self.scores) / self.temperature))

    @traitlets.default("opening")
    def _opening(self) -> dict[str, Any]:
        return _travelling({name: getattr(self, name) for name in SETTING})

    @traitlets.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        return [
            {"name": name, "says": preset["says"], "state": _travelling(preset["state"])}
            for name, preset in PRESETS.items()
        ]

    @traitlets.default("weights")
    def _weights(self) -> dict[str, Any]:
        return json.loads(WEIGHTS.read_text(encoding="utf-8"))

    @traitlets.default("stand_in")
    def _stand_in(self) -> str:
        if self.tab == "softmax":
            values = [f"{score:g}" for score in self.scores]
            shares = [
                f"{100 * share:.3g} %"
                for share in softmax(np.array(self.scores) / self.temperature)
            ]
            return (
                f"<p>Softmax at the temperature {self.temperature:g} makes of the logits "
                f"{', '.join(values)} the probabilities {', '.join(shares)}.</p>"
            )
        probabilities = softmax(_net(self.relu)(self.image[None, None])[0] / self.temperature)
        first = np.argsort(-probabilities, kind="stable")[:3]
        best = [f"{KINDS[at]} {100 * probabilities[at]:.1f} %" for at in first]
        alt = f"A sketch of {SIZE} × {SIZE} pixels; the net says {', then '.join(best)}."
        return still_picture(self.image, alt, unsigned_colour) + f"<p>{alt}</p>"


class _Softmax(Layer):
    """Softmax with a temperature, as the last layer of a net that is only looked at."""

    def __init__(self, temperature: float) -> None:
        self.temperature = temperature

    def _forward(self, x: np.ndarray) -> tuple[np.ndarray, None]:
        return softmax(x / self.temperature), None


def _net(relu: bool) -> Sequential:
    net = sketch_net()
    return net if relu else Sequential(*(layer for layer in net if not isinstance(layer, ReLU)))


def _travelling(state: dict[str, Any]) -> dict[str, Any]:
    """Write a state as JSON can carry it."""
    lists = {
        name: np.asarray(state[name]).tolist()
        for name in ("image", "patch", "unit")
        if name in state
    }
    return state | lists
