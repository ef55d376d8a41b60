"""What cnnkit computes for SlidingWindow, as JSON for node: made anew for every run."""

import itertools
from typing import Any

import numpy as np

from cnnkit.ops.conv_single import correlate2d
from cnnkit.widgets.sliding_window import MODES, PRESETS, QUIZZES, SlidingWindow


def fixtures() -> dict[str, Any]:
    """Return the content of each fixture file by its name."""
    return {
        "sliding": list(_sliding()),
        "sliding_presets": [_slid(SlidingWindow.preset(name)) for name in PRESETS],
        "quizzes": list(_quizzes()),
    }


def _sliding():
    rng = np.random.default_rng(6)
    sizes = [(1, 1), (3, 3), (5, 4), (2, 9), (9, 9)]
    kernels = [(1, 1), (2, 1), (1, 3), (3, 3), (2, 7), (7, 7)]
    for size, kernel, mode in itertools.product(sizes, kernels, MODES):
        if kernel[0] <= size[0] and kernel[1] <= size[1]:
            image, weights = (rng.normal(size=shape).round(2) for shape in (size, kernel))
            yield _slid(SlidingWindow(image, weights, mode=mode))


def _slid(widget):
    return {"state": widget.opening, "output": widget.output.tolist()}


def _quizzes():
    travelling = SlidingWindow().quizzes
    for quiz, (name, made) in zip(travelling, QUIZZES.items(), strict=True):
        maps = [correlate2d(made["image"], made["filters"][at]) for at in made["order"]]
        yield {"name": name, "quiz": quiz, "maps": [values.tolist() for values in maps]}
