"""Traits for what a reader may pass: maps of numbers, and whole numbers from any source."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets

from cnnkit.errors import require_array, require_whole

__all__ = ["LARGEST", "Map", "Whole"]

LARGEST = 1e100
"""Largest size of a number in a map: sums of squares stay finite, here and in JavaScript."""


class Map(traitlets.TraitType[np.ndarray, Any]):
    """A small map of finite numbers, which travels to the front end as nested lists.

    The widget keeps a read-only copy: writing into it in place would go unseen.

    Parameters
    ----------
    default_value : array_like of shape (height, width)
    largest : int
        Most rows and columns that are taken.
    """

    info_text = "a 2-D array of finite numbers"

    def __init__(
        self, default_value: Any = traitlets.Undefined, *, largest: int = 32, **kw: Any
    ) -> None:
        super().__init__(default_value, **kw)
        self.largest = largest
        self.tag(
            to_json=lambda value, widget: np.asarray(value).tolist(),
            from_json=lambda value, widget: value,
        )

    def validate(self, obj: traitlets.HasTraits, value: Any) -> np.ndarray:
        """Return a read-only float copy, or say what is wrong with the value."""
        try:
            array = require_array(value, self.name, "height, width")
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(str(error)) from error
        if max(array.shape) > self.largest:
            raise traitlets.TraitError(
                f"{self.name} may have up to {self.largest} rows and columns, got {array.shape}; "
                f"cut out a part, for example {self.name}[:{self.largest}, :{self.largest}]"
            )
        array = array.astype(float)
        fits = np.abs(array) <= LARGEST
        if not fits.all():
            row, column = np.argwhere(~fits)[0]
            raise traitlets.TraitError(
                f"{self.name} must hold finite numbers of size {LARGEST:g} at most, got "
                f"{array[row, column]} in row {row}, column {column}; replace or scale it, "
                f"for example by np.nan_to_num({self.name})"
            )
        array.flags.writeable = False
        return array

    def set(self, obj: traitlets.HasTraits, value: Any) -> None:
        """Assign; an equal map is no change, so nobody is told."""
        old = obj._trait_values.get(self.name)
        new = self._validate(obj, value)
        obj._trait_values[self.name] = new
        if not (isinstance(old, np.ndarray) and np.array_equal(old, new)):
            obj._notify_trait(self.name, old, new)


class Whole(traitlets.Int):
    """A whole number; NumPy's are welcome, booleans are not."""

    def validate(self, obj: traitlets.HasTraits, value: Any) -> int:
        """Return a Python int within the limits."""
        try:
            value = require_whole(value, self.name or "each place", minimum=self.min)
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(str(error)) from error
        if self.max is not None and value > self.max:
            raise traitlets.TraitError(f"{self.name} must be at most {self.max}, got {value}")
        return value
