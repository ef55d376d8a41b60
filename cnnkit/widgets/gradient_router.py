"""Backpropagation by clicking: a small sigmoid net with the delta of every unit, step by step."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets

from cnnkit.ledger import Pool
from cnnkit.models import SIGMOID_CNN, SIGMOID_EXAMPLE, build
from cnnkit.ops.loss import half_squared_error
from cnnkit.widgets._frontend import Widget, load_css, load_js
from cnnkit.widgets._still import still_maps
from cnnkit.widgets._traits import Map, Whole

__all__ = ["GradientRouter"]

LARGEST_NUMBER = 100
LARGEST_RATE = 1000
WEIGHTS = {"conv": (3, 3), "fc1": (4, 3), "fc2": (3, 2)}
NUMBERS = {"x": (6, 6), **WEIGHTS, "target": (2,)}
UNITS = {"map": (4, 4), "pooled": (2, 2), "hidden": (3,), "output": (2,)}
SETTING = (*NUMBERS, "pooling", "learning_rate", "chosen")
_EXAMPLE = {name: getattr(SIGMOID_EXAMPLE, "image" if name == "x" else name) for name in NUMBERS}


def _preset(says: str, **state: Any) -> dict[str, Any]:
    """Complete a state by the deck's example."""
    plain = {"pooling": "avg", "learning_rate": 1.0, "chosen": ("map", 6)}
    return {"says": says, "state": _EXAMPLE | plain | state}


PRESETS = {
    "the deck's example": _preset(
        "27 weights that take this 1 for the other class: the outputs should be 1 and 0. Each "
        "delta is made of those behind it. Click on any number to see how, then take a step.",
    ),
    "max routes": _preset(
        "With max pooling a delta is not spread but routed: the largest of each window takes it "
        "all, and 12 of the 16 map units receive exactly 0. The picture fades downwards, so that "
        "no two are equal.",
        x=_EXAMPLE["x"] * np.array([[1, 0.9, 0.8, 0.7, 0.6, 0.5]]).T,
        pooling="max",
        chosen=("map", 3),
    ),
    "a tie": _preset(
        "The 1 as it was, and max pooling: in three windows the largest value stands more than "
        "once. The chosen unit is as large as the one above it, and gets nothing: the first in "
        "row-major order wins.",
        pooling="max",
        chosen=("map", 7),
    ),
    "saturated": _preset(
        "All weights times six. The sigmoids lie near 0 or 1, where they are flat: every layer "
        "multiplies by a(1 − a), and next to nothing arrives at the map. The cost is high, and "
        "a step hardly lowers it.",
        **{name: 6 * _EXAMPLE[name] for name in WEIGHTS},
        learning_rate=2.0,
        chosen=("map", 6),
    ),
    "too large a step": _preset(
        "Now the outputs should be 0.6 and 0.4, which is not far. The gradient points downhill, "
        "but only from here: with this rate the step leaps over the valley, and the cost rises. "
        "Take it, and see.",
        target=np.array([0.6, 0.4]),
        learning_rate=100.0,
        chosen=("output", 0),
    ),
}
"""The examples by name, in the order of a story."""


class _Numbers(Map):
    """An array of one fixed shape, with numbers of limited size."""

    def __init__(self, default_value: Any, **kw: Any) -> None:
        super().__init__(default_value, **kw)
        self.shape = np.shape(default_value)
        self.info_text = f"an array of shape {self.shape}"

    def validate(self, obj: traitlets.HasTraits, value: Any) -> np.ndarray:
        """Return a read-only float copy, or say what is wrong with the value."""
        array = super().validate(obj, [value] if len(self.shape) == 1 else value)
        shape = array.shape[-len(self.shape) :]
        if shape != self.shape:
            raise traitlets.TraitError(f"{self.name} must have the shape {self.shape}, got {shape}")
        array = array.reshape(shape)
        if np.abs(array).max() > LARGEST_NUMBER:
            raise traitlets.TraitError(
                f"{self.name} must hold numbers from -{LARGEST_NUMBER} to {LARGEST_NUMBER}, got "
                f"{array.flat[np.abs(array).argmax()]:g}; use np.clip({self.name}, "
                f"-{LARGEST_NUMBER}, {LARGEST_NUMBER})"
            )
        return array


