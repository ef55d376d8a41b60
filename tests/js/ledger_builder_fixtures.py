"""What cnnkit.ledger counts for LedgerBuilder: its examples, both pictures, and drawn tables."""

from typing import Any

import numpy as np

from cnnkit.widgets.ledger_builder import LINKS, NUMBERS, PRESETS, WORDS, LedgerBuilder


def fixtures() -> dict[str, Any]:
    """Return the content of each fixture file by its name."""
    builder = LedgerBuilder()
    return {
        "ledger-limits": {"limits": builder.limits, "tables": builder.tables},
        "ledger-presets": [
            _counted(preset["state"]) | {"name": name} for name, preset in PRESETS.items()
        ],
        "ledgers": [_counted(state) for state in (*_switched(), *_drawn())],
    }


def _switched():
    """Give the examples other pictures, and no biases."""
    for preset in PRESETS.values():
        for size in (28, 32, 224, 227):
            channels = preset["state"]["shape"][0]
            yield preset["state"] | {"shape": [channels, size, size], "bias": False}


def _drawn():
    rng = np.random.default_rng(5)
    most = {"out_channels": 12, "kernel": 7, "padding": 4, "groups": 3, "out_features": 90}
    for _ in range(400):
        layers = []
        kinds = rng.choice(list(NUMBERS), size=rng.integers(0, 9), p=[0.5, 0.2, 0.2, 0.1])
        if rng.random() < 0.8:
            kinds = sorted(kinds, key=("conv", "pool", "fc", "rbf").index)  # maps before values
        for kind in map(str, kinds):
            layer = {"kind": kind}
            for name, (_, low, _) in NUMBERS[kind].items():
                layer[name] = int(rng.integers(low, most.get(name, 4) + 1))
            if kind == "conv" and rng.random() < 0.7:
                layer["groups"] = 1
            for name, choices in WORDS[kind].items():
                layer[name] = choices[rng.integers(0, len(choices))]
                if name == "links" and rng.random() < 0.8:
                    layer[name] = None
            layers.append(layer)
        shape = [int(rng.integers(1, 5)), *map(int, rng.integers(1, 70, 2))]
        yield {"shape": shape, "layers": layers, "bias": bool(rng.integers(0, 2))}
    rows, columns = len(LINKS["C3"]), len(LINKS["C3"][0])
    joined = {"kind": "conv", "out_channels": columns, "kernel": 3, "links": "C3", "groups": 7}
    yield {"shape": [rows, 9, 9], "layers": [joined], "bias": True}


def _counted(state):
    """Give the rows that fit, as the ledger counts them, and whether one does not."""
    builder = LedgerBuilder(**state)
    rows = [
        {
            "name": row.name,
            "shape": row.shape,
            "weights": row.count.weights,
            "biases": row.count.biases,
            "fixed": row.fixed_weights,
            "work": row.multiply_adds,
            "field": row.receptive_field,
            "bytes": np.zeros(row.shape, np.float32).nbytes,
        }
        for row in builder.ledger
    ]
    return {
        "state": state | {"layers": builder.layers},
        "rows": rows,
        "problem": builder.problem,
        "parameters": builder.ledger.parameters,
        "multiply_adds": builder.ledger.multiply_adds,
    }
