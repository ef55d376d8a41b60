"""What cnnkit computes for MatrixTwin: both matrices, their products, and how they are built."""

import itertools
from typing import Any

import numpy as np
import traitlets

from cnnkit.ops.conv_matrix import col2im, doubly_block_toeplitz, im2col
from cnnkit.widgets.matrix_twin import PRESETS, MatrixTwin


def fixtures() -> dict[str, Any]:
    """Return the content of each fixture file by its name."""
    presets = [_twin(**preset["state"]) for preset in PRESETS.values()]
    return {"twins": list(_twins()), "twin-presets": presets}


def _twins():
    rng = np.random.default_rng(8)
    sizes = [(1, 1), (1, 6), (1, 9), (5, 1), (2, 2), (3, 3), (3, 4), (5, 5), (6, 6), (9, 2)]
    sides = [(1, 1), (1, 2), (1, 4), (2, 1), (2, 2), (2, 3), (3, 3), (5, 2), (3, 5)]
    for number, (size, side) in enumerate(itertools.product(sizes, sides)):
        yield _twin(
            image=rng.normal(size=size).round(2),
            kernel=rng.normal(size=side).round(2),
            view=("both", "weights", "windows", "back")[number % 4],
            entries=("names", "values")[number % 2],
            chosen=0,
        )


def _twin(**state):
    """Give both matrices and what they say; the output is null where the twin is refused."""
    travels = {name: np.asarray(state[name]).tolist() for name in ("image", "kernel")}
    case = {"state": state | travels}
    try:
        twin = MatrixTwin(**state)
    except traitlets.TraitError:
        return case | {"output": None}
    # An entry's name instead of its number: 1 + its place; 0 is no weight.
    kernel, image = (1 + np.arange(x.size).reshape(x.shape) for x in (twin.kernel, twin.image))
    names, inputs = doubly_block_toeplitz(kernel, image.shape), im2col(image, kernel.shape)
    columns = np.outer(twin.kernel.ravel(), np.ones(len(names)))
    return case | {
        "weights": twin.weight_matrix.tolist(),
        "windows": twin.window_matrix.tolist(),
        "output": twin.output.ravel().tolist(),
        "back": col2im(columns, twin.image.shape, twin.kernel.shape).ravel().tolist(),
        "redundancy": twin.redundancy,
        "weight_names": names.tolist(),
        "toeplitz": [_constant_diagonals(names), _constant_diagonals(inputs)],
        "hankel": [_constant_diagonals(names[:, ::-1]), _constant_diagonals(inputs[:, ::-1])],
    }


def _constant_diagonals(matrix):
    rows, columns = matrix.shape
    diagonals = (np.diagonal(matrix, offset) for offset in range(1 - rows, columns))
    return all(len(set(diagonal.tolist())) == 1 for diagonal in diagonals)
