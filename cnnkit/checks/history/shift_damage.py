"""H7: how many pixels change when a picture moves."""

from __future__ import annotations

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.returns import Tuple, Whole
from cnnkit.images import shift_damage

__all__ = ["H7"]


def wraps_round(image: np.ndarray, distance: int) -> tuple[int, int]:
    """Ink that leaves on the left comes back on the right, as `np.roll` does it.

    What leaves is lost, and white enters.
    """
    ink = image.astype(bool)
    moved = np.roll(ink, -distance, axis=1)
    return int((ink & ~moved).sum()), int((~ink & moved).sum())


def to_the_right(image: np.ndarray, distance: int) -> tuple[int, int]:
    """You move the picture to the right: it goes to the left, and white enters on the right."""
    ink = image.astype(bool)
    moved = np.zeros_like(ink)
    moved[:, distance:] = ink[:, : max(ink.shape[1] - distance, 0)]
    return int((ink & ~moved).sum()), int((~ink & moved).sum())


def upwards(image: np.ndarray, distance: int) -> tuple[int, int]:
    """You move the picture up, along its rows' axis: columns are the second axis."""
    ink = image.astype(bool)
    moved = np.zeros_like(ink)
    kept = ink[distance:]
    moved[: len(kept)] = kept
    return int((ink & ~moved).sum()), int((~ink & moved).sum())


def one_pixel(image: np.ndarray, distance: int) -> tuple[int, int]:
    """You always move by one pixel: use `distance`."""
    ink = image.astype(bool)
    moved = np.zeros_like(ink)
    moved[:, :-1] = ink[:, 1:]
    return int((ink & ~moved).sum()), int((~ink & moved).sum())


def counts_swapped(image: np.ndarray, distance: int) -> tuple[int, int]:
    """Your counts have changed places: pixels that turn from black (1) to white come first."""
    ink = image.astype(bool)
    moved = np.zeros_like(ink)
    kept = ink[:, distance:]
    moved[:, : kept.shape[1]] = kept
    return int((~ink & moved).sum()), int((ink & ~moved).sum())


def both_equal(image: np.ndarray, distance: int) -> tuple[int, int]:
    """You give both counts as half of the total, but they differ as soon as ink leaves the frame.

    Count each on its own.
    """
    ink = image.astype(bool)
    moved = np.zeros_like(ink)
    kept = ink[:, distance:]
    moved[:, : kept.shape[1]] = kept
    total = int((ink != moved).sum())
    return total // 2, total // 2


def first_for_both(image: np.ndarray, distance: int) -> tuple[int, int]:
    """You give the first count twice, but less turns black than white as soon as ink leaves."""
    ink = image.astype(bool)
    moved = np.zeros_like(ink)
    kept = ink[:, distance:]
    moved[:, : kept.shape[1]] = kept
    lost = int((ink & ~moved).sum())
    return lost, lost


def total_only(image: np.ndarray, distance: int) -> int:
    """You return the number of all pixels that change; a tuple of two counts is asked for."""
    ink = image.astype(bool)
    moved = np.zeros_like(ink)
    kept = ink[:, distance:]
    moved[:, : kept.shape[1]] = kept
    return int((ink != moved).sum())


def total_twice(image: np.ndarray, distance: int) -> tuple[int, int]:
    """Each of your counts holds all pixels that change: one for each direction is asked for."""
    ink = image.astype(bool)
    moved = np.zeros_like(ink)
    kept = ink[:, distance:]
    moved[:, : kept.shape[1]] = kept
    total = int((ink != moved).sum())
    return total, total


def black_enters(image: np.ndarray, distance: int) -> tuple[int, int]:
    """In your picture ink (1) enters on the right: it is white (0) that enters."""
    ink = image.astype(bool)
    moved = np.ones_like(ink)
    kept = ink[:, distance:]
    moved[:, : kept.shape[1]] = kept
    return int((ink & ~moved).sum()), int((~ink & moved).sum())


def edge_repeated(image: np.ndarray, distance: int) -> tuple[int, int]:
    """In your picture the last column is repeated on the right: it is white (0) that enters."""
    ink = image.astype(bool)
    moved = np.repeat(ink[:, -1:], ink.shape[1], axis=1)
    kept = ink[:, distance:]
    moved[:, : kept.shape[1]] = kept
    return int((ink & ~moved).sum()), int((~ink & moved).sum())


def strip_skipped(image: np.ndarray, distance: int) -> tuple[int, int]:
    """You leave out the strip on the right where white enters: ink that lay there is gone, too."""
    ink = image.astype(bool)
    moved = ink[:, distance:]
    ink = ink[:, : moved.shape[1]]
    return int((ink & ~moved).sum()), int((~ink & moved).sum())


def ink_only(image: np.ndarray, distance: int) -> tuple[int, int]:
    """You count all black pixels before and after; those that stay black do not change."""
    ink = image.astype(bool)
    return int(ink.sum()), int(ink[:, distance:].sum())


