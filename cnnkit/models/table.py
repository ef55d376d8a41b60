"""What a table of layers is: a network as plain data, every row with its source."""

from __future__ import annotations

from typing import NamedTuple

from cnnkit.ledger import Ledger, Spec, ledger

__all__ = ["Entry", "Table"]


class Entry(NamedTuple):
    """One row: the `name` of the layer, its `spec`, and the `source` that says so."""

    name: str
    spec: Spec
    source: str


class Table(NamedTuple):
    """A network as data.

    `shape` is that of one example: channels, height, width.
    `source` is the work that the rows' own sources point into.
    `start` says how the first weights are drawn: "pytorch", or "lecun" as in 1998; see
    `cnnkit.models.build`.

    Examples
    --------
    >>> from cnnkit.ledger import Conv, Dense, Pool
    >>> table = Table("toy", "made up", (1, 6, 6), (
    ...     Entry("conv", Conv(2, 3), "page 1"),
    ...     Entry("pool", Pool(2), "page 1"),
    ...     Entry("out", Dense(2), "page 2"),
    ... ))
    >>> print(table.ledger())
    layer     shape  parameters  multiply-adds  sees
    conv      2×4×4          20            288   3×3
    pool      2×2×2           0              0   4×4
    out           2          18             16   6×6
    together                 38            304
    """

    title: str
    source: str
    shape: tuple[int, int, int]
    entries: tuple[Entry, ...]
    start: str = "pytorch"

    def ledger(self) -> Ledger:
        """Follow one example through the table; `cnnkit.ledger` explains the result.

        Raises
        ------
        ShapeError
            If a layer does not fit what comes in; the message names it.
        ValueError
            If two layers have the same name.
        """
        names = [entry.name for entry in self.entries]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(
                    f"{self.title}: two layers are called {name!r}; give each a name of its own"
                )
        return ledger(self.shape, [entry.spec for entry in self.entries], names)