class GradientRouter(Widget):
    """Follow the deltas back through the sigmoid net of deck 003, and take steps.

    The net is `cnnkit.models.SIGMOID_CNN`: a picture of 6 x 6, a kernel, a map, its pooled map,
    three hidden units, two outputs; no biases, and half the squared error as the cost.

    Parameters
    ----------
    x : array_like of shape (6, 6), optional
        The picture; `cnnkit.models.SIGMOID_EXAMPLE` gives this and the weights by default.
    **traits
        Any of the attributes below that are not results.

    Attributes
    ----------
    conv, fc1, fc2 : ndarray of shape (3, 3), (4, 3) and (3, 2)
        The weights; the dense ones are written from input to output, as in the deck.
    target : ndarray of shape (2,)
        What the outputs should be.
    pooling : {"avg", "max"}
        Of two equal largest values, the first in row-major order takes the delta.
    learning_rate : float
        Above 0, at most 1000.
    chosen : (str, int)
        What is looked at: "x", "conv", "map", "pooled", "fc1", "hidden", "fc2", "output" or
        "target", and which of its numbers, in reading order.
    costs : list of float
        The cost before the first step and after each; starts anew when a number is changed.
    cost : float
        Half the squared distance of the outputs from the target.
    values : dict of str to ndarray
        Of "map", "pooled", "hidden" and "output".
    deltas : dict of str to ndarray
        The gradients of the cost with respect to what goes into a unit's sigmoid; of "pooled",
        which has none, with respect to its values.
    gradients : dict of str to ndarray
        The gradients with respect to "conv", "fc1", "fc2" and "x".

    Raises
    ------
    traitlets.TraitError
        If a value is not of its kind or shape, or larger than 100 in size; the old state stays.

    Examples
    --------
    >>> router = GradientRouter()
    >>> round(router.cost, 4), router.deltas["output"].round(3)
    (0.4545, array([-0.134,  0.132]))
    >>> router.step()
    >>> round(router.cost, 4)
    0.3979
    """

    _esm = load_js("gradient_router.js")
    _css = load_css("gradient_router.css")

    x = _Numbers(_EXAMPLE["x"]).tag(sync=True)
    conv = _Numbers(_EXAMPLE["conv"]).tag(sync=True)
    fc1 = _Numbers(_EXAMPLE["fc1"]).tag(sync=True)
    fc2 = _Numbers(_EXAMPLE["fc2"]).tag(sync=True)
    target = _Numbers(_EXAMPLE["target"]).tag(sync=True)
    pooling = traitlets.Enum(["avg", "max"], "avg").tag(sync=True)
    learning_rate = traitlets.Float(1.0).tag(sync=True)
    chosen = traitlets.Tuple(
        traitlets.Enum([*NUMBERS, *UNITS]), Whole(min=0), default_value=("map", 6)
    ).tag(sync=True)
    costs = traitlets.List(traitlets.Float()).tag(sync=True)
    opening = traitlets.Dict(read_only=True, help="the state to reset to").tag(sync=True)
    presets = traitlets.List(read_only=True, help="name, says, state").tag(sync=True)

    cost = traitlets.Float(read_only=True)
    values = traitlets.Dict(read_only=True)
    deltas = traitlets.Dict(read_only=True)
    gradients = traitlets.Dict(read_only=True)

    def __init__(self, x: Any = None, **traits: Any) -> None:
        super().__init__(**({} if x is None else {"x": x}) | traits)
        self._follow()

    @classmethod
    def preset(cls, name: str, **changes: Any) -> GradientRouter:
        """Make a router that opens on one of the named examples.

        Parameters
        ----------
        name : str
            "the deck's example", "max routes", "a tie", "saturated" or "too large a step".
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

    def step(self) -> None:
        """Take one step down the gradient, as the button does.

        Raises
        ------
        traitlets.TraitError
            If a weight would leave its bounds; nothing changes then.
        """
        weights = {
            name: getattr(self, name) - self.learning_rate * self.gradients[name]
            for name in WEIGHTS
        }
        after = type(self)(**{name: getattr(self, name) for name in SETTING} | weights)
        with self.hold_trait_notifications():
            for name, value in weights.items():
                setattr(self, name, value)
            self.costs = [*self.costs, after.cost]

    @traitlets.validate("learning_rate")
    def _must_be_a_rate(self, proposal: traitlets.Bunch) -> float:
        if not 0 < proposal.value <= LARGEST_RATE:
            raise traitlets.TraitError(
                f"learning_rate must lie above 0 and be {LARGEST_RATE} at most, "
                f"got {proposal.value}"
            )
        return proposal.value

    @traitlets.validate("chosen")
    def _must_be_there(self, proposal: traitlets.Bunch) -> tuple[str, int]:
        part, index = proposal.value
        count = int(np.prod((NUMBERS | UNITS)[part]))
        if index >= count:
            raise traitlets.TraitError(
                f"chosen must be one of the {count} numbers of {part!r}, below {count}, got {index}"
            )
        return part, index

    @traitlets.observe(*NUMBERS, "pooling")
    def _follow(self, change: Any = None) -> None:
        """Run the net forward and backward; keep the costs if they lead here."""
        cost, values, deltas, gradients = _ran({name: getattr(self, name) for name in SETTING})
        for name, result in {"cost": cost, "values": values, "deltas": deltas}.items():
            self.set_trait(name, result)
        self.set_trait("gradients", gradients)
        if not (self.costs and abs(self.costs[-1] - cost) <= 1e-9 * max(1, cost)):
            self.costs = [cost]

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
        cost, values, deltas, _ = _ran({name: getattr(self, name) for name in SETTING})
        alt = (
            f"A picture of 6 × 6 becomes a map of 4 × 4, pooled to 2 × 2, and the outputs "
            f"{' and '.join(f'{h:.3g}' for h in values['output'])} for the target "
            f"{' and '.join(f'{y:g}' for y in self.target)}. The cost is {cost:.4g}; the deltas of "
            f"the outputs are {' and '.join(f'{d:.3g}' for d in deltas['output'])}."
        )
        columns = {name: values[name].reshape(UNITS[name][0], -1) for name in UNITS}
        return still_maps([("picture", self.x), *columns.items()], alt)


def _ran(state: dict[str, Any]) -> tuple[float, dict, dict, dict]:
    """Return the cost, the values, the deltas and the gradients of a state."""
    entries = tuple(
        entry._replace(spec=Pool(2, mode=state["pooling"])) if entry.name == "pool" else entry
        for entry in SIGMOID_CNN.entries
    )
    net = build(SIGMOID_CNN._replace(entries=entries), dtype=np.float64)
    conv, sigmoid1, pool, flatten, fc1, sigmoid2, fc2, sigmoid3 = net
    conv.weight[...] = state["conv"]
    fc1.weight[...] = state["fc1"].T
    fc2.weight[...] = state["fc2"].T
    went, came = {}, {}
    out = state["x"][None, None]
    for layer in net:
        went[layer] = out = layer(out)
    cost, grad = half_squared_error(out, state["target"][None])
    for layer in reversed(list(net)):
        came[layer] = grad = layer.backward(grad)
    values = {"map": sigmoid1, "pooled": pool, "hidden": sigmoid2, "output": sigmoid3}
    deltas = values | {"pooled": flatten}
    return (
        float(cost),
        {name: went[layer].reshape(UNITS[name]) for name, layer in values.items()},
        {name: came[layer].reshape(UNITS[name]) for name, layer in deltas.items()},
        {
            "conv": conv.weight_grad[0, 0],
            "fc1": fc1.weight_grad.T,
            "fc2": fc2.weight_grad.T,
            "x": grad[0, 0],
        },
    )


def _travelling(state: dict[str, Any]) -> dict[str, Any]:
    """Write a state as JSON can carry it."""
    travels = {name: np.asarray(state[name]).tolist() for name in NUMBERS}
    return state | travels | {"chosen": list(state["chosen"])}
