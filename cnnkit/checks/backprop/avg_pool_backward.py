"""B5: back through an average."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.ops.pool import avg_pool2d_backward
from cnnkit.withhold import withheld

__all__ = ["B5"]


@withheld
def avg_pool_backward(grad_out: np.ndarray, window: int) -> np.ndarray:
    """Spread every gradient evenly over its window; the right answer."""
    shape = tuple(side * window for side in grad_out.shape)
    return avg_pool2d_backward(grad_out.astype(float), shape, window)


def divided_once(grad_out: np.ndarray, window: int) -> np.ndarray:
    """You divide by the window's side; it has `window * window` pixels, and all share."""
    return np.repeat(np.repeat(grad_out, window, axis=0), window, axis=1) / window


def not_divided(grad_out: np.ndarray, window: int) -> np.ndarray:
    """Every pixel of yours gets the whole gradient; together they may get no more than that."""
    return np.repeat(np.repeat(grad_out, window, axis=0), window, axis=1) * 1.0


def always_a_quarter(grad_out: np.ndarray, window: int) -> np.ndarray:
    """You divide by 4, which is right for windows of 2 × 2 alone: divide by `window**2`."""
    return np.repeat(np.repeat(grad_out, window, axis=0), window, axis=1) / 4


def multiplied(grad_out: np.ndarray, window: int) -> np.ndarray:
    """You multiply by the number of pixels in a window; divide by it."""
    return np.repeat(np.repeat(grad_out, window, axis=0), window, axis=1) * window**2


def divided_by_the_map(grad_out: np.ndarray, window: int) -> np.ndarray:
    """You divide by the number of pixels of the whole map; each window is shared by its own."""
    return np.repeat(np.repeat(grad_out, window, axis=0), window, axis=1) / (
        grad_out.size * window**2
    )


def tiled(grad_out: np.ndarray, window: int) -> np.ndarray:
    """You repeat the whole map, as `np.tile` does; repeat every *value*: use `np.repeat`."""
    return np.tile(grad_out, (window, window)) / window**2


def top_left_only(grad_out: np.ndarray, window: int) -> np.ndarray:
    """You give it all to the top left pixel of each window; the others had a say, too."""
    out = np.zeros((grad_out.shape[0] * window, grad_out.shape[1] * window))
    out[::window, ::window] = grad_out
    return out


def share_for_the_top_left_only(grad_out: np.ndarray, window: int) -> np.ndarray:
    """You give a share to the top left pixel and nothing to the others; all get the same."""
    out = np.zeros((grad_out.shape[0] * window, grad_out.shape[1] * window))
    out[::window, ::window] = grad_out / window**2
    return out


def top_row_only(grad_out: np.ndarray, window: int) -> np.ndarray:
    """You fill the top row of each window only; the rows below it had a say, too."""
    out = np.zeros((grad_out.shape[0] * window, grad_out.shape[1] * window))
    out[::window] = np.repeat(grad_out, window, axis=1) / window**2
    return out


def whole_numbers(grad_out: np.ndarray, window: int) -> np.ndarray:
    """You divide with `//`, which rounds down, and negative gradients away from 0: use `/`."""
    return np.repeat(np.repeat(grad_out, window, axis=0), window, axis=1) // window**2


def keeps_type(grad_out: np.ndarray, window: int) -> np.ndarray:
    """Your result has the dtype of the gradient, and whole numbers drop the fractions.

    Make an array of floats.
    """
    out = np.repeat(np.repeat(grad_out, window, axis=0), window, axis=1) / window**2
    return out.astype(grad_out.dtype)


def repeated_downwards_only(grad_out: np.ndarray, window: int) -> np.ndarray:
    """You repeat rows only; the columns of the map are `window` times as many, too."""
    return np.repeat(grad_out, window, axis=0) / window**2


def repeated_to_the_right_only(grad_out: np.ndarray, window: int) -> np.ndarray:
    """You repeat columns only; the rows of the map are `window` times as many, too."""
    return np.repeat(grad_out, window, axis=1) / window**2


def square_map(grad_out: np.ndarray, window: int) -> np.ndarray:
    """You take the map's height for its width, too: unpack both from `grad_out.shape`."""
    side = grad_out.shape[0]
    out = np.zeros((side * window, side * window))
    for i in range(side):
        for j in range(side):
            rows, columns = i * window, j * window
            out[rows : rows + window, columns : columns + window] = grad_out[i, j] / window**2
    return out


def transposed(grad_out: np.ndarray, window: int) -> np.ndarray:
    """Rows and columns have changed places: your result is the transposed one."""
    return (np.repeat(np.repeat(grad_out, window, axis=0), window, axis=1) / window**2).T.copy()


def forward(grad_out: np.ndarray, window: int) -> np.ndarray:
    """You pool the gradient once more; the way back makes the map larger, not smaller."""
    rows, columns = (side // window for side in grad_out.shape)
    cut = grad_out[: rows * window, : columns * window]
    return cut.reshape(rows, window, columns, window).mean(axis=(1, 3))


def a_list(grad_out: np.ndarray, window: int) -> list:
    """The numbers are right, but they come as a list; wrap it in `np.array(...)`."""
    return (np.repeat(np.repeat(grad_out, window, axis=0), window, axis=1) / window**2).tolist()


B5 = Exercise(
    "B5",
    avg_pool_backward,
    Array(),
    mistakes=(
        divided_once,
        not_divided,
        always_a_quarter,
        multiplied,
        divided_by_the_map,
        tiled,
        top_left_only,
        share_for_the_top_left_only,
        top_row_only,
        whole_numbers,
        keeps_type,
        repeated_downwards_only,
        repeated_to_the_right_only,
        square_map,
        transposed,
        forward,
        a_list,
    ),
    telling=(Case(mixed(3, 4).astype(int), 3), Case(mixed(2, 3), 2)),
)
