"""H4: a plane of complex cells."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.returns import Array
from cnnkit.models.neocognitron import complex_cell_plane

__all__ = ["H4"]


def drops_the_leftover(simple_plane: np.ndarray, block: int) -> np.ndarray:
    """You leave out the rows and columns that are left over.

    They form smaller blocks, with complex cells of their own.
    """
    h, w = (side // block for side in simple_plane.shape)
    whole = simple_plane[: h * block, : w * block] > 0
    return whole.reshape(h, block, w, block).any(axis=(1, 3))


def drops_the_rows(simple_plane: np.ndarray, block: int) -> np.ndarray:
    """You leave out the rows that are left over at the bottom; columns you treat rightly."""
    height, width = simple_plane.shape
    rows, columns = range(0, height - block + 1, block), range(0, width, block)
    return np.array(
        [[(simple_plane[i : i + block, j : j + block] > 0).any() for j in columns] for i in rows],
        dtype=bool,
    ).reshape(len(rows), len(columns))


def drops_the_columns(simple_plane: np.ndarray, block: int) -> np.ndarray:
    """You leave out the columns that are left over on the right; rows you treat rightly."""
    height, width = simple_plane.shape
    rows, columns = range(0, height, block), range(0, width - block + 1, block)
    return np.array(
        [[(simple_plane[i : i + block, j : j + block] > 0).any() for j in columns] for i in rows],
        dtype=bool,
    ).reshape(len(rows), len(columns))


def one_block_too_many(simple_plane: np.ndarray, block: int) -> np.ndarray:
    """You always add a last row and column of blocks, even where nothing is left over.

    Round up: `-(-side // block)`, or `math.ceil(side / block)`.
    """
    h, w = (side // block + 1 for side in simple_plane.shape)
    filled = np.zeros((h * block, w * block), dtype=bool)
    filled[: simple_plane.shape[0], : simple_plane.shape[1]] = simple_plane > 0
    return filled.reshape(h, block, w, block).any(axis=(1, 3))


def leftover_first(simple_plane: np.ndarray, block: int) -> np.ndarray:
    """Your smaller blocks are the first ones: start with whole blocks at the top and left."""
    more = [(-side % block, 0) for side in simple_plane.shape]
    filled = np.pad(simple_plane > 0, more)
    h, w = (side // block for side in filled.shape)
    return filled.reshape(h, block, w, block).any(axis=(1, 3))


def overlapping(simple_plane: np.ndarray, block: int) -> np.ndarray:
    """Your blocks overlap: the next one starts where the one before it ends."""
    size = tuple(min(block, side) for side in simple_plane.shape)
    seen = np.lib.stride_tricks.sliding_window_view(simple_plane > 0, size)
    return seen.any(axis=(2, 3))


def all_of_them(simple_plane: np.ndarray, block: int) -> np.ndarray:
    """Your cells wait for all simple cells of the block: a single one is enough."""
    more = [(0, -side % block) for side in simple_plane.shape]
    filled = np.pad(simple_plane > 0, more, constant_values=True)
    h, w = (side // block for side in filled.shape)
    return filled.reshape(h, block, w, block).all(axis=(1, 3))


def majority(simple_plane: np.ndarray, block: int) -> np.ndarray:
    """Your cells wait for half of the block: a single active cell is enough."""
    filled = np.pad((simple_plane > 0) * 1.0, [(0, -side % block) for side in simple_plane.shape])
    h, w = (side // block for side in filled.shape)
    return filled.reshape(h, block, w, block).mean(axis=(1, 3)) >= 0.5


def silent_counts(simple_plane: np.ndarray, block: int) -> np.ndarray:
    """All your cells fire: a simple cell at 0 is silent, so compare with `> 0`, not `>= 0`."""
    more = [(0, -side % block) for side in simple_plane.shape]
    filled = np.pad(simple_plane >= 0, more)
    h, w = (side // block for side in filled.shape)
    return filled.reshape(h, block, w, block).any(axis=(1, 3))


def weak_lost(simple_plane: np.ndarray, block: int) -> np.ndarray:
    """Your cells miss weak activity: as whole numbers, 0.3 becomes 0."""
    more = [(0, -side % block) for side in simple_plane.shape]
    filled = np.pad(simple_plane.astype(int) > 0, more)
    h, w = (side // block for side in filled.shape)
    return filled.reshape(h, block, w, block).any(axis=(1, 3))


def sum_above_one(simple_plane: np.ndarray, block: int) -> np.ndarray:
    """Your cells wait until the activity of a block adds up to 1: any activity is enough."""
    filled = np.pad(simple_plane, [(0, -side % block) for side in simple_plane.shape])
    h, w = (side // block for side in filled.shape)
    return filled.reshape(h, block, w, block).sum(axis=(1, 3)) >= 1


def corner_only(simple_plane: np.ndarray, block: int) -> np.ndarray:
    """You look at the top left cell of each block only: look at all of them."""
    return simple_plane[::block, ::block] > 0


def rows_of_blocks(simple_plane: np.ndarray, block: int) -> np.ndarray:
    """You take whole rows together: a complex cell looks at the columns of its own block only."""
    more = [(0, -side % block) for side in simple_plane.shape]
    filled = np.pad(simple_plane > 0, more)
    h, w = (side // block for side in filled.shape)
    rows = filled.reshape(h, -1).any(axis=1)
    return np.repeat(rows[:, None], w, axis=1)


def so_many_blocks(simple_plane: np.ndarray, block: int) -> np.ndarray:
    """You cut each side into `block` pieces: `block` is the side of a piece, in cells."""
    active = simple_plane > 0
    rows = np.array_split(active, min(block, active.shape[0]), axis=0)
    return np.array(
        [
            [piece.any() for piece in np.array_split(row, min(block, active.shape[1]), axis=1)]
            for row in rows
        ]
    )


def plane_transposed(simple_plane: np.ndarray, block: int) -> np.ndarray:
    """Rows and columns have changed places: your plane is the transposed one."""
    more = [(0, -side % block) for side in simple_plane.shape]
    filled = np.pad(simple_plane > 0, more)
    h, w = (side // block for side in filled.shape)
    return filled.reshape(h, block, w, block).any(axis=(1, 3)).T.copy()


def largest_answer(simple_plane: np.ndarray, block: int) -> np.ndarray:
    """Your cells give the largest answer of their block: they only say whether there is one.

    Compare with 0 at the end.
    """
    filled = np.pad(simple_plane, [(0, -side % block) for side in simple_plane.shape])
    h, w = (side // block for side in filled.shape)
    return filled.reshape(h, block, w, block).max(axis=(1, 3))


def how_many(simple_plane: np.ndarray, block: int) -> np.ndarray:
    """You count the active cells of each block; whether there is one is asked for."""
    filled = np.pad(simple_plane > 0, [(0, -side % block) for side in simple_plane.shape])
    h, w = (side // block for side in filled.shape)
    return filled.reshape(h, block, w, block).sum(axis=(1, 3))


def ones_and_zeros(simple_plane: np.ndarray, block: int) -> np.ndarray:
    """The plane is right, but it holds numbers, 1 and 0; True and False are asked for."""
    filled = np.pad(simple_plane > 0, [(0, -side % block) for side in simple_plane.shape])
    h, w = (side // block for side in filled.shape)
    return filled.reshape(h, block, w, block).any(axis=(1, 3)).astype(int)


def changes_the_plane(simple_plane: np.ndarray, block: int) -> np.ndarray:
    """The result is right, but you have turned the simple cells' own answers into 1 and 0.

    Work on a copy.
    """
    simple_plane[simple_plane > 0] = 1
    filled = np.pad(simple_plane > 0, [(0, -side % block) for side in simple_plane.shape])
    h, w = (side // block for side in filled.shape)
    return filled.reshape(h, block, w, block).any(axis=(1, 3))


def _plane(*shape: int, active: int) -> np.ndarray:
    """Return a silent plane with a few cells active, weakly and strongly."""
    rng = np.random.default_rng((*shape, active))
    plane = np.zeros(shape)
    plane.flat[rng.choice(plane.size, active, replace=False)] = 1.5 * rng.random(active)
    return plane


H4 = Exercise(
    "H4",
    complex_cell_plane,
    Array(dtype="bool"),
    mistakes=(
        drops_the_leftover,
        drops_the_rows,
        drops_the_columns,
        one_block_too_many,
        leftover_first,
        overlapping,
        all_of_them,
        majority,
        silent_counts,
        weak_lost,
        sum_above_one,
        corner_only,
        rows_of_blocks,
        so_many_blocks,
        plane_transposed,
        largest_answer,
        how_many,
        ones_and_zeros,
        changes_the_plane,
    ),
    telling=(
        Case(_plane(6, 9, active=14), 3),
        Case(_plane(8, 11, active=11), 3),
        Case(_plane(7, 5, active=24), 2),
        Case(_plane(4, 6, active=9), 2),
        Case(_plane(6, 8, active=2), 2),
    ),
    parts=(
        Part("whole blocks", 2, Array(dtype="bool")),
        Part("left-over rows and columns", 1, Array(dtype="bool")),
    ),
)
