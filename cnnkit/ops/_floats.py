"""What type a result has: floats keep theirs, anything else becomes float64."""

from __future__ import annotations

import numpy as np


def as_floats(*arrays: np.ndarray) -> tuple[np.ndarray, ...]:
    """Bring arrays to one floating type, so that no sum of bytes wraps around.

    An array that has this type is not copied.
    """
    dtype = np.result_type(*arrays)
    dtype = dtype if dtype.kind == "f" else np.float64
    return tuple(array.astype(dtype, copy=False) for array in arrays)
