"""H3: a plane of simple cells."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.maps import mixed
from cnnkit.checks.returns import Array
from cnnkit.models.neocognitron import simple_cell_plane

__all__ = ["H3"]


def fires_or_not(image: np.ndarray, template: np.ndarray, threshold: float) -> np.ndarray:
    """Your cells answer 1 or 0; they fire by *how much* the score exceeds the threshold."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), template.shape)
    return (np.tensordot(seen, template, 2) > threshold).astype(float)


def whole_score(image: np.ndarray, template: np.ndarray, threshold: float) -> np.ndarray:
    """Cells above the threshold give their whole score: subtract the threshold from it."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), template.shape)
    score = np.tensordot(seen, template, 2)
    return np.where(score > threshold, score, 0)


def threshold_added(image: np.ndarray, template: np.ndarray, threshold: float) -> np.ndarray:
    """You add the threshold to the score: subtract it."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), template.shape)
    return np.maximum(np.tensordot(seen, template, 2) + threshold, 0)


def threshold_ignored(image: np.ndarray, template: np.ndarray, threshold: float) -> np.ndarray:
    """Your answer is the same for every threshold: subtract it from the score."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), template.shape)
    return np.maximum(np.tensordot(seen, template, 2), 0)


def never_silent(image: np.ndarray, template: np.ndarray, threshold: float) -> np.ndarray:
    """Your cells give negative answers: one whose score is below the threshold answers 0."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), template.shape)
    return np.tensordot(seen, template, 2) - threshold


def silent_before_threshold(
    image: np.ndarray, template: np.ndarray, threshold: float
) -> np.ndarray:
    """You cut at 0 first and subtract the threshold then: do it the other way round."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), template.shape)
    return np.maximum(np.tensordot(seen, template, 2), 0) - threshold


def sign_lost(image: np.ndarray, template: np.ndarray, threshold: float) -> np.ndarray:
    """You take the score without its sign, so the template's negative is answered, too."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), template.shape)
    return np.maximum(np.abs(np.tensordot(seen, template, 2)) - threshold, 0)


def distance_from_threshold(
    image: np.ndarray, template: np.ndarray, threshold: float
) -> np.ndarray:
    """You give how far the score is from the threshold, on either side.

    Below the threshold the answer is 0.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), template.shape)
    return np.abs(np.tensordot(seen, template, 2) - threshold)


def flipped(image: np.ndarray, template: np.ndarray, threshold: float) -> np.ndarray:
    """Your template is turned by 180 degrees, as in a true convolution; here it stays as it is.

    Templates that look the same upside down hide the difference.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), template.shape)
    return np.maximum(np.tensordot(seen, template[::-1, ::-1], 2) - threshold, 0)


def mirrored(image: np.ndarray, template: np.ndarray, threshold: float) -> np.ndarray:
    """Your template is mirrored, left to right; here it stays as it is."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), template.shape)
    return np.maximum(np.tensordot(seen, template[:, ::-1], 2) - threshold, 0)


def square_template(image: np.ndarray, template: np.ndarray, threshold: float) -> np.ndarray:
    """You take the template's height for its width, too: unpack both, `h, w = template.shape`."""
    k = template.shape[0]
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), (k, k))
    out = np.zeros(seen.shape[:2])
    for place in np.ndindex(*out.shape):
        out[place] = max((seen[place] * template).sum() - threshold, 0)
    return out


def square_picture(image: np.ndarray, template: np.ndarray, threshold: float) -> np.ndarray:
    """You take the number of rows of places for the number of columns, too: count each axis."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), template.shape)
    plane = np.maximum(np.tensordot(seen, template, 2) - threshold, 0)
    out = np.zeros((len(plane), len(plane)))
    out[:, : plane.shape[1]] = plane[:, : len(plane)]
    return out


def last_place_missed(image: np.ndarray, template: np.ndarray, threshold: float) -> np.ndarray:
    """You stop one place too early, to the right and at the bottom.

    There are `H - h + 1` rows of places.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), template.shape)
    return np.maximum(np.tensordot(seen, template, 2) - threshold, 0)[:-1, :-1].copy()


def same_size(image: np.ndarray, template: np.ndarray, threshold: float) -> np.ndarray:
    """Your plane is as large as the picture: only places count where the whole template fits."""
    h, w = template.shape
    sides = ((h // 2, h - 1 - h // 2), (w // 2, w - 1 - w // 2))
    filled = np.pad(image.astype(float), sides)
    seen = np.lib.stride_tricks.sliding_window_view(filled, template.shape)
    return np.maximum(np.tensordot(seen, template, 2) - threshold, 0)


def edge_to_edge(image: np.ndarray, template: np.ndarray, threshold: float) -> np.ndarray:
    """Your patches lie edge to edge: the next place is one pixel on, and patches overlap."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), template.shape)
    plane = np.maximum(np.tensordot(seen, template, 2) - threshold, 0)
    return plane[:: template.shape[0], :: template.shape[1]].copy()


def mean_score(image: np.ndarray, template: np.ndarray, threshold: float) -> np.ndarray:
    """Your score is the mean of the products: it is their sum."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), template.shape)
    return np.maximum(np.tensordot(seen, template, 2) / template.size - threshold, 0)


def plane_transposed(image: np.ndarray, template: np.ndarray, threshold: float) -> np.ndarray:
    """Rows and columns have changed places: your plane is the transposed one."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), template.shape)
    return np.maximum(np.tensordot(seen, template, 2) - threshold, 0).T.copy()


def whole_numbers_only(image: np.ndarray, template: np.ndarray, threshold: float) -> np.ndarray:
    """Your plane holds whole numbers, and cells that fire weakly are lost: store floats."""
    seen = np.lib.stride_tricks.sliding_window_view(image.astype(float), template.shape)
    return np.maximum(np.tensordot(seen, template, 2) - threshold, 0).astype(int)


def products_in_uint8(image: np.ndarray, template: np.ndarray, threshold: float) -> np.ndarray:
    """Your template became `uint8` like the picture: there are no negative numbers in it.

    Turn the picture into floats before you multiply.
    """
    seen = np.lib.stride_tricks.sliding_window_view(image, template.shape)
    products = seen * template.astype(image.dtype)
    return np.maximum(products.sum(axis=(2, 3), dtype=float) - threshold, 0)


def picture_scaled(image: np.ndarray, template: np.ndarray, threshold: float) -> np.ndarray:
    """You divide a `uint8` picture by 255; the scores of its values as they are count."""
    scale = 255 if image.dtype == np.uint8 else 1
    seen = np.lib.stride_tricks.sliding_window_view(image / scale, template.shape)
    return np.maximum(np.tensordot(seen, template, 2) - threshold, 0)


H3 = Exercise(
    "H3",
    simple_cell_plane,
    Array(),
    mistakes=(
        fires_or_not,
        whole_score,
        threshold_added,
        threshold_ignored,
        never_silent,
        silent_before_threshold,
        sign_lost,
        distance_from_threshold,
        flipped,
        mirrored,
        square_template,
        square_picture,
        last_place_missed,
        same_size,
        edge_to_edge,
        mean_score,
        plane_transposed,
        whole_numbers_only,
        products_in_uint8,
        picture_scaled,
    ),
    telling=(
        Case(mixed(6, 9), mixed(2, 3), 3.25),
        Case(mixed(5, 8), mixed(3, 3), 20.5),
        Case((mixed(5, 6) * 12 + 130).astype(np.uint8), mixed(2, 2), 40.0),
    ),
    parts=(Part("planes", 2, Array()), Part("uint8 pictures", 1, Array())),
)
