"""C12: which filter made which map."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import ListOf, Whole
from cnnkit.ops.conv_single import correlate2d
from cnnkit.withhold import withheld

__all__ = ["C12"]


@withheld
def match_maps(image: np.ndarray, filters: np.ndarray, maps: np.ndarray) -> list[int]:
    """Return the filter whose own map is nearest to each map; the right answer."""
    own = np.array([correlate2d(image, kernel) for kernel in filters])
    return [int(((own - given) ** 2).sum(axis=(1, 2)).argmin()) for given in maps]


def inverse(image: np.ndarray, filters: np.ndarray, maps: np.ndarray) -> list[int]:
    """You answer the question the other way round: which map belongs to each filter.

    Go through the maps, and return the filter of each.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image, filters.shape[1:])
    own = np.einsum("ijab,nab->nij", seen, filters)
    return [int(((maps - made) ** 2).sum(axis=(1, 2)).argmin()) for made in own]


def exactly_equal(image: np.ndarray, filters: np.ndarray, maps: np.ndarray) -> list[int]:
    """You look for maps that are equal to the last digit, and rounding errors hide them.

    Take the filter whose map is nearest.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image, filters.shape[1:])
    own = np.einsum("ijab,nab->nij", seen, filters)
    return [n for given in maps for n, made in enumerate(own) if np.array_equal(made, given)]


def filters_flipped(image: np.ndarray, filters: np.ndarray, maps: np.ndarray) -> list[int]:
    """Your filters are turned by 180 degrees, and those that are each other's turn get swapped.

    The maps come from a cross-correlation.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image, filters.shape[1:])
    own = np.einsum("ijab,nab->nij", seen, filters[:, ::-1, ::-1])
    return [int(((own - given) ** 2).sum(axis=(1, 2)).argmin()) for given in maps]


def by_maximum(image: np.ndarray, filters: np.ndarray, maps: np.ndarray) -> list[int]:
    """You compare the largest values only, and several maps may share theirs.

    Compare the maps value by value.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image, filters.shape[1:])
    largest = np.einsum("ijab,nab->nij", seen, filters).max(axis=(1, 2))
    return [int(np.abs(largest - given.max()).round(6).argmin()) for given in maps]


def by_sum(image: np.ndarray, filters: np.ndarray, maps: np.ndarray) -> list[int]:
    """You compare the sums of the maps only, and several maps may share theirs.

    Compare the maps value by value.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image, filters.shape[1:])
    sums = np.einsum("ijab,nab->nij", seen, filters).sum(axis=(1, 2))
    return [int(np.abs(sums - given.sum()).round(6).argmin()) for given in maps]


def differences_cancel(image: np.ndarray, filters: np.ndarray, maps: np.ndarray) -> list[int]:
    """Your differences cancel when you add them up: square them first, or use `abs`."""
    seen = np.lib.stride_tricks.sliding_window_view(image, filters.shape[1:])
    own = np.einsum("ijab,nab->nij", seen, filters)
    return [int((own - given).sum(axis=(1, 2)).round(6).argmin()) for given in maps]


def by_corner(image: np.ndarray, filters: np.ndarray, maps: np.ndarray) -> list[int]:
    """You compare the first values of the maps only: compare all of them."""
    seen = np.lib.stride_tricks.sliding_window_view(image, filters.shape[1:])
    corner = np.einsum("ijab,nab->nij", seen, filters)[:, 0, 0]
    return [int(np.abs(corner - given[0, 0]).round(6).argmin()) for given in maps]


def by_dot_product(image: np.ndarray, filters: np.ndarray, maps: np.ndarray) -> list[int]:
    """You look for the largest product of two maps, and a strong filter wins over the right one.

    Compare by the differences.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image, filters.shape[1:])
    own = np.einsum("ijab,nab->nij", seen, filters)
    return [int((own * given).sum(axis=(1, 2)).argmax()) for given in maps]


def signs_lost(image: np.ndarray, filters: np.ndarray, maps: np.ndarray) -> list[int]:
    """You compare absolute values, which a filter and its negative share: keep the signs."""
    seen = np.lib.stride_tricks.sliding_window_view(image, filters.shape[1:])
    own = np.abs(np.einsum("ijab,nab->nij", seen, filters))
    distances = [((own - np.abs(given)) ** 2).sum(axis=(1, 2)).round(6) for given in maps]
    return [int(distance.argmin()) for distance in distances]


def in_order(image: np.ndarray, filters: np.ndarray, maps: np.ndarray) -> list[int]:
    """You take it that the maps come in the order of the filters; they may be shuffled."""
    return list(range(len(maps)))


def farthest(image: np.ndarray, filters: np.ndarray, maps: np.ndarray) -> list[int]:
    """You take the filter whose map differs most: `argmin` instead of `argmax`."""
    seen = np.lib.stride_tricks.sliding_window_view(image, filters.shape[1:])
    own = np.einsum("ijab,nab->nij", seen, filters)
    return [int(((own - given) ** 2).sum(axis=(1, 2)).argmax()) for given in maps]


def one_based(image: np.ndarray, filters: np.ndarray, maps: np.ndarray) -> list[int]:
    """All your indices are 1 too large: the first filter has the index 0."""
    seen = np.lib.stride_tricks.sliding_window_view(image, filters.shape[1:])
    own = np.einsum("ijab,nab->nij", seen, filters)
    return [int(((own - given) ** 2).sum(axis=(1, 2)).argmin()) + 1 for given in maps]


def an_array(image: np.ndarray, filters: np.ndarray, maps: np.ndarray) -> np.ndarray:
    """The indices are right, but they come as an array: end with `.tolist()`."""
    seen = np.lib.stride_tricks.sliding_window_view(image, filters.shape[1:])
    own = np.einsum("ijab,nab->nij", seen, filters)
    return np.array([((own - given) ** 2).sum(axis=(1, 2)).argmin() for given in maps])


def _made(image: np.ndarray, filters: np.ndarray, order: list[int]) -> tuple[np.ndarray, ...]:
    """Return picture, filters, and their maps in another order."""
    seen = np.lib.stride_tricks.sliding_window_view(image, filters.shape[1:])
    return image, filters, np.einsum("ijab,nab->nij", seen, filters[order])


_F = mixed(4, 2, 3)
_F[1] = _F[0, ::-1, ::-1]
_F[3] = -_F[0]
_SPARK = np.zeros((6, 7))
_SPARK[2, 3] = 1
_NOISE = np.zeros((4, 4, 4))
_NOISE[:, 1, 2] = 1e-9
_picture, _filters, _maps = _made(mixed(5, 6), _F, [2, 0, 3, 1])

C12 = Exercise(
    "C12",
    match_maps,
    ListOf(Whole()),
    mistakes=(
        inverse,
        exactly_equal,
        filters_flipped,
        by_maximum,
        by_sum,
        differences_cancel,
        by_corner,
        by_dot_product,
        signs_lost,
        in_order,
        farthest,
        one_based,
        an_array,
    ),
    telling=(
        Case(_picture, _filters, _maps + _NOISE),
        Case(*_made(_SPARK, np.array([[[5.0, 1, 0]], [[0, 5, 2]], [[2, 1, 5]]]), [1, 2, 0])),
        Case(*_made(_SPARK, np.array([[[1.0, 2, 3]], [[2, 4, 0]], [[-6, 2, 10]]]), [1, 2, 0])),
    ),
)
