"""Maps to pool, drawn at random, and two judges of the result: a plain loop and PyTorch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import torch
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnnkit.shapes import BORDERS, window_spans

FLOATS = (np.float32, np.float64)
WHOLE = (np.bool_, np.uint8, np.int8, np.int32, np.int64)

# Few different values make ties; the extremes of a type make sums that wrap around;
# floats between 0 and 0.1 stay away, whose squares would test rounding rather than pooling.
_ELEMENTS = {
    "b": st.booleans(),
    "u": st.sampled_from([0, 1, 2, 253, 254, 255]),
    "i": st.sampled_from([-128, -127, -2, -1, 0, 1, 126, 127]),
    "f": st.integers(-3, 3)
    | st.floats(np.float32(0.1), 100, width=32)
    | st.floats(-100, np.float32(-0.1), width=32),
}

# The same values in other memory: results may not depend on it.
LAYOUTS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "row by row": lambda x: x,
    "column by column": np.asfortranarray,
    "upside down": lambda x: np.flip(np.flip(x).copy()),
    "every other pixel": lambda x: np.repeat(x, 2, axis=-1)[..., ::2],
}


class Case(NamedTuple):
    """A map, and how to pool it."""

    x: np.ndarray
    window: int | tuple[int, int]
    stride: int | tuple[int, int] | None
    borders: str

    @property
    def options(self) -> dict[str, Any]:
        """How to pool, in the words of cnnkit."""
        return {"window": self.window, "stride": self.stride, "borders": self.borders}

    @property
    def torch_options(self) -> dict[str, Any]:
        """How to pool, in the words of PyTorch."""
        height, width = self.windows
        return {
            "kernel_size": self.windows,
            "stride": self.strides,
            "padding": (height // 2, width // 2) if self.borders == "centred" else 0,
            "ceil_mode": self.borders == "partial",
        }

    @property
    def windows(self) -> tuple[int, int]:
        """Height and width of the window."""
        return _pair(self.window)

    @property
    def strides(self) -> tuple[int, int]:
        """Vertical and horizontal step."""
        return _pair(self.window if self.stride is None else self.stride)

    @property
    def spans(self) -> list[list[tuple[int, int]]]:
        """First pixel and one past the last of each window, down and across."""
        axes = zip(self.x.shape[-2:], self.windows, self.strides, strict=True)
        return [window_spans(*axis, self.borders) for axis in axes]

    @property
    def suits_pytorch(self) -> bool:
        """PyTorch wants no window larger than the map, unless padding makes up for it."""
        sizes = zip(self.windows, self.x.shape[-2:], strict=True)
        return self.borders == "centred" or all(window <= size for window, size in sizes)


@st.composite
def cases(
    draw: st.DrawFn,
    *,
    dtypes: tuple[type, ...] = FLOATS,
    borders: tuple[str, ...] = BORDERS,
    leading: tuple[int, int] = (0, 2),
) -> Case:
    """Draw a read-only map with some leading axes, and the windows to pool it with."""
    border = draw(st.sampled_from(borders))
    extent = st.sampled_from([1, 3, 5]) if border == "centred" else st.integers(1, 4)
    window = draw(extent | st.tuples(extent, extent))
    step = st.integers(1, 4)
    stride = draw(st.none() | step | st.tuples(step, step))
    least = _pair(window) if border == "drop" else (1, 1)
    size = tuple(draw(st.integers(low, low + 5)) for low in least)
    before = draw(hnp.array_shapes(min_dims=leading[0], max_dims=leading[1], max_side=3))
    dtype = np.dtype(draw(st.sampled_from(dtypes)))
    values = draw(hnp.arrays(dtype, before + size, elements=_ELEMENTS[dtype.kind]))
    x = LAYOUTS[draw(st.sampled_from(sorted(LAYOUTS)))](values)
    x.flags.writeable = False  # a function that writes to its argument fails
    return Case(x, window, stride, border)


def by_loop(case: Case, summary: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Visit the windows one after the other and summarise each."""
    rows, columns = case.spans
    one_by_one = [
        [summary(case.x[..., slice(*row), slice(*column)]) for column in columns] for row in rows
    ]
    return np.stack([np.stack(row, axis=-1) for row in one_by_one], axis=-2)


def gradient_for(out: np.ndarray, dtype: np.dtype | type = np.float64) -> np.ndarray:
    """Return a read-only gradient of the shape of `out`, no two entries alike."""
    grad = np.linspace(-0.4, 0.7, out.size, dtype=dtype).reshape(out.shape)
    grad.flags.writeable = False
    return grad


def close(ours: np.ndarray, theirs: np.ndarray) -> None:
    """Insist on the same shape and dtype, and on values that agree but for rounding."""
    rounding = 64 * np.finfo(ours.dtype).eps if ours.dtype.kind == "f" else 0
    np.testing.assert_allclose(ours, theirs, rtol=rounding, atol=100 * rounding, strict=True)


def as_torch(x: np.ndarray) -> torch.Tensor:
    """Copy maps to PyTorch, with one batch and one channel axis before their own two."""
    return torch.tensor(x.copy()).reshape(-1, 1, *x.shape[-2:])


def as_numpy(tensor: torch.Tensor, leading: tuple[int, ...]) -> np.ndarray:
    """Copy PyTorch's maps back, with their leading axes."""
    return tensor.detach().numpy().reshape(*leading, *tensor.shape[-2:])


def _pair(value: int | tuple[int, int]) -> tuple[int, int]:
    return value if isinstance(value, tuple) else (value, value)
