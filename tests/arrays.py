"""Arrays to try an operation on, and what it means that it agrees with PyTorch."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import strategies as st

from tests.pooling import FLOATS, LAYOUTS, WHOLE

__all__ = ["FLOATS", "WHOLE", "agree", "arrays", "inner", "read_only", "tensor"]

TOLERANCE = {np.dtype(np.float32): 1e-5, np.dtype(np.float64): 1e-10}


@st.composite
def arrays(draw: st.DrawFn, shape: tuple[int, ...], dtype: type = np.float64) -> np.ndarray:
    """Draw a read-only array: normal numbers, or whole ones that make sums of bytes wrap around."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    dtype = np.dtype(dtype)
    if dtype.kind in "iu":
        low, high = max(np.iinfo(dtype).min, -300), min(np.iinfo(dtype).max, 300)
        values = rng.integers(low, high, shape, dtype, endpoint=True)
    else:
        values = rng.standard_normal(shape)
        values = (values > 0) if dtype.kind == "b" else values.astype(dtype)
    return read_only(LAYOUTS[draw(st.sampled_from(sorted(LAYOUTS)))](values))


def read_only(array: np.ndarray) -> np.ndarray:
    """Make a function fail that writes to its argument."""
    array.flags.writeable = False
    return array


def tensor(array: np.ndarray) -> torch.Tensor:
    """Copy an array to PyTorch, floating and ready for gradients."""
    array = array if array.dtype.kind == "f" else array.astype(np.float64)
    return torch.tensor(array.copy(), requires_grad=True)


def agree(ours: np.ndarray, theirs: np.ndarray | torch.Tensor) -> None:
    """Insist on the same shape and dtype, and on 1e-5 (float32) or 1e-10 (float64) of the largest.

    Sums of many products lose digits of the largest of them, not of the result.
    """
    theirs = theirs.detach().numpy() if isinstance(theirs, torch.Tensor) else theirs
    within = TOLERANCE[ours.dtype]
    scale = max(1.0, float(np.abs(theirs).max(initial=0)))
    np.testing.assert_allclose(ours, theirs, rtol=within, atol=within * scale, strict=True)


def inner(a: np.ndarray, b: np.ndarray) -> float:
    """Multiply corresponding entries and add them up."""
    return float(np.vdot(a, b))
