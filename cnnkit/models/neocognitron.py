"""The Neocognitron of 1980: feature maps and pooling, trained without a teacher.

It is a cascade of levels, each with two kinds of cells, named after the simple and complex cells
that Hubel and Wiesel found in the visual cortex:

- **S-cells learn.** All cells of one plane have the same weights, each looks at its own place:
  a convolution layer in today's words.
  Their weights organise themselves: whichever cell answers most to what it sees is made to answer
  still more to it. There are no labels and no gradients.
- **C-cells are fixed.** Each blurs a neighbourhood of one S-plane, so that it answers wherever in
  it the feature stands: a pooling layer in today's words. Later levels may look at fewer places.

So the Neocognitron's filters were not set by hand; the paper's title says "self-organizing".

Source: K. Fukushima, "Neocognitron: a self-organizing neural network model for a mechanism of
pattern recognition unaffected by shift in position", Biological Cybernetics 36, 193-202, 1980.
The formulas of both cells and of the learning rule are those of the paper; the sizes are a toy's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Self

import numpy as np

from cnnkit.errors import require_array, require_whole
from cnnkit.filters import gaussian_weights
from cnnkit.images import shift
from cnnkit.ops.activation import relu
from cnnkit.ops.conv import conv2d
from cnnkit.ops.pool import max_pool2d
from cnnkit.withhold import withheld

__all__ = [
    "TOY",
    "CLayer",
    "Level",
    "Neocognitron",
    "Responses",
    "SLayer",
    "complex_cell_plane",
    "digit_patterns",
    "neocognitron_toy",
    "simple_cell_plane",
]


# -- the idea, in two lines ---------------------------------------------------------------------


@withheld
def simple_cell_plane(image: np.ndarray, template: np.ndarray, threshold: float) -> np.ndarray:
    """Let one simple cell at every place fire by how much the template's score exceeds a threshold.

    Parameters
    ----------
    image : ndarray of shape (height, width)
        Not changed; integers give float64.
    template : ndarray of shape (template_height, template_width)
        What the cells look for; it is not flipped.
    threshold : float
        A score up to here leaves a cell silent.

    Returns
    -------
    ndarray of shape (height - template_height + 1, width - template_width + 1)
        ``max(score - threshold, 0)`` at each place where the template fits.

    Examples
    --------
    >>> bar = np.array([[0, 1, 0, 0]] * 3)
    >>> simple_cell_plane(bar, np.array([[-1, 2, -1]] * 2), threshold=3)
    array([[1., 0.],
           [1., 0.]])
    """
    image = require_array(image, "image", "height, width")
    template = require_array(template, "template", "height, width")
    return relu(conv2d(image[None, None], template[None, None])[0, 0] - threshold)


@withheld
def complex_cell_plane(simple_plane: np.ndarray, block: int) -> np.ndarray:
    """Let one complex cell per block fire if any simple cell of its block is active.

    Parameters
    ----------
    simple_plane : ndarray of shape (height, width)
        Not changed; a cell is active if it is above 0.
    block : int
        Side of a block in cells; blocks tile the plane, and left-over strips form smaller ones.

    Returns
    -------
    ndarray of shape (ceil(height / block), ceil(width / block)), bool
        A max pooling of ``simple_plane > 0``: an OR over each block.

    Examples
    --------
    >>> complex_cell_plane(np.array([[0, 0, 0], [0.1, 0, 0], [0, 0, 5]]), 2)
    array([[ True, False],
           [False,  True]])
    """
    simple_plane = require_array(simple_plane, "simple_plane", "height, width")
    return max_pool2d(simple_plane > 0, block, borders="partial")


# -- the two kinds of layers --------------------------------------------------------------------


class SLayer:
    """Planes of S-cells: they compare what they see with what they have learned.

    Parameters
    ----------
    in_planes, planes : int
        C-planes that are looked at, and S-planes; each S-plane comes to stand for one feature.
    window : int
        Side of the square that a cell looks at; odd.
    selectivity : float
        The paper's r: how strongly inhibition counts.
    gain : float
        The paper's q: how much one reinforcement adds.
    column : int, optional
        Side of the neighbourhood in which cells compete, over all planes; everywhere by default.
    rng : numpy.random.Generator
        Where the small first weights come from.

    Attributes
    ----------
    excitatory : ndarray of shape (planes, in_planes, window, window)
        The paper's a; learned.
    inhibitory : ndarray of shape (planes,)
        The paper's b; learned, 0 at first.
    closeness : ndarray of shape (1, in_planes, window, window)
        The paper's c: fixed weights that fall off from the middle and add up to 1.

    Notes
    -----
    A cell divides its excitation e by its inhibition h ("shunting")::

        response = r max((1 + e) / (1 + 2 r / (1 + r) h) - 1, 0)

    where e is the sum of inputs times `excitatory`, and h is `inhibitory` times the root mean
    square of the inputs.
    Once the weights are large, this is nearly ``max((r + 1) s - r, 0)``, where s is the cosine of
    the angle between the input and what was learned, weighted by `closeness`.
    So a cell fires if s exceeds r / (r + 1), however strong or weak the input is.

    Examples
    --------
    >>> layer = SLayer(1, 1, 3, 4.0, 1e4, rng=np.random.default_rng(0))
    >>> bar = np.zeros((1, 1, 3, 3))
    >>> bar[..., 1] = 1
    >>> _ = layer.reinforce(bar)
    >>> layer(bar)[0, 0, 1].round(2)  # a cell at every place; the middle one sees the whole bar
    array([0., 1., 0.])
    """

    def __init__(
        self,
        in_planes: int,
        planes: int,
        window: int,
        selectivity: float,
        gain: float,
        column: int | None = None,
        *,
        rng: np.random.Generator,
    ) -> None:
        if require_whole(window, "window") % 2 == 0:
            raise ValueError(f"window must be odd, to have a middle, got {window}")
        self.window, self.selectivity, self.gain, self.column = window, selectivity, gain, column
        self.excitatory = rng.uniform(0, 1e-3, (planes, in_planes, window, window))
        self.inhibitory = np.zeros(planes)
        falling_off = np.outer(gaussian_weights(window), gaussian_weights(window))
        self.closeness = np.broadcast_to(falling_off / in_planes, (1, *self.excitatory.shape[1:]))

    def __call__(self, maps: np.ndarray) -> np.ndarray:
        """Return the responses to maps of shape (batch, in_planes, height, width)."""
        excitation = conv2d(maps, self.excitatory, padding=self.window // 2)
        inhibition = self.inhibitory[:, None, None] * self.activity(maps)
        r = self.selectivity
        return r * relu((1 + excitation) / (1 + 2 * r / (1 + r) * inhibition) - 1)

    def activity(self, maps: np.ndarray) -> np.ndarray:
        """Return the root mean square of what each cell sees: the paper's inhibitory cell v."""
        return np.sqrt(conv2d(maps**2, self.closeness, padding=self.window // 2))

    def representatives(self, responses: np.ndarray) -> dict[int, tuple[int, int]]:
        """Choose at most one cell of each plane, for the others of its plane to learn from.

        In each column, that is in each neighbourhood over all planes, the strongest cell is a
        candidate, if it is active at all.
        In each plane, the strongest candidate is the representative.
        So a feature goes to one plane, and different places train different planes.

        Parameters
        ----------
        responses : ndarray of shape (planes, height, width)

        Returns
        -------
        dict
            Row and column of the representative, for each plane that has one.
        """
        responses = responses.round(9)  # so that no tie is decided by a processor's last digit
        height, width = responses.shape[1:]
        down, across = (min(side, self.column or side) for side in (height, width))
        chosen: dict[int, tuple[int, int]] = {}
        for top in range(height - down + 1):
            for left in range(width - across + 1):
                cells = responses[:, top : top + down, left : left + across]
                plane, row, column = map(int, np.unravel_index(cells.argmax(), cells.shape))
                best = responses[plane][chosen[plane]] if plane in chosen else 0
                if cells[plane, row, column] > best:
                    chosen[plane] = (top + row, left + column)
        return chosen

    def reinforce(self, maps: np.ndarray) -> np.ndarray:
        """Learn from one stimulus: make the representatives' planes answer more to what they saw.

        ``excitatory += q c u`` and ``inhibitory += q / 2 v``, where u are the inputs that the
        representative sees, and v is their root mean square.

        Parameters
        ----------
        maps : ndarray of shape (1, in_planes, height, width)

        Returns
        -------
        ndarray of shape (1, planes, height, width)
            The responses before anything was learned.
        """
        responses, activity = self(maps), self.activity(maps)[0, 0]
        around = self.window // 2
        padded = np.pad(maps[0], ((0, 0), (around, around), (around, around)))
        for plane, (row, column) in self.representatives(responses[0]).items():
            seen = padded[:, row : row + self.window, column : column + self.window]
            self.excitatory[plane] += self.gain * self.closeness[0] * seen
            self.inhibitory[plane] += self.gain / 2 * activity[row, column]
        return responses


class CLayer:
    """Planes of C-cells: each answers wherever in its area the feature of its plane stands.

    Nothing is learned here.

    Parameters
    ----------
    area : int, optional
        Side of the square of S-cells that a cell looks at; odd.
        By default one cell looks at the whole plane.
    step : int
        Cells are placed at every so many S-cells.
    saturation : float
        The paper's alpha: the excitation that gives half of the largest response.

    Notes
    -----
    ``response = f((1 + e) / (1 + m) - 1)`` with ``f(x) = max(x / (alpha + x), 0)``, where e is the
    sum of the S-cells in the area, weighted by closeness, and m is the mean of e over all planes.
    So a plane is silenced where the others answer more ("lateral inhibition").

    Examples
    --------
    >>> spark = np.zeros((1, 2, 5, 5))
    >>> spark[0, 0, 2, 2] = 1
    >>> CLayer(3)(spark)[0, 0].round(2)
    array([[0.  , 0.  , 0.  , 0.  , 0.  ],
           [0.  , 0.07, 0.15, 0.07, 0.  ],
           [0.  , 0.15, 0.25, 0.15, 0.  ],
           [0.  , 0.07, 0.15, 0.07, 0.  ],
           [0.  , 0.  , 0.  , 0.  , 0.  ]])
    """

    def __init__(self, area: int | None = None, step: int = 1, saturation: float = 1.0) -> None:
        if area is not None and require_whole(area, "area") % 2 == 0:
            raise ValueError(f"area must be odd, to have a middle, got {area}")
        self.area, self.step, self.saturation = area, require_whole(step, "step"), saturation

    def __call__(self, responses: np.ndarray) -> np.ndarray:
        """Return C-planes for S-planes of shape (batch, planes, height, width)."""
        planes = responses.shape[1]
        if self.area is None:
            excitation = responses.sum(axis=(2, 3), keepdims=True)
        else:
            falling_off = np.outer(gaussian_weights(self.area), gaussian_weights(self.area))
            weight = np.tile(falling_off / falling_off.max(), (planes, 1, 1, 1))
            around = self.area // 2
            excitation = conv2d(responses, weight, stride=self.step, padding=around, groups=planes)
        net = relu((1 + excitation) / (1 + excitation.mean(axis=1, keepdims=True)) - 1)
        return net / (self.saturation + net)


# -- the cascade --------------------------------------------------------------------------------


class Level(NamedTuple):
    """One level of a Neocognitron as data.

    `planes`, `window`, `selectivity`, `gain` and `column` are those of its `SLayer`, `area` and
    `step` those of its `CLayer`.
    """

    planes: int
    window: int
    selectivity: float
    gain: float
    column: int | None
    area: int | None
    step: int = 1


TOY = (
    Level(planes=16, window=3, selectivity=6.0, gain=16.0, column=5, area=5, step=2),
    Level(planes=24, window=5, selectivity=2.5, gain=16.0, column=5, area=5),
    Level(planes=8, window=3, selectivity=2.0, gain=16.0, column=None, area=None),
)
"""Three levels that tell five digits of 8x8 pixels apart.

The paper's network has 24 planes at every level, r = 4, 1.5 and 1.5, and q = 1, 16 and 16.
"""


class Responses(NamedTuple):
    """What the simple and the complex cells of one level answer.

    Both have shape (batch, planes, height, width).
    """

    simple: np.ndarray
    complex: np.ndarray


class Neocognitron:
    """A cascade of S- and C-layers whose last C-cells come to stand for one pattern each.

    Parameters
    ----------
    levels : sequence of Level
        From the picture upwards; the last one's `area` is None, so that each plane ends in a cell.
    rng : numpy.random.Generator
        Where the small first weights come from.

    Attributes
    ----------
    levels : list of (SLayer, CLayer)

    Examples
    --------
    >>> net, digits = neocognitron_toy(), digit_patterns()
    >>> answers = net(digits).argmax(axis=1)
    >>> len(set(answers))  # a cell for each digit
    5
    >>> moved = shift(digits, rows=-3, columns=4)  # where no digit was during training
    >>> bool((net(moved).argmax(axis=1) == answers).all())
    True
    """

    def __init__(self, levels: Sequence[Level], *, rng: np.random.Generator) -> None:
        if not levels or levels[-1].area is not None:
            raise ValueError(
                "the last level must have area=None, so that each plane ends in a cell"
            )
        self.levels = []
        in_planes = 1
        for planes, window, selectivity, gain, column, area, step in levels:
            s_layer = SLayer(in_planes, planes, window, selectivity, gain, column, rng=rng)
            self.levels.append((s_layer, CLayer(area, step)))
            in_planes = planes

    def __call__(self, pictures: np.ndarray) -> np.ndarray:
        """Return the last C-cells' answers, shape (batch, planes), to a batch of pictures.

        The pictures, of shape (batch, height, width), may have another size than those in training.
        """
        *_, last = self.cascade(pictures)
        return last.complex[:, :, 0, 0]

    def cascade(self, pictures: np.ndarray) -> Iterator[Responses]:
        """Yield what each level answers to a batch of pictures, from the lowest upwards."""
        maps = _stimuli(pictures)
        for s_layer, c_layer in self.levels:
            responses = s_layer(maps)
            maps = c_layer(responses)
            yield Responses(responses, maps)

    def self_organize(
        self,
        patterns: np.ndarray,
        times: int = 20,
        *,
        reach: int = 0,
        together: bool = False,
        rng: np.random.Generator | None = None,
    ) -> Self:
        """Show each pattern several times; no one says which is which.

        Parameters
        ----------
        patterns : ndarray of shape (patterns, height, width)
            Values of at least 0; not changed.
        times : int
            How often each is shown.
        reach : int
            Each is shown up to so many pixels away from where it stands, at random.
        together : bool
            All levels learn from each stimulus, as in 1980.
            By default one level after the other does, as Fukushima did later: a level can only
            tell apart what the levels below it have features for.
        rng : numpy.random.Generator, optional
            Where the shifts come from; a fixed seed by default.

        Returns
        -------
        Neocognitron
            Itself.
        """
        patterns = _stimuli(patterns)
        rng = np.random.default_rng(0) if rng is None else rng
        everything = list(range(len(self.levels)))
        for learning in [everything] if together else [[level] for level in everything]:
            for _ in range(times):
                for pattern in patterns:
                    rows, columns = map(int, rng.integers(-reach, reach + 1, 2))
                    self._learn(shift(pattern, rows, columns), learning)
        return self

    def _learn(self, picture: np.ndarray, learning: Sequence[int]) -> None:
        """Show one picture to these levels; the levels above them need not see it."""
        maps = picture[None]
        for level, (s_layer, c_layer) in enumerate(self.levels[: learning[-1] + 1]):
            maps = c_layer(s_layer.reinforce(maps) if level in learning else s_layer(maps))


def _stimuli(pictures: np.ndarray) -> np.ndarray:
    """Return pictures as one plane each; cells send rates, which are not negative."""
    pictures = require_array(pictures, "pictures", "batch, height, width").astype(np.float64)
    if not (pictures >= 0).all():
        raise ValueError(
            f"pictures must not be negative, got values from {pictures.min()}; "
            f"subtract the smallest value first"
        )
    return pictures[:, None]


# -- the toy ------------------------------------------------------------------------------------

DIGITS = """
.######.  ...##...  .######.  ########  .....##.
#......#  ..#.#...  #......#  ......#.  ....#.#.
#......#  ....#...  .......#  .....#..  ...#..#.
#......#  ....#...  ......#.  ...###..  ..#...#.
#......#  ....#...  ....##..  ......#.  .#....#.
#......#  ....#...  ..##....  .......#  ########
#......#  ....#...  ##......  #......#  ......#.
.######.  ..#####.  ########  .######.  ......#.
"""


def digit_patterns(size: int = 16) -> np.ndarray:
    r"""Draw the digits 0 to 4, which the paper's network learned, too; eight pixels high.

    Parameters
    ----------
    size : int
        Height and width of each picture, at least 8; the digits stand in the middle.

    Returns
    -------
    ndarray of shape (5, size, size), float64
        1 where there is ink, 0 elsewhere.

    Examples
    --------
    >>> print("\n".join("".join(".#"[int(ink)] for ink in row) for row in digit_patterns(8)[2]))
    .######.
    #......#
    .......#
    ......#.
    ....##..
    ..##....
    ##......
    ########
    """
    size = require_whole(size, "size", minimum=8)
    rows = [line.split() for line in DIGITS.split("\n") if line]
    ink = np.array([[[mark == "#" for mark in word] for word in row] for row in rows], dtype=float)
    start = (size - 8) // 2
    patterns = np.zeros((5, size, size))
    patterns[:, start : start + 8, start : start + 8] = ink.transpose(1, 0, 2)
    return patterns


def neocognitron_toy(seed: int = 0) -> Neocognitron:
    """Make a small Neocognitron and let it organise itself on `digit_patterns`.

    Each digit is shown 20 times to each level, always in the middle of 16x16 pixels.
    It takes a fraction of a second.

    Parameters
    ----------
    seed : int
        Of the first weights.

    Notes
    -----
    Seed 0 recognises all five digits at all 81 places of that frame where they fit, 80 of which
    were never shown, and at all 289 places of 24x24 pixels.
    It breaks where the frame cuts a digit off: with one of eight pixels outside, a third of the
    answers are wrong. It also breaks under rotation: after a quarter turn, only the 0 is known.

    Examples
    --------
    >>> net = neocognitron_toy()
    >>> (net(digit_patterns()) > 0).sum(axis=1)  # one cell answers, all others are silent
    array([1, 1, 1, 1, 1])
    """
    return Neocognitron(TOY, rng=np.random.default_rng(seed)).self_organize(digit_patterns())
