"""Shift then filter, or filter then shift: where the order does not matter, and where it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from cnnkit.images import shift
from cnnkit.ops.conv_single import correlate2d
from cnnkit.palette import ROLES
from cnnkit.plots.drawing import SIGNED, Drawing, arrow, frame, label, picture, plot_axes, sheet

__all__ = ["BothOrders", "order_matters", "shifted_signal", "square"]


class BothOrders(NamedTuple):
    """The two maps that a change of the picture and a filter give, in either order."""

    change: str
    """What is done to the picture, such as ``"turn by 90°"``; a line break is kept."""

    change_first: np.ndarray
    """ndarray of shape (height, width): the changed picture, filtered."""

    filter_first: np.ndarray
    """ndarray of the same shape: the filtered picture, changed."""

    @property
    def differ(self) -> np.ndarray:
        """Which places of the two maps disagree, beyond rounding."""
        return ~np.isclose(self.change_first, self.filter_first)


def square(image: np.ndarray, kernel: np.ndarray, columns: int) -> Drawing:
    """Go both ways round: shift then filter, filter then shift.

    Parameters
    ----------
    image : ndarray of shape (height, width)
        Blank on the left, where zeros enter.
    kernel : ndarray of shape (kernel_height, kernel_width)
    columns : int
        How far to the right.
    """
    moved = shift(image, columns=columns)
    out = correlate2d(image, kernel)
    both = BothOrders("", correlate2d(moved, kernel), shift(out, columns=columns))
    differ = f"{both.differ.sum()} of {both.differ.size}"
    drawing, ax = sheet(
        336,
        "A square of four pictures. Top left a handwritten 5; to its right its response to a "
        f"kernel. Below them the same two, moved to the right by {columns} pixels. Filtering the "
        "moved 5 and moving the filtered 5 both lead to the picture at the bottom right: "
        f"{differ} values differ.",
    )
    side, left, right, top, bottom = 104, 40, 262, 34, 206
    reach = float(np.abs(out).max())
    for x, y, values, is_map in (
        (left, top, image, False),
        (right, top, out, True),
        (left, bottom, moved, False),
        (right, bottom, both.change_first, True),
    ):
        if is_map:
            picture(ax, values, x, y, side, cmap=SIGNED, limits=(-reach, reach))
        else:
            picture(ax, 1 - values, x, y, side)
        frame(ax, x, y, side, side, "output" if is_map else "input", line=1.6)
    label(ax, left + side / 2, 18, "x", "input", weight="bold")
    label(ax, right + side / 2, 18, "filtered", "output", weight="bold")
    for y, text in ((top + 52, "filter"), (bottom + 52, "filter")):
        arrow(ax, (left + side + 8, y), (right - 8, y), "kernel", line=2.2)
        label(ax, (left + side + right) / 2, y - 14, text, "kernel", weight="bold")
    for x in (left + 52, right + 52):
        arrow(ax, (x, top + side + 8), (x, bottom - 8), "input", line=2.2)
        label(ax, x + 12, (top + side + bottom) / 2, f"shift by {columns}", "input", align="left")
    label(ax, right + side / 2, bottom + side + 13, f"{differ} differ", "output", weight="bold")
    return drawing


def shifted_signal(signal: np.ndarray, kernel: np.ndarray, distance: int) -> Drawing:
    """Plot a signal and its response, and both again with the signal delayed.

    Parameters
    ----------
    signal : ndarray of shape (n,)
    kernel : ndarray of shape (m,)
    distance : int
        Delay, in samples.
    """
    delayed = shift(signal[None], columns=distance)[0]
    responses = [correlate2d(row[None], kernel[None])[0] for row in (signal, delayed)]
    peaks = [int(response.argmax()) for response in responses]
    drawing, _ = sheet(
        262,
        f"A short sound and its response to a kernel, twice. In the second pair the sound comes "
        f"{distance} samples later, and the highest point of the response moves from sample "
        f"{peaks[0]} to sample {peaks[1]}.",
    )
    for index, (row, response, peak) in enumerate(
        zip((signal, delayed), responses, peaks, strict=True)
    ):
        ax = plot_axes(
            drawing,
            (64, 12 + 112 * index, 356, 96),
            x_label="sample" if index else "",
            y_label="",
            x_ticks=range(0, len(signal) + 1, 20) if index else (),
            y_ticks=(),
        )
        ax.plot(row, color=ROLES["input"].light, linewidth=1.6)
        ax.plot(response / np.abs(response).max(), color=ROLES["output"].light, linewidth=2.4)
        ax.axvline(peak, color=ROLES["output"].light, linewidth=0.8, linestyle=(0, (3, 2)))
        ax.annotate(
            f"peak at {peak}",
            (peak, 1),
            xytext=(6, 3),
            textcoords="offset points",
            color=ROLES["output"].light,
            fontsize=12,
            weight="bold",
        )
        ax.text(
            -0.02,
            0.5,
            "sound" if index == 0 else f"{distance}\nlater",
            transform=ax.transAxes,
            ha="right",
            va="center",
            color=ROLES["input"].light,
            fontsize=12,
        )
        ax.set(xlim=(0, len(signal)), ylim=(-1.1, 1.6))
    return drawing


def order_matters(cases: Sequence[BothOrders]) -> Drawing:
    """Show pairs of maps that depend on the order, the places that differ, and their number.

    Parameters
    ----------
    cases : sequence of BothOrders
    """
    row, side = 108, 84
    spoken = " ".join(
        f"{case.change.replace(chr(10), ' ')}: {case.differ.sum()} of {case.differ.size} values "
        "differ."
        for case in cases
    )
    drawing, ax = sheet(
        44 + row * len(cases),
        f"{len(cases)} rows of three pictures: a map made by changing the picture first, a map "
        f"made by filtering first, and the places at which the two differ. {spoken}",
    )
    lefts = (122, 232, 342)
    for left, text, role in zip(
        lefts,
        ("change, then filter", "filter, then change", "where they differ"),
        ("output", "output", "changed"),
        strict=True,
    ):
        label(ax, left + side / 2, 16, text, role, size=11)
    for index, case in enumerate(cases):
        top = 34 + row * index
        label(ax, 6, top + side / 2, case.change, "input", align="left", weight="bold")
        reach = float(max(np.abs(case.change_first).max(), np.abs(case.filter_first).max()))
        for left, values in zip(lefts, (case.change_first, case.filter_first), strict=False):
            picture(ax, values, left, top, side, cmap=SIGNED, limits=(-reach, reach))
            frame(ax, left, top, side, side, "output", line=1.2)
        _differences(ax, case.differ, lefts[2], top, side)
        label(
            ax,
            lefts[2] + side / 2,
            top + side + 11,
            f"{case.differ.sum():,} of {case.differ.size:,}",
            "changed",
            weight="bold",
            size=12,
        )
    return drawing


def _differences(ax: Axes, differ: np.ndarray, left: float, top: float, side: float) -> None:
    """Mark the places that differ, in a frame."""
    rows, columns = differ.shape
    wide, tall = side / columns, side / rows
    for row, marks in enumerate(np.pad(differ, ((0, 0), (1, 1))).astype(int)):
        starts, stops = (np.flatnonzero(np.diff(marks) == step) for step in (1, -1))
        for start, stop in zip(starts, stops, strict=True):  # one rectangle for each run of marks
            place = (left + start * wide, top + row * tall, (stop - start) * wide, tall)
            frame(ax, *place, "changed", line=0.3, fill="changed")
    frame(ax, left, top, side, side, "line", line=1)
