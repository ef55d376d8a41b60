"""Convolution as a matrix product in its two ways: the weights as a matrix, or the input."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets

from cnnkit.ops.conv_matrix import doubly_block_toeplitz, im2col
from cnnkit.widgets._frontend import Widget, load_css, load_js
from cnnkit.widgets._still import still_maps
from cnnkit.widgets._traits import Map, Whole

__all__ = ["MatrixTwin"]

MOST_OUTPUTS = 16
SETTING = ("image", "kernel", "view", "entries", "chosen")
_RAMP = np.arange(1.0, 10).reshape(3, 3)
_KERNEL = np.array([[1.0, 2], [3, 4]])


def _preset(says: str, **state: Any) -> dict[str, Any]:
    """Complete a state by the defaults."""
    plain = {"image": _RAMP, "kernel": _KERNEL, "view": "both", "entries": "names", "chosen": 0}
    return {"says": says, "state": plain | state}


PRESETS = {
    "two dimensions": _preset(
        "A 2 × 2 kernel on a 3 × 3 picture. Above, four weights fill a matrix; below, nine inputs "
        "do. Point at a row above: it is a column below, and both give the same output.",
    ),
    "one dimension": _preset(
        "The edge detector of one row: every diagonal of T holds one weight, so T is Toeplitz. "
        "In the matrix of windows the equal entries lie along the other diagonals.",
        image=np.array([[1.0, 1, 1, 0, 0, 0]]),
        kernel=np.array([[1.0, -1]]),
        chosen=2,
    ),
    "replicated input": _preset(
        "The replicated input, as numbers. It is often called Toeplitz; follow the 5: it lies "
        "along the other diagonal. It is block Hankel. The Toeplitz one is the weight matrix.",
        view="windows",
        entries="values",
    ),
    "oblong": _preset(
        "A 2 × 3 kernel on 3 × 5: two rows of windows make two rows of blocks, and every block "
        "is a small Toeplitz matrix.",
        image=np.arange(1.0, 16).reshape(3, 5),
        kernel=np.array([[1.0, 0, -1], [2, 0, -2]]),
        view="weights",
    ),
    "many copies": _preset(
        "A 3 × 3 kernel on 5 × 5: the centre of the picture is stored nine times. Larger kernels "
        "store more copies, which is the price of one fast product.",
        image=(np.arange(25.0) % 7).reshape(5, 5),
        kernel=np.array([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
        chosen=4,
    ),
    "and back": _preset(
        "The transposed matrix spreads what stands at the outputs back over their windows. With "
        "a 1 at every output, each input receives the sum of the weights that touched it.",
        view="back",
        chosen=3,
    ),
}
"""The examples by name, in the order of a story."""


class MatrixTwin(Widget):
    """Slide a kernel by two matrix products: T @ x with the weights in T, and w @ im2col(x).

    Parameters
    ----------
    image : array_like of shape (height, width), optional
        The input: finite numbers, up to 9 rows and columns; one row for one dimension.
    kernel : array_like of shape (kernel_height, kernel_width), optional
        Up to 5 rows and columns. Not flipped: this is cross-correlation, at whole windows.
    **traits
        Any of the attributes below that are not results.

    Attributes
    ----------
    view : {"both", "weights", "windows", "back"}
        Which matrix is seen; "back" reads the weight matrix from the side of the outputs.
    entries : {"names", "values"}
        What stands in the squares: a letter for each weight and a number for each input, or values.
    chosen : int
        The output that is looked at, in reading order.
    output : ndarray of shape (out_height, out_width)
        What both products give.
    weight_matrix : ndarray of shape (outputs, inputs)
        See `cnnkit.ops.conv_matrix.doubly_block_toeplitz`.
    window_matrix : ndarray of shape (weights, outputs)
        See `cnnkit.ops.conv_matrix.im2col`.
    redundancy : float
        Entries of the window matrix for each value of the input.

    Raises
    ------
    traitlets.TraitError
        If a value is not of its kind, the kernel does not fit, or there would be more than 16
        outputs; the old state stays.

    Examples
    --------
    >>> twin = MatrixTwin()
    >>> twin.weight_matrix.shape, round(twin.redundancy, 2)
    ((4, 9), 1.78)
    >>> twin.output
    array([[37., 47.],
           [67., 77.]])
    """

    _esm = load_js("matrix_twin.js")
    _css = load_css("matrix_twin.css")

    image = Map(_RAMP, largest=9).tag(sync=True)
    kernel = Map(_KERNEL, largest=5).tag(sync=True)
    view = traitlets.Enum(["both", "weights", "windows", "back"], "both").tag(sync=True)
    entries = traitlets.Enum(["names", "values"], "names").tag(sync=True)
    chosen = Whole(0, min=0).tag(sync=True)
    opening = traitlets.Dict(read_only=True, help="the state to reset to").tag(sync=True)
    presets = traitlets.List(read_only=True, help="name, says, state").tag(sync=True)

    output = Map(read_only=True)
    weight_matrix = Map(read_only=True, largest=81)
    window_matrix = Map(read_only=True)
    redundancy = traitlets.Float(read_only=True)

    def __init__(self, image: Any = None, kernel: Any = None, **traits: Any) -> None:
        given = {"image": image, "kernel": kernel}
        super().__init__(
            **{name: value for name, value in given.items() if value is not None} | traits
        )
        self._follow()

    @classmethod
    def preset(cls, name: str, **changes: Any) -> MatrixTwin:
        """Make a twin that opens on one of the named examples.

        Parameters
        ----------
        name : str
            "two dimensions", "one dimension", "replicated input", "oblong", "many copies" or
            "and back".
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

    @traitlets.validate("image", "kernel", "chosen")
    def _must_fit(self, proposal: traitlets.Bunch) -> Any:
        """Refuse a kernel that does not fit, too many windows, an output that is not there."""
        name, value = proposal.trait.name, proposal.value
        now = {"image": self.image, "kernel": self.kernel} | {name: value}
        size, sides = now["image"].shape, now["kernel"].shape
        height, width = (np.subtract(size, sides) + 1).tolist()
        if min(height, width) < 1:
            raise traitlets.TraitError(
                f"a kernel of {sides[0]}x{sides[1]} does not fit into an image of "
                f"{size[0]}x{size[1]}; use a larger image or a smaller kernel"
            )
        if height * width > MOST_OUTPUTS:
            raise traitlets.TraitError(
                f"an image of {size[0]}x{size[1]} has {height * width} windows of "
                f"{sides[0]}x{sides[1]}, and there is room for {MOST_OUTPUTS}; use a smaller "
                f"image, for example image[:{sides[0] + 3}, :{sides[1] + 3}]"
            )
        if name == "chosen" and value >= height * width:
            raise traitlets.TraitError(
                f"chosen must be the number of an output, below {height * width} here, got {value}"
            )
        return value

    @traitlets.observe("image", "kernel")
    def _follow(self, change: Any = None) -> None:
        """Bring the results up to date, and the choice back among the outputs."""
        matrix = doubly_block_toeplitz(self.kernel, self.image.shape)
        columns = im2col(self.image, self.kernel.shape)
        self.chosen = min(self.chosen, len(matrix) - 1)
        self.set_trait("weight_matrix", matrix)
        self.set_trait("window_matrix", columns)
        self.set_trait("redundancy", columns.size / self.image.size)
        shape = np.subtract(self.image.shape, self.kernel.shape) + 1
        self.set_trait("output", (matrix @ self.image.ravel()).reshape(shape))

    @traitlets.default("opening")
    def _opening(self) -> dict[str, Any]:
        return _travelling({name: getattr(self, name) for name in SETTING})

    @traitlets.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        return [
            {"name": name, "says": preset["says"], "state": _travelling(preset["state"])}
            for name, preset in PRESETS.items()
        ]

    @traitlets.default("stand_in")
    def _stand_in(self) -> str:
        matrix = doubly_block_toeplitz(self.kernel, self.image.shape)
        columns = im2col(self.image, self.kernel.shape)
        sizes = [f"{len(values)} × {values.shape[1]}" for values in (matrix, columns)]
        alt = (
            f"The weights as a matrix of {sizes[0]}, and the input as a matrix of {sizes[1]}. "
            f"Both products give {', '.join(f'{y:g}' for y in matrix @ self.image.ravel())}."
        )
        return still_maps([(f"weights, {sizes[0]}", matrix), (f"input, {sizes[1]}", columns)], alt)


def _travelling(state: dict[str, Any]) -> dict[str, Any]:
    """Write a state as JSON can carry it."""
    return state | {name: np.asarray(state[name]).tolist() for name in ("image", "kernel")}
