"""A network in rows: what each layer gives, learns, computes and keeps."""

from __future__ import annotations

import copy
from typing import Any

import traitlets

from cnnkit.errors import require_choice, require_whole
from cnnkit.ledger import Conv, Dense, Ledger, Pool, RadialBasis, Spec, ledger
from cnnkit.models import (
    ALEXNET_GROUPED,
    ALEXNET_SINGLE,
    ALEXNET_TORCHVISION,
    CIFAR10_DEMO,
    LENET5,
    LENET5_1998,
    Table,
)
from cnnkit.models.lenet import C3_LINKS
from cnnkit.widgets._frontend import Widget, load_css, load_js
from cnnkit.widgets._traits import Whole

__all__ = ["LedgerBuilder"]

MOST_LAYERS = 16
LINKS = {"C3": C3_LINKS}
# The numbers of a layer, each with its default (None: it must be given) and its limits.
NUMBERS: dict[str, dict[str, tuple[int | None, int, int]]] = {
    "conv": {
        "out_channels": (None, 1, 4096),
        "kernel": (3, 1, 15),
        "stride": (1, 1, 15),
        "padding": (0, 0, 15),
        "groups": (1, 1, 64),
    },
    "pool": {"window": (2, 1, 15), "stride": (2, 1, 15)},
    "fc": {"out_features": (None, 1, 10_000)},
    "rbf": {"out_features": (None, 1, 10_000)},
}
# The words of a layer, the default first.
WORDS: dict[str, dict[str, tuple[str | None, ...]]] = {
    "conv": {"links": (None, *LINKS)},
    "pool": {"mode": ("max", "avg", "trainable")},
    "fc": {},
    "rbf": {},
}


def _whole_layer(layer: Any, place: int) -> dict[str, Any]:
    """Complete a layer by the defaults, or say what is wrong with it."""
    where = f"layers[{place}]"
    if not isinstance(layer, dict) or "kind" not in layer:
        raise ValueError(
            f'{where} must be a dict with a "kind", for example '
            f'{{"kind": "conv", "out_channels": 16, "kernel": 5}}, got {layer!r}'
        )
    kind = require_choice(layer["kind"], f"{where}['kind']", tuple(NUMBERS))
    numbers, words = NUMBERS[kind], WORDS[kind]
    for name in layer:
        if name not in ("kind", *numbers, *words):
            raise ValueError(f"{where}, a {kind}, has no {name!r}, only {[*numbers, *words]}")
    whole = {"kind": kind}
    for name, (default, low, high) in numbers.items():
        if name not in layer and default is None:
            raise ValueError(f"{where}, a {kind}, needs {name!r}")
        if name == "stride" and kind == "pool":
            default = layer.get("window", default)  # windows side by side
        label = f"{where}[{name!r}]"
        whole[name] = require_whole(layer.get(name, default), label, minimum=low)
        if whole[name] > high:
            raise ValueError(f"{label} must be at most {high}, got {whole[name]}")
    for name, choices in words.items():
        word = layer.get(name, choices[0])
        if word not in choices:
            listed = " or ".join(map(repr, choices))
            raise ValueError(f"{where}[{name!r}] must be {listed}, got {word!r}")
        whole[name] = word
    return whole


def _spec(layer: dict[str, Any], bias: bool) -> Spec:
    """Turn a row of the widget into a row of `cnnkit.ledger`."""
    numbers = {name: value for name, value in layer.items() if name != "kind"}
    if layer["kind"] == "conv":
        numbers["links"] = LINKS.get(layer["links"])
        return Conv(**numbers, bias=bias)
    if layer["kind"] == "pool":
        return Pool(**numbers)
    if layer["kind"] == "fc":
        return Dense(**numbers, bias=bias)
    return RadialBasis(**numbers)


def _row(spec: Spec) -> dict[str, Any] | None:
    """Turn a row of a table of `cnnkit.models` into one of the widget; activations have none."""
    if isinstance(spec, Conv):
        names = {links: name for name, links in LINKS.items()}
        layer = spec._asdict() | {"kind": "conv", "links": names.get(spec.links)}
        return {name: layer[name] for name in ("kind", *NUMBERS["conv"], "links")}
    if isinstance(spec, Pool):
        stride = spec.window if spec.stride is None else spec.stride
        return {"kind": "pool", "window": spec.window, "stride": stride, "mode": spec.mode}
    if isinstance(spec, (Dense, RadialBasis)):
        kind = "fc" if isinstance(spec, Dense) else "rbf"
        return {"kind": kind, "out_features": spec.out_features}
    return None


