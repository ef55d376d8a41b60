"""A row of pixels under its windows: how many fit, and which pixels none of them sees."""

from __future__ import annotations

from typing import Any

import traitlets

from cnnkit.shapes import output_size, visits
from cnnkit.widgets._frontend import Widget, load_css, load_js
from cnnkit.widgets._traits import Whole

__all__ = ["PaddingRuler"]

SETTING = ("size", "kernel", "stride", "before", "after", "dilation")
_PLAIN = {"size": 6, "kernel": 3, "stride": 2, "before": 0, "after": 0, "dilation": 1}


def _reach(now: dict[str, int]) -> int:
    """Cells from the first to the last that a window looks at."""
    return now["dilation"] * (now["kernel"] - 1) + 1


def _results(now: dict[str, int]) -> dict[str, Any]:
    """Count the windows, what each pixel gets of them, and what is left at the far end."""
    ends = (now["before"], now["after"])
    output = output_size(now["size"], _reach(now), now["stride"], ends)
    seen = visits(now["size"], now["kernel"], now["stride"], ends, now["dilation"])
    return {
        "output": output,
        "left_over": (now["size"] + sum(ends) - _reach(now)) % now["stride"],
        "visits": tuple(seen),
        "unused": tuple(pixel for pixel, count in enumerate(seen) if not count),
    }


def _preset(says: str, **state: int) -> dict[str, Any]:
    """Complete a state by the defaults, and let the sentence name its numbers."""
    now = _PLAIN | {"stride": 1} | state
    return {"says": says.format(**now, **_results(now), reach=_reach(now)), "state": now}


PRESETS = {
    "borders": _preset(
        "Windows of {kernel} over {size} pixels: {output} fit, so the row shrinks. A pixel in the "
        "middle is seen by {visits[3]} of them, the ones at the ends by {visits[0]}. Drag an end "
        "of the row outwards.",
        size=7,
    ),
    "same": _preset(
        "With {before} zeros at each end, windows of {kernel} come out as many as there are "
        "pixels: {output} of {size}. The ends are still seen less often, {visits[0]} times "
        "instead of {visits[3]}.",
        size=7,
        kernel=5,
        before=2,
        after=2,
    ),
    "half": _preset(
        "Half of the kernel, rounded down, at each end. That keeps the size for odd kernels only: "
        "with a kernel of {kernel} it makes {output} of {size}. Take one zero away.",
        kernel=4,
        before=2,
        after=2,
    ),
    "even kernel": _preset(
        "An even kernel keeps the size where the padding is uneven: {before} before and {after} "
        "after make {output} of {size}. Every output then sits half a pixel beside its input.",
        kernel=4,
        before=1,
        after=2,
    ),
    "full": _preset(
        "All but one of a window may hang over: {before} zeros at each end. The row grows from "
        "{size} to {output}, and every pixel is seen {visits[0]} times.",
        size=5,
        before=2,
        after=2,
    ),
    "stride": _preset(
        "Windows of {kernel} that step by {stride}: {output} fit into {size} pixels. A third would "
        "need a pixel {size}, so it is not there, and no window sees pixel {unused[0]}.",
        stride=2,
    ),
    "not exact": _preset(
        "The same with a zero at each end: {output} windows, and again {left_over} cell is left "
        "over. This time it is a zero, so no pixel is lost, but the zero stands there in vain.",
        stride=2,
        before=1,
        after=1,
    ),
    "dilated": _preset(
        "The kernel of {kernel} looks at every second pixel only and so reaches over {reach}: "
        "{output} windows fit into {size}. Add a stride of 2 and see which pixels are lost.",
        size=7,
        dilation=2,
    ),
    "224": _preset(
        "AlexNet's first layer as its paper tells it: {size} pixels, kernel {kernel}, stride "
        "{stride}. {output} windows fit, and pixel {unused[0]} is seen by none. The paper says 55.",
        size=224,
        kernel=11,
        stride=4,
    ),
    "227": _preset(
        "With 3 pixels more, {size}, the windows come out even: {output} of them, and every pixel "
        "is seen. This is what everybody builds.",
        size=227,
        kernel=11,
        stride=4,
    ),
}
"""The examples by name, in the order of a story."""


