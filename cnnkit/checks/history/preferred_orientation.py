"""H5: which of several bars a patch shows."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Whole
from cnnkit.withhold import withheld

__all__ = ["H5"]


@withheld
def preferred_orientation(patch: np.ndarray, templates: np.ndarray) -> int:
    """Return the template whose products with the patch add up to most; the right answer."""
    return int((patch.astype(float) * templates).sum(axis=(1, 2)).argmax())


def the_response(patch: np.ndarray, templates: np.ndarray) -> float:
    """You return how strong the response is; *which* template gives it is asked for: `argmax`."""
    return float((patch.astype(float) * templates).sum(axis=(1, 2)).max())


def wrong_axes(patch: np.ndarray, templates: np.ndarray) -> int:
    """You add up over the templates, and lose which is which: sum over the last two axes."""
    return int((patch.astype(float) * templates).sum(axis=(0, 1)).argmax())


def over_everything(patch: np.ndarray, templates: np.ndarray) -> int:
    """You look for the largest single product: add up each template's products first.

    A place in the whole stack is no index of a template.
    """
    return int((patch.astype(float) * templates).argmax())


def largest_product(patch: np.ndarray, templates: np.ndarray) -> int:
    """You compare the largest single products: add up each template's products instead."""
    return int((patch.astype(float) * templates).max(axis=(1, 2)).argmax())


def sign_lost(patch: np.ndarray, templates: np.ndarray) -> int:
    """You compare responses without their signs, so a dark bar counts as a bright one."""
    return int(np.abs((patch.astype(float) * templates).sum(axis=(1, 2))).argmax())


def least(patch: np.ndarray, templates: np.ndarray) -> int:
    """You take the smallest response; the largest is wanted: `argmax`."""
    return int((patch.astype(float) * templates).sum(axis=(1, 2)).argmin())


def last_of_equals(patch: np.ndarray, templates: np.ndarray) -> int:
    """Of equal responses you take the last; the lowest index is wanted.

    In a loop, replace the best only if the new one is larger: `>` instead of `>=`.
    """
    responses = (patch.astype(float) * templates).sum(axis=(1, 2))
    return int(len(responses) - 1 - responses[::-1].argmax())


def best_starts_at_zero(patch: np.ndarray, templates: np.ndarray) -> int:
    """Where all responses are negative, none of yours wins: the best one starts at 0.

    Let it start with the first response, or at `-np.inf`.
    """
    best, winner = 0.0, 0
    for index, template in enumerate(templates):
        response = (patch.astype(float) * template).sum()
        if response > best:
            best, winner = response, index
    return winner


def counts_from_one(patch: np.ndarray, templates: np.ndarray) -> int:
    """All your indices are 1 too large: the first template has the index 0."""
    return int((patch.astype(float) * templates).sum(axis=(1, 2)).argmax()) + 1


def in_degrees(patch: np.ndarray, templates: np.ndarray) -> int:
    """You return an angle; the index of the template is asked for."""
    return int((patch.astype(float) * templates).sum(axis=(1, 2)).argmax()) * 180 // len(templates)


def transposed(patch: np.ndarray, templates: np.ndarray) -> int:
    """Rows and columns of the patch have changed places, and upright bars lie down."""
    return int((patch.T.astype(float) * templates).sum(axis=(1, 2)).argmax())


def turned(patch: np.ndarray, templates: np.ndarray) -> int:
    """Your templates are turned by 180 degrees; bars look the same then, other templates do not."""
    responses = (patch.astype(float) * templates[:, ::-1, ::-1]).sum(axis=(1, 2))
    return int(responses.argmax())


def middle_only(patch: np.ndarray, templates: np.ndarray) -> int:
    """You look at the row in the middle of the patch only: all pixels count."""
    middle = len(patch) // 2
    return int((patch[middle].astype(float) * templates[:, middle]).sum(axis=1).argmax())


def nearest(patch: np.ndarray, templates: np.ndarray) -> int:
    """You look for the template with the smallest difference to the patch.

    That depends on how bright the patch is: multiply and add up instead.
    """
    return int(((patch.astype(float) - templates) ** 2).sum(axis=(1, 2)).argmin())


def shares_of_length(patch: np.ndarray, templates: np.ndarray) -> int:
    """You divide by the templates' lengths, so strong templates answer no more than weak ones.

    Compare the responses as they are.
    """
    responses = (patch.astype(float) * templates).sum(axis=(1, 2))
    return int((responses / np.sqrt((templates.astype(float) ** 2).sum(axis=(1, 2)))).argmax())


def templates_cut_at_zero(patch: np.ndarray, templates: np.ndarray) -> int:
    """You have lost the negative weights of the templates: dark places count against a bar."""
    return int((patch.astype(float) * np.maximum(templates, 0)).sum(axis=(1, 2)).argmax())


def templates_in_uint8(patch: np.ndarray, templates: np.ndarray) -> int:
    """Your templates became `uint8` like the patch: there is no -1 in it.

    Turn the patch into floats before you multiply.
    """
    if patch.dtype == np.uint8:
        templates = templates.astype(int).astype(np.uint8)
    return int((patch * templates).sum(axis=(1, 2), dtype=float).argmax())


def a_float(patch: np.ndarray, templates: np.ndarray) -> float:
    """The index is right, but it is a float, such as 2.0; an index is a whole number."""
    return float((patch.astype(float) * templates).sum(axis=(1, 2)).argmax())


def an_array(patch: np.ndarray, templates: np.ndarray) -> np.ndarray:
    """You return an array with all the winners; a single whole number is asked for."""
    responses = (patch.astype(float) * templates).sum(axis=(1, 2))
    return np.flatnonzero(responses == responses.max())


_TIE = np.array([[0.0, 5, 0], [5, 5, 5], [0, 5, 0]])
_BARS = np.array(
    [
        [[-1, -1, -1], [2, 2, 2], [-1, -1, -1]],
        [[-1, -1, 2], [-1, 2, -1], [2, -1, -1]],
        [[-1, 2, -1], [-1, 2, -1], [-1, 2, -1]],
        [[2, -1, -1], [-1, 2, -1], [-1, -1, 2]],
    ]
)
_STRONGER = np.array([1, 2, 3, 5])[:, None, None]
_photo = np.random.default_rng(305).integers(0, 256, (6, 3, 3), dtype=np.uint8)

H5 = Exercise(
    "H5",
    preferred_orientation,
    Whole(),
    mistakes=(
        the_response,
        wrong_axes,
        over_everything,
        largest_product,
        sign_lost,
        least,
        last_of_equals,
        best_starts_at_zero,
        counts_from_one,
        in_degrees,
        transposed,
        turned,
        middle_only,
        nearest,
        shares_of_length,
        templates_cut_at_zero,
        templates_in_uint8,
        a_float,
        an_array,
    ),
    telling=(
        Case(_TIE, _BARS),
        Case(9 - _TIE, _BARS[[2, 0]]),
        Case(-2 * _BARS[2] - _BARS[3], _BARS[2:]),
        Case(mixed(5, 5), mixed(4, 5, 5)),
        *(Case(patch, _BARS * _STRONGER) for patch in _photo),
        *(Case(mixed(n, 3, 3)[0], mixed(n, 7, 3, 3)[1]) for n in range(4, 10)),
    ),
    parts=(Part("strongest response", 3, Whole()), Part("ties", 1, Whole())),
)
