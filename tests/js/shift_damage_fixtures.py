"""What cnnkit computes for ShiftDamage, as JSON for node: made anew for every run."""

from typing import Any

import numpy as np

from cnnkit.widgets.shift_damage import PRESETS, ShiftDamage


def fixtures() -> dict[str, Any]:
    """Return the content of each fixture file by its name."""
    return {"moves": list(_moves())}


def _moves():
    rng = np.random.default_rng(11)
    for name in PRESETS:
        yield _move(ShiftDamage.preset(name))
    for number in range(40):
        start, distance = (int(value) for value in rng.integers(-6, 7, 2))
        state = {"start": start, "distance": distance, "wrap": number % 3 == 0}
        if number % 2:
            yield _move(ShiftDamage(**state))
            continue
        image = rng.integers(0, 2, rng.integers(7, 33, 2))
        patch = (int(rng.integers(len(image) - 4)), int(rng.integers(image.shape[1] - 4)))
        yield _move(ShiftDamage(image, patch=patch, **state))


def _move(widget):
    return {
        "image": widget.image.tolist(),
        "state": widget.opening,
        "shifted": widget.shifted.tolist(),
        "counts": [widget.black_to_white, widget.white_to_black],
        "template_score": widget.template_score,
        "scores": widget.scores.tolist(),
        "map_maximum": widget.map_maximum,
    }
