"""What cnnkit computes for HubelWieselBench, as JSON for node: made anew for every run."""

from typing import Any

import numpy as np

from cnnkit.models.cortex import (
    bar,
    complex_cell,
    direction_cell,
    receptive_field,
    simple_cell,
)
from cnnkit.widgets.hubel_wiesel_bench import PRESETS, HubelWieselBench


def fixtures() -> dict[str, Any]:
    """Return the content of each fixture file by its name."""
    return {"cortex": list(_cortex()), "benches": list(_benches())}


def _cortex():
    """Bars and cells at round angles, where edges fall between pixels, and at any."""
    rng = np.random.default_rng(7)
    cases = [(0, 0, 90, 0), (90, 0.5, 90, 2), (45, -8, 135, -4), (180, 2, 0, 2)]
    cases += [tuple(rng.uniform([0, -8, 0, -4], [180, 8, 180, 4])) for _ in range(12)]
    for angle, offset, preferred, place in cases:
        before, now = bar(angle, offset - 2), bar(angle, offset)
        yield {
            "angle": angle,
            "offset": offset,
            "preferred": preferred,
            "place": place,
            "bar": now.tolist(),
            "field": receptive_field(preferred, place).tolist(),
            "simple": simple_cell(now, preferred, place),
            "complex": complex_cell(now, preferred),
            "direction": [
                direction_cell(before, now, preferred),
                direction_cell(now, before, preferred),
                direction_cell(before, now, preferred, step=-3),
            ],
        }


def _benches():
    rng = np.random.default_rng(8)
    for name in PRESETS:
        yield _bench(HubelWieselBench.preset(name))
    for number in range(45):
        preferred = float(rng.integers(181))
        yield _bench(
            HubelWieselBench(
                cell=("simple", "complex", "direction")[number % 3],
                angle=float(np.clip(preferred + rng.integers(-20, 21), 0, 180)),
                offset=float(rng.integers(-16, 17)) / 2,
                moved=(-2.0, 2.0, 0.0)[rng.integers(3)],
                preferred=preferred,
                hidden=number % 2 == 0,
                guess=None if number % 5 == 0 else float(rng.integers(181)),
            )
        )


def _bench(widget):
    return {"state": widget.opening, "response": widget.response, "found": widget.found}
