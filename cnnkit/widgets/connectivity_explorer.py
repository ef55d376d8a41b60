"""A net of units in rows: what sparse edges save, what sharing saves, and how far a unit sees."""

from __future__ import annotations

from typing import Any, NamedTuple

import traitlets

from cnnkit.shapes import output_size
from cnnkit.widgets._frontend import Widget, load_css, load_js
from cnnkit.widgets._traits import Whole

__all__ = ["ConnectivityExplorer"]

KINDS = ("dense", "local", "tiled", "conv")
# What the rows of units and their edges depend on, and what makes a state of the explorer.
JOINED_BY = ("kind", "inputs", "kernel", "stride", "depth", "period")
SETTING = (*JOINED_BY, "chosen", "tie")


class _Costs(NamedTuple):
    """What all layers of a net have to store, and to do for one example."""

    weights: int
    biases: int
    multiply_adds: int


def _layer_sizes(now: dict[str, Any]) -> list[int]:
    """Count the units of every row, the inputs first."""
    sizes = [now["inputs"]]
    for layer in range(1, now["depth"] + 1):
        if now["kernel"] > sizes[-1]:
            way_out = f"use depth={layer - 1}" if layer > 1 else f"use at most kernel={sizes[0]}"
            raise traitlets.TraitError(
                f"a kernel of {now['kernel']} does not fit into the {sizes[-1]} units that layer "
                f"{layer} would look at; {way_out}, or more inputs"
            )
        sizes.append(output_size(sizes[-1], now["kernel"], now["stride"]))
    return sizes


def _window(now: dict[str, Any], sizes: list[int], layer: int, unit: int) -> range:
    """Units of the row before that feed a unit of this layer."""
    if now["kind"] == "dense":
        return range(sizes[layer - 1])
    return range(unit * now["stride"], unit * now["stride"] + now["kernel"])


def _costs(now: dict[str, Any]) -> _Costs:
    """Count: a layer has kernels, each with a bias, and every unit uses one of them.

    A dense layer is the case of one kernel for each unit, as wide as the row before.
    """
    sizes = _layer_sizes(now)
    weights = biases = multiply_adds = 0
    for layer, units in enumerate(sizes[1:], start=1):
        width = len(_window(now, sizes, layer, 0))
        kernels = {"tiled": min(now["period"], units), "conv": 1}.get(now["kind"], units)
        weights += kernels * width
        biases += kernels
        multiply_adds += units * width
    return _Costs(weights, biases, multiply_adds)


