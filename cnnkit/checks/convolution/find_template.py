"""C9: where a template fits best, however bright the picture is there."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Tuple, Whole
from cnnkit.ops.matching import find_template

__all__ = ["C9"]


def dot_product(image: np.ndarray, template: np.ndarray) -> tuple[int, int]:
    """Your score is the plain sum of products, and bright places win whatever is on them.

    Divide it by the lengths of window and template.
    """
    image, template = image.astype(float), template.astype(float)
    seen = np.lib.stride_tricks.sliding_window_view(image, template.shape)
    scores = np.tensordot(seen, template, 2).round(9)
    row, column = np.unravel_index(scores.argmax(), scores.shape)
    return int(row), int(column)


def template_turned(image: np.ndarray, template: np.ndarray) -> tuple[int, int]:
    """You turn the template by 180 degrees, as a true convolution does: leave it as it is."""
    image, template = image.astype(float), template.astype(float)[::-1, ::-1]
    seen = np.lib.stride_tricks.sliding_window_view(image, template.shape)
    lengths = np.sqrt((seen**2).sum(axis=(2, 3))) * np.sqrt((template**2).sum())
    cosines = np.tensordot(seen, template, 2) / np.where(lengths == 0, 1, lengths)
    scores = np.where(lengths == 0, -np.inf, cosines.round(9))
    row, column = np.unravel_index(scores.argmax(), scores.shape)
    return int(row), int(column)


def column_first(image: np.ndarray, template: np.ndarray) -> tuple[int, int]:
    """Row and column have changed places: return the row first."""
    image, template = image.astype(float), template.astype(float)
    seen = np.lib.stride_tricks.sliding_window_view(image, template.shape)
    lengths = np.sqrt((seen**2).sum(axis=(2, 3))) * np.sqrt((template**2).sum())
    cosines = np.tensordot(seen, template, 2) / np.where(lengths == 0, 1, lengths)
    scores = np.where(lengths == 0, -np.inf, cosines.round(9))
    row, column = np.unravel_index(scores.argmax(), scores.shape)
    return int(column), int(row)


def centre(image: np.ndarray, template: np.ndarray) -> tuple[int, int]:
    """You return the middle of the window; its top left corner is wanted."""
    image, template = image.astype(float), template.astype(float)
    seen = np.lib.stride_tricks.sliding_window_view(image, template.shape)
    lengths = np.sqrt((seen**2).sum(axis=(2, 3))) * np.sqrt((template**2).sum())
    cosines = np.tensordot(seen, template, 2) / np.where(lengths == 0, 1, lengths)
    scores = np.where(lengths == 0, -np.inf, cosines.round(9))
    row, column = np.unravel_index(scores.argmax(), scores.shape)
    return int(row) + template.shape[0] // 2, int(column) + template.shape[1] // 2


def mean_subtracted(image: np.ndarray, template: np.ndarray) -> tuple[int, int]:
    """You subtract the means first, which is another score.

    Here the cosine of the pixels as they are counts.
    """
    image, template = image.astype(float), template.astype(float)
    seen = np.lib.stride_tricks.sliding_window_view(image, template.shape)
    seen = seen - seen.mean(axis=(2, 3), keepdims=True)
    template = template - template.mean()
    lengths = np.sqrt((seen**2).sum(axis=(2, 3))) * np.sqrt((template**2).sum())
    cosines = np.tensordot(seen, template, 2) / np.where(lengths < 1e-9, 1, lengths)
    scores = np.where(lengths < 1e-9, -np.inf, cosines.round(9))
    row, column = np.unravel_index(scores.argmax(), scores.shape)
    return int(row), int(column)


def smallest_difference(image: np.ndarray, template: np.ndarray) -> tuple[int, int]:
    """You look for the smallest difference, and the template in another brightness is missed.

    Compare by the cosine.
    """
    image, template = image.astype(float), template.astype(float)
    seen = np.lib.stride_tricks.sliding_window_view(image, template.shape)
    scores = ((seen - template) ** 2).sum(axis=(2, 3)).round(9)
    row, column = np.unravel_index(scores.argmin(), scores.shape)
    return int(row), int(column)


def length_not_rooted(image: np.ndarray, template: np.ndarray) -> tuple[int, int]:
    """You divide by the sum of squares, which favours dark windows: take the square root of it."""
    image, template = image.astype(float), template.astype(float)
    seen = np.lib.stride_tricks.sliding_window_view(image, template.shape)
    squares = (seen**2).sum(axis=(2, 3)) * (template**2).sum()
    cosines = np.tensordot(seen, template, 2) / np.where(squares == 0, 1, squares)
    scores = np.where(squares == 0, -np.inf, cosines.round(9))
    row, column = np.unravel_index(scores.argmax(), scores.shape)
    return int(row), int(column)


def divided_by_sums(image: np.ndarray, template: np.ndarray) -> tuple[int, int]:
    """You divide by the window's sum; its length is the square root of its sum of squares."""
    image, template = image.astype(float), template.astype(float)
    seen = np.lib.stride_tricks.sliding_window_view(image, template.shape)
    sums = np.abs(seen).sum(axis=(2, 3))
    cosines = np.tensordot(seen, template, 2) / np.where(sums == 0, 1, sums)
    scores = np.where(sums == 0, -np.inf, cosines.round(9))
    row, column = np.unravel_index(scores.argmax(), scores.shape)
    return int(row), int(column)


