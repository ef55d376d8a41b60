"""What cnnkit computes for SketchPlayground, as JSON for node: made anew for every run."""

from typing import Any

import numpy as np

from cnnkit.layers import ReLU
from cnnkit.models.sketch_net import sketch_net
from cnnkit.sketches import KINDS, sketches
from cnnkit.widgets.sketch_playground import PRESETS, SketchPlayground


def fixtures() -> dict[str, Any]:
    """Return the content of each fixture file by its name."""
    one = SketchPlayground()
    return {
        "sketch_net": one.weights,
        "sketch_kinds": list(KINDS),
        "sketch_presets": {preset["name"]: preset["state"] for preset in one.presets},
        "sketch_states": list(_states()),
        "shares": list(_shares()),
    }


def _states():
    """Every example, paper and ink all over, sketches in every setting, and noise.

    The noise and the house come with their feature maps.
    """
    for name, preset in PRESETS.items():
        if preset["state"]["tab"] == "sketch":
            yield _state(SketchPlayground.preset(name))
    yield _state(SketchPlayground(np.ones((16, 16))))
    rng = np.random.default_rng(12)
    noise = SketchPlayground(rng.uniform(size=(16, 16)), relu=False, temperature=3.0)
    yield _state(noise) | {"features": _features(noise)}
    house = SketchPlayground()
    yield _state(house) | {"features": _features(house)}
    images, _ = sketches(16, seed=5)
    for number, (image,) in enumerate(images):
        yield _state(
            SketchPlayground(
                image,
                temperature=[0.1, 0.7, 4.2, 10][number % 4],
                relu=number % 3 > 0,
                threshold=[0, 0.5, 0.9, 1][number // 4],
            )
        )


def _state(playground):
    return {
        "state": playground.opening,
        "logits": playground.logits.tolist(),
        "probabilities": playground.probabilities.tolist(),
        "kind": playground.kind,
        "answer": playground.answer,
        "occlusion": playground.occlusion().tolist(),
    }


def _features(playground):
    """Return what both layers hand to pooling."""
    found, values = [], playground.image[None, None]
    for layer in sketch_net():
        if isinstance(layer, ReLU):
            values = layer(values) if playground.relu else values
            found.append(values[0].tolist())
        else:
            values = layer(values)
    return found


def _shares():
    for scores in (
        [2, 2, 2, 2],
        [1000, 1001],
        [-1000, 1000],
        [0.1, -7.3, 2.2],
        [9999, -9999, 9998],
    ):
        for temperature in (0.1, 1.0, 2.5, 10.0):
            playground = SketchPlayground(scores=scores, temperature=temperature)
            yield {
                "scores": scores,
                "temperature": temperature,
                "shares": playground.shares.tolist(),
            }
