"""A small window that slides: products, their sum, the cell it lands in; and a quiz of maps."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets

from cnnkit.filters import SOBEL_HORIZONTAL, SOBEL_VERTICAL, X_SHAPE, half_turn
from cnnkit.images import SLIDING_EXAMPLE
from cnnkit.ops.conv_single import correlate2d
from cnnkit.widgets._frontend import Widget, load_css, load_js
from cnnkit.widgets._still import still_maps
from cnnkit.widgets._traits import Map, Whole

__all__ = ["SlidingWindow"]

MODES = ("cross-correlation", "convolution")
SETTING = ("image", "kernel", "mode", "selected", "tab", "quiz", "matches")

_CORNER = np.array([[1.0, -1, -1], [1, -1, -1], [1, 1, 1]])  # an L
_DOT = np.zeros((5, 5))
_DOT[2, 2] = 1
_TWO_CORNERS = np.zeros((7, 7))
_TWO_CORNERS[:3, :3] = _CORNER > 0
_TWO_CORNERS[4:, 4:] = half_turn(_CORNER) > 0
_BAR = np.zeros((5, 8))
_BAR[:, 3:6] = 1
_SPOTS = np.zeros((7, 7))
_SPOTS[1, 1] = _SPOTS[4, 4] = 9


def _preset(says: str, image: Any, kernel: Any, **state: Any) -> dict[str, Any]:
    plain = {"image": image, "kernel": kernel, "mode": MODES[0], "selected": (0, 0)}
    return {"says": says, "state": plain | state}


PRESETS = {
    "by hand": _preset(
        "Drag the orange window over the picture. Nine products, added up, make one value of the "
        "map. Click a number to change it.",
        SLIDING_EXAMPLE,
        X_SHAPE,
    ),
    "a single dot": _preset(
        "One pixel is 1, and the weights count from 1 to 9. Cross-correlation lays them down in "
        "reverse, turned by half a turn; switch to convolution, and they stand as written.",
        _DOT,
        np.arange(1.0, 10).reshape(3, 3),
    ),
    "find the L": _preset(
        "The map is largest where the picture looks like the kernel. Convolution turns the kernel "
        "first, and finds the other corner instead.",
        _TWO_CORNERS,
        _CORNER,
    ),
    "two edges": _preset(
        "Dark minus left, bright plus right: the kernel answers to a rising edge with a positive "
        "value, to a falling one with a negative value. Convolution swaps the two.",
        _BAR,
        [[-1, 1]],
        selected=(2, 2),
    ),
    "smear": _preset(
        "Nine equal weights of 1/9 average a neighbourhood: each bright pixel is smeared over "
        "the nine windows that see it.",
        _SPOTS,
        np.full((3, 3), 1 / 9),
        selected=(1, 1),
    ),
}
"""The examples by name, in the order of a story."""


def _lines(size: int, strokes: list[tuple[int, int, int, int, int]]) -> np.ndarray:
    """Draw strokes of ones: row, column, step down, step right, number of pixels."""
    picture = np.zeros((size, size))
    for row, column, down, right, count in strokes:
        steps = np.arange(count)
        picture[row + down * steps, column + right * steps] = 1
    return picture


_FALLING = 3 * np.eye(3) - 1  # a line from the top left to the bottom right
_LEVEL = np.outer([-1.0, 2, -1], np.ones(3))
_F = np.array([[1.0, 1, 1], [1, 0, 0], [1, 1, 0], [1, 0, 0]])
_SQUARE = np.zeros((12, 12))
_SQUARE[3:9, 3:9] = 1
_QUIZ_DOT = np.zeros((9, 7))
_QUIZ_DOT[4, 3] = 1

QUIZZES = {
    "a house": {
        "says": "Each filter slid over the house and left one map. A filter looks like the "
        "pattern it answers to: which filter made which map?",
        "image": _lines(
            15,
            [
                (1, 7, 1, -1, 6),  # the roof
                (1, 7, 1, 1, 6),
                (6, 2, 0, 1, 11),
                (6, 3, 1, 0, 8),  # the walls
                (6, 11, 1, 0, 8),
                (13, 3, 0, 1, 9),
                (9, 6, 1, 0, 5),  # the door
                (9, 8, 1, 0, 5),
                (9, 6, 0, 1, 3),
            ],
        ),
        "filters": [_FALLING, _LEVEL, _FALLING[:, ::-1], _LEVEL.T],
        "order": [2, 3, 0, 1],
        "hint": "A and C are mirror images: see which side of the roof is blue in the map.",
        "praise": "All four. The mirrored pair differs in which side of the roof it answers to.",
    },
    "a square": {
        "says": "A bright square on dark ground, and four filters for its edges. Blue is "
        "positive, brown is negative.",
        "image": _SQUARE,
        "filters": [SOBEL_VERTICAL, -SOBEL_HORIZONTAL, SOBEL_HORIZONTAL, -SOBEL_VERTICAL],
        "order": [1, 3, 2, 0],
        "hint": "A filter answers with blue where the picture is bright under its blue weights "
        "and dark under its brown ones.",
        "praise": "All four. Mirrored filters find the same edges, with the opposite signs.",
    },
    "a dot": {
        "says": "The hard one: the picture is a single bright pixel, and nothing else. What "
        "does each filter leave of itself?",
        "image": _QUIZ_DOT,
        "filters": [_F, _F[:, ::-1], half_turn(_F), _F[::-1]],
        "order": [3, 0, 1, 2],
        "hint": "The window's last weight is the first to meet the dot: the map is not the "
        "filter as it stands.",
        "praise": "All four. A dot returns every filter turned by half a turn: cross-correlation "
        "does not flip the kernel, so the map does.",
    },
}
"""Pictures with four filters each; map number i was made by filter number ``order[i]``."""


class SlidingWindow(Widget):
    """Slide a kernel over a small picture, weight by weight; then match maps to their filters.

    Parameters
    ----------
    image : array_like of shape (height, width), optional
        Finite numbers, up to 9 rows and columns; the decks' 5x5 example by default.
    kernel : array_like of shape (kernel_height, kernel_width), optional
        Up to 7 rows and columns, no larger than the picture; an X by default.
    **traits
        Any of the attributes below.

    Attributes
    ----------
    mode : {"cross-correlation", "convolution"}
        Whether the kernel slides as written, or turned by half a turn.
    selected : (int, int)
        Row and column of the chosen value of the map.
    tab : {"slide", "quiz"}
        Which half is open.
    quiz : {"a house", "a square", "a dot"}
        The picture of the quiz.
    matches : (int, int, int, int)
        The filter that the reader gave to each map of the quiz, from 0; -1 for none yet.
    output : ndarray of shape (height - kernel_height + 1, width - kernel_width + 1)
        The map; follows every change.
    right : int
        How many maps of the quiz have found their filter.

    Raises
    ------
    traitlets.TraitError
        If a value is not of its kind, or the kernel does not fit; the old state stays.

    Examples
    --------
    >>> SlidingWindow().output
    array([[4., 3., 4.],
           [2., 4., 3.],
           [2., 3., 4.]])
    >>> SlidingWindow([[0, 1, 0]], [[3, 5]], mode="convolution").output
    array([[3., 5.]])
    """

    _esm = load_js("sliding_window.js")
    _css = load_css("sliding_window.css")

    image = Map(SLIDING_EXAMPLE, largest=9).tag(sync=True)
    kernel = Map(X_SHAPE, largest=7).tag(sync=True)
    mode = traitlets.Enum(MODES, MODES[0]).tag(sync=True)
    selected = traitlets.Tuple(Whole(min=0), Whole(min=0), default_value=(0, 0)).tag(sync=True)
    tab = traitlets.Enum(["slide", "quiz"], "slide").tag(sync=True)
    quiz = traitlets.Enum(list(QUIZZES), "a house").tag(sync=True)
    matches = traitlets.Tuple(
        *(Whole(min=-1, max=3) for _ in range(4)), default_value=(-1, -1, -1, -1)
    ).tag(sync=True)
    opening = traitlets.Dict(read_only=True, help="the state to reset to").tag(sync=True)
    presets = traitlets.List(read_only=True, help="name, says, state").tag(sync=True)
    quizzes = traitlets.List(
        read_only=True, help="name, says, image, filters, order, hint, praise"
    ).tag(sync=True)

    output = Map(read_only=True)
    right = traitlets.Int(read_only=True)

    def __init__(self, image: Any = None, kernel: Any = None, **traits: Any) -> None:
        given = {"image": image, "kernel": kernel}
        traits |= {name: value for name, value in given.items() if value is not None}
        super().__init__(**traits)
        self._follow()
        self._count()

    @classmethod
    def preset(cls, name: str, **changes: Any) -> SlidingWindow:
        """Make a widget that opens on one of the named examples.

        Parameters
        ----------
        name : str
            "by hand", "a single dot", "find the L", "two edges" or "smear".
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

    @traitlets.validate("image", "kernel", "selected")
    def _must_fit(self, proposal: traitlets.Bunch) -> Any:
        """Refuse a kernel that is larger than the picture, and a place that is not on the map."""
        name, value = proposal.trait.name, proposal.value
        now = {"image": self.image, "kernel": self.kernel} | {name: value}
        rows, columns = np.subtract(now["image"].shape, now["kernel"].shape)
        if min(rows, columns) < 0:
            raise traitlets.TraitError(
                f"a kernel of {_by(now['kernel'])} does not fit into a picture of "
                f"{_by(now['image'])}; use a smaller kernel or a larger picture"
            )
        if name == "selected" and not (value[0] <= rows and value[1] <= columns):
            raise traitlets.TraitError(
                f"selected must be the row and column of a value of the map, at most "
                f"({rows}, {columns}) here, got {value}"
            )
        return value

    @traitlets.validate("matches")
    def _each_once(self, proposal: traitlets.Bunch) -> tuple[int, ...]:
        given = [match for match in proposal.value if match >= 0]
        if len(set(given)) < len(given):
            raise traitlets.TraitError(
                f"matches must name each filter once at most, got {proposal.value}; "
                f"use -1 for a map without one"
            )
        return proposal.value

    @traitlets.observe("image", "kernel", "mode")
    def _follow(self, change: Any = None) -> None:
        """Bring the map up to date."""
        self.set_trait("output", self._map())
        self.selected = tuple(np.minimum(self.selected, np.subtract(self.output.shape, 1)))

    def _map(self) -> np.ndarray:
        sliding = half_turn(self.kernel) if self.mode == "convolution" else self.kernel
        return correlate2d(self.image, sliding)

    @traitlets.observe("quiz", "matches")
    def _count(self, change: Any = None) -> None:
        pairs = zip(self.matches, QUIZZES[self.quiz]["order"], strict=True)
        self.set_trait("right", sum(match == filter_ for match, filter_ in pairs))

    @traitlets.default("opening")
    def _opening(self) -> dict[str, Any]:
        return _travelling({name: getattr(self, name) for name in SETTING})

    @traitlets.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        return [
            {"name": name, "says": preset["says"], "state": _travelling(preset["state"])}
            for name, preset in PRESETS.items()
        ]

    @traitlets.default("quizzes")
    def _quizzes(self) -> list[dict[str, Any]]:
        return [{"name": name} | _travelling(quiz) for name, quiz in QUIZZES.items()]

    @traitlets.default("stand_in")
    def _stand_in(self) -> str:
        output = self._map()
        maps = {
            f"picture, {_by(self.image)}": self.image,
            f"kernel, {_by(self.kernel)}": self.kernel,
            f"map, {_by(output)}": output,
        }
        alt = f"A {', a '.join(maps)}, made by {self.mode}"
        if output.size <= 16:
            alt += ": " + ", ".join(f"{value:.3g}" for value in output.flat)
        return still_maps(list(maps.items()), alt + ".")


def _by(values: np.ndarray) -> str:
    return f"{len(values)} × {values.shape[1]}"


def _travelling(state: dict[str, Any]) -> dict[str, Any]:
    """Write arrays as JSON can carry them."""
    arrays = ("image", "kernel", "filters")
    return state | {
        name: np.array(state[name], dtype=float).tolist() for name in arrays if name in state
    }