def sign_lost(image: np.ndarray, template: np.ndarray) -> tuple[int, int]:
    """You compare absolute scores, so the template's negative wins as well: leave `abs` out."""
    image, template = image.astype(float), template.astype(float)
    seen = np.lib.stride_tricks.sliding_window_view(image, template.shape)
    lengths = np.sqrt((seen**2).sum(axis=(2, 3))) * np.sqrt((template**2).sum())
    cosines = np.abs(np.tensordot(seen, template, 2)) / np.where(lengths == 0, 1, lengths)
    scores = np.where(lengths == 0, -np.inf, cosines.round(9))
    row, column = np.unravel_index(scores.argmax(), scores.shape)
    return int(row), int(column)


def products_in_uint8(image: np.ndarray, template: np.ndarray) -> tuple[int, int]:
    """Your products wrap around: in `uint8`, 16 * 16 is 0.

    Turn picture and template into floats before you multiply.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image, template.shape)
    lengths = np.sqrt((seen * seen).sum(axis=(2, 3), dtype=float))
    lengths *= np.sqrt((template * template).sum(dtype=float))
    products = (seen * template).sum(axis=(2, 3), dtype=float)
    cosines = products / np.where(lengths == 0, 1, lengths)
    scores = np.where(lengths == 0, -np.inf, cosines.round(9))
    row, column = np.unravel_index(scores.argmax(), scores.shape)
    return int(row), int(column)


def blank_is_nan(image: np.ndarray, template: np.ndarray) -> tuple[int, int]:
    """A blank window wins: its score is 0 / 0 = NaN, which `argmax` takes for the largest.

    Give such a window a score of its own.
    """
    image, template = image.astype(float), template.astype(float)
    seen = np.lib.stride_tricks.sliding_window_view(image, template.shape)
    lengths = np.sqrt((seen**2).sum(axis=(2, 3))) * np.sqrt((template**2).sum())
    with np.errstate(invalid="ignore"):
        scores = (np.tensordot(seen, template, 2) / lengths).round(9)
    row, column = np.unravel_index(scores.argmax(), scores.shape)
    return int(row), int(column)


def blank_is_zero(image: np.ndarray, template: np.ndarray) -> tuple[int, int]:
    """A blank window gets the score 0, and beats windows whose score is negative.

    It may win only if nothing else is there: give it `-np.inf`.
    """
    image, template = image.astype(float), template.astype(float)
    seen = np.lib.stride_tricks.sliding_window_view(image, template.shape)
    lengths = np.sqrt((seen**2).sum(axis=(2, 3))) * np.sqrt((template**2).sum())
    scores = (np.tensordot(seen, template, 2) / np.where(lengths == 0, 1, lengths)).round(9)
    row, column = np.unravel_index(scores.argmax(), scores.shape)
    return int(row), int(column)


def not_rounded(image: np.ndarray, template: np.ndarray) -> tuple[int, int]:
    """Of two windows that fit equally well a rounding error chooses: `round(score, 9)` first."""
    image, template = image.astype(float), template.astype(float)
    seen = np.lib.stride_tricks.sliding_window_view(image, template.shape)
    lengths = np.sqrt((seen**2).sum(axis=(2, 3))) * np.sqrt((template**2).sum())
    cosines = np.tensordot(seen, template, 2) / np.where(lengths == 0, 1, lengths)
    scores = np.where(lengths == 0, -np.inf, cosines)
    row, column = np.unravel_index(scores.argmax(), scores.shape)
    return int(row), int(column)


def last_of_equals(image: np.ndarray, template: np.ndarray) -> tuple[int, int]:
    """Of windows that fit equally well you take the last; the first is wanted.

    In a loop, replace the best only if the new score is larger: `>` instead of `>=`.
    """
    image, template = image.astype(float), template.astype(float)
    seen = np.lib.stride_tricks.sliding_window_view(image, template.shape)
    lengths = np.sqrt((seen**2).sum(axis=(2, 3))) * np.sqrt((template**2).sum())
    cosines = np.tensordot(seen, template, 2) / np.where(lengths == 0, 1, lengths)
    scores = np.where(lengths == 0, -np.inf, cosines.round(9))
    row, column = np.argwhere(scores == scores.max())[-1]
    return int(row), int(column)


def first_down_the_columns(image: np.ndarray, template: np.ndarray) -> tuple[int, int]:
    """Of windows that fit equally well you take the leftmost.

    Row-major order looks through the first row before the second.
    """
    image, template = image.astype(float), template.astype(float)
    seen = np.lib.stride_tricks.sliding_window_view(image, template.shape)
    lengths = np.sqrt((seen**2).sum(axis=(2, 3))) * np.sqrt((template**2).sum())
    cosines = np.tensordot(seen, template, 2) / np.where(lengths == 0, 1, lengths)
    scores = np.where(lengths == 0, -np.inf, cosines.round(9))
    column, row = np.unravel_index(scores.T.argmax(), scores.T.shape)
    return int(row), int(column)


def flat_index(image: np.ndarray, template: np.ndarray) -> int:
    """You return one number, as `argmax` gives it; row and column are wanted.

    `np.unravel_index(number, scores.shape)` tells them.
    """
    image, template = image.astype(float), template.astype(float)
    seen = np.lib.stride_tricks.sliding_window_view(image, template.shape)
    lengths = np.sqrt((seen**2).sum(axis=(2, 3))) * np.sqrt((template**2).sum())
    cosines = np.tensordot(seen, template, 2) / np.where(lengths == 0, 1, lengths)
    scores = np.where(lengths == 0, -np.inf, cosines.round(9))
    return int(scores.argmax())


def a_list(image: np.ndarray, template: np.ndarray) -> list[int]:
    """The place is right, but it comes as a list; write `return row, column`."""
    image, template = image.astype(float), template.astype(float)
    seen = np.lib.stride_tricks.sliding_window_view(image, template.shape)
    lengths = np.sqrt((seen**2).sum(axis=(2, 3))) * np.sqrt((template**2).sum())
    cosines = np.tensordot(seen, template, 2) / np.where(lengths == 0, 1, lengths)
    scores = np.where(lengths == 0, -np.inf, cosines.round(9))
    row, column = np.unravel_index(scores.argmax(), scores.shape)
    return [int(row), int(column)]


_CORNER = Tuple((Whole(), Whole()), names=("row", "column"))


def _pasted(image: np.ndarray, *places: tuple[int, int, np.ndarray]) -> np.ndarray:
    """Lay small pictures onto a large one."""
    image = image.copy()
    for row, column, small in places:
        image[row : row + small.shape[0], column : column + small.shape[1]] = small
    return image


_T = np.array([[2.0, 7, 1], [5, 3, 8]])
_NEARLY = _T + 4e-6 * np.array([[7.0, -2, 0], [0, 0, 0]])  # its cosine with _T is 1 - 3e-12

C9 = Exercise(
    "C9",
    find_template,
    _CORNER,
    mistakes=(
        dot_product,
        template_turned,
        column_first,
        centre,
        mean_subtracted,
        smallest_difference,
        length_not_rooted,
        divided_by_sums,
        sign_lost,
        products_in_uint8,
        blank_is_nan,
        blank_is_zero,
        not_rounded,
        last_of_equals,
        first_down_the_columns,
        flat_index,
        a_list,
    ),
    telling=(
        Case(_pasted(abs(mixed(7, 9)), (4, 5, 3 * _T), (0, 1, 9 + _T), (1, 6, -_T)), _T),
        Case(
            _pasted(
                np.full((7, 10), 4.0),
                (0, 0, np.zeros((3, 4))),
                (0, 5, _NEARLY),
                (2, 6, _T),
                (3, 1, 2 * _T),
                (4, 4, 4 * _T),
            ),
            _T,
        ),
        Case(_pasted(np.zeros((5, 8)), (1, 2, -_T)), _T),
        Case(
            _pasted(abs(mixed(6, 8)) * 20, (3, 2, _T * 30)).astype(np.uint8),
            (_T * 15).astype(np.uint8),
        ),
    ),
    parts=(Part("best window", 3, _CORNER), Part("ties and blank windows", 1, _CORNER)),
)
