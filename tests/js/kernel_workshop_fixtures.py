"""What cnnkit computes for KernelWorkshop and shared/correlate.js, as JSON for node."""

import itertools
from typing import Any

import numpy as np

from cnnkit import filters
from cnnkit.ops.conv_single import correlate2d
from cnnkit.widgets.kernel_workshop import PRESETS, KernelWorkshop


def fixtures() -> dict[str, Any]:
    """Return the content of each fixture file by its name."""
    return {
        "correlate": list(_correlate()),
        "gallery": list(_gallery()),
        "workshop": {"defaults": _seen(KernelWorkshop()), "states": list(_states())},
    }


def _correlate():
    """Make maps and kernels of many small sizes, also such that leave one to three columns over."""
    rng = np.random.default_rng(5)
    for height, width, rows, columns in itertools.product(
        (1, 4, 9), (3, 6, 8, 11), (1, 3), (1, 2, 5)
    ):
        if rows > height or columns > width:
            continue
        picture, kernel = rng.normal(size=(height, width)), rng.normal(size=(rows, columns))
        yield {
            "picture": picture.tolist(),
            "kernel": kernel.tolist(),
            "output": correlate2d(picture, kernel).tolist(),
            "convolved": correlate2d(picture, filters.half_turn(kernel)).tolist(),
        }


def _gallery():
    """Put the named kernels on one 16 x 16 picture of whole numbers, so that sums are exact."""
    picture = np.random.default_rng(6).integers(0, 256, size=(16, 16)).astype(float)
    for name, mode in itertools.product(PRESETS, ("cross-correlation", "convolution")):
        state = {"picture": "own", "selected": (0, 0), "mode": mode}
        workshop = KernelWorkshop.preset(name, image=picture, **state)
        yield _seen(workshop) | {"name": name, "image": picture.tolist()}


def _states():
    rng = np.random.default_rng(7)
    for picture, size, mode in itertools.product(
        ("temple", "flower", "drawing", "dot"), (3, 5), ("cross-correlation", "convolution")
    ):
        workshop = KernelWorkshop(
            picture=picture,
            weights=rng.integers(-8, 9, size=(size, size)) / 4,
            divisor=int(rng.integers(1, 9)),
            bias=int(rng.integers(-99, 100)),
            mode=mode,
            selected=(2, 1),
        )
        yield _seen(workshop)


def _seen(workshop):
    """List everything that the front end shows."""
    return {
        "setting": workshop.opening,
        "packed": workshop.pictures.get(workshop.picture),
        "input": workshop.input.tolist(),
        "output": workshop.output.tolist(),
        "clipped": workshop.clipped,
        "presets": workshop.presets if workshop.picture == "temple" else None,
    }