def _counted(state: dict[str, Any]) -> tuple[Ledger, str]:
    """Follow the layers as far as they fit, and say why they don't go on."""
    seen: dict[str, int] = {}
    names = []
    for layer in state["layers"]:
        seen[layer["kind"]] = seen.get(layer["kind"], 0) + 1
        names.append(f"{layer['kind']}{seen[layer['kind']]}")
    specs = [_spec(layer, state["bias"]) for layer in state["layers"]]
    problem = ""
    for fitting in range(len(specs), -1, -1):
        try:
            return ledger(tuple(state["shape"]), specs[:fitting], names[:fitting]), problem
        except ValueError as error:
            problem = str(error)
    raise AssertionError("an empty net always fits")


def _preset(says: str, shape: tuple[int, int, int], layers: list[dict[str, Any]]) -> dict[str, Any]:
    """Complete a state, and let the sentence name its counts."""
    layers = [_whole_layer(layer, place) for place, layer in enumerate(layers)]
    state = {"shape": list(shape), "layers": layers, "bias": True}
    rows, _ = _counted(state)
    of = {kind: [row for row in rows if row.name.startswith(kind)] for kind in NUMBERS}
    words = {
        "parameters": rows.parameters,
        "work": rows.multiply_adds,
        "fixed": sum(row.fixed_weights for row in rows),
        "conv_work": 100 * sum(row.multiply_adds for row in of["conv"]) / rows.multiply_adds,
        "fc_share": 100 * sum(row.count.parameters for row in of["fc"]) / rows.parameters,
    }
    return {"says": says.format(**words), "state": state}


def _model(says: str, table: Table) -> dict[str, Any]:
    rows = [_row(entry.spec) for entry in table.entries]
    return _preset(says, table.shape, [row for row in rows if row])


PRESETS = {
    "CIFAR-10 demo": _model(
        "Three times convolution and pooling, then 10 values: {parameters:,} parameters and "
        "{work:,} multiply-adds, {conv_work:.1f} % of them in the convolutions. Press a row to "
        "change it.",
        CIFAR10_DEMO,
    ),
    "no padding": _preset(
        "Without padding, each kernel of 5 takes 4 pixels. Seven fit, and the eighth does not. "
        "Press its row, or one above it, and add some padding.",
        (1, 32, 32),
        [{"kind": "conv", "out_channels": 6, "kernel": 5}] * 8,
    ),
    "LeNet-5, 1998": _model(
        "As published: pooling learns, the second convolution joins 60 of 96 pairs of maps, and "
        "the last layer's {fixed} weights are fixed. {parameters:,} parameters are trained.",
        LENET5_1998,
    ),
    "LeNet-5, modern": _model(
        "As it is taught today, with maximum pooling, all pairs of maps and a trained last layer: "
        "{parameters:,} parameters.",
        LENET5,
    ),
    "AlexNet, grouped": _model(
        "As published, in two groups: {parameters:,} parameters, {fc_share:.0f} % of them fully "
        "connected, while the convolutions do {conv_work:.0f} % of the work. Switch to 224 pixels: "
        "nothing breaks, and 11 million parameters are gone.",
        ALEXNET_GROUPED,
    ),
    "AlexNet, single": _model(
        "The groups joined: {parameters:,} parameters and {work:,} multiply-adds. "
        "Compare the work of conv2, conv4 and conv5.",
        ALEXNET_SINGLE,
    ),
    "AlexNet, torchvision": _model(
        "The one in PyTorch's library, for 224 pixels with padding: {parameters:,} parameters.",
        ALEXNET_TORCHVISION,
    ),
}
"""The examples by name, in the order of a story."""


