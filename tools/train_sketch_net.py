"""Train the net of cnnkit.models.sketch_net and write its weights beside it.

``python -m tools.train_sketch_net`` does it.

It draws its own sketches, takes half a minute, and prints the accuracy on unseen ones.
"""

from __future__ import annotations

import json

import numpy as np

from cnnkit.models import build
from cnnkit.models.sketch_net import SKETCH_NET, WEIGHTS, sketch_net
from cnnkit.sketches import sketches
from cnnkit.training import SGD, evaluate, fit, linear_decay


def main() -> None:
    """Train, round, write, and look whether rounding has hurt."""
    images, labels = sketches(16_000, seed=0)
    net = build(SKETCH_NET, rng=np.random.default_rng(0))
    optimizer = SGD(net, linear_decay(0.05), momentum=0.9, weight_decay=1e-4)
    fit(
        net, images, labels, epochs=12, batch_size=32, optimizer=optimizer,
        rng=np.random.default_rng(0), validation=sketches(2_000, seed=1),
    )  # fmt: skip
    # as float64, for float32 would write 0.1 as 0.10000000149011612
    weights = {name: values.astype(float).round(4).tolist() for name, values, _ in net.parameters()}
    WEIGHTS.write_text(json.dumps(weights, separators=(",", ":")) + "\n", encoding="utf-8")
    print(evaluate(sketch_net(), *sketches(4_000, seed=2)))


if __name__ == "__main__":
    main()
