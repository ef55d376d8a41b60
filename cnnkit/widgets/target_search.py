"""Where is the target: a template is cut out of a picture, and searched for by three scores."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets

from cnnkit.images import crowd
from cnnkit.ops.matching import SCORES, find_template, match_template
from cnnkit.palette import unsigned_colour
from cnnkit.widgets._frontend import Widget, load_css, load_js
from cnnkit.widgets._still import still_picture
from cnnkit.widgets._traits import Map, Whole

__all__ = ["TargetSearch"]

SIDES = (3, 24)  # least and most pixels along a side of the template
LAMP = 10  # pixels along a side of the bright patch
SEARCHED_BY = ("image", "cut", "score", "lamp", "lamp_at", "light")
SETTING = ("cut", "score", "lamp", "lamp_at", "light", "selected")

_CROWD, _STRIPED = crowd()
_CUT = (*_STRIPED, 9, 8)


def _preset(says: str, **state: Any) -> dict[str, Any]:
    plain = {"cut": _CUT, "score": "dot", "lamp": False, "lamp_at": (34, 4), "light": 1.0}
    return {"says": says, "state": plain | state}


PRESETS = {
    "plain": _preset(
        "The orange frame is the template: it is laid on every place, and multiplied. The striped "
        "one is bright, so the dot product finds it. Drag the frame to somebody else.",
    ),
    "a bright patch": _preset(
        "A lamp comes into the picture, with nothing on it. The dot product goes for it: more "
        "light, larger products.",
        lamp=True,
    ),
    "zero mean": _preset(
        "The template's mean is taken off, so that its weights add up to 0. An even light scores "
        "0 now, and the lamp fools nobody.",
        lamp=True,
        score="zero-mean",
    ),
    "in the shade": _preset(
        "The target steps into the shade, where 30 % of the light is left. Its score falls in "
        "proportion, and a brighter stranger wins.",
        lamp=True,
        score="zero-mean",
        light=0.3,
    ),
    "normalised": _preset(
        "Divided by the lengths of window and template, the score is a cosine: 1 for the same "
        "pattern in any light.",
        lamp=True,
        score="cosine",
        light=0.3,
    ),
}
"""The examples by name, in the order of a story."""


class TargetSearch(Widget):
    """Cut a template out of a picture, and see where three kinds of score find it.

    Parameters
    ----------
    image : array_like of shape (height, width), optional
        Finite numbers, up to 64 rows and columns; a crowd from `cnnkit.images.crowd` by default.
    **traits
        Any of the attributes below.

    Attributes
    ----------
    cut : (int, int, int, int)
        Row and column of the template's top left corner, its height and its width, 3 to 24.
    score : {"dot", "zero-mean", "cosine"}
        How a window is compared with the template; see `cnnkit.ops.matching.match_template`.
    lamp : bool
        Whether a patch of 10 by 10 pixels is as bright as anything in the picture.
    lamp_at : (int, int)
        Row and column of its top left corner.
    light : float
        What is left of the light on the target while it is searched for, 0.1 to 1.
    selected : (int, int)
        Row and column of the chosen place on the map of scores.
    template : ndarray of shape (template_height, template_width)
        What was cut out.
    scores : ndarray of shape (height - template_height + 1, width - template_width + 1)
        The score of each place, in the picture with lamp and shade.
    found : (int, int)
        Row and column of the best place.
    hit : bool
        Whether that is where the template was cut.

    Raises
    ------
    traitlets.TraitError
        If a value is not of its kind, or a frame leaves the picture; the old state stays.

    Examples
    --------
    >>> search = TargetSearch.preset("a bright patch")
    >>> search.found, search.hit
    ((34, 4), False)
    >>> search.score = "cosine"
    >>> search.found, search.hit
    ((20, 32), True)
    """

    _esm = load_js("target_search.js")
    _css = load_css("target_search.css")

    image = Map(_CROWD, largest=64).tag(sync=True)
    cut = traitlets.Tuple(
        Whole(min=0), Whole(min=0), Whole(min=SIDES[0]), Whole(min=SIDES[0]), default_value=_CUT
    ).tag(sync=True)
    score = traitlets.Enum(SCORES, "dot").tag(sync=True)
    lamp = traitlets.Bool(False).tag(sync=True)
    lamp_at = traitlets.Tuple(Whole(min=0), Whole(min=0), default_value=(34, 4)).tag(sync=True)
    light = traitlets.Float(1.0, min=0.1, max=1.0).tag(sync=True)
    selected = traitlets.Tuple(Whole(min=0), Whole(min=0), default_value=(0, 0)).tag(sync=True)
    opening = traitlets.Dict(read_only=True, help="the state to reset to").tag(sync=True)
    presets = traitlets.List(read_only=True, help="name, says, state").tag(sync=True)

    template = Map(read_only=True)
    scores = Map(read_only=True, largest=64)
    found = traitlets.Tuple(read_only=True)
    hit = traitlets.Bool(read_only=True)

    def __init__(self, image: Any = None, **traits: Any) -> None:
        if image is not None:
            traits["image"] = image
            shape = np.shape(image)
            if len(shape) == 2:  # the opening places lie on the crowd
                sides = [min(side, 9) for side in shape]
                corner = [(side - part) // 2 for side, part in zip(shape, sides, strict=True)]
                traits.setdefault("cut", (*corner, *sides))
                traits.setdefault("lamp_at", (max(shape[0] - LAMP - 1, 0), 0))
        super().__init__(**traits)
        self._follow()

    @classmethod
    def preset(cls, name: str, **changes: Any) -> TargetSearch:
        """Make a widget that opens on one of the named examples.

        Parameters
        ----------
        name : str
            "plain", "a bright patch", "zero mean", "in the shade" or "normalised".
        **changes
            Traits that differ from the preset's.

        Raises
        ------
        traitlets.TraitError
            If no preset has this name, or a change does not fit it.
        """
        if name not in PRESETS:
            raise traitlets.TraitError(
                f"preset must be one of {', '.join(map(repr, PRESETS))}, got {name!r}"
            )
        return cls(**(PRESETS[name]["state"] | changes))

    @traitlets.validate("image", "cut", "lamp_at")
    def _must_fit(self, proposal: traitlets.Bunch) -> Any:
        """Refuse a template that is not on the picture, before anything changes."""
        names = ("image", "cut", "lamp_at")
        now = {name: getattr(self, name) for name in names}
        now[proposal.trait.name] = proposal.value
        height, width = now["image"].shape
        row, column, rows, columns = now["cut"]
        if row + rows > height or column + columns > width or max(rows, columns) > SIDES[1]:
            raise traitlets.TraitError(
                f"cut must be (row, column, height, width) of a part of the picture of "
                f"{height} × {width}, {SIDES[0]} to {SIDES[1]} pixels along each side, "
                f"got {now['cut']}"
            )
        if now["lamp_at"][0] >= height or now["lamp_at"][1] >= width:
            raise traitlets.TraitError(
                f"lamp_at must be a row and a column of the picture, at most "
                f"({height - 1}, {width - 1}), got {now['lamp_at']}"
            )
        return proposal.value

    @traitlets.observe(*SEARCHED_BY)
    def _follow(self, change: Any = None) -> None:
        """Bring the results up to date."""
        template, searched = self._scene()
        self.set_trait("template", template)
        self.set_trait("scores", match_template(searched, template, self.score))
        self.set_trait("found", find_template(searched, template, self.score))
        self.set_trait("hit", self.found == self.cut[:2])
        self.selected = tuple(np.minimum(self.selected, np.subtract(self.scores.shape, 1)))

    def _scene(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the template, and the picture that it is searched for in."""
        row, column, height, width = self.cut
        there = np.s_[row : row + height, column : column + width]
        searched = self.image.copy()
        searched[there] *= self.light
        if self.lamp:
            top, left = self.lamp_at
            searched[top : top + LAMP, left : left + LAMP] = np.abs(self.image).max()
        return self.image[there], searched

    @traitlets.default("opening")
    def _opening(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in SETTING}

    @traitlets.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        # They tell of the crowd; for a picture of one's own there are none.
        if not np.array_equal(self.image, _CROWD):
            return []
        return [{"name": name} | preset for name, preset in PRESETS.items()]

    @traitlets.default("stand_in")
    def _stand_in(self) -> str:
        template, searched = self._scene()
        scores = match_template(searched, template, self.score)
        found = find_template(searched, template, self.score)
        right = "where" if found == self.cut[:2] else "not where"
        low, reach = searched.min(), np.ptp(self.image) or 1
        pictures = [
            still_picture((searched - low) / reach, f"A picture of {_by(searched)} pixels"),
            still_picture(
                (template - low) / reach,
                f"A template of {_by(template)}, cut out of it at row {self.cut[0]}, column "
                f"{self.cut[1]}",
            ),
            still_picture(
                (scores - scores.min()) / (np.ptp(scores) or 1),
                f"The scores of all places, by {self.score}: the best is at row {found[0]}, "
                f"column {found[1]}, {right} the template was cut",
                unsigned_colour,
            ),
        ]
        style = "display: flex; flex-wrap: wrap; align-items: center; gap: 1.5rem"
        return f'<div style="{style}">{"".join(pictures)}</div>'


def _by(values: np.ndarray) -> str:
    return f"{len(values)} × {values.shape[1]}"