class LedgerBuilder(Widget):
    """Build a network from rows of layers, and see what each costs.

    Parameters
    ----------
    **traits
        Any of the attributes below that are not results.

    Attributes
    ----------
    layers : list of dict
        Up to 16 rows, from the input on; what is left out gets the values shown here.
        ``{"kind": "conv", "out_channels": 16, "kernel": 3, "stride": 1, "padding": 0,
        "groups": 1, "links": None}``, with links "C3" for LeNet-5's table of 1998;
        ``{"kind": "pool", "window": 2, "stride": 2, "mode": "max"}``, "avg" or "trainable", its
        stride being its window if left out;
        ``{"kind": "fc", "out_features": 10}``, and "rbf" for LeNet-5's fixed output.
    shape : (int, int, int)
        Channels, height and width of the input: up to 512, and twice up to 256.
    bias : bool
        Whether convolutions and fully connected layers have biases.
    ledger : cnnkit.ledger.Ledger
        The rows that fit; those below one that does not are left out.
    problem : str
        Why the first of them does not fit; empty if all do.

    Raises
    ------
    traitlets.TraitError
        If a value is not of its kind; the old state stays.

    Examples
    --------
    >>> net = LedgerBuilder(shape=(1, 32, 32), layers=[
    ...     {"kind": "conv", "out_channels": 6, "kernel": 5, "padding": 2},
    ...     {"kind": "pool"},
    ...     {"kind": "fc", "out_features": 10},
    ... ])
    >>> print(net.ledger)
    layer       shape  parameters  multiply-adds   sees
    conv1     6×32×32         156        153,600    5×5
    pool1     6×16×16           0              0    6×6
    fc1            10      15,370         15,360  32×32
    together               15,526        168,960
    >>> LedgerBuilder.preset("LeNet-5, 1998").ledger.parameters
    60000
    """

    _esm = load_js("ledger_builder.js")
    _css = load_css("ledger_builder.css")

    shape = traitlets.Tuple(
        Whole(min=1, max=512), Whole(min=1, max=256), Whole(min=1, max=256)
    ).tag(sync=True)
    layers = traitlets.List(traitlets.Any()).tag(sync=True)
    bias = traitlets.Bool(True).tag(sync=True)
    opening = traitlets.Dict(read_only=True, help="the state to reset to").tag(sync=True)
    presets = traitlets.List(read_only=True, help="name, says, state").tag(sync=True)
    limits = traitlets.Dict(read_only=True, help="of the numbers of a layer").tag(sync=True)
    tables = traitlets.Dict(read_only=True, help="maps in, maps out, links").tag(sync=True)

    ledger = traitlets.Instance(Ledger, read_only=True)
    problem = traitlets.Unicode(read_only=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._follow()

    @classmethod
    def preset(cls, name: str, **changes: Any) -> LedgerBuilder:
        """Make a builder that opens on one of the named examples.

        Parameters
        ----------
        name : str
            "CIFAR-10 demo", "no padding", "LeNet-5, 1998", "LeNet-5, modern",
            "AlexNet, grouped", "AlexNet, single" or "AlexNet, torchvision".
        **changes
            Traits that differ from the preset's.

        Raises
        ------
        traitlets.TraitError
            If no preset has this name, or a change is refused.
        """
        if name not in PRESETS:
            raise traitlets.TraitError(
                f"preset must be one of {', '.join(map(repr, PRESETS))}, got {name!r}"
            )
        return cls(**(PRESETS[name]["state"] | changes))

    @traitlets.validate("layers")
    def _whole_layers(self, proposal: traitlets.Bunch) -> list[dict[str, Any]]:
        """Complete the layers, or say what is wrong with one; one that does not fit may stand."""
        if len(proposal.value) > MOST_LAYERS:
            raise traitlets.TraitError(
                f"layers may have up to {MOST_LAYERS} rows, got {len(proposal.value)}"
            )
        try:
            return [_whole_layer(layer, place) for place, layer in enumerate(proposal.value)]
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(str(error)) from error

    @traitlets.observe("shape", "layers", "bias")
    def _follow(self, change: Any = None) -> None:
        """Bring the results up to date."""
        rows, problem = _counted(self._now())
        self.set_trait("ledger", rows)
        self.set_trait("problem", problem)

    def _now(self) -> dict[str, Any]:
        layers = [dict(layer) for layer in self.layers]
        return {"shape": list(self.shape), "layers": layers, "bias": self.bias}

    @traitlets.default("shape")
    def _shape(self) -> tuple[int, ...]:
        return tuple(PRESETS["CIFAR-10 demo"]["state"]["shape"])

    @traitlets.default("layers")
    def _layers(self) -> list[dict[str, Any]]:
        return [dict(layer) for layer in PRESETS["CIFAR-10 demo"]["state"]["layers"]]

    @traitlets.default("ledger")
    def _ledger(self) -> Ledger:
        return Ledger()

    @traitlets.default("opening")
    def _opening(self) -> dict[str, Any]:
        return self._now()

    @traitlets.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        return [{"name": name, **copy.deepcopy(preset)} for name, preset in PRESETS.items()]

    @traitlets.default("limits")
    def _limits(self) -> dict[str, dict[str, list[int]]]:
        return {
            kind: {name: [low, high] for name, (_, low, high) in numbers.items()}
            for kind, numbers in NUMBERS.items()
        }

    @traitlets.default("tables")
    def _tables(self) -> dict[str, list[int]]:
        return {
            name: [len(table), len(table[0]), sum(map(sum, table))] for name, table in LINKS.items()
        }

    @traitlets.default("stand_in")
    def _stand_in(self) -> str:
        rows, problem = _counted(self._now())
        note = f"<p>Then it stops: {problem}.</p>" if problem else ""
        return f"<pre>{rows}</pre>{note}"
