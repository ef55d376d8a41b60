"""What cnnkit counts for PaddingRuler: rows and their windows, and those that it refuses."""

from typing import Any

import numpy as np
import traitlets

from cnnkit.widgets.padding_ruler import PRESETS, PaddingRuler

LIMITS = {"size": 256, "kernel": 15, "stride": 8, "before": 30, "after": 30, "dilation": 4}
# Dumoulin and Visin's settings (2016), the chapter's, and the ends of what is allowed.
BY_HAND = (
    (4, 3, 1, 0, 0, 1),
    (5, 4, 1, 2, 2, 1),
    (5, 3, 1, 1, 1, 1),
    (5, 3, 1, 2, 2, 1),
    (5, 3, 2, 0, 0, 1),
    (5, 3, 2, 1, 1, 1),
    (6, 3, 2, 1, 1, 1),
    (7, 3, 1, 0, 0, 2),
    (1, 1, 1, 0, 0, 1),
    (1, 1, 8, 30, 30, 4),
    (256, 15, 8, 30, 30, 4),
)


def fixtures() -> dict[str, Any]:
    """Return the content of each fixture file by its name."""
    return {
        "rows": [_row(dict(zip(LIMITS, case, strict=True))) for case in (*BY_HAND, *_drawn())],
        "row-presets": [
            _row(preset["state"]) | {"name": name, "says": preset["says"]}
            for name, preset in PRESETS.items()
        ],
    }


def _drawn():
    rng = np.random.default_rng(11)
    for _ in range(400):
        largest = dict(LIMITS) | {"size": int(rng.choice([4, 12, 40, 256]))}
        low = [name not in ("before", "after") for name in largest]
        yield tuple(
            int(rng.integers(one, most + 1))
            for one, most in zip(low, largest.values(), strict=True)
        )


def _row(state):
    """Give what comes out of a row; the output is null where it is refused."""
    try:
        ruler = PaddingRuler(**state)
    except traitlets.TraitError:
        return {"state": state, "output": None}
    names = ("output", "left_over", "visits", "unused")
    return {"state": state} | {name: getattr(ruler, name) for name in names}
