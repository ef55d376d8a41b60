"""Look for a small picture in a large one: a score for every place, and the best place.

The dot product alone is a search for brightness as much as for a shape: each score says how it
deals with that.
"""

from __future__ import annotations

import numpy as np

from cnnkit.errors import require_array, require_choice
from cnnkit.ops.conv_single import correlate2d
from cnnkit.withhold import withheld

__all__ = ["SCORES", "find_template", "match_template"]

SCORES = ("dot", "zero-mean", "cosine")
"""How a window is compared with the template, each less easily fooled than the one before."""


@withheld
def match_template(image: np.ndarray, template: np.ndarray, score: str = "cosine") -> np.ndarray:
    """Compare a template with every window of a picture.

    Parameters
    ----------
    image : ndarray of shape (height, width)
    template : ndarray of shape (template_height, template_width)
    score : {"dot", "zero-mean", "cosine"}
        "dot" adds up the products, as a convolution layer does.
        "zero-mean" subtracts the template's mean first, so that an even brightness scores 0.
        "cosine" divides the dot product by the lengths of window and template: normalised
        cross-correlation, 1 where the window is a positive multiple of the template.

    Returns
    -------
    ndarray of shape (height - template_height + 1, width - template_width + 1), float64
        The cosine of a window or a template that is all zeros has no value; it is written as 0.

    Examples
    --------
    >>> image = np.array([[1, 2, 9, 9, 2, 4]])
    >>> match_template(image, np.array([[1, 2]]), "dot")
    array([[ 5., 20., 27., 13., 10.]])
    >>> match_template(image, np.array([[1, 2]]), "zero-mean")
    array([[ 0.5,  3.5,  0. , -3.5,  1. ]])
    >>> match_template(image, np.array([[1, 2]])).round(3)
    array([[1.   , 0.97 , 0.949, 0.631, 1.   ]])
    """
    require_choice(score, "score", SCORES)
    image, template = _pictures(image, template)
    if score == "zero-mean":
        return correlate2d(image, template - template.mean())
    if score == "dot":
        return correlate2d(image, template)
    # Scaled, so that no square over- or underflows: a cosine does not mind.
    image, template = _to_one(image), _to_one(template)
    lengths = np.linalg.norm(template) * np.sqrt(correlate2d(image**2, np.ones_like(template)))
    dots = correlate2d(image, template)
    cosines = np.divide(dots, lengths, out=np.zeros_like(dots), where=lengths > 0)
    return np.clip(cosines, -1, 1)  # rounding can leave a last digit too many


@withheld
def find_template(
    image: np.ndarray, template: np.ndarray, score: str = "cosine"
) -> tuple[int, int]:
    """Return where in a picture a template fits best.

    Parameters
    ----------
    image, template, score
        See `match_template`.

    Returns
    -------
    (int, int)
        Row and column of the best window's top left corner. Scores that agree in nine digits
        are a tie, and the first of them in the order of reading wins; by cosine, a window of
        zeros never wins against another.

    Examples
    --------
    >>> image = np.array([[1, 2, 9, 9, 2, 4]])
    >>> find_template(image, np.array([[1, 2]])), find_template(image, np.array([[1, 2]]), "dot")
    ((0, 0), (0, 2))
    """
    scores = match_template(image, template, score)
    if score == "cosine":
        image, template = _pictures(image, template)
        blank = correlate2d((image != 0) * 1.0, np.ones_like(template)) == 0
        scores[blank] = -np.inf
    else:
        scores /= np.abs(scores).max() or 1
    row, column = np.unravel_index(scores.round(9).argmax(), scores.shape)
    return int(row), int(column)


def _pictures(image: np.ndarray, template: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    image = require_array(image, "image", "height, width")
    template = require_array(template, "template", "template_height, template_width")
    return image.astype(np.float64), template.astype(np.float64)


def _to_one(values: np.ndarray) -> np.ndarray:
    """Scale to a largest size of 1; zeros stay."""
    return values / (np.abs(values).max() or 1)
