"""How the figures of this chapter write numbers."""

from __future__ import annotations

from cnnkit.plots.drawing import written

__all__ = ["bracketed", "thousandths"]


def thousandths(value: float) -> str:
    """Write a small number as whole thousandths: deltas of the small net are of that size.

    Examples
    --------
    >>> thousandths(0.0384), thousandths(-0.0001)
    ('38', '0')
    """
    return written(round(value * 1000))


def bracketed(value: float) -> str:
    """Write a factor, in brackets if it is negative.

    Examples
    --------
    >>> bracketed(2.0), bracketed(-0.5) == "(\N{MINUS SIGN}0.5)"
    ('2', True)
    """
    return f"({written(value)})" if value < 0 else written(value)