class PaddingRuler(Widget):
    """Lay windows along a row of pixels, padded at each end.

    Parameters
    ----------
    **traits
        Any of the attributes below that are not results.

    Attributes
    ----------
    size : int
        Pixels in the row, 1 to 256.
    kernel, stride, dilation : int
        Pixels that a window looks at, 1 to 15; the step from one window to the next, 1 to 8; the
        step from one of a window's pixels to the next, 1 to 4.
    before, after : int
        Zeros added at either end, 0 to 30.
    output : int
        Windows that fit.
    left_over : int
        Cells at the far end of the padded row, pixels or zeros, where no window reaches.
    visits : tuple of int
        For each pixel, the windows that see it.
    unused : tuple of int
        Pixels that no window sees.

    Raises
    ------
    traitlets.TraitError
        If a value is not of its kind, or the window does not fit; the old state stays.

    Examples
    --------
    >>> ruler = PaddingRuler(size=6, kernel=3, stride=2)
    >>> ruler.output, ruler.left_over, ruler.visits, ruler.unused
    (2, 1, (1, 1, 2, 1, 1, 0), (5,))
    >>> PaddingRuler.preset("227").output
    55
    """

    _esm = load_js("padding_ruler.js")
    _css = load_css("padding_ruler.css")

    size = Whole(_PLAIN["size"], min=1, max=256).tag(sync=True)
    kernel = Whole(_PLAIN["kernel"], min=1, max=15).tag(sync=True)
    stride = Whole(_PLAIN["stride"], min=1, max=8).tag(sync=True)
    before = Whole(_PLAIN["before"], min=0, max=30).tag(sync=True)
    after = Whole(_PLAIN["after"], min=0, max=30).tag(sync=True)
    dilation = Whole(_PLAIN["dilation"], min=1, max=4).tag(sync=True)
    opening = traitlets.Dict(read_only=True, help="the state to reset to").tag(sync=True)
    presets = traitlets.List(read_only=True, help="name, says, state").tag(sync=True)

    output = traitlets.Int(read_only=True)
    left_over = traitlets.Int(read_only=True)
    visits = traitlets.Tuple(read_only=True)
    unused = traitlets.Tuple(read_only=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._follow()

    @classmethod
    def preset(cls, name: str, **changes: int) -> PaddingRuler:
        """Make a ruler that opens on one of the named examples.

        Parameters
        ----------
        name : str
            "borders", "same", "half", "even kernel", "full", "stride", "not exact", "dilated",
            "224" or "227".
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

    @traitlets.validate(*SETTING)
    def _must_fit(self, proposal: traitlets.Bunch) -> int:
        """Refuse a window that is wider than the padded row."""
        now = self._now() | {proposal.trait.name: proposal.value}
        reach, padded = _reach(now), now["before"] + now["size"] + now["after"]
        if reach > padded:
            spread = f" (kernel={now['kernel']}, dilation={now['dilation']})"
            fits = (padded - 1) // now["dilation"] + 1
            raise traitlets.TraitError(
                f"a window of {reach}{spread if now['dilation'] > 1 else ''} does not fit into "
                f"{padded} cells, {now['size']} pixels with {now['before']} zeros before and "
                f"{now['after']} after; use at most kernel={fits}, or more padding"
            )
        return proposal.value

    @traitlets.observe(*SETTING)
    def _follow(self, change: Any = None) -> None:
        """Bring the results up to date."""
        for name, value in _results(self._now()).items():
            self.set_trait(name, value)

    def _now(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in SETTING}

    @traitlets.default("opening")
    def _opening(self) -> dict[str, int]:
        return self._now()

    @traitlets.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        return [{"name": name, **preset} for name, preset in PRESETS.items()]

    @traitlets.default("stand_in")
    def _stand_in(self) -> str:
        now = self._now()
        counted = _results(now)
        unseen = counted["unused"]
        lost = f"no window sees {len(unseen)} of them" if unseen else "every pixel is seen"
        alt = (
            f"{now['size']} pixels with {now['before']} zeros before and {now['after']} after; "
            f"windows of {now['kernel']} with stride {now['stride']}: {counted['output']} fit, "
            f"and {lost}."
        )
        return f"<p>{alt}</p>" if now["size"] > 40 else _still_row(now, counted, alt)


def _still_row(now: dict[str, int], counted: dict[str, Any], alt: str) -> str:
    """Draw the padded row and its windows as one ``<svg>`` element, for where no script runs."""
    side, reach = 24, _reach(now)
    lines = min(counted["output"], -(-reach // now["stride"]))
    parts = []
    for cell in range(now["before"] + now["size"] + now["after"]):
        pixel = cell - now["before"]
        inside = 0 <= pixel < now["size"]
        dash = "" if inside else ' stroke-dasharray="3 3"'
        parts.append(
            f'<rect x="{cell * side + 1}" y="1" width="{side - 2}" height="{side - 2}" '
            f'fill="none" stroke="currentColor"{dash}/><text x="{cell * side + side / 2:g}" '
            f'y="17">{pixel if inside else 0}</text>'
        )
    for window in range(counted["output"]):
        x, y = window * now["stride"] * side, 40 + window % lines * 10
        taps = (x + place * now["dilation"] * side for place in range(now["kernel"]))
        dots = "".join(f"M{tap + 3} {y}h{side - 6}" for tap in taps)
        parts.append(
            f'<path d="M{x + 3} {y}h{reach * side - 6}" stroke="currentColor"/>'
            f'<path d="{dots}" stroke="currentColor" stroke-width="5"/>'
        )
    width = (now["before"] + now["size"] + now["after"]) * side
    return (
        f'<svg class="ck-figure" role="img" aria-label="{alt}" viewBox="0 0 {width} '
        f'{46 + lines * 10}" style="max-width: {width}px" font-size="11" text-anchor="middle" '
        f'fill="currentColor">{"".join(parts)}</svg>'
    )