def _reach(now: dict[str, Any], chosen: tuple[int, int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """List the inputs that a unit depends on, and the outputs that depend on it."""
    sizes = _layer_sizes(now)
    layer, unit = chosen
    sees, reaches = {unit}, {unit}
    for row in range(layer, 0, -1):
        sees = {feeding for fed in sees for feeding in _window(now, sizes, row, fed)}
    for row in range(layer + 1, len(sizes)):
        windows = {fed: _window(now, sizes, row, fed) for fed in range(sizes[row])}
        reaches = {fed for fed, window in windows.items() if reaches.intersection(window)}
    return tuple(sorted(sees)), tuple(sorted(reaches))


_PLAIN = {
    "kind": "conv",
    "inputs": 9,
    "kernel": 3,
    "stride": 1,
    "depth": 1,
    "period": 2,
    "chosen": (1, 3),
    "tie": None,
}


def _preset(says: str, **state: Any) -> dict[str, Any]:
    """Complete a state by the defaults, and let the sentence name its counts."""
    now = _PLAIN | state
    sees, reaches = _reach(now, now["chosen"])
    words = now | _costs(now)._asdict() | {"seen": len(sees), "reached": len(reaches)}
    return {"says": says.format(**words), "state": now}


PRESETS = {
    "dense": _preset(
        "Every output looks at every input, and no two edges have the same weight: "
        "{weights} weights for {multiply_adds} multiply-adds.",
        kind="dense",
    ),
    "local": _preset(
        "Sparse: every output looks at {kernel} neighbours only. {weights} weights are left, and "
        "as many multiply-adds. Still no weight is used twice, so all edges are grey.",
        kind="local",
    ),
    "tiled": _preset(
        "Three kernels take turns: edges of one colour and dash have the same weight. "
        "{weights} weights, and {multiply_adds} multiply-adds as before. Move the slider to 1, "
        "and then to the right end.",
        kind="tiled",
        period=3,
    ),
    "convolution": _preset(
        "One kernel for all places: {weights} weights do the same {multiply_adds} multiply-adds. "
        "Sharing saves weights, and no work. Point at the inputs, too.",
    ),
    "one weight": _preset(
        "The middle weight of the kernel lies on {outputs} edges: it is learned from {outputs} "
        "places at once. Press it under the drawing, and look at local instead.".replace(
            "{outputs}", str(output_size(_PLAIN["inputs"], _PLAIN["kernel"]))
        ),
        tie=1,
    ),
    "from an input": _preset(
        "The other way round: input 4 feeds {reached} outputs, the same {reached} weights again. "
        "Go along the inputs with the arrow keys: do all of them feed as many?",
        chosen=(0, 4),
    ),
    "deep": _preset(
        "Four layers of width 3: each adds 2 inputs to what a unit sees, so that an output sees "
        "{seen} of {inputs}. Move the layers back to 1 and watch it shrink.",
        inputs=13,
        depth=4,
        chosen=(4, 2),
    ),
    "with a stride": _preset(
        "With a stride of 2 the second layer steps over 2 inputs at a time: two layers see {seen} "
        "inputs. How many would three layers see?",
        inputs=17,
        stride=2,
        depth=2,
        chosen=(2, 1),
    ),
}
"""The examples by name, in the order of a story."""


class ConnectivityExplorer(Widget):
    """Join rows of units densely, locally, by kernels in turns or by one shared kernel.

    Parameters
    ----------
    **traits
        Any of the attributes below that are not results.

    Attributes
    ----------
    kind : {"dense", "local", "tiled", "conv"}
        Every unit to every unit; a kernel of its own for every unit; a few kernels in turns; one
        kernel for all.
    inputs : int
        Units in the first row, 2 to 24.
    kernel, stride : int
        Units that a unit looks at, 1 to 9, and the step from one unit's window to the next's,
        1 to 4. A dense layer has as many units as the others would have.
    depth : int
        Layers, 1 to 4; all alike, each with weights of its own.
    period : int
        Kernels that take turns in a tiled layer, 1 to 24; more than there are units add nothing.
    chosen : (int, int)
        Layer and unit of what is looked at; layer 0 holds the inputs.
    tie : int or None
        Place, in the chosen unit's kernel, of a weight that is shown wherever it is used.
    sizes : tuple of int
        Units in every row, the inputs first.
    weights, biases, multiply_adds : int
        What all layers store, and do for one example.
    sees, reaches : tuple of int
        Inputs that the chosen unit depends on, and outputs that depend on it.

    Raises
    ------
    traitlets.TraitError
        If a value is not of its kind, or a kernel does not fit; the old state stays.

    Examples
    --------
    >>> net = ConnectivityExplorer(inputs=9, kernel=3, depth=2, chosen=(2, 0))
    >>> net.sizes, net.weights, net.multiply_adds, net.sees
    ((9, 7, 5), 6, 36, (0, 1, 2, 3, 4))
    >>> ConnectivityExplorer.preset("dense").weights
    63
    """

    _esm = load_js("connectivity_explorer.js")
    _css = load_css("connectivity_explorer.css")

    kind = traitlets.Enum(list(KINDS), "conv").tag(sync=True)
    inputs = Whole(9, min=2, max=24).tag(sync=True)
    kernel = Whole(3, min=1, max=9).tag(sync=True)
    stride = Whole(1, min=1, max=4).tag(sync=True)
    depth = Whole(1, min=1, max=4).tag(sync=True)
    period = Whole(2, min=1, max=24).tag(sync=True)
    chosen = traitlets.Tuple(Whole(min=0), Whole(min=0), default_value=(1, 3)).tag(sync=True)
    tie = Whole(None, min=0, allow_none=True).tag(sync=True)
    opening = traitlets.Dict(read_only=True, help="the state to reset to").tag(sync=True)
    presets = traitlets.List(read_only=True, help="name, says, state").tag(sync=True)

    sizes = traitlets.Tuple(read_only=True)
    weights = traitlets.Int(read_only=True)
    biases = traitlets.Int(read_only=True)
    multiply_adds = traitlets.Int(read_only=True)
    sees = traitlets.Tuple(read_only=True)
    reaches = traitlets.Tuple(read_only=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._follow()

    @classmethod
    def preset(cls, name: str, **changes: Any) -> ConnectivityExplorer:
        """Make an explorer that opens on one of the named examples.

        Parameters
        ----------
        name : str
            "dense", "local", "tiled", "convolution", "one weight", "from an input", "deep" or
            "with a stride".
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

    @traitlets.validate(*JOINED_BY, "chosen", "tie")
    def _must_fit(self, proposal: traitlets.Bunch) -> Any:
        """Refuse a net that can't be joined, and a unit or a weight that it does not have."""
        name, value = proposal.trait.name, proposal.value
        now = self._now() | {name: value}
        sizes = _layer_sizes(now)
        if name == "chosen" and not (value[0] < len(sizes) and value[1] < sizes[value[0]]):
            raise traitlets.TraitError(
                f"chosen must be the layer and the number of a unit, got {value}; the rows have "
                f"{', '.join(map(str, sizes))} units here"
            )
        if name == "tie" and value is not None and not _has_tie(now):
            raise traitlets.TraitError(
                f"tie must be a place in the kernel of a chosen unit that is not an input, below "
                f"{self.kernel} here, in a layer that is not dense, got {value}; use None"
            )
        return value

    @traitlets.observe(*JOINED_BY, "chosen")
    def _follow(self, change: Any = None) -> None:
        """Bring the results up to date, and the choice back into the net."""
        now = self._now()
        sizes = _layer_sizes(now)
        layer = min(self.chosen[0], self.depth)
        self.chosen = (layer, min(self.chosen[1], sizes[layer] - 1))
        if self.tie is not None and not _has_tie(self._now()):
            self.tie = None
        self.set_trait("sizes", tuple(sizes))
        for name, count in _costs(now)._asdict().items():
            self.set_trait(name, count)
        sees, reaches = _reach(now, self.chosen)
        self.set_trait("sees", sees)
        self.set_trait("reaches", reaches)

    def _now(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in SETTING}

    @traitlets.default("opening")
    def _opening(self) -> dict[str, Any]:
        return _travelling(self._now())

    @traitlets.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        return [
            {"name": name, "says": preset["says"], "state": _travelling(preset["state"])}
            for name, preset in PRESETS.items()
        ]

    @traitlets.default("stand_in")
    def _stand_in(self) -> str:
        now = self._now()
        sizes, costs = _layer_sizes(now), _costs(now)
        alt = (
            f"A {self.kind} net of {' to '.join(map(str, sizes))} units, with {costs.weights} "
            f"weights and {costs.multiply_adds} multiply-adds."
        )
        return _still_net(now, sizes, alt)


def _has_tie(now: dict[str, Any]) -> bool:
    return now["kind"] != "dense" and now["chosen"][0] > 0 and now["tie"] < now["kernel"]


def _travelling(state: dict[str, Any]) -> dict[str, Any]:
    """Write a state as JSON can carry it."""
    return state | {"chosen": list(state["chosen"])}


def _still_net(now: dict[str, Any], sizes: list[int], alt: str) -> str:
    """Draw the units and their edges as one ``<svg>`` element, for where no script runs."""
    pitch, down, radius = 26, 80, 6
    stride, middle, places = 1, 0.0, []
    for layer, units in enumerate(sizes):
        if layer:
            middle += (now["kernel"] - 1) / 2 * stride
            stride *= now["stride"]
        y = 12 + layer * down
        places.append([(13 + (unit * stride + middle) * pitch, y) for unit in range(units)])
    edges = "".join(
        f"M{x0:g} {y0 + radius}L{x1:g} {y1 - radius}"
        for layer in range(1, len(sizes))
        for unit, (x1, y1) in enumerate(places[layer])
        for x0, y0 in (places[layer - 1][i] for i in _window(now, sizes, layer, unit))
    )
    units = "".join(f'<circle cx="{x:g}" cy="{y}" r="{radius}"/>' for row in places for x, y in row)
    width, height = sizes[0] * pitch, (len(sizes) - 1) * down + 24
    return (
        f'<svg class="ck-figure" role="img" aria-label="{alt}" viewBox="0 0 {width} {height}" '
        f'style="max-width: {width}px"><path d="{edges}" fill="none" stroke="currentColor" '
        f'stroke-opacity=".5"/><g fill="currentColor">{units}</g></svg>'
    )
