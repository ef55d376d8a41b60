"""What cnnkit computes for PoolingLab and shared/, as JSON for node: made anew for every run."""

import itertools
from typing import Any

import numpy as np
import traitlets

from cnnkit import images, palette, shapes
from cnnkit.filters import gaussian_weights
from cnnkit.ops import pool
from cnnkit.widgets._frontend import load_css
from cnnkit.widgets.pooling_lab import DETECTOR_ANGLES, MODES, PRESETS, PoolingLab


def fixtures() -> dict[str, Any]:
    """Return the content of each fixture file by its name."""
    return {
        "spans": list(_spans()),
        "pooling": list(_pooling()),
        "presets": list(_presets()),
        "gaussian": [gaussian_weights(window).tolist() for window in range(1, 33)],
        "picks": list(_picks()),
        "fives": list(_fives()),
        "colours": _colours(),
    }


def _spans():
    for size, window, stride, borders in itertools.product(
        (1, 2, 5, 6, 9), (1, 2, 3, 5, 7, 12), (1, 2, 3, 7), shapes.BORDERS
    ):
        try:
            spans = shapes.window_spans(size, window, stride, borders)
        except ValueError:
            continue  # the lab refuses these, which the cases of "pooling" compare
        yield {"axis": [size, window, stride, borders], "spans": spans}


def _pooling():
    """Labs in every kind of state: what comes out, or that the state is refused."""
    rng = np.random.default_rng(4)
    sizes = [(1, 4), (5, 1), (4, 4), (9, 6)]
    ways = itertools.product(sizes, MODES, (1, 2, 3, 5), (1, 2, 3), shapes.BORDERS)
    for number, ((height, width), mode, window, stride, borders) in enumerate(ways):
        image = rng.normal(size=(height, width)).round(3)
        if mode == "stochastic" and number % 8:  # a negative value is refused there
            image = np.maximum(image, 0)
        yield _lab(
            image=image,
            mode=mode,
            window=window,
            stride=stride,
            borders=borders,
            shift_rows=int(rng.integers(-8, 9)) if number % 3 == 0 else 0,
            shift_columns=int(rng.integers(-2, 3)),
            entering=round(rng.normal(), 2) if mode != "stochastic" else 0.25,
        )


def _lab(**state):
    case = {"state": state | {"image": state["image"].tolist()}}
    try:
        lab = PoolingLab(**state)
    except traitlets.TraitError:
        return case | {"output": None}
    moved = images.shift(
        lab.image, lab.shift_rows, lab.shift_columns, entering=lab.entering
    ).tolist()
    return case | {"moved": moved, "output": lab.output.tolist(), "changed": lab.changed}


def _presets():
    for name in PRESETS:
        lab = PoolingLab.preset(name)
        yield {"name": name, **_lab(**PRESETS[name]["state"]), "opening": lab.opening}


def _picks():
    """Stochastic pooling with its random numbers beside it."""
    for seed in range(20):
        x = np.maximum(np.random.default_rng(seed).normal(size=(6, 8)).round(2), 0)
        out, winners = pool.stochastic_pool2d(x, 2, rng=np.random.default_rng(100 + seed))
        marks = np.random.default_rng(100 + seed).random(out.shape)
        yield {
            "image": x.tolist(),
            "marks": marks.tolist(),
            "out": out.tolist(),
            "winners": winners.tolist(),
        }


def _fives():
    for angle in (-45, -20, -7.5, 0, 10, 33, 45):
        five = images.digit_five(angle)
        answers = [images.similarity(five, images.digit_five(at)) for at in DETECTOR_ANGLES]
        yield {"angle": angle, "five": five.tolist(), "answers": answers}
    yield {"angle": 12, "size": 16, "five": images.digit_five(12, 16).tolist()}


def _colours():
    fractions = np.linspace(0, 1, 201)
    hues = [palette.unsigned_colour(x) for x in fractions]
    return {
        "css": load_css("pooling_lab.css"),
        "unsigned": [[x, colour] for x, colour in zip(fractions, hues, strict=True)],
        "signed": [[2 * x - 1, palette.signed_colour(2 * x - 1)] for x in fractions],
        "text": [[colour, palette.text_on(colour)] for colour in hues],
    }
