"""What cnnkit computes for TargetSearch, as JSON for node: made anew for every run."""

from typing import Any

import numpy as np

from cnnkit.ops.matching import SCORES, find_template, match_template
from cnnkit.widgets.target_search import PRESETS, TargetSearch


def fixtures() -> dict[str, Any]:
    """Return the content of each fixture file by its name."""
    return {
        "matching": list(_matching()),
        "searches": list(_searches()),
        "crowd": TargetSearch().image.tolist(),
    }


def _matching():
    """Scores of small pictures, among them blank ones, negative ones, and exact ties."""
    rng = np.random.default_rng(9)
    signed = rng.normal(size=(6, 9)).round(2)
    blank = np.zeros((7, 6))
    blank[4:, 1:4] = [[1, 2, 3], [0, 1, 0], [2, 0, 2]]
    tie = np.tile([[1.0, 2, 5], [4, 3, 0]], (2, 3))
    cases = [
        (signed, signed[2:5, 3:7]),
        (-signed, signed[:1, :1]),
        (blank, blank[4:, 1:4]),
        (-blank, blank[4:, 1:4]),
        (blank, np.zeros((2, 2))),
        (tie, tie[:2, :3]),
        (1e9 * tie, tie[:2, 1:3]),
        (np.full((4, 4), 7.0), np.ones((2, 3))),
    ]
    for image, template in cases:
        for score in SCORES:
            yield {
                "image": image.tolist(),
                "template": template.tolist(),
                "score": score,
                "scores": match_template(image, template, score).tolist(),
                "found": find_template(image, template, score),
            }


def _searches():
    rng = np.random.default_rng(5)
    for name in PRESETS:
        yield _search(TargetSearch.preset(name))
    for number in range(24):
        height, width = (int(side) for side in rng.integers(3, 13, 2))
        cut = (int(rng.integers(0, 48 - height)), int(rng.integers(0, 48 - width)), height, width)
        yield _search(
            TargetSearch(
                cut=cut,
                score=SCORES[number % 3],
                lamp=number % 2 == 0,
                lamp_at=tuple(rng.integers(0, 48, 2)),
                light=[1, 0.5, 0.1][number % 3],
            )
        )


def _search(widget):
    return {
        "state": widget.opening,
        "scores": widget.scores.tolist(),
        "found": widget.found,
        "hit": widget.hit,
    }
