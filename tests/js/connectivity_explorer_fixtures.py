"""What cnnkit computes for ConnectivityExplorer: nets read off its own operations and ledger."""

import itertools
from typing import Any

import numpy as np
import traitlets

from cnnkit.ledger import Conv, Dense, ledger
from cnnkit.ops.local import local1d
from cnnkit.widgets.connectivity_explorer import KINDS, PRESETS, ConnectivityExplorer


def fixtures() -> dict[str, Any]:
    """Return the content of each fixture file by its name."""
    return {
        "nets": list(_nets()),
        "net-presets": [
            _net(**preset["state"]) | {"name": name, "says": preset["says"]}
            for name, preset in PRESETS.items()
        ],
        "net-ledgers": list(_ledgers()),
    }


def _nets():
    rng = np.random.default_rng(7)
    ways = itertools.product(KINDS, (2, 5, 9, 24), (1, 2, 3, 6), (1, 2, 4), (1, 3), (1, 2, 9))
    for kind, inputs, kernel, stride, depth, period in ways:
        now = {"kind": kind, "inputs": inputs, "kernel": kernel, "stride": stride}
        now |= {"depth": depth, "period": period}
        layer = int(rng.integers(0, depth + 1))
        yield _net(**now, chosen=(layer, 0) if layer else (0, int(rng.integers(0, inputs))))


def _net(**state):
    """Give a net's sizes, costs, reach and first layer; sizes are null where it is refused."""
    state.setdefault("tie", None)
    case = {"state": state | {"chosen": list(state["chosen"])}}
    try:
        net = ConnectivityExplorer(**state)
    except traitlets.TraitError:
        return case | {"sizes": None}
    return case | {
        "sizes": net.sizes,
        "weights": net.weights,
        "biases": net.biases,
        "multiply_adds": net.multiply_adds,
        "sees": net.sees,
        "reaches": net.reaches,
        "matrix": _first_layer(net).tolist(),
    }


def _first_layer(net):
    """Build the first layer's matrix from cnnkit's operations: entries name weights, 0 is no edge.

    The name is 1 + 100 * kernel + place; a convolution is the case of one kernel in turns, and a
    stride leaves out windows of a layer that has one at every place.
    """
    inputs, units = net.sizes[:2]
    if net.kind == "dense":
        return 1 + 100 * np.arange(units)[:, None] + np.arange(inputs)
    turns = {"local": units, "tiled": net.period, "conv": 1}[net.kind]
    kernels = np.zeros((inputs - net.kernel + 1, net.kernel))
    for unit in range(units):
        kernels[unit * net.stride] = 1 + 100 * (unit % turns) + np.arange(net.kernel)
    columns = [local1d(one, kernels)[:: net.stride] for one in np.eye(inputs)]
    return np.array(columns).T


def _ledgers():
    """Count dense and convolutional nets by the ledger, which knows nothing of the widget."""
    for inputs, kernel, stride, depth in itertools.product(
        (9, 16, 24), (1, 3, 4), (1, 2), (1, 2, 3)
    ):
        layers = [Conv(1, (1, kernel), (1, stride))] * depth
        try:
            conv = ledger((1, 1, inputs), layers)
        except ValueError:
            continue
        sizes = [inputs, *(row.shape[-1] for row in conv)]
        dense = ledger((1, 1, inputs), [Dense(units) for units in sizes[1:]])
        net = {"inputs": inputs, "kernel": kernel, "stride": stride, "depth": depth, "period": 2}
        field = conv[-1].receptive_field[1]
        for kind, table in (("conv", conv), ("dense", dense)):
            biases = sum(row.count.biases for row in table)
            counts = [table.weights, biases, table.multiply_adds]
            yield {"state": net | {"kind": kind}, "sizes": sizes, "counts": counts, "field": field}