def shares(image: np.ndarray, distance: int) -> tuple[float, float]:
    """You return shares of all pixels; their numbers are asked for."""
    ink = image.astype(bool)
    moved = np.zeros_like(ink)
    kept = ink[:, distance:]
    moved[:, : kept.shape[1]] = kept
    return float((ink & ~moved).mean()), float((~ink & moved).mean())


def colours_swapped(image: np.ndarray, distance: int) -> tuple[int, int]:
    """You take 0 for black: 1 is black, and 0 is white."""
    ink = image == 0
    moved = np.zeros_like(ink)
    kept = ink[:, distance:]
    moved[:, : kept.shape[1]] = kept
    return int((ink & ~moved).sum()), int((~ink & moved).sum())


def nothing_left_at_zero(image: np.ndarray, distance: int) -> tuple[int, int]:
    """Your picture is blank after a shift by 0: `moved[:, -0:] = 0` is the same as `moved[:] = 0`.

    Take `moved[:, width - distance:]`.
    """
    ink = image.astype(bool)
    moved = np.roll(ink, -distance, axis=1)
    moved[:, -distance:] = False
    return int((ink & ~moved).sum()), int((~ink & moved).sum())


def stops_beyond_the_width(image: np.ndarray, distance: int) -> tuple[int, int]:
    """A shift by more than the width stops you: nothing of the picture is left then."""
    ink = image.astype(bool)
    moved = np.hstack([ink[:, distance:], np.zeros((len(ink), distance), dtype=bool)])
    return int((ink & ~moved).sum()), int((~ink & moved).sum())


def turns_with_the_width(image: np.ndarray, distance: int) -> tuple[int, int]:
    """A shift by more than the width starts from the front again: nothing is left then.

    So `distance % width` is wrong.
    """
    ink = image.astype(bool)
    moved = np.zeros_like(ink)
    kept = ink[:, distance % ink.shape[1] :]
    moved[:, : kept.shape[1]] = kept
    return int((ink & ~moved).sum()), int((~ink & moved).sum())


def differences_in_uint8(image: np.ndarray, distance: int) -> tuple[int, int]:
    """You subtract pictures: in `uint8`, 0 - 1 is 255, and booleans cannot be subtracted at all.

    Compare the pictures instead, or turn them into `int` first.
    """
    moved = np.zeros_like(image)
    kept = image[:, distance:]
    moved[:, : kept.shape[1]] = kept
    difference = moved - image
    return int((difference < 0).sum()), int((difference > 0).sum())


def tilde_of_whole_numbers(image: np.ndarray, distance: int) -> tuple[int, int]:
    """You write `~image` for whole numbers, where ~1 is -2 (254 in `uint8`): it turns all 8 bits.

    Turn the picture into `bool` first, or write `image == 0`.
    """
    moved = np.zeros_like(image)
    kept = image[:, distance:]
    moved[:, : kept.shape[1]] = kept
    return int(np.sum(image * ~moved)), int(np.sum(~image * moved))


def changes_the_picture(image: np.ndarray, distance: int) -> tuple[int, int]:
    """The counts are right, but you have moved the picture that was handed to you.

    Work on a copy.
    """
    ink = image.astype(bool)
    moved = np.zeros_like(ink)
    kept = ink[:, distance:]
    moved[:, : kept.shape[1]] = kept
    image[:] = moved
    return int((ink & ~moved).sum()), int((~ink & moved).sum())


def a_list(image: np.ndarray, distance: int) -> list[int]:
    """The counts are right, but they come as a list: write `return black_to_white, ...`."""
    ink = image.astype(bool)
    moved = np.zeros_like(ink)
    kept = ink[:, distance:]
    moved[:, : kept.shape[1]] = kept
    return [int((ink & ~moved).sum()), int((~ink & moved).sum())]


_COUNTS = Tuple((Whole(), Whole()), names=("black_to_white", "white_to_black"))


def _ink(*shape: int) -> np.ndarray:
    """Return a picture with ink in a good third of its pixels; the same for the same shape."""
    return (np.random.default_rng(shape).random(shape) < 0.4).astype(int)


H7 = Exercise(
    "H7",
    shift_damage,
    _COUNTS,
    mistakes=(
        wraps_round,
        to_the_right,
        upwards,
        one_pixel,
        counts_swapped,
        both_equal,
        first_for_both,
        total_only,
        total_twice,
        black_enters,
        edge_repeated,
        strip_skipped,
        ink_only,
        shares,
        colours_swapped,
        nothing_left_at_zero,
        stops_beyond_the_width,
        turns_with_the_width,
        differences_in_uint8,
        tilde_of_whole_numbers,
        changes_the_picture,
        a_list,
    ),
    telling=(
        Case(_ink(6, 9), 2),
        Case(_ink(7, 5), 3),
        Case(_ink(5, 8), 0),
        Case(_ink(4, 6), 8),
        Case(_ink(6, 7).astype(np.uint8), 2),
        Case(_ink(6, 8).astype(bool), 1),
    ),
    parts=(
        Part("ink that stays in the frame", 1, _COUNTS),
        Part("ink that leaves the frame", 1, _COUNTS),
        Part("bool and uint8 pictures", 1, _COUNTS),
    ),
)
